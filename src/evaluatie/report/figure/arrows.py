"""Nodes and arrows as shapes: what a path diagram and its list have in common."""

from __future__ import annotations

import math
from collections.abc import Iterator

from evaluatie.report.figure.flow import Node
from evaluatie.report.figure.grid import LINE, SINK, TEXT
from evaluatie.report.figure.shapes import Area, Frame, Point, Shape, Stroke, Words
from evaluatie.report.picture import Arrow

_HEAD, _HALF = 9, 4.5  # length and half the breadth of an arrow's head
_STYLES = {"plain": ("accent", 1.8), "open": ("accent", 1.8), "hidden": ("edge", 1.4)}


def arrow_shapes(arrow: Arrow, route: tuple[Point, ...]) -> Iterator[Shape]:
    """Draw an arrow through some points: dashed where its interval contains zero, thin where it is not shown."""
    colour, thick = _STYLES[arrow.state]
    (x, y), (before_x, before_y) = route[-1], route[-2]
    length = math.dist(route[-1], route[-2])
    along, across = (x - before_x) / length, (y - before_y) / length
    back_x, back_y = x - _HEAD * along, y - _HEAD * across
    yield Stroke((*route[:-1], (back_x, back_y)), colour, thick, arrow.state == "open")
    one, other = (back_x - _HALF * across, back_y + _HALF * along), (back_x + _HALF * across, back_y - _HALF * along)
    yield Area((one, other, (x, y)), colour)


def node_shapes(node: Node) -> Iterator[Shape]:
    """Draw a node: a box with its name."""
    yield Frame(node.x, node.y, node.width, node.height, "panel", "edge", 1)
    x, first = node.x + node.width / 2, node.y + node.height / 2 - (len(node.lines) - 1) * LINE / 2
    for number, line in enumerate(node.lines):
        yield Words(x, first + number * LINE + SINK, line, "middle", TEXT, "ink")
