"""The restricted likelihood of two waves with an unstructured covariance, its slopes and curvature."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from evaluatie.mixed.sums import Floats

#: powers of both standard deviations in the weight of each sum: pairs first, crossed, last; alone first, last
_A, _B = np.array([-2.0, -1.0, 0.0, -2.0, 0.0]), np.array([0.0, -1.0, -2.0, 0.0, -2.0])
#: the weights' 1 value, 3 slopes and 9 curvatures: of how many derivatives in z, and times what
_IN_Z = [0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 1, 1, 2]
_TIMES = np.stack([_A**0, _A, _B, _A**0, _A * _A, _A * _B, _A, _A * _B, _B * _B, _B, _A, _B, _A**0])


@dataclass(frozen=True)
class PairSums:
    """Sums of squares and products over people who answered at both waves, at the first, at the last.

    Attributes
    ----------
    products : ndarray of float, shape (5, m m)
        Of the rows [1, last, columns, answer], m = p + 1: over pairs those of the first answers, of first with last
        (and last with first), of the last answers; over people who answered once those of the first, of the last.
    counts : tuple of int
        People of each kind: pairs, first only, last only.
    """

    products: Floats
    counts: tuple[int, int, int]

    @property
    def people(self) -> int:
        """How many there are."""
        return sum(self.counts)

    @property
    def answers(self) -> int:
        """How many they gave."""
        return self.people + self.counts[0]

    @classmethod
    def of(cls, table: Floats, columns: Floats) -> PairSums:
        """Add up.

        Parameters
        ----------
        table : ndarray of float, shape (people, 2)
            Answers; NaN where there is none.
        columns : ndarray of float, shape (people, c)
            Covariates.

        Returns
        -------
        PairSums
            Of these people.
        """
        known, one = ~np.isnan(table), np.ones(len(table))
        both = known.all(axis=1)
        first, last = (np.column_stack([one, wave * one, columns, table[:, wave]]) for wave in (0, 1))
        crossed = first[both].T @ last[both]
        alone = known[:, 0] & ~both, known[:, 1] & ~both
        pairs = [first[both].T @ first[both], crossed + crossed.T, last[both].T @ last[both]]
        once = [rows[who].T @ rows[who] for rows, who in zip((first, last), alone, strict=True)]
        counts = int(both.sum()), int(alone[0].sum()), int(alone[1].sum())
        return cls(np.stack([*pairs, *once]).reshape(5, -1), counts)


@dataclass(frozen=True)
class Place:
    """The likelihood at one covariance.

    Attributes
    ----------
    at : ndarray of float, shape (3,)
        Logarithms of both standard deviations, Fisher's z of the correlation.
    deviance : float
        -2 restricted log-likelihood, without its constant.
    slope, curvature : ndarray of float, shapes (3,) and (3, 3)
        Its derivatives.
    effects : ndarray of float, shape (p,)
        Best fixed effects there.
    covariance, moves : ndarray of float, shapes (p, p) and (3, p, p)
        Of the fixed effects, and its derivatives.
    drift : ndarray of float, shape (3, p)
        Derivatives of the best fixed effects.
    """

    at: Floats
    deviance: float
    slope: Floats
    curvature: Floats
    effects: Floats
    covariance: Floats
    moves: Floats
    drift: Floats


def deviance(sums: PairSums, at: Floats) -> float:
    """Give -2 restricted log-likelihood at one covariance, without its constant.

    Parameters
    ----------
    sums : PairSums
        Of the people.
    at : ndarray of float, shape (3,)
        Logarithms of both standard deviations, Fisher's z of the correlation.

    Returns
    -------
    float
        log |V| + log |X'V^-1 X| + the weighted squares that the best fixed effects leave (Harville 1977, *Journal of
        the American Statistical Association* 72, 320-338).

    Examples
    --------
    >>> sums = PairSums.of(np.array([[-1.0, 1.0], [1.0, -1.0]]), np.empty((2, 0)))
    >>> round(deviance(sums, np.zeros(3)), 6)  # 2 log 2, and squares of 4
    5.386294
    """
    size = math.isqrt(sums.products.shape[1])
    whole = (_weights(at)[0] @ sums.products).reshape(size, size)
    right = whole[:-1, -1]
    left = float(whole[-1, -1] - right @ np.linalg.solve(whole[:-1, :-1], right))
    return _log_volume(sums, at) + float(np.linalg.slogdet(whole[:-1, :-1])[1]) + left


def place(sums: PairSums, at: Floats) -> Place:
    """Give the deviance at one covariance with its slopes and curvature.

    Parameters
    ----------
    sums, at
        As in :func:`deviance`.

    Returns
    -------
    Place
        Every sum weighs with products of powers and hyperbolic functions of the parameters, so that derivatives are
        exact.
    """
    size = math.isqrt(sums.products.shape[1])
    stacked = (_weights(at) @ sums.products).reshape(13, size, size)
    inverse: Floats = np.linalg.inv(stacked[0, :-1, :-1]).astype(np.float64, copy=False)
    effects = inverse @ stacked[0, :-1, -1]
    left = np.append(-effects, 1.0)
    pulled = stacked @ left
    first, second = stacked[1:4, :-1, :-1], stacked[4:, :-1, :-1]
    shifted = inverse @ first
    traces = np.einsum("kpp->k", inverse @ second).reshape(3, 3)
    crossed = np.einsum("kpq,lqp->kl", shifted, shifted)
    log_slope, log_curvature = _log_volume_moves(sums, at)
    steep = pulled[1:4, :-1]
    return Place(
        at=at,
        deviance=_log_volume(sums, at) - float(np.linalg.slogdet(inverse)[1]) + float(pulled[0] @ left),
        slope=log_slope + np.einsum("kpp->k", shifted) + pulled[1:4] @ left,
        curvature=log_curvature + traces - crossed + (pulled[4:] @ left).reshape(3, 3) - 2 * steep @ inverse @ steep.T,
        effects=effects,
        covariance=inverse,
        moves=-shifted @ inverse,
        drift=steep @ inverse,
    )


def expected(sums: PairSums, here: Place) -> Floats:
    """Give the expected curvature of the deviance: the trace of P dV P dV (Harville 1977).

    Parameters
    ----------
    sums, here
        The people, and the likelihood at one covariance.

    Returns
    -------
    ndarray of float, shape (3, 3)
        Positive definite wherever anyone answered twice.
    """
    size = math.isqrt(sums.products.shape[1])
    covariance, moved = covariances(here.at)
    pairs, first_only, last_only = sums.counts
    inverse = np.linalg.inv(covariance)
    turned = inverse @ moved
    twice = np.einsum("kab,lbc->klac", turned, turned)
    weights = twice @ inverse
    alone = np.zeros((2, 3, 3))
    alone[0, 0, 0], alone[1, 1, 1] = 4 / covariance.diagonal()
    traces = pairs * np.einsum("klaa->kl", twice)
    traces += 4 * np.diag([first_only, last_only, 0])
    mixed = (weights[..., 0, 1] + weights[..., 1, 0]) / 2
    stacked = np.stack([weights[..., 0, 0], mixed, weights[..., 1, 1], alone[0], alone[1]], axis=-1)
    inner = (stacked.reshape(9, 5) @ sums.products).reshape(9, size, size)[:, :-1, :-1]
    middle = np.einsum("pq,kqp->k", here.covariance, inner).reshape(3, 3)
    # the derivative of X'V^-1 X is minus that of its inverse, turned by it
    steep = np.linalg.solve(here.covariance, here.moves)
    information = traces - 2 * middle + np.einsum("kpq,lqp->kl", steep, steep)
    return np.asarray((information + information.T) / 2, dtype=np.float64)


def covariances(at: Floats) -> tuple[Floats, Floats]:
    """Give the covariance of a person's two answers, and its derivatives.

    Parameters
    ----------
    at : ndarray of float, shape (3,)
        Logarithms of both standard deviations, Fisher's z of the correlation.

    Returns
    -------
    tuple of ndarray of float, shapes (2, 2) and (3, 2, 2)
        In the order of the parameters.
    """
    (first, last), r = np.exp(at[:2]), math.tanh(float(at[2]))
    shared, bend = r * first * last, (1 - r**2) * first * last
    moved = np.array([[[2 * first**2, shared], [shared, 0.0]], [[0.0, shared], [shared, 2 * last**2]],
                      [[0.0, bend], [bend, 0.0]]])  # fmt: skip
    return np.array([[first**2, shared], [shared, last**2]]), moved


def _weights(at: Floats) -> Floats:
    """Give the weight of each sum in the inverse covariance, its 3 slopes and its 9 curvatures: shape (13, 5)."""
    a, b, z = map(float, at)
    sinh, cosh = math.sinh(2 * z), math.cosh(2 * z)
    first, crossed, last = math.exp(-2 * a), math.exp(-a - b), math.exp(-2 * b)
    # 1 / (1 - r^2) is the square of the hyperbolic cosine of z
    square, product = (1 + cosh) / 2, sinh / 2
    flat = [square * first, -product * crossed, square * last, first, last]
    tilt = [sinh * first, -cosh * crossed, sinh * last, 0.0, 0.0]
    bend = [2 * cosh * first, -2 * sinh * crossed, 2 * cosh * last, 0.0, 0.0]
    return np.asarray(np.array([flat, tilt, bend])[_IN_Z] * _TIMES, dtype=np.float64)


def _log_volume(sums: PairSums, at: Floats) -> float:
    pairs, first, last = sums.counts
    a, b, z = map(float, at)
    return 2 * (pairs + first) * a + 2 * (pairs + last) * b - 2 * pairs * math.log(math.cosh(z))


def _log_volume_moves(sums: PairSums, at: Floats) -> tuple[Floats, Floats]:
    pairs, first, last = sums.counts
    r = math.tanh(float(at[2]))
    slope = np.array([2.0 * (pairs + first), 2.0 * (pairs + last), -2 * pairs * r])
    return slope, np.diag([0.0, 0.0, -2 * pairs * (1 - r**2)])
