"""What became of each mutant, and which of those that live were judged to change nothing."""

from __future__ import annotations

import csv
import hashlib
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from filelock import FileLock

KEY = ("file", "scope", "kind", "before", "after", "nth")
COLUMNS = ("room", *KEY, "first", "outcome", "by", "of", "seed", "version", "commit", "date")


def read(path: Path) -> list[dict[str, Any]]:
    """Read the history; empty if there is none."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [{**row, "nth": int(row["nth"])} for row in csv.DictReader(file)]


def key(row: dict[str, Any]) -> tuple[Any, ...]:
    """Give what a mutant is known by."""
    return tuple(row[name] for name in KEY)


def add(path: Path, room: str, rows: Iterable[dict[str, Any]]) -> None:
    """Put mutants of a room into the history, in the place of what was there of them; how they first ended stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path):
        found = {(row["room"], *key(row)): row for row in read(path)}
        for row in rows:
            before = found.get((room, *key(row)), {"first": row["outcome"]})
            found[(room, *key(row))] = {"room": room, "first": before["first"], **row}
        _write(path, found.values())


def keep(path: Path, room: str, keys: set[tuple[Any, ...]]) -> None:
    """Take mutants of a room out of the history that are not drawn any more."""
    with _locked(path):
        _write(path, [row for row in read(path) if row["room"] != room or key(row) in keys])


def judged(path: Path) -> dict[tuple[Any, ...], str]:
    """Read which mutants a person judged to change no figure, with the reason."""
    with path.open(encoding="utf-8", newline="") as file:
        return {key({**row, "nth": int(row["nth"])}): row["reason"] for row in csv.DictReader(file)}


def _locked(path: Path) -> FileLock:
    """Several rooms may be run at once; the lock is no file of the repository."""
    name = f"evaluatie-{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]}.lock"
    return FileLock(Path(tempfile.gettempdir()) / name)


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: (row["room"], key(row))))
    part.replace(path)
