"""The words by which columns and files are known: data in words.yml, and how they are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from evaluatie.shipped import shipped

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_OR = re.compile(r"\s*[/,;()]\s*|\s+(?:of|or)\s+")
_BEGINNING = 5  # letters from which a word is also known by how it begins
_NAME, _SENTENCE = 4, 14  # words; a longer text only happens to hold the word


@cache
def vocabulary() -> dict[str, Any]:
    """Give the content of words.yml."""
    content: dict[str, Any] = shipped(__file__, "words.yml")
    return content


@lru_cache(maxsize=10_000)
def words_of(text: str) -> tuple[str, ...]:
    """Split a name or a sentence into its words.

    Parameters
    ----------
    text : str
        The name of a column or file, or a question.

    Returns
    -------
    tuple of str
        In small letters, without accents; numbers apart from letters.

    Examples
    --------
    >>> words_of("Geboorte-jaar"), words_of("BirthYear2"), words_of("AFDELING_é")
    (('geboorte', 'jaar'), ('birth', 'year', '2'), ('afdeling', 'e'))
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return tuple(part.lower() for part in _PART.findall(plain))


def spelling(text: str) -> str:
    """Give a text without capitals, accents, spaces and marks: two spellings of one name are the same.

    Examples
    --------
    >>> spelling("Uw Afdeling") == spelling("uw_afdeling")
    True
    """
    return "".join(words_of(text))


def match(text: str, known: Iterable[str], *, sentence: bool = False) -> int:
    """Say how well a name is known.

    Parameters
    ----------
    text : str
        The name of a column, or a question.
    known : iterable of str
        The words to look for.
    sentence : bool
        Whether the text is a question, which may be longer than a name.

    Returns
    -------
    int
        3 where the text is one of the words, 2 where it holds one, 1 where a word in it begins with one, else 0.

    Examples
    --------
    >>> [match(text, ["leeftijd", "age"]) for text in ("Leeftijd", "mijn_age", "leeftijdsgroep", "stage")]
    [3, 2, 1, 0]
    """
    words = words_of(text)
    if not words or len(words) > (_SENTENCE if sentence else _NAME):
        return 0
    return max((_match(words, words_of(word)) for word in known), default=0)


def _match(words: tuple[str, ...], word: tuple[str, ...]) -> int:
    joined = "".join(word)
    if words == word or "".join(words) == joined:
        return 3
    if any(words[start : start + len(word)] == word for start in range(len(words))):
        return 2
    begins = len(joined) >= _BEGINNING and any(part.startswith(joined) for part in words)
    return int(begins)


def is_missing_word(text: str) -> bool:
    """Say whether an answer means that there is none.

    Examples
    --------
    >>> is_missing_word("N.v.t."), is_missing_word("weet niet / n.v.t."), is_missing_word("neutraal")
    (True, True, False)
    """
    parts = [spelling(part) for part in _OR.split(text)]
    return spelling(text) in _missing_words() or all(part in _missing_words() for part in parts)


@cache
def _missing_words() -> frozenset[str]:
    return frozenset(spelling(word) for word in vocabulary()["missing_words"])
