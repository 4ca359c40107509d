"""Where dots, intervals and their texts stand."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace

from evaluatie.report.figure.grid import (
    BELOW,
    DENSE,
    GRIDS,
    LINE,
    SINK,
    SMALL,
    STRIP,
    TEXT,
    TO_TICKS,
    TO_TITLE,
    Grid,
    Layout,
)
from evaluatie.report.figure.rows import Row, TextLine, dense_rows_of, rows_of
from evaluatie.report.figure.shapes import Align, Area, Box, Dot, Drawing, Line, Shape, Words
from evaluatie.report.figure.ticks import ratio_ticks, round_ticks
from evaluatie.report.numerals import Numerals
from evaluatie.report.picture import Dots, Panel

#: Kinds whose rows are changes: with a line at none, and signs
_CHANGES = ("change", "overview")
_ARROW = 6.0  # what shows that an interval goes on beyond the axis


def dots(content: Dots, kind: str, numerals: Numerals, layout: Layout) -> Drawing:
    """Place rows of dots on the page.

    Parameters
    ----------
    content : Dots
        Panels of rows.
    kind : str
        The picture's kind: it decides on ticks, a line at zero, and bars for counts.
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
    for panel in content.panels:
        plot = _plot(panel, kind, grid, bottom, content.dense)
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
    line: float | None
    dense: bool

    @property
    def bottom(self) -> float:
        return self.axis + TO_TITLE + (len(self.title) - 1) * LINE + BELOW

    def x(self, value: float) -> float:
        low, high = self.low, self.high
        if self.kind == "ratios":
            # as far for twice as much as for half as much; what reaches further lies at the end
            value, low, high = math.log(min(max(value, low), high)), math.log(low), math.log(high)
        return self.grid.left + (value - low) / (high - low) * (self.grid.right - self.grid.left)

    def inside(self, value: float) -> bool:
        return self.kind != "ratios" or self.low <= value <= self.high


def _plot(panel: Panel, kind: str, grid: Grid, top: float, dense: bool) -> _Plot:
    if kind == "units":
        grid = _with_room(panel, grid, dense)
    if kind == "overview" and not grid.above:
        grid = replace(grid, left=grid.left + 84, label_width=grid.label_width + 13)
    rows = tuple(dense_rows_of(panel.marks, grid, top + 4) if dense else rows_of(panel.marks, grid, top))
    title = tuple(textwrap.wrap(panel.axis, grid.axis_width))
    low, high = _limits(panel)
    # a line through the rows: at no change, or at the mean of all
    line = 0.0 if kind in _CHANGES else panel.line
    return _Plot(kind, grid, rows, top, rows[-1].bottom if rows else top, title, low, high, line, dense)


def _with_room(panel: Panel, grid: Grid, dense: bool) -> Grid:
    """Widen the axis by the room that names do not need where there are none, nor numbers where these are left out."""
    if grid.above:
        return grid
    named = any(mark.label for mark in panel.marks)
    return replace(grid, left=grid.left if named else 20, right=grid.width - 110 if dense else grid.right)


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
        if position and row.mark.label and not plot.dense:
            yield Line(0, row.top, plot.grid.width, row.top, "line", 0.8)
        yield from _value(row, plot)
        yield from _texts(row, plot)
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
    strips = _strips(plot)
    for tick, label in _ticks(plot, numerals):
        x = plot.x(tick)
        yield from (Line(x, top, x, bottom, "line", 0.8) for top, bottom in strips)
        yield Words(x, plot.axis + TO_TICKS, label, "middle", SMALL, "muted")
    if plot.line is not None:
        x = plot.x(plot.line)
        yield from (Line(x, top, x, bottom, "ink", 1.2) for top, bottom in strips)
    middle = (plot.grid.left + plot.grid.right) / 2
    for number, line in enumerate(plot.title):
        yield Words(middle, plot.axis + TO_TITLE + number * LINE, line, "middle", SMALL, "muted")


def _strips(plot: _Plot) -> list[tuple[float, float]]:
    """Give where lines of the axis may run: where texts stand above the dots, no line crosses them."""
    if not plot.grid.above:
        return [(plot.top, plot.axis)]
    drawn = [row.bottom for row in plot.rows if row.mark.value is not None]
    if plot.dense:
        return [(end - DENSE, end) for end in drawn]
    return [(end - STRIP - 3, end - 3) for end in drawn]


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
        for end, x, onward in ((mark.low, low, -_ARROW), (mark.high, high, _ARROW)):
            if plot.inside(end):
                yield Line(x, y - 4, x, y + 4, "accent", 1.6)
            else:
                yield Area(((x + onward, y), (x, y - _ARROW), (x, y + _ARROW)), "accent")


def _dot(row: Row, plot: _Plot) -> Iterator[Shape]:
    if row.mark.value is not None and plot.kind != "counts" and plot.inside(row.mark.value):
        # hollow where the outcome is the one above
        fill = "accent" if row.mark.label or plot.kind in ("units", "ratios") else "paper"
        yield Dot(plot.x(row.mark.value), row.middle, 3.5 if plot.dense else 5, fill, "accent", 2)


def _texts(row: Row, plot: _Plot) -> Iterator[Words]:
    grid = plot.grid
    if grid.above:
        first = row.top + (0 if plot.dense else 8) + LINE / 2
        yield from _column(row.names + row.numbers, 4, "start", first)
    else:
        yield from _column(row.names, 0, "start", row.middle - (len(row.names) - 1) * LINE / 2)
        yield from _column(row.numbers, grid.width, "end", row.middle - (len(row.numbers) - 1) * LINE / 2)


def _column(lines: tuple[TextLine, ...], x: float, align: Align, first: float) -> Iterator[Words]:
    for number, (line, strong) in enumerate(lines):
        colour = "ink" if strong else "muted"
        yield Words(x, first + number * LINE + SINK, line, align, TEXT, colour, strong)


def _ticks(plot: _Plot, numerals: Numerals) -> Iterator[tuple[float, str]]:
    whole = plot.kind in ("counts", "means", "units") and plot.high - plot.low >= 2
    if plot.kind == "ratios":
        ticks = ratio_ticks(plot.low, plot.high)
        yield from ((tick, _short(tick, numerals)) for tick in ticks)
        return
    ticks = round_ticks(plot.low, plot.high, plot.grid.intervals, whole=whole)
    digits = 0 if whole else 2 if any(_is_fine(tick) for tick in ticks) else 1
    for tick in ticks:
        if plot.kind == "response":
            yield tick, numerals.percent(tick)
        elif abs(tick) < 1e-9:
            yield tick, numerals.count(0)
        else:
            yield tick, numerals.decimal(tick, digits, signed=plot.kind in _CHANGES)


def _short(ratio: float, numerals: Numerals) -> str:
    """Write a ratio with no more decimals than it needs."""
    return numerals.decimal(ratio, next(digits for digits in range(4) if abs(ratio - round(ratio, digits)) < 1e-9))


def _is_fine(tick: float) -> bool:
    return abs(10 * tick - round(10 * tick)) > 1e-6
