"""Round numbers along an axis, and round dates."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from itertools import chain, count

_MULTIPLES = (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20)
# up to so many times the lowest ratio, an axis has room for finer ones, and for every doubling
_FINE, _DOUBLED = 9.0, 150.0
_MONTHS = (1, 3, 6)  # and whole years: 1, 2, 5, 10, 20, ...
_SLACK = 1e-9  # a tick on the axis' very end is on the axis


def round_ticks(low: float, high: float, intervals: int, *, whole: bool = False) -> list[float]:
    """Give multiples of 1, 2, 2.5 or 5 times a power of ten between two limits.

    The rule is that of matplotlib's ``MaxNLocator``: the smallest step that makes no more intervals than asked, or the
    next smaller one with which there are two ticks.

    Parameters
    ----------
    low, high : float
        Limits of the axis, the higher one last.
    intervals : int
        How many there may be between the limits.
    whole : bool
        Whether ticks must be whole numbers; the limits are then at least 2 apart.

    Returns
    -------
    list of float
        From low to high.

    Examples
    --------
    >>> round_ticks(1, 7, 4, whole=True)
    [2, 4, 6]
    """
    size = (high - low) / intervals
    power = 10.0 ** math.floor(math.log10(size))
    steps = [multiple * power for multiple in _MULTIPLES]
    if whole:
        steps = [max(1, round(step)) for step in steps if step < 1 or abs(step - round(step)) < 1e-3]
    enough = next((position for position, step in enumerate(steps) if step >= size), len(steps) - 1)
    candidates = (_between(low, high, step) for step in reversed(steps[: enough + 1]))
    return next((ticks for ticks in candidates if len(ticks) > 1), [])


def ratio_ticks(low: float, high: float) -> list[float]:
    """Give round ratios between two limits, for an axis on which twice as much and half as much lie equally far from 1.

    Parameters
    ----------
    low, high : float
        Limits of the axis, on both sides of 1.

    Returns
    -------
    list of float
        From low to high.

    Examples
    --------
    >>> ratio_ticks(0.4, 2.5), ratio_ticks(0.1, 10)
    ([0.5, 0.75, 1.0, 1.5, 2.0], [0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0])
    """
    ratios: Iterable[float]
    if high / low <= _FINE:
        ratios = (0.5, 0.75, 1.0, 1.5, 2.0)
    elif high / low <= _DOUBLED:
        ratios = (2.0**power for power in range(-4, 5))
    else:
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        ratios = (10.0**power for power in powers)
    return [ratio for ratio in ratios if low <= ratio * (1 + _SLACK) and ratio * (1 - _SLACK) <= high]


def date_ticks(first: date, last: date, intervals: int) -> list[date]:
    """Give first days of months, quarters, half years or years between two days.

    Parameters
    ----------
    first, last : date
        Limits of the axis: first days of months, the later one last.
    intervals : int
        How many there may be between the limits.

    Returns
    -------
    list of date
        From early to late.

    Examples
    --------
    >>> [str(day) for day in date_ticks(date(2019, 10, 1), date(2020, 5, 1), 3)]
    ['2019-10-01', '2020-01-01', '2020-04-01']
    """
    start, end = (12 * day.year + day.month - 1 for day in (first, last))
    years = (12 * multiple * 10**power for power in count() for multiple in (1, 2, 5))
    step = next(step for step in chain(_MONTHS, years) if (end - start) / step <= intervals)
    months = range(start + -start % step, end + 1, step)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def _between(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil((low - _SLACK) / step), math.floor((high + _SLACK) / step)
    return [number * step for number in range(first, last + 1)]
