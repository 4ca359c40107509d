"""Read the records of the six steps, and name everything that is wrong with them at once."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evaluatie.amiss import did_you_mean
from evaluatie.process.cells import DATE_REMEDY, as_day, cell_text
from evaluatie.process.stepping.steps import done_words, process_steps


@dataclass(frozen=True)
class Record:
    """What is known of a step.

    Attributes
    ----------
    done : str
        ``yes``, ``partly`` or ``no``.
    by, evidence : str or None
        Which role did it, and what shows that it was done.
    date : datetime.date or None
        Since when.
    """

    done: str
    by: str | None = None
    date: datetime.date | None = None
    evidence: str | None = None


def read_records(records: pd.DataFrame, today: datetime.date | None) -> tuple[dict[int, Record], list[str]]:
    """Read a frame of records.

    Parameters
    ----------
    records : pandas.DataFrame
        Columns ``step`` and ``done``, and perhaps ``by``, ``date`` and ``evidence``.
    today : datetime.date or None
        The last date that there can be.

    Returns
    -------
    told : dict of int to Record
        By number of the step, as far as a row can be used.
    problems : list of str
        Everything that is wrong, each with its row, the first being 1.

    Examples
    --------
    >>> read_records(pd.DataFrame({"step": ["chose"], "done": ["yes"]}), None)[1]
    ["row 1: there is no step 'chose': did you mean 'choose'?"]
    """
    told: dict[int, Record] = {}
    rows: dict[int, int] = {}
    problems: list[str] = []
    for at, row in enumerate(records.to_dict("records"), start=1):
        number = _step_number(row["step"])
        found = _record(row, today, problems, f"row {at}")
        if number is None:
            problems.append(f"row {at}: {_no_step(row['step'])}")
        elif number in rows:
            problems.append(f"row {at}: step {number} stands in row {rows[number]} already; keep one of them")
        else:
            rows[number] = at
            told[number] = found
    return told, problems


def _record(row: Mapping[Hashable, Any], today: datetime.date | None, problems: list[str], place: str) -> Record:
    done = done_words().get(cell_text(row["done"]).casefold())
    date, wrong = the_date(row.get("date"))
    if done is None:
        problems.append(f"{place}: done is {cell_text(row['done'])!r}; write yes, partly or no")
    if wrong:
        problems.append(f"{place}: date: {wrong}")
    elif date is not None and done == "no":
        problems.append(f"{place}: there is a date ({date}), and the step is not done; leave out one of them")
    elif date is not None and today is not None and date > today:
        problems.append(f"{place}: the date {date} is after today ({today}); write when it was done")
    return Record(done or "no", cell_text(row.get("by")) or None, date, cell_text(row.get("evidence")) or None)


def the_date(value: Any) -> tuple[datetime.date | None, str]:
    """Read a date.

    Parameters
    ----------
    value : datetime.date, pandas.Timestamp, str or missing
        A text is year-month-day.

    Returns
    -------
    date : datetime.date or None
        None where there is none.
    wrong : str
        What is wrong; empty where nothing is.

    Examples
    --------
    >>> the_date("2020-01-10"), the_date("10 jan")
    ((datetime.date(2020, 1, 10), ''), (None, "'10 jan' is no date; write dates as 2021-03-01, or give real dates"))
    """
    day = as_day(value)
    if day is None:
        return None, f"{cell_text(value)!r} is no date; {DATE_REMEDY}"
    return (None if pd.isna(day) else day.date()), ""


def _step_number(value: Any) -> int | None:
    return _step_numbers().get(cell_text(value).casefold().removesuffix(".0"))


def _step_numbers() -> dict[str, int]:
    return {
        word.casefold(): step.number
        for step in process_steps()
        for word in (str(step.number), step.id, step.name.nl, step.name.en)
    }


def _no_step(value: Any) -> str:
    ids = ["1 to 6", *(step.id for step in process_steps())]
    return (
        f"there is no step {cell_text(value)!r}: {did_you_mean(cell_text(value), ids)}"
        if cell_text(value)
        else "the step is missing"
    )
