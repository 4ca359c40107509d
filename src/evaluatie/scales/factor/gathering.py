"""From people's answers, or what a paper printed of them, to what a model is fitted to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from evaluatie.scales.factor.answers import Answers, Floats
from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.table import ParameterTable


def in_order(column: pd.Series, *, by_size: bool = False) -> list[Any]:
    """List what stands in a column: in the order of an ordered category, else in that of the rows.

    Parameters
    ----------
    column : Series
        The column.
    by_size : bool
        Put numbers and dates in order of size.

    Examples
    --------
    >>> in_order(pd.Series([2, 1, 2])), in_order(pd.Series([2, 1, 2]), by_size=True)
    ([2, 1], [1, 2])
    """
    there = column.dropna()
    if isinstance(column.dtype, pd.CategoricalDtype) and column.dtype.ordered:
        present = set(there)
        return [name for name in column.dtype.categories if name in present]
    found = there.drop_duplicates().tolist()
    sized = pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column)
    return sorted(found) if by_size and sized else found


def groups_in(data: pd.DataFrame | None, group: str) -> tuple[str, ...]:
    """List the groups, in their order in the data; raises ModelError where there are fewer than two."""
    if data is None:
        raise ModelError("Groups need people's answers.")
    names = group_names(data, group)
    found = tuple(dict.fromkeys(str(name) for name in in_order(names)))
    if len(found) < 2:
        raise ModelError(f"{group}: there is only one group ({', '.join(found) or 'none'}).")
    return found


def group_names(data: pd.DataFrame, group: str) -> pd.Series:
    """Give the group of each of the people, as text; raises ModelError where there is no such column, or two."""
    if not isinstance(group, str) or group not in data.columns:
        raise ModelError(f"There is no column {group} with the groups.")
    _check_single(data, [group])
    column = data[group]
    if isinstance(column.dtype, pd.CategoricalDtype) and column.dtype.ordered:
        return column.cat.rename_categories([str(name) for name in column.dtype.categories])
    return column.astype("string")


def of_people(
    data: pd.DataFrame, table: ParameterTable, group: str | None, groups: tuple[str, ...], missing: str
) -> tuple[tuple[Answers, ...], tuple[str, ...]]:
    """Take each group's answers, and say who was left out; raises ModelError where there are too few people."""
    items = items_of_people(data, table, group)
    usable = ~np.isnan(items).any(axis=1) if missing == "listwise" else ~np.isnan(items).all(axis=1)
    notes = []
    if group is None:
        member = [np.ones(len(data), dtype=bool)]
    else:
        names = group_names(data, group)
        member = [(names == name).fillna(False).to_numpy(dtype=bool) for name in groups]
        if without := len(data) - sum(int(who.sum()) for who in member):
            notes.append(f"{without} of {len(data)} people without a group left out")
    for name, who in zip(groups or ("",), member, strict=True):
        _check_people(int((usable & who).sum()), len(table.observed), int(who.sum()), name, missing)
    left = sum(int((who & ~usable).sum()) for who in member)
    if left:
        why = "without any answer" if missing == "fiml" else "with a missing answer"
        notes.append(f"{left} of {sum(int(who.sum()) for who in member)} people {why} left out")
    return tuple(Answers.of_people(items[who & usable]) for who in member), tuple(notes)


def of_paper(covariance: Any, mean: Any, n: int, table: ParameterTable) -> Answers:
    """Take covariances (n - 1 in the denominator) and means as printed; raises ModelError where these do not suit."""
    names = list(table.observed)
    if isinstance(covariance, pd.DataFrame):
        if absent := [name for name in names if name not in covariance.columns or name not in covariance.index]:
            raise ModelError(f"The covariances have no row and column for {', '.join(absent)}.")
        covariance = covariance.loc[names, names]
    matrix = _numbers(covariance, "covariances")
    if matrix.shape != (len(names), len(names)):
        raise ModelError(f"The covariances are {matrix.shape}; the model has {len(names)} items.")
    if not np.allclose(matrix, matrix.T, rtol=1e-6, atol=1e-8 * np.abs(matrix).max()):
        raise ModelError("The covariances are not symmetric: is a triangle missing?")
    if isinstance(mean, pd.Series):
        if absent := [name for name in names if name not in mean.index]:
            raise ModelError(f"There is no mean for {', '.join(absent)}.")
        mean = mean[names]
    if mean is not None and (mean := _numbers(mean, "means")).shape != (len(names),):
        raise ModelError(f"There are {mean.size} means; the model has {len(names)} items.")
    _check_people(int(n), len(names), int(n), "", "fiml")
    return Answers.of_moments((matrix + matrix.T) / 2 * (n - 1) / n, mean, n)


def _numbers(given: Any, what: str) -> Floats:
    try:
        numbers = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        raise ModelError(f"The {what} are not all numbers.") from None
    if not np.isfinite(numbers).all():
        raise ModelError(f"Of the {what} some are empty or infinite.")
    return numbers


def _check_people(n: int, p: int, rows: int, name: str, missing: str) -> None:
    where = f" in group {name}" if name else ""
    if n < 2:
        answered = "answered all items" if missing == "listwise" else "answered any item"
        raise ModelError(f"Of {rows} people {n}{where} {answered}: too few for a factor model.")
    if n <= p:
        raise ModelError(
            f"There are {n} people{where} and {p} items: a factor model needs more people than items, and ten per item "
            "are few."
        )


def _check_single(data: pd.DataFrame, names: list[str]) -> None:
    if twice := [name for name in names if int((data.columns == name).sum()) > 1]:
        raise ModelError(f"The data have more than one column {', '.join(twice)}.")


def items_of_people(data: pd.DataFrame, table: ParameterTable, group: str | None) -> Floats:
    """Take the items that a model names, with NaN where there is no answer; raises ModelError where it cannot."""
    names = list(table.observed)
    if absent := [name for name in names if name not in data.columns]:
        raise ModelError(f"The data have no column {', '.join(absent)}, which the model names.")
    _check_single(data, names)
    if group in names:
        raise ModelError(f"{group} is the group, and cannot be an item as well.")
    kinds = pd.api.types
    wrong = [name for name in names if not kinds.is_numeric_dtype(data[name]) or kinds.is_complex_dtype(data[name])]
    if wrong:
        raise ModelError(f"{', '.join(wrong)}: these answers are not numbers.")
    items = data[names].to_numpy(dtype=float, na_value=np.nan)
    if np.isinf(items).any():
        raise ModelError("An answer is infinite.")
    return items
