"""Texts that a spreadsheet would run as a formula, written so that it shows them.

Excel, LibreOffice and Google Sheets take a cell that begins with one of a few signs for a formula, also in a .csv, and
a formula can send what stands beside it to a website. An apostrophe in front is what OWASP advises (CSV injection).
"""

from __future__ import annotations

import unicodedata

import pandas as pd

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "|")


def inert(value: object) -> object:
    r"""Give a cell as it may be written to a .csv or a workbook that somebody will open.

    Parameters
    ----------
    value : object
        A number, which stays what it is, or a text.

    Returns
    -------
    object
        A text that could be a formula gets an apostrophe in front; full-width signs count, also behind spaces.

    Examples
    --------
    >>> [inert(value) for value in ("=1+1", " @SUM(A1)", "team 1", -2.5)]
    ["'=1+1", "' @SUM(A1)", 'team 1', -2.5]
    """
    if not isinstance(value, str):
        return value
    plain = unicodedata.normalize("NFKC", value)
    return f"'{value}" if plain.startswith(_BEGINNINGS) or plain.lstrip().startswith(_BEGINNINGS) else value


def inert_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a table of which neither the names of the columns nor a text in it can be a formula.

    Examples
    --------
    >>> inert_frame(pd.DataFrame({"=a": ["-x", "y"], "n": [1, -2]})).to_dict("list")
    {"'=a": ["'-x", 'y'], 'n': [1, -2]}
    """
    safe = frame.copy()
    for name in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[name]):
            safe[name] = safe[name].map(inert)
    return safe.rename(columns=inert)
