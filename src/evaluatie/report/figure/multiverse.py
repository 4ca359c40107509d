"""How many ways of analysis are drawn: their estimates in order, and under each the choices that it makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from evaluatie.report.figure.grid import GRIDS, LINE, SINK, SMALL, TEXT, Layout
from evaluatie.report.figure.shapes import Area, Box, Dot, Drawing, Line, Point, Shape, Stroke, Words
from evaluatie.report.figure.text import balanced, measured, wrapped
from evaluatie.report.figure.ticks import round_ticks
from evaluatie.report.numerals import Numerals
from evaluatie.report.picture import Multiverse, Way

_TOP, _HIGH = 26, 210  # above the estimates, for the name of the planned one; of the estimates
_LEFT = {"wide": 256.0, "narrow": 60.0}  # where the columns begin
_MARK, _WIDEST = 9, 13  # height and greatest breadth of what marks an option
_ROW = 16  # a line of an option


@dataclass(frozen=True)
class _Plot:
    content: Multiverse
    left: float
    right: float
    low: float
    high: float

    @property
    def column(self) -> float:
        return (self.right - self.left) / len(self.content.ways)

    @property
    def bottom(self) -> float:
        return _TOP + _HIGH

    def x(self, place: float) -> float:
        """Give the middle of a column."""
        return self.left + (place + 0.5) * self.column

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) / (self.high - self.low) * _HIGH


def multiverse(content: Multiverse, numerals: Numerals, layout: Layout) -> Drawing:
    """Place estimates from the lowest to the highest, and rows of options under them.

    Parameters
    ----------
    content : Multiverse
        Ways of analysis and their choices.
    numerals : Numerals
        Writes the ticks in the reader's language.
    layout : str
        ``"wide"`` (options named beside their row) or ``"narrow"`` (above it).

    Returns
    -------
    Drawing
    """
    grid = GRIDS[layout]
    plot = _Plot(content, _LEFT[layout], grid.width - 6, *_limits(content.ways))
    title = balanced(content.across, plot.right - plot.left, SMALL)
    top = plot.bottom + 10 + LINE * len(title)
    rows, height = _rows(plot, top, grid.above)
    shapes = [
        *_bands(plot),
        *_axes(plot, title, numerals),
        *_planned(plot, None if grid.above else (top + 4, height - 4)),
        *_estimates(plot),
        *rows,
    ]
    return Drawing(grid.width, height, (Box(0, 0, grid.width, height, "paper"), *shapes))


def _limits(ways: tuple[Way, ...]) -> tuple[float, float]:
    ends = [end for way in ways for end in (way.value, way.low, way.high) if end is not None]
    ends += [side * way.band for way in ways if way.band is not None for side in (-1, 1)]
    low, high = min([*ends, 0.0]), max([*ends, 0.0])
    room = 0.05 * (high - low) or 0.5
    return low - room, high + room


def _bands(plot: _Plot) -> Iterator[Shape]:
    """Draw changes too small to matter; the threshold may step up or down from one analysis to the next."""
    column = 0
    for known, ways in groupby(plot.content.ways, key=lambda way: way.band is not None):
        upper: list[Point] = []
        for band, alike in groupby(way.band or 0.0 for way in ways):
            left = plot.left + column * plot.column
            column += len(list(alike))
            upper += [(left, band), (plot.left + column * plot.column, band)]
        if known:
            edges = [tuple((x, plot.y(side * band)) for x, band in upper) for side in (1, -1)]
            yield Area((*edges[0], *reversed(edges[1])), "band")
            yield from (Stroke(edge, "edge", 1) for edge in edges)


def _axes(plot: _Plot, title: tuple[str, ...], numerals: Numerals) -> Iterator[Shape]:
    ticks = round_ticks(plot.low, plot.high, 6)
    digits = 2 if any(abs(10 * tick - round(10 * tick)) > 1e-6 for tick in ticks) else 1
    for tick in ticks:
        y, zero = plot.y(tick), abs(tick) < 1e-9
        yield Line(plot.left, y, plot.right, y, "ink" if zero else "line", 1.2 if zero else 0.8)
        label = numerals.count(0) if zero else numerals.decimal(tick, digits, signed=True)
        yield Words(plot.left - 6, y + SINK, label, "end", SMALL, "muted")
    middle = (plot.left + plot.right) / 2
    for number, line in enumerate(title):
        yield Words(middle, plot.bottom + 10 + LINE * (number + 0.5) + SINK, line, "middle", SMALL, "muted")
    yield Words(
        plot.left - 54 if plot.left > 100 else SMALL,
        _TOP + _HIGH / 2,
        plot.content.upward,
        "middle",
        SMALL,
        "muted",
        upward=True,
    )


def _planned(plot: _Plot, rows: tuple[float, float] | None) -> Iterator[Shape]:
    """Draw a line through the planned analysis, and its choices where no text stands there, with its name on top."""
    for place, way in enumerate(plot.content.ways):
        if way.planned:
            x, wide = plot.x(place), measured(plot.content.planned, SMALL, strong=True)
            yield Line(x, _TOP - 6, x, plot.bottom, "muted", 1.2)
            if rows is not None:
                yield Line(x, rows[0], x, rows[1], "muted", 1.2)
            middle = min(max(x, plot.left - 50 + wide / 2), plot.right - wide / 2)
            yield Words(middle, _TOP - 12, plot.content.planned, "middle", SMALL, "ink", True)


def _estimates(plot: _Plot) -> Iterator[Shape]:
    radius, thick = min(4.0, max(0.42 * plot.column, 1.3)), min(2.0, max(0.4 * plot.column, 0.7))
    for place, way in enumerate(plot.content.ways):
        if way.low is not None and way.high is not None:
            x = plot.x(place)
            colour, width = ("ink", thick + 1) if way.planned else ("high3", thick)
            yield Line(x, plot.y(way.low), x, plot.y(way.high), colour, width)
    for place, way in sorted(enumerate(plot.content.ways), key=lambda pair: pair[1].planned):
        yield from _dot(plot.x(place), plot.y(way.value), radius, way.planned)


def _dot(x: float, y: float, radius: float, planned: bool) -> Iterator[Shape]:
    """Draw an estimate: hollow where there is room, the planned one full and large in a ring of paper."""
    if planned:
        yield Dot(x, y, max(radius + 2, 5), "ink", "paper", 1.5)
    elif radius < 3:
        yield Dot(x, y, radius, "accent", "accent", 0.5)
    else:
        yield Dot(x, y, radius, "paper", "accent", 1.6)


def _rows(plot: _Plot, top: float, above: bool) -> tuple[list[Shape], float]:
    shapes: list[Shape] = []
    for place, choice in enumerate(plot.content.choices):
        top += 8
        for line in wrapped(choice.name, plot.right if above else plot.left - 20, SMALL, strong=True):
            shapes.append(Words(0, top + _ROW / 2 + SINK * SMALL / TEXT, line, "start", SMALL, "ink", True))
            top += _ROW
        for option, name in enumerate(choice.options):
            lines = wrapped(name, plot.right - 10 if above else plot.left - 24, SMALL)
            for number, line in enumerate(lines):
                y = top + (number + 0.5) * _ROW + SINK * SMALL / TEXT
                shapes.append(Words(10, y, line, "start", SMALL, "ink"))
            middle = top + len(lines) * _ROW + _MARK / 2 + 1 if above else top + len(lines) * _ROW / 2
            shapes += _marks(plot, middle, [way.options[place] == option for way in plot.content.ways])
            top += len(lines) * _ROW + (_MARK + 5 if above else 2)
    return shapes, top + 6


def _marks(plot: _Plot, middle: float, taken: list[bool]) -> Iterator[Shape]:
    """Mark the ways that take an option; a thin line leads the eye from its name."""
    yield Line(plot.left, middle, plot.right, middle, "line", 0.8)
    wide = min(0.8 * plot.column, _WIDEST)
    for place, (here, way) in enumerate(zip(taken, plot.content.ways, strict=True)):
        if here:
            high = _MARK + 4 if way.planned else _MARK
            yield Box(plot.x(place) - wide / 2, middle - high / 2, wide, high, "ink" if way.planned else "accent")
