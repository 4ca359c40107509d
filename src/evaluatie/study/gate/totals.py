"""Rows that add others up, with which exports and sheets end: they are about nobody, and nothing that was said."""

from __future__ import annotations

import pandas as pd

from evaluatie.study.codes import BLANKS, code_text, folded
from evaluatie.study.files.rawwave import RawWave
from evaluatie.study.problems import Problem, in_rows

MESSAGE = "This row is about a total."
HINT = "Leave rows that add others up out of the file, or give this another name."
_WORDS = ("totaal", "totalen", "subtotaal", "tussentotaal", "eindtotaal", "total", "totals", "subtotal", "grand total")
_BEGINS = ("totaal ", "subtotaal ", "tussentotaal ", "eindtotaal ", "grand total ")
#: where a row that adds others up says so, at the latest
_FIRST = 3


def is_total(cell: object) -> bool:
    """Say whether a cell names a total.

    Parameters
    ----------
    cell : object
        Text or a number.

    Returns
    -------
    bool

    Examples
    --------
    >>> [is_total(cell) for cell in ("TOTAAL:", "Totaal zaal 1", "Total rewards", "pgis.total", 12)]
    [True, True, False, False, False]
    """
    text = folded(cell).rstrip(" :.=")
    return text in _WORDS or text.startswith(_BEGINS)


def are_totals(cells: pd.Series) -> pd.Series:
    """Say of each cell whether it names a total; a missing one does not.

    Parameters
    ----------
    cells : pandas.Series of shape (rows,)
        Text or numbers.

    Returns
    -------
    pandas.Series of bool, shape (rows,)
    """
    return cells.isin([cell for cell in pd.unique(cells.dropna()) if is_total(cell)])


def totals_in(raw: RawWave) -> list[Problem]:
    """List the rows of a file about people of which the first cell that is filled names a total.

    Parameters
    ----------
    raw : RawWave
        The file.

    Returns
    -------
    list of Problem
    """
    problems: list[Problem] = []
    blank = pd.Series(data=True, index=raw.cells.index)
    for column in list(raw.cells)[:_FIRST]:
        cells = raw.cells[column]
        problems += in_rows(raw.file, str(column), raw.cells.index[blank & are_totals(cells)], MESSAGE, HINT)
        blank &= cells.isna() | cells.isin([cell for cell in pd.unique(cells.dropna()) if code_text(cell) in BLANKS])
    return problems
