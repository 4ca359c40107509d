"""Who is selected: the share of a group against that of a reference group, and the four-fifths rule."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from scipy import special

from evaluatie.flows.reading.counts import read_part
from evaluatie.flows.selecting.odds import exact_odds_ratio
from evaluatie.flows.selecting.score import koopman_limits, score
from evaluatie.newcombe import difference_limits
from evaluatie.result import Estimate, Result, check_confidence
from evaluatie.wilson import wilson_interval

#: of more people outcomes are not counted one by one; their normal approximation is then the same in three decimals
_COUNTED = 1_000_000
METHOD = (
    "Selection ratio with score limits (Koopman 1984), difference of shares with hybrid score limits (Newcombe 1998), "
    "conditional odds ratio with exact limits (Fisher)"
)
CONVENTION = (
    "the four-fifths rule (a ratio below .8) is a convention of enforcement agencies in the United States (Uniform "
    "Guidelines on Employee Selection Procedures, 1978, 29 CFR 1607.4(D)), without legal force in the Netherlands; it "
    "looks at the estimate only, so that with few people it often points at a difference that is chance"
)


@dataclass(frozen=True)
class SelectionRatio(Result):
    """The share selected of a group, against the share selected of a reference group.

    Attributes
    ----------
    share, share_low, share_high : float
        Selected divided by total, with Wilson limits.
    share_ref, share_ref_low, share_ref_high : float
        The same in the reference group.
    ratio : float or None
        ``share / share_ref``; None where nobody of the reference was selected.
    ci_low, ci_high : float or None
        Koopman's score limits; ``ci_high`` is None where there is none.
    p : float
        Score (Pearson chi-squared) test of equal shares; below 1 - confidence exactly when the limits leave out 1.
    log_ratio, log_ratio_se : float or None
        Natural logarithm of the ratio and its standard error, for pooling; None unless people of both were selected.
    wald_low, wald_high : float or None
        Log-normal limits, to compare with other programs; too narrow with few people.
    difference, difference_low, difference_high : float
        ``share - share_ref`` with Newcombe's limits.
    odds_ratio, odds_ratio_low, odds_ratio_high : float or None
        Conditional maximum likelihood estimate with exact limits; None where it, or a limit, does not exist.
    odds_ratio_p : float
        Central exact p value, which agrees with the limits of the odds ratio.
    fisher_p : float
        Fisher's two-sided p value as R prints it, which may contradict those limits.
    four_fifths : bool or None
        Whether the ratio is below .8; None where nobody of either group was selected.
    four_fifths_clear : bool
        Whether the whole interval of the ratio lies on one side of .8.
    four_fifths_by_chance : float
        How often such a selection would show a ratio below .8 if everyone's chance were the same, namely the share of
        both groups together.
    selected, total, selected_ref, total_ref, n : int
        Counts; ``n`` is both totals together.
    confidence : float
        Level of all intervals.
    group, reference, stage : str or None
        Which groups, and at which stage, where they are known.
    """

    share: float
    share_low: float
    share_high: float
    share_ref: float
    share_ref_low: float
    share_ref_high: float
    ratio: float | None
    ci_low: float
    ci_high: float | None
    p: float
    log_ratio: float | None
    log_ratio_se: float | None
    wald_low: float | None
    wald_high: float | None
    difference: float
    difference_low: float
    difference_high: float
    odds_ratio: float | None
    odds_ratio_low: float
    odds_ratio_high: float | None
    odds_ratio_p: float
    fisher_p: float
    four_fifths: bool | None
    four_fifths_clear: bool
    four_fifths_by_chance: float
    selected: int
    total: int
    selected_ref: int
    total_ref: int
    n: int
    confidence: float
    group: str | None = None
    reference: str | None = None
    stage: str | None = None

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the ratio, the difference, the odds ratio and both shares, as far as they exist.

        Returns
        -------
        tuple of Estimate
            The shares have their own group's total as ``n``.
        """
        known = (
            ("selection_ratio", self.ratio, self.p, self.ci_low, self.ci_high),
            ("share_difference", self.difference, None, self.difference_low, self.difference_high),
            ("odds_ratio", self.odds_ratio, self.odds_ratio_p, self.odds_ratio_low, self.odds_ratio_high),
        )
        compared = tuple(
            Estimate(term, estimate, p=p, ci_low=low, ci_high=high, n=self.n, group=self.group)
            for term, estimate, p, low, high in known
            if estimate is not None
        )
        low, high, low_ref, high_ref = self.share_low, self.share_high, self.share_ref_low, self.share_ref_high
        return (
            *compared,
            Estimate("share", self.share, ci_low=low, ci_high=high, n=self.total, group=self.group),
            Estimate(
                "share_ref", self.share_ref, ci_low=low_ref, ci_high=high_ref, n=self.total_ref, group=self.reference
            ),
        )


