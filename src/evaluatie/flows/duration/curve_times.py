"""Where curves start and end, and at which times a table shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from evaluatie.flows.duration.columns import Floats, Ints, read_numbers
from evaluatie.flows.duration.durations import Durations
from evaluatie.flows.duration.late_entry import given_survival_to, safe_start, start_note
from evaluatie.flows.duration.risk_table import RiskTable, by_group, set_clock
from evaluatie.result import NotEnoughData


def start_together(people: Durations, causes: int, minimum: int) -> tuple[Durations, float, tuple[str, ...]]:
    """Let all curves start where every group has enough people at risk.

    Parameters
    ----------
    people : Durations
        Complete durations.
    causes : int
        Kinds of event.
    minimum : int
        People who are enough.

    Returns
    -------
    people : Durations
        What is seen of them after the start.
    start : float
        The start; 0 without late entry.
    notes : tuple of str
        Where the start is late.
    """
    if not people.late:
        return people, 0.0, ()
    start = max(safe_start(table, minimum) for table in by_group(people, set_clock(people), causes))
    if start <= 0:
        return people, 0.0, ()
    return given_survival_to(people, start), start, (start_note(start),)


def common_horizon(tables: Sequence[RiskTable], start: float, horizon: float | None) -> float:
    """Find the largest time up to which all groups have people at risk, unless the caller says one.

    Parameters
    ----------
    tables : sequence of RiskTable
        Of the groups.
    start : float
        Where the curves start.
    horizon : float or None
        What the caller said.

    Returns
    -------
    float
        The horizon.

    Raises
    ------
    NotEnoughData
        If it is no later than the start, which the data tell: too few were at risk before.
    """
    end = min(float(table.time[-1]) for table in tables) if horizon is None else float(horizon)
    if horizon is not None and not end > start:
        raise NotEnoughData(f"horizon must be later than the start of the curves, {start:g}: got {horizon!r}")
    return end


def table_times(at: Any, start: float, end: float) -> Floats:
    """Read the times of a table; by default the quarters of the time to the horizon.

    Times before the start of the curves are kept: that nothing is known then is what the table says.

    Parameters
    ----------
    at : sequence of numbers, number or None
        What the caller said.
    start, end : float
        Of the curves.

    Returns
    -------
    ndarray of float, shape (k,)
        Times, ascending.

    Raises
    ------
    ValueError
        If a time is missing or below 0.
    """
    if at is None:
        return np.unique(np.linspace(start, end, 5)[1:])
    when = np.unique(read_numbers([at] if np.ndim(at) == 0 else at, "at"))
    if np.isnan(when).any() or (when < 0).any():
        raise ValueError(f"at must hold times, none of them missing or below 0: got {at!r}")
    return when


def risk_at(table: RiskTable, when: Floats) -> Ints:
    """Count who is at risk just before given times.

    Parameters
    ----------
    table : RiskTable
        At all times of entry and exit.
    when : ndarray of float, shape (k,)
        Times.

    Returns
    -------
    ndarray of int, shape (k,)
        Numbers at risk; 0 after the last time.
    """
    slack = 1e-9 * float(np.abs(table.time).max(initial=0.0))
    counts: Ints = np.r_[table.at_risk, 0][np.searchsorted(table.time, when - slack, side="left")]
    return counts
