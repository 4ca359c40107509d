"""The levels of a characteristic as codes, in an order that people expect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.flows.careers.days import Ints
from evaluatie.flows.reading.heads import label_of, natural_key

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Levels:
    """A level per row.

    Attributes
    ----------
    codes : ndarray of int, shape (n,)
        Places in `labels`.
    labels : tuple of str
        The levels in order; the last one is `unknown`.
    unknown : str
        What is missing.
    """

    codes: Ints
    labels: tuple[str, ...]
    unknown: str = UNKNOWN

    def at(self, rows: Ints) -> Levels:
        """Give the levels of some rows; row -1 is unknown."""
        extended = np.append(self.codes, len(self.labels) - 1)
        return Levels(extended[rows], self.labels, self.unknown)


def levels_of(column: pd.Series[Any], order: Sequence[str] | None = None) -> Levels:
    """Read a column as levels; missing values and the level ``unknown`` are one.

    Parameters
    ----------
    column : Series, shape (n,)
    order : sequence of str, optional
        The levels in order; any others come after them. Else an ordered categorical's own order, or the natural one.

    Returns
    -------
    Levels

    Examples
    --------
    >>> levels = levels_of(pd.Series(["S10", None, "S2"]))
    >>> levels.labels, levels.codes.tolist()
    (('S2', 'S10', 'unknown'), [1, 2, 0])
    """
    values, found = pd.factorize(column)
    texts = [label_of(value) for value in found]
    if order is None and isinstance(column.dtype, pd.CategoricalDtype) and column.cat.ordered:
        order = [label_of(value) for value in column.cat.categories]
    ranked = [*dict.fromkeys([*(order or ()), *sorted(set(texts), key=natural_key)])]
    labels = (*(label for label in ranked if label != UNKNOWN), UNKNOWN)
    place = {label: at for at, label in enumerate(labels)}
    codes = np.array([*(place[text] for text in texts), len(labels) - 1], dtype=np.int64)
    return Levels(codes[values], labels)
