"""A part of a result: what is told of one group, so that hiding another group hides nothing of it."""

from __future__ import annotations

from dataclasses import dataclass

from evaluatie.result import Estimate, Result


@dataclass(frozen=True)
class Picked(Result):
    """Some of the estimates of another result, with its method and notes.

    Attributes
    ----------
    rows : tuple of Estimate
        The estimates.
    """

    rows: tuple[Estimate, ...]

    def estimates(self) -> tuple[Estimate, ...]:
        """Give them."""
        return self.rows


def picked(of: Result, *rows: Estimate) -> Picked:
    """Take some estimates of a result, or estimates that follow from it.

    Examples
    --------
    >>> from evaluatie.effects import proportion
    >>> picked(proportion(1, 4), Estimate("ratio", 0.5)).estimates()[0].estimate
    0.5
    """
    return Picked(of.method, of.notes, rows)
