"""Inflow, through-flow and outflow per year: counts, and rates per person-year with exact limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.flows.careers import BRIDGE_DAYS, Careers, Move, Together
from evaluatie.flows.careers.days import NO_DAY, as_dates, read_days
from evaluatie.flows.counting import (
    AGE_BANDS,
    EVERYONE,
    MEASURES,
    TENURE_BANDS,
    CountedFlows,
    count_careers,
    count_flows,
    in_years,
    years_between,
)
from evaluatie.flows.rating import poisson_limits
from evaluatie.result import Estimate, Result, check_confidence

METHOD = "Events per person-year with exact Poisson limits (Garwood 1936); stocks at the turn of the year"
#: The rates: what is counted, and the time at risk that it is divided by.
RATES = {
    "inflow": ("inflow", "person_years"),
    "outflow": ("outflow", "person_years"),
    "voluntary": ("voluntary", "person_years"),
    "other": ("other", "person_years"),
    "promotion": ("promotions", "years_at_risk"),
}
#: Rates of exits of which the reason must be known.
PARTS = ("voluntary", "other")
ALL_YEARS = "all"


@dataclass(frozen=True)
class FlowRates(Result):
    """Stock and flows by year and characteristic.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per year (``"all"`` for all together) and level of each characteristic, ``"all"`` twice for everyone:
        ``year``, ``complete`` (whether all of it is covered), ``characteristic``, ``level``; people at the first and
        after the last moment (``stock_start``, ``stock_end``); ``inflow``, ``outflow`` and its parts ``voluntary``,
        ``other``, ``unknown`` (no reason); ``transferred_in``, ``transferred_out``, ``seconded``, ``returned``;
        ``moved`` (who came to this level less who went, while employed); ``promotions``, ``demotions``, ``rescaled``;
        ``person_years``, ``years_at_risk`` (below the top of the ladder, scale known); and per rate of :data:`RATES`
        ``<rate>_rate``, ``<rate>_low`` and ``<rate>_high`` per person-year, missing where nobody was at risk.
    decisions : dict of str to int
        How often each rule for contradictions in the files was needed.
    ladder : tuple of str
        The scales from low to high.
    confidence : float
        Level of the intervals.
    """

    table: pd.DataFrame
    decisions: dict[str, int]
    ladder: tuple[str, ...]
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give every rate: its ``group`` is characteristic and level, its ``wave`` the year.

        Returns
        -------
        tuple of Estimate
            ``n`` is the number of events, on which the precision of a rate rests.
        """
        found = []
        for row in self.table.to_dict("records"):
            group = None if row["characteristic"] == EVERYONE else f"{row['characteristic']}={row['level']}"
            for rate, (events, _) in RATES.items():
                if not np.isnan(row[f"{rate}_rate"]):
                    limits = {"ci_low": row[f"{rate}_low"], "ci_high": row[f"{rate}_high"]}
                    about = {"n": row[events], "group": group, "wave": str(row["year"])}
                    found.append(Estimate(f"{rate}_rate", row[f"{rate}_rate"], **limits, **about))
        return tuple(found)


