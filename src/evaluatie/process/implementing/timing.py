"""Whether parts started and finished when they were planned to, and what is overdue."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from evaluatie.wilson import wilson_interval


def days_overdue(rows: pd.DataFrame, today: Any) -> pd.Series[Any]:
    """Give how many days each part is overdue: not begun after its planned start, or not ended after its planned end.

    Parameters
    ----------
    rows : DataFrame
        Rows of a log.
    today : Timestamp or NaT
        The day as of which to say it.

    Returns
    -------
    Series of float
        Days, the longer of the two; NaN where nothing is overdue, or there is no such day.

    Examples
    --------
    >>> rows = pd.DataFrame({"status": ["planned"], "planned_start": [pd.Timestamp("2021-01-01")],
    ...                      "planned_end": [pd.NaT]})
    >>> days_overdue(rows, pd.Timestamp("2021-01-11")).tolist()
    [10.0]
    """
    late = pd.DataFrame({at: _waited(rows, at, today) for at in ("start", "end")})
    return late.max(axis=1)


def timing_of(rows: pd.DataFrame, today: Any, confidence: float = 0.95) -> dict[str, Any]:
    """Say how much of a number of parts came on time.

    What is overdue today counts as late; what is not due yet, or has no planned day, does not count. A part that was
    stopped has no finish to be on time for.

    Parameters
    ----------
    rows : DataFrame
        Rows of a log.
    today : Timestamp or NaT
        The day as of which to say it; without one nothing is overdue.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    dict
        For ``start`` and ``end``: ``<at>_due`` (parts that count), ``<at>_on_time`` (their share on time) with Wilson's
        limits ``<at>_on_time_low`` and ``_high`` (wide, as parts are few), ``<at>_delay`` (median days after the
        planned day of those that did start or end; before it is negative) and ``<at>_overdue`` (parts).

    Examples
    --------
    >>> days = pd.to_datetime(["2021-01-01", "2021-01-01", "2021-03-01"])
    >>> rows = pd.DataFrame({"status": ["running", "running", "planned"], "planned_start": days, "planned_end": pd.NaT,
    ...                      "start": pd.to_datetime(["2021-01-01", "2021-01-11", None]), "end": pd.NaT})
    >>> found = timing_of(rows, pd.Timestamp("2021-04-01"))
    >>> found["start_due"], round(found["start_on_time"], 4), found["start_delay"], found["start_overdue"]
    (3, 0.3333, 5.0, 1)
    """
    found: dict[str, Any] = {}
    for at, parts in (("start", rows), ("end", rows[rows["status"] != "stopped"])):
        delay = (pd.to_datetime(parts[at]) - pd.to_datetime(parts[f"planned_{at}"])).dt.days.dropna()
        overdue = int(_waited(parts, at, today).notna().sum())
        due = len(delay) + overdue
        found[f"{at}_due"] = due
        on_time = int((delay <= 0).sum())
        low, high = wilson_interval(on_time, due, confidence) if due else (math.nan, math.nan)
        found[f"{at}_on_time"] = on_time / due if due else math.nan
        found[f"{at}_on_time_low"], found[f"{at}_on_time_high"] = low, high
        found[f"{at}_delay"] = float(delay.median()) if len(delay) else math.nan
        found[f"{at}_overdue"] = overdue
    return found


def _waited(rows: pd.DataFrame, at: str, today: Any) -> pd.Series[Any]:
    """Give the days since the planned start of what has not begun, or since the planned end of what has not ended."""
    open_until = ("planned",) if at == "start" else ("planned", "running")
    days: pd.Series[Any] = (today - pd.to_datetime(rows[f"planned_{at}"])).dt.days.astype(float)
    return days.where((days > 0) & rows["status"].isin(open_until))
