"""The words that a report is written with: every other word in what a notebook hands over came from the notebook.

Identifiers and messages of evaluatie are made of these, of what the study is called by its own study.yml, and of
small numbers. A name, a code or an answer of a person is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_ROOMS = ("evaluation", "effects", "scales", "flows", "study", "run", "instruments")
_LONGEST = 3  # digits of a number that counts: units, items, years of age; a score or a code has more
_HIDDEN = "…"


def tokens(text: str) -> Iterator[str]:
    """Go through the words and the whole numbers of a text, in small letters.

    Examples
    --------
    >>> list(tokens("pgis.total/age=35-49/mean_change"))
    ['pgis', 'total', 'age', '35', '49', 'mean', 'change']
    """
    for match in _TOKEN.finditer(text):
        yield match[0].casefold()


def words_of(content: Any) -> set[str]:
    """Give every word of a piece of JSON, keys and all."""
    if isinstance(content, str):
        return set(tokens(content))
    if isinstance(content, dict):
        return {word for key, value in content.items() for part in (key, value) for word in words_of(part)}
    if isinstance(content, list | tuple):
        return {word for part in content for word in words_of(part)}
    return set() if content is None else set(tokens(str(content)))


def is_written_with(text: str, known: Iterable[str] = ()) -> bool:
    """Tell whether a text has only words of evaluatie's own or known ones, and small numbers.

    Parameters
    ----------
    text : str
        An identifier, for example a number's id.
    known : iterable of str
        Words that the study brings.
    """
    rest = {word for word in tokens(text) if not _small(word)} - _wording() - set(known)
    return not rest or rest <= _package()


def masked(text: str, known: Iterable[str] = ()) -> str:
    """Give a message with an ellipsis for every word and number that neither evaluatie nor the notebook's author wrote.

    Examples
    --------
    >>> masked('There is no organisation "Zilvervos-7281".')
    'There is no organisation "…-…".'
    """
    there = set(known)

    def shown(match: re.Match[str]) -> str:
        word = match[0].casefold()
        if word in there or (not word.isdigit() and (word in _wording() or word in _package())):
            return match[0]
        return _HIDDEN

    return _TOKEN.sub(shown, text)


def _small(word: str) -> bool:
    return word.isdigit() and len(word) <= _LONGEST


@cache
def _wording() -> frozenset[str]:
    """Give the words of all texts of the report; their keys among them."""
    from evaluatie.report.wording import LANGUAGES, load_wording

    texts = [load_wording(language).texts for language in LANGUAGES]
    return frozenset(word for text in texts for item in text.items() for part in item for word in tokens(part))


@cache
def _package() -> frozenset[str]:
    """Give the words that the rooms' own code is written with: read only where an id or message has a rare one."""
    here = Path(__file__).parents[1]
    files = (path for room in _ROOMS for path in (here / room).rglob("*.py"))
    # but for the example above, of a word that it does not have
    texts = (path.read_text(encoding="utf-8") for path in files if path != Path(__file__))
    return frozenset(word for text in texts for word in tokens(text) if not word.isdigit())
