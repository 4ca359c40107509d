"""Read single counts and exposures, or say plainly why they are none."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from evaluatie.result import NotEnoughData

#: more than there are people; of still larger numbers floats do not hold every one
MOST = 10**10


def read_count(value: Any, name: str) -> int:
    """Read a number of events or people.

    Parameters
    ----------
    value : int, or a float without decimals
        The count.
    name : str
        What to call it in an error.

    Returns
    -------
    int
        At least 0.

    Raises
    ------
    TypeError
        If it is no number.
    ValueError
        If it is missing, negative, infinite, not whole, or more than there are people.

    Examples
    --------
    >>> read_count(3.0, "events")
    3
    """
    number = _read_number(value, name)
    if number < 0 or not number.is_integer():
        raise ValueError(
            f"{name} must be a whole number, 0 or more: got {value!r}; counts that were rounded, weighted or "
            "suppressed have no exact interval"
        )
    if number > MOST:
        raise ValueError(f"{name} must be at most {MOST:,}: got {value!r}")
    return int(value)


def read_exposure(value: Any, name: str) -> float:
    """Read an amount of exposure, such as person-years.

    Parameters
    ----------
    value : float
        The exposure.
    name : str
        What to call it in an error.

    Returns
    -------
    float
        Above 0.

    Raises
    ------
    NotEnoughData
        If it is 0.
    TypeError
        If it is no number.
    ValueError
        If it is missing, negative or infinite.

    Examples
    --------
    >>> read_exposure(12, "exposure")
    12.0
    """
    number = _read_number(value, name)
    if number < 0:
        raise ValueError(f"{name} must be more than 0: got {value!r}")
    if number == 0:
        raise NotEnoughData(f"{name} is 0: without exposure there is no rate")
    return number


def read_part(part: Any, whole: Any, part_name: str, whole_name: str) -> tuple[int, int]:
    """Read how many of how many.

    Parameters
    ----------
    part, whole : int
        For example the selected, and everyone who stood for selection.
    part_name, whole_name : str
        What to call them in an error.

    Returns
    -------
    tuple of int
        The part, and the whole, which is at least 1.

    Raises
    ------
    NotEnoughData
        If the whole is 0.
    ValueError
        If the part exceeds the whole, or either is no count.

    Examples
    --------
    >>> read_part(3, 10, "selected", "total")
    (3, 10)
    """
    some, everyone = read_count(part, part_name), read_count(whole, whole_name)
    if some > everyone:
        raise ValueError(f"{part_name} ({some}) cannot be more than {whole_name} ({everyone})")
    if everyone == 0:
        raise NotEnoughData(f"{whole_name} is 0: of nobody no share can be taken")
    return some, everyone


def _read_number(value: Any, name: str) -> float:
    if value is None or value is pd.NA or value is pd.NaT:
        raise ValueError(f"{name} is missing")
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a number: got {value!r}") from None
    if isinstance(value, str | bytes):
        raise TypeError(f"{name} must be a number: got the text {value!r}")
    if math.isnan(number):
        raise ValueError(f"{name} is missing")
    if math.isinf(number):
        raise ValueError(f"{name} must be finite: got {value!r}")
    return number
