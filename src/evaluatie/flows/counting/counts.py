"""Stock, flows and person-years by year and by the characteristics of people and positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.flows.careers import DAYS_PER_YEAR, UNKNOWN, Careers, about_decisions, settle_careers
from evaluatie.flows.counting.axes import AGE_BANDS, TENURE_BANDS, Axis, axis_of
from evaluatie.flows.counting.cells import MEASURES, count_cells
from evaluatie.flows.counting.windows import years_between
from evaluatie.flows.reading.heads import natural_key

EVERYONE = "all"


def person_time(
    careers: Careers, by: Sequence[str], *, ages: Sequence[int] = AGE_BANDS, tenures: Sequence[float] = TENURE_BANDS
) -> pd.DataFrame:
    """Count stock, flows and person-years in the cells that characteristics make together.

    Parameters
    ----------
    careers : Careers
        As :func:`settle_careers` gives them.
    by : sequence of str
        Columns of the persons or positions, ``"age"`` (reached in the year; needs ``born``), ``"tenure"``.
    ages, tenures : sequence of number
        Lower limits of the bands after the first, in years.

    Returns
    -------
    pandas.DataFrame
        One row per year and cell in which anybody was: ``year``, a column per characteristic (categorical, ``unknown``
        its last level), and
        the counts of :data:`MEASURES`, with ``person_years`` and ``years_at_risk`` (of promotion) for days: years of
        365.25 days.

    Raises
    ------
    ValueError
        If there is no such characteristic.

    Examples
    --------
    >>> from evaluatie.flows.careers import settle_careers
    >>> persons = pd.DataFrame({"person": [1, 2], "entry": ["2019-01-01"] * 2, "exit": ["2020-11-30", None]})
    >>> careers = settle_careers(persons, start="2020-01-01", end="2020-12-31")
    >>> person_time(careers, ["tenure"])[["tenure", "stock_start", "unknown", "person_years"]].round(2).values.tolist()
    [['1 to under 2', 2, 1, 1.92], ['2 to under 5', 0, 0, 0.0]]
    """
    check_names(by)
    axes = [axis_of(careers, name, ages, tenures) for name in by]
    (cells,) = count_cells(careers, years_between(careers.start, careers.end), [axes])
    return in_years(_labelled(cells, dict(zip(by, axes, strict=True))))


@dataclass(frozen=True)
class Margins:
    """Counts of everyone, and by one characteristic after the other; those of parts of the people add up.

    Attributes
    ----------
    table : pandas.DataFrame
        ``year``, ``characteristic``, ``level`` (``"all"`` twice for everyone) and :data:`MEASURES`.
    levels : dict of str to tuple of str
        The levels of each characteristic in order.
    """

    table: pd.DataFrame
    levels: dict[str, tuple[str, ...]]


def margins(careers: Careers, by: Sequence[str], ages: Sequence[int], tenures: Sequence[float]) -> Margins:
    """Count stock, flows and person-years of everyone, and by one characteristic after the other.

    Parameters
    ----------
    careers : Careers
    by : sequence of str
        Characteristics.
    ages, tenures : sequence of number
        Lower limits of bands.

    Returns
    -------
    Margins
    """
    check_names(by)
    axes = [axis_of(careers, name, ages, tenures) for name in by]
    windows = years_between(careers.start, careers.end)
    everyone, *others = count_cells(careers, windows, [[], *([axis] for axis in axes)])
    frames = [everyone.assign(characteristic=EVERYONE, level=EVERYONE)]
    for name, axis, cells in zip(by, axes, others, strict=True):
        labelled = _labelled(cells, {name: axis}).rename(columns={name: "level"})
        frames.append(labelled.assign(characteristic=name, level=labelled["level"].astype(str)))
    table = pd.concat(frames, ignore_index=True)[["year", "characteristic", "level", *MEASURES]]
    return Margins(table, {name: axis.labels for name, axis in zip(by, axes, strict=True)})


@dataclass(frozen=True)
class CountedFlows:
    """Counts, and what was decided on the way to them.

    Attributes
    ----------
    margins : Margins
    start, end : int
        First and last day covered, in days since 1970-01-01.
    ladder : tuple of str
        The scales from low to high.
    decisions : dict of str to int
        How often each rule was needed.
    notes : tuple of str
        What a careful reader must know.
    """

    margins: Margins
    start: int
    end: int
    ladder: tuple[str, ...]
    decisions: dict[str, int]
    notes: tuple[str, ...]


def count_flows(
    persons: pd.DataFrame,
    positions: pd.DataFrame | None,
    by: Sequence[str],
    *,
    ages: Sequence[int],
    tenures: Sequence[float],
    **settled: Any,
) -> CountedFlows:
    """Settle careers and count.

    Parameters
    ----------
    persons, positions : pandas.DataFrame
    by : sequence of str
        Characteristics.
    ages, tenures : sequence of number
        Lower limits of bands.
    **settled
        As :func:`settle_careers` takes them.

    Returns
    -------
    CountedFlows

    Raises
    ------
    ValueError
        If no position belongs to anybody.
    """
    careers = settle_careers(persons, positions, **settled)
    require_owners(careers.decisions, 0 if positions is None else len(positions))
    return count_careers(careers, by, ages=ages, tenures=tenures)


def count_careers(
    careers: Careers, by: Sequence[str], *, ages: Sequence[int], tenures: Sequence[float]
) -> CountedFlows:
    """Count careers that are settled.

    Parameters
    ----------
    careers : Careers
    by : sequence of str
        Characteristics.
    ages, tenures : sequence of number
        Lower limits of bands.

    Returns
    -------
    CountedFlows
    """
    found = margins(careers, by, ages, tenures)
    notes = (*careers.notes, *about_decisions(careers.decisions))
    return CountedFlows(found, careers.start, careers.end, careers.ladder, careers.decisions, notes)


def require_owners(decisions: Mapping[str, int], positions: int) -> None:
    """Refuse positions of which none belongs to anybody."""
    if positions and decisions["positions_of_nobody"] == positions:
        raise ValueError("no position belongs to anybody in persons: are these the same codes, of one kind?")


def add_margins(parts: Sequence[Margins]) -> Margins:
    """Add up the counts of parts of the people, such as those that a cluster holds.

    Parameters
    ----------
    parts : sequence of Margins
        By the same characteristics.

    Returns
    -------
    Margins
        As if all had been counted together.
    """
    levels = {name: _together([part.levels[name] for part in parts]) for name in parts[0].levels}
    place = {(EVERYONE, EVERYONE): 0}
    place |= {pair: at + 1 for at, pair in enumerate((name, level) for name in levels for level in levels[name])}
    keys = ["year", "characteristic", "level"]
    summed = pd.concat([part.table for part in parts]).groupby(keys, sort=True)[list(MEASURES)].sum().reset_index()
    order = [place[pair] for pair in zip(summed["characteristic"], summed["level"], strict=True)]
    characteristic = [0, *(number + 1 for number, name in enumerate(levels) for _ in levels[name])]
    summed = summed.assign(_of=[characteristic[at] for at in order], _at=order)
    return Margins(summed.sort_values(["_of", "year", "_at"], ignore_index=True)[[*keys, *MEASURES]], levels)


def _together(orders: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Give the order of levels of which some may be absent from some of the parts."""
    if len(set(orders)) == 1:
        return orders[0]
    every = {label for order in orders for label in order} - {UNKNOWN}
    return (*sorted(every, key=natural_key), UNKNOWN)


