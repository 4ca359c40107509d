"""Outcomes over time before they are drawn: means at each measurement, and what went on between them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Moment:
    """A mean at one measurement.

    Attributes
    ----------
    value, low, high : float or None
        The dot and its interval; value is None where nothing may be, or can be, drawn.
    text : str
        The value in words, written at the dot.
    beside : str
        On how many people it rests, or that it is not shown.
    """

    value: float | None
    low: float | None
    high: float | None
    text: str
    beside: str


@dataclass(frozen=True)
class Trend:
    """One outcome over time.

    Attributes
    ----------
    label, note : str
        What it is about, and a second line under it.
    axis : str
        Which part of the scale is drawn.
    limits : tuple of float
        Lowest and highest score of that part.
    moments : tuple of Moment
        One per measurement, in the order of time.
    band : float or None
        Smallest effect of interest, drawn as a band on both sides of the first mean.
    alternative : str
        The outcome as a sentence.
    """

    label: str
    note: str
    axis: str
    limits: tuple[float, float]
    moments: tuple[Moment, ...]
    band: float | None
    alternative: str

    @property
    def hidden(self) -> bool:
        """Whether there is nothing to draw."""
        return all(moment.value is None for moment in self.moments)


@dataclass(frozen=True)
class Event:
    """What went on at a date: its number in the drawing, its place between 0 and 1, its name and date."""

    number: str
    at: float
    name: str


@dataclass(frozen=True)
class Course:
    """Outcomes over time, each in a panel of its own.

    Attributes
    ----------
    waves : tuple of tuple of str
        What is written under each measurement: its name, and its date where that is known.
    at : tuple of float
        Each measurement's place between 0 and 1.
    trends : tuple of Trend
        The panels.
    events : tuple of Event
        What is drawn as a line through every panel, in the order of time.
    """

    waves: tuple[tuple[str, ...], ...]
    at: tuple[float, ...]
    trends: tuple[Trend, ...]
    events: tuple[Event, ...]

    @property
    def hidden(self) -> bool:
        """Whether there is nothing to draw."""
        return all(trend.hidden for trend in self.trends)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every outcome with its numbers."""
        return tuple(trend.alternative for trend in self.trends)
