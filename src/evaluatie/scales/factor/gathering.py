"""From people's answers, or what a paper printed of them, to what a model is fitted to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.scales.answers import read_answers
from evaluatie.scales.factor.answers import Answers
from evaluatie.scales.factor.coordinates import Floats
from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.sample import Sample

_TOGETHER = 0.1  # share of people below which lavaan warns too


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


@dataclass(frozen=True)
class Groups:
    """Who is in which group.

    Attributes
    ----------
    names : tuple of str
        The groups, in their order in the data; empty without.
    place : array of int, shape (people,)
        Which of them each is in; -1 for none.
    """

    names: tuple[str, ...]
    place: NDArray[np.integer]

    @classmethod
    def of(cls, data: pd.DataFrame | None, group: str | None) -> Groups:
        """Find the groups; raises ModelError where there are fewer than two."""
        if group is None:
            return cls((), np.zeros(0 if data is None else len(data), dtype=np.intp))
        if data is None:
            raise ModelError("Groups need people's answers.")
        column = group_names(data, group)
        found = tuple(dict.fromkeys(str(name) for name in in_order(column)))
        if len(found) < 2:
            raise ModelError(f"{group}: there is only one group ({', '.join(found) or 'none'}).")
        return cls(found, pd.Index(found).get_indexer(pd.Index(column.astype(object))))


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
    data: pd.DataFrame, names: Sequence[str], group: str | None, groups: Groups, missing: str, *, means: bool
) -> Sample:
    """Take each group's answers, and say who was left out; raises ModelError where there are too few people.

    Parameters
    ----------
    data : DataFrame
        People by items.
    names : sequence of str
        The items.
    group : str or None
        The column with the groups.
    groups : Groups
        What is in it.
    missing : str
        As :func:`evaluatie.scales.factor.cfa` has it.
    means : bool
        Whether means are modelled.
    """
    answered = ~np.isnan(items := items_of_people(data, names, group))
    usable = answered.all(axis=1) if missing == "listwise" else answered.any(axis=1)
    notes, grouped = [], int((groups.place >= 0).sum())
    if grouped < len(data):
        notes.append(f"{len(data) - grouped} of {len(data)} people without a group left out")
    answers: list[Answers] = []
    for at, name in enumerate(groups.names or ("",)):
        member = groups.place == at
        there = items[member & usable]
        _check_people(len(there), len(names), int(member.sum()), name, missing)
        answers.append(Answers.of_people(there))
        notes += _hardly_together(answers[-1], names, f" in {name}" if name else "")
    if left := grouped - int(sum(of.n for of in answers)):
        why = "without any answer" if missing == "fiml" else "with a missing answer"
        notes.append(f"{left} of {grouped} people {why} left out")
    return Sample(tuple(names), groups.names, tuple(answers), means, missing, tuple(notes))


def of_paper(covariance: Any, mean: Any, n: int, names: Sequence[str], *, means: bool) -> Sample:
    """Take covariances (n - 1 in the denominator) and means as printed; raises ModelError where these do not suit."""
    names = list(names)
    if isinstance(covariance, pd.DataFrame):
        if absent := [name for name in names if name not in covariance.columns or name not in covariance.index]:
            raise ModelError(f"The covariances have no row and column for {', '.join(absent)}.")
        covariance = covariance.loc[names, names]
    matrix = _numbers(covariance, "covariances")
    if matrix.shape != (len(names), len(names)):
        raise ModelError(f"The covariances are {matrix.shape}; the model has {len(names)} items.")
    if not np.allclose(matrix, matrix.T, rtol=1e-6, atol=1e-8 * np.abs(matrix).max()):
        raise ModelError("The covariances are not symmetric: is a triangle missing?")
    if wrong := [name for name, variance in zip(names, np.diag(matrix), strict=True) if not variance > 0]:
        raise ModelError(f"{', '.join(wrong)}: a variance is not above 0.")
    if isinstance(mean, pd.Series):
        if absent := [name for name in names if name not in mean.index]:
            raise ModelError(f"There is no mean for {', '.join(absent)}.")
        mean = mean[names]
    if mean is not None and (mean := _numbers(mean, "means")).shape != (len(names),):
        raise ModelError(f"There are {mean.size} means; the model has {len(names)} items.")
    if not (np.isfinite(n) and n == int(n)):
        raise ModelError(f"n is {n}, which is no number of people.")
    _check_people(int(n), len(names), int(n), "", "fiml")
    answers = Answers.of_moments((matrix + matrix.T) / 2 * (n - 1) / n, mean, n)
    return Sample(tuple(names), (), (answers,), means)


def _numbers(given: Any, what: str) -> Floats:
    try:
        numbers = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        raise ModelError(f"The {what} are not all numbers.") from None
    if not np.isfinite(numbers).all():
        raise ModelError(f"Of the {what} some are empty or infinite.")
    return numbers


def _hardly_together(answers: Answers, names: Sequence[str], where: str) -> list[str]:
    """Say which two items hardly anyone answered both, if so few did: what follows of them rests on these few."""
    mask = answers.answered.astype(float)
    together = (mask * answers.times[:, None]).T @ mask
    one, other = divmod(int(np.argmin(together)), len(names))
    fewest = int(together[one, other])
    if fewest >= _TOGETHER * answers.n or one == other:
        return []
    return [f"{names[one]} and {names[other]} were both answered by only {fewest} of {int(answers.n)} people{where}"]


def check_frame(data: Any) -> None:
    """Refuse what has no columns."""
    if not isinstance(data, pd.DataFrame):
        raise ModelError(f"data must be a DataFrame, not {type(data).__name__}")


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
    if data.columns.is_unique:
        return
    if twice := [name for name in names if int((data.columns == name).sum()) > 1]:
        raise ModelError(f"The data have more than one column {', '.join(twice)}.")


def items_of_people(data: pd.DataFrame, names: Sequence[str], group: str | None) -> Floats:
    """Take the items that a model names, with NaN where there is no answer; raises ModelError where it cannot."""
    names = list(names)
    if absent := [name for name in names if name not in data.columns]:
        raise ModelError(f"The data have no column {', '.join(absent)}, which the model names.")
    _check_single(data, names)
    if group in names:
        raise ModelError(f"{group} is the group, and cannot be an item as well.")
    read = {name: _read(data[name]) for name in names}
    if wrong := [name for name, answers in read.items() if answers is None]:
        raise ModelError(f"{', '.join(wrong)}: these answers are not numbers.")
    return np.column_stack([answers for answers in read.values() if answers is not None])


def _read(column: pd.Series) -> Floats | None:
    """Read one item's answers; None where one of them is no number. A column of any objects may hold numbers only."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return None
    try:
        return read_answers(column, column.name)
    except TypeError:
        return None
    except ValueError:
        raise ModelError("An answer is infinite.") from None
