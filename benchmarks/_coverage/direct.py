"""The package's estimators, called on arrays: without frames, and without what this study does not look at."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from _coverage.cells import Found
from _coverage.items import Flags, Floats
from evaluatie.effects import rank_change, weighted_change
from evaluatie.effects.absent.imputing import impute_columns
from evaluatie.effects.absent.pooling import rubin
from evaluatie.effects.absent.reading import Design
from evaluatie.effects.absent.regression import logistic
from evaluatie.effects.long_frame import ManyWaves, TwoWaves
from evaluatie.effects.mixed import mixed_from_people
from evaluatie.effects.mixed_fitting import fit_rows
from evaluatie.effects.mixed_rows import ModelRows, design_rows
from evaluatie.effects.overlapping import overlapping_from_waves
from evaluatie.effects.t_interval import t_interval
from evaluatie.mixed.two_waves import TwoWavesFit


def two(pre: Floats, post: Floats) -> TwoWaves:
    """Lay out two waves; NaN where someone is silent."""
    at_first, at_last = ~np.isnan(pre), ~np.isnan(post)
    both = at_first & at_last
    return TwoWaves(pre[at_first], post[at_last], pre[both], post[both], ())


def overlapping(pre: Floats, post: Floats) -> Found:
    """Estimate the change of everyone who answered."""
    found = overlapping_from_waves(two(pre, post))
    return found.mean_change, found.ci_low, found.ci_high


def model_rows(pre: Floats, post: Floats, x: Floats | None) -> ModelRows:
    """Lay out a mixed model of two waves, with or without x as a covariate."""
    known = np.concatenate([~np.isnan(pre), ~np.isnan(post)])
    answers, at = np.concatenate([pre, post])[known], np.repeat([0, 1], len(pre))[known]
    who = np.unique(np.tile(np.arange(len(pre)), 2)[known], return_inverse=True)[1]
    covariates = np.empty((len(who), 0)) if x is None or not np.ptp(x) else np.tile(x, 2)[known, None]
    # each person counts once, whatever the number of answers
    share = 1 / np.bincount(who)[who]
    mean = share @ covariates / share.sum()
    waves = ManyWaves((0, 1), answers, at, who, np.flatnonzero(known), ())
    times = np.array([[0.0], [1.0]])
    design = design_rows(times[at], np.empty((len(at), 0)), covariates)
    names = ("(Intercept)", "wave1", *("x" for _ in covariates.T))
    return ModelRows(waves, times, (), np.array([]), (), mean, design, names, ())


def mixed(pre: Floats, post: Floats, x: Floats | None = None) -> tuple[Found, tuple[float, float]]:
    """Estimate the change by a mixed model.

    Also the correlation and the ratio of standard deviations that it takes a person's answers to have.
    """
    rows = model_rows(pre, post, x)
    fitted = fit_rows(rows, "unstructured")
    estimate, se, df = fitted.contrast(rows.at(-1) - rows.at(0))
    working, fit = (0.0, 1.0), fitted.mixed
    if isinstance(fit, TwoWavesFit):
        working = fit.correlation or 0.0, fit.sd_last / fit.sd_first
    elif fit is not None:
        working = fit.variance_cluster / (fit.variance_cluster + fit.variance_residual), 1.0
    return ((estimate, *t_interval(estimate, se, df, 0.95)) if se > 0 else (estimate, None, None)), working


def mixed_public(pre: Floats, post: Floats, x: Floats | None = None) -> Any:
    """Estimate the same by the public function."""
    return mixed_from_people(pre, post, None if x is None else x[:, None], () if x is None else ("x",))


def long(pre: Floats, post: Floats) -> pd.DataFrame:
    """Lay out two waves as a long frame."""
    n = len(pre)
    values = {"value": np.concatenate([pre, post]), "wave": np.repeat([0, 1], n), "who": np.tile(np.arange(n), 2)}
    return pd.DataFrame(values)


def pseudo_median(pre: Floats, post: Floats, steps: int) -> Found:
    """Estimate the pseudo-median of changes that lie on a grid of 1/steps, by counting."""
    counts = np.bincount(np.rint((post - pre) * steps).astype(int) + 4 * steps, minlength=8 * steps + 1)
    pairs = np.convolve(counts, counts)
    # each pair once, and each change with itself
    pairs[::2] += counts
    upto, n = np.cumsum(pairs // 2), len(pre)
    total = n * (n + 1) // 2
    spread = math.sqrt(total * (2 * n + 1) / 12)
    low = max(round(total / 2 + float(special.ndtri(0.025)) * spread), 1)
    places = [low, (total + 1) // 2, total // 2 + 1, total + 1 - low]
    at = np.searchsorted(upto, places) / (2 * steps) - 4
    return float(at[1] + at[2]) / 2, float(at[0]), float(at[3])


def rank_public(pre: Floats, post: Floats) -> Found:
    """Estimate the same by the public function."""
    found = rank_change(pre, post)
    return found.pseudo_median, found.pseudo_median_low, found.pseudo_median_high


def weighted(changes: Floats, weights: Floats) -> Found:
    """Estimate the weighted mean of linked people's changes."""
    n, total = len(changes), weights.sum()
    mean = float(weights @ changes / total)
    se = math.sqrt(n / (n - 1) * float((weights**2 * (changes - mean) ** 2).sum())) / total
    return (mean, *t_interval(mean, se, n - 1, 0.95))


def weighted_public(pre: Floats, post: Floats, weights: Floats) -> Any:
    """Estimate the same by the public function."""
    return weighted_change(pre, post, weights)


def imputed(pre: Floats, post: Floats, x: Floats, seed: int) -> Found:
    """Estimate the change with the silent imputed twenty times from the other wave and x."""
    linked = ~np.isnan(pre) & ~np.isnan(post)
    columns = np.column_stack([pre, post, x] if np.ptp(x[linked]) else [pre, post])
    whole = impute_columns(columns, 20, np.random.default_rng(seed))
    changes = whole[:, :, 1] - whole[:, :, 0]
    n = len(pre)
    pooled = rubin(changes.mean(axis=1), changes.var(axis=1, ddof=1) / n, n - 1.0, 0.95)
    return float(pooled["estimate"]), float(pooled["ci_low"]), float(pooled["ci_high"])


def staying_weights(stayed: Flags, covariates: Floats) -> Floats:
    """Give the weights of those who stayed, from a logistic regression."""
    varies = np.ptp(covariates, axis=0) > 0
    names = tuple(map(str, range(int(varies.sum()))))
    return np.asarray(1 / logistic(stayed, Design(covariates[:, varies], names, ())).probability[stayed])


def weighted_everyone(pre: Floats, post: Floats, first: Floats, last: Floats) -> Found:
    """Estimate the change of weighted means of everyone who answered; the weights are those of either wave."""
    sides = []
    for answers, weights in ((pre, first), (post, last)):
        known = ~np.isnan(answers)
        w, y = np.where(known, weights, 0.0), np.where(known, answers, 0.0)
        mean = float(w @ y / w.sum())
        sides.append((mean, w * (y - mean) / w.sum()))
    people = int((~np.isnan(pre) | ~np.isnan(post)).sum())
    change = sides[1][0] - sides[0][0]
    se = math.sqrt(people / (people - 1) * float(((sides[1][1] - sides[0][1]) ** 2).sum()))
    return (change, *t_interval(change, se, people - 2, 0.95))
