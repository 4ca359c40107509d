"""How two themes go together: in how many documents, and whether that is more than chance would give."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import stats
from scipy.stats.contingency import odds_ratio

from evaluatie.wilson import wilson_interval


@dataclass(frozen=True)
class Pair:
    """Two themes in n documents.

    Attributes
    ----------
    both, first, second : int
        Documents with both, and with each.
    expected : float
        Documents with both if the themes had nothing to do with each other.
    jaccard, jaccard_low, jaccard_high : float
        Both over either, with Wilson limits.
    odds_ratio, odds_low, odds_high : float
        Conditional estimate with exact limits; infinite where there is none, NaN where either is in all documents.
    p : float
        Central exact p value, which agrees with the limits; 1 where either is in all documents.
    least_p : float
        The smallest p value that so many documents with either could have given.
    """

    both: int
    first: int
    second: int
    expected: float
    jaccard: float
    jaccard_low: float
    jaccard_high: float
    odds_ratio: float
    odds_low: float
    odds_high: float
    p: float
    least_p: float


def pair_of(both: int, first: int, second: int, n: int, confidence: float) -> Pair:
    """Describe how two themes go together.

    Given how many documents have each, those with both are hypergeometric if they have nothing to do with each other;
    the p value is twice the smaller tail, as the exact limits of the odds ratio have it (Fisher's as R prints it is
    smaller, and may contradict them).

    Parameters
    ----------
    both, first, second, n : int
        Documents with both, with each, and all; each is in one at least.
    confidence : float
        Level of the limits.

    Returns
    -------
    Pair
        With limits.

    Examples
    --------
    >>> found = pair_of(3, 4, 4, 8, 0.95)
    >>> found.expected, found.jaccard, round(found.odds_ratio, 3), round(found.p, 4)
    (2.0, 0.6, 6.408, 0.4857)
    """
    either = first + second - both
    low, high = wilson_interval(both, either, confidence)
    table = [[both, first - both], [second - both, n - either]]
    odds = odds_ratio(table, kind="conditional")
    limits = odds.confidence_interval(confidence)
    ends = max(0, first + second - n), min(first, second)
    varies = ends[0] < ends[1]
    return Pair(
        both,
        first,
        second,
        first * second / n,
        both / either,
        low,
        high,
        *((float(odds.statistic), float(limits.low), float(limits.high)) if varies else (math.nan,) * 3),
        p=_central(both, first, second, n),
        least_p=min(_central(end, first, second, n) for end in ends),
    )


def _central(both: int, first: int, second: int, n: int) -> float:
    tails = stats.hypergeom.cdf(both, n, first, second), stats.hypergeom.sf(both - 1, n, first, second)
    return min(1.0, 2 * float(min(tails)))
