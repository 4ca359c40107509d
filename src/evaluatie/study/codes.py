"""Codes as text: linking codes, levels of a group, missing codes. 1, 1.0 and "1" are one code."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable

import numpy as np
import pandas as pd

# Cells that spreadsheets, R and SPSS write where there is no value.
BLANKS = frozenset({"", "NA", "#NULL!"})
# An integer that a program wrote as a decimal number. 007.0 is left alone: codes with leading zeros are text.
_WHOLE = re.compile(r"(0|-?[1-9][0-9]*)[.,]0+")


def code_text(value: object) -> str:
    """Give the text by which a code is known.

    Parameters
    ----------
    value : object
        A code as it stands in a file or in study.yml.

    Returns
    -------
    str
        Stripped and in Unicode's composed form; empty for a missing value.

    Examples
    --------
    >>> [code_text(value) for value in (12, 12.0, " 12 ", "12.0", "012", None)]
    ['12', '12', '12', '12', '012', '']
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, int | np.integer):
        return str(value)
    if isinstance(value, float | np.floating):
        number = float(value)
        if math.isnan(number):
            return ""
        return str(int(number)) if number.is_integer() else repr(number)
    text = unicodedata.normalize("NFC", str(value)).strip()
    whole = _WHOLE.fullmatch(text)
    return whole.group(1) if whole else text


def folded(value: object) -> str:
    r"""Give a code or a text as it is compared where capitals, spaces and forms of letters make no difference.

    Examples
    --------
    >>> folded("  Helemaal  mee Eens"), folded(3.0), folded("CAF\u00c9") == folded("cafe\u0301")
    ('helemaal mee eens', '3', True)
    """
    return " ".join(code_text(value).split()).casefold()


def codes_of(cells: pd.Series) -> pd.Series:
    """Give the codes of a column of cells; blank cells are missing.

    Parameters
    ----------
    cells : pandas.Series of shape (rows,)
        Text or numbers.

    Returns
    -------
    pandas.Series of shape (rows,)
        Text, with the index of `cells`.
    """
    return by_value(cells, _code_or_none, "str")


def _code_or_none(value: object) -> str | None:
    text = code_text(value)
    return None if text in BLANKS else text


def by_value(cells: pd.Series, function: Callable[[object], object], dtype: str) -> pd.Series:
    """Apply a function once to each different value of a column: questionnaires have few of them."""
    positions, values = pd.factorize(cells, use_na_sentinel=True)
    results = pd.Series([function(value) for value in values], dtype=dtype)
    return pd.Series(results.reindex(positions).to_numpy(), index=cells.index, name=cells.name, dtype=dtype)
