"""Mutations of dates."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from hostile.kinds import CHANGED, NOTED, REFUSED, UNCHANGED, Kind, Place, Spot

CELL = "file row column"
DAYS = ("day", "born")
_MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]


def _day(cell: Any) -> date | None:
    text = str(cell or "")
    if found := re.fullmatch(r"(\d{1,2})-(\d{1,2})-(\d{4})", text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    return None


def _written(form: str) -> Any:
    """Write the days of a column otherwise."""

    def mutate(spot: Spot) -> Place | None:
        def write(cell: Any) -> Any:
            day = _day(cell)
            month = "" if day is None else _MONTHS[day.month - 1]
            return cell if day is None else day.strftime(form.replace("%B", month))

        return spot.each(write) if _day(spot.value) else None

    return mutate


def _serial(day: date) -> int:
    return (day - date(1899, 12, 30)).days


def _as_serial(spot: Spot) -> Place | None:
    day = _day(spot.value)
    return None if day is None else spot.set(_serial(day) if spot.path.suffix == ".xlsx" else str(_serial(day)))


def _turned(spot: Spot) -> Place | None:
    """Swap day and month of one cell; where the day is no month nobody can read it."""
    day = _day(spot.value)
    if day is None or day.day == day.month:
        return None
    spot.set(f"{day.month}-{day.day}-{day.year}")
    return spot.here(may=frozenset({REFUSED, CHANGED, NOTED}) if day.day <= 12 else None)


def _all_turned(spot: Spot) -> Place | None:
    days = [_day(row[spot.table.at(str(spot.column))]) for row in spot.table.cells[spot.table.body :]]
    known = [day for day in days if day]
    if len(known) < 20:
        return None

    def write(cell: Any) -> Any:
        day = _day(cell)
        return cell if day is None else f"{day.month}-{day.day}-{day.year}"

    return spot.each(write)


def _born_after(spot: Spot) -> Place | None:
    return spot.set("1-1-2021") if _day(spot.value) else None


def _put(*values: Any) -> Any:
    return lambda spot: spot.set(spot.pick(values))


def _submitted_early(spot: Spot) -> Place | None:
    """Set the clock of all moments of answering back by some years."""
    written = str(spot.value)
    if not re.match(r"\d\d-\d\d-\d{4} ", written):
        return None
    return spot.each(lambda cell: f"{cell[:6]}{int(cell[6:10]) - 4}{cell[10:]}")


def _exit_before_entry(spot: Spot) -> Place | None:
    if spot.column != "uit_dienst":
        return None
    entry = _day(spot.table.cells[spot.row][spot.table.at("in_dienst")])
    return None if entry is None else spot.set((entry - timedelta(days=400)).strftime("%d-%m-%Y"))


KINDS = (
    Kind("dates", "days as 2019-10-31", _written("%Y-%m-%d"), (UNCHANGED,), CELL, DAYS, (".csv",)),
    Kind("dates", "days as 31/10/2019", _written("%d/%m/%Y"), (UNCHANGED,), CELL, DAYS, (".csv",)),
    Kind("dates", "days as 31 oktober 2019", _written("%d %B %Y"), (UNCHANGED,), CELL, DAYS, (".csv",)),
    Kind("dates", "days as 20191031", _written("%Y%m%d"), (UNCHANGED,), CELL, DAYS, (".csv",)),
    Kind("dates", "days with a time and a zone", _written("%Y-%m-%dT00:00:00Z"), (UNCHANGED,), CELL, DAYS, (".csv",)),
    Kind("dates", "years of two digits", _written("%d-%m-%y"), (REFUSED,), CELL, DAYS, (".csv",)),
    Kind("dates", "a day as a number of Excel", _as_serial, (REFUSED,), CELL, DAYS, (".csv", ".xlsx")),
    Kind("dates", "day and month of a cell swapped", _turned, (REFUSED, UNCHANGED), CELL, DAYS, (".csv",)),
    Kind("dates", "day and month of a column swapped", _all_turned, (UNCHANGED, REFUSED), CELL, DAYS, (".csv",)),
    Kind(
        "dates",
        "a day that does not exist",
        _put("31-02-2019", "30-2-2020", "0-1-2019", "2019-13-01"),
        (REFUSED,),
        CELL,
        DAYS,
        (".csv", ".xlsx"),
    ),
    Kind(
        "dates", "a year far away", _put("1-1-0019", "1-1-9999", "1-1-2999"), (REFUSED,), CELL, DAYS, (".csv", ".xlsx")
    ),
    Kind(
        "dates", "words for a day", _put("onbekend", "vorig jaar", "Q3 2019", "2019"), (REFUSED,), CELL, DAYS, (".csv",)
    ),
    Kind("dates", "born after answering", _born_after, (REFUSED,), CELL, ("born",), (".csv",)),
    Kind("dates", "an exit before entry", _exit_before_entry, (REFUSED, NOTED), CELL, ("day",), (".csv", ".xlsx")),
    Kind("dates", "a clock of some years ago", _submitted_early, (REFUSED, NOTED), "file", ("moment",), (".csv",)),
)
