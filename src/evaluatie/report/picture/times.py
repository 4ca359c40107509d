"""Where measurements and events stand between the first measurement and the last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import accumulate, pairwise
from typing import NamedTuple

_LEAST = 0.8  # of an even distance: what two measurements stand apart, so that there is room for their texts


class Times(NamedTuple):
    """Measurements in time.

    Attributes
    ----------
    at : tuple of float
        Each measurement's place between 0 and 1.
    dates : tuple of date
        Their dates; empty where not all are known, or they are not in order.
    true : bool
        Whether distances are as the time between the measurements.
    """

    at: tuple[float, ...]
    dates: tuple[date, ...]
    true: bool

    def place(self, day: date) -> float | None:
        """Give an event's place between the measurements around it; None before the first and after the last."""
        for (before, after), (left, right) in zip(pairwise(self.dates), pairwise(self.at), strict=False):
            if before <= day <= after:
                return left + (day - before) / (after - before) * (right - left)
        return None


def times(dates: Sequence[date | None]) -> Times:
    """Place measurements by their dates, or at even distances where these are not all known.

    Parameters
    ----------
    dates : sequence of date or None
        In the order of the measurements.

    Returns
    -------
    Times

    Examples
    --------
    >>> times([date(2020, 1, 1), date(2020, 5, 1), date(2021, 1, 1)]).at
    (0.0, 0.4, 1.0)
    """
    known = tuple(day for day in dates if day is not None)
    if len(dates) < 2:
        return Times((0.5,) * len(dates), known, True)
    even = [1 / (len(dates) - 1)] * (len(dates) - 1)
    if len(known) < len(dates) or any(before >= after for before, after in pairwise(known)):
        return Times(_places(even), (), len(dates) == 2)
    shares = [(after - before) / (known[-1] - known[0]) for before, after in pairwise(known)]
    apart = _apart(shares, _LEAST * even[0])
    return Times(_places(apart), known, apart == shares)


def _apart(shares: list[float], least: float) -> list[float]:
    """Widen distances that are too small, at the cost of the others."""
    small: set[int] = set()
    while True:
        rest = sum(share for position, share in enumerate(shares) if position not in small)
        left = 1 - least * len(small)
        wide = [least if position in small else share * left / rest for position, share in enumerate(shares)]
        more = {position for position, share in enumerate(wide) if share < least - 1e-12}
        if not more:
            return wide if small else shares
        small |= more


def _places(distances: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(place, 10) for place in accumulate(distances, initial=0.0))
