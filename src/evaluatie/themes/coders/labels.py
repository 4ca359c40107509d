"""Labels that people typed: tidied, in order, and two spellings of one found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.amiss import listed


def tidy_label(value: Any) -> Any:
    """Give a label as it is compared: whole numbers without a decimal point, blanks and missing values as None.

    Parameters
    ----------
    value : scalar
        What was typed.

    Returns
    -------
    int, float, bool, str or None
        The label.

    Examples
    --------
    >>> tidy_label(np.float64(2.0)), tidy_label("  "), tidy_label("2"), tidy_label(float("nan"))
    (2, None, '2', None)
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, str):
        return value if value.strip() else None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def is_number(label: Any) -> bool:
    """Tell whether a label is a number, which True and False are not.

    Examples
    --------
    >>> is_number(2), is_number("2"), is_number(True)
    (True, False, False)
    """
    return isinstance(label, int | float) and not isinstance(label, bool)


def in_order(labels: Iterable[Any]) -> list[Any]:
    """Put labels in order: numbers first; numbers inside texts count as numbers.

    Parameters
    ----------
    labels : iterable of labels
        Each once or more often.

    Returns
    -------
    list
        Each once.

    Examples
    --------
    >>> in_order(["S10", "S2", 3, "s1", 3])
    [3, 's1', 'S2', 'S10']
    """
    return sorted(dict.fromkeys(labels), key=_place)


def _place(label: Any) -> tuple[Any, ...]:
    if is_number(label):
        return (0, label)
    text = str(label)
    # digits of other scripts count as text
    parts = re.split(r"([0-9]+)", text.casefold())
    return (1, [(0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part) for part in parts], text)


def two_spellings(labels: Iterable[Any], what: str) -> list[str]:
    """Find labels that differ in nothing but capitals, spaces, or number and text.

    Parameters
    ----------
    labels : iterable of labels
        As they occur.
    what : str
        What they are, for the message.

    Returns
    -------
    list of str
        A sentence for each.

    Examples
    --------
    >>> two_spellings(["Veiligheid", "veiligheid ", "Werkdruk"], "category")
    ["category 'Veiligheid' is also written 'veiligheid ': did you mean one? Write it in one way"]
    """
    written: dict[str, list[Any]] = {}
    for label in dict.fromkeys(labels):
        key = " ".join(unicodedata.normalize("NFKC", str(label)).casefold().split())
        written.setdefault(key, []).append(label)
    return [
        f"{what} {ways[0]!r} is also written {listed(map(repr, ways[1:]))}: did you mean one? Write it in one way"
        for ways in written.values()
        if len(ways) > 1
    ]
