"""A disk that is full or may not be written, as mounts of their own: one message, and what stood still stands."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from _faults.looking import contents, differences, halves, leftovers, orphans, stamps
from _faults.outcome import Case, Outcome, outcome
from _faults.places import Place
from _faults.reporting import goes_on, line_of, small_start, told, well

_PAGE = 4096


def cannot_mount() -> str:
    """Say why no disk can be mounted here; nothing where it can."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("mount") is None:
        return "mounting a disk needs root"
    done = subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False)  # noqa: S607
    return "" if done.returncode == 0 else "this container may not mount disks"


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Mount something over a folder for as long as it is needed."""
    _do("mount", *options, str(folder))
    try:
        yield
    finally:
        _do("umount", "-l", str(folder))


def _do(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603


def used(folder: Path) -> int:
    """Give the bytes that a disk needs at least for a folder: whole pages."""
    return sum(_PAGE * (-(-path.lstat().st_size // _PAGE)) for path in folder.rglob("*") if path.is_file())


def full_workspace(folder: Path, draw: random.Random) -> Outcome:
    """Give the workspace a disk with room for a part of what a run writes; then make room, and run again."""
    start = small_start(folder)
    around = folder / "k"
    around.mkdir()
    place = Place(around)
    place.root.mkdir()
    room = used(start.place.root) + draw.randrange(_most(folder) // 2) // _PAGE * _PAGE
    try:
        with mounted(place.root, "-t", "tmpfs", "-o", f"size={room}", "none"):
            shutil.copytree(start.place.around, around, dirs_exist_ok=True)
            raw = stamps(place.raw)
            ended = place.report()
            wrong = [f"ended with {ended.code}"] * (ended.code not in (0, 1))
            wrong += told(ended, *(["the disk is full"] if ended.code else []))
            wrong += [*orphans(place), *halves(place, start.old, start.new), *leftovers(place)]
            wrong += differences(stamps(place.raw), raw, "raw data")
            _do("mount", "-o", "remount,size=500m", str(place.root))
            wrong += goes_on(place, start)
        return outcome(wrong, ended.code, told=line_of(ended, "the disk is full"))
    finally:
        place.remove()


def _most(folder: Path) -> int:
    """Give what a run writes at most: all that it makes, and a little."""
    start = small_start(folder)
    return sum(len(content) for content in start.new.values()) + used(start.place.root / "data" / "sections")


def full_temporary(folder: Path, draw: random.Random) -> Outcome:
    """Give temporary files a disk with next to no room."""
    start = small_start(folder)
    place = start.place.copy_to(folder / "k")
    try:
        room = draw.randrange(1, 30) * _PAGE
        with mounted(place.temporary, "-t", "tmpfs", "-o", f"size={room}", "none"):
            ended = place.report("--time-limit", "60")
            wrong = [f"ended with {ended.code}"] * (ended.code not in (0, 1))
            wrong += told(ended, *(["the disk is full"] if ended.code else []))
            wrong += [*orphans(place), *halves(place, start.old, start.new), *leftovers(place)]
        wrong += goes_on(place, start)
        return outcome(wrong, ended.code, told=line_of(ended, "the disk is full"))
    finally:
        place.remove()


def unwritable(where: str, word: str, folder: Path, _: random.Random) -> Outcome:
    """Let a folder be read and not written; where that is the raw data, a run has to go well."""
    start = small_start(folder)
    place = start.place.copy_to(folder / "k")
    try:
        target = place.root / where
        target.mkdir(parents=True, exist_ok=True)
        if where == "data/processed":  # or there would be nothing to write
            shutil.rmtree(target / "demo-zorg", ignore_errors=True)
        with mounted(target, "--bind", str(target)):
            _do("mount", "-o", "remount,ro,bind", str(target))
            ended = place.report()
            wrong = [f"ended with {ended.code}"] * (ended.code != (1 if word else 0))
            wrong += told(ended, *([word, "read-only file system"] if word else []))
            wrong += [*orphans(place), *halves(place, start.old, start.new), *leftovers(place)]
        wrong += goes_on(place, start)
        return outcome(wrong, ended.code, told=line_of(ended, word) if word else "")
    finally:
        place.remove()


def full_target(command: tuple[str, ...], target: str, folder: Path, draw: random.Random) -> Outcome:
    """Write an export, a twin or what was found to a disk that has too little room."""
    start = small_start(folder)
    place = start.place.copy_to(folder / "k")
    try:
        wrong = list(goes_on(place, start))
        disk = place.around / "d"
        disk.mkdir()
        well(place.run(*command, str(disk / target)))
        room = draw.randrange(1, used(disk) // _PAGE) * _PAGE
        shutil.rmtree(disk)
        disk.mkdir()
        with mounted(disk, "-t", "tmpfs", "-o", f"size={room}", "none"):
            ended = place.run(*command, str(disk / target))
            wrong += [f"ended with {ended.code}"] * (ended.code != 1)
            wrong += [*told(ended, "the disk is full"), *orphans(place), *leftovers(place)]
            wrong += [f"half of it stands: {name}" for name in contents(disk)]
            wrong += differences(contents(place.reports), start.new, "reports")
        return outcome(wrong, ended.code, told=line_of(ended, "the disk is full"))
    finally:
        place.remove()


_TARGETS = {
    "evaluatie export": (("export", "demo-zorg", "--to"), "x"),
    "evaluatie export --zip": (("export", "demo-zorg", "--zip", "--to"), "x.zip"),
    "evaluatie twin": (("twin", "univbct-4", "--to"), "univbct-4-twin"),
}
_FOLDERS = {
    "data/raw": "", "data/processed": "data/processed", "data/sections": "data/sections", "reports": "reports",
    ".": "data/sections",
}  # fmt: skip
_NAMES = {".": "the whole workspace"}
CASES = [
    Case("disk full", "the workspace's, with room for a part", 25, full_workspace, cannot_mount),
    Case("disk full", "that of temporary files", 8, full_temporary, cannot_mount),
    *(
        Case("disk full", f"where {name} writes", 3, partial(full_target, *how), cannot_mount)
        for name, how in _TARGETS.items()
    ),
    *(
        Case("read-only", _NAMES.get(where, where), 2, partial(unwritable, where, word), cannot_mount)
        for where, word in _FOLDERS.items()
    ),
]  # fmt: skip
