"""How long people stay: curves of retention, by group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import numpy as np
import pandas as pd

from evaluatie.flows.duration.comparing_groups import log_rank
from evaluatie.flows.duration.curve_times import common_horizon, start_together, table_times
from evaluatie.flows.duration.durations import Durations, one_kind, read_durations
from evaluatie.flows.duration.kaplan_meier import Interval, kaplan_meier
from evaluatie.flows.duration.late_entry import emptied_note
from evaluatie.flows.duration.retention_frames import curve_columns, difference_frame, summary_row, table_columns
from evaluatie.flows.duration.retention_result import Retention
from evaluatie.flows.duration.risk_table import RiskTable, by_group, own_times, set_clock
from evaluatie.flows.duration.stacking import stack
from evaluatie.result import check_confidence

METHOD = "Kaplan & Meier (1958) with Greenwood's variance; restricted means; log-rank test (Mantel 1966)"


def retention(
    duration: Any,
    event: Any,
    group: Any = None,
    entry: Any = None,
    *,
    at: Any = None,
    horizon: float | None = None,
    interval: Interval = "log-log",
    minimum_at_risk: int = 10,
    confidence: float = 0.95,
) -> Retention:
    """Estimate how long people stay, and compare groups.

    The figures of R's ``survfit`` and ``survdiff``. People who were employed already when the data begin are first seen
    late: give their time of service at that moment as ``entry``, else staying looks too long. Someone who enters at a
    time is not yet at risk at it. Restricted means compare groups without assuming proportional hazards (Royston &
    Parmar 2013, *BMC Medical Research Methodology* 13, 152); their intervals are normal.

    Parameters
    ----------
    duration : sequence of numbers, shape (n,)
        Time from each person's start to leaving, or to the last time seen.
    event : sequence of 0/1 or truth values, shape (n,)
        Whether the person left.
    group : sequence of labels, shape (n,), optional
        Groups; the reference is the first category, else the first label in order.
    entry : sequence of numbers, shape (n,), optional
        Time from each person's start to when they were first seen; 0 or less for those who were seen from the start.
    at : sequence of numbers, optional
        Times for ``table``; by default the quarters of the time to the horizon.
    horizon : float, optional
        Up to where restricted means go; by default the largest time up to which all groups have people at risk.
    interval : {"log-log", "log", "plain"}, default "log-log"
        Scale of the limits of the curves.
    minimum_at_risk : int, default 10
        With late entry a curve starts after the last early event among fewer people at risk than this (or than half
        its largest risk set); 1 lets every curve start at 0.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    Retention
        Curves, quantiles, restricted means, tests.

    Raises
    ------
    NotEnoughData
        If nobody has a complete duration and event.
    TypeError
        If a duration or event is not a number.
    ValueError
        If lengths differ, a duration is negative, an event is neither 0 nor 1, or an option is none.

    Examples
    --------
    >>> result = retention([2, 3, 3, 5, 8, 9], [1, 1, 0, 1, 0, 0], at=[4])
    >>> result.table[["time", "at_risk", "survival"]].round(3).to_dict("records")
    [{'time': 4.0, 'at_risk': 3, 'survival': 0.667}]
    """
    check_confidence(confidence)
    _check_options(interval, minimum_at_risk)
    people = read_durations(duration, event, group, entry)
    one_kind(people.cause)
    people, start, notes = start_together(people, 1, minimum_at_risk)
    tables = by_group(people, set_clock(people), 1)
    known = tuple(own_times(table) for table in tables)
    curves = tuple(kaplan_meier(table) for table in known)
    end = common_horizon(known, start, horizon)
    when = table_times(at, start, end)
    labels = people.labels
    shown = [curve_columns(*each, start, confidence, interval) for each in zip(known, curves, strict=True)]
    read = [table_columns(*each, when) for each in zip(known, shown, tables, strict=True)]
    names = [{"group": label} for label in labels]
    groups = pd.DataFrame(
        [summary_row(*each, start, end, confidence, interval) for each in zip(labels, known, curves, strict=True)]
    )
    notes += _notes(people, tables, groups, horizon, end)
    return Retention(
        METHOD,
        people.notes + notes,
        n=len(people.exit),
        n_events=int((people.cause > 0).sum()),
        confidence=confidence,
        interval=interval,
        start=start,
        horizon=end,
        reference=labels[0] if len(labels) > 1 else None,
        curve=stack(list(zip(names, shown, strict=True))),
        table=stack(list(zip(names, read, strict=True))),
        groups=groups,
        differences=difference_frame(groups, confidence),
        log_rank=log_rank(tables, labels),
        peto=log_rank(tables, labels, rho=1),
    )


def _check_options(interval: str, minimum: int) -> None:
    if interval not in get_args(Interval):
        raise ValueError(f"interval must be one of {', '.join(get_args(Interval))}: got {interval!r}")
    if minimum < 1:
        raise ValueError(f"minimum_at_risk must be at least 1: got {minimum}")


def _notes(
    people: Durations, tables: Sequence[RiskTable], groups: pd.DataFrame, asked: float | None, end: float
) -> tuple[str, ...]:
    notes: list[str] = []
    if asked is None:
        notes.append(f"restricted means go to {end:g}, the largest time up to which every group has people at risk")
    if len(people.labels) > 1:
        notes.append(f"differences are with group {people.labels[0]!r}, the first")
    for label, table in zip(people.labels, tables, strict=True):
        notes.extend(emptied_note(table, label))
    for row in groups.to_dict("records"):
        if not row["events"]:
            notes.append(f"nobody of group {row['group']!r} left: its curve has no interval")
        if np.isnan(row["restricted_mean"]):
            notes.append(f"group {row['group']!r} was not seen up to {end:g}: no restricted mean")
        elif np.isnan(row["restricted_mean_se"]):
            notes.append(f"nobody of group {row['group']!r} left before {end:g}: its restricted mean has no interval")
    return tuple(notes)
