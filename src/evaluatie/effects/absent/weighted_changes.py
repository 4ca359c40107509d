"""Weighted change, of linked people or of everyone who answered, with the unweighted beside it."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.effects.absent.reading import read_weights
from evaluatie.effects.absent.weights import effective_size
from evaluatie.effects.changes import Change, is_zero, tested, untested
from evaluatie.effects.independent import require_two
from evaluatie.effects.long_frame import TwoWaves, two_waves
from evaluatie.effects.overlapping import overlapping_from_waves
from evaluatie.effects.paired import paired_change
from evaluatie.effects.values import Floats, read_values
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence

PAIRED = (
    "Weighted mean change of linked people, linearised standard error, people minus 1 df (Binder 1983; Lumley 2010)"
)
EVERYONE = (
    "Difference of two weighted means, linearised standard error over people, so that who answered twice counts once;"
    " people minus 2 df (Binder 1983; Lumley 2010)"
)
NO_SPREAD = "the weighted answers show no spread: how sure the mean change is cannot be estimated"
KNOWN = "the weights are taken as known"


@dataclass(frozen=True)
class WeightedChange(Result):
    """A weighted mean change, post minus pre, beside the unweighted one.

    Attributes
    ----------
    mean_change : float
        Weighted, in scale points.
    se, statistic, df, p : float or None
        Linearised standard error, t statistic, degrees of freedom, two-sided p; None where answers show no spread.
    ci_low, ci_high, ci90_low, ci90_high : float or None
        Interval at level ``confidence``, and the 90% interval.
    mean_pre, mean_post : float
        Weighted means.
    n, n_pre, n_post, n_pairs : int
        People in the estimate, at first, at last, at both.
    effective_n, design_effect : float
        Kish's effective number of answers, and answers over it (for pairs: of people).
    unweighted : Change
        The same without weights: all its fields.
    confidence : float
        Level of the interval.
    """

    mean_change: float
    se: float | None
    statistic: float | None
    df: float | None
    p: float | None
    ci_low: float | None
    ci_high: float | None
    ci90_low: float | None
    ci90_high: float | None
    mean_pre: float
    mean_post: float
    n: int
    n_pre: int
    n_post: int
    n_pairs: int
    effective_n: float
    design_effect: float
    unweighted: Change
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the weighted change, then the unweighted one.

        Returns
        -------
        tuple of Estimate
            Terms ``mean_change`` and ``unweighted``.
        """
        return _estimate("mean_change", self), _estimate("unweighted", self.unweighted)


def _estimate(term: str, c: WeightedChange | Change) -> Estimate:
    return Estimate(term, c.mean_change, c.se, c.statistic, c.df, c.p, c.ci_low, c.ci_high, n=c.n)


def weighted_change(pre: Any, post: Any, weights: Any, *, confidence: float = 0.95) -> WeightedChange:
    """Estimate the weighted mean change of people who answered at both moments.

    Standard error by linearisation (Binder 1983, *International Statistical Review* 51, 279-292):
    sqrt(n/(n - 1) sum w^2 (d - mean)^2) / sum w, with n - 1 degrees of freedom; R's ``survey::svymean`` of the change.

    Parameters
    ----------
    pre, post : sequence of numbers, shape (n,)
        The same people's answers, in the same order. Incomplete pairs are left out, and counted in the notes.
    weights : sequence of numbers, shape (n,)
        Such as ``attrition_weights(...).weights``. Who has none, or weight 0, is left out.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    WeightedChange
        With ``n`` the number of pairs.

    Raises
    ------
    NotEnoughData
        With fewer than 2 pairs of a weight above zero.
    ValueError
        If lengths differ, or a weight is negative.

    Examples
    --------
    >>> change = weighted_change([2, 3, 4, 3, 2], [3, 3, 5, 4, 4], [1, 1, 1, 1, 2])
    >>> round(change.mean_change, 4), round(change.unweighted.mean_change, 4), change.df
    (1.1667, 1.0, 4)
    """
    confidence = check_confidence(confidence)
    before, after = read_values(pre, "pre"), read_values(post, "post")
    if len(before) != len(after):
        raise ValueError(f"pre and post must pair up: got {len(before)} answers before and {len(after)} after")
    w = read_weights(weights, len(before))
    paired = ~(np.isnan(before) | np.isnan(after))
    kept = paired & (w > 0)
    n = int(kept.sum())
    if n < 2:
        raise NotEnoughData(f"at least 2 pairs with a weight above 0 are needed: got {n}")
    notes = _left_out(~paired, "pairs", "an answer was missing") + _left_out(paired & ~kept, "pairs", "no weight, or 0")
    before, after, w = before[kept], after[kept], w[kept]
    scores = _scores(after, w) - _scores(before, w)
    facts = {"n_pre": n, "n_post": n, "n_pairs": n, "effective_n": effective_size(w)}
    means = _mean(before, w), _mean(after, w)
    plain = paired_change(before, after, confidence=confidence)
    exact = _mean(after - before, w)
    return _change(PAIRED, notes, exact, means, scores, n - 1, plain, n, facts, confidence)


