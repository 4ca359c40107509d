"""Read the characteristics that people are compared, weighted or imputed by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.effects.values import Floats, read_values
from evaluatie.result import NotEnoughData

Flags: TypeAlias = npt.NDArray[np.bool_]

#: The level of people of whom a category is not known
UNKNOWN = "missing"


@dataclass(frozen=True)
class Design:
    """Characteristics as numbers.

    Attributes
    ----------
    matrix : ndarray of float, shape (n, k)
        A column per number and per level but the first of a category; no constant.
    terms : tuple of str
        Their names: the column, with the level after it.
    notes : tuple of str
        What was missing, and what was made of it.
    """

    matrix: Floats
    terms: tuple[str, ...]
    notes: tuple[str, ...]


def columns_of(covariates: Any, n: int) -> dict[str, pd.Series[Any]]:
    """Take a frame, a mapping or an array apart into named columns.

    Parameters
    ----------
    covariates : DataFrame, Series, mapping of columns, array of shape (n,) or (n, k), or None
        One row per person, in the order of the people, whatever the index.
    n : int
        People.

    Returns
    -------
    dict of str to Series
        Each with a default index.

    Raises
    ------
    ValueError
        If a column has another length, or a name comes twice.

    Examples
    --------
    >>> list(columns_of({"age": [30, 40], "gender": ["v", "m"]}, 2))
    ['age', 'gender']
    """
    if covariates is None:
        return {}
    named = [(str(name), pd.Series(column).reset_index(drop=True)) for name, column in _items(covariates)]
    names = [name for name, _ in named]
    if len(set(names)) < len(names):
        raise ValueError(f"covariates hold two columns of one name: {', '.join(names)}")
    for name, column in named:
        if len(column) != n:
            raise ValueError(f"covariates must have one row per person: {name!r} has {len(column)} for {n} people")
    return dict(named)


def read_design(covariates: Any, n: int, *, fill: bool = True) -> Design:
    """Read characteristics as numbers, categories as one column per level but the first.

    The first level is the first of an ordered or named category, else the first in sorting order, as in R. Unknown
    categories are a level of their own; unknown numbers get the mean and a column that says so (Rosenbaum & Rubin
    1984, *Journal of the American Statistical Association* 79, 516-524).

    Parameters
    ----------
    covariates : DataFrame, Series, mapping of columns, array of shape (n,) or (n, k), or None
        One row per person.
    n : int
        People.
    fill : bool, default True
        Fill unknown numbers; else they stay NaN.

    Returns
    -------
    Design
        Without a constant.

    Raises
    ------
    ValueError
        If a column has another length, or an infinite number.

    Examples
    --------
    >>> read_design({"age": [30, 40, 50], "gender": ["v", "m", "v"]}, 3).terms
    ('age', 'genderv')
    """
    parts: list[Floats] = []
    terms: list[str] = []
    notes: list[str] = []
    for name, column in columns_of(covariates, n).items():
        unknown = int(column.isna().sum())
        numbers = as_numbers(column, name)
        if numbers is None:
            levels = levels_of(column)
            texts = level_texts(column)
            parts += [(texts == level).astype(np.float64) for level in levels[1:]]
            terms += [f"{name}{level}" for level in levels[1:]]
            made = "a level of their own"
        elif unknown and fill:
            parts += filled(numbers)
            terms += [name, f"{name} {UNKNOWN}"][: 2 if unknown < n else 1]
            made = "given the mean, with a column that says so"
        else:
            parts.append(numbers)
            terms.append(name)
            made = "imputed"
        if unknown:
            notes.append(f"{name}: {unknown} of {n} unknown, {made}")
    matrix = np.column_stack(parts) if parts else np.empty((n, 0))
    return Design(matrix, tuple(terms), tuple(notes))


def as_numbers(column: pd.Series[Any], name: str) -> Floats | None:
    """Read a column as numbers; None where it is a category.

    Parameters
    ----------
    column : Series
        The column.
    name : str
        What to call it in an error.

    Returns
    -------
    ndarray of float or None
        NaN for what is missing.

    Examples
    --------
    >>> as_numbers(pd.Series([1, None]), "age"), as_numbers(pd.Series(["a"]), "gender")
    (array([ 1., nan]), None)
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        return None
    try:
        return read_values(column, name)
    except TypeError:
        return None


def levels_of(column: pd.Series[Any]) -> list[str]:
    """Give the levels of a category that occur, in order, the unknown last.

    Parameters
    ----------
    column : Series
        A category.

    Returns
    -------
    list of str
        As texts.

    Examples
    --------
    >>> levels_of(pd.Series(["m", "v", None, "m"]))
    ['m', 'v', 'missing']
    """
    texts = level_texts(column)
    if isinstance(column.dtype, pd.CategoricalDtype):
        order = [str(level) for level in column.cat.categories]
    else:
        order = sorted({str(level) for level in column.dropna().unique()})
    present = set(texts[column.notna().to_numpy()])
    return [level for level in order if level in present] + ([UNKNOWN] if column.isna().any() else [])


