"""One's own figure beside the organisations of the same year: compared only where the question is the same."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Literal

import numpy as np
import pandas as pd

from evaluatie.amiss import did_you_mean, listed
from evaluatie.reproduce.monitor.doubts import check_own
from evaluatie.reproduce.monitor.lines import Floats
from evaluatie.reproduce.monitor.notes import note
from evaluatie.reproduce.monitor.series import Measured
from evaluatie.reproduce.monitor.shares import REMEDY, taken_for_shares
from evaluatie.reproduce.monitor.wordings import asked
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence
from evaluatie.wilson import wilson_limits

METHOD = "Own percentage with Wilson's (1927) interval, beside the figures of the organisations of the same year"
Question = Literal["same", "counted_unknown", "counted_otherwise", "other", "unknown"]


@dataclass(frozen=True, kw_only=True)
class OwnBeside(Result):
    """An own figure beside those of organisations.

    Attributes
    ----------
    measure, who : str
        What was measured, and of whom; an empty name where it is not told.
    year, year_of_others : int
        Of the own figure, and of the others' (the last one with figures that is not later).
    percent, ci_low, ci_high : float
        The own figure and its interval.
    n : int
    question : {"same", "counted_unknown", "counted_otherwise", "other", "unknown"}
        How the own question stands to the published one.
    comparable : bool
        Whether the two may be compared.
    published_wording : str
        As printed.
    k : int
        Organisations.
    low, middle, high : float
        Between which the middle 80% of organisations lie, and their median.
    lower, lower_low, lower_high : float or None
        Percentage of organisations with a lower figure than the own one, and than the limits of its interval; None
        where they may not be compared.
    chance : float or None
        Chance that an organisation taken at random has a lower figure than the own true percentage.
    figures : pandas.Series
        The organisations' figures, by name.
    confidence : float
    """

    measure: str
    who: str
    year: int
    year_of_others: int
    percent: float
    ci_low: float
    ci_high: float
    n: int
    question: Question
    comparable: bool
    published_wording: str
    k: int
    low: float
    middle: float
    high: float
    lower: float | None
    lower_low: float | None
    lower_high: float | None
    chance: float | None
    figures: pd.Series[float]
    confidence: float = 0.95

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the own percentage and, where it may be compared, how many organisations lie below."""
        own = Estimate("percent", self.percent, ci_low=self.ci_low, ci_high=self.ci_high, n=self.n, wave=str(self.year))
        if self.lower is None:
            return (own,)
        return own, Estimate("lower", self.lower, ci_low=self.lower_low, ci_high=self.lower_high, n=self.k)


def own_beside(
    figures: Measured,
    percent: float,
    n: int,
    year: int,
    wording: str = "",
    *,
    confidence: float = 0.95,
    small: bool = False,
    who: str = "",
) -> OwnBeside:
    """Set an own percentage beside the organisations of the same year.

    Parameters
    ----------
    figures : Measured
        The organisations' figures.
    percent : float
        The own percentage, 0-100.
    n : int
        Of how many respondents.
    year : int
        When it was measured.
    wording : str, optional
        The own question, with the answers that were counted: ``I am treated fairly at work (% strongly agree or
        agree)``. Without it nothing is compared.
    confidence : float, default 0.95
        Level of the interval.
    small : bool, default False
        That a percentage below 1 is one indeed, and no share of 1.
    who : str, optional
        Whose figure it is.

    Returns
    -------
    OwnBeside

    Raises
    ------
    NotEnoughData
        If no organisation has a figure in that year or before.
    ValueError
        If the percentage or n cannot be one, or the percentage looks like a share (0.84 where 84 is meant).

    Examples
    --------
    >>> from evaluatie.reproduce.monitor.linking import link_organisations
    >>> from evaluatie.reproduce.monitor.series import figures_of
    >>> from evaluatie.reproduce.monitor.survey import civil_service_survey
    >>> others = figures_of(link_organisations(civil_service_survey()), "item_treated_fairly")
    >>> asked_so = "I am treated fairly at work (% strongly agree or agree)"
    >>> found = own_beside(others, 84.0, 300, 2024, asked_so)
    >>> found.comparable, round(found.ci_low, 1), round(found.ci_high, 1), found.k
    (True, 79.4, 87.7, 103)
    >>> own_beside(others, 84.0, 300, 2024, "At work everybody has the same chances (% agree)").question
    'other'
    """
    check_confidence(confidence)
    if not 0 <= percent <= 100:
        raise ValueError(f"percent must lie between 0 and 100: got {percent:g}")
    if not (n >= 1 and float(n).is_integer()):
        raise ValueError(f"n must be a positive whole number: got {n!r}")
    earlier = [one for one in figures.years if one <= year]
    if not earlier:
        raise NotEnoughData(f"no figures of {figures.measure} up to {year}; there are: {listed(figures.years, 40)}")
    rows = figures.frame[figures.frame["year"] == earlier[-1]].set_index("who")["value"].sort_values()
    if not small and 0 in taken_for_shares([percent, *rows]):
        raise ValueError(f"percent looks like a share of 1: got {percent:g}; {REMEDY}, or say small=True")
    published = _published(figures, earlier[-1])
    question = _question(wording, published)
    comparable = question in ("same", "counted_unknown")
    quantile = NormalDist().inv_cdf((1 + confidence) / 2)
    low, high = (100 * limit for limit in wilson_limits(percent / 100, n, quantile))
    theirs = rows.to_numpy(dtype=np.float64)
    bottom, middle, top = np.quantile(theirs, [0.1, 0.5, 0.9])
    others = [note("own_years", theirs=earlier[-1], own=year)] if earlier[-1] != year else []
    return OwnBeside(
        METHOD,
        (note(f"own_{question}"), *others, note("own_all"), note("own_theirs")),
        measure=figures.measure,
        who=who,
        year=year,
        year_of_others=earlier[-1],
        percent=float(percent),
        ci_low=low,
        ci_high=high,
        n=int(n),
        question=question,
        comparable=comparable,
        published_wording=published,
        k=len(theirs),
        low=float(bottom),
        middle=float(middle),
        high=float(top),
        lower=_below(theirs, percent) if comparable else None,
        lower_low=_below(theirs, low) if comparable else None,
        lower_high=_below(theirs, high) if comparable else None,
        chance=_chance(theirs, percent, n) if comparable else None,
        figures=rows,
        confidence=confidence,
    )


