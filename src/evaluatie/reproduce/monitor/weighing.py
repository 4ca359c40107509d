"""Years weighed by their numbers of respondents: what chance in these makes, and what years vary beyond it."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import optimize


def sampling_variances(values: Any, people: Any, halves: Any) -> Any:
    """Give the variance of percentages of so many respondents, and of their rounding.

    100^2 p (1 - p) / n + half^2 / 3, with p = (n value / 100 + 2) / (n + 4): none of 0 or 100% is certain (Agresti &
    Coull 1998, *The American Statistician* 52, 119-126).

    Parameters
    ----------
    values, people, halves : ndarray of float, shape (n,)
        Percentages, numbers of respondents, and half a unit of the last decimal.

    Returns
    -------
    ndarray of float, shape (n,)
        In squared points.

    Examples
    --------
    >>> sampling_variances(np.array([50.0, 0.0]), np.array([96.0, 96.0]), np.zeros(2)).round(3).tolist()
    [26.042, 2.042]
    """
    share = (people * values / 100 + 2) / (people + 4)
    return 1e4 * share * (1 - share) / people + halves**2 / 3


def scatter_beyond(design: Any, values: Any, known: Any, rho: float = 0.0) -> float:
    """Estimate the variance of years around a line beyond a known variance of each, by restricted maximum likelihood.

    Errors have the variance tau^2 + known and the correlation rho^|places apart| of `design`'s second column, the years
    (random-effects meta-regression: Thompson & Sharp 1999, *Statistics in Medicine* 18, 2693-2708).

    Parameters
    ----------
    design : ndarray of float, shape (n, k)
        Level, years, and steps.
    values, known : ndarray of float, shape (n,)
        Figures and their known variances.
    rho : float, default 0
        Correlation of neighbouring years.

    Returns
    -------
    float
        tau^2, 0 or more.

    Examples
    --------
    >>> years = np.arange(6.0)
    >>> design = np.column_stack([np.ones(6), years - years.mean()])
    >>> values = np.array([60.0, 66.0, 61.0, 67.0, 62.0, 68.0])
    >>> [round(scatter_beyond(design, values, np.full(6, one)), 2) for one in (2.0, 30.0)]
    [8.37, 0.0]
    """

    def deviance(beyond: float) -> float:
        white = whitener(design[:, 1], np.sqrt(beyond + known), rho)
        x, y = white @ design, white @ values
        q, upper = np.linalg.qr(x)
        left = y - q @ (q.T @ y)
        return float(0.5 * left @ left - np.log(np.diag(white)).sum() + np.log(np.abs(np.diag(upper))).sum())

    most = 4 * len(values) * float(np.var(values)) + 1.0
    found = optimize.minimize_scalar(deviance, bounds=(0.0, most), method="bounded", options={"xatol": 1e-8 * most})
    return float(found.x) if found.fun < deviance(0.0) else 0.0


def whitener(years: Any, spread: Any, rho: float) -> Any:
    """Give the matrix that makes errors of neighbouring years independent, with variance 1.

    Parameters
    ----------
    years, spread : ndarray of float, shape (n,)
        Years, and the standard deviation of each.
    rho : float
        Correlation of neighbouring years.

    Returns
    -------
    ndarray of float, shape (n, n)

    Examples
    --------
    >>> whitener(np.array([2020.0, 2021.0]), np.array([2.0, 4.0]), 0.0).tolist()
    [[0.5, 0.0], [0.0, 0.25]]
    """
    if rho == 0:
        return np.diag(1 / spread)
    correlation = rho ** np.abs(years[:, None] - years[None, :])
    return np.linalg.inv(np.linalg.cholesky(correlation * spread[:, None] * spread[None, :]))
