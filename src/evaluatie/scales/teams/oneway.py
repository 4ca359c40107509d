"""One-way analysis of variance of many columns at once, and the variances between and within units by REML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evaluatie.scales.answers import Floats

#: A root of a share of variance counts as found when it is known to lie this near; some ten steps are enough
CLOSE, STEPS = 1e-14, 200
#: Shares of variance from which the search starts; close together near 0, where most shares lie
GRID = np.append(np.linspace(0, 0.99, 24) ** 2, 1 - 1e-12)


@dataclass(frozen=True)
class MeanSquares:
    """One-way analysis of variance of each column.

    Attributes
    ----------
    means : ndarray of float, shape (u, k)
        Of each unit.
    between, within : ndarray of float, shape (k,)
        Mean squares between and within units; a rounding error counts as 0.
    df_between, df_within : int
        Their degrees of freedom, u - 1 and n - u.
    total : ndarray of float, shape (k,)
        Sum of squares round the grand mean.
    """

    means: Floats
    between: Floats
    within: Floats
    df_between: int
    df_within: int
    total: Floats


def mean_squares(values: Floats, starts: npt.NDArray[np.intp], sizes: npt.NDArray[np.intp]) -> MeanSquares:
    """Split the spread of each column into between and within units.

    Parameters
    ----------
    values : ndarray of float, shape (n, k)
        People by columns, sorted by unit.
    starts, sizes : ndarray of int, shape (u,)
        Where each unit starts, and how many people it has.

    Returns
    -------
    MeanSquares
        Of every column at once.

    Examples
    --------
    >>> found = mean_squares(np.array([[1.0], [3.0], [4.0], [6.0]]), np.array([0, 2]), np.array([2, 2]))
    >>> found.between, found.within
    (array([9.]), array([2.]))
    """
    n, units = len(values), len(sizes)
    means = np.add.reduceat(values, starts) / sizes[:, None]
    within = ((values - np.repeat(means, sizes, axis=0)) ** 2).sum(axis=0)
    between = (sizes[:, None] * (means - values.mean(axis=0)) ** 2).sum(axis=0)
    rounding = 1e-24 * (values**2).sum(axis=0)
    within[within <= rounding], between[between <= rounding] = 0.0, 0.0
    return MeanSquares(means, between / (units - 1), within / (n - units), units - 1, n - units, between + within)


def variance_components(sizes: npt.NDArray[np.intp], means: Floats, ss_within: Floats) -> tuple[Floats, Floats]:
    """Estimate the variances between and within units by restricted maximum likelihood (REML).

    With one random intercept the restricted likelihood depends on the answers through each unit's mean and the sum of
    squares within units alone (Searle, Casella & McCulloch 1992, *Variance components*, chapter 6), so that its slope
    in the ratio of the two variances can be written down, of which the zero is found. At the boundary the variance
    between units is 0.

    Parameters
    ----------
    sizes : ndarray of int, shape (u,)
        People in each unit.
    means : ndarray of float, shape (u, k)
        Of each unit, for k columns.
    ss_within : ndarray of float, shape (k,)
        Sums of squares within units.

    Returns
    -------
    between, within : ndarray of float, shape (k,)
        The two variances of each column.

    Examples
    --------
    >>> between, within = variance_components(np.array([2, 2, 2]), np.array([[1.0], [3.0], [5.0]]), np.array([3.0]))
    >>> between.round(6), within.round(6)
    (array([3.5]), array([1.]))
    """
    spread = ss_within > 0

    squares_within = np.where(spread, ss_within, 1.0)

    def slope(share: Floats) -> Floats:
        return _slope(share / (1 - share), sizes, means, squares_within)

    # very unequal sizes can make a second valley: the search stays in the deepest one
    deviance = _deviance(GRID[:, None] / (1 - GRID[:, None]), sizes, means[:, None, :], squares_within)
    deepest = deviance.argmin(axis=0)
    share = rising_root(slope, GRID[np.maximum(deepest - 1, 0)], GRID[np.minimum(deepest + 1, len(GRID) - 1)])
    ratio = np.where(spread, share / (1 - share), 0.0)
    _, squares, _ = weighted_squares(ratio, sizes, means)
    within = np.where(spread, (ss_within + squares) / (sizes.sum() - 1), 0.0)
    # without differences within units, the limit of REML is the plain variance of the means
    return np.where(spread, ratio * within, means.var(axis=0, ddof=1)), within


def rising_root(function: Callable[[Floats], Floats], low: Floats, high: Floats) -> Floats:
    """Find where k functions of a share of variance rise through 0.

    By a curve through the last three guesses where that may be trusted, else by halving (Chandrupatla 1997, *Advances
    in Engineering Software* 28, 145-149).

    Parameters
    ----------
    function : callable
        From shares, shape (k,), to values, shape (k,).
    low, high : ndarray of float, shape (k,)
        Where to look.

    Returns
    -------
    ndarray of float, shape (k,)
        The roots; ``low`` where the function is not below 0 there, else ``high`` where it is not above 0 there.

    Examples
    --------
    >>> rising_root(lambda share: share**2 - np.array([0.25, 0.09, -1]), np.zeros(3), np.ones(3))
    array([0.5, 0.3, 0. ])
    """
    at_low, at_high = function(low), function(high)
    inside = (at_low < 0) & (at_high > 0)
    # new: the last guess; far: the end across the root from it; old: the guess before
    new, far, f_new, f_far = high, low, np.where(inside, at_high, 0.0), np.where(inside, at_low, -1.0)
    part = np.full(len(low), 0.5)
    for _ in range(STEPS):
        guess = new + part * (far - new)
        value = np.where(inside, function(guess), 0.0)
        same = (value < 0) == (f_new < 0)
        old, f_old = np.where(same, new, far), np.where(same, f_new, f_far)
        far, f_far = np.where(same, far, new), np.where(same, f_far, f_new)
        new, f_new = guess, value
        width = np.abs(far - new)
        if ((value == 0) | (width <= CLOSE)).all():
            break
        with np.errstate(divide="ignore", invalid="ignore"):
            place, height = (new - far) / (old - far), (f_new - f_far) / (f_old - f_far)
            curve = f_new / (f_far - f_new) * f_old / (f_far - f_old) + (old - new) / (far - new) * f_new / (
                f_old - f_new
            ) * f_far / (f_old - f_far)
            trusted = (height**2 < place) & ((1 - height) ** 2 < 1 - place)
            least = CLOSE / 2 / np.maximum(width, CLOSE)
        part = np.where(trusted, np.clip(curve, least, 1 - least), 0.5)
    return np.where(inside, new, np.where(at_low < 0, high, low))


def weighted_squares(ratio: Floats, sizes: npt.NDArray[np.intp], means: Floats) -> tuple[Floats, Floats, Floats]:
    """Weigh unit means by their precision, given the ratio of the variances between and within units.

    Parameters
    ----------
    ratio : ndarray of float, shape (k,) or (g, k)
        Variance between units over variance within.
    sizes : ndarray of int, shape (u,)
        People in each unit.
    means : ndarray of float, shape (u, k) or (u, 1, k)
        Of each unit.

    Returns
    -------
    weights : ndarray of float, shape (u, k) or (u, g, k)
        n_i / (1 + n_i ratio).
    squares : ndarray of float, shape (k,) or (g, k)
        Weighted sum of squares of the means round their weighted mean.
    centre : ndarray of float, shape (k,) or (g, k)
        That mean.

    Examples
    --------
    >>> weighted_squares(np.array([0.5]), np.array([2, 2]), np.array([[1.0], [3.0]]))[1:]
    (array([2.]), array([2.]))
    """
    people = sizes.reshape(-1, *[1] * ratio.ndim)
    weights = people / (1 + people * ratio)
    centre = (weights * means).sum(axis=0) / weights.sum(axis=0)
    return weights, (weights * (means - centre) ** 2).sum(axis=0), centre


def _deviance(ratio: Floats, sizes: npt.NDArray[np.intp], means: Floats, ss_within: Floats) -> Floats:
    """Give -2 log restricted likelihood but for a constant, the variance within units profiled out."""
    weights, squares, _ = weighted_squares(ratio, sizes, means)
    people = sizes.reshape(-1, *[1] * ratio.ndim)
    logs = np.log1p(people * ratio).sum(axis=0) + np.log(weights.sum(axis=0))
    return np.asarray(logs + (sizes.sum() - 1) * np.log(ss_within + squares), dtype=np.float64)


def _slope(ratio: Floats, sizes: npt.NDArray[np.intp], means: Floats, ss_within: Floats) -> Floats:
    """Slope of -2 log restricted likelihood in the ratio, the variance within units profiled out."""
    weights, squares, centre = weighted_squares(ratio, sizes, means)
    change = (weights**2 * (means - centre) ** 2).sum(axis=0)
    freedom = sizes.sum() - 1
    slope = (
        weights.sum(axis=0) - (weights**2).sum(axis=0) / weights.sum(axis=0) - freedom * change / (ss_within + squares)
    )
    return np.asarray(slope, dtype=np.float64)
