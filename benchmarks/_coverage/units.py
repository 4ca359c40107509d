"""A world of units of 5 to 80 people who are alike, and change alike: change of all, and of some units beside others.

Answers are normal. All estimators here move along when everyone changes by so much more, so that one sample without
change tells of both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from _coverage.cells import CHANGE, Cell, Found, Judged, Sample, compare, limits, shifted
from _coverage.direct import long, mixed, mixed_public, two
from _coverage.items import Floats
from evaluatie.effects import ancova_change, difference_in_differences, wild_cluster_bootstrap
from evaluatie.effects.changes import Change
from evaluatie.effects.clustered import in_clusters
from evaluatie.effects.comparing.least_squares import least_squares, renumber
from evaluatie.effects.comparing.permutation import unit_permutation
from evaluatie.effects.comparing.robust import robust_coefficients
from evaluatie.effects.comparing.wild import _Boot, sign_patterns
from evaluatie.effects.overlapping import overlapping_from_waves
from evaluatie.effects.paired import paired_from_complete
from evaluatie.result import NotEnoughData

UNITS = (8, 12, 30)
#: shares of the variance: the unit, the unit at a wave, the person; the rest is of the moment
UNIT, UNIT_WAVE, PERSON = 0.08, 0.02, 0.50
SILENT = 0.25
#: where not every pattern or assignment is worked out
RESAMPLES = 999
ALPHA = 0.05


def cells() -> Iterator[Cell]:
    """Give the cells."""
    for units in UNITS:
        yield Cell("units", "change", units, "both", partial(changes, units))
        for share, words in ((0.5, "half of the units exposed"), (0.25, "a quarter of the units exposed")):
            yield Cell("units", words, units, "both", partial(exposures, units, share))


def sizes(units: int) -> Any:
    """Give the number of people in each unit."""
    return np.rint(np.linspace(5, 80, units)).astype(int)


def draw(units: int, rng: np.random.Generator) -> tuple[Floats, Floats, Any]:
    """Draw answers at both waves without any change, NaN for the silent; and the unit of each person."""
    of = np.repeat(np.arange(units), sizes(units))
    unit, person = rng.standard_normal(units), rng.standard_normal(len(of))
    at_wave, moment = rng.standard_normal((2, units)), rng.standard_normal((2, len(of)))
    rest = 1 - UNIT - UNIT_WAVE - PERSON
    level = np.sqrt(UNIT) * unit[of] + np.sqrt(UNIT_WAVE) * at_wave[:, of] + np.sqrt(PERSON) * person
    answers = level + np.sqrt(rest) * moment
    answers[rng.random(answers.shape) < SILENT] = np.nan
    known = ~np.isnan(answers).all(axis=0)
    return answers[0, known], answers[1, known], of[known]


def changes(units: int) -> Sample:
    """Estimate the change of everyone, with and without counting that people of one unit are alike."""

    def sample(rng: np.random.Generator, checked: bool) -> Iterator[Judged]:
        pre, post, of = draw(units, rng)
        both = ~np.isnan(pre) & ~np.isnan(post)
        linked = paired_from_complete(pre[both], post[both])
        yield from shifted("linked, as if alone", limits(linked))
        yield from shifted("linked, in units", _in_units(linked, pre[both], post[both], of[both]))
        everyone = overlapping_from_waves(two(pre, post))
        yield from shifted("everyone, as if alone", limits(everyone))
        yield from shifted("everyone, in units", _in_units(everyone, pre, post, of))
        found, working = mixed(pre, post)
        if checked:
            compare(found, mixed_public(pre, post))
        yield from shifted("mixed, as if alone", found)
        model = _as_change(everyone, found)
        yield from shifted("mixed, in units", _in_units(model, pre, post, of, working))

    return sample


def _as_change(like: Change, found: Found) -> Change:
    return replace(like, mean_change=found[0], ci_low=found[1], ci_high=found[2])


def _in_units(
    change: Change, pre: Floats, post: Floats, of: Any, working: tuple[float, float] = (0.0, 1.0)
) -> Found | None:
    try:
        return limits(in_clusters(change, pre, post, of, working_correlation=working[0], working_ratio=working[1]))
    except NotEnoughData:
        return None


def exposures(units: int, share: float) -> Sample:
    """Expose some units, drawn by lot."""
    patterns, _ = sign_patterns(units, "rademacher", RESAMPLES, 0)
    exposed_units = round(share * units)

    def sample(rng: np.random.Generator, checked: bool) -> Iterator[Judged]:
        pre, post, of = draw(units, rng)
        chosen = np.zeros(units)
        chosen[rng.permutation(units)[:exposed_units]] = 1.0
        known = np.concatenate([~np.isnan(pre), ~np.isnan(post)])
        y = np.concatenate([pre, post])[known]
        after, exposed = np.repeat([0.0, 1.0], len(pre))[known], np.tile(chosen[of], 2)[known]
        design = np.column_stack([np.ones(len(y)), after, exposed, after * exposed])
        unit = renumber(np.tile(of, 2)[known])
        fit = least_squares(y, design)
        robust, _ = robust_coefficients(fit, unit, "CR2", ("a", "b", "c", "d"), 0.95, float(np.abs(y).max()))
        cr2 = robust[3].estimate, robust[3].ci_low, robust[3].ci_high
        yield from shifted("difference in differences, CR2", cr2)
        boot = _Boot(y, design, unit, 3, fit, patterns[:, : int(unit.max()) + 1])
        yield from _by_p("difference in differences, wild bootstrap", cr2[0], boot.p_value(0.0), boot.p_value(-CHANGE))
        means = _unit_changes(pre, post, of, units)
        there = ~np.isnan(means)
        permuted = unit_permutation(means[there], chosen[there], resamples=RESAMPLES)
        yield from _permuted(permuted)
        yield from _adjusted(pre, post, chosen[of], of, checked)
        if checked:
            _compare(pre, post, chosen[of], of, cr2, boot, (y, design, unit))

    return sample


def _by_p(estimator: str, estimate: float, p: float, p_if_changed: float) -> Iterator[Judged]:
    """Judge a test: it holds the truth where that is not rejected."""
    yield Judged(estimator, 0.0, 0.0, estimate, p > ALPHA, p <= ALPHA)
    yield Judged(estimator, CHANGE, CHANGE, estimate, p > ALPHA, p_if_changed <= ALPHA)


def _permuted(found: Any) -> Iterator[Judged]:
    low = -np.inf if found.ci_low is None else found.ci_low
    high = np.inf if found.ci_high is None else found.ci_high
    yield from shifted("permutation of units", (found.difference, low, high))


def _unit_changes(pre: Floats, post: Floats, of: Any, units: int) -> Floats:
    means = []
    for answers in (pre, post):
        known = ~np.isnan(answers)
        count = np.bincount(of[known], minlength=units)
        total = np.bincount(of[known], answers[known], minlength=units)
        means.append(np.divide(total, count, out=np.full(units, np.nan), where=count > 0))
    return np.asarray(means[1] - means[0])


def _adjusted(pre: Floats, post: Floats, exposed: Floats, of: Any, checked: bool) -> Iterator[Judged]:
    both = ~np.isnan(pre) & ~np.isnan(post)
    before, after, marks, unit = pre[both], post[both], exposed[both], renumber(of[both])
    fit = least_squares(after, np.column_stack([np.ones(len(before)), marks, before]))
    rows, _ = robust_coefficients(fit, unit, "CR2", ("a", "b", "c"), 0.95, float(np.abs(after).max()))
    found = rows[1].estimate, rows[1].ci_low, rows[1].ci_high
    if checked:
        compare(found, ancova_change(before, after, marks, cluster=unit), "estimate")
    yield from shifted("analysis of covariance, CR2", found)


def _compare(pre: Floats, post: Floats, exposed: Floats, of: Any, cr2: Any, boot: Any, rows: Any) -> None:
    frame = long(pre, post).assign(exposed=np.tile(exposed, 2), unit=np.tile(of, 2)).dropna()
    compare(cr2, difference_in_differences(frame, "value", "wave", "exposed", "unit", resamples=99), "estimate")
    public = wild_cluster_bootstrap(rows[0], rows[1], rows[2], 3, resamples=RESAMPLES)
    np.testing.assert_allclose(boot.p_value(0.0), public.p)