def weighted_overlapping(
    frame: pd.DataFrame,
    value: str,
    wave: str,
    respondent: str,
    weight: str,
    *,
    waves: Sequence[Hashable] | None = None,
    confidence: float = 0.95,
) -> WeightedChange:
    """Estimate the weighted change in level from everyone who answered, counting who answered twice.

    With z the sum over a person's answers of w (y - mean)/sum w, after minus before, the standard error is
    sqrt(N/(N - 1) sum z^2) over N people (Binder 1983), with N - 2 degrees of freedom: R's
    ``survey::svyglm(value ~ wave, svydesign(ids = ~respondent, weights = ~weight))``.

    Parameters
    ----------
    frame : DataFrame
        One row per respondent and wave.
    value, wave, respondent, weight : str
        Its columns. A row without an answer, or without a weight above 0, is left out; one without a respondent is a
        person of its own; all are counted in the notes.
    waves : pair of labels, optional
        First and last wave, as in ``overlapping_change``.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    WeightedChange
        With ``n`` the number of different people.

    Raises
    ------
    NotEnoughData
        With fewer than 2 weighted answers at a wave.
    ValueError
        If a respondent answered more than once at a wave, a column is not there, a weight is negative, or the waves
        are not plain.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "respondent": ["a", "b", "c", "d", "b", "c", "d", "e"],
    ...     "wave": ["t0"] * 4 + ["t1"] * 4,
    ...     "score": [2, 3, 4, 2, 3, 5, 3, 4],
    ...     "w": [1, 1, 2, 1, 1, 2, 1, 1],
    ... })
    >>> change = weighted_overlapping(frame, "score", "wave", "respondent", "w")
    >>> change.n, change.n_pairs, change.mean_change, change.df
    (5, 3, 1.0, 3)
    """
    confidence = check_confidence(confidence)
    two_waves(frame, value, wave, respondent, waves)  # says what is wrong with the frame
    if weight not in frame.columns:
        raise ValueError(f"frame has no column {weight!r}; it has: {', '.join(map(str, frame.columns))}")
    w = read_weights(frame[weight], len(frame))
    answered = frame[value].notna().to_numpy()
    kept = answered & (w > 0)
    rows = frame.loc[kept, [value, wave, respondent]].reset_index(drop=True)
    at = _places(rows, wave, respondent, waves)
    first, last, again = (places.astype(np.intp) for places in (at.pre, at.post, at.pairs_post))
    # a line per person: those of the first wave, then those of the last wave only
    only = np.setdiff1d(last, again)
    line = np.empty(len(rows), dtype=np.intp)
    line[first], line[only] = np.arange(len(first)), len(first) + np.arange(len(only))
    line[again] = line[at.pairs_pre.astype(np.intp)]
    waves_of = np.full((4, len(first) + len(only)), np.nan)
    answers = read_values(rows[value], value)
    for place, of in ((0, first), (1, last)):
        waves_of[place, line[of]], waves_of[place + 2, line[of]] = answers[of], w[kept][of]
    notes = _left_out(answered & ~kept, "answers", "no weight, or 0") + at.notes
    pre, post, weights_pre, weights_post = waves_of
    return weighted_from_people(pre, post, weights_pre, weights_post, confidence=confidence, notes=notes)


