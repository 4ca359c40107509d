"""The mean change between two years, of the organisations that are there in both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluatie.amiss import listed
from evaluatie.effects.paired import paired_change
from evaluatie.reproduce.monitor.notes import note
from evaluatie.reproduce.monitor.series import Measured
from evaluatie.result import Estimate, Result


@dataclass(frozen=True, kw_only=True)
class TwoYears(Result):
    """A mean change of organisations between two years.

    Attributes
    ----------
    measure : str
    first, last : int
        The years.
    mean_change, sd : float
        In points, over organisations.
    se, statistic, df, p, ci_low, ci_high : float or None
        None where all changed by the same amount.
    rounding : float
        How much rounding of the figures can have moved the mean change at most, either way.
    n : int
        Organisations in both years.
    only_first, only_last : tuple of str
        Organisations in one of them.
    comparable : bool
        Whether no break lies between.
    """

    measure: str
    first: int
    last: int
    mean_change: float
    sd: float
    se: float | None
    statistic: float | None
    df: float | None
    p: float | None
    ci_low: float | None
    ci_high: float | None
    rounding: float
    n: int
    only_first: tuple[str, ...]
    only_last: tuple[str, ...]
    comparable: bool

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the mean change."""
        test = (self.se, self.statistic, self.df, self.p, self.ci_low, self.ci_high)
        return (Estimate("mean_change", self.mean_change, *test, self.n, wave=f"{self.first}-{self.last}"),)


def change_between(figures: Measured, first: int, last: int, confidence: float = 0.95) -> TwoYears:
    """Compare two years of the organisations that are there in both: a paired t interval over organisations.

    Parameters
    ----------
    figures : Measured
        The figures of one measure.
    first, last : int
        The years.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    TwoYears

    Raises
    ------
    ValueError
        If a year has no figures.
    NotEnoughData
        If fewer than two organisations are there in both.

    Examples
    --------
    >>> from evaluatie.reproduce.monitor.linking import link_organisations
    >>> from evaluatie.reproduce.monitor.series import figures_of
    >>> from evaluatie.reproduce.monitor.survey import civil_service_survey
    >>> survey = link_organisations(civil_service_survey(), "exact")
    >>> found = change_between(figures_of(survey, "theme_inclusion_fair_treatment"), 2018, 2021)
    >>> found.n, round(found.mean_change, 3), round(found.sd, 3), round(found.statistic, 3)
    (74, 4.079, 5.626, 6.237)
    """
    absent = [year for year in (first, last) if year not in figures.years]
    if absent:
        raise ValueError(f"no figures of {figures.measure} in {absent[0]}; there are: {listed(figures.years, 40)}")
    wide = figures.frame.pivot_table(index="who", columns="year", values=["value", "half"])
    before, after = wide["value"][first], wide["value"][last]
    both = before.notna() & after.notna()
    found = paired_change(before[both].to_numpy(), after[both].to_numpy(), confidence=confidence)
    halves = (wide["half"][first] + wide["half"][last])[both]
    breaks = figures.comparability.between((first, last))
    crossed = (note("over_a_break", years=", ".join(map(str, breaks))),) if breaks else ()
    return TwoYears(
        f"Organisations at {first} and {last}: {found.method}",
        (*crossed, note("each_once"), *figures.notes),
        measure=figures.measure,
        first=first,
        last=last,
        mean_change=found.mean_change,
        sd=float(np.std((after - before)[both], ddof=1)),
        se=found.se,
        statistic=found.statistic,
        df=found.df,
        p=found.p,
        ci_low=found.ci_low,
        ci_high=found.ci_high,
        rounding=float(halves.mean()),
        n=int(both.sum()),
        only_first=_only(before, after),
        only_last=_only(after, before),
        comparable=not breaks,
    )


def _only(here: pd.Series[float], there: pd.Series[float]) -> tuple[str, ...]:
    return tuple(sorted(map(str, here.index[here.notna() & there.isna()])))
