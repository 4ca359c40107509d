"""How outcomes over time are drawn: a small chart each, with the events between the measurements as dashed lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from evaluatie.report.figure.events import BADGE, event_key, event_lines
from evaluatie.report.figure.grid import GRIDS, LINE, SINK, SMALL, TEXT, Layout
from evaluatie.report.figure.plots import TIGHT, Plot, dates_fit, plots
from evaluatie.report.figure.shapes import Box, Dot, Drawing, Line, Shape, Words
from evaluatie.report.figure.text import measured, wrapped
from evaluatie.report.figure.ticks import round_ticks
from evaluatie.report.numerals import Numerals
from evaluatie.report.picture import Course, Event

_LINES = 4  # of the grid, at most one more


def course(content: Course, numerals: Numerals, layout: Layout) -> Drawing:
    """Place charts of outcomes over time, and under them what the numbers of the events stand for.

    Parameters
    ----------
    content : Course
        Outcomes and events.
    numerals : Numerals
        Writes the ticks in the reader's language.
    layout : str
        ``"wide"`` (two charts side by side where there is room) or ``"narrow"`` (one under the other).

    Returns
    -------
    Drawing
    """
    width = GRIDS[layout].width
    dates: tuple[str, ...] = ()
    if not dates_fit(content, layout):
        dates = tuple(": ".join(wave) for wave in content.waves)
        content = replace(content, waves=tuple(wave[:1] for wave in content.waves))
    placed, bottom = plots(content, layout)
    shapes: list[Shape] = []
    for plot in placed:
        shapes += _texts(plot)
        if not plot.trend.hidden:
            shapes += [*_band(plot), *_grid(plot, numerals), *_events(plot, content.events), *_trend(plot)]
    dated, bottom = _dates(dates, bottom, width)
    key, height = event_key(content.events, bottom, width)
    return Drawing(width, height, (Box(0, 0, width, height, "paper"), *shapes, *dated, *key))


def _texts(plot: Plot) -> Iterator[Words]:
    """Write what a chart is about, above it, and what stands at each measurement, below."""
    for number, (line, strong) in enumerate(plot.names):
        y = plot.top + (number + 0.5) * LINE + SINK
        size = TEXT if strong else SMALL
        yield Words(plot.left, y, line, "start", size, "ink" if strong else "muted", strong)
    if plot.trend.hidden:
        return
    for lines, x in zip(plot.under, plot.centres, strict=True):
        for number, (line, name) in enumerate(lines):
            y = plot.bottom + TIGHT * (number + 0.5) + SINK + 2
            if line:
                yield Words(x, y, line, "middle", SMALL, "ink" if name else "muted")


def _band(plot: Plot) -> Iterator[Shape]:
    first, band = plot.trend.moments[0].value, plot.trend.band
    if first is None or band is None:
        return
    low, high = plot.trend.limits
    top, bottom = plot.y(min(first + band, high)), plot.y(max(first - band, low))
    yield Box(plot.axis, top, plot.right - plot.axis, bottom - top, "band")
    for edge in (first + band, first - band):
        if low <= edge <= high:
            yield Line(plot.axis, plot.y(edge), plot.right, plot.y(edge), "edge", 1)


def _grid(plot: Plot, numerals: Numerals) -> Iterator[Shape]:
    ticks = round_ticks(*plot.trend.limits, _LINES)
    digits = 0 if all(float(tick).is_integer() for tick in ticks) else 1
    digits = 2 if any(abs(10 * tick - round(10 * tick)) > 1e-6 for tick in ticks) else digits
    for tick in ticks:
        y = plot.y(tick)
        yield Line(plot.axis, y, plot.right, y, "line", 0.8)
        yield Words(plot.axis - 6, y + SINK, numerals.decimal(tick, digits), "end", SMALL, "muted")


def _events(plot: Plot, events: tuple[Event, ...]) -> Iterator[Shape]:
    across = [plot.x(event.at) for event in events]
    yield from event_lines(events, across, (plot.axis + BADGE, plot.right - BADGE), plot.head, plot.bottom)


def _trend(plot: Plot) -> Iterator[Shape]:
    """Draw means with their intervals, and lines between neighbours of which both are shown."""
    marks = list(zip(map(plot.x, plot.at), plot.trend.moments, strict=True))
    for (x, one), (other_x, other) in pairwise(marks):
        if one.value is not None and other.value is not None:
            yield Line(x, plot.y(one.value), other_x, plot.y(other.value), "accent", 1.6)
    for place, (x, moment) in enumerate(marks):
        if moment.value is None:
            continue
        low, high = (moment.value if end is None else end for end in (moment.low, moment.high))
        yield from _label(plot, place, x, plot.y(low), plot.y(high))
        if moment.low is not None and moment.high is not None:
            yield Line(x, plot.y(low), x, plot.y(high), "accent", 2.4)
            yield from (Line(x - 4, y, x + 4, y, "accent", 1.6) for y in (plot.y(low), plot.y(high)))
        yield Dot(x, plot.y(moment.value), 4.5, "accent", "accent", 1)


def _label(plot: Plot, place: int, x: float, low: float, high: float) -> Iterator[Shape]:
    """Write a mean above its interval, or below where the line leaves upwards."""
    moments = plot.trend.moments
    value = moments[place].value or 0.0
    beside = [moment.value for moment in (*moments[max(place - 1, 0) : place], *moments[place + 1 : place + 2])]
    rising = [other > value for other in beside if other is not None]
    middle = low + 10 if rising and all(rising) else high - 10
    wide = measured(moments[place].text, SMALL, strong=True) + 4
    yield Box(x - wide / 2, middle - 8, wide, 16, "paper")
    yield Words(x, middle + SINK * SMALL / TEXT, moments[place].text, "middle", SMALL, "ink", True)


def _dates(dates: tuple[str, ...], top: float, width: float) -> tuple[list[Shape], float]:
    """Say when the measurements were, where there is no room for it under the charts."""
    lines = [line for text in dates for line in wrapped(text, width, SMALL)]
    ys = [top + LINE * (number + 0.5) + SINK * SMALL / TEXT for number in range(len(lines))]
    shapes: list[Shape] = [Words(0, y, line, "start", SMALL, "ink") for line, y in zip(lines, ys, strict=True)]
    return shapes, top + LINE * len(lines) + (8 if lines else 0)
