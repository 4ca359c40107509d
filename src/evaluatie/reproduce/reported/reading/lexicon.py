"""The words of `words.yml`, arranged for looking up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal

from evaluatie.shipped import shipped

Relation = Literal["=", "<", ">", "<=", ">="]


@cache
def words() -> Mapping[str, Any]:
    """Give the words as they stand in their file."""
    data: Mapping[str, Any] = shipped(__file__, "words.yml")
    return data


@cache
def word_set(*path: str) -> frozenset[str]:
    """Give one list of the file, in small letters.

    Parameters
    ----------
    *path : str
        Its keys.
    """
    found: Any = words()
    for key in path:
        found = found[key]
    return frozenset(str(word).casefold() for word in found)


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    """Map what is written to what it names: as it is written, in small letters, and only with brackets behind."""
    exact: dict[str, str] = {}
    any_case: dict[str, str] = {}
    with_df: dict[str, str] = {}
    for group, prefix in (("statistics", "statistic:"), ("quantities", "quantity:")):
        for kind, entry in words()[group].items():
            exact |= dict.fromkeys(entry["names"], prefix + kind)
            any_case |= dict.fromkeys(entry["any_case"], prefix + kind)
            with_df |= dict.fromkeys(entry.get("with_df", ()), prefix + kind)
    exact |= dict.fromkeys(words()["p"]["names"], "p")
    any_case |= dict.fromkeys(words()["p"]["any_case"], "p")
    return {"exact": exact, "any_case": any_case, "with_df": with_df}


def names(written: str, *, with_df: bool = False) -> str | None:
    """Say what a word, or words with single spaces, is a name of.

    Parameters
    ----------
    written : str
        The word.
    with_df : bool
        Whether brackets with a number follow, which make names of some words that are none alone.

    Returns
    -------
    str or None
        ``"statistic:t"``, ``"quantity:n"``, ``"p"``; None for another word.

    Examples
    --------
    >>> names("χ2"), names("Chi-kwadraat"), names("p-waarde"), names("n1"), names("T"), names("T", with_df=True)
    ('statistic:chi2', 'statistic:chi2', 'p', 'quantity:n1', None, 'statistic:t')
    """
    tables = _names()
    found = tables["exact"].get(written) or tables["any_case"].get(written.casefold())
    return found or (tables["with_df"].get(written) if with_df else None)


@cache
def relation_words() -> Mapping[str, Relation]:
    """Map words such as ``less than`` to their sign."""
    return {word: sign for sign, said in words()["relations"].items() for word in said}


def spans_of(tokens: Iterable[str], most: int = 3) -> Iterator[tuple[int, str]]:
    """Join the first words with single spaces, the longest first.

    Parameters
    ----------
    tokens : iterable of str
        Words that follow each other.
    most : int
        How many belong together at most.

    Examples
    --------
    >>> list(spans_of(["chi", "square", "of"], most=2))
    [(2, 'chi square'), (1, 'chi')]
    """
    known = list(tokens)[:most]
    for count in range(len(known), 0, -1):
        yield count, " ".join(known[:count])
