"""What a model says of means and covariances, and how these hang on its parameters.

Sigma = Lambda A Psi A' Lambda' + Theta and mu = nu + Lambda A alpha with A = (I - B)^-1: Lambda has the loadings of
items, B the loadings of factors on factors of a higher order and the regressions among factors, Psi and Theta the
(residual) covariances of factors and of items, nu and alpha the intercepts (Bollen 1989, ch. 8).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluatie.scales.factor.table import ParameterTable, Row

Array = NDArray[Any]  # real, or complex where a derivative is taken by a complex step
Floats = NDArray[np.float64]
_SYMMETRIC = ("theta", "psi")


@dataclass(frozen=True)
class Matrices:
    """A group's matrices; shapes (..., p, m), (..., m, m), (..., m, m), (..., p, p), (..., p) and (..., m).

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
    """Where a group's parameters stand in its matrices.

    Parameters
    ----------
    table : ParameterTable
        The model's parameters.
    group : int
        Which group.
    """

    def __init__(self, table: ParameterTable, group: int) -> None:
        self.observed, self.latent, self.free = table.observed, table.latent, table.free
        self.group = group
        p, m = len(self.observed), len(self.latent)
        self._fixed = {
            "loadings": np.zeros((p, m)),
            "paths": np.zeros((m, m)),
            "psi": np.zeros((m, m)),
            "theta": np.zeros((p, p)),
            "nu": np.zeros(p),
            "alpha": np.zeros(m),
        }
        places: dict[str, list[tuple[int, int, int]]] = {name: [] for name in self._fixed}
        for row in table.rows:
            if row.group != group:
                continue
            name, one, other = self.place(row)
            if row.free >= 0:
                places[name].append((row.free, one, other))
            elif name in ("nu", "alpha"):
                self._fixed[name][one] = row.value
            else:
                self._fixed[name][one, other] = row.value
                if name in _SYMMETRIC:
                    self._fixed[name][other, one] = row.value
        self._places = {name: np.array(at, dtype=np.intp).reshape(-1, 3).T for name, at in places.items()}

    def place(self, row: Row) -> tuple[str, int, int]:
        """Say in which matrix a parameter stands, and where."""
        latent = {name: at for at, name in enumerate(self.latent)}
        observed = {name: at for at, name in enumerate(self.observed)}
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

    def matrices(self, values: Array) -> Matrices:
        """Fill in the free parameters.

        Parameters
        ----------
        values : array, shape (..., free)
            All free values of the model, or many sets of them.
        """
        filled = {}
        for name, fixed in self._fixed.items():
            matrix = np.broadcast_to(fixed, values.shape[:-1] + fixed.shape).astype(values.dtype)
            free, one, other = self._places[name]
            if fixed.ndim == 1:
                matrix[..., one] = values[..., free]
            else:
                matrix[..., one, other] = values[..., free]
                if name in _SYMMETRIC:
                    matrix[..., other, one] = values[..., free]
            filled[name] = matrix
        return Matrices(**filled)

    def chained(self, at: Matrices, covariance: Array, mean: Array) -> Array:
        """Turn a derivative with respect to Sigma and mu into one with respect to the free parameters.

        Parameters
        ----------
        at : Matrices
            Where it is taken.
        covariance : array, shape (p, p)
            Symmetric G with dF = tr(G dSigma).
        mean : array, shape (p,)
            Its counterpart for mu.

        Returns
        -------
        array, shape (..., free)
        """
        inner = at.reach.mT @ covariance  # (m, p)
        explained = at.loadings @ at.factor_covariance
        factor_mean, shift = _times(at.total, at.alpha), at.reach.mT @ mean
        of = {
            "loadings": 2 * covariance @ explained + mean[:, None] * factor_mean[..., None, :],
            "paths": 2 * inner @ explained + shift[..., :, None] * factor_mean[..., None, :],
            "psi": inner @ at.reach,
            "theta": covariance,
            "nu": mean,
            "alpha": shift,
        }
        gradient = np.zeros((*at.psi.shape[:-2], self.free), dtype=at.psi.dtype)
        for name, derivative in of.items():
            free, one, other = self._places[name]
            if name in ("nu", "alpha"):
                part = derivative[..., one]
            else:
                twice = 1 + (one != other) if name in _SYMMETRIC else 1
                part = twice * derivative[..., one, other]
            np.add.at(gradient, (..., free), part)  # type: ignore[arg-type]
        return gradient

    def slopes(self, at: Matrices) -> tuple[Floats, Floats]:
        """Give the derivatives of Sigma and mu.

        Returns
        -------
        tuple of two arrays, shape (free, p, p) and (free, p)
        """
        p = len(self.observed)
        half, mean = np.zeros((self.free, p, p)), np.zeros((self.free, p))
        factor_mean, covary = at.total @ at.alpha, at.factor_covariance @ at.loadings.T  # (m,), (m, p)
        for name in self._fixed:
            free, one, other = self._places[name]
            if name == "loadings":
                # half, for dSigma is this and its transpose; places are added to, since equal parameters share one
                np.add.at(half, (free, one), covary[other])
                np.add.at(mean, (free, one), factor_mean[other])
            elif name == "paths":
                np.add.at(half, free, at.reach[:, one].T[:, :, None] * covary[other][:, None, :])
                np.add.at(mean, free, at.reach[:, one].T * factor_mean[other][:, None])
            elif name in _SYMMETRIC:
                weight = np.where(one == other, 0.5, 1.0)[:, None, None]
                side = at.reach if name == "psi" else np.eye(p)
                np.add.at(half, free, weight * side[:, one].T[:, :, None] * side[:, other].T[:, None, :])
            elif name == "nu":
                np.add.at(mean, (free, one), 1.0)
            else:
                np.add.at(mean, free, at.reach[:, one].T)
        return half + half.transpose(0, 2, 1), mean


def _times(matrix: Array, vector: Array) -> Array:
    """Multiply each of many matrices by its vector."""
    product: Array = (matrix @ vector[..., None])[..., 0]
    return product
