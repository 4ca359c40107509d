"""Read columns of durations, events and labels: lists, arrays and Series of any dtype become plain arrays."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.flows.reading.heads import label_of

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
_MOST_KINDS = 1_000_000  # of an event; a larger number is no kind


def as_series(values: Any, name: str) -> pd.Series[Any]:
    """Take one column, whatever holds it.

    Parameters
    ----------
    values : sequence, array or Series, shape (n,)
        The column.
    name : str
        What to call it in an error.

    Returns
    -------
    Series
        Numbered from 0.

    Raises
    ------
    TypeError
        If it is no column.
    ValueError
        If it has more than one dimension.

    Examples
    --------
    >>> as_series((1, 2), "duration").tolist()
    [1, 2]
    """
    if isinstance(values, str | bytes | dict) or not hasattr(values, "__iter__"):
        raise TypeError(f"{name} must be a column (list, array or Series): got {values!r}")
    if np.ndim(values) > 1:
        raise ValueError(f"{name} must be one column: got an array of shape {np.shape(values)}")
    kept = isinstance(values, np.ndarray | pd.Series | pd.Index | pd.api.extensions.ExtensionArray)
    return pd.Series(values if kept else list(values)).reset_index(drop=True)


def read_numbers(values: Any, name: str) -> Floats:
    """Read a column of finite numbers.

    Parameters
    ----------
    values : sequence of numbers, array or Series, shape (n,)
        None, NaN and ``pandas.NA`` are missing.
    name : str
        What to call the column in an error.

    Returns
    -------
    ndarray of float, shape (n,)
        A new array; what is missing is NaN.

    Raises
    ------
    TypeError
        If a value is not a number: a text, a date, a span of time.
    ValueError
        If a value is infinite.

    Examples
    --------
    >>> read_numbers([1, None, 2.5], "duration")
    array([1. , nan, 2.5])
    """
    column = as_series(values, name)
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_complex_dtype(column.dtype):
        numbers: Floats = column.to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    else:
        numbers = np.array([_number(value, name) for value in column.astype(object)], dtype=np.float64)
    if np.isinf(numbers).any():
        raise ValueError(f"{name} holds an infinite value: give a finite number or leave it missing")
    return numbers


def _number(value: Any, name: str) -> float:
    if value is None or value is pd.NA or value is pd.NaT:
        return float("nan")
    if isinstance(value, int | float | Decimal | np.integer | np.floating | np.bool_):
        return float(value)
    raise TypeError(f"{name} must hold numbers, such as days or 0 and 1: got {value!r}")


def read_events(values: Any, name: str = "event") -> Ints:
    """Read what ended each duration: 0 (or False) for nothing yet, 1, 2, ... (or True) for the kind of event.

    Parameters
    ----------
    values : sequence of whole numbers or truth values, shape (n,)
        The codes.
    name : str, default ``"event"``
        What to call the column in an error.

    Returns
    -------
    ndarray of int, shape (n,)
        The codes; -1 where missing.

    Raises
    ------
    TypeError
        If a code is not a number.
    ValueError
        If a code is negative or not whole.

    Examples
    --------
    >>> read_events([True, False, None])
    array([ 1,  0, -1])
    """
    numbers = read_numbers(values, name)
    known = ~np.isnan(numbers)
    wrong = known & ((numbers < 0) | (numbers > _MOST_KINDS) | (numbers != np.floor(numbers)))
    if wrong.any():
        raise ValueError(
            f"{name} must be 0 (not yet) or a whole number for the kind of event: got {numbers[wrong][0]:g}"
        )
    return np.where(known, numbers, -1).astype(np.int64)


def read_labels(values: Any, name: str) -> tuple[Ints, tuple[str, ...], tuple[str, ...]]:
    """Read a column of labels.

    Parameters
    ----------
    values : sequence, array or Series, shape (n,)
        Texts, numbers, truth values, categories.
    name : str
        What to call the column in an error or a note.

    Returns
    -------
    codes : ndarray of int, shape (n,)
        Places in ``labels``; -1 where missing.
    labels : tuple of str
        Those that occur: in the order of the categories, else from low to high.
    notes : tuple of str
        Categories with nobody.

    Raises
    ------
    ValueError
        If two different labels are written alike.

    Examples
    --------
    >>> read_labels(["m", "f", None, "m"], "gender")
    (array([ 1,  0, -1,  1]), ('f', 'm'), ())
    """
    column = as_series(values, name)
    codes: Ints
    if isinstance(column.dtype, pd.CategoricalDtype):
        used = column.cat.remove_unused_categories()
        empty = [label_of(label) for label in column.cat.categories if label not in set(used.cat.categories)]
        codes, ordered = np.asarray(used.cat.codes, dtype=np.int64), list(used.cat.categories)
    else:
        empty = []
        codes, ordered = _ordered(column)
    labels = tuple(label_of(label) for label in ordered)
    if len(set(labels)) < len(labels):
        raise ValueError(f"{name} has different labels that are written alike: {', '.join(map(repr, ordered))}")
    return codes, labels, tuple(f"nobody in {name} {label!r}: left out" for label in empty)


def _ordered(column: pd.Series[Any]) -> tuple[Ints, list[Any]]:
    codes, uniques = pd.factorize(column)
    found: Ints = codes.astype(np.int64)
    labels = list(uniques)
    numeric = all(isinstance(label, int | float | np.integer | np.floating) for label in labels)
    order = sorted(range(len(labels)), key=lambda at: labels[at] if numeric else str(labels[at]))
    place = np.empty(len(labels) + 1, dtype=np.int64)
    place[order] = np.arange(len(labels))
    place[-1] = -1
    return place[found], [labels[at] for at in order]
