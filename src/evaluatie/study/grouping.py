"""Cells become levels of a group: the levels that study.yml names, other and unknown."""

from __future__ import annotations

from bisect import bisect_right

import pandas as pd

from evaluatie.study.answers import number_of
from evaluatie.study.codes import BLANKS, by_value, code_text
from evaluatie.study.measured import Group, band_names
from evaluatie.study.problems import LISTED, Problem

OTHER, UNKNOWN = "other", "unknown"


def read_levels(cells: pd.Series, group: Group) -> pd.Series:
    """Read a column of codes.

    Parameters
    ----------
    cells : pandas.Series of shape (rows,)
        Text or numbers.
    group : Group
        The block of study.yml.

    Returns
    -------
    pandas.Series of shape (rows,)
        Text: a level that is named; ``"other"``; ``"unknown"`` where there is no value.
    """

    def level(value: object) -> str:
        code = code_text(value)
        if code in BLANKS or code in group.missing_codes:
            return UNKNOWN
        return code if code in group.levels else OTHER

    return by_value(cells, level, "str").fillna(UNKNOWN)


def read_bands(
    file: str, cells: pd.Series, group: Group, cuts: tuple[int, ...], *, decimal_comma: bool
) -> tuple[pd.Series, list[Problem]]:
    """Read a column of numbers as bands.

    Parameters
    ----------
    file : str
        Its file, for problems.
    cells : pandas.Series of shape (rows,)
        Text or numbers, named after the column; the index is the number of the row.
    group : Group
        The block of study.yml.
    cuts : tuple of int
        Its bands.
    decimal_comma : bool
        Whether 3,5 is a number.

    Returns
    -------
    tuple of pandas.Series and list of Problem
        As :func:`read_levels` gives them, and the cells that are no numbers: where, never what.
    """
    names = band_names(cuts)

    def level(value: object) -> str | None:
        code = code_text(value)
        if code in BLANKS or code in group.missing_codes:
            return UNKNOWN
        number = number_of(value, decimal_comma)
        if number is None:
            return None
        name = names[bisect_right(cuts, number)]
        return name if name in group.levels else OTHER

    levels = by_value(cells.astype("object").where(cells.notna(), ""), level, "str")
    wrong = levels.index[levels.isna()]
    message, hint = "This cell is not a number, and bands are made from numbers.", "Correct it, or empty it."
    problems = [Problem(file, int(row), str(cells.name), message, hint) for row in wrong[:LISTED]]
    if len(wrong) > LISTED:
        more = f"And {len(wrong) - LISTED} more cells like these in this column."
        problems.append(Problem(file, None, str(cells.name), more))
    return levels.fillna(UNKNOWN), problems
