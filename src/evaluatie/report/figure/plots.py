"""Where small charts of outcomes over time stand: beside and under each other, with room for their texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evaluatie.report.figure.events import ROOM
from evaluatie.report.figure.grid import GRIDS, LINE, SMALL, TEXT, Layout
from evaluatie.report.figure.text import measured, wrapped
from evaluatie.report.picture import Course, Trend

TIGHT = 15  # from one line of small text to the next
_HIGH, _PAD = 140, 18  # of a chart; above and below its limits, for the values at the dots
_AXIS, _INSET = 32, (30.0, 40.0)  # left of a chart for its ticks; between its sides and the first and last measurement
_GAP, _BELOW = 30, 18  # between charts side by side and under each other
_MOST_WAVES, _ALONE = 3, 480  # with more, a chart needs the whole width; how wide one by itself is
_WIDEST = 150  # text under a measurement


Under = tuple[str, bool]


@dataclass(frozen=True)
class Plot:
    """A chart in its place.

    Attributes
    ----------
    trend : Trend
        What it shows.
    at : tuple of float
        Places of the measurements between 0 and 1.
    left, right, top : float
        Where it and its texts begin and end.
    names : tuple of (str, bool)
        Lines above it, and whether they are bold.
    under : tuple of tuple of (str, bool)
        Lines under each measurement, and whether they are its name.
    head, start, bottom : float
        From where on the numbers of events stand, and where the chart begins and ends.
    """

    trend: Trend
    at: tuple[float, ...]
    left: float
    right: float
    top: float
    names: tuple[tuple[str, bool], ...]
    under: tuple[tuple[Under, ...], ...]
    head: float
    start: float
    bottom: float

    @property
    def axis(self) -> float:
        """Where the chart begins from the left."""
        return self.left + _AXIS

    @property
    def centres(self) -> tuple[float, ...]:
        """Middles of the texts under the measurements, moved where they would leave the chart."""
        halves = [max((measured(line, SMALL) for line, _ in lines), default=0.0) / 2 for lines in self.under]
        places = zip(map(self.x, self.at), halves, strict=True)
        return tuple(min(max(x, self.left + half), self.right - half) for x, half in places)

    def x(self, at: float) -> float:
        """Give the place of a moment."""
        first, last = self.axis + _INSET[0], self.right - _INSET[1]
        return first + at * (last - first)

    def y(self, value: float) -> float:
        """Give the height of a score."""
        low, high = self.trend.limits
        return self.bottom - _PAD - (value - low) / (high - low) * (self.bottom - self.start - 2 * _PAD)


def plots(content: Course, layout: Layout) -> tuple[list[Plot], float]:
    """Place the charts; those side by side begin and end alike.

    Parameters
    ----------
    content : Course
        The charts and the measurements.
    layout : str
        ``"wide"`` or ``"narrow"``.

    Returns
    -------
    plots : list of Plot
    bottom : float
        Where the last one ends with its texts.
    """
    beside, wide = _shape(content, layout)
    placed: list[Plot] = []
    top = 0.0
    for first in range(0, len(content.trends), beside):
        row = list(_row(content, content.trends[first : first + beside], top, wide))
        placed += row
        top = max(_end(plot) for plot in row) + _BELOW
    return placed, top


def dates_fit(content: Course, layout: Layout) -> bool:
    """Tell whether there is room for the measurements' dates under the charts."""
    room = _room(content, _shape(content, layout)[1])
    lines = [wrapped(wave[1], room, SMALL) for wave in content.waves if len(wave) > 1]
    return all(len(date) <= 2 and not any(line.endswith("-") for line in date) for date in lines)


def _shape(content: Course, layout: Layout) -> tuple[int, float]:
    """Give how many charts stand side by side, and how wide one is."""
    width, few = GRIDS[layout].width, len(content.at) <= _MOST_WAVES
    if layout == "narrow" or not few:
        return 1, width
    return (2, (width - _GAP) / 2) if len(content.trends) > 1 else (1, _ALONE)


def _room(content: Course, wide: float) -> float:
    """Give how wide the texts under a measurement may be."""
    length = wide - _AXIS - sum(_INSET)
    nearest = min((after - before for before, after in pairwise(content.at)), default=1.0)
    # the last one may stand off its measurement, for not to leave the page: it must not reach its neighbour
    return min(nearest * length - 8, (nearest * length + _INSET[1]) / 1.5, _WIDEST)


def _row(content: Course, trends: Sequence[Trend], top: float, wide: float) -> Iterator[Plot]:
    names = [tuple(_names(trend, wide)) for trend in trends]
    head = top + LINE * max(map(len, names)) + 4
    start = head + (ROOM if content.events else 0)
    for place, (trend, lines) in enumerate(zip(trends, names, strict=True)):
        left = place * (wide + _GAP)
        under = tuple(_under(content, trend, _room(content, wide)))
        yield Plot(trend, content.at, left, left + wide, top, lines, under, head, start, start + _HIGH + 2 * _PAD)


def _end(plot: Plot) -> float:
    if plot.trend.hidden:
        return plot.top + LINE * len(plot.names)
    return plot.bottom + TIGHT * max(map(len, plot.under)) + 2


def _names(trend: Trend, wide: float) -> Iterator[tuple[str, bool]]:
    yield from ((line, True) for line in wrapped(trend.label, wide, TEXT, strong=True))
    texts = (trend.note, trend.moments[0].beside if trend.hidden else trend.axis)
    yield from ((line, False) for text in texts for line in wrapped(text, wide, SMALL))


def _under(content: Course, trend: Trend, room: float) -> Iterator[tuple[Under, ...]]:
    """Break the texts under the measurements, so that names, dates and numbers of people each begin alike."""
    broken = [
        [wrapped(text, room, SMALL) for text in (*texts, moment.beside)]
        for texts, moment in zip(content.waves, trend.moments, strict=True)
    ]
    most = [max(map(len, parts)) for parts in zip(*broken, strict=True)]
    for parts in broken:
        filled = [(*lines, *[""] * (high - len(lines))) for lines, high in zip(parts, most, strict=True)]
        yield tuple((line, number == 0) for number, lines in enumerate(filled) for line in lines)
