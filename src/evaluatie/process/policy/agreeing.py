"""How far raters of a policy scan agree over its cells: Krippendorff's alpha for ordered scores."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from evaluatie.agreement import krippendorff_alpha
from evaluatie.process.policy.cells import Floats

#: Fewest cells for an interval
_FEWEST = 5


def rater_agreement(rows: pd.DataFrame, rounds: Sequence[str], confidence: float) -> pd.DataFrame:
    """Tell how far the raters of each round agree.

    Krippendorff (2011, *Computing Krippendorff's alpha-reliability*) with the distances of ordered scores; the limits
    of :func:`~evaluatie.agreement.krippendorff_alpha`, for other cells scored by these raters.

    Parameters
    ----------
    rows : pandas.DataFrame
        Scores, as :class:`~evaluatie.process.policy.reading.Scores` has them.
    rounds : sequence of str
        Rounds in their order.
    confidence : float
        Level of the interval.

    Returns
    -------
    pandas.DataFrame, shape (rounds, 7)
        ``round``, ``alpha``, ``ci_low``, ``ci_high``, ``same`` (share of pairs of scores of one cell that are equal),
        ``raters``, ``cells`` (with two scores or more). Alpha is missing with fewer than two such cells, or where
        all scores are equal.

    Examples
    --------
    >>> columns = ["round", "phase", "stage", "rater", "score"]
    >>> cells = [("vision", 1.0), ("goals", 3.0), ("support", 5.0)]
    >>> rows = pd.DataFrame([("scan", phase, "inflow", who, s) for phase, s in cells for who in "ab"], columns=columns)
    >>> rater_agreement(rows, ["scan"], 0.95)[["alpha", "same", "raters", "cells"]].values.tolist()
    [[1.0, 1.0, 2.0, 3.0]]
    """
    found = []
    for round_ in rounds:
        here = rows[rows["round"] == round_]
        cells = here.pivot_table(index=["phase", "stage"], columns="rater", values="score").to_numpy(dtype=float)
        compared = cells[np.isfinite(cells).sum(axis=1) > 1]
        alpha, low, high = _alpha(compared, confidence)
        found.append(
            {
                "round": round_, "alpha": alpha, "ci_low": low, "ci_high": high, "same": _same(compared),
                "raters": cells.shape[1], "cells": len(compared),
            }
        )  # fmt: skip
    return pd.DataFrame(found)


def _alpha(ratings: Floats, confidence: float) -> tuple[float, float, float]:
    """Give ordinal alpha (ratings: cells x raters) and its limits.

    Missing with fewer than two cells, and where all scores are equal; limits also with fewer than five cells.
    """
    values = np.unique(ratings[np.isfinite(ratings)])
    if len(ratings) < 2 or len(values) < 2:
        return math.nan, math.nan, math.nan
    found = krippendorff_alpha((ratings[..., None] == values).sum(axis=1), values, "ordinal", confidence)
    told = (found.estimate, found.low, found.high) if len(ratings) >= _FEWEST else (found.estimate, None, None)
    alpha, low, high = (math.nan if number is None else number for number in told)
    return alpha, low, high


def _same(ratings: Floats) -> float:
    first, second = np.triu_indices(ratings.shape[1], 1)
    left, right = ratings[:, first], ratings[:, second]
    both = np.isfinite(left) & np.isfinite(right)
    return float((left == right)[both].mean()) if both.any() else math.nan
