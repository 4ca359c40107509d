"""A world of few units of 30 to 80 people, in which six outcomes tell together what people of one unit have in common.

Answers are normal; outcomes correlate by 0.5, between units as between people. The first outcome is judged: its mean at
a wave, and its change.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np

from _coverage.cells import Cell, Judged, Sample, limits, shifted
from _coverage.direct import two
from _coverage.items import Floats
from _coverage.units import PERSON, SILENT
from evaluatie.effects.changes import Change
from evaluatie.effects.describing import mean
from evaluatie.effects.few_teams import (
    Common,
    change_in_few,
    effective_teams,
    intraclass,
    intraclass_of_change,
    mean_in_few,
    pooled,
)
from evaluatie.effects.overlapping import overlapping_from_waves
from evaluatie.effects.paired import paired_from_complete
from evaluatie.evaluation.in_common import STEP, STEP_OF_CHANGES
from evaluatie.result import NotEnoughData

UNITS = (3, 4, 6)
OUTCOMES, CORRELATION = 6, 0.5
#: shares of the variance of the unit, and of the unit at a wave
WORLDS = {
    "units differ": (0.08, 0.02), "units differ much": (0.20, 0.05), "units do not differ": (0.0, 0.0),
}  # fmt: skip


def cells() -> Iterator[Cell]:
    """Give the cells."""
    for units in UNITS:
        for words, shares in WORLDS.items():
            yield Cell("few units", words, units, "both", partial(sampled, units, *shares))


def sampled(units: int, unit: float, unit_wave: float) -> Sample:
    """Estimate a mean and a change, as of independent people and with what people of one unit have in common."""
    root = np.linalg.cholesky(np.full((OUTCOMES, OUTCOMES), CORRELATION) + (1 - CORRELATION) * np.eye(OUTCOMES))
    of = np.repeat(np.arange(units), np.rint(np.linspace(30, 80, units)).astype(int))
    rest = 1 - unit - unit_wave - PERSON

    def drawn(rng: np.random.Generator, share: float, n: int) -> Floats:
        return rng.standard_normal((n, OUTCOMES)) @ root.T * share**0.5

    def sample(rng: np.random.Generator, _: bool) -> Iterator[Judged]:
        person = drawn(rng, PERSON, len(of)) + drawn(rng, unit, units)[of]
        waves = [person + drawn(rng, unit_wave, units)[of] + drawn(rng, rest, len(of)) for _ in range(2)]
        pre, post = (np.where(rng.random((len(of), 1)) < SILENT, np.nan, wave) for wave in waves)
        yield from _levels(pre, of)
        yield from _changes(pre, post, of)

    return sample


def _levels(pre: Floats, of: Any) -> Iterator[Judged]:
    known = ~np.isnan(pre[:, 0])
    common = pooled([intraclass(pre[known, at], of[known]) for at in range(OUTCOMES)], effective_teams(of), STEP)
    alone = mean(pre[known, 0])
    yield from shifted("mean, as if alone", limits(alone, "mean"))
    yield from shifted("mean, in common", None if common is None else limits(mean_in_few(alone, common), "mean"))


def _changes(pre: Floats, post: Floats, of: Any) -> Iterator[Judged]:
    common = None
    with suppress(NotEnoughData):
        found = [intraclass_of_change(pre[:, at], post[:, at], of) for at in range(OUTCOMES)]
        common = pooled(found, effective_teams(of), STEP_OF_CHANGES)
    a, b = pre[:, 0], post[:, 0]
    both = ~np.isnan(a) & ~np.isnan(b)
    linked = paired_from_complete(a[both], b[both])
    yield from shifted("linked, as if alone", limits(linked))
    yield from shifted("linked, in common", _limits(linked, a[both], b[both], common))
    everyone = overlapping_from_waves(two(a, b))
    yield from shifted("everyone, as if alone", limits(everyone))
    yield from shifted("everyone, in common", _limits(everyone, a, b, common))


def _limits(change: Change, pre: Floats, post: Floats, common: Common | None) -> Any:
    return None if common is None else limits(change_in_few(change, pre, post, common))
