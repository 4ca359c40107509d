"""Where four fields stand: squares grow from where two lines cross, each as large as its share."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from evaluatie.report.figure.grid import LINE, SINK, SMALL, TEXT, Layout
from evaluatie.report.figure.legend import swatch
from evaluatie.report.figure.shades import shades
from evaluatie.report.figure.shapes import Align, Area, Box, Drawing, Line, Shape, Words
from evaluatie.report.figure.text import wrapped
from evaluatie.report.picture import Field, Fields

_LARGE = 24  # size of the percentages
_GAP = 3  # between a square and the lines that cross
_AXES = 26  # what an axis and its title take


@dataclass(frozen=True)
class _Frame:
    """Measures of a layout: the page, the side of a square of 100%, the room for texts, and whether these are above."""

    width: float
    side: float
    room: float
    above: bool

    @property
    def centre(self) -> float:
        return (self.width + _AXES) / 2


_FRAMES: dict[Layout, _Frame] = {
    "wide": _Frame(width=720, side=150, room=180, above=False),
    "narrow": _Frame(width=320, side=104, room=136, above=True),
}


def quadrants(content: Fields, layout: Layout) -> Drawing:
    """Place four fields.

    Parameters
    ----------
    content : Fields
        The fields and the titles of the axes.
    layout : str
        ``"wide"`` (texts beside the squares) or ``"narrow"`` (texts above and below them).

    Returns
    -------
    Drawing
    """
    frame = _FRAMES[layout]
    blocks = [_block(field, frame) for field in content.fields]
    heights = [_height(block, frame) for block in blocks]
    # the upper fields come last, but stand first
    lower, upper = max(heights[:2]), max(heights[2:])
    middle = upper + 4
    bottom = middle + lower + 4
    shapes: list[Shape] = list(_axes(content, frame, middle, bottom))
    places = ((-1, 1), (1, 1), (-1, -1), (1, -1))
    for field, block, shade, (across, down) in zip(content.fields, blocks, shades(4), places, strict=True):
        if field.share is not None:
            side = frame.side * math.sqrt(field.share)
            x = frame.centre + (_GAP if across > 0 else -_GAP - side)
            y = middle + (_GAP if down > 0 else -_GAP - side)
            shapes += swatch(x, y, side, side, shade) if side >= 0.1 else ()
        shapes += _texts(block, frame, across, down, middle)
    height = bottom + _AXES
    return Drawing(frame.width, height, (Box(0, 0, frame.width, height, "paper"), *shapes))


TextLine = tuple[
    str, int, bool, float
]  # what it says, its size, whether it is bold, and what it takes from top to bottom


def _block(field: Field, frame: _Frame) -> tuple[TextLine, ...]:
    shown = field.share is not None
    lines = [(line, TEXT, True, LINE) for line in wrapped(field.name, frame.room, TEXT, strong=True)]
    lines.append((field.value, _LARGE, True, 32) if shown else (field.value, TEXT, False, LINE + 4))
    lines += [(line, SMALL, False, LINE - 1) for text in field.lines for line in wrapped(text, frame.room, SMALL)]
    return tuple(lines)


def _height(block: tuple[TextLine, ...], frame: _Frame) -> float:
    texts = sum(line[-1] for line in block)
    return frame.side + _GAP + (texts + 10 if frame.above else 0)


def _axes(content: Fields, frame: _Frame, middle: float, bottom: float) -> Iterator[Shape]:
    left, right = _AXES, frame.width - 2
    yield Line(frame.centre, 2, frame.centre, bottom, "edge", 1)
    yield Line(left, middle, right, middle, "edge", 1)
    yield Line(left, 8, left, bottom, "ink", 1.2)
    yield Line(left, bottom, right - 6, bottom, "ink", 1.2)
    yield Area(((left - 4, 10), (left + 4, 10), (left, 2)), "ink")
    yield Area(((right - 8, bottom - 4), (right - 8, bottom + 4), (right, bottom)), "ink")
    yield Words(left - 9, bottom / 2, content.upward, "middle", SMALL, "muted", upward=True)
    yield Words(frame.centre, bottom + 18, content.across, "middle", SMALL, "muted")


def _texts(block: tuple[TextLine, ...], frame: _Frame, across: int, down: int, middle: float) -> Iterator[Words]:
    height = sum(line[-1] for line in block)
    align: Align = "end" if across < 0 and not frame.above else "start"
    if frame.above:
        x = frame.centre + 8 if across > 0 else _AXES + 6.0
        top = middle + down * (frame.side + _GAP + 8) - (height if down < 0 else 0)
    else:
        x = frame.centre + across * (frame.side + _GAP + 14)
        top = middle + down * (frame.side / 2) - height / 2
    for text, size, strong, taken in block:
        colour = "ink" if strong else "muted"
        yield Words(x, top + taken / 2 + SINK * size / TEXT, text, align, size, colour, strong)
        top += taken
