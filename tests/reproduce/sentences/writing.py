"""How numbers are written: decimal comma or point, with or without the zero before it, and the signs for a minus."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np

from reproduce.sentences.truth import Number, Printed

#: hyphen, true minus, en dash
MINUSES = ("-", "−", "–")
SPACES = {"normal": " ", "non-breaking": "\u00a0", "thin": "\u2009", "narrow": "\u202f"}
Typing = Literal["normal", "tight", "wide", "non-breaking", "thin", "narrow", "broken", "torn"]
TYPINGS: tuple[Typing, ...] = ("normal", "tight", "wide", "non-breaking", "thin", "narrow", "broken", "torn")
HOW_OFTEN = (0.46, 0.14, 0.06, 0.08, 0.06, 0.04, 0.12, 0.04)
#: numbers into which text out of a PDF gets a space
_TORN = re.compile(r"(?<=[=<>] )(?:(0?[.,]0{1,2})(\d{1,3})(?=$|[,;)])|(-?\d{1,3})([.]) ?(\d\d)(?=[,;]))")
_SIGN = re.compile(r" ([=<>]) ")
_NUMBERED = re.compile(r"\[\[([\d.]+)\]\]")


@dataclass(frozen=True)
class Style:
    """How one sentence writes its numbers; never two ways in one sentence."""

    comma: bool
    zero: bool
    minus: str

    def number(self, number: Number, *, proportion: bool = False) -> str:
        """Write a number; ``proportion`` for what cannot exceed 1, whose zero may be left out."""
        digits = f"{abs(number.value):.{number.decimals}f}"
        if proportion and not self.zero and digits.startswith("0."):
            digits = digits[1:]
        sign = self.minus if number.value < 0 else ""
        return sign + self.marked(digits)

    def marked(self, digits: str) -> str:
        """Put the thousands and decimal signs in."""
        whole, _, part = digits.partition(".")
        if len(whole) > 3:
            whole = f"{int(whole):,}".replace(",", "." if self.comma else ",")
        return whole + (("," if self.comma else ".") + part if part else "")

    def p(self, p: Printed, sign: str) -> str:
        """Write a p with its sign: ``p < .001``."""
        return f"{sign} {p.relation} {self.number(p.number, proportion=True)}"

    def df(self, df: float, decimals: int) -> str:
        """Write degrees of freedom: no thousands sign."""
        text = f"{df:.{decimals}f}" if decimals else f"{df:.0f}"
        return text.replace(".", ",") if self.comma else text

    def filled(self, prose: str) -> str:
        """Write the numbers that stand between double brackets in prose."""
        return _NUMBERED.sub(lambda found: self.marked(found[1]), prose)


def style(rng: np.random.Generator, language: str) -> Style:
    """Draw how a sentence writes its numbers; English never has the comma."""
    return Style(
        comma=language == "nl" and bool(rng.random() < 0.6),
        zero=bool(rng.random() < 0.5),
        minus=MINUSES[int(rng.integers(3))],
    )


def typed(clause: str, typing: Typing, rng: np.random.Generator) -> str:
    """Change the spaces of a clause."""
    if typing == "tight":
        return _SIGN.sub(r"\1", clause)
    if typing == "wide":
        return _SIGN.sub(r"  \1  ", clause)
    if typing == "broken":  # a line ends where a space was
        places = [place for place, letter in enumerate(clause) if letter == " "]
        if not places:
            return clause
        place = places[int(rng.integers(len(places)))]
        return clause[:place] + "\n" + clause[place + 1 :]
    if typing == "torn":
        return _TORN.sub(
            lambda found: " ".join(filter(None, (found[1], found[2]))) or f"{found[3]}{found[4]} {found[5]}", clause
        )
    space = SPACES[typing]
    return _SIGN.sub(rf"{space}\1{space}", clause) if space != " " else clause
