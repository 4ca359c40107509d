"""One run at a time makes reports in a workspace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evaluatie.run.errors import RunError
from evaluatie.study.settings.source import reason

_NAME = "run.lock"


@contextmanager
def run_lock(folder: Path) -> Iterator[None]:
    """Hold a folder for one run; the system lets go of it however the run ends.

    Parameters
    ----------
    folder : pathlib.Path
        Where the lock is; made if need be.

    Raises
    ------
    RunError
        Another run holds it, or the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / _NAME, blocking=False, fallback_to_soft=False)
        lock.acquire()
    except Timeout:
        told = "another run is making reports in this folder; wait until it has ended or stop it, then run this again"
        raise RunError(told) from None
    except OSError as error:
        raise RunError(f"data/sections cannot be written ({reason(error)})") from error
    try:
        yield
    finally:
        lock.release()
