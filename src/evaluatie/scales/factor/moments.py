"""What a model says of means and covariances, and how these hang on its parameters.

Sigma = Lambda A Psi A' Lambda' + Theta and mu = nu + Lambda A alpha with A = (I - B)^-1: Lambda has the loadings of
items, B the loadings of factors on factors of a higher order and the regressions among factors, Psi and Theta the
(residual) covariances of factors and of items, nu and alpha the intercepts (Bollen 1989, ch. 8).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluatie.scales.factor.coordinates import Floats, Lower
from evaluatie.scales.factor.table import ParameterTable, Row

Array = NDArray[Any]  # real, or complex where a derivative is taken by a complex step
_SYMMETRIC = ("theta", "psi")


@dataclass(frozen=True)
class Matrices:
    """All groups' matrices; shapes (..., g, p, m), (..., g, m, m) twice, (..., g, p, p), (..., g, p) and (..., g, m).

    What comes before is the same for all: many sets of values at a time.
    """

    loadings: Array
    paths: Array
    psi: Array
    theta: Array
    nu: Array
    alpha: Array

    @cached_property
    def total(self) -> Array:
        """(I - B)^-1: effects of factors on each other, also by way of others."""
        total: Array = np.linalg.inv(np.eye(self.paths.shape[-1]) - self.paths)
        return total

    @cached_property
    def reach(self) -> Array:
        """Effects of factors on items, also by way of other factors; shape (p, m)."""
        reach: Array = self.loadings @ self.total
        return reach

    @cached_property
    def covariance(self) -> Array:
        """Sigma, the covariances of items."""
        covariance: Array = self.reach @ self.psi @ self.reach.mT + self.theta
        return covariance

    @cached_property
    def mean(self) -> Array:
        """Mu, the means of items."""
        mean: Array = self.nu + _times(self.reach, self.alpha)
        return mean

    @cached_property
    def factor_covariance(self) -> Array:
        """The covariances of factors."""
        covariance: Array = self.total @ self.psi @ self.total.mT
        return covariance


class Structure:
    """Where a model's parameters stand in the matrices of its groups.

    Parameters
    ----------
    table : ParameterTable
        The model's parameters.
    """

    def __init__(self, table: ParameterTable) -> None:
        self._latent = {name: at for at, name in enumerate(table.latent)}
        self._observed = {name: at for at, name in enumerate(table.observed)}
        self.free, self.groups = table.free, table.groups
        p, m = len(self._observed), len(self._latent)
        self.lower = Lower(p)
        self._shapes = {"loadings": (p, m), "paths": (m, m), "psi": (m, m), "theta": (p, p), "nu": (p,), "alpha": (m,)}
        sizes = [math.prod(shape) for shape in self._shapes.values()]
        self._edges = dict(zip(self._shapes, pairwise(np.cumsum([0, *sizes]).tolist()), strict=True))
        # all matrices of a group in a row, those of the groups below each other
        self._fixed = np.zeros((table.groups, sum(sizes)))
        places = []
        for row in table.rows:
            name, one, other = self._place(row)
            begin, width = self._edges[name][0], (*self._shapes[name], 1)[1]
            for at in {(one, other), (other, one)} if name in _SYMMETRIC else {(one, other)}:
                where = begin + at[0] * width + at[1]
                if row.free >= 0:
                    places.append((row.free, row.group, where, *self._sides(name, *at)))
                else:
                    self._fixed[row.group, where] = row.value
        self._free, self._group, self._where, self._left, self._right = (
            np.array(sorted(places), dtype=np.intp).reshape(-1, 5).T
        )
        self._first = np.flatnonzero(np.diff(self._free, prepend=-1))
        self._first_of_group = np.flatnonzero(np.diff(self._free * table.groups + self._group, prepend=-1))

    def _place(self, row: Row) -> tuple[str, int, int]:
        """Say in which matrix a parameter stands, and where."""
        latent, observed = self._latent, self._observed
        if row.op == "~1":
            return ("alpha", latent[row.lhs], 0) if row.lhs in latent else ("nu", observed[row.lhs], 0)
        if row.op == "=~":
            if row.rhs in latent:
                return "paths", latent[row.rhs], latent[row.lhs]
            return "loadings", observed[row.rhs], latent[row.lhs]
        if row.op == "~":
            return "paths", latent[row.lhs], latent[row.rhs]
        if row.lhs in latent:
            return "psi", latent[row.lhs], latent[row.rhs]
        return "theta", observed[row.lhs], observed[row.rhs]

    def _sides(self, name: str, one: int, other: int) -> tuple[int, int]:
        """Say of which rows of :meth:`slopes` a parameter's derivative is the product."""
        p, m = len(self._observed), len(self._latent)
        left = one if name in ("loadings", "theta", "nu") else p + one
        begin = {"loadings": 0, "paths": 0, "psi": m, "theta": 2 * m}
        return left, begin[name] + other if name in begin else 2 * m + p

    def matrices(self, values: Array) -> Matrices:
        """Fill in the free parameters.

        Parameters
        ----------
        values : array, shape (..., free)
            All free values of the model, or many sets of them.
        """
        filled = np.broadcast_to(self._fixed, values.shape[:-1] + self._fixed.shape).astype(values.dtype)
        filled[..., self._group, self._where] = values[..., self._free]
        return Matrices(
            **{
                name: filled[..., begin:end].reshape(*filled.shape[:-1], *self._shapes[name])
                for name, (begin, end) in self._edges.items()
            }
        )

    def chained(self, at: Matrices, covariance: Floats, mean: Floats) -> Array:
        """Turn a derivative with respect to Sigma and mu into one with respect to the free parameters.

        Parameters
        ----------
        at : Matrices
            Where it is taken.
        covariance : array, shape (groups, p, p)
            Symmetric G with dF = tr(G dSigma).
        mean : array, shape (groups, p)
            Its counterpart for mu.

        Returns
        -------
        array, shape (..., free)
        """
        inner = at.reach.mT @ covariance  # (m, p)
        explained = at.loadings @ at.factor_covariance
        factor_mean, shift = _times(at.total, at.alpha), _times(at.reach.mT, mean)
        of = {
            "loadings": 2 * covariance @ explained + mean[..., None] * factor_mean[..., None, :],
            "paths": 2 * inner @ explained + shift[..., None] * factor_mean[..., None, :],
            "psi": inner @ at.reach,
            "theta": covariance,
            "nu": mean,
            "alpha": shift,
        }
        every = np.empty((*at.psi.shape[:-2], self._fixed.shape[1]), dtype=at.psi.dtype)
        for name, (begin, end) in self._edges.items():
            every[..., begin:end] = of[name].reshape(*of[name].shape[: -len(self._shapes[name])], -1)
        gradient: Array = np.add.reduceat(every[..., self._group, self._where], self._first, axis=-1)
        return gradient

    def slopes(self, at: Matrices) -> Floats:
        """Give the derivatives of the lower triangle of Sigma and of mu; shape (groups, free, c).

        Each is the sum of products of one row on the left with one on the right, and of its transpose; behind each
        row on the right stands what it does to mu.
        """
        p, m, count = len(self._observed), len(self._latent), len(self.lower.rows)
        left = np.zeros((self.groups, p + m, p))
        left[:, :p], left[:, p:] = np.eye(p), at.reach.mT
        right = np.zeros((self.groups, 2 * m + p + 1, p + 1))
        right[:, :m, :p], right[:, :m, p] = at.factor_covariance @ at.loadings.mT, _times(at.total, at.alpha)
        right[:, m : 2 * m, :p], right[:, 2 * m : -1, :p] = at.reach.mT / 2, np.eye(p) / 2
        right[:, -1, p] = 1.0
        products = left[self._group, self._left][:, :, None] * right[self._group, self._right][:, None, :]
        first = self._first_of_group
        sums = np.add.reduceat(products, first)
        slopes = np.zeros((self.groups, self.free, count + p))
        slopes[self._group[first], self._free[first], :count] = self.lower.of(sums[..., :p] + sums[..., :p].mT)
        slopes[self._group[first], self._free[first], count:] = sums[..., p]
        return slopes


def _times(matrix: Array, vector: Array) -> Array:
    """Multiply each of many matrices by its vector."""
    product: Array = (matrix @ vector[..., None])[..., 0]
    return product
