"""The trend of each organisation, beside what all did: lines with steps, pooled and shrunken."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from evaluatie.amiss import did_you_mean
from evaluatie.effects.pooling import synthesise
from evaluatie.effects.t_interval import t_interval, two_sided_p
from evaluatie.holm import METHOD as HOLM
from evaluatie.holm import holm
from evaluatie.reproduce.monitor.lines import FEWEST_DF, Floats, LineFit, averaged, line_through, slopes_differ
from evaluatie.reproduce.monitor.notes import Figure, note
from evaluatie.reproduce.monitor.panel import (
    OneSeries,
    likely_correlations,
    moderated,
    shared_correlation,
    year_effects,
)
from evaluatie.reproduce.monitor.series import Measured
from evaluatie.reproduce.monitor.shrinking import shrink
from evaluatie.reproduce.monitor.weighing import sampling_variances
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence

METHOD = (
    "A straight line per organisation with a step at every break in wording, by generalised least squares; the "
    "correlation of neighbouring years is one for all organisations, averaged by its restricted likelihood; t "
    "intervals; "
    "where n of every year is known, random-effects meta-regression on years (Knapp & Hartung 2003)"
)
POOLED = (
    "slopes against what all did pooled by REML and shrunken (empirical Bayes, Morris 1983), variances moderated "
    "(Smyth 2004)"
)
TOO_FEW, NO_LINE = note("too_few"), note("no_line")
SMALLEST = 1e-6  # precision of a mean over organisations
LEAST = 5  # organisations for what is estimated from all of them together


#: correlations of neighbouring years, and the share of each
Correlated: TypeAlias = tuple[Floats, Floats]


def _only(rho: float) -> Correlated:
    return np.array([rho]), np.ones(1)


_INDEPENDENT = _only(0.0)


@dataclass(frozen=True, kw_only=True)
class Trends(Result):
    """Trends of organisations.

    Attributes
    ----------
    measure : str
    table : pandas.DataFrame
        One row per organisation (index ``who``): ``years`` (with figures), ``first``, ``last``, ``slope`` (points per
        year), ``se``, ``df``, ``ci_low``, ``ci_high``, ``rounding`` (how much rounding can have moved the slope at
        most), ``against_all``, ``against_low``, ``against_high`` (the slope against what all did), ``shrunken``,
        ``shrunken_low``, ``shrunken_high`` (the same, drawn towards the others as far as it is uncertain), ``p`` (that
        it moves as all do), ``p_adjusted``, ``why`` (why there is no interval).
    overall : pandas.DataFrame
        What all did: ``year``, ``value``, ``fitted``.
    overall_slope, overall_low, overall_high : float or None
        Of what all did, from the scatter of the years around the line: years are the units, not organisations.
    overall_correlation : float
        Of neighbouring years of what all did: its own, or that of the organisations where that is higher.
    one_slope_p : float or None
        p that what all did rises as much after the last break as before it; None without a break, or with few years.
    spread : float or None
        Standard deviation of the organisations' true slopes.
    apart, apart_adjusted : int
        Organisations whose slope can be told from that of all, one by one and after adjustment for their number.
    by_chance : float
        How many would be told apart one by one if all moved alike.
    tested : int
        Organisations with an interval.
    weighed : int
        Organisations of which n of every year is known, and counts.
    correlation : float
        Of neighbouring years.
    breaks : tuple of int
        First years of a new wording.
    lines : mapping of str to Series
        The fitted line of each organisation, by year.
    confidence : float
    """

    measure: str
    table: pd.DataFrame
    overall: pd.DataFrame
    overall_slope: float
    overall_low: float | None
    overall_high: float | None
    overall_correlation: float
    one_slope_p: float | None
    spread: float | None
    apart: int
    apart_adjusted: int
    by_chance: float
    tested: int
    weighed: int
    correlation: float
    breaks: tuple[int, ...]
    lines: Mapping[str, pd.Series[float]]
    confidence: float = 0.95

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the slope of what all did, then each organisation's."""
        overall = Estimate("slope", self.overall_slope, ci_low=self.overall_low, ci_high=self.overall_high, group="all")
        return (
            overall,
            *(_estimate(str(who), row) for who, row in self.table.iterrows() if row["slope"] == row["slope"]),
        )

    def of(self, who: str) -> Mapping[str, Any]:
        """Give the row of one organisation.

        Parameters
        ----------
        who : str
            Its name.

        Returns
        -------
        mapping of str to value

        Raises
        ------
        ValueError
            If there is none of that name.
        """
        if who not in self.table.index:
            raise ValueError(f"there is no organisation {who!r}; {did_you_mean(who, self.table.index)}")
        return {str(name): self.table.loc[who, name] for name in self.table.columns}

    def fitted(self, who: str) -> pd.Series[float]:
        """Give the fitted line of one organisation at its years; empty where there is none.

        Parameters
        ----------
        who : str
            Its name.

        Returns
        -------
        Series
            By year.
        """
        self.of(who)
        return self.lines.get(who, pd.Series(dtype=float))


