"""The p of Mann-Whitney's U from the sizes of both groups, as far as it is known without the scores."""

from __future__ import annotations

import math
from collections.abc import Iterator

from evaluatie.reproduce.reported.judging.chances import Span, p_of
from evaluatie.reproduce.reported.reading.numbers import Amount

#: up to this product of both sizes the exact distribution is counted out
_MOST_EXACT = 400
_MOST_PEOPLE = 10**6


def u_spans(value: Amount, n1: int, n2: int) -> Iterator[Span]:
    """Give p by the normal distribution, with and without correction for continuity, and exactly for small groups.

    Parameters
    ----------
    value : Amount
        U of either group.
    n1, n2 : int
        Sizes of the groups.

    Yields
    ------
    tuple of float
        The least and the largest p; nothing where U cannot be so large.

    Notes
    -----
    Mann and Whitney (1947): without ties U has mean n1 n2 / 2 and variance n1 n2 (n1 + n2 + 1) / 12.
    """
    if not (0 < n1 <= _MOST_PEOPLE and 0 < n2 <= _MOST_PEOPLE and 0 <= value.value <= n1 * n2):
        return
    away = abs(value.value - n1 * n2 / 2)
    sd = math.sqrt(n1 * n2 * (n1 + n2 + 1) / 12)
    half = float(value.half_unit) if not value.whole else 0.0
    for correction in (0.0, 0.5):
        least, largest = max(0.0, away - half - correction), max(0.0, away + half - correction)
        yield p_of("z", largest / sd), p_of("z", least / sd)
    if n1 * n2 <= _MOST_EXACT:
        p = _exact(math.floor(n1 * n2 / 2 - away + 1e-9), n1, n2)
        yield p, p


def _exact(u: int, n1: int, n2: int) -> float:
    """Count the orders of both groups with a U of at most u, twice, over all orders."""
    # ways[j]: how many choices of places so far have sum j; the classical recurrence of the Gaussian binomial
    ways = [1] + [0] * (n1 * n2)
    for size in range(1, n1 + 1):
        for at in range(n1 * n2, n2 + size - 1, -1):
            ways[at] -= ways[at - n2 - size]
        for at in range(size, n1 * n2 + 1):
            ways[at] += ways[at - size]
    return min(1.0, 2 * sum(ways[: u + 1]) / math.comb(n1 + n2, n1))
