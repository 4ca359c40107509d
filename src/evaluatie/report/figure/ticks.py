"""Round numbers along an axis."""

from __future__ import annotations

import math
from collections.abc import Iterable

_MULTIPLES = (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20)
# up to so many times the lowest ratio, an axis has room for finer ones, and for every doubling
_FINE, _DOUBLED = 9.0, 150.0
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


def _between(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil((low - _SLACK) / step), math.floor((high + _SLACK) / step)
    return [number * step for number in range(first, last + 1)]
