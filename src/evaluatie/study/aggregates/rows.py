"""A row of a table of means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

#: Characteristic and level of the rows about everyone
EVERYONE = "all"
#: Outcome of the rows that tell how many people took part
TAKING_PART = ""


@dataclass(frozen=True)
class AggregateRow:
    """What one row tells.

    Attributes
    ----------
    number : int
        The row in the file.
    wave, characteristic, level, outcome : str
        What it is about.
    n, mean, sd : float
        People, their mean and its standard deviation; NaN where it is withheld or does not exist.
    mean_half, sd_half : float
        How far the numbers before rounding can be away.
    withheld : bool
        Whether whoever delivered it withheld some of it.
    """

    number: int
    wave: str
    characteristic: str
    level: str
    outcome: str
    n: float
    mean: float
    sd: float
    mean_half: float
    sd_half: float
    withheld: bool

    @property
    def about(self) -> tuple[str, str, str, str]:
        """Wave, outcome, characteristic and level."""
        return (self.wave, self.outcome, self.characteristic, self.level)


def as_frame(rows: Sequence[AggregateRow]) -> pd.DataFrame:
    """Lay rows out as the table that a study keeps."""
    texts = {name: [getattr(row, name) for row in rows] for name in ("wave", "characteristic", "level", "outcome")}
    frame = pd.DataFrame(texts, index=pd.Index([row.number for row in rows], dtype="int64"), dtype="str")
    frame["n"] = pd.array([None if row.n != row.n else int(row.n) for row in rows], dtype="Int64")
    for name in ("mean", "sd"):
        frame[name] = pd.Series([getattr(row, name) for row in rows], index=frame.index, dtype="float64")
    frame["withheld"] = pd.Series([row.withheld for row in rows], index=frame.index, dtype="bool")
    return frame