def level_texts(column: pd.Series[Any]) -> npt.NDArray[np.object_]:
    """Give a category's levels as texts, the unknown as a level.

    Parameters
    ----------
    column : Series
        A category.

    Returns
    -------
    ndarray of str, shape (n,)
        The levels.

    Examples
    --------
    >>> list(level_texts(pd.Series(["m", None])))
    ['m', 'missing']
    """
    texts = [UNKNOWN if unknown else str(value) for value, unknown in zip(column, column.isna(), strict=True)]
    return np.array(texts, dtype=object)


def filled(numbers: Floats) -> list[Floats]:
    """Fill unknown numbers with the mean, beside a column that says which were unknown.

    Parameters
    ----------
    numbers : ndarray of float, shape (n,)
        NaN for what is missing.

    Returns
    -------
    list of ndarray
        The filled column and, unless everything is unknown, the indicator.

    Examples
    --------
    >>> import numpy as np
    >>> filled(np.array([1.0, np.nan, 3.0]))
    [array([1., 2., 3.]), array([0., 1., 0.])]
    """
    unknown = np.isnan(numbers)
    if unknown.all():
        return [np.zeros(len(numbers))]
    return [np.where(unknown, numbers[~unknown].mean(), numbers), unknown.astype(np.float64)]


def read_flags(values: Any, name: str) -> Flags:
    """Read a column of yes and no.

    Parameters
    ----------
    values : sequence of bool or of 0 and 1
        Without missing values.
    name : str
        What to call it in an error.

    Returns
    -------
    ndarray of bool
        The same.

    Raises
    ------
    ValueError
        If a value is missing, or another number.
    TypeError
        If a value is not a number.

    Examples
    --------
    >>> read_flags([1, 0, True], "stayed")
    array([ True, False,  True])
    """
    numbers = read_values(values, name)
    if not np.isin(numbers, (0.0, 1.0)).all():
        at = int(np.flatnonzero(~np.isin(numbers, (0.0, 1.0)))[0])
        raise ValueError(f"{name} must be true or false (1 or 0) for everyone: got {numbers[at]} at position {at}")
    return np.asarray(numbers == 1.0)


def read_weights(values: Any, n: int) -> Floats:
    """Read weights.

    Parameters
    ----------
    values : sequence of numbers, shape (n,)
        Zero or more, none missing, or missing where nothing else is known of that person.
    n : int
        How many there must be.

    Returns
    -------
    ndarray of float
        The weights; NaN for what is missing.

    Raises
    ------
    ValueError
        If there are too few or too many, or one is negative.
    NotEnoughData
        If none is above zero.

    Examples
    --------
    >>> read_weights([1, 2], 2)
    array([1., 2.])
    """
    weights = read_values(values, "weights")
    if len(weights) != n:
        raise ValueError(f"weights must have one number per person: got {len(weights)} for {n}")
    if (weights < 0).any():
        raise ValueError(f"weights cannot be negative: got {np.nanmin(weights)}")
    if not (weights > 0).any():
        raise NotEnoughData("no weight is above zero: nobody is left to estimate from")
    return weights


def independent_terms(design: Design) -> Design:
    """Leave out columns that do not vary or follow from earlier ones, as R's ``lm`` does.

    Parameters
    ----------
    design : Design
        Characteristics without missing values.

    Returns
    -------
    Design
        With a note on what was left out.

    Examples
    --------
    >>> import numpy as np
    >>> independent_terms(Design(np.array([[1.0, 2.0], [2.0, 4.0], [4.0, 8.0]]), ("a", "b"), ())).terms
    ('a',)
    """
    n = len(design.matrix)
    basis = [np.full(n, 1 / np.sqrt(n))]
    kept: list[int] = []
    for at, column in enumerate(design.matrix.T):
        size = float(np.linalg.norm(column))
        rest = column / size if size else column
        for _ in range(2):  # twice is enough to be orthogonal to the last digit
            for direction in basis:
                rest = rest - direction * (direction @ rest)
        left = float(np.linalg.norm(rest))
        if left > 1e-7:
            basis.append(rest / left)
            kept.append(at)
    lost = [design.terms[at] for at in range(len(design.terms)) if at not in kept]
    notes = (f"left out, as they do not vary or follow from the others: {', '.join(lost)}",) if lost else ()
    return Design(design.matrix[:, kept], tuple(design.terms[at] for at in kept), (*design.notes, *notes))


def _items(covariates: Any) -> list[tuple[Any, Any]]:
    if isinstance(covariates, pd.DataFrame):
        return [(name, covariates.iloc[:, at]) for at, name in enumerate(covariates.columns)]
    if isinstance(covariates, pd.Series):
        return [("x1" if covariates.name is None else covariates.name, covariates)]
    if isinstance(covariates, Mapping):
        return list(covariates.items())
    array = np.asarray(covariates)
    if array.ndim not in (1, 2) or array.size == 0:
        raise TypeError(f"covariates must be a frame, named columns or an array: got {type(covariates).__name__}")
    array = array.reshape(len(array), -1) if array.ndim == 1 else array
    return [(f"x{at + 1}", array[:, at]) for at in range(array.shape[1])]
