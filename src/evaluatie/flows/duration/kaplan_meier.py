"""The Kaplan-Meier curve, its limits and its quantiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtri

from evaluatie.flows.duration.columns import Floats
from evaluatie.flows.duration.risk_table import RiskTable

Interval = Literal["log-log", "log", "plain"]
TOLERANCE = 1.5e-8


@dataclass(frozen=True)
class Curve:
    """A curve of survival at the times of a risk table.

    Attributes
    ----------
    survival : ndarray of float, shape (m,)
        Share that is still there just after each time.
    log_variance : ndarray of float, shape (m,)
        Greenwood's sum, the variance of the logarithm of ``survival``; infinite once nobody is left.
    hazard, hazard_variance : ndarray of float, shape (m,)
        Nelson-Aalen's cumulative hazard and its variance.
    """

    survival: Floats
    log_variance: Floats
    hazard: Floats
    hazard_variance: Floats

    def se(self) -> Floats:
        """Give Greenwood's standard error of the survival.

        Returns
        -------
        ndarray of float, shape (m,)
            NaN once nobody is left.
        """
        with np.errstate(invalid="ignore"):
            return self.survival * np.sqrt(self.log_variance)


def kaplan_meier(table: RiskTable) -> Curve:
    """Estimate the curve of survival, with delayed entry where the table has it.

    Kaplan & Meier (1958), *Journal of the American Statistical Association* 53, 457-481; Greenwood (1926); Nelson
    (1972) and Aalen (1978) for the cumulative hazard, with variance sum of d / n^2.

    Parameters
    ----------
    table : RiskTable
        At m times; each event has someone at risk.

    Returns
    -------
    Curve
        At the same times.

    Examples
    --------
    >>> table = RiskTable(np.array([1.0, 2.0]), np.array([4, 2]), np.array([[1], [1]]), np.array([1, 1]))
    >>> kaplan_meier(table).survival
    array([0.75 , 0.375])
    """
    n, d = table.at_risk.astype(float), table.all_events().astype(float)
    at_risk = np.maximum(n, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.where(d > 0, d / (n * (n - d)), 0.0)
    hazard = d / at_risk
    return Curve(np.cumprod(1 - hazard), np.cumsum(greenwood), np.cumsum(hazard), np.cumsum(d / at_risk**2))


def limits(survival: Floats, log_variance: Floats, confidence: float, interval: Interval) -> tuple[Floats, Floats]:
    """Give pointwise limits of a survival curve.

    Kalbfleisch & Prentice (2002), section 1.4.

    Parameters
    ----------
    survival, log_variance : ndarray of float, shape (m,)
        The curve, and the variance of its logarithm.
    confidence : float
        Level.
    interval : {"log-log", "log", "plain"}
        The scale on which the limits are symmetric.

    Returns
    -------
    tuple of ndarray of float, shape (m,)
        Lower and upper limits; NaN while nobody, and once everybody, has left.

    Examples
    --------
    >>> low, high = limits(np.array([0.75]), np.array([0.08]), 0.95, "log-log")
    >>> float(low[0].round(4)), float(high[0].round(4))
    (0.1386, 0.959)
    """
    z = float(ndtri((1 + confidence) / 2))
    inner = (survival > 0) & (survival < 1)
    s, sigma = survival[inner], np.sqrt(log_variance[inner])
    if interval == "log-log":
        low, high = s ** np.exp(-z * sigma / np.log(s)), s ** np.exp(z * sigma / np.log(s))
    elif interval == "log":
        low, high = s * np.exp(-z * sigma), np.minimum(s * np.exp(z * sigma), 1.0)
    else:
        low, high = np.maximum(s - z * s * sigma, 0.0), np.minimum(s + z * s * sigma, 1.0)
    lower, upper = np.full(len(survival), np.nan), np.full(len(survival), np.nan)
    lower[inner], upper[inner] = low, high
    return lower, upper


def quantile(time: Floats, survival: Floats, share: float) -> float | None:
    """Find the time by which a share of the people has left.

    Where the curve is level at exactly that height, the middle of the level part, as R's ``quantile.survfit`` has it.
    Given a limit of the curve, it finds the limit of the quantile (Brookmeyer & Crowley 1982, *Biometrics* 38, 29-41).

    Parameters
    ----------
    time, survival : ndarray of float, shape (m,)
        The curve, or one of its limits; NaN is passed over.
    share : float
        Between 0 and 1: 0.5 for the median.

    Returns
    -------
    float or None
        None where the curve does not come that low.

    Examples
    --------
    >>> quantile(np.array([1.0, 2.0, 4.0]), np.array([0.8, 0.5, 0.2]), 0.5)
    3.0
    """
    height = 1 - share
    with np.errstate(invalid="ignore"):
        reached = np.flatnonzero(survival <= height + TOLERANCE)
        below = np.flatnonzero(survival < height - TOLERANCE)
    if not len(reached):
        return None
    first = int(reached[0])
    if survival[first] < height - TOLERANCE:
        return float(time[first])
    after = below[below > first]
    return float((time[first] + time[after[0] if len(after) else -1]) / 2)


def at_times(time: Floats, values: Floats, when: Floats, before: float) -> Floats:
    """Read a step function.

    Parameters
    ----------
    time, values : ndarray of float, shape (m,)
        The function from each time on.
    when : ndarray of float, shape (k,)
        Where to read it.
    before : float
        Its value before the first time.

    Returns
    -------
    ndarray of float, shape (k,)
        Its values.

    Examples
    --------
    >>> at_times(np.array([1.0, 2.0]), np.array([0.8, 0.5]), np.array([0.5, 1.0, 9.0]), 1.0)
    array([1. , 0.8, 0.5])
    """
    slack = 1e-9 * float(np.abs(time).max(initial=0.0))
    read: Floats = np.r_[before, values][np.searchsorted(time, when + slack, side="right")]
    return read
