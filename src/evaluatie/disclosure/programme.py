"""A linear programme that is asked again and again: its sums stay, only costs and limits change.

HiGHS goes on from the last answer, so that most answers cost a few steps.

References
----------
Huangfu, Q., & Hall, J. A. J. (2018). Parallelizing the dual revised simplex method. Mathematical Programming
Computation, 10, 119-142.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

Floats = NDArray[np.float64]
#: kernels are forked from a process that solved programmes before: a solver with threads of its own would hang
_OPTIONS: dict[str, Any] = {"output_flag": False, "threads": 1, "parallel": "off"}


@dataclass(frozen=True)
class Optimum:
    """Where a cost is lowest.

    Attributes
    ----------
    unknowns : array of float, shape (unknowns,)
        The unknowns there.
    prices : array of float, shape (sums,)
        How much lower the cost would be per unit that a sum is more; nought where the sum does not matter.
    """

    unknowns: Floats
    prices: Floats


class Programme:
    """Unknowns of which sums lie between limits.

    Parameters
    ----------
    sums : sparse array of float, shape (sums, unknowns)
        The sums.
    between : array of float, shape (sums, 2)
        Their limits, which may be endless.
    limits : array of float, shape (unknowns, 2)
        Between what each unknown lies.

    Examples
    --------
    >>> of = Programme(csc_array([[1.0, 1.0]]), np.array([[12.0, 12.0]]), np.array([[0.0, 9.0], [0.0, 9.0]]))
    >>> of.lowest(np.array([1.0, 0.0])).unknowns.tolist()
    [3.0, 9.0]
    """

    def __init__(self, sums: Any, between: Floats, limits: Floats) -> None:
        matrix = csc_array(sums)
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = matrix.shape
        model.col_cost_ = np.zeros(matrix.shape[1])
        model.col_lower_, model.col_upper_ = np.ascontiguousarray(limits.T, dtype=float)
        model.row_lower_, model.row_upper_ = np.ascontiguousarray(between.T, dtype=float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
        model.a_matrix_.value_ = matrix.data
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in _OPTIONS.items():
            self._solver.setOptionValue(name, value)
        self._solver.passModel(model)
        self._columns = np.arange(matrix.shape[1], dtype=np.int32)

    def bound(self, between: Floats | None = None, limits: Floats | None = None) -> None:
        """Change the limits of all sums, or of all unknowns; shapes as above."""
        if between is not None:
            for row, (low, high) in enumerate(between.tolist()):
                self._solver.changeRowBounds(row, low, high)
        if limits is not None:
            self._solver.changeColsBounds(
                len(self._columns), self._columns, *np.ascontiguousarray(limits.T, dtype=float)
            )

    def lowest(self, cost: Floats) -> Optimum | None:
        """Give where a cost is lowest; None where no numbers fit, or none is lowest.

        Parameters
        ----------
        cost : array of float, shape (unknowns,)
            What each unknown costs.
        """
        if not len(self._columns):
            return None
        self._solver.changeColsCost(len(self._columns), self._columns, np.ascontiguousarray(cost, dtype=float))
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        found = self._solver.getSolution()
        return Optimum(np.array(found.col_value), np.array(found.row_dual))

    def lowest_of(self, costs: csr_array) -> tuple[Floats, Floats, Floats]:
        """Give the lowest value of each of some sums, the prices there, and the unknowns.

        Parameters
        ----------
        costs : sparse array of float, shape (costs, unknowns)
            The sums of which the lowest value is asked.

        Returns
        -------
        lowest : array of float, shape (costs,)
        prices : array of float, shape (costs, sums)
        unknowns : array of float, shape (costs, unknowns)

        Raises
        ------
        ArithmeticError
            One of them has no lowest value.
        """
        found = [self.lowest(cost) for cost in costs.toarray()]
        each = [one for one in found if one is not None]
        if len(each) < len(found):
            raise ArithmeticError("the solver found no bound")
        unknowns = np.array([one.unknowns for one in each])
        return (costs.toarray() * unknowns).sum(axis=1), np.array([one.prices for one in each]), unknowns
