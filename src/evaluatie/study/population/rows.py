"""A row of a table of numbers of employees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd


@dataclass(frozen=True)
class PopulationRow:
    """What one row tells.

    Attributes
    ----------
    number : int
        The row in the file.
    wave : str or None
        The wave; None where the row holds at all of them.
    characteristic, level : str
        Whom it is about.
    n : int
        Employees.
    """

    number: int
    wave: str | None
    characteristic: str
    level: str
    n: int


def at_waves(rows: Sequence[PopulationRow], waves: Sequence[str]) -> dict[str, list[PopulationRow]]:
    """Give the rows that hold at each wave, in the order of the file."""
    return {wave: [replace(row, wave=wave) for row in rows if row.wave in (None, wave)] for wave in waves}


def as_frame(rows: Sequence[PopulationRow], waves: Sequence[str]) -> pd.DataFrame:
    """Lay rows out as the table that a study keeps: one row per wave at which they hold, in the order of the waves."""
    laid_out = [row for held in at_waves(rows, waves).values() for row in held]
    texts = {name: [getattr(row, name) for row in laid_out] for name in ("wave", "characteristic", "level")}
    frame = pd.DataFrame(texts, dtype="str")
    return frame.assign(n=pd.Series([row.n for row in laid_out], dtype="int64"))
