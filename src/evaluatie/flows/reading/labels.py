"""Labels of groups and strata: their order, their combinations, and how they are written out."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.flows.reading.heads import label_of


def shown(labels: Sequence[Hashable]) -> str:
    """Write labels out for a reader.

    Parameters
    ----------
    labels : sequence of labels
        None is a missing label.

    Returns
    -------
    str
        Separated by commas.

    Examples
    --------
    >>> shown(["a", None, ("b", 2)])
    'a, missing, b x 2'
    """
    return ", ".join(label_text(label) for label in labels)


def label_text(label: Hashable) -> str:
    """Write one label out.

    Parameters
    ----------
    label : label
        A tuple is a combination; None is a missing label.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> label_text((None, 3))
    'missing x 3'
    """
    if isinstance(label, tuple):
        return " x ".join(label_text(part) for part in label)
    return "missing" if label is None else label_of(label)


def label_codes(column: pd.Series[Any]) -> tuple[tuple[Hashable, ...], npt.NDArray[np.intp]]:
    """Give every row of a column the number of its label, whatever the order of the rows.

    Parameters
    ----------
    column : Series
        Any labels.

    Returns
    -------
    tuple of (labels, codes)
        Categories that occur in their own order, other labels sorted; None, for missing ones, last.

    Examples
    --------
    >>> label_codes(pd.Series(["b", None, "a"]))[0]
    ('a', 'b', None)
    """
    codes, uniques = pd.factorize(column, use_na_sentinel=True)
    labels = [value.item() if isinstance(value, np.generic) else value for value in uniques]
    order = sorted(range(len(labels)), key=_order_key(column, labels))
    rank = np.empty(len(labels) + 1, dtype=np.intp)
    rank[order] = np.arange(len(labels))
    rank[-1] = len(labels)  # factorize codes a missing label as -1
    ordered: list[Hashable] = [labels[at] for at in order]
    return tuple([*ordered, None] if (codes < 0).any() else ordered), rank[codes]


def cross(
    parts: list[tuple[tuple[Hashable, ...], npt.NDArray[np.intp]]], n: int
) -> tuple[tuple[Hashable, ...], npt.NDArray[np.intp]]:
    """Combine the labels of several columns to those combinations that occur.

    Parameters
    ----------
    parts : list of (labels, codes)
        One per column, as :func:`label_codes` gives them.
    n : int
        Rows.

    Returns
    -------
    tuple of (labels, codes)
        Without columns one stratum, ``"all"``; with several columns tuples of labels.

    Examples
    --------
    >>> two = [label_codes(pd.Series(["b", "a", "b"])), label_codes(pd.Series([1, 1, 1]))]
    >>> cross(two, 3)
    ((('a', 1), ('b', 1)), array([1, 0, 1]))
    """
    if not parts:
        return ("all",), np.zeros(n, dtype=np.intp)
    if len(parts) == 1:
        return parts[0]
    rows, codes = np.unique(np.column_stack([code for _, code in parts]), axis=0, return_inverse=True)
    labels = tuple(tuple(parts[at][0][code] for at, code in enumerate(row)) for row in rows)
    return labels, codes.reshape(-1).astype(np.intp)


def _order_key(column: pd.Series[Any], labels: list[Any]) -> Any:
    if isinstance(column.dtype, pd.CategoricalDtype):
        places = {label: at for at, label in enumerate(column.cat.categories)}
        return lambda at: places[labels[at]]
    try:
        places = {label: at for at, label in enumerate(sorted(labels))}
    except TypeError:
        places = {label: at for at, label in enumerate(sorted(labels, key=lambda it: (type(it).__name__, str(it))))}
    return lambda at: places[labels[at]]
