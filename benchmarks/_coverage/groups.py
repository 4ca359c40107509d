"""Worlds of groups: the gap between two of them, and a workforce whose groups answer more or less often."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from _coverage.cells import Cell, Found, Judged, Sample, compare, judged
from _coverage.direct import long, overlapping, two, weighted_everyone
from _coverage.items import Floats, Population
from _coverage.people import CHANGES, SIZES
from evaluatie.effects import gap_change, rake, weighted_overlapping
from evaluatie.effects.comparing.least_squares import least_squares
from evaluatie.effects.comparing.sandwich import cluster_covariance
from evaluatie.effects.overlapping import overlapping_from_waves
from evaluatie.effects.t_interval import t_interval

#: answers at both waves, and who has x
Group: TypeAlias = tuple[Floats, Floats, Floats]
FOCAL, LINKED = 0.2, 0.6
#: change of the reference group, and how much lower the focal group starts
ALONG, LOWER = 0.1, -0.4
#: chance to answer at either wave of people without x and with x
RESPONSE = np.array([[0.60, 0.35], [0.35, 0.60]])
#: share of people who leave and are followed by others of the same group
REPLACED = 0.15


def cells() -> Iterator[Cell]:
    """Give the cells of both worlds."""
    for n, change in itertools.product(SIZES, CHANGES):
        yield Cell("gap", "20% focal, 60% linked", n, f"{change}", partial(gap, n, change))
        yield Cell("workforce", "response differs by group", n, f"{change}", partial(workforce, n, change))


def gap(n: int, change: float) -> Sample:
    """Draw two groups, n people a wave in all; the change is that of the gap."""
    populations = (
        Population(x_share=0.4).with_change(ALONG),
        Population(x_share=0.6, base=LOWER).with_change(ALONG + change),
    )
    focal = round(FOCAL * n)

    def sample(rng: np.random.Generator, checked: bool) -> Iterator[Judged]:
        parts = [_group(each, size, rng) for each, size in zip(populations, (n - focal, focal), strict=True)]
        plain, adjusted = _plain(parts), _adjusted(parts)
        if checked:
            frame = pd.concat([_framed(part, name) for name, part in enumerate(parts)]).dropna()
            ask: dict[str, Any] = {"respondent": "who", "waves": (0, 1)}
            compare(plain, gap_change(frame, "value", "wave", "group", **ask), "gap_change")
            compare(adjusted, gap_change(frame, "value", "wave", "group", **ask, covariates=["x"]), "gap_change")
        yield judged("gap", change, plain)
        yield judged("gap, adjusted for x", change, adjusted)

    return sample


def _group(population: Population, size: int, rng: np.random.Generator) -> Group:
    """Draw a group of which so many answer at each wave."""
    linked = round(LINKED * size)
    x = (rng.random(2 * size - linked) < population.x_share).astype(float)
    pre, post = population.draw(x, rng)
    pre[size:], post[: size - linked] = np.nan, np.nan
    return pre, post, x


def _framed(part: Group, name: int) -> pd.DataFrame:
    frame = long(*part[:2])
    return frame.assign(group=name, who=frame["who"] + 10_000 * name, x=np.tile(part[2], 2))


def _plain(parts: list[Group]) -> Found:
    reference, focal = (overlapping_from_waves(two(pre, post)) for pre, post, _ in parts)
    of = [(each.se or 0.0) ** 2 for each in (reference, focal)]
    df = sum(of) ** 2 / sum(v**2 / (each.df or math.inf) for v, each in zip(of, (reference, focal), strict=True))
    change = focal.mean_change - reference.mean_change
    return (change, *t_interval(change, math.sqrt(sum(of)), df, 0.95))


def _adjusted(parts: list[Group]) -> Found:
    pre, post, x = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    people, in_focal = len(pre), np.repeat([0, 1], [len(part[0]) for part in parts])
    known = np.concatenate([~np.isnan(pre), ~np.isnan(post)])
    cell = np.concatenate([2 * in_focal, 2 * in_focal + 1])[known]
    covariate = np.tile(x, 2)[known]
    design = np.column_stack([np.eye(4)[cell], covariate - covariate.mean()])
    fit = least_squares(np.concatenate([pre, post])[known], design)
    who = np.unique(np.tile(np.arange(people), 2)[known], return_inverse=True)[1]
    turned = np.eye(5)
    turned[3, :4] = [1, -1, -1, 1]
    covariance, df = cluster_covariance(_told(fit, turned), who)
    change = float(turned[3] @ fit.coefficients)
    return (change, *t_interval(change, math.sqrt(covariance[3, 3]), float(df[3]), 0.95))


def _told(fit: Any, turned: Floats) -> Any:
    return replace(fit, coefficients=turned @ fit.coefficients, rotation=turned @ fit.rotation)


def workforce(n: int, change: float) -> Sample:
    """Draw a workforce whose groups answer more or less often: n answers a wave are expected, and shares are known."""
    population = Population(x_effect=-0.6).with_change(change)
    x_share = population.x_share
    shares = np.array([1 - x_share, x_share])
    employees = round(n / float((RESPONSE @ shares).mean()))
    margins = {"x": {0.0: 1 - x_share, 1.0: x_share}, "z": {0: 0.5, 1: 0.5}}

    def sample(rng: np.random.Generator, checked: bool) -> Iterator[Judged]:
        leave = rng.random(employees) < REPLACED
        x = (rng.random(employees) < x_share).astype(float)
        newer = x[leave]
        x, z = np.concatenate([x, newer]), rng.integers(0, 2, employees + len(newer))
        pre, post = population.draw(x, rng)
        there = np.ones((2, len(x)), dtype=bool)
        there[0, employees:], there[1, :employees][leave] = False, False
        answers = there & (rng.random((2, len(x))) < RESPONSE[:, x.astype(int)])
        pre[~answers[0]], post[~answers[1]] = np.nan, np.nan
        yield judged("everyone", change, overlapping(pre, post))
        weights = _raked(answers, x, z, shares)
        if weights is None:
            yield judged("everyone, raked", change, None)
            return
        found = weighted_everyone(pre, post, *weights)
        if checked:
            for known, of in zip(answers, weights, strict=True):
                public = rake({"x": x[known], "z": z[known]}, margins).weights
                np.testing.assert_allclose(of[known], public, rtol=1e-6)
            frame = long(pre, post).assign(weight=np.concatenate(weights)).dropna()
            compare(found, weighted_overlapping(frame, "value", "wave", "who", "weight", waves=(0, 1)))
        yield judged("everyone, raked", change, found)

    return sample


def _raked(answers: Any, x: Floats, z: Any, shares: Floats) -> list[Floats] | None:
    """Rake the answers of each wave to the shares of x; z is half and half."""
    cell = 2 * x.astype(int) + z
    weights = []
    for known in answers:
        count = np.bincount(cell[known], minlength=4).reshape(2, 2).astype(float)
        if not (count.sum(axis=0).all() and count.sum(axis=1).all()):
            return None
        weights.append(np.where(known, _cell_weights(count / count.sum(), shares).ravel()[cell], 0.0))
    return weights


def _cell_weights(observed: Floats, shares: Floats) -> Floats:
    fitted = observed.copy()
    for _ in range(1000):
        fitted *= (shares / fitted.sum(axis=1))[:, None]
        fitted *= 0.5 / fitted.sum(axis=0)
        if np.abs(fitted.sum(axis=1) - shares).max() < 1e-10:
            break
    return np.divide(fitted, observed, out=np.zeros((2, 2)), where=observed > 0)
