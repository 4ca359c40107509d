"""Who stayed and who fell silent: how they differed at first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evaluatie.effects.absent.propensity import require_groups
from evaluatie.effects.absent.reading import Flags, as_numbers, columns_of, level_texts, levels_of, read_flags
from evaluatie.effects.changes import moments
from evaluatie.effects.independent import welch_df
from evaluatie.effects.standardised import d_independent
from evaluatie.effects.t_interval import t_quantile
from evaluatie.effects.values import Floats
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence

METHOD = (
    "Standardised differences of who stayed minus who was silent, over the root of the mean variance: means with a"
    " noncentral t interval (Delacre et al. 2021), shares with a normal one (Yang & Dalton 2012)"
)
#: Standardised differences that are called small and large: Austin (2009) and Rubin (2001)
SMALL, LARGE = 0.10, 0.25


@dataclass(frozen=True)
class Stayers(Result):
    """Baseline values of who stayed and who was silent.

    Attributes
    ----------
    table : DataFrame
        ``column, level`` (empty for a mean), ``stayed, silent`` (mean or share), ``sd_stayed, sd_silent``,
        ``n_stayed, n_silent``, ``difference, d, d_low, d_high``; NaN where not defined.
    largest : float
        Largest standardised difference without sign; NaN where none is defined.
    largest_in : str
        Where it is.
    n, n_stayed, n_silent : int
        People.
    confidence : float
        Level of the intervals.
    """

    table: pd.DataFrame
    largest: float
    largest_in: str
    n: int
    n_stayed: int
    n_silent: int
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give every standardised difference that is defined.

        Returns
        -------
        tuple of Estimate
            The columns, with the level as group.
        """
        return tuple(
            Estimate(
                row["column"],
                row["d"],
                ci_low=None if math.isnan(row["d_low"]) else row["d_low"],
                ci_high=None if math.isnan(row["d_high"]) else row["d_high"],
                n=row["n_stayed"] + row["n_silent"],
                group=row["level"] or None,
            )
            for row in self.table.to_dict("records")
            if not math.isnan(row["d"])
        )


def compare_stayers(frame: Any, stayed: Any, *, confidence: float = 0.95) -> Stayers:
    """Compare the first answers and characteristics of who stayed with those of who fell silent.

    Parameters
    ----------
    frame : DataFrame or mapping of columns
        Baseline scores (numbers) and characteristics (categories), one row per person. What is missing is left out of
        that column, and counted in the notes.
    stayed : sequence of bool, shape (n,)
        Who answered again.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    Stayers
        A row per score and per level.

    Raises
    ------
    NotEnoughData
        With fewer than 2 people who stayed or who were silent, or without columns.
    ValueError
        If lengths differ, or ``stayed`` is not known for someone.

    Examples
    --------
    >>> frame = {"score": [1, 2, 3, 4, 5, 6], "gender": ["v", "m", "v", "m", "v", "v"]}
    >>> compared = compare_stayers(frame, [0, 0, 0, 1, 1, 1])
    >>> compared.largest_in, compared.largest
    ('score', 3.0)
    """
    confidence = check_confidence(confidence)
    flags = read_flags(stayed, "stayed")
    require_groups(flags)
    columns = columns_of(frame, len(flags))
    if not columns:
        raise NotEnoughData("frame has no columns: there is nothing to compare")
    rows = [row for name, column in columns.items() for row in rows_of(name, column, flags, confidence)]
    notes = tuple(
        f"{name}: {int(column.isna().sum())} of {len(column)} unknown, left out"
        for name, column in columns.items()
        if column.isna().any()
    )
    table = pd.DataFrame(rows)
    size = table["d"].abs()
    at = int(size.fillna(-1.0).to_numpy().argmax())
    return Stayers(
        METHOD,
        notes,
        table=table,
        largest=float(size.iloc[at]),
        largest_in=" ".join(str(part) for part in (table.loc[at, "column"], table.loc[at, "level"]) if part),
        n=len(flags),
        n_stayed=int(flags.sum()),
        n_silent=int((~flags).sum()),
        confidence=confidence,
    )


def rows_of(name: str, column: pd.Series[Any], flags: Flags, confidence: float) -> list[dict[str, Any]]:
    """Compare one column between two groups: one row for a number, one per level for a category.

    Parameters
    ----------
    name : str
        The column.
    column : Series
        Its values.
    flags : ndarray of bool
        Who is in the first group.
    confidence : float
        Level of the interval.

    Returns
    -------
    list of dict
        Rows of :class:`Stayers`' table.

    Examples
    --------
    >>> import numpy as np
    >>> column = pd.Series([1.0, 2.0, 3.0, 4.0])
    >>> rows_of("score", column, np.array([False, False, True, True]), 0.95)[0]["difference"]
    2.0
    """
    known = column.notna().to_numpy()
    flags, column = flags[known], column[known]
    numbers = as_numbers(column, name)
    if numbers is not None:
        return [_mean_row(name, numbers, flags, confidence)]
    texts = level_texts(column)
    return [_share_row(name, level, texts == level, flags, confidence) for level in levels_of(column)]


def _mean_row(name: str, numbers: Floats, flags: Flags, confidence: float) -> dict[str, Any]:
    first, last = moments(numbers[~flags]), moments(numbers[flags])
    row = _row(name, "", last.mean, first.mean, last.n, first.n)
    row["sd_stayed"], row["sd_silent"] = math.sqrt(last.variance), math.sqrt(first.variance)
    if min(first.n, last.n) < 2 or not first.variance + last.variance > 0:
        return row | ({"d": 0.0} if row["difference"] == 0 else {})
    df = welch_df(first, last)
    d = d_independent(row["difference"], first.variance, last.variance, first.n, last.n, df, confidence)
    return row | {"d": d.estimate, "d_low": d.low, "d_high": d.high}


def _share_row(name: str, level: str, has: Any, flags: Flags, confidence: float) -> dict[str, Any]:
    n1, n0 = int(flags.sum()), int((~flags).sum())
    shares = [float(has[who].mean()) if who.any() else math.nan for who in (flags, ~flags)]
    row = _row(name, level, shares[0], shares[1], n1, n0)
    spread = math.sqrt(sum(share * (1 - share) for share in shares) / 2)
    if not spread > 0:
        return row | ({"d": 0.0} if row["difference"] == 0 else {})
    d = row["difference"] / spread
    half = t_quantile((1 + confidence) / 2, math.inf) * math.sqrt((n1 + n0) / (n1 * n0) + d**2 / (2 * (n1 + n0)))
    return row | {"d": d, "d_low": d - half, "d_high": d + half}


def _row(name: str, level: str, stayed: float, silent: float, n_stayed: int, n_silent: int) -> dict[str, Any]:
    return {
        "column": name, "level": level, "stayed": stayed, "silent": silent,
        "sd_stayed": math.nan, "sd_silent": math.nan, "n_stayed": n_stayed, "n_silent": n_silent,
        "difference": stayed - silent, "d": math.nan, "d_low": math.nan, "d_high": math.nan,
    }  # fmt: skip
