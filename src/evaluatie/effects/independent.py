"""Change between two moments that were answered by people who cannot be linked."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from evaluatie.effects.changes import Change, Moments, describe, is_zero, moments, tested, untested, with_hedges
from evaluatie.effects.estimated_standardiser import baseline_independent
from evaluatie.effects.standardised import Standardised, d_independent
from evaluatie.effects.values import Floats, read_values
from evaluatie.result import NotEnoughData, check_confidence

METHOD = "Difference of two separate samples, unequal variances (Welch 1947)"
NO_SPREAD = "the answers of neither wave vary: how sure the mean change is cannot be estimated"


def independent_change(pre: Any, post: Any, *, confidence: float = 0.95) -> Change:
    """Estimate the mean change between two samples of different, or unlinked, people.

    Welch's t test. d_av divides by the root of the mean variance; its interval is noncentral t with Welch's degrees of
    freedom; g_av is d_av times Hedges' exact factor with the same degrees of freedom. d_b is Glass's delta: it divides
    by the sd of ``pre``, with n_pre - 1 degrees of freedom. The figures are those of R's ``t.test()`` and of
    effectsize's ``cohens_d()`` and ``hedges_g()`` with ``pooled_sd = FALSE``, and ``glass_delta(post, pre)``. Also the
    gap between two groups at one wave: ``independent_change(reference, focal)``.

    Parameters
    ----------
    pre, post : sequence of numbers, shapes (n_pre,) and (n_post,)
        The answers before and after, in scale points. Missing answers are left out, and counted in the notes.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    Change
        With ``n`` = ``n_pre`` + ``n_post``; d_z, d_rm, g_z and g_rm are None, d_b as well where ``pre`` does not vary.

    Raises
    ------
    NotEnoughData
        With fewer than 2 answers on a side.
    TypeError
        If an answer is not a number.
    ValueError
        If an answer is infinite, or ``confidence`` is no level.

    Examples
    --------
    >>> change = independent_change([2, 3, 4, 3], [3, 4, 5, 4, 5])
    >>> change.n, round(change.mean_change, 4), round(change.df, 4)
    (9, 1.2, 6.6419)
    """
    check_confidence(confidence)
    before, after = read_values(pre, "pre"), read_values(post, "post")
    notes = (*_missing_note(before, "before"), *_missing_note(after, "after"))
    first, last = moments(before[~np.isnan(before)]), moments(after[~np.isnan(after)])
    return change_from_moments(first, last, confidence, notes)


def change_from_moments(first: Moments, last: Moments, confidence: float = 0.95, notes: tuple[str, ...] = ()) -> Change:
    """Estimate the change between two samples of which the moments are known.

    Parameters
    ----------
    first, last : Moments
        The two samples.
    confidence : float, default 0.95
        Level of the intervals.
    notes : tuple of str
        What happened before.

    Returns
    -------
    Change
        As :func:`independent_change` gives it.

    Raises
    ------
    NotEnoughData
        With fewer than 2 answers on a side.

    Examples
    --------
    >>> change_from_moments(Moments(20, 3.0, 0.8, 5.0), Moments(25, 3.5, 0.7, 5.0)).mean_change
    0.5
    """
    require_two(first.n, last.n)
    facts = describe(first, last, first.n + last.n, 0, None)
    se = math.sqrt(first.variance / first.n + last.variance / last.n)
    if is_zero(se, max(first.scale, last.scale)):
        return Change(METHOD, (*notes, NO_SPREAD), confidence=confidence, **facts, **untested())
    df = welch_df(first, last)
    d = d_independent(facts["mean_change"], first.variance, last.variance, first.n, last.n, df, confidence)
    test = tested(facts["mean_change"], se, df, confidence)
    sizes = with_hedges({"d_av": d, "d_b": _glass(facts["mean_change"], first, last, confidence)}, df, first.n - 1)
    return Change(METHOD, notes, confidence=confidence, **facts, **test, **sizes)


def _glass(difference: float, first: Moments, last: Moments, confidence: float) -> Standardised | None:
    if is_zero(math.sqrt(first.variance), max(first.scale, last.scale)):
        return None
    return baseline_independent(difference, first.variance, last.variance, first.n, last.n, confidence)


def require_two(n_pre: int, n_post: int) -> None:
    """Refuse samples of fewer than two.

    Parameters
    ----------
    n_pre, n_post : int
        Answers before and after.

    Raises
    ------
    NotEnoughData
        If either is below 2.

    Examples
    --------
    >>> require_two(2, 2)
    """
    if min(n_pre, n_post) < 2:
        raise NotEnoughData(f"at least 2 answers are needed in each wave: got {n_pre} before and {n_post} after")


def welch_df(first: Moments, last: Moments) -> float:
    """Give the Welch-Satterthwaite degrees of freedom.

    Parameters
    ----------
    first, last : Moments
        The two samples, at least one of which varies.

    Returns
    -------
    float
        Between the smaller n - 1 and n_pre + n_post - 2.

    Examples
    --------
    >>> welch_df(Moments(10, 0.0, 1.0, 1.0), Moments(10, 0.0, 1.0, 1.0))
    18.0
    """
    # in shares of the total, so that very small or very large variances neither vanish nor overflow
    a, b = first.variance / first.n, last.variance / last.n
    share = a / (a + b)
    return 1 / (share**2 / (first.n - 1) + (1 - share) ** 2 / (last.n - 1))


def _missing_note(answers: Floats, when: str) -> tuple[str, ...]:
    missing = int(np.isnan(answers).sum())
    return (f"{missing} of {len(answers)} answers {when} left out: missing",) if missing else ()
