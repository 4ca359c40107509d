"""The restricted likelihood of a mixed model, from sums, with its slopes and curvature."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluatie.mixed.sums import Floats, Sums

#: the ways in which a symmetric matrix of q random effects can move: its variances and covariances
DIRECTIONS: dict[int, Floats] = {
    1: np.ones((1, 1, 1)),
    2: np.array([[[1.0, 0.0], [0.0, 0.0]], [[0.0, 1.0], [1.0, 0.0]], [[0.0, 0.0], [0.0, 1.0]]]),
}


@dataclass(frozen=True)
class Point:
    """The restricted likelihood at one ratio D of the random effects' variances to that of the residuals.

    With V = I + Z D Z', P = V^-1 - V^-1 X (X'V^-1 X)^-1 X'V^-1 and V_i the derivative of V in the i-th element of D,
    all in the units of :class:`Sums`.

    Attributes
    ----------
    deviance : float
        log|V| + log|X'V^-1 X| + freedom log(y'Py).
    left : float
        y'Py.
    effects : ndarray of float, shape (p,)
        Generalised least squares.
    covariance : ndarray of float, shape (p, p)
        (X'V^-1 X)^-1.
    moves : ndarray of float, shape (k, p, p)
        Derivative of the covariance in each element.
    traces : ndarray of float, shape (k,)
        tr(P V_i).
    squares : ndarray of float, shape (k,)
        y'P V_i P y.
    trace_products : ndarray of float, shape (k, k)
        tr(P V_i P V_j).
    square_products : ndarray of float, shape (k, k)
        y'P V_i P V_j P y.
    freedom : int
        Rows minus fixed effects.
    """

    deviance: float
    left: float
    effects: Floats
    covariance: Floats
    moves: Floats
    traces: Floats
    squares: Floats
    trace_products: Floats
    square_products: Floats
    freedom: int

    @property
    def slope(self) -> Floats:
        """Derivative of the deviance in each element of D, the residual variance profiled out; shape (k,)."""
        return self.traces - self.freedom * self.squares / self.left

    @property
    def curvature(self) -> Floats:
        """Second derivatives of the same; shape (k, k)."""
        share = self.squares / self.left
        return self.freedom * (2 * self.square_products / self.left - np.outer(share, share)) - self.trace_products


def deviances(sums: Sums, ratios: Floats) -> Floats:
    """Give the profiled restricted deviance at many ratios.

    Parameters
    ----------
    sums : Sums
        Of the rows.
    ratios : ndarray of float, shape (g, q, q)
        Values of D, positive semidefinite.

    Returns
    -------
    ndarray of float, shape (g,)
        -2 log restricted likelihood, but for a constant.

    Examples
    --------
    >>> from evaluatie.mixed.sums import gather
    >>> rows = np.array([1.0, 2.0, 4.0, 3.0]), np.ones((4, 1)), np.array([0, 0, 1, 1]), np.ones((4, 1))
    >>> deviances(gather(*rows), np.array([[[0.0]], [[2.0]]])).round(3)
    array([ 0.   , -1.456])
    """
    bread = np.eye(ratios.shape[-1]) + sums.inner @ ratios[:, None]
    logs = np.log(_determinants(bread)) @ sums.counts
    crossed = sums.total - sums.weigh(ratios[:, None] @ np.linalg.inv(bread))
    p = crossed.shape[-1] - 1
    triangle = np.linalg.cholesky(crossed[:, :p, :p])
    across = np.linalg.solve(triangle, crossed[:, :p, p:])[..., 0]
    left = crossed[:, p, p] - (across**2).sum(axis=1)
    logs += 2 * np.log(np.diagonal(triangle, axis1=1, axis2=2)).sum(axis=1)
    return np.asarray(logs + sums.freedom * np.log(left), dtype=np.float64)


def point(sums: Sums, ratio: Floats) -> Point:
    """Give the restricted likelihood at one ratio, with slopes and curvature.

    The derivatives of Searle, Casella & McCulloch (1992, *Variance components*, section 6.6), every trace and square
    taken over patterns of clusters instead of rows.

    Parameters
    ----------
    sums : Sums
        Of the rows.
    ratio : ndarray of float, shape (q, q)
        D, positive semidefinite.

    Returns
    -------
    Point
        At this ratio.

    Examples
    --------
    >>> from evaluatie.mixed.sums import gather
    >>> rows = np.array([1.0, 2.0, 4.0, 3.0]), np.ones((4, 1)), np.array([0, 0, 1, 1]), np.ones((4, 1))
    >>> point(gather(*rows), np.array([[3.5]])).slope.round(12)
    array([0.])
    """
    near = _nearby(sums, ratio)
    ways, p, aim, covariance = DIRECTIONS[len(ratio)], len(near.covariance), near.aim, near.covariance
    double = sums.weigh(near.turned[:, None] @ near.inside @ (ways[:, None] @ near.inverse))
    pulls = near.sandwich[:, :p] @ aim
    trace_products = (
        np.einsum("k,ikab,jkba->ij", sums.counts, near.within, near.within)
        - 2 * np.einsum("pq,ijqp->ij", covariance, double[..., :p, :p])
        + np.einsum("ipq,jqp->ij", near.carried, near.carried)
    )
    square_products = np.einsum("m,ijmn,n->ij", aim, double, aim) - pulls @ covariance @ pulls.T
    deviance = float(sums.counts @ np.log(_determinants(near.bread))) - float(np.linalg.slogdet(covariance)[1])
    deviance += sums.freedom * float(np.log(near.left))
    return Point(
        deviance, near.left, -aim[:-1], covariance, near.carried @ covariance, near.traces, near.squares,
        trace_products, square_products, sums.freedom,
    )  # fmt: skip


def slope(sums: Sums, ratio: float) -> float:
    """Give the slope of the profiled deviance with a random intercept only, without the rest of :func:`point`.

    Every matrix of a pattern of clusters is then a number.

    Parameters
    ----------
    sums : Sums
        Of the rows; q = 1.
    ratio : float
        D, 0 or more.

    Returns
    -------
    float
        In D.

    Examples
    --------
    >>> from evaluatie.mixed.sums import gather
    >>> rows = np.array([1.0, 2.0, 4.0, 3.0]), np.ones((4, 1)), np.array([0, 0, 1, 1]), np.ones((4, 1))
    >>> round(slope(gather(*rows), 0.0), 6)
    -2.8
    """
    inner, m = sums.inner[:, 0, 0], len(sums.total)
    inverse = 1 / (1 + inner * ratio)
    crossed = sums.total - (ratio * inverse @ sums.products).reshape(m, m)
    sandwich = (inverse**2 @ sums.products).reshape(m, m)
    covariance = np.linalg.inv(crossed[:-1, :-1])
    aim = np.append(-covariance @ crossed[:-1, -1], 1.0)
    trace = float((inner * inverse) @ sums.counts - (covariance * sandwich[:-1, :-1]).sum())
    return trace - sums.freedom * float(aim @ sandwich @ aim) / float(aim @ crossed @ aim)


@dataclass(frozen=True)
class _Nearby:
    """What slope and curvature share; the names are those of :class:`Point` where it has them."""

    bread: Floats
    inverse: Floats  # Z'V^-1 = (I + Z'Z D)^-1 Z'
    inside: Floats  # Z'V^-1 Z
    turned: Floats
    within: Floats
    sandwich: Floats
    carried: Floats
    covariance: Floats
    aim: Floats  # W aim = y - X b
    left: float
    traces: Floats
    squares: Floats


def _nearby(sums: Sums, ratio: Floats) -> _Nearby:
    ways = DIRECTIONS[len(ratio)]
    bread = np.eye(len(ratio)) + sums.inner @ ratio
    inverse = np.asarray(np.linalg.inv(bread), dtype=np.float64)
    crossed = sums.total - sums.weigh(ratio @ inverse)
    p = len(crossed) - 1
    covariance = np.asarray(np.linalg.inv(crossed[:p, :p]), dtype=np.float64)
    aim = np.append(-covariance @ crossed[:p, p], 1.0)
    inside = inverse @ sums.inner
    turned = np.swapaxes(inverse, -1, -2)[None] @ ways[:, None]
    sandwich = sums.weigh(turned @ inverse)
    carried = covariance @ sandwich[:, :p, :p]
    within = ways[:, None] @ inside
    traces = np.trace(within, axis1=-2, axis2=-1) @ sums.counts - np.trace(carried, axis1=-2, axis2=-1)
    return _Nearby(
        bread, inverse, inside, turned, within, sandwich, carried, covariance, aim, float(aim @ crossed @ aim),
        traces, sandwich @ aim @ aim,
    )  # fmt: skip


def _determinants(matrices: Floats) -> Floats:
    if matrices.shape[-1] == 1:
        return matrices[..., 0, 0]
    return np.asarray(
        matrices[..., 0, 0] * matrices[..., 1, 1] - matrices[..., 0, 1] * matrices[..., 1, 0], dtype=np.float64
    )
