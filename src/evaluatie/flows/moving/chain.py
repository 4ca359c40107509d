"""What a transition matrix says about the long run: absorption, the steady state, first passages."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from evaluatie.flows.moving.classes import closed_classes, period
from evaluatie.flows.reading.heads import Floats


@dataclass(frozen=True)
class Absorption:
    """An absorbing chain; k transient and a absorbing states.

    Attributes
    ----------
    transient, absorbing : ndarray of int
        Which states they are.
    fundamental : ndarray, shape (k, k)
        N = (I - Q)^-1: expected number of visits to the state in the column, for someone now in that of the row.
    steps, steps_se, steps_low, steps_high : ndarray, shape (k,)
        Expected number of steps until absorption, the delta method's standard error, log-normal limits.
    ends, ends_se, ends_low, ends_high : ndarray, shape (k, a)
        Probability of ending in each absorbing state; limits on the logit scale.
    """

    transient: npt.NDArray[np.int64]
    absorbing: npt.NDArray[np.int64]
    fundamental: Floats
    steps: Floats
    steps_se: Floats
    steps_low: Floats
    steps_high: Floats
    ends: Floats
    ends_se: Floats
    ends_low: Floats
    ends_high: Floats


@dataclass(frozen=True)
class Steady:
    """The only distribution that a step leaves as it is.

    Attributes
    ----------
    shares, shares_se, shares_low, shares_high : ndarray, shape (k,)
        Long-run share of each state, the delta method's standard error, limits on the logit scale.
    passage : ndarray, shape (k, k), or None
        Expected steps until the first visit to the state in the column (0 on the diagonal); irreducible chains only.
    recurrence : ndarray, shape (k,), or None
        Expected steps until the return to a state, one over its share; irreducible chains only.
    periodic : bool
        Whether the chain alternates between sets of states for ever: shares are then long-run averages.
    """

    shares: Floats
    shares_se: Floats
    shares_low: Floats
    shares_high: Floats
    passage: Floats | None
    recurrence: Floats | None
    periodic: bool


def absorption_of(p: Floats, n: Floats, confidence: float) -> Absorption | None:
    """Work out an absorbing chain (Kemeny & Snell 1960, *Finite Markov chains*, chapter 3).

    Standard errors by the delta method for independent multinomial rows: a change of row i changes what is expected
    from state m by N_mi times the change of the row's mean, so that the variance is the sum over i of N_mi^2 times the
    variance of that mean.

    Parameters
    ----------
    p : ndarray, shape (k, k)
        Transition probabilities.
    n : ndarray, shape (k,)
        Moves seen from each state.
    confidence : float
        Level of the limits.

    Returns
    -------
    Absorption or None
        None unless every state leads to a state that is never left, and not all states are such.

    Examples
    --------
    >>> absorption_of(np.array([[0.5, 0.5], [0.0, 1.0]]), np.array([40.0, 0.0]), 0.95).steps
    array([2.])
    """
    absorbing = np.flatnonzero(np.diag(p) == 1)
    transient = np.setdiff1d(np.arange(len(p)), absorbing)
    if not len(absorbing) or not len(transient) or any(len(states) > 1 for states in closed_classes(p)):
        return None
    visits = _inverse(np.eye(len(transient)) - p[np.ix_(transient, transient)])
    out = p[transient]
    ends = _snapped(visits @ out[:, absorbing])
    steps: Floats = visits.sum(axis=1)
    ahead = np.zeros((len(p), 1 + len(absorbing)))
    ahead[transient] = np.column_stack([steps, ends])
    ahead[absorbing, 1 + np.arange(len(absorbing))] = 1
    se = np.sqrt(visits**2 @ _row_variances(out, ahead, n[transient]))
    se[:, 1:][(ends == 0) | (ends == 1)] = 0.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    factor = np.exp(z * se[:, 0] / steps)
    limits = logit_limits(ends, se[:, 1:], z)
    return Absorption(
        transient, absorbing, visits, steps, se[:, 0], steps / factor, steps * factor, ends, se[:, 1:], *limits
    )


def _inverse(matrix: Floats) -> Floats:
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def _snapped(share: Floats) -> Floats:
    """Take what differs from 0 or 1 by rounding alone for 0 or 1."""
    nearest = np.round(share)
    return np.where(np.abs(share - nearest) < 1e-12, nearest, share)


def _row_variances(p: Floats, values: Floats, n: Floats) -> Floats:
    """Variance of each row's mean of `values` (states x columns) under multinomial sampling of the row."""
    mean = p @ values
    return np.maximum(p @ values**2 - mean**2, 0.0) / n[:, None]


def logit_limits(share: Floats, se: Floats, z: float) -> tuple[Floats, Floats]:
    """Give limits of shares on the logit scale; a share that cannot vary has itself as limits.

    Parameters
    ----------
    share, se : ndarray
        Shares with their standard errors.
    z : float
        Normal quantile.

    Returns
    -------
    low, high : ndarray
        Limits within 0 and 1.

    Examples
    --------
    >>> [limit.round(3).tolist() for limit in logit_limits(np.array([0.5, 1.0]), np.array([0.1, 0.0]), 1.96)]
    [[0.313, 1.0], [0.687, 1.0]]
    """
    inside = (share > 0) & (share < 1)
    safe = np.where(inside, share, 0.5)
    half = np.where(inside, z * se / (safe * (1 - safe)), 0.0)
    odds = safe / (1 - safe)
    low, high = (odds * np.exp(sign * half) for sign in (-1, 1))
    return np.where(inside, low / (1 + low), share), np.where(inside, high / (1 + high), share)


def steady_of(p: Floats, n: Floats, confidence: float) -> Steady | None:
    """Work out the steady state (Kemeny & Snell 1960, chapter 4).

    With Z = (I - P + 1 pi')^-1 a change dP changes pi by pi' dP Z (Schweitzer 1968), which gives the variance.

    Parameters
    ----------
    p : ndarray, shape (k, k)
        Transition probabilities.
    n : ndarray, shape (k,)
        Moves seen from each state; 0 for a state that is absorbing by declaration.
    confidence : float
        Level of the limits.

    Returns
    -------
    Steady or None
        None where there is more than one set of states that is never left: the long run depends on the start.

    Examples
    --------
    >>> steady_of(np.array([[0.9, 0.1], [0.3, 0.7]]), np.array([50.0, 50.0]), 0.95).shares.round(4)
    array([0.75, 0.25])
    """
    classes = closed_classes(p)
    if len(classes) != 1:
        return None
    k, inside = len(p), classes[0]
    shares = np.zeros(k)
    shares[inside] = _invariant(p[np.ix_(inside, inside)])
    z_matrix = _inverse(np.eye(k) - p + np.outer(np.ones(k), shares))
    moved = np.where(n > 0, n, np.inf)
    se = np.sqrt(np.maximum(shares**2 @ _row_variances(p, z_matrix, moved), 0.0))
    low, high = logit_limits(shares, se, NormalDist().inv_cdf((1 + confidence) / 2))
    irreducible = len(inside) == k
    passage = (np.diag(z_matrix) - z_matrix) / shares if irreducible else None
    recurrence = 1 / shares if irreducible else None
    return Steady(shares, se, low, high, passage, recurrence, period(p[np.ix_(inside, inside)]) > 1)


def _invariant(p: Floats) -> Floats:
    k = len(p)
    equations = np.vstack([(p.T - np.eye(k))[:-1], np.ones(k)])
    shares = np.linalg.solve(equations, np.eye(k)[-1])
    positive = np.maximum(np.asarray(shares, dtype=np.float64), 0.0)
    normed: Floats = positive / positive.sum()
    return normed
