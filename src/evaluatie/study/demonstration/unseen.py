"""People whom no wave saw: who left before the first one, and who came after the last."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.study.demonstration.model import EXPOSED, YEAR, DemoModel, Floats
from evaluatie.study.demonstration.people import as_days, births, draw_codes, draw_exits, total_shift

TENURE = 8 * YEAR
# at exit, and at entry, in days: who stayed for long is not so old that nobody would believe it
OLDEST, YOUNGEST = round(66 * YEAR), round(18 * YEAR)


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
        rates = _daily_rates(model, pd.DataFrame([about]), first)
        left = _left_before(current["day"].to_numpy(), rates, rng)
        if len(left):
            kinds = table[table["origin"] == about["origin"]]
            kind = rng.choice(len(kinds), len(left), p=kinds["chance"].to_numpy() / kinds["chance"].sum())
            units = np.unique(current["unit"])
            frame = kinds.iloc[kind].drop(columns="chance").reset_index(drop=True)
            frames.append(frame.assign(**about, unit=rng.choice(units, len(left)), day=left[:, 0]))
            exits.append(left[:, 1])
    if not frames:
        return people.iloc[:0], np.zeros(0, dtype=int)
    former, left = _completed(model, pd.concat(frames, ignore_index=True), people, rng), np.concatenate(exits)
    day, born = np.datetime64(model.dates[0], "D"), former["born"].to_numpy().astype("datetime64[D]")
    oldest, youngest = day + as_days(left - OLDEST), day + as_days(former["day"].to_numpy() - YOUNGEST)
    return former.assign(born=np.minimum(np.maximum(born, oldest), youngest)), left


def _daily_rates(model: DemoModel, kind: pd.DataFrame, first: int) -> Floats:
    """Give a kind of people's rate of leaving on each day, from the one before the first wave back to the first."""
    days = np.arange(-1, first - 1, -1)
    early = total_shift(kind, model.leaving_before) * (days < (first if model.began is None else model.began))
    rates: Floats = mean_rate(model, kind) / YEAR * np.exp(early)
    return rates


def mean_rate(model: DemoModel, people: pd.DataFrame) -> Floats:
    """Give the mean rate of leaving by kind since the interventions: among those there belonging is standard normal."""
    spread = np.exp(model.leaving_by_belonging**2 / 2)
    rates: Floats = model.leaving * np.exp(total_shift(people, model.leaving_shifts)) * spread
    return rates


def _left_before(entries: NDArray[Any], rates: Floats, rng: np.random.Generator) -> NDArray[Any]:
    """Draw days of entry and exit of former colleagues, going back from the first wave: shape (people, 2)."""
    ordered, first = np.sort(entries), -len(rates)
    # how many of those drawn came on each day: going back beyond it, they are not there
    came = np.zeros(1 - first, dtype=int)
    drawn, there = [np.zeros((0, 2), dtype=int)], 0
    for day in range(-1, first - 1, -1):
        there -= came[-day - 1]
        leave = rng.poisson(rates[-day - 1] * (np.searchsorted(ordered, day, "right") + there))
        # nobody works for longer than from the youngest to the oldest age: one in 400 would
        entered = day - np.minimum(rng.exponential(TENURE, leave), OLDEST - YOUNGEST).astype(int)
        np.add.at(came, -entered[entered >= first], 1)
        there += leave
        drawn.append(np.column_stack([entered, np.full(leave, day)]))
    return np.concatenate(drawn)


def _completed(model: DemoModel, former: pd.DataFrame, people: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Give former colleagues codes and days, with the columns of the others."""
    first = np.datetime64(model.dates[0], "D")
    codes = draw_codes(len(former), rng, taken=set(people["person"]))
    age = np.clip(rng.normal(*model.age_of_joiners, len(former)), 18, 60)
    entry = first + as_days(former["day"].to_numpy())
    born = entry - as_days(np.floor(age * YEAR))
    return former.assign(person=codes, entry=entry, born=born)[list(people.columns)]


def draw_later(
    model: DemoModel, people: pd.DataFrame, last: int, rng: np.random.Generator
) -> tuple[pd.DataFrame, NDArray[Any]]:
    """Draw people who come between the last wave and the last day in the files, as joiners did before.

    Parameters
    ----------
    model : DemoModel
        The model.
    people : pandas.DataFrame
        Everyone who was drawn before, as from :func:`draw_people`.
    last : int
        The last day, from the first wave.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    tuple of pandas.DataFrame and array of int
        People with the columns of `people`, and the day on which each leaves, from the first wave.
    """
    wave = model.days[-1]
    count = round(model.persons * model.joining * (last - wave) / YEAR)
    table = births(model)
    kind = rng.choice(len(table), count, p=table["chance"].to_numpy() / table["chance"].sum())
    frame = table.iloc[kind].drop(columns="chance").reset_index(drop=True)
    frame["gender"] = rng.choice(list(model.genders), count, p=list(model.genders.values()))
    frame["unit"] = rng.integers(model.units, size=count)
    frame["exposed"] = np.where(frame["unit"] < model.exposed_units, *EXPOSED)
    frame["day"] = rng.integers(wave + 1, last + 1, size=count)
    later = _completed(model, frame, people, rng)
    return later, draw_exits(model, later, rng.standard_normal(count), rng, rng)