def selection_ratio(
    selected: Any, total: Any, selected_ref: Any, total_ref: Any, *, confidence: float = 0.95
) -> SelectionRatio:
    """Compare how large a share of two groups is selected.

    The ratio has Koopman's limits (1984, *Biometrics* 40, 513-517), the difference Newcombe's (1998, *Statistics in
    Medicine* 17, 873-890, method 10), the odds ratio exact ones.

    Counted over all outcomes in 288 settings (5 to 200 people a group, shares of .02 to .9, ratios of .5 to 2), nominal
    95% score limits of the ratio cover .954 on average and above .93 in 95 of 100 settings, .896 at worst; log-normal
    limits, taken as covering where they do not exist, .41 at worst.

    How often the four-fifths rule flags a group where everyone has the same chance of .3: with 10 people in each of two
    groups in 38 of 100 selections, with 20 in 31, with 50 in 23, with 100 in 15, with 250 in 5. Where the rule looks at
    whichever group was selected least, twice as often. ``four_fifths_by_chance`` is this figure for the selection at
    hand.

    Parameters
    ----------
    selected, total : int
        How many of how many people of the group were selected.
    selected_ref, total_ref : int
        The same of the reference group.
    confidence : float, default 0.95
        Level of all intervals.

    Returns
    -------
    SelectionRatio
        Ratio below 1: the group is selected less often than the reference.

    Raises
    ------
    NotEnoughData
        If a total is 0.
    TypeError
        If one of them is no number.
    ValueError
        If one is no whole number, more are selected than there were, or ``confidence`` is no level.

    Examples
    --------
    >>> hired = selection_ratio(6, 20, 12, 20)
    >>> hired.ratio, round(hired.ci_low, 3), round(hired.ci_high, 3), hired.four_fifths, hired.four_fifths_clear
    (0.5, 0.227, 1.019, True, False)
    """
    check_confidence(confidence)
    x1, n1 = read_part(selected, total, "selected", "total")
    x0, n0 = read_part(selected_ref, total_ref, "selected_ref", "total_ref")
    p1, p0, share, share_ref = (
        x1 / n1,
        x0 / n0,
        wilson_interval(x1, n1, confidence),
        wilson_interval(x0, n0, confidence),
    )
    low, high = koopman_limits(x1, n1, x0, n0, confidence)
    odds = exact_odds_ratio([(x1, n1, x0, n0)], confidence)
    centre, se, wald_low, wald_high = _log_normal(x1, n1, x0, n0, confidence)
    flagged = flagged_by_chance(n1, n0, (x1 + x0) / (n1 + n0))
    difference_low, difference_high = difference_limits(p1, share, p0, share_ref)
    return SelectionRatio(
        METHOD,
        _notes(x1, n1, x0, n0, flagged),
        share=p1,
        share_low=share[0],
        share_high=share[1],
        share_ref=p0,
        share_ref_low=share_ref[0],
        share_ref_high=share_ref[1],
        ratio=p1 / p0 if x0 else None,
        ci_low=low,
        ci_high=high,
        p=math.erfc(abs(score(x1, n1, x0, n0, 1.0)) / math.sqrt(2)) if 0 < x1 + x0 < n1 + n0 else 1.0,
        log_ratio=centre,
        log_ratio_se=se,
        wald_low=wald_low,
        wald_high=wald_high,
        difference=p1 - p0,
        difference_low=difference_low,
        difference_high=difference_high,
        odds_ratio=odds.odds_ratio,
        odds_ratio_low=odds.low,
        odds_ratio_high=odds.high,
        odds_ratio_p=odds.p,
        fisher_p=odds.p_minimum_likelihood,
        # in whole numbers, so that a ratio of exactly .8 is not below it
        four_fifths=5 * x1 * n0 < 4 * x0 * n1 if x1 + x0 else None,
        four_fifths_clear=low >= 0.8 or (high is not None and high < 0.8),
        four_fifths_by_chance=flagged,
        selected=x1,
        total=n1,
        selected_ref=x0,
        total_ref=n0,
        n=n1 + n0,
        confidence=confidence,
    )


