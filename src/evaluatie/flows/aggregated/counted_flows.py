"""Flow rates from a table of counts, with all that rounding and withheld cells leave open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.flows.aggregated.rounded_counts import count_limits
from evaluatie.flows.careers import UNKNOWN
from evaluatie.flows.flows_compared import FlowComparison, FlowRatios, compare_counts
from evaluatie.flows.rating import poisson_limits
from evaluatie.flows.reading.heads import label_of, take_column
from evaluatie.frames import check_frame
from evaluatie.result import Estimate, Result, check_confidence

METHOD = "Events per head of the mean stock, with exact Poisson limits (Garwood 1936) beyond what rounding leaves open"
FLOWS = ("inflow", "outflow", "promotions")
EVERYONE = "all"
_KEYS = ("characteristic", "level", "scale")


@dataclass(frozen=True)
class CountedFlows(Result):
    """Flow rates from counts.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per flow and row of the table: ``year``, ``characteristic``, ``level``, ``scale``, ``flow``;
        ``events_low``, ``events_high``, ``heads_low``, ``heads_high``: what the counts can be; ``rate`` (missing where
        a count is withheld), ``rate_low`` and ``rate_high``: what the rate can be; ``ci_low``, ``ci_high``: its exact
        limits at these two, which hold chance as well. Missing where there may be no heads.
    confidence : float
        Level of the intervals.
    """

    table: pd.DataFrame
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give every rate that was not withheld.

        Returns
        -------
        tuple of Estimate
            ``group`` is characteristic, level and scale, ``wave`` the year; ``n`` is the number of events.
        """
        known = self.table[self.table["rate"].notna()]
        return tuple(
            Estimate(
                f"{row['flow']}_rate", row["rate"], ci_low=row["ci_low"], ci_high=row["ci_high"],
                n=round((row["events_low"] + row["events_high"]) / 2), group=_group(row), wave=str(row["year"]),
            )
            for row in known.to_dict("records")
        )  # fmt: skip


def flow_rates_from_counts(
    counts: pd.DataFrame,
    *,
    rounded_to: int | None = None,
    withheld: tuple[int, int] | None = None,
    confidence: float = 0.95,
) -> CountedFlows:
    """Make flow rates of a table of counts by year and group.

    The time at risk is the mean of the stocks at the end of the year and of the year before, which is person-years if
    people come and go evenly; where one stock is not there, the other. Flows must be in the table: comparing two
    stocks tells nothing of who came and who left.

    Parameters
    ----------
    counts : pandas.DataFrame, shape (n, ...)
        ``year``, ``stock`` (at its end) and one or more of ``inflow``, ``outflow`` and ``promotions``; where there are
        any ``characteristic``, ``level`` and ``scale`` (``"all"`` for all together). Counts are whole numbers, also
        as text, ``"<5"``, a mark such as ``"*"``, or missing.
    rounded_to : int, optional
        To which multiples counts were rounded.
    withheld : (low, high), optional
        What a mark can stand for. Rows with a mark are left out where it is not given.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    CountedFlows

    Raises
    ------
    ValueError
        If a column is missing or there is no flow, a count is no count, or a year and group stand there twice.

    Examples
    --------
    >>> counts = pd.DataFrame({"year": [2020], "level": ["nesb1"], "stock": [7471], "outflow": [341]})
    >>> found = flow_rates_from_counts(counts)
    >>> found.table[["rate", "ci_low", "ci_high"]].round(4).values.tolist()
    [[0.0456, 0.0409, 0.0508]]
    """
    check_confidence(confidence)
    check_frame(counts, ["year", "stock"])
    counts = counts.reset_index(drop=True)
    years, stock = take_column(counts, "year"), take_column(counts, "stock")
    flows = [flow for flow in FLOWS if flow in counts]
    if not flows:
        raise ValueError(f"there are no flows in this table: it needs one or more of {', '.join(FLOWS)}")
    keys = {name: counts[name].map(label_of) if name in counts else EVERYONE for name in _KEYS}
    about = pd.DataFrame({"year": years.to_numpy(), **keys}, index=counts.index)
    if about.duplicated().any():
        raise ValueError(f"row {about.index[about.duplicated()][0]} is about a year and group that stand there already")
    heads, one_sided = _mean_stock(about, _limits(stock, rounded_to, withheld))
    frames, left_out = [], 0
    for flow in flows:
        events = _limits(counts[flow], rounded_to, withheld)
        known = events["low"].notna() & heads["low"].notna()
        left_out += int((~known).sum())
        frames.append(_rates(about[known].assign(flow=flow), events[known], heads[known], confidence))
    notes = _notes(left_out, one_sided, rounded_to)
    return CountedFlows(METHOD, tuple(notes), pd.concat(frames, ignore_index=True), confidence)


