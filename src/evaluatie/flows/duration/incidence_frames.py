"""Lay out curves of cumulative incidence as columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from evaluatie.flows.duration.aalen_johansen import (
    Incidence,
    aalen_johansen,
    aalen_variance,
    incidence_limits,
    jackknife_variance,
)
from evaluatie.flows.duration.columns import Bools, Floats, Ints
from evaluatie.flows.duration.curve_times import risk_at
from evaluatie.flows.duration.kaplan_meier import at_times
from evaluatie.flows.duration.risk_table import Clock, RiskTable
from evaluatie.flows.duration.stacking import Columns

Scale = Literal["log", "log-log"]


def group_curves(
    table: RiskTable, clock: Clock, cause: Ints, start: float, confidence: float, interval: Scale
) -> list[Columns]:
    """Lay out the curves of one group.

    Parameters
    ----------
    table : RiskTable
        Of the group, at all times of the clock.
    clock : Clock
        Places of its n people.
    cause : ndarray of int, shape (n,)
        What ended their durations.
    start : float
        Where the curves start.
    confidence : float
        Level.
    interval : str
        Scale of the limits.

    Returns
    -------
    list of dict of arrays
        Per kind of event the columns of :attr:`CumulativeIncidence.curve`.
    """
    found, own = aalen_johansen(table), (table.all_events() > 0) | (table.censored > 0)
    curves = []
    for kind in range(table.events.shape[1]):
        variances = (
            jackknife_variance(clock, cause, table, found, kind)[own],
            aalen_variance(table, found, kind)[own],
        )
        curves.append(_one_curve(table, found, variances, own, kind, start, confidence, interval))
    return curves


def _one_curve(
    table: RiskTable,
    found: Incidence,
    variances: tuple[Floats, Floats],
    own: Bools,
    kind: int,
    start: float,
    confidence: float,
    interval: Scale,
) -> Columns:
    incidence = found.incidence[own, kind]
    # while nothing has happened, a standard error of 0 would claim to know that nothing ever does
    se, se_aalen = (np.where(incidence > 0, np.sqrt(variance), np.nan) for variance in variances)
    low, high = incidence_limits(incidence, se, confidence, interval)
    return {
        "time": np.r_[start, table.time[own]],
        "at_risk": np.r_[table.at_risk[own][:1], table.at_risk[own]],
        "events": np.r_[0, table.events[own, kind]],
        "incidence": np.r_[0.0, incidence],
        "se": np.r_[np.nan, se],
        "ci_low": np.r_[np.nan, low],
        "ci_high": np.r_[np.nan, high],
        "se_aalen": np.r_[np.nan, se_aalen],
    }


def group_table(curves: Sequence[Columns], table: RiskTable, when: Floats) -> list[Columns]:
    """Read the curves of one group at chosen times.

    Parameters
    ----------
    curves : sequence of dict of arrays
        As :func:`group_curves` gives them.
    table : RiskTable
        Of the group, at all times of entry and exit.
    when : ndarray of float, shape (k,)
        The times.

    Returns
    -------
    list of dict of arrays
        Per kind of event the columns of :attr:`CumulativeIncidence.table`.
    """
    # nobody knows a curve after the last time its group was seen, unless something had happened to all by then
    all_met = sum(float(curve["incidence"][-1]) for curve in curves) >= 1 - 1e-9
    at_risk = risk_at(table, when)
    read = []
    for curve in curves:
        time = curve["time"]
        unseen = (when > time[-1] * (1 + 1e-9)) & (not all_met)
        columns = {"time": when, "at_risk": at_risk}
        columns["events"] = at_times(time, np.cumsum(curve["events"]), when, 0).astype(np.int64)
        for name in ("incidence", "se", "ci_low", "ci_high", "se_aalen"):
            columns[name] = np.where(unseen, np.nan, at_times(time, curve[name], when, np.nan))
        read.append(columns)
    return read
