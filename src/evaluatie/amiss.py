"""What is wrong with what somebody gave: pointing to what was meant, naming rows, and one error for all of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import Any

_MOST = 10


class InputError(ValueError):
    """Input that cannot be used, with everything that is wrong with it.

    Parameters
    ----------
    problems : sequence of str
        All of them, each with its place and remedy.
    about : str, optional
        What to know of all of them, such as how rows are counted.

    Attributes
    ----------
    problems : tuple of str
        All of them.
    """

    def __init__(self, problems: Sequence[str], about: str = "") -> None:
        self.problems = tuple(problems)
        note = f" ({about})" if about else ""
        if len(self.problems) == 1:
            super().__init__(f"{self.problems[0]}{note}")
        else:
            super().__init__("\n- ".join([f"{len(self.problems)} problems{note}:", *self.problems]))


def refuse(problems: Sequence[str], about: str = "") -> None:
    """Raise one error that tells all problems; none, no error.

    Parameters
    ----------
    problems : sequence of str
        What is wrong, each with its place and remedy.
    about : str, optional
        What to know of all of them.

    Raises
    ------
    InputError
        If there is a problem.

    Examples
    --------
    >>> refuse([])
    >>> refuse(["no score", "no rater"])
    Traceback (most recent call last):
        ...
    evaluatie.amiss.InputError: 2 problems:
    - no score
    - no rater
    """
    if problems:
        raise InputError(problems, about)


def plain(label: Any) -> str:
    """Write a label as it is compared: small letters, single spaces, neither hyphens nor underscores.

    Parameters
    ----------
    label : label
        Any.

    Returns
    -------
    str

    Examples
    --------
    >>> plain(" Sociale-Veiligheid ")
    'sociale veiligheid'
    """
    return " ".join(re.split(r"[\s_-]+", unicodedata.normalize("NFKC", str(label)).casefold())).strip()


def nearest(word: Any, options: Iterable[Any], *, key: Callable[[Any], str] = plain, cutoff: float = 0.6) -> Any | None:
    """Find the option that a misspelt word was meant to be.

    Parameters
    ----------
    word : label
        What was written.
    options : iterable of labels
        What could have been written.
    key : callable
        How labels are compared.
    cutoff : float
        How alike they must be, 0 to 1.

    Returns
    -------
    label or None
        None where none is near.

    Examples
    --------
    >>> nearest("visoin", ["vision", "goals"]), nearest("x", ["vision", "goals"])
    ('vision', None)
    """
    # of two that are written alike the first is meant
    known = {key(option): option for option in reversed(list(options))}
    near = get_close_matches(key(word), list(known), n=1, cutoff=cutoff)
    return known[near[0]] if near else None


def did_you_mean(word: Any, options: Iterable[Any], *, key: Callable[[Any], str] = plain) -> str:
    """Point to the option that a misspelt word was meant to be, or else list the options.

    Parameters
    ----------
    word : label
        What was written.
    options : iterable of labels
        What could have been written.
    key : callable
        How labels are compared.

    Returns
    -------
    str
        The end of a sentence.

    Examples
    --------
    >>> did_you_mean("visoin", ["vision", "goals"]), did_you_mean("x", ["vision", "goals"])
    ("did you mean 'vision'?", 'there are: vision, goals')
    """
    known = list(dict.fromkeys(options))
    near = nearest(word, known, key=key)
    if near is not None:
        return f"did you mean {near!r}?"
    return f"there are: {listed(known, 2 * _MOST)}" if known else "there are none"


def listed(items: Iterable[Any], most: int = _MOST) -> str:
    """Write items out, the first few of many.

    Parameters
    ----------
    items : iterable
        Any.
    most : int
        How many.

    Returns
    -------
    str

    Examples
    --------
    >>> listed("ab"), listed(range(12))
    ('a, b', '0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more')
    """
    texts = [str(item) for item in items]
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more


def at_rows(labels: Iterable[Any]) -> str:
    """Name rows of a frame.

    Parameters
    ----------
    labels : iterable
        Labels of its index, or numbers.

    Returns
    -------
    str

    Examples
    --------
    >>> at_rows([3]), at_rows([3, 5])
    ('row 3', 'rows 3, 5')
    """
    rows = list(labels)
    return f"row{'s' * (len(rows) > 1)} {listed(rows)}"
