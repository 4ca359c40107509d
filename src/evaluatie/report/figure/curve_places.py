"""Where a chart of shares over time stands, with the names of its series and the table under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evaluatie.report.figure.grid import GRIDS, SMALL, Layout
from evaluatie.report.figure.markers import Marker, marker
from evaluatie.report.figure.text import measured, wrapped
from evaluatie.report.picture import Curves, Series

TIGHT = 15  # from one line of text to the next
SAMPLE = 24  # what stands for a series before its name
_HIGH = {"wide": 236.0, "narrow": 210.0}
_LEFT, _NAMES, _BESIDE = 44.0, 158.0, 172.0  # for ticks, for names of the table, for names of the series
_INSET = 14.0  # between the sides of the chart and what is drawn
_APART, _WIDEST = 6.0, 8.0  # between names, and between series that stand beside each other at one time

TextLine = tuple[str, bool]


@dataclass(frozen=True)
class Named:
    """A series with its mark, its lines of text and the height at which they begin."""

    series: Series
    marker: Marker
    lines: tuple[TextLine, ...]
    top: float


@dataclass(frozen=True)
class Chart:
    """A chart in its place.

    Attributes
    ----------
    content : Curves
        What it shows.
    layout : str
        ``"wide"`` (names of the series beside it) or ``"narrow"`` (above it).
    width, left, right, top, bottom : float
        Of the page, and where the chart begins and ends.
    names : tuple of Named
        The series in the order of the rows.
    """

    content: Curves
    layout: Layout
    width: float
    left: float
    right: float
    top: float
    bottom: float
    names: tuple[Named, ...]

    def x(self, time: float) -> float:
        """Give the place of a time."""
        return _place(time, self.content, self.left, self.right)

    def y(self, share: float) -> float:
        """Give the height of a share."""
        low, high = self.content.limits
        share = min(max(share, low), high)
        return self.bottom - (share - low) / (high - low) * (self.bottom - self.top)

    def beside(self, number: int) -> float:
        """Give how far a series stands off its times, so that its intervals lie on no others."""
        content = self.content
        # what was observed and what is projected lie side by side in no more than one year
        role = content.series[number].role
        shown = [place for place, one in enumerate(content.series) if one.shown and one.role == role != "target"]
        if content.banded or number not in shown or len(content.times) < 1:
            return 0.0
        nearest = min((self.x(later) - self.x(one) for one, later in pairwise(content.times)), default=90.0)
        step = min(_WIDEST, 0.72 * nearest / len(shown))
        return (shown.index(number) - (len(shown) - 1) / 2) * step

    @property
    def labelled(self) -> tuple[int, ...]:
        """Positions of the times under which there is room for a text: all, or every second, third, ..."""
        content = self.content
        texts = [(name, *(one.points[k].under for one in content.series)) for k, name in enumerate(content.names)]
        halves = [max(measured(text, SMALL) for text in column) / 2 for column in texts]
        places = [self.x(time) for time in content.times]
        for step in range(1, len(places)):
            kept = tuple(range(len(places) - 1, -1, -step))[::-1]
            if all(places[later] - halves[later] - places[one] - halves[one] >= 4 for one, later in pairwise(kept)):
                return kept
        return (len(places) - 1,)


def chart(content: Curves, layout: Layout) -> Chart:
    """Place a chart of shares over time.

    Parameters
    ----------
    content : Curves
        The series.
    layout : str
        ``"wide"`` or ``"narrow"``.

    Returns
    -------
    Chart
    """
    width = GRIDS[layout].width
    markers = [marker(number, one.role == "projected") for number, one in enumerate(content.series)]
    if layout == "narrow":
        names, end = _above(content, markers, width)
        top = end + 30
        return Chart(content, layout, width, _LEFT, width - 8, top, top + _HIGH[layout], names)
    left, right = (_NAMES if content.table else _LEFT), width - _BESIDE
    lines = [tuple(_lines(one, _BESIDE - SAMPLE - 12)) for one in content.series]
    needed = sum(len(text) * TIGHT + _APART for text in lines)
    top = 28.0
    bottom = top + max(_HIGH[layout], needed - 12)
    bare = Chart(content, layout, width, left, right, top, bottom, ())
    tops = _spread(list(_wanted(bare)), [len(text) * TIGHT for text in lines], top - 14, bottom + 8)
    named = (Named(*parts) for parts in zip(content.series, markers, lines, tops, strict=True))
    return Chart(content, layout, width, left, right, top, bottom, tuple(named))


def _place(time: float, content: Curves, left: float, right: float) -> float:
    first = content.times[0] if content.start is None else content.start
    last = content.times[-1]
    aside = _WIDEST * (sum(bool(one.shown) for one in content.series) - 1) / 2 + 6
    inset = (_INSET if content.banded else max(_INSET, aside)) if content.start is None else 1.0
    # room for what stands beside the last time
    start, end = left + inset, right - 2 * _INSET
    return (start + end) / 2 if last <= first else start + (time - first) / (last - first) * (end - start)


def _lines(one: Series, room: float) -> Iterator[TextLine]:
    yield from ((line, True) for line in wrapped(one.label, room, SMALL, strong=True))
    yield from ((line, False) for text in (one.note, one.last) for line in wrapped(text, room, SMALL))


def _above(content: Curves, markers: Sequence[Marker], width: float) -> tuple[tuple[Named, ...], float]:
    """Set the names of the series under each other, above the chart."""
    named, top = [], 2.0
    for one, shown in zip(content.series, markers, strict=True):
        lines = tuple(_lines(one, width - SAMPLE - 14))
        named.append(Named(one, shown, lines, top))
        top += len(lines) * TIGHT + 4
    return tuple(named), top


def _wanted(bare: Chart) -> Iterator[float]:
    """Give the heights at which the series end."""
    for one in bare.content.series:
        shown = [point.value for point in one.points if point.value is not None]
        yield bare.y(shown[-1]) if shown else bare.bottom


def _spread(wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> tuple[float, ...]:
    """Give each text the place nearest to where it should be, so that none lies on another."""
    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    tops: dict[int, float] = {}
    free = top
    for number in order:
        tops[number] = max(wanted[number] - TIGHT / 2, free)
        free = tops[number] + heights[number] + _APART
    limit = bottom
    for number in reversed(order):
        tops[number] = max(min(tops[number], limit - heights[number]), top)
        limit = tops[number] - _APART
    return tuple(tops[number] for number in range(len(wanted)))
