"""Reliability of a scale: alpha and omega with their intervals, and how each item goes with the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence
from evaluatie.scales.alpha import (
    alpha_without_each,
    coefficient_alpha,
    feldt_interval,
    item_rest_correlations,
    item_rest_of_covariances,
    standardised_alpha,
)
from evaluatie.scales.answers import Floats
from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.items import Missing, check_missing, complete_rows, read_items
from evaluatie.scales.one_factor import fit_one_factor, omega, omega_interval

METHOD = (
    "Coefficient alpha (Cronbach 1951) with Feldt's interval (Feldt, Woodruff & Salih 1987); "
    "omega of one factor (McDonald 1999) by maximum likelihood"
)
NOT_VARYING = "an item has the same answer from everyone: standardised alpha is not defined"
PAIRWISE = (
    "{holes} of {people} people left an answer out: each covariance is of the people who answered both items, and the "
    "intervals are a little too narrow, as they count everyone"
)


@dataclass(frozen=True)
class Reliability(Result):
    """Internal consistency of a scale.

    Attributes
    ----------
    alpha, alpha_low, alpha_high : float
        Coefficient alpha and Feldt's interval at level ``confidence``.
    alpha_standardised : float or None
        Alpha of the standardised items; None where an item does not vary.
    omega_total, omega_low, omega_high : float or None
        Omega of one factor behind all items, and its interval by the delta method; None where that factor cannot be
        fitted, for the reason in the notes.
    confidence : float
        Level of the intervals.
    n, k : int
        People (with complete answers, unless pairwise), and items.
    item_rest : Series of float, shape (k,)
        Correlation of each item with the sum of the others; NaN where one of the two does not vary.
    covariance : DataFrame of float, shape (k, k)
        Of the items, with n - 1 in the denominator: all other figures follow from it.
    """

    alpha: float
    alpha_low: float
    alpha_high: float
    alpha_standardised: float | None
    omega_total: float | None
    omega_low: float | None
    omega_high: float | None
    confidence: float
    n: int
    k: int
    item_rest: pd.Series[float] = field(compare=False)
    covariance: pd.DataFrame = field(compare=False, repr=False)

    @cached_property
    def alpha_if_dropped(self) -> pd.Series[float]:
        """Alpha of the other items, for each item; NaN where only one is left or their sum does not vary."""
        alphas = alpha_without_each(self.covariance.to_numpy())
        return pd.Series(alphas, index=self.covariance.index, name="alpha_if_dropped")

    @cached_property
    def omega_if_dropped(self) -> pd.Series[float]:
        """Omega of the other items, for each item; NaN where one factor behind those cannot be fitted."""
        covariance = self.covariance.to_numpy()
        omegas = [_omega_or_nan(np.delete(np.delete(covariance, at, 0), at, 1)) for at in range(self.k)]
        return pd.Series(omegas, index=self.covariance.index, name="omega_if_dropped")

    def estimates(self) -> tuple[Estimate, ...]:
        """Give alpha with its interval, then, where defined, standardised alpha and omega.

        Returns
        -------
        tuple of Estimate
            Terms ``alpha``, ``alpha_standardised`` and ``omega_total``.
        """
        found = [Estimate("alpha", self.alpha, ci_low=self.alpha_low, ci_high=self.alpha_high, n=self.n)]
        if self.alpha_standardised is not None:
            found.append(Estimate("alpha_standardised", self.alpha_standardised, n=self.n))
        if self.omega_total is not None:
            low, high = self.omega_low, self.omega_high
            found.append(Estimate("omega_total", self.omega_total, ci_low=low, ci_high=high, n=self.n))
        return tuple(found)


def reliability(
    items: pd.DataFrame | npt.ArrayLike, confidence: float = 0.95, *, missing: Missing = "listwise"
) -> Reliability:
    """Estimate the internal consistency of a scale.

    alpha = k/(k - 1) (1 - sum of item variances / variance of the sum). Its interval, 1 - (1 - alpha) F at the two
    tails of F with n - 1 and (n - 1)(k - 1) degrees of freedom (Feldt, Woodruff & Salih 1987, *Applied Psychological
    Measurement* 11, 93-103), is exact where items are parallel. omega = (sum of loadings)^2 / ((sum of loadings)^2 +
    sum of residual variances) of one factor behind all items (McDonald 1999, *Test Theory*, eq. 6.20b) does not need
    equal loadings. The figures are those of R's psych and lavaan.

    Parameters
    ----------
    items : DataFrame or array, shape (n, k)
        People by items, reversed items already turned round.
    confidence : float, default 0.95
        Level of the intervals.
    missing : {"listwise", "pairwise"}
        Use people with complete answers only, or for each pair of items everyone who answered both.

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
        If an answer is infinite, or ``confidence`` or ``missing`` is none.

    Examples
    --------
    >>> items = pd.DataFrame({"a": [1, 2, 3, 4, 5], "b": [2, 2, 3, 5, 4], "c": [1, 3, 3, 4, 4]})
    >>> result = reliability(items)
    >>> round(result.alpha, 4), round(result.omega_total, 4), result.n, result.k
    (0.9375, 0.9507, 5, 3)
    >>> result.alpha_if_dropped.round(4).tolist()
    [0.8772, 0.9333, 0.9091]
    """
    confidence = check_confidence(confidence)
    check_missing(missing)
    names, answers = read_items(items)
    if missing == "listwise":
        answers, notes = complete_rows(answers)
    else:
        answers, notes = _anyone(answers)
    n, k = answers.shape
    covariance = _covariance(answers, names)
    if covariance.sum() <= 1e-12 * np.trace(covariance) or not np.trace(covariance) > 0:
        raise NotEnoughData("alpha is not defined: the sum of the items does not vary between people")
    alpha = coefficient_alpha(covariance)
    varies = bool((np.nanmin(answers, axis=0) < np.nanmax(answers, axis=0)).all())
    omegas, reason = _omega(covariance, n, confidence)
    rest = item_rest_of_covariances(covariance) if np.isnan(answers).any() else item_rest_correlations(answers)
    return Reliability(
        METHOD,
        notes + (() if varies else (NOT_VARYING,)) + reason,
        alpha,
        *feldt_interval(alpha, n, k, confidence),
        standardised_alpha(covariance) if varies else None,
        *omegas,
        confidence,
        n,
        k,
        pd.Series(rest, index=names, name="item_rest"),
        pd.DataFrame(covariance, index=names, columns=names),
    )


def _anyone(answers: Floats) -> tuple[Floats, tuple[str, ...]]:
    """Keep the people who answered at least one item, and count those who left one out."""
    empty = np.isnan(answers).all(axis=1)
    kept = answers[~empty]
    holes = int(np.isnan(kept).any(axis=1).sum())
    notes: tuple[str, ...] = ()
    if empty.any():
        notes += (f"{int(empty.sum())} of {len(answers)} people left out: every answer was missing",)
    if holes:
        notes += (PAIRWISE.format(holes=holes, people=len(kept)),)
    return kept, notes


def _covariance(answers: Floats, names: pd.Index[Any]) -> Floats:
    if not np.isnan(answers).any() and len(answers) > 1:
        return np.atleast_2d(np.cov(answers, rowvar=False, ddof=1))
    covariance = pd.DataFrame(answers).cov().to_numpy()
    if np.isnan(covariance).any():
        one, other = (repr(names[at]) for at in np.argwhere(np.isnan(covariance))[0])
        raise NotEnoughData(f"fewer than 2 people answered both item {one} and item {other}")
    return covariance


def _omega(
    covariance: Floats, n: int, confidence: float
) -> tuple[tuple[float | None, float | None, float | None], tuple[str, ...]]:
    try:
        model = fit_one_factor(covariance)
    except ModelError as reason:
        return (None, None, None), (f"omega is not given: {reason}",)
    return (omega(model), *omega_interval(model, n, confidence)), ()


def _omega_or_nan(covariance: Floats) -> float:
    try:
        return omega(fit_one_factor(covariance))
    except ModelError:
        return float("nan")
