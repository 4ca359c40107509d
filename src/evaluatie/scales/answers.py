"""Read answers to items: a column each, floats with NaN for what is missing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats: TypeAlias = npt.NDArray[np.float64]


def read_answers(column: pd.Series[Any], name: object) -> Floats:
    """Read one item's answers.

    Parameters
    ----------
    column : Series, shape (n,)
        Numbers of any dtype, nullable or not; None, NaN and ``pandas.NA`` are missing.
    name : object
        What to call the column in an error.

    Returns
    -------
    ndarray of float, shape (n,)
        A new array; what is missing is NaN.

    Raises
    ------
    TypeError
        If an answer is not a number.
    ValueError
        If an answer is infinite.

    Examples
    --------
    >>> read_answers(pd.Series([1, None, 5]), "pgis_1")
    array([ 1., nan,  5.])
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_complex_dtype(column.dtype):
        numbers: Floats = column.to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    else:
        numbers = np.array([_number(answer, at, name) for at, answer in column.items()], dtype=np.float64)
    if np.isinf(numbers).any():
        raise ValueError(f"column {name!r} holds an infinite answer")
    return numbers


def _number(answer: Any, at: object, name: object) -> float:
    if answer is None or answer is pd.NA or answer is pd.NaT:
        return float("nan")
    if isinstance(answer, int | float | Decimal | np.integer | np.floating | np.bool_):
        return float(answer)
    raise TypeError(f"column {name!r} holds {answer!r} (row {at!r}), which is not a number")
