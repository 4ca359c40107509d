"""True shares: who answers, who answers again, who is in a field of inclusion; and first scores by who answered again."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from _truth.drawn import Population, population
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
    found, last = population(world), world.model.waves.index(it.waves[-1])
    first = found.answered[0] if it.waves[0] == "t0" else found.answered[world.model.waves.index(it.waves[0])]
    first = first & found.group(it.characteristic, it.level)
    return float((first & found.answered[last]).sum() / first.sum())


def field(world: World, it: Interval) -> float:
    """Give the share of a group in a field of inclusion at a wave."""
    found, wave = population(world), world.model.waves.index(it.waves[0])
    who = found.employed[wave] & found.group(it.characteristic, it.level)
    belonging, authenticity = (found.scores[f"pgis.{name}"][wave, who] > CUT for name in ("belonging", "authenticity"))
    kinds = {
        "both": belonging & authenticity, "belonging_only": belonging & ~authenticity,
        "authenticity_only": ~belonging & authenticity, "neither": ~belonging & ~authenticity,
    }  # fmt: skip
    return float(kinds[it.key.rpartition("/")[2]].mean())


def first_mean(world: World, it: Interval) -> float:
    """Give the mean first score of those who answered again, did not, left, or kept silent."""
    return float(_first(world, it.waves)[it.key.rpartition("/")[2]][it.outcome].mean())


def first_difference(world: World, it: Interval) -> float:
    """Give how much lower those score who did not answer again, in standard deviations (root mean variance)."""
    kinds = _first(world, it.waves)
    one, other = kinds["again"][it.outcome], kinds["once"][it.outcome]
    return float((other.mean() - one.mean()) / np.sqrt((one.var(ddof=1) + other.var(ddof=1)) / 2))


@lru_cache(maxsize=4)
def _first(world: World, waves: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    found: Population = population(world)
    first, last = (world.model.waves.index(wave) for wave in (waves[0], waves[-1]))
    there, later = found.answered[first], found.answered[last]
    kinds = {
        "again": there & later, "once": there & ~later, "left": there & ~found.employed[last],
        "silent": there & ~later & found.employed[last],
    }  # fmt: skip
    return {kind: {name: of[first, who] for name, of in found.scores.items()} for kind, who in kinds.items()}
