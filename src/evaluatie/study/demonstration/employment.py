"""Who is expected to be employed at which waves: the weights of the true means."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd

from evaluatie.study.demonstration.expected import normal_nodes
from evaluatie.study.demonstration.model import BELONGING, EXPOSED, DemoModel, Floats
from evaluatie.study.demonstration.people import births, leaving_until


def cells(model: DemoModel) -> pd.DataFrame:
    """List the kinds of people that the model tells apart, with the chance of each.

    Parameters
    ----------
    model : DemoModel
        The model.

    Returns
    -------
    pandas.DataFrame
        Columns ``gender``, ``origin``, ``origin_1999``, ``exposed`` and ``chance``.
    """
    origins = births(model).groupby(["origin", "origin_1999"], sort=False)["chance"].sum()
    share = model.exposed_units / model.units
    of_origin = zip(origins.index.tolist(), origins.to_numpy(), strict=True)
    rows = [
        (gender, *origin, exposed, chance * with_origin * with_exposure)
        for (gender, chance), (origin, with_origin), (exposed, with_exposure) in product(
            model.genders.items(), of_origin, zip(EXPOSED, (share, 1 - share), strict=True)
        )
    ]
    table = pd.DataFrame(rows, columns=["gender", "origin", "origin_1999", "exposed", "chance"])
    table["chance"] /= table["chance"].sum()
    return table[table["chance"] > 0].reset_index(drop=True)


def employed_weights(model: DemoModel, kinds: pd.DataFrame, first: int, last: int) -> Floats:
    """Give how many people are expected to be employed at two waves, per employee of the first wave.

    Parameters
    ----------
    model : DemoModel
        The model.
    kinds : pandas.DataFrame
        As from :func:`cells`.
    first, last : int
        Places of the waves; the same one for who is employed at that wave.

    Returns
    -------
    array of shape (kinds, nodes)
        By kind and by the stable part of belonging, at the nodes of the quadrature, their weights included. With a
        cumulative hazard of leaving ``H``, who was there at the first wave is there ``d`` days later with chance
        ``exp(-H(d))``; joiners come in equal numbers every day.
    """
    nodes, weights = normal_nodes()
    start, end = model.days[first], model.days[last]
    # the days on which joiners enter, and the later wave
    days = np.append(np.arange(1, start + 1), end)
    hazard = leaving_until(model, kinds, nodes[:, None], days)
    there = np.exp(-hazard[-1]).T
    if model.joiners and start:
        daily = model.joiners / (model.persons * model.days[-1])
        there = there + daily * np.exp(hazard[:-1] - hazard[-1]).sum(axis=0).T
    employed: Floats = kinds["chance"].to_numpy()[:, None] * weights * there
    return employed


def stable_loadings(model: DemoModel) -> Floats:
    """Give what a standard deviation of the stable part of belonging means for each latent scale: shape (scales,)."""
    loadings: Floats = np.sqrt(model.stable_share) * model.correlation()[model.place(BELONGING)]
    return loadings
