"""t, df and p of two groups from means, standard deviations and numbers of people, over the rounding box."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from evaluatie.reproduce.checks.effects.boxes import Range, over_box, size

_PARTS = ("mean1", "mean2", "sd1", "sd2")


@dataclass(frozen=True)
class Comparison:
    """What a test of two means gives within rounding.

    Attributes
    ----------
    t, df, p : tuple of float
        Ranges; t without sign, p two-sided.
    """

    t: Range
    df: Range
    p: Range


def both_tests(ranges: Mapping[str, Range], n1: int, n2: int) -> tuple[Comparison, Comparison]:
    """Give what Student's and Welch's test come to.

    Parameters
    ----------
    ranges : mapping of str to tuple of float
        ``mean1``, ``mean2``, ``sd1``, ``sd2`` within rounding.
    n1, n2 : int
        People in each group.

    Returns
    -------
    tuple of Comparison
        Student's, Welch's.
    """
    box = {name: ranges[name] for name in _PARTS}
    total = float(n1 + n2 - 2)
    pooled = size(over_box(lambda at: _ratio(at, _pooled(at, n1, n2)), box))
    separate = size(over_box(lambda at: _ratio(at, at["sd1"] ** 2 / n1 + at["sd2"] ** 2 / n2), box))
    loose = _welch_df(box["sd1"], box["sd2"], n1, n2)
    return (
        Comparison(pooled, (total, total), p_range(pooled, (total, total))),
        Comparison(separate, loose, p_range(separate, loose)),
    )


def p_range(t: Range, df: Range) -> Range:
    """Give the range of the two-sided p of t, which falls in t and in df.

    Parameters
    ----------
    t, df : tuple of float
        Ranges; t without sign.

    Returns
    -------
    tuple of float

    Examples
    --------
    >>> [round(end, 3) for end in p_range((2.0, 2.1), (40.0, 40.0))]
    [0.042, 0.052]
    """
    from scipy.special import stdtr

    return 2 * float(stdtr(df[1], -t[1])), 2 * float(stdtr(df[0], -t[0]))


def _pooled(at: Mapping[str, float], n1: int, n2: int) -> float:
    within = (n1 - 1) * at["sd1"] ** 2 + (n2 - 1) * at["sd2"] ** 2
    return within / (n1 + n2 - 2) * (1 / n1 + 1 / n2)


def _ratio(at: Mapping[str, float], variance: float) -> float:
    difference = at["mean1"] - at["mean2"]
    return math.copysign(math.inf, difference) if variance == 0 else difference / math.sqrt(variance)


def _welch_df(sd1: Range, sd2: Range, n1: int, n2: int) -> Range:
    """Give the range of Welch's df, which is largest where the share of the first group is that of its df."""
    low = _share(sd1[0], sd2[1], n1, n2)
    high = _share(sd1[1], sd2[0], n1, n2)
    best = (n1 - 1) / (n1 + n2 - 2)
    shares = [low, high, *([best] if low < best < high else [])]
    found = [1 / (share**2 / (n1 - 1) + (1 - share) ** 2 / (n2 - 1)) for share in shares]
    return min(found), max(found)


def _share(sd1: float, sd2: float, n1: int, n2: int) -> float:
    first, second = sd1**2 / n1, sd2**2 / n2
    return first / (first + second) if first + second else 0.5
