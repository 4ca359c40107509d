"""How far the shown numbers of a ledger narrow down those that are hidden, looked at by what hangs together.

Most numbers of a ledger are shown, and what they tell is known exactly. What is not known falls apart into small
groups of unknowns that no sum ties to each other; a linear program over one of these takes no time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, vstack
from scipy.sparse.csgraph import connected_components

from evaluatie.disclosure.numbers import known_sums, whole_numbers
from evaluatie.disclosure.together import taken_together

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]
#: a number that can be one thing only is known
_EXACT = 2.0
_CLOSE = 1e-6
#: numbers that may turn out to be needless, the first of which are looked at: each costs some programs
_TRIED = 100
#: how far numbers of an example may be off what is shown
_NOISE = 1e-5
#: calls of the solver of which the examples are kept
_KEPT = 40
#: targets in one call of the solver
_AT_ONCE = 16


@dataclass(frozen=True, eq=False)
class LinkedSums:
    """Numbers of people as sums of unknown ones.

    Attributes
    ----------
    figures : sparse array of float, shape (cells, unknowns)
        Each cell's number as a sum of unknowns.
    values : array of float, shape (unknowns,)
        The unknowns.
    known : sparse array of float, shape (sums, unknowns)
        Sums that anyone knows to be nought.
    families : list of array of int
        Cells that are looked at together.
    kept : array of bool, shape (cells,)
        Which cells must not be known too closely where they are hidden: those of people of unknown group may be.
    secret : array of bool, shape (cells,)
        Which cells must not be known exactly, of however many people they are.
    minimum : int
        Fewer people are few.
    reach : float
        What is hidden must be able to be so many different whole numbers if it can be few; half of it where cells
        that are not few together are taken together.
    """

    figures: csr_array
    values: Floats
    known: csr_array
    families: list[Places]
    kept: Flags
    secret: Flags
    minimum: int
    reach: float
    _found: list[Floats] = field(default_factory=list, init=False, repr=False)

    @cached_property
    def n(self) -> Floats:
        """The number of every cell."""
        found: Floats = self.figures @ self.values
        return found

    def sets(self, hidden: Flags, _: Flags) -> Iterator[tuple[Places, None]]:
        """Give sets of shown cells, each of which narrows down a hidden one too far."""
        yield from ((cells, None) for cells in self._narrowing(hidden, None))

    def needless(self, hidden: Flags, chosen: Sequence[int]) -> Flags:
        """Show again what turns out not to be needed.

        Parameters
        ----------
        hidden : array of bool, shape (cells,)
            A safe choice.
        chosen : sequence of int
            What may be shown again, in this order.

        Returns
        -------
        array of bool, shape (cells,)
            What stays hidden.
        """
        left = hidden.copy()
        for cell in chosen[:_TRIED]:
            about = _Told.of(self, left).hanging_with(self.figures[[cell]].indices)
            left[cell] = False
            if next(self._narrowing(left, about), None) is not None:
                left[cell] = True
        return left

    def _narrowing(self, hidden: Flags, about: Flags | None) -> Iterator[Places]:
        """Give sets of shown cells that narrow down what is hidden; of targets with certain unknowns alone."""
        told = _Told.of(self, hidden)
        few, reach = self._few(hidden)
        secret = [np.array([at]) for at in np.flatnonzero(hidden & self.secret & (self.n >= self.minimum))]
        shown = np.flatnonzero(~hidden)
        seen = self._fitting(hidden)
        for sets, minimum, wide in (
            (few, float(self.minimum), reach),
            (secret, np.inf, np.full(len(secret), _EXACT)),
        ):
            members = self._members(sets)
            targets = csr_array(members @ self.figures)
            left = ~_wide_enough(members, seen, wide)
            if about is not None:
                left &= (abs(targets) @ about.astype(float)) > 0
            places = np.flatnonzero(left)
            for rows, columns, which in told.apart(targets[places]):
                at = places[which]
                for used in self._close(told, rows, columns, (members[at], targets[at]), minimum, wide[at]):
                    cells = used[used < len(shown)]
                    if len(cells):
                        yield shown[cells]

    def _fitting(self, hidden: Flags) -> Floats:
        """Give what cells can be by what is shown, as far as was found before; a row of what they are first."""
        points = np.vstack([self.n, *self._found])
        shown = ~hidden
        return points[(np.abs(points[:, shown] - self.n[shown]) < _NOISE).all(axis=1)]

    def _keep(self, ways: Floats, columns: Places) -> Floats:
        """Note what cells are where some unknowns are otherwise."""
        apart = ways - self.values[columns]
        found: Floats = self.n + apart @ self.figures[:, columns].T
        self._found.append(found)
        del self._found[:-_KEPT]
        return found

    def _close(
        self, told: _Told, rows: Places, columns: Places, of: tuple[csr_array, csr_array], minimum: float, reach: Floats
    ) -> Iterator[Places]:
        """Give the sums that tell each target which they tell too closely; what else is in them is known."""
        members, targets = of
        known, inside = csr_array(told.rows[rows][:, columns]), csr_array(targets[:, columns])
        right, rest = known @ self.values[columns], targets @ self.values - inside @ self.values[columns]
        programme = known_sums(known, right, self.values.max(initial=0.0))
        left = np.arange(targets.shape[0])
        while len(left):
            some, left = left[:_AT_ONCE], left[_AT_ONCE:]
            if len(columns):
                costs = csr_array(vstack([inside[some], -inside[some]], format="csr"))
                ends, prices, ways = programme.lowest_of(costs)
                low, high = ends.reshape(2, -1) * [[1.0], [-1.0]] + rest[some]
                used = np.any((np.abs(prices) > _CLOSE).reshape(2, len(some), -1), axis=0)
                left = left[~_wide_enough(members[left], self._keep(ways, columns), reach[left])]
            else:
                low = high = rest[some]
                used = np.zeros((len(some), 0), dtype=bool)
            close = (whole_numbers(low, high) < reach[some]) & (np.ceil(low - _CLOSE) < minimum)
            close &= np.floor(high + _CLOSE) >= 1
            for at, which in zip(some[close], used[close], strict=True):
                yield told.with_what_they_need(rows[which], targets[[at]].indices)
            if close.any():
                return  # the others are looked at once one of these is hidden: then more are wide enough

    def _members(self, sets: Sequence[Places]) -> csr_array:
        rows = np.repeat(np.arange(len(sets)), [len(at) for at in sets])
        columns = np.concatenate([np.zeros(0, dtype=np.intp), *sets])
        return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(sets), len(self.n)))

    def _few(self, hidden: Flags) -> tuple[list[Places], Floats]:
        """Give what is hidden and may seem few, alone and together, and how many numbers each must be able to be."""
        away = hidden & self.kept
        sets = [np.array([at]) for at in np.flatnonzero(away)]
        for family in self.families:
            there = family[away[family]]
            sets += [np.array(some) for some in taken_together(there.tolist())]
        few = [at for at in sets if self.n[at].sum() < self.minimum + self.reach]
        reach = [self.reach if len(at) == 1 or self.n[at].sum() < self.minimum else self.reach / 2 for at in few]
        return few, np.array(reach)


@dataclass(frozen=True, eq=False)
class _Told:
    """What is told: shown numbers, and after these what anyone knows."""

    rows: csr_array
    right: Floats

    @classmethod
    def of(cls, sums: LinkedSums, hidden: Flags) -> _Told:
        shown = np.flatnonzero(~hidden)
        rows = csr_array(vstack([sums.figures[shown], sums.known], format="csr"))
        rows.eliminate_zeros()
        return cls(rows, np.append(sums.n[shown], np.zeros(sums.known.shape[0])))

    @cached_property
    def follows_from(self) -> Places:
        """Give for every unknown the sum that it follows from, all else in it being known; -1 where it does not."""
        found = np.full(self.rows.shape[1], -1, dtype=np.intp)
        which = np.repeat(np.arange(self.rows.shape[0]), np.diff(self.rows.indptr))
        while True:
            open_ = found[self.rows.indices] < 0
            count = np.bincount(which[open_], minlength=self.rows.shape[0])
            last = open_ & (count[which] == 1)
            if not last.any():
                return found
            # the first sum that tells it
            columns, first = np.unique(self.rows.indices[last], return_index=True)
            found[columns] = which[last][first]

    @cached_property
    def labels(self) -> tuple[Places, Places]:
        """Number the unknowns that hang together, and the sums that tie them; -1 for what is known."""
        height, width = self.rows.shape
        which = np.repeat(np.arange(height), np.diff(self.rows.indptr))
        open_ = self.follows_from[self.rows.indices] < 0
        ties = coo_array(
            (np.ones(int(open_.sum())), (which[open_], height + self.rows.indices[open_])),
            shape=(height + width, height + width),
        )
        _, labels = connected_components(ties, directed=False)
        tied = np.isin(np.arange(height), which[open_])
        return (
            np.where(self.follows_from < 0, labels[height:], -1).astype(np.intp),
            np.where(tied, labels[:height], -1).astype(np.intp),
        )

    def hanging_with(self, columns: Places) -> Flags:
        """Tell which unknowns hang together with some."""
        labels, _ = self.labels
        with_: Flags = np.isin(labels, labels[columns][labels[columns] >= 0])
        with_[columns] = True
        return with_

    def apart(self, targets: csr_array) -> Iterator[tuple[Places, Places, Places]]:
        """Divide targets by what hangs together with them: the sums in which it is, what it is, and which targets."""
        labels, tied = self.labels
        groups: dict[frozenset[int], list[int]] = {}
        for at in range(targets.shape[0]):
            of = labels[targets.indices[targets.indptr[at] : targets.indptr[at + 1]]]
            groups.setdefault(frozenset(of[of >= 0].tolist()), []).append(at)
        for together, members in groups.items():
            each = list(together)
            rows, columns = np.flatnonzero(np.isin(tied, each)), np.flatnonzero(np.isin(labels, each))
            yield rows, columns, np.array(members, dtype=np.intp)

    def with_what_they_need(self, rows: Iterable[int], columns: Iterable[int]) -> Places:
        """Add to sums those from which all that is known in them follows, and in some unknowns."""
        found = {int(row) for row in rows}
        found |= {int(row) for row in self.follows_from[list(columns)]} - {-1}
        waiting = list(found)
        while waiting:
            row = waiting.pop()
            inside = self.rows.indices[self.rows.indptr[row] : self.rows.indptr[row + 1]]
            more = {int(other) for other in self.follows_from[inside]} - found - {-1}
            found |= more
            waiting += more
        return np.array(sorted(found), dtype=np.intp)


def _wide_enough(members: csr_array, points: Floats, reach: Floats) -> Flags:
    """Tell which cells together can be so many different numbers, as some examples show."""
    if not members.shape[0]:
        return np.zeros(0, dtype=bool)
    ways = members @ points.T
    found: Flags = whole_numbers(ways.min(axis=1), ways.max(axis=1)) >= reach
    return found
