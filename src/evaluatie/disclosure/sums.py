"""Every cell of a release plan as a sum of unknowns, for the attack on what would be shown.

The unknowns are, per group and per pattern of taking part (at the first wave only, at both, ...), the sum of the
answers at each wave of the pattern. A mean with its n gives the sum at a wave; a mean change of linked people gives
the difference of their two sums. For counts there is one unknown per group and pattern: the number of people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np
import pandas as pd

from evaluatie.disclosure.suppression import Flags, Matrix
from evaluatie.evaluation.section import EVERYONE

Pattern = frozenset[str]


def wave_bases(waves: Sequence[str]) -> list[tuple[str, ...]]:
    """List whom a number may be about: everyone at a wave, and the people linked over each two waves.

    Examples
    --------
    >>> wave_bases(["t0", "t1"])
    [('t0',), ('t1',), ('t0', 't1')]
    """
    return [*((wave,) for wave in waves), *combinations(waves, 2)]


@dataclass(frozen=True)
class Sums:
    """The cells of one outcome in terms of unknowns.

    Attributes
    ----------
    figures : array of float, shape (cells, unknowns)
        Each cell's figure, in the order of the cells.
    known : array of float, shape (equations, unknowns)
        That the groups of every characteristic add up to the same people.
    targets : array of float, shape (targets, unknowns)
        What must not be found.
    answered_once : array of bool, shape (targets,)
        Which targets are about the few who answered at one of two waves only.
    """

    figures: Matrix
    known: Matrix
    targets: Matrix
    answered_once: Flags

    @classmethod
    def of(cls, answered: pd.DataFrame, cells: pd.DataFrame, minimum: int, *, counts: bool) -> Sums:
        """Set up the sums of one outcome.

        Parameters
        ----------
        answered : pandas.DataFrame
            The survey's rows with a known answer: ``respondent``, ``wave`` and a column per characteristic.
        cells : pandas.DataFrame
            The outcome's cells: ``waves``, ``characteristic``, ``level``, ``n`` and ``reason``.
        minimum : int
            Fewest people about whom a figure may be found.
        counts : bool
            Whether the figures are numbers of people rather than sums of answers.
        """
        space = _Space(answered, cells, counts=counts)
        figures = np.array([space.figure(*key) for key in space.keys(cells)])
        apart = [] if counts else list(space.answered_once(minimum))
        hidden = figures[(cells["reason"].notna() & (cells["n"] > 0)).to_numpy()]
        together = list(space.small_together(cells, minimum))
        targets = [*hidden, *together, *apart]
        once = np.arange(len(targets)) >= len(hidden) + len(together)
        return cls(figures, space.couplings(), np.reshape(targets, (len(targets), figures.shape[1])), once)


class _Space:
    """The unknowns of one outcome as columns, and how sums are written in them.

    A column is a group (``characteristic``, ``level``), a pattern of waves, and one of those waves; for counts the wave
    is left out.
    """

    def __init__(self, answered: pd.DataFrame, cells: pd.DataFrame, *, counts: bool) -> None:
        self._counts = counts
        self._waves = sorted(set(answered["wave"]))
        self._characteristics = [name for name in pd.unique(cells["characteristic"]) if name != EVERYONE]
        patterns = answered.groupby("respondent", sort=False)["wave"].agg(frozenset)
        first = answered.drop_duplicates("respondent").set_index("respondent")
        if not self._characteristics:
            first, self._characteristics = first.assign(**{EVERYONE: EVERYONE}), [EVERYONE]
        self._people: Counter[tuple[str, str, Pattern]] = Counter()
        for name in self._characteristics:
            levels = first[name].astype(str).tolist()
            self._people.update(zip([name] * len(levels), levels, patterns.loc[first.index], strict=True))
        columns = [(*group, wave) for group in self._people for wave in (["n"] if counts else sorted(group[2]))]
        self._of_characteristic = np.array([column[0] for column in columns])
        self._of_level = np.array([column[1] for column in columns])
        self._patterns = [column[2] for column in columns]
        self._of_wave = np.array([column[3] for column in columns])
        self._present = {wave: np.array([wave in pattern for pattern in self._patterns]) for wave in self._waves}

    @staticmethod
    def keys(cells: pd.DataFrame) -> Iterator[tuple[tuple[str, ...], str, str]]:
        """Go through what each cell is about."""
        return zip(cells["waves"], cells["characteristic"], cells["level"], strict=True)

    def figure(self, waves: tuple[str, ...], characteristic: str, level: str) -> Matrix:
        """Write a cell: a sum at a wave, a difference of sums of the linked, or a number of people."""
        weights = {waves[0]: 1.0} if len(waves) == 1 else {waves[0]: -1.0, waves[1]: 1.0}
        return self._sum(characteristic, level, weights, present=waves)

    def _sum(
        self,
        characteristic: str,
        level: str,
        weights: dict[str, float],
        present: tuple[str, ...],
        absent: str | None = None,
    ) -> Matrix:
        # everyone is written in the groups of the first characteristic; couplings carry that over to the others
        name = self._characteristics[0] if characteristic == EVERYONE else characteristic
        picked = self._of_characteristic == name
        if characteristic != EVERYONE:
            picked &= self._of_level == level
        for wave in present:
            picked &= self._present.get(wave, False)
        if absent is not None:
            picked &= ~self._present[absent]
        if self._counts:
            counted: Matrix = picked.astype(float)
            return counted
        weight = np.select([self._of_wave == wave for wave in weights], list(weights.values()), 0.0)
        row: Matrix = np.where(picked, weight, 0.0)
        return row

    def couplings(self) -> Matrix:
        """Write that the groups of two characteristics are the same people, pattern by pattern."""
        kinds = list(dict.fromkeys(zip(self._patterns, self._of_wave, strict=True)))
        kind = np.array([kinds.index(key) for key in zip(self._patterns, self._of_wave, strict=True)])
        base = np.where(self._of_characteristic == self._characteristics[0], -1.0, 0.0)
        rows = [
            np.where(kind == number, base + (self._of_characteristic == name), 0.0)
            for name in self._characteristics[1:]
            for number in range(len(kinds))
        ]
        return np.reshape(rows, (len(rows), len(self._of_wave)))

    def small_together(self, cells: pd.DataFrame, minimum: int) -> Iterator[Matrix]:
        """Write the small groups of a characteristic taken together, where together they are still few."""
        small = cells[(cells["n"] > 0) & (cells["n"] < minimum) & (cells["characteristic"] != EVERYONE)]
        for _, family in small.groupby(["waves", "characteristic"], sort=False):
            if len(family) > 1 and family["n"].sum() < minimum:
                yield np.sum([self.figure(*key) for key in self.keys(family)], axis=0)

    def answered_once(self, minimum: int) -> Iterator[Matrix]:
        """Write the answers of the few who took part at one of two waves only, of everyone and of each group."""
        for here, elsewhere in permutations(self._waves, 2):
            few: Counter[tuple[str, str]] = Counter()
            for (name, level, pattern), n in self._people.items():
                if here in pattern and elsewhere not in pattern:
                    few[name, level] += n
                    few[EVERYONE, EVERYONE] += n if name == self._characteristics[0] else 0
            for (name, level), n in few.items():
                if 0 < n < minimum:
                    yield self._sum(name, level, {here: 1.0}, (here,), absent=elsewhere)
