"""Weights and what they do: how many people they leave, how alike they make people, how they are kept in bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.effects.absent.reading import Design, Flags
from evaluatie.effects.absent.regression import Logistic
from evaluatie.effects.t_interval import t_interval, two_sided_p
from evaluatie.effects.values import Floats
from evaluatie.result import Estimate, Result

Truncation: TypeAlias = float | tuple[float, float] | None

SEPARATED = (
    "the characteristics tell some people's answer perfectly (separation): Firth's penalised likelihood was used"
    " (Firth 1993; Heinze & Schemper 2002), and the largest weights rest on few people"
)


@dataclass(frozen=True)
class Weights(Result):
    """Inverse-probability weights and how they behave.

    Attributes
    ----------
    weights : ndarray of float, shape (n,)
        One per person; zero for who is not weighted (the silent, in attrition weights).
    probability : ndarray of float, shape (n,)
        Fitted probability of staying, or of being exposed.
    coefficients : DataFrame
        Of the logistic regression: ``term, estimate`` (log-odds), ``se, statistic, p, ci_low, ci_high``.
    balance : DataFrame
        ``term, before, after``: standardised mean differences without and with the weights.
    c_statistic : float
        Probability that of a random pair the one who stayed (was exposed) has the higher fitted probability.
    estimand : str
        Whom the weights stand for: ``"everyone"``, ``"ate"``, ``"att"`` or ``"ato"``.
    effective_n, design_effect : float
        Kish's effective sample size, (sum w)^2 / sum w^2, and people over it.
    effective_n_exposed, effective_n_unexposed : float or None
        The same of either group; None for attrition weights.
    n, n_weighted : int
        People in the model, and people with a weight.
    smallest, largest : float
        Weights of who is weighted.
    truncated : int
        Weights that were set to a limit.
    limit_low, limit_high : float or None
        Those limits.
    separated : bool
        Whether Firth's penalty was needed.
    confidence : float
        Level of the intervals of the coefficients.
    """

    weights: Floats
    probability: Floats
    coefficients: pd.DataFrame
    balance: pd.DataFrame
    c_statistic: float
    estimand: str
    effective_n: float
    design_effect: float
    effective_n_exposed: float | None
    effective_n_unexposed: float | None
    n: int
    n_weighted: int
    smallest: float
    largest: float
    truncated: int
    limit_low: float | None
    limit_high: float | None
    separated: bool
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give effective size, c-statistic, then the coefficients.

        Returns
        -------
        tuple of Estimate
            Terms ``effective_n``, ``c_statistic`` and, with ``log-odds`` as group, the characteristics.
        """
        rows = self.coefficients.to_dict("records")
        return (
            Estimate("effective_n", self.effective_n, n=self.n_weighted),
            Estimate("c_statistic", self.c_statistic, n=self.n),
            *(Estimate(**{str(k): v for k, v in row.items()}, n=self.n, group="log-odds") for row in rows),
        )


def effective_size(weights: Floats) -> float:
    """Give Kish's effective sample size.

    Kish (1965, *Survey Sampling*): (sum w)^2 / sum w^2.

    Parameters
    ----------
    weights : ndarray of float
        Zero or more, not all zero.

    Returns
    -------
    float
        At most the number of weights above zero.

    Examples
    --------
    >>> import numpy as np
    >>> effective_size(np.array([1.0, 1.0, 2.0])).__round__(4)
    2.6667
    """
    shares = weights / weights.max()
    return float(shares.sum() ** 2 / (shares**2).sum())


def truncate(weights: Floats, how: Truncation) -> tuple[Floats, tuple[float | None, float | None]]:
    """Set weights beyond a limit to that limit.

    Parameters
    ----------
    weights : ndarray of float, shape (n,)
        The weights.
    how : pair of float, float, or None
        Two shares between 0 and 1 for percentiles (Hyndman & Fan's type 7, R's default), as Cole & Hernan (2008,
        *American Journal of Epidemiology* 168, 656-664) do; one number above zero for the largest weight allowed.

    Returns
    -------
    tuple of ndarray and pair
        The weights, and the limits.

    Raises
    ------
    ValueError
        If the limits are none.

    Examples
    --------
    >>> import numpy as np
    >>> truncate(np.array([1.0, 2.0, 9.0]), 5.0)
    (array([1., 2., 5.]), (None, 5.0))
    """
    if how is None:
        return weights, (None, None)
    if isinstance(how, tuple | list) and len(how) == 2 and 0 <= how[0] < how[1] <= 1:
        low, high = (float(limit) for limit in np.quantile(weights, how))
        return np.clip(weights, low, high), (low, high)
    if isinstance(how, int | float | np.number) and not isinstance(how, bool) and 0 < how < math.inf:
        return np.minimum(weights, float(how)), (None, float(how))
    raise ValueError(f"truncation must be two shares such as (0.01, 0.99), or a largest weight above 0: got {how!r}")


