"""The staff of a study: its careers, settled once, and what they are counted by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.evaluation.section import ALL, OTHER, Group
from evaluatie.flows import Careers, FlowRates, flow_rates_of, settle_careers, time_to_exit, time_to_promotion
from evaluatie.flows.careers import DAYS_PER_YEAR, UNKNOWN

if TYPE_CHECKING:
    from evaluatie.study import Study

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: ages by which people are divided into cohorts
COHORTS = (35, 50)


@dataclass(frozen=True)
class Moment:
    """A day at whose beginning the people in service are counted.

    Attributes
    ----------
    part : str
        Of the ledger, with their number.
    at : float
        The day in years: 2020.0 is the turn of the year.
    day : int
        The day, since 1970-01-01.
    """

    part: str
    at: float
    day: int


@dataclass(frozen=True, eq=False, repr=False)
class Staff:
    """The careers of a study's people.

    Attributes
    ----------
    study : Study
        Where they come from.
    careers : Careers
        Settled over the period of the extract.
    names : tuple of str
        The characteristics of study.yml that the personnel file has, in its order.
    """

    study: Study
    careers: Careers
    names: tuple[str, ...]

    @cached_property
    def rates(self) -> FlowRates:
        """Stock, flows and rates by year and group."""
        return flow_rates_of(self.careers, self.names)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The calendar years of the period."""
        return tuple(int(year) for year in self.rates.table["year"].unique() if year != "all")

    @cached_property
    def moments(self) -> list[Moment]:
        """The turns of the years that are covered, and the end of the last day."""
        found = []
        for year in self.years:
            day = int(np.datetime64(f"{year}-01-01", "D").astype(int))
            if day >= self.careers.start:
                found.append(Moment(f"stock:{year}", float(year), day))
        after = date(1970, 1, 1) + timedelta(days=self.careers.end + 1)
        length = (date(after.year + 1, 1, 1) - date(after.year, 1, 1)).days
        at = after.year + (after.timetuple().tm_yday - 1) / length
        return [*found, Moment("stock:end", at, self.careers.end + 1)]

    @property
    def turns(self) -> list[Moment]:
        """Those of the moments at which a year begins."""
        return [moment for moment in self.moments if moment.at.is_integer()]

    @cached_property
    def exits(self) -> pd.DataFrame:
        """Time to exit, a row per position: see :func:`time_to_exit`."""
        return time_to_exit(self.careers, (*self.names, *self._scale))

    @cached_property
    def employments(self) -> pd.DataFrame:
        """Time to exit, a row per period of employment; ``ends``: the day after its last, from the first covered on."""
        by = self.exits.groupby("employment", sort=False, observed=True)
        whole = by.agg(person=("person", "first"), entry=("entry", "min"), duration=("duration", "max"),
                       left=("left", "max"), began=("began", "first"))  # fmt: skip
        # whole days, since fractions of years do not tell one day from the next
        whole["ends"] = ((whole["duration"] - whole["began"]) * DAYS_PER_YEAR).round().astype(np.int64)
        return whole.join(by[list(self.names)].first()).reset_index()

    @cached_property
    def waits(self) -> pd.DataFrame:
        """Time in a scale until promotion, see :func:`time_to_promotion`; ``ends`` is the first day of what follows."""
        waits = time_to_promotion(self.careers, (*self.names, *self._scale))
        last = (pd.to_datetime(waits["day"]) - pd.Timestamp("1970-01-01")).dt.days
        return waits.assign(ends=last + 1 - self.careers.start)

    @cached_property
    def born(self) -> Floats | None:
        """The year of birth in each row of the persons, missing where it is not known; None where none is."""
        if "born" not in self.careers.persons:
            return None
        return pd.to_numeric(self.careers.persons["born"], errors="coerce").to_numpy(dtype=float)

    def with_born(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Add three cohorts, by the age that people reach in the last year; ``"unknown"`` where that is not known."""
        if self.born is None:
            return frame
        born = self.born[self.careers.employments.row[frame["employment"].to_numpy()]]
        cohort = np.digitize(self.years[-1] - np.nan_to_num(born, nan=1900.0), COHORTS)
        return frame.assign(born=np.where(np.isnan(born), UNKNOWN, cohort.astype(str)))

    @property
    def _scale(self) -> tuple[str, ...]:
        return ("scale",) if self.careers.ladder else ()

    @cached_property
    def at_end(self) -> pd.DataFrame:
        """The people employed at the end of the last day: ``band``, ``manager``, ``unit`` and the characteristics."""
        there = self._last_day
        found = {name: self.careers.characteristic(name) for name in (*self.names, "manager", "unit") if self.has(name)}
        frame = pd.DataFrame({name: np.array(of.labels, dtype=object)[of.codes[there]] for name, of in found.items()})
        ladder = np.array([*self.careers.ladder, UNKNOWN], dtype=object)
        scales = ladder[self.careers.episodes.rank[there]]
        return frame.assign(band=[self.band_of.get(scale, UNKNOWN) for scale in scales])

    @cached_property
    def _last_day(self) -> NDArray[np.intp]:
        """The episodes that go on after the last day: who leaves on it is in the stock no more."""
        e = self.careers.episodes
        return np.flatnonzero((e.start <= self.careers.end) & (e.stop > self.careers.end + 1))

    def has(self, name: str) -> bool:
        """Say whether the personnel files have a column."""
        return name in self.careers.persons or name in self.careers.positions

    @cached_property
    def _quarters(self) -> dict[str, tuple[str, ...]]:
        """The scales of each band, from low to high."""
        ladder, ranks = self.careers.ladder, self.careers.episodes.rank[self._last_day]
        found = quarters(np.bincount(ranks[ranks >= 0], minlength=len(ladder)))
        return {f"band{number}": ladder[low : high + 1] for number, (low, high) in enumerate(found, start=1)}

    @cached_property
    def bands(self) -> dict[str, str]:
        """The bands of scales from low to high: id and name."""
        return {
            band: scales[0] if len(scales) == 1 else f"{scales[0]}\u2013{scales[-1]}"
            for band, scales in self._quarters.items()
        }

    @cached_property
    def band_of(self) -> dict[str, str]:
        """The band of each scale."""
        return {scale: band for band, scales in self._quarters.items() for scale in scales}

    def levels(self, name: str) -> tuple[str, ...]:
        """Give the levels of a characteristic that there are, the reference first and the unknown last."""
        table = self.rates.table
        return ordered_levels(self.study, name, table.loc[table["characteristic"] == name, "level"])

    def groups(self) -> Iterator[Group]:
        """Go through everyone and the levels of every characteristic."""
        yield ALL
        for name in self.names:
            yield from ((name, level) for level in self.levels(name))

    def reference(self, name: str) -> str:
        """Give the level that others are held against."""
        return self.study.config.groups[name].reference

    def focal(self, name: str) -> tuple[str, ...]:
        """Give the focal levels that there are."""
        return tuple(level for level in self.study.config.groups[name].focal if level in self.levels(name))

    @property
    def changed_on(self) -> date | None:
        """The day from which interventions may work, where study.yml tells one within the period."""
        config = self.study.config
        day = config.staff.changed_on or config.plan.interventions_from
        extract = config.staff.extract
        return day if day is not None and extract is not None and extract.from_ < day <= extract.to else None

    @property
    def changed_day(self) -> int | None:
        """That day, in days since the first day covered."""
        day = self.changed_on
        return None if day is None else int(np.datetime64(day, "D").astype(int)) - self.careers.start


@lru_cache(maxsize=4)
def staff_of(study: Study) -> Staff | None:
    """Settle the careers of a study's people.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    Staff or None
        None where there is no personnel file, or nobody tells which period it covers.
    """
    given = study.config.staff
    if study.persons is None or given.extract is None or study.persons.empty:
        return None
    scaled = study.positions is not None and "scale" in study.positions
    careers = settle_careers(
        study.persons,
        study.positions,
        start=given.extract.from_.isoformat(),
        end=given.extract.to.isoformat(),
        ladder=given.ladder or None if scaled else None,
    )
    names = tuple(name for name in study.config.groups if name in study.persons)
    return Staff(study, careers, names)


def ordered_levels(study: Study, name: str, there: Iterable[str]) -> tuple[str, ...]:
    """Put the levels of a characteristic in order: the reference, focal ones as in study.yml, others, the unknown."""
    config, found = study.config.groups[name], set(there)
    ordered = dict.fromkeys((config.reference, *config.focal, OTHER, *sorted(found - {UNKNOWN}), UNKNOWN))
    return tuple(level for level in ordered if level in found)


def references_of(study: Study) -> dict[str, str]:
    """Give the reference level of every characteristic."""
    return {name: group.reference for name, group in study.config.groups.items()}


def quarters(people: Ints) -> tuple[tuple[int, int], ...]:
    """Divide scales into at most four bands of about as many people each.

    Parameters
    ----------
    people : array of int, shape (scales,)
        How many people are in each scale, from low to high.

    Returns
    -------
    tuple of pair of int
        Place of the first and the last scale of each band; none without people.

    Examples
    --------
    >>> quarters(np.array([5, 10, 10, 10, 10, 5]))
    ((0, 1), (2, 2), (3, 3), (4, 5))
    """
    total = int(people.sum())
    if not total:
        return ()
    reached = people.cumsum()
    # a band without people is none: cuts are where somebody is, and somebody is left
    places = np.flatnonzero((people > 0) & (reached < total))
    cuts = {int(places[np.abs(reached[places] - total * quarter / 4).argmin()]) for quarter in (1, 2, 3) if len(places)}
    lasts = [*sorted(cuts), len(people) - 1]
    return tuple(zip([0, *(last + 1 for last in lasts[:-1])], lasts, strict=True))
