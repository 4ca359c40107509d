"""Read one column of numbers: lists, arrays and Series become floats with NaN for what is missing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats: TypeAlias = npt.NDArray[np.float64]


def read_values(values: Any, name: str) -> Floats:
    """Read one column of numbers.

    Parameters
    ----------
    values : sequence of numbers, array or Series, shape (n,)
        None, NaN and ``pandas.NA`` are missing; nullable dtypes and masked arrays are understood.
    name : str
        What to call the column in an error.

    Returns
    -------
    ndarray of float, shape (n,)
        A new array; what is missing is NaN.

    Raises
    ------
    TypeError
        If a value is not a number (text, dates).
    ValueError
        If the values are not one column, or one of them is infinite.

    Examples
    --------
    >>> read_values([1, None, 2.5], "pre")
    array([1. , nan, 2.5])
    """
    if isinstance(values, np.ma.MaskedArray):
        values = np.ma.filled(values.astype(float), np.nan)
    if not isinstance(values, pd.Series):
        values = _as_series(values, name)
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(object)
    if pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_complex_dtype(values.dtype):
        numbers: Floats = values.to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    else:
        numbers = np.array([_number(value, at, name) for at, value in enumerate(values)], dtype=np.float64)
    if np.isinf(numbers).any():
        at = int(np.flatnonzero(np.isinf(numbers))[0])
        raise ValueError(f"{name} holds an infinite value at position {at}: give a finite number or leave it missing")
    return numbers


def _as_series(values: Any, name: str) -> pd.Series[Any]:
    if isinstance(values, str | bytes | dict) or not hasattr(values, "__iter__"):
        raise TypeError(f"{name} must be a column of numbers (list, array or Series): got {values!r}")
    if np.ndim(values) > 1:
        raise ValueError(f"{name} must be one column of numbers: got an array of shape {np.shape(values)}")
    column = values if isinstance(values, np.ndarray | pd.api.extensions.ExtensionArray | pd.Index) else list(values)
    return pd.Series(column, dtype=object if isinstance(column, list) else None)


def _number(value: Any, at: int, name: str) -> float:
    if value is None or value is pd.NA or value is pd.NaT:
        return float("nan")
    if isinstance(value, int | float | Decimal | np.integer | np.floating | np.bool_):
        return float(value)
    raise TypeError(f"{name} holds {value!r} at position {at}, which is not a number")
