"""Regression coefficients of people in teams, with cluster-robust standard errors that hold for few teams."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from evaluatie.effects.changes import is_zero
from evaluatie.effects.comparing.least_squares import (
    LeastSquares,
    least_squares,
    read_clusters,
    read_design,
    renumber,
)
from evaluatie.effects.comparing.sandwich import KINDS, cluster_covariance
from evaluatie.effects.long_frame import Codes
from evaluatie.effects.t_interval import t_interval, two_sided_p
from evaluatie.effects.values import Floats, read_values
from evaluatie.result import Estimate, Result, check_confidence

SOURCES = {
    "CR0": "CR0 (Liang & Zeger 1986)",
    "CR1": "CR1, factor G/(G - 1)",
    "CR1S": "CR1S, factor G(n - 1)/((G - 1)(n - k))",
    "CR2": "CR2 (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018)",
    "CR3": "CR3 (Bell & McCaffrey 2002)",
}
NO_SPREAD = "the design fits every answer exactly: how sure the coefficients are cannot be estimated"
#: below this a t test does not keep its level, whatever the covariance (Tipton 2015, Psychological Methods 20, 375-393)
FEW_DF = 4


@dataclass(frozen=True)
class ClusterRobust(Result):
    """Coefficients of a regression with cluster-robust standard errors.

    Attributes
    ----------
    coefficients : tuple of Estimate
        One per column of the design: estimate, se, t statistic, Satterthwaite df, p and interval. None where the
        clusters say nothing of a coefficient's spread.
    covariance : tuple of tuple of float
        The coefficients' cluster-robust covariance, (k, k).
    kind : str
        Which correction.
    n, n_clusters : int
        Rows and clusters in the estimate.
    confidence : float
        Level of the intervals.
    """

    coefficients: tuple[Estimate, ...]
    covariance: tuple[tuple[float, ...], ...]
    kind: str
    n: int
    n_clusters: int
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the coefficients.

        Returns
        -------
        tuple of Estimate
            In the order of the design's columns.
        """
        return self.coefficients


def cluster_robust(
    outcome: Any, design: Any, cluster: Any, kind: str = "CR2", *, weights: Any = None, confidence: float = 0.95
) -> ClusterRobust:
    """Fit a regression by least squares, and count that people of one cluster are alike.

    The figures are those of R's ``lm()`` with clubSandwich's ``coef_test(vcov = kind, test = "Satterthwaite")``; with
    every row its own cluster, CR2 is HC2 with the degrees of freedom of Bell & McCaffrey (2002), as Imbens & Kolesar
    (2016, *Review of Economics and Statistics* 98, 701-712) recommend.

    Parameters
    ----------
    outcome : sequence of numbers, shape (n,)
        The answers.
    design : DataFrame or array-like, shape (n, k)
        The predictors, with a column of ones where an intercept is wanted. By position, whatever the index.
    cluster : sequence of labels, shape (n,)
        Team or unit of each row.
    kind : {"CR0", "CR1", "CR1S", "CR2", "CR3"}, default "CR2"
        Which correction: the first three are too small with few clusters.
    weights : sequence of numbers, shape (n,), optional
        As in R's ``lm(weights = )``. Rows without a weight, or with weight 0, are left out.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    ClusterRobust
        With ``n`` the complete rows; what was left out is in the notes.

    Raises
    ------
    NotEnoughData
        With no more rows than columns, or fewer than 2 clusters.
    TypeError
        If an answer or a predictor is not a number.
    ValueError
        If lengths differ, a column is a combination of the others, a weight is negative, or ``kind`` is unknown.

    Examples
    --------
    >>> design = np.column_stack([np.ones(8), [0, 0, 0, 0, 1, 1, 1, 1]])
    >>> fit = cluster_robust([2, 3, 3, 4, 4, 5, 3, 5], design, list("aabbccdd"))
    >>> [(row.term, round(row.estimate, 4), round(row.se, 4), round(row.df, 2)) for row in fit.coefficients]
    [('x0', 3.0, 0.5, 1.0), ('x1', 1.25, 0.559, 2.0)]
    """
    check_confidence(confidence)
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}: got {kind!r}")
    table, names = read_design(design)
    answers, (codes, _) = read_values(outcome, "outcome"), read_clusters(cluster, "cluster")
    weight = None if weights is None else read_values(weights, "weights")
    _same_length(len(answers), len(table), len(codes), len(answers) if weight is None else len(weight))
    complete = ~np.isnan(answers) & ~np.isnan(table).any(axis=1) & (codes >= 0)
    notes = _left_out(len(complete), complete)
    if weight is not None:
        complete, notes = _weighed(weight, complete, notes)
    fit = least_squares(answers[complete], table[complete], None if weight is None else weight[complete])
    codes = renumber(codes[complete])
    rows, covariance = robust_coefficients(fit, codes, kind, names, confidence, float(np.abs(answers[complete]).max()))
    how = f"Least squares with cluster-robust standard errors, {SOURCES[kind]}, Satterthwaite degrees of freedom"
    listed = tuple(tuple(float(value) for value in line) for line in covariance)
    return ClusterRobust(
        how, (*notes, *_warnings(rows)), rows, listed, kind, len(codes), int(codes.max()) + 1, confidence
    )


