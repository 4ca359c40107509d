"""Intraclass correlations of a one-way analysis of variance, with the F method's interval and Wald's."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy import special

from evaluatie.scales.answers import Floats
from evaluatie.scales.teams.oneway import GRID, MeanSquares, rising_root, weighted_squares


def n0(sizes: npt.NDArray[np.intp]) -> float:
    """Give the unit size that makes ICC(1) right on average where units differ in size.

    n0 = (n - sum of squared sizes / n) / (u - 1) (Searle, Casella & McCulloch 1992, *Variance components*, chapter 3).

    Parameters
    ----------
    sizes : ndarray of int, shape (u,)
        People in each unit.

    Returns
    -------
    float
        At most the mean size.

    Examples
    --------
    >>> n0(np.array([2, 4]))
    2.6666666666666665
    """
    n = sizes.sum()
    return float((n - (sizes**2).sum() / n) / (len(sizes) - 1))


def icc1(between: Floats, within: Floats, size: float) -> Floats:
    """Give ICC(1) = (MSB - MSW) / (MSB + (size - 1) MSW).

    Parameters
    ----------
    between, within : ndarray of float, shape (k,)
        Mean squares.
    size : float
        People per unit.

    Returns
    -------
    ndarray of float, shape (k,)
        From -1 / (size - 1) to 1; NaN where nothing varies.

    Examples
    --------
    >>> icc1(np.array([9.0]), np.array([2.0]), 2)
    array([0.63636364])
    """
    return _ratio(between - within, between + (size - 1) * within)


def icc2(between: Floats, within: Floats) -> Floats:
    """Give ICC(2) = (MSB - MSW) / MSB, the reliability of unit means.

    Parameters
    ----------
    between, within : ndarray of float, shape (k,)
        Mean squares.

    Returns
    -------
    ndarray of float, shape (k,)
        At most 1, negative where unit means differ less than by chance; NaN where they do not differ.

    Examples
    --------
    >>> icc2(np.array([9.0]), np.array([2.0]))
    array([0.77777778])
    """
    return _ratio(between - within, between)


def spearman_brown(share: Floats, size: float) -> Floats:
    """Give the reliability of the mean of ``size`` people, given the reliability of one.

    Parameters
    ----------
    share : ndarray of float
        ICC(1).
    size : float
        People per unit.

    Returns
    -------
    ndarray of float
        ICC(2), of the same shape.

    Examples
    --------
    >>> spearman_brown(np.array([0.1]), 10)
    array([0.52631579])
    """
    return size * share / (1 + (size - 1) * share)


def f_interval(found: MeanSquares, size: float, confidence: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Give the F method's limits of ICC(1) and ICC(2) of the first column.

    Fl = F / quantile, Fu = F x quantile of the swapped degrees of freedom; ICC(1) = (Fl - 1) / (Fl + size - 1), ICC(2)
    = 1 - 1 / Fl, and so with Fu (Shrout & Fleiss 1979, *Psychological Bulletin* 86, 420-428).

    Parameters
    ----------
    found : MeanSquares
        Of the analysis of variance.
    size : float
        People per unit.
    confidence : float
        Level.

    Returns
    -------
    tuple of pair of float
        Limits of ICC(1), limits of ICC(2); all 1 where nothing varies within units.

    Examples
    --------
    >>> from evaluatie.scales.teams.oneway import mean_squares
    >>> found = mean_squares(np.array([[1.0], [3.0], [4.0], [6.0]]), np.array([0, 2]), np.array([2, 2]))
    >>> [round(limit, 4) for limit in f_interval(found, 2, 0.95)[0]]
    [-0.7907, 0.9994]
    """
    if found.within[0] == 0:
        return (1.0, 1.0), (1.0, 1.0)
    f = float(found.between[0] / found.within[0])
    lower, upper = (f / quantile for quantile in _quantiles(found, confidence))
    return (
        ((lower - 1) / (lower + size - 1), (upper - 1) / (upper + size - 1)),
        (1 - 1 / lower if f else math.nan, 1 - 1 / upper if f else math.nan),
    )


def wald_interval(found: MeanSquares, sizes: npt.NDArray[np.intp], confidence: float) -> tuple[float, float]:
    """Give Wald's limits of the share of variance between units, of the first column.

    The mean square of the unit means round their weighted mean, with weights n_i / (1 + n_i r) for the ratio r of the
    two variances, over MSW follows F at the true r whatever the sizes, and falls with r; the limits are where it meets
    F's quantiles (Wald 1940, *Annals of Mathematical Statistics* 11, 96-100).

    Parameters
    ----------
    found : MeanSquares
        Of the analysis of variance.
    sizes : ndarray of int, shape (u,)
        People in each unit.
    confidence : float
        Level.

    Returns
    -------
    tuple of float
        Lower and upper limit, 0 where units differ less than the quantile; both 1 where nothing varies within units.

    Examples
    --------
    >>> from evaluatie.scales.teams.oneway import mean_squares
    >>> found = mean_squares(np.array([[1.0], [3.0], [4.0], [6.0]]), np.array([0, 2]), np.array([2, 2]))
    >>> [round(limit, 4) for limit in wald_interval(found, np.array([2, 2]), 0.95)]
    [0.0, 0.9994]
    """
    if found.within[0] == 0:
        return 1.0, 1.0
    target = np.array(_quantiles(found, confidence)) * found.df_between * found.within[0]
    means = np.repeat(found.means[:, :1], 2, axis=1)

    def missing(share: Floats) -> Floats:
        squares = weighted_squares(share / (1 - share), sizes, means if share.ndim == 1 else means[:, None, :])[1]
        return np.asarray(target - squares, dtype=np.float64)

    before = (missing(np.repeat(GRID[:, None], 2, axis=1)) < 0).sum(axis=0)
    low, high = rising_root(missing, GRID[np.maximum(before - 1, 0)], GRID[np.minimum(before, len(GRID) - 1)])
    return float(low), float(high)


def f_test(found: MeanSquares) -> tuple[float, float]:
    """Give F and its p value of the first column.

    Parameters
    ----------
    found : MeanSquares
        Of the analysis of variance.

    Returns
    -------
    tuple of float
        F, infinite where nothing varies within units, and the chance of one at least as large.

    Examples
    --------
    >>> from evaluatie.scales.teams.oneway import mean_squares
    >>> found = mean_squares(np.array([[1.0], [3.0], [4.0], [6.0]]), np.array([0, 2]), np.array([2, 2]))
    >>> [round(number, 4) for number in f_test(found)]
    [4.5, 0.1679]
    """
    if found.within[0] == 0:
        return math.inf, 0.0
    f = float(found.between[0] / found.within[0])
    return f, float(special.fdtrc(found.df_between, found.df_within, f))


def _quantiles(found: MeanSquares, confidence: float) -> tuple[float, float]:
    tail = (1 - confidence) / 2
    upper, lower = (float(special.fdtri(found.df_between, found.df_within, p)) for p in (1 - tail, tail))
    return upper, lower


def _ratio(above: Floats, below: Floats) -> Floats:
    share = np.full(above.shape, math.nan)
    np.divide(above, below, out=share, where=below > 0)
    return share
