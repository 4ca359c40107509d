"""Mantel-Haenszel: the ratio, difference and odds ratio that strata have in common, and whether they have one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

from evaluatie.flows.selecting.odds import Table

Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Strata:
    """Counts of two groups in K strata, as floats.

    Attributes
    ----------
    x1, n1, x0, n0 : ndarray of float, shape (K,)
        Selected and total of the group and of the reference; both totals above 0.
    """

    x1: Floats
    n1: Floats
    x0: Floats
    n0: Floats

    @classmethod
    def of(cls, tables: Sequence[Table]) -> Strata:
        """Lay tables out as columns.

        Parameters
        ----------
        tables : sequence of (x1, n1, x0, n0)
            One per stratum.

        Returns
        -------
        Strata
            The same counts.

        Examples
        --------
        >>> Strata.of([(1, 2, 3, 4)]).n
        array([6.])
        """
        return cls(*np.array(tables, dtype=np.float64).reshape(-1, 4).T)

    @property
    def n(self) -> Floats:
        """People per stratum."""
        return self.n1 + self.n0

    @property
    def selected(self) -> Floats:
        """Selected people per stratum."""
        return self.x1 + self.x0


@dataclass(frozen=True)
class Common:
    """An estimate that strata have in common, with its standard error; None where it does not exist.

    Attributes
    ----------
    estimate : float or None
        A ratio, or a difference.
    se : float or None
        Of the logarithm of a ratio; of a difference itself.
    """

    estimate: float | None
    se: float | None


@dataclass(frozen=True)
class ChiSquared:
    """A chi-squared test.

    Attributes
    ----------
    statistic, p : float or None
        None where there is nothing to test.
    df : int
        Degrees of freedom.
    """

    statistic: float | None
    df: int
    p: float | None


def common_ratio(strata: Strata) -> Common:
    """Give Mantel-Haenszel's ratio of proportions.

    With the standard error of its logarithm of Greenland & Robins (1985, *Biometrics* 41, 55-68), which holds both with
    few large and with many small strata.

    Parameters
    ----------
    strata : Strata
        The counts.

    Returns
    -------
    Common
        None where nobody of the reference was selected; the standard error None where nobody of a group was.

    Examples
    --------
    >>> common_ratio(Strata.of([(2, 10, 4, 10), (5, 10, 10, 10)])).estimate
    0.5
    """
    up, down = float((strata.x1 * strata.n0 / strata.n).sum()), float((strata.x0 * strata.n1 / strata.n).sum())
    if not up or not down:
        return Common(None if not down else 0.0, None)
    products = strata.n1 * strata.n0 * strata.selected - strata.x1 * strata.x0 * strata.n
    return Common(up / down, math.sqrt(float((products / strata.n**2).sum()) / (up * down)))


def common_difference(strata: Strata) -> Common:
    """Give Mantel-Haenszel's difference of proportions.

    With the standard error of Sato (1989, *Biometrics* 45, 1323-1324), as in R's metafor.

    Parameters
    ----------
    strata : Strata
        The counts.

    Returns
    -------
    Common
        Always there.

    Examples
    --------
    >>> round(common_difference(Strata.of([(2, 10, 4, 10), (5, 10, 10, 10)])).estimate, 4)
    -0.35
    """
    x1, n1, x0, n0, n = strata.x1, strata.n1, strata.x0, strata.n0, strata.n
    weight = float((n1 * n0 / n).sum())
    difference = float(((x1 * n0 - x0 * n1) / n).sum()) / weight
    p = float(((n1**2 * x0 - n0**2 * x1 + n1 * n0 * (n0 - n1) / 2) / n**2).sum())
    q = float(((x1 * (n0 - x0) + x0 * (n1 - x1)) / (2 * n)).sum())
    return Common(difference, math.sqrt(max(0.0, difference * p + q)) / weight)


def common_odds_ratio(strata: Strata) -> Common:
    """Give Mantel-Haenszel's odds ratio.

    With the standard error of its logarithm of Robins, Breslow & Greenland (1986, *Biometrics* 42, 311-323).

    Parameters
    ----------
    strata : Strata
        The counts.

    Returns
    -------
    Common
        None where it is infinite or undefined; the standard error None where it is 0 too.

    Examples
    --------
    >>> round(common_odds_ratio(Strata.of([(2, 10, 4, 10), (5, 10, 9, 10)])).estimate, 4)
    0.2208
    """
    a, b, c, d = strata.x1, strata.n1 - strata.x1, strata.x0, strata.n0 - strata.x0
    r, s, p, q = a * d / strata.n, b * c / strata.n, (a + d) / strata.n, (b + c) / strata.n
    up, down = float(r.sum()), float(s.sum())
    if not up or not down:
        return Common(None if not down else 0.0, None)
    parts = (p * r).sum() / up**2 + (p * s + q * r).sum() / (up * down) + (q * s).sum() / down**2
    return Common(up / down, math.sqrt(float(parts) / 2))


def cochran_mantel_haenszel(strata: Strata, *, correct: bool) -> ChiSquared:
    """Test whether the shares are equal within strata.

    Mantel & Haenszel (1959, *Journal of the National Cancer Institute* 22, 719-748), as R's ``mantelhaen.test``.

    Parameters
    ----------
    strata : Strata
        The counts.
    correct : bool
        Whether to take half a person off the difference.

    Returns
    -------
    ChiSquared
        None where everyone or nobody was selected in every stratum.

    Examples
    --------
    >>> round(cochran_mantel_haenszel(Strata.of([(2, 10, 4, 10), (5, 10, 9, 10)]), correct=False).statistic, 4)
    4.0714
    """
    m, n = strata.selected, strata.n
    difference = abs(float((strata.x1 - strata.n1 * m / n).sum()))
    variance = float((strata.n1 * strata.n0 * m * (n - m) / (n**2 * np.maximum(n - 1, 1))).sum())
    if not variance:
        return ChiSquared(None, 1, None)
    return _tested((difference - min(0.5, difference) * correct) ** 2 / variance, 1)


def breslow_day(strata: Strata, odds_ratio: float | None, *, tarone: bool) -> ChiSquared:
    """Test whether strata have one odds ratio.

    Breslow & Day (1980, *Statistical Methods in Cancer Research* 1, p. 142), with the correction of Tarone (1985,
    *Biometrika* 72, 91-95), which makes the statistic chi-squared.

    Parameters
    ----------
    strata : Strata
        The counts.
    odds_ratio : float or None
        Mantel-Haenszel's.
    tarone : bool
        Whether to correct.

    Returns
    -------
    ChiSquared
        None with fewer than two strata in which selection varies, or without a finite odds ratio above 0.

    Examples
    --------
    >>> tables = Strata.of([(2, 10, 4, 10), (5, 10, 5, 10)])
    >>> round(breslow_day(tables, common_odds_ratio(tables).estimate, tarone=True).p, 3)
    0.468
    """
    varies = (strata.selected > 0) & (strata.selected < strata.n)
    df = int(varies.sum()) - 1
    if df < 1 or not odds_ratio:
        return ChiSquared(None, max(df, 0), None)
    x1, n1, m, n0 = (part[varies] for part in (strata.x1, strata.n1, strata.selected, strata.n0))
    expected = _expected(n1, n0, m, odds_ratio)
    variance = 1 / (1 / expected + 1 / (n1 - expected) + 1 / (m - expected) + 1 / (n0 - m + expected))
    off = x1 - expected
    statistic = float((off**2 / variance).sum())
    return _tested(statistic - (float(off.sum()) ** 2 / float(variance.sum()) if tarone else 0.0), df)


def woolf(strata: Strata) -> ChiSquared:
    """Test whether strata have one odds ratio, by the spread of their logarithms.

    Woolf (1955, *Annals of Human Genetics* 19, 251-253); half a person is added to every cell if one is empty.

    Parameters
    ----------
    strata : Strata
        The counts.

    Returns
    -------
    ChiSquared
        None with fewer than two strata.

    Examples
    --------
    >>> round(woolf(Strata.of([(2, 10, 4, 10), (5, 10, 5, 10)])).p, 3)
    0.47
    """
    cells = np.stack([strata.x1, strata.n1 - strata.x1, strata.x0, strata.n0 - strata.x0])
    cells = cells + (0.5 if (cells == 0).any() else 0.0)
    logs = np.log(cells[0] * cells[3] / (cells[1] * cells[2]))
    weights = 1 / (1 / cells).sum(axis=0)
    centre = float((weights * logs).sum() / weights.sum())
    return _spread(logs, weights, centre)


def ratio_homogeneity(strata: Strata, ratio: float | None) -> ChiSquared:
    """Test whether strata have one ratio of proportions: Cochran's Q about Mantel-Haenszel's ratio.

    Parameters
    ----------
    strata : Strata
        The counts. Strata in which nobody of a group was selected, or everyone of both, have no part in it.
    ratio : float or None
        Mantel-Haenszel's.

    Returns
    -------
    ChiSquared
        None with fewer than two such strata.

    Examples
    --------
    >>> round(ratio_homogeneity(Strata.of([(2, 10, 4, 10), (5, 10, 5, 10)]), 7 / 9).p, 3)
    0.413
    """
    x1, n1, x0, n0 = strata.x1, strata.n1, strata.x0, strata.n0
    kept = (x1 > 0) & (x0 > 0) & ((x1 < n1) | (x0 < n0))
    if not ratio:
        return ChiSquared(None, 0, None)
    x1, n1, x0, n0 = x1[kept], n1[kept], x0[kept], n0[kept]
    return _spread(np.log(x1 * n0 / (n1 * x0)), 1 / (1 / x1 - 1 / n1 + 1 / x0 - 1 / n0), math.log(ratio))


def _spread(values: Floats, weights: Floats, centre: float) -> ChiSquared:
    if len(values) < 2:
        return ChiSquared(None, 0, None)
    return _tested(float((weights * (values - centre) ** 2).sum()), len(values) - 1)


def _expected(n1: Floats, n0: Floats, m: Floats, odds_ratio: float) -> Floats:
    """Give the group's expected number of selected in each stratum, given its margins and the odds ratio."""
    a = odds_ratio - 1
    b = odds_ratio * (n1 + m) + n0 - m
    c = odds_ratio * n1 * m
    expected: Floats = 2 * c / (b + np.sqrt(b * b - 4 * a * c))
    return expected


def _tested(statistic: float, df: int) -> ChiSquared:
    return ChiSquared(statistic, df, float(special.chdtrc(df, statistic)))
