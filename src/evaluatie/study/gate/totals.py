"""Rows that add others up, with which exports and sheets end: they are about nobody, and nothing that was said."""

from __future__ import annotations

import pandas as pd

from evaluatie.study.codes import BLANKS, by_value, code_text, folded
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
        named = blank & by_value(cells, is_total, "bool").fillna(value=False).astype(bool)
        problems += in_rows(raw.file, str(column), raw.cells.index[named], MESSAGE, HINT)
        blank &= cells.isna() | by_value(cells, lambda cell: code_text(cell) in BLANKS, "bool").fillna(value=True)
    return problems
