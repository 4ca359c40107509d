"""What is looked at after a fault: is every report whole, are raw data untouched, is anything left behind."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psutil

from _faults.places import MARK, Place

Contents = dict[str, bytes]
_CRATE = "ro-crate-metadata.json"
_SOON = 20.0  # seconds in which what a killed run started has to be gone


def contents(folder: Path) -> Contents:
    """Give the contents of all files below a folder by path; nothing where it is not there."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def stamps(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Give of all files below a folder what changes when they are written."""
    found = {path: path.lstat() for path in sorted(folder.rglob("*")) if not path.is_dir()}
    return {path.relative_to(folder).as_posix(): (at.st_mtime_ns, at.st_size, at.st_ino) for path, at in found.items()}


def halves(place: Place, old: Contents, new: Contents) -> Iterator[str]:
    """Name what stands half-written among the reports.

    Each report is wholly the old one or wholly the new one, and what its crate says of its files is so; each other file
    is that of one of the two, an index of the reports that stand, or has a name that says that it is not finished.
    """
    now = contents(place.reports)
    for one in sorted({name.split("/")[0] for name in now if "/" in name and not name.startswith((".", "_"))}):
        found, before, after = (_of(one, files) for files in (now, old, new))
        if found not in (before, after):
            yield f"reports/{one} is neither the old nor the new report"
        yield from _crate_amiss(one, found)
    for name, content in now.items():
        if name.startswith("_register/") and not name.startswith("_register/.") and not _is_lines(content):
            yield f"{name} is half a register"
        if "/" not in name and not name.startswith(".") and not content.rstrip().endswith(b"</html>"):
            yield f"{name} is half a page"
    for path in place.sections.glob("*/[!.]*.json"):
        if not _is_lines(path.read_bytes()):
            yield f"data/sections/{path.parent.name}/{path.name} is half-written"


def _of(organisation: str, files: Contents) -> Contents:
    return {name: content for name, content in files.items() if name.startswith(f"{organisation}/")}


def _crate_amiss(organisation: str, found: Contents) -> Iterator[str]:
    described = json.loads(found[f"{organisation}/{_CRATE}"])["@graph"]
    for one in described:
        name = f"{organisation}/{one['@id']}"
        if name in found and "sha256" in one and hashlib.sha256(found[name]).hexdigest() != one["sha256"]:
            yield f"reports/{name} is not as its crate says"


def _is_lines(content: bytes) -> bool:
    try:
        return content.endswith(b"\n") and all(json.loads(line) for line in content.splitlines())
    except ValueError:
        return False


def leftovers(place: Place) -> Iterator[str]:
    """Name what is left after a run that ended well: hidden files in the workspace, anything among temporary files."""
    for path in sorted(place.root.rglob(".*")):
        yield f"left behind: {path.relative_to(place.root)}"
    yield from temporary(place)


def temporary(place: Place) -> Iterator[str]:
    """Name what is left among temporary files."""
    for path in sorted(place.temporary.iterdir()):
        yield f"left among temporary files: {path.name.rstrip('0123456789abcdef')}..."


def working(place: Place) -> list[psutil.Process]:
    """List the processes that work for a place: started by its commands, or with a file or folder of it open."""
    return [process for process in psutil.process_iter() if _works_for(process, str(place.around))]


def _works_for(process: psutil.Process, around: str) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        if process.environ().get(MARK) == around:
            return True
        places = [process.cwd(), *(opened.path for opened in process.open_files())]
        return any(path.startswith(f"{around}/") for path in places)
    except (psutil.Error, OSError):
        return False


def orphans(place: Place, within: float = _SOON) -> Iterator[str]:
    """Name the processes that are still there some time after a run has ended, and end them."""
    if soon(lambda: not working(place), within):
        return
    for process in working(place):
        yield f"process left behind: {process.name()} {' '.join(process.cmdline())[:80]}"
        process.kill()


def soon(condition: Callable[[], bool], within: float) -> bool:
    """Wait until something holds; tell whether it came to hold in time."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def differences(found: Mapping[str, object], expected: Mapping[str, object], what: str) -> Iterator[str]:
    """Name what differs of two lists of files."""
    for name in sorted(found.keys() | expected.keys()):
        if name not in found:
            yield f"{what}: {name} is missing"
        elif name not in expected:
            yield f"{what}: {name} should not be there"
        elif found[name] != expected[name]:
            yield f"{what}: {name} differs"


def untold(told: str) -> Iterator[str]:
    """Name what nobody should ever be shown."""
    for word in ("Traceback", "something unforeseen", "Exception ignored"):
        if word in told:
            at = told.index(word)
            yield f"printed: {told[at : at + 300]!r}"
