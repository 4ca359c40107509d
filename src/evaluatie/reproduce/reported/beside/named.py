"""Numbers beside a test that are written in many ways: partial eta squared, phi, Cramér's V, chi-square over its df."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from evaluatie.reproduce.reported.beside.flat import Flat, flat
from evaluatie.reproduce.reported.beside.found import Read
from evaluatie.reproduce.reported.beside.said import alternatives
from evaluatie.reproduce.reported.reading.items import Item, Quantity
from evaluatie.reproduce.reported.reading.numbers import readings

Named = Literal["partial_eta", "phi", "cramers_v", "ratio"]
#: a single capital is a name only as it is written
_AS_WRITTEN: tuple[Named, ...] = ("cramers_v",)


def with_named(read: Read, *kinds: Named) -> list[Item]:
    """Give what a sentence reports, with numbers of these kinds among it.

    Parameters
    ----------
    read : Read
    *kinds : str
        Keys of words.yml.

    Returns
    -------
    list of Item
        In the order of the sentence. What was read of the same tokens otherwise, such as the p of η2p, is left out.
    """
    own = [one for kind in kinds for one in _named(flat(read.sentence), kind)]
    others = [one for one in read.items if not _overlaps(one, own)]
    return sorted([*others, *own], key=lambda one: one.start)


def _overlaps(item: Item, own: Sequence[Quantity]) -> bool:
    return any(item.start < one.end and one.start < item.end for one in own)


def _named(said: Flat, kind: Named) -> list[Quantity]:
    found = []
    for each in _pattern(kind, said.number).finditer(said.text):
        start, end = said.tokens(*each.span())
        values = readings(each["number"].lstrip("-"), said.style)
        if values:
            signed = tuple(one.negated() for one in values) if each["number"].startswith("-") else values
            found.append(Quantity(kind, "=", each["number"], signed, start, end))
    return found


@cache
def _pattern(kind: Named, number: str) -> re.Pattern[str]:
    behind = rf"\s*(?:=|:|\bis\b|\bwas\b|\bof\b|\bvan\b|\bbedroeg\b)\s*(?P<number>{number})(?![\w/]|[.,]\d|\s*%)"
    return re.compile(rf"(?<![\w/]){alternatives(kind)}{behind}", re.NOFLAG if kind in _AS_WRITTEN else re.IGNORECASE)