def organisation_trends(figures: Measured, confidence: float = 0.95) -> Trends:
    """Estimate the change per year of every organisation, and how it stands to what all did.

    Parameters
    ----------
    figures : Measured
        The figures of one measure.
    confidence : float, default 0.95
        Level of all intervals.

    Returns
    -------
    Trends

    Raises
    ------
    NotEnoughData
        If no organisation has two years in the same wording.

    Examples
    --------
    >>> from evaluatie.reproduce.monitor.linking import link_organisations
    >>> from evaluatie.reproduce.monitor.series import figures_of
    >>> slopes = {"a": 1, "b": 2}
    >>> rows = [(year, who, 60 + slopes[who] * (year - 2019)) for year in range(2017, 2022) for who in slopes]
    >>> frame = pd.DataFrame(rows, columns=["year", "organisation", "value"]).assign(measure="valued")
    >>> found = organisation_trends(figures_of(link_organisations(frame, "exact"), "valued"))
    >>> found.table.slope.round(6).to_dict(), round(found.overall_slope, 6)
    ({'a': 1.0, 'b': 2.0}, 1.5)
    """
    check_confidence(confidence)
    effects = year_effects(figures.frame)
    series = {str(who): _series(rows) for who, rows in figures.frame.groupby("who")}
    against = {who: _against(one, effects) for who, one in series.items()}
    together = len(series) >= LEAST
    # what all did in a year is no property of one organisation: the correlation is that of the rest
    correlated = likely_correlations(list(against.values()), figures.breaks) if together else _INDEPENDENT
    rho = float(correlated[0] @ correlated[1])
    own = {who: _fit(one, figures.breaks, correlated) for who, one in series.items()}
    beside = {who: _fit(one, figures.breaks, correlated) for who, one in against.items()}
    rows = {who: _row(one, own[who], beside[who], confidence) for who, one in series.items()}
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index.name = "who"
    if table["slope"].isna().all():
        raise NotEnoughData(f"no organisation has two years of {figures.measure} in the same wording")
    overall = _overall(effects, list(series.values()), figures, rho, confidence)
    pooled = _pooled(table, confidence)
    table = pooled.pop("table").drop(columns=["variance", "factor", "against_df", "floored"])
    notes = (note("taken", rho=Figure(rho, 2)),) * bool(rho) + _notes(series, rows, figures, together)
    if figures.breaks:
        notes = (_bent(overall["one_slope_p"], figures.breaks[-1]), *notes)
    return Trends(
        f"{METHOD}; {POOLED}; {HOLM}",
        (*notes, *figures.notes),
        measure=figures.measure,
        table=table,
        **overall,
        **pooled,
        weighed=sum(one.known is not None for one in series.values()),
        correlation=rho,
        breaks=figures.breaks,
        lines={
            who: pd.Series(fit.fitted, index=series[who].years.astype(int))
            for who, fit in own.items()
            if fit is not None
        },
        confidence=confidence,
    )


