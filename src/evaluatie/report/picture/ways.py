"""One change by many ways of analysis, before it is drawn: the estimates, and the choices behind each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """Something that an analysis chooses: its name, and what there is to choose from."""

    name: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """One way of analysis.

    Attributes
    ----------
    value : float
        The estimate.
    low, high : float or None
        Its interval.
    band : float or None
        Smallest effect of interest, drawn as a band on both sides of zero.
    options : tuple of int
        For each choice the position of the option taken.
    planned : bool
        Whether this is the analysis that was planned.
    """

    value: float
    low: float | None
    high: float | None
    band: float | None
    options: tuple[int, ...]
    planned: bool


@dataclass(frozen=True)
class Multiverse:
    """A change by many ways of analysis.

    Attributes
    ----------
    across, upward : str
        The axes' titles.
    planned : str
        What is written at the planned analysis; empty where it is not among those shown.
    choices : tuple of Choice
        What the analyses differ in.
    ways : tuple of Way
        Those that may be shown, from the lowest estimate to the highest.
    sentences : tuple of str
        What they come to.
    """

    across: str
    upward: str
    planned: str
    choices: tuple[Choice, ...]
    ways: tuple[Way, ...]
    sentences: tuple[str, ...]

    @property
    def hidden(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.ways
