"""Lay out curves of retention as frames."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from evaluatie.flows.duration.columns import Floats
from evaluatie.flows.duration.curve_times import risk_at
from evaluatie.flows.duration.kaplan_meier import Curve, Interval, at_times, limits, quantile
from evaluatie.flows.duration.restricted_mean import restricted_mean
from evaluatie.flows.duration.risk_table import RiskTable
from evaluatie.flows.duration.stacking import Columns

QUARTILES = {"median": 0.5, "lower_quartile": 0.25, "upper_quartile": 0.75}


def curve_columns(table: RiskTable, curve: Curve, start: float, confidence: float, interval: Interval) -> Columns:
    """Lay out the curve of one group.

    Parameters
    ----------
    table : RiskTable
        At its own times.
    curve : Curve
        At the same times.
    start : float
        Where it starts.
    confidence : float
        Level.
    interval : str
        Scale of the limits.

    Returns
    -------
    dict of arrays
        As :attr:`Retention.curve` has it.
    """
    low, high = limits(curve.survival, curve.log_variance, confidence, interval)
    return {
        "time": np.r_[start, table.time],
        "at_risk": np.r_[table.at_risk[:1], table.at_risk],
        "events": np.r_[0, table.all_events()],
        "censored": np.r_[0, table.censored],
        "survival": np.r_[1.0, curve.survival],
        # while nobody has left, a standard error of 0 would claim to know that nobody ever does
        "se": np.r_[np.nan, np.where(curve.survival < 1, curve.se(), np.nan)],
        "ci_low": np.r_[np.nan, low],
        "ci_high": np.r_[np.nan, high],
        "hazard": np.r_[0.0, curve.hazard],
        "hazard_se": np.r_[0.0, np.sqrt(curve.hazard_variance)],
    }


def table_columns(table: RiskTable, shown: Columns, everyone: RiskTable, when: Floats) -> Columns:
    """Read the curve of one group at chosen times.

    Parameters
    ----------
    table, everyone : RiskTable
        At its own times, and at all times of entry and exit.
    shown : dict of arrays
        Its curve.
    when : ndarray of float, shape (k,)
        The times.

    Returns
    -------
    dict of arrays
        As :attr:`Retention.table` has it.
    """
    time = shown["time"]
    columns = {"time": when, "at_risk": risk_at(everyone, when)}
    columns["events"] = at_times(table.time, np.cumsum(table.all_events()), when, 0).astype(np.int64)
    # nobody knows a curve after the last time its group was seen, unless all had left by then
    unseen = (when > time[-1] * (1 + 1e-9)) & (shown["survival"][-1] > 0)
    for name in ("survival", "se", "ci_low", "ci_high"):
        columns[name] = np.where(unseen, np.nan, at_times(time, shown[name], when, np.nan))
    return columns


def summary_row(
    label: str, table: RiskTable, curve: Curve, start: float, end: float, confidence: float, interval: Interval
) -> dict[str, Any]:
    """Sum up the curve of one group.

    Parameters
    ----------
    label : str
        The group.
    table : RiskTable
        At its own times.
    curve : Curve
        At the same times.
    start, end : float
        Of the restricted mean.
    confidence : float
        Level.
    interval : str
        Scale of the limits of the quantiles.

    Returns
    -------
    dict
        A row of :attr:`Retention.groups`.
    """
    row: dict[str, Any] = {"group": label, "n": int(table.all_events().sum() + table.censored.sum())}
    row["events"] = int(table.all_events().sum())
    low, high = limits(curve.survival, curve.log_variance, confidence, interval)
    for name, share in QUARTILES.items():
        row[name] = quantile(table.time, curve.survival, share)
        row[f"{name}_low"], row[f"{name}_high"] = (quantile(table.time, line, share) for line in (low, high))
    area = restricted_mean(table, curve.survival, start, end)
    mean, se = (np.nan, np.nan) if area is None else area
    half = float(ndtri((1 + confidence) / 2)) * se
    names = ("restricted_mean", "restricted_mean_se", "restricted_mean_low", "restricted_mean_high")
    row |= dict(zip(names, (mean, se, mean - half, mean + half), strict=True))
    return {key: np.nan if value is None else value for key, value in row.items()}


def difference_frame(groups: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Compare every group's restricted mean with the first's.

    Parameters
    ----------
    groups : DataFrame
        As :attr:`Retention.groups` has it.
    confidence : float
        Level.

    Returns
    -------
    DataFrame
        As :attr:`Retention.differences` has it.
    """
    reference, others = groups.iloc[0], groups.iloc[1:]
    difference = (others["restricted_mean"] - reference["restricted_mean"]).to_numpy(dtype=float)
    se = np.hypot(others["restricted_mean_se"], reference["restricted_mean_se"]).to_numpy(dtype=float)
    half = float(ndtri((1 + confidence) / 2)) * se
    statistic = np.divide(difference, se, out=np.full(len(se), np.nan), where=se > 0)
    columns = {
        "group": others["group"].to_numpy(),
        "reference": reference["group"],
        "difference": difference,
        "se": se,
        "ci_low": difference - half,
        "ci_high": difference + half,
        "statistic": statistic,
        "p": 2 * ndtr(-np.abs(statistic)),
    }
    return pd.DataFrame(columns, index=range(len(others)))
