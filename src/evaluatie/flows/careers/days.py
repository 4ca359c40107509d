"""Dates as whole days, so that spells of millions of people can be sorted, cut and counted."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints: TypeAlias = npt.NDArray[np.int64]

#: What stands where there is no date, and where there is no end.
NO_DAY = int(np.iinfo(np.int64).min)
OPEN = 3_000_000
DAYS_PER_YEAR = 365.25
_NUMBERS = ("integer", "floating", "mixed-integer", "mixed-integer-float")
# 2900-01-01: personnel systems write 2999 or 9999 where there is no end
_ENDLESS = 339_681
_MEANS = {"never": OPEN, "unknown": NO_DAY}


def read_days(values: Any, name: str, *, missing: str = "unknown") -> Ints:
    """Read a column of dates as days since 1970-01-01.

    Parameters
    ----------
    values : sequence, array or Series, shape (n,)
        Dates, or text such as ``2020-03-01``; times of the day are left out.
    name : str
        What to call the column in an error.
    missing : {"unknown", "never"}, default "unknown"
        Whether a missing date becomes ``NO_DAY`` or ``OPEN``.

    Returns
    -------
    ndarray of int, shape (n,)

    Raises
    ------
    ValueError
        If a value is no date.

    Examples
    --------
    >>> read_days(["1970-01-02", None], "exit", missing="never")
    array([      1, 3000000])
    """
    column = pd.Series(values)
    try:
        read = pd.to_datetime(column, format="ISO8601") if not _is_dated(column) else column
    except (ValueError, TypeError):
        wrong = next((value for value in column if not _is_date(value)), "dates of different time zones")
        raise ValueError(f"{name} holds {wrong!r}, which is no date: give dates, or text such as 2020-03-01") from None
    if _has_zone(read.dtype):
        raise ValueError(f"{name} has a time zone, in which a day is not the same everywhere: take it away first")
    days: Ints = read.to_numpy("datetime64[D]").astype(np.int64)
    if missing == "never":
        days = np.where(days >= _ENDLESS, OPEN, days)
    return np.where(days == NO_DAY, _MEANS[missing], days)


def day_of(value: Any, name: str) -> int:
    """Read one date as a day since 1970-01-01.

    Examples
    --------
    >>> day_of("1970-02-01", "start")
    31
    """
    day = int(read_days([value], name)[0])
    if day == NO_DAY:
        raise ValueError(f"{name} must be a date, such as 2020-03-01: got {value!r}")
    return day


def as_dates(days: Ints) -> pd.Series[Any]:
    """Give days as dates; ``OPEN`` and ``NO_DAY`` become NaT.

    Examples
    --------
    >>> as_dates(np.array([0, OPEN])).isna().tolist()
    [False, True]
    """
    known = (days != NO_DAY) & (days < OPEN)
    return pd.Series(np.where(known, days, NO_DAY).astype("datetime64[D]")).astype("datetime64[s]")


def _is_dated(column: pd.Series[Any]) -> bool:
    kind = pd.api.types.infer_dtype(column, skipna=True)
    if (kind in _NUMBERS and column.notna().any()) or (kind.startswith("mixed") and not column.map(_is_date).all()):
        # 20200301 and 2020 are read as nanoseconds by some, and as dates by others
        raise TypeError("numbers are no dates")
    return pd.api.types.is_datetime64_any_dtype(column.dtype)


def _has_zone(dtype: Any) -> bool:
    arrow = getattr(dtype, "pyarrow_dtype", None)
    return isinstance(dtype, pd.DatetimeTZDtype) or getattr(arrow, "tz", None) is not None


def _is_date(value: Any) -> bool:
    if isinstance(value, int | float | np.number):
        return bool(np.isnan(value))
    try:
        pd.to_datetime(value, format="ISO8601")
    except (ValueError, TypeError):
        return False
    return True
