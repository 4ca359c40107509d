"""Answers to items that lie between two answers: a slip of the pen, or means that somebody filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from evaluatie.study.note import Note


def between_answers(
    rows: pd.DataFrame, instruments: Mapping[str, tuple[str, ...]], columns: Mapping[str, str], file: str
) -> Iterator[Note]:
    """Note answers that are no whole numbers: of a list of answers nobody can give them.

    They are kept: an answer may have been given on a line instead of a list, or be a mean that was filled in.

    Parameters
    ----------
    rows : pandas.DataFrame of shape (rows, columns)
        Answers; the index is the number of the row.
    instruments : mapping of str to tuple of str
        Instrument to the columns of its items.
    columns : mapping of str to str
        Of each of these the name that it has in the file.
    file : str
        The name of the wave's file.

    Yields
    ------
    Note
        With the key ``between_answers``, one per instrument.

    Examples
    --------
    >>> rows = pd.DataFrame({"pgis_1": [3, 2.5], "pgis_2": [4, None]}, index=[2, 3])
    >>> for note in between_answers(rows, {"pgis": ("pgis_1", "pgis_2")}, {"pgis_1": "Q1"}, "t0.csv"):
    ...     print(note.text)
    t0.csv: 1 of 3 answers to pgis is no whole number: row 3, column Q1. It is kept as it is.
    """
    for instrument, items in instruments.items():
        answers = rows[list(items)].to_numpy(dtype=float)
        given = ~np.isnan(answers)
        broken = np.argwhere(given & (answers != np.round(answers)))
        if len(broken):
            row, item = broken[0]
            about = f"{file}: {len(broken)} of {given.sum()} answers to {instrument}"
            place = f"row {rows.index[row]}, column {columns.get(items[item], items[item])}"
            one = f"is no whole number: {place}. It is kept as it is."
            more = f"are no whole numbers, the first in {place}. They are kept as they are."
            yield Note("between_answers", f"{about} {one if len(broken) == 1 else more}", reported=False)
