"""Where everything of a figure stands: from a picture to shapes. Pure: nothing is drawn, nothing is measured."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from evaluatie.report.figure.grid import GRIDS, LINE, STRIP, Grid, Layout
from evaluatie.report.figure.rows import Row, TextLine, rows_of
from evaluatie.report.figure.shapes import Align, Box, Dot, Drawing, Line, Shape, Words
from evaluatie.report.figure.ticks import round_ticks
from evaluatie.report.numerals import Numerals
from evaluatie.report.picture import Panel, Picture

_TEXT, _SMALL = 13, 12
_SINK = 0.38 * _TEXT  # from the middle of a line to its baseline: half of what its letters rise
_TO_TICKS, _TO_TITLE, _BELOW = 15, 36, 14  # under the rows: baselines of the axis's texts, and what is left open


def lay_out(picture: Picture, numerals: Numerals, layout: Layout) -> Drawing:
    """Give every part of a figure its place.

    Parameters
    ----------
    picture : Picture
        Rows, limits and texts.
    numerals : Numerals
        Writes the ticks in the reader's language.
    layout : str
        ``"wide"`` or ``"narrow"``.

    Returns
    -------
    Drawing
    """
    grid = GRIDS[layout]
    shapes: list[Shape] = []
    bottom = 0.0
    for panel in picture.panels:
        plot = _plot(panel, picture.kind, grid, bottom)
        shapes += _shapes(plot, numerals)
        bottom = plot.bottom
    return Drawing(grid.width, bottom, (Box(0, 0, grid.width, bottom, "paper"), *shapes))


@dataclass(frozen=True)
class _Plot:
    """A panel in its place."""

    kind: str
    grid: Grid
    rows: tuple[Row, ...]
    top: float
    axis: float
    title: tuple[str, ...]
    low: float
    high: float

    @property
    def bottom(self) -> float:
        return self.axis + _TO_TITLE + (len(self.title) - 1) * LINE + _BELOW

    def x(self, value: float) -> float:
        return self.grid.left + (value - self.low) / (self.high - self.low) * (self.grid.right - self.grid.left)


def _plot(panel: Panel, kind: str, grid: Grid, top: float) -> _Plot:
    rows = tuple(rows_of(panel.marks, grid, top))
    title = tuple(textwrap.wrap(panel.axis, grid.axis_width))
    low, high = _limits(panel)
    return _Plot(kind, grid, rows, top, rows[-1].bottom if rows else top, title, low, high)


def _limits(panel: Panel) -> tuple[float, float]:
    if panel.limits is not None:
        return panel.limits
    ends = [end for mark in panel.marks for end in (mark.low, mark.high, mark.value, mark.band) if end is not None]
    widest = max((abs(end) for end in ends), default=0.0) or 0.5
    return -1.12 * widest, 1.12 * widest


def _shapes(plot: _Plot, numerals: Numerals) -> Iterator[Shape]:
    """Give a panel's shapes from back to front."""
    for row in plot.rows:
        yield from _band(row, plot)
    yield from _axis(plot, numerals)
    for position, row in enumerate(plot.rows):
        if position and row.mark.label:
            yield Line(0, row.top, plot.grid.width, row.top, "line", 0.8)
        yield from _value(row, plot)
        yield from _texts(row, plot.grid)
    for row in plot.rows:
        yield from _dot(row, plot)


def _band(row: Row, plot: _Plot) -> Iterator[Shape]:
    if row.mark.band is None:
        return
    left, right, top = plot.x(-row.mark.band), plot.x(row.mark.band), row.middle - 11
    yield Box(left, top, right - left, 22, "band")
    for x in (left, right):
        yield Line(x, top, x, top + 22, "edge", 1)


def _axis(plot: _Plot, numerals: Numerals) -> Iterator[Shape]:
    # where texts stand above the dots, no line crosses them
    drawn = [row.bottom for row in plot.rows if row.mark.value is not None]
    strips = [(end - STRIP - 3, end - 3) for end in drawn] if plot.grid.above else [(plot.top, plot.axis)]
    for tick, label in _ticks(plot, numerals):
        x = plot.x(tick)
        yield from (Line(x, top, x, bottom, "line", 0.8) for top, bottom in strips)
        yield Words(x, plot.axis + _TO_TICKS, label, "middle", _SMALL, "muted")
    if plot.kind == "change":
        zero = plot.x(0)
        yield from (Line(zero, top, zero, bottom, "ink", 1.2) for top, bottom in strips)
    middle = (plot.grid.left + plot.grid.right) / 2
    for number, line in enumerate(plot.title):
        yield Words(middle, plot.axis + _TO_TITLE + number * LINE, line, "middle", _SMALL, "muted")


def _value(row: Row, plot: _Plot) -> Iterator[Shape]:
    """Draw a bar for a count, else the interval."""
    mark, y = row.mark, row.middle
    if mark.value is None:
        return
    if plot.kind == "counts":
        yield Box(plot.x(0), y - 8, plot.x(mark.value) - plot.x(0), 16, "accent")
    elif mark.low is not None and mark.high is not None:
        low, high = plot.x(mark.low), plot.x(mark.high)
        yield Line(low, y, high, y, "accent", 2.4)
        yield from (Line(x, y - 4, x, y + 4, "accent", 1.6) for x in (low, high))


def _dot(row: Row, plot: _Plot) -> Iterator[Shape]:
    if row.mark.value is not None and plot.kind != "counts":
        # hollow where the outcome is the one above
        fill = "accent" if row.mark.label else "paper"
        yield Dot(plot.x(row.mark.value), row.middle, 5, fill, "accent", 2)


def _texts(row: Row, grid: Grid) -> Iterator[Words]:
    if grid.above:
        yield from _column(row.names + row.numbers, 4, "start", row.top + 8 + LINE / 2)
    else:
        yield from _column(row.names, 0, "start", row.middle - (len(row.names) - 1) * LINE / 2)
        yield from _column(row.numbers, grid.width, "end", row.middle - (len(row.numbers) - 1) * LINE / 2)


def _column(lines: tuple[TextLine, ...], x: float, align: Align, first: float) -> Iterator[Words]:
    for number, (line, strong) in enumerate(lines):
        colour = "ink" if strong else "muted"
        yield Words(x, first + number * LINE + _SINK, line, align, _TEXT, colour, strong)


def _ticks(plot: _Plot, numerals: Numerals) -> Iterator[tuple[float, str]]:
    whole = plot.kind in ("counts", "means") and plot.high - plot.low >= 2
    ticks = round_ticks(plot.low, plot.high, plot.grid.intervals, whole=whole)
    digits = 0 if whole else 2 if any(_is_fine(tick) for tick in ticks) else 1
    for tick in ticks:
        if plot.kind == "response":
            yield tick, numerals.percent(tick)
        elif abs(tick) < 1e-9:
            yield tick, numerals.count(0)
        else:
            yield tick, numerals.decimal(tick, digits, signed=plot.kind == "change")


def _is_fine(tick: float) -> bool:
    return abs(10 * tick - round(10 * tick)) > 1e-6
