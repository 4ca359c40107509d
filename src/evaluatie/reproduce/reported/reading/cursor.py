"""Small steps over the tokens of a sentence: a sign, a number, brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from evaluatie.reproduce.reported.reading.lexicon import Relation, relation_words, spans_of
from evaluatie.reproduce.reported.reading.numbers import Amount, Style, readings
from evaluatie.reproduce.reported.reading.tokens import Token

#: brackets with more tokens than these are no degrees of freedom
_MOST_IN_BRACKETS = 25


@dataclass(frozen=True)
class Sentence:
    """Tokens of a sentence, with the decimal sign that holds in it.

    Attributes
    ----------
    tokens : sequence of Token
    style : "." or ",", or None
        None where the text does not tell.
    """

    tokens: Sequence[Token]
    style: Style | None

    @cached_property
    def said(self) -> frozenset[str]:
        """All its words, in small letters."""
        return frozenset(one.text.casefold() for one in self.tokens if one.kind == "word")

    def kind(self, at: int) -> str:
        """Give a token's kind, and nothing behind the end."""
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else ""

    def text(self, at: int) -> str:
        """Give a token's text, and nothing behind the end."""
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def words(self, at: int, most: int = 3) -> list[str]:
        """Give the words that follow each other from a token on."""
        found: list[str] = []
        while len(found) < most and self.kind(at) == "word":
            found.append(self.text(at))
            at += 1
        return found

    def relation(self, at: int, *, spoken: bool = True) -> tuple[Relation, int] | None:
        """Read a sign, or words for it, and give it with what follows.

        Parameters
        ----------
        at : int
            The token.
        spoken : bool
            Whether words count.
        """
        if self.kind(at) == "relation":
            return self.tokens[at].text, at + 1  # type: ignore[return-value]
        if not spoken:
            return None
        if self.kind(at) == "colon":
            return "=", at + 1
        found: tuple[Relation, int] | None = None
        while step := self._said(at):
            at = step[1]
            if found is None or found[0] == "=":  # "was less than"
                found = step[0], at
        if found is not None and found[0] == "=" and self.kind(at) == "relation":
            return self.relation(at, spoken=False)
        return found and (found[0], at)

    def _said(self, at: int) -> tuple[Relation, int] | None:
        for count, said in spans_of(map(str.casefold, self.words(at))):
            if sign := relation_words().get(said):
                return sign, at + count
        return None

    def number(self, at: int) -> tuple[tuple[Amount, ...], int, str] | None:
        """Read a number with its sign: the ways to read it, what follows, and how it is written."""
        negative, begins = False, at
        while self.kind(at) == "sign" or self.text(at) == "|":
            negative |= self.text(at) == "-"
            at += 1
        written = self.text(at)
        if written == "." and self.text(at + 1).isdigit() and self.kind(begins - 1) == "relation":
            at += 1
            written = f".{self.text(at)}"  # a space came between the point and its digits
        if self.kind(at) != "number":
            return None
        at += 1
        written, at = self._joined(written, at)
        if self.text(at) in ("×", "x") and self.text(at + 1) == "10":
            exponent = self._exponent(at + 2)
            if exponent is not None:
                written, at = f"{written}e{exponent[0]}", exponent[1]
        found = readings(written, self.style)
        if more := self._torn_off(written, at):
            found, at = (*found, *readings(written + more, self.style)), at + 1
        if self.text(at) == "|":
            at += 1
        sign = "-" if negative else ""
        return (tuple(one.negated() for one in found) if negative else found, at, sign + written) if found else None

    def _joined(self, written: str, at: int) -> tuple[str, int]:
        """Join the digits of a number into which a space came: ``2. 45``, ``2 ,45``, ``.0 17``."""
        if self.kind(at) == "number" and self.tokens[at].spaced:
            more = self.text(at)
            decimals = written.isdigit() and more.startswith(",") and more[1:].isdigit()
            torn = written[-1:] == "0" and re.fullmatch(r"0?[.,]0{1,2}", written) and re.fullmatch(r"\d{1,3}", more)
            joined = torn or (decimals and self._apart(at + 1))  # no p is printed as .0
            return (written + more, at + 1) if joined else (written, at)
        whole = written.isdigit() and self.kind(at) == "stop" and self.text(at) == "." and not self.tokens[at].spaced
        if whole and re.fullmatch(r"\d{1,4}", self.text(at + 1)) and self._apart(at + 2):
            return f"{written}.{self.text(at + 1)}", at + 2
        return written, at

    def _torn_off(self, written: str, at: int) -> str:
        """Give digits behind a space that may belong to the decimals before: ``.01 7`` may be .01 or .017."""
        digits = self.text(at) if self.kind(at) == "number" and self._apart(at + 1) else ""
        return digits if re.fullmatch(r"\d{1,2}", digits) and re.fullmatch(r"\d*[.,]\d{1,2}", written) else ""

    def _apart(self, at: int) -> bool:
        """Say whether a number ends before a token: no word goes on about it."""
        return self.kind(at) in ("", "comma", "semicolon", "close", "stop", "open")

    def _exponent(self, at: int) -> tuple[str, int] | None:
        sign = ""
        if self.kind(at) == "sign":
            sign, at = self.text(at), at + 1
        return (sign + self.text(at), at + 1) if self.text(at).isdigit() and len(self.text(at)) <= 3 else None

    def closing(self, at: int) -> int | None:
        """Find the bracket that closes the one at a token; None where it is far off or missing."""
        depth = 0
        for place in range(at, min(at + _MOST_IN_BRACKETS, len(self.tokens))):
            depth += (self.kind(place) == "open") - (self.kind(place) == "close")
            if depth == 0:
                return place
        return None
