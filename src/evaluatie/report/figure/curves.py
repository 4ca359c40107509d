"""How shares over time are drawn: points with intervals, what connects them, names, and a table under the axis."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise

from evaluatie.report.figure.curve_places import SAMPLE, TIGHT, Chart, Named, chart
from evaluatie.report.figure.grid import LINE, SINK, SMALL, TEXT, TO_TICKS, Layout
from evaluatie.report.figure.markers import mark
from evaluatie.report.figure.shapes import Area, Box, Drawing, Line, Point, Shape, Stroke, Words
from evaluatie.report.figure.text import wrapped
from evaluatie.report.figure.ticks import round_ticks
from evaluatie.report.numerals import Numerals
from evaluatie.report.picture import Curves

_LINES = 5  # of the grid, at most
_SINK = SINK * SMALL / TEXT


def curves(content: Curves, numerals: Numerals, layout: Layout) -> Drawing:
    """Place shares over time on one chart.

    Parameters
    ----------
    content : Curves
        The series.
    numerals : Numerals
        Writes the ticks in the reader's language.
    layout : str
        ``"wide"`` (names of the series beside the chart) or ``"narrow"`` (above it).

    Returns
    -------
    Drawing
    """
    placed = chart(content, layout)
    shapes: list[Shape] = []
    if content.banded:
        shapes += [shape for number, _ in enumerate(placed.names) for shape in _bands(number, placed)]
    shapes += _grid(placed, numerals)
    for number, named in enumerate(placed.names):
        shapes += _connectors(number, named, placed)
    for number, named in enumerate(placed.names):
        shapes += [*_points(number, named, placed), *_name(named, placed)]
    table, height = _table(placed)
    return Drawing(placed.width, height, (Box(0, 0, placed.width, height, "paper"), *shapes, *table))


def _bands(number: int, placed: Chart) -> Iterator[Shape]:
    """Draw the intervals as a band, over neighbours that all have one."""
    content = placed.content
    points = zip(content.times, content.series[number].points, strict=True)
    for whole, run in groupby(points, key=lambda pair: None not in (pair[1].low, pair[1].high)):
        ends = [(placed.x(time), point.low or 0.0, point.high or 0.0) for time, point in run]
        if whole and len(ends) > 1:
            lower, upper = [(x, placed.y(low)) for x, low, _ in ends], [(x, placed.y(high)) for x, _, high in ends]
            yield Area((*upper, *lower[::-1]), "band")
            yield from (Stroke(tuple(edge), "edge", 0.8) for edge in (upper, lower))


def _grid(placed: Chart, numerals: Numerals) -> Iterator[Shape]:
    content = placed.content
    yield Words(placed.left - 44, placed.top - 14, content.upward, "start", SMALL, "muted")
    ticks = round_ticks(*content.limits, _LINES)
    digits = 2 if all(abs(100 * tick - round(100 * tick)) < 1e-6 for tick in ticks) else 3
    for tick in ticks:
        y = placed.y(tick)
        yield Line(placed.left, y, placed.right, y, "line", 0.8)
        yield Words(placed.left - 6, y + _SINK, numerals.percent(tick, digits), "end", SMALL, "muted")
    yield Line(placed.left, placed.bottom, placed.right, placed.bottom, "edge", 1)
    for number, time in enumerate(content.times):
        x = placed.x(time)
        yield Line(x, placed.bottom, x, placed.bottom + 4, "edge", 1)
        if number in placed.labelled:
            yield Words(x, placed.bottom + TO_TICKS + 2, content.names[number], "middle", SMALL, "muted")
    if content.start is not None:
        x = placed.x(content.start)
        yield Line(x, placed.bottom, x, placed.bottom + 4, "edge", 1)
        yield Words(x, placed.bottom + TO_TICKS + 2, numerals.count(content.start), "middle", SMALL, "muted")


def _places(number: int, placed: Chart) -> list[Point | None]:
    """Give where the points of a series stand; None where there is none to be shown."""
    content, off = placed.content, placed.beside(number)
    return [
        None
        if point.value is None
        else (placed.x(time) + (0 if content.begins(number, k) else off), placed.y(point.value))
        for k, (time, point) in enumerate(zip(content.times, content.series[number].points, strict=True))
    ]


def _connectors(number: int, named: Named, placed: Chart) -> Iterator[Shape]:
    """Connect neighbours of which both are shown; a target is the same wherever nothing else is said."""
    places, content = _places(number, placed), placed.content
    if named.series.role == "target":
        yield from _target([place for place in places if place is not None], placed)
        return
    if content.start is not None:
        places = [(placed.x(content.start), placed.y(1.0)), *places]
    dotted = _dotted(named, placed)
    for one, other in pairwise(places):
        if one is not None and other is not None:
            yield Stroke((one, other), named.marker.colour, 1.4 if dotted else 1.8, dotted=dotted)


def _dotted(named: Named, placed: Chart) -> bool:
    """Whether a line only helps the eye: of who is still employed nothing is told between the times."""
    return bool(placed.content.table) or named.series.role == "projected"


def _target(places: list[Point], placed: Chart) -> Iterator[Shape]:
    if not places:
        return
    level = len({y for _, y in places}) == 1
    points = ((placed.left, places[0][1]), (placed.right, places[0][1])) if level else tuple(places)
    yield Stroke(points, "ink", 1.4, dashed=True)


def _points(number: int, named: Named, placed: Chart) -> Iterator[Shape]:
    if named.series.role == "target":
        return
    many = sum(bool(one.shown) for one in placed.content.series) > 5 and placed.layout == "narrow"
    for k, (place, point) in enumerate(zip(_places(number, placed), named.series.points, strict=True)):
        if place is None or placed.content.begins(number, k):
            continue
        x, y = place
        if point.low is not None and point.high is not None and not placed.content.banded:
            yield Line(x, placed.y(point.low), x, placed.y(point.high), named.marker.colour, 1.4)
        yield from mark(named.marker, x, y, 3.4 if many else 4.5)


def _name(named: Named, placed: Chart) -> Iterator[Shape]:
    """Write a series' name after a sample of it: at the height where it ends, or above the chart."""
    left = placed.right + 8 if placed.layout == "wide" else 2.0
    middle = named.top + TIGHT / 2
    yield from _sample(named, left, middle, placed)
    for number, (line, strong) in enumerate(named.lines):
        y = named.top + TIGHT * (number + 0.5) + _SINK
        yield Words(left + SAMPLE + 4, y, line, "start", SMALL, "ink" if strong else "muted", strong)