def own_latest(figures: Measured, own: pd.DataFrame, who: str | None = None, *, confidence: float = 0.95) -> OwnBeside:
    """Set the last own figure of a file beside the organisations of the same year.

    Parameters
    ----------
    figures : Measured
        The organisations' figures.
    own : DataFrame
        What :func:`read_aggregates` gave.
    who : str, optional
        Which organisation of the file, where it has several.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    OwnBeside

    Raises
    ------
    ValueError
        If the file has no figure of this measure with a number of respondents, or several organisations of which none
        was named.

    Examples
    --------
    >>> from evaluatie.reproduce.monitor import civil_service_survey, figures_of, link_organisations
    >>> others = figures_of(link_organisations(civil_service_survey()), "item_valued")
    >>> own = pd.DataFrame({"year": [2022, 2023], "measure": "item_valued", "value": [70, 71], "n": 90})
    >>> own = own.assign(organisation="ours")
    >>> own_latest(others, own).year
    2023
    """
    check_own(own)
    rows = own[(own["measure"] == figures.measure) & own["n"].notna()]
    if who is not None and not rows.empty:
        if who not in set(rows["organisation"]):
            there = rows["organisation"].unique()
            raise ValueError(f"the own figures hold no organisation {who!r}; {did_you_mean(who, there)}")
        rows = rows[rows["organisation"] == who]
    if rows.empty:
        raise ValueError(f"the own figures hold no {figures.measure} with a number of respondents (n)")
    names = set(rows["organisation"])
    if len(names) > 1:
        raise ValueError(f"the own figures are of several organisations, name one (who): {listed(sorted(names))}")
    last: Mapping[Any, Any] = rows.sort_values("year").iloc[-1].to_dict()
    wording = str(last.get("wording", ""))
    figure = last["value"], int(last["n"]), int(last["year"])
    # what a file holds was looked at when it was read
    return own_beside(figures, *figure, wording, confidence=confidence, small=True, who=str(last["organisation"]))


def _published(figures: Measured, year: int) -> str:
    table = figures.comparability.table
    found = table.loc[table["year"] == year, "wording"]
    return str(found.iloc[0]) if len(found) else ""


def _question(own: str, published: str) -> Question:
    mine, theirs = asked(own), asked(published)
    if not (mine.known and theirs.known):
        return "unknown"
    if mine.text != theirs.text:
        return "other"
    if not (mine.counted and theirs.counted):
        return "counted_unknown"
    return "same" if mine.counted == theirs.counted else "counted_otherwise"


def _below(theirs: Floats, value: float) -> float:
    """Give the percentage of organisations below a value; those equal to it count for half."""
    return float(100 * (np.mean(theirs < value) + np.mean(theirs == value) / 2))


def _chance(theirs: Floats, percent: float, n: int) -> float:
    """Give the mean chance, over organisations, that the own true percentage is higher, its uncertainty as normal."""
    share = min(max(percent / 100, 0.5 / n), 1 - 0.5 / n)
    spread = 100 * math.sqrt(share * (1 - share) / n)
    return float(np.mean([NormalDist().cdf((percent - value) / spread) for value in theirs]))
