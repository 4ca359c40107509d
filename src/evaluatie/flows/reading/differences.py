"""Limits of a difference from the limits of what is subtracted."""

from __future__ import annotations

import math


def difference_limits(
    one: float, limits: tuple[float, float], other: float, limits_of_other: tuple[float, float]
) -> tuple[float, float]:
    """Give limits of one estimate minus another, independent one, from the limits of both.

    The method of variance estimates recovery (Zou & Donner 2008, *Statistics in Medicine* 27, 1693-1702); from Wilson's
    limits of two shares it gives Newcombe's (1998, method 10, *Statistics in Medicine* 17, 873-890).

    Parameters
    ----------
    one, other : float
        The estimates.
    limits, limits_of_other : tuple of float
        Lower and upper limit of each.

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
    below = math.hypot(one - limits[0], limits_of_other[1] - other)
    return difference - below, difference + math.hypot(limits[1] - one, other - limits_of_other[0])
