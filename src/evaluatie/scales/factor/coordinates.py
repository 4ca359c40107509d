"""Covariances and means in a row: the lower triangle of the covariances, then the means.

What the likelihood says of moments, and how these hang on a model's parameters, is kept in these coordinates; so a
matrix of information about parameters is that of the moments between two times the derivatives of the moments.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


class Lower:
    """The lower triangle of a symmetric matrix, row by row.

    Parameters
    ----------
    p : int
        Rows of the matrix.

    Attributes
    ----------
    rows, columns : array of int, shape (p (p + 1) / 2,)
        Where each stands.
    twice : array of float, shape (p (p + 1) / 2,)
        How often each stands in the whole matrix.
    """

    def __init__(self, p: int) -> None:
        self.rows, self.columns = np.tril_indices(p)
        self.twice = 1.0 + (self.rows != self.columns)
        self._p = p

    def of(self, matrices: Floats) -> Floats:
        """Take the triangles of symmetric matrices; shape (..., p, p) to (..., p (p + 1) / 2)."""
        return matrices[..., self.rows, self.columns]

    def filled(self, triangle: NDArray[Any]) -> NDArray[Any]:
        """Give the symmetric matrix with this triangle."""
        matrix = np.empty((self._p, self._p), dtype=triangle.dtype)
        matrix[self.rows, self.columns] = matrix[self.columns, self.rows] = triangle
        return matrix

    def paired(self, products: Floats) -> Floats:
        """Give H with tr(W D B D') = d' H d' for symmetric D and D' with triangles d and d'.

        Parameters
        ----------
        products : array, shape (c, c)
            Of the triangles of W and of B, summed over as many pairs of them as there are.
        """
        sums = (products + products.T).ravel()
        paired: Floats = self._share * (sums[self._places[0]] + sums[self._places[1]])
        return paired

    @cached_property
    def _share(self) -> Floats:
        share: Floats = np.outer(self.twice, self.twice) / 4
        return share

    @cached_property
    def _places(self) -> tuple[Places, Places]:
        count = len(self.rows)
        place = self.filled(np.arange(count))
        one, other = place[self.rows], place[self.columns]
        straight = one[:, self.rows] * count + other[:, self.columns]
        crossed = other[:, self.rows] * count + one[:, self.columns]
        return straight, crossed
