"""Files in the wrong place: answers that were given before those of an earlier wave, or long before their own."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from evaluatie.study.problems import Problem, in_rows

# No questionnaire of these came in before or after, whatever the day on which this runs.
_YEARS = (1990, 2100)
# People answer after an invitation; a first day that was written down wrongly is off by less.
_EARLY = datetime.timedelta(days=60)


@dataclass(frozen=True)
class WaveOfDates:
    """When the answers of one wave were given.

    Attributes
    ----------
    wave, file : str
        The wave's id, and the name of its file.
    date : datetime.date or None
        The first day of the fieldwork, as study.yml has it.
    submitted : pandas.Series of shape (rows,)
        Days and times as pandas has them (datetime64), NaT where there is none, named after the column; the index is
        the number of the row.
    """

    wave: str
    file: str
    date: datetime.date | None
    submitted: pd.Series


def swapped_waves(waves: Sequence[WaveOfDates]) -> list[Problem]:
    """Find files that were swapped, and dates that cannot be.

    Parameters
    ----------
    waves : sequence of WaveOfDates
        All, in the order of study.yml; `submitted` is empty where a file has no dates.

    Returns
    -------
    list of Problem
        Half of the answers of a wave must have come in after half of those of any earlier one, at most 60 days before
        its own date, and before that of the next. Dates before 1990 and after 2100 cannot be.

    Examples
    --------
    >>> early = pd.Series(pd.to_datetime(["2019-10-02"]), index=[2], name="ingevuld")
    >>> late = early + pd.Timedelta(days=600)
    >>> print(*swapped_waves([WaveOfDates("t0", "t0.csv", None, late), WaveOfDates("t1", "t1.csv", None, early)]))
    t1.csv, column ingevuld: t1.csv was filled in before t0.csv. Were the files swapped? Put the right name under each
    wave.
    """
    problems = [problem for wave in waves for problem in _impossible(wave)]
    dated = [(wave, middle) for wave in waves if (middle := _middle(wave)) is not None]
    swapped = list(_swapped(dated))
    return problems + (swapped or list(_off(dated, waves)))


def _possible(wave: WaveOfDates) -> pd.Series:
    possible: pd.Series = wave.submitted.dt.year.between(*_YEARS)
    return possible


def _impossible(wave: WaveOfDates) -> list[Problem]:
    rows = wave.submitted.index[wave.submitted.notna() & ~_possible(wave)]
    message = f"Nobody answered then: the year is not between {_YEARS[0]} and {_YEARS[1]}."
    return in_rows(wave.file, str(wave.submitted.name), rows, message, "Correct the date, or empty it.")


def _middle(wave: WaveOfDates) -> datetime.date | None:
    days = wave.submitted[_possible(wave)].sort_values()
    return None if days.empty else days.iloc[len(days) // 2].date()


def _swapped(dated: list[tuple[WaveOfDates, datetime.date]]) -> Iterator[Problem]:
    for (earlier, before), (later, after) in combinations(dated, 2):
        if after < before:
            message = f"{later.file} was filled in before {earlier.file}."
            hint = "Were the files swapped? Put the right name under each wave."
            yield Problem(later.file, None, str(later.submitted.name), message, hint)


def _off(dated: list[tuple[WaveOfDates, datetime.date]], waves: Sequence[WaveOfDates]) -> Iterator[Problem]:
    hint = "Is this the file of another wave, or is the date wrong?"
    order = [wave.wave for wave in waves]
    for wave, middle in dated:
        column = str(wave.submitted.name)
        after = waves[order.index(wave.wave) + 1 :]
        later = [other for other in after if other.date is not None and middle > other.date]
        if wave.date is not None and middle < wave.date - _EARLY:
            message = f"Half of the answers were given before {middle}, and study.yml dates {wave.wave} {wave.date}."
            yield Problem(wave.file, None, column, message, hint)
        elif later:
            message = f"Half of the answers were given after {later[0].date}, when {later[0].wave} began."
            yield Problem(wave.file, None, column, message, hint)
