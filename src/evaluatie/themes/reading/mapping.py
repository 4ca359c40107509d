"""Themes that got another name, or were taken together, between rounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from evaluatie.amiss import did_you_mean


def renamed(themes: pd.Series[Any], mapping: Mapping[str, str] | None) -> pd.Series[Any]:
    """Give themes their new names.

    Parameters
    ----------
    themes : Series
        One theme, or none, per row.
    mapping : mapping of str to str, or None
        New names by old ones.

    Returns
    -------
    Series
        The same rows.

    Examples
    --------
    >>> renamed(pd.Series(["pay", "climate"]), {"pay": "reward"}).tolist()
    ['reward', 'climate']
    """
    themes = themes.astype(object)
    return themes if not mapping else themes.map(lambda theme: mapping.get(theme, theme))


def mapping_problems(themes: Iterable[Any], mapping: Any) -> Iterator[str]:
    """Find what is wrong with new names.

    Parameters
    ----------
    themes : iterable
        The themes that there are.
    mapping : mapping of str to str, or None
        New names by old ones.

    Yields
    ------
    str
        A problem for each name that is not there, is none, or leads on to another.

    Examples
    --------
    >>> list(mapping_problems(["pay", "climate"], {"pai": "reward"}))
    ["mapping renames 'pai', which is no theme here; did you mean 'pay'?"]
    """
    if not isinstance(mapping, Mapping | None):
        yield f"mapping must give new names by old ones, such as {{'old': 'new'}}: got {mapping!r}"
        return
    known = {theme for theme in themes if isinstance(theme, str)}
    for old, new in (mapping or {}).items():
        if old not in known:
            yield f"mapping renames {old!r}, which is no theme here; {did_you_mean(old, sorted(known))}"
        if not isinstance(new, str) or not new.strip():
            yield f"mapping gives {old!r} no new name: got {new!r}"
        elif new != old and new in (mapping or {}):
            yield f"mapping leads from {old!r} to {new!r} and on: name the last one at once"


def mapping_notes(themes: Iterable[Any], mapping: Mapping[str, str] | None) -> Iterator[str]:
    """Say which themes got another name, and how many rows that is.

    Parameters
    ----------
    themes : iterable
        Themes before they were renamed, one per row.
    mapping : mapping of str to str, or None
        New names by old ones.

    Yields
    ------
    str
        One note, where anything was renamed.

    Examples
    --------
    >>> list(mapping_notes(["pay", "pay", "reward"], {"pay": "reward"}))
    ["1 theme renamed, and counted with what already bore the name: 'pay' as 'reward' (2)"]
    """
    rows = [theme for theme in themes if isinstance(theme, str)]
    moved = [(old, new, rows.count(old)) for old, new in sorted((mapping or {}).items()) if old != new]
    if moved:
        shown = "; ".join(f"{old!r} as {new!r} ({count})" for old, new, count in moved)
        themes_word = "theme" if len(moved) == 1 else "themes"
        yield f"{len(moved)} {themes_word} renamed, and counted with what already bore the name: {shown}"