def flow_rates(
    persons: pd.DataFrame,
    positions: pd.DataFrame | None = None,
    by: str | Sequence[str] = (),
    *,
    start: Any = None,
    end: Any = None,
    ladder: Sequence[Any] | None = None,
    ages: Sequence[int] = AGE_BANDS,
    tenures: Sequence[float] = TENURE_BANDS,
    bridge_days: int = BRIDGE_DAYS,
    rescalings: Mapping[Move, Together] | None = None,
    confidence: float = 0.95,
) -> FlowRates:
    """Count inflow, through-flow and outflow per year, and divide by the time that people were there.

    Someone is employed from the day of entry up to and including the day of exit, and counts from the later of
    entry and `start`: who left before the extract begins is not in it, so earlier time is no time at risk. Outflow
    is exits but for transfers and secondments. Promotion is a move to a higher scale within employment: not a step
    within a scale, not a collective rescaling, not a return in a higher scale; in the top scale nobody is at risk of
    it. Exits and promotions count at the level that is left, entries at the level that is entered; who moves on the
    very first day covered was not watched before it, and counts as no promotion. The rules for
    files that contradict themselves are those of :func:`settle_careers`, and each is counted in ``decisions``.

    Parameters
    ----------
    persons : pandas.DataFrame or dask.dataframe.DataFrame, shape (n, ...)
        One row per period of employment: ``person``, ``entry``, ``exit``; where there are any ``reason``,
        ``organisation``, ``born`` (a year), and characteristics. See :func:`settle_careers`.
    positions : the same, shape (m, ...), optional
        One row per position: ``person``, ``start``, ``end``; where there are any ``scale``, ``hours``, ``unit``...
    by : str or sequence of str
        Characteristics, one after the other: columns of either frame, ``"age"`` or ``"tenure"``.
    start, end : date, optional
        First and last day that the files cover. Where they are not given, from the first entry to the last day in
        them; frames of Dask need them.
    ladder : sequence, optional
        The scales from low to high.
    ages, tenures : sequence of number
        Lower limits of the bands of age and tenure after the first, in years.
    bridge_days : int, default 31
        Days without employment that count as no gap.
    rescalings : mapping of Move to Together, optional
        Collective moves, which are no promotions; they are looked for where they are not given, ``{}`` for none.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    FlowRates

    Raises
    ------
    ValueError
        As :func:`settle_careers`; if a characteristic does not exist; if ``confidence`` is no level.

    Examples
    --------
    >>> persons = pd.DataFrame(
    ...     [(1, "2015-01-01", None), (2, "2018-03-01", "2020-06-30"), (3, "2020-07-01", None)],
    ...     columns=["person", "entry", "exit"],
    ... )
    >>> found = flow_rates(persons, start="2020-01-01", end="2020-12-31")
    >>> found.table[["year", "stock_start", "inflow", "outflow", "stock_end"]].values.tolist()
    [[2020, 2, 1, 1, 2], ['all', 2, 1, 1, 2]]
    """
    check_confidence(confidence)
    names = [by] if isinstance(by, str) else list(by)
    cut: dict[str, Any] = {"ages": ages, "tenures": tenures, "bridge_days": bridge_days, "ladder": ladder}
    cut["rescalings"] = rescalings
    if type(persons).__module__.startswith("dask"):
        from evaluatie.flows.distributed import count_distributed

        return _rated(count_distributed(persons, positions, names, start=start, end=end, **cut), confidence)
    first, last, notes = _period(persons, positions, start, end)
    counted = count_flows(persons, positions, names, start=first, end=last, **cut)
    return _rated(replace(counted, notes=(*notes, *counted.notes)), confidence)


def flow_rates_of(
    careers: Careers,
    by: Sequence[str] = (),
    *,
    ages: Sequence[int] = AGE_BANDS,
    tenures: Sequence[float] = TENURE_BANDS,
    confidence: float = 0.95,
) -> FlowRates:
    """Count the flows of careers that are settled: :func:`flow_rates` without settling them anew.

    Parameters
    ----------
    careers : Careers
        As :func:`settle_careers` gives them.
    by, ages, tenures, confidence
        As in :func:`flow_rates`.

    Returns
    -------
    FlowRates

    Examples
    --------
    >>> from evaluatie.flows.careers import settle_careers
    >>> persons = pd.DataFrame({"person": [1, 2], "entry": ["2019-01-01"] * 2, "exit": ["2020-11-30", None]})
    >>> careers = settle_careers(persons, start="2020-01-01", end="2020-12-31")
    >>> flow_rates_of(careers).table[["stock_start", "outflow", "stock_end"]].values.tolist()[0]
    [2, 1, 1]
    """
    check_confidence(confidence)
    return _rated(count_careers(careers, by, ages=ages, tenures=tenures), confidence)


def _rated(counted: CountedFlows, confidence: float) -> FlowRates:
    complete = {window.year: window.complete for window in years_between(counted.start, counted.end)}
    counts = counted.margins.table
    table = in_years(pd.concat([counts, _over_years(counts)], ignore_index=True))
    table["complete"] = table["year"].map(complete).fillna(value=all(complete.values())).astype(bool)
    table["outflow"] = table[["voluntary", "other", "unknown"]].sum(axis=1)
    came = table[["inflow", "transferred_in", "returned"]].sum(axis=1)
    went = table[["outflow", "transferred_out", "seconded"]].sum(axis=1)
    table["moved"] = table["stock_end"] - table["stock_start"] - came + went
    # of whom no reason is known, nothing is known of the kind of exit
    silent = (table["outflow"] > 0) & (table["unknown"] == table["outflow"])
    for rate, (events, exposure) in RATES.items():
        columns = [f"{rate}_{part}" for part in ("rate", "low", "high")]
        table[columns] = _with_limits(table[events], table[exposure], confidence)
        if rate in PARTS:
            table.loc[silent, columns] = np.nan
    told = (*counted.notes, *_about(table), *_about_years(complete))
    return FlowRates(METHOD, told, table[list(_COLUMNS)], counted.decisions, counted.ladder, confidence)


