"""Reliability of ordered answers: alpha and omega of the tendencies behind them, and omega of the scored sum."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from evaluatie.result import Estimate, Result
from evaluatie.scales.alpha import coefficient_alpha
from evaluatie.scales.answers import Floats
from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.items import Missing
from evaluatie.scales.one_factor import logit_limits
from evaluatie.scales.ordinals.bivariate_normal import below_both
from evaluatie.scales.ordinals.latent_correlations import Polychoric, polychoric

METHOD = (
    "Ordinal alpha and omega (Zumbo, Gadermann & Zeisser 2007) from polychoric correlations, loadings by diagonally "
    "weighted least squares (Muthén, du Toit & Spisic 1997); omega of the scored sum (Green & Yang 2009)"
)


#: How far the variance of the sum under one factor may be from that of the answers, as a share of the latter
OFF = 0.1
NO_SCORED = (
    "omega of the scored sum is not given: one factor does not describe these answers, so that its numerator and "
    "denominator are of different models"
)


@dataclass(frozen=True)
class OrdinalReliability(Result):
    """Internal consistency of ordered answers.

    Attributes
    ----------
    alpha, alpha_low, alpha_high : float
        Ordinal alpha: of the normal tendencies behind the answers; limits None where alpha is not between 0 and 1.
    omega_total, omega_low, omega_high : float or None
        Ordinal omega, of the same tendencies; None where one factor cannot be fitted, for the reason in the notes.
    omega_scored : float or None
        Omega of the sum of the answers as they are scored (categorical omega); None, for the reason in the notes, where
        one factor does not describe the answers, see :func:`scored_omega`.
    loadings : Series of float or None, shape (k,)
        Standardised loadings of the tendencies.
    confidence : float
        Level of the intervals.
    n, k : int
        People and items.
    polychoric : Polychoric
        The correlations that all this follows from.
    """

    alpha: float
    alpha_low: float | None
    alpha_high: float | None
    omega_total: float | None
    omega_low: float | None
    omega_high: float | None
    omega_scored: float | None
    confidence: float
    n: int
    k: int
    loadings: pd.Series[float] | None = field(compare=False)
    polychoric: Polychoric = field(compare=False, repr=False)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give ordinal alpha and, where one factor could be fitted, ordinal omega and omega of the scored sum.

        Returns
        -------
        tuple of Estimate
            Terms ``ordinal_alpha``, ``ordinal_omega`` and ``omega_scored``.
        """
        found = [Estimate("ordinal_alpha", self.alpha, ci_low=self.alpha_low, ci_high=self.alpha_high, n=self.n)]
        if self.omega_total is not None:
            low, high = self.omega_low, self.omega_high
            found.append(Estimate("ordinal_omega", self.omega_total, ci_low=low, ci_high=high, n=self.n))
        if self.omega_scored is not None:
            found.append(Estimate("omega_scored", self.omega_scored, n=self.n))
        return tuple(found)


def ordinal_reliability(
    items: pd.DataFrame | npt.ArrayLike, confidence: float = 0.95, *, missing: Missing = "listwise"
) -> OrdinalReliability:
    """Estimate the internal consistency of ordered answers from their polychoric correlations.

    Ordinal alpha is standardised alpha of those correlations. Ordinal omega is (sum of loadings)^2 / ((sum of
    loadings)^2 + sum of (1 - loading^2)), with the loadings of one factor by least squares weighted with one over the
    correlations' squared standard errors (lavaan's ``ordered`` with DWLS or WLSMV). Both are about tendencies that
    nobody observes (Chalmers 2018, *Educational and Psychological Measurement* 78, 1056-1071): ``omega_scored`` is
    about the sum of the answers themselves (Green & Yang 2009, *Psychometrika* 74, 155-167, eq. 21). Intervals follow
    from each person's influence on the correlations, on the scale of log(r / (1 - r)).

    Parameters
    ----------
    items : DataFrame or array, shape (n, k)
        People by items, reversed items already turned round.
    confidence : float, default 0.95
        Level of the intervals.
    missing : {"listwise", "pairwise"}
        As in :func:`polychoric`.

    Returns
    -------
    OrdinalReliability
        With people left out, and tables with empty cells, in the notes.

    Raises
    ------
    NotEnoughData, TypeError, ValueError
        As in :func:`polychoric`.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> answers = np.digitize(rng.normal(size=(300, 1)) + rng.normal(size=(300, 4)), [-1, 0, 1])
    >>> result = ordinal_reliability(answers)
    >>> round(result.alpha, 2), round(result.omega_total, 2), round(result.omega_scored, 2)
    (0.77, 0.77, 0.73)
    """
    found = polychoric(items, missing=missing, confidence=confidence)
    correlations = found.correlations.to_numpy()
    pairs = np.triu_indices(found.k, 1)
    influence = found.influence.to_numpy()[:, len(found.thresholds) :]
    alpha, notes = coefficient_alpha(correlations), found.notes
    # alpha = k/(k - 1) (1 - k / sum): each correlation counts twice in the sum
    slope = np.full(len(pairs[0]), 2 * found.k**2 / (found.k - 1) / correlations.sum() ** 2)
    odds = alpha * (1 - alpha) or math.nan
    alpha_limits = _limits(alpha, influence @ slope / odds, confidence)
    omegas: tuple[float | None, float | None, float | None, float | None] = (None, None, None, None)
    loadings = None
    try:
        fitted, moved = one_factor_of_correlations(correlations, found.se.to_numpy())
    except ModelError as reason:
        notes += (f"omega is not given: {reason}",)
    else:
        omega, by_loading = _omega(fitted)
        limits = _limits(omega, influence @ (by_loading @ moved), confidence)
        by_item = found.thresholds.groupby(level="item", sort=False)
        limits_of = [np.asarray(of, dtype=np.float64) for _, of in by_item]
        scored = scored_omega(fitted, correlations, limits_of)
        notes += (NO_SCORED,) if scored is None else ()
        omegas = (omega, *limits, scored)
        loadings = pd.Series(fitted, index=found.correlations.index, name="loading")
    return OrdinalReliability(
        METHOD, notes, alpha, *alpha_limits, *omegas, found.confidence, found.n, found.k, loadings, found
    )


