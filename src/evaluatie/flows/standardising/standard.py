"""The standard population: how much every stratum weighs, and which rates groups are expected to have."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.flows.reading.count_table import CountTable, Floats
from evaluatie.flows.reading.labels import shown

ALL = "all groups together"


@dataclass(frozen=True)
class Standard:
    """A standard over the strata of a table, and over those that only the standard has.

    Attributes
    ----------
    name : str
        What it is, in words.
    strata : tuple of labels, length S
        Those of the table, then those only the standard has.
    weights : ndarray of float, shape (S,)
        How much each stratum weighs; 0 for strata outside the standard.
    events, exposure : ndarray of float, shape (S,)
        The counts that the expected numbers of events come from.
    rates_of : str
        Whose counts these are, in words.
    """

    name: str
    strata: tuple[Hashable, ...]
    weights: Floats
    events: Floats
    exposure: Floats
    rates_of: str


def read_standard(standard: Any, table: CountTable) -> Standard:
    """Read what the caller gave as the standard.

    Parameters
    ----------
    standard : None, Mapping, Series or label of a group
        None: all groups together. A Mapping or Series gives each stratum a weight.
    table : CountTable
        Events and exposure.

    Returns
    -------
    Standard
        With the strata of the table first.

    Raises
    ------
    TypeError
        If a weight is no number.
    ValueError
        If there is no such group, a weight is negative or infinite, or no stratum has weight.

    Examples
    --------
    >>> table = CountTable(("a", "b"), ("x", "y"), np.ones((2, 2)), np.array([[1.0, 2.0], [3.0, 4.0]]), ())
    >>> read_standard(None, table).weights.tolist(), read_standard("a", table).weights.tolist()
    ([4.0, 6.0], [1.0, 2.0])
    """
    if isinstance(standard, Mapping | pd.Series):
        return _from_weights(standard, table)
    events, exposure, name = table.counts.sum(axis=0), table.sizes.sum(axis=0), ALL
    if standard is not None:
        at = table.place_of(standard, "standard")
        events, exposure, name = table.counts[at], table.sizes[at], f"group {standard}"
    return Standard(name, table.strata, exposure, events, exposure, name)


def widen(values: Floats, strata: int) -> Floats:
    """Add zeros for the strata that a group does not have.

    Parameters
    ----------
    values : ndarray of float, shape (..., S)
        Values per stratum of the table.
    strata : int
        How many strata there must be.

    Returns
    -------
    ndarray of float, shape (..., strata)
        The values, then zeros.

    Examples
    --------
    >>> widen(np.ones(2), 3).tolist()
    [1.0, 1.0, 0.0]
    """
    more = [(0, 0)] * (values.ndim - 1) + [(0, strata - values.shape[-1])]
    return np.pad(values, more)


def _from_weights(given: Any, table: CountTable) -> Standard:
    weights = {_as_label(label): _weight(label, weight) for label, weight in given.items()}
    if len(weights) < len(given):
        raise ValueError("standard names a stratum twice")
    extra = tuple(label for label in weights if label not in table.strata)
    strata = (*table.strata, *extra)
    found = np.array([weights.get(label, 0.0) for label in strata])
    if not found[: len(table.strata)].any():
        raise ValueError(f"standard gives no weight to any of the strata {shown(table.strata)}")
    events, exposure = (widen(values.sum(axis=0), len(strata)) for values in (table.counts, table.sizes))
    return Standard("the given weights", strata, found, events, exposure, ALL)


def _as_label(label: Any) -> Hashable:
    if isinstance(label, tuple):
        return tuple(_as_label(part) for part in label)
    known: Hashable = label
    return None if label is None or bool(pd.isna(label)) else known


def _weight(label: Any, weight: Any) -> float:
    try:
        number = float(weight)
    except (TypeError, ValueError):
        raise TypeError(f"standard gives {label!r} the weight {weight!r}, which is no number") from None
    if not np.isfinite(number) or number < 0:
        raise ValueError(f"standard gives {label!r} the weight {weight!r}: weights must be finite and 0 or more")
    return number
