"""Long frames of counts become tables of group x stratum: missing labels are kept, missing counts are named."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.flows.reading.labels import cross, label_codes, label_text, shown
from evaluatie.result import NotEnoughData

Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class CountTable:
    """Counts and sizes of every group in every stratum.

    Attributes
    ----------
    groups : tuple of labels, length G
        In order of their categories, or sorted.
    strata : tuple of labels, length S
        A label, or a tuple of labels where several columns make a stratum; None is a missing label.
    counts, sizes : ndarray of float, shape (G, S)
        Events and exposure, or selected and total; 0 where a group has no row.
    notes : tuple of str
        Rows left out, missing labels.
    """

    groups: tuple[Hashable, ...]
    strata: tuple[Hashable, ...]
    counts: Floats
    sizes: Floats
    notes: tuple[str, ...]

    def place_of(self, group: Hashable, role: str) -> int:
        """Find the row of a group.

        Parameters
        ----------
        group : label
            Its label.
        role : str
            What it is asked for, for the error.

        Returns
        -------
        int
            Its place in ``groups``.

        Raises
        ------
        ValueError
            If there is no such group.

        Examples
        --------
        >>> table = CountTable(("a", "b"), ("x",), np.zeros((2, 1)), np.ones((2, 1)), ())
        >>> table.place_of("b", "reference")
        1
        """
        if group not in self.groups:
            raise ValueError(f"no rows of the {role} group {group!r}; the groups are: {shown(self.groups)}")
        return self.groups.index(group)


def read_count_table(
    frame: Any, group: str, strata: str | Sequence[str] | None, count: str, size: str, *, whole_sizes: bool
) -> CountTable:
    """Sum a long frame to one count and one size per group and stratum.

    Parameters
    ----------
    frame : DataFrame
        One or more rows per group and stratum.
    group : str
        Column of groups. Rows without a group are left out, and counted in the notes.
    strata : str, sequence of str, or None
        Column or columns of strata; None is one stratum. A missing label is a stratum of its own.
    count, size : str
        Columns of whole counts, and of the sizes or exposures they are of. Rows where either is missing are left out.
    whole_sizes : bool
        Whether sizes are people, so that they must be whole and at least the count.

    Returns
    -------
    CountTable
        Its sums.

    Raises
    ------
    NotEnoughData
        If no row is left.
    TypeError
        If ``frame`` is no DataFrame, or a column holds no numbers.
    ValueError
        If a column is not there, a number is negative, infinite or not whole where it must be, or there are counts
        without size.

    Examples
    --------
    >>> rows = pd.DataFrame({"who": ["a", "b", "a"], "age": [1, 1, 1], "left": [2, 1, 1], "years": [20, 30, 5.5]})
    >>> table = read_count_table(rows, "who", "age", "left", "years", whole_sizes=False)
    >>> table.groups, table.counts.ravel().tolist(), table.sizes.ravel().tolist()
    (('a', 'b'), [3.0, 1.0], [25.5, 30.0])
    """
    names = (strata,) if isinstance(strata, str) else tuple(strata or ())
    _check_columns(frame, (group, *names, count, size))
    counts, sizes = read_column(frame[count], count, whole=True), read_column(frame[size], size, whole=whole_sizes)
    belongs = frame[group].notna().to_numpy(dtype=bool)
    known = belongs & ~np.isnan(counts) & ~np.isnan(sizes)
    if not known.any():
        raise NotEnoughData("no row has a group, a count and a size: nothing can be compared")
    groups, group_codes = label_codes(frame[group][known])
    parts = [label_codes(frame[name][known]) for name in names]
    labels, stratum_codes = cross(parts, int(known.sum()))
    shape = (len(groups), len(labels))
    cells = group_codes * len(labels) + stratum_codes
    summed, size_sums = (_sum_cells(cells, values[known], shape) for values in (counts, sizes))
    _check_sums(groups, labels, summed, size_sums, (count, size), whole_sizes)
    notes = (*_left_out(belongs, known), *_missing_labels(labels, summed))
    return CountTable(groups, labels, summed, size_sums, notes)


def read_column(column: pd.Series[Any], name: str, *, whole: bool) -> Floats:
    """Read a column of numbers that are 0 or more.

    Parameters
    ----------
    column : Series
        Numbers or truth values, nullable or not.
    name : str
        Its name, for the error.
    whole : bool
        Whether they must be whole.

    Returns
    -------
    ndarray of float, shape (n,)
        NaN where missing.

    Raises
    ------
    TypeError
        If a value is no number.
    ValueError
        If one is negative, infinite or, where it must be, not whole.

    Examples
    --------
    >>> read_column(pd.Series([1, pd.NA], dtype="Int64"), "events", whole=True)
    array([ 1., nan])
    """
    if isinstance(column.dtype, pd.CategoricalDtype) or pd.api.types.is_datetime64_any_dtype(column.dtype):
        column = column.astype(object)
    if any(isinstance(value, str) for value in column) if column.dtype.kind not in "biuf" else False:
        raise TypeError(f"column {name!r} holds text: it must hold numbers")
    try:
        values: Floats = column.to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    except (TypeError, ValueError):
        raise TypeError(f"column {name!r} must hold numbers") from None
    known = values[~np.isnan(values)]
    if np.isinf(known).any() or (known < 0).any():
        raise ValueError(f"column {name!r} must hold finite numbers, 0 or more")
    if whole and (known != np.floor(known)).any():
        raise ValueError(
            f"column {name!r} must hold whole numbers; counts that were rounded, weighted or suppressed have no "
            "exact interval"
        )
    return values


def _sum_cells(cells: npt.NDArray[np.intp], values: Floats, shape: tuple[int, int]) -> Floats:
    sums: Floats = np.bincount(cells, weights=values, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
    return sums


def _check_columns(frame: Any, names: tuple[str, ...]) -> None:
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"frame must be a DataFrame: got {type(frame).__name__}")
    absent = [name for name in names if name not in frame.columns]
    if absent:
        there = ", ".join(map(str, frame.columns))
        raise ValueError(f"frame has no column {', '.join(map(repr, absent))}; it has: {there}")
    twice = [name for name in names if list(frame.columns).count(name) > 1]
    if twice:
        raise ValueError(f"frame has several columns {', '.join(map(repr, twice))}: each name must be there once")


def _check_sums(
    groups: tuple[Hashable, ...],
    strata: tuple[Hashable, ...],
    counts: Floats,
    sizes: Floats,
    names: tuple[str, str],
    whole: bool,
) -> None:
    wrong = counts > sizes if whole else (counts > 0) & (sizes == 0)
    if wrong.any():
        at = tuple(np.argwhere(wrong)[0])
        where = f"group {label_text(groups[at[0]])}, {label_text(strata[at[1]])}"
        problem = f"more {names[0]} than {names[1]}" if whole else f"{names[0]} without {names[1]}"
        raise ValueError(f"{problem}: {counts[at]:g} and {sizes[at]:g} in {where}")


def _left_out(belongs: npt.NDArray[np.bool_], known: npt.NDArray[np.bool_]) -> tuple[str, ...]:
    without, uncounted = int((~belongs).sum()), int((belongs & ~known).sum())
    notes = [f"{without} row(s) left out: no group"] if without else []
    return (*notes, f"{uncounted} row(s) left out: a number was missing") if uncounted else tuple(notes)


def _missing_labels(strata: tuple[Hashable, ...], counts: Floats) -> tuple[str, ...]:
    missing = [at for at, label in enumerate(strata) if label is None or (isinstance(label, tuple) and None in label)]
    if not missing:
        return ()
    return (
        f"{int(counts[:, missing].sum())} of {int(counts.sum())} counted in strata with a missing label: "
        f"kept as {len(missing)} stratum/strata of their own ({shown([strata[at] for at in missing])})",
    )
