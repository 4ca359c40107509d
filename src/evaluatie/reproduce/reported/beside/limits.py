"""Intervals in a sentence: their limits and their level."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from evaluatie.reproduce.reported.beside.flat import Flat, flat
from evaluatie.reproduce.reported.beside.found import Read
from evaluatie.reproduce.reported.beside.said import alternatives


@dataclass(frozen=True)
class Limits:
    """An interval.

    Attributes
    ----------
    low, high : str
        Its limits as printed, with a decimal point.
    level : float or None
        Such as 0.95; None where it is not printed.
    start, end : int
        The tokens that it takes.
    named : bool
        Whether it is called an interval; else it is two numbers in brackets.
    bracket : str
        The one that opens right before its lower limit; empty where none does.
    """

    low: str
    high: str
    level: float | None
    start: int
    end: int
    named: bool
    bracket: str


def limits_in(read: Read) -> list[Limits]:
    """Find the intervals of a sentence, and pairs of numbers in brackets that may be one.

    Parameters
    ----------
    read : Read

    Returns
    -------
    list of Limits
        In order; none overlaps another.
    """
    said = flat(read.sentence)
    found = [_limits(said, one) for one in _pattern(said.number).finditer(said.text)]
    return [one for one in found if (one.named or one.bracket) and float(one.low) <= float(one.high)]


def _limits(said: Flat, found: re.Match[str]) -> Limits:
    low, high = (found[end].replace(",", ".") for end in ("low", "high"))
    level = found["level"] or found["level_behind"]
    share = float(level.replace(",", ".")) / 100 if level else None
    return Limits(low, high, share, *said.tokens(*found.span()), bool(found["name"]), found["open"] or "")


@cache
def _pattern(number: str) -> re.Pattern[str]:
    """Compile ``95% CI [.31, .69]``, ``90%-BI: ,06 tot ,08``, ``CI95 = (.31; .69)``, and ``[.31, .69]`` alone."""
    level = r"(?:(?P<level>[5-9]\d(?:[.,]\d{1,2})?)\s*%?\s*-?\s*(?:[a-z-]+\s)?)?"
    name = rf"(?P<name>{alternatives('interval')})(?![a-z])\s*(?:\(?(?P<level_behind>9\d)\s*%?\)?)?"
    sign = r"\s*(?:=|:|\b(?:of|van|was|from)\b)?\s*"
    # outside brackets a comma without a space may part thousands
    parted = r"\s*(?:;|\b(?:to|tot|and|en)\b|-|(?(open),|,\s))\s*"
    ends = rf"(?P<open>[\[(])?\s*(?P<low>{number}){parted}(?P<high>{number})(?(open)\s*[\])]|(?![\w%]|[.,]\d))"
    return re.compile(rf"(?<![\w.,])(?:{level}{name}{sign})?{ends}", re.IGNORECASE)
