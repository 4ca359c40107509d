"""A statistic with its p."""

from __future__ import annotations

from dataclasses import dataclass

from evaluatie.reproduce.reported.reading.brackets import WANTED
from evaluatie.reproduce.reported.reading.items import Chance, Statistic
from evaluatie.reproduce.reported.reading.numbers import Amount


@dataclass(slots=True)
class Pair:
    """A statistic with its p.

    Attributes
    ----------
    statistic : Statistic
    chance : Chance or None
        None where no p was printed, or ``said_ns``.
    printed : tuple of Amount
        The ways to read the p.
    shown : str
        The p as printed; empty where there is none.
    said_ns : bool
        Whether words say that the result is not significant, instead of a p.
    start, end : int
        The tokens from the first to the last of both.
    """

    statistic: Statistic
    chance: Chance | None = None
    printed: tuple[Amount, ...] = ()
    shown: str = ""
    said_ns: bool = False
    start: int = 0
    end: int = 0

    def take(self, chance: Chance, printed: tuple[Amount, ...], shown: str) -> None:
        """Join a p to the statistic."""
        self.chance, self.printed, self.shown = chance, printed, shown
        self.start = min(self.statistic.start, chance.start)
        self.end = max(self.statistic.end, chance.end)


def as_shown(chance: Chance, values: tuple[Amount, ...]) -> str:
    """Give one of the numbers behind a p with its sign."""
    return chance.shown if values is chance.values else f"{chance.relation or '?'} {values[0].number}"


def is_ready(statistic: Statistic) -> bool:
    """Say whether a p can be recomputed from a statistic."""
    kind = statistic.kind
    return kind in ("z", "Wald") or (kind in WANTED and bool(statistic.freedoms)) or bool(statistic.se)