def _series(rows: pd.DataFrame) -> OneSeries:
    ordered = rows.sort_values("year")
    years, values, halves, n = (ordered[name].to_numpy(dtype=float) for name in ("year", "value", "half", "n"))
    return OneSeries(years, values, halves, None if np.isnan(n).any() else sampling_variances(values, n, halves))


def _against(one: OneSeries, effects: pd.Series[float]) -> OneSeries:
    return replace(one, figures=one.figures - effects.loc[one.years.astype(int)].to_numpy(dtype=float))


def _fit(one: OneSeries, breaks: tuple[int, ...], correlated: Correlated) -> LineFit | None:
    values, shares = correlated
    try:
        fits = [line_through(one.years, one.figures, one.halves, breaks, float(rho), one.known) for rho in values]
    except ValueError:
        return None
    return averaged(fits, shares)


def _row(one: OneSeries, own: LineFit | None, beside: LineFit | None, confidence: float) -> dict[str, Any]:
    row: dict[str, Any] = {"years": len(one.years), "first": int(one.years[0]), "last": int(one.years[-1])}
    row |= _slope(own, "slope", ("ci_low", "ci_high"), confidence)
    row |= {"se": math.nan if own is None or own.se is None else own.se, "df": own.df if own else 0}
    row |= {"rounding": own.rounding if own else math.nan, "floored": bool(own and own.floored)}
    row |= _slope(beside, "against_all", ("against_low", "against_high"), confidence)
    row |= {"variance": beside.variance if beside else math.nan, "factor": beside.factor if beside else math.nan}
    row["against_df"] = beside.df if beside else 0
    row["why"] = NO_LINE if own is None else TOO_FEW if own.se is None else ""
    return row


def _slope(fit: LineFit | None, name: str, ends: tuple[str, str], confidence: float) -> dict[str, float]:
    low, high = (math.nan, math.nan) if fit is None else fit.interval(confidence)
    return {name: math.nan if fit is None else fit.slope, ends[0]: low, ends[1]: high}


def _overall(
    effects: pd.Series[float], series: Sequence[OneSeries], figures: Measured, rho: float, confidence: float
) -> dict[str, Any]:
    years = effects.index.to_numpy(dtype=float)
    values = np.asarray(effects, dtype=np.float64)
    line = OneSeries(years, values, np.full(len(years), SMALLEST), _of_all(series, years))
    # sixteen years tell little of their own correlation: at least that of the organisations is taken
    bound = max(rho, shared_correlation([line], figures.breaks)) if rho else 0.0
    fit = _fit(line, figures.breaks, _only(bound))
    if fit is None:
        raise NotEnoughData(f"there are no two years of {figures.measure} in the same wording")
    low, high = (None, None) if fit.se is None else fit.interval(confidence)
    overall = pd.DataFrame({"year": effects.index, "value": values, "fitted": fit.fitted})
    return {
        "overall": overall,
        "overall_slope": fit.slope,
        "overall_low": low,
        "overall_high": high,
        "overall_correlation": bound,
        "one_slope_p": slopes_differ(years, values, line.halves, figures.breaks[-1], bound) if figures.breaks else None,
    }


def _of_all(series: Sequence[OneSeries], years: Floats) -> Floats | None:
    """Give the known variance of what all did in each year: that of a mean; None where not all are known."""
    if any(one.known is None for one in series):
        return None
    there = [(one.years, one.known) for one in series if one.known is not None]
    sums, counts = np.zeros(len(years)), np.zeros(len(years))
    for own, known in there:
        at = np.searchsorted(years, own)
        sums[at], counts[at] = sums[at] + known, counts[at] + 1
    return np.asarray(sums / counts**2, dtype=np.float64)


