"""How far shown figures narrow down what is not shown: the attack by linear programming.

A figure is a sum over unknown numbers of people. Who knows some of these sums, and that no number is below nought,
knows for every other sum the lowest and the highest that is possible. This is the strongest attack there is by
arithmetic: subtraction, complements and differences between overlapping groups are all special cases.

References
----------
Hundepool, A., Domingo-Ferrer, J., Franconi, L., Giessing, S., Schulte Nordholt, E., Spicer, K., & de Wolf, P.-P.
(2012). Statistical disclosure control. Wiley. Chapter 4: the intervals that an attacker works out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csc_array, csr_array, vstack

from evaluatie.disclosure.programme import Programme

Floats = NDArray[np.float64]
_DONE, _INFEASIBLE, _UNBOUNDED = 0, 2, 3


def bounds(
    figures: Any,
    values: ArrayLike,
    targets: Any,
    lower: ArrayLike = 0.0,
    upper: ArrayLike = np.inf,
    whole: bool = False,
) -> Floats:
    """Give the narrowest interval in which each target lies for anyone who knows the figures.

    Parameters
    ----------
    figures : array or sparse array of float, shape (figures, unknowns)
        Each known figure as a sum of unknowns.
    values : array of float, shape (figures,) or (figures, 2)
        What each figure comes to, or between which two numbers it lies, such as a mean that was rounded.
    targets : array or sparse array of float, shape (targets, unknowns)
        The sums that an attacker is after.
    lower, upper : float or array of float, shape (unknowns,)
        Between what each unknown is known to lie; a count is never below nought.
    whole : bool
        Whether the unknowns are known to be whole numbers. It never widens an interval; it costs more time.

    Returns
    -------
    array of float, shape (targets, 2)
        Lowest and highest; infinite where nothing bounds the target.

    Raises
    ------
    ValueError
        When shapes do not fit, a value is missing, or no unknowns whatever give these figures.
    ArithmeticError
        When the solver gives up.

    Examples
    --------
    Two departments have 12 people together, of whom 5 to 7 are in the first:

    >>> bounds([[1, 1], [1, 0]], [[12, 12], [5, 7]], [[0, 1]])
    array([[5., 7.]])
    >>> bounds([[2, 3]], [7], [[1, 0], [0, 1]], whole=True)
    array([[2., 2.],
           [1., 1.]])
    """
    known = _Known.of(figures, values, targets, lower, upper, whole)
    if known.solved(np.zeros(known.unknowns)).status == _INFEASIBLE:
        raise ValueError(
            "the figures contradict each other: no numbers between the lower and upper bounds add up to them; "
            "give a rounded figure as the two ends between which it lies"
        )
    costs = vstack([known.targets, -known.targets], format="csr") if known.targets.shape[0] else known.targets
    found = np.array(known.lowest(costs), dtype=float).reshape(2, -1)
    found[1] *= -1
    # adding 0.0 makes -0.0 an ordinary nought
    return np.asarray((np.round(found) if whole and known.whole_targets else found).T + 0.0)


@dataclass(frozen=True, eq=False)
class _Known:
    """What the attacker knows; unknowns that are in the same sums are one unknown."""

    figures: csr_array
    between: Floats
    targets: csr_array
    limits: Floats
    whole: bool

    @classmethod
    def of(
        cls, figures: Any, values: ArrayLike, targets: Any, lower: ArrayLike, upper: ArrayLike, whole: bool
    ) -> _Known:
        figures, targets = _matrix(figures, "figures"), _matrix(targets, "targets")
        if figures.shape[1] != targets.shape[1]:
            raise ValueError(
                f"figures add up {figures.shape[1]} unknowns, targets of {targets.shape[1]}: they must be the same"
            )
        between = np.asarray(values, dtype=float)
        between = np.column_stack([between, between]) if between.ndim == 1 else between
        if between.shape != (figures.shape[0], 2) or np.isnan(between).any():
            raise ValueError(f"there are {figures.shape[0]} figures: give each of them one value, or its two ends")
        limits = np.array([np.broadcast_to(np.asarray(side, dtype=float), figures.shape[1]) for side in (lower, upper)])
        if np.isnan(limits).any() or (limits[0] > limits[1]).any():
            raise ValueError("a lower bound of an unknown is missing or above its upper bound")
        first, place = alike_in(vstack([figures, targets], format="csc"))
        merged = np.array([np.bincount(place, weights=side, minlength=len(first)) for side in limits])
        return cls(figures[:, first].tocsr(), between, targets[:, first].tocsr(), merged, whole)

    @property
    def unknowns(self) -> int:
        return int(self.figures.shape[1])

    @property
    def whole_targets(self) -> bool:
        return bool((self.targets.data == np.round(self.targets.data)).all())

    def lowest(self, costs: csr_array) -> list[float]:
        """Give the lowest value of each of these sums."""
        found = []
        programme = None if self.whole else Programme(self.figures, self.between, self.limits.T)
        for cost in costs.toarray():
            best = None if programme is None else programme.lowest(cost)
            found.append(self._alone(cost) if best is None else float(cost @ best.unknowns))
        return found

    def _alone(self, cost: Floats) -> float:
        """Give the lowest value of one sum: there may be none."""
        found = self.solved(cost)
        if found.status != _DONE:
            found = self.solved(cost, presolve=False)
        if found.status == _DONE:
            return float(found.fun)
        # it was found before that there are numbers that fit: then none is lowest
        if found.status == _UNBOUNDED or "unbounded" in str(found.message).lower():
            return -np.inf
        raise ArithmeticError(f"the solver found no bound: {found.message}")

    def solved(self, cost: Floats, *, presolve: bool = True) -> OptimizeResult:
        """Give where a cost is lowest."""
        if self.unknowns == 0:
            possible = bool((self.between[:, 0] <= 0).all() and (self.between[:, 1] >= 0).all())
            return OptimizeResult(status=_DONE if possible else _INFEASIBLE, x=np.zeros(0), fun=0.0)
        low, high = self.between.T
        constraints = [LinearConstraint(self.figures, low, high)] if len(low) else []
        return milp(
            cost,
            integrality=int(self.whole),
            bounds=Bounds(*self.limits),
            constraints=constraints,
            options={"mip_rel_gap": 0.0, "presolve": presolve},
        )


def _matrix(sums: Any, name: str) -> csc_array:
    matrix = csc_array(sums if hasattr(sums, "tocsc") else np.atleast_2d(np.asarray(sums, dtype=float)), dtype=float)
    if not np.isfinite(matrix.data).all():
        raise ValueError(f"{name} hold coefficients that are missing or infinite")
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    return matrix


def alike_in(columns: csc_array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give the first of each kind of column, and which kind every column is of."""
    columns.sum_duplicates()
    columns.eliminate_zeros()
    kinds: dict[tuple[bytes, bytes], int] = {}
    first: list[int] = []
    place = np.empty(columns.shape[1], dtype=np.intp)
    for at, (start, end) in enumerate(zip(columns.indptr[:-1], columns.indptr[1:], strict=True)):
        key = (columns.indices[start:end].tobytes(), columns.data[start:end].tobytes())
        if key not in kinds:
            kinds[key] = len(first)
            first.append(at)
        place[at] = kinds[key]
    return np.array(first, dtype=np.intp), place
