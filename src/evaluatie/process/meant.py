"""What somebody meant: names in two languages, near misses, and one error that tells everything at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import pandas as pd

_LISTED = 10


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


def did_you_mean(word: object, options: Iterable[object]) -> str:
    """Point to the option that a misspelt word was meant to be, or else list the options.

    Parameters
    ----------
    word : object
        What was written.
    options : iterable
        What could have been written.

    Returns
    -------
    str
        The end of a sentence.

    Examples
    --------
    >>> did_you_mean("visoin", ["vision", "goals"]), did_you_mean("x", ["vision", "goals"])
    ("did you mean 'vision'?", 'there are: vision, goals')
    """
    known = {plain(option): str(option) for option in options}
    near = get_close_matches(plain(word), list(known), n=1)
    if near:
        return f"did you mean {known[near[0]]!r}?"
    listed = list(dict.fromkeys(known.values()))
    more = f" and {len(listed) - 2 * _LISTED} more" if len(listed) > 2 * _LISTED else ""
    return f"there are: {', '.join(listed[: 2 * _LISTED])}{more}"


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
        near = did_you_mean(value, options)
        told = near if near.startswith("did") else did_you_mean(value, names)
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
        f"unknown column {name!r}: {did_you_mean(name, known)}"
        for name in strange
        if get_close_matches(plain(name), [plain(word) for word in known], n=1, cutoff=0.8)
    ]


def at_rows(labels: Iterable[object]) -> str:
    """Name rows of a frame.

    Parameters
    ----------
    labels : iterable
        Labels of the frame's index.

    Returns
    -------
    str
        The first ten, and how many more.

    Examples
    --------
    >>> at_rows([3]), at_rows(range(12))
    ('row 3', 'rows 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more')
    """
    listed = [str(label) for label in labels]
    more = f" and {len(listed) - _LISTED} more" if len(listed) > _LISTED else ""
    return f"row{'s' if len(listed) > 1 else ''} {', '.join(listed[:_LISTED])}{more}"


def refuse(problems: Sequence[str]) -> None:
    """Raise one error that tells all problems; none, no error.

    Parameters
    ----------
    problems : sequence of str
        What is wrong, each with its place and remedy.

    Raises
    ------
    ValueError
        If there is a problem.

    Examples
    --------
    >>> refuse([])
    >>> refuse(["no score", "no rater"])
    Traceback (most recent call last):
        ...
    ValueError: 2 problems:
      1. no score
      2. no rater
    """
    if len(problems) == 1:
        raise ValueError(problems[0])
    if problems:
        raise ValueError(
            "\n".join([f"{len(problems)} problems:", *(f"  {at}. {it}" for at, it in enumerate(problems, 1))])
        )
