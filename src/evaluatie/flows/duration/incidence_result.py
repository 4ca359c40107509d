"""What the analysis of competing events returns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from evaluatie.flows.duration.comparing_groups import GroupTest
from evaluatie.flows.duration.retention_result import records
from evaluatie.result import Estimate, Result


@dataclass(frozen=True)
class CumulativeIncidence(Result):
    """How many people have met each kind of event by a time.

    Attributes
    ----------
    n : int
        People.
    confidence : float
        Level of all intervals.
    interval : str
        Their scale: ``log`` or ``log-log``.
    start : float
        Where the curves start: 0, or later where too few people were at risk early on (then there is a note).
    reference : str or None
        The first group; None with one group.
    causes : tuple of str
        The kinds of event.
    curve : DataFrame
        Columns group, cause, time, at_risk, events, incidence, se, ci_low, ci_high, se_aalen; one row at ``start`` and
        one per time at which the group had an event or lost someone from sight. ``se``, on which the limits rest, is
        the infinitesimal jackknife's, as in R's ``survfit``; ``se_aalen`` is that of ``cmprsk``.
    table : DataFrame
        Columns group, cause, time, at_risk, events (so far), incidence, se, ci_low, ci_high, se_aalen, at the times
        that were asked for. Nothing after the last time at which a group was seen.
    groups : DataFrame
        Columns group, n, and one of counts per kind of event.
    tests : dict of str to GroupTest or None
        By cause: Gray's test of equal incidence; with late entry the log-rank test of equal hazards of that cause.
    """

    n: int
    confidence: float
    interval: str
    start: float
    reference: str | None
    causes: tuple[str, ...]
    curve: pd.DataFrame = field(compare=False, repr=False)
    table: pd.DataFrame = field(compare=False, repr=False)
    groups: pd.DataFrame = field(compare=False, repr=False)
    tests: dict[str, GroupTest | None]

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the incidences at the times of the table, and the tests.

        Returns
        -------
        tuple of Estimate
            Terms ``<cause> at <time>`` and ``<test>: <cause>`` (whose estimate is the chi-squared statistic).
        """
        return (*self._incidences(), *self._tests())

    def _incidences(self) -> Iterator[Estimate]:
        people = dict(zip(self.groups["group"], self.groups["n"], strict=True))
        for row in records(self.table):
            if row["incidence"] is not None:
                numbers = {key: row[key] for key in ("se", "ci_low", "ci_high")}
                term, group = f"{row['cause']} at {row['time']:g}", row["group"]
                yield Estimate(term, row["incidence"], n=people[group], group=group, **numbers)

    def _tests(self) -> Iterator[Estimate]:
        for cause, test in self.tests.items():
            if test is not None:
                name, value = f"{test.name}: {cause}", test.statistic
                yield Estimate(name, value, statistic=value, df=test.df, p=test.p, n=self.n)
