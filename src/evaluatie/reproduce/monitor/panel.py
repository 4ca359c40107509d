"""Organisations x years with holes: what all did, how neighbouring years hang together, moderated variances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, special

from evaluatie.reproduce.monitor.lines import Floats, restricted_deviance

_MOST = 0.95  # of the correlation of neighbouring years
#: how many correlations are tried, and below what share of the likeliest they are left out
_TRIED, _LEAST = 39, 0.005


def year_effects(frame: pd.DataFrame) -> pd.Series[float]:
    """Estimate what all organisations did in each year, whoever was there.

    The least squares fit of value = organisation + year: a year in which low organisations were missing is not higher
    for that. The effects are set so that their mean is that of the organisations' levels.

    Parameters
    ----------
    frame : DataFrame
        ``year``, ``who``, ``value``.

    Returns
    -------
    Series
        By year.

    Examples
    --------
    >>> rows = [(2020, "a", 60.0), (2021, "a", 62.0), (2021, "b", 82.0), (2022, "a", 64.0), (2022, "b", 84.0)]
    >>> year_effects(pd.DataFrame(rows, columns=["year", "who", "value"])).round(6).to_dict()
    {2020: 70.0, 2021: 72.0, 2022: 74.0}
    """
    dummies = pd.get_dummies(frame["year"], dtype=float)
    who = frame["who"]
    within = (dummies - dummies.groupby(who).transform("mean")).to_numpy()
    centred = (frame["value"] - frame.groupby("who")["value"].transform("mean")).to_numpy()
    effects = np.linalg.lstsq(within, centred, rcond=None)[0]
    effects -= effects.mean()
    levels = (frame["value"] - pd.Series(dummies.to_numpy() @ effects, index=frame.index)).groupby(who).mean()
    return pd.Series(effects + float(levels.mean()), index=dummies.columns.astype(int))


@dataclass(frozen=True)
class OneSeries:
    """The figures of one organisation: arrays of shape (n,); ``known`` are variances of years, where n is."""

    years: Floats
    figures: Floats
    halves: Floats
    known: Floats | None = None


def shared_correlation(series: Sequence[OneSeries], breaks: Sequence[int]) -> float:
    """Estimate how neighbouring years of one organisation hang together around its own line.

    One correlation for all organisations, by restricted maximum likelihood with a variance of its own for each: in one
    series of a dozen years it could hardly be told from chance, in a hundred it can. The restricted likelihood takes
    the degrees of freedom of each line into account (Patterson & Thompson 1971, *Biometrika* 58, 545-554).

    Parameters
    ----------
    series : sequence of OneSeries
        Those that have degrees of freedom count.
    breaks : sequence of int
        First years of a new wording.

    Returns
    -------
    float
        Between 0 and 0.95: a negative one is set to 0, since it would make intervals narrower.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> years, halves = np.arange(2009.0, 2025.0), np.full(16, 0.005)
    >>> series = [OneSeries(years, rng.normal(size=16), halves) for _ in range(40)]
    >>> shared_correlation(series, ()) < 0.1
    True
    """

    def deviance(rho: float) -> float:
        return _deviance(series, breaks, rho)

    found = optimize.minimize_scalar(deviance, bounds=(0.0, _MOST), method="bounded", options={"xatol": 1e-4})
    return float(found.x) if found.fun < deviance(0.0) else 0.0


def likely_correlations(series: Sequence[OneSeries], breaks: Sequence[int]) -> tuple[Floats, Floats]:
    """Give the correlations of neighbouring years that the figures allow, with how likely each is.

    By the restricted likelihood of :func:`shared_correlation` with a flat prior from 0 to 0.95. One estimate taken for
    certain makes intervals too narrow: with a dozen organisations and few years it is mostly too low.

    Parameters
    ----------
    series, breaks
        As :func:`shared_correlation`.

    Returns
    -------
    correlations : ndarray of float, shape (k,)
    shares : ndarray of float, shape (k,)
        Of the likelihood; together 1. Those below a two-hundredth of the largest are left out.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> years, halves = np.arange(2009.0, 2025.0), np.full(16, 0.005)
    >>> correlations, shares = likely_correlations([OneSeries(years, rng.normal(size=16), halves)], ())
    >>> bool(correlations[0] == 0), len(correlations) > 10, round(float(shares.sum()), 6)
    (True, True, 1.0)
    """
    tried = np.linspace(0.0, _MOST, _TRIED)
    deviances = np.array([_deviance(series, breaks, float(rho)) for rho in tried])
    shares = np.exp(deviances.min() - deviances)
    kept = shares >= _LEAST * shares.max()
    return tried[kept], shares[kept] / shares[kept].sum()


def _deviance(series: Sequence[OneSeries], breaks: Sequence[int], rho: float) -> float:
    return sum(restricted_deviance(one.years, one.figures, one.halves, breaks, rho) for one in series)


def moderated(variances: Floats, df: Floats) -> tuple[Floats, float, float]:
    """Moderate variances that rest on few degrees of freedom each by what all have in common.

    A scaled inverse chi-squared distribution is fitted to the variances by the moments of their logarithms, and each is
    drawn towards it: (d0 s0^2 + d s^2) / (d0 + d) (Smyth 2004, *Statistical Applications in Genetics and Molecular
    Biology* 3(1), article 3, section 6.2).

    Parameters
    ----------
    variances, df : ndarray of float, shape (k,)
        Above 0.

    Returns
    -------
    moderated : ndarray of float, shape (k,)
    prior_df : float
        d0: how many degrees of freedom what all have in common counts for; infinite where they differ by chance only.
    prior : float
        s0^2.

    Examples
    --------
    >>> found, prior_df, prior = moderated(np.array([1.0, 1.0, 1.0, 1.0]), np.full(4, 5.0))
    >>> bool(np.isinf(prior_df)), bool((found == found[0]).all())
    (True, True)
    """
    logs = np.log(variances) - special.digamma(df / 2) + np.log(df / 2)
    k = len(variances)
    excess = float(np.mean((logs - logs.mean()) ** 2 * k / (k - 1) - special.polygamma(1, df / 2))) if k > 1 else 0.0
    if excess <= 0:
        prior = float(np.exp(logs.mean()))
        return np.full(k, prior), float("inf"), prior
    prior_df = 2 * _inverse_trigamma(excess)
    prior = float(np.exp(logs.mean() + special.digamma(prior_df / 2) - np.log(prior_df / 2)))
    return (prior_df * prior + df * variances) / (prior_df + df), prior_df, prior


def _inverse_trigamma(value: float) -> float:
    if value > 1e6:
        return float(value**-0.5)
    high = max(10.0, 2.0 / value)
    return float(optimize.brentq(lambda x: float(special.polygamma(1, x)) - value, 1e-4, high))
