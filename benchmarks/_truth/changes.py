"""Standardised and robust forms of a true change: from the spreads and the changes of a drawn population."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.signal import fftconvolve

from _truth.drawn import population
from _truth.worlds import World
from evaluatie.study.demonstration import true_values

#: a score is a mean of whole numbers of at most 16 items: every difference is a multiple of one over this
STEPS = 5040
TRIM = 0.2


@lru_cache(maxsize=512)
def standardised(world: World, outcome: str, waves: tuple[str, ...], people: str, term: str) -> float:
    """Give a true change divided by a standard deviation; Hedges' correction aims at the same number."""
    change, (first, last) = true_change(world, outcome, waves, people), _places(world, waves)
    if not change:
        return 0.0
    found = population(world)
    before, after = (found.spread(outcome, wave, people) for wave in (first, last))
    if term in ("d_av", "g_av"):
        return change / float(np.sqrt((before**2 + after**2) / 2))
    if term in ("d_b", "g_b"):
        return change / before
    apart = float(found.changes(outcome, first, last).std(ddof=1))
    correlation = (before**2 + after**2 - apart**2) / (2 * before * after)
    return change / apart * (1.0 if term in ("d_z", "g_z") else float(np.sqrt(2 * (1 - correlation))))


def true_change(world: World, outcome: str, waves: Sequence[str], people: str) -> float:
    """Give the true change of everyone, in points; 0 where nothing changes."""
    if not world.changed and people == "stayers":
        return 0.0
    return _changes(world)[outcome, "-".join(waves), people]


@lru_cache(maxsize=4)
def _changes(world: World) -> dict[tuple[str, str, str], float]:
    rows = true_values(world.model).query("quantity == 'change' and characteristic == 'all'")
    keys = zip(rows["outcome"], rows["waves"], rows["people"], strict=True)
    return dict(zip(keys, rows["value"].astype(float), strict=True))


def _places(world: World, waves: Sequence[str]) -> tuple[int, int]:
    return world.model.waves.index(waves[0]), world.model.waves.index(waves[-1])


@lru_cache(maxsize=256)
def robust(world: World, outcome: str, waves: tuple[str, ...], term: str) -> float:
    """Give the true change of trimmed means, the pseudo-median, or the rank-biserial correlation of the stayers."""
    if not world.changed:
        return 0.0  # the changes of the stayers are symmetric about 0
    first, last = _places(world, waves)
    found = population(world)
    both = found.employed[first] & found.employed[last]
    if term == "trimmed_change":
        return trimmed(found.scores[outcome][last, both]) - trimmed(found.scores[outcome][first, both])
    changes = found.changes(outcome, first, last)
    return pseudo_median(changes) if term == "pseudo_median" else rank_biserial(changes)


def trimmed(values: Any) -> float:
    """Give the mean of the middle 60%."""
    ordered, cut = np.sort(values), int(TRIM * len(values))
    return float(ordered[cut : len(ordered) - cut].mean())


def pseudo_median(values: Any) -> float:
    """Give the median of the means of all two values, from how often each value occurs."""
    level, count = np.unique(np.round(values * STEPS).astype(int), return_counts=True)
    low = level.min()
    share = np.zeros(level.max() - low + 1)
    share[level - low] = count / count.sum()
    sums = np.clip(fftconvolve(share, share), 0, None)
    place = int(np.searchsorted(np.cumsum(sums), sums.sum() / 2))
    return (place + 2 * low) / (2 * STEPS)


def rank_biserial(values: Any) -> float:
    """Give the ranks of who rose minus those of who fell, over all of them; who did not change is left out."""
    moved = values[np.abs(values) > 1e-9]
    _, place, count = np.unique(np.round(np.abs(moved) * STEPS), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    return float((np.sign(moved) * ranks).sum() / ranks.sum())
