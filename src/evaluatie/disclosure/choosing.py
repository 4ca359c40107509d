"""The cheapest choice of figures to hide, so that nothing hidden follows from what is shown of any outcome.

Whatever gives something away is a set of shown figures of which at least one must be hidden. Such sets are collected
until the cheapest choice that takes one out of each leaves nothing to be worked out: a minimum hitting set of which the
sets are found while it is solved, as the inequalities are in the cell suppression of Fischetti and Salazar-González. A
set is made as small as it can be: the figures of a corner of a linear program give the sum in one way only.

No clock decides: sections run in separate processes, and must all come to the same choice.

References
----------
Fischetti, M., & Salazar-González, J. J. (2001). Solving the cell suppression problem on tabular data with linear
constraints. Management Science, 47(7), 1008-1027.
Moreno-Centeno, E., & Karp, R. M. (2013). The implicit hitting set approach to solve combinatorial optimization problems
with an application to multigenome alignment. Operations Research, 61(2), 453-468.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import qr
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, issparse, vstack

from evaluatie.disclosure.bounds import alike_in
from evaluatie.disclosure.programme import Programme
from evaluatie.disclosure.sums import Sums
from evaluatie.disclosure.suppression import Attack

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]
_CLOSE = 1e-7
#: after so many choices, or so many branches of one, the search is given up
_ROUNDS, _NODES = 80, 2000
#: numbers that a table of sums may have for its unknowns to be reduced, and choices that there may be for a search
_REDUCED, _SEARCHED = 2**21, 1500


@dataclass(eq=False)
class Figures:
    """The figures of one outcome.

    Attributes
    ----------
    sums : Sums
        Each figure as a sum of unknowns, and what else must not be found.
    choice : array of int, shape (figures,)
        With which figures, of this outcome and of others, each is hidden together.
    somebody : array of bool, shape (figures,)
        Whether each is about anybody: of nobody there is nothing to find.
    """

    sums: Sums
    choice: Places
    somebody: Flags

    def __post_init__(self) -> None:
        stack = vstack if issparse(self.sums.figures) else np.vstack
        self._targets = csr_array(stack([self.sums.figures, self.sums.others]))
        self._attack = Attack(self.sums.figures, stack([self.sums.figures, self.sums.others]), self.sums.known)
        known = self.sums.known if self.sums.known is not None else self.sums.figures[:0]
        rows = vstack([csr_array(self.sums.figures), csr_array(known), self._targets], format="csc")
        first, _ = alike_in(rows)
        if rows.shape[0] * len(first) <= _REDUCED:
            # what adds up in as many unknowns as do not depend on each other adds up in all
            _, corner, order = qr(rows[:, first].toarray(), mode="economic", pivoting=True)
            first = np.sort(first[order[: int((np.abs(np.diag(corner)) > _CLOSE).sum())]])
        self._sums, self._known = csr_array(self.sums.figures)[:, first], csr_array(known)[:, first]
        self._targets = self._targets[:, first]
        parts = vstack([self._sums, -self._sums, self._known, -self._known], format="csr")
        nought = np.zeros((parts.shape[1], 2))
        self._parts = Programme(parts.T, nought, np.tile([0.0, np.inf], (parts.shape[0], 1)))

    def found(self, hidden: Flags) -> Places:
        """Give the targets that follow: figures by their place, and after these what else must not be found."""
        away = hidden[self.choice]
        follows, _ = self._attack.follows(np.flatnonzero(~away))
        alone, _ = self._attack.follows(np.array([], dtype=np.intp))
        asked = np.append(away & self.somebody, np.ones(len(follows) - len(away), dtype=bool))
        return np.flatnonzero(follows & ~alone & asked)

    def sets(self, hidden: Flags, fixed: Flags) -> Iterator[tuple[Places, int | None]]:
        """Give sets of choices, each of which gives something away as long as all of it is shown.

        Beside it a choice that must not follow if it is hidden, where it may as well be shown.
        """
        for target in self.found(hidden):
            own = int(self.choice[target]) if target < len(self.choice) else None
            own = None if own is not None and fixed[own] else own
            yield from ((set_, own) for set_ in self._apart(int(target), hidden))

    def _apart(self, target: int, hidden: Flags) -> Iterator[Places]:
        """Give sets of choices that share none, each of which gives a target away."""
        left = ~hidden[self.choice]
        while left.any() and (rows := self._explained(target, np.flatnonzero(left))) is not None:
            yield np.unique(self.choice[rows])
            left &= ~np.isin(self.choice, self.choice[rows])

    def _explained(self, target: int, rows: Places) -> Places | None:
        """Give a smallest set of these figures from which a target follows; None where it does not."""
        count, free = self._sums.shape[0], 2 * self._known.shape[0]
        there = np.isin(np.arange(count), rows)
        most = np.append(np.where(np.tile(there, 2), np.inf, 0.0), np.full(free, np.inf))
        self._parts.bound(
            np.tile(self._targets[[target]].toarray().T, 2),
            np.column_stack([np.zeros(len(most)), most]),
        )
        solved = self._parts.lowest(np.append(np.ones(2 * count), np.zeros(free)))
        if solved is None:
            return None
        used = np.abs(solved.unknowns[: 2 * count]).reshape(2, -1).max(axis=0, initial=0.0)[rows] > _CLOSE
        found: Places = rows[used]
        return found


class Attacked(Protocol):
    """What is attacked: figures of which some must not be found, or not too closely."""

    def sets(self, hidden: Flags, fixed: Flags) -> Iterator[tuple[Places, int | None]]:
        """Give sets of choices, each of which gives something away as long as all of it is shown."""


@dataclass(frozen=True, eq=False)
class Choice:
    """Which choices are hidden, and whether that is proven to be the cheapest."""

    hidden: Flags
    proven: bool


def cheapest(outcomes: Sequence[Attacked], fixed: Flags, losses: Sequence[Floats], start: Flags) -> Choice:
    """Choose what to hide.

    Parameters
    ----------
    outcomes : sequence of Attacked
        The figures of every outcome.
    fixed : array of bool, shape (choices,)
        What is hidden in any case.
    losses : sequence of array of float, shape (choices,)
        What hiding costs, in whole numbers: the first is made as low as can be, then the second, and so on.
    start : array of bool, shape (choices,)
        A safe choice, which is taken if no cheaper one is found.

    Returns
    -------
    Choice
    """
    rows: list[csr_array] = []
    for _ in range(_ROUNDS if len(fixed) <= _SEARCHED else 0):
        hidden, costs = _chosen(rows, fixed, losses)
        if hidden is None:
            return Choice(start, False)
        cuts = [cut for of in outcomes for cut in _cuts(of, hidden, fixed)]
        if not cuts:
            return Choice(hidden, True)
        rows += cuts
        if costs == [float(loss @ start) for loss in losses]:
            return Choice(start, True)  # nothing that takes one out of each set is cheaper
    return Choice(start, False)


def _chosen(rows: list[csr_array], fixed: Flags, losses: Sequence[Floats]) -> tuple[Flags | None, list[float]]:
    """Take one out of each set in the cheapest way."""
    hidden, costs = fixed, [float(loss @ fixed) for loss in losses]
    if not rows:
        return hidden, costs
    sets = [LinearConstraint(vstack(rows, format="csr"), lb=_right(rows))]
    for at, loss in enumerate(losses):
        scale = max(loss.max(initial=0.0), 1.0)
        solved = milp(
            loss / scale, integrality=1, bounds=Bounds(fixed.astype(float), 1.0), constraints=sets,
            options={"mip_rel_gap": 0.0, "node_limit": _NODES},
        )  # fmt: skip
        if solved.status != 0:
            return None, []
        hidden = np.round(solved.x) > 0
        costs[at] = float(loss @ hidden)
        sets.append(LinearConstraint(loss[None, :] / scale, ub=(costs[at] + 0.5) / scale))
    return hidden, costs


def _right(rows: list[csr_array]) -> Floats:
    # a set that gives away what may be shown as well asks for nothing unless that is hidden
    return np.array([1.0 if row.data.min() > 0 else 0.0 for row in rows])


def _cuts(of: Attacked, hidden: Flags, fixed: Flags) -> Iterator[csr_array]:
    for set_, own in of.sets(hidden, fixed):
        at, weights = set_, np.ones(len(set_))
        if own is not None:
            at, weights = np.append(set_, own), np.append(weights, -1.0)
        yield csr_array((weights, (np.zeros(len(at), dtype=np.intp), at)), shape=(1, len(hidden)))


def made_safe(outcomes: Sequence[Attacked], fixed: Flags, losses: Sequence[Floats], start: Flags) -> Flags:
    """Hide the cheapest of each set that gives something away, until none does."""
    hidden = start.copy()
    order = np.lexsort(list(reversed(losses)))
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order))
    left = -1
    while hidden.sum() > left:
        left = int(hidden.sum())
        for of in outcomes:
            for set_, _ in of.sets(hidden.copy(), fixed):
                if not hidden[set_].any():
                    hidden[set_[np.argmin(rank[set_])]] = True
    return hidden


def still_needed(outcomes: Sequence[Attacked], fixed: Flags, loss: Floats, start: Flags, hidden: Flags) -> Flags:
    """Show again, what costs most first, what was hidden on the way to a safe choice and turns out to be needless.

    Parameters
    ----------
    outcomes, fixed
        As for :func:`cheapest`.
    loss : array of float, shape (choices,)
        What hiding costs.
    start, hidden : array of bool, shape (choices,)
        What was hidden before, and a safe choice.

    Returns
    -------
    array of bool, shape (choices,)
        A safe choice as well.
    """
    left = hidden.copy()
    added = np.flatnonzero(hidden & ~start)
    for choice in added[np.argsort(-loss[added], kind="stable")]:
        left[choice] = False
        left[choice] = any(next(of.sets(left.copy(), fixed), None) is not None for of in outcomes)
    return left
