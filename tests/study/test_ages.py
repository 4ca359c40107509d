"""Dates and years of birth as ages on the day of the wave."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluatie.study.groups.ages import OLDEST, YOUNGEST, ages_on, read_ages

DAY = datetime.date(2019, 10, 1)


def read(*cells: object, day: datetime.date | None = DAY, missing_codes: tuple[str, ...] = ()) -> tuple[list, list]:
    column = pd.Series(cells, index=range(2, len(cells) + 2), name="geboren", dtype="object")
    ages, problems = read_ages("t0.csv", column, day, missing_codes)
    assert ages.index.equals(column.index)
    return [None if pd.isna(age) else age for age in ages], problems


@pytest.mark.parametrize(
    ("cell", "age"),
    [
        ("1980-10-01", 39),  # a birthday on the day itself
        ("1980-10-02", 38),
        ("1980-09-30", 39),
        ("02-10-1980", 38),
        ("1 oktober 1980", 39),
        (datetime.datetime(1980, 10, 1), 39),
        (pd.Timestamp("1980-10-02"), 38),
        (datetime.date(1980, 10, 1), 39),
        (1980, 39),  # the age that is reached in the year of the wave
        (1980.0, 39),
        ("1980", 39),
        ("", None),
        (None, None),
        (pd.NaT, None),
        ("NA", None),
    ],
)
def test_a_date_or_year_of_birth(cell: object, age: int | None) -> None:
    assert read(cell) == ([age], [])


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (datetime.date(2019, 2, 28), 18),
        (datetime.date(2019, 3, 1), 19),
        (datetime.date(2020, 2, 28), 19),
        (datetime.date(2020, 2, 29), 20),
    ],
)
def test_born_on_29_february(day: datetime.date, age: int) -> None:
    assert read("2000-02-29", day=day) == ([age], [])


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("31-02-1980", "does not exist"),
        ("1981-02-29", "does not exist"),
        ("01-02-80", "two digits"),
        ("veertig", "not a date"),
        ("2019-10-02", "after the wave"),
        (2020, "after the wave"),
        ("2006-01-01", "younger than 14"),
        (1918, "older than 100"),
        ("1918-09-01", "older than 100"),
        (1850, "older than 100"),
    ],
)
def test_what_cannot_be_is_told_by_its_row_and_not_quoted(cell: object, said: str) -> None:
    ages, (problem,) = read(1980, cell)
    assert ages == [39, None]
    assert (problem.file, problem.row, problem.column) == ("t0.csv", 3, "geboren")
    assert said in problem.message
    assert str(cell) not in str(problem)


def test_the_limits_themselves_are_ages() -> None:
    assert read(2019 - YOUNGEST, 2019 - OLDEST) == ([YOUNGEST, OLDEST], [])


def test_missing_codes_are_no_years() -> None:
    assert read(1900, "9999", missing_codes=("1900", "9999")) == ([None, None], [])


def test_many_wrong_cells_are_counted() -> None:
    _, problems = read(*["?"] * 30)
    assert len(problems) == 21
    _, problems = read(*[2018] * 30)
    assert problems[-1].message == "And 10 more cells like these in this column."


def test_without_a_day_there_are_no_ages() -> None:
    assert read(1980, "x", day=None) == ([None, None], [])


def test_no_rows() -> None:
    assert read() == ([], [])


BIRTHS = st.dates(datetime.date(1900, 1, 1), datetime.date(2030, 12, 31))


@given(BIRTHS, BIRTHS)
def test_the_age_is_the_number_of_birthdays(born: datetime.date, day: datetime.date) -> None:
    age = int(ages_on(day, pd.Series([pd.Timestamp(born)]))[0])

    def birthday(years: int) -> tuple[int, int, int]:
        return (born.year + years, born.month, born.day)  # 29 February comes after the 28th and before 1 March

    today = (day.year, day.month, day.day)
    assert birthday(age) <= today < birthday(age + 1)


@given(st.lists(st.dates(datetime.date(1930, 1, 1), datetime.date(2004, 12, 31)), min_size=1, max_size=8))
def test_the_form_of_the_date_makes_no_difference(births: list[datetime.date]) -> None:
    written = [[born.isoformat() for born in births], [f"{born:%d-%m-%Y}" for born in births], births]
    ages = [read(*cells) for cells in written]
    assert ages[0][1] == []
    assert ages[0] == ages[2]
    # with every day below 13 the American way is as possible, and the Dutch way is taken
    assert ages[0] == ages[1]
