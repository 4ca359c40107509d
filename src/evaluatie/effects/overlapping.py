"""Change in the level of everyone who answered at least once: partly the same people, partly others."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import replace

import pandas as pd

from evaluatie.effects.changes import Change, Moments, describe, is_zero, moments, tested, untested, with_hedges
from evaluatie.effects.estimated_standardiser import baseline_overlapping
from evaluatie.effects.independent import NO_SPREAD, change_from_moments, require_two, welch_df
from evaluatie.effects.long_frame import TwoWaves, two_waves
from evaluatie.effects.paired import correlation, paired_from_complete
from evaluatie.effects.standardised import d_overlapping
from evaluatie.result import check_confidence

UNEQUAL = "Partially overlapping samples t test, unequal variances (T_new2; Derrick, Toher & White 2017)"
EQUAL = "Partially overlapping samples t test, equal variances (T_new1; Derrick, Toher & White 2017)"


def overlapping_change(
    frame: pd.DataFrame,
    value: str,
    wave: str,
    respondent: str,
    *,
    waves: Sequence[Hashable] | None = None,
    equal_variances: bool = False,
    confidence: float = 0.95,
) -> Change:
    """Estimate the change in level from everyone who answered, counting who answered twice.

    The partially overlapping samples t test of Derrick, Toher & White (2017, *Quantitative Methods for Psychology*
    13, 120-126): the difference of everyone's means, with the covariance of the linked answers in its standard error.
    d_av divides by the root of everyone's mean variance; its standard error is the delta-method one with the pairs'
    covariance (Bonett 2008, extended to partial overlap: see ``standardised.delta_se``), its interval normal. So is
    that of d_b, which divides by the sd of everyone at the first wave. Where everyone is linked this is the paired
    test, where no one is, Welch's: the result is then theirs, with a note.

    Parameters
    ----------
    frame : DataFrame
        One row per respondent and wave.
    value, wave, respondent : str
        Its columns. A missing answer is left out; a row without a respondent links to nobody; both are counted in
        the notes.
    waves : pair of labels, optional
        First and last wave: needed where there are more than two, or their order is not plain from their labels.
    equal_variances : bool, default False
        Pool the variances of the two waves (T_new1), where the samples overlap partly.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    Change
        With ``n`` the number of different people; d_z, d_rm, g_z and g_rm are None, except where everyone is linked.

    Raises
    ------
    NotEnoughData
        With fewer than 2 answers at a wave.
    TypeError
        If an answer is not a number.
    ValueError
        If a respondent answered more than once at a wave, a column is not there, or the waves are not plain.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "respondent": ["a", "b", "c", "d", "b", "c", "d", "e"],
    ...     "wave": ["t0"] * 4 + ["t1"] * 4,
    ...     "score": [2, 3, 4, 2, 3, 5, 3, 4],
    ... })
    >>> change = overlapping_change(frame, "score", "wave", "respondent")
    >>> change.n, change.n_pairs, change.mean_change, round(change.p, 4)
    (5, 3, 1.0, 0.0881)
    """
    check_confidence(confidence)
    return overlapping_from_waves(two_waves(frame, value, wave, respondent, waves), equal_variances, confidence)


def overlapping_from_waves(data: TwoWaves, equal_variances: bool = False, confidence: float = 0.95) -> Change:
    """Estimate the change in level from the answers of two waves.

    Parameters
    ----------
    data : TwoWaves
        Everyone's answers, and those of the people in both.
    equal_variances : bool, default False
        Pool the variances of the two waves, where the samples overlap partly.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    Change
        As :func:`overlapping_change` gives it.

    Raises
    ------
    NotEnoughData
        With fewer than 2 answers at a wave.

    Examples
    --------
    >>> import numpy as np
    >>> answers = np.array([2.0, 3.0, 4.0]), np.array([3.0, 4.0, 4.0, 5.0])
    >>> overlapping_from_waves(TwoWaves(*answers, answers[0], answers[1][:3], ())).n
    4
    """
    n_pre, n_post, n_pairs = len(data.pre), len(data.post), len(data.pairs_pre)
    require_two(n_pre, n_post)
    if n_pairs == n_pre == n_post:
        notes = (*data.notes, "everyone answered at both waves: the paired test")
        return paired_from_complete(data.pairs_pre, data.pairs_post, confidence, notes)
    if n_pairs < 2:
        return _unlinked(data, n_pairs, confidence)
    return _overlapping(data, equal_variances, confidence)


def overlapping_se(first: Moments, last: Moments, covariance: float, n_pairs: int) -> float:
    """Give the standard error of the difference of two partly overlapping means.

    Derrick, Toher & White (2017): sqrt(var_1/n_1 + var_2/n_2 - 2 cov n_c/(n_1 n_2)).

    Parameters
    ----------
    first, last : Moments
        Everyone before and everyone after.
    covariance : float
        r s_1 s_2, with r the correlation of the pairs.
    n_pairs : int
        People in both, n_c.

    Returns
    -------
    float
        In scale points.

    Examples
    --------
    >>> round(overlapping_se(Moments(10, 0.0, 1.0, 1.0), Moments(10, 0.0, 1.0, 1.0), 0.5, 10), 4)
    0.3162
    """
    apart = first.variance / first.n + last.variance / last.n
    return math.sqrt(max(apart - 2 * covariance * n_pairs / (first.n * last.n), 0.0))


def overlapping_df(apart_df: float, n_pre: int, n_post: int, n_pairs: int) -> float:
    """Interpolate the degrees of freedom between the paired and the unpaired test.

    Derrick, Toher & White (2017): (n_c - 1) + (gamma - n_c + 1)(n_a + n_b)/(n_a + n_b + 2 n_c).

    Parameters
    ----------
    apart_df : float
        Degrees of freedom gamma if no one were linked: Welch's, or n_1 + n_2 - 2 with equal variances.
    n_pre, n_post, n_pairs : int
        People before, after, and in both.

    Returns
    -------
    float
        Degrees of freedom.

    Examples
    --------
    >>> overlapping_df(18.0, 10, 10, 0), overlapping_df(18.0, 10, 10, 10)
    (18.0, 9.0)
    """
    alone = n_pre + n_post - 2 * n_pairs
    return (n_pairs - 1) + (apart_df - n_pairs + 1) * alone / (n_pre + n_post)


def _overlapping(data: TwoWaves, equal_variances: bool, confidence: float) -> Change:
    first, last = moments(data.pre), moments(data.post)
    n_pairs = len(data.pairs_pre)
    r = correlation(data.pairs_pre, data.pairs_post)
    notes = data.notes
    if r is None:
        notes += ("the linked answers of one wave do not vary: their correlation was taken as zero",)
    facts = describe(first, last, first.n + last.n - n_pairs, n_pairs, r)
    used = _pooled(first, last) if equal_variances else (first, last)
    covariance = (r or 0.0) * math.sqrt(used[0].variance * used[1].variance)
    se = overlapping_se(*used, covariance, n_pairs)
    method = EQUAL if equal_variances else UNEQUAL
    if is_zero(se, max(first.scale, last.scale)):
        return Change(method, (*notes, NO_SPREAD), confidence=confidence, **facts, **untested())
    apart = first.n + last.n - 2.0 if equal_variances else welch_df(*used)
    df = overlapping_df(apart, first.n, last.n, n_pairs)
    covariance = (r or 0.0) * facts["sd_pre"] * facts["sd_post"]
    # the standardised changes never assume equal variances
    apart_se = overlapping_se(first, last, covariance, n_pairs)
    d = d_overlapping(
        facts["mean_change"], first.variance, last.variance, covariance, first.n, last.n, n_pairs, confidence
    )
    test = tested(facts["mean_change"], se, df, confidence)
    b = (
        baseline_overlapping(facts["mean_change"], first.variance, apart_se, first.n, confidence)
        if first.variance
        else None
    )
    sizes = with_hedges({"d_av": d, "d_av_bonett": d, "d_b": b}, df, first.n - 1)
    return Change(method, notes, confidence=confidence, **facts, **test, **sizes)


def _pooled(first: Moments, last: Moments) -> tuple[Moments, Moments]:
    total = (first.n - 1) * first.variance + (last.n - 1) * last.variance
    variance = total / (first.n + last.n - 2)
    return replace(first, variance=variance), replace(last, variance=variance)


def _unlinked(data: TwoWaves, n_pairs: int, confidence: float) -> Change:
    why = "no one" if n_pairs == 0 else "only 1 person"
    notes = (*data.notes, f"{why} answered at both waves: Welch's test for separate samples")
    change = change_from_moments(moments(data.pre), moments(data.post), confidence, notes)
    return replace(change, n=change.n - n_pairs, n_pairs=n_pairs)
