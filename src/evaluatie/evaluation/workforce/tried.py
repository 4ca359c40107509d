"""What the estimates of durations have in common: people of known group, and estimates that may not be there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pandas as pd

from evaluatie.evaluation.workforce.keys import known_levels
from evaluatie.evaluation.workforce.staff import Staff
from evaluatie.result import NotEnoughData

Found = TypeVar("Found")


def tried(make: Callable[[], Found]) -> Found | None:
    """Give a result, or None where the data are too few for it."""
    try:
        return make()
    except NotEnoughData:
        return None


def of_known(frame: pd.DataFrame, staff: Staff, name: str) -> pd.DataFrame:
    """Give the rows of people whose level of a characteristic is known, with the reference first among the levels.

    Levels that have no row are none.
    """
    texts = frame[name].astype(str)
    levels = [level for level in known_levels(staff, name) if (texts == level).any()]
    kept: pd.DataFrame = frame[texts.isin(levels)]
    return kept.assign(**{name: pd.Categorical(texts[texts.isin(levels)], categories=levels)})


def pair_of(rows: pd.DataFrame, name: str, level: str, reference: str) -> pd.DataFrame:
    """Give the rows of two groups: what is estimated of these rests on no third, which may be hidden."""
    texts = rows[name].astype(str)
    kept: pd.DataFrame = rows[texts.isin([reference, level])]
    return kept.assign(**{name: pd.Categorical(kept[name].astype(str), categories=[reference, level])})


def cluster_of(frame: pd.DataFrame) -> str | None:
    """Name what rows hang together by: one person may have several positions, waits and periods of employment."""
    return "person" if frame["person"].duplicated().any() else None
