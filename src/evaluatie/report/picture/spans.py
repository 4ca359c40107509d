"""Interventions over time before they are drawn: from when to when each part of them was, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from evaluatie.report.picture.over_time import Event

Status = Literal["planned", "running", "done", "stopped"]


@dataclass(frozen=True)
class Span:
    """One part of an intervention. Its places lie between 0, where the axis begins, and 1, where it ends.

    Attributes
    ----------
    label, note : str
        The intervention, and its level; each empty where the row above says the same.
    start, end : float
        Places where its first day begins and its last day ends. What is running is drawn to there and has no end.
    status : str
        ``"planned"``, ``"running"``, ``"done"`` or ``"stopped"``.
    lines : tuple of str
        Its status and its days, written beside the bar.
    alternative : str
        The row as a sentence.
    """

    label: str
    note: str
    start: float
    end: float
    status: Status
    lines: tuple[str, str]
    alternative: str


@dataclass(frozen=True)
class Landmark:
    """A measurement: its place, its name and its date."""

    at: float
    name: str
    date: str


@dataclass(frozen=True)
class Timeline:
    """Interventions under each other on one axis of dates.

    Attributes
    ----------
    first, last : date
        First day of the axis, and the day after its last: the first days of months.
    spans : tuple of Span
        From top to bottom.
    waves : tuple of Landmark
        The measurements of which the date is known, in the order of time.
    events : tuple of Event
        What else went on, in the order of time.
    """

    first: date
    last: date
    spans: tuple[Span, ...]
    waves: tuple[Landmark, ...]
    events: tuple[Event, ...]

    @property
    def hidden(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.spans

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every row with its days."""
        return tuple(span.alternative for span in self.spans)
