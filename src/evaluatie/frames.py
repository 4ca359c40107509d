"""What every room that takes a frame asks of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd


def check_frame(frame: Any, names: Sequence[str | None], optional: Sequence[str] = ()) -> None:
    """Refuse what is no frame, or lacks a column.

    Parameters
    ----------
    frame : DataFrame
        The frame.
    names : sequence of str or None
        Columns it must have; None is none.
    optional : sequence of str
        Columns it may have.

    Raises
    ------
    TypeError
        If it is no DataFrame.
    ValueError
        If a column is not there, or there twice.

    Examples
    --------
    >>> check_frame(pd.DataFrame({"a": [1]}), ["a", None])
    """
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"frame must be a DataFrame: got {type(frame).__name__}")
    absent = [name for name in names if name is not None and name not in frame.columns]
    if absent:
        there = ", ".join(map(str, frame.columns))
        raise ValueError(f"frame has no column {', '.join(map(repr, absent))}; it has: {there}")
    twice = [name for name in (*names, *optional) if name is not None and list(frame.columns).count(name) > 1]
    if twice:
        raise ValueError(f"frame has several columns {', '.join(map(repr, twice))}: keep one of them")
