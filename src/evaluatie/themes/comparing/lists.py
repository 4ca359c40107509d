"""Themes that are known as lists only: which stay, vanish and appear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from evaluatie.amiss import listed, refuse
from evaluatie.result import Estimate, NotEnoughData, Result
from evaluatie.themes.reading.labels import alike, doubly_spelled, natural
from evaluatie.themes.reading.mapping import mapping_notes, mapping_problems, renamed

METHOD = "Themes that stand in both lists, in the first only, and in the last only"
NO_SHARE = (
    "the themes are known as lists, without the documents they come from: how many people named a theme cannot be "
    "computed, nor how sure it is that one vanished or appeared"
)


@dataclass(frozen=True)
class ThemeLists(Result):
    """Two lists of themes, side by side.

    Attributes
    ----------
    stays, vanishes, appears : tuple of str
        Themes in both lists, in the first only, in the last only.
    n_first, n_last : int
        Themes of each list, after those that were taken together.
    """

    stays: tuple[str, ...]
    vanishes: tuple[str, ...]
    appears: tuple[str, ...]
    n_first: int
    n_last: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give how many themes stay, vanish and appear.

        Returns
        -------
        tuple of Estimate
            Counts; their ``n`` is the number of different themes.
        """
        kinds = (("stays", self.stays), ("vanishes", self.vanishes), ("appears", self.appears))
        n = sum(len(themes) for _, themes in kinds)
        return tuple(Estimate(name, len(themes), n=n) for name, themes in kinds)


def theme_lists(first: Iterable[str], last: Iterable[str], mapping: Mapping[str, str] | None = None) -> ThemeLists:
    """Compare two rounds of which nothing but the themes is known.

    Parameters
    ----------
    first, last : iterable of str
        Themes of both rounds.
    mapping : mapping of str to str, optional
        New names of themes that were renamed or taken together, by the old ones.

    Returns
    -------
    ThemeLists
        Themes in natural order.

    Raises
    ------
    NotEnoughData
        If a list is empty.
    TypeError
        If a list is one text.
    ValueError
        With all that is no theme, is written in two ways, or wrong with the mapping.

    Examples
    --------
    >>> found = theme_lists(["pay", "climate"], ["climate", "reward", "career"], {"pay": "reward"})
    >>> found.stays, found.vanishes, found.appears
    (('climate', 'reward'), (), ('career',))
    """
    given = {name: _as_list(themes, name) for name, themes in (("first", first), ("last", last))}
    old = [theme for themes in given.values() for theme in themes]
    problems = [*_text_problems(given), *mapping_problems(old, mapping)]
    if not problems:
        places = [f"{name} {at}" for name, themes in given.items() for at in range(len(themes))]
        problems += doubly_spelled(renamed(pd.Series(old, index=places, dtype=object), mapping), "theme", "in")
    refuse(problems)
    before, after = ({(mapping or {}).get(theme, theme) for theme in themes} for themes in given.values())
    near = [f"{one!r} and {other!r} look alike: are they one theme?" for one, other in alike(sorted(before | after))]
    return ThemeLists(
        METHOD,
        (NO_SHARE, *near, *mapping_notes(old, mapping)),
        stays=_ordered(before & after),
        vanishes=_ordered(before - after),
        appears=_ordered(after - before),
        n_first=len(before),
        n_last=len(after),
    )


def _ordered(themes: set[str]) -> tuple[str, ...]:
    return tuple(sorted(themes, key=natural))


def _as_list(themes: Iterable[str], name: str) -> list[str]:
    if isinstance(themes, str):
        raise TypeError(f"{name} must be a list of themes: got one text, {themes!r}")
    found = list(themes)
    if not found:
        raise NotEnoughData(f"{name} has no themes: there is nothing to compare")
    return found


def _text_problems(given: Mapping[str, list[str]]) -> Iterator[str]:
    for name, themes in given.items():
        strange = [theme for theme in themes if not isinstance(theme, str) or not theme.strip()]
        if strange:
            yield f"{name} holds what is no theme: {listed(map(repr, strange))}"
