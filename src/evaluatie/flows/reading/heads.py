"""Read frames of people or of counts: columns, labels in their natural order, heads per level."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]


def take_column(frame: Any, name: Any) -> pd.Series[Any]:
    """Take one column of a frame.

    Parameters
    ----------
    frame : DataFrame
        Any index.
    name : hashable
        The column.

    Returns
    -------
    Series
        The column with a plain index 0, 1, ...

    Raises
    ------
    TypeError
        If `frame` is no DataFrame.
    ValueError
        If there is no such column, or more than one.

    Examples
    --------
    >>> take_column(pd.DataFrame({"a": [3, 4]}, index=[7, 7]), "a").tolist()
    [3, 4]
    """
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"a pandas DataFrame is needed: got {type(frame).__name__}")
    found = int((frame.columns == name).sum())
    if found != 1:
        have = ", ".join(map(repr, frame.columns))
        raise ValueError(f"{'no' if not found else 'more than one'} column {name!r} in the frame: it has {have}")
    taken: pd.Series[Any] = frame[name].reset_index(drop=True)
    return taken


def as_tuple(value: Any) -> tuple[Any, ...]:
    """Give one label, or several, as a tuple.

    Parameters
    ----------
    value : label, or list, tuple, set, array, Series or Index of labels
        A text is one label.

    Returns
    -------
    tuple
        The labels, each once, in their order.

    Examples
    --------
    >>> as_tuple("a"), as_tuple(["b", "a", "b"]), as_tuple(None)
    (('a',), ('b', 'a'), ())
    """
    if value is None:
        return ()
    several = isinstance(value, list | tuple | set | frozenset | np.ndarray | pd.Series | pd.Index)
    return tuple(dict.fromkeys(_plain(item) for item in value)) if several else (_plain(value),)


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def label_of(value: Any) -> str:
    """Give the text of a label; whole numbers without a decimal point, tuples joined by a slash.

    Parameters
    ----------
    value : hashable
        A label.

    Returns
    -------
    str
        Its text.

    Examples
    --------
    >>> label_of(3.0), label_of(("HR", 2020)), label_of(True)
    ('3', 'HR / 2020', 'True')
    """
    if isinstance(value, tuple):
        return " / ".join(label_of(part) for part in value)
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def natural_key(value: Any) -> tuple[Any, ...]:
    """Give a sorting key in which numbers inside texts count as numbers.

    Parameters
    ----------
    value : label
        A number, a text, or anything else that has an order.

    Returns
    -------
    tuple
        Numbers sort first, then texts.

    Examples
    --------
    >>> sorted(["S10", "S2", "S1a", "S1", 3], key=natural_key)
    [3, 'S1', 'S1a', 'S2', 'S10']
    """
    if isinstance(value, bool | int | float | np.number | np.bool_):
        return (0, float(value))
    if isinstance(value, tuple):
        return tuple(natural_key(part) for part in value)
    if not isinstance(value, str):
        return (2, str(value))
    parts = re.split(r"(\d+)", value.casefold())
    return (1, tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part), value)


def levels_in_order(values: pd.Series[Any]) -> list[Any]:
    """Give the levels of a column from low to high.

    An ordered Categorical keeps its order; an unordered one as well, unless its categories merely stand in the order
    of the alphabet, which pandas puts them in by itself.

    Parameters
    ----------
    values : Series
        Missing values are no level.

    Returns
    -------
    list
        Categories that nobody has are among them; without a Categorical only what occurs.

    Examples
    --------
    >>> levels_in_order(pd.Series(["S10", "S2", None]))
    ['S2', 'S10']
    >>> levels_in_order(pd.Series(pd.Categorical(["low"], ["low", "high"], ordered=True)))
    ['low', 'high']
    """
    if isinstance(values.dtype, pd.CategoricalDtype):
        categories = [_plain(item) for item in values.cat.categories]
        chosen = values.cat.ordered or categories != sorted(categories, key=lambda item: (str(type(item)), item))
        return categories if chosen else sorted(categories, key=natural_key)
    return sorted((_plain(item) for item in values.dropna().unique()), key=natural_key)


def read_counts(frame: Any, n: Any) -> Ints:
    """Give the number of people that each row stands for.

    Parameters
    ----------
    frame : DataFrame
        One row per person, or per combination with a count.
    n : hashable or None
        The column of counts; None: every row is one person.

    Returns
    -------
    ndarray of int, shape (rows,)
        Counts.

    Raises
    ------
    ValueError
        If a count is missing, negative or no whole number.

    Examples
    --------
    >>> read_counts(pd.DataFrame({"heads": [3, 0]}), "heads")
    array([3, 0])
    """
    if n is None:
        return np.ones(len(frame), dtype=np.int64)
    column = pd.to_numeric(take_column(frame, n).astype(object).where(lambda held: held.notna(), None), errors="coerce")
    counts = column.to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = int((~np.isfinite(counts) | (counts < 0) | (counts != np.round(counts))).sum())
    if wrong:
        raise ValueError(
            f"{wrong} of {len(counts)} counts in column {n!r} are missing, negative or no whole number: a count that "
            "was rounded or hidden is no zero, see count_limits and share_limits"
        )
    return counts.astype(np.int64)


def focal_and_unknown(
    values: pd.Series[Any], focal: Any, unknown: Any
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], tuple[str, ...]]:
    """Tell who is in the focal group, and of whom it is not known.

    Parameters
    ----------
    values : Series
        The group of each row; missing is unknown.
    focal : label or labels
        The focal group.
    unknown : label or labels
        Which labels say that the group is not known.

    Returns
    -------
    focal, unknown : ndarray of bool, shape (rows,)
        Membership.
    notes : tuple of str
        Focal levels that nobody has.

    Raises
    ------
    ValueError
        If none of the focal levels is a level of the column, or one of them means unknown.

    Examples
    --------
    >>> focal_and_unknown(pd.Series(["a", "b", None, "unknown"]), "a", "unknown")[:2]
    (array([ True, False, False, False]), array([False, False,  True,  True]))
    """
    wanted, hidden = as_tuple(focal), as_tuple(unknown)
    levels = levels_in_order(values)
    both = [level for level in wanted if level in hidden]
    if not wanted or both:
        raise ValueError(f"focal must name at least one level, and none that means unknown: got {focal!r}")
    if not any(level in levels for level in wanted):
        raise ValueError(
            f"nobody is in the focal group {', '.join(map(repr, wanted))}: the levels are "
            f"{', '.join(map(repr, levels)) or 'none'}. If there is truly nobody, use a Categorical that has the level"
        )
    absent = [label_of(level) for level in wanted if level not in levels]
    notes = (f"focal levels that do not occur: {', '.join(absent)}",) if absent else ()
    is_unknown = (values.isna() | values.isin(hidden)).to_numpy(dtype=bool)
    return values.isin(wanted).to_numpy(dtype=bool) & ~is_unknown, is_unknown, notes


def require_keys(given: Mapping[Any, Any] | Iterable[Any], known: Iterable[Any], what: str) -> None:
    """Refuse labels that do not occur.

    Parameters
    ----------
    given : iterable of labels
        What was asked for.
    known : iterable of labels
        What there is.
    what : str
        What to call them.

    Raises
    ------
    ValueError
        If a label is not known.

    Examples
    --------
    >>> require_keys(["a"], ["a", "b"], "states")
    """
    have = list(known)
    strange = [item for item in given if item not in have]
    if strange:
        raise ValueError(f"unknown {what}: {', '.join(map(repr, strange))}; known: {', '.join(map(repr, have))}")
