"""From people to answers: latent scales, items, who answers, what is skipped."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from evaluatie.study.demonstration.model import BELONGING, DemoModel, DemoScale, Floats
from evaluatie.study.demonstration.people import matches, total_shift

# fieldwork lasts three weeks; someone answers in about nine minutes, the careless in about one
FIELDWORK = 21
MINUTES = {False: 9.0, True: 1.2}


def last_day(model: DemoModel) -> int:
    """Give the last day in the files, from the first wave: who made them could not know what came later."""
    until = model.careers.until
    return model.days[-1] + FIELDWORK - 1 if until is None else (until - model.dates[0]).days


def latent_means(model: DemoModel, people: pd.DataFrame) -> Floats:
    """Give the mean of each latent scale.

    Parameters
    ----------
    model : DemoModel
        The model.
    people : pandas.DataFrame
        With columns ``gender``, ``origin``, ``origin_1999``, ``exposed``.

    Returns
    -------
    array of shape (waves, people, scales)
        In standard deviations within a group; 0 for the reference at the first wave.
    """
    means = np.zeros((len(model.waves), len(people), len(model.scales)))
    for effect in model.effects:
        shift = effect.size * matches(people, effect.who)
        waves = range(len(model.waves)) if effect.wave is None else [model.waves.index(effect.wave)]
        for wave in waves:
            means[wave, :, model.place(effect.scale)] += shift
    return means


def draw_stable(model: DemoModel, people: pd.DataFrame, rng: np.random.Generator) -> Floats:
    """Draw the stable part of each person's latent scales, standardised: shape (people, scales)."""
    return _correlated(model, len(people), rng)


def draw_latent(model: DemoModel, people: pd.DataFrame, stable: Floats, rng: np.random.Generator) -> Floats:
    """Draw the latent scales of everyone at every wave.

    Parameters
    ----------
    model : DemoModel
        The model.
    people : pandas.DataFrame
        As from :func:`draw_people`.
    stable : array of shape (people, scales)
        As from :func:`draw_stable`.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    array of shape (waves, people, scales)
    """
    unit = people["unit"].to_numpy()
    latent: Floats = latent_means(model, people) + np.sqrt(model.stable_share) * stable
    latent += np.sqrt(model.unit_share) * _correlated(model, model.units, rng)[unit]
    for wave in range(len(model.waves)):
        latent[wave] += np.sqrt(model.unit_change_share) * _correlated(model, model.units, rng)[unit]
        latent[wave] += np.sqrt(model.occasion_share) * _correlated(model, len(people), rng)
    return latent


def _correlated(model: DemoModel, count: int, rng: np.random.Generator) -> Floats:
    factor = np.linalg.cholesky(model.correlation())
    drawn: Floats = rng.standard_normal((count, len(model.scales))) @ factor.T
    return drawn


def draw_items(model: DemoModel, latent: Floats, rng: np.random.Generator) -> Floats:
    """Draw everyone's answers at every wave, reversed items not yet turned round: shape (waves, people, items)."""
    stable_share = model.item_stable_share
    parts = []
    for place, scale in enumerate(model.scales):
        loadings, thresholds = np.asarray(scale.loadings), scale.item_thresholds()
        shape = (latent.shape[1], len(loadings))
        stable = np.sqrt(stable_share) * rng.standard_normal(shape)
        answers = np.full((latent.shape[0], *shape), float(scale.low))
        for wave in range(len(answers)):
            own = stable + np.sqrt(1 - stable_share) * rng.standard_normal(shape)
            response = latent[wave, :, place, None] * loadings + np.sqrt(1 - loadings**2) * own
            for threshold in thresholds.T:
                answers[wave] += response > threshold
        parts.append(answers)
    return np.concatenate(parts, axis=2)


def turn_round(answers: Floats, scales: tuple[DemoScale, ...]) -> Floats:
    """Write the answers to reversed items as they are given: the last axis holds the items of all scales."""
    turned, start = answers.copy(), 0
    for scale in scales:
        places = [start + scale.items.index(number) for number in scale.reversed]
        turned[..., places] = scale.low + scale.high - turned[..., places]
        start += len(scale.items)
    return turned


def belonging_score(model: DemoModel, answers: Floats) -> Floats:
    """Give the mean of the belonging items; the last axis of the answers holds all items."""
    place = model.place(BELONGING)
    start = sum(len(scale.items) for scale in model.scales[:place])
    score: Floats = answers[..., start : start + len(model.scales[place].items)].mean(axis=-1)
    return score


def draw_answering(
    model: DemoModel, people: pd.DataFrame, employed: NDArray[np.bool_], latent: Floats, score: Floats,
    centre: float, rng: np.random.Generator,
) -> NDArray[np.bool_]:  # fmt: skip
    """Draw who answers.

    Parameters
    ----------
    model : DemoModel
        The model.
    people : pandas.DataFrame
        As from :func:`draw_people`.
    employed : array of bool of shape (waves, people)
        Who can.
    latent : array of shape (waves, people, scales)
        The latent scales.
    score : array of shape (people,)
        The belonging score of the first wave, of everyone.
    centre : float
        Its true mean.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    array of bool of shape (waves, people)
    """
    answered = np.zeros_like(employed)
    for wave in range(len(model.waves)):
        liability = answering_liability(model, people, wave)
        if wave:
            liability += model.answering_by_earlier_score * (score - centre) * answered[0]
            liability += model.answering_by_current_level * latent[wave, :, model.place(BELONGING)]
        answered[wave] = employed[wave] & (rng.random(len(people)) < ndtr(liability))
    return answered


def answering_liability(model: DemoModel, people: pd.DataFrame, wave: int) -> Floats:
    """Give the probit of the chance to answer, before it depends on any answer."""
    from scipy.special import ndtri

    liability: Floats = ndtri(model.answering[wave]) + total_shift(people, model.answering_shifts)
    return liability


def draw_faults(
    model: DemoModel, answers: Floats, rng: np.random.Generator
) -> tuple[Floats, NDArray[np.bool_], NDArray[Any]]:
    """Let the careless give one answer to everything, and skip some answers of everyone.

    Parameters
    ----------
    model : DemoModel
        The model.
    answers : array of shape (rows, items)
        As they are given.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    tuple of array
        The answers with NaN for none, who was careless, and the seconds that each took.
    """
    rows = len(answers)
    careless = rng.random(rows) < model.careless
    lows = np.concatenate([np.full(len(scale.items), scale.low) for scale in model.scales])
    highs = np.concatenate([np.full(len(scale.items), scale.high) for scale in model.scales])
    same = rng.integers(3, 6, size=rows)[:, None]
    given = np.where(careless[:, None], np.clip(same, lows, highs), answers)
    skipped = (rng.random(given.shape) < model.item_missing) & ~careless[:, None]
    skipped[skipped.all(axis=1)] = False
    minutes = np.where(careless, MINUTES[True], MINUTES[False]) * np.exp(0.3 * rng.standard_normal(rows))
    return np.where(skipped, np.nan, given), careless, np.maximum(np.round(60 * minutes), 30).astype(int)
