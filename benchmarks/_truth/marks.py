"""Shares of intervals and verdicts with their error, how far estimates are off, and what of it is marked."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from _truth.judged import SUMS
from _truth.saying import BETTER, NOTHING, WORSE
from _truth.worlds import WORLDS
from evaluatie.wilson import wilson_limits

#: worlds that stand in one column: where what a report relies upon holds, and where something is short
COLUMNS: dict[str, tuple[str, ...]] = {
    "usual": ("nothing", "changed", "large", "unlinked", "unlinked, changed", "three waves"),
    "4 units": ("few units",),
    "150 people": ("small", "small, changed"),
    "silent by level": ("silent",),
}
USUAL, SILENT = "usual", "silent by level"
#: worlds that share their column with others
POOLED = {world.name: (world.name,) for world in WORLDS
          if any(len(of) > 1 and world.name in of for of in COLUMNS.values())}  # fmt: skip
#: a mark stands where all of this interval of the simulation lies on the wrong side
MONTE_CARLO, QUANTILE = 99, 2.5758
#: of a verdict that something became better, and so of one that it became worse, percent
NOMINAL = 2.5
#: errors of a share are told of this many organisations or more
ENOUGH = 5
#: stars that are known beforehand: nobody counts units, or where facets go in pairs
KNOWN = re.compile(r".*, paired|difference in change, ols|reliability: omega hierarchical")
#: whose errors are those of logarithms
LOGARITHMS = re.compile(r"(standardised )?ratio of rates, .*|hazard ratio, .*")
#: standard normal quantiles of intervals by their level
LEVELS = {90: 1.6449, 95: 1.96}


@dataclass(frozen=True)
class Share:
    """A share of intervals or verdicts, with its interval of the simulation, all in percent.

    Attributes
    ----------
    n, organisations : int
        How many, and of how many organisations.
    share, low, high : float
        In percent.
    worth : float
        How many independent ones they are worth.
    """

    n: int
    organisations: int
    share: float
    low: float
    high: float
    worth: float


def share(sums: Mapping[str, float]) -> Share | None:
    """Give a share; figures of one organisation hang together, so that its error is that of organisations."""
    n, organisations = sums["n"], int(sums["organisations"])
    if not n:
        return None
    found = sums["hits"] / n
    spread = max(sums["hh"] - 2 * found * sums["nh"] + found**2 * sums["nn"], 0.0) / n**2
    plain = found * (1 - found) / n
    # where all or none did there is no spread to tell how much they hang together: each organisation counts once
    worth = max(n * min(plain / spread, 1.0) if spread > 0 else float(organisations), 1.0)
    low, high = wilson_limits(found, worth, QUANTILE)
    return Share(int(n), organisations, 100 * found, 100 * low, 100 * high, worth)


@dataclass(frozen=True)
class Cell:
    """A cell of a table: a kind of interval, or of verdict where nothing changed, in a column or a world.

    Attributes
    ----------
    kind : str
        ``interval`` or ``verdict``.
    name, whom : str
        The interval and whose, or what the verdict is on and what it says.
    where : str
        The column or the world.
    nominal : float
        Percent: of how many an interval should hold the truth, or a verdict may be false.
    found : Share
        What came of it.
    """

    kind: str
    name: str
    whom: str
    where: str
    nominal: float
    found: Share

    @property
    def starred(self) -> bool:
        """Whether it lies beyond what was promised by more than the error of the simulation."""
        wrong = self.found.high < self.nominal if self.kind == "interval" else self.found.low > self.nominal
        return wrong and self.found.organisations >= ENOUGH


def cells(history: pd.DataFrame, places: Mapping[str, Iterable[str]]) -> Iterator[Cell]:
    """Go through intervals and false verdicts, in columns or in worlds; a place is the names of its worlds."""
    for (name, whom, nominal), rows in groups(history, "interval", ["measure", "whom", "detail"]):
        yield from _in_places(("interval", name, whom), float(nominal), rows, places)
    for (about,), rows in groups(of_nothing(history), "verdict", ["measure"]):
        for word in (BETTER, WORSE):
            yield from _in_places(("verdict", about, word), NOMINAL, rows[rows["detail"] == word], places)


def _in_places(
    what: tuple[str, str, str], nominal: float, rows: pd.DataFrame, places: Mapping[str, Iterable[str]]
) -> Iterator[Cell]:
    for where, worlds in places.items():
        found = share(summed(rows[rows["world"].isin(list(worlds))]))
        if found is not None:
            yield Cell(*what, where, nominal, found)


def groups(history: pd.DataFrame, kind: str, by: list[str]) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    """Go through the rows of a kind, together where the columns are the same."""
    for key, rows in history[history["kind"] == kind].groupby(by, sort=True):
        yield tuple(map(str, key)), rows


def of_nothing(history: pd.DataFrame) -> pd.DataFrame:
    """Give the verdicts on what did not change."""
    return history[(history["kind"] == "verdict") & (history["whom"] == NOTHING)]


def summed(rows: pd.DataFrame) -> dict[str, float]:
    """Add the sums of rows up."""
    return {name: float(rows[name].sum()) for name in SUMS}


@dataclass(frozen=True)
class Bias:
    """How far estimates are off on the average.

    Attributes
    ----------
    bias, error : float
        Estimate minus truth, and the error of the simulation, in the unit of the estimate.
    of_error : float or None
        The bias over the usual standard error of an estimate; None of logarithms, whose intervals are those of ratios.
    organisations : int
        Of how many.
    """

    bias: float
    error: float
    of_error: float | None
    organisations: int

    @property
    def marked(self) -> bool:
        """Whether it is beyond the error of the simulation."""
        return abs(self.bias) > QUANTILE * self.error and self.organisations >= ENOUGH


def bias(name: str, nominal: float, sums: Mapping[str, float]) -> Bias | None:
    """Give the bias of a kind of interval; its error counts organisations."""
    n = sums["n"]
    if not n:
        return None
    found = sums["error"] / n
    error = math.sqrt(max(sums["ee"] - 2 * found * sums["ne"] + found**2 * sums["nn"], 0.0)) / n
    half = sums["width"] / n / 2
    usual = None if LOGARITHMS.fullmatch(name) or not half else found / (half / LEVELS[int(nominal)])
    return Bias(found, error, usual, int(sums["organisations"]))


def biases(history: pd.DataFrame) -> Iterator[tuple[str, str, float, Bias]]:
    """Go through the biases of the usual worlds: of which interval, whose, of which level, and how large."""
    usual = history[history["world"].isin(COLUMNS[USUAL])]
    for (name, whom, nominal), rows in groups(usual, "interval", ["measure", "whom", "detail"]):
        found = bias(name, float(nominal), summed(rows))
        if found is not None:
            yield name, whom, float(nominal), found


def marked(history: pd.DataFrame) -> Iterator[str]:
    """Name what has a star, by column and by world: ``interval: measure, whom, column``."""
    for places in (COLUMNS, POOLED):
        for cell in cells(history, places):
            if cell.starred:
                yield f"{cell.kind}: {cell.name}, {cell.whom}, {cell.where}"


def could_be_missed(worth: float, power: float = 0.8416) -> float:
    """Give the rate of false verdicts, in percent, from which on four studies of five would put a star.

    Parameters
    ----------
    worth : float
        How many independent verdicts there are.
    power : float
        Quantile of the standard normal distribution for four of five.

    Returns
    -------
    float

    Examples
    --------
    >>> round(could_be_missed(1000), 1)
    4.3
    """
    rates = np.arange(NOMINAL, 100, 0.05) / 100
    low = np.array([wilson_limits(float(rate), worth, QUANTILE)[0] for rate in rates])
    least = rates[np.argmax(low > NOMINAL / 100)]
    enough = rates - power * np.sqrt(rates * (1 - rates) / worth) >= least
    return float(100 * rates[np.argmax(enough)])
