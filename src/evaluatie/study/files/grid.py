"""Rows of cells, as spreadsheets hold them, become columns in which equal cells are one object."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

# few enough rows to stay in the processor's cache, and enough to spare overhead
_ROWS = 256

Record = tuple[int, Sequence[object]]
Objects = np.ndarray[Any, np.dtype[Any]]


@dataclass
class Grid:
    """The rows beneath a header.

    Attributes
    ----------
    cells : pandas.DataFrame of shape (rows, columns)
        The index is the number of the row.
    blank : int
        Rows without any content, between and after the others.
    filled : set of int
        Of the positions that were watched, those with content.
    """

    cells: pd.DataFrame
    blank: int
    filled: set[int]


def gather(records: Iterable[Record], positions: Mapping[str, int], watched: Collection[int] = ()) -> Grid:
    """Lay rows of equal length out in columns.

    Parameters
    ----------
    records : iterable of tuple of int and sequence of object
        Number of the row, and its cells.
    positions : mapping of str to int
        Where in a row each column stands that is to be read.
    watched : collection of int
        Other positions, of which only is told whether there is content.

    Returns
    -------
    Grid
        Rows without any content are left out and counted; days become datetimes.

    Examples
    --------
    >>> grid = gather([(2, ["1", "a"]), (3, ["", " "]), (4, ["2", ""])], {"x": 0}, [1])
    >>> grid.cells["x"].to_dict(), grid.blank, grid.filled
    ({2: '1', 4: '2'}, 1, {1})
    """
    numbers: list[int] = []
    columns: dict[str, list[object]] = {name: [] for name in positions}
    memories: dict[str, dict[object, object]] = {name: {} for name in positions}
    filled: set[int] = set()
    blank, remaining = 0, iter(records)
    while chunk := list(islice(remaining, _ROWS)):
        kept = [(number, record) for number, record in chunk if not is_blank(record)]
        blank += len(chunk) - len(kept)
        numbers += [number for number, _ in kept]
        across = list(zip(*(record for _, record in kept), strict=True))
        if across:
            for name, position in positions.items():
                columns[name] += _shared(across[position], memories[name])
            filled |= {position for position in watched if not is_blank(across[position])}
    arrays = {name: np.fromiter(columns.pop(name), "object", len(numbers)) for name in positions}
    cells = pd.DataFrame(arrays, index=pd.Index(numbers, dtype="int64"), dtype="object", copy=False)
    return Grid(cells, blank, filled)


def _shared(cells: Sequence[object], memory: dict[object, object]) -> Iterable[object]:
    """Give one object for all cells that are equal: questionnaires have few different ones."""
    kinds = set(map(type, cells))
    if date in kinds:
        cells = [_moment(cell) for cell in cells]
    # 1, 1.0 and True are equal, and not the same
    return cells if bool in kinds else map(memory.setdefault, cells, cells)


def _moment(cell: object) -> object:
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return datetime(cell.year, cell.month, cell.day)
    return cell


def is_blank(cells: Iterable[object]) -> bool:
    """Tell whether cells have no content.

    Examples
    --------
    >>> is_blank(["", " ", None]), is_blank([0.0, ""])
    (True, False)
    """
    return not any(cell is not None and not (isinstance(cell, str) and not cell.strip()) for cell in cells)


def share(column: pd.Series, change: Callable[[Objects], Objects] | None = None) -> Objects:
    """Turn a column of numbers or texts into objects, one for all cells that are equal, None where it is missing.

    Parameters
    ----------
    column : pandas.Series of shape (rows,)
        Numbers or texts.
    change : callable, optional
        What to make of the different values.

    Returns
    -------
    numpy.ndarray of shape (rows,)

    Examples
    --------
    >>> share(pd.Series([1.0, None, 1.0])).tolist()
    [1.0, None, 1.0]
    """
    position, values = pd.factorize(column)
    different = np.asarray(values) if change is None else change(np.asarray(values))
    objects = np.empty(len(values) + 1, dtype="object")
    objects[:-1] = different.astype("object")
    return objects[position]
