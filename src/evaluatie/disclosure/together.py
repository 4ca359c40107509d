"""Which hidden numbers are looked at together: two that are few together tell of few people, as one does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TypeVar

Hidden = TypeVar("Hidden")
#: up to so many at a time, of no more hidden numbers than this: of more there are too many to look at
_SOME, _FEW = 4, 8


def taken_together(hidden: Sequence[Hidden]) -> Iterator[tuple[Hidden, ...]]:
    """Give the hidden numbers of a family that are looked at together.

    Parameters
    ----------
    hidden : sequence
        Those of a family that are hidden.

    Yields
    ------
    tuple
        Each two of them; where they are few also each three and four; and all.

    Examples
    --------
    >>> list(taken_together("abc"))
    [('a', 'b'), ('a', 'c'), ('b', 'c'), ('a', 'b', 'c')]
    >>> len(list(taken_together("abcdefgh"))), len(list(taken_together("abcdefghi")))
    (155, 37)
    """
    largest = min(_SOME, len(hidden)) if len(hidden) <= _FEW else 2
    for size in range(2, largest + 1):
        yield from combinations(hidden, size)
    if len(hidden) > largest:
        yield tuple(hidden)
