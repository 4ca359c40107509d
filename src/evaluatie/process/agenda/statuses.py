"""Statuses of commitments as parties report them: read with everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pandas as pd

from evaluatie.amiss import at_rows, did_you_mean, refuse
from evaluatie.frames import check_frame
from evaluatie.process.agenda.national import Agenda
from evaluatie.process.cells import as_day
from evaluatie.process.meant import misspelt, read_names
from evaluatie.shipped import shipped

NAMES: dict[str, list[str]] = shipped(__file__, "statuses.yml")
#: In the order of getting further, and at last what has ended without being done
STATUSES = tuple(NAMES)
_NUMBERS, _WORDS = ("value", "target"), ("indicator", "evidence", "by")


def read_statuses(frame: Any, agenda: Agenda, today: date) -> pd.DataFrame:
    """Read reported statuses.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``commitment``, ``date``, ``status``, and perhaps ``indicator``, ``value``, ``target``, ``evidence``,
        ``by``.
    agenda : Agenda
        The commitments that there are.
    today : date
        No status is later.

    Returns
    -------
    pandas.DataFrame
        All eight columns, by commitment and date; words that are not there are empty, numbers missing.

    Raises
    ------
    TypeError
        If it is no DataFrame.
    ValueError
        If a column is absent; otherwise one error with every unknown commitment and status, date that is none, in the
        future or before the agenda, status after the commitment was stopped, doubled row, day with two statuses, number
        that is none, and misspelt column.

    Examples
    --------
    >>> from evaluatie.process.agenda.national import national_agenda
    >>> frame = pd.DataFrame({"commitment": ["A1"], "date": ["2022-03-01"], "status": ["Gestart"]})
    >>> read_statuses(frame, national_agenda(), date(2022, 6, 1))[["commitment", "status"]].values.tolist()
    [['A1', 'started']]
    """
    check_frame(frame, ["commitment", "date", "status"], [*_NUMBERS, *_WORDS])
    given = frame if frame.index.is_unique else frame.reset_index(drop=True)
    problems = misspelt(given.columns, ("commitment", "date", "status", *_NUMBERS, *_WORDS))
    rows = pd.DataFrame({"commitment": given["commitment"].astype(object)})
    problems += _unknown(rows["commitment"], agenda.commitments["commitment"].tolist())
    rows["date"], wrong = _days(given["date"], agenda.source.get("date"), today)
    problems += wrong
    rows["status"], wrong = read_names(given["status"], NAMES, "status")
    problems += wrong
    for name in _NUMBERS:
        rows[name], wrong = _numbers(given, name)
        problems += wrong
    for name in _WORDS:
        words = given[name].astype(object) if name in given.columns else pd.Series("", given.index, dtype=object)
        rows[name] = words.where(words.notna(), "").astype(str).str.strip()
    refuse([*problems, *_contradictions(rows)])
    return rows.sort_values(["commitment", "date"], kind="stable").reset_index(drop=True)


def the_date(value: Any) -> date | None:
    """Give a day.

    Parameters
    ----------
    value : date, datetime, Timestamp or str
        A text is year-month-day.

    Returns
    -------
    date or None
        None if it is none of these.

    Examples
    --------
    >>> the_date("2026-07-01"), the_date(pd.Timestamp("2026-07-01 10:00")), the_date("1-7-2026"), the_date(None)
    (datetime.date(2026, 7, 1), datetime.date(2026, 7, 1), None, None)
    """
    day = as_day(value)
    return None if pd.isna(day) else day.date()


def _unknown(given: pd.Series[Any], known: list[str]) -> Iterator[str]:
    for value, rows in given[~given.isin(known)].groupby(given, sort=False, dropna=False):
        told = "no commitment" if pd.isna(value) else f"unknown commitment {value!r}"
        yield f"{told} ({at_rows(rows.index)}): {did_you_mean(value, known)}"


def _days(given: pd.Series[Any], first: date | None, today: date) -> tuple[pd.Series[Any], list[str]]:
    days = pd.Series([the_date(value) for value in given], index=given.index, dtype=object)
    none = given.index[days.isna()]
    late = [at for at, day in days.items() if day is not None and day > today]
    early = [at for at, day in days.items() if day is not None and first is not None and day < first]
    problems = [f"no date ({at_rows(none)}): write it as year-month-day"] if len(none) else []
    problems += [f"date in the future ({at_rows(late)}): it is {today} now"] if late else []
    problems += [f"date before the agenda of {first} ({at_rows(early)}): is the year right?"] if early else []
    return days, problems


def _numbers(given: pd.DataFrame, name: str) -> tuple[pd.Series[Any], list[str]]:
    if name not in given.columns:
        return pd.Series(float("nan"), given.index), []
    numbers = pd.to_numeric(given[name].astype(object), errors="coerce").astype(float)
    wrong = given.index[numbers.isna() & given[name].notna()]
    return numbers, [f"{name} is no number ({at_rows(wrong)}): write it as 3 or 3.5"] if len(wrong) else []


def _contradictions(rows: pd.DataFrame) -> Iterator[str]:
    whole = rows.dropna(subset=["commitment", "date", "status"])
    twice = whole[whole.duplicated(["commitment", "date", "indicator"], keep=False)]
    for (commitment, day, _), same in twice.groupby(["commitment", "date", "indicator"], sort=False):
        yield f"commitment {commitment!r} is reported twice on {day} ({at_rows(same.index)}): keep one row"
    for commitment, reported in whole.groupby("commitment", sort=False):
        yield from _in_time(commitment, reported, twice.index)


def _in_time(commitment: object, reported: pd.DataFrame, told: Iterable[object]) -> Iterator[str]:
    for day, same in reported.groupby("date"):
        if len(set(same["status"])) > 1 and not same.index.isin(list(told)).all():
            yield f"commitment {commitment!r} has several statuses on {day} ({at_rows(same.index)}): which one holds?"
    stopped = reported.loc[reported["status"] == "stopped", "date"]
    after = reported[reported["date"] > stopped.min()] if len(stopped) else reported.iloc[:0]
    if len(after):
        yield (
            f"commitment {commitment!r} was stopped on {stopped.min()} and has a status after that "
            f"({at_rows(after.index)}): correct one of them"
        )
