"""Where the cells of a heat table and their texts stand."""

from __future__ import annotations

from collections.abc import Iterator

from evaluatie.report.figure.grid import GRIDS, LINE, SINK, SMALL, TEXT, Grid, Layout
from evaluatie.report.figure.legend import swatch
from evaluatie.report.figure.shades import rising
from evaluatie.report.figure.shapes import Box, Drawing, Shape, Words
from evaluatie.report.figure.text import measured, wrapped
from evaluatie.report.picture.shaded import Heat, HeatCell, HeatRow

_HIGH, _GAP = 34, 3  # of a cell; between cells
_NAMES = 170  # room for the names of rows, where these stand left


def heat(content: Heat, layout: Layout) -> Drawing:
    """Place a heat table.

    Parameters
    ----------
    content : Heat
        Rows and columns.
    layout : str
        ``"wide"`` (names left of the cells) or ``"narrow"`` (names above them).

    Returns
    -------
    Drawing
    """
    grid = GRIDS[layout]
    left = 0.0 if grid.above else float(_NAMES)
    wide = (grid.width - left) / max(len(content.columns), 1)
    heads = [wrapped(name, wide - 2, SMALL) for name in content.columns]
    top = max((len(lines) for lines in heads), default=0) * LINE + 6.0
    shapes: list[Shape] = []
    for at, lines in enumerate(heads):
        for number, line in enumerate(lines):
            middle = left + (at + 0.5) * wide
            shapes.append(Words(middle, number * LINE + LINE / 2 + SINK, line, "middle", SMALL, "ink"))
    for row in content.rows:
        placed, top = _row(row, grid, left, wide, top)
        shapes += placed
    return Drawing(grid.width, top, (Box(0, 0, grid.width, top, "paper"), *shapes))


def _row(row: HeatRow, grid: Grid, left: float, wide: float, top: float) -> tuple[list[Shape], float]:
    """Place a row; give where the next one begins."""
    room = grid.width - 8 if grid.above else _NAMES - 12
    lines = [(line, True) for line in wrapped(row.label, room, TEXT, strong=True)]
    lines += [(line, False) for line in wrapped(row.note, room, SMALL)]
    high = _HIGH if grid.above else max(_HIGH, len(lines) * LINE + 6)
    start = top + len(lines) * LINE + 2 if grid.above else top + (high - _HIGH) / 2
    first = top + LINE / 2 if grid.above else top + (high - (len(lines) - 1) * LINE) / 2
    shapes: list[Shape] = []
    for at, (line, strong) in enumerate(lines):
        size, colour = (TEXT, "ink") if strong else (SMALL, "muted")
        shapes.append(Words(0, first + at * LINE + SINK, line, "start", size, colour, strong))
    for at, cell in enumerate(row.cells):
        shapes += _cell(cell, left + at * wide + _GAP / 2, start, wide - _GAP)
    return shapes, start + _HIGH + 10 if grid.above else top + high + _GAP


def _cell(cell: HeatCell, x: float, y: float, wide: float) -> Iterator[Shape]:
    shade = None if cell.at is None else rising(cell.at)
    yield from swatch(x, y, wide, _HIGH, shade)
    middle = y + _HIGH / 2
    if shade is None:
        needed = min(measured(cell.text, SMALL) + 8, wide - 4)
        yield Box(x + (wide - needed) / 2, middle - 9, needed, 18, "paper")
    colour = "ink" if shade is None else shade.text
    yield Words(x + wide / 2, middle + SINK, cell.text, "middle", SMALL, colour, strong=shade is not None)
