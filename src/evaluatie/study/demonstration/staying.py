"""The chances to answer, and to answer again, in the model."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtr

from evaluatie.study.demonstration.employment import cells
from evaluatie.study.demonstration.expected import expected_items, normal_nodes, sum_chances
from evaluatie.study.demonstration.model import BELONGING, DemoModel, Floats
from evaluatie.study.demonstration.people import leaving_until
from evaluatie.study.demonstration.responses import answering_liability, latent_means


def true_centre(model: DemoModel) -> float:
    """Give everyone's true mean belonging score at the first wave."""
    place, kinds = model.place(BELONGING), cells(model)
    expected = expected_items(model.scales[place], latent_means(model, kinds)[0, :, place], 1.0).mean(axis=-1)
    return float(kinds["chance"].to_numpy() @ expected)


def first_chances(model: DemoModel, kinds: pd.DataFrame) -> Floats:
    """Give the chance to answer at the first wave: shape (kinds,)."""
    chances: Floats = ndtr(answering_liability(model, kinds, 0))
    return chances


def later_chances(model: DemoModel, kinds: pd.DataFrame, wave: int) -> tuple[Floats, Floats]:
    """Give the chances of who answered at the first wave to be employed at a later one, and also to answer then.

    Parameters
    ----------
    model : DemoModel
        The model.
    kinds : pandas.DataFrame
        As from :func:`cells`.
    wave : int
        The place of the later wave.

    Returns
    -------
    tuple of array of shape (kinds,)
    """
    nodes, weights = normal_nodes()
    place = model.place(BELONGING)
    means = latent_means(model, kinds)[[0, wave], :, place]
    liability, centre = answering_liability(model, kinds, wave), true_centre(model)
    hazard = leaving_until(model, kinds, nodes[:, None], np.array([model.days[wave]]))[0]
    employed = weights[:, None] * np.exp(-hazard)
    again = [_again(model, means + np.sqrt(model.stable_share) * node, liability, centre) for node in nodes]
    return employed.sum(axis=0), (employed * np.array(again)).sum(axis=0)


def _again(model: DemoModel, means: Floats, liability: Floats, centre: float) -> Floats:
    """Give the chance to answer again of people whose stable part of belonging is known.

    Parameters
    ----------
    model : DemoModel
        The model.
    means : array of shape (2, kinds)
        Their mean latent belonging at the first and at the later wave.
    liability : array of shape (kinds,)
        Probit of the chance to answer at the later wave, before it depends on anything.
    centre : float
        Everyone's mean belonging score at the first wave.

    Returns
    -------
    array of shape (kinds,)
    """
    nodes, weights = normal_nodes()
    remains = 1 - model.stable_share
    # given the stable part, what the two waves share is the unit
    shared = model.unit_share / np.sqrt(remains) if remains else 0.0
    later = means[1][:, None] + shared * nodes
    probit = liability[:, None] + model.answering_by_current_level * later
    spread = np.sqrt(1 + model.answering_by_current_level**2 * (remains - shared**2))
    # many kinds have the same level at first: what their scores are is worked out once
    levels, kind = np.unique(means[0], return_inverse=True)
    level = levels[:, None] + np.sqrt(remains) * nodes
    scale = model.scales[model.place(BELONGING)]
    sums = sum_chances(scale, level.ravel()).reshape(*level.shape, -1)[kind]
    scores = scale.low + np.arange(sums.shape[-1]) / len(scale.items) - centre
    answers = ndtr((probit[..., None] + model.answering_by_earlier_score * scores) / spread)
    chances: Floats = (sums * answers).sum(axis=-1) @ weights
    return chances
