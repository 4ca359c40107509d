"""Every cell of a release plan as a sum over people, for the attack on what would be shown.

The unknowns are people's answers at each wave. A mean with its n gives a sum at a wave; a mean change of linked people
gives the difference of their two sums. People who belong to the same groups at the same waves always occur together, so
one unknown per *class* of such people and wave is enough. Because the classes cross all characteristics, nested and
overlapping groups need no rule of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from evaluatie.disclosure.suppression import Flags, dense
from evaluatie.evaluation.columns import Columns
from evaluatie.evaluation.section import EVERYONE

Row = NDArray[np.int8]
Rows = Any  # scipy's sparse arrays have no types
_DENSE = 2**21  # numbers that a table may have to be multiplied faster as a whole than by what is not zero in it


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
    """The cells of one outcome as sums of unknowns.

    Attributes
    ----------
    figures : array or sparse array of float, shape (cells, unknowns)
        Each cell's figure, in the order of the cells.
    others : array or sparse array of float, shape (others, unknowns)
        What must not be found though no cell shows it: small groups together, the few in which two groups differ, and
        the few who answered at one of two waves only.
    apart : array of bool, shape (others,)
        Which of these are about a few people by whom two shown groups or waves differ.
    known : array or sparse array of float, shape (equations, unknowns), or None
        What holds of the unknowns anyhow.
    """

    figures: Rows
    others: Rows
    apart: Flags
    known: Rows | None = None

    def targets(self, hidden: Flags) -> tuple[Rows, Flags]:
        """Give all that must not be found, hidden cells first, and which of it is apart.

        Parameters
        ----------
        hidden : array of bool, shape (cells,)
            Which cells are hidden.
        """
        stack = sparse.vstack if sparse.issparse(self.figures) else np.vstack
        apart = np.concatenate([np.zeros(hidden.sum(), dtype=bool), self.apart])
        return stack([self.figures[np.flatnonzero(hidden)], self.others]), apart

    @classmethod
    def of(cls, classes: Classes, cells: pd.DataFrame, minimum: int, *, counts: bool) -> Sums:
        """Set up the sums of one outcome.

        Parameters
        ----------
        classes : Classes
            The people who answered it.
        cells : pandas.DataFrame
            The outcome's cells: ``waves``, ``characteristic``, ``level`` and ``n``.
        minimum : int
            Fewest people about whom a figure may be found.
        counts : bool
            Whether the figures are numbers of people rather than sums of answers.
        """
        members = np.array([classes.members(*key) for key in _keys(cells)])
        write = classes.number if counts else classes.answers
        figures = [write(waves, who) for waves, who in zip(cells["waves"], members, strict=True)]
        together = [write(waves, who) for waves, who in _together(cells, members, minimum)]
        apart = [write(waves, who) for waves, who in _remainders(classes, cells, members, minimum)]
        if not counts:
            apart += _answered_once(classes, cells, members, minimum)
        width = len(classes.people) * len(classes.waves)
        sums = [*figures, *together, *apart]
        table = _rows(np.array(sums, dtype=np.int8).reshape(len(sums), width))
        others = np.arange(len(together) + len(apart))
        return cls(table[: len(figures)], table[len(figures) :], others >= len(together))


class Classes:
    """People who belong to the same groups at the same waves.

    Parameters
    ----------
    columns : Columns
        The survey.
    answered : array of bool, shape (rows,)
        Which of its rows have a known answer.
    """

    def __init__(self, columns: Columns, answered: Flags) -> None:
        self.waves = columns.waves
        person, people = pd.factorize(columns.who[answered])
        # 0: did not answer at that wave; else 1 + the number of the level
        table = np.zeros((len(people), len(columns.groups), len(self.waves)), dtype=np.intp)
        for column, (codes, _) in enumerate(columns.groups.values()):
            table[person, column, columns.wave[answered]] = codes[answered] + 1
        alike = numbered_alike(table.reshape(len(table), table.shape[1] * table.shape[2]))
        self.people: NDArray[np.intp] = np.bincount(alike)
        self._table = np.empty((len(self.people), *table.shape[1:]), dtype=np.intp)
        self._table[alike] = table
        self._column = {name: column for column, name in enumerate(columns.groups)}
        self.levels = {name: len(of.names) for name, of in columns.groups.items()}
        self._levels = {name: {level: k + 1 for k, level in enumerate(of.names)} for name, of in columns.groups.items()}

    def members(self, waves: Sequence[str], characteristic: str, level: str) -> Flags:
        """Say which classes are in a group at all the waves named."""
        code = self.code(characteristic, level)
        places = [self.waves.index(wave) for wave in waves]
        inside: Flags = (self._table[:, self._column[characteristic], places] == code).all(axis=1)
        return inside

    def of(self, name: str) -> NDArray[np.intp]:
        """Give the codes of a characteristic's levels of every class at every wave; nought where it did not answer."""
        return self._table[:, self._column[name]]

    def code(self, name: str, level: str) -> int:
        """Give the code of a level, which is never nought."""
        return self._levels[name].get(level, -1)

    def number(self, _: Sequence[str], who: Flags) -> Row:
        """Write a number of people: the first of a class's unknowns stands for how many are in it."""
        return self._row(who, {self.waves[0]: 1})

    def answers(self, waves: Sequence[str], who: Flags) -> Row:
        """Write a sum of answers at a wave, or of the linked the difference of two sums."""
        return self._row(who, {waves[0]: 1} if len(waves) == 1 else {waves[0]: -1, waves[1]: 1})

    def _row(self, who: Flags, weights: dict[str, int]) -> Row:
        row = np.zeros((len(self.waves), len(who)), dtype=np.int8)
        for wave, weight in weights.items():
            row[self.waves.index(wave), who] = weight
        return row.ravel()


