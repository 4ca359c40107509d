"""Read single cells: days, numbers and labels, or say that a cell holds none."""

from __future__ import annotations

import datetime
import re
from typing import Any

import numpy as np
import pandas as pd

DATE_REMEDY = "write dates as 2021-03-01, or give real dates"
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?")


def is_empty(cell: Any) -> bool:
    """Tell whether a cell holds nothing.

    Examples
    --------
    >>> is_empty(" "), is_empty(float("nan")), is_empty(0)
    (True, True, False)
    """
    if isinstance(cell, str):
        return not cell.strip()
    return cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float | np.floating) and cell != cell)


def as_day(cell: Any) -> Any:
    """Read one day.

    Parameters
    ----------
    cell : date, datetime, Timestamp, or text such as 2021-03-01
        Empty ones are no day.

    Returns
    -------
    Timestamp, NaT or None
        Midnight of the day; NaT where empty; None where it is no date.

    Examples
    --------
    >>> as_day("2021-03-01"), as_day("01-03-2021"), as_day(44256), as_day(None)
    (Timestamp('2021-03-01 00:00:00'), None, None, NaT)
    """
    if is_empty(cell):
        return pd.NaT
    if isinstance(cell, str) and not _ISO.fullmatch(cell.strip()):
        return None
    if not isinstance(cell, str | datetime.date | np.datetime64):
        return None
    try:
        return pd.Timestamp(cell).tz_localize(None).normalize()
    except ValueError:
        return None


def the_day(value: Any, name: str, problems: list[str]) -> Any:
    """Read a day that stands alone, such as the day on which the follow-up opened.

    Parameters
    ----------
    value : date, text or None
        As in :func:`as_day`.
    name : str
        What to call it in a problem.
    problems : list of str
        Where problems are gathered.

    Returns
    -------
    Timestamp or NaT
        NaT where there is none.

    Examples
    --------
    >>> problems = []
    >>> the_day("soon", "today", problems), problems
    (NaT, ["today is 'soon', which is no date; write dates as 2021-03-01, or give real dates"])
    """
    day = as_day(value)
    if day is None:
        problems.append(f"{name} is {value!r}, which is no date; {DATE_REMEDY}")
        return pd.NaT
    return day


def cell_text(value: Any) -> str:
    """Give the text of a cell.

    Parameters
    ----------
    value : object
        What stands in it.

    Returns
    -------
    str
        Without spaces around it; empty where the cell is.

    Examples
    --------
    >>> cell_text(" plan "), cell_text(None), cell_text(float("nan")), cell_text(3)
    ('plan', '', '', '3')
    """
    return "" if is_empty(value) else str(value).strip()


def as_label(cell: Any) -> str | None:
    """Read a label.

    Parameters
    ----------
    cell : text or number
        Any.

    Returns
    -------
    str or None
        Without spaces around it, whole numbers without a decimal point; None where empty.

    Examples
    --------
    >>> as_label(" hr "), as_label(3.0), as_label("")
    ('hr', '3', None)
    """
    if is_empty(cell):
        return None
    whole = isinstance(cell, float | np.floating) and float(cell).is_integer()
    return str(int(cell)) if whole else str(cell).strip()


def as_number(cell: Any) -> float | None:
    """Read a number.

    Parameters
    ----------
    cell : int or float
        A text or True is no number, and neither is infinity.

    Returns
    -------
    float or None
        NaN where empty, None where it is none.

    Examples
    --------
    >>> as_number(3), as_number(None), as_number("3")
    (3.0, nan, None)
    """
    if is_empty(cell):
        return float("nan")
    if isinstance(cell, bool | np.bool_) or not isinstance(cell, int | float | np.integer | np.floating):
        return None
    return float(cell) if np.isfinite(cell) else None
