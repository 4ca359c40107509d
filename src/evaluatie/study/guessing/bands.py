"""Ages and years as bands: cuts at round numbers, with enough people between them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from evaluatie.study.settings.measured import band_names

AGES = (25, 35, 45, 55, 65)
YEARS = (2, 5, 10, 20)
_SHARE, _FEWEST = 0.1, 10
_NAMED = re.compile(r"(?P<name>[^=:]+?)\s*[=:]\s*(?P<level>.+)")
_BEGINS = re.compile(r"(?P<low>\d{1,3})(?:-\d{1,3}|\+)?")


def cuts_for(numbers: Mapping[float, int], cuts: Sequence[int], waves: int = 1) -> tuple[int, ...]:
    """Choose cuts so that no band is almost empty.

    Parameters
    ----------
    numbers : mapping of float to int
        People per age, or per number of years.
    cuts : sequence of int
        The cuts to choose from.
    waves : int
        How many times they were counted.

    Returns
    -------
    tuple of int
        Every band holds a tenth of the people, and ten at a wave; empty where that cannot be.

    Examples
    --------
    >>> cuts_for({22: 40, 30: 50, 41: 45, 60: 4}, AGES)
    (25, 35)
    """
    chosen = list(cuts)
    fewest = max(_FEWEST * waves, _SHARE * sum(numbers.values()))
    while chosen:
        people = people_in(numbers, chosen)
        smallest = min(range(len(people)), key=lambda band: people[band])
        if people[smallest] >= fewest:
            break
        # the smallest band goes to the smaller one beside it
        beside = [band for band in (smallest - 1, smallest + 1) if 0 <= band < len(people)]
        chosen.pop(min(smallest, min(beside, key=lambda band: people[band])))
    return tuple(chosen)


def people_in(numbers: Mapping[float, int], cuts: Sequence[int]) -> list[int]:
    """Count the people in each band.

    Examples
    --------
    >>> people_in({22: 40, 30: 50, 41: 45}, [25, 35])
    [40, 50, 45]
    """
    people = [0] * (len(cuts) + 1)
    for number, count in numbers.items():
        people[bisect_right(cuts, number)] += count
    return people


def counted_bands(cells: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Find the cuts by which a table of numbers of employees counts ages or years.

    Parameters
    ----------
    cells : iterable of str
        The groups that it names, such as ``leeftijd=35-49``.

    Returns
    -------
    dict of str to tuple of int
        By name; those of which the levels are the bands that cuts make, in any order.

    Examples
    --------
    >>> counted_bands(["all", "gender=man", "age=50+", "age=<35", "age=35-49"])
    {'age': (35, 50)}
    """
    levels: dict[str, list[str]] = {}
    for cell in cells:
        named = _NAMED.fullmatch(cell.strip())
        if named is not None:
            levels.setdefault(named["name"], []).append(named["level"])
    found = {}
    for name, those in levels.items():
        begins = (_BEGINS.fullmatch(level) for level in those)
        cuts = tuple(sorted(int(begin["low"]) for begin in begins if begin is not None))
        if cuts and sorted(band_names(cuts)) == sorted(those):
            found[name] = cuts
    return found
