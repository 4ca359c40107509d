"""Proper multiple imputation by chained equations, all imputations at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from evaluatie.effects.values import Floats
from evaluatie.result import NotEnoughData

Draws: TypeAlias = Literal["robust", "norm", "pmm"]
Rows: TypeAlias = npt.NDArray[np.intp]

#: People from whom predictive mean matching borrows an answer: Morris, White & Royston (2014, *BMC Medical Research
#: Methodology* 14, 75) advise 5 to 10; mice takes 5
DONORS = 5
#: Relative to the diagonal: keeps predictors that say the same solvable
_RIDGE = 1e-10
#: The variance of an answer is at least this share of the mean one, wherever the line of variances may lead
_LEAST_SPREAD = 0.25
#: Who alone determines a coefficient has no residual of which a size could be told
_LEAST_FREE = 0.05


@dataclass(frozen=True)
class _Target:
    """A column to impute: its predictors, and which of the incomplete rows know it."""

    at: int
    predictors: Rows
    known: Rows
    lacking: Rows
    answers: Floats  # of who knows it: complete rows, then known ones


def impute_columns(
    columns: Floats, imputations: int, rng: np.random.Generator, *, method: Draws = "robust", iterations: int = 5
) -> Floats:
    """Impute what is missing in columns of numbers, several times.

    Chained equations (van Buuren & Groothuis-Oudshoorn 2011, *Journal of Statistical Software* 45(3)): start from
    random answers, then draw every incomplete column in turn from its regression on all others. ``"norm"`` is Bayesian
    linear regression (Rubin 1987, p. 167: sigma^2 = RSS / chi^2 with n - q degrees of freedom, then the coefficients,
    then the answers). ``"robust"`` does not take answers to spread alike: coefficients are drawn by a wild bootstrap, b
    + sqrt((n - q) / chi^2) (X'X)^-1 X'(e g) with standard normal g and HC2 residuals e (MacKinnon & White 1985,
    *Journal of Econometrics* 29, 305-325; Davidson & Flachaire 2008, *Journal of Econometrics* 146, 162-169), and
    answers with a variance that is linear in the predicted answer, as imputation under a model for location and scale
    (de Jong, van Buuren & Spiess 2016, *Communications in Statistics - Simulation and Computation* 45, 968-985).
    ``"pmm"`` borrows the answer of one of the 5 people whose predicted answer is nearest (Little 1988, *Journal of
    Business & Economic Statistics* 6, 287-296), with estimated coefficients for who answered and drawn ones for who did
    not (mice's type 1).

    Parameters
    ----------
    columns : ndarray of float, shape (n, k)
        NaN for what is missing.
    imputations : int
        How many times, m.
    rng : Generator
        Where chance comes from.
    method : {"robust", "norm", "pmm"}, default "robust"
        How answers are drawn.
    iterations : int, default 5
        Rounds; one is enough, and taken, where a single column is incomplete.

    Returns
    -------
    ndarray of float, shape (m, n, k)
        Completed columns.

    Raises
    ------
    NotEnoughData
        If a column has no more answers than coefficients are needed to predict it.

    Examples
    --------
    >>> columns = np.array([[1.0, 2.0], [2.0, 2.5], [3.0, 4.0], [4.0, 4.5], [5.0, np.nan]])
    >>> impute_columns(columns, 3, np.random.default_rng(0)).shape
    (3, 5, 2)
    """
    centre, spread = _standards(columns)
    z = np.column_stack([(columns - centre) / spread, np.ones(len(columns))])
    incomplete = np.flatnonzero(np.isnan(z).any(axis=1))
    complete = z[~np.isnan(z).any(axis=1)]
    targets = [_target(z[incomplete], complete, int(at)) for at in np.flatnonzero(np.isnan(z).any(axis=0))]
    state = np.repeat(z[incomplete][None], imputations, axis=0)
    for target in targets:
        state[:, target.lacking, target.at] = rng.choice(target.answers, (imputations, len(target.lacking)))
    gram = complete.T @ complete
    for _ in range(iterations if len(targets) > 1 else 1):
        for target in targets:
            state[:, target.lacking, target.at] = _draw(state, complete, gram, target, method, rng)
    # what was answered stays to the last digit; only what was missing comes back from standard units
    whole = np.repeat(columns[None], imputations, axis=0)
    for target in targets:
        rows = incomplete[target.lacking]
        whole[:, rows, target.at] = state[:, target.lacking, target.at] * spread[target.at] + centre[target.at]
    return whole


def _standards(columns: Floats) -> tuple[Floats, Floats]:
    centre, spread = np.zeros(columns.shape[1]), np.ones(columns.shape[1])
    for at, column in enumerate(columns.T):
        known = column[~np.isnan(column)]
        if len(known):
            centre[at] = known.mean()
            # a spread of rounding error is none
            sd = float(known.std())
            spread[at] = sd if sd > 1e-12 * max(1.0, float(np.abs(known).max())) else 1.0
    return centre, spread


def _target(rows: Floats, complete: Floats, at: int) -> _Target:
    lacks = np.isnan(rows[:, at])
    predictors = np.array([other for other in range(rows.shape[1]) if other != at])
    answers = np.concatenate([complete[:, at], rows[~lacks, at]])
    if len(answers) <= len(predictors):
        raise NotEnoughData(
            f"{len(answers)} known answers cannot carry an imputation model of {len(predictors)} coefficients:"
            " give fewer characteristics"
        )
    return _Target(at, predictors, np.flatnonzero(~lacks), np.flatnonzero(lacks), answers)


def _draw(
    state: Floats, complete: Floats, gram: Floats, target: _Target, method: Draws, rng: np.random.Generator
) -> Floats:
    known = state[:, target.known]
    cross = gram + known.swapaxes(1, 2) @ known
    q, m = len(target.predictors), len(state)
    a = cross[:, target.predictors[:, None], target.predictors] + _RIDGE * len(target.answers) * np.eye(q)
    b = cross[:, target.predictors, target.at]
    beta = np.linalg.solve(a, b[..., None])
    # residuals rather than y'y - b'beta: exact where the fit is
    fitted = _join(complete[:, target.predictors] @ beta, known[..., target.predictors] @ beta)
    left = target.answers - fitted
    odds = np.sqrt(1 / rng.chisquare(len(target.answers) - q, m))[:, None]
    if method == "robust":
        move = _wild(complete[:, target.predictors], known[..., target.predictors], left, a, rng)
        drawn = beta + (odds * math.sqrt(len(target.answers) - q))[..., None] * move
    else:
        sigma = odds * np.sqrt((left**2).sum(axis=1))[:, None]
        root = np.linalg.cholesky(a).swapaxes(1, 2)
        drawn = beta + sigma[..., None] * np.linalg.solve(root, rng.standard_normal((m, q, 1)))
    mean: Floats = (state[:, target.lacking][..., target.predictors] @ drawn)[..., 0]
    if method == "pmm":
        return borrowed(fitted, target.answers, mean, rng)
    if method == "robust":
        sigma = odds * np.sqrt(len(target.answers) * _variances(fitted, left, mean))
    return np.asarray(mean + sigma * rng.standard_normal(mean.shape))


def _join(complete: Floats, known: Floats) -> Floats:
    return np.concatenate([complete[..., 0], known[..., 0]], axis=1)


def _wild(complete: Floats, known: Floats, left: Floats, a: Floats, rng: np.random.Generator) -> Floats:
    """Draw how far coefficients are off, each residual at its own size and a random side: shape (m, q, 1)."""
    n = len(complete)
    leverage = np.concatenate([(rows @ np.linalg.inv(a) * rows).sum(axis=-1) for rows in (complete, known)], axis=1)
    pushed = left / np.sqrt(np.maximum(1 - leverage, _LEAST_FREE)) * rng.standard_normal(left.shape)
    total = (pushed[:, None, :n] @ complete)[:, 0] + (pushed[:, None, n:] @ known)[:, 0]
    return np.linalg.solve(a, total[..., None])


def _variances(fitted: Floats, left: Floats, wanted: Floats) -> Floats:
    """Give the residual variance at other predicted answers, on a straight line through the squared residuals."""
    squares, centre = left**2, fitted.mean(axis=1, keepdims=True)
    level, spread = squares.mean(axis=1, keepdims=True), ((fitted - centre) ** 2).sum(axis=1, keepdims=True)
    product = ((fitted - centre) * squares).sum(axis=1, keepdims=True)
    slope = np.divide(product, spread, out=np.zeros_like(spread), where=spread > _RIDGE * fitted.shape[1])
    return np.asarray(np.maximum(level + slope * (wanted - centre), _LEAST_SPREAD * level))


def borrowed(fitted: Floats, answers: Floats, wanted: Floats, rng: np.random.Generator, donors: int = DONORS) -> Floats:
    """Borrow the answer of one of the people whose prediction is nearest, at random.

    Parameters
    ----------
    fitted : ndarray of float, shape (m, n)
        Predictions of who answered, per imputation.
    answers : ndarray of float, shape (n,)
        Their answers.
    wanted : ndarray of float, shape (m, k)
        Predictions of who did not.
    rng : Generator
        Where chance comes from.
    donors : int, default 5
        How many to choose from.

    Returns
    -------
    ndarray of float, shape (m, k)
        Answers that someone gave.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> borrowed(np.array([[1.0, 2.0, 3.0]]), np.array([10.0, 20.0, 30.0]), np.array([[2.9]]), rng, donors=1)
    array([[30.]])
    """
    m, n = fitted.shape
    # shuffled first, so that equal predictions are borrowed from at random
    shuffled = rng.permuted(np.tile(np.arange(n), (m, 1)), axis=1)
    mixed = np.take_along_axis(fitted, shuffled, axis=1)
    order = np.argsort(mixed, axis=1, kind="stable")
    who, line = np.take_along_axis(shuffled, order, axis=1), np.take_along_axis(mixed, order, axis=1)
    near = _window(line, wanted, min(donors, n))
    chosen = np.take_along_axis(near, rng.integers(near.shape[2], size=(*wanted.shape, 1)), axis=2)[..., 0]
    return np.asarray(answers[np.take_along_axis(who, chosen, axis=1)])


def _window(line: Floats, wanted: Floats, donors: int) -> npt.NDArray[Any]:
    """Give the places of the nearest in each sorted line: they lie within as many steps to either side."""
    m, n = line.shape
    width = min(2 * donors, n)
    # one search for all imputations: each line on its own stretch of the axis
    low = min(float(line.min()), float(wanted.min(initial=np.inf)))
    stretch = max(float(line.max()), float(wanted.max(initial=-np.inf))) - low + 1
    shift = stretch * np.arange(m)[:, None] - low
    place = np.searchsorted((line + shift).ravel(), wanted + shift) - n * np.arange(m)[:, None]
    window = np.clip(place - donors, 0, n - width)[..., None] + np.arange(width)
    distance = np.abs(line[np.arange(m)[:, None, None], window] - wanted[..., None])
    nearest = np.argpartition(distance, donors - 1, axis=2)[..., :donors]
    return np.asarray(np.take_along_axis(window, nearest, axis=2))
