"""What the colours of a figure stand for: swatches with names, on as many lines as they need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from evaluatie.report.figure.grid import SINK, SMALL
from evaluatie.report.figure.shades import Shade
from evaluatie.report.figure.shapes import Box, Frame, Line, Shape, Words
from evaluatie.report.figure.text import measured, wrapped

_SWATCH, _TO_NAME, _APART, _LINE = 13, 6, 18, 19


def legend(entries: Sequence[tuple[str, Shade | None]], width: float) -> tuple[list[Shape], float]:
    """Set a legend from the upper left corner on.

    Parameters
    ----------
    entries : sequence of (str, Shade or None)
        Names with their shade; None for what is not shown.
    width : float
        Of the page.

    Returns
    -------
    shapes : list
    bottom : float
        Where it ends.
    """
    shapes: list[Shape] = []
    x, y = 1.0, 1.0
    for name, shade in entries:
        lines = wrapped(name, width - _SWATCH - _TO_NAME - 4, SMALL)
        widest = max((measured(line, SMALL) for line in lines), default=0.0)
        if x > 1 and x + _SWATCH + _TO_NAME + widest > width:
            x, y = 1.0, y + _LINE
        shapes += swatch(x, y + (_LINE - _SWATCH) / 2, _SWATCH, _SWATCH, shade)
        for line in lines:
            shapes.append(Words(x + _SWATCH + _TO_NAME, y + _LINE / 2 + SINK, line, "start", SMALL, "ink"))
            y += _LINE
        y -= _LINE
        x += _SWATCH + _TO_NAME + widest + _APART
    return shapes, y + _LINE


def swatch(x: float, y: float, width: float, height: float, shade: Shade | None) -> Iterator[Shape]:
    """Draw a part: filled, with an edge where the colour is faint, hatched where there is nothing to be shown."""
    if shade is None:
        yield Frame(x, y, width, height, "paper", "edge", 1)
        yield from hatch(x, y, width, height)
    elif shade.strong:
        yield Box(x, y, width, height, shade.fill)
    else:
        # the edge's middle lies half its width inside, so that both kinds of parts are equally large
        yield Frame(x + 0.5, y + 0.5, max(width - 1, 0.1), height - 1, shade.fill, "edge", 1)


def hatch(x: float, y: float, width: float, height: float, step: float = 6) -> Iterable[Line]:
    """Draw slanting lines that end at the sides of a rectangle."""
    offset = step
    while offset < width + height:
        left, low = (x + offset - height, y + height) if offset > height else (x, y + offset)
        right, high = (x + width, y + offset - width) if offset > width else (x + offset, y)
        yield Line(left, low, right, high, "edge", 0.8)
        offset += step