def numbered_alike(table: NDArray[np.intp]) -> NDArray[np.intp]:
    """Give a number to each row of a table, the same to equal rows."""
    alike = np.zeros(len(table), dtype=np.intp)
    for column in table.T:
        alike, _ = pd.factorize(alike * (column.max(initial=0) + 1) + column)
    return alike


def _keys(cells: pd.DataFrame) -> Iterator[tuple[tuple[str, ...], str, str]]:
    return zip(cells["waves"], cells["characteristic"], cells["level"], strict=True)


def _together(cells: pd.DataFrame, members: Flags, minimum: int) -> Iterator[tuple[tuple[str, ...], Flags]]:
    """Take the small groups of a characteristic together, where together they are still few."""
    n = cells["n"].to_numpy()
    families: dict[tuple[tuple[str, ...], str], list[int]] = {}
    for place, (waves, characteristic, _) in enumerate(_keys(cells)):
        if 0 < n[place] < minimum and characteristic != EVERYONE:
            families.setdefault((waves, characteristic), []).append(place)
    for (waves, _), few in families.items():
        if len(few) > 1 and n[few].sum() < minimum:
            yield waves, np.any(members[few], axis=0)


def _remainders(
    classes: Classes, cells: pd.DataFrame, members: Flags, minimum: int
) -> Iterator[tuple[tuple[str, ...], Flags]]:
    """Take the few people by whom a group is larger than another that lies within it."""
    waves = cells["waves"].to_numpy()
    for basis in dict.fromkeys(waves):
        places = np.flatnonzero([other == basis for other in waves])
        inside = _rows(members[places])
        shared = dense((inside * classes.people) @ inside.T)
        size = np.diag(shared)
        more = size[:, None] - size[None, :]
        nested = (shared == size[None, :]) & (more > 0) & (more < minimum) & (size[None, :] > 0)
        for large, small in np.argwhere(nested):
            yield basis, members[places[large]] & ~members[places[small]]


def _answered_once(classes: Classes, cells: pd.DataFrame, members: Flags, minimum: int) -> list[Row]:
    """Write the answers of the few in a group who answered at one of two waves only: apart, and at both together.

    Everyone's two means and the mean change of the linked always give the sum over those who answered last only, less
    the sum over those who answered first only.
    """
    at = dict(zip(_keys(cells), members, strict=True))
    found = []
    for waves, characteristic, level in at:
        if len(waves) == 1:
            continue
        linked = at[waves, characteristic, level]
        only = [at[(wave,), characteristic, level] & ~linked for wave in waves]
        few = [int(classes.people[who].sum()) for who in only]
        sums = [classes.answers((wave,), who) for wave, who in zip(waves, only, strict=True)]
        found += [row for row, n in zip(sums, few, strict=True) if 0 < n < minimum]
        if all(few) and sum(few) < minimum:
            found.append(sums[1] - sums[0])
    return found


def _rows(table: NDArray[Any]) -> Rows:
    """Give a table of numbers as what is multiplied fastest."""
    return table.astype(float) if table.size <= _DENSE else sparse.csr_array(table).astype(float)
