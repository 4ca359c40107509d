"""Labels as people write them: in two spellings, nearly alike, in their natural order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

import pandas as pd

from evaluatie.amiss import listed, plain


def natural(label: Any) -> list[Any]:
    """Give a key that puts "round 10" after "round 2".

    Parameters
    ----------
    label : label
        Anything that can be written out.

    Returns
    -------
    list
        Texts and numbers by turns.

    Examples
    --------
    >>> sorted(["t10", "t2", 1], key=natural)
    [1, 't2', 't10']
    """
    return [int(part) if at % 2 else part for at, part in enumerate(re.split(r"(\d+)", str(label).casefold()))]


def doubly_spelled(column: pd.Series[Any], name: str, where: str = "rows") -> Iterator[str]:
    """Find labels that differ in nothing but capitals, spaces, hyphens or the width of their letters.

    Parameters
    ----------
    column : Series
        Labels; only texts are looked at.
    name : str
        What they are.
    where : str, default "rows"
        What the index holds.

    Yields
    ------
    str
        Of each such label a problem, with its rows and the spelling that occurs most.

    Examples
    --------
    >>> list(doubly_spelled(pd.Series(["Safe", "safe ", "Safe"]), "theme"))
    ["theme is written in 2 ways: 'Safe' (rows 0, 2) and 'safe ' (rows 1); did you mean 'Safe' everywhere?"]
    """
    texts = column[[isinstance(value, str) for value in column]]
    for _, same in texts.groupby(texts.map(plain)):
        counts = same.value_counts()
        if len(counts) > 1:
            ways = sorted(counts.index, key=lambda way: (-counts[way], way != way.strip(), way))
            shown = " and ".join(f"{way!r} ({where} {listed(map(repr, same.index[same == way]))})" for way in ways)
            yield f"{name} is written in {len(ways)} ways: {shown}; did you mean {ways[0]!r} everywhere?"


def alike(themes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Find themes that one slip of the pen could have made two: nearly the same letters, and the same numbers.

    Parameters
    ----------
    themes : sequence of str
        Different themes.

    Yields
    ------
    tuple of str
        Each such pair.

    Examples
    --------
    >>> list(alike(["manager", "managers", "theme 1", "theme 2", "formal", "informal"]))
    [('manager', 'managers')]
    """
    for one, other in combinations(themes, 2):
        short = abs(len(one) - len(other)) <= 1
        if (
            short
            and re.findall(r"\d", one) == re.findall(r"\d", other)
            and SequenceMatcher(None, plain(one), plain(other), autojunk=False).ratio() >= 0.85
        ):
            yield one, other
