"""Linear programmes about facts: the lowest and highest ratio of two sums, and which facts an end rests on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

Floats = NDArray[np.float64]
_TIGHT = 1e-12
_PRICE = 1e-9


@dataclass(frozen=True)
class Scaled:
    """Facts about unknowns divided by a sum, with what one person becomes as the last unknown."""

    at_most: sparse.csr_array
    equal: sparse.csr_array

    @classmethod
    def of(cls, matrix: sparse.csr_array, between: Floats, limits: Floats) -> Scaled:
        """Write down facts, and between what each unknown lies."""
        both = sparse.vstack([matrix, sparse.eye_array(len(limits))], format="csr")
        low, high = np.vstack([between, limits]).T
        fixed = np.abs(high - low) <= _TIGHT
        above, below = ~fixed & np.isfinite(high), ~fixed & np.isfinite(low)
        at_most = [_beside(both[above], -high[above]), _beside(-both[below], low[below])]
        return cls(sparse.vstack(at_most, format="csr"), _beside(both[fixed], -high[fixed]))


@dataclass(frozen=True)
class Rows:
    """Facts as rows of a linear programme, and which fact each row is."""

    at_most: sparse.csr_array
    most: Floats
    equal: sparse.csr_array
    right: Floats
    owners: NDArray[np.intp]
    lower: Floats

    @classmethod
    def of(cls, matrix: sparse.csr_array, between: Floats, lower: Floats) -> Rows:
        """Write down facts, and above what each unknown lies."""
        low, high = between.T
        fixed = np.abs(high - low) <= _TIGHT
        above, below = np.flatnonzero(~fixed & np.isfinite(high)), np.flatnonzero(~fixed & np.isfinite(low))
        at_most = sparse.vstack([matrix[above], -matrix[below]], format="csr")
        owners = np.concatenate([above, below, np.flatnonzero(fixed)])
        return cls(at_most, np.append(high[above], -low[below]), matrix[fixed], high[fixed], owners, lower)

    def priced(self, cost: Floats, below: Floats | None) -> set[int]:
        """Give the facts that have a price where a sum is lowest, or its ratio to another is."""
        at_most, most, equal, right = self.at_most, self.most, self.equal, self.right
        limits = np.column_stack([self.lower, np.full(len(self.lower), np.inf)])
        if below is not None:
            unit = sparse.csr_array(np.append(below, 0.0)[None, :])
            bounded = np.flatnonzero(np.isfinite(self.lower))
            own = -sparse.eye_array(len(below), format="csr")[bounded]
            at_most = sparse.vstack([_beside(at_most, -most), _beside(own, self.lower[bounded])], format="csr")
            equal = sparse.vstack([_beside(equal, -right), unit], format="csr")
            most, right = np.zeros(at_most.shape[0]), np.append(np.zeros(len(right)), 1.0)
            limits = np.vstack([np.tile([-np.inf, np.inf], (len(below), 1)), [0.0, 1.0]])
            cost = np.append(cost, 0.0)
        solved = linprog(cost, A_ub=at_most, b_ub=most, A_eq=equal, b_eq=right, bounds=limits, method="highs")
        if solved.status != 0:
            return set()
        prices = np.concatenate([solved.ineqlin.marginals[: len(self.most)], solved.eqlin.marginals[: len(self.right)]])
        return {int(at) for at in self.owners[np.abs(prices) > _PRICE]}


def _beside(matrix: sparse.csr_array, column: Floats) -> sparse.csr_array:
    return sparse.hstack([matrix, sparse.csr_array(column[:, None])], format="csr")


def ratios_of(facts: Scaled, above: Floats, below: Floats) -> Floats:
    """Give between what ratios of sums lie, all side by side, which is far faster than one after another.

    Parameters
    ----------
    facts : Scaled
        What is known.
    above, below : array of float, shape (ratios, unknowns)
        The sums.

    Returns
    -------
    array of float, shape (ratios, 2)
    """
    many, width = above.shape[0], above.shape[1] + 1
    equal = [sparse.vstack([facts.equal, sparse.csr_array([np.append(of, 0.0)])], format="csr") for of in below]
    right = np.tile(np.append(np.zeros(facts.equal.shape[0]), 1.0), many)
    limits = np.tile([[-np.inf, np.inf]] * (width - 1) + [[0.0, 1.0]], (many, 1))  # divided by one person or more
    at_most = sparse.block_diag([facts.at_most] * many, format="csr")
    costs = np.column_stack([above, np.zeros(many)])
    ends = []
    for sign in (1.0, -1.0):
        found = linprog(
            sign * costs.ravel(), A_ub=at_most, b_ub=np.zeros(at_most.shape[0]),
            A_eq=sparse.block_diag(equal, format="csr"), b_eq=right, bounds=limits, method="highs",
        )  # fmt: skip
        if found.status != 0:
            return _one_by_one(facts, above, below)
        ends.append((costs * found.x.reshape(many, width)).sum(axis=1))
    return np.column_stack(ends)


def _one_by_one(facts: Scaled, above: Floats, below: Floats) -> Floats:
    """Find out which of several cannot be solved: of these nothing is known."""
    if len(above) == 1:
        return np.array([[-np.inf, np.inf]])
    return np.vstack([ratios_of(facts, above[at : at + 1], below[at : at + 1]) for at in range(len(above))])
