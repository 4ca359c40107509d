"""Rates of events per unit of exposure, with exact Poisson limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from evaluatie.flows.reading.counts import read_count, read_exposure
from evaluatie.flows.reading.heads import Floats
from evaluatie.result import Estimate, Result, check_confidence

METHOD = "Rate with exact Poisson limits (Garwood 1936)"
NO_EVENTS = "no events: the rate is 0, and the upper limit says how high it may still be"


@dataclass(frozen=True)
class EventRate(Result):
    """Events per unit of exposure.

    Attributes
    ----------
    rate : float
        Events divided by exposure: per person-year if the exposure is in person-years.
    ci_low, ci_high : float
        Exact (Garwood) limits at level ``confidence``; the lower one is 0 without events.
    events : int
        Number of events.
    exposure : float
        Time, or number of people, at risk.
    confidence : float
        Level of the interval.
    """

    rate: float
    ci_low: float
    ci_high: float
    events: int
    exposure: float
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the rate; its ``n`` is the number of events, on which its precision rests.

        Returns
        -------
        tuple of Estimate
            One.
        """
        return (Estimate("rate", self.rate, ci_low=self.ci_low, ci_high=self.ci_high, n=self.events),)


def event_rate(events: Any, exposure: Any, *, confidence: float = 0.95) -> EventRate:
    """Estimate a rate: events per unit of exposure.

    The limits are Garwood's (1936, *Biometrika* 28, 437-442), those of R's ``poisson.test``. They cover the true rate
    at least as often as the level says, whatever the number of events, as long as events come independently of each
    other at a constant rate; where events come in groups (a reorganisation), they are too narrow.

    Parameters
    ----------
    events : int
        Number of events.
    exposure : float
        Time at risk (person-years, person-months), or the number of people at risk; above 0.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    EventRate
        In events per unit of ``exposure``.

    Raises
    ------
    NotEnoughData
        If the exposure is 0.
    TypeError
        If one of them is no number.
    ValueError
        If the events are no whole number, the exposure is negative, either is missing, or ``confidence`` is no level.

    Examples
    --------
    >>> leavers = event_rate(18, 240.5)
    >>> round(leavers.rate, 4), round(leavers.ci_low, 4), round(leavers.ci_high, 4)
    (0.0748, 0.0444, 0.1183)
    """
    check_confidence(confidence)
    count, at_risk = read_count(events, "events"), read_exposure(exposure, "exposure")
    low, high = garwood_limits(count, confidence)
    notes = () if count else (NO_EVENTS,)
    return EventRate(METHOD, notes, count / at_risk, low / at_risk, high / at_risk, count, at_risk, confidence)


def garwood_limits(events: int, confidence: float) -> tuple[float, float]:
    """Give exact limits of the mean of a Poisson count.

    Half the quantiles of chi-squared with 2x and 2x + 2 degrees of freedom (Garwood 1936).

    Parameters
    ----------
    events : int
        The count x.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper limit.

    Examples
    --------
    >>> [round(limit, 4) for limit in garwood_limits(0, 0.95)]
    [0.0, 3.6889]
    """
    low, high = poisson_limits(np.array([events]), confidence)
    return float(low[0]), float(high[0])


def poisson_limits(events: npt.ArrayLike, confidence: float) -> tuple[Floats, Floats]:
    """Give the limits of :func:`garwood_limits` for many counts at once.

    Parameters
    ----------
    events : array of int, shape (n,)
        The counts.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    tuple of ndarray of float, shape (n,)
        Lower and upper limits.

    Examples
    --------
    >>> [limits.round(4).tolist() for limits in poisson_limits([0, 18], 0.95)]
    [[0.0, 10.6679], [3.6889, 28.4478]]
    """
    count = np.asarray(events, dtype=np.float64)
    tail = (1 - confidence) / 2
    low: Floats = np.where(count > 0, special.gammaincinv(np.maximum(count, 1), tail), 0.0)
    high: Floats = special.gammainccinv(count + 1, tail)
    return low, high
