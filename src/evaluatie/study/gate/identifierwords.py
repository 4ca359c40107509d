"""Names of columns that say that the column identifies people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from evaluatie.shipped import shipped

# "IPAddress" is IP and Address, "emailAdres" is email and Adres, "naam2" is naam and 2
_TOKEN = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_TAG = re.compile(r"<[^<>]*>|&nbsp;")
_YOUR = frozenset({"uw", "je", "jouw", "jullie", "your", "respondent"})
_OF = frozenset({"van", "of"})
_LONGEST = 4
_FEW = 3


@dataclass(frozen=True)
class Kind:
    """A kind of identifier, and the words by which the name of a column gives it away.

    Attributes
    ----------
    kind : str
        What a message calls it.
    sure, unsure, unless : frozenset of str
        Words, as identifiers.yml explains them.
    links : bool
        Whether it may be a linking code.
    hint : str
        What else can be done about it.
    """

    kind: str
    sure: frozenset[str]
    unsure: frozenset[str]
    unless: frozenset[str]
    links: bool
    hint: str


@cache
def kinds() -> tuple[Kind, ...]:
    """Give the kinds of identifiers.yml."""
    return tuple(_kind(**block) for block in shipped(__file__, "identifiers.yml"))


def _kind(
    kind: str,
    sure: Iterable[str] = (),
    unsure: Iterable[str] = (),
    unless: Iterable[str] = (),
    links: bool = False,
    hint: str = "",
) -> Kind:
    return Kind(kind, frozenset(sure), frozenset(unsure), frozenset(unless), links, hint)


def named_kind(name: str, *, unsure: bool = True) -> Kind | None:
    """Find out what identifier the name of a column gives away.

    Parameters
    ----------
    name : str
        The name, or the text of the question.
    unsure : bool
        Whether words that also have other uses count.

    Returns
    -------
    Kind or None

    Examples
    --------
    >>> [kind.kind if (kind := named_kind(name)) else None for name in ("E-mail adres", "teamnaam", "Wat is uw naam?")]
    ['an e-mail address', None, 'a name']
    """
    tokens = _tokens(name)
    sure = _named(tokens, [(kind, kind.sure) for kind in kinds()])
    if sure or not unsure:
        return sure
    there = frozenset(tokens)
    return _named(tokens, [(kind, kind.unsure) for kind in kinds() if not kind.unless & there], in_passing=False)


def _named(tokens: list[str], words: list[tuple[Kind, frozenset[str]]], *, in_passing: bool = True) -> Kind | None:
    """Find the first kind of which a word stands among the tokens; said in passing, in a sentence, may count or not."""
    spans = [span for span in _spans(tokens) if in_passing or _stands_out(tokens, *span[:2])]
    return next((kind for kind, known in words for *_, word in spans if word in known), None)


def _stands_out(tokens: list[str], start: int, end: int) -> bool:
    words = [token for token in (*tokens[:start], *tokens[end:]) if len(token) > 1 and token.isalpha()]
    asked = start > 0 and tokens[start - 1] in _YOUR
    return len(words) < _FEW or asked or (start == 0 and tokens[end] in _OF)


def _spans(tokens: list[str]) -> Iterator[tuple[int, int, str]]:
    """Go through the words, and what neighbouring words make together."""
    for start in range(len(tokens)):
        for end in range(start + 1, min(start + _LONGEST, len(tokens)) + 1):
            yield start, end, "".join(tokens[start:end])


def _tokens(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", _TAG.sub(" ", name))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [token.lower() for token in _TOKEN.findall(plain)]
