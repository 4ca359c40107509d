"""How far the numbers of people that are shown narrow down those of few people that are hidden.

Subtraction finds a number exactly; programs find between what it lies. If all but three of those who answered last year
answered this year too, and a group had ten people then, it has seven or more now. An attacker knows as much as anyone:
that people are of one level of each characteristic at a time, what the reasons for hiding tell, and not which levels of
two characteristics go together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, eye_array, hstack, vstack

from evaluatie.disclosure.bounds import alike_in
from evaluatie.disclosure.programme import Programme
from evaluatie.disclosure.sums import Classes
from evaluatie.disclosure.together import taken_together
from evaluatie.evaluation.section import EVERYONE

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]
_CLOSE = 1e-6
#: targets in one call of the solver; with few of them more are seen to be wide enough without a program of their own
_AT_ONCE = 8
#: what has no upper bound ends at so many times the largest number that there is
_ENDLESS = 100.0
#: with more waves, people who answered at waves at which nobody did are not thought of
_WAVES = 4


@dataclass(frozen=True, eq=False)
class Numbers:
    """Numbers of people as sums of unknown ones.

    Attributes
    ----------
    figures : sparse array of float, shape (cells, unknowns)
        Each cell's number as a sum of unknowns.
    n : array of float, shape (cells,)
        The numbers.
    at_most : array of float, shape (cells,)
        How many there can be, as the reason for hiding a cell tells; infinite where it tells nothing.
    known : sparse array of float, shape (sums, unknowns)
        Sums that anyone knows, such as that there are as many people of each characteristic together as of everyone.
    values : array of float, shape (sums,)
        What these come to.
    families : list of array of int
        The groups of each characteristic at the same waves.
    choice : array of int, shape (copies, cells)
        With which cells, of this outcome and of others, each is hidden together: a row for every outcome that has the
        same numbers.
    minimum : int
        Fewer people are few.
    reach : float
        What is hidden must be able to be so many different whole numbers if it can be few: a sliding protection level.
        Half of it must be possible where groups that are not few together are taken together, and with what the reasons
        for hiding tell: as the audit asks.
    """

    figures: csr_array
    n: Floats
    at_most: Floats
    known: csr_array
    values: Floats
    families: list[Places]
    choice: Places
    minimum: int
    reach: float

    @classmethod
    def of(cls, classes: Classes, cells: pd.DataFrame, choice: Places, minimum: int, reach: float) -> Numbers:
        """Lay out the numbers of people who answered an outcome.

        Parameters
        ----------
        classes : Classes
            The people.
        cells : pandas.DataFrame
            The plan's cells of it: ``waves``, ``characteristic``, ``level``, ``n`` and ``at_most``.
        choice, minimum, reach
            See above.
        """
        ways = {name: _ways(classes, name) for name in classes.levels}
        names = np.repeat(list(ways), [len(of) for of in ways.values()])
        table = np.vstack(list(ways.values()))
        keys = zip(cells["waves"], cells["characteristic"], cells["level"], strict=True)
        figures = csr_array(np.array([_figure(classes, names, table, *key) for key in keys], dtype=float))
        found = cells.assign(at=np.arange(len(cells))).groupby(["waves", "characteristic"])["at"]
        families = [at.to_numpy() for _, at in found if len(at) > 1]
        ties = _ties(names, table > 0)
        n, at_most = (cells[name].to_numpy(dtype=float) for name in ("n", "at_most"))
        return cls(figures, n, at_most, ties, np.zeros(ties.shape[0]), families, choice, minimum, reach)

    def sets(self, hidden: Flags, _: Flags) -> Iterator[tuple[Places, None]]:
        """Give sets of choices, each of which narrows down a target too far as long as all of it is shown."""
        patterns, which = np.unique(hidden[self.choice], axis=0, return_inverse=True)
        for at, away in enumerate(patterns):
            copies = self.choice[which.ravel() == at]
            for rows in self._narrowing(away):
                # outcomes that have the same numbers give the same away
                yield from ((np.unique(choice[rows]), None) for choice in copies)

    def _narrowing(self, away: Flags) -> Iterator[Places]:
        """Give sets of shown cells that narrow down a target too far together."""
        shown = np.flatnonzero(~away)
        targets, reach = self._targets(away)
        if not len(shown) or not len(reach):
            return
        known = vstack([self.figures[shown], self.known], format="csr")
        right = np.append(self.n[shown], self.values)
        used = _close(known, right, targets, self.minimum, reach)
        told = np.flatnonzero(away & np.isfinite(self.at_most))
        if len(told):
            width = known.shape[1] + len(told)
            few = hstack([self.figures[told], eye_array(len(told))], format="csr")
            known, right = vstack([_widened(known, width), few], format="csr"), np.append(right, self.at_most[told])
            more = _close(known, right, _widened(targets, width), self.minimum, reach.clip(max=self.reach / 2))
            used = np.vstack([used[:, : len(shown)], more[:, : len(shown)]])
        for cells in np.unique(used[:, : len(shown)], axis=0):
            if cells.any():
                yield shown[cells]

    def _targets(self, away: Flags) -> tuple[csr_array, Floats]:
        """Give what is hidden and may seem few, alone and together, and how many numbers each must be able to be."""
        sets = [np.array([at]) for at in np.flatnonzero(away)]
        for family in self.families:
            there = family[away[family]]
            sets += [np.array(some) for some in taken_together(there.tolist())]
        few = [at for at in sets if self.n[at].sum() < self.minimum + self.reach]
        rows = np.repeat(np.arange(len(few)), [len(at) for at in few])
        columns = np.concatenate([np.zeros(0, dtype=np.intp), *few])
        members = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(few), len(self.n)))
        reach = [self.reach if len(at) == 1 or self.n[at].sum() < self.minimum else self.reach / 2 for at in few]
        return csr_array(members @ self.figures), np.array(reach)


def _ways(classes: Classes, name: str) -> Places:
    """List the levels of a characteristic that people may have had at each wave; nought where they did not answer."""
    waves = len(classes.waves)
    seen = {tuple(int(code) for code in row) for row in classes.of(name)}
    there = set(product((0, 1), repeat=waves)) if waves <= _WAVES else {tuple(int(c > 0) for c in row) for row in seen}
    levels = range(1, 1 + classes.levels[name])
    alike = {tuple(level * at for at in pattern) for level in levels for pattern in there if any(pattern)}
    return np.array(sorted(seen | alike), dtype=np.intp)


def _figure(
    classes: Classes, names: NDArray[np.str_], table: Places, waves: Sequence[str], name: str, level: str
) -> Flags:
    at = [classes.waves.index(wave) for wave in waves]
    inside: Flags = (names == name) & (table[:, at] == classes.code(name, level)).all(axis=1)
    return inside


def _ties(names: NDArray[np.str_], there: Flags) -> csr_array:
    """Say that everyone is the sum of a characteristic's groups, whoever answered at the same waves."""
    patterns, kind = np.unique(there, axis=0, return_inverse=True)
    rows = [
        ((names == name) & (kind.ravel() == at)) * 1.0 - ((names == EVERYONE) & (kind.ravel() == at))
        for name in dict.fromkeys(names)
        if name != EVERYONE
        for at in range(len(patterns))
    ]
    return csr_array(np.array(rows, dtype=float).reshape(len(rows), len(names)))