_FLOWS = (
    "inflow", "outflow", "voluntary", "other", "unknown", "transferred_in", "transferred_out", "seconded", "returned",
    "moved", "promotions", "demotions", "rescaled",
)  # fmt: skip
_COLUMNS = (
    "year", "complete", "characteristic", "level", "stock_start", "stock_end", *_FLOWS, "person_years", "years_at_risk",
    *(f"{rate}_{part}" for rate in RATES for part in ("rate", "low", "high")),
)  # fmt: skip


# days
_AHEAD = 366


def _period(
    persons: pd.DataFrame, positions: pd.DataFrame | None, start: Any, end: Any
) -> tuple[Any, Any, tuple[str, ...]]:
    """Give the period covered, with a note where the files themselves have to tell it."""
    if start is not None and end is not None:
        return start, end, ()
    columns = [persons[name] for name in ("entry", "exit") if name in persons]
    columns += [] if positions is None else [positions[name] for name in ("start", "end") if name in positions]
    days = np.concatenate([read_days(column, str(column.name)) for column in columns])
    begun = np.concatenate([read_days(column, "a date") for column in columns if column.name in ("entry", "start")])
    begun = begun[begun != NO_DAY]
    if not len(begun):
        raise ValueError("there is no date at all in these files: give start and end")
    # an end far beyond all beginnings is a contract that runs on
    days = days[(days != NO_DAY) & (days <= begun.max() + _AHEAD)]
    found = as_dates(np.array([days.min(), days.max()])).dt.strftime("%Y-%m-%d").tolist()
    first, last = (given if given is not None else day for given, day in zip((start, end), found, strict=True))
    note = (
        f"the period covered is taken from the files: {first} to {last}. Give start and end: people who left before an "
        "extract begins are not in it, so that rates come out too low, and its last day may be another"
    )
    return first, last, (note,)


def _over_years(counts: pd.DataFrame) -> pd.DataFrame:
    """Add up the years; the stocks are those of the first and the last moment."""
    years = counts["year"]
    summed = [name for name in MEASURES if not name.startswith("stock")]
    found = counts.groupby(["characteristic", "level"], sort=False)[summed].sum()
    for name, year in (("stock_start", years.min()), ("stock_end", years.max())):
        stock = counts[years == year].set_index(["characteristic", "level"])[name]
        found[name] = stock.reindex(found.index, fill_value=0)
    return found.reset_index().assign(year=ALL_YEARS)


def _with_limits(events: pd.Series[Any], exposure: pd.Series[Any], confidence: float) -> np.ndarray[Any, Any]:
    count, time = events.to_numpy(float), exposure.to_numpy(float)
    columns = np.column_stack([count, *poisson_limits(count, confidence)])
    rates: np.ndarray[Any, Any] = np.full(columns.shape, np.nan)
    rates[time > 0] = columns[time > 0] / time[time > 0, None]
    return rates


def _about(table: pd.DataFrame) -> Iterator[str]:
    """Say of what nothing is known."""
    found = table[(table["characteristic"] == EVERYONE) & (table["year"] == ALL_YEARS)].to_dict("records")
    if not found or not found[0]["person_years"]:
        yield "nobody was employed in this period"
        return
    whole = found[0]
    if whole["unknown"]:
        unknown, exits = int(whole["unknown"]), int(whole["outflow"])
        yield f"of {unknown} of the {exits} exits no reason is known: voluntary and other exits are without them"
    if not whole["years_at_risk"]:
        yield "no time is known in a scale that has one above it: promotions cannot be told"


def _about_years(complete: dict[int, bool]) -> Iterator[str]:
    partial = [str(year) for year, whole in complete.items() if not whole]
    if partial:
        yield f"not covered from beginning to end: {', '.join(partial)}; the rates hold, the counts are of a part"
