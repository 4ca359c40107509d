"""What came of one round of a fault."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    """What came of one round.

    Attributes
    ----------
    wrong : tuple of str
        What did not hold; nothing where all did.
    exit : int
        The exit code of the command that the fault befell; of one that a signal ended, minus the signal.
    told : str
        The line that it printed about it.
    moment : float
        Seconds after its start at which the fault came; nan where it was there from the start.
    kept, redone : int
        Of the sections and reports that were finished by then, how many there were, and how many were made again.
    """

    wrong: tuple[str, ...]
    exit: int
    told: str = ""
    moment: float = float("nan")
    kept: int = 0
    redone: int = 0


def outcome(wrong: Iterable[str], code: int, **more: object) -> Outcome:
    """Put an outcome together."""
    return Outcome(tuple(dict.fromkeys(wrong)), code, **more)  # type: ignore[arg-type]


#: does a round in a folder that is its own, with random numbers that are its own
Round = Callable[[Path, random.Random], Outcome]


@dataclass(frozen=True)
class Case:
    """One way in which a fault comes about.

    Attributes
    ----------
    fault : str
        The kind of fault.
    name : str
        The way.
    rounds : int
        How often it is done.
    do : callable
        Does one round.
    skip : callable
        Gives why it cannot be done on this machine, or nothing.
    """

    fault: str
    name: str
    rounds: int
    do: Round
    skip: Callable[[], str] = lambda: ""


Cases = Mapping[str, Case]
