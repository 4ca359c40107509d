"""Competing events: to leave or to be promoted, whichever comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

import numpy as np
import pandas as pd

from evaluatie.flows.duration.comparing_groups import GroupTest, log_rank
from evaluatie.flows.duration.curve_times import common_horizon, start_together, table_times
from evaluatie.flows.duration.durations import Durations, read_durations
from evaluatie.flows.duration.gray import gray_test
from evaluatie.flows.duration.incidence_frames import Scale, group_curves, group_table
from evaluatie.flows.duration.incidence_result import CumulativeIncidence
from evaluatie.flows.duration.late_entry import emptied_note
from evaluatie.flows.duration.risk_table import RiskTable, by_group, own_times, set_clock
from evaluatie.flows.duration.stacking import stack
from evaluatie.result import NotEnoughData, check_confidence

METHOD = "Cumulative incidence of competing events (Aalen & Johansen 1978), infinitesimal jackknife; Gray's test (1988)"
LATE = "Cumulative incidence of competing events (Aalen & Johansen 1978), infinitesimal jackknife; log-rank test"
NO_GRAY = (
    "people are first seen late, for which Gray's test was not made; the log-rank test compares the hazard of each "
    "kind of event among those who are still there, not its incidence"
)


def cumulative_incidence(
    duration: Any,
    event: Any,
    group: Any = None,
    *,
    entry: Any = None,
    causes: Mapping[int, str] | None = None,
    at: Any = None,
    interval: Scale = "log",
    minimum_at_risk: int = 10,
    confidence: float = 0.95,
) -> CumulativeIncidence:
    """Estimate what share of people has met each of several competing events, and compare groups.

    The figures of R's ``survfit`` for several events; the test is that of ``cmprsk::cuminc``. Two standard errors are
    in use: the infinitesimal jackknife's (``survfit``; here the default, on which the limits rest) and Aalen's
    (``cmprsk``), which is a little larger in small groups.

    Parameters
    ----------
    duration : sequence of numbers, shape (n,)
        Time from each person's start to the first event, or to the last time seen.
    event : sequence of whole numbers, shape (n,)
        0 for nothing yet, 1, 2, ... for the kind of event.
    group : sequence of labels, shape (n,), optional
        Groups.
    entry : sequence of numbers, shape (n,), optional
        Time from each person's start to when they were first seen; 0 or less for those who were seen from the start.
    causes : mapping of int to str, optional
        Names of the kinds of event, such as ``{1: "left", 2: "promoted"}``; by default their numbers.
    at : sequence of numbers, optional
        Times for ``table``; by default the quarters of the largest time up to which all groups have people at risk.
    interval : {"log", "log-log"}, default "log"
        Scale of the limits.
    minimum_at_risk : int, default 10
        As in :func:`evaluatie.flows.duration.retention`.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    CumulativeIncidence
        Curves, a table, tests.

    Raises
    ------
    NotEnoughData
        If nobody has a complete duration and event, or nothing has happened to anyone and ``causes`` is not given.
    TypeError
        If a duration or event is not a number.
    ValueError
        If lengths differ, a duration is negative, an event has no name in ``causes``, or an option is none.

    Examples
    --------
    >>> result = cumulative_incidence([1, 2, 3, 4], [1, 2, 0, 1], causes={1: "left", 2: "promoted"}, at=[3])
    >>> result.table[["cause", "time", "incidence"]].to_dict("records")
    [{'cause': 'left', 'time': 3.0, 'incidence': 0.25}, {'cause': 'promoted', 'time': 3.0, 'incidence': 0.25}]
    """
    check_confidence(confidence)
    if interval not in get_args(Scale):
        raise ValueError(f"interval must be one of {', '.join(get_args(Scale))}: got {interval!r}")
    if minimum_at_risk < 1:
        raise ValueError(f"minimum_at_risk must be at least 1: got {minimum_at_risk}")
    people, names = _name_causes(read_durations(duration, event, group, entry), causes)
    people, start, notes = start_together(people, len(names), minimum_at_risk)
    clock = set_clock(people)
    tables = by_group(people, clock, len(names))
    when = table_times(at, start, common_horizon([own_times(table) for table in tables], start, None))
    curves = []
    for at_group, (label, table) in enumerate(zip(people.labels, tables, strict=True)):
        seen = clock.take(people.group == at_group)
        found = group_curves(table, seen, people.cause[people.group == at_group], start, confidence, interval)
        curves.append((label, table, found))
    return CumulativeIncidence(
        LATE if people.late else METHOD,
        people.notes + notes + _notes(people, tables),
        n=len(people.exit),
        confidence=confidence,
        interval=interval,
        start=start,
        reference=people.labels[0] if len(people.labels) > 1 else None,
        causes=names,
        curve=stack(
            [
                ({"group": label, "cause": name}, columns)
                for label, _, found in curves
                for name, columns in zip(names, found, strict=True)
            ]
        ),
        table=stack(
            [
                ({"group": label, "cause": name}, columns)
                for label, table, found in curves
                for name, columns in zip(names, group_table(found, table, when), strict=True)
            ]
        ),
        groups=_counts(people, tables, names),
        tests={name: _test(people, tables, kind) for kind, name in enumerate(names)},
    )


def _name_causes(people: Durations, causes: Mapping[int, str] | None) -> tuple[Durations, tuple[str, ...]]:
    """Give the kinds of event numbers from 1 without gaps, and their names."""
    found = [int(code) for code in np.unique(people.cause) if code > 0]
    codes = found if causes is None else sorted(int(code) for code in causes)
    unnamed = [code for code in found if code not in codes]
    if unnamed or (codes and codes[0] < 1):
        raise ValueError(f"causes must name every kind of event by a number above 0: got {causes!r} and events {found}")
    if not codes:
        raise NotEnoughData("nothing has happened to anyone: there is no kind of event to count")
    names = tuple(str(code) if causes is None else str(causes[code]) for code in codes)
    numbered = np.searchsorted(np.array([0, *codes]), people.cause)
    return Durations(**{**vars(people), "cause": numbered}), names


def _counts(people: Durations, tables: Sequence[RiskTable], names: Sequence[str]) -> pd.DataFrame:
    events = pd.DataFrame([table.events.sum(axis=0) for table in tables], columns=list(names))
    events.insert(0, "group", list(people.labels))
    events.insert(1, "n", np.bincount(people.group, minlength=len(people.labels)))
    return events


def _test(people: Durations, tables: Sequence[RiskTable], kind: int) -> GroupTest | None:
    if not people.late:
        return gray_test(tables, people.labels, kind)
    one_kind = [RiskTable(table.time, table.at_risk, table.events[:, [kind]], table.censored) for table in tables]
    return log_rank(one_kind, people.labels)


def _notes(people: Durations, tables: Sequence[RiskTable]) -> tuple[str, ...]:
    notes = [NO_GRAY] if people.late and len(people.labels) > 1 else []
    for label, table in zip(people.labels, tables, strict=True):
        notes.extend(emptied_note(table, label))
        if not table.all_events().any():
            notes.append(f"nothing has happened to anyone of group {label!r}: its incidence has no interval")
    return tuple(notes)
