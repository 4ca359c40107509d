"""The share of new information in the last documents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluatie.themes.alikeness import Floats


@dataclass(frozen=True)
class StopRule:
    """When documents are said to bring too little that is new.

    Attributes
    ----------
    base : int
        First documents, whose themes new ones are held against.
    run : int
        Documents in a row.
    threshold : float
        Share of new themes, of those of the base, at or below which a run counts as bringing nothing new.
    """

    base: int
    run: int
    threshold: float

    def __post_init__(self) -> None:
        problems = [
            f"{name} must be a whole number of 1 or more: got {value!r}"
            for name, value in (("base", self.base), ("run", self.run))
            if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1
        ]
        share = isinstance(self.threshold, int | float | np.number) and not isinstance(self.threshold, bool)
        if not share or not 0 <= self.threshold < 1:
            problems.append(f"threshold must be a share from 0 to below 1, such as 0.05: got {self.threshold!r}")
        if problems:
            raise ValueError("; ".join(problems))


def run_rows(known: Floats, rule: StopRule) -> pd.DataFrame:
    """Give for every run of documents after the base how much of it is new.

    Guest, Namey & Chen (2020, *PLoS ONE* 15, e0232076): new themes in the run over all themes of the base. Runs
    overlap: each starts one document after the one before.

    Parameters
    ----------
    known : ndarray of float, shape (n,)
        Themes that are known after each document.
    rule : StopRule
        Base and run.

    Returns
    -------
    DataFrame
        Columns ``after`` (documents before the run), ``new`` and ``share``; no row where there are too few documents
        for one run, or the base has no theme.

    Examples
    --------
    >>> run_rows(np.array([10.0, 20, 30, 37, 41, 44, 45, 45]), StopRule(4, 2, 0.05)).round(2).values.tolist()
    [[4.0, 7.0, 0.19], [5.0, 4.0, 0.11], [6.0, 1.0, 0.03]]
    """
    starts = np.arange(rule.base, len(known) - rule.run + 1)
    if not len(starts) or known[rule.base - 1] <= 0:
        return pd.DataFrame({"after": [], "new": [], "share": []})
    new = known[starts + rule.run - 1] - known[starts - 1]
    return pd.DataFrame({"after": starts, "new": new, "share": new / known[rule.base - 1]})


def reached(rows: pd.DataFrame, threshold: float) -> int | None:
    """Give the number of documents after which a run brings too little that is new.

    Parameters
    ----------
    rows : DataFrame
        As :func:`run_rows` gives them.
    threshold : float
        Largest share of new themes.

    Returns
    -------
    int or None
        Documents before the first such run; None where there is none.

    Examples
    --------
    >>> reached(run_rows(np.array([10.0, 20, 30, 37, 41, 44, 45, 45]), StopRule(4, 2, 0.05)), 0.05)
    6
    """
    # a share that is the threshold but for rounding is the threshold
    low = rows["after"][rows["share"] <= threshold + 1e-12]
    return int(low.iloc[0]) if len(low) else None
