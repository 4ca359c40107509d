"""Change of trimmed means: what the middle of the answers did, with few extreme answers counting little."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluatie.effects.changes import is_zero, tested, untested
from evaluatie.effects.values import Floats, read_values
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence

METHOD = "Paired test of trimmed means (Yuen 1974; Wilcox 2012, section 5.9.5)"
NO_SPREAD = "the middle answers all changed by the same amount: how sure the change is cannot be estimated"


@dataclass(frozen=True)
class TrimmedChange(Result):
    """The change of the trimmed mean, post minus pre.

    Attributes
    ----------
    trimmed_change : float
        Trimmed mean after minus trimmed mean before, in scale points.
    se, statistic, df, p : float or None
        Standard error, Yuen's t, its degrees of freedom, two-sided p value; None where the answers show no spread.
    ci_low, ci_high, ci90_low, ci90_high : float or None
        Interval at level ``confidence``, and the 90% interval.
    confidence, trim : float
        Level of the interval, and the share cut off at either end.
    n, n_kept : int
        Pairs, and how many of each wave's answers are left in the middle.
    trimmed_pre, trimmed_post : float
        The trimmed means.
    winsorised_sd_pre, winsorised_sd_post : float
        Standard deviations with the cut-off answers drawn in to the nearest that is kept.
    """

    trimmed_change: float
    se: float | None
    statistic: float | None
    df: float | None
    p: float | None
    ci_low: float | None
    ci_high: float | None
    ci90_low: float | None
    ci90_high: float | None
    confidence: float
    trim: float
    n: int
    n_kept: int
    trimmed_pre: float
    trimmed_post: float
    winsorised_sd_pre: float
    winsorised_sd_post: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the change of the trimmed mean.

        Returns
        -------
        tuple of Estimate
            Term ``trimmed_change``.
        """
        return (
            Estimate(
                "trimmed_change", self.trimmed_change, self.se, self.statistic, self.df, self.p, self.ci_low,
                self.ci_high, n=self.n,
            ),
        )  # fmt: skip


def trimmed_change(pre: Any, post: Any, trim: float = 0.2, *, confidence: float = 0.95) -> TrimmedChange:
    """Estimate the change of the trimmed mean of people who answered at both moments.

    Of each wave the lowest and highest share ``trim`` of answers is cut off, and the means of the rest are compared.
    With winsorised variances and covariance s, h answers kept: se^2 = (n - 1)(s_1^2 + s_2^2 - 2 s_12)/(h(h - 1)), and
    h - 1 degrees of freedom (Wilcox 2012, *Introduction to Robust Estimation and Hypothesis Testing*, section 5.9.5;
    ``yuend`` in R's WRS2). Without trimming it is the paired t test. It is the difference of the two trimmed means,
    not the trimmed mean of the changes.

    Parameters
    ----------
    pre, post : sequence of numbers, shape (n,)
        The same people's answers before and after, in the same order. A pair with a missing answer is left out.
    trim : float, default 0.2
        Share to cut off at either end: 0 or more, below 0.5.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    TrimmedChange
        With ``n`` the number of pairs.

    Raises
    ------
    NotEnoughData
        If fewer than 2 answers a wave are left in the middle.
    TypeError
        If an answer is not a number.
    ValueError
        If the lengths differ, an answer is infinite, or ``trim`` or ``confidence`` is out of range.

    Examples
    --------
    >>> change = trimmed_change([2, 3, 4, 3, 2, 1], [3, 3, 6, 4, 6, 4])
    >>> change.trimmed_change, change.n_kept, round(change.p, 4)
    (1.75, 4, 0.1627)
    """
    check_confidence(confidence)
    if isinstance(trim, bool) or not isinstance(trim, int | float | np.number) or not 0 <= trim < 0.5:
        raise ValueError(f"trim must be a share from 0 up to but not 0.5: got {trim!r}")
    before, after = read_values(pre, "pre"), read_values(post, "post")
    if len(before) != len(after):
        raise ValueError(f"pre and post must pair up: got {len(before)} answers before and {len(after)} after")
    complete = ~(np.isnan(before) | np.isnan(after))
    n, dropped = int(complete.sum()), int((~complete).sum())
    cut = math.floor(float(trim) * n)
    kept = n - 2 * cut
    if kept < 2:
        raise NotEnoughData(f"at least 2 answers must be left after trimming: {n} pairs leave {kept}")
    notes = (f"{dropped} of {len(complete)} pairs left out: an answer was missing",) if dropped else ()
    return _yuen(before[complete], after[complete], cut, float(trim), confidence, notes)


def winsorised(answers: Floats, cut: int) -> Floats:
    """Draw the lowest and highest answers in to the nearest that is kept.

    Parameters
    ----------
    answers : ndarray of float, shape (n,)
        Without missing values.
    cut : int
        How many at either end.

    Returns
    -------
    ndarray of float, shape (n,)
        In the same order.

    Examples
    --------
    >>> winsorised(np.array([9.0, 1.0, 4.0, 3.0, 5.0]), 1)
    array([5., 3., 4., 3., 5.])
    """
    ordered = np.sort(answers)
    drawn_in: Floats = np.clip(answers, ordered[cut], ordered[len(ordered) - cut - 1])
    return drawn_in


def _yuen(
    before: Floats, after: Floats, cut: int, trim: float, confidence: float, notes: tuple[str, ...]
) -> TrimmedChange:
    n, kept = len(before), len(before) - 2 * cut
    first, last = winsorised(before, cut), winsorised(after, cut)
    means = [float(np.sort(answers)[cut : n - cut].mean()) for answers in (before, after)]
    change = means[1] - means[0]
    # the variance of the differences is that of both waves less twice their covariance
    se = float((last - first).std(ddof=1)) * math.sqrt((n - 1) / (kept * (kept - 1)))
    flat = is_zero(se, float(max(np.abs(before).max(), np.abs(after).max())))
    test = untested() if flat else tested(change, se, kept - 1, confidence)
    return TrimmedChange(
        METHOD, notes + ((NO_SPREAD,) if flat else ()), change, **test, confidence=confidence, trim=trim, n=n,
        n_kept=kept, trimmed_pre=means[0], trimmed_post=means[1], winsorised_sd_pre=float(first.std(ddof=1)),
        winsorised_sd_post=float(last.std(ddof=1)),
    )  # fmt: skip
