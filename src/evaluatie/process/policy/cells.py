"""The cells of a policy scan: what raters scored of each phase in each stage, and which phase lags."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from evaluatie.process.policy.reading import PHASES, STAGES

Floats: TypeAlias = npt.NDArray[np.float64]
#: Fewest raters for an interval
FEWEST = 3


def mean_limits(values: Floats, confidence: float, within: tuple[float, float]) -> tuple[float, float]:
    """Give the t interval of a mean, kept within what a mean can be.

    Counted over all outcomes of 3, 5 and 8 raters who draw from six distributions over the scores 1 to 5, nominal 95%
    limits cover .962 on average where there are any, and .926 at worst (half of the scores at either end).

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        Scores, or changes of scores.
    confidence : float
        Level.
    within : pair of float
        Lowest and highest value that a mean can have.

    Returns
    -------
    tuple of float
        Limits; NaN with fewer than three values, or where all are the same (the interval would have no width).

    Examples
    --------
    >>> [round(limit, 3) for limit in mean_limits(np.array([2.0, 3.0, 3.0]), 0.95, (1, 5))]
    [1.232, 4.101]
    >>> mean_limits(np.array([3.0, 3.0, 3.0]), 0.95, (1, 5))
    (nan, nan)
    """
    if len(values) < FEWEST or np.ptp(values) <= 1e-9:
        return math.nan, math.nan
    half = special.stdtrit(len(values) - 1, (1 + confidence) / 2) * values.std(ddof=1) / math.sqrt(len(values))
    centre = values.mean()
    return float(max(within[0], centre - half)), float(min(within[1], centre + half))


def cell_table(
    rows: pd.DataFrame, rounds: Sequence[str], scale: tuple[float, float], confidence: float
) -> pd.DataFrame:
    """Describe every cell of every round.

    Parameters
    ----------
    rows : pandas.DataFrame
        Scores, as :class:`~evaluatie.process.policy.reading.Scores` has them.
    rounds : sequence of str
        Rounds in their order.
    scale : pair of float
        Lowest and highest score.
    confidence : float
        Level of the intervals.

    Returns
    -------
    pandas.DataFrame, shape (20 x rounds, 12)
        ``round``, ``phase``, ``stage``, ``n`` (raters), ``mean``, ``median``, ``sd``, ``lowest``, ``highest``,
        ``spread`` (highest - lowest), ``ci_low``, ``ci_high``; missing where nobody scored.

    Examples
    --------
    >>> columns = ["round", "phase", "stage", "rater", "score"]
    >>> rows = pd.DataFrame([("scan", "vision", "inflow", "a", 3.0)], columns=columns)
    >>> table = cell_table(rows, ["scan"], (1, 5), 0.95)
    >>> table.shape, table.loc[0, ["phase", "stage"]].tolist(), table["n"].tolist()[:2]
    ((20, 12), ['vision', 'inflow'], [1, 0])
    """
    scores = {key: held.to_numpy(dtype=float) for key, held in rows.groupby(["round", "phase", "stage"])["score"]}
    return pd.DataFrame(
        [
            {"round": round_, "phase": phase, "stage": stage}
            | _described(scores.get((round_, phase, stage), np.empty(0)), scale, confidence)
            for round_ in rounds
            for phase in PHASES
            for stage in STAGES
        ]
    )


def _described(scores: Floats, scale: tuple[float, float], confidence: float) -> dict[str, float]:
    if not len(scores):
        return {"n": 0} | dict.fromkeys(
            ("mean", "median", "sd", "lowest", "highest", "spread", "ci_low", "ci_high"), math.nan
        )
    low, high = mean_limits(scores, confidence, scale)
    return {
        "n": len(scores), "mean": scores.mean(), "median": float(np.median(scores)),
        "sd": float(scores.std(ddof=1)) if len(scores) > 1 else math.nan, "lowest": scores.min(),
        "highest": scores.max(), "spread": np.ptp(scores), "ci_low": low, "ci_high": high,
    }  # fmt: skip


def differing_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Give the cells in which raters differ, those with the widest spread first.

    Parameters
    ----------
    table : pandas.DataFrame
        As :func:`cell_table` gives it.

    Returns
    -------
    pandas.DataFrame
        ``round``, ``phase``, ``stage``, ``n``, ``lowest``, ``highest``, ``spread``, ``sd``; by round, then by spread,
        then by standard deviation.

    Examples
    --------
    >>> columns = ["round", "phase", "stage", "rater", "score"]
    >>> scores = {"a": 1.0, "b": 4.0}
    >>> rows = pd.DataFrame([("scan", "goals", "outflow", *each) for each in scores.items()], columns=columns)
    >>> differing_cells(cell_table(rows, ["scan"], (1, 5), 0.95))[["phase", "stage", "spread"]].values.tolist()
    [['goals', 'outflow', 3.0]]
    """
    columns = ["round", "phase", "stage", "n", "lowest", "highest", "spread", "sd"]
    differ = table.loc[table["spread"] > 0, columns]
    place = {round_: at for at, round_ in enumerate(table["round"].drop_duplicates())}
    keys = pd.DataFrame(
        {"round": differ["round"].map(place), "spread": -differ["spread"], "sd": -differ["sd"].round(9)}
    )
    return differ.loc[keys.sort_values(["round", "spread", "sd"], kind="stable").index].reset_index(drop=True)


def lagging_phases(
    rows: pd.DataFrame, rounds: Sequence[str], scale: tuple[float, float], confidence: float
) -> pd.DataFrame:
    """Find phases that lag: a later phase of the same stage was scored higher by the same raters.

    Parameters
    ----------
    rows, rounds, scale, confidence
        As in :func:`cell_table`.

    Returns
    -------
    pandas.DataFrame
        ``round``, ``stage``, ``phase`` (which lags), ``behind`` (the later phase), ``n`` (raters who scored both),
        ``gap`` (mean of later - earlier, above 0), ``ci_low``, ``ci_high``; by round and stage, the widest gap first.

    Examples
    --------
    >>> columns = ["round", "phase", "stage", "rater", "score"]
    >>> rows = pd.DataFrame(
    ...     [("scan", "vision", "inflow", "a", 1.0), ("scan", "goals", "inflow", "a", 4.0)], columns=columns)
    >>> lagging_phases(rows, ["scan"], (1, 5), 0.95)[["stage", "phase", "behind", "n", "gap"]].values.tolist()
    [['inflow', 'vision', 'goals', 1, 3.0]]
    """
    found = []
    for round_ in rounds:
        for stage in STAGES:
            here = rows[(rows["round"] == round_) & (rows["stage"] == stage)]
            wide = here.pivot_table(index="rater", columns="phase", values="score")
            of_stage = sorted(_gaps(wide, scale, confidence), key=lambda gap: -round(gap["gap"], 9))
            found += [{"round": round_, "stage": stage, **gap} for gap in of_stage]
    columns = ["round", "stage", "phase", "behind", "n", "gap", "ci_low", "ci_high"]
    return pd.DataFrame(found, columns=columns)


def _gaps(wide: pd.DataFrame, scale: tuple[float, float], confidence: float) -> Iterator[dict[str, Any]]:
    width = scale[1] - scale[0]
    for earlier, later in combinations([phase for phase in PHASES if phase in wide.columns], 2):
        gap = (wide[later] - wide[earlier]).dropna().to_numpy(dtype=float)
        if len(gap) and gap.mean() > 1e-9:
            low, high = mean_limits(gap, confidence, (-width, width))
            yield {"phase": earlier, "behind": later, "n": len(gap), "gap": gap.mean(), "ci_low": low, "ci_high": high}
