"""The flows of focal groups against those of the reference group, with bounds for people whose group is unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evaluatie.flows.careers import UNKNOWN
from evaluatie.flows.flowing import ALL_YEARS, PARTS, RATES, FlowRates
from evaluatie.flows.rating.ratios import RateRatio, rate_ratio
from evaluatie.result import Estimate, NotEnoughData, Result

METHOD = (
    "Rate ratios with exact conditional limits; bounds with all unknown in the focal, or all in the reference group"
)


@dataclass(frozen=True)
class FlowComparison:
    """One flow of one focal group against the reference group.

    Attributes
    ----------
    flow, level : str
        A key of :data:`RATES`, and the focal level.
    ratio : RateRatio
        Among the people whose group is known.
    unknown_focal, unknown_reference : float or None
        The ratio when everyone of unknown group is counted in the focal, or in the reference group; the same as the
        ratio where nobody is unknown.
    """

    flow: str
    level: str
    ratio: RateRatio
    unknown_focal: float | None
    unknown_reference: float | None


@dataclass(frozen=True)
class FlowRatios(Result):
    """Flows of focal groups against those of the reference group.

    Attributes
    ----------
    comparisons : tuple of FlowComparison
        One per flow and focal level.
    characteristic, reference : str
        What is compared, and with whom.
    year : int or str
        The year, or ``"all"``.
    """

    comparisons: tuple[FlowComparison, ...]
    characteristic: str
    reference: str
    year: int | str

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the ratios with their exact limits.

        Returns
        -------
        tuple of Estimate
            ``term`` names the flow, ``group`` the focal level; ``n`` is the number of events in both groups. Flows
            without events in the reference group have no ratio, and are not there.
        """
        return tuple(
            Estimate(
                f"{one.flow}_ratio", one.ratio.ratio, p=one.ratio.p, ci_low=one.ratio.ci_low, ci_high=one.ratio.ci_high,
                n=one.ratio.events + one.ratio.events_ref, group=f"{self.characteristic}={one.level}",
                wave=str(self.year),
            )
            for one in self.comparisons if one.ratio.ratio is not None
        )  # fmt: skip

    def table(self) -> pd.DataFrame:
        """Give one row per flow and focal level.

        Returns
        -------
        pandas.DataFrame
            ``flow``, ``level``, ``rate``, ``rate_ref``, ``ratio``, ``ci_low``, ``ci_high``, ``p``, ``unknown_focal``,
            ``unknown_reference``, ``events``, ``exposure``, ``events_ref``, ``exposure_ref``.
        """
        rows = [
            {"flow": one.flow, "level": one.level, **{name: getattr(one.ratio, name) for name in _SHOWN},
             "unknown_focal": one.unknown_focal, "unknown_reference": one.unknown_reference}
            for one in self.comparisons
        ]  # fmt: skip
        return pd.DataFrame(rows)


_SHOWN = ("rate", "rate_ref", "ratio", "ci_low", "ci_high", "p", "events", "exposure", "events_ref", "exposure_ref")


def flow_ratios(
    rates: FlowRates, characteristic: str, reference: str, focal: str | Sequence[str] | None = None, *,
    year: int | str = ALL_YEARS, confidence: float = 0.95,
) -> FlowRatios:  # fmt: skip
    """Compare the flows of groups, and say what the people whose group is unknown could change.

    Parameters
    ----------
    rates : FlowRates
        By `characteristic`, among others.
    characteristic : str
        What is compared, for example ``"origin"``.
    reference : str
        The level that others are held against.
    focal : str or sequence of str, optional
        The other levels; all but the unknown where none is named.
    year : int or "all"
        One year, or all together.
    confidence : float, default 0.95
        Level of the intervals.

    Two answers stand beside each ratio: everyone of unknown group in the focal, or in the reference group. They are no
    worst case: if leavers were unknown in one group and stayers in the other, the truth could lie outside. Of voluntary
    and other exits a further note says between what the ratio lies, whatever the reasons that are not known.

    Returns
    -------
    FlowRatios
        Flows for which one of the groups has no time at risk are left out, with a note.

    Raises
    ------
    ValueError
        If there is no such characteristic, level or year.

    Examples
    --------
    >>> from evaluatie.flows.flowing import flow_rates
    >>> origins = ["nl"] * 3 + ["elders"] * 2 + [None]
    >>> exits = [None, None, "2020-07-01", "2020-04-01", None, "2020-02-01"]
    >>> persons = pd.DataFrame({"person": range(6), "entry": "2015-01-01", "exit": exits, "origin": origins})
    >>> found = flow_ratios(flow_rates(persons, by="origin", start="2020-01-01", end="2020-12-31"), "origin", "nl")
    >>> found.table()[["flow", "ratio", "unknown_focal", "unknown_reference"]].round(2).values.tolist()[1]
    ['outflow', 2.0, 3.73, 1.03]
    """
    rows = _rows(rates.table, characteristic, int(year) if str(year).isdecimal() else year)
    if UNKNOWN in (reference, *_named(focal)) or reference in _named(focal):
        raise ValueError(f"compare known levels that differ: got {reference!r} and {focal!r}")
    absent = [level for level in (reference, *_named(focal)) if level not in rows]
    if absent:
        raise ValueError(f"{characteristic} has no level {absent[0]!r} in this period: it has {', '.join(rows)}")
    levels = _named(focal) or [level for level in rows if level not in (reference, UNKNOWN)]
    comparisons: list[FlowComparison] = []
    notes = [note for note in rates.notes if "reason" in note]
    for flow, (events, exposure) in RATES.items():
        counts = {level: (int(row[events]), float(row[exposure])) for level, row in rows.items()}
        found, said = compare_counts(flow, counts, reference, levels, confidence)
        kept = [one for one in found if not any(_silent(flow, rows[of]) for of in (one.level, reference))]
        comparisons += kept
        notes += [*said, *(_between(flow, rows[one.level], rows[reference], one) for one in kept if flow in PARTS)]
    return FlowRatios(METHOD, tuple(filter(None, notes)), tuple(comparisons), characteristic, reference, year)


