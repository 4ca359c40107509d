"""How organisations and what is pooled over them are drawn: a square each, a diamond, and a broken line."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from evaluatie.report.figure.grid import (
    BELOW,
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
from evaluatie.report.figure.shapes import Align, Area, Box, Drawing, Line, Shape, Stroke, Words
from evaluatie.report.figure.text import wrapped
from evaluatie.report.figure.ticks import round_ticks
from evaluatie.report.numerals import Numerals
from evaluatie.report.picture import Branch, Forest

_MANY = 14  # with more organisations, rows stand close and tell their estimate only
_SMALLEST, _LARGEST = 5.0, 15.0  # sides of an organisation's square
_HALF = 8.0  # half the height of the diamond
_ARROW = 6.0  # what shows that a line goes on beyond the axis


@dataclass(frozen=True)
class _Row:
    branch: Branch
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    top: float
    middle: float
    bottom: float


@dataclass(frozen=True)
class _Plot:
    content: Forest
    grid: Grid
    rows: tuple[_Row, ...]
    reach: float

    @property
    def axis(self) -> float:
        return self.rows[-1].bottom

    def x(self, value: float) -> float:
        """Give the place of a value; one beyond the axis lies at its end."""
        inside = min(max(value, -self.reach), self.reach)
        return self.grid.left + (inside + self.reach) / (2 * self.reach) * (self.grid.right - self.grid.left)


def forest(content: Forest, numerals: Numerals, layout: Layout) -> Drawing:
    """Place organisations under each other, then what is pooled and what a next one may expect.

    Parameters
    ----------
    content : Forest
        The rows.
    numerals : Numerals
        Writes the ticks in the reader's language.
    layout : str
        ``"wide"`` (names and numbers beside) or ``"narrow"`` (above).

    Returns
    -------
    Drawing
    """
    grid = GRIDS[layout]
    plot = _Plot(content, grid, tuple(_rows(content, grid)), content.reach)
    title = wrapped(content.axis, grid.right - grid.left + 40, SMALL)
    height = plot.axis + TO_TITLE + (len(title) - 1) * LINE + BELOW
    shapes = [*_behind(plot, numerals), *_titles(plot, title)]
    for row in plot.rows:
        shapes += [*_mark(row, plot), *_texts(row, plot)]
    return Drawing(grid.width, height, (Box(0, 0, grid.width, height, "paper"), *shapes))


def _rows(content: Forest, grid: Grid) -> Iterator[_Row]:
    many = sum(branch.role == "organisation" for branch in content.branches) > _MANY
    top = 2.0
    for number, branch in enumerate(content.branches):
        close = many and branch.role == "organisation"
        room = grid.left - 14 if not grid.above else grid.width - 8
        names = wrapped(branch.label, room, TEXT, strong=True)
        numbers = tuple(line for line in branch.lines[: 1 if close else None] if line)
        if grid.above:
            numbers = wrapped(" · ".join(numbers), room, TEXT)
            drawn = STRIP + 2 if branch.value is not None else 0
            bottom = top + (len(names) + len(numbers)) * LINE + (4 if close else 8) + drawn
            middle = bottom - STRIP / 2
        else:
            bottom = top + max(len(names), len(numbers)) * LINE + (3 if close else 10)
            middle = (top + bottom) / 2
        yield _Row(branch, names, numbers, top, middle, bottom)
        # room for the rule above what is pooled
        after = content.branches[number + 1].role if number + 1 < len(content.branches) else ""
        top = bottom + (6 if branch.role == "organisation" and after in ("pooled", "next") else 0)


def _behind(plot: _Plot, numerals: Numerals) -> Iterator[Shape]:
    """Give the band of small changes, the lines of the axis and the rule above what is pooled."""
    strips = list(_strips(plot))
    band = plot.content.band
    if band is not None and any(row.branch.value is not None for row in plot.rows):
        left, right = plot.x(-band), plot.x(band)
        for top, bottom in strips:
            yield Box(left, top, right - left, bottom - top, "band")
            yield from (Line(x, top, x, bottom, "edge", 1) for x in (left, right))
    ticks = round_ticks(-plot.reach, plot.reach, plot.grid.intervals)
    digits = 2 if any(abs(10 * tick - round(10 * tick)) > 1e-6 for tick in ticks) else 1
    for tick in ticks:
        zero = abs(tick) < 1e-9
        colour, width = ("ink", 1.2) if zero else ("line", 0.8)
        yield from (Line(plot.x(tick), top, plot.x(tick), bottom, colour, width) for top, bottom in strips)
        label = numerals.count(0) if zero else numerals.decimal(tick, digits, signed=True)
        yield Words(plot.x(tick), plot.axis + TO_TICKS, label, "middle", SMALL, "muted")
    for before, row in zip(plot.rows, plot.rows[1:], strict=False):
        if before.branch.role == "organisation" and row.branch.role != "organisation":
            middle = (before.bottom + row.top) / 2
            yield Line(0, middle, plot.grid.width, middle, "edge", 1)


def _strips(plot: _Plot) -> Iterator[tuple[float, float]]:
    """Give where lines of the axis run: where texts stand above the marks, no line crosses them."""
    if not plot.grid.above:
        yield plot.rows[0].top, plot.axis
        return
    for row in plot.rows:
        if row.branch.value is not None:
            yield row.middle - STRIP / 2 + 2, row.middle + STRIP / 2 - 2


def _titles(plot: _Plot, title: tuple[str, ...]) -> Iterator[Words]:
    middle = (plot.grid.left + plot.grid.right) / 2
    for number, line in enumerate(title):
        yield Words(middle, plot.axis + TO_TITLE + number * LINE, line, "middle", SMALL, "muted")


def _mark(row: _Row, plot: _Plot) -> Iterator[Shape]:
    branch, y = row.branch, row.middle
    if branch.value is None:
        return
    low, high = (branch.value if end is None else end for end in (branch.low, branch.high))
    left, right, at = plot.x(low), plot.x(high), plot.x(branch.value)
    if branch.role == "pooled":
        yield Area(((left, y), (at, y - _HALF), (right, y), (at, y + _HALF)), "accent")
    elif branch.role == "next":
        yield Stroke(((left, y), (right, y)), "accent", 2, dashed=True)
    else:
        side = _SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(branch.weight / _heaviest(plot))
        yield Line(left, y, right, y, "accent", 1.8)
        yield Box(at - side / 2, y - side / 2, side, side, "accent")
    for end, x, onward in ((low, left, -_ARROW), (high, right, _ARROW)):
        if abs(end) > plot.reach:
            yield Area(((x + onward, y), (x, y - _ARROW), (x, y + _ARROW)), "accent")
        elif branch.role != "pooled":
            yield Line(x, y - 4, x, y + 4, "accent", 1.6)


def _heaviest(plot: _Plot) -> float:
    return max((row.branch.weight for row in plot.rows if row.branch.role == "organisation"), default=0.0) or 1.0


def _texts(row: _Row, plot: _Plot) -> Iterator[Words]:
    if plot.grid.above:
        lines = [(line, True) for line in row.names] + [(line, False) for line in row.numbers]
        yield from _column(lines, 4, "start", row.top + LINE / 2 + 4)
        return
    names = [(line, True) for line in row.names]
    yield from _column(names, 0, "start", row.middle - (len(names) - 1) * LINE / 2)
    shown = row.branch.value is not None
    numbers = [(line, shown and number == 0) for number, line in enumerate(row.numbers)]
    yield from _column(numbers, plot.grid.width, "end", row.middle - (len(numbers) - 1) * LINE / 2)


def _column(lines: list[tuple[str, bool]], x: float, align: Align, first: float) -> Iterator[Words]:
    for number, (line, strong) in enumerate(lines):
        colour = "ink" if strong else "muted"
        yield Words(x, first + number * LINE + SINK, line, align, TEXT, colour, strong)
