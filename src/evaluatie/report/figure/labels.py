"""Where the numbers on arrows stand: on their arrow, clear of nodes and of each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import combinations, pairwise
from typing import NamedTuple

from evaluatie.report.figure.flow import Flow
from evaluatie.report.figure.grid import SMALL
from evaluatie.report.figure.shapes import Point
from evaluatie.report.figure.text import measured

LINE_OF_LABEL = 16
ALONG = (0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8)
AT_THE_END = (0.82, 0.76, 0.7, 0.64, 0.58)
_ROUNDS = 3
_STEP = 5.0  # between the points of a way at which is looked what lies there


class Rectangle(NamedTuple):
    """A place on the page."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Rectangle) -> bool:
        """Whether two places have something in common."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, point: Point) -> bool:
        """Whether a point lies in it."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom


def labels(flow: Flow, texts: Sequence[tuple[str, ...]], where: Sequence[float]) -> tuple[Rectangle, ...]:
    """Give each arrow's label a place.

    Parameters
    ----------
    flow : Flow
        Nodes and arrows in their places.
    texts : sequence of tuple of str
        The lines of each label.
    where : sequence of float
        How far along an arrow its label may stand, from 0 to 1, the best first.

    Returns
    -------
    tuple of Rectangle
        The first places without a fault; else those with the fewest.
    """
    nodes = [Rectangle(node.x, node.y, node.x + node.width, node.y + node.height) for node in flow.nodes]
    points = [tuple(_along(route)) for route in flow.routes]
    placed: dict[int, Rectangle] = {}
    for _ in range(_ROUNDS):
        # from the second round on, a label also makes way for those that came after it
        for number, (route, lines) in enumerate(zip(flow.routes, texts, strict=True)):
            taken = [*nodes, *(place for other, place in placed.items() if other != number)]
            others = [point for other, passed in enumerate(points) if other != number for point in passed]
            candidates = [_around(_at(route, share), lines, flow) for share in where]
            placed[number] = min(candidates, key=partial(_faults, taken=taken, others=others))
        if not any(one.meets(other) for one, other in combinations(placed.values(), 2)):
            break
    return tuple(placed[number] for number in range(len(texts)))


def _faults(place: Rectangle, taken: Iterable[Rectangle], others: Iterable[Point]) -> tuple[int, int]:
    """Count what a label would cover, the worst first; of equal candidates the first is taken."""
    return sum(place.meets(other) for other in taken), sum(place.holds(point) for point in others)


def _around(point: Point, lines: tuple[str, ...], flow: Flow) -> Rectangle:
    """Give the place of a label whose middle is a point, moved where it would leave the page."""
    wide = max(measured(line, SMALL, strong=not k) for k, line in enumerate(lines)) + 6
    high = LINE_OF_LABEL * len(lines) + 2
    left = min(max(point[0] - wide / 2, 0), flow.width - wide)
    top = min(max(point[1] - high / 2, 0), flow.height - high)
    return Rectangle(left, top, left + wide, top + high)


def _at(route: Sequence[Point], share: float) -> Point:
    """Give the point that lies a share of the way along."""
    left = share * sum(math.dist(*piece) for piece in pairwise(route))
    for start, end in pairwise(route):
        length = math.dist(start, end)
        if left <= length and length:
            return _between(start, end, left / length)
        left -= length
    return route[-1]


def _along(route: Sequence[Point]) -> Iterator[Point]:
    for start, end in pairwise(route):
        steps = max(1, math.ceil(math.dist(start, end) / _STEP))
        yield from (_between(start, end, step / steps) for step in range(steps))


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
