"""How far raters of a policy scan agree over its cells: Krippendorff's alpha for ordered scores."""

from __future__ import annotations

import math
from collections.abc import Sequence

import krippendorff
import numpy as np
import pandas as pd

from evaluatie.process.policy.cells import Floats

_DRAWS = 2000
#: Fewest cells for an interval
_FEWEST = 5


def rater_agreement(rows: pd.DataFrame, rounds: Sequence[str], confidence: float, seed: int) -> pd.DataFrame:
    """Tell how far the raters of each round agree.

    Krippendorff (2011, *Computing Krippendorff's alpha-reliability*) with the distances of ordered scores; percentile
    limits of a bootstrap over cells. In 400 simulated scans of 20 cells for each of nine settings (2, 4 and 8 raters,
    true alpha of .26 to .79) nominal 95% limits covered .88 to .95; where they missed, they were mostly too low.

    Parameters
    ----------
    rows : pandas.DataFrame
        Scores, as :class:`~evaluatie.process.policy.reading.Scores` has them.
    rounds : sequence of str
        Rounds in their order.
    confidence : float
        Level of the interval.
    seed : int
        For the bootstrap.

    Returns
    -------
    pandas.DataFrame, shape (rounds, 7)
        ``round``, ``alpha``, ``ci_low``, ``ci_high``, ``same`` (share of pairs of scores of one cell that are equal),
        ``raters``, ``cells`` (with two scores or more). Alpha is missing where no cell has two, or all scores are
        equal.

    Examples
    --------
    >>> columns = ["round", "phase", "stage", "rater", "score"]
    >>> cells = [("vision", 1.0), ("goals", 3.0), ("support", 5.0)]
    >>> rows = pd.DataFrame([("scan", phase, "inflow", who, s) for phase, s in cells for who in "ab"], columns=columns)
    >>> rater_agreement(rows, ["scan"], 0.95, 1)[["alpha", "same", "raters", "cells"]].values.tolist()
    [[1.0, 1.0, 2.0, 3.0]]
    """
    found = []
    for round_ in rounds:
        here = rows[rows["round"] == round_]
        cells = here.pivot_table(index=["phase", "stage"], columns="rater", values="score").to_numpy(dtype=float)
        compared = cells[np.isfinite(cells).sum(axis=1) > 1]
        alpha, low, high = _alpha(compared, confidence, seed)
        found.append(
            {
                "round": round_, "alpha": alpha, "ci_low": low, "ci_high": high, "same": _same(compared),
                "raters": cells.shape[1], "cells": len(compared),
            }
        )  # fmt: skip
    return pd.DataFrame(found)


def _alpha(ratings: Floats, confidence: float, seed: int) -> tuple[float, float, float]:
    """Give ordinal alpha (ratings: cells x raters) and the percentile limits of a bootstrap over cells.

    Missing where there is nothing to compare; limits also with fewer than five cells, and where they would have no
    width. Draws of cells without any difference have no alpha and are left out.
    """
    values = np.unique(ratings[np.isfinite(ratings)])
    if len(values) < 2:
        return math.nan, math.nan, math.nan
    counts = (ratings[..., None] == values).sum(axis=1)

    def alpha(cells: Floats) -> float:
        there = cells.sum(axis=0) > 0
        if there.sum() < 2:
            return math.nan
        return krippendorff.alpha(
            value_counts=cells[:, there], value_domain=values[there], level_of_measurement="ordinal"
        )

    found = float(alpha(counts))
    if len(counts) < _FEWEST:
        return found, math.nan, math.nan
    draws = np.random.default_rng(seed).integers(len(counts), size=(_DRAWS, len(counts)))
    drawn = np.array([alpha(counts[draw]) for draw in draws])
    low, high = np.nanquantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    return (found, float(low), float(high)) if high - low > 1e-9 else (found, math.nan, math.nan)


def _same(ratings: Floats) -> float:
    first, second = np.triu_indices(ratings.shape[1], 1)
    left, right = ratings[:, first], ratings[:, second]
    both = np.isfinite(left) & np.isfinite(right)
    return float((left == right)[both].mean()) if both.any() else math.nan
