"""The personnel file: what is read of it, what is wrong with it, and what a careful reader must know."""

from __future__ import annotations

import datetime
from pathlib import Path

import pandas as pd
import pytest

from evaluatie.study.problems import Problem
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.staff import notes_on_respondents, read_persons

HEAD = "code;in_dienst;uit_dienst;naam_afdeling\n"
GOOD = "101;01-02-2015;;zorg\n102;2016-05-01;31-12-2020;zorg\n"
COLUMNS = {"person": "code", "entry": "in_dienst", "exit": "uit_dienst"}


def config(*dates: str | None, **staff: object) -> StudyConfig:
    days = dates or ("2019-10-01", "2021-06-01")
    waves = [
        {"id": f"t{at}", "label": f"t{at}", "file": f"t{at}.csv"} | ({"date": date} if date else {})
        for at, date in enumerate(days)
    ]
    block = {"organisation": {"id": "org", "name": "Org"}, "waves": waves, "survey": {"respondent": "code"}}
    return StudyConfig.model_validate({**block, "staff": {"persons": "persons.csv", **COLUMNS, **staff}})


def read(folder: Path, text: str, study: StudyConfig | None = None) -> tuple[pd.DataFrame, list[Problem]]:
    path = folder / "persons.csv"
    path.write_text(text, encoding="utf-8")
    frame, problems, _ = read_persons(path, study or config())
    return frame, problems


def test_codes_and_days_are_read_and_other_columns_left_behind(tmp_path: Path) -> None:
    frame, problems = read(tmp_path, HEAD + GOOD)
    assert problems == []
    assert frame["person"].tolist() == ["101", "102"]
    assert frame["entry"].tolist() == [pd.Timestamp("2015-02-01"), pd.Timestamp("2016-05-01")]
    assert frame["exit"].isna().tolist() == [True, False]
    assert (list(frame), frame.index.tolist()) == (["person", "entry", "exit"], [2, 3])


@pytest.mark.parametrize(
    "last", ["31-12-9999", "9999-12-31", "99991231", "31.12.2999", "31/12/9999 00:00:00", "9999-12-31 00:00"]
)
def test_the_last_day_of_9999_means_no_end(tmp_path: Path, last: str) -> None:
    frame, problems = read(tmp_path, HEAD + f"101;01-02-2015;{last};zorg\n")
    assert problems == []
    assert frame["exit"].isna().all()


def test_an_excel_file_with_the_last_day_of_9999_means_no_end(tmp_path: Path) -> None:
    rows = {"code": [101, 102], "in_dienst": [datetime.date(2015, 2, 1)] * 2}
    rows["uit_dienst"] = [datetime.datetime(9999, 12, 31), datetime.datetime(2020, 1, 31)]
    pd.DataFrame(rows).astype({"uit_dienst": "object"}).to_excel(tmp_path / "persons.xlsx", index=False)
    frame, problems, _ = read_persons(tmp_path / "persons.xlsx", config(persons="persons.xlsx"))
    assert problems == []
    assert frame["exit"].tolist() == [pd.NaT, pd.Timestamp("2020-01-31")]
    assert frame["person"].tolist() == ["101", "102"]


def test_a_contract_that_ends_after_the_extract_is_fine(tmp_path: Path) -> None:
    extract = {"from": "2018-01-01", "to": "2021-12-31"}
    _, problems = read(tmp_path, HEAD + "101;01-02-2015;30-06-2030;zorg\n", config(extract=extract))
    assert problems == []


def test_a_person_who_came_back_has_two_spells(tmp_path: Path) -> None:
    rows = "101;01-03-2021;;zorg\n101;01-02-2015;31-12-2019;zorg\n101;31-12-2019;28-02-2021;zorg\n"
    frame, problems = read(tmp_path, HEAD + rows)
    assert problems == []
    assert len(frame) == 3


