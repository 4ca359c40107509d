"""The gap between two groups over the years."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.amiss import did_you_mean
from evaluatie.effects.t_interval import t_interval
from evaluatie.frames import check_frame
from evaluatie.newcombe import difference_limits
from evaluatie.reproduce.monitor.comparability import Comparability, comparable_years
from evaluatie.reproduce.monitor.lines import line_through
from evaluatie.reproduce.monitor.notes import note
from evaluatie.reproduce.monitor.reading import with_half
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence
from evaluatie.wilson import wilson_interval

METHOD = (
    "Difference of two percentages of independent groups, Newcombe's (1998) limits from Wilson's, widened for "
    "rounding; trend: a least squares line through the gaps of each wording, t interval"
)


@dataclass(frozen=True, kw_only=True)
class GapOverYears(Result):
    """A gap over the years.

    Attributes
    ----------
    measure, focal, reference : str
    table : pandas.DataFrame
        One row per year: ``year``, ``focal``, ``reference`` (percentages), ``gap`` (focal minus reference, in points),
        ``ci_low``, ``ci_high`` (missing where numbers of respondents are), ``n_focal``, ``n_reference``, ``assumed``
        (whether these are), ``rounding`` (how much rounding can have moved the gap), ``segment``.
    trends : pandas.DataFrame
        One row per wording: ``segment``, ``first``, ``last``, ``years``, ``slope`` (points per year that the gap
        changes), ``ci_low``, ``ci_high``, ``df``; no line runs over a break.
    breaks : tuple of int
        First years of a new wording.
    confidence : float
    """

    measure: str
    focal: str
    reference: str
    table: pd.DataFrame
    trends: pd.DataFrame
    breaks: tuple[int, ...]
    confidence: float = 0.95

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the gap of every year, the last first, and its slope within each wording."""
        gaps = (
            Estimate(
                "gap", row["gap"], ci_low=_given(row["ci_low"]), ci_high=_given(row["ci_high"]),
                wave=str(row["year"]), group=self.focal,
            )
            for row in self.table.iloc[::-1].to_dict("records")
        )  # fmt: skip
        slopes = (
            Estimate(
                "slope", row["slope"], df=row["df"], ci_low=_given(row["ci_low"]), ci_high=_given(row["ci_high"]),
                wave=f"{row['first']}-{row['last']}", group=self.focal,
            )
            for row in self.trends.to_dict("records")
        )  # fmt: skip
        return (*gaps, *slopes)


def gap_over_years(
    frame: pd.DataFrame,
    measure: str,
    focal: str,
    reference: str,
    *,
    level: str | None = None,
    comparability: Comparability | None = None,
    assumed_n: tuple[int, int] | None = None,
    confidence: float = 0.95,
) -> GapOverYears:
    """Follow the gap between two groups over the years.

    The variance of a mean of percentages, or of an index of 0-100, is at most that of one percentage of the same
    height: for these the limits are too wide rather than too narrow.

    Parameters
    ----------
    frame : DataFrame
        ``year``, ``group``, ``measure``, ``value`` (0-100), and ``n`` and ``level`` where there are.
    measure, focal, reference : str
        The measure and the two groups.
    level : str, optional
        Which rows of ``level``.
    comparability : Comparability, optional
        Of the years; without it that of the Civil Service People Survey, where the frame is its own.
    assumed_n : tuple of int, optional
        Numbers of respondents, focal and reference, for years in which they are not known; said with the result.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    GapOverYears

    Raises
    ------
    NotEnoughData
        If the groups share no year.
    ValueError
        If there is no such measure, level or group.

    Examples
    --------
    >>> from evaluatie.reproduce.monitor.survey import civil_service_ethnicity
    >>> survey = civil_service_ethnicity()
    >>> found = gap_over_years(survey, "discriminated_yes", "ethnic_minority", "white", level="binary")
    >>> found.table[["year", "focal", "reference", "gap"]].tail(1).round(2).to_dict("records"), found.breaks
    ([{'year': 2024, 'focal': 11.43, 'reference': 7.53, 'gap': 3.9}], (2021,))
    """
    check_confidence(confidence)
    rows = _chosen(frame, measure, level)
    known = comparability or _of(frame, measure)
    table = _table(rows[~rows["year"].isin(known.excluded)], focal, reference, assumed_n, confidence)
    if table.empty:
        raise NotEnoughData(f"{focal} and {reference} have no year of {measure} in common")
    breaks = known.between(table["year"])
    table["segment"] = [1 + sum(year >= one for one in breaks) for year in table["year"]]
    trends = _trends(table, confidence)
    return GapOverYears(
        METHOD,
        _notes(table, known, breaks, trends),
        measure=measure,
        focal=focal,
        reference=reference,
        table=table,
        trends=trends,
        breaks=breaks,
        confidence=confidence,
    )


