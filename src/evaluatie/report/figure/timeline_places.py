"""Where interventions over time stand: rows with their names, on an axis of dates under the names of measurements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from evaluatie.report.figure.events import ROOM
from evaluatie.report.figure.grid import GRIDS, LINE, SMALL, TEXT, Layout
from evaluatie.report.figure.text import wrapped
from evaluatie.report.figure.ticks import date_ticks
from evaluatie.report.picture import Landmark, Span, Timeline

TIGHT = 15.0  # from one line of small text to the next
SLANT = 10.0  # from the names of measurements to the chart
ASIDE = 8.0  # between them
_SIDES: dict[Layout, tuple[float, float]] = {"wide": (200, 512), "narrow": (8, 300)}  # where the axis begins and ends
_STRIP = 26.0  # what a bar takes where texts stand above it
_PAD, _GAP = 5.0, 8.0  # above and below a row; more of it between interventions
_BESIDE = 2  # lines right of a bar: its status and its days
_WIDEST, _TICK = 118.0, 36.0  # name of a measurement; between the texts of the axis

TextLine = tuple[str, bool]


@dataclass(frozen=True)
class Row:
    """A part of an intervention in its place.

    Attributes
    ----------
    span : Span
        What it shows.
    names : tuple of (str, bool)
        Lines of its name and level, and whether they are bold.
    top, first, middle, bottom : float
        Where it begins, where its names begin, the height of its bar, and where it ends.
    """

    span: Span
    names: tuple[TextLine, ...]
    top: float
    first: float
    middle: float
    bottom: float


@dataclass(frozen=True)
class Chart:
    """A timeline in its place.

    Attributes
    ----------
    content : Timeline
        What it shows.
    layout : str
        ``"wide"`` or ``"narrow"``.
    names : tuple of tuple of (str, bool)
        Lines of each measurement's name and date, and whether they are bold.
    head, start : float
        Where the numbers of events begin, below the names of measurements, and where the rows begin.
    rows : tuple of Row
        From top to bottom.
    """

    content: Timeline
    layout: Layout
    names: tuple[tuple[TextLine, ...], ...]
    head: float
    start: float
    rows: tuple[Row, ...]

    @property
    def width(self) -> float:
        """Of the page."""
        return GRIDS[self.layout].width

    @property
    def axis(self) -> float:
        """Where the rows end."""
        return self.rows[-1].bottom if self.rows else self.start

    @property
    def ticks(self) -> list[date]:
        """Round dates, as many as there is room for."""
        return date_ticks(self.content.first, self.content.last, int((self.x(1) - self.x(0)) / _TICK))

    def x(self, at: float) -> float:
        """Give where a place between 0 and 1 lies."""
        left, right = _SIDES[self.layout]
        return left + at * (right - left)

    def of_day(self, day: date) -> float:
        """Give where a day begins."""
        return self.x((day - self.content.first) / (self.content.last - self.content.first))


def chart(content: Timeline, layout: Layout) -> Chart:
    """Place a timeline.

    Parameters
    ----------
    content : Timeline
        The rows, the measurements and the events.
    layout : str
        ``"wide"`` (names left of the bars) or ``"narrow"`` (all texts above them).

    Returns
    -------
    Chart
    """
    names = tuple(_names(content.waves, GRIDS[layout].width))
    head = max((len(lines) * TIGHT + SLANT for lines in names), default=0.0) + 2
    start = head + (ROOM if content.events else 0)
    rows = _above(content.spans, start) if layout == "narrow" else _beside(content.spans, start)
    return Chart(content, layout, names, head, start, tuple(rows))


def _names(waves: Sequence[Landmark], width: float) -> Iterator[tuple[TextLine, ...]]:
    """Break the measurements' names and dates into lines that fit beside each other."""
    room = min(_WIDEST, width / max(len(waves), 1) - ASIDE)
    for wave in waves:
        texts = (wave.name, True), (wave.date, False)
        yield tuple((line, strong) for text, strong in texts for line in wrapped(text, room, SMALL, strong))


def _above(spans: Sequence[Span], top: float) -> Iterator[Row]:
    """Set rows whose names, status and days stand above their bars."""
    for number, span in enumerate(spans):
        top += _GAP if number and span.label else 0
        names = _named(span, GRIDS["narrow"].width - 8)
        bottom = top + (len(names) + 1) * LINE + 2 * _PAD + _STRIP
        yield Row(span, names, top, top + _PAD, bottom - _PAD - _STRIP / 2, bottom)
        top = bottom


def _beside(spans: Sequence[Span], top: float) -> Iterator[Row]:
    """Set rows whose names stand left of their bars; one without a name lends its room to that of the one above it."""
    for number, span in enumerate(spans):
        top += _GAP if number and span.label else 0
        names = _named(span, _SIDES["wide"][0] - 14)
        lent = _BESIDE if any(not below.label + below.note for below in spans[number + 1 : number + 2]) else 0
        bottom = top + max(len(names) - lent, _BESIDE) * LINE + 2 * _PAD
        middle = (top + bottom) / 2
        yield Row(span, names, top, top + _PAD if lent else middle - len(names) * LINE / 2, middle, bottom)
        top = bottom


def _named(span: Span, room: float) -> tuple[TextLine, ...]:
    texts = (span.label, True), (span.note, False)
    return tuple((line, strong) for text, strong in texts for line in wrapped(text, room, TEXT, strong))
