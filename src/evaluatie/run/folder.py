"""Replace a folder as a whole: a run that is killed leaves the old one or the new one."""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from evaluatie.study.leftovers import clear_leftovers, own_prefix

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


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
