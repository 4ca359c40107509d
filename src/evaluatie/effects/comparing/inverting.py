"""Intervals of tests: the values that a test does not reject."""

from __future__ import annotations

from collections.abc import Callable

#: steps outward, each one and a half times the one before: up to some 3,000 standard errors away
STEPS = 18


def invert(
    p_value: Callable[[float], float], estimate: float, se: float, alpha: float
) -> tuple[float | None, float | None]:
    """Find the values on both sides of an estimate at which a test begins to reject.

    Outward in growing steps until the test rejects, then by halving: the limit nearest to the estimate, to a
    millionth of its standard error.

    Parameters
    ----------
    p_value : callable
        The p value of the null that the parameter is what is given.
    estimate, se : float
        Where to begin, and the size of the first steps.
    alpha : float
        The test rejects where p is alpha or less.

    Returns
    -------
    tuple of float or None
        Lower and upper limit; None where nothing is rejected, however far.

    Examples
    --------
    >>> import math
    >>> low, high = invert(lambda null: math.exp(-abs(1 - null)), 1.0, 0.5, math.exp(-2))
    >>> round(low, 4), round(high, 4)
    (-1.0, 3.0)
    """
    return _limit(p_value, estimate, -se, alpha), _limit(p_value, estimate, se, alpha)


def _limit(p_value: Callable[[float], float], estimate: float, step: float, alpha: float) -> float | None:
    kept, away = estimate, estimate + step
    for _ in range(STEPS):
        if p_value(away) <= alpha:
            break
        kept, step = away, 1.5 * step
        away = kept + step
    else:
        return None
    smallest = abs(step) * 1e-7
    while abs(away - kept) > smallest:
        middle = (kept + away) / 2
        kept, away = (kept, middle) if p_value(middle) <= alpha else (middle, away)
    return (kept + away) / 2
