"""Change among the people who answered at both moments."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.effects.changes import Change, Moments, describe, is_zero, moments, tested, untested, with_hedges
from evaluatie.effects.estimated_standardiser import average_bonett, repeated_bonett
from evaluatie.effects.standardised import Standardised, d_average, d_baseline, d_repeated, d_z
from evaluatie.effects.values import Floats, read_values
from evaluatie.result import NotEnoughData, check_confidence

METHOD = "Paired t test of the change (Student 1908)"
NO_SPREAD = "everyone changed by exactly the same amount: how sure the mean change is cannot be estimated"


def paired_change(pre: Any, post: Any, *, confidence: float = 0.95) -> Change:
    """Estimate the mean change of people who answered at both moments.

    Paired by position, whatever the index of a Series. A pair with a missing answer is left out, and counted in the
    notes. d_z has a noncentral t interval (Cohen 1988; Cumming & Finch 2001), d_av, d_rm and d_b normal ones (Algina &
    Keselman 2003; Cooper, Hedges & Valentine 2009, eq. 12.21; Becker 1988, eq. 6); g is d times Hedges' exact factor
    with n - 1 degrees of freedom, limits included. The figures are those of R's ``t.test(paired = TRUE)`` and of
    effectsize; g_b with the square of its standard error is metafor's ``SMCR``, the single-group estimate of Morris
    (2008, *Organizational Research Methods* 11, 364-386). How well the intervals hold: see :class:`Change`.

    Parameters
    ----------
    pre, post : sequence of numbers, shape (n,)
        The same people's answers before and after, in scale points, in the same order.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    Change
        With ``n`` the number of pairs.

    Raises
    ------
    NotEnoughData
        With fewer than 2 complete pairs.
    TypeError
        If an answer is not a number.
    ValueError
        If the lengths differ, an answer is infinite, or ``confidence`` is no level.

    Examples
    --------
    >>> change = paired_change([2, 3, 4, 3, 2], [3, 3, 5, 4, 4])
    >>> change.n, change.mean_change, round(change.d_z, 4)
    (5, 1.0, 1.4142)
    """
    check_confidence(confidence)
    notes = _index_note(pre, post)
    before, after = read_values(pre, "pre"), read_values(post, "post")
    if len(before) != len(after):
        raise ValueError(f"pre and post must pair up: got {len(before)} answers before and {len(after)} after")
    complete = ~(np.isnan(before) | np.isnan(after))
    dropped = int(len(complete) - complete.sum())
    if dropped:
        notes += (f"{dropped} of {len(complete)} pairs left out: an answer was missing",)
    return paired_from_complete(before[complete], after[complete], confidence, notes)


def paired_from_complete(
    before: Floats, after: Floats, confidence: float = 0.95, notes: tuple[str, ...] = ()
) -> Change:
    """Estimate the change of complete pairs.

    Parameters
    ----------
    before, after : ndarray of float, shape (n,)
        Without missing values.
    confidence : float, default 0.95
        Level of the intervals.
    notes : tuple of str
        What happened before.

    Returns
    -------
    Change
        As :func:`paired_change` gives it.

    Raises
    ------
    NotEnoughData
        With fewer than 2 pairs.

    Examples
    --------
    >>> import numpy as np
    >>> paired_from_complete(np.array([1.0, 2.0]), np.array([2.0, 4.0]), 0.95, ()).mean_change
    1.5
    """
    n = len(before)
    if n < 2:
        raise NotEnoughData(f"at least 2 pairs are needed: got {n}")
    first, last = moments(before), moments(after)
    sd_change = float((after - before).std(ddof=1))
    facts = describe(first, last, n, n, correlation(before, after))
    # the mean of the differences, not the difference of the means: the last digits are those of the paired test
    facts["mean_change"] = float((after - before).mean())
    if is_zero(sd_change, max(first.scale, last.scale)):
        average = _spreadless_average(facts["mean_change"], first, last)
        return Change(METHOD, (*notes, NO_SPREAD), confidence=confidence, **facts, **untested(), **average)
    effects = _effects(facts["mean_change"], sd_change, first, last, facts["correlation"], confidence)
    test = tested(facts["mean_change"], sd_change / math.sqrt(n), n - 1, confidence)
    sizes = _morris_se(with_hedges(effects, n - 1), facts["correlation"], n)
    return Change(METHOD, notes, confidence=confidence, **facts, **test, **sizes)


def correlation(before: Floats, after: Floats) -> float | None:
    """Give Pearson's correlation; None where one side does not vary.

    Parameters
    ----------
    before, after : ndarray of float, shape (n,)
        Pairs, n at least 2.

    Returns
    -------
    float or None
        Between -1 and 1.

    Examples
    --------
    >>> import numpy as np
    >>> correlation(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 1.0])) is None
    True
    """
    first, last = moments(before), moments(after)
    if not first.variance or not last.variance:
        return None
    covariance = float(((before - first.mean) * (after - last.mean)).sum()) / (first.n - 1)
    return max(-1.0, min(1.0, covariance / math.sqrt(first.variance * last.variance)))


def _effects(
    mean_change: float, sd_change: float, first: Moments, last: Moments, r: float | None, confidence: float
) -> dict[str, Standardised | None]:
    n, a, b = first.n, first.variance, last.variance
    correlated = 0.0 if r is None else r
    covariance = correlated * math.sqrt(a * b)
    has_within = r is not None and 1 - r > 1e-12
    return {
        "d_z": d_z(mean_change, sd_change, n, confidence),
        "d_av": d_average(mean_change, sd_change, a, b, n, confidence),
        "d_av_bonett": average_bonett(mean_change, a, b, covariance, n, confidence),
        "d_rm": d_repeated(mean_change, sd_change, correlated, n, confidence) if has_within else None,
        "d_rm_bonett": repeated_bonett(mean_change, a, b, covariance, n, confidence) if has_within else None,
        "d_b": d_baseline(mean_change, math.sqrt(a), correlated, n, confidence) if a else None,
    }


def _morris_se(effects: dict[str, Any], r: float | None, n: int) -> dict[str, Any]:
    """Give g_b the standard error of metafor's SMCR, which has g where Becker has d."""
    if "g_b" not in effects:
        return effects
    return {**effects, "g_b_se": math.sqrt(2 * (1 - (r or 0.0)) / n + effects["g_b"] ** 2 / (2 * n))}


def _spreadless_average(mean_change: float, first: Moments, last: Moments) -> dict[str, Any]:
    variance = (first.variance + last.variance) / 2
    if not variance:
        return {}
    effects = {"d_av": Standardised(mean_change / math.sqrt(variance))}
    if first.variance:
        effects["d_b"] = Standardised(mean_change / math.sqrt(first.variance))
    return with_hedges({**effects}, first.n - 1)


def _index_note(pre: Any, post: Any) -> tuple[str, ...]:
    if isinstance(pre, pd.Series) and isinstance(post, pd.Series) and not pre.index.equals(post.index):
        return ("paired by position: the indexes of pre and post differ",)
    return ()
