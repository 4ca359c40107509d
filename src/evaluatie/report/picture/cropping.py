"""Which part of a scale an axis shows, where several axes of one scale are to be compared."""

from __future__ import annotations

import math
from collections.abc import Sequence

_PART = 1 / 3  # of the scale: an axis shows no less
_STEPS = 8  # on the whole scale, at least: an axis begins and ends at one
_SLACK = 1e-9


def cropped(scale: tuple[float, float], reaches: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Give axes around what is drawn on them, all equally long: a point more is as high on each.

    Parameters
    ----------
    scale : tuple of float
        Lowest and highest score.
    reaches : sequence of (float, float)
        Lowest and highest value drawn on each axis.

    Returns
    -------
    list of (float, float)
        The ends of each axis, round numbers on the scale. Only a value beyond the scale brings its axis there.

    Examples
    --------
    >>> cropped((1, 5), [(3.1, 3.4), (1.2, 2.9)])
    [(2.5, 4.5), (1.0, 3.0)]
    """
    low, high = scale
    step = _step(high - low)
    places = [
        (math.floor((first - low) / step + _SLACK), math.ceil((last - low) / step - _SLACK)) for first, last in reaches
    ]
    longest = max([math.ceil(_PART * (high - low) / step), *(last - first for first, last in places)])
    return [_axis(scale, step, place, longest) for place in places]


def _axis(scale: tuple[float, float], step: float, place: tuple[int, int], length: int) -> tuple[float, float]:
    (low, high), (first, last) = scale, place
    start = first - (length - (last - first)) // 2
    # within the scale, unless what is drawn lies beyond it
    start = min(start, max(round((high - low) / step), last) - length)
    start = max(start, min(first, 0))
    return round(low + step * start, 10), round(low + step * (start + length), 10)


def _step(length: float) -> float:
    """Give 1, 2 or 5 times a power of ten, or what else goes a whole number of times into the scale."""
    most = length / _STEPS
    power = 10.0 ** math.floor(math.log10(most) + _SLACK)
    step = max(multiple * power for multiple in (1, 2, 5) if multiple * power <= most * (1 + _SLACK))
    times = length / step
    return step if abs(times - round(times)) < _SLACK * times else most
