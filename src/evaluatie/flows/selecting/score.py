"""Score limits of the ratio of two proportions."""

from __future__ import annotations

import math
from statistics import NormalDist

from scipy import optimize


def koopman_limits(x1: int, n1: int, x0: int, n0: int, confidence: float) -> tuple[float, float | None]:
    """Give the score limits of the ratio of two proportions.

    The ratios that Koopman's chi-squared does not reject (1984, *Biometrics* 40, 513-517), with the maximum likelihood
    estimates under each ratio in closed form (Miettinen & Nurminen 1985, *Statistics in Medicine* 4, 213-226). At ratio
    1 the statistic is Pearson's chi-squared.

    Parameters
    ----------
    x1, n1 : int
        How many of how many in the group.
    x0, n0 : int
        The same in the reference.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    tuple of float and float or None
        Lower limit, 0 where x1 is 0, and upper limit, None where x0 is 0.

    Examples
    --------
    >>> [round(limit, 4) for limit in koopman_limits(6, 20, 12, 20, 0.95)]
    [0.2275, 1.0185]
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    return _lower(x1, n1, x0, n0, z), 1 / _lower(x0, n0, x1, n1, z) if x0 else None


def score(x1: int, n1: int, x0: int, n0: int, ratio: float) -> float:
    """Give the signed square root of Koopman's chi-squared.

    Parameters
    ----------
    x1, n1, x0, n0 : int
        Counts.
    ratio : float
        The ratio of proportions to test, above 0.

    Returns
    -------
    float
        Positive where the observed ratio is larger.

    Examples
    --------
    >>> round(score(6, 20, 12, 20, 1.0) ** 2, 4)
    3.6364
    """
    difference = x1 / n1 - ratio * x0 / n0
    b = ratio * (n1 + x0) + x1 + n0
    # the smaller root of the quadratic, written without taking the difference of two near equals
    root = math.sqrt(max(0.0, b * b - 4 * ratio * (n1 + n0) * (x1 + x0)))
    p0 = 2 * (x1 + x0) / (b + root)
    p1 = min(1.0, ratio * p0)
    variance = p1 * (1 - p1) / n1 + ratio * p1 * max(0.0, 1 - p0) / n0
    if variance > 0:
        return difference / math.sqrt(variance)
    return math.copysign(math.inf, difference) if difference else 0.0


def _lower(x1: int, n1: int, x0: int, n0: int, z: float) -> float:
    if x1 == 0:
        return 0.0

    def excess(log_ratio: float) -> float:
        return min(score(x1, n1, x0, n0, math.exp(log_ratio)), 1e6) - z

    high = math.log(x1 / n1) - math.log(x0 / n0) if x0 else 0.0
    while excess(high) >= 0:
        high += 1.0
    low = high - 1.0
    while excess(low) <= 0:
        low -= 1.0
    return math.exp(optimize.brentq(excess, low, high, xtol=1e-14, rtol=1e-14))
