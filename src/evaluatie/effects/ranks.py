"""Change told by ranks: for answers whose steps need not be equally large, and for a few extreme ones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluatie.effects.rank_tests import (
    exact_signed_rank,
    hodges_lehmann,
    normal_test,
    pratt_test,
    ranked,
    rounded,
    sign_means,
    walsh_limits,
)
from evaluatie.effects.t_interval import t_quantile
from evaluatie.effects.values import Floats, read_values
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence

#: R's ``wilcox.test`` is exact below this number, if nothing ties
EXACT_BELOW = 50
SIGNED = "Wilcoxon signed-rank test of the changes, zeros dropped (Wilcoxon 1945)"
SEPARATE = "Mann-Whitney test of two separate samples (Mann & Whitney 1947)"
EXACT = "exact"
ONE_WAY = "all comparisons go one way: the rank correlation is at its limit, and its interval cannot be estimated"
_BISERIAL = ("", "_low", "_high", "_u_se", "_u_low", "_u_high")
NORMAL = "normal approximation with corrections for ties and continuity"


@dataclass(frozen=True)
class RankChange(Result):
    """The change among pairs, by the ranks of the changes without sign.

    Attributes
    ----------
    statistic : float or None
        V: the sum of the ranks of those who rose.
    p : float or None
        Two-sided, as R's ``wilcox.test``: exact below 50 pairs without ties or zeros, else normal with corrections.
    exact : bool
        Whether ``p`` is exact.
    p_uncorrected : float or None
        Normal approximation without continuity correction.
    p_permutation : float or None
        Exact p given the ties (Streitberg & Roehmel 1986), for up to 50 changes; else None.
    pratt_z, pratt_p : float or None
        Pratt's (1959) variant, which ranks the zeros and then drops them.
    rank_biserial, rank_biserial_low, rank_biserial_high : float or None
        Matched-pairs rank-biserial correlation (Kerby 2014): share of the ranks that rose minus share that fell.
    rank_biserial_u_se, rank_biserial_u_low, rank_biserial_u_high : float or None
        Its standard error as a U statistic, and the interval from that: the better one for large changes.
    pseudo_median : float
        Hodges-Lehmann estimate: the median of the averages of all two changes, zeros kept; in scale points.
    pseudo_median_low, pseudo_median_high : float or None
        Its interval; None with so few pairs that all averages together would hold the truth less often than asked.
    confidence : float
        Level of the intervals.
    n, n_zero, n_rose, n_fell : int
        Pairs, and those that stayed, rose and fell.
    """

    statistic: float | None
    p: float | None
    exact: bool
    p_uncorrected: float | None
    p_permutation: float | None
    pratt_z: float | None
    pratt_p: float | None
    rank_biserial: float | None
    rank_biserial_low: float | None
    rank_biserial_high: float | None
    rank_biserial_u_se: float | None
    rank_biserial_u_low: float | None
    rank_biserial_u_high: float | None
    pseudo_median: float
    pseudo_median_low: float | None
    pseudo_median_high: float | None
    confidence: float
    n: int
    n_zero: int
    n_rose: int
    n_fell: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the pseudo-median of the change and the rank-biserial correlation.

        Returns
        -------
        tuple of Estimate
            Terms ``pseudo_median`` and, unless everyone stayed, ``rank_biserial`` with the test and the U interval.
        """
        median = Estimate(
            "pseudo_median", self.pseudo_median, ci_low=self.pseudo_median_low, ci_high=self.pseudo_median_high,
            n=self.n,
        )  # fmt: skip
        if self.rank_biserial is None:
            return (median,)
        biserial = Estimate(
            "rank_biserial", self.rank_biserial, self.rank_biserial_u_se, self.statistic, p=self.p,
            ci_low=self.rank_biserial_u_low, ci_high=self.rank_biserial_u_high, n=self.n,
        )  # fmt: skip
        return median, biserial


