"""A plain text as tokens: words, numbers, signs, each with its place in the text as it was given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from evaluatie.reproduce.reported.reading.lexicon import word_set
from evaluatie.reproduce.reported.reading.plain import BREAK, Plain, plain_text

Kind = Literal[
    "word", "number", "relation", "open", "close", "comma", "semicolon", "colon", "stop", "sign", "break", "other"
]

_TOKEN = re.compile(
    r"(?P<number>\d{1,40}(?:[.,]\d{1,40}){0,12}(?:[eE][-+]?\d{1,3}(?![\w]))?|(?<![\w.,])(?:,\d{1,40}\.\d{1,40}|[.,]\d{1,40})|(?<=[^\W\d_]\d|[\d]\d)[.,]\d{1,40}(?:[.,]\d{1,40}){0,3})"
    r"|(?P<word>(?:[^\W\d_]\.){1,3}[^\W\d_](?![\w'])|[nN]\. [sS](?=\.)|(?:[^\W\d_]|Δ)+(?:['-][^\W\d_]+)*\d*'?)"
    r"|(?P<relation><=|>=|=<|=>|[<>=])"
    rf"|(?P<break>{BREAK})"
    r"|(?P<space>\s+)"
    r"|(?P<open>[(\[])|(?P<close>[)\]])|(?P<comma>,)|(?P<semicolon>;)|(?P<colon>:)|(?P<stop>[.!?])|(?P<sign>[-+±])"
    r"|(?P<other>.)",
    re.DOTALL,
)

#: a blank line behind one of these came in with the page, and ends no sentence
_UNFINISHED = ("comma", "semicolon", "relation", "open", "sign")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text.

    Attributes
    ----------
    kind : str
        What it is.
    text : str
        As it stands in the plain text.
    start, end : int
        Where it stands in the text as it was given.
    spaced : bool
        Whether a space, or nothing at all, stands before it.
    """

    kind: Kind
    text: str
    start: int
    end: int
    spaced: bool


def tokens_of(source: str) -> list[Token]:
    """Take a text apart.

    Parameters
    ----------
    source : str
        Any text, with or without mark-up.

    Returns
    -------
    list of Token

    Examples
    --------
    >>> [(one.kind, one.text) for one in tokens_of("F(2, 45) = 3,20")]
    [('word', 'F'), ('open', '('), ('number', '2'), ('comma', ','), ('number', '45'), ('close', ')'),
     ('relation', '='), ('number', '3,20')]
    """
    plain = plain_text(source)
    made: list[Token] = []
    spaced = True
    for found in _TOKEN.finditer(plain.text):
        kind = found.lastgroup
        if kind == "space":
            spaced = True
            continue
        made.append(_token(kind, found, plain, spaced))  # type: ignore[arg-type]
        spaced = kind == "break"
    return made


def _token(kind: Kind, found: re.Match[str], plain: Plain, spaced: bool) -> Token:
    text = found.group()
    if kind == "word" and "." in text:
        text = text.replace(" ", "")
    if kind == "relation":
        text = {"=<": "<=", "=>": ">="}.get(text, text)
    return Token(kind, text, plain.start[found.start()], plain.end[found.end() - 1], spaced)


def paragraphs(tokens: list[Token]) -> list[list[Token]]:
    """Part tokens at breaks, but for those in the middle of a sentence.

    Parameters
    ----------
    tokens : list of Token
        Of a whole text.

    Returns
    -------
    list of list of Token
    """
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind != "break":
            parts[-1].append(token)
        elif not (parts[-1] and parts[-1][-1].kind in _UNFINISHED):
            parts.append([])
    return [part for part in parts if part]


def sentences(tokens: list[Token]) -> list[list[Token]]:
    """Part tokens into sentences: at stops that a capital, a statistic or nothing follows.

    Parameters
    ----------
    tokens : list of Token
        Of a paragraph.

    Returns
    -------
    list of list of Token

    Examples
    --------
    >>> [len(one) for one in sentences(tokens_of("t(27) = 2.15, p = .04. A vs. B: ns."))]
    [10, 6]
    """
    parts: list[list[Token]] = [[]]
    for at, token in enumerate(tokens):
        ends = _ends(tokens, at)
        if not ends or token.kind == "close":
            parts[-1].append(token)
        if ends:
            parts.append([])
    return [part for part in parts if part]


def _ends(tokens: list[Token], at: int) -> bool:
    if tokens[at].kind == "close" and at and tokens[at - 1].kind == "stop":
        return at + 1 < len(tokens) and tokens[at + 1].kind == "word" and tokens[at + 1].text[0].isupper()
    if tokens[at].kind != "stop":
        return False
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    before = tokens[at - 1] if at else None
    if after is None or tokens[at].text in "!?":
        return True
    if not after.spaced or (before is not None and before.text.casefold() in word_set("abbreviations")):
        return False
    if after.kind == "open":
        return not (before and "." in before.text) and at + 2 < len(tokens) and tokens[at + 2].text[0].isupper()
    return after.kind == "word" and (after.text[0].isupper() or _is_head(tokens, at + 1))


def _is_head(tokens: list[Token], at: int) -> bool:
    """Say whether a short word with brackets behind begins a new statistic."""
    return len(tokens[at].text) <= 2 and at + 1 < len(tokens) and tokens[at + 1].kind == "open"
