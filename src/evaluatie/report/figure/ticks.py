"""Round numbers along an axis."""

from __future__ import annotations

import math

_MULTIPLES = (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20)
_FINE = 12.0  # up to this many times the lowest ratio, an axis has room for finer ones
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
    >>> ratio_ticks(0.3, 3.3), ratio_ticks(0.1, 9)
    ([0.5, 0.75, 1.0, 1.5, 2.0, 3.0], [0.1, 0.2, 0.5, 1.0, 2.0, 5.0])
    """
    fine = high / low <= _FINE
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ratios = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0) if fine else [step * 10.0**power for power in powers for step in (1, 2, 5)]
    return [round(ratio, 10) for ratio in ratios if low <= ratio * (1 + _SLACK) and ratio * (1 - _SLACK) <= high]


def _between(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil((low - _SLACK) / step), math.floor((high + _SLACK) / step)
    return [number * step for number in range(first, last + 1)]
