"""Means and changes from printed summaries: what a table of n, mean and standard deviation is enough for."""

from __future__ import annotations

import math

from evaluatie.effects.changes import Change, Moments
from evaluatie.effects.describing import Mean, mean_from_moments
from evaluatie.effects.independent import change_from_moments
from evaluatie.result import check_confidence


def summary_moments(n: int, mean: float, sd: float | None) -> Moments:
    """Lay out a printed summary as the moments of the answers behind it.

    Parameters
    ----------
    n : int
        People.
    mean : float
        Their mean, in scale points; whatever it is, it does not count where n is 0.
    sd : float or None
        Their standard deviation (with n - 1); None or NaN where n is below 2.

    Returns
    -------
    Moments
        As those of the answers themselves.

    Raises
    ------
    ValueError
        If n is no whole number of 0 or more, the mean is not finite, or the standard deviation is missing or negative.

    Examples
    --------
    >>> summary_moments(40, 3.5, 0.5)
    Moments(n=40, mean=3.5, variance=0.25, scale=3.5)
    """
    if not (n >= 0 and float(n).is_integer()):
        raise ValueError(f"n must be a whole number of 0 or more: got {n!r}")
    if n == 0:
        return Moments(0, math.nan, math.nan, 0.0)
    if not math.isfinite(mean):
        raise ValueError(f"the mean of {n} people must be a finite number: got {mean!r}")
    if n == 1:
        return Moments(1, float(mean), math.nan, abs(float(mean)))
    if sd is None or not (math.isfinite(sd) and sd >= 0):
        raise ValueError(f"the standard deviation of {n} people must be a number of 0 or more: got {sd!r}")
    return Moments(int(n), float(mean), float(sd) ** 2, abs(float(mean)))


def summary_mean(n: int, mean: float, sd: float | None, *, confidence: float = 0.95) -> Mean:
    """Estimate a mean with its t interval from a printed summary.

    Parameters
    ----------
    n, mean, sd
        As :func:`summary_moments` takes them.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    Mean
        What :func:`evaluatie.effects.mean` gives on the answers themselves.

    Raises
    ------
    NotEnoughData
        If n is 0.
    ValueError
        If the summary cannot be one, or ``confidence`` is no level.

    Examples
    --------
    >>> found = summary_mean(25, 3.5, 0.5)
    >>> found.se, round(found.ci_low, 4), round(found.ci_high, 4)
    (0.1, 3.2936, 3.7064)
    """
    return mean_from_moments(summary_moments(n, mean, sd), check_confidence(confidence))


def summary_change(
    n_pre: int,
    mean_pre: float,
    sd_pre: float | None,
    n_post: int,
    mean_post: float,
    sd_post: float | None,
    *,
    confidence: float = 0.95,
) -> Change:
    """Estimate the mean change between two separate samples from printed summaries.

    Welch's t test and the standardised changes of :func:`evaluatie.effects.independent_change`, which need no more of
    the answers than their number, mean and standard deviation. Summaries are rounded, and what is made from them
    is no more precise than that.

    Parameters
    ----------
    n_pre, n_post : int
        People before and after.
    mean_pre, mean_post : float
        Their means, in scale points.
    sd_pre, sd_post : float
        Their standard deviations (with n - 1), in scale points.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    Change
        What :func:`evaluatie.effects.independent_change` gives on answers with these moments.

    Raises
    ------
    NotEnoughData
        With fewer than 2 people on a side.
    ValueError
        If a summary cannot be one, or ``confidence`` is no level.

    Examples
    --------
    >>> change = summary_change(156, 3.0, 0.9, 145, 3.3, 0.8)
    >>> change.n, round(change.mean_change, 4), round(change.ci_low, 4), round(change.ci_high, 4)
    (301, 0.3, 0.1071, 0.4929)
    """
    check_confidence(confidence)
    first, last = summary_moments(n_pre, mean_pre, sd_pre), summary_moments(n_post, mean_post, sd_post)
    return change_from_moments(first, last, confidence)
