"""Which tests run a line: found once per group of tests (a file with tests, or a room's doctests) and kept.

Each group runs in its own child, so that no test's lines are missing because an earlier file had filled a cache.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console

from _mutants.forking import in_child
from _mutants.rooms import PACKAGE, Room
from _mutants.testing import watch

#: what the longest group may take, in seconds of the processor
LONGEST = 1800.0


@dataclass(frozen=True)
class Group:
    """What one group of tests runs.

    Attributes
    ----------
    seconds : dict of str to float
        What each test takes.
    lines : dict of str to dict
        Of each file, of each line that was run, the places of the tests that ran it; -1 is while tests were collected.
    """

    seconds: dict[str, float]
    lines: dict[str, dict[str, list[int]]]

    def of_lines(self, file: str, lines: Sequence[int]) -> tuple[list[str], list[str]]:
        """Give the tests that run any of the lines, and the other tests of a group in which any does.

        A fixture or a cache is filled by the first test that needs it: the lines are that test's, the figures are
        looked at by others.
        """
        known = self.lines.get(file, {})
        found = {place for line in lines for place in known.get(str(line), ())}
        if not found:
            return [], []
        names = list(self.seconds)
        first = [names[place] for place in sorted(found) if place >= 0]
        return self._quick(first), self._quick([name for name in names if name not in set(first)])

    def _quick(self, names: list[str]) -> list[str]:
        return sorted(names, key=lambda name: self.seconds[name])


def groups_of(room: Room, folder: Path) -> Iterator[list[str]]:
    """Give the groups of a room: paths from the root."""
    for name in room.tests:
        path = folder / name
        files = [path] if path.suffix == ".py" else sorted(path.rglob("test_*.py"))
        yield from ([str(file.relative_to(folder))] for file in files)
    yield [f"{PACKAGE}/{name}" for name in room.files]


def groups(room: Room, folder: Path, kept: Path, console: Console) -> list[Group]:
    """Find, or read, what each group of a room runs; tests that fail without a mutant are an error."""
    found = []
    for paths in groups_of(room, folder):
        path = kept / f"{hashlib.sha256(' '.join(paths).encode()).hexdigest()[:16]}.json.gz"
        noted = _read(path, paths, room, folder)
        if noted is None:
            console.print(f"  {room.name}: {paths[0]}", markup=False)
            noted = in_child(partial(watch, paths, folder), LONGEST, folder)
            if noted is None or noted["code"] not in (0, 5):
                raise SystemExit(f"{paths[0]} fails without any mutant: {noted and noted['failed']}; see said.txt")
            noted["digests"] = {name: _digest(folder / name) for name in {*paths, *noted["lines"]}}
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(gzip.compress(json.dumps(noted).encode(), mtime=0))
            noted = _read(path, paths, room, folder)
        found.append(Group(noted["seconds"], noted["lines"]))
    return found


def _read(path: Path, paths: Sequence[str], room: Room, folder: Path) -> Any:
    """Read what was kept, if neither the tests nor what they run of the room have changed since.

    Which lines of the room run hardly depends on what other rooms do.
    """
    if not path.is_file():
        return None
    noted = json.loads(gzip.decompress(path.read_bytes()))
    ours = {str(source.relative_to(folder)) for source in room.sources(folder)}
    looked_at = {*paths, *(ours & set(noted["lines"]))}
    return noted if all(noted["digests"].get(name, "") == _digest(folder / name) for name in looked_at) else None


def _digest(path: Path) -> str:
    """Tell a file by its content; a folder is told by the files in it that were run."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else ""
