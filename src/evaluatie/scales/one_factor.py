"""One factor behind a set of items, and omega: how much of the sum's variance is that factor's."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from evaluatie.scales.answers import Floats
from evaluatie.scales.factor.errors import ModelError

#: Scores of the standardised likelihood below which it is at its top
FLAT = 1e-10
MOST_STEPS = 100
#: Information of one person about a standardised parameter that amounts to none
NOTHING_KNOWN = 1e-8


@dataclass(frozen=True)
class OneFactor:
    """A fitted model x = l f + e, with var(f) = 1.

    Attributes
    ----------
    loadings : ndarray of float, shape (k,)
        l, with a sum that is not negative.
    residuals : ndarray of float, shape (k,)
        Variances of e, all positive.
    spread : ndarray of float, shape (2k, 2k)
        Covariance of loadings and residuals for one person more or less: divide by n - 1 for normal data.
    """

    loadings: Floats
    residuals: Floats
    spread: Floats


def fit_one_factor(covariance: Floats) -> OneFactor:
    """Fit one factor by maximum likelihood.

    The least of log|Sigma| + tr(S Sigma^-1), Sigma = l l' + diag(residuals), by Newton's steps (Lawley & Maxwell 1971,
    *Factor Analysis as a Statistical Method*, ch. 4; Jöreskog 1969, *Psychometrika* 34, 183-202). The same figures as
    ``cfa("f =~ a + b + c", ..., std_lv=True)``, sooner: dropping each item in turn asks for many of these.

    Parameters
    ----------
    covariance : ndarray of float, shape (k, k)
        Of the items.

    Returns
    -------
    OneFactor
        In the unit of the items.

    Raises
    ------
    ModelError
        With fewer than 3 items, items that add up to each other, no top of the likelihood, or a residual variance that
        is not above zero there.

    Examples
    --------
    >>> l = np.array([0.6, 0.7, 0.8])
    >>> fit_one_factor(np.outer(l, l) + np.diag(1 - l**2)).loadings.round(6)
    array([0.6, 0.7, 0.8])
    """
    k = len(covariance)
    if k < 3:
        raise ModelError(f"one factor cannot be told from {k} items: at least 3 are needed")
    scale = np.sqrt(np.diag(covariance))
    if not (scale > 0).all():
        raise ModelError("an item has the same answer from everyone")
    found = covariance / np.outer(scale, scale)
    values, vectors = np.linalg.eigh(found)
    if values[0] < 1e-10:
        raise ModelError("some items follow entirely from the others, or there are more items than people")
    at, information = _from_several_starts(np.where(vectors[:, -1] < 0, -1.0, 1.0), found)
    if (at[k:] <= 0).any():
        raise ModelError("the fitted model is improper: an item's residual variance is not above zero")
    if at[:k].sum() < 0:
        at[:k] *= -1
        information[:k, k:] *= -1
        information[k:, :k] *= -1
    unit = np.concatenate([scale, scale**2])
    return OneFactor(at[:k] * scale, at[k:] * scale**2, _inverse(information) * np.outer(unit, unit))


def omega(model: OneFactor) -> float:
    """Give omega, the share of the sum's variance that is the factor's.

    (sum of loadings)^2 / ((sum of loadings)^2 + sum of residual variances): McDonald (1999), *Test Theory*, eq. 6.20b.

    Parameters
    ----------
    model : OneFactor
        Of the items.

    Returns
    -------
    float
        Between 0 and 1.

    Examples
    --------
    >>> l = np.array([0.6, 0.7, 0.8])
    >>> round(omega(fit_one_factor(np.outer(l, l) + np.diag(1 - l**2))), 4)
    0.7449
    """
    common = model.loadings.sum() ** 2
    return float(common / (common + model.residuals.sum()))


def omega_interval(model: OneFactor, n: int, confidence: float) -> tuple[float, float]:
    """Give the interval of omega for normal data: the delta method on the scale of log(omega / (1 - omega)).

    Raykov (2002), *Multivariate Behavioral Research* 37, 89-103, for the delta method; the log odds keep the limits
    between 0 and 1.

    Parameters
    ----------
    model : OneFactor
        Of the items.
    n : int
        People.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper limit.

    Examples
    --------
    >>> l = np.array([0.6, 0.7, 0.8])
    >>> model = fit_one_factor(np.outer(l, l) + np.diag(1 - l**2))
    >>> [round(limit, 4) for limit in omega_interval(model, 200, 0.95)]
    [0.6796, 0.8009]
    """
    total, noise = model.loadings.sum(), model.residuals.sum()
    k = len(model.loadings)
    # log odds = 2 log(total) - log(noise)
    slope = np.concatenate([np.full(k, 2 / total), np.full(k, -1 / noise)])
    se = math.sqrt(float(slope @ model.spread @ slope) / (n - 1))
    return logit_limits(omega(model), se, confidence)


def logit_limits(share: float, se: float, confidence: float) -> tuple[float, float]:
    """Give the limits of a share from the standard error of its log odds.

    Parameters
    ----------
    share : float
        Between 0 and 1.
    se : float
        Standard error of log(share / (1 - share)).
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper limit.

    Examples
    --------
    >>> [round(limit, 4) for limit in logit_limits(0.8, 0.2, 0.95)]
    [0.7299, 0.8555]
    """
    return limits_within(share, float(special.ndtri((1 + confidence) / 2)) * se)


def limits_within(share: float, reach: float) -> tuple[float, float]:
    """Give the limits of a share from how far the interval of its log odds reaches either way.

    Examples
    --------
    >>> [round(limit, 4) for limit in limits_within(0.8, 0.392)]
    [0.7299, 0.8555]
    """
    middle = special.logit(share)
    return float(special.expit(middle - reach)), float(special.expit(middle + reach))


def _from_several_starts(signs: Floats, found: Floats) -> tuple[Floats, Floats]:
    # half in common first: far from the edges where a residual vanishes
    for common in (0.5, 0.2, 0.8):
        try:
            return _top(np.concatenate([math.sqrt(common) * signs, np.full(len(signs), 1 - common)]), found)
        except ModelError:
            continue
    raise ModelError("one factor could not be fitted to these items: they have too little in common")


def _top(at: Floats, found: Floats) -> tuple[Floats, Floats]:
    """Climb to where the likelihood is flat; give the place and the expected information of one person there."""
    k = len(found)
    value = _misfit(at, found)
    for _ in range(MOST_STEPS):
        loadings = at[:k]
        weight = _inverse(np.outer(loadings, loadings) + np.diag(at[k:]))
        drawn = weight @ found @ weight
        pull = drawn - weight
        scores = np.concatenate([pull @ loadings, np.diag(pull) / 2])
        expected = curvature(loadings, weight, weight)
        if np.abs(scores).max() < FLAT:
            if np.linalg.eigvalsh(expected)[0] < NOTHING_KNOWN:
                break
            return at, expected
        step = _step(curvature(loadings, weight, drawn), expected, scores)
        at, value = _stepped(at, step, value, found)
        if not math.isfinite(value):
            break
    raise ModelError("no top of the likelihood was found")


def curvature(loadings: Floats, weight: Floats, drawn: Floats) -> Floats:
    """Give the second derivatives of half the misfit in loadings and residual variances; shape (2k, 2k).

    Parameters
    ----------
    loadings : ndarray of float, shape (k,)
        l.
    weight : ndarray of float, shape (k, k)
        Sigma^-1.
    drawn : ndarray of float, shape (k, k)
        Sigma^-1 S Sigma^-1; the weight itself gives their mean where S is Sigma.
    """
    toward, pulled = weight @ loadings, drawn @ loadings
    crossed = np.outer(pulled, toward)
    of_loadings = (
        (crossed + crossed.T - np.outer(toward, toward))
        + (loadings @ toward) * (drawn - weight)
        + (loadings @ pulled) * weight
        - (drawn - weight)
    )
    mixed = drawn * toward + weight * pulled - weight * toward
    return np.block([[of_loadings, mixed], [mixed.T, drawn * weight - weight**2 / 2]])


def _step(observed: Floats, expected: Floats, scores: Floats) -> Floats:
    # far from the top the observed curvature may point the wrong way; the expected one never does
    for information in (observed, expected):
        try:
            np.linalg.cholesky(information)
        except np.linalg.LinAlgError:
            continue
        return np.asarray(np.linalg.solve(information, scores), dtype=np.float64)
    raise ModelError("the likelihood has no curvature here")


def _stepped(at: Floats, step: Floats, value: float, found: Floats) -> tuple[Floats, float]:
    for _ in range(40):
        there = at + step
        misfit = _misfit(there, found)
        if misfit <= value + 1e-13:
            return there, misfit
        step = step / 2
    return at, math.inf


def _misfit(at: Floats, found: Floats) -> float:
    k = len(found)
    implied = np.outer(at[:k], at[:k]) + np.diag(at[k:])
    try:
        root = np.linalg.cholesky(implied)
    except np.linalg.LinAlgError:
        return math.inf
    return float(2 * np.log(np.diag(root)).sum() + np.trace(np.linalg.solve(implied, found)))


def _inverse(matrix: Floats) -> Floats:
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)
