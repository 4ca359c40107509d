"""Which files are waves, in which order, what they are called and when they were."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evaluatie.study.files.dates import read_dates
from evaluatie.study.guessing.filenames import moment_in, number_in, place_in
from evaluatie.study.guessing.tables import Table
from evaluatie.study.guessing.vocabulary import match, vocabulary

LABELS = {
    "first": {"nl": "nulmeting", "en": "baseline"},
    "middle": {"nl": "tussenmeting", "en": "interim survey"},
    "last": {"nl": "nameting", "en": "follow-up"},
}
_EARLIEST = 1990


@dataclass(frozen=True)
class WaveGuess:
    """One wave as study.yml will have it.

    Attributes
    ----------
    table : Table
        Its file.
    id : str
        ``t0``, ``t1``, ...
    label : dict of str to str
        By language.
    date : datetime.date or None
        Its first day.
    why_date : str
        What the date rests on.
    """

    table: Table
    id: str
    label: dict[str, str]
    date: datetime.date | None = None
    why_date: str = ""


def ordered(tables: Sequence[Table]) -> tuple[list[Table], str]:
    """Put files in the order of time.

    Parameters
    ----------
    tables : sequence of Table
        Files that are waves.

    Returns
    -------
    tuple of list of Table and str
        The files, and what the order rests on; nothing where it is no more than the alphabet.
    """
    ways: tuple[tuple[str, Callable[[Table], object]], ...] = (
        ("the numbers in their names", lambda table: number_in(table.title)),
        ("their names", lambda table: place_in(table.title)),
        ("the dates in their names", lambda table: moment_in(table.title)),
        ("the days of answering", lambda table: first_day(table)[0]),
    )
    for why, place in ways:
        places = [place(table) for table in tables]
        if None not in places and len(set(places)) == len(places):
            order = sorted(range(len(tables)), key=lambda at: places[at])  # type: ignore[arg-type,return-value]
            return [tables[at] for at in order], why
    return sorted(tables, key=lambda table: _natural(table.title)), ""


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split("([0-9]+)", name.casefold())]


def labels_for(count: int) -> list[dict[str, str]]:
    """Name waves in the order of time.

    Examples
    --------
    >>> [label["nl"] for label in labels_for(4)]
    ['nulmeting', 'tussenmeting 1', 'tussenmeting 2', 'nameting']
    """
    first, middle, last = LABELS.values()
    if count < 4:
        return [[], [first], [first, last], [first, middle, last]][count]
    between = ({language: f"{name} {number}" for language, name in middle.items()} for number in range(1, count - 1))
    return [first, *between, last]


def waves_of(tables: Sequence[Table]) -> list[WaveGuess]:
    """Name and date the waves.

    Parameters
    ----------
    tables : sequence of Table
        Their files, in the order of time.

    Returns
    -------
    list of WaveGuess
        Without dates that do not go up: they must be wrong.
    """
    dates = [_dated(table) for table in tables]
    known = [date for date, _ in dates if date is not None]
    rising = all(before < after for before, after in pairwise(known))
    return [
        WaveGuess(table, f"t{number}", label, *(date if rising else (None, "")))
        for number, (table, label, date) in enumerate(zip(tables, labels_for(len(tables)), dates, strict=True))
    ]


def _dated(table: Table) -> tuple[datetime.date | None, str]:
    day, column = first_day(table)
    if day is not None:
        return day, f"the earliest day in {column}"
    moment = moment_in(table.title)
    if moment is not None and moment[2]:
        return datetime.date(*moment), "the name of the file"
    return None, ""


def first_day(table: Table) -> tuple[datetime.date | None, str]:
    """Give the first day of answering, and the column that tells it."""
    column = submitted_column(table)
    days = None if column is None else _days(table, column)
    if column is None or not days:
        return None, ""
    return min(days), column


def submitted_column(table: Table) -> str | None:
    """Give the column with the day of answering: the best known name whose cells are dates."""
    words: list[str] = vocabulary()["submitted"]
    names = [name for word in words for name in table.columns if match(name, [word]) > 1]
    return next((name for name in dict.fromkeys(names) if _days(table, name)), None)


def _days(table: Table, name: str) -> list[datetime.date]:
    """Give the days of a column; none where it holds something else as well."""
    dates, *wrong = read_dates(table.raw.cells[name])
    days = [stamp.date() for stamp in dates.dropna()]
    unread = any(len(rows) for rows in wrong)
    likely = all(day.year >= _EARLIEST for day in days)
    return days if days and likely and not unread else []
