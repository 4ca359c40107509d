"""Regression from correlations, as numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from evaluatie.reproduce.moments.table import Floats


@dataclass(frozen=True)
class Solved:
    """A regression among standardised variables.

    Attributes
    ----------
    beta : ndarray of float, shape (p,)
        Standardised coefficients.
    naive_se : ndarray of float, shape (p,)
        Standard errors as if the standard deviations were known: those of b times sd(x)/sd(y).
    se : ndarray of float, shape (p,)
        Standard errors of beta.
    inverse : ndarray of float, shape (p, p)
        Of the correlations of the predictors; the variance inflation factors stand on its diagonal.
    r2 : float
        Share of variance explained.
    df : int
        n - p - 1.
    """

    beta: Floats
    naive_se: Floats
    se: Floats
    inverse: Floats
    r2: float
    df: int


def solve(correlation: Floats, n: int) -> Solved:
    """Regress the first of some variables on the others.

    Parameters
    ----------
    correlation : ndarray of float, shape (p + 1, p + 1)
        Positive definite; the outcome comes first.
    n : int
        People, at least p + 2.

    Returns
    -------
    Solved

    Notes
    -----
    var(beta_j) = (c_jj (1 - R2) + beta_j^2 (2 R2 - 1 - r_jy^2)) / (n - p - 1), by the delta method under normality with
    predictors that vary from sample to sample (Yuan & Chan 2011, *Psychometrika* 76, 670-690); c is the inverse of the
    predictors' correlations. R's lavaan divides by n; with n - p - 1 it is the usual standard error where beta is 0.

    Examples
    --------
    >>> one = solve(np.array([[1.0, 0.6], [0.6, 1.0]]), 102)
    >>> one.beta.tolist(), one.se.round(4).tolist(), one.naive_se.round(4).tolist()  # (1 - r^2)/10 and sqrt(1 - r^2)/10
    ([0.6], [0.064], [0.08])
    """
    with_outcome = correlation[1:, 0]
    inverse = np.linalg.inv(correlation[1:, 1:]).astype(np.float64)
    beta: Floats = inverse @ with_outcome
    r2, df = float(beta @ with_outcome), n - len(beta) - 1
    left: Floats = np.diag(inverse) * (1 - r2)
    variances: Floats = left + beta**2 * (2 * r2 - 1 - with_outcome**2)
    naive: Floats = np.sqrt(left / df)
    se: Floats = np.sqrt(np.maximum(variances, 0) / df)
    return Solved(beta, naive, se, inverse, r2, df)


def two_sided(statistics: Floats, df: float) -> Floats:
    """Give the two-sided p values of t statistics.

    Parameters
    ----------
    statistics : ndarray of float
        Of any shape.
    df : float
        Degrees of freedom.

    Returns
    -------
    ndarray of float
        Of the same shape.

    Examples
    --------
    >>> two_sided(np.array([2.228139]), 10).round(6)
    array([0.05])
    """
    p: Floats = 2 * special.stdtr(df, -np.abs(statistics))
    return p


def f_probability(f: float, df_model: float, df_residual: float) -> float:
    """Give the probability of an F at least this large.

    Parameters
    ----------
    f : float
        The statistic.
    df_model, df_residual : float
        Its degrees of freedom.

    Returns
    -------
    float

    Examples
    --------
    >>> round(f_probability(4.964603, 1, 10), 6)
    0.05
    """
    return float(special.fdtrc(df_model, df_residual, max(f, 0.0)))
