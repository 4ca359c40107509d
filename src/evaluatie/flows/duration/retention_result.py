"""What the analysis of retention returns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from evaluatie.flows.duration.comparing_groups import GroupTest
from evaluatie.result import Estimate, Result


@dataclass(frozen=True)
class Retention(Result):
    """How long people stay.

    Attributes
    ----------
    n, n_events : int
        People, and those who left.
    confidence : float
        Level of all intervals.
    interval : str
        Scale of the intervals of the curves: ``log-log``, ``log`` or ``plain``.
    start : float
        Where the curves start: 0, or later where too few people were at risk early on (then there is a note).
    horizon : float
        Up to where the restricted means go.
    reference : str or None
        The group that others are compared with; None with one group.
    curve : DataFrame
        Columns group, time, at_risk, events, censored, survival, se, ci_low, ci_high, hazard (Nelson-Aalen) and
        hazard_se; one row at ``start`` and one per time at which the group had an event or lost someone from sight. No
        limits while nobody, and once everybody, has left.
    table : DataFrame
        Columns group, time, at_risk (just before the time), events (so far), survival, se, ci_low, ci_high, at the
        times that were asked for. Nothing after the last time at which a group was seen.
    groups : DataFrame
        Columns group, n, events, median, median_low, median_high, lower_quartile, ..., upper_quartile, ...,
        restricted_mean, restricted_mean_se, restricted_mean_low, restricted_mean_high. The lower quartile is the time
        by which a quarter has left. A quantile or limit that the curve does not reach is missing.
    differences : DataFrame
        Columns group, reference, difference, se, ci_low, ci_high, statistic, p: restricted mean minus the reference's.
    log_rank, peto : GroupTest or None
        Tests of equal curves; None where there is nothing to compare.
    """

    n: int
    n_events: int
    confidence: float
    interval: str
    start: float
    horizon: float
    reference: str | None
    curve: pd.DataFrame = field(compare=False, repr=False)
    table: pd.DataFrame = field(compare=False, repr=False)
    groups: pd.DataFrame = field(compare=False, repr=False)
    differences: pd.DataFrame = field(compare=False, repr=False)
    log_rank: GroupTest | None
    peto: GroupTest | None

    def estimates(self) -> tuple[Estimate, ...]:
        """Give restricted means, their differences, medians, retention at the times of the table, and the tests.

        Returns
        -------
        tuple of Estimate
            Terms ``restricted_mean``, ``restricted_mean_difference``, ``median``, ``retention at <time>``,
            ``log_rank`` and ``peto`` (whose estimate is the chi-squared statistic).
        """
        return (*self._means(), *self._differences(), *self._medians(), *self._shares(), *self._tests())

    def _means(self) -> Iterator[Estimate]:
        for row in records(self.groups):
            if row["restricted_mean"] is not None:
                limits = {"ci_low": row["restricted_mean_low"], "ci_high": row["restricted_mean_high"]}
                yield Estimate(
                    "restricted_mean", row["restricted_mean"], row["restricted_mean_se"],
                    n=row["n"], group=row["group"], **limits,
                )  # fmt: skip

    def _differences(self) -> Iterator[Estimate]:
        people = dict(zip(self.groups["group"], self.groups["n"], strict=True))
        for row in records(self.differences):
            if row["difference"] is not None:
                n = people[row["group"]] + people[row["reference"]]
                numbers = {key: row[key] for key in ("se", "statistic", "p", "ci_low", "ci_high")}
                yield Estimate("restricted_mean_difference", row["difference"], n=n, group=row["group"], **numbers)

    def _medians(self) -> Iterator[Estimate]:
        for row in records(self.groups):
            if row["median"] is not None:
                limits = {"ci_low": row["median_low"], "ci_high": row["median_high"]}
                yield Estimate("median", row["median"], n=row["n"], group=row["group"], **limits)

    def _shares(self) -> Iterator[Estimate]:
        people = dict(zip(self.groups["group"], self.groups["n"], strict=True))
        for row in records(self.table):
            if row["survival"] is not None:
                numbers = {key: row[key] for key in ("se", "ci_low", "ci_high")}
                term, group = f"retention at {row['time']:g}", row["group"]
                yield Estimate(term, row["survival"], n=people[group], group=group, **numbers)

    def _tests(self) -> Iterator[Estimate]:
        for term, test in (("log_rank", self.log_rank), ("peto", self.peto)):
            if test is not None:
                yield Estimate(term, test.statistic, statistic=test.statistic, df=test.df, p=test.p, n=self.n)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a frame, with None where there is no figure.

    Parameters
    ----------
    frame : DataFrame
        Any.

    Returns
    -------
    list of dict
        One per row.

    Examples
    --------
    >>> records(pd.DataFrame({"a": [1.0, None]}))
    [{'a': 1.0}, {'a': None}]
    """
    rows = frame.to_dict("records")
    return [{str(key): None if pd.isna(value) else value for key, value in row.items()} for row in rows]
