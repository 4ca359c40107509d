"""Agreement within units: rwg, rwg(j), r*wg(j), a_wg and the average deviation, of every unit and item at once."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evaluatie.scales.answers import Floats

#: Variance of answers without agreement where they lean to one end, by number of answer options, of answers one point
#: apart: LeBreton & Senter (2008, *Organizational Research Methods* 11, 815-852), table 2
SKEWED = {
    "slight_skew": {5: 1.34, 6: 1.85, 7: 2.90, 8: 3.47, 9: 5.66, 10: 6.30, 11: 7.31},
    "moderate_skew": {5: 0.90, 6: 1.26, 7: 2.14, 8: 2.79, 9: 4.73, 10: 5.09, 11: 6.32},
}
#: The distributions of answers without agreement
SHAPES = ("uniform", *SKEWED)


def random_variance(options: int, shape: str = "uniform", step: float = 1.0) -> float:
    """Give the variance that answers would have without any agreement.

    Uniform: step^2 (A^2 - 1) / 12 for A answer options (James, Demaree & Wolf 1984, *Journal of Applied Psychology*
    69, 85-98). Skewed: as tabled by LeBreton & Senter (2008, *Organizational Research Methods* 11, 815-852) for 5 to
    11 options.

    Parameters
    ----------
    options : int
        Answer options, A.
    shape : {"uniform", "slight_skew", "moderate_skew"}
        How answers are spread where people do not agree.
    step : float, default 1
        Points between neighbouring options.

    Returns
    -------
    float
        Squared points; NaN for a skewed shape outside 5 to 11 options.

    Raises
    ------
    ValueError
        If the shape has no such name.

    Examples
    --------
    >>> random_variance(5), random_variance(7, "slight_skew"), random_variance(4, "slight_skew")
    (2.0, 2.9, nan)
    """
    if shape not in SHAPES:
        raise ValueError(f"shape must be one of {', '.join(SHAPES)}: got {shape!r}")
    if shape == "uniform":
        return step**2 * (options**2 - 1) / 12
    return step**2 * SKEWED[shape].get(options, math.nan)


@dataclass(frozen=True)
class WithinUnits:
    """How each column's answers lie within each unit; NaN where a unit has one person.

    Attributes
    ----------
    means, variances : ndarray of float, shape (u, k)
        Means, and variances with n - 1.
    ad_mean, ad_median : ndarray of float, shape (u, k)
        Average distance from the unit's mean and from its median, in points.
    """

    means: Floats
    variances: Floats
    ad_mean: Floats
    ad_median: Floats


def within_units(values: Floats, starts: npt.NDArray[np.intp], sizes: npt.NDArray[np.intp]) -> WithinUnits:
    """Describe the answers within each unit.

    The average deviation AD(M) and AD(Md) is that of Burke, Finkelstein & Dusig (1999, *Organizational Research
    Methods* 2, 49-68): the mean of the absolute distances, divided by n.

    Parameters
    ----------
    values : ndarray of float, shape (n, k)
        People by columns, sorted by unit.
    starts, sizes : ndarray of int, shape (u,)
        Where each unit starts, and how many people it has.

    Returns
    -------
    WithinUnits
        Of every unit and column at once.

    Examples
    --------
    >>> found = within_units(np.array([[1.0], [1.0], [4.0]]), np.array([0]), np.array([3]))
    >>> found.variances.item(), round(found.ad_mean.item(), 4), found.ad_median.item()
    (3.0, 1.3333, 1.0)
    """
    people, unit = sizes[:, None], np.repeat(np.arange(len(sizes)), sizes)
    means = np.add.reduceat(values, starts) / people
    distances = values - means[unit]
    alone = np.where(people > 1, 0.0, np.nan)
    squares = np.add.reduceat(distances**2, starts)
    # equal answers can differ from their mean by a rounding error
    squares[squares <= 1e-24 * np.add.reduceat(values**2, starts)] = 0.0
    ordered = values.copy()
    for start, size in zip(starts, sizes, strict=True):  # many small sorts are faster than one of all units
        ordered[start : start + size].sort(axis=0)
    medians = (ordered[starts + (sizes - 1) // 2] + ordered[starts + sizes // 2]) / 2
    return WithinUnits(
        means,
        squares / np.maximum(people - 1, 1) + alone,
        np.add.reduceat(np.abs(distances), starts) / people + alone,
        np.add.reduceat(np.abs(values - medians[unit]), starts) / people + alone,
    )


def rwg_j(variance: Floats, random: float, items: int) -> Floats:
    """Give rwg(j), or rwg where there is one item.

    rwg = 1 - s^2 / random variance; rwg(j) = J (1 - r) / (J (1 - r) + r), r being mean item variance / random
    variance (James, Demaree & Wolf 1984, *Journal of Applied Psychology* 69, 85-98). Where answers vary more than the
    random variance, r counts as 1 and the index is 0, as they advise and R's multilevel does.

    Parameters
    ----------
    variance : ndarray of float
        Of each unit, the mean over the items.
    random : float
        Variance without agreement.
    items : int
        Their number, J.

    Returns
    -------
    ndarray of float
        From 0 (no agreement) to 1, of the same shape; NaN where a variance is not known.

    Examples
    --------
    >>> rwg_j(np.array([0.5, 2.5]), 2.0, 1), rwg_j(np.array([0.5]), 2.0, 3)
    (array([0.75, 0.  ]), array([0.9]))
    """
    ratio = np.minimum(variance / random, 1.0)
    return np.asarray(items * (1 - ratio) / (items * (1 - ratio) + ratio), dtype=np.float64)


def r_star_wg_j(variance: Floats, random: float) -> Floats:
    """Give Lindell's r*wg(j): 1 - mean item variance / random variance.

    It does not grow with the number of items, and is negative where answers vary more than at random (Lindell,
    Brandt & Whitney 1999, *Applied Psychological Measurement* 23, 127-135).

    Parameters
    ----------
    variance : ndarray of float
        Of each unit, the mean over the items.
    random : float
        Variance without agreement.

    Returns
    -------
    ndarray of float
        At most 1, of the same shape.

    Examples
    --------
    >>> r_star_wg_j(np.array([0.5, 2.5]), 2.0)
    array([ 0.75, -0.25])
    """
    return 1 - variance / random


def a_wg(means: Floats, variances: Floats, sizes: npt.NDArray[np.intp], response_range: tuple[float, float]) -> Floats:
    """Give a_wg: one minus twice the variance over the largest variance that the mean leaves room for.

    a_wg = 1 - 2 s^2 / (((H + L) M - M^2 - H L) n / (n - 1)) for a mean M of n people between L and H (Brown &
    Hauenstein 2005, *Organizational Research Methods* 8, 165-184). It is defined for means from (L (n - 1) + H) / n
    to (H (n - 1) + L) / n; a unit in which all chose the same end agrees fully.

    Parameters
    ----------
    means, variances : ndarray of float, shape (u, k)
        Of each unit, the variances with n - 1.
    sizes : ndarray of int, shape (u,)
        People in each unit.
    response_range : pair of float
        L and H.

    Returns
    -------
    ndarray of float, shape (u, k)
        From -1 to 1; NaN where the mean is not admissible or a unit has one person.

    Examples
    --------
    >>> a_wg(np.array([[3.0], [1.05], [5.0]]), np.array([[1.0], [0.05], [0.0]]), np.array([5, 5, 5]), (1, 5))
    array([[0.6],
           [nan],
           [1. ]])
    """
    low, high = response_range
    people = sizes[:, None].astype(np.float64)
    slack = 1e-12 * (high - low)
    room = ((high + low) * means - means**2 - high * low) * people / np.maximum(people - 1, 1)
    admissible = (means >= (low * (people - 1) + high) / people - slack) & (
        means <= (high * (people - 1) + low) / people + slack
    )
    index = np.full(means.shape, np.nan)
    np.divide(2 * variances, room, out=index, where=admissible & (people > 1) & (room > 0))
    at_end = (people > 1) & (variances == 0) & ((np.abs(means - low) <= slack) | (np.abs(means - high) <= slack))
    return np.where(at_end, 1.0, 1 - index)
