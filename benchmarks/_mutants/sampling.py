"""The draw: so many mutants of a room, of each kind in proportion, the same ones whatever else changes in the files."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from _mutants.rooms import Room
from _mutants.sites import Mutant, differs, mutants


def drawn(room: Room, root: Path, seed: int, number: int | None = None) -> tuple[list[Mutant], int]:
    """Draw mutants of a room.

    Each mutant's place in the draw is a hash of the seed and of what it is known by, so that a line added elsewhere
    hardly changes who is drawn. Kinds get their share by largest remainder, at least one each.

    Parameters
    ----------
    room : Room
        Whose files.
    root : Path
        Where they are.
    seed : int
        Of the draw.
    number : int, optional
        How many, if not as many as the room says.

    Returns
    -------
    list of Mutant
        In the order of the draw, so that a run that was stopped is a sample too.
    int
        How many there are to draw from.
    """
    kinds: dict[str, list[Mutant]] = defaultdict(list)
    sources: dict[str, str] = {}
    for path in room.sources(root):
        for mutant in mutants(path, root):
            kinds[mutant.kind].append(mutant)
            sources.setdefault(mutant.file, path.read_text(encoding="utf-8"))
    total = sum(map(len, kinds.values()))
    found = []
    for kind, share in shares({kind: len(all_of) for kind, all_of in kinds.items()}, number or room.mutants).items():
        ranked = iter(sorted(kinds[kind], key=lambda mutant: _rank(mutant, seed)))
        while share and (mutant := next(ranked, None)):
            if differs(mutant, sources[mutant.file]):
                found.append(mutant)
                share -= 1
    return sorted(found, key=lambda mutant: _rank(mutant, seed)), total


def shares(sizes: dict[str, int], number: int) -> dict[str, int]:
    """Divide a number over kinds in proportion to their sizes, by largest remainder, at least one each.

    Examples
    --------
    >>> shares({"constant": 60, "swapped": 39, "keyword": 1}, 10)
    {'constant': 6, 'swapped': 3, 'keyword': 1}
    """
    total = sum(sizes.values())
    number = min(number, total)
    exact = {kind: number * size / total for kind, size in sizes.items()}
    given = {kind: max(int(exact[kind]), 1) for kind in sizes}
    by_remainder: Sequence[str] = sorted(sizes, key=lambda kind: (given[kind] - exact[kind], kind))
    for kind in by_remainder[: max(number - sum(given.values()), 0)]:
        given[kind] += 1
    return given


def _rank(mutant: Mutant, seed: int) -> str:
    return hashlib.sha256(repr((seed, *mutant.key)).encode()).hexdigest()
