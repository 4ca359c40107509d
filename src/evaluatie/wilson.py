"""Wilson's interval of a proportion: one formula for every room that counts people."""

from __future__ import annotations

import math
from statistics import NormalDist


def wilson_interval(successes: float, total: float, confidence: float) -> tuple[float, float]:
    """Give Wilson's interval of a proportion.

    Wilson (1927), *Journal of the American Statistical Association* 22, 209-212; without continuity correction.

    Parameters
    ----------
    successes, total : float
        How many of how many, or of how many independent ones they are worth; `total` is above 0.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper limit, between 0 and 1.

    Examples
    --------
    >>> [round(limit, 4) for limit in wilson_interval(30, 40, 0.95)]
    [0.5981, 0.8581]
    """
    return wilson_limits(successes / total, total, NormalDist().inv_cdf((1 + confidence) / 2))


def wilson_limits(share: float, total: float, quantile: float) -> tuple[float, float]:
    """Give Wilson's limits of a share at a quantile, which need not be that of the normal distribution.

    Parameters
    ----------
    share : float
        Between 0 and 1.
    total : float
        Of how many, or of how many independent ones they are worth; above 0.
    quantile : float
        Of the standardised share; 1.96 gives 95% limits where many were counted.

    Returns
    -------
    tuple of float
        Lower and upper limit, between 0 and 1.

    Examples
    --------
    >>> [round(limit, 4) for limit in wilson_limits(0.75, 40, 2.0227)]
    [0.5929, 0.8607]
    """
    squared = quantile * quantile
    centre = (share + squared / (2 * total)) / (1 + squared / total)
    half = quantile * math.sqrt(share * (1 - share) / total + squared / (4 * total * total)) / (1 + squared / total)
    return 0.0 if share == 0 else centre - half, 1.0 if share == 1 else centre + half
