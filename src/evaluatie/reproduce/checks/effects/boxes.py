"""Ranges of what is computed from rounded numbers: at the corners of the box, where it goes one way in each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product

Range = tuple[float, float]


def over_box(compute: Callable[[Mapping[str, float]], float], ranges: Mapping[str, Range]) -> Range:
    """Give the range of a function that goes up or down throughout in each number.

    Parameters
    ----------
    compute : callable
        The function of numbers by name.
    ranges : mapping of str to tuple of float
        Between which values each number lies.

    Returns
    -------
    tuple of float
        Least and most.

    Examples
    --------
    >>> over_box(lambda at: at["t"] / at["n"], {"t": (1.0, 2.0), "n": (10.0, 10.0)})
    (0.1, 0.2)
    """
    ends = [dict.fromkeys(ends) for ends in ranges.values()]
    found = [compute(dict(zip(ranges, corner, strict=True))) for corner in product(*ends)]
    return min(found), max(found)


def size(where: Range) -> Range:
    """Give the range without sign.

    Parameters
    ----------
    where : tuple of float
        A range.

    Returns
    -------
    tuple of float

    Examples
    --------
    >>> size((-3.0, -2.0)), size((-1.0, 2.0))
    ((2.0, 3.0), (0.0, 2.0))
    """
    least, most = sorted((abs(where[0]), abs(where[1])))
    return (0.0, most) if where[0] < 0 < where[1] else (least, most)
