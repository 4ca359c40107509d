"""People within units: their complete answers, sorted by unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.result import NotEnoughData
from evaluatie.scales.answers import Floats, read_answers


@dataclass(frozen=True)
class Units:
    """Complete answers, sorted by unit.

    Attributes
    ----------
    labels : Index, shape (u,)
        The units, in their own order.
    answers : ndarray of float, shape (n, k)
        People by items; people of one unit stand together.
    starts, sizes : ndarray of int, shape (u,)
        Where each unit starts, and how many people it has.
    notes : tuple of str
        Who was left out, and why.
    """

    labels: pd.Index[Any]
    answers: Floats
    starts: npt.NDArray[np.intp]
    sizes: npt.NDArray[np.intp]
    notes: tuple[str, ...]


def read_units(
    data: pd.DataFrame, items: Sequence[str], unit: str, response_range: tuple[float, float], minimum_unit: int
) -> Units:
    """Take the people with a unit and an answer to every item, sorted by unit.

    Parameters
    ----------
    data : DataFrame, shape (n, any)
        One row per person.
    items : list of str
        Columns with the answers, reversed items already turned round.
    unit : str
        Column with the unit; None, NaN and blank text are missing.
    response_range : pair of float
        Lowest and highest answer.
    minimum_unit : int
        Units with fewer people are left out.

    Returns
    -------
    Units
        With what was left out counted in the notes.

    Raises
    ------
    NotEnoughData
        With fewer than 3 units, or nobody who shares a unit.
    TypeError
        If an answer is not a number, or an argument is of the wrong kind.
    ValueError
        If a column is not there or twice, an answer is infinite or outside the range, or the range does not rise.

    Examples
    --------
    >>> data = pd.DataFrame({"team": ["b", "a", "b", "c", "c"], "q": [1, 2, 3, 4, 5]})
    >>> read_units(data, ["q"], "team", (1, 5), 1).sizes
    array([1, 2, 2])
    """
    names = _columns(data, items, unit)
    low, high = read_range(response_range)
    if isinstance(minimum_unit, bool) or not isinstance(minimum_unit, int | np.integer) or minimum_unit < 1:
        raise ValueError(f"minimum_unit must be a whole number of people, at least 1: got {minimum_unit!r}")
    answers = _answers(data, names)
    outside = ((answers < low) | (answers > high)).sum(axis=0)
    if outside.sum():
        where = "; ".join(f"{count} in {name!r}" for name, count in zip(names, outside, strict=True) if count)
        raise ValueError(f"answers outside {low:g} to {high:g}: {where}")
    codes, labels = _codes(data[unit])
    complete = np.asarray(~np.isnan(answers).any(axis=1))
    counts = np.bincount(codes[complete & (codes >= 0)], minlength=len(labels))
    large = counts >= int(minimum_unit)
    kept = complete & (codes >= 0)
    kept[kept] = large[codes[kept]]
    notes = _left_out(codes, complete, counts, large, minimum_unit)
    sizes = counts[large]
    if len(sizes) < 3:
        raise NotEnoughData(f"at least 3 units with {minimum_unit} or more people are needed: got {len(sizes)}")
    if sizes.max() < 2:
        raise NotEnoughData("at least 1 unit with 2 or more people is needed: every unit has one person")
    order = np.flatnonzero(kept)[np.argsort(codes[kept], kind="stable")]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.intp)
    return Units(labels[large], answers[order], starts, sizes.astype(np.intp), notes)


def read_range(response_range: tuple[float, float]) -> tuple[float, float]:
    """Check the lowest and the highest answer.

    Parameters
    ----------
    response_range : pair of float
        Lowest, highest.

    Returns
    -------
    tuple of float
        The same.

    Raises
    ------
    ValueError
        If they are not two finite numbers that rise.

    Examples
    --------
    >>> read_range((1, 5))
    (1.0, 5.0)
    """
    try:
        low, high = (float(end) for end in response_range)
    except (TypeError, ValueError):
        raise ValueError(f"response_range must be a lowest and a highest answer: got {response_range!r}") from None
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        raise ValueError(f"response_range must rise from low to high: got {low:g} to {high:g}")
    return low, high


def _columns(data: pd.DataFrame, items: Sequence[str], unit: str) -> list[str]:
    if not isinstance(data, pd.DataFrame):
        raise TypeError(f"data must be a DataFrame: got {type(data).__name__}")
    if isinstance(items, str):
        raise TypeError(f"items must be a list of columns: got the text {items!r}")
    names = list(items)
    if not names:
        raise NotEnoughData("at least 1 item is needed: got 0")
    there, asked = list(data.columns), [*names, unit]
    absent = [name for name in asked if name not in there]
    if absent:
        raise ValueError(f"data has no column {', '.join(map(repr, absent))}")
    twice = [name for name in asked if there.count(name) > 1 or asked.count(name) > 1]
    if twice:
        raise ValueError(f"column {twice[0]!r} occurs twice among the items, the unit and the columns of data")
    return names


def _answers(data: pd.DataFrame, names: list[str]) -> Floats:
    there = list(data.columns)
    block = data.iloc[:, [there.index(name) for name in names]]
    if all(isinstance(dtype, np.dtype) and dtype.kind in "iuf" for dtype in block.dtypes):
        answers = block.to_numpy(dtype=np.float64)  # all at once, which is much faster
        if not np.isinf(answers).any():
            return answers
    return np.column_stack([read_answers(data[name], name) for name in names])


def _codes(column: pd.Series[Any]) -> tuple[npt.NDArray[np.intp], pd.Index[Any]]:
    try:
        codes, found = pd.factorize(column, sort=True)
    except TypeError:  # labels of kinds that cannot be put in order keep the order of the rows
        codes, found = pd.factorize(column)
    labels = pd.Index(found, name="unit")
    blank = np.array([isinstance(label, str) and not label.strip() for label in labels], dtype=bool)
    if blank.any():
        codes = np.where(np.isin(codes, blank.nonzero()[0]), -1, codes)
    return codes, labels


def _left_out(
    codes: npt.NDArray[np.intp],
    complete: npt.NDArray[np.bool_],
    counts: npt.NDArray[np.intp],
    large: npt.NDArray[np.bool_],
    minimum_unit: int,
) -> tuple[str, ...]:
    n, nowhere = len(codes), int((codes < 0).sum())
    missing = int((~complete & (codes >= 0)).sum())
    present = np.unique(codes[codes >= 0])
    small, people = int((~large[present]).sum()), int(counts[present][~large[present]].sum())
    notes = []
    if nowhere:
        notes.append(f"{nowhere} of {n} people left out: no unit")
    if missing:
        notes.append(f"{missing} of {n} people left out: an answer was missing")
    if small:
        notes.append(f"{small} of {len(present)} units left out ({people} complete people): fewer than {minimum_unit}")
    return tuple(notes)
