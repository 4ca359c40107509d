"""What lines and marks stand for: samples with names, above a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from evaluatie.report.figure.grid import SINK, SMALL, TEXT
from evaluatie.report.figure.shapes import Dot, Line, Shape, Stroke, Words
from evaluatie.report.figure.text import measured

Sample = Callable[[float, float], Iterator[Shape]]
_LONG, _APART, _LINE = 24.0, 22.0, 19.0


def key(entries: Sequence[tuple[str, Sample]], width: float, top: float = 0.0) -> tuple[list[Shape], float]:
    """Set samples with their names beside each other, on as many lines as they need.

    Parameters
    ----------
    entries : sequence of (str, callable)
        Names, and what draws a sample from its left end and the height of its middle.
    width : float
        Of the page.
    top : float
        Where the first line begins.

    Returns
    -------
    shapes : list
    bottom : float
        Where it ends.
    """
    shapes: list[Shape] = []
    x, y = 0.0, top + _LINE / 2
    for name, sample in entries:
        wide = _LONG + 6 + measured(name, SMALL)
        if x and x + wide > width:
            x, y = 0.0, y + _LINE
        shapes += [*sample(x, y), Words(x + _LONG + 6, y + SINK * SMALL / TEXT, name, "start", SMALL, "ink")]
        x += wide + _APART
    return shapes, y + _LINE / 2


def line_sample(colour: str, width: float, *, dashed: bool = False, dotted: bool = False) -> Sample:
    """Give what draws a sample of a line."""

    def sample(x: float, y: float) -> Iterator[Shape]:
        yield Stroke(((x, y), (x + _LONG, y)), colour, width, dashed, dotted)

    return sample


def dot_sample(fill: str, edge: str, *, whiskers: bool = False) -> Sample:
    """Give what draws a sample of a dot, with an interval through it where asked."""

    def sample(x: float, y: float) -> Iterator[Shape]:
        if whiskers:
            yield Line(x + 2, y, x + _LONG - 2, y, edge, 2)
        yield Dot(x + _LONG / 2, y, 4, fill, edge, 1.6)

    return sample
