"""The rate of one group against that of another: ratio and difference."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from evaluatie.flows.rating.conditional import ConditionalOdds, exact_odds, mid_p_odds, minimum_likelihood_p
from evaluatie.flows.rating.rates import EventRate, event_rate
from evaluatie.newcombe import difference_limits
from evaluatie.result import Estimate, Result

METHOD = (
    "Rate ratio with exact conditional limits and central p (Przyborowski & Wilenski 1940; Clopper & Pearson 1934), "
    "mid-P limits (Cohen & Yang 1994), rate difference by MOVER from score limits (Li, Tang & Wong 2014)"
)
NEITHER = "no events in either group: nothing can be said of the ratio"
NONE_HERE = "no events in this group: the ratio is 0, its lower limit is 0, and on a log scale it does not exist"
NONE_IN_REFERENCE = (
    "no events in the reference group: the ratio has no finite estimate and no upper limit, only a lower one"
)


@dataclass(frozen=True)
class RateRatio(Result):
    """A rate against the rate of a reference group.

    Attributes
    ----------
    ratio : float or None
        The rate divided by that of the reference; None where the reference has no events.
    ci_low, ci_high : float or None
        Exact conditional limits; ``ci_high`` is None where there is none (no events in the reference).
    p : float
        Central two-sided p value of equal rates: twice the smaller tail, at most 1. It is below 1 - confidence exactly
        when the limits leave out 1.
    p_minimum_likelihood : float
        The p value that R's ``poisson.test`` prints. It may contradict the limits; ``p`` cannot.
    midp_low, midp_high, midp_p : float or None
        Mid-P limits and p value: as the exact ones, less cautious.
    log_ratio, log_ratio_se : float or None
        Natural logarithm of the ratio and its large-sample standard error, for pooling; None unless both have events.
    difference, difference_low, difference_high : float
        The rate minus that of the reference, with MOVER limits.
    difference_se : float
        Its large-sample (Wald) standard error, for pooling; too small with few events.
    rate, rate_low, rate_high : float
        Events per unit of exposure, with exact limits.
    rate_ref, rate_ref_low, rate_ref_high : float
        The same of the reference.
    events, exposure, events_ref, exposure_ref : int, float, int, float
        What they rest upon.
    confidence : float
        Level of all intervals.
    """

    ratio: float | None
    ci_low: float
    ci_high: float | None
    p: float
    p_minimum_likelihood: float
    midp_low: float
    midp_high: float | None
    midp_p: float
    log_ratio: float | None
    log_ratio_se: float | None
    difference: float
    difference_low: float
    difference_high: float
    difference_se: float
    rate: float
    rate_low: float
    rate_high: float
    rate_ref: float
    rate_ref_low: float
    rate_ref_high: float
    events: int
    exposure: float
    events_ref: int
    exposure_ref: float
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give ratio (exact and mid-P), difference and both rates; their ``n`` is the number of events.

        Returns
        -------
        tuple of Estimate
            Without the ratio where it does not exist.
        """
        both = self.events + self.events_ref
        ratios = () if self.ratio is None else (
            Estimate("rate_ratio", self.ratio, p=self.p, ci_low=self.ci_low, ci_high=self.ci_high, n=both),
            Estimate(
                "rate_ratio_mid_p", self.ratio, p=self.midp_p, ci_low=self.midp_low, ci_high=self.midp_high, n=both
            ),
        )  # fmt: skip
        difference = Estimate(
            "rate_difference",
            self.difference,
            se=self.difference_se,
            ci_low=self.difference_low,
            ci_high=self.difference_high,
            n=both,
        )
        return (
            *ratios,
            difference,
            Estimate("rate", self.rate, ci_low=self.rate_low, ci_high=self.rate_high, n=self.events),
            Estimate(
                "rate_ref", self.rate_ref, ci_low=self.rate_ref_low, ci_high=self.rate_ref_high, n=self.events_ref
            ),
        )


