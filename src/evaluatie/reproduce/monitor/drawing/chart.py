"""A chart's frame: from values to places, with a grid, ticks and titles."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluatie.report.figure.grid import SINK, SMALL, TEXT
from evaluatie.report.figure.shapes import Box, Drawing, Line, Point, Shape, Stroke, Words
from evaluatie.report.figure.text import measured
from evaluatie.report.figure.ticks import round_ticks
from evaluatie.report.numerals import Numerals
from evaluatie.reproduce.monitor.wordbook import Wordbook

WIDTH = 720.0
_SINK = SINK * SMALL / TEXT


@dataclass(frozen=True)
class Chart:
    """Where a chart stands, and which values it spans.

    Attributes
    ----------
    left, right, top, bottom : float
        Its sides, in the page's pixels.
    across, upward : tuple of float
        Lowest and highest value on each axis.
    logarithmic : bool
        Whether the axis across is logarithmic.
    """

    left: float
    right: float
    top: float
    bottom: float
    across: tuple[float, float]
    upward: tuple[float, float]
    logarithmic: bool = False

    def x(self, value: float) -> float:
        """Give the place of a value across."""
        low, high = self.across
        if self.logarithmic:
            value, low, high = math.log(value), math.log(low), math.log(high)
        return self.left + (value - low) / (high - low) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Give the height of a value, kept within the chart."""
        low, high = self.upward
        return self.bottom - (min(max(value, low), high) - low) / (high - low) * (self.bottom - self.top)

    def path(self, xs: Sequence[float], ys: Sequence[float]) -> tuple[Point, ...]:
        """Give the places of a line."""
        return tuple((self.x(x), self.y(y)) for x, y in zip(xs, ys, strict=True))

    def grid(self, numerals: Numerals, lines: int = 5, unit: str = "") -> Iterator[Shape]:
        """Draw the lines of the axis upward, with their numbers."""
        ticks = round_ticks(*self.upward, lines)
        digits = 0 if all(float(tick).is_integer() for tick in ticks) else 1
        for tick in ticks:
            y = self.y(tick)
            yield Line(self.left, y, self.right, y, "line", 0.8)
            text = f"{numerals.decimal(tick, digits)}{unit}"
            yield Words(self.left - 6, y + _SINK, text, "end", SMALL, "muted")

    def years(self, years: Sequence[int]) -> Iterator[Shape]:
        """Write years under the chart, as many as there is room for, the first and the last among them."""
        yield Line(self.left, self.bottom, self.right, self.bottom, "edge", 1)
        room = measured("2024", SMALL) + 10
        taken, first = math.inf, self.x(min(years))
        for year in sorted({*years}, reverse=True):
            x = self.x(year)
            yield Line(x, self.bottom, x, self.bottom + 4, "edge", 1)
            if taken - x >= room and (x == first or x - first >= room):
                taken = x
                yield Words(x, self.bottom + 17, str(year), "middle", SMALL, "muted")


def reach(values: Sequence[float], margin: float = 0.08, at_least: float = 4.0) -> tuple[float, float]:
    """Give the limits of an axis around values.

    Parameters
    ----------
    values : sequence of float
        What must be seen; NaN counts for nothing.
    margin : float
        Left open on both sides, as a share.
    at_least : float
        Width of the axis: little must not look like much.

    Returns
    -------
    tuple of float

    Examples
    --------
    >>> reach([60.0, 70.0]), reach([60.0, float("nan")])
    ((59.2, 70.8), (58.0, 62.0))
    """
    known = [value for value in values if not math.isnan(value)] or [0.0]
    low, high = min(known), max(known)
    wide = (high - low) * (1 + 2 * margin)
    middle, half = (low + high) / 2, max(wide, at_least) / 2
    return round(middle - half, 6), round(middle + half, 6)


def axis_name(unit: str, limits: tuple[float, float], words: Wordbook, top: float) -> tuple[Shape, float]:
    """Write the unit of an axis above a chart, and that it does not begin at 0 where that is so.

    Parameters
    ----------
    unit : str
        Its name.
    limits : tuple of float
        Lowest and highest value of the axis.
    words : Wordbook
        In which language.
    top : float
        Where there is room.

    Returns
    -------
    shape : Words
    bottom : float
        Where it ends.
    """
    text = words.draw("axis_cut", unit=unit) if limits[0] > 0 or limits[1] < 0 else unit
    return Words(0, top + 14, text[:1].upper() + text[1:], "start", SMALL, "muted"), top + 20


def break_line(chart: Chart, year: int, label: str) -> Iterator[Shape]:
    """Mark a break: a dashed line between the years, with its name on top."""
    x = chart.x(year - 0.5)
    yield Stroke(((x, chart.top), (x, chart.bottom)), "ink", 1.2, dashed=True)
    if label:
        # beside the line where there is more room
        align, away = ("end", -5.0) if x > (chart.left + chart.right) / 2 else ("start", 5.0)
        yield Words(x + away, chart.top + 10, label, "end" if align == "end" else "start", SMALL, "ink")


def page(width: float, height: float, shapes: Sequence[Shape]) -> Drawing:
    """Set shapes on paper."""
    return Drawing(width, height, (Box(0, 0, width, height, "paper"), *shapes))
