"""Weighted least squares in coordinates in which the design is orthonormal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import linalg

from evaluatie.effects.long_frame import Codes
from evaluatie.effects.values import Floats, read_values
from evaluatie.result import NotEnoughData

#: a column is a combination of the others where less than this share of it remains after their regression on it
ALIASED = 1e-10


@dataclass(frozen=True)
class LeastSquares:
    """A fitted regression.

    Attributes
    ----------
    coefficients : ndarray of float, shape (k,)
        In the order of the design's columns.
    basis : ndarray of float, shape (n, k)
        The design times ``rotation``: basis' W basis is the identity.
    rotation : ndarray of float, shape (k, k)
        From the basis back: coefficients = rotation @ (basis' W outcome).
    residuals : ndarray of float, shape (n,)
        Outcome minus what was fitted.
    weights : ndarray of float, shape (n,) or None
        None where every row counts the same.
    """

    coefficients: Floats
    basis: Floats
    rotation: Floats
    residuals: Floats
    weights: Floats | None

    @property
    def spread(self) -> float:
        """Residual standard deviation, with n - k."""
        squares = self.residuals**2 if self.weights is None else self.weights * self.residuals**2
        return float(np.sqrt(squares.sum() / (len(self.residuals) - len(self.coefficients))))


def least_squares(outcome: Floats, design: Floats, weights: Floats | None = None) -> LeastSquares:
    """Fit a regression by (weighted) least squares.

    Parameters
    ----------
    outcome : ndarray of float, shape (n,)
        Complete answers.
    design : ndarray of float, shape (n, k)
        With its own column of ones, complete.
    weights : ndarray of float, shape (n,), optional
        Above zero; as R's ``lm(weights = )`` has them, they are inverse variances up to a constant.

    Returns
    -------
    LeastSquares
        The fit.

    Raises
    ------
    NotEnoughData
        If there are no more rows than columns.
    ValueError
        If a column is a combination of the others.

    Examples
    --------
    >>> design = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0], [1.0, 1.0]])
    >>> least_squares(np.array([1.0, 2.0, 3.0, 5.0]), design).coefficients.round(10)
    array([1.5, 2.5])
    """
    n, k = design.shape
    if n <= k:
        raise NotEnoughData(f"more rows than coefficients are needed: got {n} complete row(s) for {k} coefficient(s)")
    root = np.ones(n) if weights is None else np.sqrt(weights)
    size = np.sqrt(((design * root[:, None]) ** 2).sum(axis=0))
    if not size.all():
        raise ValueError("a column of the design is zero throughout: leave it out")
    orthonormal, triangle = linalg.qr(design / size * root[:, None], mode="economic")
    if np.abs(np.diag(triangle)).min() < ALIASED:
        raise ValueError("a column of the design is a combination of the others: leave one of them out")
    rotation = linalg.solve_triangular(triangle, np.eye(k)) / size[:, None]
    coefficients: Floats = rotation @ (orthonormal.T @ (outcome * root))
    basis: Floats = orthonormal / root[:, None]
    return LeastSquares(coefficients, basis, rotation, outcome - design @ coefficients, weights)


def cluster_sums(rows: Floats, codes: Codes) -> Floats:
    """Add up rows within clusters.

    Parameters
    ----------
    rows : ndarray of float, shape (n,) or (n, k)
        What to add.
    codes : ndarray of int, shape (n,)
        Number of each row's cluster, from 0 up, none of them empty.

    Returns
    -------
    ndarray of float, shape (G,) or (G, k)
        The sums, in the order of the numbers.

    Examples
    --------
    >>> cluster_sums(np.array([1.0, 2.0, 4.0]), np.array([1, 0, 1]))
    array([2., 5.])
    """
    order, starts = cluster_rows(codes)
    sums: Floats = np.add.reduceat(rows[order], starts, axis=0)
    return sums


def cluster_rows(codes: Codes) -> tuple[Codes, Codes]:
    """Say how to sort rows by cluster, and where each cluster then starts.

    Parameters
    ----------
    codes : ndarray of int, shape (n,)
        Number of each row's cluster, from 0 up, none of them empty.

    Returns
    -------
    tuple of ndarray of int, shapes (n,) and (G,)
        The order of the rows, and the first place of each cluster in it.

    Examples
    --------
    >>> cluster_rows(np.array([1, 0, 1]))
    (array([1, 0, 2]), array([0, 1]))
    """
    order = np.argsort(codes, kind="stable")
    return order, np.searchsorted(codes[order], np.arange(int(codes.max()) + 1))


def read_design(design: Any) -> tuple[Floats, tuple[str, ...]]:
    """Read a design matrix and the names of its columns.

    Parameters
    ----------
    design : DataFrame or array-like, shape (n, k)
        Numbers, with a column of ones where an intercept is wanted.

    Returns
    -------
    tuple of ndarray of float, shape (n, k), and tuple of str
        What is missing is NaN; without names the columns are ``x0``, ``x1``, ...

    Raises
    ------
    TypeError
        If a value is not a number.
    ValueError
        If it has no columns, or more than two dimensions.

    Examples
    --------
    >>> read_design([[1, 2], [1, 3]])[1]
    ('x0', 'x1')
    """
    if isinstance(design, pd.DataFrame):
        names = tuple(str(name) for name in design.columns)
        columns: list[Any] = [design.iloc[:, at] for at in range(design.shape[1])]
    else:
        table = np.asarray(design, dtype=object) if isinstance(design, list | tuple) else np.asarray(design)
        if table.ndim != 2:
            raise ValueError(f"design must have rows and columns: got an array of shape {table.shape}")
        names = tuple(f"x{at}" for at in range(table.shape[1]))
        columns = [table[:, at] for at in range(table.shape[1])]
    if not names:
        raise ValueError("design must have at least one column: got none")
    return np.column_stack([read_values(column, name) for column, name in zip(columns, names, strict=True)]), names


def read_clusters(values: Any, name: str) -> tuple[Codes, tuple[str, ...]]:
    """Give each cluster in a column of labels a number.

    Parameters
    ----------
    values : sequence of labels, array or Series, shape (n,)
        Which cluster each row belongs to.
    name : str
        What to call the column in an error.

    Returns
    -------
    tuple of ndarray of int, shape (n,), and tuple of str
        A number from 0 up, -1 where no cluster is given; and the clusters' labels.

    Raises
    ------
    TypeError
        If it is no column of labels.

    Examples
    --------
    >>> read_clusters(["b", "a", None, "b"], "team")
    (array([ 0,  1, -1,  0]), ('b', 'a'))
    """
    if isinstance(values, str | bytes | dict) or not hasattr(values, "__iter__"):
        raise TypeError(f"{name} must be a column of labels (list, array or Series): got {values!r}")
    listed = isinstance(values, pd.Series | np.ndarray | pd.api.extensions.ExtensionArray | pd.Index)
    column = pd.Series(values if listed else pd.Series(list(values), dtype=object)).reset_index(drop=True)
    codes, labels = pd.factorize(column)
    return codes.astype(np.intp), tuple(str(label) for label in labels)


def renumber(codes: Codes) -> Codes:
    """Give the clusters that are left new numbers, from 0 up.

    Parameters
    ----------
    codes : ndarray of int, shape (n,)
        Numbers of clusters, some of which may no longer occur.

    Returns
    -------
    ndarray of int, shape (n,)
        Without gaps, in the same order.

    Examples
    --------
    >>> renumber(np.array([5, 2, 5]))
    array([1, 0, 1])
    """
    there = np.bincount(codes) > 0
    renumbered: Codes = (np.cumsum(there) - 1)[codes]
    return renumbered
