"""Two shares compared: the odds ratio of a two by two table, and a trend over shares."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from scipy import special

from evaluatie.flows.reading.heads import Floats


def odds_ratio(a: float, b: float, c: float, d: float, confidence: float) -> tuple[float, float, float] | None:
    """Give the odds ratio (a / b) / (c / d) with Woolf's limits; half a person more in every cell where one is empty.

    Woolf (1955, *Annals of Human Genetics* 19, 251-253); Haldane (1956) and Anscombe (1956) for empty cells.

    Parameters
    ----------
    a, b, c, d : float
        Counts: focal above and not above, reference above and not above.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    tuple of float, or None
        Odds ratio, lower, upper limit; None where a group, or above or below, is empty altogether.

    Examples
    --------
    >>> [round(value, 3) for value in odds_ratio(10, 20, 30, 20, 0.95)]
    [0.333, 0.129, 0.859]
    """
    if 0 in (a + b, c + d, a + c, b + d):
        return None
    if 0 in (a, b, c, d):
        a, b, c, d = (cell + 0.5 for cell in (a, b, c, d))
    log = math.log(a * d / (b * c))
    half = NormalDist().inv_cdf((1 + confidence) / 2) * math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    return math.exp(log), math.exp(log - half), math.exp(log + half)


def cochran_armitage(x: Floats, n: Floats, scores: Floats) -> tuple[float, float] | None:
    """Test for a trend of shares over ordered levels; as R's ``stats::prop.trend.test``.

    Cochran (1954, *Biometrics* 10, 417-451); Armitage (1955, *Biometrics* 11, 375-386).

    Parameters
    ----------
    x, n, scores : ndarray, shape (k,)
        Counts, totals, and the levels' scores.

    Returns
    -------
    tuple of float, or None
        Signed root z of the chi-square on 1 degree of freedom, two-sided p; None where all or none are focal, or fewer
        than two levels hold people.

    Examples
    --------
    >>> [round(value, 4) for value in cochran_armitage(np.array([5.0, 10]), np.array([50.0, 50]), np.array([1.0, 2]))]
    [1.4003, 0.1614]
    """
    total, pooled = n.sum(), x.sum() / n.sum()
    spread = (n * scores**2).sum() - (n * scores).sum() ** 2 / total
    if not 0 < pooled < 1 or (n > 0).sum() < 2 or spread <= 0:
        return None
    z = float((scores * (x - n * pooled)).sum() / math.sqrt(pooled * (1 - pooled) * spread))
    return z, float(special.chdtrc(1, z * z))


def trend_slope(x: Floats, n: Floats, scores: Floats) -> tuple[float, float]:
    """Give the change of the share per unit of score, by weighted least squares, with its standard error.

    Parameters
    ----------
    x, n, scores : ndarray, shape (k,)
        Counts, totals above 0, and scores, which vary.

    Returns
    -------
    tuple of float
        Slope, and its standard error with the binomial variances of the levels' own shares.

    Examples
    --------
    >>> trend_slope(np.array([5.0, 10]), np.array([50.0, 50]), np.array([1.0, 2]))[0]
    0.1
    """
    p = x / n
    from_mean = scores - (n * scores).sum() / n.sum()
    spread = (n * from_mean**2).sum()
    # from the common share, so that shares that are all alike give exactly 0
    slope = (n * from_mean * (p - x.sum() / n.sum())).sum() / spread
    return float(slope), float(np.sqrt((n * from_mean**2 * p * (1 - p)).sum()) / spread)
