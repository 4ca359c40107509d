"""How comings and goings are drawn: a box of who was there, arrows in, up and out, and a box of who is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evaluatie.report.figure.grid import GRIDS, LINE, SINK, SMALL, TEXT, Layout
from evaluatie.report.figure.legend import hatch
from evaluatie.report.figure.shapes import Align, Area, Box, Drawing, Frame, Line, Shape, Stroke, Words
from evaluatie.report.figure.text import wrapped
from evaluatie.report.picture import Count, Moves, StockFlow

_HIGH, _LEAST = 44.0, 20.0  # of the largest box of a row, and of one that has room for its number
_ARM, _ROW = 25.0, 62.0  # of an arrow beside the line, and of a row's drawing
_HEAD, _HALF = 8.0, 4.5  # length and half the breadth of an arrow's head
_TIGHT = 15
_START, _CAME, _UP, _LEFT, _END = range(5)
_ICON, _ICON_WIDE = 8.0, 34.0  # half the height, and the breadth, of what stands for a column before its name


@dataclass(frozen=True)
class _Frame:
    """Measures of a layout: where the boxes and the arrows stand."""

    width: float
    box: float
    start: float
    end: float
    arrows: tuple[float, float, float]
    above: bool

    def middle(self, place: int) -> float:
        """Give the middle of one of the five."""
        boxes = {_START: self.start + self.box / 2, _END: self.end + self.box / 2}
        return boxes[place] if place in boxes else self.arrows[place - 1]


_FRAMES: dict[Layout, _Frame] = {
    "wide": _Frame(720, 88, 166, 630, (318, 430, 542), above=False),
    "narrow": _Frame(320, 66, 1, 253, (80, 144, 232), above=True),
}


def stock_flow(content: StockFlow, layout: Layout) -> Drawing:
    """Place groups under each other.

    Parameters
    ----------
    content : StockFlow
        The groups.
    layout : str
        ``"wide"`` (names beside the drawing, heads above the columns) or ``"narrow"`` (names above, heads as a list).

    Returns
    -------
    Drawing
    """
    frame = _FRAMES[layout]
    shapes, top = _listed(content, frame) if frame.above else _heads(content, frame)
    for number, group in enumerate(content.groups):
        if number or not frame.above:
            shapes.append(Line(0, top, frame.width, top, "line", 0.8))
        row, top = _row(group, frame, top)
        shapes += row
    return Drawing(GRIDS[layout].width, top + 2, (Box(0, 0, frame.width, top + 2, "paper"), *shapes))


def _heads(content: StockFlow, frame: _Frame) -> tuple[list[Shape], float]:
    """Write the names of the columns above them."""
    rooms = (frame.box + 30, 104.0, 104.0, 104.0, frame.box)
    names = [wrapped(name, room, SMALL) for name, room in zip(content.names, rooms, strict=True)]
    bottom = 2 + _TIGHT * max(map(len, names)) + 4
    shapes: list[Shape] = []
    for place, lines in enumerate(names):
        for number, line in enumerate(lines):
            y = bottom - 4 - _TIGHT * (len(lines) - number - 0.5) + SINK * SMALL / TEXT
            shapes.append(Words(frame.middle(place), y, line, "middle", SMALL, "muted"))
    return shapes, bottom


def _listed(content: StockFlow, frame: _Frame) -> tuple[list[Shape], float]:
    """Write the names of the columns under each other, each after what stands for it."""
    shapes: list[Shape] = []
    top = 1.0
    for place, name in enumerate(content.names):
        lines = wrapped(name, frame.width - _ICON_WIDE - 6, SMALL)
        high = max(len(lines) * _TIGHT + 6, 2 * _ICON + 8)
        shapes += _icon(place, top + high / 2)
        first = top + high / 2 - (len(lines) - 1) * _TIGHT / 2
        for number, line in enumerate(lines):
            y = first + number * _TIGHT + SINK * SMALL / TEXT
            shapes.append(Words(_ICON_WIDE + 4, y, line, "start", SMALL, "ink"))
        top += high
    return shapes, top + 6


def _icon(place: int, middle: float) -> Iterator[Shape]:
    if place in (_START, _END):
        side = 0 if place == _START else _ICON_WIDE - 12
        yield Frame(side + 1, middle - 6, 10, 12, "panel", "edge", 1)
        yield (
            Line(12, middle, _ICON_WIDE, middle, "edge", 1.4)
            if place == _START
            else Line(0, middle, _ICON_WIDE - 12, middle, "edge", 1.4)
        )
        return
    line = middle + _ICON if place != _LEFT else middle - _ICON
    yield Line(4, line, _ICON_WIDE - 4, line, "edge", 1.4)
    yield from _arrow(place, _ICON_WIDE / 2, line, 2 * _ICON, "accent")


def _row(group: Moves, frame: _Frame, top: float) -> tuple[list[Shape], float]:
    room = frame.width - 8 if frame.above else frame.start - 12
    names = [(line, True) for line in wrapped(group.label, room, TEXT, strong=True)]
    names += [(line, False) for line in wrapped(group.note, room, TEXT)]
    drawn = bool(group.counts)
    if frame.above:
        names += [(line, False) for line in wrapped(group.beside, room, TEXT)]
        bottom = top + 6 + len(names) * LINE + (_ROW + 6 if drawn else 8)
        first, middle = top + 6 + LINE / 2, bottom - 4 - _ROW / 2
    else:
        bottom = top + max(len(names) * LINE + 12, _ROW + 10 if drawn else 34)
        middle = (top + bottom) / 2
        first = middle - (len(names) - 1) * LINE / 2
    shapes: list[Shape] = [
        Words(0, first + number * LINE + SINK, line, "start", TEXT, "ink" if strong else "muted", strong)
        for number, (line, strong) in enumerate(names)
    ]
    if drawn:
        shapes += _flow(group.counts, frame, middle)
    elif not frame.above:
        shapes.append(Words(frame.start, middle + SINK, group.beside, "start", TEXT, "muted"))
    return shapes, bottom


def _flow(counts: tuple[Count, ...], frame: _Frame, middle: float) -> Iterator[Shape]:
    """Draw a line from box to box, and arrows that meet it or leave it."""
    left, right = frame.start + frame.box, frame.end
    yield Line(left, middle, right - _HEAD, middle, "edge", 1.8)
    yield Area(((right - _HEAD, middle - _HALF), (right - _HEAD, middle + _HALF), (right, middle)), "edge")
    most = max((count.value for count in (counts[_START], counts[_END]) if count.value is not None), default=0.0)
    for place in (_START, _END):
        yield from _box(counts[place], most, frame.start if place == _START else frame.end, frame.box, middle)
    for place in (_CAME, _UP, _LEFT):
        yield from _moved(counts[place], place, frame, middle)


def _box(count: Count, most: float, left: float, wide: float, middle: float) -> Iterator[Shape]:
    """Draw a box as high as its number; one that is not shown has a height of its own, which tells nothing."""
    if count.value is None:
        yield Frame(left, middle - _HIGH / 2, wide, _HIGH, "paper", "edge", 1)
        if count.text:
            yield from hatch(left, middle - _HIGH / 2, wide, _HIGH)
            yield Box(left + wide / 2 - 11, middle - 9, 22, 18, "paper")
            yield Words(left + wide / 2, middle + SINK, count.text, "middle", TEXT, "ink")
        return
    high = max(_HIGH * count.value / most if most else 0.0, 1.0)
    yield Frame(left, middle - high / 2, wide, high, "panel", "edge", 1)
    # beside a box that is too low for its number stands none of the line's arrows: there is room above it
    y = middle if high >= _LEAST else middle - high / 2 - 10
    yield Words(left + wide / 2, y + SINK, count.text, "middle", TEXT, "ink", True)


def _moved(count: Count, place: int, frame: _Frame, middle: float) -> Iterator[Shape]:
    if count.value is None and not count.text:
        return
    align: Align
    shown, x = count.value is not None, frame.middle(place)
    yield from _arrow(place, x, middle, _ARM, "accent" if shown else "edge")
    below = place == _LEFT
    y = middle + 15 if below else middle - 15
    # where there is little room, the number of who left stands before its arrow, away from the box
    before = below and frame.above
    x, align = (x - 9, "end") if before else (x + 9, "start")
    yield Words(x, y + SINK, count.text, align, TEXT, "ink" if shown else "muted", shown)


def _arrow(place: int, x: float, line: float, length: float, colour: str) -> Iterator[Shape]:
    """Draw an arrow that comes down to the line, goes up from it, or goes down from it."""
    far = line + length if place == _LEFT else line - length
    tail, tip = (far, line - 1) if place == _CAME else (line, far)
    back = tip + (-_HEAD if tip > tail else _HEAD)
    yield Stroke(((x, tail), (x, back)), colour, 1.8)
    yield Area(((x - _HALF, back), (x + _HALF, back), (x, tip)), colour)