def robust_coefficients(
    fit: LeastSquares, codes: Codes, kind: str, names: tuple[str, ...], confidence: float, scale: float
) -> tuple[tuple[Estimate, ...], Floats]:
    """Test the coefficients of a fitted regression with a cluster-robust covariance.

    Parameters
    ----------
    fit : LeastSquares
        The regression, of n rows and k coefficients.
    codes : ndarray of int, shape (n,)
        Number of each row's cluster, from 0 up, none of them empty.
    kind : str
        Which correction.
    names : tuple of str
        The coefficients' names.
    confidence : float
        Level of the intervals.
    scale : float
        Size of the answers: what rounding errors are measured against.

    Returns
    -------
    tuple of tuple of Estimate, and ndarray of float, shape (k, k)
        The coefficients and their covariance. Without spread, estimates only.

    Examples
    --------
    >>> fit = least_squares(np.array([1.0, 2.0, 4.0, 3.0, 5.0, 3.0]), np.ones((6, 1)))
    >>> rows, _ = robust_coefficients(fit, np.array([0, 0, 1, 1, 2, 2]), "CR2", ("mean",), 0.95, 5.0)
    >>> round(rows[0].estimate, 6), round(rows[0].df, 6)
    (3.0, 2.0)
    """
    covariance, df = cluster_covariance(fit, codes, kind)
    # residuals carry the rounding of a few operations per row, not only of one
    flat = is_zero(fit.spread / 100, scale)
    rows = [
        robust_row(name, float(b), 0.0 if flat else math.sqrt(max(v, 0.0)), float(d), confidence, len(codes))
        for name, b, v, d in zip(names, fit.coefficients, np.diag(covariance), df, strict=True)
    ]
    return tuple(rows), covariance


def robust_coefficient(
    outcome: Floats, design: Floats, codes: Codes, at: int, weights: Floats | None = None, confidence: float = 0.95
) -> Estimate:
    """Fit a regression and test one of its coefficients with CR2, as :func:`cluster_robust` does all of them.

    Parameters
    ----------
    outcome : ndarray of float, shape (n,)
        Complete answers.
    design : ndarray of float, shape (n, k)
        Complete.
    codes : ndarray of int, shape (n,)
        Number of each row's cluster, from 0 up; some may not occur.
    at : int
        Place of the coefficient.
    weights : ndarray of float, shape (n,), optional
        Above zero.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    Estimate
        Its row, named ``x`` and its place.

    Raises
    ------
    NotEnoughData
        With no more rows than columns, or fewer than 2 clusters.
    ValueError
        If a column is a combination of the others.

    Examples
    --------
    >>> design = np.column_stack([np.ones(8), [0, 0, 0, 0, 1, 1, 1, 1]])
    >>> answers = np.array([2.0, 3.0, 3.0, 4.0, 4.0, 5.0, 3.0, 5.0])
    >>> round(robust_coefficient(answers, design, np.array([0, 0, 1, 1, 2, 2, 3, 3]), 1).se, 4)
    0.559
    """
    fit = least_squares(outcome, design, weights)
    told = replace(fit, rotation=fit.rotation[[at]])
    covariance, df = cluster_covariance(told, renumber(codes))
    # residuals carry the rounding of a few operations per row, not only of one
    flat = is_zero(fit.spread / 100, float(np.abs(outcome).max()))
    se = 0.0 if flat else math.sqrt(max(float(covariance[0, 0]), 0.0))
    return robust_row(f"x{at}", float(fit.coefficients[at]), se, float(df[0]), confidence, len(outcome))


def robust_row(name: str, estimate: float, se: float, df: float, confidence: float, n: int) -> Estimate:
    """Lay out a coefficient with its t test; alone where its standard error is zero or it has no degrees of freedom.

    Parameters
    ----------
    name : str
        The term.
    estimate, se, df : float
        The coefficient, its standard error and degrees of freedom; infinite for a normal test.
    confidence : float
        Level of the interval.
    n : int
        Rows it rests upon.

    Returns
    -------
    Estimate
        The row.

    Examples
    --------
    >>> round(robust_row("x", 0.5, 0.25, 30, 0.95, 32).p, 4), robust_row("x", 0.5, 0.0, 30, 0.95, 32).p
    (0.0546, None)
    """
    if not se > 0 or math.isnan(df):
        return Estimate(name, estimate, n=n)
    low, high = t_interval(estimate, se, df, confidence)
    return Estimate(name, estimate, se, estimate / se, df, two_sided_p(estimate / se, df), low, high, n)


def _same_length(*lengths: int) -> None:
    if len(set(lengths)) > 1:
        shown = "{} answers, {} rows of the design, {} clusters, {} weights".format(*lengths)
        raise ValueError(f"outcome, design, cluster and weights must have one entry per row: got {shown}")


def _left_out(total: int, complete: Any) -> tuple[str, ...]:
    missing = total - int(complete.sum())
    return (
        (f"{missing} of {total} rows left out: an answer, a predictor or the cluster was missing",) if missing else ()
    )


def _weighed(weight: Floats, complete: Any, notes: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
    if (weight < 0).any():
        raise ValueError(f"weights must be 0 or more: got {float(np.nanmin(weight))}")
    without = complete & ~(weight > 0)
    if without.any():
        notes += (f"{int(without.sum())} row(s) left out: no weight, or weight 0",)
    return complete & (weight > 0), notes


def _warnings(rows: tuple[Estimate, ...]) -> tuple[str, ...]:
    notes = []
    if all(row.se is None for row in rows):
        return (NO_SPREAD,)
    blank = [row.term for row in rows if row.se is None]
    if blank:
        notes.append(f"no standard error for {', '.join(blank)}: one cluster alone determines it")
    few = [row.term for row in rows if row.df is not None and row.df < FEW_DF]
    if few:
        notes.append(f"fewer than {FEW_DF} degrees of freedom for {', '.join(few)}: p and interval are rough guides")
    return tuple(notes)
