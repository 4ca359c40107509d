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
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, z2 = successes / total, z * z
    centre = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = z * math.sqrt(share * (1 - share) / total + z2 / (4 * total * total)) / (1 + z2 / total)
    return 0.0 if successes == 0 else centre - half, 1.0 if successes == total else centre + half
