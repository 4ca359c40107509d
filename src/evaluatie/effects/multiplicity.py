"""Several outcomes at once: p values and intervals that allow for their number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from evaluatie.effects.values import Floats, read_values
from evaluatie.holm import holm
from evaluatie.result import check_confidence


def adjust_p(p: Any, method: str = "holm") -> Floats:
    """Adjust p values for their number, as R's ``p.adjust``.

    ``holm`` (Holm 1979, *Scandinavian Journal of Statistics* 6, 65-70) and ``bonferroni`` hold the chance of even one
    false finding in the family at the level that adjusted values are read at, whatever the dependence; Holm's are
    never larger. ``bh`` (Benjamini & Hochberg 1995, *Journal of the Royal Statistical Society B* 57, 289-300) holds the
    expected share of false findings among the findings there, for independent or positively dependent tests, which is
    less strict.

    Parameters
    ----------
    p : sequence of numbers, shape (m,)
        p values of one family; None and NaN (not tested) stay missing and do not count in m.
    method : {"holm", "bh", "bonferroni"}, default "holm"
        Which adjustment.

    Returns
    -------
    ndarray of float, shape (m,)
        Adjusted p values in the same order, at most 1.

    Raises
    ------
    TypeError
        If a value is not a number.
    ValueError
        If a value lies outside 0 to 1, or the method is none.

    Examples
    --------
    >>> adjust_p([0.01, 0.04, None, 0.03])
    array([0.03, 0.06,  nan, 0.06])
    """
    if method not in _ADJUST:
        raise ValueError(f"method must be one of {', '.join(map(repr, _ADJUST))}: got {method!r}")
    values = read_values(p, "p")
    tested = ~np.isnan(values)
    outside = values[tested & ~((values >= 0) & (values <= 1))]
    if len(outside):
        raise ValueError(f"p values must lie between 0 and 1: got {outside[0]:g}")
    order = np.flatnonzero(tested)[np.argsort(values[tested], kind="stable")]
    values[order] = np.minimum(_ADJUST[method](values[order]), 1.0)
    return values


def familywise_confidence(k: int, confidence: float = 0.95) -> float:
    """Give the level at which each of k intervals must be made for all to hold together at ``confidence``.

    Bonferroni: 1 - (1 - confidence) / k, whatever the dependence. An interval at this level excludes zero exactly when
    its p value, adjusted by ``bonferroni``, is below 1 - confidence; Holm's adjusted p values have no such simple
    intervals, and can be below it where the interval still includes zero.

    Parameters
    ----------
    k : int
        Intervals in the family.
    confidence : float, default 0.95
        Level for the family.

    Returns
    -------
    float
        Level for each interval.

    Raises
    ------
    ValueError
        If k is no whole number of 1 or more, or the confidence is no level.

    Examples
    --------
    >>> round(familywise_confidence(4), 4)
    0.9875
    """
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or k < 1:
        raise ValueError(f"k must be the number of intervals, a whole number of 1 or more: got {k!r}")
    return 1 - (1 - check_confidence(confidence)) / int(k)


def _benjamini_hochberg(ordered: Floats) -> Floats:
    m = len(ordered)
    steps: Floats = np.minimum.accumulate((m / np.arange(1, m + 1) * ordered)[::-1])[::-1]
    return steps


def _bonferroni(ordered: Floats) -> Floats:
    return len(ordered) * ordered


_ADJUST: dict[str, Callable[[Floats], Floats]] = {
    "holm": holm,
    "bh": _benjamini_hochberg,
    "bonferroni": _bonferroni,
}
