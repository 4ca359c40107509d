"""Means and covariances as the answers give them, under no model: directly where complete, else by EM and Newton."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluatie.scales.factor.answers import Answers
from evaluatie.scales.factor.coordinates import Floats
from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.likelihood import Likelihood, NotPositiveError

_EM_STEPS, _EM_GAIN = 500, 1e-7
_NEWTON_STEPS, _CLOSE = 30, 1e-18
_DEPENDENT = 1e-10  # smallest eigenvalue of correlations that is more than rounding


@dataclass(frozen=True)
class Moments:
    """Covariances (with n in the denominator) and means."""

    covariance: Floats
    mean: Floats


def saturated(answers: Answers, items: Sequence[str], where: str = "") -> Moments:
    """Give the maximum likelihood estimates of means and covariances.

    Parameters
    ----------
    answers : Answers
        One group's answers.
    items : sequence of str
        The names of the items.
    where : str
        Told in errors: which group.

    Raises
    ------
    ModelError
        Two items were never answered by the same person, an item does not vary, or items are sums of others.
    """
    _check_coverage(answers, items, where)
    try:
        complete = Moments(answers.covariances[0], answers.means[0])
        moments = complete if answers.complete else _newton(answers, _em(answers))
    except NotPositiveError:
        raise _dependent(answers, where) from None
    spread = np.sqrt(np.maximum(np.diag(moments.covariance), 0.0))
    if np.linalg.eigvalsh(moments.covariance / np.outer(spread, spread))[0] < _DEPENDENT:
        raise _dependent(answers, where)
    return moments


def _check_coverage(answers: Answers, items: Sequence[str], where: str) -> None:
    mask = answers.answered.astype(float)
    together = (mask * answers.times[:, None]).T @ mask
    if (np.diag(together) == 0).any():
        raise ModelError(f"{items[int(np.argmin(np.diag(together)))]}: nobody{where} answered it.")
    if not together.all():
        one, other = (items[int(place)] for place in np.argwhere(together == 0)[0])
        raise ModelError(f"{one} and {other} were never both answered by the same person{where}.")
    if (constant := np.flatnonzero(~_varies(answers))).size:
        raise ModelError(f"{', '.join(items[int(at)] for at in constant)}: everyone{where} gave the same answer.")


def _varies(answers: Answers) -> NDArray[np.bool_]:
    if answers.people is None:
        return np.diag(answers.covariances[0]) > 0
    there = answers.answered[answers.pattern]
    highest = np.where(there, answers.people, -np.inf).max(axis=0)
    lowest = np.where(there, answers.people, np.inf).min(axis=0)
    varies: NDArray[np.bool_] = highest > lowest
    return varies


def _dependent(answers: Answers, where: str) -> ModelError:
    few = answers.n <= answers.answered.shape[1]
    why = "there are no more people than items" if few else "an item is a sum of others, or two are the same"
    return ModelError(f"The covariances of the items{where} cannot be used: {why}.")


def _em(answers: Answers) -> Moments:
    """Climb by expectation and maximisation: slow in the end, but safe from anywhere."""
    mean, variances = answers.alone
    covariance = np.diag(variances)
    before = np.inf
    for _ in range(_EM_STEPS):
        likelihood = Likelihood(answers, covariance, mean)
        if before - likelihood.value < _EM_GAIN:
            break
        before = likelihood.value
        by_covariance, by_mean = likelihood.gradient
        step = -covariance @ by_mean
        covariance = covariance - 2 * covariance @ by_covariance @ covariance - np.outer(step, step)
        mean = mean + step
    return Moments(covariance, mean)


def _newton(answers: Answers, moments: Moments) -> Moments:
    """Come as close as numbers allow."""
    likelihood = Likelihood(answers, moments.covariance, moments.mean)
    for _ in range(_NEWTON_STEPS):
        try:
            step = np.linalg.solve(likelihood.observed_information, -likelihood.slope)
        except np.linalg.LinAlgError:
            raise NotPositiveError from None
        if -likelihood.slope @ step < _CLOSE:
            break
        moments, likelihood, moved = _moved(answers, moments, likelihood, step)
        if not moved:
            break
    return moments


def _moved(
    answers: Answers, moments: Moments, likelihood: Likelihood, step: NDArray[np.floating]
) -> tuple[Moments, Likelihood, bool]:
    """Take a step, or the part of it that is one for the better."""
    count = len(answers.lower.rows)
    for _ in range(20):
        covariance = moments.covariance + answers.lower.filled(step[:count])
        mean = moments.mean + step[count:]
        try:
            there = Likelihood(answers, covariance, mean)
        except NotPositiveError:
            step = step / 2
            continue
        if there.value <= likelihood.value:
            return Moments(covariance, mean), there, True
        step = step / 2
    return moments, likelihood, False
