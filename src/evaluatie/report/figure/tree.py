"""A path diagram as a list, where there is no room for it: what an arrow leads to stands under what it leads from."""

from __future__ import annotations

from collections.abc import Iterator

from evaluatie.report.figure.arrows import arrow_shapes, node_shapes
from evaluatie.report.figure.flow import INSIDE, Node
from evaluatie.report.figure.grid import LINE, SINK, TEXT
from evaluatie.report.figure.shapes import Box, Drawing, Shape, Stroke, Words
from evaluatie.report.figure.text import measured, wrapped
from evaluatie.report.picture import Arrow, Web

_STEM, _NAMES = 14, 48  # from the left: the line down, and where names begin
_BETWEEN, _APART = 8, 16  # between two rows, and between two lists


def tree(content: Web, width: float) -> Drawing:
    """Place a path diagram as lists.

    Parameters
    ----------
    content : Web
        Nodes and arrows.
    width : float
        Of the page.

    Returns
    -------
    Drawing
    """
    shapes: list[Shape] = []
    top = 1.0
    for node in sorted(range(len(content.nodes)), key=content.layers.__getitem__):
        arrows = [arrow for arrow in content.arrows if arrow.first == node]
        if arrows:
            listed, top = _list(content.nodes[node], arrows, content, width, top)
            shapes += listed
            top += _APART
    height = top - _APART + 2
    return Drawing(width, height, (Box(0, 0, width, height, "paper"), *shapes))


def _list(name: str, arrows: list[Arrow], content: Web, width: float, top: float) -> tuple[list[Shape], float]:
    lines = wrapped(name, width - 2 - 2 * INSIDE, TEXT)
    box = Node(1, top, width - 2, len(lines) * LINE + 2 * INSIDE, lines)
    shapes: list[Shape] = []
    y = box.y + box.height + _BETWEEN
    middle = y
    for arrow in arrows:
        names = wrapped(content.nodes[arrow.last], _room(arrow, width), TEXT)
        lines_here = max(len(names), len(arrow.lines))
        middle = y + lines_here * LINE / 2
        shapes += arrow_shapes(arrow, ((_STEM, middle), (_NAMES - 5, middle)))
        shapes += _column(names, _NAMES, middle, "ink")
        shapes += _numbers(arrow, width, middle)
        y += lines_here * LINE + _BETWEEN
    stem = Stroke(((_STEM, box.y + box.height), (_STEM, middle)), "edge", 1.4)
    return [stem, *shapes, *node_shapes(box)], y


def _room(arrow: Arrow, width: float) -> float:
    widest = max(measured(line, TEXT, strong=not number) for number, line in enumerate(arrow.lines))
    return width - _NAMES - widest - 14


def _column(lines: tuple[str, ...], x: float, middle: float, colour: str) -> Iterator[Words]:
    first = middle - (len(lines) - 1) * LINE / 2
    for number, line in enumerate(lines):
        yield Words(x, first + number * LINE + SINK, line, "start", TEXT, colour)


def _numbers(arrow: Arrow, width: float, middle: float) -> Iterator[Words]:
    first, shown = middle - (len(arrow.lines) - 1) * LINE / 2, arrow.state != "hidden"
    for number, line in enumerate(arrow.lines):
        strong = shown and number == 0
        colour = "ink" if strong else "muted"
        yield Words(width - 2, first + number * LINE + SINK, line, "end", TEXT, colour, strong)
