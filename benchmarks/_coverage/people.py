"""Worlds of one group of people: those employed at both waves, some of them silent; and samples that partly overlap."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import partial

import numpy as np

from _coverage.cells import CHANGE, Cell, Found, Judged, Sample, compare, judged, limits
from _coverage.direct import (
    imputed,
    long,
    mixed,
    mixed_public,
    overlapping,
    pseudo_median,
    rank_public,
    staying_weights,
    weighted,
    weighted_public,
)
from _coverage.items import (
    ITEMS,
    SCORES,
    Floats,
    Population,
    marginal,
    silence,
    trimmed_mean,
)
from _coverage.items import (
    pseudo_median as median_of_pairs,
)
from evaluatie.effects import (
    attrition_weights,
    impute_change,
    independent_change,
    overlapping_change,
    paired_change,
    trimmed_change,
)
from evaluatie.effects.changes import moments
from evaluatie.effects.independent import change_from_moments

SIZES = (30, 100, 500)
CHANGES = (0.0, CHANGE)
#: with fewer pairs the imputation model has too many coefficients
IMPUTABLE = 4
#: silent at the first wave, completely at random; and at the second
SILENT_FIRST, SILENT_LAST = 0.10, 0.35
COMPLETE, AT_RANDOM, NOT_AT_RANDOM = "everyone answers twice", "silent at random", "silent not at random"


def cells() -> Iterator[Cell]:
    """Give the cells of both worlds."""
    for n, change in itertools.product(SIZES, CHANGES):
        for situation in (COMPLETE, AT_RANDOM, NOT_AT_RANDOM):
            yield Cell("stayers", situation, n, f"{change}", partial(stayers, situation, n, change))
        for share in (0.0, 0.3, 0.7):
            about = f"{share:.0%} linked"
            yield Cell("two samples", about, n, f"{change}", partial(two_samples, share, n, change))


def stayers(situation: str, n: int, change: float) -> Sample:
    """Draw people who are employed at both waves, of whom some keep silent."""
    population = Population().with_change(change)
    own = _own_parameters(population, change)
    keeps = silence(population, 0 if situation == AT_RANDOM else 1, SILENT_LAST)
    unknown = keeps.whatever_score(population, 0)

    def sample(rng: np.random.Generator, checked: bool) -> Iterator[Judged]:
        x = (rng.random(n) < population.x_share).astype(float)
        pre, post = population.draw(x, rng)
        if situation != COMPLETE:
            silent_first = rng.random(n) < SILENT_FIRST
            chances = keeps.chance(pre if situation == AT_RANDOM else post, x)
            if situation == AT_RANDOM:
                # whose first answer nobody knows keeps silent whatever it would have been
                chances = np.where(silent_first, unknown[x.astype(int)], chances)
            pre[silent_first] = np.nan
            post[rng.random(n) < chances] = np.nan
        seed = int(rng.integers(2**31))
        for estimator, found in _of_stayers(pre, post, x, seed, situation, checked):
            yield judged(estimator, change, found, own.get(estimator))

    return sample


def _own_parameters(population: Population, change: float) -> dict[str, float]:
    first, last = (marginal(population, wave) for wave in (0, 1))
    trimmed = trimmed_mean(SCORES, last) - trimmed_mean(SCORES, first)
    return {"trimmed means": trimmed, "pseudo-median": median_of_pairs(*population.changes())} if change else {}


def _of_stayers(
    pre: Floats, post: Floats, x: Floats, seed: int, situation: str, checked: bool
) -> Iterator[tuple[str, Found | None]]:
    both = ~np.isnan(pre) & ~np.isnan(post)
    before, after = pre[both], post[both]
    # with equal weights it is the paired t test
    linked = weighted(after - before, np.ones(len(before)))
    if checked:
        compare(linked, paired_change(before, after))
    yield "linked", linked
    yield "trimmed means", limits(trimmed_change(before, after), "trimmed_change")
    ranked = pseudo_median(before, after, ITEMS)
    if checked:
        np.testing.assert_allclose(np.array(ranked), np.array(rank_public(before, after)), atol=1e-9)
    yield "pseudo-median", ranked
    known = ~np.isnan(pre) | ~np.isnan(post)
    if situation == COMPLETE:
        yield from _complete(pre, post, x, linked, checked)
        return
    known = ~np.isnan(pre) | ~np.isnan(post)
    models = (("mixed", x), ("mixed, without x", None)) if situation == AT_RANDOM else (("mixed", x),)
    for name, covariate in models:
        used = None if covariate is None else covariate[known]
        found, _ = mixed(pre[known], post[known], used)
        if checked:
            compare(found, mixed_public(pre[known], post[known], used))
        yield name, found
    yield "everyone", overlapping(pre, post)
    yield "imputed", imputed(pre, post, x, seed) if both.sum() >= IMPUTABLE else None
    if checked:
        compare(imputed(pre, post, x, seed), impute_change(pre, post, x, seed=seed))
    yield "weighted", _weighted(pre, post, x, checked)


def _complete(pre: Floats, post: Floats, x: Floats, linked: Found, checked: bool) -> Iterator[tuple[str, Found]]:
    """Give what is the paired t test where everyone answers twice: nobody to impute, nobody to count once."""
    found, _ = mixed(pre, post)
    if checked:
        compare(found, mixed_public(pre, post))
        compare(linked, impute_change(pre, post, x))
        compare(linked, overlapping_change(long(pre, post), "value", "wave", "who", waves=(0, 1)))
    yield "mixed", found
    yield "everyone", linked
    yield "imputed", linked


def _weighted(pre: Floats, post: Floats, x: Floats, checked: bool) -> Found | None:
    first = ~np.isnan(pre)
    before, after, covariates = pre[first], post[first], np.column_stack([pre, x])[first]
    stayed = ~np.isnan(after)
    if stayed.all() or stayed.sum() < 2:
        return None
    weights = staying_weights(stayed, covariates)
    found = weighted((after - before)[stayed], weights)
    if checked:
        compare(found, weighted_public(before, after, attrition_weights(stayed, covariates).weights))
    return found


def two_samples(share: float, n: int, change: float) -> Sample:
    """Draw people of whom a share answers at both waves; fewer and more spread out at the second."""
    population = Population(sd_last=1.5).with_change(change)
    last = round(0.7 * n)
    linked = round(share * last)

    def sample(rng: np.random.Generator, checked: bool) -> Iterator[Judged]:
        people = n + last - linked
        x = (rng.random(people) < population.x_share).astype(float)
        pre, post = population.draw(x, rng)
        pre[n:], post[: n - linked] = np.nan, np.nan
        if not linked:
            found = limits(change_from_moments(moments(pre[:n]), moments(post[n:])))
            if checked:
                compare(found, independent_change(pre[:n], post[n:]))
            yield judged("separate samples", change, found)
            return
        found = overlapping(pre, post)
        model, _ = mixed(pre, post)
        if checked:
            compare(found, overlapping_change(long(pre, post).dropna(), "value", "wave", "who", waves=(0, 1)))
            compare(model, mixed_public(pre, post))
        yield judged("everyone", change, found)
        yield judged("mixed", change, model)

    return sample
