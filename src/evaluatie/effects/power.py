"""Power of a two-sided t test by the noncentral distribution."""

from __future__ import annotations

import math

from scipy import optimize, special

from evaluatie.effects.t_interval import t_quantile


def exact_effect(df: float, power: float, alpha: float) -> float:
    """Give the change, in standard errors, at which a two-sided t test has the stated power.

    The noncentrality at which both rejection regions of the noncentral t distribution together have it (Cohen 1988),
    as R's ``power.t.test(strict = TRUE)``.

    Parameters
    ----------
    df : float
        Degrees of freedom.
    power, alpha : float
        Probability of finding the change, and two-sided level of the test; power above alpha.

    Returns
    -------
    float
        In standard errors.

    Examples
    --------
    >>> round(exact_effect(58, 0.8, 0.05), 4), round(exact_effect(float("inf"), 0.8, 0.05), 4)
    (2.849, 2.8016)
    """
    critical = t_quantile(1 - alpha / 2, df)

    def missing(noncentrality: float) -> float:
        return power - power_at(noncentrality, df, critical)

    high = critical + 1.0
    while missing(high) > 0:
        high *= 2
    return float(optimize.brentq(missing, 0.0, high, xtol=1e-13, rtol=1e-13))


def power_at(noncentrality: float, df: float, critical: float) -> float:
    """Give the power of a two-sided t test at one noncentrality.

    Parameters
    ----------
    noncentrality : float
        True change over its standard error.
    df, critical : float
        Degrees of freedom, and the t value beyond which the test finds a change.

    Returns
    -------
    float
        Between 0 and 1.

    Examples
    --------
    >>> round(power_at(2.849, 58, 2.0017), 3)
    0.8
    """
    if df > 1e6:  # the noncentral t is the normal distribution there, to the digits that are kept
        return float(special.ndtr(noncentrality - critical) + special.ndtr(-critical - noncentrality))
    # the square of a noncentral t is a noncentral F: both regions at once, also where the t function gives NaN
    power = 1 - float(special.ncfdtr(1, df, noncentrality**2, critical**2))
    if math.isnan(power):  # noncentrality in the thousands: the change is as good as certain, only its spread is not
        return float(special.chdtr(df, df * (noncentrality / critical) ** 2))
    return power
