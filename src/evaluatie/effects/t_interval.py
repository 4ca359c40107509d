"""Student's t: intervals, two-sided p values, and what could have been detected."""

from __future__ import annotations

from scipy import special


def t_quantile(probability: float, df: float) -> float:
    """Give the quantile of Student's t; of the normal distribution where df is infinite.

    Parameters
    ----------
    probability : float
        Lower-tail probability.
    df : float
        Degrees of freedom, not necessarily whole.

    Returns
    -------
    float
        The quantile.

    Examples
    --------
    >>> round(t_quantile(0.975, 10), 6)
    2.228139
    """
    return float(special.stdtrit(df, probability))


def t_interval(estimate: float, se: float, df: float, confidence: float) -> tuple[float, float]:
    """Give the two-sided t interval around an estimate.

    Parameters
    ----------
    estimate, se, df : float
        The estimate, its standard error and degrees of freedom.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper limit, in the estimate's unit.

    Examples
    --------
    >>> [round(limit, 4) for limit in t_interval(1.0, 0.5, 10, 0.95)]
    [-0.1141, 2.1141]
    """
    half = t_quantile((1 + confidence) / 2, df) * se
    return estimate - half, estimate + half


def two_sided_p(statistic: float, df: float) -> float:
    """Give the two-sided p value of a t statistic.

    Parameters
    ----------
    statistic, df : float
        The t statistic and its degrees of freedom.

    Returns
    -------
    float
        Probability of a statistic at least as far from zero when nothing changed.

    Examples
    --------
    >>> round(two_sided_p(2.228139, 10), 6)
    0.05
    """
    return 2 * float(special.stdtr(df, -abs(statistic)))


def detectable_change(se: float, df: float, *, power: float = 0.8, alpha: float = 0.05) -> float:
    """Give the smallest true change that a two-sided test would have found with the stated power.

    The minimum detectable effect of Bloom (1995, *Evaluation Review* 19, 547-556):
    (t_{1 - alpha/2, df} + t_{power, df}) x se.

    Parameters
    ----------
    se, df : float
        Standard error of the change and its degrees of freedom.
    power : float, default 0.8
        Probability of finding it.
    alpha : float, default 0.05
        Two-sided level of the test.

    Returns
    -------
    float
        A change in the unit of ``se``, without sign.

    Examples
    --------
    >>> round(detectable_change(0.1, float("inf")), 4)
    0.2802
    """
    return (t_quantile(1 - alpha / 2, df) + t_quantile(power, df)) * se
