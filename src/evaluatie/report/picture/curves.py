"""Shares over years before they are drawn: series of points on an axis of time, and numbers under it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Role = Literal["observed", "projected", "target"]


@dataclass(frozen=True)
class Point:
    """A share at one time.

    Attributes
    ----------
    value, low, high : float or None
        The share and its interval; value is None where nothing may be, or can be, drawn.
    under : str
        What stands in the table under the axis.
    """

    value: float | None
    low: float | None
    high: float | None
    under: str = ""


@dataclass(frozen=True)
class Series:
    """Shares of one group, or by one way of looking ahead.

    Attributes
    ----------
    label, note : str
        What it is about, and a second line under it.
    role : str
        ``"observed"``, ``"projected"`` or ``"target"``.
    points : tuple of Point
        One per time, in the order of time.
    last : str
        The last share that is shown, in words, or that none is.
    alternative : str
        The series as a sentence.
    """

    label: str
    note: str
    role: Role
    points: tuple[Point, ...]
    last: str
    alternative: str

    @property
    def shown(self) -> tuple[int, ...]:
        """Positions of the points that are drawn."""
        return tuple(place for place, point in enumerate(self.points) if point.value is not None)


@dataclass(frozen=True)
class Curves:
    """Shares over time.

    Attributes
    ----------
    across, upward : str
        The axes' titles.
    times : tuple of float
        The times that there are points of.
    names : tuple of str
        What is written under them.
    start : float or None
        A time before the others at which every series is at 100%.
    limits : tuple of float
        Lowest and highest share of the axis.
    series : tuple of Series
        In the order of the rows.
    table : str
        Title of the table under the axis; empty where there is none.
    """

    across: str
    upward: str
    times: tuple[float, ...]
    names: tuple[str, ...]
    start: float | None
    limits: tuple[float, float]
    series: tuple[Series, ...]
    table: str = ""

    @property
    def hidden(self) -> bool:
        """Whether there is nothing to draw: a target by itself is nothing to look at."""
        return not any(one.shown for one in self.series if one.role != "target")

    @property
    def drawn(self) -> tuple[Series, ...]:
        """The series of which something is drawn."""
        return tuple(one for one in self.series if one.shown)

    def begins(self, number: int, place: int) -> bool:
        """Whether a projection begins here with what was observed: the observed series shows it."""
        one = self.series[number]
        observed = (other.points[place] for other in self.series if other.role == "observed")
        return one.role == "projected" and one.points[place] in observed

    @property
    def banded(self) -> bool:
        """Whether intervals can be drawn as bands: nowhere do those of two series lie side by side."""
        if self.table:
            return False
        ends = [[None not in (point.low, point.high) for point in one.points] for one in self.series]
        return all(sum(one[k] and one[k + 1] for one in ends) < 2 for k, _ in enumerate(pairwise(self.times)))

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every series with its numbers."""
        return tuple(one.alternative for one in self.series)