def _silent(flow: str, row: Mapping[Any, Any]) -> bool:
    """Say whether no exit of a level has a known reason, so that its kinds of exit are not known."""
    return flow in PARTS and bool(row["outflow"]) and row["unknown"] == row["outflow"]


def _between(flow: str, mine: Mapping[Any, Any], theirs: Mapping[Any, Any], one: FlowComparison) -> str:
    """Say between what a ratio lies, whatever the reasons of exit that are not known; nothing if all are."""
    if not (mine["unknown"] or theirs["unknown"]):
        return ""
    time = theirs["person_years"] / mine["person_years"]
    most = theirs[flow] + theirs["unknown"]
    low = f"{mine[flow] / most * time:.2f}" if most else "0"
    high = f"{(mine[flow] + mine['unknown']) / theirs[flow] * time:.2f}" if theirs[flow] else "any number"
    return f"{flow}, {one.level}: between {low} and {high}, whatever the reasons of exit that are not known"


def compare_counts(
    flow: str, counts: Mapping[str, tuple[int, float]], reference: str, levels: Sequence[str], confidence: float
) -> tuple[list[FlowComparison], list[str]]:
    """Compare one flow of several levels with that of the reference.

    Parameters
    ----------
    flow : str
        Its name.
    counts : mapping of str to (int, float)
        By level events and time at risk; ``"unknown"`` where there are such people.
    reference : str
        The level that others are held against.
    levels : sequence of str
        The others.
    confidence : float
        Level of the intervals.

    Returns
    -------
    tuple of list of FlowComparison and list of str
        Comparisons, and notes on those that cannot be made.
    """
    comparisons, notes = [], []
    for level in levels:
        try:
            comparisons.append(_compared(flow, level, counts, reference, confidence))
        except NotEnoughData:
            notes.append(f"{flow}: nobody of {level} or of {reference} was at risk")
    return comparisons, notes


def _named(focal: str | Sequence[str] | None) -> list[str]:
    return [focal] if isinstance(focal, str) else list(focal or ())


def _rows(table: pd.DataFrame, characteristic: str, year: int | str) -> dict[str, Mapping[Any, Any]]:
    mine = table[(table["characteristic"] == characteristic) & (table["year"] == year)]
    if mine.empty:
        known = ", ".join(sorted(set(table["characteristic"]) - {"all"}))
        raise ValueError(f"there are no rates of {characteristic} in {year}: there are those of {known or 'everyone'}")
    return {str(row["level"]): row for row in mine.to_dict("records")}


def _compared(
    flow: str, level: str, counts: Mapping[str, tuple[int, float]], reference: str, confidence: float
) -> FlowComparison:
    mine, theirs, unknown = counts[level], counts[reference], counts.get(UNKNOWN, (0, 0.0))
    found = rate_ratio(*mine, *theirs, confidence=confidence)
    together = {
        "unknown_focal": _ratio(_sum(mine, unknown), theirs),
        "unknown_reference": _ratio(mine, _sum(theirs, unknown)),
    }
    return FlowComparison(flow, level, found, **together)


def _sum(one: tuple[int, float], other: tuple[int, float]) -> tuple[int, float]:
    return one[0] + other[0], one[1] + other[1]


def _ratio(mine: tuple[int, float], theirs: tuple[int, float]) -> float | None:
    return None if not theirs[0] else mine[0] / mine[1] / (theirs[0] / theirs[1])
