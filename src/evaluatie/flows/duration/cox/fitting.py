"""Maximise Cox's partial likelihood, or say why it has no maximum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluatie.flows.duration.columns import Bools, Floats
from evaluatie.flows.duration.cox.likelihood import At, evaluate, information, residuals
from evaluatie.flows.duration.cox.risk_sets import RiskSets
from evaluatie.result import NotEnoughData

ROUNDS = 60
#: Newton's decrement (twice the gain in log-likelihood still to come) at which the coefficients are final
SETTLED = 1e-24
#: a step, in standard deviations of the covariate times its coefficient, that a settled fit does not make any more
MOVING = 1e-2


@dataclass(frozen=True)
class Fit:
    """A maximum of the partial likelihood, in covariates of mean 0 and standard deviation 1.

    Attributes
    ----------
    x : ndarray of float, shape (n, p)
        The standardised covariates.
    scale : ndarray of float, shape (p,)
        Their standard deviations.
    b : ndarray of float, shape (p,)
        Coefficients of the standardised covariates.
    null, at : At
        The likelihood with all coefficients zero, and at its maximum.
    score, null_information, information : ndarray of float, shape (p,), (p, p), (p, p)
        Score and information at zero; information at the maximum.
    """

    x: Floats
    scale: Floats
    b: Floats
    null: At
    at: At
    score: Floats
    null_information: Floats
    information: Floats


def fit(sets: RiskSets, columns: Floats, names: Sequence[str]) -> Fit:
    """Maximise the partial likelihood by Newton's method.

    Parameters
    ----------
    sets : RiskSets
        Of n rows, with at least one event.
    columns : ndarray of float, shape (n, p)
        Covariates.
    names : sequence of str
        Their names.

    Returns
    -------
    Fit
        The maximum.

    Raises
    ------
    NotEnoughData
        If a covariate does not vary among those at risk, follows from others, or the likelihood keeps rising.
    """
    scale = columns.std(axis=0)
    centre = columns.mean(axis=0)
    _require_variation(scale > 1e-12 * np.maximum(np.abs(centre), np.abs(columns).max(axis=0)), names)
    x = (columns - centre) / scale
    null = evaluate(sets, x, np.zeros(len(names)))
    score, first = residuals(sets, x, null).sum(axis=0), information(sets, x, null)
    _require_variation(np.diag(first) > 1e-9 * len(sets.deaths), names)
    _require_independence(first, names)
    b, at, last = _climb(sets, x, null, names)
    return Fit(x, scale, b, null, at, score, first, last)


def _climb(sets: RiskSets, x: Floats, null: At, names: Sequence[str]) -> tuple[Floats, At, Floats]:
    b, at = np.zeros(len(names)), null
    for _ in range(ROUNDS):
        score, found = residuals(sets, x, at).sum(axis=0), information(sets, x, at)
        step = _solve(found, score, names)
        decrement = float(score @ step)
        if decrement < 1e-8:
            _require_rest(step, names)
        if decrement < SETTLED * max(1.0, abs(at.loglik)):
            return b, at, found
        b, at, better = _step(sets, x, b, at, step)
        if not better:
            _require_rest(step, names)
            return b, at, information(sets, x, at)
    raise NotEnoughData("the partial likelihood did not settle at a maximum: leave covariates out, or join levels")


def _step(sets: RiskSets, x: Floats, b: Floats, at: At, step: Floats) -> tuple[Floats, At, bool]:
    """Go as far along a step as the likelihood rises; a step that gains nothing any more is the end."""
    for _ in range(30):
        found = evaluate(sets, x, b + step)
        if found.loglik > at.loglik:
            return b + step, found, True
        if abs(found.loglik - at.loglik) < 1e-12 * abs(at.loglik):
            return b + step, found, False
        step = step / 2
    return b, at, False


def _solve(found: Floats, score: Floats, names: Sequence[str]) -> Floats:
    root = np.sqrt(np.maximum(np.diag(found), np.finfo(float).tiny))
    scaled = found / np.outer(root, root)
    if not np.isfinite(scaled).all() or np.linalg.eigvalsh(scaled)[0] < 1e-11:
        raise NotEnoughData(_rising(names))
    step: Floats = np.linalg.solve(scaled, score / root) / root
    return step


def _require_rest(step: Floats, names: Sequence[str]) -> None:
    moving = [name for name, size in zip(names, np.abs(step), strict=True) if size > MOVING]
    if moving:
        raise NotEnoughData(_rising(moving))


def _rising(names: Sequence[str]) -> str:
    return (
        f"no hazard ratio can be estimated for {', '.join(names)}: among those at risk the events are all on one side, "
        "so that the partial likelihood rises without end; join levels, or leave it out"
    )


def _require_variation(varies: Bools, names: Sequence[str]) -> None:
    same = [name for name, there in zip(names, varies, strict=True) if not there]
    if same:
        raise NotEnoughData(f"{', '.join(same)} does not vary among those at risk when an event happens: leave it out")


def _require_independence(found: Floats, names: Sequence[str]) -> None:
    root = np.sqrt(np.diag(found))
    values, vectors = np.linalg.eigh(found / np.outer(root, root))
    if values[0] < 1e-9:
        tangled = [name for name, part in zip(names, np.abs(vectors[:, 0]), strict=True) if part > 1e-4]
        raise NotEnoughData(f"{', '.join(tangled)} follow from each other (collinear): leave one of them out")
