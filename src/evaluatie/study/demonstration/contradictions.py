"""Personnel files as systems leave them: rows that contradict each other, and days in four ways of writing.

What is true stays true: by the rules of the settling of careers, what is added here is taken out again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

#: How many people get which contradiction; nobody gets two.
CONTRADICTIONS = {
    "a contract that overlaps the next one, and no origin in one of the two rows": 12,
    "a contract that is renewed, up to three weeks later": 25,
    "the same row twice": 8,
    "one more row with an exit before entry": 6,
    "a secondment of half a year to a year": 10,
    "one person more who left, and came back under the same code": 10,
    "a position after the exit": 8,
    "a second position of 8 hours": 15,
    "a position without an end, before the next one": 20,
}
#: On this day the lowest scale is done away with, and everyone in it goes to the next.
RESCALED = pd.Timestamp("2018-07-01")
MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
          "november", "december")  # fmt: skip
# contradictions lie between these days, before the first wave: who could answer is not touched by them
_SINCE, _BEFORE = pd.Timestamp("2015-01-01"), pd.Timestamp("2018-12-31")
_AFTER = pd.Timestamp("2020-01-01")
_Rows = tuple[pd.DataFrame, pd.DataFrame]


def with_contradictions(
    persons: pd.DataFrame, positions: pd.DataFrame, scales: Sequence[str], seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add a collective rescaling and every contradiction of the list.

    Parameters
    ----------
    persons, positions : pandas.DataFrame
        As from :func:`persons_as_exported` and :func:`positions_as_exported`.
    scales : sequence of str
        The pay scales from low to high.
    seed : int
        The seed.

    Returns
    -------
    tuple of pandas.DataFrame
        Persons and positions, in the order of codes and days.
    """
    rng = np.random.default_rng([seed, 200])
    positions = rescaled(positions, scales)
    free = set(persons["persoonscode"])
    for count, add in zip(CONTRADICTIONS.values(), _ADDING, strict=True):
        persons, positions, used = add(persons, positions, sorted(free), count, rng)
        free -= set(used)
    return _in_order(persons, "in_dienst"), _in_order(positions, "begin")


def _in_order(rows: pd.DataFrame, day: str) -> pd.DataFrame:
    return rows.sort_values(["persoonscode", day], kind="stable", ignore_index=True)


def rescaled(positions: pd.DataFrame, scales: Sequence[str]) -> pd.DataFrame:
    """Do away with the lowest scale: who is in it, or comes into it later, is one scale higher from then on."""
    rank = positions["schaal"].map({scale: place for place, scale in enumerate(scales)})
    goes_on = positions["einde"].isna() | (positions["einde"] >= RESCALED)
    moved = positions["persoonscode"].isin(positions.loc[(rank == 0) & goes_on, "persoonscode"])
    cut = (rank == 0) & goes_on & (positions["begin"] < RESCALED)
    before = positions[cut].assign(einde=RESCALED - pd.Timedelta(days=1))
    higher = [scales[min(place + 1, len(scales) - 1)] for place in rank]
    later = positions.assign(schaal=np.where(moved & goes_on, higher, positions["schaal"]))
    later["begin"] = later["begin"].mask(cut, RESCALED)
    return pd.concat([before, later], ignore_index=True)


def in_four_ways(days: pd.Series, rng: np.random.Generator) -> list[str]:
    """Write days as text: 2019-10-14, 14-10-2019, 14 oktober 2019 or 20191014; nothing where there is none.

    Parameters
    ----------
    days : pandas.Series
        Days, missing where there is none.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    list of str
    """
    ways: tuple[Callable[[pd.Timestamp], str], ...] = (
        lambda day: f"{day:%Y-%m-%d}",
        lambda day: f"{day:%d-%m-%Y}",
        lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        lambda day: f"{day:%Y%m%d}",
    )
    chosen = rng.integers(len(ways), size=len(days))
    return ["" if pd.isna(day) else ways[way](day) for day, way in zip(days, chosen, strict=True)]


