"""What somebody meant: names in two languages and any spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from evaluatie.amiss import at_rows, did_you_mean, nearest


def plain(text: object) -> str:
    """Write a name as it is compared: small letters, no accents, no numbering, single spaces.

    Parameters
    ----------
    text : object
        A name.

    Returns
    -------
    str
        The name, plainly.

    Examples
    --------
    >>> plain("3) Creëer  draagvlak"), plain("through-flow")
    ('creeer draagvlak', 'through flow')
    """
    letters = unicodedata.normalize("NFKD", str(text)).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"^\d+[).]?\s+", "", re.sub(r"[\s_/-]+", " ", letters).strip())


def meant(names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Give what each way of writing a name stands for.

    Parameters
    ----------
    names : mapping of str to sequence of str
        Each name, and what else it is called.

    Returns
    -------
    dict
        From every name, written plainly, to the name that it stands for.

    Examples
    --------
    >>> meant({"through_flow": ["Doorstroom"]})
    {'through flow': 'through_flow', 'doorstroom': 'through_flow'}
    """
    return {plain(word): name for name, others in names.items() for word in (name, *others)}


def read_names(
    values: pd.Series[Any], names: Mapping[str, Sequence[str]], what: str
) -> tuple[pd.Series[Any], list[str]]:
    """Read a column of names.

    Parameters
    ----------
    values : Series
        Names in any language and spelling that is known; a missing one is a problem.
    names : mapping of str to sequence of str
        Each name, and what else it is called.
    what : str
        What they are the names of.

    Returns
    -------
    tuple of (Series, list of str)
        The names, missing where unknown; and the problems.

    Examples
    --------
    >>> found, problems = read_names(pd.Series(["Visie", "doel"]), {"vision": ["visie"], "goals": ["doelen"]}, "phase")
    >>> found.tolist(), problems
    (['vision', None], ["unknown phase 'doel' (row 1): did you mean 'doelen'?"])
    """
    known = meant(names)
    found = pd.Series([known.get(plain(value)) for value in values], index=values.index, dtype=object)
    problems = []
    for value, rows in values[found.isna() & values.notna()].groupby(values.astype(object), sort=False):
        options = [word for name, others in names.items() for word in (name, *others)]
        near = did_you_mean(value, options, key=plain)
        told = near if near.startswith("did") else did_you_mean(value, names, key=plain)
        problems.append(f"unknown {what} {value!r} ({at_rows(rows.index)}): {told}")
    if values.isna().any():
        problems.append(f"no {what} ({at_rows(values.index[values.isna()])}): fill it in, or leave the row out")
    return found, problems


def misspelt(names: Iterable[object], known: Sequence[str]) -> list[str]:
    """Tell which names look like known ones and are none; other names are somebody's own.

    Parameters
    ----------
    names : iterable
        Names of columns or keys.
    known : sequence of str
        Those that are read.

    Returns
    -------
    list of str
        Problems.

    Examples
    --------
    >>> misspelt(["ownr", "budget", "owner"], ["owner", "text"])
    ["unknown column 'ownr': did you mean 'owner'?"]
    """
    strange = [name for name in names if name not in known]
    return [
        f"unknown column {name!r}: did you mean {near!r}?"
        for name in strange
        if (near := nearest(name, known, key=plain, cutoff=0.8)) is not None
    ]
