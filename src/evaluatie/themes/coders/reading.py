"""Read what coders gave to units: labels to numbers, and everything that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.amiss import listed, nearest, refuse
from evaluatie.result import NotEnoughData
from evaluatie.themes.coders.labels import in_order, is_number, tidy_label, two_spellings

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
#: The levels that each measure knows
LEVELS = {
    "cohen": ("nominal",),
    "weighted": ("nominal", "ordinal"),
    "fleiss": ("nominal",),
    "krippendorff": ("nominal", "ordinal", "interval", "ratio"),
}
#: More different values than this are measurements, of which a table of all pairs would not fit in memory
MOST_VALUES = 300


@dataclass(frozen=True)
class Ratings:
    """What coders gave to units.

    Attributes
    ----------
    codes : ndarray of int, shape (n, c)
        Position of the category; -1 where a coder gave none. Only units that the measure can use.
    categories : tuple
        Labels, in order.
    values : ndarray of float, shape (k,)
        The categories as numbers: themselves at interval and ratio level, else their positions.
    coders : tuple of str
        Their names.
    left_out : int
        Units that the measure cannot use.
    """

    codes: Ints
    categories: tuple[Any, ...]
    values: Floats
    coders: tuple[str, ...]
    left_out: int


def read_ratings(ratings: Any, measure: str, level: str, categories: Iterable[Any] | None) -> Ratings:
    """Read ratings of units by coders.

    Parameters
    ----------
    ratings : DataFrame or array, shape (n, c)
        Units by coders.
    measure, level : str
        What is to be done with them.
    categories : iterable of labels, optional
        All categories, in order.

    Returns
    -------
    Ratings
        Units with a code of every coder; for Krippendorff's alpha of at least two.

    Raises
    ------
    NotEnoughData
        If fewer than 2 units are left.
    TypeError
        If ratings are no table.
    ValueError
        With all that is wrong.

    Examples
    --------
    >>> read_ratings([["b", "a"], ["a", "a"], ["b", None]], "cohen", "nominal", None).codes.tolist()
    [[1, 0], [0, 0]]
    """
    frame = _frame(ratings)
    tidied = [tidy_label(cell) for row in frame.astype(object).to_numpy() for cell in row]
    labels = np.array(tidied, dtype=object).reshape(frame.shape)
    found = [label for label in labels.ravel() if label is not None]
    given = None if categories is None else [tidy_label(label) for label in categories]
    order = given or _ordered_dtype(frame)
    problems = [
        *_of_request(measure, level, frame.shape[1]),
        *_of_coders(frame.columns, labels),
        *_of_labels(found, order if given is None else given, measure, level),
    ]
    refuse(problems)
    known = tuple(order or in_order(found))
    places = {label: place for place, label in enumerate(known)}
    codes = np.array([[places.get(label, -1) for label in row] for row in labels], dtype=np.int64)
    enough = (codes >= 0).sum(axis=1) >= (2 if measure == "krippendorff" else codes.shape[1])
    if enough.sum() < 2:
        raise NotEnoughData(
            f"{enough.sum()} of {len(codes)} units have codes of {'two' if measure == 'krippendorff' else 'all'} "
            "coders: at least 2 such units are needed"
        )
    numbers = known if level in ("interval", "ratio") else range(len(known))
    return Ratings(codes[enough], known, np.array(numbers, dtype=np.float64), tuple(map(str, frame.columns)),
                   int((~enough).sum()))  # fmt: skip


def _frame(ratings: Any) -> pd.DataFrame:
    if isinstance(ratings, pd.DataFrame):
        return ratings
    if isinstance(ratings, str) or not isinstance(ratings, np.ndarray | Sequence):
        raise TypeError(f"ratings must be a DataFrame or an array, units by coders: got {type(ratings).__name__}")
    # rows one by one: numpy would make texts of the numbers beside a text
    rows = [
        list(row) if isinstance(row, np.ndarray | Sequence) and not isinstance(row, str) else None for row in ratings
    ]
    if any(row is None for row in rows) or len({len(row) for row in rows if row is not None}) != 1:
        raise TypeError("ratings must be a table: a row per unit, a code per coder, as many in every row")
    return pd.DataFrame(rows, dtype=object).rename(columns=lambda place: f"coder {place + 1}")


def _ordered_dtype(frame: pd.DataFrame) -> list[Any] | None:
    """Give the categories that all columns share as an ordered Categorical."""
    kinds = set(frame.dtypes)
    kind = next(iter(kinds)) if len(kinds) == 1 else None
    ordered = isinstance(kind, pd.CategoricalDtype) and kind.ordered
    return [tidy_label(label) for label in kind.categories] if ordered else None  # type: ignore[union-attr]


def _of_request(measure: str, level: str, coders: int) -> list[str]:
    if measure not in LEVELS:
        return [f"measure must be one of {', '.join(LEVELS)}: got {measure!r}"]
    problems = []
    if level not in LEVELS["krippendorff"]:
        problems.append(f"level must be one of {', '.join(LEVELS['krippendorff'])}: got {level!r}")
    elif level not in LEVELS[measure]:
        able = "weighted or krippendorff" if level == "ordinal" else "krippendorff"
        problems.append(f"measure {measure!r} takes no {level} level: use {able}")
    if coders < 2:
        problems.append(f"agreement needs at least two coders, a column each: got {coders}")
    elif coders > 2 and measure in ("cohen", "weighted"):
        problems.append(f"measure {measure!r} is for two coders, and there are {coders}: use fleiss or krippendorff")
    return problems


def _of_coders(names: pd.Index[Any], labels: npt.NDArray[np.object_]) -> list[str]:
    problems = [f"coder {name!r} stands above more than one column" for name in names[names.duplicated()].unique()]
    silent = [name for name, column in zip(names, labels.T, strict=True) if all(label is None for label in column)]
    if silent:
        problems.append(f"no code at all of {listed(map(repr, silent))}: leave that column out")
    return problems


def _of_labels(found: list[Any], given: list[Any] | None, measure: str, level: str) -> list[str]:
    texts = [label for label in dict.fromkeys(found) if not is_number(label)]
    problems = two_spellings(found, "category")
    endless = [label for label in dict.fromkeys(found) if is_number(label) and not np.isfinite(label)]
    if endless:
        problems.append("a code is infinite")
    if given is not None:
        problems += _of_categories(found, given)
    if level in ("interval", "ratio"):
        if texts:
            problems.append(f"{level} level needs numbers: {listed(map(repr, texts))} are none")
        if level == "ratio" and any(label < 0 for label in found if is_number(label)):
            problems.append("ratio level needs numbers from 0: some are negative")
    elif texts and given is None and (measure == "weighted" or level == "ordinal"):
        problems.append(
            f"the order of {listed(map(repr, texts))} is not known: give categories, from low to high, or number them"
        )
    if len(set(found)) > MOST_VALUES:
        problems.append(f"there are {len(set(found))} different values, at most {MOST_VALUES} are counted: round them")
    return problems


def _of_categories(found: list[Any], given: list[Any]) -> list[str]:
    problems = []
    if None in given or len(set(given)) < len(given):
        problems.append("categories must be different, and none of them missing")
    for label in dict.fromkeys(found):
        if label not in given:
            near = nearest(label, given)
            meant = "" if near is None else f": did you mean {near!r}?"
            problems.append(f"{label!r} is not among the categories{meant}")
    return problems
