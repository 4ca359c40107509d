"""Read the ratings of a panel, with everything that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.amiss import listed, refuse
from evaluatie.frames import check_frame
from evaluatie.result import NotEnoughData
from evaluatie.themes.coders.labels import in_order, tidy_label, two_spellings

LABELS = "statement", "expert", "round"


@dataclass(frozen=True)
class Panel:
    """Ratings by round.

    Attributes
    ----------
    rounds : tuple
        Their labels, in order.
    ratings : dict
        Of each round, a frame of experts by statements; missing where an expert did not rate a statement.
    missing : int
        Rows without a rating.
    """

    rounds: tuple[Any, ...]
    ratings: dict[Any, pd.DataFrame]
    missing: int

    def statements(self) -> list[Any]:
        """Give all statements, in order.

        Returns
        -------
        list
            Labels.
        """
        return in_order(label for frame in self.ratings.values() for label in frame.columns)

    def of(self, statement: Any) -> dict[Any, pd.Series[float]]:
        """Give the ratings of a statement in each round in which it was rated.

        Parameters
        ----------
        statement : label
            Which one.

        Returns
        -------
        dict
            From round to ratings by expert, none of them missing.
        """
        return {label: frame[statement].dropna() for label, frame in self.ratings.items() if statement in frame.columns}

    def steps(self, statement: Any) -> Iterator[tuple[Any, Any, pd.Series[float], pd.Series[float]]]:
        """Give each round of a statement with the next one in which it was rated.

        Parameters
        ----------
        statement : label
            Which one.

        Yields
        ------
        tuple
            Both rounds, and both ratings.
        """
        rated = self.of(statement)
        for (one, before), (other, after) in pairwise(rated.items()):
            yield one, other, before, after


def read_panel(ratings: Any, scale: tuple[float, float]) -> Panel:
    """Read a long frame of ratings.

    Parameters
    ----------
    ratings : DataFrame
        Columns ``statement``, ``expert``, ``round``, ``rating``.
    scale : pair of float
        Lowest and highest rating.

    Returns
    -------
    Panel
        Rows without a rating are left out, and counted.

    Raises
    ------
    NotEnoughData
        If no rating is left.
    TypeError
        If ratings are no frame.
    ValueError
        With all that is wrong.
    """
    check_frame(ratings, [*LABELS, "rating"])
    frame = ratings[[*LABELS, "rating"]].reset_index(drop=True)
    for name in LABELS:
        frame[name] = frame[name].astype(object).map(tidy_label)
    numbers = pd.to_numeric(frame["rating"], errors="coerce").astype(np.float64)
    blank = frame["rating"].map(tidy_label).isna()
    refuse([*_of_labels(frame), *_of_numbers(frame, numbers, blank, scale), *_doubled(frame[~blank])])
    frame["rating"] = numbers
    rated = frame[~blank]
    if rated.empty:
        raise NotEnoughData("there are no ratings")
    rounds = _rounds(ratings["round"], rated["round"])
    return Panel(rounds, {label: _wide(rated[rated["round"] == label]) for label in rounds}, int(blank.sum()))


def _rounds(column: pd.Series[Any], found: pd.Series[Any]) -> tuple[Any, ...]:
    if isinstance(column.dtype, pd.CategoricalDtype) and column.dtype.ordered:
        there = set(found)
        return tuple(label for label in map(tidy_label, column.dtype.categories) if label in there)
    return tuple(in_order(found))


def _wide(rated: pd.DataFrame) -> pd.DataFrame:
    # of one rating each; labels may be numbers and texts, which pandas cannot sort
    wide = rated.pivot_table(index="expert", columns="statement", values="rating", aggfunc="first", sort=False)
    return wide[in_order(wide.columns)]


def _of_labels(frame: pd.DataFrame) -> list[str]:
    problems = []
    for name in LABELS:
        blank = np.flatnonzero(frame[name].isna())
        if blank.size:
            problems.append(f"no {name} in row {_rows(blank)}")
        problems += two_spellings(frame[name].dropna(), name)
    return problems


def _of_numbers(
    frame: pd.DataFrame, numbers: pd.Series[float], blank: pd.Series[bool], scale: tuple[float, float]
) -> list[str]:
    low, high = scale
    problems = []
    for wrong, why in (
        (numbers.isna() & ~blank, "is no number"),
        ((numbers < low) | (numbers > high), f"is outside the scale of {low:g} to {high:g}"),
    ):
        rows = np.flatnonzero(wrong)
        if rows.size:
            values = dict.fromkeys(frame["rating"].iloc[rows].map(repr))
            problems.append(f"rating {listed(values)} {why}: row {_rows(rows)}")
    return problems


def _doubled(frame: pd.DataFrame) -> list[str]:
    twice = frame[frame.duplicated(list(LABELS), keep=False) & frame[list(LABELS)].notna().all(axis=1)]
    return [
        f"expert {expert!r} rated statement {statement!r} {len(rows)} times in round {label!r}: row "
        f"{_rows(rows.index.to_numpy())}; keep one"
        for (statement, expert, label), rows in twice.groupby(list(LABELS), sort=False)
    ]


def _rows(places: Any) -> str:
    """Give the numbers of rows, the first of the frame being 1."""
    return listed(int(place) + 1 for place in places)
