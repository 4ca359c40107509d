"""The folder of a pool among temporary files: what a killed run left is removed by the next run."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from evaluatie.study.leftovers import machine, runs

_NAME = re.compile(r"evaluatie-(?P<machine>[0-9a-f]{8})-(?P<pid>\d+)-[0-9a-f]{8}")


def own_folder(among: Path) -> Path:
    """Give the folder that a pool of this process may make, after those of runs that are gone were removed.

    Where every process of a run is killed at once, nobody is left to remove its folder, in which a release plan and
    temporary files of sections may be.

    Parameters
    ----------
    among : pathlib.Path
        The folder of temporary files.
    """
    with suppress(OSError):
        for path in among.glob("evaluatie-*"):
            if _is_left(path):
                shutil.rmtree(path, ignore_errors=True)
    return among / f"evaluatie-{machine()}-{os.getpid()}-{secrets.token_hex(4)}"


def _is_left(path: Path) -> bool:
    match = _NAME.fullmatch(path.name)
    if match is None or match["machine"] != machine() or runs(int(match["pid"])):
        return False
    with suppress(OSError):
        found = path.lstat()
        return stat.S_ISDIR(found.st_mode) and (os.name != "posix" or found.st_uid == os.getuid())
    return False
