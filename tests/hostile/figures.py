"""The figures of any result, laid out so that two of them can be compared."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

import evaluatie as ev

COLUMNS = ("estimate", "se", "statistic", "df", "p", "ci_low", "ci_high", "n")


def tidy(result: Any) -> pd.DataFrame:
    """Give the table of estimates of a result, its numbers as floats."""
    table = result.tidy()
    there = [name for name in COLUMNS if name in table]
    return table[there].apply(pd.to_numeric, errors="coerce").astype(float).reset_index(drop=True)


def numbers(value: Any) -> dict[str, list[float]]:
    """Give all numbers in a result by where they stand, each list in order of size: whatever the order of rows was."""
    found: dict[str, list[float]] = {}
    for place, number in _walk(value, ""):
        found.setdefault(place, []).append(number)
    return {place: sorted(known, key=lambda number: (math.isnan(number), number)) for place, known in found.items()}


def _walk(value: Any, place: str) -> Iterator[tuple[str, float]]:
    if isinstance(value, bool | np.bool_ | int | float | np.number):
        yield place, float(value)
    elif isinstance(value, ev.Result):
        yield from _walk(value.tidy(), f"{place}.tidy")
        yield from _walk(value.glance(), f"{place}.glance")
    elif isinstance(value, pd.DataFrame):
        for name in value:
            yield from _walk(value[name], f"{place}.{name}" if isinstance(name, str) else place)
    elif isinstance(value, pd.Series | np.ndarray | list | tuple | set | frozenset):
        for one in np.asarray(value, dtype=object).ravel() if isinstance(value, pd.Series | np.ndarray) else value:
            yield from _walk(one, place)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _walk(one, place)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            if field.name not in ("notes", "method", "source"):
                yield from _walk(getattr(value, field.name, None), f"{place}.{field.name}")


def infinite(value: Any) -> list[str]:
    """Name the places where a number is infinite: a missing one is a gap, and an infinite one a mistake.

    Infinitely many degrees of freedom are those of the normal distribution, and none of these.
    """
    return sorted({place for place, number in _walk(value, "") if math.isinf(number) and not place.endswith("df")})


def notes(value: Any) -> tuple[str, ...]:
    """Give what a result notes of itself."""
    return tuple(getattr(value, "notes", ()) or ())


def alike(one: Any, other: Any, tolerance: float = 1e-7) -> str:
    """Compare the figures of two results; what differs, or nothing."""
    first, second = numbers(one), numbers(other)
    if first.keys() != second.keys():
        return f"other places: {sorted(first.keys() ^ second.keys())[:5]}"
    for place, known in first.items():
        if len(known) != len(second[place]) or not np.allclose(
            known, second[place], rtol=tolerance, atol=tolerance, equal_nan=True
        ):
            return f"{place}: {known[:6]} and {second[place][:6]}"
    return ""