def _pooled(table: pd.DataFrame, confidence: float) -> dict[str, Any]:
    """Pool the slopes against what all did, and shrink each as far as it is uncertain."""
    filled = table.assign(
        shrunken=math.nan, shrunken_low=math.nan, shrunken_high=math.nan, p=math.nan, p_adjusted=math.nan
    )
    use = (table["against_df"] >= FEWEST_DF) & (table["variance"] > 0)
    nothing = {"spread": None, "apart": 0, "apart_adjusted": 0, "by_chance": 0.0, "tested": int(use.sum())}
    if use.sum() < LEAST:
        return {"table": filled, **nothing}
    rows = table[use]
    df = rows["against_df"].to_numpy(dtype=float)
    variance, prior_df, _ = moderated(rows["variance"].to_numpy(dtype=float), df)
    slopes, errors = rows["against_all"].to_numpy(dtype=float), variance * rows["factor"].to_numpy(dtype=float)
    pooled = synthesise(slopes, errors)
    tau2, total = pooled.tau2 or 0.0, df + prior_df
    found = shrink(slopes, errors)
    limits = [t_interval(*one, confidence) for one in zip(found.level, found.se, total, strict=True)]
    p = np.array(
        [two_sided_p((b - pooled.estimate) / math.sqrt(v), f) for b, v, f in zip(slopes, errors, total, strict=True)]
    )
    filled.loc[use, "shrunken"] = found.level
    filled.loc[use, ["shrunken_low", "shrunken_high"]] = np.array(limits)
    filled.loc[use, "p"], filled.loc[use, "p_adjusted"] = p, holm(p)
    alpha = 1 - confidence
    return {
        "table": filled,
        "spread": math.sqrt(tau2),
        "apart": int((p < alpha).sum()),
        "apart_adjusted": int((holm(p) < alpha).sum()),
        "by_chance": alpha * len(p),
        "tested": len(p),
    }


def _notes(
    series: dict[str, OneSeries], rows: dict[str, dict[str, Any]], figures: Measured, together: bool
) -> tuple[str, ...]:
    notes: list[str] = []
    if not together:
        longest = max(series.values(), key=lambda one: len(one.years))
        notes.append(note("alone", least=LEAST, wider=Figure(_wider(longest, figures.breaks))))
    used = sum(one.known is not None for one in series.values())
    if used:
        notes.append(note("n_used", count=used, of=len(series)))
    left = figures.frame["n"].notna().groupby(figures.frame["who"]).agg(["any", "all"])
    if int(left["any"].sum()) > used:
        notes.append(note("n_left", count=int(left["any"].sum()) - used))
    floored = sum(row["floored"] for row in rows.values())
    if floored:
        notes.append(note("floored", count=floored))
    without = sum(bool(row["why"]) for row in rows.values())
    if without:
        notes.append(note("without", count=without, of=len(rows)))
    return tuple(notes)


def _bent(p: float | None, last: int) -> str:
    if p is None:
        return note("bent_unknown", year=last)
    if p < 0.05:
        return note("bent_differs", year=last, p=Figure(p, 3))
    return note("bent_assumed", year=last, p=Figure(p, 2))


def _wider(one: OneSeries, breaks: tuple[int, ...]) -> float:
    plain, bound = (_fit(one, breaks, _only(rho)) for rho in (0.0, 0.5))
    if plain is None or bound is None:
        return math.nan
    # the variance of the slope in units of the scatter of single years
    return math.sqrt(bound.factor / plain.factor)


def _estimate(who: str, row: pd.Series[Any]) -> Estimate:
    se, low, high = (None if row[name] != row[name] else row[name] for name in ("se", "ci_low", "ci_high"))
    return Estimate("slope", row["slope"], se, ci_low=low, ci_high=high, df=row["df"], n=None, group=who)
