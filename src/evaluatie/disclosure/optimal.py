"""The cheapest cells to hide such that no sensitive sum is narrowed down too far.

An attacker who knows what is shown, and that no count is below nought, can move the hidden cells only so that all sums
stay as they are. Each sensitive sum asks that they can move it down so far, and up so far. By the duality of linear
programming a set of hidden cells that does not allow this breaks an inequality: so much of the movement needs cells of
which too few are hidden. Inequalities are added to a choice in noughts and ones until the attacker always has room
enough. This is the method of Fischetti and Salazar-González, with HiGHS through scipy for both programs.

References
----------
Fischetti, M., & Salazar-González, J. J. (1999). Models and algorithms for the 2-dimensional cell suppression problem in
statistical disclosure control. Mathematical Programming, 84, 283-312.
Fischetti, M., & Salazar-González, J. J. (2001). Solving the cell suppression problem on tabular data with linear
constraints. Management Science, 47(7), 1008-1027.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import block_diag, csr_array, vstack

from evaluatie.disclosure.bounds import bounds
from evaluatie.disclosure.quickly import soon_hidden

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]
_CLOSE = 1e-6
#: by how much less room than asked for the solver's rounding may be to blame
_SLACK = 1e-4
#: unknowns in one call of the solver: many small problems side by side are far faster than one after another
_AT_ONCE = 4000


@dataclass(frozen=True, eq=False)
class Sums:
    """What adds up to what, and which sums are sensitive.

    Attributes
    ----------
    values : array of float, shape (cells,)
        The true values, none below nought.
    ceiling : array of float, shape (cells,)
        The most that each can be, for all that is public.
    equations : sparse array of float, shape (equations, cells)
        Sums of cells that everyone knows.
    targets : sparse array of float, shape (targets, cells)
        The sensitive sums.
    reach : float
        Each of them must be able to be anything from nought to this, as far as all that is public allows.
    whole : bool
        Whether to attack in whole numbers too, where these may lie closer together than fractions.
    """

    values: Floats
    ceiling: Floats
    equations: csr_array
    targets: csr_array
    reach: float
    whole: bool = False

    def narrowed(self, hidden: Flags) -> Floats:
        """Give the interval in which each target lies when these cells are hidden, shape (targets, 2)."""
        lower, upper = np.where(hidden, 0.0, self.values), np.where(hidden, self.ceiling, self.values)
        return bounds(self.equations, self.equations @ self.values, self.targets, lower, upper, whole=self.whole)

    @property
    def truth(self) -> Floats:
        """The true value of each target."""
        return np.asarray(self.targets @ self.values, dtype=float)


@dataclass(frozen=True, eq=False)
class Hiding:
    """Which cells to hide, whether that is proven to be the cheapest, and which targets public sums narrow down."""

    hidden: Flags
    optimal: bool
    exposed: Flags


def least_hidden(sums: Sums, sensitive: Flags, losses: list[Floats], seconds: float) -> Hiding:
    """Choose the cells to hide.

    Parameters
    ----------
    sums : Sums
        What adds up to what, and which sums are sensitive.
    sensitive : array of bool, shape (cells,)
        Cells that are hidden in any case.
    losses : list of array of float, shape (cells,)
        What hiding each cell costs: the first is made as low as can be, then the second, and so on.
    seconds : float
        After this time the cheapest choice is taken that is known to be safe.

    Returns
    -------
    Hiding

    Examples
    --------
    Of a public sum of four cells the first is hidden, which must be able to be anything from 0 to 10. The second alone
    has too few people for that, and the fourth costs more than the third:

    >>> values, sensitive = np.array([4.0, 5.0, 7.0, 9.0]), np.array([True, False, False, False])
    >>> sums = Sums(values, np.full(4, 25.0), csr_array(np.ones((1, 4))), csr_array([[1.0, 0.0, 0.0, 0.0]]), reach=10)
    >>> least_hidden(sums, sensitive, [values], seconds=10).hidden.tolist()
    [True, False, True, False]
    """
    between = sums.narrowed(np.ones(len(sums.values), dtype=bool))
    # what is narrowed down by what everyone knows anyway cannot be asked for
    reach = np.column_stack([np.maximum(between[:, 0], 0.0), np.minimum(between[:, 1], sums.reach)])
    room = np.maximum((reach - sums.truth[:, None]) * [-1, 1], 0.0)
    exposed = (between[:, 0] > _SLACK) | (between[:, 1] < sums.reach - _SLACK)
    search = _Search(sums, room, sensitive, monotonic() + seconds)
    try:
        for loss in losses:
            if loss[~sensitive].any():
                search.lower(loss)
    except (TimeoutError, _NoAnswerError):
        search.deadline = monotonic() + seconds
        return Hiding(search.known_safe(losses), False, exposed)
    return Hiding(search.hidden, True, exposed)


class _NoAnswerError(Exception):
    """The solver gave up on numbers it could not handle; what is known to be safe is still safe."""


@dataclass(eq=False)
class _Search:
    """The inequalities found so far, and the choice that they lead to.

    `room` says how far down and up each target must be able to go, `cuts` are inequalities of at least one, and `past`
    are the losses that were brought down already, with how low that is.
    """

    sums: Sums
    room: Floats
    sensitive: Flags
    deadline: float
    hidden: Flags = field(init=False)
    support: Flags = field(init=False)
    cuts: list[csr_array] = field(default_factory=list)
    past: list[tuple[Floats, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hidden, self.support = self.sensitive, np.ones_like(self.sensitive)
        asked = self.room.T.ravel()
        kept = asked > _CLOSE
        # first down, then up: the solver looks for the lowest
        self._costs = vstack([self.sums.targets, -self.sums.targets], format="csr")[kept]
        self._asked = asked[kept]
        self._broken = np.zeros(len(self._asked), dtype=bool)

    def lower(self, loss: Floats) -> None:
        """Bring this loss as low as can be; hiding what it says nothing of is free meanwhile."""
        share = self._cheapest(loss, whole=False)
        while self._cut(share):
            share = self._cheapest(loss, whole=False)
        self.support = share > _CLOSE
        chosen = np.round(share)
        if np.abs(chosen - share).max(initial=0.0) > _CLOSE:
            chosen = self._cheapest(loss, whole=True)
        while self._cut(chosen) or self._cut_whole(chosen):
            chosen = self._cheapest(loss, whole=True)
        self.hidden = chosen > 0
        self.past.append((loss, float(loss @ chosen)))

    def _cheapest(self, loss: Floats, *, whole: bool) -> Floats:
        """Choose cells, or shares of them, that obey all inequalities; what costs nothing is hidden."""
        rows = [LinearConstraint(vstack(self.cuts, format="csr"), lb=1.0)] if self.cuts else []
        rows += [LinearConstraint(before[None, :], ub=low + 0.5) for before, low in self.past]
        free = loss + sum(before for before, _ in self.past) == 0
        found = milp(
            loss,
            integrality=int(whole),
            bounds=Bounds((self.sensitive | free).astype(float), 1.0),
            constraints=rows,
            options={"mip_rel_gap": 0.0, "time_limit": max(self._left(), 0.01)},
        )
        if found.status == 1:
            raise TimeoutError
        if found.x is None:
            raise _NoAnswerError(found.message)
        share: Floats = np.clip(found.x, 0.0, 1.0)
        return np.round(share) if whole else share

    def _left(self) -> float:
        left = self.deadline - monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _cut(self, share: Floats) -> bool:
        """Add an inequality for each target that is narrowed down too far; those of the last time are tried first."""
        for turn in (self._broken, ~self._broken):
            at = np.flatnonzero(turn)
            cuts: dict[int, csr_array] = {}
            step = max(1, _AT_ONCE // max(int((share > 0).sum()), 1))
            for start in range(0, len(at), step):
                self._left()
                cuts.update(self._inequalities(share, at[start : start + step]))
            if cuts:
                self.cuts += cuts.values()
                self._broken = np.isin(np.arange(len(self._asked)), list(cuts))
                return True
        return False

    def _inequalities(self, share: Floats, at: Places) -> dict[int, csr_array]:
        """Give the inequality that this choice breaks, for each of these targets that has too little room.

        How far a target can go is, with the right prices of the equations, a weighted sum of what is hidden.
        """
        values, above = self.sums.values, self.sums.ceiling - self.sums.values
        costs, asked = self._costs[at].toarray(), self._asked[at]
        rest = costs - self._prices(share, costs) @ self.sums.equations
        weights = np.maximum(rest, 0.0) * values + np.maximum(-rest, 0.0) * above
        weights[weights < _CLOSE] = 0.0
        need = asked - weights[:, self.sensitive].sum(axis=1)
        broken = (weights @ share < asked - _SLACK / 10) & (need > _SLACK / 10)
        # no single cell is worth more than what is needed
        cuts = np.minimum(weights[broken], need[broken, None]) / need[broken, None]
        cuts[:, self.sensitive] = 0.0
        return {int(target): csr_array(cut[None, :]) for target, cut in zip(at[broken], cuts, strict=True)}

    def _prices(self, share: Floats, costs: Floats) -> Floats:
        """Let the attacker move what is hidden as far as possible, and give the prices of the equations for each."""
        live = np.flatnonzero(share > _CLOSE)
        equations = self.sums.equations[:, live]
        touched = np.flatnonzero(np.diff(equations.indptr))
        prices = np.zeros((len(costs), self.sums.equations.shape[0]))
        if len(live) == 0 or len(touched) == 0:
            return prices
        down, up = (self.sums.values * share)[live], ((self.sums.ceiling - self.sums.values) * share)[live]
        solved = linprog(
            costs[:, live].ravel(),
            A_eq=block_diag([equations[touched]] * len(costs), format="csc"),
            b_eq=np.zeros(len(touched) * len(costs)),
            bounds=np.column_stack([np.tile(-down, len(costs)), np.tile(up, len(costs))]),
            method="highs",
        )
        if solved.status != 0:
            raise _NoAnswerError(solved.message)
        prices[:, touched] = solved.eqlin.marginals.reshape(len(costs), -1)
        return prices

    def _cut_whole(self, chosen: Floats) -> bool:
        """Attack once more and apart from the above; where that succeeds, one more cell at least must be hidden."""
        if self.safe(chosen > 0):
            return False
        self.cuts.append(csr_array((1.0 - chosen)[None, :]))
        return True

    def safe(self, hidden: Flags) -> bool:
        """Say whether every target has its room when these cells are hidden."""
        self._left()
        return self._holds(hidden)

    def _holds(self, hidden: Flags) -> bool:
        room = (self.sums.narrowed(hidden) - self.sums.truth[:, None]) * [-1, 1]
        return bool((room >= self.room - _SLACK).all())

    def known_safe(self, losses: list[Floats]) -> Flags:
        """Take a choice that is safe, and show again what need not be hidden, the most valuable first.

        What is soon found is safe, or else the cells of which some share is hidden in the last relaxed choice. To hide
        everything always is.
        """
        hidden = np.ones_like(self.sensitive)
        choices = [soon_hidden(self.sums, self.room, self.sensitive, losses), self.support]
        try:
            hidden = next((choice.copy() for choice in choices if self._holds(choice)), hidden)
            extra = np.flatnonzero(hidden & ~self.sensitive)
            worth = np.lexsort([-loss[extra] for loss in reversed(losses)])
            self._show(hidden, extra[worth])
        except TimeoutError:
            pass
        return hidden

    def _show(self, hidden: Flags, cells: Places) -> None:
        """Show these cells together, or if that is not safe each half of them."""
        without = hidden.copy()
        without[cells] = False
        if self.safe(without):
            hidden[cells] = False
        elif len(cells) > 1:
            half = len(cells) // 2
            self._show(hidden, cells[:half])
            self._show(hidden, cells[half:])
