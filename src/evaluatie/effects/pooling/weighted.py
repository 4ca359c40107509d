"""Weighted least squares with known sampling variances and a variance between studies."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from evaluatie.effects.changes import is_zero
from evaluatie.effects.values import Floats


@dataclass(frozen=True)
class WeightedFit:
    """Coefficients of a model for the effects at one tau2.

    Attributes
    ----------
    coefficients : ndarray of float, shape (p,)
        Weighted least squares estimates.
    covariance : ndarray of float, shape (p, p)
        Their covariance if the weights were known.
    factor : float or None
        Generalised Q over k - p, by which Knapp & Hartung multiply the covariance; None without degrees of freedom,
        zero where the model fits the effects exactly.
    """

    coefficients: Floats
    covariance: Floats
    factor: float | None


def weighted_fit(effects: Floats, variances: Floats, design: Floats, tau2: float) -> WeightedFit:
    """Fit a model for the effects with weights 1 / (variance + tau2).

    Parameters
    ----------
    effects, variances : ndarray of float, shape (k,)
        Effects and sampling variances.
    design : ndarray of float, shape (k, p)
        Of full rank.
    tau2 : float
        Variance between studies.

    Returns
    -------
    WeightedFit
        Coefficients, covariance, and Knapp & Hartung's factor (2003, *Statistics in Medicine* 22, 2693-2710).

    Examples
    --------
    >>> fit = weighted_fit(np.array([0.0, 2.0]), np.array([1.0, 1.0]), np.ones((2, 1)), 0.0)
    >>> float(round(fit.coefficients[0], 6)), float(round(fit.covariance[0, 0], 6)), round(fit.factor, 6)
    (1.0, 0.5, 2.0)
    """
    k, p = design.shape
    total = variances + tau2
    smallest = float(total.min())
    root = np.sqrt(smallest / total)
    basis, triangle = np.linalg.qr(root[:, None] * design)
    coefficients: Floats = np.linalg.solve(triangle, basis.T @ (root * effects))
    # once more on what is left, which takes the rounding error of the first solution away
    coefficients = coefficients + np.linalg.solve(triangle, basis.T @ (root * (effects - design @ coefficients)))
    inverse = np.linalg.inv(triangle)
    covariance: Floats = smallest * (inverse @ inverse.T)
    if k == p:
        return WeightedFit(coefficients, covariance, None)
    residuals = effects - design @ coefficients
    if is_zero(float(np.abs(residuals).max()), float(np.abs(effects).max())):
        return WeightedFit(coefficients, covariance, 0.0)
    return WeightedFit(coefficients, covariance, float((residuals**2 / total).sum()) / (k - p))


def study_weights(variances: Floats, tau2: float) -> Floats:
    """Give the share that every study has in the pooled estimate.

    Parameters
    ----------
    variances : ndarray of float, shape (k,)
        Sampling variances.
    tau2 : float
        Variance between studies.

    Returns
    -------
    ndarray of float, shape (k,)
        Shares that add up to 1.

    Examples
    --------
    >>> study_weights(np.array([1.0, 3.0]), 0.0)
    array([0.75, 0.25])
    """
    total = variances + tau2
    raw = total.min() / total
    shares: Floats = raw / raw.sum()
    return shares


def scaled_se(se: float, factor: float | None, knapp_hartung: bool) -> float:
    """Give the standard error that is used: Knapp & Hartung's where asked for and possible.

    Parameters
    ----------
    se : float
        Standard error if the weights were known.
    factor : float or None
        Knapp & Hartung's; zero or None leave the standard error as it is.
    knapp_hartung : bool
        Whether to use it.

    Returns
    -------
    float
        Above zero.

    Examples
    --------
    >>> scaled_se(0.5, 4.0, True), scaled_se(0.5, 0.0, True)
    (1.0, 0.5)
    """
    return se * math.sqrt(factor) if knapp_hartung and factor else se
