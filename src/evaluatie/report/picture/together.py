"""A figure of organisations and of what is pooled over them, before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

_PAST = 1.5  # times as far as organisations themselves


@dataclass(frozen=True)
class Branch:
    """One row: an organisation, all of them together, or what a next one may expect.

    Attributes
    ----------
    role : str
        ``"organisation"``, ``"pooled"`` or ``"next"``.
    label, note : str
        What the row is about, and a second line under it.
    value, low, high : float or None
        The estimate and its interval; value is None where nothing may be, or can be, drawn.
    weight : float
        Of an organisation: its share in the pooled estimate, by which its mark is as large.
    lines : tuple of str
        The numbers in words, written beside it.
    alternative : str
        The row as a sentence.
    """

    role: Literal["organisation", "pooled", "next"]
    label: str
    note: str
    value: float | None
    low: float | None
    high: float | None
    weight: float
    lines: tuple[str, ...]
    alternative: str


@dataclass(frozen=True)
class Forest:
    """Organisations above each other, and under them what is pooled.

    Attributes
    ----------
    axis : str
        The axis's title.
    branches : tuple of Branch
        From top to bottom.
    band : float or None
        Smallest change that matters, drawn as a band on both sides of zero.
    """

    axis: str
    branches: tuple[Branch, ...]
    band: float | None

    @property
    def hidden(self) -> bool:
        """Whether there is nothing to draw."""
        return all(branch.value is None for branch in self.branches)

    @property
    def reach(self) -> float:
        """How far the axis goes on both sides of zero: what is pooled over few may reach further, and is cut there."""
        own = max(self._farthest("organisation"), self.band or 0.0) or self._farthest("pooled") or 0.5
        return 1.08 * max(own, min(self._farthest("pooled", "next"), _PAST * own))

    @property
    def cut(self) -> bool:
        """Whether something reaches beyond the axis."""
        return self._farthest("organisation", "pooled", "next") > self.reach

    def _farthest(self, *roles: str) -> float:
        branches = [branch for branch in self.branches if branch.role in roles]
        ends = [end for branch in branches for end in (branch.low, branch.high, branch.value) if end is not None]
        return max(map(abs, ends), default=0.0)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every row with its numbers."""
        return tuple(branch.alternative for branch in self.branches)
