"""The odds of one of two Poisson means against the other, given their sum: exact and mid-P limits and p values."""

from __future__ import annotations

from dataclasses import dataclass

from scipy import optimize, special


@dataclass(frozen=True)
class ConditionalOdds:
    """Limits and p values of the odds m / m0 of two Poisson means.

    Attributes
    ----------
    low, high : float or None
        Limits; ``high`` is None where there is none, because the second count is 0.
    p : float
        Central two-sided p value of the odds that were asked for: twice the smaller tail.
    """

    low: float
    high: float | None
    p: float


def exact_odds(x: int, x0: int, null_odds: float, confidence: float) -> ConditionalOdds:
    """Give the exact limits, and the p value that agrees with them.

    Given x + x0 = n, x is binomial with chance m / (m + m0) (Przyborowski & Wilenski 1940, *Biometrika* 31, 313-323);
    the limits are Clopper & Pearson's (1934, *Biometrika* 26, 404-413), turned into odds.

    Parameters
    ----------
    x, x0 : int
        The two counts.
    null_odds : float
        The odds to test.
    confidence : float
        Level of the limits.

    Returns
    -------
    ConditionalOdds
        p is below 1 - confidence exactly when ``null_odds`` lies outside the limits.

    Examples
    --------
    >>> odds = exact_odds(3, 9, 1.0, 0.95)
    >>> round(odds.low, 4), round(odds.high, 4), round(odds.p, 4)
    (0.058, 1.3357, 0.146)
    """
    tail = (1 - confidence) / 2
    high = _exact_low(x0, x, tail)
    chance = null_odds / (1 + null_odds)
    at_most, at_least = special.bdtr(x, x + x0, chance), special.bdtrc(x - 1, x + x0, chance) if x else 1.0
    p = min(1.0, 2 * float(min(at_most, at_least)))
    return ConditionalOdds(_exact_low(x, x0, tail), 1 / high if high else None, p)


def mid_p_odds(x: int, x0: int, null_odds: float, confidence: float) -> ConditionalOdds:
    """Give the mid-P limits, and the p value that agrees with them.

    As :func:`exact_odds`, counting the observed outcome for half (Lancaster 1961; Cohen & Yang 1994, *Statistics in
    Medicine* 13, 2331-2344): narrower, and covering as often as the level says on average, not at least.

    Parameters
    ----------
    x, x0 : int
        The two counts.
    null_odds : float
        The odds to test.
    confidence : float
        Level of the limits.

    Returns
    -------
    ConditionalOdds
        Inside the exact limits.

    Examples
    --------
    >>> odds = mid_p_odds(3, 9, 1.0, 0.95)
    >>> round(odds.low, 4), round(odds.high, 4), round(odds.p, 4)
    (0.0728, 1.1798, 0.0923)
    """
    tail = (1 - confidence) / 2
    high = _mid_p_low(x0, x, tail)
    above = _mid_tail(x, x0, null_odds)
    return ConditionalOdds(_mid_p_low(x, x0, tail), 1 / high if high else None, min(1.0, 2 * min(above, 1 - above)))


def minimum_likelihood_p(x: int, x0: int, null_odds: float) -> float:
    """Give the p value that sums the chances of all outcomes no likelier than the one observed.

    Parameters
    ----------
    x, x0 : int
        The two counts.
    null_odds : float
        The odds to test.

    Returns
    -------
    float
        The p value of R's ``poisson.test`` and ``binom.test``.

    Examples
    --------
    >>> round(minimum_likelihood_p(3, 9, 1.0), 4)
    0.146
    """
    if x + x0 == 0:
        return 1.0
    from scipy.stats import binomtest  # loads for a second, which most need not wait for

    return float(binomtest(x, x + x0, null_odds / (1 + null_odds)).pvalue)


def _exact_low(x: int, x0: int, tail: float) -> float:
    if x == 0:
        return 0.0
    # both parts from their own tail: 1 - chance would lose digits where the chance is near 1
    return float(special.betaincinv(x, x0 + 1, tail) / special.betainccinv(x0 + 1, x, tail))


def _mid_p_low(x: int, x0: int, tail: float) -> float:
    if x == 0:
        return 0.0
    low = _exact_low(x, x0, tail)
    high = low
    while _mid_tail(x, x0, high) <= tail:
        high *= 2
    return float(optimize.brentq(lambda odds: _mid_tail(x, x0, odds) - tail, low, high, xtol=low * 1e-14, rtol=1e-14))


def _mid_tail(x: int, x0: int, odds: float) -> float:
    """Chance of more than x, and half that of x itself."""
    chance = odds / (1 + odds)
    at_least = special.betainc(x, x0 + 1, chance) if x else 1.0
    more = special.betainc(x + 1, x0, chance) if x0 else 0.0
    return float(at_least + more) / 2