def weighted_from_people(
    pre: Floats,
    post: Floats,
    weights_pre: Floats,
    weights_post: Floats,
    *,
    confidence: float = 0.95,
    notes: tuple[str, ...] = (),
) -> WeightedChange:
    """Estimate the change of the weighted level of everyone who answered, from people's answers.

    Parameters
    ----------
    pre, post : ndarray of float, shape (people,)
        The same people's answers, in the same order; NaN where there is none.
    weights_pre, weights_post : ndarray of float, shape (people,)
        Above zero wherever there is an answer.
    confidence : float, default 0.95
        Level of the interval.
    notes : tuple of str
        What happened before.

    Returns
    -------
    WeightedChange
        As :func:`weighted_overlapping` gives it.

    Raises
    ------
    NotEnoughData
        With fewer than 2 answers at a wave.

    Examples
    --------
    >>> pre, post = np.array([2.0, 3, 4, 2, np.nan]), np.array([np.nan, 3.0, 5, 3, 4])
    >>> change = weighted_from_people(pre, post, np.array([1.0, 1, 2, 1, 1]), np.array([1.0, 1, 2, 1, 1]))
    >>> change.n, change.n_pairs, change.mean_change, change.df
    (5, 3, 1.0, 3)
    """
    first, last = ~np.isnan(pre), ~np.isnan(post)
    both = first & last
    require_two(int(first.sum()), int(last.sum()))
    # who answered twice is one person: both scores in one place
    scores = np.zeros(len(pre))
    scores[first] -= _scores(pre[first], weights_pre[first])
    scores[last] += _scores(post[last], weights_post[last])
    means = _mean(pre[first], weights_pre[first]), _mean(post[last], weights_post[last])
    sizes = effective_size(weights_pre[first]) + effective_size(weights_post[last])
    facts = {
        "n_pre": int(first.sum()), "n_post": int(last.sum()), "n_pairs": int(both.sum()), "effective_n": sizes
    }  # fmt: skip
    plain = overlapping_from_waves(TwoWaves(pre[first], post[last], pre[both], post[both], ()), confidence=confidence)
    n, change = int((first | last).sum()), means[1] - means[0]
    return _change(EVERYONE, notes, change, means, scores[first | last], n - 2, plain, n, facts, confidence)


def _places(rows: pd.DataFrame, wave: str, respondent: str, waves: Sequence[Hashable] | None) -> TwoWaves:
    """Link row numbers instead of answers."""
    numbered = pd.DataFrame({"row": np.arange(len(rows)), "wave": rows[wave], "respondent": rows[respondent]})
    return two_waves(numbered, "row", "wave", "respondent", waves)


def _mean(answers: Floats, weights: Floats) -> float:
    return float(weights @ answers / weights.sum())


def _scores(answers: Floats, weights: Floats) -> Floats:
    return np.asarray(weights * (answers - _mean(answers, weights)) / weights.sum(), dtype=np.float64)


def _change(
    method: str,
    notes: tuple[str, ...],
    change: float,
    means: tuple[float, float],
    scores: Floats,
    df: int,
    plain: Change,
    n: int,
    facts: dict[str, Any],
    confidence: float,
) -> WeightedChange:
    se = math.sqrt(n / (n - 1) * float((scores**2).sum()))
    answers = n if method == PAIRED else facts["n_pre"] + facts["n_post"]
    if df < 1 or is_zero(se, max(abs(means[0]), abs(means[1]), 1e-300)):
        notes, test = (*notes, NO_SPREAD), untested()
    else:
        test = tested(change, se, df, confidence)
    return WeightedChange(
        method,
        (*notes, KNOWN),
        mean_change=change,
        **test,
        mean_pre=means[0],
        mean_post=means[1],
        n=n,
        **facts,
        design_effect=answers / facts["effective_n"],
        unweighted=plain,
        confidence=confidence,
    )


def _left_out(who: Any, what: str, why: str) -> tuple[str, ...]:
    return (f"{int(who.sum())} of {len(who)} {what} left out: {why}",) if who.any() else ()
