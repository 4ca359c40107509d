"""Moderators as the columns of a design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.effects.pooling.studies import Studies
from evaluatie.effects.values import Floats, read_values


@dataclass(frozen=True)
class Design:
    """Columns of a meta-regression.

    Attributes
    ----------
    matrix : ndarray of float, shape (k, p)
        The first column is ones.
    terms : tuple of str
        Their names, the first ``intercept``.
    """

    matrix: Floats
    terms: tuple[str, ...]


def code_moderators(moderators: Any, studies: Studies) -> tuple[Design, Studies, tuple[str, ...]]:
    """Code moderators as numbers.

    Parameters
    ----------
    moderators : DataFrame, Series, or array of shape (k,) or (k, m)
        A row per study that was given, by position.
    studies : Studies
        Those that are complete.

    Returns
    -------
    tuple of Design, Studies, and tuple of str
        The design, the studies of which every moderator is known, and notes.

    Raises
    ------
    ValueError
        If there is no moderator, the number of rows differs, or a moderator does not vary or follows from the others.

    Examples
    --------
    >>> from evaluatie.effects.pooling.studies import read_studies
    >>> design, _, notes = code_moderators(pd.Series(["b", "a", "a"], name="kind"), read_studies([1, 2, 3], [1, 1, 1]))
    >>> design.terms, design.matrix[:, 1].tolist(), notes
    (('intercept', 'kind[b]'), [1.0, 0.0, 0.0], ("kind: against 'a'",))
    """
    frame = _frame(moderators)
    if len(frame) != len(studies.kept):
        raise ValueError(
            f"every study needs a row of moderators: got {len(studies.kept)} studies and {len(frame)} rows"
        )
    frame = frame.loc[studies.kept].reset_index(drop=True)
    known = ~frame.isna().any(axis=1).to_numpy()
    notes: tuple[str, ...] = ()
    if not known.all():
        gone = [label for label, keep in zip(studies.labels, known, strict=True) if not keep]
        notes += (f"left out, a moderator is missing: {', '.join(gone)}",)
    studies = studies.subset(known)
    columns, names = [np.ones(int(known.sum()))], ["intercept"]
    for name in frame.columns:
        coded, note = _coded(frame.loc[known, name])
        notes += note
        columns += coded.values()
        names += coded
    design = Design(np.column_stack(columns), tuple(names))
    _require_full_rank(design)
    return design, studies, notes


def _frame(moderators: Any) -> pd.DataFrame:
    if isinstance(moderators, pd.DataFrame):
        frame = moderators.copy()
    elif isinstance(moderators, pd.Series):
        frame = moderators.to_frame("moderator" if moderators.name is None else moderators.name)
    else:
        frame = pd.DataFrame(moderators)
        if not isinstance(moderators, dict):
            frame.columns = [f"moderator{number + 1}" for number in range(frame.shape[1])]
    frame.columns = [str(name) for name in frame.columns]
    if frame.shape[1] == 0 or frame.columns.has_duplicates:
        raise ValueError(f"moderators must be one or more columns with different names: got {list(frame.columns)}")
    return frame.reset_index(drop=True)


def _coded(column: pd.Series[Any]) -> tuple[dict[str, Floats], tuple[str, ...]]:
    name = str(column.name)
    numeric = pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype)
    if not numeric and not isinstance(column.dtype, pd.CategoricalDtype):
        try:
            return {name: read_values(column, name)}, ()  # numbers in a column of objects
        except TypeError:
            column = column.map(str)
    if numeric:
        return {name: read_values(column, name)}, ()
    if isinstance(column.dtype, pd.CategoricalDtype):
        values = [value for value in column.cat.categories if (column == value).any()]
    else:
        values = sorted(column.unique())
    if len(values) < 2:
        raise ValueError(f"moderator {name!r} does not vary over the studies: leave it out")
    coded = {f"{name}[{value}]": (column == value).to_numpy(dtype=float) for value in values[1:]}
    return coded, (f"{name}: against {str(values[0])!r}",)


def _require_full_rank(design: Design) -> None:
    rest = design.matrix[:, 1:]
    if len(rest) < 2:
        return
    spread = rest.std(axis=0)
    for at in np.flatnonzero(spread <= 1e-12 * np.abs(rest).max(axis=0)):
        raise ValueError(f"moderator {design.terms[1 + at]!r} does not vary over the studies: leave it out")
    if len(rest) > rest.shape[1] and np.linalg.matrix_rank((rest - rest.mean(axis=0)) / spread) < rest.shape[1]:
        raise ValueError(f"moderators follow from one another: leave one out of {', '.join(design.terms[1:])}")
