"""Whether two printed correlations differ."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from evaluatie.amiss import refuse
from evaluatie.reproduce.moments.correlating import correlation_covariance, fisher_limits
from evaluatie.reproduce.moments.solving import two_sided
from evaluatie.reproduce.moments.table import Floats, read_table
from evaluatie.result import Estimate, Result, check_confidence

SAME_PEOPLE = (
    "Difference of correlations of the same people: Steiger's Z and Williams' t (Steiger 1980), interval of Zou (2007)"
)


@dataclass(frozen=True)
class CorrelationDifference(Result):
    """The difference between two correlations.

    Attributes
    ----------
    difference : float
        The first minus the second.
    ci_low, ci_high : float
        Zou's (2007) interval at level ``confidence``.
    z, p : float
        Test that they are equal, by Fisher's z; of two correlations of the same people with Steiger's (1980) pooling.
    williams_t, williams_df, williams_p : float, int, float, or None
        Williams' t, where the two correlations share a variable and are of the same people.
    confidence : float
        Level of the interval.
    n : int
        People, of both together where they are of different people.
    """

    difference: float
    ci_low: float
    ci_high: float
    z: float
    p: float
    williams_t: float | None
    williams_df: int | None
    williams_p: float | None
    confidence: float
    n: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the difference.

        Returns
        -------
        tuple of Estimate
            One, with term ``difference``.
        """
        low, high = self.ci_low, self.ci_high
        return (
            Estimate("difference", self.difference, statistic=self.z, p=self.p, ci_low=low, ci_high=high, n=self.n),
        )


def compare_independent_correlations(
    r1: float, n1: int, r2: float, n2: int, *, confidence: float = 0.95
) -> CorrelationDifference:
    """Compare correlations of different people.

    z = (atanh r1 - atanh r2)/sqrt(1/(n1 - 3) + 1/(n2 - 3)) (Fisher 1921); interval of Zou (2007, *Psychological
    Methods* 12, 399-413), from the two correlations' own intervals.

    Parameters
    ----------
    r1, r2 : float
        The correlations.
    n1, n2 : int
        People behind each, at least 4.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    CorrelationDifference

    Raises
    ------
    InputError
        Everything that is wrong with the input at once.

    Examples
    --------
    >>> found = compare_independent_correlations(0.49, 145, 0.36, 87)
    >>> round(found.ci_low, 3), round(found.ci_high, 3), round(found.z, 3)
    (-0.087, 0.359, 1.156)
    """
    problems = [f"{name}: {r} does not lie between -1 and 1" for name, r in (("r1", r1), ("r2", r2)) if not -1 < r < 1]
    for name, n in (("n1", n1), ("n2", n2)):
        if not (n >= 4 and float(n).is_integer()):
            problems.append(f"{name}: {n} people; a whole number of at least 4 is needed")
    refuse(problems)
    confidence = check_confidence(confidence)
    z = (math.atanh(r1) - math.atanh(r2)) / math.sqrt(1 / (n1 - 3) + 1 / (n2 - 3))
    limits = _zou(r1, fisher_limits(r1, n1, confidence), r2, fisher_limits(r2, n2, confidence), 0.0)
    told = "Difference of correlations of different people: Fisher's z test (Fisher 1921), interval of Zou (2007)"
    return CorrelationDifference(told, (), r1 - r2, *limits, z, _normal_p(z), None, None, None, confidence, n1 + n2)


