"""The rows of a line through three or more waves, and how sure it is when people of one unit are alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluatie.effects.clustered import FEWEST_DF, require_teams
from evaluatie.effects.comparing.robust import robust_coefficient
from evaluatie.effects.values import Floats
from evaluatie.mixed import MixedFit
from evaluatie.result import Estimate, NotEnoughData

Codes = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Laid:
    """Answers with their design, person by person.

    Attributes
    ----------
    answers : ndarray of float, shape (n,)
        Complete.
    at, who : ndarray of int, shape (n,)
        Number of each answer's wave, and of who gave it.
    people : ndarray of int, shape (persons,)
        Place of each person in what was given; who never answered is left out.
    years : ndarray of float, shape (waves,)
        Since the first wave.
    full : ndarray of float, shape (n, waves)
        Intercept, years, and a column for each wave between the first and the last.
    """

    answers: Floats
    at: Codes
    who: Codes
    people: Codes
    years: Floats
    full: Floats


def laid_out(answers: Floats, years: Floats) -> Laid:
    """Lay out people's answers at three or more waves.

    Parameters
    ----------
    answers : ndarray of float, shape (people, waves)
        NaN where there is none.
    years : ndarray of float, shape (waves,)
        Since the first wave.

    Returns
    -------
    Laid

    Raises
    ------
    ValueError
        If there is not a column of answers per wave.

    Examples
    --------
    >>> laid = laid_out(np.array([[1.0, np.nan, 3.0], [np.nan] * 3, [np.nan, 2.0, 4.0]]), np.array([0.0, 1.0, 2.5]))
    >>> laid.who, laid.at, laid.people
    (array([0, 0, 1, 1]), array([0, 2, 1, 2]), array([0, 2]))
    """
    if answers.ndim != 2 or answers.shape[1] != len(years):
        raise ValueError(f"answers must have a column per wave: got shape {answers.shape} for {len(years)} waves")
    people, who = np.unique(np.nonzero(~np.isnan(answers))[0], return_inverse=True)
    at = np.nonzero(~np.isnan(answers))[1]
    return Laid(answers[people[who], at], at, who, people, years, at_waves(years)[at])


def at_waves(years: Floats) -> Floats:
    """Give the design of a mean per wave: intercept, years, and a column for each wave between the first and the last.

    Parameters
    ----------
    years : ndarray of float, shape (waves,)
        Since the first wave.

    Returns
    -------
    ndarray of float, shape (waves, waves)
        The first two columns are those of a line.

    Examples
    --------
    >>> at_waves(np.array([0.0, 1.0, 2.5]))
    array([[1. , 0. , 0. ],
           [1. , 1. , 1. ],
           [1. , 2.5, 0. ]])
    """
    return np.column_stack([np.ones(len(years)), years, np.eye(len(years))[:, 1:-1]])


def in_units(
    laid: Laid, units: Codes, line: MixedFit | None, full: MixedFit | None, confidence: float
) -> dict[str, Any] | None:
    """Test the slope, and whether a line fits, with people of one unit as alike.

    Parameters
    ----------
    laid : Laid
        The answers.
    units : ndarray of int, shape (people,)
        Number of each one's unit, -1 for none.
    line, full : MixedFit or None
        The line, and a mean per wave; None where people are not told apart.
    confidence : float
        Level of the interval.

    Returns
    -------
    dict, or None
        Fields of a :class:`YearlyChange`; None where there are too few units. Of several departures the least p times
        their number (Bonferroni).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> laid = laid_out(rng.normal(3, 1, (40, 3)), np.array([0.0, 1.0, 2.0]))
    >>> found = in_units(laid, np.repeat(np.arange(10), 4), None, None, 0.95)
    >>> 0 < found["se"] < 1, found["df"] < 10
    (True, True)
    """
    own = units[laid.people]
    there = np.zeros((len(laid.years), len(own)), dtype=bool)
    there[laid.at, laid.who] = True
    # who has no unit stands alone
    codes = np.where(own >= 0, own, own.max() + 1 + np.arange(len(own)))[laid.who]
    try:
        require_teams(own, list(there))
        slope = _robust(laid, codes, line, 2, 1, confidence)
        more = [_robust(laid, codes, full, len(laid.years), at, confidence) for at in range(2, len(laid.years))]
    except (NotEnoughData, ValueError):
        return None
    if any(one.se is None or one.df is None or one.df < FEWEST_DF for one in (slope, *more)):
        return None
    least = min(more, key=lambda one: one.p or 0.0)
    fields = {name: getattr(slope, name) for name in ("se", "statistic", "df", "p", "ci_low", "ci_high")}
    departed = {
        "departure": float(least.statistic or 0.0) ** 2,
        "departure_df": least.df,
        "departure_p": min(1.0, len(more) * float(least.p or 0.0)),
    }
    return fields | departed


def _robust(laid: Laid, codes: Codes, fit: MixedFit | None, columns: int, at: int, confidence: float) -> Estimate:
    answers, design = freed(laid, laid.full[:, :columns], fit)
    return robust_coefficient(answers, design, codes, at, confidence=confidence)


def freed(laid: Laid, design: Floats, fit: MixedFit | None) -> tuple[Floats, Floats]:
    """Free the answers of each person, and their design, of the correlation that a model has.

    Parameters
    ----------
    laid : Laid
        The answers.
    design : ndarray of float, shape (n, k)
        Columns of the fixed effects.
    fit : MixedFit or None
        The model; None leaves all as it is.

    Returns
    -------
    tuple of ndarray of float, shapes (n,) and (n, k)
        Least squares of these give the model's fixed effects.

    Examples
    --------
    >>> laid = laid_out(np.array([[1.0, 2.0, 4.0]]), np.array([0.0, 1.0, 2.0]))
    >>> freed(laid, laid.full[:, :2], None)[0]
    array([1., 2., 4.])
    """
    table = np.column_stack([laid.answers, design])
    if fit is None:
        return table[:, 0], table[:, 1:]
    found = np.empty_like(table)
    there = np.zeros((len(laid.people), len(laid.years)), dtype=bool)
    there[laid.who, laid.at] = True
    patterns, of = np.unique(there, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        rows = np.flatnonzero(of.ravel()[laid.who] == number).reshape(-1, int(pattern.sum()))
        root = np.linalg.cholesky(_covariance(laid.years[pattern], fit))
        found[rows] = np.linalg.solve(root, table[rows])
    return found[:, 0], found[:, 1:]


def _covariance(years: Floats, fit: MixedFit) -> Floats:
    """Give the covariance of the answers of one person at some moments, as a model has it."""
    across, tilt = fit.covariance_slope or 0.0, fit.variance_slope or 0.0
    shared = fit.variance_cluster + across * (years[:, None] + years) + tilt * np.outer(years, years)
    return np.asarray(shared + fit.variance_residual * np.eye(len(years)), dtype=np.float64)
