"""How interventions over time are drawn: a bar each on an axis of dates, whose form tells how it stands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from evaluatie.report.figure.events import BADGE, event_key, event_lines, spread
from evaluatie.report.figure.grid import LINE, SINK, SMALL, TEXT, TO_TICKS, Layout
from evaluatie.report.figure.shapes import Align, Area, Box, Drawing, Line, Shape, Stroke, Words
from evaluatie.report.figure.text import measured
from evaluatie.report.figure.timeline_places import ASIDE, SLANT, TIGHT, Chart, Row, chart
from evaluatie.report.numerals import Numerals
from evaluatie.report.picture import Timeline

_HIGH, _LEAST = 12.0, 5.0  # of a bar; how wide that of one day is at least
_HEAD, _WING = 9.0, 9.0  # length and half the breadth of what shows that it goes on
_SINK = SINK * SMALL / TEXT


def timeline(content: Timeline, numerals: Numerals, layout: Layout) -> Drawing:
    """Place interventions under each other, the measurements and the events as lines through them.

    Parameters
    ----------
    content : Timeline
        The rows, the measurements and the events.
    numerals : Numerals
        Writes the dates in the reader's language.
    layout : str
        ``"wide"`` (names left and texts right of the bars) or ``"narrow"`` (above them).

    Returns
    -------
    Drawing
    """
    placed = chart(content, layout)
    shapes = [*_grid(placed), *_waves(placed), *_events(placed)]
    for row in placed.rows:
        shapes += [*_texts(row, placed), *_bar(row, placed)]
    axis, bottom = _axis(placed, numerals)
    key, height = event_key(content.events, bottom, placed.width)
    return Drawing(placed.width, height, (Box(0, 0, placed.width, height, "paper"), *shapes, *axis, *key))


def _grid(placed: Chart) -> Iterator[Shape]:
    """Draw a line at each tick, and a rule between interventions."""
    for day in placed.ticks:
        yield Line(placed.of_day(day), placed.start, placed.of_day(day), placed.axis, "line", 0.8)
    for before, row in pairwise(placed.rows):
        if row.span.label:
            middle = (before.bottom + row.top) / 2
            yield Line(0, middle, placed.width, middle, "line", 0.8)


def _waves(placed: Chart) -> Iterator[Shape]:
    """Draw the measurements as lines, under names that make way for each other."""
    if not placed.names:
        return
    wide = [max(measured(line, SMALL, strong) for line, strong in lines) for lines in placed.names]
    gaps = [(one + other) / 2 + ASIDE for one, other in pairwise(wide)]
    across = [placed.x(wave.at) for wave in placed.content.waves]
    middles = spread(across, gaps, wide[0] / 2, placed.width - wide[-1] / 2)
    below = placed.head - SLANT
    for lines, x, middle in zip(placed.names, across, middles, strict=True):
        yield Stroke(((middle, below + 1), (x, placed.head), (x, placed.axis)), "ink", 1.4)
        for number, (line, strong) in enumerate(lines):
            y = below - (len(lines) - number - 0.5) * TIGHT + _SINK - 1
            yield Words(middle, y, line, "middle", SMALL, "ink" if strong else "muted", strong)


def _events(placed: Chart) -> Iterator[Shape]:
    events = placed.content.events
    ends = placed.x(0) + BADGE, placed.x(1) - BADGE
    yield from event_lines(events, [placed.x(event.at) for event in events], ends, placed.head, placed.axis)


def _bar(row: Row, placed: Chart) -> Iterator[Shape]:
    """Draw a bar: of dashes where it is planned, with a head where it goes on, with a stroke where it was stopped."""
    left, right = placed.x(row.span.start), placed.x(row.span.end)
    if right - left < _LEAST:
        left, right = ((left + right + side * _LEAST) / 2 for side in (-1, 1))
    top, bottom = row.middle - _HIGH / 2, row.middle + _HIGH / 2
    if row.span.status == "planned":
        corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
        yield Stroke(corners, "accent", 1.6, dashed=True)
        return
    yield Box(left, top, right - left, _HIGH, "accent")
    # a measurement shows in the bar as a cut
    across = [placed.x(wave.at) for wave in placed.content.waves]
    yield from (Line(x, top, x, bottom, "paper", 1.4) for x in across if left < x < right)
    if row.span.status == "running":
        yield Area(((right, row.middle - _WING), (right + _HEAD, row.middle), (right, row.middle + _WING)), "accent")
    if row.span.status == "stopped":
        yield Line(right, row.middle - _WING, right, row.middle + _WING, "ink", 3)


def _texts(row: Row, placed: Chart) -> Iterator[Shape]:
    """Write names left and status and days right of the bar; or all above it, covering the lines that run there."""
    status, days = row.span.lines
    named = [(row.first + (number + 0.5) * LINE, *line) for number, line in enumerate(row.names)]
    if placed.layout == "wide":
        yield from (_words(0, y, text, strong) for y, text, strong in named)
        yield _words(placed.width, row.middle - LINE / 2, status, True, "end")
        yield _words(placed.width, row.middle + LINE / 2, days, False, "end")
        return
    y = row.first + (len(named) + 0.5) * LINE
    beside = measured(status, TEXT, strong=True) + 8
    lines = [(0.0, *line) for line in (*named, (y, status, True))]
    for x, middle, text, strong in (*lines, (beside, y, days, False)):
        yield Box(x, middle - LINE / 2, measured(text, TEXT, strong) + 4, LINE, "paper")
        yield _words(x, middle, text, strong)


def _words(x: float, middle: float, text: str, strong: bool, align: Align = "start") -> Words:
    return Words(x, middle + SINK, text, align, TEXT, "ink" if strong else "muted", strong)


def _axis(placed: Chart, numerals: Numerals) -> tuple[list[Shape], float]:
    """Write months under the axis, and under the first one of each year the year."""
    shapes: list[Shape] = [Line(placed.x(0), placed.axis, placed.x(1), placed.axis, "edge", 1)]
    before = 0
    for day in placed.ticks:
        x, y = placed.of_day(day), placed.axis + TO_TICKS + 2
        shapes.append(Line(x, placed.axis, x, placed.axis + 4, "edge", 1))
        shapes.append(Words(x, y, numerals.month(day.month), "middle", SMALL, "muted"))
        if day.year != before:
            shapes.append(Words(x, y + TIGHT, numerals.year(day.year), "middle", SMALL, "muted"))
        before = day.year
    return shapes, placed.axis + TO_TICKS + TIGHT + 12