def flagged_by_chance(total: int, total_ref: int, chance: float) -> float:
    """Give how often the four-fifths rule flags a group whose chances are those of the reference.

    Parameters
    ----------
    total, total_ref : int
        People in the group and in the reference.
    chance : float
        Everyone's chance to be selected.

    Returns
    -------
    float
        Probability of a ratio below .8, counted over all outcomes.

    Examples
    --------
    >>> [round(flagged_by_chance(n, n, 0.3), 2) for n in (10, 50)]
    [0.38, 0.23]
    """
    if not 0 < chance < 1:
        return 0.0
    if max(total, total_ref) > _COUNTED:
        spread = math.sqrt(chance * (1 - chance) * (1 / total + 0.8**2 / total_ref))
        return float(special.ndtr(-0.2 * chance / spread))
    selected_ref = np.arange(total_ref + 1)
    # the most that may be selected of the group with a ratio still below .8
    most = (4 * selected_ref * total - 1) // (5 * total_ref)
    logs = special.gammaln(total_ref + 1) - special.gammaln(selected_ref + 1) - special.gammaln(
        total_ref - selected_ref + 1
    )  # fmt: skip
    weights = np.exp(logs + selected_ref * math.log(chance) + (total_ref - selected_ref) * math.log1p(-chance))
    flagged = np.where(most >= 0, special.bdtr(np.maximum(most, 0), total, chance), 0.0)
    return float(min(1.0, (weights * flagged).sum()))


def _log_normal(x1: int, n1: int, x0: int, n0: int, confidence: float) -> tuple[float | None, ...]:
    if not x1 or not x0:
        return None, None, None, None
    centre, se = math.log(x1 / n1 / (x0 / n0)), math.sqrt(1 / x1 - 1 / n1 + 1 / x0 - 1 / n0)
    half = NormalDist().inv_cdf((1 + confidence) / 2) * se
    return centre, se, math.exp(centre - half), math.exp(centre + half)


def _notes(x1: int, n1: int, x0: int, n0: int, flagged: float) -> tuple[str, ...]:
    notes = [CONVENTION]
    if 0 < x1 + x0 < n1 + n0:
        notes.append(
            f"with {n1} and {n0} people of equal chances ({(x1 + x0) / (n1 + n0):.0%}) the ratio would be below .8 in "
            f"{flagged:.0%} of selections"
        )
    if not x1 and not x0:
        notes.append("nobody of either group was selected: nothing can be said of the ratio")
    elif not x0:
        notes.append("nobody of the reference group was selected: the ratio has no finite estimate and no upper limit")
    elif not x1:
        notes.append("nobody of this group was selected: the ratio is 0, and the upper limit says how high it may be")
    return tuple(notes)