def _chosen(frame: pd.DataFrame, measure: str, level: str | None) -> pd.DataFrame:
    check_frame(frame, ["year", "group", "measure", "value"])
    rows = frame
    for name, wanted in (("measure", measure), ("level", level)):
        if wanted is None:
            continue
        check_frame(rows, [name])
        if wanted not in set(rows[name]):
            raise ValueError(f"there is no {name} {wanted!r}; {did_you_mean(wanted, rows[name].unique())}")
        rows = rows[rows[name] == wanted]
    if "half" not in rows:
        rows = with_half(rows)
    return rows if "n" in rows else rows.assign(n=math.nan)


def _of(frame: pd.DataFrame, measure: str) -> Comparability:
    if "category" in frame:
        return comparable_years(measure)
    columns = ["year", "measure", "wording"]
    return comparable_years(measure, frame[columns] if "wording" in frame else pd.DataFrame(columns=columns))


def _table(
    rows: pd.DataFrame, focal: str, reference: str, assumed_n: tuple[int, int] | None, confidence: float
) -> pd.DataFrame:
    parts = []
    for place, group in enumerate((focal, reference)):
        if group not in set(rows["group"]):
            raise ValueError(f"there is no group {group!r}; {did_you_mean(group, rows['group'].unique())}")
        part = rows.loc[rows["group"] == group].set_index("year")[["value", "half", "n"]]
        if part.index.has_duplicates:
            raise ValueError(f"{group} has more than one row in a year: choose a level")
        part["assumed"] = part["n"].isna() & (assumed_n is not None)
        if assumed_n is not None:
            part["n"] = part["n"].fillna(assumed_n[place])
        parts.append(part)
    both = parts[0].add_suffix("_focal").join(parts[1].add_suffix("_reference"), how="inner").sort_index().reset_index()
    limits = [_limits(row, confidence) for row in both.to_dict("records")]
    return pd.DataFrame(
        {
            "year": both["year"].astype(int),
            "focal": both["value_focal"],
            "reference": both["value_reference"],
            "gap": both["value_focal"] - both["value_reference"],
            "ci_low": [low for low, _ in limits],
            "ci_high": [high for _, high in limits],
            "n_focal": both["n_focal"],
            "n_reference": both["n_reference"],
            "assumed": both["assumed_focal"] | both["assumed_reference"],
            "rounding": both["half_focal"] + both["half_reference"],
        }
    )


def _limits(row: Mapping[Any, Any], confidence: float) -> tuple[float, float]:
    """Give Newcombe's limits of a difference, widened for the rounding of both figures (uniform, in quadrature)."""
    people = row["n_focal"], row["n_reference"]
    if any(math.isnan(n) for n in people):
        return math.nan, math.nan
    one, other = row["value_focal"] / 100, row["value_reference"] / 100
    limits = [wilson_interval(p * n, n, confidence) for p, n in zip((one, other), people, strict=True)]
    low, high = difference_limits(one, limits[0], other, limits[1])
    gap = one - other
    rounding = math.sqrt((row["half_focal"] ** 2 + row["half_reference"] ** 2) / 3) / 100
    more = NormalDist().inv_cdf((1 + confidence) / 2) * rounding
    return 100 * (gap - math.hypot(gap - low, more)), 100 * (gap + math.hypot(high - gap, more))


def _trends(table: pd.DataFrame, confidence: float) -> pd.DataFrame:
    listed = []
    for segment, rows in table.groupby("segment"):
        years, gaps, halves = (rows[name].to_numpy(dtype=float) for name in ("year", "gap", "rounding"))
        if len(years) < 2:
            continue
        # of the rounding of a difference of two figures variances add up, half widths do not
        fit = line_through(years, gaps, halves / np.sqrt(2))
        ends = (math.nan, math.nan) if fit.se is None else t_interval(fit.slope, fit.se, fit.df, confidence)
        listed.append((segment, int(years[0]), int(years[-1]), len(years), fit.slope, *ends, fit.df))
    columns = ["segment", "first", "last", "years", "slope", "ci_low", "ci_high", "df"]
    return pd.DataFrame(listed, columns=columns)


def _notes(table: pd.DataFrame, known: Comparability, breaks: Sequence[int], trends: pd.DataFrame) -> tuple[str, ...]:
    unknown = [str(year) for year in table.loc[table["n_focal"].isna() | table["n_reference"].isna(), "year"]]
    assumed = [str(year) for year in table.loc[table["assumed"], "year"]]
    notes = [note("gap_break", year=year, why=known.reason(year)) for year in breaks]
    if len(unknown) == len(table):
        notes.append(note("gap_no_n"))
    elif unknown:
        notes.append(note("gap_unknown", years=", ".join(unknown)))
    if assumed:
        notes.append(note("gap_assumed", years=", ".join(assumed)))
    if len(unknown) < len(table):
        notes.append(note("gap_design"))
    missing = sorted(set(range(table["year"].min(), table["year"].max() + 1)) - set(table["year"]))
    if missing:
        notes.append(note("absent", years=", ".join(map(str, missing))))
    short = trends[trends["ci_low"].isna()]
    spans = zip(short["first"], short["last"], strict=True)
    notes += [note("gap_short", first=first, last=last) for first, last in spans]
    if len(short) < len(trends):
        notes.append(note("gap_years"))
    return tuple(notes)


def _given(value: Any) -> float | None:
    return None if math.isnan(value) else float(value)
