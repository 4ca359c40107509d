"""Standardised changes, each named by what it is divided by, with standard errors and intervals.

The sources are named per function. ``mean_change`` is post minus pre; ``sd_change`` the standard deviation of the
pairs' changes; variances have n - 1 in the denominator.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import optimize, special

from evaluatie.effects.t_interval import t_quantile

#: where the library gives NaN further than this from t, in standard deviations of Johnson & Welch, the probability is 0
#: or 1 to within 1e-11 (compared with numerical integration for |t| up to 200 and 1 to 500 degrees of freedom)
_TAIL = 1.7


@dataclass(frozen=True)
class Standardised:
    """A standardised change with what is known of its uncertainty.

    Attributes
    ----------
    estimate : float
        The change in standard deviations.
    se : float or None
        Large-sample standard error.
    low, high : float or None
        Limits of its interval.
    """

    estimate: float
    se: float | None = None
    low: float | None = None
    high: float | None = None

    def times(self, factor: float) -> Standardised:
        """Multiply the estimate, its standard error and its limits, as Hedges' correction does.

        Parameters
        ----------
        factor : float
            A positive number.

        Returns
        -------
        Standardised
            The product.

        Examples
        --------
        >>> Standardised(0.5, 0.1, 0.3, 0.7).times(2)
        Standardised(estimate=1.0, se=0.2, low=0.6, high=1.4)
        """
        values = (self.estimate, self.se, self.low, self.high)
        return Standardised(*(None if value is None else value * factor for value in values))  # type: ignore[arg-type]


def hedges_factor(df: float) -> float:
    """Give Hedges' exact small-sample factor J.

    J = Gamma(df/2) / (sqrt(df/2) Gamma((df - 1)/2)); Hedges (1981), *Journal of Educational Statistics* 6, eq. 6e.

    Parameters
    ----------
    df : float
        Degrees of freedom of the standardiser, more than 1.

    Returns
    -------
    float
        A factor between 0 and 1.

    Examples
    --------
    >>> round(hedges_factor(10), 10)
    0.9227456081
    """
    return math.exp(math.lgamma(df / 2) - math.log(df / 2) / 2 - math.lgamma((df - 1) / 2))


def noncentral_t_limits(t: float, df: float, confidence: float) -> tuple[float, float]:
    """Give the interval of the noncentrality parameter of an observed t statistic.

    The parameters at which the statistic would lie at the upper and lower tail (Steiger & Fouladi 1997; Cumming &
    Finch 2001, *Educational and Psychological Measurement* 61, 532-574). Where the distribution function cannot be
    computed (|t| in the thousands), the normal approximation of Johnson & Welch (1940) is used.

    Parameters
    ----------
    t, df : float
        The statistic and its degrees of freedom.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper limit of the noncentrality parameter.

    Examples
    --------
    >>> [round(limit, 4) for limit in noncentral_t_limits(2.0, 20, 0.95)]
    [-0.0771, 4.0318]
    """
    tail = (1 - confidence) / 2
    return _noncentrality(t, df, 1 - tail), _noncentrality(t, df, tail)


def d_z(mean_change: float, sd_change: float, n: int, confidence: float) -> Standardised:
    """Standardise by the standard deviation of the changes.

    Cohen (1988, p. 48). Interval: noncentral t with n - 1 degrees of freedom, divided by sqrt(n). Standard error:
    sqrt(1/n + d^2/(2n)), Hedges & Olkin (1985, p. 86).

    Parameters
    ----------
    mean_change, sd_change : float
        Mean and standard deviation of the pairs' changes.
    n : int
        Pairs.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    Standardised
        d_z.

    Examples
    --------
    >>> round(d_z(0.5, 1.0, 20, 0.95).estimate, 3)
    0.5
    """
    d = mean_change / sd_change
    low, high = noncentral_t_limits(d * math.sqrt(n), n - 1, confidence)
    return Standardised(d, math.sqrt(1 / n + d**2 / (2 * n)), low / math.sqrt(n), high / math.sqrt(n))


def d_average(
    mean_change: float, sd_change: float, var_pre: float, var_post: float, n: int, confidence: float
) -> Standardised:
    """Standardise a paired change by the root of the mean of the two variances (d_av).

    Cumming (2012, p. 291). Standard error sqrt(var_change / n) / standardiser, Algina & Keselman (2003, eq. 4);
    normal interval. The standard error takes the standardiser as known: where d is large and the answers correlate
    highly it is too small, and the interval held the true value in only 85.9% of samples of 30 pairs and 87.0% of 100
    (d = 0.8, correlation .8; ``estimated_standardiser.average_bonett`` at least 94.5%).

    Parameters
    ----------
    mean_change, sd_change : float
        Mean and standard deviation of the pairs' changes.
    var_pre, var_post : float
        Variances of the pairs' answers, before and after.
    n : int
        Pairs.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    Standardised
        d_av.

    Examples
    --------
    >>> d_average(0.5, 1.0, 1.0, 1.0, 25, 0.95).se
    0.2
    """
    standardiser = math.sqrt((var_pre + var_post) / 2)
    return _normal(mean_change / standardiser, sd_change / math.sqrt(n) / standardiser, confidence)


def d_repeated(mean_change: float, sd_change: float, correlation: float, n: int, confidence: float) -> Standardised:
    """Standardise by the within-person standard deviation, sd_change / sqrt(2(1 - r)) (d_rm).

    Cohen (1988, p. 48); Morris & DeShon (2002). Standard error sqrt((1/n + d^2/(2n)) 2(1 - r)), Cooper, Hedges &
    Valentine (2009, eq. 12.21); normal interval. In simulations it held the true value in 90.5-96.4% of samples of 30
    pairs and 91.6-96.6% of 100 (``estimated_standardiser.repeated_bonett`` in 94.5-95.1%).

    Parameters
    ----------
    mean_change, sd_change : float
        Mean and standard deviation of the pairs' changes.
    correlation : float
        Correlation of the answers before and after, below 1.
    n : int
        Pairs.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    Standardised
        d_rm.

    Examples
    --------
    >>> d_repeated(0.5, 1.0, 0.5, 20, 0.95).estimate
    0.5
    """
    spread = 2 * (1 - correlation)
    d = mean_change / sd_change * math.sqrt(spread)
    return _normal(d, math.sqrt((1 / n + d**2 / (2 * n)) * spread), confidence)


def d_baseline(mean_change: float, sd_pre: float, correlation: float, n: int, confidence: float) -> Standardised:
    """Standardise by the standard deviation before (Becker's d, Glass's delta of a paired change).

    Becker (1988), *British Journal of Mathematical and Statistical Psychology* 41, eq. 6: standard error
    sqrt(2(1 - r)/n + d^2/(2n)), which takes the variances before and after as equal; normal interval.

    Parameters
    ----------
    mean_change, sd_pre : float
        Mean change and standard deviation of the answers before.
    correlation : float
        Correlation of the answers before and after.
    n : int
        Pairs.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    Standardised
        Becker's d.

    Examples
    --------
    >>> d_baseline(0.5, 2.0, 0.5, 20, 0.95).estimate
    0.25
    """
    d = mean_change / sd_pre
    return _normal(d, math.sqrt(2 * (1 - correlation) / n + d**2 / (2 * n)), confidence)


def d_independent(
    mean_change: float, var_pre: float, var_post: float, n_pre: int, n_post: int, df: float, confidence: float
) -> Standardised:
    """Standardise the difference of two separate samples by the root of their mean variance (d_av).

    Interval: noncentral t with Welch's degrees of freedom (Delacre, Lakens, Ley, Liu & Leys 2021, as in effectsize's
    ``cohens_d(pooled_sd = FALSE)``). Standard error: :func:`delta_se` without pairs.

    Parameters
    ----------
    mean_change : float
        Difference of the means.
    var_pre, var_post : float
        Variances of the two samples.
    n_pre, n_post : int
        People in the two samples.
    df : float
        Welch's degrees of freedom.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    Standardised
        d_av.

    Examples
    --------
    >>> round(d_independent(0.5, 1.0, 1.0, 20, 20, 38, 0.95).estimate, 3)
    0.5
    """
    d = mean_change / math.sqrt((var_pre + var_post) / 2)
    root = math.sqrt(2 * (var_pre / n_pre + var_post / n_post) / (var_pre + var_post))
    low, high = noncentral_t_limits(d / root, df, confidence)
    return Standardised(d, delta_se(d, var_pre, var_post, 0.0, n_pre, n_post, 0), low * root, high * root)


def d_overlapping(
    mean_change: float,
    var_pre: float,
    var_post: float,
    covariance: float,
    n_pre: int,
    n_post: int,
    n_pairs: int,
    confidence: float,
) -> Standardised:
    """Standardise the difference of two partly overlapping samples by the root of their mean variance (d_av).

    Everyone's variances standardise; standard error from :func:`delta_se`; normal interval, as Bonett (2008) has it
    for the two ends of the range, all paired and none paired.

    Parameters
    ----------
    mean_change : float
        Difference of everyone's means.
    var_pre, var_post : float
        Variances of everyone before and after.
    covariance : float
        Covariance of the answers before and after of one person.
    n_pre, n_post, n_pairs : int
        People before, people after, people in both.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    Standardised
        d_av.

    Examples
    --------
    >>> round(d_overlapping(0.5, 1.0, 1.0, 0.5, 60, 60, 40, 0.95).estimate, 3)
    0.5
    """
    d = mean_change / math.sqrt((var_pre + var_post) / 2)
    return _normal(d, delta_se(d, var_pre, var_post, covariance, n_pre, n_post, n_pairs), confidence)


def delta_se(
    d: float, var_pre: float, var_post: float, covariance: float, n_pre: int, n_post: int, n_pairs: int
) -> float:
    """Give the delta-method standard error of a difference over the root of the mean variance, pairs counted.

    With v = (var_pre + var_post)/2, Var(d) = Var(mean change)/v + d^2 Var(v)/(4 v^2), the mean being independent of
    the variances in normal samples. Var(v) holds the variances 2 var^2/(n - 1) and the covariance of the two sample
    variances, 2 cov^2 tr(A E B E')/((n_pre - 1)(n_post - 1)), where A and B centre the samples and E picks the pairs:
    the trace is n_pairs (1 - 1/n_pre - 1/n_post + n_pairs/(n_pre n_post)). It equals Bonett (2008), *Psychological
    Methods* 13, 99-109, when everyone and when no one is paired (he divides by n - 1 in the first term).

    Parameters
    ----------
    d : float
        The standardised difference.
    var_pre, var_post, covariance : float
        Variances, and covariance within a person.
    n_pre, n_post, n_pairs : int
        People before, people after, people in both.

    Returns
    -------
    float
        The standard error of d.

    Examples
    --------
    >>> round(delta_se(0.5, 1.0, 1.0, 0.0, 50, 50, 0), 4)
    0.2032
    """
    mean_variance = (var_pre + var_post) / 2
    share = n_pairs / (n_pre * n_post)
    of_change = var_pre / n_pre + var_post / n_post - 2 * covariance * share
    trace = n_pairs * (1 - 1 / n_pre - 1 / n_post + share)
    shared = covariance**2 * trace / ((n_pre - 1) * (n_post - 1))
    of_variance = (var_pre**2 / (n_pre - 1) + var_post**2 / (n_post - 1) + 2 * shared) / 2
    return math.sqrt(max(of_change, 0.0) / mean_variance + d**2 * of_variance / (4 * mean_variance**2))


def _normal(d: float, se: float, confidence: float) -> Standardised:
    half = t_quantile((1 + confidence) / 2, math.inf) * se
    return Standardised(d, se, d - half, d + half)


def _noncentrality(t: float, df: float, probability: float) -> float:
    spread = math.sqrt(1 + t**2 / (2 * df))
    guess = t - float(special.ndtri(probability)) * spread

    def distance(noncentrality: float) -> float:
        return _noncentral_t_cdf(t, df, noncentrality, spread) - probability

    width = 1 + abs(guess - t)
    for _ in range(6):
        low, high = guess - width, guess + width
        if distance(low) >= 0 >= distance(high):
            try:
                return float(optimize.brentq(distance, low, high, xtol=1e-13, rtol=1e-13))
            except ValueError:  # NaN next to the root
                return guess
        width *= 2
    return guess


def _noncentral_t_cdf(t: float, df: float, noncentrality: float, spread: float) -> float:
    """Give P(T <= t), which falls with the noncentrality; the library gives NaN far out in the tails."""
    value = float(special.nctdtr(df, noncentrality, t))
    away = noncentrality - t
    if math.isnan(value) and abs(away) > _TAIL * spread:
        return 0.0 if away > 0 else 1.0
    return value
