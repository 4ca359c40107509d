"""A child of a warm process: does one thing, answers once, and leaves nothing behind.

Importing the libraries takes seconds; a forked child has them at once, and no package of ours yet.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

WARM = (
    "numpy", "numpy.linalg", "pandas", "scipy.stats", "scipy.optimize", "scipy.linalg", "scipy.special", "scipy.sparse",
    "scipy.integrate", "pyarrow", "pydantic", "yaml", "krippendorff", "hypothesis", "openpyxl", "pyreadstat",
)  # fmt: skip
#: a mutant that fills a list without end is stopped before the machine is out of memory
MEMORY = 8 * 2**30
#: how much longer than its processor's time a child may take where others use the machine too
PATIENCE = 8


def warm(names: Sequence[str] = WARM) -> None:
    """Import what the tests import anyway."""
    for name in (*names, "pytest", "coverage"):
        import_module(name)


def in_child(work: Callable[[], Any], seconds: float, folder: Path) -> Any:
    """Do something in a forked child.

    Parameters
    ----------
    work : callable
        Its answer can be written as JSON.
    seconds : float
        Processor's time that it may take.
    folder : Path
        Where the child works, and writes what it says on the screen (``said.txt``).

    Returns
    -------
    Any
        What it answered; None where it died or was stopped.
    """
    reading, writing = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if not child:
        os.close(reading)
        _answer(work, seconds, folder, writing)
    os.close(writing)
    try:
        answer = _read(reading, seconds * PATIENCE)
    finally:
        _end(child)
    return json.loads(answer) if answer else None


def _end(child: int) -> None:
    """End a child with all that it started."""
    try:
        os.killpg(child, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # it has not begun its group yet, or is gone with all of it
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _answer(work: Callable[[], Any], seconds: float, folder: Path, writing: int) -> None:
    """Work in the child, and never come back."""
    try:
        os.setsid()
        said = os.open(folder / "said.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(said, 1)
        os.dup2(said, 2)
        os.chdir(folder)
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        answer = json.dumps(work()).encode()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer)
    except BaseException:  # it would go up into what the parent was doing
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _read(reading: int, seconds: float) -> bytes:
    parts, end = [], time.monotonic() + seconds
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        while select.select([pipe], [], [], max(end - time.monotonic(), 0))[0]:
            part = pipe.read(1 << 16)
            if not part:
                return b"".join(parts)
            parts.append(part)
    return b""
