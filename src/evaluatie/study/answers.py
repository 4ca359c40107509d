"""Cells become numbers by strict rules, or problems that name the cell."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluatie.study.codes import BLANKS, code_text
from evaluatie.study.problems import LISTED, Problem, quoted

_POINT = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
_COMMA = re.compile(r"[-+]?([0-9]+,?[0-9]*|,[0-9]+)([eE][-+]?[0-9]+)?")


@dataclass(frozen=True)
class Numbers:
    """A column of cells as numbers.

    Attributes
    ----------
    floats : pandas.Series of shape (rows,)
        The numbers; missing where there is no answer, and where there is a problem.
    answered : pandas.Series of shape (rows,)
        Whether the cell holds something that is not a missing code.
    missing : dict of str to int
        Cells per missing code that were set to missing.
    problems : list of Problem
        Cells that are no numbers or outside the range.
    """

    floats: pd.Series
    answered: pd.Series
    missing: dict[str, int]
    problems: list[Problem]


def number_of(value: object, decimal_comma: bool) -> float | None:
    """Read one cell; None when it is no number.

    Examples
    --------
    >>> number_of("3,5", True), number_of("3,5", False), number_of("3.5", True), number_of("1.000,5", True)
    (3.5, None, 3.5, None)
    """
    if isinstance(value, int | float | np.number):
        number = float(value)
        return number if np.isfinite(number) else None
    text = str(value).strip()
    if _POINT.fullmatch(text):
        return float(text)
    return float(text.replace(",", ".")) if decimal_comma and _COMMA.fullmatch(text) else None


def read_numbers(
    file: str,
    cells: pd.Series,
    limits: tuple[float, float],
    missing_codes: tuple[str, ...],
    *,
    decimal_comma: bool,
) -> Numbers:
    """Read a column of answers.

    Parameters
    ----------
    file : str
        Its file, for problems.
    cells : pandas.Series of shape (rows,)
        Text or numbers, named after the column; the index is the number of the row.
    limits : tuple of float
        Lowest and highest possible answer.
    missing_codes : tuple of str
        Codes for no answer.
    decimal_comma : bool
        Whether 3,5 is a number.

    Returns
    -------
    Numbers
    """
    # everything is decided once per different value: questionnaires have few of them
    position, values = pd.factorize(cells)
    codes = np.array([*map(code_text, values), ""], dtype="object")  # the last one, at position -1, is missing
    is_code = np.isin(codes, missing_codes)
    is_answer = ~is_code & ~np.isin(codes, list(BLANKS))
    as_number = np.array([_float(value, decimal_comma) for value in [*values, None]])
    is_wrong = is_answer & ~((as_number >= limits[0]) & (as_number <= limits[1]))
    wrong = cells.index[is_wrong[position]]
    problems = [
        _no_number(file, row, cells, decimal_comma)
        if number_of(cells[row], decimal_comma) is None
        else _outside(file, row, cells, limits)
        for row in wrong[:LISTED]
    ]
    if len(wrong) > LISTED:
        more = f"And {len(wrong) - LISTED} more cells like these in this column."
        problems.append(Problem(file, None, str(cells.name), more))
    floats = np.where(is_answer & ~is_wrong, as_number, np.nan)[position]
    counts = {code: int(np.sum((codes == code)[position])) for code in missing_codes}
    return Numbers(
        pd.Series(floats, index=cells.index, name=cells.name),
        pd.Series(is_answer[position], index=cells.index, name=cells.name),
        {code: count for code, count in counts.items() if count},
        problems,
    )


def _float(value: object, decimal_comma: bool) -> float:
    number = number_of(value, decimal_comma)
    return np.nan if number is None else number


def _no_number(file: str, row: int, cells: pd.Series, decimal_comma: bool) -> Problem:
    value = str(cells[row]).strip()
    hint = 'Correct the cell; if it means "no answer", name it under missing_codes.'
    if not decimal_comma and _COMMA.fullmatch(value):
        hint = "Commas separate the columns of this file: write a decimal point."
    return Problem(file, int(row), str(cells.name), f"{quoted(value)} is not a number.", hint)


def _outside(file: str, row: int, cells: pd.Series, limits: tuple[float, float]) -> Problem:
    value = code_text(cells[row])
    message = f"{quoted(value)} is outside the range of answers, {limits[0]:g} to {limits[1]:g}."
    hint = 'Correct the cell or the range; if it means "no answer", name it under missing_codes.'
    return Problem(file, int(row), str(cells.name), message, hint)
