"""Cells become dates: ISO and Dutch forms, read by rules that hold for the whole column."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from evaluatie.study.codes import BLANKS, code_text
from evaluatie.study.problems import LISTED, Problem

Fault = Literal["impossible", "two-digit year", "no date"]
_YEARS = range(1900, 2101)

_TIME = (
    r"(?:(?:[T ]\s*|,\s*|\s+om\s+)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?(?:\s*uur)?\s*(?:Z|UTC|GMT|CES?T|[+-]\d{2}:?\d{2})?)?"
)
_WEEKDAY = r"(?:[a-z]{2,9}\.?,?\s+)?"
_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_TIME}", re.IGNORECASE)
_YEAR_LAST = re.compile(rf"(?P<one>\d{{1,2}})([-/. ])(?P<two>\d{{1,2}})\2(?P<year>\d{{4}}){_TIME}", re.IGNORECASE)
_NAMED = re.compile(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})[-. ]\s*(?P<name>[a-z]{{3,9}})\.?[-,. ]\s*(?P<year>\d{{4}}){_TIME}", re.IGNORECASE
)
_DIGITS = re.compile(r"(?P<year>19\d\d|20\d\d)(?P<month>\d\d)(?P<day>\d\d)")
_TWO_DIGITS = re.compile(r"\d{1,2}[-/. ](\d{1,2}|[a-z]{3,9}\.?)[-/. ]'?\d{2}(\D.*)?", re.IGNORECASE)
_MONTHS = (
    ("januari", "january"),
    ("februari", "february"),
    ("maart", "mrt", "march"),
    ("april",),
    ("mei", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("augustus", "august"),
    ("september",),
    ("oktober", "october"),
    ("november",),
    ("december",),
)


class Dates(NamedTuple):
    """A column of cells as dates.

    Attributes
    ----------
    dates : pandas.Series of shape (rows,)
        Days and times as they were written, without time zone; NaT where there is none.
    wrong : pandas.Series of str
        What is wrong with a cell that is no date, by its row: "impossible", "two-digit year" or "no date".
    """

    dates: pd.Series
    wrong: pd.Series


class _Unordered(NamedTuple):
    """A date with the year last, of which the column has to say what is its day."""

    one: int
    two: int
    year: int
    time: tuple[int, int, int]


def read_dates(cells: pd.Series, missing_codes: Collection[str] = ()) -> Dates:
    """Read a column of dates, with or without times.

    Parameters
    ----------
    cells : pandas.Series of shape (rows,)
        Text, dates, or numbers such as 20191031; the index is the number of the row.
    missing_codes : collection of str
        Codes for no date.

    Returns
    -------
    Dates
        Days stand before months, as in Dutch; a column is read the American way only if that is possible for every
        cell and the Dutch way is not. Years before 1900 and after 2100 are impossible.

    Examples
    --------
    >>> read = read_dates(pd.Series(["1-10-2019", "2 okt. 2019 14:35", "2019-10-03T09:00Z", "31-02-2020", ""]))
    >>> read.dates.dt.strftime("%d %H:%M").tolist()
    ['01 00:00', '02 14:35', '03 09:00', nan, nan]
    >>> read.wrong.to_dict()
    {3: 'impossible'}
    """
    position, values = pd.factorize(cells)
    blank = {*BLANKS, *missing_codes}
    read = [_read(value, blank) for value in values]
    ordered = _order(read)
    found = [_date(value, ordered) for value in [*read, None]]
    days = np.array([day if isinstance(day, datetime) else None for day in found], dtype="datetime64[us]")
    faults = np.array([day if isinstance(day, str) else None for day in found], dtype="object")[position]
    is_wrong = np.array([fault is not None for fault in faults], dtype=bool)
    wrong = pd.Series(faults[is_wrong], index=cells.index[is_wrong], name=cells.name, dtype="object")
    return Dates(pd.Series(days[position], index=cells.index, name=cells.name), wrong)


def date_problems(file: str, column: str, wrong: pd.Series) -> list[Problem]:
    """Tell which cells are no dates, without quoting them: they may be birth dates.

    Parameters
    ----------
    file : str
        Name of the file.
    column : str
        Name of the column.
    wrong : pandas.Series of str
        What :func:`read_dates` gave.

    Returns
    -------
    list of Problem

    Examples
    --------
    >>> print(*date_problems("t0.csv", "datum", read_dates(pd.Series(["31-02-2020"], index=[7])).wrong))
    t0.csv, row 7, column datum: This day does not exist. Correct the date.
    """
    words = {
        "impossible": ("This day does not exist.", "Correct the date."),
        "two-digit year": ("The year of this date has two digits.", "Write it with four."),
        "no date": ("This is not a date.", "Write it as 31-10-2019 or 2019-10-31, or empty the cell."),
    }
    listed = zip(wrong.index[:LISTED], wrong.iloc[:LISTED], strict=True)
    problems = [Problem(file, int(row), column, *words[fault]) for row, fault in listed]
    if len(wrong) > LISTED:
        more = f"And {len(wrong) - LISTED} more cells that are no dates in this column."
        problems.append(Problem(file, None, column, more))
    return problems


def _read(value: object, blank: Collection[str]) -> datetime | _Unordered | Fault | None:
    if isinstance(value, datetime | np.datetime64):
        day = pd.Timestamp(value)
        return _checked(day.year, day.month, day.day, (day.hour, day.minute, day.second))
    if isinstance(value, date):
        return _checked(value.year, value.month, value.day, (0, 0, 0))
    text = " ".join(code_text(value).split())
    return None if text in blank else _read_text(text)


def _read_text(text: str) -> datetime | _Unordered | Fault:
    for form in (_YEAR_FIRST, _DIGITS):
        if found := form.fullmatch(text):
            return _checked(int(found["year"]), int(found["month"]), int(found["day"]), _time(found))
    if found := _YEAR_LAST.fullmatch(text):
        return _Unordered(int(found["one"]), int(found["two"]), int(found["year"]), _time(found))
    if (found := _NAMED.fullmatch(text)) and (month := _month(found["name"])):
        return _checked(int(found["year"]), month, int(found["day"]), _time(found))
    return "two-digit year" if _TWO_DIGITS.fullmatch(text) else "no date"


def _time(found: re.Match[str]) -> tuple[int, int, int]:
    parts = found.groupdict()
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    if parts.get("half"):
        hour = hour % 12 + 12 * parts["half"].lower().startswith("p")
    return hour, minute, second


def _month(name: str) -> int | None:
    """Give the number of a month, by three or more letters of its name."""
    known = name.casefold()
    return next((at for at, names in enumerate(_MONTHS, 1) if any(full.startswith(known) for full in names)), None)


def _checked(year: int, month: int, day: int, time: tuple[int, int, int]) -> datetime | Fault:
    try:
        return datetime(year, month, day, *time) if year in _YEARS else "impossible"
    except ValueError:
        return "impossible"


_Order = Callable[[_Unordered], "datetime | Fault"]


def _day_first(given: _Unordered) -> datetime | Fault:
    return _checked(given.year, given.two, given.one, given.time)


def _month_first(given: _Unordered) -> datetime | Fault:
    return _checked(given.year, given.one, given.two, given.time)


def _order(read: Collection[object]) -> _Order:
    """Decide for a whole column which of the two numbers is the day."""
    given = [value for value in read if isinstance(value, _Unordered)]
    ways = [(isinstance(_day_first(value), datetime), isinstance(_month_first(value), datetime)) for value in given]
    # what is impossible in both ways says nothing about the way
    telling = [way for way in ways if any(way)]
    american = all(month_first for _, month_first in telling) and not all(day_first for day_first, _ in telling)
    return _month_first if american else _day_first


def _date(value: datetime | _Unordered | Fault | None, ordered: _Order) -> datetime | Fault | None:
    return ordered(value) if isinstance(value, _Unordered) else value