def _widened(sums: csr_array, width: int) -> csr_array:
    """Give sums room for more unknowns."""
    return csr_array((sums.data, sums.indices, sums.indptr), shape=(sums.shape[0], width))


def _close(known: csr_array, right: Floats, targets: csr_array, minimum: int, reach: Floats) -> Flags:
    """Tell which known sums narrow down each target that is known too closely, shape (such targets, sums)."""
    # unknowns that are in the same sums are one
    first, _ = alike_in(vstack([known, targets], format="csc"))
    known, targets = known[:, first].tocsr(), targets[:, first].tocsr()
    # what is in the same known sums is narrowed down alike: of many hidden teams one is enough
    _, kind = alike_in(csc_array(known))
    ends = targets.indptr
    alike = {(*sorted(kind[targets.indices[ends[at] : ends[at + 1]]]), reach[at]): at for at in range(len(reach))}
    left = np.array(sorted(alike.values()))
    programme = known_sums(known, right, right.max(initial=0.0))
    seen, found = np.zeros((0, known.shape[1])), [np.zeros((0, known.shape[0]), dtype=bool)]
    while True:
        # that some ways to be differ enough is seen of most targets without a program of their own
        ways = targets[left] @ seen.T
        if len(seen):
            left = left[whole_numbers(ways.min(axis=1), ways.max(axis=1)) < reach[left]]
        if not len(left):
            return np.vstack(found)
        some, left = left[:_AT_ONCE], left[_AT_ONCE:]
        costs = vstack([targets[some], -targets[some]], format="csr")
        each, prices, ways = programme.lowest_of(costs)
        low, high = each.reshape(2, -1) * [[1.0], [-1.0]]
        close = (
            (whole_numbers(low, high) < reach[some])
            & (np.ceil(low - _CLOSE) < minimum)
            & (np.floor(high + _CLOSE) >= 1)
        )
        # as long as all sums with a price are known, both ends are where they are
        used: Flags = np.any((np.abs(prices) > _CLOSE).reshape(2, len(some), -1), axis=0)
        found.append(used[close])
        seen = np.vstack([seen, ways])


def whole_numbers(low: Floats, high: Floats) -> Floats:
    """Give how many whole numbers lie between ends."""
    return np.asarray(np.floor(high + _CLOSE) - np.ceil(low - _CLOSE) + 1)


def known_sums(known: csr_array, right: Floats, largest: float) -> Programme:
    """Give the programme of unknowns that are never below nought and of which some sums are known.

    Parameters
    ----------
    known : sparse array of float, shape (sums, unknowns)
        What is known.
    right : array of float, shape (sums,)
        What these sums come to.
    largest : float
        The largest unknown: where sums are differences it is more than any of these comes to.
    """
    ends = np.tile([0.0, _ENDLESS * (1 + largest)], (known.shape[1], 1))
    return Programme(known, np.column_stack([right, right]), ends)
