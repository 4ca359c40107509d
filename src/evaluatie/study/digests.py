"""Digests of folders, and of the software that figures are made with."""

from __future__ import annotations

import errno
import hashlib
import os
import platform
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

_NO_INPUT_FOLDERS = frozenset({"__pycache__", ".ipynb_checkpoints"})
_NO_INPUT_FILES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_SETTLED = 5.0  # seconds; the clocks of some file systems tick once in two
_DIGESTS: dict[str, tuple[tuple[int, ...], bytes]] = {}
_OPEN_ELSEWHERE = ("~$", ".~lock.")  # what Excel and LibreOffice write beside a file while it is open


def software() -> dict[str, str]:
    """Give digests of evaluatie's own code, and of Python and the installed packages with their versions."""
    return {
        "code": folder_digest(Path(__file__).parents[1]),
        "versions": digest_of(line.encode() for line in versions()),
    }


def versions() -> list[str]:
    """List Python, the kind of machine and every installed package with its version, in alphabetical order."""
    found = {path.stem for folder in sys.path for path in Path(folder or ".").glob("*.dist-info")}
    return [f"{sys.implementation.name} {sys.version}", platform.system(), platform.machine(), *sorted(found)]


def folder_digest(folder: Path, *, without: str | None = None) -> str:
    """Give a digest of the names and contents of all files in a folder and below it.

    Parameters
    ----------
    folder : pathlib.Path
        The folder.
    without : str, optional
        A folder in it that does not count.

    Examples
    --------
    >>> folder_digest(Path("there-is-no-such-folder")) == folder_digest(Path("nor-this-one"))
    True
    """
    left_out = None if without is None else folder / without
    counted = (path for path in files_in(folder) if left_out is None or not path.is_relative_to(left_out))
    return digest_of(part for path in counted for part in file_parts(path, folder))


def files_in(folder: Path) -> Iterator[Path]:
    """Go through the files in a folder and below it that somebody may have meant as input, in order of their names."""
    seen: set[str] = set()  # a link may lead back to a folder above it
    for place, folders, files in os.walk(folder, followlinks=True):
        if (real := os.path.realpath(place)) in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if name not in _NO_INPUT_FOLDERS)
        for name in sorted(files):
            if name not in _NO_INPUT_FILES and not name.startswith(_OPEN_ELSEWHERE):
                yield Path(place, name)


def file_parts(path: Path, folder: Path) -> tuple[bytes, bytes]:
    """Give a file's name and the digest of its content; one that cannot be read is told by those who need it."""
    name = os.fsencode(path.relative_to(folder).as_posix())
    try:
        return name, _file_digest(path)
    except OSError as error:
        return name, f"unreadable {error.errno}".encode()


def _file_digest(path: Path) -> bytes:
    """Give the digest of a file's content, read again only where the file changed since this process read it."""
    if not path.is_file():  # opening a pipe waits for ever
        raise OSError(errno.EINVAL, "no file")
    with path.open("rb") as opened:
        found = os.fstat(opened.fileno())
        seen = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        known = _DIGESTS.get(os.fspath(path))
        if known is not None and known[0] == seen:
            return known[1]
        digest = hashlib.file_digest(opened, "sha256").digest()
    # a file that changed only just may change again within the same tick of its clock
    if time.time() - max(found.st_mtime, found.st_ctime) > _SETTLED:
        _DIGESTS[os.fspath(path)] = (seen, digest)
    return digest


def digest_of(parts: Iterable[bytes]) -> str:
    """Digest parts such that no two lists of parts give the same."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.hexdigest()
