"""Limits of a difference from the limits of what is subtracted: one formula for every room that compares shares."""

from __future__ import annotations

import math


def difference_limits(
    one: float,
    limits: tuple[float, float],
    other: float,
    limits_of_other: tuple[float, float],
    correlation: float = 0.0,
) -> tuple[float, float]:
    """Give limits of one estimate minus another from the limits of both.

    The method of variance estimates recovery (Zou & Donner 2008, *Statistics in Medicine* 27, 1693-1702). From Wilson's
    limits of two independent shares it gives Newcombe's limits (1998, *Statistics in Medicine* 17, 873-890, method 10);
    from those of two shares of the same units, with phi as :func:`lessened` gives it, his limits for pairs (1998,
    *Statistics in Medicine* 17, 2635-2650, method 10).

    Parameters
    ----------
    one, other : float
        The estimates.
    limits, limits_of_other : tuple of float
        Lower and upper limit of each.
    correlation : float, default 0
        Between the two estimates; 0 where they are independent.

    Returns
    -------
    tuple of float
        Lower and upper limit of ``one - other``.

    Examples
    --------
    >>> [round(limit, 4) for limit in difference_limits(0.8, (0.6921, 0.8770), 0.6, (0.4905, 0.7003))]
    [0.0527, 0.3339]
    """
    difference = one - other
    below = _joined(one - limits[0], limits_of_other[1] - other, correlation)
    return difference - below, difference + _joined(limits[1] - one, other - limits_of_other[0], correlation)


def _joined(mine: float, theirs: float, correlation: float) -> float:
    if not correlation:
        return math.hypot(mine, theirs)
    # rounding can leave a square just below zero where estimates move as one
    return math.sqrt(max(mine * mine - 2 * correlation * mine * theirs + theirs * theirs, 0.0))


def lessened(product: float, spread: float, other_spread: float) -> float:
    """Give the correlation of two series of shares, a positive one lessened for the few units that it rests upon.

    Newcombe's continuity correction of phi: half a unit is taken from a positive sum of products, down to 0 at most.

    Parameters
    ----------
    product : float
        Sum over units of the products of both deviations from the mean; for a 2 x 2 table of n pairs that is
        (ad - bc) / n.
    spread, other_spread : float
        Sums of the squared deviations.

    Returns
    -------
    float
        Between -1 and 1; 0 where either does not vary.

    Examples
    --------
    >>> lessened(2.0, 4.0, 4.0), lessened(0.3, 4.0, 4.0), lessened(-2.0, 4.0, 4.0), lessened(0.0, 0.0, 4.0)
    (0.375, 0.0, -0.5, 0.0)
    """
    if spread <= 0 or other_spread <= 0:
        return 0.0
    return (max(product - 0.5, 0.0) if product > 0 else product) / math.sqrt(spread * other_spread)