def check_names(by: Sequence[str]) -> None:
    """Refuse characteristics whose names are those of counts, or that stand there twice."""
    taken = [name for name in by if name in (*MEASURES, "year", "characteristic", "level", EVERYONE, "person_years")]
    if taken:
        raise ValueError(f"a characteristic cannot be called {taken[0]!r}, as a column of the result is: rename it")
    if len(set(by)) < len(by):
        raise ValueError(f"a characteristic is named twice: {', '.join(map(str, by))}")


def in_years(counts: pd.DataFrame) -> pd.DataFrame:
    """Give days as years.

    Parameters
    ----------
    counts : pandas.DataFrame
        With ``days`` and ``days_at_risk``.

    Returns
    -------
    pandas.DataFrame
        With ``person_years`` and ``years_at_risk`` in their place.
    """
    years = {"person_years": counts["days"] / DAYS_PER_YEAR, "years_at_risk": counts["days_at_risk"] / DAYS_PER_YEAR}
    return counts.drop(columns=["days", "days_at_risk"]).assign(**years)


def _labelled(cells: pd.DataFrame, axes: dict[str, Axis]) -> pd.DataFrame:
    columns = {
        name: pd.Categorical.from_codes(cells[str(place)].to_numpy(np.int64), pd.Index(axis.labels), ordered=True)
        for place, (name, axis) in enumerate(axes.items())
    }
    counts = {name: cells[name].to_numpy() for name in MEASURES}
    return pd.DataFrame({"year": cells["year"].to_numpy(np.int64), **columns, **counts})
