"""What a section is made from, as digests: as long as these are the same, so is the section.

Counted in are the contents of every file of the study folder, the code and text of the notebook, what else stands
beside the notebooks, the parameters, evaluatie's own code, Python, and every installed package by its version. Left
out are the key of the pseudonyms, which no released figure hangs on, and what notebooks show and editors leave behind.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

MadeFrom = Mapping[str, str]

_NO_INPUT_FOLDERS = frozenset({"__pycache__", ".ipynb_checkpoints"})
_NO_INPUT_FILES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_OPEN_ELSEWHERE = ("~$", ".~lock.")  # what Excel and LibreOffice write beside a file while it is open
_NOTEBOOK = ".ipynb"


def made_from(study: str, notebook: Path, parameters: Mapping[str, object], workbench: MadeFrom) -> dict[str, str]:
    """Give what a section is made from.

    Parameters
    ----------
    study : str
        Digest of the study folder, see :func:`folder_digest`.
    notebook : pathlib.Path
        The section's notebook.
    parameters : mapping of str to object
        Its parameters.
    workbench : mapping of str to str
        What all sections share, see :func:`workbench_of`.

    Returns
    -------
    dict of str to str
        A digest of each kind of input.
    """
    given = json.dumps(dict(parameters), sort_keys=True, default=str)
    return {"data": study, "notebook": notebook_digest(notebook), "parameters": _digest([given.encode()]), **workbench}


def workbench_of(notebooks: Path) -> dict[str, str]:
    """Give what all sections of a workspace are made from, apart from data and their own notebook.

    Parameters
    ----------
    notebooks : pathlib.Path
        The folder of the notebooks: what else stands there, a notebook may import, run or read.
    """
    return {"beside": _beside(notebooks), **software()}


def software() -> dict[str, str]:
    """Give digests of evaluatie's own code, and of Python and the installed packages with their versions."""
    return {"code": folder_digest(Path(__file__).parents[1]), "versions": _digest(line.encode() for line in versions())}


def versions() -> list[str]:
    """List Python, the kind of machine and every installed package with its version, in alphabetical order."""
    found = {path.stem for folder in sys.path for path in Path(folder or ".").glob("*.dist-info")}
    return [f"{sys.implementation.name} {sys.version}", platform.system(), platform.machine(), *sorted(found)]


def folder_digest(folder: Path) -> str:
    """Give a digest of the names and contents of all files in a folder and below it.

    Examples
    --------
    >>> folder_digest(Path("there-is-no-such-folder")) == folder_digest(Path("nor-this-one"))
    True
    """
    return _digest(part for path in files_in(folder) for part in _file(path, folder))


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


def notebook_digest(path: Path) -> str:
    """Give a digest of a notebook's cells: not of what they showed, nor of how often they ran."""
    try:
        content = path.read_bytes()
        cells = json.loads(content)["cells"]
        told = [[cell["cell_type"], cell["source"], cell["metadata"].get("tags")] for cell in cells]
    except OSError as error:
        return _digest([b"unreadable", str(error.errno).encode()])
    except (ValueError, LookupError, TypeError, AttributeError):
        return _digest([content])
    return _digest([json.dumps(told).encode()])


def changes(before: Mapping[str, Any], now: MadeFrom) -> tuple[str, ...]:
    """List the kinds of input that differ.

    Examples
    --------
    >>> changes({"data": "a", "notebook": "b"}, {"data": "a", "notebook": "c"})
    ('notebook',)
    """
    return tuple(kind for kind, digest in now.items() if before.get(kind) != digest)


def _beside(notebooks: Path) -> str:
    parts: list[bytes] = []
    for path in files_in(notebooks):
        if path.suffix != _NOTEBOOK:
            parts += _file(path, notebooks)
    return _digest(parts)


def _file(path: Path, folder: Path) -> tuple[bytes, bytes]:
    """Give a file's name and the digest of its content; one that cannot be read is told by those who need it."""
    name = path.relative_to(folder).as_posix().encode()
    try:
        with path.open("rb") as opened:
            return name, hashlib.file_digest(opened, "sha256").digest()
    except OSError as error:
        return name, f"unreadable {error.errno}".encode()


def _digest(parts: Iterable[bytes]) -> str:
    """Digest parts such that no two lists of parts give the same."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.hexdigest()
