"""The words and texts of this directory: patterns of what is said, and what is answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from evaluatie.reproduce.checks.check import Explanation
from evaluatie.shipped import shipped


@cache
def words() -> Mapping[str, Any]:
    """Give the words as they stand in their file."""
    data: Mapping[str, Any] = shipped(__file__, "words.yml")
    return data


@cache
def alternatives(name: str) -> str:
    """Give a list of words.yml as one pattern, the longest of its words first; a space may be left out or doubled.

    Parameters
    ----------
    name : str
        Of the list.
    """
    each = sorted(words()[name], key=len, reverse=True)
    return "(?:" + "|".join(one.replace(" ", r"\s*") for one in each) + ")"


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Compile a list of words.yml as whole words of any case.

    Parameters
    ----------
    name : str
        Of the list.

    Examples
    --------
    >>> bool(pattern("resampled").search("95% bootstrap CI")), bool(pattern("resampled").search("95% CI"))
    (True, False)
    """
    return re.compile(rf"(?<!\w){alternatives(name)}(?!\w)", re.IGNORECASE)


def numeral(said: str, name: str) -> int | None:
    """Read a small number, in digits or as one of the words of a list.

    Parameters
    ----------
    said : str
        ``3``, ``three`` or ``drie``.
    name : str
        Of the list: ``counts`` or ``points``.

    Returns
    -------
    int or None

    Examples
    --------
    >>> numeral("Vijf", "points"), numeral("7", "points"), numeral("some", "points")
    (5, 7, None)
    """
    if said.isdigit():
        return int(said)
    return next((count for count, known in words()[name].items() if said.casefold() in known), None)


def told(key: str, **values: object) -> Explanation:
    """Fill in a text of texts.yml in both languages.

    Parameters
    ----------
    key : str
        Which.
    **values : object
        What stands in it: numbers get a decimal comma in Dutch.
    """
    said: Mapping[str, str] = shipped(__file__, "texts.yml")[key]
    dutch = {name: re.sub(r"(?<=\d)\.(?=\d)|(?<!\S)\.(?=\d)", ",", str(value)) for name, value in values.items()}
    return Explanation(nl=said["nl"].format(**dutch), en=said["en"].format(**values))
