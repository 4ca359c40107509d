"""Tables pasted into a text: where they stand, so that it is said that they are not read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evaluatie.reproduce.reported.reading.lexicon import word_set

_FEWEST_HEADS = 2
#: of a line below the heads, how many cells are numbers
_FEWEST_NUMBERS = 2
_NUMBER = re.compile(r"[<>=]?\s?[-−–]?\d*[.,]?\d+\*{0,3}")
_HTML = re.compile(r"<table\b", re.IGNORECASE)
_MOST_CELLS = 30


def tables_in(text: str) -> Iterator[tuple[int, int]]:
    r"""Find what looks like a table with results.

    Parameters
    ----------
    text : str
        As it was given.

    Yields
    ------
    tuple of int
        Where its line of heads begins and ends.

    Examples
    --------
    >>> list(tables_in("b SE t p\nAge 0.5 0.2 2.5 .013")), list(tables_in("t(27) = 2.15, p = .041"))
    ([(0, 8)], [])
    """
    at = 0
    heads: tuple[int, int] | None = None
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        start = at + line.find(bare) if bare else at
        if _is_head(bare):
            heads = start, start + len(bare)
        elif heads is not None and _is_row(bare):
            yield heads
            heads = None
        elif bare.strip("|-:+ ") and not _is_row(bare):
            heads = None
        at += len(line)
    yield from ((found.start(), found.end()) for found in _HTML.finditer(text))


def _cells(line: str) -> list[str]:
    by = r"\s*[|\t]\s*" if "|" in line or "\t" in line else r"\s+"
    return [cell for cell in re.split(by, line, maxsplit=_MOST_CELLS) if cell]


def _is_head(line: str) -> bool:
    if "=" in line or len(line) > 400:
        return False
    heads = word_set("table_heads")
    named = [cell.strip("*_ ").casefold().partition("(")[0].strip() in heads for cell in _cells(line)]
    return sum(named) >= _FEWEST_HEADS and 2 * sum(named) >= len(named) - 1


def _is_row(line: str) -> bool:
    numbers = [_NUMBER.fullmatch(cell) is not None for cell in _cells(line[:400])]
    return sum(numbers) >= _FEWEST_NUMBERS and 2 * sum(numbers) >= len(numbers) - 1
