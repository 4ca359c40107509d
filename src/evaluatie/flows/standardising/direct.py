"""Weighted sums of Poisson counts: gamma limits of one, F limits of the ratio of two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class WeightedSum:
    """A weighted sum of independent Poisson counts.

    Attributes
    ----------
    y : float
        The sum over strata of w x: the directly standardised rate.
    v : float
        Its estimated variance: the sum of w squared times x.
    w_max : float
        The largest weight of a single event.
    """

    y: float
    v: float
    w_max: float

    def cautious(self) -> WeightedSum:
        """Add one event where it weighs most.

        Returns
        -------
        WeightedSum
            The sum that Fay & Feuer take for upper limits.

        Examples
        --------
        >>> WeightedSum(0.0, 0.0, 0.5).cautious()
        WeightedSum(y=0.5, v=0.25, w_max=0.5)
        """
        return WeightedSum(self.y + self.w_max, self.v + self.w_max**2, self.w_max)

    @property
    def shape(self) -> float:
        """Shape of the gamma distribution with this mean and variance."""
        return self.y**2 / self.v


def weigh(events: Floats, exposure: Floats, weights: Floats) -> WeightedSum:
    """Standardise one group's rates directly.

    Parameters
    ----------
    events, exposure : ndarray of float, shape (S,)
        Of one group in every stratum; exposure above 0.
    weights : ndarray of float, shape (S,)
        The standard, in any unit; at least one above 0.

    Returns
    -------
    WeightedSum
        In events per unit of exposure.

    Examples
    --------
    >>> weigh(np.array([1.0, 4.0]), np.array([10.0, 10.0]), np.array([1.0, 1.0])).y
    0.25
    """
    w = weights / weights.sum() / exposure
    return WeightedSum(float((w * events).sum()), float((w**2 * events).sum()), float(w.max()))


def gamma_limits(rate: WeightedSum, confidence: float) -> tuple[float, float]:
    """Give the gamma limits of a directly standardised rate.

    Fay & Feuer (1997), *Statistics in Medicine* 16, 791-801: gamma quantiles with the estimated mean and variance for
    the lower limit, and with one more event, in the stratum where it weighs most, for the upper one. With one stratum
    they are Garwood's.

    Parameters
    ----------
    rate : WeightedSum
        The rate.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    tuple of float
        Lower limit, 0 without events, and upper limit.

    Examples
    --------
    >>> [round(limit, 4) for limit in gamma_limits(WeightedSum(10.0, 10.0, 1.0), 0.95)]
    [4.7954, 18.3904]
    """
    tail = (1 - confidence) / 2
    more = rate.cautious()
    low = float(special.gammaincinv(rate.shape, tail)) * rate.v / rate.y if rate.y else 0.0
    return low, float(special.gammainccinv(more.shape, tail)) * more.v / more.y


@dataclass(frozen=True)
class RatioLimits:
    """Limits and p value of the ratio of two directly standardised rates.

    Attributes
    ----------
    low, high : float or None
        Limits; ``high`` is None where the reference has no events.
    p : float
        Twice the smaller tail, at most 1.
    """

    low: float
    high: float | None
    p: float


def f_limits(rate: WeightedSum, reference: WeightedSum, confidence: float) -> RatioLimits:
    """Give F limits of the ratio of two directly standardised rates.

    The ratio of two gamma variables is a multiple of F: for the lower limit that of Fay & Feuer's lower limit above and
    upper limit below, for the upper limit the other way round (Fay 1999, *Communications in Statistics: Theory and
    Methods* 28, 2141-2160). With one stratum they are the exact conditional limits.

    Parameters
    ----------
    rate, reference : WeightedSum
        Both rates, with the same standard.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    RatioLimits
        p is below 1 - confidence exactly when 1 lies outside the limits.

    Examples
    --------
    >>> limits = f_limits(WeightedSum(3.0, 3.0, 1.0), WeightedSum(9.0, 9.0, 1.0), 0.95)
    >>> round(limits.low, 4), round(limits.high, 4), round(limits.p, 4)
    (0.058, 1.3357, 0.146)
    """
    tail = (1 - confidence) / 2
    low, above = _lower(rate, reference, tail)
    inverse, below = _lower(reference, rate, tail)
    return RatioLimits(low, 1 / inverse if inverse else None, min(1.0, 2 * above, 2 * below))


def _lower(rate: WeightedSum, reference: WeightedSum, tail: float) -> tuple[float, float]:
    """Give the lower limit of rate / reference, and the chance of at least this ratio if the true one is 1."""
    if not rate.y:
        return 0.0, 1.0
    more = reference.cautious()
    scale = rate.y / more.y * more.shape / rate.shape
    # both parts of the odds from their own tail, as for the exact limits of two counts
    odds = special.betaincinv(rate.shape, more.shape, tail) / special.betainccinv(more.shape, rate.shape, tail)
    return float(odds * scale), float(special.betainc(rate.shape, more.shape, 1 / (1 + scale)))