def one_factor_of_correlations(correlations: Floats, se: Floats) -> tuple[Floats, Floats]:
    """Fit one factor to correlations by weighted least squares, with Gauss and Newton's steps.

    Parameters
    ----------
    correlations, se : ndarray of float, shape (k, k)
        Correlations and their standard errors.

    Returns
    -------
    loadings : ndarray of float, shape (k,)
        With a sum that is not negative.
    moved : ndarray of float, shape (k, pairs)
        How fast each loading moves with each correlation above the diagonal.

    Raises
    ------
    ModelError
        With fewer than 3 items, no best loadings, or a loading of 1 or more.

    Examples
    --------
    >>> l = np.array([0.6, 0.7, 0.8])
    >>> one_factor_of_correlations(np.outer(l, l), np.full((3, 3), 0.05))[0].round(6)
    array([0.6, 0.7, 0.8])
    """
    k = len(correlations)
    if k < 3:
        raise ModelError(f"one factor cannot be told from {k} items: at least 3 are needed")
    first, second = np.triu_indices(k, 1)
    at, found, weights = np.arange(len(first)), correlations[first, second], 1 / se[first, second] ** 2
    values, vectors = np.linalg.eigh(correlations)
    loadings = vectors[:, -1] * math.sqrt(0.7 * values[-1])
    for _ in range(200):
        slopes = np.zeros((len(first), k))
        slopes[at, first], slopes[at, second] = loadings[second], loadings[first]
        curvature = slopes.T @ (weights[:, None] * slopes)
        if np.linalg.cond(curvature) > 1e12:
            break
        moved = np.asarray(np.linalg.solve(curvature, slopes.T * weights), dtype=np.float64)
        step = moved @ (found - loadings[first] * loadings[second])
        loadings = loadings + step
        if np.abs(step).max() < 1e-12:
            if (np.abs(loadings) >= 1).any():
                raise ModelError("the fitted model is improper: an item's loading is 1 or more")
            sign = -1.0 if loadings.sum() < 0 else 1.0
            return sign * loadings, sign * moved
    raise ModelError("one factor could not be fitted to these items: they have too little in common")


def scored_omega(loadings: Floats, correlations: Floats, thresholds: list[Floats]) -> float | None:
    """Give omega of the sum of ordered answers that are scored 1, 2, 3, ...

    The covariance of two answers is the sum over their thresholds of Phi2(t, u; rho) - Phi(t) Phi(u). On top rho is
    what the factor says, the product of the loadings; below the line it is the correlation that was found, and an item
    with itself has rho = 1 (Green & Yang 2009, eq. 21). Top and bottom belong together only where one factor describes
    the answers: where it does not, their ratio can be anything, also above 1, and is not given.

    Parameters
    ----------
    loadings : ndarray of float, shape (k,)
        Standardised, of the tendencies behind the answers.
    correlations : ndarray of float, shape (k, k)
        Polychoric correlations.
    thresholds : list of k ndarrays of float
        Of each item.

    Returns
    -------
    float or None
        Below 1; None where it would not be, or where the variance of the sum under one factor is more than 10% off the
        one that was found.

    Examples
    --------
    >>> l = np.array([0.6, 0.7, 0.8])
    >>> round(scored_omega(l, np.outer(l, l), [np.array([-1.0, 0.0, 1.0])] * 3), 4)
    0.7008
    """
    item = np.repeat(np.arange(len(loadings)), [len(of_item) for of_item in thresholds])
    limits = np.concatenate(thresholds)
    below = special.ndtr(limits)
    by_chance = np.outer(below, below)
    same = item[:, None] == item
    implied = np.outer(loadings, loadings)[np.ix_(item, item)]
    common = below_both(limits[:, None], limits, implied) - by_chance
    found = np.where(same, 0.0, correlations[np.ix_(item, item)])
    alone = np.minimum.outer(below, below) - by_chance
    whole = np.where(same, alone, below_both(limits[:, None], limits, found) - by_chance).sum()
    under_one_factor = np.where(same, alone, common).sum()
    omega = float(common.sum() / whole)
    return omega if omega < 1 and abs(under_one_factor / whole - 1) <= OFF else None


def _omega(loadings: Floats) -> tuple[float, Floats]:
    """Give omega of standardised loadings, and the slope of its log odds in each."""
    total, noise = float(loadings.sum()), float((1 - loadings**2).sum())
    slopes = 2 / total + 2 / noise * loadings
    return total**2 / (total**2 + noise), slopes


def _limits(share: float, errors: Floats, confidence: float) -> tuple[float | None, float | None]:
    """Give limits of a share from what each person adds to the error of its log odds."""
    if not 0 < share < 1:
        return None, None
    return logit_limits(share, math.sqrt(float(errors @ errors)), confidence)
