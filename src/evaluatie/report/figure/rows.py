"""The rows of a figure: a mark's lines of text, and the room that they take."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evaluatie.report.figure.grid import DENSE, LINE, STRIP, Grid
from evaluatie.report.picture import Mark

TextLine = tuple[str, bool]  # what it says, and whether it is bold


@dataclass(frozen=True)
class Row:
    """A mark in its place on the page.

    Attributes
    ----------
    mark : Mark
        What it shows.
    names, numbers : tuple
        Its lines of text.
    top, middle, bottom : float
        Where it begins and ends, and the height of its dot.
    """

    mark: Mark
    names: tuple[TextLine, ...]
    numbers: tuple[TextLine, ...]
    top: float
    middle: float
    bottom: float


def rows_of(marks: Iterable[Mark], grid: Grid, top: float) -> Iterator[Row]:
    """Set marks under each other, from a height on."""
    for mark in marks:
        names = tuple(_names(mark, grid))
        bottom = top + _height(mark, len(names), grid)
        middle = bottom - STRIP / 2 - 3 if grid.above else (top + bottom) / 2
        yield Row(mark, names, tuple(_numbers(mark, grid)), top, middle, bottom)
        top = bottom


def dense_rows_of(marks: Iterable[Mark], grid: Grid, top: float) -> Iterator[Row]:
    """Set many marks close under each other: a number is said only where there is none to be shown."""
    for mark in marks:
        names = tuple(_names(mark, grid))
        numbers = tuple(_numbers(mark, grid)) if mark.value is None else ()
        # beside the dots, or above them, a line of text needs its own height
        texts = (len(names) + len(numbers) if grid.above else max(len(names), len(numbers))) * LINE
        strip = DENSE if mark.value is not None else 0
        bottom = top + (texts + strip if grid.above else max(texts, strip))
        yield Row(mark, names, numbers, top, bottom - DENSE / 2 if grid.above else (top + bottom) / 2, bottom)
        top = bottom


def _names(mark: Mark, grid: Grid) -> Iterator[TextLine]:
    yield from ((line, True) for line in textwrap.wrap(mark.label, grid.label_width))
    yield from ((line, False) for line in textwrap.wrap(mark.note, grid.label_width))


def _numbers(mark: Mark, grid: Grid) -> Iterator[TextLine]:
    lines = [line for line in mark.lines if line]
    if grid.above:
        yield " · ".join(lines), False
    else:
        yield from ((line, mark.value is not None and number == 0) for number, line in enumerate(lines))


def _height(mark: Mark, names: int, grid: Grid) -> float:
    if grid.above:
        drawn = STRIP + 4 if mark.value is not None else 8
        return (names + 1) * LINE + 8 + drawn
    return max(names, len(mark.lines), 2) * LINE + 18
