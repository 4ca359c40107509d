"""Data sets of findings, as frames."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from evaluatie.amiss import did_you_mean, refuse

if TYPE_CHECKING:
    import pandas as pd


@cache
def _read(path: Path) -> pd.DataFrame:
    import pandas as pd

    return pd.read_csv(path)


def columns_of(path: Path, names: Sequence[str], where: tuple[str, str] | None = None) -> pd.DataFrame:
    """Take columns out of a data set.

    Parameters
    ----------
    path : Path
        A file of comma-separated values.
    names : sequence of str
        Columns; none for all.
    where : (str, str) or None
        A column and the text that it must hold, for some of the rows.

    Returns
    -------
    DataFrame

    Raises
    ------
    InputError
        If the file is not there, or with the columns that are not there and what was meant.
    """
    refuse([] if path.is_file() else [f"{path.name} is not there: it came with neither evaluatie nor the finding"])
    frame = _read(path)
    wanted = [*names, *([where[0]] if where else [])]
    unknown = [name for name in wanted if name not in frame]
    refuse([f"{path.name} has no column {name!r}: {did_you_mean(name, frame.columns)}" for name in unknown])
    if where:
        frame = frame[frame[where[0]].astype(str) == where[1]]
        refuse([] if len(frame) else [f"{path.name} has no row with {where[0]} = {where[1]!r}"])
    return frame[list(names)].copy() if names else frame.copy()


def rows_where(text: str | None) -> tuple[str, str] | None:
    """Read ``column=text``, which picks rows of a data set.

    Parameters
    ----------
    text : str or None
        As written behind ``where:``.

    Returns
    -------
    (str, str) or None

    Raises
    ------
    InputError
        If there is no ``=`` in it.

    Examples
    --------
    >>> rows_where("school=Pasteur")
    ('school', 'Pasteur')
    """
    if text is None:
        return None
    column, equals, wanted = text.partition("=")
    refuse([] if equals else [f"where: write column=value, not {text!r}"])
    return column.strip(), wanted.strip()
