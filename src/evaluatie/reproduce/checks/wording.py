"""Explanations in both languages, from a table of sentences."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from evaluatie.reproduce.checks.check import Explanation
from evaluatie.shipped import shipped

_SAME = re.compile(r"(?<!\S)(\S+) (?:tot|to) \1(?![\w,.]*\d)")
_DECIMAL = re.compile(r"(?<=\d)\.(?=\d)|(?<![\w.])\.(?=\d)")


def explain(key: str, **values: Any) -> Explanation:
    """Fill in a sentence of the files in ``words``; in Dutch numbers get a decimal comma.

    Parameters
    ----------
    key : str
        Which sentence.
    **values : label
        What stands in it.

    Returns
    -------
    Explanation

    Examples
    --------
    >>> explain("grim.inconsistent", mean="3.45", total=10, low="3.4", high="3.5").en
    'Whole-number answers cannot give 3.45: with 10 answers the nearest possible means are 3.4 and 3.5.'
    >>> "3,45" in explain("grim.inconsistent", mean="3.45", total=10, low="3.4", high="3.5").nl
    True
    """
    words = _words()
    for part in key.split("."):
        words = words[part]
    dutch = {name: _dutch(str(value)) for name, value in values.items()}
    nl, en = words["nl"].format(**dutch), words["en"].format(**values)
    # a range of one number is that number
    return Explanation(nl=_SAME.sub(r"\1", nl), en=_SAME.sub(r"\1", en))


def _dutch(text: str) -> str:
    """Write numbers with a decimal comma, and put semicolons between them."""
    written = _DECIMAL.sub(",", text)
    return written if written == text else written.replace(", ", "; ")


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in sorted(Path(__file__).with_name("words").glob("*.yml")):
        found |= shipped(str(path), path.name)
    return found


def joined(*explanations: Explanation) -> Explanation:
    """Put sentences after one another.

    Parameters
    ----------
    *explanations : Explanation
        The sentences.

    Returns
    -------
    Explanation
    """
    return Explanation(" ".join(each.nl for each in explanations), " ".join(each.en for each in explanations))


def shown(value: float, decimals: int) -> str:
    """Write a recomputed number with one decimal more than was printed, so that near misses can be seen.

    Parameters
    ----------
    value : float
        The number.
    decimals : int
        How many were printed.

    Returns
    -------
    str

    Examples
    --------
    >>> shown(3.456789, 2), shown(1e-9, 2)
    ('3.457', '<0.001')
    """
    least = 10.0 ** -(decimals + 1)
    return f"<{least:.{decimals + 1}f}" if 0 < value < least / 2 else f"{value:.{decimals + 1}f}"
