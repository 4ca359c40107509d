"""Reliability of a scale: alpha with its interval, and how each item goes with the rest."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from evaluatie.result import Estimate, NotEnoughData, Result
from evaluatie.scales.answers import Floats, read_answers

METHOD = "Coefficient alpha (Cronbach 1951) with Feldt's interval (Feldt, Woodruff & Salih 1987)"


@dataclass(frozen=True)
class Reliability(Result):
    """Internal consistency of a scale.

    Attributes
    ----------
    alpha, alpha_low, alpha_high : float
        Coefficient alpha and Feldt's interval at level ``confidence``.
    alpha_standardised : float or None
        Alpha of the standardised items; None where an item does not vary.
    confidence : float
        Level of the interval.
    n, k : int
        People with complete answers, and items.
    item_rest : Series of float, shape (k,)
        Correlation of each item with the sum of the others; NaN where one of the two does not vary.
    """

    alpha: float
    alpha_low: float
    alpha_high: float
    alpha_standardised: float | None
    confidence: float
    n: int
    k: int
    item_rest: pd.Series[float] = field(compare=False)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give alpha with its interval, then standardised alpha.

        Returns
        -------
        tuple of Estimate
            Terms ``alpha`` and, where defined, ``alpha_standardised``.
        """
        alpha = Estimate("alpha", self.alpha, ci_low=self.alpha_low, ci_high=self.alpha_high, n=self.n)
        if self.alpha_standardised is None:
            return (alpha,)
        return alpha, Estimate("alpha_standardised", self.alpha_standardised, n=self.n)


def reliability(items: pd.DataFrame | npt.ArrayLike, confidence: float = 0.95) -> Reliability:
    """Estimate the internal consistency of a scale from people with complete answers.

    alpha = k/(k - 1) (1 - sum of item variances / variance of the sum). Its interval, 1 - (1 - alpha) F at the two
    tails of F with n - 1 and (n - 1)(k - 1) degrees of freedom (Feldt, Woodruff & Salih 1987, *Applied Psychological
    Measurement* 11, 93-103), is exact where items are parallel. The figures are those of R's psych on complete rows.

    Parameters
    ----------
    items : DataFrame or array, shape (n, k)
        People by items, reversed items already turned round.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    Reliability
        With the number of people left out for missing answers in the notes.

    Raises
    ------
    NotEnoughData
        With fewer than 2 items, fewer than 2 complete people, or sums that do not vary.
    TypeError
        If an answer is not a number.
    ValueError
        If an answer is infinite, or ``confidence`` is no level.

    Examples
    --------
    >>> items = pd.DataFrame({"a": [1, 2, 3, 4, 5], "b": [2, 2, 3, 5, 4], "c": [1, 3, 3, 4, 4]})
    >>> result = reliability(items)
    >>> round(result.alpha, 4), result.n, result.k
    (0.9375, 5, 3)
    """
    if not isinstance(confidence, float | np.floating) or not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, such as 0.95: got {confidence!r}")
    names, answers = _matrix(items)
    complete = answers[~np.isnan(answers).any(axis=1)]
    (n, k), dropped = complete.shape, len(answers) - len(complete)
    if n < 2:
        raise NotEnoughData(f"at least 2 people with complete answers are needed: got {n} of {len(answers)}")
    notes: tuple[str, ...] = (f"{dropped} of {len(answers)} people left out: an answer was missing",) if dropped else ()
    covariance = np.cov(complete, rowvar=False, ddof=1)
    if covariance.sum() <= 1e-12 * np.trace(covariance) or not np.trace(covariance) > 0:
        raise NotEnoughData("alpha is not defined: the sum of the items does not vary between people")
    alpha = coefficient_alpha(covariance)
    low, high = feldt_interval(alpha, n, k, confidence)
    varies = bool((np.ptp(complete, axis=0) > 0).all())
    if not varies:
        notes += ("an item has the same answer from everyone: standardised alpha is not defined",)
    return Reliability(
        METHOD,
        notes,
        alpha,
        low,
        high,
        _standardised_alpha(covariance) if varies else None,
        float(confidence),
        n,
        k,
        pd.Series(item_rest_correlations(complete), index=names, name="item_rest"),
    )


def coefficient_alpha(covariance: Floats) -> float:
    """Give coefficient alpha of a covariance matrix of items.

    Parameters
    ----------
    covariance : ndarray of float, shape (k, k)
        Of the items; of a correlation matrix, the result is standardised alpha.

    Returns
    -------
    float
        At most 1; negative where items go against each other.

    Examples
    --------
    >>> round(coefficient_alpha(np.array([[1.0, 0.5], [0.5, 1.0]])), 4)
    0.6667
    """
    k = len(covariance)
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def feldt_interval(alpha: float, n: int, k: int, confidence: float) -> tuple[float, float]:
    """Give Feldt's interval of coefficient alpha.

    Parameters
    ----------
    alpha : float
        The coefficient.
    n, k : int
        People and items.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper limit.

    Examples
    --------
    >>> [round(limit, 4) for limit in feldt_interval(0.8, 100, 5, 0.95)]
    [0.7306, 0.8559]
    """
    tail = (1 - confidence) / 2
    upper, lower = (special.fdtri(n - 1, (n - 1) * (k - 1), p) for p in (1 - tail, tail))
    return 1 - (1 - alpha) * float(upper), 1 - (1 - alpha) * float(lower)


def item_rest_correlations(answers: Floats) -> Floats:
    """Correlate each item with the sum of the others.

    Parameters
    ----------
    answers : ndarray of float, shape (n, k)
        People by items, complete.

    Returns
    -------
    ndarray of float, shape (k,)
        Correlations; NaN where the item or the rest does not vary.

    Examples
    --------
    >>> item_rest_correlations(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]))
    array([1., 1.])
    """
    rest = answers.sum(axis=1, keepdims=True) - answers
    centred, centred_rest = answers - answers.mean(axis=0), rest - rest.mean(axis=0)
    spread = np.sqrt((centred**2).sum(axis=0) * (centred_rest**2).sum(axis=0))
    varies = (np.ptp(answers, axis=0) > 0) & (np.ptp(rest, axis=0) > 0)
    correlations = np.full(answers.shape[1], math.nan)
    np.divide((centred * centred_rest).sum(axis=0), spread, out=correlations, where=varies)
    return np.asarray(np.clip(correlations, -1, 1), dtype=np.float64)


def _standardised_alpha(covariance: Floats) -> float | None:
    sd = np.sqrt(np.diag(covariance))
    correlations = covariance / np.outer(sd, sd)
    return coefficient_alpha(correlations) if correlations.sum() > 1e-12 else None


def _matrix(items: Any) -> tuple[pd.Index[Any], Floats]:
    if not isinstance(items, pd.DataFrame):
        if np.ndim(items) != 2:
            raise ValueError(f"items must be people by items: got an array of {np.ndim(items)} dimension(s)")
        items = pd.DataFrame(items)
    if items.shape[1] < 2:
        raise NotEnoughData(f"at least 2 items are needed: got {items.shape[1]}")
    columns = [read_answers(items.iloc[:, at], items.columns[at]) for at in range(items.shape[1])]
    return items.columns, np.column_stack(columns)
