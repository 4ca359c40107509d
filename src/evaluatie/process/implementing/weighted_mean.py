"""A weighted mean of a few parts, with an interval that holds for few of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

FEWEST = 3


@dataclass(frozen=True)
class Mean:
    """A mean between 0 and 1.

    Attributes
    ----------
    mean : float
        The weighted mean.
    low, high : float
        Limits within 0 and 1; NaN with fewer than three values, or where all are the same.
    least, most : float
        The smallest and the largest value.
    n : int
        Number of values.
    """

    mean: float
    low: float
    high: float
    least: float
    most: float
    n: int


def mean_of_shares(shares: npt.NDArray[np.float64], weights: npt.NDArray[np.float64], confidence: float = 0.95) -> Mean:
    """Give the weighted mean of shares.

    The variance is unbiased where the shares have the same variance, whatever the weights: with p the weights made to
    add up to 1, the sum of p_i^2 e_i^2 / (1 - 2 p_i + sum p^2), with Satterthwaite's degrees of freedom (Bell &
    McCaffrey 2002, *Survey Methodology* 28, 169-181: CR2 of a mean, each share its own cluster). With equal weights
    it is the t interval of a mean, with n - 1 degrees of freedom. The limits are cut off at 0 and 1.

    How often nominal 95% limits covered the mean of a beta distribution (4,000 samples each of 3, 5 and 8 shares, with
    a precision of 4 and 10; weights equal, and rising tenfold from the smallest to the largest): with a mean of .5 or
    .7 in 92 to 99 of 100 samples; with a mean of .9 in 82 to 91 with equal weights and in 90 to 97 with unequal ones.
    Where shares pile up near 1 the interval is too narrow.

    Parameters
    ----------
    shares : ndarray of float, shape (n,)
        At least one, between 0 and 1.
    weights : ndarray of float, shape (n,)
        Above 0.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    Mean
        Of them all.

    Examples
    --------
    >>> found = mean_of_shares(np.array([0.6, 0.7, 0.8]), np.ones(3))
    >>> [round(value, 4) for value in (found.mean, found.low, found.high)]
    [0.7, 0.4516, 0.9484]
    """
    p = weights / weights.sum()
    mean, low, high = float(p @ shares), math.nan, math.nan
    least, most = float(shares.min()), float(shares.max())
    if len(shares) >= FEWEST and most > least:
        parts = p**2 / (1 - 2 * p + p @ p)
        centring = np.eye(len(p)) - p
        form = centring.T @ (parts[:, None] * centring)
        df = np.trace(form) ** 2 / (form**2).sum()
        half = special.stdtrit(df, (1 + confidence) / 2) * math.sqrt(parts @ (shares - mean) ** 2)
        low, high = max(0.0, mean - float(half)), min(1.0, mean + float(half))
    return Mean(mean, low, high, least, most, len(shares))
