"""Coefficient alpha from covariances: its formula, its interval, and what it would be without an item."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from evaluatie.scales.answers import Floats


def coefficient_alpha(covariance: Floats) -> float:
    """Give coefficient alpha of a covariance matrix of items.

    Parameters
    ----------
    covariance : ndarray of float, shape (k, k)
        Of the items; of a correlation matrix, the result is standardised alpha.

    Returns
    -------
    float
        At most 1; negative where items go against each other.

    Examples
    --------
    >>> round(coefficient_alpha(np.array([[1.0, 0.5], [0.5, 1.0]])), 4)
    0.6667
    """
    k = len(covariance)
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def feldt_interval(alpha: float, n: int, k: int, confidence: float) -> tuple[float, float]:
    """Give Feldt's interval of coefficient alpha.

    Parameters
    ----------
    alpha : float
        The coefficient.
    n, k : int
        People and items.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper limit.

    Examples
    --------
    >>> [round(limit, 4) for limit in feldt_interval(0.8, 100, 5, 0.95)]
    [0.7306, 0.8559]
    """
    tail = (1 - confidence) / 2
    upper, lower = (special.fdtri(n - 1, (n - 1) * (k - 1), p) for p in (1 - tail, tail))
    return 1 - (1 - alpha) * float(upper), 1 - (1 - alpha) * float(lower)


def item_rest_correlations(answers: Floats) -> Floats:
    """Correlate each item with the sum of the others.

    Parameters
    ----------
    answers : ndarray of float, shape (n, k)
        People by items, complete.

    Returns
    -------
    ndarray of float, shape (k,)
        Correlations; NaN where the item or the rest does not vary.

    Examples
    --------
    >>> item_rest_correlations(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]))
    array([1., 1.])
    """
    rest = answers.sum(axis=1, keepdims=True) - answers
    centred, centred_rest = answers - answers.mean(axis=0), rest - rest.mean(axis=0)
    spread = np.sqrt((centred**2).sum(axis=0) * (centred_rest**2).sum(axis=0))
    varies = (np.ptp(answers, axis=0) > 0) & (np.ptp(rest, axis=0) > 0)
    correlations = np.full(answers.shape[1], math.nan)
    np.divide((centred * centred_rest).sum(axis=0), spread, out=correlations, where=varies)
    return np.asarray(np.clip(correlations, -1, 1), dtype=np.float64)


def item_rest_of_covariances(covariance: Floats) -> Floats:
    """Correlate each item with the sum of the others, from their covariances.

    Parameters
    ----------
    covariance : ndarray of float, shape (k, k)
        Of the items.

    Returns
    -------
    ndarray of float, shape (k,)
        Correlations; NaN where the item or the rest does not vary.

    Examples
    --------
    >>> item_rest_of_covariances(np.array([[1.0, 0.5], [0.5, 1.0]]))
    array([0.5, 0.5])
    """
    variances = np.diag(covariance)
    shared = covariance.sum(axis=1) - variances
    rest = covariance.sum() - 2 * shared - variances
    spread = np.sqrt(np.clip(variances, 0, None) * np.clip(rest, 0, None))
    correlations = np.full(len(covariance), math.nan)
    np.divide(shared, spread, out=correlations, where=spread > 0)
    return correlations


def standardised_alpha(covariance: Floats) -> float | None:
    """Give alpha of the items brought to the same spread.

    Parameters
    ----------
    covariance : ndarray of float, shape (k, k)
        Of the items, each with a variance above zero.

    Returns
    -------
    float or None
        None where the sum of the standardised items does not vary.

    Examples
    --------
    >>> round(standardised_alpha(np.array([[4.0, 1.0], [1.0, 1.0]])), 4)
    0.6667
    """
    sd = np.sqrt(np.diag(covariance))
    correlations = covariance / np.outer(sd, sd)
    return coefficient_alpha(correlations) if correlations.sum() > 1e-12 else None


def alpha_without_each(covariance: Floats) -> Floats:
    """Give coefficient alpha of the items with each of them left out in turn.

    Parameters
    ----------
    covariance : ndarray of float, shape (k, k)
        Of the items.

    Returns
    -------
    ndarray of float, shape (k,)
        NaN where one item is left, or the sum of those left does not vary.

    Examples
    --------
    >>> alpha_without_each(np.array([[1.0, 0.5, 0.2], [0.5, 1.0, 0.2], [0.2, 0.2, 1.0]])).round(4)
    array([0.3333, 0.3333, 0.6667])
    """
    k, variances = len(covariance), np.diag(covariance)
    left = variances.sum() - variances
    total = covariance.sum() - 2 * covariance.sum(axis=1) + variances
    alphas = np.full(k, math.nan)
    if k > 2:
        np.divide(left, total, out=alphas, where=total > 1e-12 * variances.sum())
        alphas = (k - 1) / (k - 2) * (1 - alphas)
    return alphas
