"""The search for numbers of people that may be few: as little work as shows that others are not, or are wide apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from evaluatie.disclosure.auditing.solvable import Floats, Places, Solvable
from evaluatie.disclosure.auditing.targets import Target
from evaluatie.disclosure.auditing.unknowns import Sum

#: numbers that are looked for at a time
_AT_ONCE = 8
#: above this nothing is known: what the search takes for the end of what has none
_FAR = 1e5


@dataclass
class Search:
    """Looks for the lowest and the highest that numbers of people can be.

    Attributes
    ----------
    system : Solvable
        What is known.
    targets : sequence of Target
        Whose numbers of people are looked for.
    enough : callable
        Told a target and values that it can have, as its sum and its number of people: whether these differ so widely
        that nothing is known of it.
    many : callable
        Told a target and the least people that it can be of: whether these are so many that it is of no interest.
    values : list of array, shape (examples, 2)
        Values that every target can have.
    """

    system: Solvable
    targets: Sequence[Target]
    enough: Callable[[Target, Floats], bool]
    many: Callable[[Target, float], bool]
    values: list[Floats] = field(init=False)
    _pairs: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.values = [np.zeros((0, 2))] * len(self.targets)
        known = self.system.places.keys()
        there = [at for at, target in enumerate(self.targets) if known >= {*target.n, *(target.sum or {})}]
        both = [sum_ for at in there for sum_ in (self.targets[at].sum or {}, self.targets[at].n)]
        #: of every target its sum and its number of people, as rows over all unknowns
        self._pairs = np.zeros((len(self.targets), 2, len(known)))
        self._pairs[there] = self.system.weights(both, np.arange(len(known))).reshape(len(there), 2, -1)
        self._add(there, self.system.corners, np.arange(len(known)))

    def intervals(self) -> dict[int, tuple[float, float]]:
        """Give between what the number of people of each target lies that is still of interest.

        Returns
        -------
        dict of int to tuple of two float
            By the target's place.
        """
        unsure = [at for at in range(len(self.targets)) if not self._done(at)]
        both = [dict.fromkeys([*self.targets[at].n, *(self.targets[at].sum or {})], 1.0) for at in unsure]
        found: dict[int, tuple[float, float]] = {}
        for rows, columns, members in self.system.apart(both):
            found |= self._inside(rows, columns, [unsure[member] for member in members])
        return found

    def _inside(self, rows: Places, columns: Places, unsure: list[int]) -> dict[int, tuple[float, float]]:
        """Look at what hangs together, a few at a time: what is found for one is an example of all the others."""
        same: dict[frozenset[tuple[object, float]], list[int]] = {}
        for at in unsure:
            same.setdefault(frozenset(self.targets[at].n.items()), []).append(at)
        found: dict[int, tuple[float, float]] = {}
        waiting = list(same.values())
        while waiting:
            some, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
            ends = self._ends(rows, columns, [self.targets[alike[0]].n for alike in some], unsure)
            for alike, (low, high) in zip(some, ends, strict=True):
                found |= {
                    at: (low, high) for at in alike if not self._done(at) and not self.many(self.targets[at], low)
                }
            waiting = [left for alike in waiting if (left := [at for at in alike if not self._done(at)])]
        return {at: ends for at, ends in found.items() if not self._done(at)}

    def _ends(self, rows: Places, columns: Places, sums: Sequence[Sum], unsure: Sequence[int]) -> Floats:
        weights = self.system.weights(sums, columns)
        points = self.system.extremes(rows, columns, np.vstack([weights, -weights]))
        if len(points) == 0:
            return self.system.intervals(sums)
        self._add(unsure, points, columns)
        ends: Floats = (points @ weights.T).reshape(2, len(sums), len(sums)).diagonal(axis1=1, axis2=2).T
        return np.where(np.abs(ends) > _FAR, np.copysign(np.inf, ends), ends)

    def _done(self, at: int) -> bool:
        return self.enough(self.targets[at], self.values[at])

    def _add(self, targets: Sequence[int], points: Floats, columns: Places) -> None:
        """Take note of what targets are at some points."""
        for at in targets:
            self.values[at] = np.vstack([self.values[at], points @ self._pairs[at][:, columns].T])
