"""The organisations of the demonstration, and their reports made as `make demo` makes them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from evaluatie.run.store import digest
from evaluatie.run.verifying.made import CRATE

REAL = ("univbct-3066", "univbct-1022", "univbct-4042", "univbct-4", "univbct-299", "lq2002")
SYNTHETIC = ("demo-waterschap", "demo-gemeente", "demo-rijksdienst", "demo-zorg", "demo-bouwbedrijf")
DEMO = (*REAL, *SYNTHETIC)
PAGES = ("report.html", "report.en.html")
PAPERS = ("data-protection.html", "data-protection.en.html")


def demo_workspace(root: Path, folder: Path) -> Path:
    """Lay out a workspace of its own, with nothing made in it yet."""
    shutil.copytree(root / "data" / "raw", folder / "data" / "raw")
    shutil.copytree(root / "notebooks", folder / "notebooks")
    return folder


def report(folder: Path, key: Path, *options: str, of: Sequence[str] = DEMO) -> str:
    """Make their reports, with a key of their own and no warning of any package; give what was said."""
    command = [sys.executable, "-m", "evaluatie.cli", "report", *of, "--root", str(folder), *options]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "EVALUATIE_KEY_FILE": str(key)}
    # kernels heed it too; an ipykernel that is started by itself hears from Python 3.12 on that it lacks an event loop
    environment["PYTHONWARNINGS"] = "error,ignore:There is no current event loop:DeprecationWarning"
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def redigested(folder: Path, name: str, content: bytes) -> None:
    """Put another file into a report, and its digest into what tells it."""
    crate = (folder / CRATE).read_text(encoding="utf-8")
    before = digest((folder / name).read_bytes())
    assert before in crate
    (folder / CRATE).write_text(crate.replace(before, digest(content)), encoding="utf-8")
    (folder / name).write_bytes(content)