def count_ratios(
    counted: CountedFlows, characteristic: str, reference: str, *, year: int, scale: str = EVERYONE,
) -> FlowRatios:  # fmt: skip
    """Compare the flows of groups from a table of exact counts, with bounds for people whose group is unknown.

    Parameters
    ----------
    counted : CountedFlows
        By `characteristic`, from counts that are neither rounded nor withheld.
    characteristic, reference : str
        What is compared, and the level that others are held against.
    year : int
        The year.
    scale : str, default "all"
        The scale.

    Returns
    -------
    FlowRatios

    Raises
    ------
    ValueError
        If there is no such row, or a count is rounded or withheld: then no exact ratio exists; hold the limits of the
        two rates against each other.

    Examples
    --------
    >>> counts = pd.DataFrame({"year": 2020, "characteristic": "background", "level": ["nesb1", "english", "unknown"],
    ...                        "stock": [7471, 81324, 29902], "outflow": [341, 4776, 1802]})
    >>> found = count_ratios(flow_rates_from_counts(counts), "background", "english", year=2020)
    >>> found.table()[["ratio", "unknown_focal", "unknown_reference"]].round(3).values.tolist()
    [[0.777, 0.976, 0.772]]
    """
    _check_year(year)
    table = counted.table
    mine = table[(table["characteristic"] == characteristic) & (table["year"] == year) & (table["scale"] == scale)]
    if reference not in set(mine["level"]):
        raise ValueError(f"there is no {characteristic} = {reference} in {year} and scale {scale}")
    exact = (mine["events_low"] == mine["events_high"]) & (mine["heads_low"] == mine["heads_high"])
    if not exact.all():
        raise ValueError("counts that are rounded or withheld have no exact ratio: compare what the two rates can be")
    comparisons: list[FlowComparison] = []
    notes: list[str] = list(counted.notes)
    for flow, rows in mine.groupby("flow", sort=False):
        counts = {
            str(row["level"]): (int(row["events_low"]), float(row["heads_low"])) for row in rows.to_dict("records")
        }
        levels = [level for level in counts if level not in (reference, UNKNOWN)]
        found, said = compare_counts(str(flow), counts, reference, levels, counted.confidence)
        comparisons += found
        notes += said
    return FlowRatios(METHOD, tuple(notes), tuple(comparisons), characteristic, reference, year)


def _check_year(year: object) -> None:
    if not isinstance(year, int | float | np.number):
        raise TypeError(f"year must be a number: got {year!r}")


def _limits(values: pd.Series[Any], rounded_to: int | None, withheld: tuple[int, int] | None) -> pd.DataFrame:
    """Give what counts can be; NaN where a cell is empty, or hides a count of which nothing is said."""
    texts = values.map(label_of).where(values.notna(), "").astype("string")
    told = texts.str.contains(r"\d", regex=True) | ((texts != "") & (withheld is not None))
    limits = count_limits(texts[told], base=rounded_to, suppressed=withheld)
    hidden = ~texts.str.fullmatch(r"\d+(\.0)?")
    limits["estimate"] = limits["estimate"].where(~hidden[told])
    return limits.reindex(values.index)


def _mean_stock(about: pd.DataFrame, stock: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Give the mean of this year's and last year's stock; and of how many rows there is only one."""
    keys = ["year", *_KEYS]
    now = about.assign(**stock)
    before = now.assign(year=now["year"] + 1)[[*keys, "low", "high", "estimate"]]
    both = now.merge(before, on=keys, how="left", suffixes=("", "_before")).set_index(about.index)
    names = ("low", "high", "estimate")
    mean = pd.DataFrame({name: both[[name, f"{name}_before"]].mean(axis=1) for name in names})
    # one withheld stock must not turn the mean of a hidden and a known one into a figure
    halves = (("low", "estimate"), ("low_before", "estimate_before"))
    hidden = pd.concat([both[low].notna() & both[middle].isna() for low, middle in halves], axis=1).any(axis=1)
    mean["estimate"] = mean["estimate"].where(~hidden)
    return mean, int((both["low"].isna() ^ both["low_before"].isna()).sum())


def _rates(about: pd.DataFrame, events: pd.DataFrame, heads: pd.DataFrame, confidence: float) -> pd.DataFrame:
    counts = {"events_low": events["low"], "events_high": events["high"]}
    stocks = {"heads_low": heads["low"], "heads_high": heads["high"]}
    some = heads["low"].where(heads["low"] > 0)
    low, high = poisson_limits(events["low"], confidence)[0], poisson_limits(events["high"], confidence)[1]
    rates = {
        "rate": events["estimate"] / heads["estimate"].where(heads["low"] > 0),
        "rate_low": events["low"] / heads["high"].where(some.notna()),
        "rate_high": events["high"] / some,
        "ci_low": low / heads["high"].where(some.notna()),
        "ci_high": high / some,
    }
    return about.assign(**counts, **stocks, **rates)


def _notes(left_out: int, one_sided: int, rounded_to: int | None) -> Iterator[str]:
    if left_out:
        yield f"{left_out} rates cannot be told: the flow or the stock is withheld or missing"
    if one_sided:
        yield f"of {one_sided} rows one stock is known: it stands for the mean of the year"
    if rounded_to is not None:
        yield f"counts were rounded to multiples of {rounded_to}: rates have limits that this leaves open"


def _group(row: Mapping[Any, Any]) -> str | None:
    if row["characteristic"] == EVERYONE and row["scale"] == EVERYONE:
        return None if row["level"] == EVERYONE else str(row["level"])
    named = f"{row['characteristic']}={row['level']}"
    return named if row["scale"] == EVERYONE else f"{named}, scale {row['scale']}"
