"""Counts, proportions and means of one group at one moment."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluatie.effects.changes import Moments, is_zero, moments
from evaluatie.effects.t_interval import t_interval
from evaluatie.effects.values import read_values
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence
from evaluatie.wilson import wilson_interval


@dataclass(frozen=True)
class Count(Result):
    """A number of people.

    Attributes
    ----------
    n : int
        How many.
    """

    n: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the count.

        Returns
        -------
        tuple of Estimate
            One, with term ``count``.
        """
        return (Estimate("count", self.n, n=self.n),)


@dataclass(frozen=True)
class Proportion(Result):
    """A share of people, with its interval.

    Attributes
    ----------
    proportion : float
        Between 0 and 1.
    ci_low, ci_high : float
        Wilson's interval at level ``confidence``.
    confidence : float
        Its level.
    successes, n : int
        How many of how many.
    """

    proportion: float
    ci_low: float
    ci_high: float
    confidence: float
    successes: int
    n: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the proportion.

        Returns
        -------
        tuple of Estimate
            One, with term ``proportion``.
        """
        return (Estimate("proportion", self.proportion, ci_low=self.ci_low, ci_high=self.ci_high, n=self.n),)


@dataclass(frozen=True)
class Mean(Result):
    """A mean with its interval, and the standard deviation.

    Attributes
    ----------
    mean : float
        In scale points.
    sd, se : float or None
        Standard deviation and standard error of the mean; None for one person.
    ci_low, ci_high : float or None
        t interval at level ``confidence``; None where the answers show no spread.
    confidence : float
        Its level.
    n : int
        Answers.
    df : float or None
        Degrees of freedom of the interval; None where there is no spread to estimate it from.
    """

    mean: float
    sd: float | None
    se: float | None
    ci_low: float | None
    ci_high: float | None
    confidence: float
    n: int
    df: float | None

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the mean and the standard deviation.

        Returns
        -------
        tuple of Estimate
            Terms ``mean`` and, from two answers on, ``sd``.
        """
        mean = Estimate("mean", self.mean, self.se, df=self.df, ci_low=self.ci_low, ci_high=self.ci_high, n=self.n)
        return (mean,) if self.sd is None else (mean, Estimate("sd", self.sd, n=self.n))


def count(n: int) -> Count:
    """Report a number of people.

    Parameters
    ----------
    n : int
        How many, zero or more.

    Returns
    -------
    Count
        With term ``count``.

    Raises
    ------
    ValueError
        If ``n`` is not a whole number of zero or more.

    Examples
    --------
    >>> count(12).estimates()[0].estimate
    12.0
    """
    return Count("Count", (), _whole(n, "n"))


def proportion(successes: int, total: int, *, confidence: float = 0.95) -> Proportion:
    """Estimate a proportion with Wilson's interval.

    Wilson (1927), *Journal of the American Statistical Association* 22, 209-212; without continuity correction.

    Parameters
    ----------
    successes, total : int
        How many of how many.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    Proportion
        With ``n`` = ``total``.

    Raises
    ------
    NotEnoughData
        If ``total`` is zero.
    ValueError
        If the numbers are not whole, negative, or more succeeded than there were.

    Examples
    --------
    >>> share = proportion(30, 40)
    >>> share.proportion, round(share.ci_low, 4), round(share.ci_high, 4)
    (0.75, 0.5981, 0.8581)
    """
    confidence = check_confidence(confidence)
    k, n = _whole(successes, "successes"), _whole(total, "total")
    if n == 0:
        raise NotEnoughData("a proportion of nobody: total is 0")
    if k > n:
        raise ValueError(f"successes cannot exceed total: got {k} of {n}")
    method = "Proportion with Wilson's interval (Wilson 1927)"
    return Proportion(method, (), k / n, *wilson_interval(k, n, confidence), confidence, k, n)


def mean(values: Any, *, confidence: float = 0.95) -> Mean:
    """Estimate a mean with its t interval, and the standard deviation.

    Parameters
    ----------
    values : sequence of numbers, shape (n,)
        Missing values are left out, and counted in the notes.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    Mean
        Terms ``mean`` and ``sd``.

    Raises
    ------
    NotEnoughData
        Without a single value.
    TypeError
        If a value is not a number.
    ValueError
        If a value is infinite.

    Examples
    --------
    >>> result = mean([3, 4, 5, None])
    >>> result.mean, result.sd, result.n, result.notes
    (4.0, 1.0, 3, ('1 of 4 values left out: missing',))
    """
    check_confidence(confidence)
    answers = read_values(values, "values")
    known = answers[~np.isnan(answers)]
    missing = len(answers) - len(known)
    notes = (f"{missing} of {len(answers)} values left out: missing",) if missing else ()
    return mean_from_moments(moments(known), confidence, notes)


def mean_from_moments(values: Moments, confidence: float = 0.95, notes: tuple[str, ...] = ()) -> Mean:
    """Estimate a mean from the moments of the values.

    Parameters
    ----------
    values : Moments
        Their size, mean and variance.
    confidence : float, default 0.95
        Level of the interval.
    notes : tuple of str
        What happened before.

    Returns
    -------
    Mean
        As :func:`mean` gives it.

    Raises
    ------
    NotEnoughData
        Without a single value.

    Examples
    --------
    >>> mean_from_moments(Moments(25, 3.5, 0.25, 5.0)).se
    0.1
    """
    n, centre = values.n, values.mean
    if n == 0:
        raise NotEnoughData("a mean needs at least 1 value: got 0")
    method = "Mean with t interval (Student 1908)"
    if n == 1:
        notes = (*notes, "one value: no spread to estimate")
        return Mean(method, notes, centre, None, None, None, None, confidence, 1, None)
    sd = math.sqrt(values.variance)
    if is_zero(sd, values.scale):
        notes = (*notes, "all values are the same: how sure the mean is cannot be estimated")
        return Mean(method, notes, centre, 0.0, None, None, None, confidence, n, None)
    se = sd / math.sqrt(n)
    low, high = t_interval(centre, se, n - 1, confidence)
    return Mean(method, notes, centre, sd, se, low, high, confidence, n, n - 1)


def _whole(value: Any, name: str) -> int:
    is_number = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    if is_number and value >= 0 and float(value).is_integer():
        return int(value)
    raise ValueError(f"{name} must be a whole number of 0 or more: got {value!r}")
