"""Regressions within units, and between units with a random intercept by restricted maximum likelihood (REML)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evaluatie.mixed import fit_means
from evaluatie.result import NotEnoughData
from evaluatie.scales.answers import Floats

#: What is left of a column beside the columns before it, as a share of its squares, that counts as nothing
NOTHING_LEFT = 1e-16
#: What is left of the outcome's squares that counts as an exact fit
EXACT = 1e-20


@dataclass(frozen=True)
class Regression:
    """Coefficients of one regression.

    Attributes
    ----------
    coefficients : ndarray of float, shape (k,)
        In the order of the predictors, without an intercept.
    errors : ndarray of float, shape (k,)
        Standard errors.
    df : ndarray of float, shape (k,)
        Degrees of freedom of each.
    variance_between, variance_within : float
        Of what is left: the random intercept's (0 where there is none) and that of people within units.
    """

    coefficients: Floats
    errors: Floats
    df: Floats
    variance_between: float
    variance_within: float


def depends(predictors: Floats) -> int | None:
    """Find the first predictor that the ones before it determine.

    Parameters
    ----------
    predictors : ndarray of float, shape (n, k)
        Each with mean 0.

    Returns
    -------
    int or None
        Its place.

    Examples
    --------
    >>> depends(np.array([[-1.0, 1.0, -2.0], [0.0, -2.0, 0.0], [1.0, 1.0, 2.0]]))
    2
    """
    squares = (predictors**2).sum(axis=0)
    _, triangle = np.linalg.qr(predictors / np.sqrt(np.where(squares > 0, squares, 1.0)))
    left = np.zeros(predictors.shape[1])  # more predictors than rows: nothing is left of the last ones
    left[: len(triangle)] = np.diag(triangle) ** 2
    found = np.flatnonzero(left <= NOTHING_LEFT)
    return int(found[0]) if len(found) else None


def within_regression(outcome: Floats, predictors: Floats, units: int) -> Regression:
    """Regress deviations from unit means, which is least squares with a dummy for every unit (fixed effects).

    Whatever differs between units, measured or not, has no part in it. Under normal errors the coefficients over their
    standard errors are exactly t with n - units - k degrees of freedom. With one unit it is the ordinary regression.

    Parameters
    ----------
    outcome : ndarray of float, shape (n,)
        Deviations from the unit's mean.
    predictors : ndarray of float, shape (n, k)
        The same, k from 0.
    units : int
        How many means were taken out.

    Returns
    -------
    Regression
        With no variance between units.

    Raises
    ------
    NotEnoughData
        With too few people, or an outcome that the predictors fit exactly.

    Examples
    --------
    >>> found = within_regression(np.array([-1.0, 1.0, -2.0, 2.0]), np.array([[-1.0], [1.0], [-1.0], [1.0]]), 2)
    >>> found.coefficients, found.errors.round(3), found.df
    (array([1.5]), array([0.5]), array([1.]))
    """
    n, k = predictors.shape
    df = n - units - k
    if df < 1:
        where = "" if units == 1 else f" in {units} units"
        raise NotEnoughData(f"at least {units + k + 1} people with complete answers{where} are needed: got {n}")
    basis, triangle = np.linalg.qr(predictors)
    inverse = np.linalg.inv(triangle)
    coefficients = inverse @ (basis.T @ outcome)
    left = float(((outcome - predictors @ coefficients) ** 2).sum())
    if left <= EXACT * float((outcome**2).sum()):
        raise NotEnoughData("the answers fit exactly: how uncertain the paths are cannot be told")
    errors = np.sqrt(left / df * (inverse**2).sum(axis=1))
    return Regression(coefficients, errors, np.full(k, float(df)), 0.0, left / df)


def between_regression(
    outcome: Floats, predictors: Floats, sizes: npt.NDArray[np.intp], ss_within: float, df_within: int
) -> Regression:
    """Regress unit means with a random intercept per unit, its variance by REML.

    Predictors that are split into deviations and unit means are orthogonal under a random intercept, so that the whole
    model of people falls apart: the deviations have the coefficients of :func:`within_regression`, and the means those
    of least squares with weights n_j / (S + n_j T), S within and T between units (Mundlak 1978, *Econometrica* 46,
    69-85). Of the deviations the restricted likelihood needs only what they leave of the outcome. Degrees of freedom
    are those of Satterthwaite (1946, *Biometrics Bulletin* 2, 110-114) with the observed information about S and T.
    Where T is 0 that information says nothing, and they are u - k - 1, as in a regression of the unit means.

    Parameters
    ----------
    outcome : ndarray of float, shape (u,)
        Unit means.
    predictors : ndarray of float, shape (u, k)
        Unit means, without an intercept.
    sizes : ndarray of int, shape (u,)
        People in each unit.
    ss_within : float
        Sum of squares that the regression within units leaves; above 0.
    df_within : int
        Its degrees of freedom.

    Returns
    -------
    Regression
        With ``variance_between`` 0 where REML ends at the boundary.

    Examples
    --------
    >>> means, sizes = np.array([1.0, 3.0, 5.0, 4.0]), np.array([2, 2, 2, 2])
    >>> found = between_regression(means, np.array([[0.0], [1.0], [2.0], [3.0]]), sizes, 4.0, 4)
    >>> found.coefficients.round(4), found.errors.round(4), round(found.variance_between, 4)
    (array([1.1]), array([0.5196]), 0.85)
    """
    design = np.column_stack([np.ones(len(outcome)), predictors])
    fit = fit_means(outcome, design, sizes, ss_within, df_within)
    plain = float(len(outcome) - design.shape[1])
    df = np.where((fit.variance_cluster > 0) & np.isfinite(fit.df) & (fit.df >= 1), fit.df, plain)
    return Regression(fit.coefficients[1:], fit.errors[1:], df[1:], fit.variance_cluster, fit.variance_residual)
