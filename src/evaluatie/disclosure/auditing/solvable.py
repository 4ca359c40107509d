"""A system of equations and inequalities, of which the lowest and highest values of sums and ratios are asked."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from evaluatie.disclosure.auditing.programmes import Rows, Scaled, ratios_of
from evaluatie.disclosure.auditing.unknowns import Fact, Sum, Unknowns
from evaluatie.disclosure.bounds import bounds
from evaluatie.disclosure.programme import Programme

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
_SAME = 1e-5
#: corners that are looked at, and where what has no bound ends there
_DRAWN, _FAR = 24, 1e6
#: unknowns in one call of the solver
_AT_ONCE = 4000


@dataclass(frozen=True)
class Solvable:
    """A system of which lowest and highest values are asked."""

    facts: tuple[Fact, ...]
    places: Mapping[Hashable, int]
    free: frozenset[Hashable]

    @classmethod
    def of(cls, known: Unknowns) -> Solvable:
        """Take stock of what is known: no facts are added from here on."""
        return cls(tuple(known.facts), dict(known.places), frozenset(known.free))

    @cached_property
    def matrix(self) -> sparse.csr_array:
        """The facts as sums, a row for each."""
        rows = [at for at, fact in enumerate(self.facts) for _ in fact.sum]
        columns = [self.places[name] for fact in self.facts for name in fact.sum]
        weights = [weight for fact in self.facts for weight in fact.sum.values()]
        shape = (len(self.facts), len(self.places))
        return sparse.csr_array((np.array(weights, dtype=float), (rows, columns)), shape=shape)

    @cached_property
    def between(self) -> Floats:
        """The two numbers between which each of them lies."""
        return np.array([(fact.low, fact.high) for fact in self.facts], dtype=float).reshape(-1, 2)

    @cached_property
    def lower(self) -> Floats:
        """What no unknown is below."""
        low = np.zeros(len(self.places))
        low[[self.places[name] for name in self.free if name in self.places]] = -np.inf
        return low

    def possible(self) -> bool:
        """Tell whether there are any numbers that fit all facts."""
        if len(self.corners) and self._fits(self.corners[0]):
            return True
        try:
            bounds(self.matrix, self.between, np.zeros((0, len(self.places))), lower=self.lower)
        except ValueError:
            return False
        return True

    def _fits(self, values: Floats) -> bool:
        """Tell whether all facts hold, also those between unknowns that are each known exactly."""
        found = self.matrix @ values
        low, high = self.between.T
        return bool(((found >= low - _SAME) & (found <= high + _SAME)).all())

    def intervals(self, sums: Sequence[Sum]) -> Floats:
        """Give between what each of these sums lies.

        Only what hangs together with a sum, through unknowns that are not known exactly, has to be looked at.
        """
        found = np.tile([-np.inf, np.inf], (len(sums), 1))
        for rows, columns, members in self.apart(sums):
            targets = self.weights([sums[member] for member in members], columns)
            lower, upper = self._limits[columns].T
            if len(rows) == 0 and np.isfinite(upper).all() and np.isfinite(lower).all():
                # nothing but what is known of each by itself
                plus, minus = np.maximum(targets, 0), np.minimum(targets, 0)
                found[members] = np.column_stack([plus @ lower + minus @ upper, plus @ upper + minus @ lower])
                continue
            matrix = self.matrix[rows][:, columns]
            found[members] = bounds(matrix, self.between[rows], targets, lower=lower, upper=upper)
        return found

    def ratios(self, pairs: Sequence[tuple[Sum, Sum]]) -> Floats:
        """Give between what the ratio of each pair of sums lies, where the lower one is one or more.

        A linear-fractional programme becomes a linear one when all is divided by the lower sum: Charnes, A., & Cooper,
        W. W. (1962). Programming with linear fractional functionals. Naval Research Logistics Quarterly, 9, 181-186.
        """
        found = np.tile([-np.inf, np.inf], (len(pairs), 1))
        both = [dict.fromkeys([*above, *below], 1.0) for above, below in pairs]
        for rows, columns, members in self.apart(both):
            scaled = Scaled.of(self.matrix[rows][:, columns], self.between[rows], self._limits[columns])
            above, below = (self.weights([pairs[member][side] for member in members], columns) for side in (0, 1))
            step = max(1, _AT_ONCE // (len(columns) + 1))
            for at in range(0, len(members), step):
                some = slice(at, at + step)
                found[members[some]] = ratios_of(scaled, above[some], below[some])
        return found

    @cached_property
    def corners(self) -> Floats:
        """Corners of all that is possible, in directions drawn at random and those opposite; there may be none."""
        _, known = self._parts
        rows = np.flatnonzero((np.abs(self.matrix) @ (~known).astype(float)) > 0)
        columns = np.unique(np.concatenate([self.matrix[rows].indices, np.flatnonzero(~known)])).astype(np.intp)
        drawn = np.random.default_rng(len(columns)).normal(size=(_DRAWN // 2, len(columns)))
        solved = self.extremes(rows, columns, np.vstack([drawn, -drawn]))
        corners = np.tile(np.clip(self._limits.mean(axis=1), -_FAR, _FAR), (len(solved), 1))
        corners[:, columns] = solved
        return corners

    def extremes(self, rows: Places, columns: Places, costs: Floats) -> Floats:
        """Give where each of some costs is lowest, by what some facts say of some unknowns.

        Parameters
        ----------
        rows : array of int
            The facts.
        columns : array of int
            The unknowns.
        costs : array of float, shape (costs, unknowns)
            The costs.

        Returns
        -------
        array of float, shape (costs, unknowns)
            No rows where it cannot be solved.
        """
        limits = np.clip(self._limits[columns], -_FAR, _FAR)
        if len(rows) == 0:
            return np.where(costs > 0, limits[:, 0], limits[:, 1]) + 0.0
        programme = Programme(self.matrix[rows][:, columns], self.between[rows], limits)
        found = [programme.lowest(cost) for cost in costs]
        corners = [one.unknowns for one in found if one is not None]
        return np.array(corners if len(corners) == len(found) else []).reshape(-1, len(columns))

    def without(self, left_out: Iterable[int]) -> Solvable:
        """Give the same system with some facts left out."""
        away = set(left_out)
        kept = tuple(fact for at, fact in enumerate(self.facts) if at not in away)
        return Solvable(kept, self.places, self.free)

    def needed(self, above: Sum, below: Sum | None = None) -> list[int]:
        """List the facts from released numbers that suffice for the interval of a sum, or of a ratio of two.

        By the duality of linear programming the facts with a price suffice for the lowest and the highest value.
        """
        every = np.arange(len(self.places))
        rows = Rows.of(self.matrix, self.between, self.lower)
        weights = self.weights([above], every)[0]
        found: set[int] = set()
        for sign in (1.0, -1.0):
            found |= rows.priced(sign * weights, None if below is None else self.weights([below], every)[0])
        return [at for at in sorted(found) if self.facts[at].sources]

    def weights(self, sums: Sequence[Sum], columns: Places) -> Floats:
        """Write sums as rows over some of the unknowns, shape (sums, unknowns)."""
        index = {int(column): at for at, column in enumerate(columns)}
        weights = np.zeros((len(sums), len(columns)))
        for row, sum_ in enumerate(sums):
            for name, weight in sum_.items():
                weights[row, index[self.places[name]]] = weight
        return weights

    @cached_property
    def _limits(self) -> Floats:
        """Between what each unknown lies by the facts about it and about unknowns that are known by then."""
        limits = np.column_stack([self.lower, np.full(len(self.places), np.inf)])
        plus, minus = self.matrix.maximum(0), self.matrix.minimum(0)
        while True:
            open_ = ~_known(limits)
            single = np.flatnonzero((abs(self.matrix) > 0) @ open_.astype(float) == 1)
            closed = np.where(open_[:, None], 0.0, limits)
            rest = np.column_stack(
                [plus @ closed[:, 0] + minus @ closed[:, 1], plus @ closed[:, 1] + minus @ closed[:, 0]]
            )
            before = limits.copy()
            for row in map(int, single):
                self._tighten(limits, row, open_, rest[row])
            if not (_known(limits) & open_).any():
                return before if (limits[:, 0] > limits[:, 1]).any() else limits

    def _tighten(self, limits: Floats, row: int, open_: NDArray[np.bool_], rest: Floats) -> None:
        span = slice(self.matrix.indptr[row], self.matrix.indptr[row + 1])
        columns, weights = self.matrix.indices[span], self.matrix.data[span]
        (at,) = np.flatnonzero(open_[columns])
        ends = sorted((self.between[row] - rest[::-1]) / weights[at])
        place = columns[at]
        low, high = max(limits[place, 0], ends[0]), min(limits[place, 1], ends[1])
        if low > high:  # rounding of two ends that are the same
            low = high = (low + high) / 2
        limits[place] = low, high

    @cached_property
    def _parts(self) -> tuple[Places, NDArray[np.bool_]]:
        """Number the unknowns that hang together, and say which are known."""
        known = _known(self._limits)
        open_ = sparse.csr_array(self.matrix * (~known)[None, :])
        open_.eliminate_zeros()
        _, labels = connected_components(abs(open_).T @ abs(open_), directed=False)
        return labels, known

    def apart(self, sums: Sequence[Sum]) -> list[tuple[Places, Places, list[int]]]:
        """Divide sums by what hangs together: the facts, the unknowns, and which of the sums."""
        labels, known = self._parts
        groups: dict[frozenset[int], list[int]] = {}
        for at, sum_ in enumerate(sums):
            if self.places.keys() >= sum_.keys():
                of = {int(labels[self.places[name]]) for name in sum_ if not known[self.places[name]]}
                groups.setdefault(frozenset(of), []).append(at)
        found = []
        for together, members in groups.items():
            inside = np.isin(labels, list(together)) & ~known
            touched = (np.abs(self.matrix) @ inside.astype(float)) > 0
            rows = np.flatnonzero(touched)
            wanted = [self.places[name] for member in members for name in sums[member]]
            columns = np.unique(np.concatenate([self.matrix[rows].indices, np.array(wanted, dtype=np.intp)]))
            found.append((rows, columns.astype(np.intp), members))
        return found


def _known(limits: Floats) -> NDArray[np.bool_]:
    """Tell which unknowns are known, but for the tenth digit."""
    scale = np.maximum(1.0, np.abs(np.where(np.isfinite(limits[:, 1]), limits[:, 1], 1.0)))
    known: NDArray[np.bool_] = limits[:, 1] - limits[:, 0] <= _SAME * scale
    return known
