"""What an attacker does not know, and all that he knows of it: linear equations and inequalities."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

import numpy as np

Sum = Mapping[Hashable, float]
#: a released number: the place of its release, and its id
Source = tuple[int, str]


@dataclass(frozen=True)
class Fact:
    """A sum of unknowns that lies between two numbers.

    Attributes
    ----------
    sum : mapping
        The coefficient of each unknown.
    low, high : float
        The two numbers.
    sources : tuple of Source
        The released numbers that say so. None where anyone knows it.
    told : bool
        Whether the reason for hiding the number says so, and not a number that is shown.
    """

    sum: Sum
    low: float
    high: float
    sources: tuple[Source, ...] = ()
    told: bool = False


@dataclass
class Unknowns:
    """Unknowns that are never below nought unless said otherwise, and what is known of them."""

    facts: list[Fact] = field(default_factory=list)
    places: dict[Hashable, int] = field(default_factory=dict)
    free: set[Hashable] = field(default_factory=set)
    _said: set[tuple[object, ...]] = field(default_factory=set)

    def know(self, sum_: Sum, low: float, high: float, *sources: Source, told: bool = False) -> None:
        """Add a fact; one that says nothing, or was said before, is left out."""
        kept = {name: weight for name, weight in sum_.items() if weight}
        said = (frozenset(kept.items()), low, high, told)
        if not kept or (low == -np.inf and high == np.inf) or said in self._said:
            return
        self._said.add(said)
        for name in kept:
            self.places.setdefault(name, len(self.places))
        self.facts.append(Fact(kept, low, high, sources, told))

    def let_free(self, name: Hashable) -> None:
        """Let an unknown be below nought as well."""
        self.free.add(name)
