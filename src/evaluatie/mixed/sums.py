"""What a mixed model needs to know of its rows: sums of squares and products, per pattern of clusters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Codes: TypeAlias = npt.NDArray[np.intp]

#: what is left of a column beside the columns before it, as a share of its length, that counts as nothing
NOTHING_LEFT = 1e-9
#: what is left of the squares that counts as an exact fit: products lose some 16 digits of the sum
EXACT = 1e-12


class ExactFit(ValueError):  # noqa: N818 - said as users say it
    """The answers leave nothing to estimate a variance from."""


class Inseparable(ValueError):  # noqa: N818
    """Too few rows share a cluster to tell the variances within and between clusters apart."""


@dataclass(frozen=True)
class Sums:
    """Sums of one data set, its design made orthonormal and its outcome cleared of the design.

    Clusters with the same Z'Z share a pattern: with two waves there are two patterns, however many people there are.
    The columns of W = [Q, e] are those of the orthonormal design and of what it leaves of the outcome, with length 1;
    m = p + 1.

    Attributes
    ----------
    inner : ndarray of float, shape (patterns, q, q)
        Z'Z of each pattern.
    counts : ndarray of float, shape (patterns,)
        Its clusters.
    products : ndarray of float, shape (patterns q q, m m)
        Sum over the pattern's clusters of the products of the rows a and b of Z'W.
    total : ndarray of float, shape (m, m)
        W'W.
    freedom : int
        Rows minus columns of the design.
    triangle : ndarray of float, shape (p, p)
        R of design = QR.
    start : ndarray of float, shape (p,)
        Q'outcome.
    length : float
        Root of the squares that the design leaves.
    """

    inner: Floats
    counts: Floats
    products: Floats
    total: Floats
    freedom: int
    triangle: Floats
    start: Floats
    length: float

    def weigh(self, weights: Floats) -> Floats:
        """Add up W'Z B Z'W over all clusters, for one or more sets of matrices B.

        Parameters
        ----------
        weights : ndarray of float, shape (..., patterns, q, q)
            B of each pattern.

        Returns
        -------
        ndarray of float, shape (..., m, m)
            The sums.
        """
        ahead, m = weights.shape[:-3], len(self.total)
        return np.asarray((weights.reshape(*ahead, -1) @ self.products).reshape(*ahead, m, m), dtype=np.float64)


def gather(
    outcome: Floats, design: Floats, cluster: Codes, effects: Floats, squares: float = 0.0, freedom: int = 0
) -> Sums:
    """Add up the rows of a data set.

    Parameters
    ----------
    outcome : ndarray of float, shape (n,)
        What is explained.
    design : ndarray of float, shape (n, p)
        Columns of the fixed effects.
    cluster : ndarray of int, shape (n,)
        Number of each row's cluster, from 0 without gaps.
    effects : ndarray of float, shape (n, q)
        Columns Z of the random effects.
    squares, freedom : float and int
        Squares of rows that are not there and load on no column, and how many they are.

    Returns
    -------
    Sums
        Of these rows.

    Raises
    ------
    ExactFit
        If the design fits the outcome exactly.
    ValueError
        If a column of the design follows from those before it, or there are no more rows than columns.

    Examples
    --------
    >>> outcome, cluster = np.array([1.0, 2.0, 4.0, 3.0, 5.0]), np.array([0, 0, 1, 1, 2])
    >>> found = gather(outcome, np.ones((5, 1)), cluster, np.ones((5, 1)))
    >>> found.inner.ravel(), found.counts, found.freedom
    (array([1., 2.]), array([1., 2.]), 4)
    """
    basis, triangle = orthonormal(design)
    start = basis.T @ outcome
    left = outcome - basis @ start
    length = float(np.sqrt(left @ left + squares))
    if length <= EXACT * float(np.sqrt(outcome @ outcome + squares)):
        raise ExactFit("the design fits the outcome exactly: its variances cannot be estimated")
    columns = np.column_stack([basis, left / length])
    total = columns.T @ columns
    total[-1, -1] = 1.0
    inner, counts, products = _by_pattern(columns, cluster, effects)
    return Sums(inner, counts, products, total, len(outcome) - len(start) + freedom, triangle, start, length)


def orthonormal(design: Floats) -> tuple[Floats, Floats]:
    """Split a design into orthonormal columns and a triangle.

    Parameters
    ----------
    design : ndarray of float, shape (n, p)
        Columns, none of which follows from those before it.

    Returns
    -------
    tuple of ndarray, shapes (n, p) and (p, p)
        Q and R.

    Raises
    ------
    ValueError
        If a column follows from those before it.

    Examples
    --------
    >>> orthonormal(np.array([[3.0], [4.0]]))[1].round(6)
    array([[-5.]])
    """
    if design.shape[0] <= design.shape[1]:
        raise ValueError(f"more rows than fixed effects are needed: got {design.shape[0]} and {design.shape[1]}")
    basis, triangle = np.linalg.qr(design)
    gone = _dependent(triangle)
    if gone is not None:
        raise ValueError(f"column {gone} of the design follows from the columns before it: leave one of them out")
    return basis, triangle


def dependent_column(design: Floats) -> int | None:
    """Find the first column that follows from those before it.

    Parameters
    ----------
    design : ndarray of float, shape (n, p)
        At least as many rows as columns.

    Returns
    -------
    int or None
        Its place.

    Examples
    --------
    >>> dependent_column(np.array([[1.0, 0.0, 1.0], [1.0, 1.0, 2.0], [1.0, 1.0, 2.0]]))
    2
    """
    return _dependent(np.linalg.qr(design)[1])


def within(sums: Sums) -> tuple[float, int]:
    """Give what is left when every cluster has its own effects, as in least squares with dummies.

    Parameters
    ----------
    sums : Sums
        Of the rows.

    Returns
    -------
    tuple of float and int
        Squares left, as a share of those that the design leaves, and their degrees of freedom: below 1, the variance
        of the residuals cannot be told from that between clusters.

    Examples
    --------
    >>> outcome, cluster = np.array([1.0, 2.0, 4.0, 3.0]), np.array([0, 0, 1, 1])
    >>> squares, freedom = within(gather(outcome, np.ones((4, 1)), cluster, np.ones((4, 1))))
    >>> round(squares, 6), freedom
    (0.2, 2)
    """
    values, vectors = np.linalg.eigh(sums.inner)
    there = values > NOTHING_LEFT * np.maximum(values[:, -1:], 1)
    inverse = np.where(there, 1 / np.where(there, values, 1.0), 0.0)
    left = sums.total - sums.weigh(np.einsum("kab,kb,kcb->kac", vectors, inverse, vectors))
    sizes, axes = np.linalg.eigh(left[:-1, :-1])
    kept = sizes > NOTHING_LEFT
    explained = float(((axes[:, kept].T @ left[:-1, -1]) ** 2 / sizes[kept]).sum())
    spent = int((sums.counts * there.sum(axis=1)).sum())
    # sums.freedom has taken the whole design off already
    freedom = sums.freedom + len(sizes) - spent - int(kept.sum())
    return max(float(left[-1, -1]) - explained, 0.0), freedom


def _dependent(triangle: Floats) -> int | None:
    lengths = np.sqrt((triangle**2).sum(axis=0))
    gone = np.flatnonzero(np.abs(np.diag(triangle)) <= NOTHING_LEFT * lengths)
    return int(gone[0]) if len(gone) else None


def _by_pattern(columns: Floats, cluster: Codes, effects: Floats) -> tuple[Floats, Floats, Floats]:
    clusters, q, m = int(cluster.max()) + 1, effects.shape[1], columns.shape[1]
    pairs = [(a, b) for a in range(q) for b in range(a + 1)]
    inner = np.column_stack([np.bincount(cluster, effects[:, a] * effects[:, b], clusters) for a, b in pairs])
    inner = inner.round(12)  # the same rows in another order are the same pattern
    order = np.lexsort(inner.T)
    new = np.append(True, (np.diff(inner[order], axis=0) != 0).any(axis=1))
    pattern = np.empty(clusters, dtype=np.intp)
    pattern[order] = np.cumsum(new) - 1
    starts = np.flatnonzero(new)
    square = np.empty((len(starts), q, q))
    for place, (a, b) in enumerate(pairs):
        square[:, a, b] = square[:, b, a] = inner[order[starts], place]
    return (
        square,
        np.diff(np.append(starts, clusters)).astype(float),
        _products(columns, cluster, effects, order, starts, m),
    )


def _products(columns: Floats, cluster: Codes, effects: Floats, order: Codes, starts: Codes, m: int) -> Floats:
    clusters, q = len(order), effects.shape[1]
    sums = np.empty((clusters, q, m))
    for a in range(q):
        for b in range(m):
            sums[:, a, b] = np.bincount(cluster, effects[:, a] * columns[:, b], clusters)
    sums = sums[order]
    ends = np.append(starts[1:], clusters)
    if len(starts) == clusters:
        products = np.einsum("kam,kbn->kabmn", sums, sums)
    else:
        products = np.array(
            [np.einsum("kam,kbn->abmn", sums[i:j], sums[i:j]) for i, j in zip(starts, ends, strict=True)]
        )
    return np.asarray(products.reshape(len(starts) * q * q, m * m), dtype=np.float64)