@pytest.mark.parametrize(
    ("rows", "places", "words"),
    [
        (";01-02-2015;;zorg\n", [(2, "code")], "no linking code"),
        ("NA;01-02-2015;;zorg\n", [(2, "code")], "no linking code"),
        ("101;;;zorg\n", [(2, "in_dienst")], "no day of entry"),
        ("101;31-02-2015;;zorg\n", [(2, "in_dienst")], "does not exist"),
        ("101;01-02-2015;30-02-2020;zorg\n", [(2, "uit_dienst")], "does not exist"),
        ("101;01-02-15;;zorg\n", [(2, "in_dienst")], "two digits"),
        ("101;onbekend;;zorg\n", [(2, "in_dienst")], "not a date"),
        ("101;01-02-2015;in dienst;zorg\n", [(2, "uit_dienst")], "not a date"),
        ("101;01-02-2020;31-01-2020;zorg\n", [(2, "uit_dienst")], "before the day of entry"),
        ("101;01-01-1900;;zorg\n", [(2, "in_dienst")], "before 1940"),
        ("101;01-01-2031;;zorg\n", [(2, "in_dienst")], "more than a year after"),
        ("101;01-02-2015;;zorg\n101;01-02-2018;;zorg\n", [(2, "code")], "rows 2 and 3 have one linking code"),
        ("101;01-02-2015;;zorg\n101;01-02-2015;;zorg\n", [(2, "code")], "overlap"),
        ("101;01-02-2018;;zorg\n101;01-02-2015;01-03-2018;zorg\n", [(2, "code")], "overlap"),
        (
            "101;01-02-2015;31-12-2019;zorg\n101;01-06-2015;31-12-2015;zorg\n101;01-06-2019;;zorg\n",
            [(2, "code")],
            "rows 2, 3 and 4",
        ),
        (";31-02-2015;;zorg\n101;01-02-2020;31-01-2020;z\n", [(2, "code"), (2, "in_dienst"), (3, "uit_dienst")], ""),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(
    tmp_path: Path, rows: str, places: list[tuple[int, str]], words: str
) -> None:
    _, problems = read(tmp_path, HEAD + rows + "201;01-02-2015;;zorg\n")
    assert [(problem.file, problem.row, problem.column) for problem in problems] == [
        ("persons.csv", *place) for place in places
    ]
    assert words in problems[0].message
    assert all(problem.hint for problem in problems)


@pytest.mark.parametrize(
    ("head", "column", "hint"),
    [
        ("code;in_dienst;uitdienst;x\n", "uit_dienst", 'Did you mean "uitdienst"?'),
        ("cod;in_dienst;uit_dienst;x\n", "code", 'Did you mean "cod"?'),
    ],
)
def test_a_missing_column_is_named(tmp_path: Path, head: str, column: str, hint: str) -> None:
    _, problems = read(tmp_path, head + GOOD)
    assert [(problem.row, problem.column, problem.hint) for problem in problems] == [(1, column, hint)]


def test_no_problem_quotes_a_code_or_a_date(tmp_path: Path) -> None:
    rows = "P4711;31-02-2015;;z\nP4711;05-06-2020;04-06-2020;z\nP4712;07-08-1931;;z\nP4713;01-02-2015;;z\n" * 2
    _, problems = read(tmp_path, HEAD + rows)
    assert len(problems) >= 6
    told = " ".join(map(str, problems))
    assert not [cell for cell in ("P47", "2015", "2020", "1931", "06-", "08-") if cell in told]


def test_a_fault_in_very_many_rows_is_told_briefly(tmp_path: Path) -> None:
    undated = [f"{code};;;z\n" for code in range(100, 200)]
    doubled = [f"{code};01-02-2015;;z\n" * 2 for code in range(50)]
    _, problems = read(tmp_path, "".join([HEAD, *undated, *doubled]))
    assert len(problems) == 2 * 21
    assert "80 more" in problems[20].message
    assert "30 more people" in problems[-1].message


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "")
    assert [problem.file for problem in problems] == ["persons.csv"]


@pytest.mark.parametrize(
    ("study", "expected"),
    [
        (config(extract={"from": "2018-01-01", "to": "2021-12-31"}), []),
        (config(), [("persons_period", {})]),
        (config(None, "2021-06-01", extract={"from": "2018-01-01", "to": "2021-12-31"}), [("persons_no_date", "t0")]),
        (config(extract={"from": "2020-01-01", "to": "2021-12-31"}), [("persons_not_covered", "t0")]),
        (config(extract={"from": "2018-01-01", "to": "2021-05-31"}), [("persons_not_covered", "t1")]),
        (config("2019-10-01", extract={"from": "2020-01-01", "to": "2021-12-31"}), []),
    ],
)
def test_waves_that_the_file_says_nothing_of_are_noted(
    tmp_path: Path, study: StudyConfig, expected: list[tuple[str, object]]
) -> None:
    (tmp_path / "persons.csv").write_text(HEAD + GOOD)
    _, problems, notes = read_persons(tmp_path / "persons.csv", study)
    assert problems == []
    assert [(note.key, dict(note.about)) for note in notes] == [
        (key, {"wave": about} if about else {}) for key, about in expected
    ]


def noted(study: StudyConfig, *answered: tuple[str, str | None]) -> list[tuple[str, str, str]]:
    days = ["2015-01-01", "2019-11-01", "2019-11-02", "2015-01-01", "2015-01-01"]
    ends = [None, None, None, "2019-08-31", "2019-08-30"]
    persons = pd.DataFrame({"person": list("abcde"), "entry": pd.to_datetime(days), "exit": pd.to_datetime(ends)})
    survey = pd.DataFrame(answered, columns=["wave", "respondent"])
    return [(note.key, note.about["wave"], note.text) for note in notes_on_respondents(persons, survey, study)]


def test_who_answered_and_is_not_in_the_file_is_counted() -> None:
    found = noted(config(), ("t0", "a"), ("t0", "x"), ("t0", "y"), ("t0", None), ("t1", "a"))
    assert [(key, wave) for key, wave, _ in found] == [("persons_absent", "t0")]
    assert "2 of 3 people with a linking code" in found[0][2]
    assert noted(config(), ("t0", "x"))[0][2].endswith("Are these the same codes?")


def test_who_answered_long_before_entry_or_after_exit_is_counted() -> None:
    everyone = [("t0", code) for code in "abcde"]
    # b entered 31 days after the wave and d left 31 days before it; c and e a day more
    assert [(key, wave, text[:25]) for key, wave, text in noted(config(), *everyone)] == [
        ("persons_not_employed", "t0", "persons.csv: 2 people ans")
    ]


def test_nothing_is_said_of_respondents_where_the_file_says_nothing() -> None:
    study = config(extract={"from": "2020-01-01", "to": "2021-12-31"})
    assert noted(study, ("t0", "x"), ("t0", "c")) == []
    assert [key for key, *_ in noted(config(None, "2021-06-01"), ("t0", "x"), ("t0", "c"))] == ["persons_absent"]