@dataclass(frozen=True)
class RankDifference(Result):
    """The difference between two separate samples, by the ranks of all answers.

    Attributes
    ----------
    statistic : float
        U: over all two people, one of either sample, how often the second answered higher; ties count half.
    p : float or None
        Two-sided, as R's ``wilcox.test``: exact below 50 a side without ties, else normal with corrections.
    exact : bool
        Whether ``p`` is exact.
    p_uncorrected : float or None
        Normal approximation without continuity correction.
    rank_biserial, rank_biserial_low, rank_biserial_high : float
        Rank-biserial correlation, which is Cliff's delta, with effectsize's interval.
    cliff_delta, cliff_delta_se, cliff_delta_low, cliff_delta_high : float
        The same, with the consistent standard error of Cliff (1993) and the interval of Feng & Cliff (2004): the better
        one for large differences. None where no answers overlap.
    superiority, superiority_low, superiority_high : float
        Probability that one of the second sample answered higher than one of the first, ties half: (delta + 1)/2.
    confidence : float
        Level of the intervals.
    n, n_pre, n_post : int
        People in all, and in either sample.
    """

    statistic: float
    p: float | None
    exact: bool
    p_uncorrected: float | None
    rank_biserial: float
    rank_biserial_low: float | None
    rank_biserial_high: float | None
    cliff_delta: float
    cliff_delta_se: float | None
    cliff_delta_low: float | None
    cliff_delta_high: float | None
    superiority: float
    superiority_low: float | None
    superiority_high: float | None
    confidence: float
    n: int
    n_pre: int
    n_post: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give Cliff's delta with the test, and the probability of superiority.

        Returns
        -------
        tuple of Estimate
            Terms ``cliff_delta`` and ``superiority``.
        """
        delta = Estimate(
            "cliff_delta", self.cliff_delta, self.cliff_delta_se, self.statistic, p=self.p,
            ci_low=self.cliff_delta_low, ci_high=self.cliff_delta_high, n=self.n,
        )  # fmt: skip
        superiority = Estimate(
            "superiority", self.superiority, ci_low=self.superiority_low, ci_high=self.superiority_high, n=self.n
        )
        return delta, superiority


def rank_change(pre: Any, post: Any, *, confidence: float = 0.95) -> RankChange:
    """Test and size the change of people who answered at both moments by ranks.

    Changes are rounded to 9 decimals before ranking. The test is that of R's ``wilcox.test`` on the rounded changes.
    The interval of the rank-biserial correlation is that of effectsize's ``rank_biserial()`` (Fisher's z, variance
    under no change), with the number of people who changed (effectsize 0.8 counts everyone, which makes it too narrow
    where some stayed). In simulations of normal answers that correlate .5, 30 and 100 pairs, it held the true value in
    93-95% of samples without change, 91% at a change of 0.5 sd and 84-86% at 0.8 sd; that from the U statistic's own
    standard error (t with n - 1) in 94-97%, and in 94-97% of five-point answers too. The interval of the pseudo-median
    inverts the signed-rank test over the averages of all two changes (Hollander & Wolfe 1999, section 3.3): exact where
    the test is, else cautious where many changes tie.

    Parameters
    ----------
    pre, post : sequence of numbers, shape (n,)
        The same people's answers before and after, in the same order. A pair with a missing answer is left out.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    RankChange
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
    >>> change = rank_change([2, 3, 4, 3, 2, 1], [3, 3, 6, 4, 6, 4])
    >>> change.statistic, round(change.p, 4), change.rank_biserial, change.pseudo_median
    (15.0, 0.0579, 1.0, 2.0)
    """
    check_confidence(confidence)
    changes, notes = complete_changes(pre, post)
    n, moved = len(changes), changes[changes != 0]
    facts: dict[str, Any] = {
        "confidence": confidence, "n": n, "n_zero": n - len(moved), "n_rose": int((moved > 0).sum()),
        "n_fell": int((moved < 0).sum()), "pseudo_median": hodges_lehmann(changes),
    }  # fmt: skip
    exact = len(moved) == n < EXACT_BELOW and len(np.unique(np.abs(moved))) == n
    facts |= dict(zip(("pseudo_median_low", "pseudo_median_high"), _limits(changes, confidence, exact), strict=True))
    if facts["pseudo_median_low"] is None:
        notes += (f"no interval of the pseudo-median: {n} pairs are too few for one at {100 * confidence:g}%",)
    if not len(moved):
        notes += ("everyone's answer stayed the same: there is nothing to rank",)
        return RankChange(SIGNED, notes, exact=False, **_untested(), **facts)
    if n > len(moved):
        notes += (f"{n - len(moved)} of {n} people did not change: left out of the test and of the rank-biserial",)
    if len(moved) in (facts["n_rose"], facts["n_fell"]):
        notes += (ONE_WAY,)
    return RankChange(f"{SIGNED}; {EXACT if exact else NORMAL}", notes, exact=exact, **_signed(moved, exact),
                      **_pratt(changes), **_biserial(moved, confidence), **facts)  # fmt: skip


def rank_difference(pre: Any, post: Any, *, confidence: float = 0.95) -> RankDifference:
    """Test and size the difference between two samples of different people by ranks.

    Positive where ``post`` is higher. Answers are rounded to 9 decimals before ranking. The test is that of R's
    ``wilcox.test(post, pre)``, the rank-biserial interval that of effectsize's ``rank_biserial(post, pre)`` (Fisher's
    z, variance under no difference). Cliff's delta is the same number with the unbiased variance of Cliff (1993,
    *Psychological Bulletin* 114, 494-509) and the asymmetric interval of Feng & Cliff (2004, *Journal of Modern
    Applied Statistical Methods* 3, 322-332). In simulations of samples of 30 and 100 the first held the true value in
    92-96%, the second in 94-96%.

    Parameters
    ----------
    pre, post : sequence of numbers, shapes (n_pre,) and (n_post,)
        The answers before and after (or of a reference and a focal group). Missing answers are left out, and counted.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    RankDifference
        With ``n`` = ``n_pre`` + ``n_post``.

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
    >>> found = rank_difference([2, 3, 4, 3], [3, 4, 5, 4, 5])
    >>> found.statistic, found.superiority, round(found.p, 4)
    (17.0, 0.85, 0.0978)
    """
    check_confidence(confidence)
    first, first_notes = _known(pre, "pre", "before")
    last, last_notes = _known(post, "post", "after")
    n_pre, n_post = len(first), len(last)
    if min(n_pre, n_post) < 2:
        raise NotEnoughData(f"at least 2 answers are needed in each wave: got {n_pre} before and {n_post} after")
    pooled = np.concatenate([first, last])
    ranks = ranked(pooled)
    above = float(ranks[n_pre:].sum()) - n_post * (n_post + 1) / 2
    _, ties = np.unique(pooled, return_counts=True)
    exact = bool(max(n_pre, n_post) < EXACT_BELOW and ties.max() == 1)
    n = n_pre + n_post
    variance = n_pre * n_post / 12 * (n + 1 - float((ties.astype(float) ** 3 - ties).sum()) / (n * (n - 1)))
    corrected, plain = normal_test(above - n_pre * n_post / 2, variance)
    p = _exact(last, first) if exact else corrected
    delta = 2 * above / (n_pre * n_post) - 1
    low, high = fisher_limits(delta, math.sqrt((n + 1) / (3 * n_pre * n_post)), confidence)
    notes = first_notes + last_notes + ((ONE_WAY,) if abs(delta) >= 1 else ())
    if plain is None:
        notes += ("everyone gave the same answer: there is nothing to rank",)
    return RankDifference(
        f"{SEPARATE}; {EXACT if exact else NORMAL}", notes, above, p, exact, plain, delta, low, high, delta,
        **_cliff(first, last, ranks, delta, confidence), superiority=(delta + 1) / 2, confidence=confidence, n=n,
        n_pre=n_pre, n_post=n_post,
    )  # fmt: skip


def _limits(changes: Floats, confidence: float, exact: bool) -> tuple[float | None, float | None]:
    # from the smallest to the largest average an interval holds the truth in all but 2 of the 2^n ways to rise and fall
    if 1 - 2.0 ** (1 - len(changes)) < confidence:
        return None, None
    return walsh_limits(changes, confidence, exact)


def complete_changes(pre: Any, post: Any) -> tuple[Floats, tuple[str, ...]]:
    """Take post minus pre of the complete pairs, rounded to 9 decimals.

    Parameters
    ----------
    pre, post : sequence of numbers, shape (n,)
        By position.

    Returns
    -------
    tuple of ndarray of float, shape (n_complete,), and tuple of str
        The changes, and a note of what was left out.

    Raises
    ------
    NotEnoughData
        With fewer than 2 complete pairs.
    ValueError
        If the lengths differ.

    Examples
    --------
    >>> complete_changes([1, 2, None], [2, 4, 4])
    (array([1., 2.]), ('1 of 3 pairs left out: an answer was missing',))
    """
    before, after = read_values(pre, "pre"), read_values(post, "post")
    if len(before) != len(after):
        raise ValueError(f"pre and post must pair up: got {len(before)} answers before and {len(after)} after")
    complete = ~(np.isnan(before) | np.isnan(after))
    n, dropped = int(complete.sum()), int((~complete).sum())
    if n < 2:
        raise NotEnoughData(f"at least 2 pairs are needed: got {n}")
    return rounded(after[complete] - before[complete]), (
        f"{dropped} of {len(complete)} pairs left out: an answer was missing",
    ) if dropped else ()


def _untested() -> dict[str, Any]:
    tested = ("statistic", "p", "p_uncorrected", "p_permutation", "pratt_z", "pratt_p")
    return dict.fromkeys((*tested, *(f"rank_biserial{part}" for part in _BISERIAL)))


def _signed(moved: Floats, exact: bool) -> dict[str, Any]:
    n, ranks = len(moved), ranked(np.abs(moved))
    statistic = float(ranks[moved > 0].sum())
    # the variance under no change, ties counted: a quarter of the sum of the squared ranks
    corrected, plain = normal_test(statistic - n * (n + 1) / 4, float((ranks**2).sum()) / 4)
    permutation = exact_signed_rank(statistic, ranks) if n <= EXACT_BELOW else None
    p = permutation if exact else corrected
    return {"statistic": statistic, "p": p, "p_uncorrected": plain, "p_permutation": permutation}


def _pratt(changes: Floats) -> dict[str, Any]:
    z, p = pratt_test(changes)
    return {"pratt_z": z, "pratt_p": p}


def _biserial(moved: Floats, confidence: float) -> dict[str, Any]:
    n, ranks = len(moved), ranked(np.abs(moved))
    r = float((ranks * np.sign(moved)).sum() / ranks.sum())
    low, high = fisher_limits(r, math.sqrt((2 * n**3 + 3 * n**2 + n) / 6) / ((n**2 + n) / 2), confidence)
    found = {"rank_biserial": r, "rank_biserial_low": low, "rank_biserial_high": high}
    if n < 3 or abs(r) >= 1:
        return {**found, "rank_biserial_u_se": None, "rank_biserial_u_low": None, "rank_biserial_u_high": None}
    # a mean over all two people (Walsh averages): its variance is four times that of each one's own mean
    se = 2 * float(sign_means(moved).std(ddof=1)) / math.sqrt(n)
    u_low, u_high = fisher_limits(r, se / (1 - r**2), confidence, n - 1)
    return found | {"rank_biserial_u_se": se, "rank_biserial_u_low": u_low, "rank_biserial_u_high": u_high}


def fisher_limits(
    r: float, se: float, confidence: float, df: float = math.inf
) -> tuple[float, float] | tuple[None, None]:
    """Give the limits of a correlation by Fisher's z.

    Parameters
    ----------
    r : float
        The correlation.
    se, df : float
        Standard error of its z, and the degrees of freedom of the t value.
    confidence : float
        Level of the interval.

    Returns
    -------
    tuple of float, or of None
        None of a correlation of 1 or -1.

    Examples
    --------
    >>> [round(limit, 3) for limit in fisher_limits(0.5, 0.2, 0.95)]
    [0.156, 0.736]
    """
    if abs(r) >= 1:
        return None, None
    centre, half = math.atanh(r), t_quantile((1 + confidence) / 2, df) * se
    return math.tanh(centre - half), math.tanh(centre + half)


def _cliff(first: Floats, last: Floats, ranks: Floats, delta: float, confidence: float) -> dict[str, Any]:
    n_pre, n_post = len(first), len(last)
    # each one's own delta: placements among the other sample
    of_last = 2 * (ranks[n_pre:] - ranked(last)) / n_pre - 1
    of_first = 1 - 2 * (ranks[:n_pre] - ranked(first)) / n_post
    s_last, s_first = float(((of_last - delta) ** 2).sum()), float(((of_first - delta) ** 2).sum())
    equal = _ties_between(first, last) / (n_pre * n_post)
    s_all = n_pre * n_post * (1 - equal - delta**2)
    variance = (n_pre**2 * s_last + n_post**2 * s_first - s_all) / (n_pre * n_post * (n_pre - 1) * (n_post - 1))
    variance = max(variance, (1 - equal - delta**2) / (n_pre * n_post - 1))
    names = ("cliff_delta_se", "cliff_delta_low", "cliff_delta_high", "superiority_low", "superiority_high")
    if not variance > 0:
        return dict.fromkeys(names)
    z, centre = t_quantile((1 + confidence) / 2, math.inf), delta - delta**3
    half = z * math.sqrt(variance) * math.sqrt((1 - delta**2) ** 2 + z**2 * variance)
    below = 1 - delta**2 + z**2 * variance
    low, high = max((centre - half) / below, -1.0), min((centre + half) / below, 1.0)
    return dict(zip(names, (math.sqrt(variance), low, high, (low + 1) / 2, (high + 1) / 2), strict=True))


def _ties_between(first: Floats, last: Floats) -> float:
    values, counts = np.unique(first, return_counts=True)
    at = np.searchsorted(values, last).clip(max=len(values) - 1)
    return float(counts[at][values[at] == last].sum())


def _known(values: Any, name: str, when: str) -> tuple[Floats, tuple[str, ...]]:
    answers = read_values(values, name)
    missing = int(np.isnan(answers).sum())
    note = (f"{missing} of {len(answers)} answers {when} left out: missing",) if missing else ()
    return rounded(answers[~np.isnan(answers)]), note


def _exact(last: Floats, first: Floats) -> float:
    from scipy.stats import mannwhitneyu  # loads for a second, which most need not wait for

    return float(mannwhitneyu(last, first, method="exact").pvalue)
