"""Long frames with groups: which waves, which two groups, and the covariates as numbers."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.effects.long_frame import Codes, two_waves
from evaluatie.effects.values import Floats, read_values
from evaluatie.result import NotEnoughData


@dataclass(frozen=True)
class Covariate:
    """Columns of numbers that stand for one covariate.

    Attributes
    ----------
    name : str
        The frame's column.
    levels : tuple of str
        Of a categorical covariate all levels, the first of which has no column; of a number none.
    columns : ndarray of float, shape (n, levels - 1) or (n, 1)
        Indicators of the levels, or the number itself; NaN where missing.
    """

    name: str
    levels: tuple[str, ...]
    columns: Floats


def first_and_last(frame: pd.DataFrame, wave: str, waves: Sequence[Hashable] | None) -> tuple[Any, Any]:
    """Find the labels of the two waves to compare.

    Parameters
    ----------
    frame : DataFrame
        With a column ``wave``.
    wave : str
        The column.
    waves : pair of labels or None
        As :func:`evaluatie.effects.long_frame.two_waves` takes them.

    Returns
    -------
    tuple of labels
        First and last.

    Examples
    --------
    >>> first_and_last(pd.DataFrame({"wave": ["t1", "t0", "t1"]}), "wave", None)
    ('t0', 't1')
    """
    labels = frame[wave].drop_duplicates()
    # each label with its own place for an answer: what comes back is the place of the first and of the last
    places = pd.DataFrame({"wave": labels.array, "place": np.arange(len(labels)), "who": None})
    found = two_waves(places, "place", "wave", "who", waves)
    return labels.iloc[int(found.pre[0])], labels.iloc[int(found.post[0])]


def two_groups(column: pd.Series[Any], reference: Any, focal: Any) -> tuple[Any, Any, tuple[str, ...]]:
    """Find the labels of the two groups to compare.

    Parameters
    ----------
    column : Series
        Each row's group.
    reference, focal : label or None
        What the caller said. Where there are two groups, one that is left out is the other; both left out, the
        reference is the first in order.

    Returns
    -------
    tuple of label, label and tuple of str
        Reference and focal group, and a note if they were chosen here.

    Raises
    ------
    NotEnoughData
        With fewer than two groups.
    ValueError
        If a label is not there, both are the same, or there is a choice to make among more than two.

    Examples
    --------
    >>> two_groups(pd.Series(["b", "a", "b"]), None, None)
    ('a', 'b', ("reference group 'a', focal group 'b': the order of their labels",))
    """
    labels = list(column.dropna().unique())
    shown = ", ".join(repr(str(label)) for label in labels)
    if len(labels) < 2:
        raise NotEnoughData(f"a gap needs two groups: got {shown or 'none'}")
    for name, label in (("reference", reference), ("focal", focal)):
        if label is not None and label not in labels:
            raise ValueError(f"no rows of the {name} group {label!r}; the groups are: {shown}")
    if reference is not None and reference == focal:
        raise ValueError(f"reference and focal must be two different groups: got {reference!r} twice")
    if reference is not None and focal is not None:
        return reference, focal, ()
    if len(labels) > 2:
        raise ValueError(f"reference and focal must say which of {len(labels)} groups to compare: {shown}")
    if reference is None and focal is None:
        categories = list(column.cat.categories) if isinstance(column.dtype, pd.CategoricalDtype) else []
        reference, focal = sorted(labels, key=categories.index if categories else str)
        return reference, focal, (f"reference group {reference!r}, focal group {focal!r}: the order of their labels",)
    other = next(label for label in labels if label != (focal if reference is None else reference))
    return (other, focal, ()) if reference is None else (reference, other, ())


def list_covariates(covariates: Any) -> tuple[str, ...]:
    """Read the names of covariates.

    Parameters
    ----------
    covariates : str or sequence of str
        One name, or several.

    Returns
    -------
    tuple of str
        The names.

    Raises
    ------
    ValueError
        If one is named twice.

    Examples
    --------
    >>> list_covariates("age"), list_covariates(["age", "gender"])
    (('age',), ('age', 'gender'))
    """
    names = (covariates,) if isinstance(covariates, str) else tuple(covariates)
    if len(set(names)) < len(names):
        raise ValueError(f"every covariate must be named once: got {', '.join(map(str, names))}")
    return names


def read_covariate(column: pd.Series[Any], name: str) -> Covariate:
    """Lay a covariate out as numbers: a number as it is, anything else as indicators of its levels but the first.

    Parameters
    ----------
    column : Series
        Numbers; or texts, categories, truth values.
    name : str
        Its name.

    Returns
    -------
    Covariate
        Only levels that occur.

    Examples
    --------
    >>> read_covariate(pd.Series(["m", "f", "m"]), "gender").columns.ravel()
    array([0., 1., 0.])
    >>> read_covariate(pd.Series(["m", "f", "m"]), "gender").levels
    ('m', 'f')
    """
    numeric = pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype)
    if numeric:
        return Covariate(name, (), read_values(column, name)[:, None])
    codes, levels = pd.factorize(column)
    columns = (codes[:, None] == np.arange(1, len(levels))).astype(float)
    columns[codes < 0] = np.nan
    # a single level has no column, but what is missing must show
    known = columns if len(levels) > 1 else np.where(codes < 0, np.nan, 0.0)[:, None]
    return Covariate(name, tuple(str(level) for level in levels), known)


def read_people(column: pd.Series[Any] | None, n: int) -> Codes:
    """Give each row the number of its person; a row without a respondent is a person of its own.

    Parameters
    ----------
    column : Series or None
        Each row's respondent; None if nobody can be linked.
    n : int
        Rows.

    Returns
    -------
    ndarray of int, shape (n,)
        Numbers from 0 up, without gaps.

    Examples
    --------
    >>> read_people(pd.Series(["a", None, "a"]), 3)
    array([0, 1, 0])
    """
    if column is None:
        return np.arange(n)
    codes, labels = pd.factorize(column)
    alone = codes < 0
    codes = np.where(alone, len(labels) + np.cumsum(alone), codes)
    people: Codes = np.unique(codes, return_inverse=True)[1].astype(np.intp)
    return people
