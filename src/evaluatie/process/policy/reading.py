"""Scores of a policy scan as they come in: names, scores, raters and rounds, with everything that is wrong at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.amiss import at_rows, refuse
from evaluatie.frames import check_frame
from evaluatie.process.meant import read_names
from evaluatie.result import NotEnoughData
from evaluatie.shipped import shipped

NAMES: dict[str, dict[str, list[str]]] = shipped(__file__, "names.yml")
#: The five phases in their order, and the four stages of the chain
PHASES, STAGES = tuple(NAMES["phases"]), tuple(NAMES["stages"])
#: What the round is called where no column says it
ONE_ROUND = "scan"


@dataclass(frozen=True)
class Scores:
    """Scores that were read.

    Attributes
    ----------
    rows : pandas.DataFrame
        Columns ``round`` (label), ``phase``, ``stage``, ``rater``, ``score``; one row per score that was given.
    rounds : tuple of str
        Labels of the rounds, in their order.
    left_blank : int
        Rows without a score.
    """

    rows: pd.DataFrame
    rounds: tuple[str, ...]
    left_blank: int


def read_scale(scale: Any) -> tuple[float, float]:
    """Give the ends of the scale.

    Parameters
    ----------
    scale : pair of numbers
        Lowest and highest score.

    Returns
    -------
    tuple of float
        Both.

    Raises
    ------
    ValueError
        If it is no pair with the lowest first.

    Examples
    --------
    >>> read_scale((1, 5))
    (1.0, 5.0)
    """
    pair = tuple(scale) if isinstance(scale, tuple | list) else ()
    if len(pair) != 2 or not all(isinstance(end, int | float) and np.isfinite(end) for end in pair):
        raise ValueError(f"scale must be the lowest and the highest score, such as (1, 5): got {scale!r}")
    if not pair[0] < pair[1]:
        raise ValueError(f"scale must have its lowest score first: got {scale!r}")
    return float(pair[0]), float(pair[1])


def read_scores(frame: Any, scale: tuple[float, float]) -> Scores:
    """Read the scores of a policy scan.

    Parameters
    ----------
    frame : pandas.DataFrame, shape (n, 4 or 5)
        Columns ``phase``, ``stage``, ``rater``, ``score`` and perhaps ``round``.
    scale : pair of float
        Lowest and highest score.

    Returns
    -------
    Scores
        What was scored.

    Raises
    ------
    NotEnoughData
        If there are no scores.
    TypeError
        If it is no DataFrame.
    ValueError
        If a column is absent; otherwise one error with every unknown phase and stage, missing rater or round, score
        that is no number or outside the scale, cell that a rater scored twice, and rater who scored nothing.

    Examples
    --------
    >>> frame = pd.DataFrame({"phase": ["visie"], "stage": ["Instroom"], "rater": ["a"], "score": [3]})
    >>> read_scores(frame, (1, 5)).rows.values.tolist()
    [['scan', 'vision', 'inflow', 'a', 3.0]]
    """
    check_frame(frame, ["phase", "stage", "rater", "score"])
    given = frame if frame.index.is_unique else frame.reset_index(drop=True)
    labels = _in_order(given["round"]) if "round" in given.columns else {ONE_ROUND: ONE_ROUND}
    rounds = given["round"].astype(object).map(labels) if "round" in given.columns else ONE_ROUND
    rows = pd.DataFrame({"round": rounds}, index=given.index)
    problems: list[str] = []
    for column, names in (("phase", NAMES["phases"]), ("stage", NAMES["stages"])):
        rows[column], strange = read_names(given[column], names, column)
        problems += strange
    rows["rater"] = given["rater"].astype(object)
    for column in ("round", "rater"):
        if rows[column].isna().any():
            problems.append(f"no {column} ({at_rows(rows.index[rows[column].isna()])}): fill it in")
    rows["score"], strange = _numbers(given["score"], scale)
    problems += [*strange, *_doubled(rows), *_silent(rows, given["score"])]
    refuse(problems)
    if rows.empty:
        raise NotEnoughData("there are no scores: give one row per phase, stage and rater")
    answered = rows.dropna(subset="score").reset_index(drop=True)
    return Scores(answered, tuple(dict.fromkeys(labels.values())), len(rows) - len(answered))


def _numbers(given: pd.Series[Any], scale: tuple[float, float]) -> tuple[pd.Series[Any], list[str]]:
    words = given.astype(object)
    truths = words.map(lambda value: isinstance(value, bool | np.bool_))
    scores = pd.to_numeric(words.mask(truths), errors="coerce").astype(float)
    problems = []
    strange = words[(scores.isna() & words.notna()) | truths]
    for value, rows in strange.groupby(strange.astype(str), sort=False):
        problems.append(f"score {value!r} is no number ({at_rows(rows.index)}): write it as 3 or 3.5")
    low, high = scale
    outside = scores[(scores < low) | (scores > high)]
    for number, rows in outside.groupby(outside, sort=False):
        told = f"score {number:g} is outside the scale of {low:g} to {high:g} ({at_rows(rows.index)})"
        problems.append(f"{told}: correct it, or give the scale that was used")
    return scores, problems


def _doubled(rows: pd.DataFrame) -> list[str]:
    cell = ["round", "phase", "stage", "rater"]
    whole = rows.dropna(subset=cell)
    twice = whole[whole.duplicated(cell, keep=False)]
    return [
        f"rater {rater!r} scored {phase} x {stage}{_in_round(round_)} {len(same)} times: keep one of "
        f"{at_rows(same.index)}"
        for (round_, phase, stage, rater), same in twice.groupby(cell, sort=False)
    ]


def _silent(rows: pd.DataFrame, given: pd.Series[Any]) -> list[str]:
    known = rows.assign(told=given.notna()).dropna(subset=["round", "rater"])
    told = known.groupby(["round", "rater"], sort=False)["told"].any()
    return [
        f"rater {rater!r} scored nothing{_in_round(round_)}: fill in the scores, or leave the rater out"
        for round_, rater in told.index[~told.to_numpy(dtype=bool)]
    ]


def _in_round(round_: object) -> str:
    return "" if round_ == ONE_ROUND else f" in round {round_}"


def _in_order(rounds: pd.Series[Any]) -> dict[Any, str]:
    if isinstance(rounds.dtype, pd.CategoricalDtype) and rounds.cat.ordered:
        there = [label for label in rounds.cat.categories if (rounds == label).any()]
    else:
        there = sorted(rounds.dropna().unique(), key=_natural)
    return {label: _label(label) for label in there}


def _label(label: Any) -> str:
    return (
        str(label.date())
        if isinstance(label, pd.Timestamp)
        else f"{label:g}"
        if isinstance(label, float)
        else str(label)
    )


def _natural(label: Any) -> tuple[tuple[int, int, str], ...]:
    parts = re.split(r"(\d+)", _label(label).casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)
