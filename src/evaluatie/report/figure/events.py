"""What else went on, as numbers on a chart: they make way for each other, and a key says what they stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from evaluatie.report.figure.grid import LINE, SINK, SMALL, TEXT
from evaluatie.report.figure.shapes import Dot, Shape, Stroke, Words
from evaluatie.report.figure.text import wrapped
from evaluatie.report.picture import Event

BADGE = 9  # radius of an event's number
ROOM = 28  # above a chart, for the numbers of events
_APART = 2.0 * BADGE + 2  # between the numbers of two events


def event_lines(
    events: Sequence[Event], across: Sequence[float], ends: tuple[float, float], head: float, bottom: float
) -> Iterator[Shape]:
    """Draw dashed lines, with numbers on top that make way for each other.

    Parameters
    ----------
    events : sequence of Event
        In the order of time.
    across : sequence of float
        Where their lines stand.
    ends : tuple of float
        How far left and right their numbers may stand.
    head, bottom : float
        Where the numbers begin, `ROOM` above the chart, and where the lines end.
    """
    middle = head + BADGE + 1
    gaps = [_APART] * (len(across) - 1)
    for event, x, at in zip(events, across, spread(across, gaps, *ends), strict=True):
        yield Stroke(((at, middle), (x, head + ROOM), (x, bottom)), "muted", 1.2, True)
        yield from _badge(at, middle, event.number)


def spread(places: Sequence[float], gaps: Sequence[float], left: float, right: float) -> list[float]:
    """Move places apart, each as little as can be: those too near each other lie around their own middle.

    Parameters
    ----------
    places : sequence of float
        Where they should be, from left to right.
    gaps : sequence of float
        How far each should be from the next; less where there is no room for it.
    left, right : float
        Where the first and the last may be.

    Returns
    -------
    list of float
    """
    fitting = min(1.0, (right - left) / (sum(gaps) or 1.0))
    offsets = list(accumulate((fitting * gap for gap in gaps), initial=0.0))
    # with the distances taken off, they need only rise: neighbours that do not are pooled
    pools: list[tuple[float, int]] = []
    for place, offset in zip(places, offsets, strict=False):
        middle, size = place - offset, 1
        while pools and pools[-1][0] > middle:
            before, many = pools.pop()
            middle, size = (middle * size + before * many) / (size + many), size + many
        pools.append((middle, size))
    highest = right - offsets[-1]
    moved = [min(max(middle, left), highest) for middle, size in pools for _ in range(size)]
    return [place + offset for place, offset in zip(moved, offsets, strict=False)]


def event_key(events: Sequence[Event], top: float, width: float) -> tuple[list[Shape], float]:
    """Say what the numbers stand for, and give where that ends."""
    shapes: list[Shape] = []
    for event in events:
        lines = wrapped(event.name, width - 2 * BADGE - 12, SMALL)
        shapes += _badge(BADGE + 1, top + LINE / 2 + 2, event.number)
        for number, line in enumerate(lines):
            y = top + LINE * (number + 0.5) + 2 + SINK * SMALL / TEXT
            shapes.append(Words(2 * BADGE + 8, y, line, "start", SMALL, "ink"))
        top += LINE * len(lines) + 5
    return shapes, top + (2 if events else 0)


def _badge(x: float, y: float, number: str) -> Iterator[Shape]:
    yield Dot(x, y, BADGE, "paper", "muted", 1.2)
    yield Words(x, y + SINK * SMALL / TEXT, number, "middle", SMALL, "ink")
