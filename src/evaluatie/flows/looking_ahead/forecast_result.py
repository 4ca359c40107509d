"""What `forecast` returns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from evaluatie.result import Estimate, Result

#: the row of all states of the staff together
ALL_STATES = "all"


@dataclass(frozen=True)
class Forecast(Result):
    """Composition of the staff over the next steps, per scenario.

    Attributes
    ----------
    counts : DataFrame
        Columns scenario, step (0: now), group, state, mean, low, high: expected heads, and limits between which the
        simulated heads lie. States outside the staff hold those who left so far.
    shares : DataFrame
        Columns scenario, step, state (``all``: the whole staff), share, low, high, heads: share of the focal groups in
        the expected heads, with limits of the simulated shares; NaN where nobody is expected. Empty without focal.
    differences : DataFrame
        Columns scenario, step, difference, low, high: the focal share of the whole staff minus that of the first
        scenario, on the expected paths; the limits are those over drawn matrices and inflow, without the chance of
        single moves, which says nothing about the scenario.
    scenarios : tuple of str
        In their order.
    focal : tuple of str
        The focal groups.
    states : tuple of str
        States of the staff.
    steps, simulations, seed : int
        As given.
    confidence : float
        Level of the limits.
    """

    counts: pd.DataFrame = field(compare=False)
    shares: pd.DataFrame = field(compare=False)
    differences: pd.DataFrame = field(compare=False)
    scenarios: tuple[str, ...]
    focal: tuple[str, ...]
    states: tuple[str, ...]
    steps: int
    simulations: int
    seed: int
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give focal shares of the whole staff, differences between scenarios, and shares per state in the end.

        Returns
        -------
        tuple of Estimate
            Terms ``focal_share``, ``difference_in_share``, ``focal_share: STATE``, ``heads``; ``group`` is the
            scenario, ``wave`` the step. Limits are those of prediction, except of the differences.
        """
        if self.shares.empty:
            return tuple(self._heads())
        whole = self.shares["state"] == ALL_STATES
        last = self.shares["step"] == self.steps
        total = self._shares(self.shares[whole], "focal_share")
        states = self._shares(self.shares[~whole & last], None)
        return (*total, *self._differences(), *states, *self._heads())

    def _shares(self, rows: pd.DataFrame, term: str | None) -> Iterator[Estimate]:
        for row in _records(rows, "share"):
            yield _estimate(term or f"focal_share: {row['state']}", "share", row)

    def _differences(self) -> Iterator[Estimate]:
        return (_estimate("difference_in_share", "difference", row) for row in _records(self.differences, "difference"))

    def _heads(self) -> Iterator[Estimate]:
        rows = self.counts[self.counts["state"] == ALL_STATES]
        return (_estimate(f"heads: {row['group']}", "mean", row) for row in _records(rows, "mean"))


def _records(rows: pd.DataFrame, needed: str) -> list[dict[Any, Any]]:
    return rows[rows[needed].notna()].to_dict("records")


def _estimate(term: str, value: str, row: dict[Any, Any]) -> Estimate:
    low, high = (None if pd.isna(row[name]) else row[name] for name in ("low", "high"))
    return Estimate(term, row[value], ci_low=low, ci_high=high, group=row["scenario"], wave=str(row["step"]))
