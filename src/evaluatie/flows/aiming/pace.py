"""How fast a share has changed over the years."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from evaluatie.flows.reading.heads import Floats
from evaluatie.newcombe import difference_limits
from evaluatie.wilson import wilson_interval


@dataclass(frozen=True)
class Pace:
    """The yearly change of a share.

    Attributes
    ----------
    per_year, low, high : float
        Mean change per year with its interval.
    se, df : float or None
        Standard error and degrees of freedom of a drift; None of two moments only.
    """

    per_year: float
    low: float
    high: float
    se: float | None
    df: int | None


def pace_of(years: Floats, focal: Floats, total: Floats, confidence: float) -> Pace | None:
    """Estimate the yearly change.

    With three or more moments: a random walk with drift, as the staff of a year is that of the year before but for who
    came and left, so that changes, not shares, are independent. The drift is (last - first) / years; its variance that
    of the changes around it, each per year; t with one degree of freedom less than there are changes (Wald, as for
    Brownian motion observed at moments). A regression line would take the shares for independent, and be far too sure:
    in simulated organisations of 300 to 1000 people its 95% interval held the true pace 53 to 87 times in 100. This one
    held it 95 to 96 times with 2% turnover a year or with four moments, and 98 to 99 times with 10% turnover over eight
    moments or more: new people then pull the share towards that of the inflow, and the interval is wider than need be.
    With two moments: Newcombe's (1998, method 10, *Statistics in Medicine* 17, 873-890) interval of the difference of
    two separate shares, wider than need be where most people are in both.

    Parameters
    ----------
    years, focal, total : ndarray, shape (k,)
        Moments in years, increasing; counts; totals above 0.
    confidence : float
        Level of the interval.

    Returns
    -------
    Pace or None
        None with one moment.

    Examples
    --------
    >>> pace = pace_of(np.array([2018.0, 2019, 2020]), np.array([10.0, 11, 14]), np.array([100.0, 100, 100]), 0.95)
    >>> round(pace.per_year, 4), pace.df
    (0.02, 1)
    """
    if len(years) < 2:
        return None
    share = focal / total
    span = float(years[-1] - years[0])
    drift = float(share[-1] - share[0]) / span
    if len(years) == 2:
        low, high = newcombe_limits(focal, total, confidence)
        return Pace(drift, low / span, high / span, None, None)
    gaps = np.diff(years)
    df = len(gaps) - 1
    se = math.sqrt(float(((np.diff(share) - drift * gaps) ** 2 / gaps).sum()) / df / span)
    half = float(special.stdtrit(df, (1 + confidence) / 2)) * se
    return Pace(drift, drift - half, drift + half, se, df)


def newcombe_limits(focal: Floats, total: Floats, confidence: float) -> tuple[float, float]:
    """Give limits of the second share minus the first.

    Parameters
    ----------
    focal, total : ndarray, shape (2,)
        Counts and totals.
    confidence : float
        Level.

    Returns
    -------
    tuple of float
        Lower and upper limit.

    Examples
    --------
    >>> [round(float(limit), 4) for limit in newcombe_limits(np.array([48.0, 56]), np.array([80.0, 70]), 0.95)]
    [0.0524, 0.3339]
    """
    first, last = (float(share) for share in focal / total)
    limits = [wilson_interval(int(x), int(n), confidence) for x, n in zip(focal, total, strict=True)]
    return difference_limits(last, limits[1], first, limits[0])


def mover_limits(estimate: float, lower: tuple[float, ...], upper: tuple[float, ...]) -> tuple[float, float]:
    """Join the limits that single rates give into limits of what depends on all of them.

    The method of variance estimates recovery (Zou & Donner 2008, *Statistics in Medicine* 27, 1693-1702).

    Parameters
    ----------
    estimate : float
        At the estimated rates.
    lower, upper : tuple of float
        The values with one rate at a time at the limit that makes them lowest, or highest.

    Returns
    -------
    tuple of float
        Lower and upper limit.

    Examples
    --------
    >>> mover_limits(1.0, (0.7, 0.6), (1.3, 1.4))
    (0.5, 1.5)
    """
    return (
        estimate - math.hypot(*(estimate - value for value in lower)),
        estimate + math.hypot(*(value - estimate for value in upper)),
    )
