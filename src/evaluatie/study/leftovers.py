"""What a process that was killed left half-made: its name tells who was making it, so that the next one clears it."""

from __future__ import annotations

import glob
import hashlib
import os
import platform
import re
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_LEFTOVER = re.compile(r"\.(?P<name>.+)\.(?P<machine>[0-9a-f]{8})\.(?P<pid>\d+)\.[a-z0-9_]+(-old)?")
#: seconds after which what another machine was making is taken for left behind: it cannot be asked
_ELSEWHERE = 3600.0


def own_prefix(path: Path) -> str:
    """Give what the name begins with of what this process makes, for as long as it is not at its place.

    Parameters
    ----------
    path : pathlib.Path
        Its place.
    """
    return f".{path.name}.{machine()}.{os.getpid()}."


@cache
def machine() -> str:
    """Name this machine, since it was last started: the ids of processes tell nothing of another one's."""
    with suppress(OSError):
        return _short(f"{platform.node()} {_BOOT.read_text(encoding='ascii')}")
    return _short(platform.node())


def runs(pid: int) -> bool:
    """Tell whether a process of this machine runs; True where the system does not tell."""
    if os.name != "posix":
        return True
    with suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except (ProcessLookupError, OverflowError):
            return False
    return True


def clear_leftovers(parent: Path, name: str | None = None) -> None:
    """Put back what a killed process had set aside in a folder, and remove what it had not finished.

    Parameters
    ----------
    parent : pathlib.Path
        The folder in which folders are replaced or files written.
    name : str, optional
        Only those of a file or folder of this name.
    """
    for path in sorted(parent.glob(".*" if name is None else f".{glob.escape(name)}.*")):
        match = _LEFTOVER.fullmatch(path.name)
        if match is None or _in_the_making(path, match["machine"], int(match["pid"])):
            continue
        replaced = path.with_name(match["name"])
        if path.name.endswith("-old") and not replaced.exists():
            path.rename(replaced)
        elif path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _in_the_making(path: Path, where: str, pid: int) -> bool:
    if where == machine():
        return runs(pid)
    with suppress(OSError):
        return _now_in(path.parent) - path.lstat().st_mtime < _ELSEWHERE
    return True


def _now_in(folder: Path) -> float:
    """Give the time by the clock that dates the files of a folder, which need not be this machine's."""
    with tempfile.TemporaryFile(dir=folder) as file:
        return os.fstat(file.fileno()).st_mtime


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
