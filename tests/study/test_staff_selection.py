"""Numbers of candidates by stage of a selection, in place of people."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from evaluatie.study import Study, StudyError, load_study
from evaluatie.study.problems import Problem

STAGES = "{letter: {nl: brief, en: letter of application}, talk: gesprek}"
STUDY = """\
organisation: {id: org, name: Org}
waves: [{id: t0, label: t0, date: 2021-06-01, file: t0.csv}]
survey: {scores: {trust: {column: score, range: [1, 5], direction: higher}}}
groups: {origin: {column: herkomst, reference: nl, focal: [elders]}}
staff: {selection: {file: selection.csv, stages: %s%s}}
"""
HEADER = "fase;groep;aantal;geselecteerd\n"
ROWS = "letter;nl;80;40\nletter;herkomst=elders;20;5\ntalk;nl;40;10\ntalk;elders;5;2\n"


def write(
    folder: Path, rows: str, *, header: str = HEADER, stages: str = STAGES, more: str = "", old: str = "", new: str = ""
) -> Path:
    folder.mkdir(parents=True)
    (folder / "study.yml").write_text((STUDY % (stages, more)).replace(old, new) if old else STUDY % (stages, more))
    (folder / "t0.csv").write_text("score;herkomst\n4;nl\n3;elders\n", encoding="utf-8")
    (folder / "selection.csv").write_text(header + rows, encoding="utf-8")
    return folder


def load(folder: Path, rows: str, **how: str) -> Study:
    return load_study(write(folder / "org", rows, **how))


def problems(folder: Path, rows: str, **how: str) -> list[Problem]:
    with pytest.raises(StudyError) as raised:
        load(folder, rows, **how)
    return raised.value.problems


def frame(study: Study) -> pd.DataFrame:
    assert study.selection is not None
    return study.selection


def test_candidates_are_read_by_stage_and_group(tmp_path: Path) -> None:
    study = load(tmp_path, "Brief;totaal;105;45\nletter;onbekend;5;0\n" + ROWS)
    found = frame(study)
    assert found.to_numpy().tolist() == [
        ["letter", "all", "all", 105, 45], ["letter", "origin", "unknown", 5, 0], ["letter", "origin", "nl", 80, 40],
        ["letter", "origin", "elders", 20, 5], ["talk", "origin", "nl", 40, 10], ["talk", "origin", "elders", 5, 2],
    ]  # fmt: skip
    assert list(found) == ["stage", "characteristic", "level", "total", "selected"]
    assert (found["total"].dtype, found["selected"].dtype) == ("int64", "int64")
    assert "selection.csv" in study.intake["files"]
    assert (study.intake["selection"]["file"], study.intake["selection"]["rows_kept"]) == ("selection.csv", 6)


def test_a_workbook_and_columns_of_another_name_are_read(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "org", "", old="selection.csv", new="selection.xlsx", more=", total: Kandidaten, stage: r"
    )
    cells = {
        "r": ["letter", "talk"],
        "group": ["all", "all"],
        "Kandidaten": [80, 30],
        "total": [1, 1],
        "selected": [30, 3],
    }
    pd.DataFrame(cells).to_excel(folder / "selection.xlsx", index=False)
    assert frame(load_study(folder))["total"].tolist() == [80, 30]


def test_what_was_read_is_kept_with_the_processed_data(tmp_path: Path) -> None:
    folder = write(tmp_path / "data" / "raw" / "org", ROWS)
    first = load_study(folder)
    assert (tmp_path / "data" / "processed" / "org" / "selection.parquet").is_file()
    pd.testing.assert_frame_equal(frame(load_study(folder)), frame(first))
    (folder / "selection.csv").write_text(HEADER + ROWS.replace("talk;elders;5;2", "talk;elders;5;3"))
    again = load_study(folder)
    assert frame(again)["selected"].iloc[-1] == 3
    assert again.fingerprint != first.fingerprint


@pytest.mark.parametrize(
    ("row", "place", "words"),
    [
        ("assessment;nl;10;5", (6, "fase"), "not a stage"),
        (";nl;10;5", (6, "fase"), "stage is missing"),
        ("letter;mars;10;5", (6, "groep"), "not a group"),
        ("letter;herkomst=mars;10;5", (6, "groep"), "not a level of origin"),
        ("letter;totaal;<5;1", (6, "aantal"), "withheld"),
        ("letter;totaal;10;*", (6, "geselecteerd"), "withheld"),
        ("letter;totaal;10;", (6, "geselecteerd"), "missing"),
        ("letter;totaal;1.000;5", (6, "aantal"), "no number of people"),
        ("letter;totaal;10;2,5", (6, "geselecteerd"), "no number of people"),
        ("letter;totaal;-10;5", (6, "aantal"), "no number of people"),
        ("letter;totaal;5;10", (6, "geselecteerd"), "More people were selected"),
        ("brief;nl;10;5", (6, None), "Row 2 is about the same"),
    ],
)
def test_a_row_that_cannot_be_is_told_with_its_place_and_a_remedy(
    tmp_path: Path, row: str, place: tuple, words: str
) -> None:
    (problem,) = problems(tmp_path, ROWS + row + "\n")
    assert (problem.file, problem.row, problem.column) == ("selection.csv", *place)
    assert words in problem.message
    assert problem.hint


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, "letter;mars;*;veel\nassessment;nl;5;10\nletter;nl;;1\n")
    places = [(problem.row, problem.column) for problem in found]
    assert sorted(places) == [
        (2, "aantal"), (2, "geselecteerd"), (2, "groep"), (3, "fase"), (3, "geselecteerd"), (4, "aantal")
    ]  # fmt: skip


def test_a_stage_without_rows_is_told(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "letter;nl;80;40\n")
    assert (problem.column, problem.message) == ("fase", "No row is about the stage talk.")


@pytest.mark.parametrize(
    ("header", "more", "column", "words"),
    [
        ("fase;groep;aantal;doorgelaten\n", "", "selected", "no such column"),
        (HEADER, ", total: kandidaten", "kandidaten", "no such column"),
        ("fase;stage;groep;aantal;geselecteerd\n", "", "stage", "2 columns hold this"),
        (HEADER, ", total: geselecteerd", "geselecteerd", "read as the total and as the selected"),
    ],
)
def test_columns_that_are_missing_or_doubled_are_told(
    tmp_path: Path, header: str, more: str, column: str, words: str
) -> None:
    (problem,) = problems(
        tmp_path, ";".join(["letter", "nl", "80", "40", "1"][: 1 + header.count(";")]) + "\n", header=header, more=more
    )
    assert (problem.file, problem.row, problem.column) == ("selection.csv", 1, column)
    assert words in problem.message


def test_a_file_with_a_row_per_person_is_refused(tmp_path: Path) -> None:
    header = HEADER.replace("\n", ";e-mail\n")
    found = problems(tmp_path, "letter;nl;1;1;jan@voorbeeld.nl\ntalk;nl;1;1;piet@voorbeeld.nl\n", header=header)
    assert {problem.column for problem in found} == {"e-mail"}


@pytest.mark.parametrize(
    ("stages", "key", "words"),
    [
        ("{1e gesprek: gesprek}", "staff.selection.stages.1e gesprek", "cannot be the code of a stage"),
        ("{a: gesprek, b: Gesprek}", "staff.selection.stages", "names two stages"),
        ("{}", "staff.selection.stages", "at least one"),
        ("{a: {nl: gesprek}}", "staff.selection.stages.a", "both languages"),
    ],
)
def test_stages_that_cannot_be_named_so_are_told_and_their_file_is_not_read(
    tmp_path: Path, stages: str, key: str, words: str
) -> None:
    (problem,) = problems(tmp_path, ROWS, stages=stages)
    assert (problem.file, problem.column) == ("study.yml", key)
    assert words in problem.message


def test_what_is_wrong_with_answers_is_told_beside_a_selection_without_stages(tmp_path: Path) -> None:
    folder = write(tmp_path / "org", ROWS, old=f"stages: {STAGES}", new="group: groep")
    (folder / "t0.csv").write_text("score;herkomst\n9;nl\n", encoding="utf-8")
    with pytest.raises(StudyError) as raised:
        load_study(folder)
    assert [problem.column for problem in raised.value.problems] == ["staff.selection.stages", "score"]
