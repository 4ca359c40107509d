"""Careers: who was there before, in which scale people are, when they are promoted, and why they leave."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from evaluatie.study.demonstration.model import YEAR, DemoModel, Floats
from evaluatie.study.demonstration.people import births, draw_codes, total_shift

FULL_TIME, PART_TIME = 36, 24
TENURE = 8 * YEAR


def draw_former(model: DemoModel, people: pd.DataFrame, rng: np.random.Generator) -> tuple[pd.DataFrame, NDArray[Any]]:
    """Draw people who left before the first wave, within the years that the files go back.

    Going back day by day, as many leave as the rate of their group makes of the people who are there, themselves
    included; so that rate holds on every day. Their tenure is exponential as that of the others, so that the rate
    does not depend on it.

    Parameters
    ----------
    model : DemoModel
        The model.
    people : pandas.DataFrame
        As from :func:`draw_people`.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    tuple of pandas.DataFrame and array of int
        People with the columns of `people`, and the day on which each left (below zero).
    """
    first = -round(model.careers.history * YEAR)
    there = people[people["day"] <= 0]
    table = births(model)
    frames, exits = [], []
    for (gender, origin, exposed), current in there.groupby(["gender", "origin", "exposed"], sort=True):
        about = {"gender": str(gender), "origin": str(origin), "exposed": str(exposed)}
        rate = float(_rates(model, pd.DataFrame([about]))[0]) / YEAR
        left = _left_before(current["day"].to_numpy(), rate, first, rng)
        if len(left):
            kinds = table[table["origin"] == about["origin"]]
            kind = rng.choice(len(kinds), len(left), p=kinds["chance"].to_numpy() / kinds["chance"].sum())
            units = np.unique(current["unit"])
            frame = kinds.iloc[kind].drop(columns="chance").reset_index(drop=True)
            frames.append(frame.assign(**about, unit=rng.choice(units, len(left)), day=left[:, 0]))
            exits.append(left[:, 1])
    if not frames:
        return people.iloc[:0], np.zeros(0, dtype=int)
    return _completed(model, pd.concat(frames, ignore_index=True), people, rng), np.concatenate(exits)


def _rates(model: DemoModel, people: pd.DataFrame) -> Floats:
    """Give the rate of leaving by kind: belonging is standard normal among those who are there."""
    spread = np.exp(model.leaving_by_belonging**2 / 2)
    rates: Floats = model.leaving * np.exp(total_shift(people, model.leaving_shifts)) * spread
    return rates


def _left_before(entries: NDArray[Any], rate: float, first: int, rng: np.random.Generator) -> NDArray[Any]:
    """Draw days of entry and exit of former colleagues, going back from the first wave: shape (people, 2)."""
    ordered = np.sort(entries)
    # how many of those drawn came on each day: going back beyond it, they are not there
    came = np.zeros(1 - first, dtype=int)
    drawn, there = [np.zeros((0, 2), dtype=int)], 0
    for day in range(-1, first - 1, -1):
        there -= came[-day - 1]
        leave = rng.poisson(rate * (np.searchsorted(ordered, day, "right") + there))
        entered = day - rng.exponential(TENURE, leave).astype(int)
        np.add.at(came, -entered[entered >= first], 1)
        there += leave
        drawn.append(np.column_stack([entered, np.full(leave, day)]))
    return np.concatenate(drawn)


def _completed(model: DemoModel, former: pd.DataFrame, people: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Give former colleagues codes and days, with the columns of the others."""
    first = np.datetime64(model.dates[0], "D")
    codes = draw_codes(len(former), rng, taken=set(people["person"]))
    age = np.clip(rng.normal(*model.age_of_joiners, len(former)), 18, 60)
    entry = first + former["day"].to_numpy()
    born = entry - np.floor(age * YEAR).astype(int)
    return former.assign(person=codes, entry=entry, born=born)[list(people.columns)]


def draw_reasons(model: DemoModel, people: pd.DataFrame, rng: np.random.Generator) -> NDArray[Any]:
    """Draw what the file would say of each exit: voluntary, retirement, contract, other, or nothing.

    Parameters
    ----------
    model : DemoModel
        The model.
    people : pandas.DataFrame
        With ``gender``, ``origin``, ``exposed``.
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
    others = rng.choice(["contract", "retirement", "other"], len(people), p=[0.5, 0.3, 0.2])
    reasons = np.where(voluntary, "voluntary", others).astype(object)
    reasons[rng.random(len(people)) < careers.reason_unknown] = None
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
