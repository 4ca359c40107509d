"""What a standardisation returns."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from evaluatie.result import Estimate, Result

#: term of the estimate, and its column of the table
_TERMS = (
    ("ratio", "ratio"),
    ("direct_rate", "direct"),
    ("crude_rate", "crude"),
    ("smr", "smr"),
)


@dataclass(frozen=True)
class StandardisedRates(Result):
    """Rates of groups, crude and as if all groups were composed like the standard.

    Attributes
    ----------
    table : DataFrame
        One row per group: ``group, events, exposure``; ``crude, crude_low, crude_high`` (exact limits);
        ``direct, direct_low, direct_high`` (Fay-Feuer gamma limits); ``expected, smr, smr_low, smr_high`` (observed
        over expected events, exact limits for a fixed expectation) and ``indirect``, the smr times the crude rate of
        whom the expectation comes from; with a reference also ``ratio, ratio_low, ratio_high, ratio_p`` of the
        directly standardised rates. Missing where there is no figure; the notes say why.
    weights : DataFrame
        One row per stratum: ``stratum``, ``weight`` (its share in the standard), ``used`` (whether every group has
        exposure there).
    standard : str
        Whose composition the standard is.
    coverage : float
        Share of the standard's weight in the strata that were used, between 0 and 1.
    reference : label or None
        The group that ratios are against.
    confidence : float
        Level of all intervals.
    """

    table: pd.DataFrame = field(compare=False)
    weights: pd.DataFrame = field(compare=False)
    standard: str
    coverage: float
    reference: Hashable | None
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the ratios, then the standardised, crude and indirectly standardised figures of every group.

        Returns
        -------
        tuple of Estimate
            Figures that exist; their ``n`` is the group's number of events.
        """
        return tuple(
            _estimate(row, term, column)
            for term, column in _TERMS
            if column in self.table
            for row in self.table.to_dict("records")
            if not pd.isna(row[column]) and not (column == "ratio" and row["group"] == self.reference)
        )


def _estimate(row: dict[Any, Any], term: str, column: str) -> Estimate:
    known: dict[Any, Any] = {name: None if pd.isna(value) else value for name, value in row.items() if name != "group"}
    return Estimate(
        term,
        known[column],
        p=known["ratio_p"] if column == "ratio" else None,
        ci_low=known[f"{column}_low"],
        ci_high=known[f"{column}_high"],
        n=known["events"],
        group=str(row["group"]),
    )
