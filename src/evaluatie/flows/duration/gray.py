"""Gray's test of equal cumulative incidence in groups."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evaluatie.flows.duration.aalen_johansen import aalen_johansen
from evaluatie.flows.duration.columns import Bools, Floats
from evaluatie.flows.duration.comparing_groups import GroupTest, chi_squared
from evaluatie.flows.duration.risk_table import RiskTable


def gray_test(tables: Sequence[RiskTable], labels: Sequence[str], kind: int) -> GroupTest | None:
    """Test whether groups have the same cumulative incidence of one kind of event.

    Gray (1988), *Annals of Statistics* 16, 1141-1154, with weight 1 (rho = 0): a log-rank test of the subdistribution
    hazards, in which those who met another event stay at risk, as far as they would have been in sight. The figures of
    R's ``cmprsk::cuminc``. Not for late entry.

    Parameters
    ----------
    tables : sequence of RiskTable
        Of the groups, all at the same times, without late entry.
    labels : sequence of str
        Their names.
    kind : int
        Which kind of event, from 0.

    Returns
    -------
    GroupTest or None
        None with one group, without events, or where nothing can be compared.
    """
    if len(tables) < 2:
        return None
    used = sum(table.all_events() for table in tables) > 0
    n = np.column_stack([table.at_risk for table in tables])[used].astype(float)
    own = np.column_stack([table.events[:, kind] for table in tables])[used].astype(float)
    other = np.column_stack([table.all_events() - table.events[:, kind] for table in tables])[used].astype(float)
    found = [aalen_johansen(table) for table in tables]
    before = np.column_stack([group.before for group in found])[used]
    free = 1 - np.column_stack([_lagged(group.incidence[:, kind]) for group in found])[used]
    if not own.any():
        return None
    standing = np.where(n > 0, n / np.where(before > 0, before, 1.0), 0.0)
    adjusted = standing * free
    total = np.maximum(adjusted.sum(axis=1), np.finfo(float).tiny)
    expected = own.sum(axis=1) / total @ adjusted
    variance = _variance(n, own, other, before, standing)
    return chi_squared("Gray", own.sum(axis=0), expected, variance, labels)


def _lagged(values: Floats) -> Floats:
    earlier: Floats = np.r_[0.0, values[:-1]][: len(values)]
    return earlier


def _variance(n: Floats, own: Floats, other: Floats, before: Floats, standing: Floats) -> Floats:
    """Sum, over groups and events, the variance of each event times its squared weight in the statistics.

    Events of the kind of interest weigh directly and through the incidence that follows, other events only through the
    latter (Gray 1988, section 3), everything under one common incidence.
    """
    events, whole = own.sum(axis=1), np.maximum(standing.sum(axis=1), np.finfo(float).tiny)
    common = np.cumsum(events / whole)
    rate = events / (whole * (1 - _lagged(common)))
    after = before * (1 - np.divide(own + other, n, out=np.zeros_like(n), where=n > 0))
    groups = n.shape[1]
    variance = np.zeros((groups, groups))
    for k in range(groups):
        there = n[:, k] > 0
        share = -standing / whole[:, None]
        share[:, k] += 1
        direct = share * standing[:, [k]]
        running = np.cumsum(direct * rate[:, None], axis=0)
        ahead = running[-1] - running
        kept = np.divide(1 - common, after[:, k], out=np.zeros(len(n)), where=after[:, k] > 0)
        own_weight = direct + np.where(after[:, k] > 0, 1 - kept, 1.0)[:, None] * ahead
        variance += _weighted(own_weight, _own_variance(events, n[:, k], before[:, k], whole, there))
        variance += _weighted(kept[:, None] * ahead, _other_variance(other[:, k], n[:, k], before[:, k], there))
    return variance


def _weighted(weights: Floats, variances: Floats) -> Floats:
    product: Floats = weights.T @ (weights * variances[:, None])
    return product


def _own_variance(events: Floats, n: Floats, before: Floats, whole: Floats, there: Bools) -> Floats:
    """Variance of the increments of the incidence, events spread over the groups as under the hypothesis."""
    left = whole * before - 1
    tied = 1 - np.divide(events - 1, left, out=np.zeros(len(left)), where=(events > 1) & (left > 1e-9))
    return np.where(there, tied * before * events / (whole * np.maximum(n, 1)), 0.0)


def _other_variance(other: Floats, n: Floats, before: Floats, there: Bools) -> Floats:
    tied = np.where(other > 1, 1 - (other - 1) / np.maximum(n - 1, 1), 1.0)
    return np.where(there, tied * before**2 * other / np.maximum(n, 1) ** 2, 0.0)
