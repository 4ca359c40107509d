"""What `evaluatie new` does to folders: copies and one study.yml, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evaluatie.study import StudyError, load_study
from evaluatie.study.guessing import new_study

ROWS = "\n".join(
    f"K{7 * row % 101:03d};{row % 2 + 1};{row % 5 + 1};{(row + 1) % 5 + 1};{(row + 3) % 5 + 1}" for row in range(40)
)
ANSWERS = f"code;geslacht;q1;q2;q3\n{ROWS}\n"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "raw"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    for name in ("t0.csv", "t1.csv"):
        (tmp_path / name).write_text(ANSWERS, encoding="utf-8")
    return [tmp_path / "t0.csv", tmp_path / "t1.csv"]


def everything(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def test_files_are_copied_and_stay(raw: Path, files: list[Path]) -> None:
    made = new_study(raw / "org", files)
    assert made.written == ("t0.csv", "t1.csv", "instruments/q.yaml", "study.yml")
    assert made.waves == ("t0.csv", "t1.csv")
    assert sorted(path.name for path in (raw / "org").iterdir()) == ["instruments", "study.yml", "t0.csv", "t1.csv"]
    assert all(file.read_text(encoding="utf-8") == ANSWERS for file in files)
    assert load_study(raw / "org").survey.shape[0] == 80


def test_files_that_lie_there_already(raw: Path, files: list[Path]) -> None:
    (raw / "org").mkdir()
    for file in files:
        file.rename(raw / "org" / file.name)
    (raw / "org" / "brief.docx").write_bytes(b"x")
    (raw / "org" / "~$t0.xlsx").write_bytes(b"x")
    assert new_study(raw / "org").written == ("instruments/q.yaml", "study.yml")
    load_study(raw / "org")


def test_the_same_file_may_be_there(raw: Path, files: list[Path]) -> None:
    (raw / "org").mkdir()
    (raw / "org" / "t0.csv").write_text(ANSWERS, encoding="utf-8")
    assert new_study(raw / "org", files).written == ("t1.csv", "instruments/q.yaml", "study.yml")


def test_an_instrument_that_is_there_keeps_its_name(raw: Path, files: list[Path]) -> None:
    own = raw / "org" / "instruments" / "q.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("id: q\nname: Eigen\nitems: 2\nresponse_range: [1, 5]\ndirection: higher\n", encoding="utf-8")
    made = new_study(raw / "org", files)
    assert "instruments/q_2.yaml" in made.written
    assert "Eigen" in own.read_text(encoding="utf-8")
    load_study(raw / "org")


def other_file(raw: Path, files: list[Path]) -> list[Path]:
    (raw / "org").mkdir()
    (raw / "org" / "t0.csv").write_text("code,q1\n1,2\n", encoding="utf-8")
    return files


def study_there(raw: Path, files: list[Path]) -> list[Path]:
    (raw / "org").mkdir()
    (raw / "org" / "study.yml").write_text("mine: true\n", encoding="utf-8")
    return files


def no_file(raw: Path, files: list[Path]) -> list[Path]:
    return [*files, raw / "t2.csv"]


def a_folder(raw: Path, files: list[Path]) -> list[Path]:
    return [*files, raw]


def other_kind(raw: Path, files: list[Path]) -> list[Path]:
    (raw.parent / "t2.xls").write_bytes(b"x")
    return [*files, raw.parent / "t2.xls"]


def one_name(raw: Path, files: list[Path]) -> list[Path]:
    (raw.parent / "t0.csv").write_text(ANSWERS, encoding="utf-8")
    return [*files, raw.parent / "t0.csv"]


def ragged(raw: Path, files: list[Path]) -> list[Path]:
    files[0].write_text("code;q1\n1;2;3\n", encoding="utf-8")
    files[1].write_text("", encoding="utf-8")
    return files


def no_answers(raw: Path, files: list[Path]) -> list[Path]:
    for file in files:
        file.write_text("naam;plaats\nA;B\n", encoding="utf-8")
    return files


def nothing(raw: Path, files: list[Path]) -> list[Path]:
    return []


@pytest.mark.parametrize(
    ("prepare", "says", "count"),
    [
        (other_file, "another file of this name", 1),
        (study_there, "has a study.yml already", 1),
        (no_file, "There is no such file", 1),
        (a_folder, "This is a folder", 1),
        (other_kind, "not of a kind that is read", 1),
        (one_name, "Two files have this name", 1),
        (ragged, "t0.csv", 2),
        (no_answers, "No file with answers", 1),
        (nothing, "There are no files", 1),
    ],
)
def test_refusals_leave_everything_as_it_was(
    prepare: Callable[[Path, list[Path]], list[Path]], says: str, count: int, raw: Path, files: list[Path]
) -> None:
    given = prepare(raw, files)
    before = everything(raw.parent.parent)
    with pytest.raises(StudyError) as caught:
        new_study(raw / "org", given)
    assert says in str(caught.value)
    assert len(caught.value.problems) == count
    assert everything(raw.parent.parent) == before


@pytest.mark.parametrize(
    ("name", "near"), [("Waterschap A", "waterschap-a"), ("org_a", "org-a"), ("--", "waterschap-a")]
)
def test_the_organisation_needs_a_name_that_a_folder_can_have(
    name: str, near: str, raw: Path, files: list[Path]
) -> None:
    with pytest.raises(StudyError) as caught:
        new_study(raw / name, files)
    assert f'"{near}"' in str(caught.value)
    assert everything(raw) == {}


def test_a_second_time_is_refused(raw: Path, files: list[Path]) -> None:
    new_study(raw / "org", files)
    before = everything(raw)
    with pytest.raises(StudyError, match="already"):
        new_study(raw / "org", files)
    assert everything(raw) == before


@pytest.mark.parametrize("broken", ["study.yml", "t1.csv", "q.yaml"])
def test_a_failure_half_way_leaves_nothing(
    broken: str, raw: Path, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if Path(target).name == broken:
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(StudyError, match="no space left"):
        new_study(raw / "org", files)
    assert everything(raw) == {}


def test_stopping_at_a_question_leaves_nothing(raw: Path, files: list[Path]) -> None:
    def stop(question: str, default: str) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        new_study(raw / "org", files, ask=stop)
    assert everything(raw) == {}


def test_nothing_is_written_over_that_came_meanwhile(raw: Path, files: list[Path]) -> None:
    def meanwhile(question: str, default: str) -> str:
        (raw / "org").mkdir(exist_ok=True)
        (raw / "org" / "study.yml").write_text("mine: true\n", encoding="utf-8")
        return ""

    with pytest.raises(StudyError, match="already"):
        new_study(raw / "org", files, ask=meanwhile)
    assert everything(raw) == {"org": None, "org/study.yml": b"mine: true\n"}