_Added = tuple[pd.DataFrame, pd.DataFrame, list[str]]


def _of_long_standing(persons: pd.DataFrame, free: list[str], count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Choose people who were there all the time in which contradictions lie."""
    there = (persons["in_dienst"] < _SINCE) & (persons["uit_dienst"].isna() | (persons["uit_dienst"] > _AFTER))
    able = persons[there & persons["persoonscode"].isin(free)]
    return able.iloc[np.sort(rng.choice(len(able), count, replace=False))]


def _some_day(count: int, rng: np.random.Generator) -> pd.Series:
    return pd.Series(_SINCE + pd.to_timedelta(rng.integers((_BEFORE - _SINCE).days, size=count), unit="D"))


def _in_two(persons: pd.DataFrame, chosen: pd.DataFrame, ends: pd.Series, begins: pd.Series, why: str) -> _Rows:
    """Give the others, and of those chosen two rows: one that ends, with a reason, and one that begins."""
    others = persons.drop(index=chosen.index)
    first = chosen.assign(uit_dienst=ends.to_numpy(), reden=why)
    return others, pd.concat([first, chosen.assign(in_dienst=begins.to_numpy())])


def _overlapping(persons: pd.DataFrame, positions: pd.DataFrame, free: list[str], count: int,
                 rng: np.random.Generator) -> _Added:  # fmt: skip
    chosen, day = _of_long_standing(persons, free, count, rng), _some_day(count, rng)
    others, both = _in_two(persons, chosen, day + pd.Timedelta(days=60), day, "einde contract")
    both["herkomst"] = both["herkomst"].where(np.arange(len(both)) >= count, "")
    return pd.concat([others, both], ignore_index=True), positions, chosen["persoonscode"].tolist()


def _renewed(persons: pd.DataFrame, positions: pd.DataFrame, free: list[str], count: int,
             rng: np.random.Generator) -> _Added:  # fmt: skip
    chosen, day = _of_long_standing(persons, free, count, rng), _some_day(count, rng)
    again = day + pd.to_timedelta(rng.integers(1, 22, size=count), unit="D")
    both = pd.concat(_in_two(persons, chosen, day, again, "einde contract"), ignore_index=True)
    return both, positions, chosen["persoonscode"].tolist()


def _double(persons: pd.DataFrame, positions: pd.DataFrame, free: list[str], count: int,
            rng: np.random.Generator) -> _Added:  # fmt: skip
    chosen = _of_long_standing(persons, free, count, rng)
    return pd.concat([persons, chosen], ignore_index=True), positions, chosen["persoonscode"].tolist()


def _turned(persons: pd.DataFrame, positions: pd.DataFrame, free: list[str], count: int,
            rng: np.random.Generator) -> _Added:  # fmt: skip
    chosen, day = _of_long_standing(persons, free, count, rng), _some_day(count, rng)
    wrong = chosen.assign(in_dienst=day.to_numpy(), uit_dienst=(day - pd.Timedelta(days=31)).to_numpy(), reden="overig")
    return pd.concat([persons, wrong], ignore_index=True), positions, chosen["persoonscode"].tolist()


def _seconded(persons: pd.DataFrame, positions: pd.DataFrame, free: list[str], count: int,
              rng: np.random.Generator) -> _Added:  # fmt: skip
    chosen, day = _of_long_standing(persons, free, count, rng), _some_day(count, rng)
    back = day + pd.to_timedelta(rng.integers(180, 366, size=count), unit="D")
    both = pd.concat(_in_two(persons, chosen, day, back, "detachering"), ignore_index=True)
    return both, positions, chosen["persoonscode"].tolist()


def _back_again(persons: pd.DataFrame, positions: pd.DataFrame, free: list[str], count: int,
                rng: np.random.Generator) -> _Added:  # fmt: skip
    """Give people who left the code of somebody like them who came later."""
    left = persons[persons["persoonscode"].isin(free) & (persons["uit_dienst"] < _BEFORE)]
    came = persons[persons["persoonscode"].isin(free) & (persons["in_dienst"] > _SINCE)]
    pairs = left[left["reden"] != "pensioen"].merge(came, on=["geslacht", "herkomst"], suffixes=("", "_later"))
    adult = pairs["in_dienst"] - pairs["geboortedatum_later"] > pd.Timedelta(days=19 * 366)
    pairs = pairs[adult & (pairs["in_dienst_later"] - pairs["uit_dienst"] > pd.Timedelta(days=200))]
    pairs = pairs.iloc[rng.permutation(len(pairs))]
    pairs = pairs.drop_duplicates("persoonscode").drop_duplicates("persoonscode_later")
    pairs = pairs[~pairs["persoonscode"].isin(pairs["persoonscode_later"])].head(count)
    code = dict(zip(pairs["persoonscode"], pairs["persoonscode_later"], strict=True))
    born = dict(zip(pairs["persoonscode"], pairs["geboortedatum_later"], strict=True))
    known = persons["persoonscode"].map(born)
    persons = persons.assign(geboortedatum=known.fillna(persons["geboortedatum"]))
    one = [table.assign(persoonscode=table["persoonscode"].replace(code)) for table in (persons, positions)]
    return one[0], one[1], list(code.values())


def _outside(persons: pd.DataFrame, positions: pd.DataFrame, free: list[str], count: int,
             rng: np.random.Generator) -> _Added:  # fmt: skip
    left = persons[persons["persoonscode"].isin(free) & persons["uit_dienst"].between(_SINCE, _BEFORE)]
    chosen = left.iloc[np.sort(rng.choice(len(left), count, replace=False))].set_index("persoonscode")["uit_dienst"]
    last = positions[positions["persoonscode"].isin(chosen.index)].drop_duplicates("persoonscode", keep="last")
    exits = last["persoonscode"].map(chosen)
    more = last.assign(begin=exits + pd.Timedelta(days=10), einde=exits + pd.Timedelta(days=100))
    return persons, pd.concat([positions, more], ignore_index=True), last["persoonscode"].tolist()


def _beside(persons: pd.DataFrame, positions: pd.DataFrame, free: list[str], count: int,
            rng: np.random.Generator) -> _Added:  # fmt: skip
    # without an end, the first position would last until the second begins
    long = positions["einde"] - positions["begin"] > pd.Timedelta(days=400)
    able = positions[long & positions["persoonscode"].isin(free) & positions["begin"].between(_SINCE, _BEFORE)]
    able = able.drop_duplicates("persoonscode")
    chosen = able.iloc[np.sort(rng.choice(len(able), count, replace=False))]
    day, units = chosen["begin"] + pd.Timedelta(days=30), sorted(set(positions["afdeling"]))
    more = chosen.assign(begin=day, einde=day + pd.Timedelta(days=300), uren=8, leidinggevend="nee",
                         afdeling=rng.choice(units, count))  # fmt: skip
    return persons, pd.concat([positions, more], ignore_index=True), chosen["persoonscode"].tolist()


def _endless(persons: pd.DataFrame, positions: pd.DataFrame, free: list[str], count: int,
             rng: np.random.Generator) -> _Added:  # fmt: skip
    ordered = positions.sort_values(["persoonscode", "begin"], kind="stable")
    followed = ordered["persoonscode"].duplicated(keep="last") & ordered["persoonscode"].isin(free)
    first = ordered[followed].drop_duplicates("persoonscode")
    able: NDArray[np.int64] = first.index.to_numpy()
    chosen = np.sort(rng.choice(able, count, replace=False))
    open_ = positions.assign(einde=positions["einde"].mask(positions.index.isin(chosen)))
    return persons, open_, positions.loc[chosen, "persoonscode"].tolist()


_ADDING = (_overlapping, _renewed, _double, _turned, _seconded, _back_again, _outside, _beside, _endless)
