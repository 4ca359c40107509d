"""Who was exposed to the interventions: a column of 0/1, True/False, or two ordered labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.effects.values import Floats

HOW = "give 0/1, False/True, or an ordered categorical of two labels with the exposed one second"


@dataclass(frozen=True)
class Exposed:
    """Exposure as numbers.

    Attributes
    ----------
    marks : ndarray of float, shape (n,)
        1 for exposed, 0 for not, NaN where it is missing.
    comparison, exposed : str
        What the two were called.
    """

    marks: Floats
    comparison: str
    exposed: str


def read_exposed(values: Any, name: str) -> Exposed:
    """Read who was exposed.

    Parameters
    ----------
    values : sequence, array or Series, shape (n,)
        0/1, False/True, or an ordered categorical of two labels, of which the second is exposed.
    name : str
        What to call the column in an error.

    Returns
    -------
    Exposed
        Numbers and labels.

    Raises
    ------
    TypeError
        If it is no column.
    ValueError
        If it is not plain which label is the exposed one.

    Examples
    --------
    >>> read_exposed([True, None, False], "exposed").marks
    array([ 1., nan,  0.])
    """
    if isinstance(values, str | bytes | dict) or not hasattr(values, "__iter__"):
        raise TypeError(f"{name} must be a column of 0/1, False/True or two ordered labels: got {values!r}")
    listed = isinstance(values, pd.Series | np.ndarray | pd.api.extensions.ExtensionArray | pd.Index)
    column = pd.Series(values if listed else pd.Series(list(values), dtype=object)).reset_index(drop=True)
    present = list(column.dropna().unique())
    numbers = [_zero_or_one(label) for label in present]
    if None not in numbers:
        places = dict(zip(present, numbers, strict=True))
        return Exposed(_mapped(column, places), _label(places, 0, "not exposed"), _label(places, 1, "exposed"))
    if isinstance(column.dtype, pd.CategoricalDtype) and column.dtype.ordered:
        labels = list(column.cat.categories)
        if len(labels) != 2:
            labels = [label for label in labels if label in present]
        if len(labels) == 2:
            places = {labels[0]: 0, labels[1]: 1}
            return Exposed(_mapped(column, places), str(labels[0]), str(labels[1]))
    shown = ", ".join(repr(label.item() if isinstance(label, np.generic) else label) for label in present[:5])
    raise ValueError(f"{name} holds {shown}: which is the exposed one is not plain; {HOW}")


def _zero_or_one(label: Any) -> int | None:
    if isinstance(label, bool | int | float | np.bool_ | np.integer | np.floating) and label in (0, 1):
        return int(label)
    return None


def _mapped(column: pd.Series[Any], places: dict[Any, int | None]) -> Floats:
    known = column.notna().to_numpy()
    numbers = np.full(len(column), np.nan)
    numbers[known] = [places[label] for label in column[known]]
    return numbers


def _label(places: dict[Any, int | None], number: int, words: str) -> str:
    named = [str(label) for label, place in places.items() if place == number]
    return named[0] if named else words
