"""What is true of careers: rates, ratios, curves. Hazards do not depend on age, tenure or scale in the model.

The rates are those of :func:`evaluatie.study.demonstration.true_rates`. Among the people who are there the stable part
of belonging is taken as standard normal; that who leave feel they belong less moves the mean rate by less than 1%
within the years between two waves.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from _truth.worlds import World
from evaluatie.study.demonstration import true_rates
from evaluatie.study.demonstration.employment import cells

DUTCH = "nederland"


@lru_cache(maxsize=4)
def _rates(world: World) -> pd.DataFrame:
    """Give rates by kind of people with the share of each; before the interventions and since."""
    kinds = cells(world.model).groupby(["origin", "exposed"], as_index=False)["chance"].sum()
    return true_rates(world.model).merge(kinds, on=["origin", "exposed"])


def rate(world: World, flow: str, characteristic: str, level: str) -> float | None:
    """Give a yearly rate of a group; None where it was not the same on all days, or is not in the model."""
    kinds = _kinds(world, flow, characteristic, level)
    return None if kinds is None else float(np.average(kinds["rate"], weights=kinds["chance"]))


def _kinds(world: World, flow: str, characteristic: str, level: str) -> pd.DataFrame | None:
    table = _rates(world)
    mine = table[table["flow"] == flow]
    if characteristic == "origin":
        mine = mine[mine["origin"] == level]
    periods = mine.pivot_table(index=["origin", "exposed"], columns="period", values="rate")
    if mine.empty or not np.allclose(periods["before"], periods["since"]):
        return None
    return mine[mine["period"] == "since"]


def ratio(world: World, flow: str, characteristic: str, level: str) -> float | None:
    """Give the ratio of a group's rate to its reference's; age and gender change no rate."""
    if characteristic != "origin":
        return 1.0
    mine, theirs = (rate(world, flow, "origin", each) for each in (level, DUTCH))
    return None if mine is None or theirs is None else mine / theirs


def survival(world: World, characteristic: str, level: str, years: float) -> float | None:
    """Give the share that is still there so many years after entry."""
    found = rate(world, "outflow", characteristic, level)
    return None if found is None else float(np.exp(-found * years))


def years_stayed(world: World, characteristic: str, level: str, horizon: float) -> float | None:
    """Give how many years longer a group stays than its reference, within the horizon."""
    if characteristic != "origin":
        return 0.0
    mine, theirs = (rate(world, "outflow", "origin", each) for each in (level, DUTCH))
    if mine is None or theirs is None:
        return None
    return float(-np.expm1(-mine * horizon) / mine + np.expm1(-theirs * horizon) / theirs)


def incidence(world: World, flow: str, characteristic: str, level: str, years: float) -> float | None:
    """Give the share that is promoted, or has left before it, so many years after it came into a scale."""
    up, out = (_kinds(world, each, characteristic, level) for each in ("promotion", "outflow"))
    if up is None or out is None:
        return None
    both = up.merge(out, on=["origin", "exposed", "chance"], suffixes=("_up", "_out"))
    total = both["rate_up"] + both["rate_out"]
    share = both["rate_up" if flow == "promotion" else "rate_out"] / total * -np.expm1(-total * years)
    return float(np.average(share, weights=both["chance"]))
