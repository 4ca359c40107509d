"""How much each person moves a coefficient of a scale: what its spread rests upon when people are not independent.

The influence function of a coefficient (Hampel 1974, *Journal of the American Statistical Association* 69, 383-393) is,
per person, how fast it moves as that person counts for more. The coefficient's error is about the mean of these, so
that its variance is that of a mean: over people (as the distribution-free intervals of Maydeu-Olivares, Coffman &
Hartmann 2007, *Psychological Methods* 12, 157-176), or over teams of people who are alike.
"""

from __future__ import annotations

import numpy as np

from evaluatie.scales.alpha import coefficient_alpha
from evaluatie.scales.answers import Floats
from evaluatie.scales.one_factor import OneFactor, curvature


def alpha_influence(answers: Floats) -> Floats:
    """Give each person's influence on log(1 - alpha).

    Parameters
    ----------
    answers : ndarray of float, shape (n, k)
        People by items, complete.

    Returns
    -------
    ndarray of float, shape (n,)
        With mean 0. NaN where alpha is 1, or nothing varies.

    Examples
    --------
    >>> answers = np.array([[1, 2, 1], [2, 2, 3], [3, 3, 3], [4, 5, 4], [5, 4, 4.0]])
    >>> alpha_influence(answers).round(3).tolist()
    [-1.382, 1.234, 0.049, -0.345, 0.444]
    """
    k = answers.shape[1]
    off = answers - answers.mean(axis=0)
    own, total = (off**2).sum(axis=1), off.sum(axis=1) ** 2
    items, whole = own.mean(), total.mean()
    if not whole > 0:
        return np.full(len(answers), np.nan)
    moved = k / (k - 1) * ((own - items) / whole - items * (total - whole) / whole**2)
    rest = 1 - coefficient_alpha(off.T @ off)
    return np.asarray(moved / rest if rest > 0 else np.full(len(answers), np.nan), dtype=np.float64)


def omega_influence(model: OneFactor, answers: Floats) -> Floats:
    """Give each person's influence on log(omega / (1 - omega)).

    Parameters
    ----------
    model : OneFactor
        As it was fitted to these people.
    answers : ndarray of float, shape (n, k)
        People by items, complete.

    Returns
    -------
    ndarray of float, shape (n,)
        With a mean of about 0.

    Examples
    --------
    >>> from evaluatie.scales.one_factor import fit_one_factor
    >>> rng = np.random.default_rng(1)
    >>> answers = rng.normal(size=(300, 1)) + rng.normal(size=(300, 4))
    >>> moved = omega_influence(fit_one_factor(np.cov(answers.T)), answers)
    >>> round(float(moved.std() / 300**0.5), 3)
    0.127
    """
    loadings, residuals, n = model.loadings, model.residuals, len(answers)
    off = (answers - answers.mean(axis=0)) * (n / (n - 1)) ** 0.5  # with n - 1, as what the model was fitted to
    weight: Floats = np.asarray(np.linalg.inv(np.outer(loadings, loadings) + np.diag(residuals)), dtype=np.float64)
    pull = off @ weight
    by_loading = weight @ loadings - pull * (pull @ loadings)[:, None]
    by_residual = (np.diag(weight) - pull**2) / 2
    # log odds = 2 log(sum of loadings) - log(sum of residual variances)
    k = len(loadings)
    slope = np.concatenate([np.full(k, 2 / loadings.sum()), np.full(k, -1 / residuals.sum())])
    # the curvature that was observed: the expected one is right only where one factor fits
    observed: Floats = curvature(loadings, weight, np.asarray(pull.T @ pull / n, dtype=np.float64))
    moved = np.linalg.solve(observed, slope)
    influence: Floats = -np.hstack([by_loading, by_residual]) @ moved
    return influence
