"""Cells become numbers by strict rules, or problems that name the cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.study.codes import BLANKS, code_text, folded
from evaluatie.study.gate.namecells import is_name
from evaluatie.study.problems import LISTED, Problem, quoted

# up to so many cells with the same wrong value are listed by their rows
FEW = 3
# longer texts and numbers than these may be remarks, names or telephone numbers, and are not quoted
_WORDS, _DIGITS = 4, 7
#: no answer, and still a number of single precision
_HUGE = 1e30
OUTSIDE = 'Correct the cell or the range; if it means "no answer", name it under missing_codes.'

_POINT = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_COMMA = re.compile(r"[-+]?(?:[0-9]+(?:,[0-9]*)?|,[0-9]+)(?:[eE][-+]?[0-9]+)?")


@dataclass(frozen=True)
class Numbers:
    """A column of cells as numbers.

    Attributes
    ----------
    floats : pandas.Series of shape (rows,)
        The numbers; missing where there is no answer, and where there is a problem.
    answered : pandas.Series of shape (rows,)
        Whether the cell holds something that is not a missing code.
    given : numpy.ndarray of float32, shape (numbers,)
        All numbers in it but missing codes, those outside the range too.
    missing : dict of str to int
        Cells per missing code that were set to missing.
    problems : list of Problem
        Cells that are no numbers or outside the range.
    as_text : bool
        Whether answers came as text of which study.yml tells the numbers.
    """

    floats: pd.Series
    answered: pd.Series
    given: NDArray[np.float32]
    missing: dict[str, int]
    problems: list[Problem]
    as_text: bool = False


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
    answers: Mapping[str, float] = MappingProxyType({}),
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
    answers : mapping of str to float
        What answers mean that came as text; the texts as :func:`folded` gives them.

    Returns
    -------
    Numbers
    """
    # everything is decided once per different value: questionnaires have few of them
    position, values = pd.factorize(cells)
    codes = np.array([*map(code_text, values), ""], dtype="object")  # the last one, at position -1, is missing
    is_code = np.isin(codes, missing_codes)
    is_answer = ~is_code & ~np.isin(codes, list(BLANKS))
    meant = [_meant(value, answers, decimal_comma) for value in [*values, None]]
    as_number = np.array([np.nan if number is None else number for number in meant])
    is_wrong = is_answer & ~((as_number >= limits[0]) & (as_number <= limits[1]))
    problems = _wrong_cells(
        file, cells, position, is_wrong, [number is None for number in meant], limits, decimal_comma
    )
    floats = np.where(is_answer & ~is_wrong, as_number, np.nan)[position]
    given = as_number[position][(is_answer & ~np.isnan(as_number))[position]].clip(-_HUGE, _HUGE).astype(np.float32)
    counts = {code: int(np.sum((codes == code)[position])) for code in missing_codes}
    return Numbers(
        pd.Series(floats, index=cells.index, name=cells.name),
        pd.Series(is_answer[position], index=cells.index, name=cells.name),
        given,
        {code: count for code, count in counts.items() if count},
        problems,
        any(meant[at] is not None and number_of(value, decimal_comma) is None for at, value in enumerate(values)),
    )


def _wrong_cells(
    file: str,
    cells: pd.Series,
    position: NDArray[np.intp],
    is_wrong: NDArray[np.bool_],
    is_text: list[bool],
    limits: tuple[float, float],
    decimal_comma: bool,
) -> list[Problem]:
    """Tell each wrong value with its rows, where these are few, or else with its first row and how many there are."""
    wrong = np.flatnonzero(is_wrong[position])
    values, firsts = np.unique(position[wrong], return_index=True)
    problems: list[Problem] = []
    for value in values[np.argsort(firsts)][:LISTED]:
        rows = cells.index[position == value]
        told = partial(_no_number, decimal_comma=decimal_comma) if is_text[value] else partial(_outside, limits=limits)
        if len(rows) <= FEW:
            problems += [told(file, row, cells) for row in rows]
        else:
            problems.append(replace(told(file, rows[0], cells), cells=len(rows)))
    if len(values) > LISTED:
        more = f"And {len(values) - LISTED} more values like these in this column."
        problems.append(Problem(file, None, str(cells.name), more, "Correct them too."))
    return problems


def _meant(value: object, answers: Mapping[str, float], decimal_comma: bool) -> float | None:
    if answers:
        named = answers.get(folded(value))
        if named is not None:
            return named
    return number_of(value, decimal_comma)


def _no_number(file: str, row: int, cells: pd.Series, *, decimal_comma: bool) -> Problem:
    value = str(cells[row]).strip()
    hint = 'Correct the cell; if it means "no answer", name it under missing_codes.'
    if any(letter.isalpha() for letter in value):
        hint = f"{hint} If the answers came as text, give their numbers under survey.answers."
    if not decimal_comma and _COMMA.fullmatch(value):
        hint = "Commas separate the columns of this file: write a decimal point."
    return Problem(file, int(row), str(cells.name), f"{_shown(value)} is not a number.", hint)


def _shown(value: str, otherwise: str = "This text") -> str:
    """Quote a cell, unless it may tell who somebody is."""
    personal = len(value.split()) > _WORDS or "@" in value or is_name(value) or sum(map(str.isdigit, value)) > _DIGITS
    return otherwise if personal else quoted(value)


def _outside(file: str, row: int, cells: pd.Series, *, limits: tuple[float, float]) -> Problem:
    value = code_text(cells[row])
    message = f"{_shown(value, 'This number')} is outside the range of answers, {limits[0]:g} to {limits[1]:g}."
    return Problem(file, int(row), str(cells.name), message, OUTSIDE)
