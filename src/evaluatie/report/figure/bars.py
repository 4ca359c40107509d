"""Where stacked bars and their texts stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evaluatie.report.figure.grid import BELOW, GRIDS, LINE, SINK, SMALL, TEXT, TO_TICKS, TO_TITLE, Grid, Layout
from evaluatie.report.figure.legend import legend, swatch
from evaluatie.report.figure.shades import Shade, shades
from evaluatie.report.figure.shapes import Box, Drawing, Line, Shape, Words
from evaluatie.report.figure.text import balanced, measured, wrapped
from evaluatie.report.figure.ticks import round_ticks
from evaluatie.report.numerals import Numerals
from evaluatie.report.picture import Bar, Bars

_HIGH, _BELOW_LEGEND = 24, 10  # of a bar; between the legend and the rows
_AROUND = 8  # what a percentage needs beside itself in its part
_RIGHT = {"wide": 612, "narrow": 298}  # where the axis ends


def bars(content: Bars, numerals: Numerals, layout: Layout) -> Drawing:
    """Place stacked bars, a legend above and an axis below.

    Parameters
    ----------
    content : Bars
        The bars and the names of their parts.
    numerals : Numerals
        Writes the ticks in the reader's language.
    layout : str
        ``"wide"`` (names left of the bars) or ``"narrow"`` (names above them).

    Returns
    -------
    Drawing
    """
    grid, shown = GRIDS[layout], shades(len(content.names))
    entries: list[tuple[str, Shade | None]] = list(zip(content.names, shown, strict=True))
    if any(None in bar.parts for bar in content.bars):
        entries.append((content.rest, None))
    key, top = legend(entries, grid.width)
    plot = _plot(content, grid, _RIGHT[layout], top + _BELOW_LEGEND)
    shapes = [*key, *_axis(plot, numerals), *_rows(plot, shown, content.rest)]
    return Drawing(grid.width, plot.bottom, (Box(0, 0, grid.width, plot.bottom, "paper"), *shapes))


@dataclass(frozen=True)
class _Row:
    bar: Bar
    names: tuple[tuple[str, bool], ...]
    top: float
    bottom: float
    middle: float  # of the bar


@dataclass(frozen=True)
class _Plot:
    grid: Grid
    right: float
    rows: tuple[_Row, ...]
    top: float
    axis: float
    title: tuple[str, ...]
    low: float
    high: float
    centred: bool

    @property
    def bottom(self) -> float:
        return self.axis + TO_TITLE + (len(self.title) - 1) * LINE + BELOW

    def x(self, share: float) -> float:
        return self.grid.left + (share - self.low) / (self.high - self.low) * (self.right - self.grid.left)


def _plot(content: Bars, grid: Grid, right: float, top: float) -> _Plot:
    rows = tuple(_placed(content.bars, grid, top))
    title = balanced(content.axis, grid.width if grid.above else right - grid.left + 60, SMALL)
    low, high = _limits(content)
    return _Plot(grid, right, rows, top, rows[-1].bottom if rows else top, title, low, high, content.centred)


def _placed(bars: tuple[Bar, ...], grid: Grid, top: float) -> Iterator[_Row]:
    room = grid.width - 8 if grid.above else grid.left - 14
    for bar in bars:
        names = [(line, True) for line in wrapped(bar.label, room, TEXT, strong=True)]
        names += [(line, False) for line in wrapped(bar.note, room, TEXT)]
        if grid.above:
            names += [(line, False) for line in wrapped(bar.beside, room, TEXT)]
            bottom = top + len(names) * LINE + (_HIGH + 22 if bar.parts else 14)
            yield _Row(bar, tuple(names), top, bottom, bottom - 8 - _HIGH / 2)
        else:
            bottom = top + max(len(names) * LINE, _HIGH) + 14
            yield _Row(bar, tuple(names), top, bottom, (top + bottom) / 2)
        top = bottom


def _limits(content: Bars) -> tuple[float, float]:
    """Give the ends of the axis: as far as any bar reaches."""
    if not content.centred:
        return 0, 1
    reach = [(start, start + sum(_lengths(bar))) for bar in content.bars if bar.parts for start in [_start(bar)]]
    low, high = (min((low for low, _ in reach), default=0.0), max((high for _, high in reach), default=0.0))
    return (low, high) if high > low else (low, low + 1)


def _lengths(bar: Bar) -> list[float]:
    return [part.share for part in bar.parts if part is not None]


def _start(bar: Bar) -> float:
    """Give where a centred bar begins: half of its parts, and half of a part in the middle, lie below zero."""
    lengths, side = _lengths(bar), len(bar.parts) // 2
    middle = lengths[side] / 2 if len(lengths) % 2 else 0.0
    return -sum(lengths[:side]) - middle


def _axis(plot: _Plot, numerals: Numerals) -> Iterator[Shape]:
    ticks = round_ticks(plot.low, plot.high, plot.grid.intervals)
    strips = _strips(plot)
    for tick in ticks:
        x, zero = plot.x(tick), abs(tick) < 1e-9
        colour, thick = ("ink", 1.2) if zero and plot.centred else ("line", 0.8)
        yield from (Line(x, top, x, bottom, colour, thick) for top, bottom in strips)
        yield Words(x, plot.axis + TO_TICKS, numerals.percent(abs(tick)), "middle", SMALL, "muted")
    middle = plot.grid.width / 2 if plot.grid.above else (plot.grid.left + plot.right) / 2
    for number, line in enumerate(plot.title):
        yield Words(middle, plot.axis + TO_TITLE + number * LINE, line, "middle", SMALL, "muted")


def _strips(plot: _Plot) -> list[tuple[float, float]]:
    """Give where lines of the axis may run: not through texts above the bars."""
    if not plot.grid.above:
        return [(plot.top, plot.axis)]
    return [(row.middle - _HIGH / 2 - 5, row.middle + _HIGH / 2 + 5) for row in plot.rows if row.bar.parts]


def _rows(plot: _Plot, shown: tuple[Shade, ...], rest: str) -> Iterator[Shape]:
    for position, row in enumerate(plot.rows):
        if position:
            yield Line(0, row.top, plot.grid.width, row.top, "line", 0.8)
        yield from _texts(row, plot.grid)
        start = _start(row.bar) if plot.centred and row.bar.parts else 0.0
        for part, shade in zip(row.bar.parts, shown, strict=False):
            if part is not None:
                yield from _part(plot, row, (start, start + part.share), shade, part.text)
                start += part.share
        if None in row.bar.parts and start < 1:
            yield from _part(plot, row, (start, 1.0), None, rest)


def _part(plot: _Plot, row: _Row, ends: tuple[float, float], shade: Shade | None, text: str) -> Iterator[Shape]:
    """Draw a part, a little shorter than it is so that the paper shows between neighbours."""
    left, right = plot.x(ends[0]), plot.x(ends[1])
    inset, top = min(1.0, (right - left) / 4), row.middle - _HIGH / 2
    if right - left < 0.05:
        return
    yield from swatch(left + inset, top, right - left - 2 * inset, _HIGH, shade)
    needed, middle = measured(text, SMALL) + _AROUND, (left + right) / 2
    if needed > right - left - 2 * inset:
        return
    if shade is None:
        yield Box(middle - needed / 2, row.middle - 9, needed, 18, "paper")
    yield Words(middle, row.middle + SINK, text, "middle", SMALL, "ink" if shade is None else shade.text)


def _texts(row: _Row, grid: Grid) -> Iterator[Words]:
    lines = len(row.names)
    x, first = (4, row.top + 8 + LINE / 2) if grid.above else (0, row.middle - (lines - 1) * LINE / 2)
    for number, (line, strong) in enumerate(row.names):
        yield Words(x, first + number * LINE + SINK, line, "start", TEXT, "ink" if strong else "muted", strong)
    if not grid.above and row.bar.beside:
        yield Words(grid.width, row.middle + SINK, row.bar.beside, "end", TEXT, "muted")
