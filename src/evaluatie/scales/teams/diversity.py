"""How mixed a group is: Blau's index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.result import Estimate, NotEnoughData, Result

METHOD = "Blau's index (Blau 1977), and the same for two different people (Biemann & Kearney 2010)"


@dataclass(frozen=True)
class Blau(Result):
    """How mixed a group is.

    Attributes
    ----------
    index : float
        Chance that two people drawn with replacement are of different categories: 0 where all are alike.
    corrected : float
        Chance that two *different* people are; does not depend on the size of the group.
    maximum : float
        The largest that ``index`` can be with this number of categories, (c - 1) / c.
    n, categories : int
        People, and categories (those without people too, where counts or a categorical column say so).
    read_as : {"counts", "labels"}
        How the argument was read.
    """

    index: float
    corrected: float
    maximum: float
    n: int
    categories: int
    read_as: str

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the corrected index, then the plain one.

        Returns
        -------
        tuple of Estimate
            Terms ``blau_corrected`` and ``blau``; without intervals, as they describe the people that were counted.
        """
        return Estimate("blau_corrected", self.corrected, n=self.n), Estimate("blau", self.index, n=self.n)


def blau(counts_or_labels: Mapping[Any, float] | pd.Series[Any] | Iterable[Any]) -> Blau:
    """Measure how mixed a group is.

    1 - sum of squared shares (Blau 1977, *Inequality and heterogeneity*). It is too low for small groups, which hold
    few people whatever they were drawn from: times n / (n - 1) it is the chance that two different people differ
    (Biemann & Kearney 2010, *Organizational Research Methods* 13, 582-599), which may be compared over sizes.

    Parameters
    ----------
    counts_or_labels : mapping, Series or list
        Numbers are people per category, and so are the values of a mapping; texts, truth values and categorical
        columns are a label per person. Labels that are numbers must be made categorical or text first. Missing labels
        are left out.

    Returns
    -------
    Blau
        With missing labels counted in the notes.

    Raises
    ------
    NotEnoughData
        With fewer than 2 people.
    TypeError
        If numbers and texts are mixed.
    ValueError
        If a count is negative, missing or no whole number.

    Examples
    --------
    >>> result = blau(["woman", "woman", "man", "man"])
    >>> round(result.index, 4), round(result.corrected, 4)
    (0.5, 0.6667)
    >>> blau({"woman": 2, "man": 2}) == blau([2, 2])
    True
    """
    counts, missing, read_as = _counts(counts_or_labels)
    n = int(counts.sum())
    if n < 2:
        raise NotEnoughData(f"at least 2 people are needed: got {n}")
    index = float(1 - ((counts / n) ** 2).sum())
    notes = (f"{missing} of {n + missing} people left out: no label",) if missing else ()
    categories = len(counts)
    return Blau(METHOD, notes, index, index * n / (n - 1), 1 - 1 / categories, n, categories, read_as)


def _counts(given: Any) -> tuple[npt.NDArray[np.int64], int, str]:
    if isinstance(given, str):
        raise TypeError(f"counts or labels must be a list, a mapping or a column: got the text {given!r}")
    if isinstance(given, Mapping):
        return _whole(list(given.values())), 0, "counts"
    if isinstance(given, pd.Series) and isinstance(given.dtype, pd.CategoricalDtype):
        return np.asarray(given.value_counts(), dtype=np.int64), int(given.isna().sum()), "labels"
    values = list(given)
    known = [value for value in values if not pd.isna(value)]
    numbers = [isinstance(value, int | float | np.number) and not isinstance(value, bool) for value in known]
    if known and all(numbers):
        return _whole(values), 0, "counts"
    if any(numbers):
        raise TypeError("counts or labels are needed: got numbers among labels; turn numbered labels into text")
    counted = Counter(known)
    return np.array(list(counted.values()), dtype=np.int64), len(values) - len(known), "labels"


def _whole(values: list[Any]) -> npt.NDArray[np.int64]:
    for value in values:
        if pd.isna(value):
            raise ValueError("a count is missing")
        if isinstance(value, bool) or not isinstance(value, int | float | np.number):
            raise TypeError(f"a count must be a number: got {value!r}")
        if not np.isfinite(value) or value < 0 or value != int(value):
            raise ValueError(f"a count must be a whole number of people, at least 0: got {value!r}")
    return np.array(values, dtype=np.int64)
