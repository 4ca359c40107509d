"""Read people's answers to the items of one scale, and say who is left out."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

from evaluatie.result import NotEnoughData
from evaluatie.scales.answers import Floats, read_answers

Missing = Literal["listwise", "pairwise"]


def read_items(items: Any) -> tuple[pd.Index[Any], Floats]:
    """Read the answers to a scale's items.

    Parameters
    ----------
    items : DataFrame or array, shape (n, k)
        People by items; None, NaN and ``pandas.NA`` are missing.

    Returns
    -------
    names : Index, shape (k,)
        Of the items.
    answers : ndarray of float, shape (n, k)
        What is missing is NaN.

    Raises
    ------
    NotEnoughData
        With fewer than 2 items.
    TypeError
        If an answer is not a number.
    ValueError
        If an answer is infinite, or the array has no two dimensions.

    Examples
    --------
    >>> read_items([[1, 2], [3, None]])[1]
    array([[ 1.,  2.], [ 3., nan]])
    """
    if not isinstance(items, pd.DataFrame):
        if np.ndim(items) != 2:
            raise ValueError(f"items must be people by items: got an array of {np.ndim(items)} dimension(s)")
        items = pd.DataFrame(items)
    if items.shape[1] < 2:
        raise NotEnoughData(f"at least 2 items are needed: got {items.shape[1]}")
    columns = [read_answers(items.iloc[:, at], items.columns[at]) for at in range(items.shape[1])]
    return items.columns, np.column_stack(columns)


def complete_rows(answers: Floats, least: int = 2) -> tuple[Floats, tuple[str, ...]]:
    """Keep the people who answered every item.

    Parameters
    ----------
    answers : ndarray of float, shape (people, k)
        With NaN for what is missing.
    least : int, default 2
        People that are needed.

    Returns
    -------
    complete : ndarray of float, shape (n, k)
        The answers of those who answered all.
    notes : tuple of str
        How many were left out, if any.

    Raises
    ------
    NotEnoughData
        With fewer complete people.

    Examples
    --------
    >>> complete_rows(np.array([[1.0, 2.0], [3.0, np.nan], [2.0, 2.0]]))[1]
    ('1 of 3 people left out: an answer was missing',)
    """
    complete = answers[~np.isnan(answers).any(axis=1)]
    if len(complete) < least:
        raise NotEnoughData(
            f"at least {least} people with complete answers are needed: got {len(complete)} of {len(answers)}"
        )
    dropped = len(answers) - len(complete)
    return complete, (f"{dropped} of {len(answers)} people left out: an answer was missing",) if dropped else ()


def check_missing(missing: object) -> None:
    """Refuse a way with missing answers that there is not.

    Parameters
    ----------
    missing : str
        ``"listwise"`` or ``"pairwise"``.

    Raises
    ------
    ValueError
        If it is another.

    Examples
    --------
    >>> check_missing("listwise")
    """
    if missing not in ("listwise", "pairwise"):
        raise ValueError(f"missing must be 'listwise' or 'pairwise': got {missing!r}")
