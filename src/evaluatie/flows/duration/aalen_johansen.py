"""Cumulative incidence of competing events, with two conventions for its standard error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from evaluatie.flows.duration.columns import Floats, Ints
from evaluatie.flows.duration.risk_table import Clock, RiskTable


@dataclass(frozen=True)
class Incidence:
    """Cumulative incidence at the times of a risk table.

    Attributes
    ----------
    incidence : ndarray of float, shape (m, k)
        Share to whom each kind of event has happened, at m times.
    before : ndarray of float, shape (m,)
        Share to whom nothing had happened just before each time.
    """

    incidence: Floats
    before: Floats


def aalen_johansen(table: RiskTable) -> Incidence:
    """Estimate the cumulative incidence of every kind of event.

    Aalen & Johansen (1978), *Scandinavian Journal of Statistics* 5, 141-150. Kinds of event add up to one minus the
    Kaplan-Meier curve of any event; one minus the curve of each kind alone, which overstates, would not.

    Parameters
    ----------
    table : RiskTable
        At m times, with k kinds of event.

    Returns
    -------
    Incidence
        At the same times.

    Examples
    --------
    >>> table = RiskTable(np.array([1.0, 2.0]), np.array([4, 3]), np.array([[1, 0], [0, 1]]), np.array([0, 2]))
    >>> aalen_johansen(table).incidence
    array([[0.25, 0.  ],
           [0.25, 0.25]])
    """
    n = np.maximum(table.at_risk, 1)
    survival = np.cumprod(1 - table.all_events() / n)
    before = np.r_[1.0, survival[:-1]][: len(survival)]
    return Incidence(np.cumsum(before[:, None] * table.events / n[:, None], axis=0), before)


def jackknife_variance(clock: Clock, cause: Ints, table: RiskTable, found: Incidence, kind: int) -> Floats:
    """Give the infinitesimal jackknife variance of a cumulative incidence, that of R's ``survfit``.

    The sum over people of their squared influence on the estimate. With S(v-) nothing happened before v, Y(v) at risk,
    F the incidence, A the cumulative hazard of any event and M_i person i's martingale (M_ik for one kind of event),
    the influence on F(t) is the sum over v <= t of S(v-) dM_ik(v) / Y(v) - (F(t) - F(v)) dM_i(v) / (Y(v) (1 - dA(v))):
    a(t) - F(t) b(t), in which a and b are sums over time, so that three running sums give all times at once.

    Parameters
    ----------
    clock : Clock
        Places of n people.
    cause : ndarray of int, shape (n,)
        What ended each duration.
    table : RiskTable
        Of these people, at all times of the clock.
    found : Incidence
        The estimate.
    kind : int
        Which kind of event, from 0.

    Returns
    -------
    ndarray of float, shape (m,)
        Variance at each time.
    """
    n, d = np.maximum(table.at_risk, 1).astype(float), table.all_events().astype(float)
    f = found.incidence[:, kind]
    # once nobody is left the curve does not move any more, whatever the weight of that last moment
    per_event = np.where(n > d, 1 / np.maximum(n - d, 1), 0.0)
    own = found.before / n
    down_a = np.cumsum(own * table.events[:, kind] / n + f * per_event * d / n)
    down_b = np.cumsum(per_event * d / n)
    jump_a, jump_b = f * per_event, per_event
    at, happened = clock.leave, cause > 0
    final_a = np.where(happened, jump_a[at], 0.0) + np.where(cause == kind + 1, own[at], 0.0) - down_a[at]
    final_b = np.where(happened, jump_b[at], 0.0) - down_b[at]
    since_a, since_b = np.r_[down_a, 0.0][clock.enter], np.r_[down_b, 0.0][clock.enter]
    products = (
        _running(clock, final_a, final_a, since_a, since_a, down_a, down_a),
        _running(clock, final_a, final_b, since_a, since_b, down_a, down_b),
        _running(clock, final_b, final_b, since_b, since_b, down_b, down_b),
    )
    return np.maximum(products[0] - 2 * f * products[1] + f**2 * products[2], 0.0)


def _running(
    clock: Clock, final_a: Floats, final_b: Floats, since_a: Floats, since_b: Floats, down_a: Floats, down_b: Floats
) -> Floats:
    """Sum the products of two influences at every time: fixed for those who left, still falling for those at risk."""
    m = len(clock.times)

    def total(weights: Floats, places: Ints) -> Floats:
        sums: Floats = np.cumsum(np.bincount(places + 1, weights, minlength=m + 1))
        return sums

    def at_risk(weights: Floats) -> Floats:
        return (total(weights, clock.enter) - total(weights, clock.leave))[1:]

    gone = total((final_a + since_a) * (final_b + since_b), clock.leave)[1:]
    still = at_risk(np.ones(len(since_a))) * down_a * down_b - down_a * at_risk(since_b) - down_b * at_risk(since_a)
    return gone + still + at_risk(since_a * since_b)


def aalen_variance(table: RiskTable, found: Incidence, kind: int) -> Floats:
    """Give Aalen's variance of a cumulative incidence, that of R's ``cmprsk``.

    Aalen (1978), *Annals of Statistics* 6, 534-545, with Gray's factor for ties; events of different kinds at one time
    count as independent.

    Parameters
    ----------
    table : RiskTable
        At m times.
    found : Incidence
        The estimate.
    kind : int
        Which kind of event, from 0.

    Returns
    -------
    ndarray of float, shape (m,)
        Variance at each time.
    """
    n, f = table.at_risk.astype(float), found.incidence[:, kind]
    own = table.events[:, kind].astype(float)
    other = table.all_events() - own
    after = found.before * (1 - (own + other) / np.maximum(n, 1))
    per_left = np.divide(1.0, after, out=np.zeros(len(n)), where=after > 1e-12)
    of_own, of_other = (found.before**2 * _tied(d, n) for d in (own, other))
    # own events weigh 1 - (F(t) - F(v)) / S(v), others (F(t) - F(v)) / S(v): opened up, so that running sums suffice
    level = np.cumsum(of_own * (1 + f * per_left) ** 2 + of_other * (f * per_left) ** 2)
    slope = np.cumsum(of_own * (1 + f * per_left) * per_left + of_other * f * per_left**2)
    square = np.cumsum((of_own + of_other) * per_left**2)
    variance: Floats = np.maximum(level - 2 * f * slope + f**2 * square, 0.0)
    return variance


def _tied(d: Floats, n: Floats) -> Floats:
    """Variance of d simultaneous events among n, relative to n squared."""
    factor: Floats = np.where(d > 1, 1 - (d - 1) / np.maximum(n - 1, 1), 1.0) * d / np.maximum(n, 1) ** 2
    return factor


def incidence_limits(incidence: Floats, se: Floats, confidence: float, interval: str) -> tuple[Floats, Floats]:
    """Give pointwise limits of a cumulative incidence.

    Parameters
    ----------
    incidence, se : ndarray of float, shape (m,)
        Estimates and their standard errors.
    confidence : float
        Level.
    interval : {"log", "log-log"}
        R's scales: the logarithm of the incidence, or the complementary log-log of it.

    Returns
    -------
    tuple of ndarray of float, shape (m,)
        Lower and upper limits; NaN before the first event.

    Examples
    --------
    >>> low, high = incidence_limits(np.array([0.2]), np.array([0.05]), 0.95, "log")
    >>> float(low[0].round(4)), float(high[0].round(4))
    (0.1225, 0.3265)
    """
    z = float(ndtri((1 + confidence) / 2))
    inner = (incidence > 0) & (incidence < 1)
    p, error = incidence[inner], se[inner]
    if interval == "log":
        low, high = p * np.exp(-z * error / p), np.minimum(p * np.exp(z * error / p), 1.0)
    else:
        spread = z * error / (p * np.log(p))
        low, high = p ** np.exp(-spread), p ** np.exp(spread)
    lower, upper = np.full(len(incidence), np.nan), np.full(len(incidence), np.nan)
    lower[inner], upper[inner] = low, high
    return lower, upper
