"""True shares: who answers, who answers again, who is in a field of inclusion; first scores by who answered again."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from _truth.drawn import population
from _truth.worlds import World

if TYPE_CHECKING:
    from _truth.printed import Interval

#: the middle of the answers, from 1 to 5: whoever scores above it on both is in the field that is inclusion
CUT = 3.0


def response(world: World, it: Interval) -> float:
    """Give the share of the employees of a wave that answers."""
    found, wave = population(world), world.model.waves.index(it.waves[0])
    return float(found.answered[wave].sum() / found.employed[wave].sum())


def again(world: World, it: Interval) -> float:
    """Give the share of a group's first answers that is followed by another at the last of two waves."""
    return _again(world, it.characteristic, it.level, it.waves)


@lru_cache(maxsize=256)
def _again(world: World, characteristic: str, level: str, waves: tuple[str, ...]) -> float:
    found, (first, last) = population(world), _places(world, waves)
    there = found.answered[first] & found.group(characteristic, level)
    return float((there & found.answered[last]).sum() / there.sum())


def field(world: World, it: Interval) -> float:
    """Give the share of a group in a field of inclusion at a wave."""
    return _fields(world, it.characteristic, it.level, it.waves[0])[it.key.rpartition("/")[2]]


@lru_cache(maxsize=256)
def _fields(world: World, characteristic: str, level: str, wave: str) -> dict[str, float]:
    found, place = population(world), world.model.waves.index(wave)
    who = found.employed[place] & found.group(characteristic, level)
    high = [found.scores[f"pgis.{name}"][place, who] > CUT for name in ("belonging", "authenticity")]
    kinds = {"both": (True, True), "belonging_only": (True, False), "authenticity_only": (False, True),
             "neither": (False, False)}  # fmt: skip
    return {kind: float(((high[0] == one) & (high[1] == other)).mean()) for kind, (one, other) in kinds.items()}


def first_mean(world: World, it: Interval) -> float:
    """Give the mean first score of those who answered again, did not, left, or kept silent."""
    return _first(world, it.outcome, it.waves)[it.key.rpartition("/")[2]]


def first_difference(world: World, it: Interval) -> float:
    """Give how much lower those score who did not answer again, in standard deviations (root mean variance)."""
    return _first(world, it.outcome, it.waves)["difference"]


@lru_cache(maxsize=256)
def _first(world: World, outcome: str, waves: tuple[str, ...]) -> dict[str, float]:
    found, (first, last) = population(world), _places(world, waves)
    there, later, score = found.answered[first], found.answered[last], found.scores[outcome][first]
    kinds = {
        "again": there & later, "once": there & ~later, "left": there & ~found.employed[last],
        "silent": there & ~later & found.employed[last],
    }  # fmt: skip
    means = {kind: float(score[who].mean()) for kind, who in kinds.items()}
    spread = float(np.sqrt((score[kinds["again"]].var(ddof=1) + score[kinds["once"]].var(ddof=1)) / 2))
    return means | {"difference": (means["once"] - means["again"]) / spread}


def _places(world: World, waves: tuple[str, ...]) -> tuple[int, int]:
    return world.model.waves.index(waves[0]), world.model.waves.index(waves[-1])
