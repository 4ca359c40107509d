"""Calendar years, cut to the period that a file covers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Window:
    """A year, or the part of it that is covered.

    Attributes
    ----------
    year : int
        The calendar year.
    start, stop : int
        Its first day, and the day after its last.
    complete : bool
        Whether the whole year is covered.
    """

    year: int
    start: int
    stop: int
    complete: bool


def years_between(start: int, end: int) -> tuple[Window, ...]:
    """Cut a period into calendar years.

    Parameters
    ----------
    start, end : int
        First and last day, in days since 1970-01-01.

    Returns
    -------
    tuple of Window
        In the order of time.

    Examples
    --------
    >>> [(window.year, window.stop - window.start, window.complete) for window in years_between(0, 500)]
    [(1970, 365, True), (1971, 136, False)]
    """
    first, last = (int(np.datetime64(day, "D").astype("datetime64[Y]").astype(int)) + 1970 for day in (start, end))
    found = []
    for year in range(first, last + 1):
        opens, closes = (int(np.datetime64(f"{at}-01-01", "D").astype(int)) for at in (year, year + 1))
        begin, stop = max(opens, start), min(closes, end + 1)
        found.append(Window(year, begin, stop, stop - begin == closes - opens))
    return tuple(found)
