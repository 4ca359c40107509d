"""The p that a test statistic gives, and between which values it lies when the statistic was rounded."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

from evaluatie.reproduce.reported.reading.items import Freedom
from evaluatie.reproduce.reported.reading.numbers import Amount

Span = tuple[float, float]
#: beyond so many degrees of freedom a distribution is that of infinitely many
_MOST_DF = 1e9


def p_of(kind: str, value: float, freedom: Sequence[float] = ()) -> float:
    """Recompute p: two-sided where the statistic has a sign, else the upper tail.

    Parameters
    ----------
    kind : str
        ``t``, ``F``, ``chi2``, ``r``, ``rho``, ``z``, ``Q``, ``H``, ``Wald`` (chi-square) or ``q`` (studentized range).
    value : float
        Of the statistic. For ``r`` and ``rho`` the correlation.
    freedom : sequence of float
        Degrees of freedom: one, two for ``F``, none for ``z``. For correlations n - 2; for ``q`` groups and df.

    Returns
    -------
    float

    Notes
    -----
    t and r by the incomplete beta function, F by the F distribution's, z by the complementary error function, the
    others by chi-square; so that a p far below 1e-16 is not lost.

    Examples
    --------
    >>> round(p_of("t", 2.15, [27]), 4), round(p_of("F", 4.52, [1, 98]), 4), round(p_of("z", 1.96), 4)
    (0.0407, 0.036, 0.05)
    """
    from scipy import special

    if kind == "z":
        return math.erfc(abs(value) / math.sqrt(2))
    freedom = [min(one, _MOST_DF) for one in freedom]
    if kind == "q":
        from scipy.stats import studentized_range

        return float(studentized_range.sf(abs(value), freedom[0], freedom[1]))
    if kind == "t":
        df = freedom[0]
        return float(special.betainc(df / 2, 0.5, df / (df + value * value)))
    if kind in ("r", "rho"):
        return float(special.betainc(freedom[0] / 2, 0.5, max(0.0, 1 - value * value)))
    if kind == "F":
        return float(special.fdtrc(freedom[0], freedom[1], max(0.0, value)))
    return float(special.chdtrc(freedom[0], max(0.0, value)))


def p_between(kind: str, value: Amount, relation: str, freedom: Freedom, *, loose_df: bool = False) -> Span:
    """Give the least and the largest p of all values that are rounded to what was printed.

    Parameters
    ----------
    kind : str
        As for :func:`p_of`.
    value : Amount
        The printed statistic.
    relation : str
        ``=``, or an inequality: ``F < 1`` is every F below 1.
    freedom : tuple of Amount
        Printed degrees of freedom: exact where they are whole, rounded where they have decimals.
    loose_df : bool
        Whether whole degrees of freedom were rounded too, as after Welch's correction.

    Returns
    -------
    tuple of float
    """
    least, largest = sizes(kind, value, relation)
    corners = [_corner(one, loose=loose_df) for one in freedom]
    found = [p_of(kind, size, df) for size in (least, largest) for df in product(*corners)]
    return min(found), max(found)


def _corner(df: Amount, *, loose: bool) -> tuple[float, ...]:
    if df.whole and not loose:
        return (df.value,)
    return max(df.low, 1e-3), df.value, df.high


def sizes(kind: str, value: Amount, relation: str) -> Span:
    """Give the least and the largest size of a statistic, its sign left out."""
    top = 1.0 if kind in ("r", "rho") else math.inf
    if relation in ("<", "<="):
        return (0.0, min(top, abs(value.value)))
    if relation in (">", ">="):
        return (min(top, abs(value.value)), top)
    low, high = value.low, value.high
    least = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
    return min(top, least), min(top, max(abs(low), abs(high)))


def ratio_between(value: Amount, se: Amount) -> Span | None:
    """Give the least and the largest size of a coefficient over its standard error, both rounded.

    Parameters
    ----------
    value, se : Amount

    Returns
    -------
    tuple of float or None
        None where the standard error may be zero.
    """
    least, largest = sizes("b", value, "=")
    if se.low <= 0:
        return (least / se.high, math.inf) if se.high > 0 and se.value >= 0 else None
    return least / se.high, largest / se.low


def df_giving(p: float, size: float) -> float:
    """Find with how many degrees of freedom a t of that size has that p; infinite where none is needed.

    Parameters
    ----------
    p : float
        At least that of a normal distribution.
    size : float
        Of t.

    Returns
    -------
    float
        0 where no number of degrees of freedom gives so large a p.
    """
    low, high = 0.05, 1e7
    if p_of("t", size, [high]) >= p:
        return math.inf
    if p_of("t", size, [low]) <= p:
        return 0.0
    for _ in range(80):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if p_of("t", size, [middle]) > p else (low, middle)
    return math.sqrt(low * high)
