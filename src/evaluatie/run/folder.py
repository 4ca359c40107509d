"""Replace a folder as a whole: a run that is killed leaves the old one or the new one."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_LEFTOVER = re.compile(r"\.(?P<name>.+)\.(?P<pid>\d+)\.[a-z0-9_]+(-old)?")


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files to a new folder beside an old one, then let it take the old one's place.

    Parameters
    ----------
    folder : pathlib.Path
        The folder to replace or make.
    files : mapping of str to bytes
        Contents by path inside the folder, with forward slashes.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    clear_leftovers(folder.parent)
    new = Path(tempfile.mkdtemp(prefix=own_prefix(folder), dir=folder.parent))
    try:
        for name, content in files.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        new.chmod(0o755)
        _take_place(new, folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def write_file(path: Path, content: bytes) -> None:
    """Write a file as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=own_prefix(path), dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _take_place(new: Path, folder: Path) -> None:
    """Swap the two in one step where the system can; what is at `new` afterwards is to be removed."""
    if not folder.exists():
        new.rename(folder)
    elif not _exchanged(new, folder):
        old = new.with_name(f"{new.name}-old")
        folder.rename(old)
        new.rename(folder)
        shutil.rmtree(old, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    try:
        renameat2 = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    code: int = renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return code == 0


def clear_leftovers(parent: Path, name: str | None = None) -> None:
    """Put back what a killed run had set aside in a folder, and remove what it had not finished.

    Parameters
    ----------
    parent : pathlib.Path
        The folder in which folders are replaced or files written.
    name : str, optional
        Only those of a file or folder of this name.
    """
    for path in sorted(parent.glob(".*" if name is None else f".{name}.*")):
        match = _LEFTOVER.fullmatch(path.name)
        if match is None or _runs(int(match["pid"])):
            continue
        replaced = path.with_name(match["name"])
        if path.name.endswith("-old") and not replaced.exists():
            path.rename(replaced)
        elif path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def own_prefix(path: Path) -> str:
    """Give what the name begins with of what this process makes, for as long as it is not at its place."""
    return f".{path.name}.{os.getpid()}."


def _runs(pid: int) -> bool:
    if os.name != "posix":
        return True
    with suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return True
