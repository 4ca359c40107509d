"""A positive semidefinite matrix within a box, or a proof that there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

#: projections before it is left undecided; printed matrices take tens, those at the very edge some thousands
MOST_STEPS = 5_000
#: floating-point noise of an eigenvalue or of an inner product of matrices with ones on the diagonal
NOISE = 1e-10


@dataclass(frozen=True)
class Found:
    """What the search came to.

    Attributes
    ----------
    answer : {"exists", "none", "undecided"}
        Whether there is a positive semidefinite matrix in the box.
    matrix : numpy.ndarray or None, shape (p, p)
        It, where it exists.
    proof : numpy.ndarray or None, shape (p, p)
        Where there is none: a positive semidefinite matrix whose inner product with every matrix of the box is below 0,
        which cannot be with a positive semidefinite one.
    """

    answer: Literal["exists", "none", "undecided"]
    matrix: np.ndarray | None = None
    proof: np.ndarray | None = None


def search_box(low: np.ndarray, high: np.ndarray) -> Found:
    """Look for a positive semidefinite matrix between two matrices.

    Projects in turn on the box and on the positive semidefinite matrices (Cheney & Goldstein 1959). Where the two sets
    meet, that ends in both; where they do not, it ends in their nearest points, whose difference separates them
    (Bauschke & Borwein 1993, doi:10.1006/jath.1993.1080). Either answer is verified for itself, so that it does not
    rest upon the search having converged.

    Parameters
    ----------
    low, high : numpy.ndarray, shape (p, p)
        Symmetric; ones on both diagonals.

    Returns
    -------
    Found

    Examples
    --------
    >>> square = np.array([[1, .9, -.9], [.9, 1, .9], [-.9, .9, 1]])
    >>> search_box(square - .005 + .005 * np.eye(3), square + .005 - .005 * np.eye(3)).answer
    'none'
    """
    inside = (low + high) / 2
    for _ in range(MOST_STEPS):
        values, vectors = np.linalg.eigh(inside)
        if values[0] >= -NOISE:
            return Found("exists", matrix=inside)
        definite = (vectors * np.maximum(values, 0)) @ vectors.T
        proof = _separating(definite - inside, low, high)
        if proof is not None:
            return Found("none", proof=proof)
        # a little beyond the edge, so that a box with a positive definite matrix is reached in a few steps
        inside = np.clip(inside + 1.5 * (definite - inside), low, high)
    return Found("undecided")


def most_with(proof: np.ndarray, low: np.ndarray, high: np.ndarray) -> float:
    """Give the largest inner product that a matrix has with those of a box.

    Parameters
    ----------
    proof, low, high : numpy.ndarray, shape (p, p)
        The matrix, and the box.

    Returns
    -------
    float
    """
    return float(np.maximum(proof * low, proof * high).sum())


def _separating(gap: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray | None:
    """Give a matrix that proves that there is none, if the gap between the two sets is one."""
    values, vectors = np.linalg.eigh(gap)
    definite = (vectors * np.maximum(values, 0)) @ vectors.T
    size = np.trace(definite)
    if size <= 0:
        return None
    proof: np.ndarray = definite / size
    return proof if most_with(proof, low, high) < -NOISE * len(low) else None