def compare_correlations(
    correlation: pd.DataFrame, one: tuple[str, str], other: tuple[str, str], n: int, *, confidence: float = 0.95
) -> CorrelationDifference:
    """Compare two correlations of the same table, so of the same people.

    Steiger's Z on Fisher's z with the two correlations pooled where they stand in their covariance (Steiger 1980,
    *Psychological Bulletin* 87, 245-251, eq. 14 and 15); where they share a variable also Williams' t with n - 3
    degrees of freedom (eq. 7); interval of Zou (2007, *Psychological Methods* 12, 399-413).

    Parameters
    ----------
    correlation : DataFrame of float, shape (k, k)
        With names.
    one, other : tuple of two str
        Between which variables the two correlations are.
    n : int
        People.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    CorrelationDifference

    Raises
    ------
    InputError
        Everything that is wrong with the input at once.

    Examples
    --------
    >>> names = ["y", "a", "b"]
    >>> table = pd.DataFrame([[1, 0.4, 0.5], [0.4, 1, 0.1], [0.5, 0.1, 1]], names, names)
    >>> found = compare_correlations(table, ("y", "a"), ("y", "b"), 103)
    >>> round(found.z, 3), round(found.williams_t, 3), found.williams_df
    (-0.889, -0.891, 100)
    """
    confidence = check_confidence(confidence)
    shared = [name for name in one if name in other]
    wrong = ["one, other: these are the same correlation"] if set(one) == set(other) else []
    names = list(dict.fromkeys([*one, *other]))
    table = read_table(correlation, names, n, least=4, why="two correlations", wrong=wrong)
    r = table.correlation
    at = [(max(places), min(places)) for places in ((names.index(a), names.index(b)) for a, b in (one, other))]
    r1, r2 = (float(r[place]) for place in at)
    t, df, p = None, None, None
    if shared:
        third = float(r[names.index(_rest(one, shared[0])), names.index(_rest(other, shared[0]))])
        t, df = _williams(r1, r2, third, n), n - 3
        p = float(two_sided(np.array(t), df))
    z = (math.atanh(r1) - math.atanh(r2)) * math.sqrt((n - 3) / (2 - 2 * _together(_pooled(r, at), at)))
    limits = _zou(r1, fisher_limits(r1, n, confidence), r2, fisher_limits(r2, n, confidence), _together(r, at))
    return CorrelationDifference(SAME_PEOPLE, (), r1 - r2, *limits, z, _normal_p(z), t, df, p, confidence, n)


def _rest(pair: tuple[str, str], shared: str) -> str:
    return pair[1] if pair[0] == shared else pair[0]


def _pooled(r: Floats, at: list[tuple[int, int]]) -> Floats:
    """Set both correlations at their mean."""
    pooled = r.copy()
    mean = sum(r[place] for place in at) / 2
    for one, other in at:
        pooled[one, other] = pooled[other, one] = mean
    return pooled


def _together(r: Floats, at: list[tuple[int, int]]) -> float:
    """Give the correlation of two correlations."""
    places = [(i, j) for i in range(len(r)) for j in range(i)]
    one, other = (places.index(place) for place in at)
    covariance = correlation_covariance(r)
    return float(covariance[one, other] / ((1 - r[at[0]] ** 2) * (1 - r[at[1]] ** 2)))


def _williams(r1: float, r2: float, r3: float, n: int) -> float:
    determinant = 1 - r1**2 - r2**2 - r3**2 + 2 * r1 * r2 * r3
    below = 2 * (n - 1) / (n - 3) * determinant + ((r1 + r2) / 2) ** 2 * (1 - r3) ** 3
    return (r1 - r2) * math.sqrt((n - 1) * (1 + r3) / below)


def _zou(
    r1: float, limits1: tuple[float, float], r2: float, limits2: tuple[float, float], together: float
) -> tuple[float, float]:
    """Combine two intervals into that of the difference."""
    (l1, u1), (l2, u2) = limits1, limits2
    low = (r1 - l1) ** 2 + (u2 - r2) ** 2 - 2 * together * (r1 - l1) * (u2 - r2)
    high = (u1 - r1) ** 2 + (r2 - l2) ** 2 - 2 * together * (u1 - r1) * (r2 - l2)
    return r1 - r2 - math.sqrt(max(low, 0)), r1 - r2 + math.sqrt(max(high, 0))


def _normal_p(z: float) -> float:
    return 2 * float(special.ndtr(-abs(z)))
