"""One mutant: put into the copy, the tests that run its line, the copy as it was."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from _mutants.covering import Group
from _mutants.forking import in_child
from _mutants.sites import AT_IMPORT, Mutant
from _mutants.testing import killed_by

KILLED, STOPPED, SURVIVED, NOT_RUN = "killed", "stopped", "survived", "not run"
#: a mutant is stopped when it takes so many seconds more than this many times what its tests take
GRACE, TIMES = 20.0, 4.0


def tests_of(mutant: Mutant, groups: Sequence[Group]) -> tuple[list[str], float]:
    """Give the tests that can tell a mutant, those that run its line first, and how long they take in seconds."""
    first: list[str] = []
    then: list[str] = []
    seconds: dict[str, float] = {}
    for group in groups:
        whole = mutant.lines == AT_IMPORT
        lines = [int(line) for line in group.lines.get(mutant.file, ())] if whole else range(*_range(mutant))
        ran, others = group.of_lines(mutant.file, lines)
        first += ran
        then += others
        seconds |= group.seconds
    names = sorted(first, key=seconds.__getitem__) + sorted(then, key=seconds.__getitem__)
    return names, sum(map(seconds.__getitem__, names))


def judged(mutant: Mutant, groups: Sequence[Group], folder: Path) -> tuple[str, str]:
    """Give what becomes of a mutant, and by which test."""
    names, seconds = tests_of(mutant, groups)
    if not names:
        return NOT_RUN, ""
    with put_into(mutant, folder):
        by = in_child(partial(killed_by, names, folder), GRACE + TIMES * seconds, folder)
    if by is None:
        return STOPPED, ""
    return (KILLED, by) if by else (SURVIVED, "")


@contextmanager
def put_into(mutant: Mutant, folder: Path) -> Iterator[None]:
    """Put a mutant into the copy for a while; the file gets its time back, by which what was compiled is known.

    What was compiled is known by whole seconds and by size: a mutant written in the second of its source has another.
    """
    path = folder / mutant.file
    source, times = path.read_bytes(), path.stat()
    try:
        path.write_text(mutant.applied(source.decode("utf-8")), encoding="utf-8")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns + 2 * 10**9))
        yield
    finally:
        path.write_bytes(source)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def _range(mutant: Mutant) -> tuple[int, int]:
    return mutant.lines[0], mutant.lines[1] + 1
