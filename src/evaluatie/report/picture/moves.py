"""How many people came, moved up and left, before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    """A number of people: None where it may not be shown (`text` says so) or is not known (`text` is empty)."""

    value: float | None
    text: str


@dataclass(frozen=True)
class Moves:
    """One group.

    Attributes
    ----------
    label, note : str
        What it is about, and a second line under it.
    counts : tuple of Count
        In service at the start, came in, moved up, left, in service at the end; empty where nothing of the group is
        shown.
    beside : str
        That it is not shown.
    alternative : str
        The group as a sentence.
    """

    label: str
    note: str
    counts: tuple[Count, ...]
    beside: str
    alternative: str


@dataclass(frozen=True)
class StockFlow:
    """Groups under each other, each with who was there, who came, moved up and left.

    Attributes
    ----------
    names : tuple of str
        Of the five counts.
    groups : tuple of Moves
        From top to bottom.
    """

    names: tuple[str, ...]
    groups: tuple[Moves, ...]

    @property
    def hidden(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(group.counts for group in self.groups)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every group with its numbers."""
        return tuple(group.alternative for group in self.groups)
