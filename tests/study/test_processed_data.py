"""data/processed: written whole, read back the same, made again when anything changed; and finding the study."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from evaluatie.study import Problem, Study, StudyError, Workspace, find_workspace, load_study
from evaluatie.study import load as loading

Make, Problems = Callable[..., Path], Callable[..., list[Problem]]
NAMES = ("survey.parquet", "codebook.json", "intake.json")


@pytest.fixture
def intakes(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Record every time that the raw files are read."""
    calls: list[Path] = []
    read = loading.read_delivered

    def recorded(folder: Path, *rest: object) -> object:
        calls.append(folder)
        return read(folder, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(loading, "read_delivered", recorded)
    return calls


def same(one: Study, other: Study) -> None:
    pd.testing.assert_frame_equal(one.survey, other.survey)
    assert one.survey.columns.dtype == other.survey.columns.dtype
    assert type(one.survey.index) is type(other.survey.index)
    for name in ("config", "outcomes", "codebook", "intake", "fingerprint", "linking"):
        assert getattr(one, name) == getattr(other, name), name


def processed(folder: Path) -> Path:
    return folder.parents[1] / "processed" / folder.name


UNITS = {"respondent: code": "respondent: code\n  unit: afd"}
WITH_UNITS = {
    "t0.csv": "code,sex,JOBSAT,afd\n11,1,3.5,\n,2,4,\n",
    "t1.csv": "code,sex,JOBSAT,afd\n11,,3,\n12,3,1,\n",
}


@pytest.mark.parametrize(("edits", "files"), [({}, {}), (UNITS, WITH_UNITS), ({"  respondent: code\n": ""}, {})])
def test_the_second_time_the_same_study_comes_from_processed(
    edits: dict[str, str], files: dict[str, str], study_folder: Make, intakes: list[Path]
) -> None:
    folder = study_folder(edits, files)
    first, second = load_study(folder), load_study(folder)
    same(first, second)
    assert len(intakes) == 1
    assert sorted(path.name for path in processed(folder).iterdir()) == sorted(NAMES)
    assert [path.name for path in processed(folder).parent.iterdir()] == ["org"]


def test_a_change_of_anything_means_a_new_intake(
    study_folder: Make, intakes: list[Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = study_folder()
    changes: list[Callable[[], object]] = [
        lambda: (folder / "t0.csv").write_text((folder / "t0.csv").read_text() + "15,1,2\n"),
        lambda: (folder / "study.yml").write_text((folder / "study.yml").read_text() + "report: {language: en}\n"),
        lambda: (processed(folder) / "survey.parquet").write_bytes(b"junk"),
        lambda: (processed(folder) / "survey.parquet").unlink(),
        lambda: (processed(folder) / "codebook.json").write_text("{}"),
        lambda: (processed(folder) / "intake.json").write_text('{"half":'),
        lambda: (processed(folder) / "intake.json").write_text("[]"),
    ]
    load_study(folder)
    for count, change in enumerate(changes, start=2):
        change()
        first, second = load_study(folder), load_study(folder)
        assert len(intakes) == count
        same(first, second)


def test_another_key_changes_nothing_but_the_pseudonyms(
    study_folder: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = study_folder(parent="elsewhere")
    one = load_study(folder)
    monkeypatch.setenv("EVALUATIE_KEY_FILE", str(tmp_path / "other.key"))
    other = load_study(folder)
    assert not one.survey["respondent"].isin(other.survey["respondent"]).any()
    rest = one.survey.columns.drop("respondent")
    pd.testing.assert_frame_equal(one.survey[rest], other.survey[rest])
    assert (one.intake, one.codebook, one.fingerprint) == (other.intake, other.codebook, other.fingerprint)
    codes = [pd.factorize(study.survey["respondent"])[0].tolist() for study in (one, other)]
    assert codes[0] == codes[1]


def test_the_same_study_elsewhere_gives_the_same_bytes(study_folder: Make) -> None:
    one, other = study_folder(parent="one/data/raw"), study_folder(parent="other/data/raw")
    load_study(one)
    load_study(other)
    for name in NAMES:
        assert (processed(one) / name).read_bytes() == (processed(other) / name).read_bytes()
        assert str(one.parents[2]).encode() not in (processed(one) / name).read_bytes()


def test_a_folder_outside_a_workspace_is_read_and_nothing_is_written(study_folder: Make, tmp_path: Path) -> None:
    folder = study_folder(parent="elsewhere")
    load_study(folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere"]
    assert sorted(path.name for path in folder.iterdir()) == ["study.yml", "t0.csv", "t1.csv"]


def test_nothing_is_written_when_there_are_problems(study_folder: Make, tmp_path: Path) -> None:
    with pytest.raises(StudyError):
        load_study(study_folder(files={"t1.csv": "code,sex,JOBSAT\n1,1,often\n"}))
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["raw"]


def test_a_fault_keeps_what_was_made_before(study_folder: Make) -> None:
    folder = study_folder()
    load_study(folder)
    before = {name: (processed(folder) / name).read_bytes() for name in NAMES}
    (folder / "t1.csv").write_text("code,sex,JOBSAT\n1,1,often\n")
    with pytest.raises(StudyError):
        load_study(folder)
    assert before == {name: (processed(folder) / name).read_bytes() for name in NAMES}


def test_a_place_that_cannot_be_written(study_folder: Make, problems_of: Problems, tmp_path: Path) -> None:
    folder = study_folder()
    (tmp_path / "data" / "processed").write_text("a file")
    (problem,) = problems_of(folder)
    assert (problem.file, "cannot be written" in problem.message) == ("data/processed/org", True)


def test_processes_at_once_do_not_spoil_each_other(study_folder: Make) -> None:
    folder = study_folder()
    code = (
        "import shutil, sys; from evaluatie.study import load_study\n"
        "for _ in range(6): print(len(load_study(sys.argv[1]).survey)); shutil.rmtree(sys.argv[2], ignore_errors=True)"
    )
    command = [sys.executable, "-c", code, f"{folder}/study.yml", str(processed(folder))]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ})
        for _ in range(3)
    ]
    for process in running:
        out, error = process.communicate(timeout=120)
        assert (process.returncode, error, set(out.split())) == (0, "", {"6"})
    same(load_study(folder), load_study(folder))
    assert [path.name for path in processed(folder).parent.iterdir()] == ["org"]


def test_the_account_has_hashes_and_counts_and_no_times(study_folder: Make) -> None:
    folder = study_folder()
    study = load_study(folder)
    written = json.loads((processed(folder) / "intake.json").read_text())
    assert set(written) - set(study.intake) == {"made_from"}
    assert set(study.intake["files"]) == {"study.yml", "t0.csv", "t1.csv"}
    assert all(len(entry["sha256"]) == 64 for entry in study.intake["files"].values())
    assert [wave["rows_kept"] for wave in study.intake["waves"]] == [3, 3]


def test_a_study_is_found_by_id_folder_or_file(
    study_folder: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = study_folder()
    (folder / "inner").mkdir()
    monkeypatch.chdir(folder / "inner")
    for where in ("org", folder, str(folder), folder / "study.yml", str(folder / "study.yml"), "..", "../study.yml"):
        assert load_study(where).organisation == "org"
    monkeypatch.chdir(tmp_path.parent)
    monkeypatch.setenv("EVALUATIE_ROOT", str(tmp_path))
    assert load_study("org").organisation == "org"


def test_a_folder_here_is_found_by_its_name(study_folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(study_folder(parent="elsewhere").parent)
    assert load_study("org").organisation == "org"


def test_no_such_organisation(
    study_folder: Make, problems_of: Problems, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    study_folder(name="waterschap-a")
    study_folder(name="gemeente-b")
    monkeypatch.chdir(tmp_path)
    (problem,) = problems_of("waterschap-b")
    assert problem.message == 'There is no organisation "waterschap-b".'
    assert problem.hint == 'Did you mean "waterschap-a"? There are: gemeente-b, waterschap-a.'
    (problem,) = problems_of("xyz")
    assert problem.hint == "There are: gemeente-b, waterschap-a."


@pytest.mark.parametrize(
    "where", ["no/such/folder", "", "a\0b", "\0/x", "x" * 5000, "x/" * 5000, "~nobody-here/x", Path("nowhere")]
)
def test_places_that_are_no_study(
    where: str | Path, problems_of: Problems, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert problems_of(where)


def test_a_folder_without_a_study_yml(tmp_path: Path, problems_of: Problems) -> None:
    (problem,) = problems_of(tmp_path)
    assert (
        str(problem) == "study.yml: This file cannot be read: no such file or directory. Every study folder needs one."
    )


def test_the_workspace_is_the_nearest_folder_above(
    study_folder: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = study_folder()
    (tmp_path / "data" / "raw" / "notes").mkdir()
    workspace = find_workspace(folder)
    assert workspace == Workspace(tmp_path)
    assert workspace.organisations() == ("org",)
    assert workspace.processed("org") == tmp_path / "data" / "processed" / "org"
    assert (workspace.reports, workspace.notebooks) == (tmp_path / "reports", tmp_path / "notebooks")
    monkeypatch.setenv("EVALUATIE_ROOT", str(tmp_path))
    assert find_workspace("/") == Workspace(tmp_path)


def test_no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StudyError, match="no folder data/raw here or above"):
        find_workspace(tmp_path)
    monkeypatch.setenv("EVALUATIE_ROOT", str(tmp_path / "nowhere"))
    with pytest.raises(StudyError, match="EVALUATIE_ROOT names a folder"):
        find_workspace()
