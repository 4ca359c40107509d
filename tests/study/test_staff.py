"""Personnel files: characteristics, reasons and years of birth of people, and their positions."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from evaluatie.study import StudyError, load_study
from evaluatie.study.problems import Problem
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.staff import read_persons, read_positions

PERSONS = "code;in;uit;reden;geboren;herkomst;m_v\n"
POSITIONS = "code;van;tot;schaal;team;leidt;uren\n"
STAFF = {
    "persons": "persons.csv", "positions": "positions.csv", "person": "code", "entry": "in", "exit": "uit",
    "reason": "reden", "reasons": {"voluntary": ["eigen verzoek"], "retirement": ["AOW"]}, "born": "geboren",
    "start": "van", "end": "tot", "scale": "schaal", "ladder": ["8", "9", "10A"], "unit": "team", "manager": "leidt",
    "hours": "uren", "full_time": 36,
}  # fmt: skip
GROUPS = {
    "origin": {"column": "herkomst", "reference": "nederland", "focal": ["europa", "buiten-europa"]},
    "gender": {"column": "geslacht", "reference": "m", "focal": ["v"]},
    "age": {"column": "geb", "born": True, "bands": [35], "reference": "<35", "focal": ["35+"]},
}


def config(**staff: object) -> StudyConfig:
    block = {
        "organisation": {"id": "org", "name": "Org"},
        "waves": [{"id": "t0", "label": "t0", "date": "2021-06-01", "file": "t0.csv"}],
        "survey": {"respondent": "code"},
        "groups": GROUPS,
        "staff": {**STAFF, "groups": {"gender": "m_v"}, **staff},
    }
    return StudyConfig.model_validate(block)


def persons(folder: Path, rows: str, **staff: object) -> tuple[pd.DataFrame, list[Problem], list]:
    (folder / "persons.csv").write_text(PERSONS + rows, encoding="utf-8")
    return read_persons(folder / "persons.csv", config(**staff))


def positions(folder: Path, rows: str, **staff: object) -> tuple[pd.DataFrame, list[Problem], list]:
    (folder / "positions.csv").write_text(POSITIONS + rows, encoding="utf-8")
    return read_positions(folder / "positions.csv", config(**staff))


def places(problems: list[Problem]) -> list[tuple[int | None, str | None]]:
    return [(problem.row, problem.column) for problem in problems]


def test_groups_reasons_and_years_of_birth_are_read_and_nothing_else(tmp_path: Path) -> None:
    rows = "1;01-02-2015;31-12-2020;Eigen verzoek;12-05-1980;Nederland;m\n2;2016-05-01;;;1975;buiten-europa;v\n"
    rows += "3;1 mrt 2017;20190430;Ruzie met chef;;;\n4;01/04/2018;30-06-2020;;1990-01-31;mars;v\n"
    frame, problems, notes = persons(tmp_path, rows)
    assert problems == []
    assert list(frame) == ["person", "entry", "exit", "origin", "gender", "reason", "born"]
    assert frame["origin"].tolist() == ["nederland", "buiten-europa", "unknown", "other"]
    assert frame["gender"].tolist() == ["m", "v", "unknown", "v"]
    assert frame["reason"].fillna("-").tolist() == ["voluntary", "-", "other", "-"]
    assert frame["born"].fillna(0).tolist() == [1980, 1975, 0, 1990]
    assert frame["entry"].dt.strftime("%Y-%m-%d").tolist() == ["2015-02-01", "2016-05-01", "2017-03-01", "2018-04-01"]
    assert frame["exit"].dt.strftime("%Y-%m-%d").fillna("").tolist() == ["2020-12-31", "", "2019-04-30", "2020-06-30"]
    assert [note.key for note in notes] == ["level_other", "reasons_other"]
    assert not {"chef", "mars"} & set(str(notes).replace(".", " ").split())


def test_a_column_that_study_yml_names_and_is_not_there_is_told(tmp_path: Path) -> None:
    _, problems, _ = persons(tmp_path, "1;01-02-2015;;;1980;nederland;m\n", groups={"gender": "geslachten"})
    assert places(problems) == [(1, "geslachten")]


def test_who_has_no_exit_has_no_reason(tmp_path: Path) -> None:
    frame, problems, _ = persons(tmp_path, "1;01-02-2015;;AOW;1980;nederland;m\n")
    assert (problems, frame["reason"].isna().all()) == ([], True)


def test_everything_that_is_wrong_with_people_is_told_at_once(tmp_path: Path) -> None:
    rows = "1;01-02-2015;31-01-2014;;1980;nederland;m\n2;gisteren;;;1980;;\n3;01-02-2015;;;1780;;\n"
    rows += "4;01-02-2015;;;ooit;;\n5;01-01-2016;31-12-2018;;;;\n5;01-06-2018;;;;;\n;01-01-2016;;;;;\n"
    _, problems, _ = persons(tmp_path, rows)
    expected = {(2, "uit"), (3, "in"), (4, "geboren"), (5, "geboren"), (6, "code"), (8, "code")}
    assert set(places(problems)) == expected
    assert all(problem.hint for problem in problems)
    said = " ".join(map(str, problems))
    assert not any(cell in said for cell in ("gisteren", "ooit", "1780"))


def test_rows_that_contradict_each_other_can_be_settled_and_are_counted(tmp_path: Path) -> None:
    rows = "1;01-02-2015;31-01-2014;;1980;;m\n5;01-01-2016;31-12-2018;;;;\n5;01-06-2018;;;;;\n"
    frame, problems, notes = persons(tmp_path, rows, contradictions="settle")
    assert (problems, frame["person"].tolist()) == ([], ["5", "5"])
    assert [note.text for note in notes] == ["persons.csv: 1 row ends before it begins and was set aside."]


def test_positions_are_read_with_scale_unit_manager_and_hours(tmp_path: Path) -> None:
    rows = "1;01-02-2015;31-12-2016;8;Zorg;nee;36\n1;01-01-2017;;10A;Zorg;Ja;24,5\n2;2018-01-01;9999-12-31;;;;\n"
    frame, problems, notes = positions(tmp_path, rows)
    assert (problems, notes) == ([], [])
    assert frame["scale"].fillna("-").tolist() == ["8", "10A", "-"]
    assert frame["manager"].fillna("-").tolist() == ["no", "yes", "-"]
    assert frame["hours"].fillna(-1).tolist() == [36.0, 24.5, -1.0]
    assert frame["part_time"].fillna("-").tolist() == ["no", "yes", "-"]
    assert frame["end"].isna().tolist() == [False, True, True]


def test_everything_that_is_wrong_with_positions_is_told_at_once(tmp_path: Path) -> None:
    rows = "1;01-02-2015;31-01-2014;8;Zorg;nee;36\n2;;;8;;;\n3;2015-02-01;;7;;;\n4;2015-02-01;;8;;misschien;\n"
    rows += "5;2015-02-01;;8;;;veel\n6;2015-02-01;;8;;;-4\n;2015-02-01;;8;;;\n7;31-02-2015;;8;;;\n"
    _, problems, _ = positions(tmp_path, rows)
    expected = {(2, "tot"), (3, "van"), (4, "schaal"), (5, "leidt"), (6, "uren"), (7, "uren"), (8, "code"), (9, "van")}
    assert set(places(problems)) == expected
    assert all(problem.hint for problem in problems)


def test_without_a_ladder_the_order_of_scales_is_noted_as_a_guess(tmp_path: Path) -> None:
    frame, problems, notes = positions(tmp_path, "1;2015-02-01;;77;;;\n", ladder=[])
    assert (problems, frame["scale"].tolist(), [note.key for note in notes]) == ([], ["77"], ["ladder_guessed"])


STUDY = """\
organisation: {id: org, name: Org}
waves: [{id: t0, label: t0, date: 2021-06-01, file: t0.csv}]
survey: {respondent: code, scores: {trust: {column: score, range: [1, 5], direction: higher}}}
groups: {origin: {column: herkomst, reference: nl, focal: [elders]}}
staff:
  {persons: persons.csv, positions: positions.csv, person: code, entry: in, exit: uit, start: van, end: tot, scale: s,
   ladder: [8, 9]}
