"""Files that stand under the wrong wave, seen from the days on which people answered."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest

from evaluatie.study.gate.waveorder import WaveOfDates, swapped_waves
from evaluatie.study.problems import Problem


def wave(id_: str, date: str | None, *days: str | None) -> WaveOfDates:
    submitted = pd.Series(
        pd.to_datetime(list(days)), index=range(2, len(days) + 2), name="ingevuld", dtype="datetime64[us]"
    )
    return WaveOfDates(id_, f"{id_}.csv", None if date is None else datetime.date.fromisoformat(date), submitted)


OCTOBER, JUNE = ("2019-10-02", "2019-10-05", "2019-11-01"), ("2021-06-01", "2021-06-20", "2021-07-30")


@pytest.mark.parametrize("dates", [("2019-10-01", "2021-06-01"), (None, None), ("2019-11-01", None)])
def test_waves_in_order(dates: tuple[str | None, str | None]) -> None:
    assert swapped_waves([wave("t0", dates[0], *OCTOBER), wave("t1", dates[1], *JUNE)]) == []


@pytest.mark.parametrize("dates", [("2019-10-01", "2021-06-01"), (None, None)])
def test_swapped_files(dates: tuple[str | None, str | None]) -> None:
    (problem,) = swapped_waves([wave("t0", dates[0], *JUNE), wave("t1", dates[1], *OCTOBER)])
    assert problem == Problem(
        "t1.csv", None, "ingevuld", "t1.csv was filled in before t0.csv.",
        "Were the files swapped? Put the right name under each wave.",
    )  # fmt: skip


def test_a_straggler_does_not_swap_waves() -> None:
    assert swapped_waves([wave("t0", None, *OCTOBER, "2021-08-01"), wave("t1", None, "2018-01-01", *JUNE)]) == []


def test_answers_long_before_the_date_of_the_wave() -> None:
    (problem,) = swapped_waves([wave("t0", "2019-10-01", None, None), wave("t1", "2021-06-01", *OCTOBER)])
    assert (problem.file, problem.row, problem.column) == ("t1.csv", None, "ingevuld")
    assert problem.message == "Half of the answers were given before 2019-10-05, and study.yml dates t1 2021-06-01."


@pytest.mark.parametrize(("date", "early"), [("2019-12-04", False), ("2019-12-05", True), ("2019-10-05", False)])
def test_sixty_days(date: str, early: bool) -> None:
    assert bool(swapped_waves([wave("t0", date, *OCTOBER)])) == early


def test_answers_after_the_next_wave_began() -> None:
    (problem,) = swapped_waves([wave("t0", "2019-10-01", *JUNE), wave("t1", "2021-06-01")])
    assert problem.file == "t0.csv"
    assert problem.message == "Half of the answers were given after 2021-06-01, when t1 began."


def test_impossible_dates_are_told_by_row() -> None:
    problems = swapped_waves([wave("t0", None, "1899-12-31", None, "2019-10-01", "2101-01-01", "1970-01-01")])
    assert [(problem.row, problem.column) for problem in problems] == [
        (2, "ingevuld"),
        (5, "ingevuld"),
        (6, "ingevuld"),
    ]
    assert not any("1899" in str(problem) for problem in problems)


def test_many_impossible_dates_are_counted() -> None:
    problems = swapped_waves([wave("t0", None, *["1970-01-01"] * 30)])
    assert len(problems) == 21
    assert problems[-1].message == "And 10 more cells like these in this column."


def test_no_dates_no_problems() -> None:
    assert swapped_waves([wave("t0", "2019-10-01"), wave("t1", "2021-06-01", None, None)]) == []
    assert swapped_waves([]) == []
