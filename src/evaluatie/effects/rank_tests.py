"""Distributions and order statistics behind the rank tests: exact, with ties, and for many people."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import special

from evaluatie.effects.values import Floats

#: differences are rounded to this before ranking, so that means such as 1.6667 tie where they should
DECIMALS = 9
#: numbers this large have no such decimals
LARGE = 1e9


def rounded(values: Floats) -> Floats:
    """Round to 9 decimals what is small enough to have them.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        Without missing values.

    Returns
    -------
    ndarray of float, shape (n,)
        A new array.

    Examples
    --------
    >>> import numpy as np
    >>> rounded(np.array([0.1 + 0.2, 1e300]))
    array([3.e-001, 1.e+300])
    """
    near = np.round(np.clip(values, -LARGE, LARGE), DECIMALS)
    found: Floats = np.where(np.abs(values) < LARGE, near, values)
    return found


def normal_test(distance: float, variance: float) -> tuple[float | None, float | None]:
    """Give two-sided p values of a rank statistic, with and without continuity correction.

    Parameters
    ----------
    distance : float
        The statistic minus its expectation.
    variance : float
        Its variance under no change.

    Returns
    -------
    tuple of float or None
        With the correction, and without; None where the variance is zero.

    Examples
    --------
    >>> [round(p, 4) for p in normal_test(19.6, 100.0)]
    [0.0561, 0.05]
    """
    if not variance > 0:
        return None, None
    spread = math.sqrt(variance)
    corrected = max(abs(distance) - 0.5, 0.0)
    return min(2 * float(special.ndtr(-corrected / spread)), 1.0), 2 * float(special.ndtr(-abs(distance) / spread))


def ranked(values: Floats) -> Floats:
    """Give ranks from 1; values that are the same share the mean of theirs.

    Examples
    --------
    >>> ranked(np.array([2.0, 5.0, 2.0])).tolist()
    [1.5, 3.0, 1.5]
    """
    return np.asarray(pd.Series(values).rank(), dtype=np.float64)


def exact_signed_rank(statistic: float, ranks: Floats) -> float:
    """Give the exact two-sided p of a signed-rank statistic, given the ranks with their ties.

    Every rank is as likely to go up as down; the shift algorithm of Streitberg & Roehmel (1986, *Statistical Software
    Newsletter* 12, 10-17) counts the ways. The p of R's ``exactRankTests::wilcox.exact``.

    Parameters
    ----------
    statistic : float
        Sum of the ranks of those who rose.
    ranks : ndarray of float, shape (n,)
        Ranks of the changes without sign, ties averaged.

    Returns
    -------
    float
        Probability of a sum at least as far from its expectation.

    Examples
    --------
    >>> import numpy as np
    >>> exact_signed_rank(6.0, np.array([1.0, 2.0, 3.0]))
    0.25
    """
    doubled = np.round(2 * ranks).astype(int)
    chance = np.zeros(int(doubled.sum()) + 1)
    chance[0] = 1.0
    for rank in doubled:
        moved = np.zeros_like(chance)
        moved[rank:] = chance[: len(chance) - rank]
        chance = (chance + moved) / 2
    distance = np.abs(np.arange(len(chance)) - doubled.sum() / 2)
    return min(float(chance[distance >= abs(2 * statistic - doubled.sum() / 2)].sum()), 1.0)


def pratt_test(changes: Floats) -> tuple[float, float]:
    """Give Pratt's signed-rank test: zeros are ranked with the others, and dropped after that.

    Pratt (1959), *Journal of the American Statistical Association* 54, 655-667; normal approximation without
    continuity correction, as R's ``coin::wilcoxsign_test``.

    Parameters
    ----------
    changes : ndarray of float, shape (n,)
        At least one of them not zero.

    Returns
    -------
    tuple of float
        Z, and its two-sided p.

    Examples
    --------
    >>> import numpy as np
    >>> [round(value, 4) for value in pratt_test(np.array([0.0, 1.0, 2.0, -1.0]))]
    [0.7493, 0.4537]
    """
    ranks = ranked(np.abs(changes)) * np.sign(changes)
    z = float(ranks.sum() / math.sqrt(float((ranks**2).sum())))
    return z, 2 * float(special.ndtr(-abs(z)))


def hodges_lehmann(changes: Floats) -> float:
    """Give the Hodges-Lehmann estimate: the median of the averages of all two changes, each with itself as well.

    Hodges & Lehmann (1963), *Annals of Mathematical Statistics* 34, 598-611.

    Parameters
    ----------
    changes : ndarray of float, shape (n,)
        Rounded to 9 decimals.

    Returns
    -------
    float
        The pseudo-median.

    Examples
    --------
    >>> import numpy as np
    >>> hodges_lehmann(np.array([0.0, 1.0, 5.0]))
    1.75
    """
    total = len(changes) * (len(changes) + 1) // 2
    if total % 2:
        return walsh_average(changes, (total + 1) // 2)
    return (walsh_average(changes, total // 2) + walsh_average(changes, total // 2 + 1)) / 2


def walsh_limits(changes: Floats, confidence: float, exact: bool) -> tuple[float, float]:
    """Give the interval of the pseudo-median by inverting the signed-rank test.

    Hollander & Wolfe (1999, section 3.3): the limits are the k-th smallest and k-th largest average of two changes. R's
    ``wilcox.test(conf.int = TRUE)`` where the test is exact; else k from the normal approximation, ties not counted.

    Parameters
    ----------
    changes : ndarray of float, shape (n,)
        Rounded to 9 decimals.
    confidence : float
        Level between 0 and 1.
    exact : bool
        Whether k comes from the exact distribution.

    Returns
    -------
    tuple of float
        Lower and upper limit.

    Examples
    --------
    >>> import numpy as np
    >>> walsh_limits(np.array([0.5, 1.0, 1.7, 2.1, 3.3, -0.2]), 0.95, True)
    (-0.2, 3.3)
    """
    n, tail = len(changes), (1 - confidence) / 2
    total = n * (n + 1) // 2
    if exact:
        k = _signed_rank_quantile(n, tail)
    else:
        spread = math.sqrt(total * (2 * n + 1) / 12)
        k = round(total / 2 + float(special.ndtri(tail)) * spread)
    k = max(k, 1)
    return walsh_average(changes, k), walsh_average(changes, total + 1 - k)


def walsh_average(changes: Floats, k: int) -> float:
    """Give the k-th smallest average of two changes (each with itself as well), without making all of them.

    Halves the range until it is narrower than the changes' nine decimals allow two averages to be apart.

    Parameters
    ----------
    changes : ndarray of float, shape (n,)
        Rounded to 9 decimals.
    k : int
        From 1 up to n(n + 1)/2.

    Returns
    -------
    float
        The average.

    Examples
    --------
    >>> import numpy as np
    >>> [walsh_average(np.array([0.0, 1.0, 5.0]), k) for k in range(1, 7)]
    [0.0, 0.5, 1.0, 2.5, 3.0, 5.0]
    """
    ordered = np.sort(changes)
    low, high = 2 * float(ordered[0]), 2 * float(ordered[-1])
    slack = 1e-10 + 4 * float(np.finfo(float).eps) * max(abs(low), abs(high))
    if _pairs_up_to(ordered, low + slack) >= k:
        return low / 2
    # fewer than k up to low, at least k up to high
    while high - low > slack:
        middle = (low + high) / 2
        low, high = (low, middle) if _pairs_up_to(ordered, middle + slack) >= k else (middle, high)
    return round(high, 9) / 2 + 0.0  # no negative zero


def sign_means(changes: Floats) -> Floats:
    """Give each change's mean sign of its sums with the others.

    Parameters
    ----------
    changes : ndarray of float, shape (n,)
        n at least 2.

    Returns
    -------
    ndarray of float, shape (n,)
        From -1 to 1.

    Examples
    --------
    >>> import numpy as np
    >>> sign_means(np.array([-1.0, 2.0, 3.0]))
    array([1., 1., 1.])
    """
    ordered = np.sort(changes)
    above = len(ordered) - np.searchsorted(ordered, -changes, side="right")
    below = np.searchsorted(ordered, -changes, side="left")
    means: Floats = (above - below - np.sign(changes)) / (len(changes) - 1)
    return means


def _pairs_up_to(ordered: Floats, limit: float) -> int:
    counts = np.searchsorted(ordered, limit - ordered, side="right")
    with_itself = int((2 * ordered <= limit).sum())
    return (int(counts.sum()) + with_itself) // 2


def _signed_rank_quantile(n: int, probability: float) -> int:
    chance = np.ones(1)
    for rank in range(1, n + 1):
        chance = (np.pad(chance, (0, rank)) + np.pad(chance, (rank, 0))) / 2
    # R's qsignrank: the first sum whose cumulated probability reaches it, with its allowance for rounding
    return int(np.searchsorted(np.cumsum(chance), probability * (1 - 1e-12)))
