"""Each statement in each round: where its ratings lie, and whether the panel agrees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.themes.delphi.panel import Panel
from evaluatie.wilson import wilson_interval

#: A share of .75 is reached by 9 of 12 whatever rounding makes of it
SLACK = 1e-9


@dataclass(frozen=True)
class Rule:
    """When a panel agrees.

    Attributes
    ----------
    agree : float
        The lowest rating that counts as agreement.
    consensus : float
        The share of experts that makes consensus.
    stable : float
        The share of experts that must have stayed within one point.
    confidence : float
        Level of the intervals.
    """

    agree: float
    consensus: float
    stable: float
    confidence: float

    def reached(self, ratings: pd.Series[float]) -> bool:
        """Tell whether these experts reach consensus.

        Parameters
        ----------
        ratings : Series
            None missing.

        Returns
        -------
        bool
            Never without experts.
        """
        return len(ratings) > 0 and self.agreeing(ratings) >= self.consensus * len(ratings) - SLACK

    def against(self, ratings: pd.Series[float]) -> bool:
        """Tell whether so many experts do not agree that the panel is of one mind in that.

        Parameters
        ----------
        ratings : Series
            None missing.

        Returns
        -------
        bool
            Never without experts.
        """
        return len(ratings) > 0 and len(ratings) - self.agreeing(ratings) >= self.consensus * len(ratings) - SLACK

    def agreeing(self, ratings: pd.Series[float]) -> int:
        """Count the experts who agree.

        Parameters
        ----------
        ratings : Series
            None missing.

        Returns
        -------
        int
            How many.
        """
        return int((ratings >= self.agree).sum())


def round_table(panel: Panel, rule: Rule) -> pd.DataFrame:
    """Give a row per statement and round.

    Parameters
    ----------
    panel : Panel
        The ratings.
    rule : Rule
        When a panel agrees.

    Returns
    -------
    pandas.DataFrame
        As described in ``DelphiConsensus``.
    """
    rows = [
        {"statement": statement, "round": label, **_row(ratings, rule)}
        for statement in panel.statements()
        for label, ratings in panel.of(statement).items()
    ]
    return pd.DataFrame(rows)


def _row(ratings: pd.Series[float], rule: Rule) -> dict[str, Any]:
    q1, median, q3 = np.percentile(ratings, [25, 50, 75])
    agreeing, n = rule.agreeing(ratings), len(ratings)
    low, high = wilson_interval(agreeing, n, rule.confidence)
    told = "yes" if low >= rule.consensus else "no" if high < rule.consensus else "not told"
    return {
        "n": n, "median": median, "q1": q1, "q3": q3, "iqr": q3 - q1, "agree": agreeing, "share": agreeing / n,
        "share_low": low, "share_high": high, "reached": rule.reached(ratings), "consensus": told,
    }  # fmt: skip
