"""The interval of a squared multiple correlation."""

from __future__ import annotations

import numpy as np
from scipy import optimize, special

_WIDE = 12.0  # standard deviations of the mixing distribution beyond which nothing is left
_MOST = 20_000  # terms of a mixture; where there are more, every so many, since neighbours hardly differ


def r2_interval(r2: float, n: int, predictors: int, confidence: float) -> tuple[float, float]:
    """Give the exact interval of a squared multiple correlation, for predictors that vary from sample to sample.

    Under normality R2 given k is Beta(p/2 + k, (n - p - 1)/2), where k is negative binomial with size (n - 1)/2 and
    probability 1 - rho2 (Fisher 1928, *Proceedings of the Royal Society A* 121, 654-673; Muirhead 1982, *Aspects of
    Multivariate Statistical Theory*, sec. 5.2). The limits are the rho2 at which the R2 that was found lies at a
    tail. They are wider than those for predictors that somebody set (noncentral F), as in a survey nobody did.

    Parameters
    ----------
    r2 : float
        As found, not adjusted.
    n, predictors : int
        People, and predictors without the intercept; n is at least predictors + 2.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper limit.

    Examples
    --------
    >>> [round(limit, 4) for limit in r2_interval(0.5, 100, 5, 0.95)]
    [0.3222, 0.6111]
    """
    tail = (1 - confidence) / 2
    return _limit(r2, n, predictors, 1 - tail), _limit(r2, n, predictors, tail)


def _limit(r2: float, n: int, predictors: int, probability: float) -> float:
    """Find the rho2 at which an R2 up to the one found has this probability; 0 where there is none."""

    def beyond(rho2: float) -> float:
        return r2_probability(r2, n, predictors, rho2) - probability

    if beyond(0.0) <= 0:
        return 0.0
    left = 1 - r2
    while beyond(1 - left) > 0:
        left /= 2
    return float(optimize.brentq(beyond, 0.0, 1 - left, xtol=1e-12))


def r2_probability(r2: float, n: int, predictors: int, rho2: float) -> float:
    """Give the probability of an R2 up to this one.

    Parameters
    ----------
    r2 : float
        Where.
    n, predictors : int
        People, and predictors.
    rho2 : float
        The squared multiple correlation in the population, below 1.

    Returns
    -------
    float

    Examples
    --------
    >>> round(r2_probability(0.3, 20, 2, 0.0), 6)  # 1 - (1 - R2)^((n - 3) / 2) for two predictors
    0.951768
    """
    size, rest = (n - 1) / 2, (n - predictors - 1) / 2
    middle = size * rho2 / (1 - rho2)
    reach = _WIDE * (np.sqrt(middle / (1 - rho2)) + 3)
    first, last = max(0.0, np.floor(middle - reach)), np.ceil(middle + reach)
    step = max(1.0, (last - first) / _MOST)
    k = np.arange(first, last + 1, step)
    log_weight = special.gammaln(size + k) - special.gammaln(size) - special.gammaln(k + 1)
    log_weight += size * np.log1p(-rho2) + special.xlogy(k, rho2)
    return float(step * np.exp(log_weight) @ special.betainc(predictors / 2 + k, rest, r2))
