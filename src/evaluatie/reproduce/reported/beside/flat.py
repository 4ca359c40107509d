"""A sentence as one string, each of its characters with its token: for phrases that are looked for as a whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from evaluatie.reproduce.reported.reading.cursor import Sentence
from evaluatie.reproduce.reported.reading.numbers import Style
from evaluatie.reproduce.reported.reading.tokens import Token

#: a number with its sign, by the decimal sign
_NUMBERS: dict[Style, str] = {".": r"-?(?:\d+(?:\.\d+)?|\.\d+)", ",": r"-?(?:\d+(?:,\d+)?|,\d+)"}


@dataclass(frozen=True)
class Flat:
    """A sentence as one string.

    Attributes
    ----------
    text : str
    places : tuple of int
        Which token each character is of.
    style : "." or ","
        Its decimal sign; a point where it does not tell.
    """

    text: str
    places: tuple[int, ...]
    style: Style

    @property
    def number(self) -> str:
        """The pattern of a number."""
        return _NUMBERS[self.style]

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """Give the tokens of a piece: the first, and the one behind the last."""
        return self.places[start], self.places[end - 1] + 1

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Say whether a pattern is found in it."""
        return pattern.search(self.text) is not None


def flat(sentence: Sentence) -> Flat:
    """Write a sentence as one string.

    Parameters
    ----------
    sentence : Sentence

    Returns
    -------
    Flat

    Examples
    --------
    >>> from evaluatie.reproduce.reported.reading.tokens import tokens_of
    >>> flat(Sentence(tokens_of("95%  BI [,31; ,69]"), ",")).text
    '95% BI [,31; ,69]'
    """
    return _flat(tuple(sentence.tokens), sentence.style or ".")


@lru_cache(maxsize=64)
def _flat(tokens: tuple[Token, ...], style: Style) -> Flat:
    text: list[str] = []
    places: list[int] = []
    for at, token in enumerate(tokens):
        piece = f" {token.text}" if token.spaced and at else token.text
        text.append(piece)
        places += [at] * len(piece)
    return Flat("".join(text), tuple(places), style)
