"""Where the restricted likelihood is highest: all over the variances, not only in the nearest valley."""

from __future__ import annotations

import itertools

import numpy as np
from scipy import optimize

from evaluatie.mixed.likelihood import Point, deviances, point, slope
from evaluatie.mixed.sums import Floats, Sums

#: shares of variance between clusters at which the search looks first; close together near 0, where most shares lie
SHARES = np.append(np.linspace(0, 0.99, 24) ** 2, 1 - 1e-9)
COARSE_SHARES = (0.001, 0.05, 0.2, 0.5, 0.8, 0.97)
CORRELATIONS = (-0.95, -0.5, 0.0, 0.5, 0.95)
#: how many of the best first looks are followed to the bottom
STARTS = 4
#: a variance below this share of the residuals' is tried at 0; and by how much the deviance may rise by that
TINY, NO_WORSE = 1e-6, 1e-8
#: patterns times ratios that are looked at in one go
ROOM = 50_000


def best_ratio(sums: Sums) -> Floats:
    """Find the ratio of the random effects' variances to the residual variance with the highest restricted likelihood.

    Parameters
    ----------
    sums : Sums
        Of the rows.

    Returns
    -------
    ndarray of float, shape (q, q)
        Positive semidefinite; exactly singular where the likelihood is highest at the boundary.

    Examples
    --------
    >>> from evaluatie.mixed.sums import gather
    >>> rows = np.array([1.0, 2.0, 4.0, 3.0]), np.ones((4, 1)), np.array([0, 0, 1, 1]), np.ones((4, 1))
    >>> best_ratio(gather(*rows)).round(8)
    array([[3.5]])
    """
    return _one(sums) if sums.inner.shape[-1] == 1 else _two(sums)


def _one(sums: Sums) -> Floats:
    found = deviances(sums, (SHARES / (1 - SHARES))[:, None, None])
    place = int(found.argmin())
    low, middle, high = (float(SHARES[min(max(at, 0), len(SHARES) - 1)]) for at in (place - 1, place, place + 1))

    def fall(share: float) -> float:
        return slope(sums, share / (1 - share))

    # the valley lies on the side of the middle to which it slopes down
    if fall(middle) > 0:
        high = middle
    else:
        low = middle
    if fall(low) >= 0 or fall(high) <= 0:
        share = low if low == 0 else middle
    else:
        share = float(optimize.brentq(fall, low, high, xtol=1e-15, rtol=1e-14))
    return np.array([[share / (1 - share)]])


def _two(sums: Sums) -> Floats:
    firsts = _first_looks()
    pieces = np.array_split(firsts, max(1, min(len(firsts), len(firsts) * len(sums.counts) // ROOM)))
    looks = np.concatenate([deviances(sums, piece @ np.swapaxes(piece, 1, 2)) for piece in pieces])
    ends = [_descend(sums, firsts[place]) for place in _apart(looks)]
    value, roots = min(ends, key=lambda end: end[0])
    for simpler in (np.zeros(3), np.array([roots[0], roots[1], 0.0])):
        if np.abs(simpler - roots).max() ** 2 < TINY:
            found = _descend(sums, _triangle(simpler))
            if found[0] <= value + NO_WORSE:
                return _product(np.where(simpler == 0, 0.0, found[1]))
    return _product(roots)


def _apart(looks: Floats) -> list[int]:
    """Give the best look of each correlation, best first."""
    by_correlation = looks.reshape(len(CORRELATIONS), -1)
    best = by_correlation.argmin(axis=1) + np.arange(len(CORRELATIONS)) * by_correlation.shape[1]
    return [int(place) for place in best[np.argsort(looks[best])][:STARTS]]


def _first_looks() -> Floats:
    roots = [(share / (1 - share)) ** 0.5 for share in COARSE_SHARES]
    looks = itertools.product(CORRELATIONS, roots, roots)
    return np.array([[[a, 0.0], [r * b, (1 - r * r) ** 0.5 * b]] for r, a, b in looks])


def _triangle(roots: Floats) -> Floats:
    return np.array([[roots[0], 0.0], [roots[1], roots[2]]])


def _product(roots: Floats) -> Floats:
    triangle = _triangle(roots)
    return triangle @ triangle.T


def chain(roots: Floats) -> Floats:
    """Give the derivatives of D = LL' in the elements of L.

    Parameters
    ----------
    roots : ndarray of float, shape (3,)
        L11, L21, L22.

    Returns
    -------
    ndarray of float, shape (3, 3)
        Rows D11, D12, D22; columns L11, L21, L22.

    Examples
    --------
    >>> chain(np.array([1.0, 0.5, 2.0]))
    array([[2. , 0. , 0. ],
           [0.5, 1. , 0. ],
           [0. , 1. , 4. ]])
    """
    first, across, second = roots
    return np.array([[2 * first, 0.0, 0.0], [across, first, 0.0], [0.0, 2 * across, 2 * second]])


def curvature_in_roots(slope: Floats, curvature: Floats, roots: Floats) -> Floats:
    """Give second derivatives in the elements of L from those in the elements of D = LL'.

    Parameters
    ----------
    slope : ndarray of float, shape (3,)
        First derivatives in D11, D12, D22.
    curvature : ndarray of float, shape (3, 3)
        Second derivatives in the same.
    roots : ndarray of float, shape (3,)
        L11, L21, L22.

    Returns
    -------
    ndarray of float, shape (3, 3)
        In L11, L21, L22.

    Examples
    --------
    >>> curvature_in_roots(np.array([1.0, 0.0, 1.0]), np.zeros((3, 3)), np.zeros(3)).diagonal()
    array([2., 2., 2.])
    """
    turn = chain(roots)
    bend = np.array([[2 * slope[0], slope[1], 0], [slope[1], 2 * slope[2], 0], [0, 0, 2 * slope[2]]])
    return np.asarray(turn.T @ curvature @ turn + bend, dtype=np.float64)


def _descend(sums: Sums, triangle: Floats) -> tuple[float, Floats]:
    """Follow the deviance down in the elements of L, where the boundary of D is an ordinary minimum."""
    last: list[tuple[bytes, Point]] = []

    def at(roots: Floats) -> Point:
        if not last or last[0][0] != roots.tobytes():
            last[:] = [(roots.tobytes(), point(sums, _product(roots)))]
        return last[0][1]

    found = optimize.minimize(
        lambda roots: at(roots).deviance,
        np.array([triangle[0, 0], triangle[1, 0], triangle[1, 1]]),
        jac=lambda roots: chain(roots).T @ at(roots).slope,
        hess=lambda roots: curvature_in_roots(at(roots).slope, at(roots).curvature, roots),
        method="trust-exact",
        options={"gtol": 1e-9, "maxiter": 200},
    )
    return float(found.fun), np.asarray(found.x, dtype=np.float64)
