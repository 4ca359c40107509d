"""Lay covariates out as columns of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.flows.duration.columns import Floats, Ints, read_labels, read_numbers


@dataclass(frozen=True)
class Covariate:
    """One covariate: a number, or the levels of a category.

    Attributes
    ----------
    name : str
        The frame's column.
    levels : tuple of str
        Of a category all levels, of which the first is the reference; of a number none.
    numbers : ndarray of float, shape (n,)
        The number, or the place of the level; NaN where missing.
    """

    name: str
    levels: tuple[str, ...]
    numbers: Floats

    def columns(self) -> Floats:
        """Give the columns that stand for the covariate.

        Returns
        -------
        ndarray of float, shape (n, 1) or (n, levels - 1)
            The number, or one indicator per level but the first.
        """
        if not self.levels:
            return self.numbers[:, None]
        indicators: Floats = (self.numbers[:, None] == np.arange(1, len(self.levels))).astype(np.float64)
        return indicators

    def terms(self) -> list[tuple[str, str | None]]:
        """Name the columns.

        Returns
        -------
        list of (str, str or None)
            The covariate, and the level where there are levels.
        """
        return [(self.name, level) for level in self.levels[1:]] if self.levels else [(self.name, None)]


def read_covariate(column: pd.Series[Any], name: str) -> Covariate:
    """Read a covariate: numbers are numbers, anything else is a category.

    Parameters
    ----------
    column : Series, shape (n,)
        Numbers; or texts, categories, truth values.
    name : str
        Its name.

    Returns
    -------
    Covariate
        Levels that occur: in the order of the categories, else from low to high.

    Examples
    --------
    >>> read_covariate(pd.Series(["m", "f", "m"]), "gender").levels
    ('f', 'm')
    """
    if is_number(column):
        return Covariate(name, (), read_numbers(column, name))
    codes, levels, _ = read_labels(column, name)
    return Covariate(name, levels, np.where(codes < 0, np.nan, codes))


def is_number(column: pd.Series[Any]) -> bool:
    """Tell numbers from categories.

    Parameters
    ----------
    column : Series
        Any.

    Returns
    -------
    bool
        Whether it holds numbers; truth values and categories are none.

    Examples
    --------
    >>> is_number(pd.Series([1, 2])), is_number(pd.Series([True, False]))
    (True, False)
    """
    if column.dtype == object:
        column = column.dropna().infer_objects()
    return pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype)


def keep_rows(covariates: Sequence[Covariate], rows: Any) -> list[Covariate]:
    """Keep some rows, and the levels that occur in them.

    Parameters
    ----------
    covariates : sequence of Covariate
        Of n rows.
    rows : ndarray of bool, shape (n,)
        Which; without a missing value.

    Returns
    -------
    list of Covariate
        Of these rows.
    """
    return [_keep(covariate, rows) for covariate in covariates]


def _keep(covariate: Covariate, rows: Any) -> Covariate:
    numbers = covariate.numbers[rows]
    if not covariate.levels:
        return Covariate(covariate.name, (), numbers)
    places: Ints = numbers.astype(np.int64)
    there = np.bincount(places, minlength=len(covariate.levels)) > 0
    levels = tuple(level for level, kept in zip(covariate.levels, there, strict=True) if kept)
    return Covariate(covariate.name, levels, (np.cumsum(there) - 1)[places].astype(np.float64))
