"""Progress between rounds of a policy scan: of the raters who scored in both, and of each of them with themselves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from evaluatie.process.policy.cells import mean_limits
from evaluatie.process.policy.reading import PHASES, STAGES

#: What a row of changes is about where it takes all phases, or all stages, together
ALL = "all"


def compared_rounds(rounds: Sequence[str]) -> list[tuple[str, str]]:
    """Give the pairs of rounds to compare: each with the next, and the first with the last.

    Parameters
    ----------
    rounds : sequence of str
        Rounds in their order.

    Returns
    -------
    list of pair of str
        Earlier and later round.

    Examples
    --------
    >>> compared_rounds(["1", "2", "3"])
    [('1', '2'), ('2', '3'), ('1', '3')]
    """
    return list(pairwise(rounds)) + ([(rounds[0], rounds[-1])] if len(rounds) > 2 else [])


def round_raters(rows: pd.DataFrame, rounds: Sequence[str]) -> pd.DataFrame:
    """Count the raters that stayed and those that changed.

    Parameters
    ----------
    rows : pandas.DataFrame
        Scores, as :class:`~evaluatie.process.policy.reading.Scores` has them.
    rounds : sequence of str
        Rounds in their order.

    Returns
    -------
    pandas.DataFrame
        ``earlier``, ``later``, ``both``, ``only_earlier``, ``only_later`` (raters); one row per pair of rounds.

    Examples
    --------
    >>> rows = pd.DataFrame({"round": ["1", "1", "2"], "rater": ["a", "b", "b"]})
    >>> round_raters(rows, ["1", "2"]).values.tolist()
    [['1', '2', 1, 1, 0]]
    """
    who = {round_: set(rows.loc[rows["round"] == round_, "rater"]) for round_ in rounds}
    return pd.DataFrame(
        [
            (first, second, len(who[first] & who[second]), len(who[first] - who[second]), len(who[second] - who[first]))
            for first, second in compared_rounds(rounds)
        ],
        columns=["earlier", "later", "both", "only_earlier", "only_later"],
    )


def round_changes(
    rows: pd.DataFrame, rounds: Sequence[str], scale: tuple[float, float], confidence: float
) -> pd.DataFrame:
    """Compare each rater's scores with the same rater's scores of the same cells in an earlier round.

    A change over several cells is first averaged within each rater, over the cells that the rater scored twice.

    Parameters
    ----------
    rows, rounds, scale, confidence
        As in :func:`~evaluatie.process.policy.cells.cell_table`.

    Returns
    -------
    pandas.DataFrame
        ``earlier``, ``later``, ``phase``, ``stage`` (``"all"`` where taken together), ``n`` (raters), ``change`` (later
        - earlier), ``up``, ``down`` (raters), ``ci_low``, ``ci_high``; of each pair of rounds the whole, the phases,
        the stages and the cells. Missing where no rater scored twice.

    Examples
    --------
    >>> rows = pd.DataFrame([("1", "vision", "inflow", "a", 2.0), ("2", "vision", "inflow", "a", 3.0)],
    ...     columns=["round", "phase", "stage", "rater", "score"])
    >>> found = round_changes(rows, ["1", "2"], (1, 5), 0.95)
    >>> len(found), found[["phase", "stage", "n", "change"]].values.tolist()[0]
    (30, ['all', 'all', 1, 1.0])
    """
    by_round = {round_: rows[rows["round"] == round_].drop(columns="round") for round_ in rounds}
    wanted = [(phase, stage) for phases, stages in _GROUPS for phase in phases for stage in stages]
    found = []
    for first, second in compared_rounds(rounds):
        pairs = by_round[first].merge(by_round[second], on=["phase", "stage", "rater"], suffixes=("_earlier", "_later"))
        pairs["change"] = pairs["score_later"] - pairs["score_earlier"]
        found += [
            {"earlier": first, "later": second, "phase": phase, "stage": stage}
            | _changed(pairs, phase, stage, scale, confidence)
            for phase, stage in wanted
        ]
    columns = ["earlier", "later", "phase", "stage", "n", "change", "up", "down", "ci_low", "ci_high"]
    return pd.DataFrame(found, columns=columns)


_GROUPS = (((ALL,), (ALL,)), (PHASES, (ALL,)), ((ALL,), STAGES), (PHASES, STAGES))


def _changed(
    pairs: pd.DataFrame, phase: str, stage: str, scale: tuple[float, float], confidence: float
) -> dict[str, Any]:
    there = ((pairs["phase"] == phase) | (phase == ALL)) & ((pairs["stage"] == stage) | (stage == ALL))
    change = pairs[there].groupby("rater")["change"].mean().to_numpy(dtype=float)
    width = scale[1] - scale[0]
    low, high = mean_limits(change, confidence, (-width, width))
    return {
        "n": len(change), "change": change.mean() if len(change) else math.nan, "up": int((change > 1e-9).sum()),
        "down": int((change < -1e-9).sum()), "ci_low": low, "ci_high": high,
    }  # fmt: skip
