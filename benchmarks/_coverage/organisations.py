"""A world of organisations: their effects pooled, and where the effect of a new one lies.

Effects are normal about the mean effect, and their estimates normal about them with known, unequal variances. All move
along with the mean effect, so that one sample tells of none and of some.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from _coverage.cells import Cell, Judged, Sample, shifted
from evaluatie.effects.pooling.studies import read_studies
from evaluatie.effects.pooling.synthesising import synthesise_studies

SIZES = (3, 5, 10)
TAU2 = (0.0, 0.01)
#: variances of the estimates, evenly spread on a logarithmic scale: from those of large to those of small organisations
VARIANCES = (0.002, 0.03)


def cells() -> Iterator[Cell]:
    """Give the cells."""
    for k in SIZES:
        for tau2 in TAU2:
            yield Cell("organisations", f"tau2 = {tau2:g}", k, "both", partial(pooled, k, tau2))


def pooled(k: int, tau2: float) -> Sample:
    """Pool the estimates of k organisations by REML."""
    variances = np.geomspace(*VARIANCES, k)

    def sample(rng: np.random.Generator, _: bool) -> Iterator[Judged]:
        effects = np.sqrt(tau2) * rng.standard_normal(k + 1)
        estimates = effects[:k] + np.sqrt(variances) * rng.standard_normal(k)
        found = synthesise_studies(read_studies(estimates, variances, None), "reml", True, 0.95)
        yield from shifted("Knapp-Hartung", (found.estimate, found.ci_low, found.ci_high))
        never = (found.estimate, found.ci_low_conservative, found.ci_high_conservative)
        yield from shifted("Knapp-Hartung, never narrower", never)
        if found.prediction_low is not None and found.prediction_high is not None:
            # of a new organisation: its own effect is what the interval should hold
            new = found.estimate - effects[k], found.prediction_low - effects[k], found.prediction_high - effects[k]
            yield from (one for one in shifted("prediction of a new one", new) if not one.change)

    return sample
