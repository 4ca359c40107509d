"""The text in a cell of a frame."""

from __future__ import annotations

from typing import Any

import pandas as pd


def cell_text(value: Any) -> str:
    """Give the text of a cell.

    Parameters
    ----------
    value : object
        What stands in it.

    Returns
    -------
    str
        Without spaces around it; empty where the cell is.

    Examples
    --------
    >>> cell_text(" plan "), cell_text(None), cell_text(float("nan")), cell_text(3)
    ('plan', '', '', '3')
    """
    missing = value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)
    return "" if missing else str(value).strip()
