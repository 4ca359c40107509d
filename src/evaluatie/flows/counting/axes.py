"""What people are counted by: characteristics that stand in the files, age, and tenure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from evaluatie.flows.careers import DAYS_PER_YEAR, UNKNOWN, Careers
from evaluatie.flows.careers.days import Ints

#: Lower limits of the bands, in years.
AGE_BANDS = (25, 35, 45, 55)
TENURE_BANDS = (1, 2, 5, 10)


class Axis(Protocol):
    """One characteristic."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The levels in order."""

    def codes(self, at: Ints, day: Ints) -> Ints:
        """Give the level of episodes, by place, on a day."""


@dataclass(frozen=True)
class Column:
    """A characteristic that stays the same within a position."""

    labels: tuple[str, ...]
    by_episode: Ints

    def codes(self, at: Ints, day: Ints) -> Ints:  # noqa: ARG002 - as every axis has it
        """Give the level of episodes."""
        return self.by_episode[at]


@dataclass(frozen=True)
class Age:
    """The age that is reached in a calendar year: of birth only the year is known."""

    labels: tuple[str, ...]
    lows: Ints
    born: Ints

    def codes(self, at: Ints, day: Ints) -> Ints:
        """Give the band of age."""
        year = day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        band = np.searchsorted(self.lows, year - self.born[at], "right")
        return np.where(self.born[at] < 0, len(self.labels) - 1, band)


@dataclass(frozen=True)
class Tenure:
    """Time since the period of employment began."""

    labels: tuple[str, ...]
    #: days after entry at which the next band begins
    lows: Ints
    entry: Ints

    def codes(self, at: Ints, day: Ints) -> Ints:
        """Give the band of tenure."""
        return np.searchsorted(self.lows, day - self.entry[at], "right").astype(np.int64)


def axis_of(careers: Careers, name: str, ages: Sequence[int], tenures: Sequence[float]) -> Axis:
    """Make the axis of a characteristic.

    Parameters
    ----------
    careers : Careers
    name : str
        A column of the persons or the positions, ``"age"`` or ``"tenure"``.
    ages, tenures : sequence of number
        Lower limits of the bands, in years.

    Returns
    -------
    Axis

    Raises
    ------
    ValueError
        If there is no such characteristic.
    """
    columns = {*careers.persons, *careers.positions}
    if name == "tenure" and name not in columns:
        lows = np.array([round(years * DAYS_PER_YEAR) for years in tenures], np.int64)
        return Tenure(_bands(tenures), lows, careers.employments.first[careers.episodes.employment])
    if name == "age" and name not in columns:
        if "born" not in careers.persons:
            raise ValueError("ages need the year of birth: give persons a column born")
        born = _birth_years(careers.persons["born"])[careers.employments.row[careers.episodes.employment]]
        return Age((*_bands(ages), UNKNOWN), np.asarray(ages, np.int64), born)
    found = careers.characteristic(name)
    return Column(found.labels, found.codes)


def _birth_years(column: pd.Series[Any]) -> Ints:
    """Read years of birth; -1 where there is none."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        years = column.dt.year
    else:
        try:
            years = pd.to_numeric(column)
        except (ValueError, TypeError):
            raise ValueError("born must be a year, such as 1980, or a date") from None
    numbers: Ints = years.astype("Float64").fillna(-1).to_numpy(np.int64)
    if ((numbers != -1) & ((numbers < 1850) | (numbers > 2150))).any():
        raise ValueError("born must be a year between 1850 and 2150, or missing")
    return numbers


def _bands(lows: Sequence[float]) -> tuple[str, ...]:
    """Name bands by their lower limits.

    Examples
    --------
    >>> _bands([25, 35])
    ('under 25', '25 to 34', '35 and over')
    """
    if not len(lows) or list(lows) != sorted(set(lows)):
        raise ValueError(f"the lower limits of bands must go up, and there must be one: got {tuple(lows)}")
    texts = [f"{low:g}" for low in lows]
    whole = all(float(low).is_integer() and low > 10 for low in lows)
    between = [
        f"{low} to {int(high) - 1}" if whole else f"{low} to under {high:g}"
        for low, high in zip(texts, lows[1:], strict=False)
    ]
    return (f"under {texts[0]}", *between, f"{texts[-1]} and over")
