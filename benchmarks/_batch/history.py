"""What earlier runs found: one line of JSON for each, of which those on the same kind of machine are compared."""

from __future__ import annotations

import datetime
import json
import os
import platform
import resource
import subprocess
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from _batch.figures import Figure
from _batch.workspaces import REPOSITORY

DEFAULT = REPOSITORY / "benchmarks" / "history" / "batch.jsonl"
_SAME = ("cpu", "cpus", "jobs")
Earlier = dict[tuple[str, str], float]


def about_this_run(jobs: int, repeats: int) -> dict[str, Any]:
    """Say when, of what and on what kind of machine is measured; neither the machine's name nor a path."""
    return {
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "version": version("evaluatie"),
        "commit": _git("rev-parse", "--short=12", "HEAD"),
        "changed_since": bool(_git("status", "--porcelain", "--", "src", "notebooks", "data/raw", "requirements")),
        "python": platform.python_version(),
        "cpu": _processor(),
        "cpus": os.cpu_count(),
        "jobs": jobs,
        "repeats": repeats,
    }


def append(path: Path, about: dict[str, Any], figures: Sequence[Figure]) -> None:
    """Add a line to the history."""
    found: dict[str, dict[str, float]] = {}
    for figure in figures:
        found.setdefault(figure.group, {})[figure.name] = float(f"{figure.median:.5g}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({**about, "figures": found}) + "\n")


def earlier_figures(path: Path, about: dict[str, Any]) -> Earlier:
    """Give the last known value of each figure on this kind of machine.

    Parameters
    ----------
    path : pathlib.Path
        The history; it need not be there.
    about : dict
        This run, as :func:`about_this_run` says it.

    Returns
    -------
    dict
        Values by group and name.
    """
    earlier: Earlier = {}
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    for entry in map(json.loads, lines):
        if all(entry.get(key) == about[key] for key in _SAME):
            earlier |= {(group, name): value for group, of in entry["figures"].items() for name, value in of.items()}
    return earlier


class Others:
    """How busy other programs kept the machine, from when this is made."""

    def __init__(self) -> None:
        self._busy, self._idle, self._own = _times()

    def share(self) -> float:
        """Give the share of all processors' time that went to others, or was not given to this machine at all."""
        busy, idle, own = (now - then for now, then in zip(_times(), (self._busy, self._idle, self._own), strict=True))
        return max(0.0, (busy - own) / (busy + idle))


def _times() -> tuple[float, float, float]:
    everyone = psutil.cpu_times()
    # what is counted for guests is in user as well
    idle = everyone.idle + getattr(everyone, "iowait", 0.0)
    busy = sum(everyone) - idle - getattr(everyone, "guest", 0.0) - getattr(everyone, "guest_nice", 0.0)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return busy, idle, sum(one.ru_utime + one.ru_stime for one in used)


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def _git(*arguments: str) -> str | None:
    command = ["git", *arguments]
    try:
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
