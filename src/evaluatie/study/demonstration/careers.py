"""Careers: in which scale people are, when they are promoted, and why they leave."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from evaluatie.study.demonstration.model import YEAR, DemoModel, Floats
from evaluatie.study.demonstration.people import total_shift

FULL_TIME, PART_TIME = 36, 24
# who is younger does not retire
RETIRES = 60 * YEAR


def draw_reasons(model: DemoModel, people: pd.DataFrame, exits: NDArray[Any], rng: np.random.Generator) -> NDArray[Any]:
    """Draw what the file would say of each exit: transfer, voluntary, retirement, contract, other, or nothing.

    Parameters
    ----------
    model : DemoModel
        The model.
    people : pandas.DataFrame
        With ``gender``, ``origin``, ``exposed`` and ``born``.
    exits : array of int of shape (people,)
        Days of exit from the first wave.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    array of object of shape (people,)
        A reason, or None.
    """
    careers = model.careers
    chance = ndtr(ndtri(careers.voluntary) + total_shift(people, careers.voluntary_shifts))
    voluntary = rng.random(len(people)) < chance
    others = rng.choice(["contract", "other"], len(people), p=[0.75, 0.25])
    age = exits - (people["born"].to_numpy().astype("datetime64[D]") - np.datetime64(model.dates[0], "D")).astype(int)
    others = np.where(age >= RETIRES, "retirement", others)
    reasons = np.where(voluntary, "voluntary", others).astype(object)
    reasons[rng.random(len(people)) < careers.reason_unknown] = None
    if careers.transferred:
        reasons[rng.random(len(people)) < careers.transferred] = "transfer"
    return reasons


def draw_positions(
    model: DemoModel, people: pd.DataFrame, starts: NDArray[Any], stops: NDArray[Any], rng: np.random.Generator
) -> pd.DataFrame:
    """Draw positions: the scale at the start, and a position in a higher scale from each promotion on.

    Parameters
    ----------
    model : DemoModel
        The model.
    people : pandas.DataFrame
        With ``person``, ``gender``, ``origin``, ``exposed`` and ``unit``.
    starts, stops : array of int of shape (people,)
        Days from the first wave: the first one in the files of each person, and the day after the last.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    pandas.DataFrame
        One row per person and position: ``person``, ``day`` and ``last`` (from the first wave), ``scale``, ``unit``,
        ``leads``, ``hours``.
    """
    careers = model.careers
    rank = _starting_ranks(model, people, rng)
    before, after = promotion_rates(model, people)
    began = NEVER if careers.began is None else (careers.began - model.dates[0]).days
    hours = np.where(rng.random(len(people)) < _part_time(model, people), PART_TIME, FULL_TIME)
    held, who, day = [], np.arange(len(people)), starts.copy()
    while len(who):
        risen = _next_promotion(day[who], before[who], after[who], began, rng)
        risen = np.where(rank[who] < len(careers.scales) - 1, risen, NEVER)
        goes_on = risen < stops[who]
        last = np.where(goes_on, risen, stops[who]) - 1
        held.append(pd.DataFrame({"at": who, "day": day[who], "last": last, "rank": rank[who]}))
        who, risen = who[goes_on], risen[goes_on]
        day[who], rank[who] = risen, rank[who] + 1
    table = pd.concat(held).sort_values(["at", "day"], ignore_index=True)
    table["day"] = _since(people, table, before, starts, rng)
    leads = (table["rank"] >= careers.leads_from) & (rng.random(len(table)) < careers.leads)
    return pd.DataFrame(
        {
            "person": people["person"].to_numpy()[table["at"]],
            "day": table["day"],
            "last": table["last"],
            "scale": np.array(careers.scales)[table["rank"]],
            "unit": people["unit"].to_numpy()[table["at"]],
            "leads": leads,
            "hours": hours[table["at"]],
        }
    )


# no promotion within any period that is looked at
NEVER = 10**6


def promotion_rates(model: DemoModel, people: pd.DataFrame) -> tuple[Floats, Floats]:
    """Give each person's rate of promotion per year, before and after the interventions began."""
    careers = model.careers
    before: Floats = careers.promotion * np.exp(total_shift(people, careers.promotion_shifts))
    return before, before * np.exp(total_shift(people, careers.promotion_after))


def _since(
    people: pd.DataFrame, table: pd.DataFrame, before: Floats, starts: NDArray[Any], rng: np.random.Generator
) -> NDArray[Any]:
    """Give the first day of each position: who was there before the files begin has been in the scale for a while."""
    entry = people["day"].to_numpy()
    with np.errstate(divide="ignore"):
        waited = np.minimum(rng.exponential(1.0, len(people)) / before * YEAR, NEVER).astype(int)
    since = np.where(entry < starts, np.maximum(entry, starts - waited), starts)
    day = table["day"].to_numpy()
    places = table["at"].to_numpy()
    return np.where(day == starts[places], since[places], day)


def _starting_ranks(model: DemoModel, people: pd.DataFrame, rng: np.random.Generator) -> NDArray[Any]:
    careers = model.careers
    cuts = ndtri(np.cumsum(careers.starting)[:-1])
    level = rng.normal(size=len(people)) + total_shift(people, careers.starting_shifts)
    ranks: NDArray[Any] = np.searchsorted(cuts, level)
    return ranks


def _part_time(model: DemoModel, people: pd.DataFrame) -> Floats:
    shares = dict(model.careers.part_time)
    return np.array([shares.get(gender, 0.0) for gender in people["gender"]], dtype=np.float64)


def _next_promotion(
    day: NDArray[Any], before: Floats, after: Floats, began: int, rng: np.random.Generator
) -> NDArray[Any]:
    """Draw the day of the next promotion, from rates per year of which the second holds from `began` on."""
    needed = rng.exponential(1.0, len(day)) * YEAR
    early = np.maximum(began - day, 0) * before
    with np.errstate(divide="ignore"):
        wait = np.where(needed <= early, needed / before, np.maximum(began - day, 0) + (needed - early) / after)
    # a position lasts a day at least
    found: NDArray[Any] = day + np.maximum(np.ceil(np.minimum(wait, NEVER)).astype(int), 1)
    return found
