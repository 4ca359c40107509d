"""What `pipeline` returns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from evaluatie.result import Estimate, Result


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder.

    Attributes
    ----------
    level : str
        Its text.
    n, n_known, n_focal, n_unknown : int
        People; those whose group is known, is focal, is not known.
    share, ci_low, ci_high : float or None
        Focal of the known, Wilson's limits.
    share_no_unknown_focal, share_all_unknown_focal : float or None
        Lowest and highest share that the unknown allow.
    leak_ratio, leak_low, leak_high : float or None
        Share divided by that of the next rung below that holds people; Koopman's limits (no upper one where the share
        below is 0). Below 1: the group gets scarcer.
    leak_bound_low, leak_bound_high : float or None
        Lowest and highest ratio that the unknown allow.
    odds_ratio, odds_low, odds_high : float or None
        Odds of being above this rung, focal against others; Woolf's limits.
    """

    level: str
    n: int
    n_known: int
    n_focal: int
    n_unknown: int
    share: float | None
    ci_low: float | None
    ci_high: float | None
    share_no_unknown_focal: float | None
    share_all_unknown_focal: float | None
    leak_ratio: float | None = None
    leak_low: float | None = None
    leak_high: float | None = None
    leak_bound_low: float | None = None
    leak_bound_high: float | None = None
    odds_ratio: float | None = None
    odds_low: float | None = None
    odds_high: float | None = None


@dataclass(frozen=True)
class Pipeline(Result):
    """Focal shares from the entry to the top.

    Attributes
    ----------
    rungs : tuple of Rung
        From entry to top, without those that hold nobody.
    trend_statistic, trend_p : float or None
        Cochran-Armitage: signed root of the chi-square (negative: the share falls), two-sided p.
    trend_chi2 : float or None
        Its square.
    slope, slope_low, slope_high : float or None
        Change of the share per rung, with a normal interval.
    n, n_known : int
        People on the ladder, and those of known group.
    focal : tuple of str
        Focal levels.
    confidence : float
        Level of the intervals.
    """

    rungs: tuple[Rung, ...]
    trend_statistic: float | None
    trend_chi2: float | None
    trend_p: float | None
    slope: float | None
    slope_low: float | None
    slope_high: float | None
    n: int
    n_known: int
    focal: tuple[str, ...]
    confidence: float

    def table(self) -> pd.DataFrame:
        """Give the rungs as rows.

        Returns
        -------
        DataFrame
            Columns as the fields of :class:`Rung`; NaN where there is no figure.
        """
        return pd.DataFrame([vars(rung) for rung in self.rungs])

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the trend, then every rung.

        Returns
        -------
        tuple of Estimate
            Terms ``slope`` (with the trend test's z and p), ``share``, ``leak_ratio``, ``odds_ratio``; ``group`` is the
            rung.
        """
        slope = () if self.slope is None else (self._slope(self.slope),)
        return (*slope, *(row for rung in self.rungs for row in _estimates(rung)))

    def _slope(self, slope: float) -> Estimate:
        return Estimate(
            "slope", slope, statistic=self.trend_statistic, p=self.trend_p, ci_low=self.slope_low,
            ci_high=self.slope_high, n=self.n_known,
        )  # fmt: skip


def _estimates(rung: Rung) -> Iterator[Estimate]:
    shown = (
        ("share", "ci_low", "ci_high"),
        ("leak_ratio", "leak_low", "leak_high"),
        ("odds_ratio", "odds_low", "odds_high"),
    )
    for term, low, high in shown:
        if getattr(rung, term) is not None:
            limits = {"ci_low": getattr(rung, low), "ci_high": getattr(rung, high)}
            yield Estimate(term, getattr(rung, term), n=rung.n_known, group=rung.level, **limits)