"""


def study(folder: Path, positions: str = "code;van;tot;s\na1;2015-02-01;;9\na2;2015-02-01;;8\n") -> Path:
    folder = folder / "org"
    folder.mkdir()
    (folder / "study.yml").write_text(STUDY, encoding="utf-8")
    (folder / "t0.csv").write_text("code;score;herkomst\na1;4;nl\na2;3;elders\n", encoding="utf-8")
    (folder / "persons.csv").write_text(
        "code;in;uit;herkomst\na1;2015-02-01;;nl\na2;2015-02-01;;elders\n", encoding="utf-8"
    )
    (folder / "positions.csv").write_text(positions, encoding="utf-8")
    return folder


def test_a_study_has_positions_under_the_pseudonyms_of_its_persons(tmp_path: Path) -> None:
    found = load_study(study(tmp_path))
    assert found.persons is not None
    assert found.positions is not None
    assert found.positions["person"].tolist() == found.persons["person"].tolist() == found.survey["respondent"].tolist()
    assert not found.positions["person"].isin(["a1", "a2"]).any()
    assert found.intake["positions"] == {"file": "positions.csv", "rows_kept": 2}
    assert "positions.csv" in found.intake["files"]


@pytest.mark.parametrize(
    ("rows", "place", "words"),
    [
        ("code;van;tot;s\nb1;2015-02-01;;9\n", (None, "code"), "None of the linking codes of the personnel file"),
        ("code;van;tot;s\na1;2015-02-01;;11\n", (2, "s"), "not on staff.ladder"),
        ("code;van;tot\na1;2015-02-01;\n", (1, "s"), "no such column"),
    ],
)
def test_positions_that_do_not_fit_stop_the_study(tmp_path: Path, rows: str, place: tuple, words: str) -> None:
    with pytest.raises(StudyError) as raised:
        load_study(study(tmp_path, rows))
    (problem,) = raised.value.problems
    assert (problem.file, problem.row, problem.column) == ("positions.csv", *place)
    assert words in problem.message


@pytest.mark.parametrize(
    ("before", "after", "key", "words"),
    [
        ("persons: persons.csv, ", "", "staff.positions", "need the personnel file"),
        ("ladder: [8, 9]", "ladder: [8, 9, 8]", "staff.ladder", "named twice"),
        ("ladder: [8, 9]", "groups: {gender: m_v}", "staff.groups.gender", "no such group"),
        ("ladder: [8, 9]", "reason: r, reasons: {voluntary: [x], other: [X]}", "staff.reasons", "named twice"),
        ("ladder: [8, 9]", "full_time: 36", "staff.full_time", "hours"),
        ("ladder: [8, 9]", "rounded_to: 5", "staff.rounded_to", "there are none"),
        (
            "ladder: [8, 9]",
            "reason: in, reasons: {voluntary: [transfer], transfer: [x]}",
            "staff.reasons.voluntary",
            "is a key itself",
        ),
    ],
)
def test_what_does_not_fit_together_in_study_yml_is_told(
    tmp_path: Path, before: str, after: str, key: str, words: str
) -> None:
    folder = study(tmp_path)
    (folder / "study.yml").write_text(STUDY.replace(before, after), encoding="utf-8")
    with pytest.raises(StudyError) as raised:
        load_study(folder)
    found = [problem for problem in raised.value.problems if problem.column == key]
    assert [words in problem.message for problem in found] == [True]


COUNTS = "jaar;groep;schaal;bezetting;instroom;uitstroom\n"


def counts(folder: Path, rows: str, **staff: object) -> pd.DataFrame:
    folder = study(folder)
    text = STUDY.replace("{persons: persons.csv", "{counts: workforce.csv, persons: persons.csv")
    if staff:
        text = text.replace("ladder: [8, 9]", f"ladder: [8, 9], {', '.join(f'{k}: {v}' for k, v in staff.items())}")
    (folder / "study.yml").write_text(text, encoding="utf-8")
    (folder / "workforce.csv").write_text(COUNTS + rows, encoding="utf-8")
    found = load_study(folder)
    assert found.staff_counts is not None
    assert "workforce.csv" in found.intake["files"]
    return found.staff_counts


def test_numbers_of_staff_are_read_with_what_is_withheld(tmp_path: Path) -> None:
    rows = "2020;totaal;;120;15;10\n2020;nl;8;80;< 5;*\n2020;herkomst=elders;9;≤4;;0\n2021;onbekend;totaal;15;5;5\n"
    found = counts(tmp_path, rows)
    assert found.astype("object").where(found.notna(), None).to_numpy().tolist() == [
        [2020, "all", "all", "all", "120", "15", "10"],
        [2020, "origin", "nl", "8", "80", "<5", "*"],
        [2020, "origin", "elders", "9", "<=4", None, "0"],
        [2021, "origin", "unknown", "all", "15", "5", "5"],
    ]


@pytest.mark.parametrize(
    ("rows", "staff", "place", "words"),
    [
        ("20;totaal;;1;1;1\n", {}, (2, "jaar"), "not a year"),
        ("2020;mars;;1;1;1\n", {}, (2, "groep"), "not a group"),
        ("2020;nl;10;1;1;1\n", {}, (2, "schaal"), "not on staff.ladder"),
        ("2020;nl;8;1,5;1;1\n", {}, (2, "bezetting"), "no number of people"),
        ("2020;nl;8;-3;1;1\n", {}, (2, "bezetting"), "no number of people"),
        ("2020;nl;8;12;5;5\n", {"rounded_to": 5}, (2, "bezetting"), "no multiple of 5"),
        ("2020;nl;8;1;1;1\n2020;nl;8;2;1;1\n", {}, (3, None), "Row 2 is about the same"),
    ],
)
def test_numbers_of_staff_that_cannot_be_are_told(
    tmp_path: Path, rows: str, staff: dict[str, object], place: tuple, words: str
) -> None:
    with pytest.raises(StudyError) as raised:
        counts(tmp_path, rows, **staff)
    (problem,) = raised.value.problems
    assert (problem.file, problem.row, problem.column) == ("workforce.csv", *place)
    assert words in problem.message


INTERVIEWS = "{file: exits.csv, year: jaar, reasons: [r1, r2], codes: {klimaat: werkklimaat, loon: loon}}"


def interviews(folder: Path, rows: str, block: str = INTERVIEWS) -> pd.DataFrame:
    folder = study(folder)
    text = STUDY.replace("{persons: persons.csv", f"{{exit_interviews: {block}, persons: persons.csv")
    (folder / "study.yml").write_text(text, encoding="utf-8")
    (folder / "exits.csv").write_text("jaar;herkomst;r1;r2;toelichting\n" + rows, encoding="utf-8")
    found = load_study(folder)
    assert found.exits is not None
    assert "exits.csv" in found.intake["files"]
    return found.exits


def test_exit_interviews_are_read_by_reason_and_without_anything_else(tmp_path: Path) -> None:
    rows = "2020;nl;Klimaat;loon;lang verhaal\n2021;elders;loon;loon;\n;elders;;;\n2021;nl;ruzie;;\n"
    found = interviews(tmp_path, rows)
    assert list(found) == ["exit", "year", "origin", "reason"]
    assert found.astype("object").where(found.notna(), None).to_numpy().tolist() == [
        [1, 2020, "nl", "klimaat"], [1, 2020, "nl", "loon"], [2, 2021, "elders", "loon"],
        [3, None, "elders", None], [4, 2021, "nl", "other"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "block", "place", "words"),
    [
        ("twintig;nl;loon;;\n", INTERVIEWS, (2, "jaar"), "not a year"),
        ("2020;nl;loon;;\n", INTERVIEWS.replace("r2", "r3"), (1, "r3"), "no such column"),
    ],
)
def test_exit_interviews_that_cannot_be_read_are_told(
    tmp_path: Path, rows: str, block: str, place: tuple, words: str
) -> None:
    with pytest.raises(StudyError) as raised:
        interviews(tmp_path, rows, block)
    (problem,) = raised.value.problems
    assert (problem.file, problem.row, problem.column) == ("exits.csv", *place)
    assert words in problem.message
