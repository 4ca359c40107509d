"""Control limits of a funnel plot and overdispersion: the numbers only."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from scipy import stats

from evaluatie.reproduce.monitor.lines import Floats

Kind = Literal["exact", "normal"]


def control_limit(
    target: float, n: Any, area: float, kind: Kind = "exact", *, factor: float = 1.0, between: float = 0.0
) -> Floats:
    """Give the limit below which a share falls with a given probability when its truth is the target.

    Exact: from the binomial distribution, interpolated between counts (Spiegelhalter 2005, *Statistics in Medicine* 24,
    1185-1202, appendix A.1.1): with r the least count that P(R <= r) > area, the limit is (r - alpha) / n, alpha =
    (P(R <= r) - area) / P(R = r). Normal: target + z sqrt(factor target (1 - target) / n + between).

    Parameters
    ----------
    target : float
        Between 0 and 1.
    n : number, or array of shape (k,)
        Numbers of people, whole numbers for the exact limit.
    area : float
        Probability below the limit.
    kind : {"exact", "normal"}
    factor, between : float
        Of the normal limit: by what the variance is multiplied, and what is added for true differences.

    Returns
    -------
    ndarray of float, as n
        Shares, between 0 and 1.

    Examples
    --------
    >>> control_limit(0.2, [50, 500], 0.025).round(4), control_limit(0.2, 50, 0.975).round(4).item()
    (array([0.0844, 0.1645]), 0.3071)
    >>> control_limit(0.2, 50, 0.975, "normal").round(4).item()
    0.3109
    """
    people = np.asarray(n, dtype=np.float64)
    if kind == "normal":
        found = target + stats.norm.ppf(area) * np.sqrt(factor * target * (1 - target) / people + between)
    else:
        count = stats.binom.ppf(area, people, target)
        alpha = (stats.binom.cdf(count, people, target) - area) / stats.binom.pmf(count, people, target)
        found = (count - alpha) / people
    limits: Floats = np.clip(np.asarray(found, dtype=np.float64), 0.0, 1.0)
    return limits


def standardised(shares: Floats, n: Floats, target: float) -> Floats:
    """Give how far shares are from the target in standard errors at the target.

    Parameters
    ----------
    shares, n : ndarray of float, shape (k,)
    target : float

    Returns
    -------
    ndarray of float, shape (k,)

    Examples
    --------
    >>> standardised(np.array([0.3]), np.array([84.0]), 0.2).round(4)
    array([2.2913])
    """
    found: Floats = (shares - target) / np.sqrt(target * (1 - target) / n)
    return found


def overdispersion(z: Floats, winsorised: float = 0.1) -> float:
    """Estimate by what factor shares vary more than people's answers alone would make them.

    The mean of the squared z scores after the `winsorised` lowest and highest share of them were drawn in to the
    quantiles there (Spiegelhalter 2005, section 4.2): a few that stand out do not make the limits wide.

    Parameters
    ----------
    z : ndarray of float, shape (k,)
        Standardised distances from the target.
    winsorised : float, default 0.1
        Share at each end.

    Returns
    -------
    float
        About 1, or a bit less, where there is none.

    Examples
    --------
    >>> overdispersion(np.array([-2.0, -1.0, 0.0, 1.0, 2.0]), 0.0)
    2.0
    """
    low, high = np.quantile(z, [winsorised, 1 - winsorised])
    return float(np.mean(np.clip(z, low, high) ** 2))


def between_variance(z: Floats, n: Floats, target: float, winsorised: float = 0.1) -> float:
    """Estimate the variance of true shares by moments, from winsorised distances.

    tau^2 = (k phi - (k - 1)) / (sum w - sum w^2 / sum w), w = n / (target (1 - target)): DerSimonian & Laird's
    estimator with the winsorised sum of squares in place of Q (Spiegelhalter 2005, *Quality and Safety in Health Care*
    14, 347-351).

    Parameters
    ----------
    z, n : ndarray of float, shape (k,)
    target : float
    winsorised : float, default 0.1

    Returns
    -------
    float
        0 or more, in squared shares.

    Examples
    --------
    >>> z, n = np.array([-4.0, -2.0, 0.0, 2.0, 4.0]), np.full(5, 100.0)
    >>> round(between_variance(z, n, 0.5, 0.0), 4)
    0.0225
    """
    weights = n / (target * (1 - target))
    k, phi = len(z), overdispersion(z, winsorised)
    return max(0.0, (k * phi - (k - 1)) / float(weights.sum() - (weights**2).sum() / weights.sum()))