def rate_ratio(
    events: Any, exposure: Any, events_ref: Any, exposure_ref: Any, *, confidence: float = 0.95
) -> RateRatio:
    r"""Compare the rates of two groups.

    The interval of the ratio is exact given the total number of events, that of R's ``poisson.test``; ``p`` is the one
    that agrees with it (R's package rateratio.test; Fay 2010, *The R Journal* 2(1), 53-58). The mid-P interval is the
    one to read where the exact one is found too wide. The difference has MOVER limits (Li, Tang & Wong 2014,
    *Statistical Methods in Medical Research* 23) from the score limits
    :math:`x + z^2/2 \pm z\sqrt{x + z^2/4}` of each count.

    Counted over all outcomes, with 1 to 35 expected events a side and exposures of 1:1, 1:10 and 10:1, nominal 95%
    exact limits of the ratio cover .962 to 1 (mean .982), mid-P limits .951 to .997 (mean .967).

    Counted over all outcomes, with 1 to 50 expected events a side and exposures of 1:1, 1:10 and 10:1, nominal 95%
    limits of the difference cover .945 to .997 (mean .959); Wald's cover .63 to .99, and MOVER from Garwood's limits
    .953 to .9996.

    Parameters
    ----------
    events, exposure : int, float
        Number of events and time (or people) at risk in the group.
    events_ref, exposure_ref : int, float
        The same in the reference group, in the same unit of exposure.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    RateRatio
        Ratio above 1: more events per unit of exposure than in the reference group.

    Raises
    ------
    NotEnoughData
        If an exposure is 0.
    TypeError
        If one of them is no number.
    ValueError
        If events are no whole number, an exposure is negative, anything is missing, or ``confidence`` is no level.

    Examples
    --------
    >>> exits = rate_ratio(18, 254.4, 28, 205.9)
    >>> round(exits.ratio, 3), round(exits.ci_low, 3), round(exits.ci_high, 3), round(exits.p, 3)
    (0.52, 0.271, 0.974, 0.041)
    >>> rate_ratio(3, 100, 0, 120).ci_high is None
    True
    """
    here = event_rate(events, exposure, confidence=confidence)
    there = _reference(events_ref, exposure_ref, confidence)
    scale = there.exposure / here.exposure
    low, high, p = _as_ratio(exact_odds(here.events, there.events, 1 / scale, confidence), scale)
    midp_low, midp_high, midp_p = _as_ratio(mid_p_odds(here.events, there.events, 1 / scale, confidence), scale)
    difference_low, difference_high = _mover(here, there, confidence)
    ratio = here.rate / there.rate if there.events else None
    return RateRatio(
        METHOD,
        _notes(here.events, there.events),
        ratio=ratio,
        ci_low=low,
        ci_high=high,
        p=p,
        p_minimum_likelihood=minimum_likelihood_p(here.events, there.events, 1 / scale),
        midp_low=midp_low,
        midp_high=midp_high,
        midp_p=midp_p,
        log_ratio=math.log(ratio) if ratio else None,
        log_ratio_se=math.sqrt(1 / here.events + 1 / there.events) if ratio else None,
        difference=here.rate - there.rate,
        difference_low=difference_low,
        difference_high=difference_high,
        difference_se=math.hypot(math.sqrt(here.events) / here.exposure, math.sqrt(there.events) / there.exposure),
        rate=here.rate,
        rate_low=here.ci_low,
        rate_high=here.ci_high,
        rate_ref=there.rate,
        rate_ref_low=there.ci_low,
        rate_ref_high=there.ci_high,
        events=here.events,
        exposure=here.exposure,
        events_ref=there.events,
        exposure_ref=there.exposure,
        confidence=confidence,
    )


def poisson_score_limits(events: int, confidence: float) -> tuple[float, float]:
    """Give score limits of the mean of a Poisson count.

    Parameters
    ----------
    events : int
        The count.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper limit.

    Examples
    --------
    >>> [round(limit, 4) for limit in poisson_score_limits(10, 0.95)]
    [5.432, 18.4095]
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    high = events + z * z / 2 + z * math.sqrt(events + z * z / 4)
    # the product of both limits is x squared: no digits lost where the lower one is near 0
    return events * events / high, high


def _reference(events: Any, exposure: Any, confidence: float) -> EventRate:
    try:
        return event_rate(events, exposure, confidence=confidence)
    except (TypeError, ValueError) as problem:
        raise type(problem)(f"reference group: {problem}") from None


def _as_ratio(odds: ConditionalOdds, scale: float) -> tuple[float, float | None, float]:
    return odds.low * scale, None if odds.high is None else odds.high * scale, odds.p


def _mover(here: EventRate, there: EventRate, confidence: float) -> tuple[float, float]:
    low, high = (limit / here.exposure for limit in poisson_score_limits(here.events, confidence))
    low_ref, high_ref = (limit / there.exposure for limit in poisson_score_limits(there.events, confidence))
    return difference_limits(here.rate, (low, high), there.rate, (low_ref, high_ref))


def _notes(events: int, events_ref: int) -> tuple[str, ...]:
    if not events and not events_ref:
        return (NEITHER,)
    if not events_ref:
        return (NONE_IN_REFERENCE,)
    return () if events else (NONE_HERE,)