def _sample(named: Named, left: float, middle: float, placed: Chart) -> Iterator[Shape]:
    if not named.series.shown:
        return
    ends = ((left, middle), (left + SAMPLE - 2, middle))
    if named.series.role == "target":
        yield Stroke(ends, "ink", 1.4, dashed=True)
        return
    dotted = _dotted(named, placed)
    yield Stroke(ends, named.marker.colour, 1.4 if dotted else 1.8, dotted=dotted)
    yield from mark(named.marker, left + SAMPLE / 2 - 1, middle)


def _table(placed: Chart) -> tuple[list[Shape], float]:
    """Write the axis's title, and under it a row of numbers per series at the times that they belong to."""
    content, top = placed.content, placed.bottom + TO_TICKS + 8
    shapes: list[Shape] = []
    if content.across:
        middle = (placed.left + placed.right) / 2
        shapes.append(Words(middle, top + LINE / 2 + _SINK, content.across, "middle", SMALL, "muted"))
        top += LINE + 6
    if not content.table:
        return shapes, top + 4
    room = placed.width if placed.layout == "narrow" else placed.right
    for line in wrapped(content.table, room, SMALL, strong=True):
        shapes.append(Words(0, top + LINE / 2 + _SINK, line, "start", SMALL, "ink", True))
        top += LINE
    for named in placed.names:
        row, top = _table_row(named, placed, top)
        shapes += row
    return shapes, top + 4


def _table_row(named: Named, placed: Chart, top: float) -> tuple[list[Shape], float]:
    narrow = placed.layout == "narrow"
    text = f"{named.series.label}, {named.series.note}" if named.series.note else named.series.label
    lines = wrapped(text, placed.width - 20 if narrow else placed.left - 26, SMALL)
    shapes: list[Shape] = [Line(0, top, placed.right, top, "line", 0.8)]
    if named.series.shown:
        shapes += mark(named.marker, 6, top + 3 + TIGHT / 2, 4)
    for number, line in enumerate(lines):
        y = top + 3 + TIGHT * (number + 0.5) + _SINK
        shapes.append(Words(16, y, line, "start", SMALL, "ink"))
    row = len(lines) if narrow else 0
    for number in placed.labelled:
        under = named.series.points[number].under
        if under:
            x, y = placed.x(placed.content.times[number]), top + 3 + TIGHT * (row + 0.5) + _SINK
            shapes.append(Words(x, y, under, "middle", SMALL, "ink"))
    return shapes, top + 6 + TIGHT * (len(lines) + (1 if narrow else 0))
