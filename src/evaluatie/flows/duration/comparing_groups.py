"""Rank tests of equal hazards in groups: the log-rank test and Peto and Peto's, with delayed entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from evaluatie.flows.duration.columns import Floats
from evaluatie.flows.duration.risk_table import RiskTable


@dataclass(frozen=True)
class GroupTest:
    """A test that groups share one curve.

    Attributes
    ----------
    name : str
        ``"log-rank"``, ``"Peto-Peto"`` or ``"Gray"``.
    statistic, df, p : float, int, float
        Chi-squared statistic, its degrees of freedom, p value.
    table : DataFrame
        Columns group, observed, expected: the (weighted) events and those expected were the groups alike.
    """

    name: str
    statistic: float
    df: int
    p: float
    table: pd.DataFrame = field(compare=False)


def log_rank(tables: Sequence[RiskTable], labels: Sequence[str], rho: int = 0) -> GroupTest | None:
    """Test whether groups have the same hazard at every time.

    Mantel (1966); with ``rho`` 1 each time weighs as the pooled Kaplan-Meier curve just before it, the test of Peto &
    Peto (1972) in the family of Harrington & Fleming (1982, *Biometrika* 69, 553-566). The variances are
    hypergeometric. The figures of R's ``survdiff``, which has no delayed entry; with it those of the score test of
    Cox's model.

    Parameters
    ----------
    tables : sequence of RiskTable
        Of the groups, all at the same times; events of one kind or all kinds together.
    labels : sequence of str
        Their names.
    rho : {0, 1}, default 0
        Weight.

    Returns
    -------
    GroupTest or None
        None with one group, without events, or where no time has people of two groups at risk.
    """
    if len(tables) < 2:
        return None
    d, n = _at_events(tables)
    total, events = n.sum(axis=1), d.sum(axis=1)
    survival = np.cumprod(1 - events / total)
    weight = np.r_[1.0, survival[:-1]][: len(survival)] ** rho
    observed, expected = weight @ d, (weight * events / total) @ n
    variance = _variance(n, total, events, weight)
    name = "Peto-Peto" if rho else "log-rank"
    return chi_squared(name, observed, expected, variance, labels)


def chi_squared(
    name: str, observed: Floats, expected: Floats, variance: Floats, labels: Sequence[str]
) -> GroupTest | None:
    """Test observed against expected events.

    Parameters
    ----------
    name : str
        The test.
    observed, expected : ndarray of float, shape (k,)
        Of the groups.
    variance : ndarray of float, shape (k, k)
        Of their difference; of rank k - 1 at most.
    labels : sequence of str
        Names of the groups.

    Returns
    -------
    GroupTest or None
        None where nothing can be compared.
    """
    own = np.diag(variance)
    # groups that were never at risk together leave nothing but rounding
    there = own > 1e-10 * max(1.0, float(observed.sum()))
    if there.sum() < 2:
        return None
    kept = np.flatnonzero(there)[:-1]
    scale = np.sqrt(own[kept])
    difference = (observed - expected)[kept] / scale
    standardised = variance[np.ix_(kept, kept)] / np.outer(scale, scale)
    if np.linalg.matrix_rank(standardised, hermitian=True, tol=1e-9) < len(kept):
        return None
    statistic = float(difference @ np.linalg.solve(standardised, difference))
    table = pd.DataFrame({"group": list(labels), "observed": observed, "expected": expected})
    return GroupTest(name, statistic, len(kept), float(chdtrc(len(kept), statistic)), table)


def _at_events(tables: Sequence[RiskTable]) -> tuple[Floats, Floats]:
    """Stack events and numbers at risk, times x groups, at the times of events."""
    d = np.column_stack([table.all_events() for table in tables]).astype(float)
    n = np.column_stack([table.at_risk for table in tables]).astype(float)
    used = d.sum(axis=1) > 0
    return d[used], n[used]


def _variance(n: Floats, total: Floats, events: Floats, weight: Floats) -> Floats:
    left = np.where(total > 1, (total - events) / np.maximum(total - 1, 1), 0.0)
    factor = weight**2 * events * left / total
    variance: Floats = np.diag(factor @ n) - (n / total[:, None]).T @ (n * factor[:, None])
    return variance
