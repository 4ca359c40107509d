"""What the analysis of a change of the hazard returns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from evaluatie.flows.duration.cox.result import HazardRatio, small_sample_row
from evaluatie.flows.duration.retention_result import records
from evaluatie.result import Estimate, Result


@dataclass(frozen=True)
class HazardChange(Result):
    """How the rate of an event changed at a moment, and whether it changed alike in all groups.

    Attributes
    ----------
    n, n_events : int
        Rows before the split (people, unless they had several), and events.
    confidence : float
        Level of all intervals.
    reference : str or None
        The group that others are compared with; None without groups.
    changes : DataFrame
        Columns group, hazard_ratio (after against before), se (of its logarithm), statistic, p, ci_low, ci_high,
        events_before, events_after, time_before, time_after. With clusters also small_sample_low, small_sample_high,
        small_sample_p, as in :class:`HazardRatio`; in ``ratios`` too.
    ratios : DataFrame
        Columns group, reference, ratio, se (of its logarithm), statistic, p, ci_low, ci_high: the group's hazard ratio
        divided by the reference's. Empty without groups.
    model : HazardRatio
        The model that was fitted.
    """

    n: int
    n_events: int
    confidence: float
    reference: str | None
    changes: pd.DataFrame = field(compare=False, repr=False)
    ratios: pd.DataFrame = field(compare=False, repr=False)
    model: HazardRatio = field(repr=False)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the changes and their ratios; ``se`` is the standard error of the logarithm.

        Returns
        -------
        tuple of Estimate
            Terms ``hazard_ratio`` (after against before; ``n`` counts the group's events) and
            ``ratio_of_hazard_ratios`` (``n`` counts all events); with clusters each as ``..._small_sample`` as well.
        """
        rows: list[Estimate] = []
        for row in records(self.changes):
            events = row["events_before"] + row["events_after"]
            rows.extend(self._both("hazard_ratio", row["hazard_ratio"], row, events))
        for row in records(self.ratios):
            rows.extend(self._both("ratio_of_hazard_ratios", row["ratio"], row, self.n_events))
        return tuple(rows)

    def _both(self, term: str, ratio: float, row: dict[str, Any], n: int) -> Iterator[Estimate]:
        numbers = {key: row[key] for key in ("se", "statistic", "p", "ci_low", "ci_high")}
        yield Estimate(term, ratio, n=n, group=row["group"], **numbers)
        if self.model.few_clusters is not None:
            yield small_sample_row(term, ratio, row, self.model.few_clusters, n)
