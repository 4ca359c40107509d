"""Cells become dates: Dutch and ISO forms, the American way only where the column says so, and what is no date."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from evaluatie.study.files.dates import date_problems, read_dates


def days(cells: list[object]) -> list[str]:
    read = read_dates(pd.Series(cells, dtype="object"))
    return ["" if pd.isna(day) else day.strftime("%Y-%m-%d %H:%M").removesuffix(" 00:00") for day in read.dates]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2019-10-01", "2019-10-01"),
        ("2019-1-2", "2019-01-02"),
        ("2019/10/01", "2019-10-01"),
        ("20191001", "2019-10-01"),
        (20191001, "2019-10-01"),
        (20191001.0, "2019-10-01"),
        ("2019-10-01T14:35:07", "2019-10-01 14:35"),
        ("2019-10-01T14:35:07.123Z", "2019-10-01 14:35"),
        ("2019-10-01T23:35:07+02:00", "2019-10-01 23:35"),
        ("2019-10-01 14:35:07 UTC", "2019-10-01 14:35"),
        ("1-10-2019", "2019-10-01"),
        ("01/10/2019", "2019-10-01"),
        ("1.10.2019", "2019-10-01"),
        ("01-10-2019 9:05", "2019-10-01 09:05"),
        ("01-10-2019, 09.05 uur", "2019-10-01 09:05"),
        ("1 oktober 2019", "2019-10-01"),
        ("1 okt. 2019 14:35", "2019-10-01 14:35"),
        ("dinsdag 1 oktober 2019", "2019-10-01"),
        ("di 1 okt 2019", "2019-10-01"),
        ("3 mrt 2020", "2020-03-03"),
        ("3-MAA-2020", "2020-03-03"),
        ("1-mei-2021", "2021-05-01"),
        ("01-OCT-2019", "2019-10-01"),
        ("1 sept 2019", "2019-09-01"),
        (date(2019, 10, 1), "2019-10-01"),
        (datetime(2019, 10, 1, 14, 35), "2019-10-01 14:35"),
        (pd.Timestamp("2019-10-01 23:30", tz="Europe/Amsterdam"), "2019-10-01 23:30"),
        (np.datetime64("2019-10-01"), "2019-10-01"),
        ("  29-02-2020\u00a0", "2020-02-29"),
        ("", ""),
        ("NA", ""),
        (None, ""),
        (float("nan"), ""),
        (pd.NaT, ""),
    ],
)
def test_a_date_is_read(cell: object, expected: str) -> None:
    read = read_dates(pd.Series([cell], index=[5], dtype="object"))
    assert days([cell]) == [expected]
    assert read.wrong.empty


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("31-02-2020", "impossible"),
        ("29-02-2019", "impossible"),
        ("2019-13-45", "impossible"),
        ("00-00-0000", "impossible"),
        ("20191345", "impossible"),
        ("32 januari 2020", "impossible"),
        ("1-10-0219", "impossible"),
        ("1-10-2219", "impossible"),
        (datetime(1600, 1, 1), "impossible"),
        ("2019-10-01 25:61", "impossible"),
        ("1-10-19", "two-digit year"),
        ("1 okt '19", "two-digit year"),
        ("1/10/19 14:35", "two-digit year"),
        ("2019", "no date"),
        (43739, "no date"),
        (1.5, "no date"),
        ("gisteren", "no date"),
        ("1 foo 2019", "no date"),
        ("1-10/2019", "no date"),
        (True, "no date"),
    ],
)
def test_what_is_no_date(cell: object, fault: str) -> None:
    read = read_dates(pd.Series(["2019-10-02", cell], index=[3, 9], dtype="object"))
    assert read.wrong.to_dict() == {9: fault}
    assert read.dates.isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["01/02/2019", "03/04/2019"], ["2019-02-01", "2019-04-03"]),
        (["01/02/2019", "10/25/2019"], ["2019-01-02", "2019-10-25"]),
        (["10/25/2019 2:35 PM", "10/01/2019 12:05 AM"], ["2019-10-25 14:35", "2019-10-01 00:05"]),
        (["25/10/2019", "10/25/2019", "01/02/2019"], ["2019-10-25", "", "2019-02-01"]),
        (["31/02/2019", "01/02/2019"], ["", "2019-02-01"]),
        (["31/02/2019", "01/25/2019"], ["", "2019-01-25"]),
        (["2019-10-25", "01/02/2019"], ["2019-10-25", "2019-02-01"]),
    ],
)
def test_days_stand_first_unless_the_whole_column_says_otherwise(cells: list[object], expected: list[str]) -> None:
    assert days(cells) == expected


def test_missing_codes_are_no_dates_and_no_fault() -> None:
    read = read_dates(pd.Series(["9999", 99, "1-1-2020"]), missing_codes=("9999", "99"))
    assert read.dates.isna().tolist() == [True, True, False]
    assert read.wrong.empty


def test_an_empty_column() -> None:
    read = read_dates(pd.Series([], dtype="object"))
    assert (len(read.dates), len(read.wrong), read.dates.dtype.kind) == (0, 0, "M")


def test_problems_name_rows_and_never_the_cell() -> None:
    cells = pd.Series(["31-02-1961", "3-4-61", "geheim"] + ["x"] * 30, index=range(2, 35))
    problems = date_problems("t0.csv", "geboren", read_dates(cells).wrong)
    assert [problem.row for problem in problems] == [*range(2, 22), None]
    assert len({problem.message for problem in problems[:3]}) == 3
    assert problems[-1].message == "And 13 more cells that are no dates in this column."
    text = " ".join(map(str, problems))
    assert all(cell not in text for cell in ("1961", "3-4-61", "geheim"))


def test_many_rows_with_few_days_are_read_once_each() -> None:
    cells = pd.Series(np.resize(["1-10-2019", "2-10-2019", "31-02-2020"], 300_000))
    read = read_dates(cells)
    assert len(read.wrong) == 100_000
    assert read.dates.notna().sum() == 200_000
