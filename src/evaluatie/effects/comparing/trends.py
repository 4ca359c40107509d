"""Did the groups already change differently before the interventions: what can be seen of parallel trends."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from evaluatie.effects.comparing.did_result import DifferenceInDifferences
from evaluatie.effects.comparing.difference import difference_in_differences
from evaluatie.effects.long_frame import check_columns, order_of_waves
from evaluatie.effects.t_interval import detectable_change
from evaluatie.effects.tost import Equivalence, equivalence
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence

NOT_PROOF = (
    "a difference that is not significant does not prove parallel trends: what counts is whether the whole 90% "
    "interval is too small to matter (Bilinski & Hatfield 2019), and trends may part afterwards even so (Roth 2022)"
)


@dataclass(frozen=True)
class PreTrend(Result):
    """The difference in change between exposed and others before there was anything to be exposed to.

    Attributes
    ----------
    estimate, se, df, p, ci_low, ci_high : float or None
        Difference in change from the first to the last wave before exposure.
    ci90_low, ci90_high : float or None
        Its 90% interval: parallel within a bound if it lies within the bound.
    detectable : float or None
        Difference that would have been found in four of five studies like this one.
    bound, equivalence_p : float or None
        Bound that was asked for, and the p of two one-sided tests against it: small where trends are parallel
        within the bound.
    parallel : bool or None
        Whether they are, at level .05; None without a bound or a standard error. False says that it was not shown.
    confidence : float
        Level of the interval.
    n : int
        Answers at those two waves.
    waves : tuple
        The waves before exposure, in order.
    steps : tuple of DifferenceInDifferences
        From each of these waves to the next.
    """

    estimate: float
    se: float | None
    df: float | None
    p: float | None
    ci_low: float | None
    ci_high: float | None
    ci90_low: float | None
    ci90_high: float | None
    detectable: float | None
    bound: float | None
    equivalence_p: float | None
    parallel: bool | None
    confidence: float
    n: int
    waves: tuple[Any, ...]
    steps: tuple[DifferenceInDifferences, ...]

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the difference over all waves before exposure, then from wave to wave.

        Returns
        -------
        tuple of Estimate
            Terms ``pre_trend`` and ``pre_trend_step``, the latter with the wave it leads to.
        """
        statistic = self.estimate / self.se if self.se else None
        limits = self.ci_low, self.ci_high
        whole = Estimate("pre_trend", self.estimate, self.se, statistic, self.df, self.p, *limits, n=self.n)
        steps = (
            replace(step.estimates()[0], term="pre_trend_step", wave=str(to))
            for step, to in zip(self.steps, self.waves[1:], strict=True)
        )
        return (whole, *steps)


def pre_trend(
    frame: pd.DataFrame,
    value: str,
    wave: str,
    exposed: str,
    first_exposure: Hashable,
    cluster: str | None = None,
    *,
    respondent: str | None = None,
    waves: Sequence[Hashable] | None = None,
    bound: float | None = None,
    confidence: float = 0.95,
) -> PreTrend:
    """Estimate how differently the groups changed before the interventions.

    :func:`difference_in_differences` on the waves before exposure. With a bound it is tested whether the difference
    is small enough, instead of whether it is zero (Bilinski & Hatfield 2019, *Nothing to see here?*, arXiv
    1805.03273; Roth 2022, *American Economic Review: Insights* 4, 305-322).

    Parameters
    ----------
    frame : DataFrame
        One row per respondent and wave.
    value, wave, exposed : str
        Its columns, as :func:`difference_in_differences` takes them.
    first_exposure : label
        First wave that could show something of the interventions.
    cluster, respondent : str, optional
        Columns with the unit and the person.
    waves : sequence of labels, optional
        All waves in order: needed where it is not plain from numbers, dates, ordered categories or ``t0``, ``t1``, ...
    bound : float, optional
        Largest difference, in scale points, that would not matter.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    PreTrend
        From the first to the last wave before exposure, and from each to the next.

    Raises
    ------
    NotEnoughData
        With fewer than two waves before exposure: parallel trends can then not be tested.
    TypeError
        If an answer is not a number.
    ValueError
        If a column or wave is not there, or the waves' order is not plain.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "wave": ["t0", "t1", "t2"] * 6,
    ...     "pilot": [0] * 9 + [1] * 9,
    ...     "score": [2, 3, 3, 3, 4, 3, 3, 3, 2, 4, 4, 5, 3, 5, 5, 3, 5, 5],
    ... })
    >>> found = pre_trend(frame, "score", "wave", "pilot", "t2")
    >>> found.waves, round(found.estimate, 4)
    (('t0', 't1'), 0.6667)
    """
    check_confidence(confidence)
    check_columns(frame, (value, wave, exposed))
    if bound is not None and not bound > 0:
        raise ValueError(f"bound must be above 0, in scale points: got {bound!r}")
    before = _waves_before(frame[wave], first_exposure, waves)
    pairs = [(before[0], before[-1]), *itertools.pairwise(before)]
    found = [
        difference_in_differences(
            frame, value, wave, exposed, cluster, respondent=respondent, waves=pair, confidence=confidence
        )
        for pair in (pairs if len(before) > 2 else pairs[:1])
    ]
    return _judged(found[0], tuple(found[1:] or found), before, bound, confidence)


def _judged(
    whole: DifferenceInDifferences,
    steps: tuple[DifferenceInDifferences, ...],
    before: tuple[Any, ...],
    bound: float | None,
    confidence: float,
) -> PreTrend:
    test: Equivalence | None = None
    detectable, notes = None, (*(note for note in whole.notes if "parallel trends" not in note), NOT_PROOF)
    if whole.se is not None and whole.df is not None:
        detectable = detectable_change(whole.se, whole.df, alpha=1 - confidence)
        notes += (f"a difference of {detectable:.3g} points would have been found with 80% probability",)
        test = None if bound is None else equivalence(whole.estimate, whole.se, whole.df, bound)
    return PreTrend(
        f"Difference in change before exposure. {whole.method}", notes, whole.estimate, whole.se, whole.df, whole.p,
        whole.ci_low, whole.ci_high, whole.ci90_low, whole.ci90_high, detectable, bound, test.p if test else None,
        test.p < 0.05 if test else None, confidence, whole.n, before, steps,
    )  # fmt: skip


def _waves_before(
    column: pd.Series[Any], first_exposure: Hashable, waves: Sequence[Hashable] | None
) -> tuple[Any, ...]:
    order = order_of_waves(column, waves)
    if first_exposure not in order:
        shown = ", ".join(map(repr, order))
        raise ValueError(f"first_exposure must be one of the waves: got {first_exposure!r}; they are: {shown}")
    before = tuple(order[: order.index(first_exposure)])
    if len(before) < 2:
        raise NotEnoughData(
            f"parallel trends cannot be tested: at least two waves before exposure are needed, and there "
            f"{'is 1' if before else 'are 0'} before {first_exposure!r}; the comparison rests upon the assumption alone"
        )
    return before
