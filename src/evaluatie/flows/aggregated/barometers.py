"""The barometer of cultural diversity: three rounded percentages of a statistics office."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evaluatie.flows.reading.heads import label_of
from evaluatie.result import Estimate, NotEnoughData, Result

METHOD = "Barometer: percentages rounded to whole ones, with what the rounding allows"
SMALLEST = 250
GROUPS = 3
STOCK = (
    "a picture of one day: it says who works here, not who came or left. Two of them beside each other show a "
    "difference in composition, which the same inflow and outflow can bring about in many ways"
)


@dataclass(frozen=True)
class Barometer(Result):
    """Shares of three origin groups on one day.

    Attributes
    ----------
    groups : tuple of str
        Origin groups, in the order given.
    shares : tuple of float
        Published shares, between 0 and 1.
    low, high : tuple of float
        Shares that the rounding allows, given that they add up to 1.
    heads_low, heads_high : tuple of int
        People that the rounding allows.
    employees : int
        People in all.
    """

    groups: tuple[str, ...]
    shares: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    heads_low: tuple[int, ...]
    heads_high: tuple[int, ...]
    employees: int

    def table(self) -> pd.DataFrame:
        """Give the groups as rows.

        Returns
        -------
        DataFrame
            Columns share, low, high, heads_low, heads_high; index the groups.
        """
        names = ("low", "high", "heads_low", "heads_high")
        columns = {"share": self.shares} | {name: getattr(self, name) for name in names}
        return pd.DataFrame(columns, index=pd.Index(self.groups, name="group"))

    def estimates(self) -> tuple[Estimate, ...]:
        """Give a row per group; the limits are those of the rounding.

        Returns
        -------
        tuple of Estimate
            Term ``share``.
        """
        rows = zip(self.groups, self.shares, self.low, self.high, strict=True)
        return tuple(
            Estimate("share", share, ci_low=low, ci_high=high, n=self.employees, group=group)
            for group, share, low, high in rows
        )


@dataclass(frozen=True)
class CompositionDifference(Result):
    """Two barometers beside each other: a difference in composition, no flow.

    Attributes
    ----------
    groups : tuple of str
        Origin groups.
    earlier, later : tuple of float
        Published shares.
    difference, low, high : tuple of float
        Later minus earlier, and what the rounding of both allows.
    """

    groups: tuple[str, ...]
    earlier: tuple[float, ...]
    later: tuple[float, ...]
    difference: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def estimates(self) -> tuple[Estimate, ...]:
        """Give a row per group; the limits are those of the rounding.

        Returns
        -------
        tuple of Estimate
            Term ``difference_in_composition``.
        """
        rows = zip(self.groups, self.difference, self.low, self.high, strict=True)
        return tuple(
            Estimate("difference_in_composition", value, ci_low=low, ci_high=high, group=group)
            for group, value, low, high in rows
        )


def barometer(shares: Any, employees: int, *, part: str = "the organisation") -> Barometer:
    """Read the three percentages of a barometer, with what their rounding allows.

    Parameters
    ----------
    shares : mapping of group to percentage, or Series
        Three whole percentages, which add up to 100 but for rounding (99 to 101).
    employees : int
        People that they are of: at least 250, for an organisation and for a part of it.
    part : str, default "the organisation"
        What they are of, for messages.

    Returns
    -------
    Barometer
        Shares with limits.

    Raises
    ------
    ValueError
        If there are not three, one is no whole percentage, or they cannot add up to 100.
    NotEnoughData
        With fewer than 250 employees.

    Examples
    --------
    >>> seen = barometer({"Nederland": 76, "Europa": 12, "buiten Europa": 12}, 500)
    >>> [(round(low, 3), round(high, 3)) for low, high in zip(seen.low, seen.high)]
    [(0.755, 0.765), (0.115, 0.125), (0.115, 0.125)]
    >>> seen.heads_low, seen.heads_high
    ((378, 58, 58), (382, 62, 62))
    """
    if isinstance(shares, pd.Series):
        shares = shares.to_dict()
    if not isinstance(shares, Mapping) or len(shares) != GROUPS:
        raise ValueError(f"a barometer has {GROUPS} origin groups with a percentage each: got {shares!r}")
    if pd.isna(employees) or not float(employees).is_integer() or employees < SMALLEST:
        raise NotEnoughData(
            f"a barometer is made from {SMALLEST} employees: {part} has {employees}. Below that, percentages would say "
            "something of single people"
        )
    percentages = [_percentage(value) for value in shares.values()]
    if abs(sum(percentages) - 100) > (GROUPS - 1) / 2:
        raise ValueError(f"the percentages add up to {sum(percentages)}, which rounding does not explain")
    limits = [_limits(percentages, at) for at in range(GROUPS)]
    people = int(employees)
    return Barometer(
        METHOD,
        (STOCK, "limits are those of rounding to whole percentages; they hold neither chance nor opting out"),
        groups=tuple(label_of(group) for group in shares),
        shares=tuple(value / 100 for value in percentages),
        low=tuple(low / 100 for low, _ in limits),
        high=tuple(high / 100 for _, high in limits),
        heads_low=tuple(math.ceil(low * people / 100 - 1e-9) for low, _ in limits),
        heads_high=tuple(math.floor(high * people / 100 + 1e-9) for _, high in limits),
        employees=people,
    )


def _percentage(value: Any) -> int:
    number = isinstance(value, int | float) or hasattr(value, "dtype")
    if (
        not number
        or isinstance(value, bool)
        or pd.isna(value)
        or not float(value).is_integer()
        or not 0 <= value <= 100
    ):
        raise ValueError(f"a barometer's percentages are whole numbers between 0 and 100: got {value!r}")
    return int(value)


def _limits(percentages: list[int], at: int) -> tuple[float, float]:
    """Half a percent on both sides, and what is left of 100 by the others."""
    own = percentages[at]
    others = [value for place, value in enumerate(percentages) if place != at]
    low = max(0.0, own - 0.5, 100 - sum(value + 0.5 for value in others))
    high = min(100.0, own + 0.5, 100 - sum(max(0.0, value - 0.5) for value in others))
    return low, high


def compare_barometers(earlier: Barometer, later: Barometer, *, of: str = "composition") -> CompositionDifference:
    """Put two barometers beside each other.

    Parameters
    ----------
    earlier, later : Barometer
        Of the same groups.
    of : str, default "composition"
        What is wanted. Anything else, such as ``"inflow"``, is refused: two stocks hold no flows.

    Returns
    -------
    CompositionDifference
        Later minus earlier.

    Raises
    ------
    ValueError
        If the groups differ, or flows are asked for.

    Examples
    --------
    >>> before = barometer({"a": 76, "b": 12, "c": 12}, 500)
    >>> after = barometer({"a": 74, "b": 12, "c": 14}, 520)
    >>> seen = compare_barometers(before, after)
    >>> [round(value, 3) for value in seen.difference], round(seen.low[1], 3), round(seen.high[1], 3)
    ([-0.02, 0.0, 0.02], -0.01, 0.01)
    """
    if of != "composition":
        raise ValueError(
            f"{of} cannot be derived from two barometers: each is the stock of a day. The same difference can come "
            "from few people coming and going or from many. Ask for flows by group, or count them in personnel records"
        )
    if earlier.groups != later.groups:
        raise ValueError(
            f"the barometers have different groups ({', '.join(earlier.groups)} and {', '.join(later.groups)}): two "
            "classifications of origin are not compared"
        )
    pairs = list(zip(earlier.shares, later.shares, strict=True))
    return CompositionDifference(
        "Difference of two barometers, with what the rounding of both allows",
        (STOCK, "a difference in composition, not inflow or outflow; people may also have opted out in other numbers"),
        groups=earlier.groups,
        earlier=earlier.shares,
        later=later.shares,
        difference=tuple(after - before for before, after in pairs),
        low=tuple(after - before for before, after in zip(earlier.high, later.low, strict=True)),
        high=tuple(after - before for before, after in zip(earlier.low, later.high, strict=True)),
    )
