"""A copy of the repository to be mutated: nobody's checkout is touched."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


def copy(root: Path, folder: Path) -> None:
    """Bring a copy up to date with what git knows or would add; unchanged files keep what was compiled of them."""
    listed = subprocess.run(  # noqa: S603
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    names = {name for name in listed.split("\0") if name and (root / name).is_file()}
    for name in sorted(names):
        there = folder / name
        if not there.is_file() or there.read_bytes() != (root / name).read_bytes():
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, there)
    for part in ("src", "tests"):
        for there in (folder / part).rglob("*.py"):
            if str(there.relative_to(folder)) not in names:
                there.unlink()
