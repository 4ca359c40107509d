"""Who there is: people with a gender, an age, an origin, a unit, and a day of entry and of exit."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.study.demonstration.model import EXPOSED, YEAR, DemoModel, Floats
from evaluatie.study.demonstration.origins import BIRTHS
from evaluatie.study.demonstration.shifts import Shift, Who

# no exit within any period that is looked at
NEVER = 10**6


def as_days(count: Any) -> NDArray[np.timedelta64]:
    """Give whole numbers as lengths of time in days, to be added to a date."""
    return np.asarray(count).astype("timedelta64[D]")


def matches(people: pd.DataFrame, who: Who) -> NDArray[np.bool_]:
    """Say which rows are the people that an effect or a shift concerns."""
    found = np.ones(len(people), dtype=bool)
    for characteristic, level in who.items():
        found &= (people[characteristic] == level).to_numpy()
    return found


def total_shift(people: pd.DataFrame, shifts: tuple[Shift, ...]) -> Floats:
    """Add up the shifts that concern each row."""
    total = np.zeros(len(people))
    for shift in shifts:
        total += shift.size * matches(people, shift.who)
    return total


def births(model: DemoModel) -> pd.DataFrame:
    """Give the chance of each combination of countries of birth, with the origins that follow from it."""
    return pd.DataFrame(
        {
            "own": [birth.own for birth in BIRTHS],
            "mother": [birth.mother for birth in BIRTHS],
            "father": [birth.father for birth in BIRTHS],
            "origin": [birth.origin for birth in BIRTHS],
            "origin_1999": [birth.origin_1999 for birth in BIRTHS],
            "chance": [birth.share * model.origins.get(birth.origin, 0.0) for birth in BIRTHS],
        }
    )


def draw_people(model: DemoModel, rng: np.random.Generator) -> pd.DataFrame:
    """Draw everyone who is ever employed in the period.

    Parameters
    ----------
    model : DemoModel
        The model.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    pandas.DataFrame
        One row per person: ``person`` (a code), ``gender``, ``origin``, ``origin_1999``, ``own``, ``mother`` and
        ``father`` (countries of birth), ``unit`` (a number), ``exposed``, ``born`` and ``entry`` (dates), and ``day``
        (of entry, from the first wave; below zero for who was there already).
    """
    count = model.persons + model.joiners
    table = births(model)
    kind = rng.choice(len(table), count, p=table["chance"].to_numpy() / table["chance"].sum())
    unit = rng.integers(model.units, size=count)
    joins = np.arange(count) >= model.persons
    people = table.iloc[kind].drop(columns="chance").reset_index(drop=True)
    people.insert(0, "person", draw_codes(count, rng))
    people.insert(1, "gender", rng.choice(list(model.genders), count, p=list(model.genders.values())))
    people["unit"] = unit
    people["exposed"] = np.where(unit < model.exposed_units, *EXPOSED)
    age = np.where(joins, _ages(model.age_of_joiners, count, rng), _ages(model.age, count, rng))
    tenure = np.minimum(rng.exponential(8, count), age - 18) * YEAR
    joined = rng.integers(1, max(model.days[-1], 1) + 1, count)
    people["day"] = np.where(joins, joined, -np.floor(tenure)).astype(int)
    first = np.datetime64(model.dates[0], "D")
    people["born"] = first + as_days(np.where(joins, people["day"], 0) - np.floor(age * YEAR))
    people["entry"] = first + as_days(people["day"].to_numpy())
    return people


def draw_exits(
    model: DemoModel, people: pd.DataFrame, stable_belonging: Floats, rng: np.random.Generator,
    early: np.random.Generator,
) -> NDArray[Any]:  # fmt: skip
    """Draw the day on which each person leaves, from the first wave; NEVER for who outlasts all that is looked at.

    Parameters
    ----------
    model : DemoModel
        The model.
    people : pandas.DataFrame
        As from :func:`draw_people`.
    stable_belonging : array of shape (people,)
        The stable part of belonging, standardised.
    rng, early : numpy.random.Generator
        Sources of chance: of the rate that always holds, and of what comes on top of it before interventions began.

    Returns
    -------
    array of int of shape (people,)
    """
    rate = leaving_rate(model, people, stable_belonging)
    waited = rng.exponential(1.0, len(people)) / np.maximum(rate, 1e-12) * YEAR
    start = np.maximum(people["day"].to_numpy(), 0)
    days = start + waited
    if model.leaving_before:
        more = rate * np.expm1(total_shift(people, model.leaving_before))
        sooner = start + early.exponential(1.0, len(people)) / np.maximum(more, 1e-12) * YEAR
        days = np.where(sooner < (model.began or 0), np.minimum(days, sooner), days)
    found: NDArray[Any] = np.minimum(np.floor(days), NEVER).astype(int)
    return found


def leaving_rate(model: DemoModel, people: pd.DataFrame, stable_belonging: Floats) -> Floats:
    """Give the rate of leaving, per year; a column of values of belonging gives a table."""
    shift = total_shift(people, model.leaving_shifts) + model.leaving_by_belonging * stable_belonging
    rate: Floats = model.leaving * np.exp(shift)
    return rate


def leaving_until(model: DemoModel, people: pd.DataFrame, stable_belonging: Floats, day: NDArray[Any]) -> Floats:
    """Give the cumulative hazard of leaving from the first wave to some days.

    Parameters
    ----------
    model : DemoModel
        The model.
    people : pandas.DataFrame of shape (people, ...)
        With what shifts concern.
    stable_belonging : array, broadcast against `people` in the last axis
        The stable part of belonging, standardised.
    day : array of int of shape (days,)
        Days from the first wave, not before it.

    Returns
    -------
    array of shape (days, ..., people)
    """
    rate = leaving_rate(model, people, stable_belonging) / YEAR
    early = np.minimum(day, max(model.began or 0, 0))
    more = np.expm1(total_shift(people, model.leaving_before))
    hazard: Floats = np.multiply.outer(day, rate) + np.multiply.outer(early, rate * more)
    return hazard


def _ages(distribution: tuple[float, float], count: int, rng: np.random.Generator) -> Floats:
    ages: Floats = np.clip(rng.normal(*distribution, count), 18.0, 66.0)
    return ages


def draw_codes(count: int, rng: np.random.Generator, taken: Collection[str] = ()) -> list[str]:
    """Make codes that say nothing: a letter and six digits (of many people nine), each once, and none that is taken."""
    digits = 6 if count + len(taken) <= 10**6 else 9
    drawn = [f"P{number:0{digits}d}" for number in rng.choice(10**digits, count + len(taken), replace=False)]
    return [code for code in drawn if code not in taken][:count]
