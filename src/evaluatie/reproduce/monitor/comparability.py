"""Which years of a measure may be compared: the same question, in the same words, from the same number of questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

import pandas as pd

from evaluatie.amiss import did_you_mean
from evaluatie.reproduce.monitor.survey import civil_service_wording
from evaluatie.reproduce.monitor.wordings import Asked, asked
from evaluatie.shipped import shipped

Status = Literal["first", "same", "editorial", "unknown", "changed", "other"]
Both = Mapping[str, str]
_NOWHERE: Both = {"nl": "", "en": ""}
_OTHERWISE: Both = {
    "nl": "andere woorden of een ander aantal vragen",
    "en": "other words, or another number of questions",
}
_CODE_ONLY: Both = {
    "nl": "dat jaar is alleen een code of naam afgedrukt",
    "en": "only a code or a name is printed that year",
}


@dataclass(frozen=True)
class Comparability:
    """What is known of a measure's wording over the years.

    Attributes
    ----------
    measure : str
    table : pandas.DataFrame
        One row per year: ``year``, ``wording`` (as printed), ``status`` (``"first"``, ``"same"``: but for codes and
        punctuation; ``"editorial"``: judged to ask the same; ``"unknown"``: not printed; ``"changed"``; ``"other"``:
        another question, none of this measure), ``segment`` (a number; years of one segment may be compared), ``nl``,
        ``en`` (why).
    method : tuple of mapping
        Changes in how the survey was held: ``year``, ``nl``, ``en``; no breaks.
    lower_is_better : bool
    """

    measure: str
    table: pd.DataFrame
    method: tuple[Mapping[str, Any], ...] = ()
    lower_is_better: bool = False

    @property
    def breaks(self) -> tuple[int, ...]:
        """First years of a new wording."""
        return tuple(int(year) for year in self.table.loc[self.table["status"] == "changed", "year"])

    @property
    def unknown(self) -> tuple[int, ...]:
        """Years of which the wording is not printed."""
        return tuple(int(year) for year in self.table.loc[self.table["status"] == "unknown", "year"])

    @property
    def excluded(self) -> tuple[int, ...]:
        """Years in which something else was asked."""
        return tuple(int(year) for year in self.table.loc[self.table["status"] == "other", "year"])

    def between(self, years: Iterable[int]) -> tuple[int, ...]:
        """Give the breaks that lie among years: after the first, up to the last."""
        known = sorted(set(years))
        return tuple(year for year in self.breaks if known and known[0] < year <= known[-1])

    def reason(self, year: int) -> dict[str, str]:
        """Say why a year is what it is, in both languages."""
        return {language: self.why(year, language) for language in _NOWHERE}

    def why(self, year: int, language: str) -> str:
        """Say why a year is what it is."""
        found = self.table.loc[self.table["year"] == year, language]
        return str(found.iloc[0]) if len(found) else ""


def comparable_years(measure: str, wording: pd.DataFrame | None = None) -> Comparability:
    """Decide which years of a measure may be compared, from how each year labels it.

    Codes, punctuation and the words about the percentage do not count. What differs otherwise counts as changed, unless
    it was judged to ask the same. A year that prints a code only is unknown: it stays with the years before it.

    Parameters
    ----------
    measure : str
        The measure.
    wording : DataFrame, optional
        ``year``, ``measure``, ``wording``; without it that of the Civil Service People Survey, with its judgements.

    Returns
    -------
    Comparability
        Without a row where the wording of no year is known.

    Raises
    ------
    ValueError
        If the Civil Service People Survey has no such measure.

    Examples
    --------
    >>> comparable_years("discriminated_yes").breaks, comparable_years("item_respects_differences").breaks
    ((2021,), ())
    >>> comparable_years("discriminated_yes").excluded, comparable_years("leave_12m").unknown
    ((2010,), (2019, 2020))
    """
    own = wording is not None
    table = wording if wording is not None else civil_service_wording()
    labels = table[table["measure"] == measure].drop_duplicates("year").sort_values("year")
    if not own and labels.empty:
        known = table["measure"].unique()
        raise ValueError(f"the Civil Service People Survey has no measure {measure!r}; {did_you_mean(measure, known)}")
    judged = {} if own else _judgements(measure)
    rows = list(_judged(labels, judged))
    frame = pd.DataFrame(rows, columns=["year", "wording", "status", "segment", "nl", "en"])
    lower = not own and measure in _shipped()["lower_is_better"]
    return Comparability(measure, frame, () if own else tuple(_shipped()["method"]), lower)


@cache
def _shipped() -> Mapping[str, Any]:
    table: Mapping[str, Any] = shipped(__file__, "comparable.yml")
    return table


def _judgements(measure: str) -> dict[tuple[str, int], Both]:
    return {
        (kind, entry["year"]): {"nl": entry["nl"], "en": entry["en"]}
        for kind in ("other", "same", "changed")
        for entry in _shipped()[kind]
        if measure in entry["measures"]
    }


def _judged(labels: pd.DataFrame, judged: Mapping[tuple[str, int], Both]) -> Iterable[tuple[Any, ...]]:
    last: Asked | None = None
    segment = 1
    for year, label in zip(labels["year"], labels["wording"], strict=True):
        now = asked(str(label))
        status, why = _status(last, now, int(year), judged)
        segment += status == "changed"
        yield int(year), str(label), status, 0 if status == "other" else segment, why["nl"], why["en"]
        if status not in ("other", "unknown"):
            # a theme's number of questions stays the one printed last
            last = now if now.items is not None or last is None else replace(now, items=last.items)


def _status(last: Asked | None, now: Asked, year: int, judged: Mapping[tuple[str, int], Both]) -> tuple[Status, Both]:
    if ("other", year) in judged:
        return "other", judged["other", year]
    if not now.known or (last is not None and last.items is not None and now.items is None):
        return "unknown", _CODE_ONLY
    if last is None:
        return "first", _NOWHERE
    if (now.text, now.items) == (last.text, last.items) or (now.text == last.text and last.items is None):
        return "same", _NOWHERE
    if ("same", year) in judged:
        return "editorial", judged["same", year]
    return "changed", judged.get(("changed", year), _OTHERWISE)
