"""What comes of comparing the themes of two rounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.result import Estimate, Result


@dataclass(frozen=True)
class RoundComparison(Result):
    """Themes of two rounds, side by side.

    Attributes
    ----------
    table : DataFrame
        One row per theme of either round: ``theme``, ``status`` (``"stays"``, ``"vanishes"``, ``"appears"``),
        ``first_documents``, ``first_of``, ``first_share``, ``first_low``, ``first_high``, the same of ``last``,
        ``change`` (last minus first), ``ci_low``, ``ci_high``, ``p`` and ``p_adjusted`` (missing where documents come
        in units, so that no exact test holds), and ``may_be``: the share that a theme may have, or have had, in the
        round where it was not found (missing where it was found in both).
    paired : DataFrame
        The same change over units in both rounds: ``theme``, ``units``, ``first_documents``, ``first_of``,
        ``last_documents``, ``last_of``, ``change``, ``ci_low``, ``ci_high``, ``p``, ``p_adjusted`` (missing unless each
        unit has one document in each round). Empty where fewer than two units are in both.
    first, last : str
        The rounds.
    stays, vanishes, appears : tuple of str
        Themes by what is seen of them.
    n_first, n_last : int
        Documents.
    units_both, units_first_only, units_last_only : int or None
        Units in both rounds, and in one only; None where units are not known.
    coded_by : str
        When a theme counts where several people coded.
    confidence : float
        Level of the intervals.
    """

    table: pd.DataFrame
    paired: pd.DataFrame
    first: str
    last: str
    stays: tuple[str, ...]
    vanishes: tuple[str, ...]
    appears: tuple[str, ...]
    n_first: int
    n_last: int
    units_both: int | None
    units_first_only: int | None
    units_last_only: int | None
    coded_by: str
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give of each theme the change, the change over units in both rounds, and both shares.

        Returns
        -------
        tuple of Estimate
            Terms ``"<theme>: change"``, ``"<theme>: paired change"`` (its ``n`` counts units) and ``"<theme>"``.
        """
        paired = {row["theme"]: row for row in self.paired.to_dict("records")}
        found = []
        for row in self.table.to_dict("records"):
            theme = row["theme"]
            found.append(_change(f"{theme}: change", row, self.n_first + self.n_last))
            if theme in paired:
                found.append(_change(f"{theme}: paired change", paired[theme], paired[theme]["units"]))
            for name, label in (("first", self.first), ("last", self.last)):
                low, high = row[f"{name}_low"], row[f"{name}_high"]
                found.append(
                    Estimate(theme, row[f"{name}_share"], ci_low=low, ci_high=high, n=row[f"{name}_of"], wave=label)
                )
        return tuple(found)


def _change(term: str, row: Mapping[Any, Any], n: int) -> Estimate:
    p = None if np.isnan(row["p"]) else row["p"]
    return Estimate(term, row["change"], p=p, ci_low=row["ci_low"], ci_high=row["ci_high"], n=n)