def c_statistic(flags: Flags, probability: Floats) -> float:
    """Give the share of pairs in which the one who was in has the higher probability, ties half.

    Hanley & McNeil (1982, *Radiology* 143, 29-36): the area under the ROC curve.

    Parameters
    ----------
    flags : ndarray of bool, shape (n,)
        Who was in; some and not all.
    probability : ndarray of float, shape (n,)
        Fitted probabilities.

    Returns
    -------
    float
        Between 0 and 1; 0.5 says nothing.

    Examples
    --------
    >>> import numpy as np
    >>> c_statistic(np.array([True, False, True]), np.array([0.9, 0.5, 0.5]))
    0.75
    """
    # equal characteristics give equal probabilities up to the last digits
    probability = np.round(probability, 12)
    out = np.sort(probability[~flags])
    inside = probability[flags]
    below = np.searchsorted(out, inside, side="left") + np.searchsorted(out, inside, side="right")
    return float(below.mean() / 2 / len(out))


def balance_table(terms: tuple[str, ...], before: Floats, after: Floats) -> pd.DataFrame:
    """Lay out standardised mean differences.

    Parameters
    ----------
    terms : tuple of str
        Characteristics.
    before, after : ndarray of float
        Without and with weights.

    Returns
    -------
    DataFrame
        Columns ``term, before, after``.

    Examples
    --------
    >>> import numpy as np
    >>> list(balance_table(("age",), np.array([0.3]), np.array([0.1])).columns)
    ['term', 'before', 'after']
    """
    return pd.DataFrame({"term": list(terms), "before": before, "after": after})


def standardised(difference: Floats, spread: Floats) -> Floats:
    """Divide differences by spreads; NaN where there is a difference without spread.

    Parameters
    ----------
    difference, spread : ndarray of float
        Of the same shape.

    Returns
    -------
    ndarray of float
        Zero where neither differs nor varies.

    Examples
    --------
    >>> import numpy as np
    >>> standardised(np.array([1.0, 0.0, 1.0]), np.array([2.0, 0.0, 0.0]))
    array([0.5, 0. , nan])
    """
    flat = spread <= 1e-12
    result = difference / np.where(flat, 1.0, spread)
    return np.asarray(np.where(flat, np.where(np.abs(difference) <= 1e-12, 0.0, np.nan), result), dtype=np.float64)


def weighted_means(matrix: Floats, weights: Floats) -> Floats:
    """Give the weighted mean of every column.

    Parameters
    ----------
    matrix : ndarray of float, shape (n, k)
        Columns.
    weights : ndarray of float, shape (n,)
        Not all zero.

    Returns
    -------
    ndarray of float, shape (k,)
        The means.

    Examples
    --------
    >>> import numpy as np
    >>> weighted_means(np.array([[1.0], [4.0]]), np.array([2.0, 1.0]))
    array([2.])
    """
    return np.asarray(weights @ matrix / weights.sum(), dtype=np.float64)


def coefficient_table(fit: Logistic, terms: tuple[str, ...], confidence: float) -> pd.DataFrame:
    """Lay out the coefficients of a logistic regression with Wald's tests and intervals.

    Parameters
    ----------
    fit : Logistic
        The fit.
    terms : tuple of str
        Its characteristics.
    confidence : float
        Level of the intervals.

    Returns
    -------
    DataFrame
        Columns ``term, estimate, se, statistic, p, ci_low, ci_high``; the constant is ``(Intercept)``.

    Examples
    --------
    >>> import numpy as np
    >>> fit = Logistic(np.array([0.5]), np.array([[0.04]]), np.array([0.6]), False)
    >>> coefficient_table(fit, (), 0.95)["se"].tolist()
    [0.2]
    """
    rows = []
    for term, estimate, variance in zip(
        ("(Intercept)", *terms), fit.coefficients, np.diag(fit.covariance), strict=True
    ):
        se = math.sqrt(max(variance, 0.0))
        low, high = t_interval(float(estimate), se, math.inf, confidence)
        z = float(estimate) / se if se else math.inf
        rows.append((term, float(estimate), se, z, two_sided_p(z, math.inf), low, high))
    return pd.DataFrame(rows, columns=["term", "estimate", "se", "statistic", "p", "ci_low", "ci_high"])


def behaviour(weights: Floats, weighted: npt.NDArray[Any]) -> dict[str, Any]:
    """Collect the fields of :class:`Weights` that follow from the weights alone.

    Parameters
    ----------
    weights : ndarray of float, shape (n,)
        The weights.
    weighted : ndarray of bool, shape (n,)
        Who has one.

    Returns
    -------
    dict
        Field names and values.

    Examples
    --------
    >>> import numpy as np
    >>> behaviour(np.array([1.0, 0.0, 1.0]), np.array([True, False, True]))["effective_n"]
    2.0
    """
    own = weights[weighted]
    size = effective_size(own)
    return {
        "effective_n": size,
        "design_effect": len(own) / size,
        "n": len(weights),
        "n_weighted": len(own),
        "smallest": float(own.min()),
        "largest": float(own.max()),
    }


def model_notes(design: Design, fit: Logistic) -> tuple[str, ...]:
    """Say what a reader must know of the logistic regression.

    Parameters
    ----------
    design : Design
        What it was fitted to.
    fit : Logistic
        The fit.

    Returns
    -------
    tuple of str
        Notes.

    Examples
    --------
    >>> import numpy as np
    >>> fit = Logistic(np.array([0.5]), np.array([[0.04]]), np.array([0.6]), False)
    >>> model_notes(Design(np.empty((1, 0)), (), ("age: 1 of 9 unknown",)), fit)
    ('age: 1 of 9 unknown',)
    """
    return (*design.notes, SEPARATED) if fit.separated else design.notes
