"""Run the tests on each Python that is here, with the locked, the lowest and the newest packages that are allowed.

Usage: python scripts/versions.py [--only 3.13-lock ...] [--jobs 2] [--table]. What is committed is tested, in a clone
and an environment that are gone afterwards; some twenty minutes each on two cores. What was found is kept in
``benchmarks/history/versions.csv``, and put into docs/trust/versions.md. Tests of pages in a browser are left out: they
say nothing of Python or of packages.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HISTORY = ROOT / "benchmarks" / "history" / "versions.csv"
PAGE = ROOT / "docs" / "trust" / "versions.md"
UV = ROOT / ".venv" / "bin" / "uv"
#: Python and packages; the lowest are resolved for the oldest Python, as later ones ask for later packages
SETTINGS = ("3.11-lock", "3.11-lowest", "3.11-newest", "3.12-lock", "3.12-newest", "3.13-lock", "3.13-newest")
#: whose versions the table tells
TOLD = ("numpy", "scipy", "pandas", "matplotlib", "pydantic")
COLUMNS = ["setting", "python", *TOLD, "passed", "failed", "skipped", "golden", "commit", "date"]
GOLDEN = "test_every_figure_is_as_it_was_when_somebody_last_looked"


@dataclass(frozen=True)
class Room:
    """A clone of what is committed, with an environment of its own."""

    folder: Path
    python: Path

    @property
    def clone(self) -> Path:
        """The clone's folder."""
        return self.folder / "evaluatie"

    @property
    def own(self) -> Path:
        """The environment's interpreter."""
        return self.folder / "env" / "bin" / "python"

    def run(self, *command: str | Path, check: bool = True) -> str:
        """Run a command in the clone, with a home that is empty."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "EVALUATIE"))}
        environment = {**kept, "HOME": str(self.folder / "home"), "OMP_NUM_THREADS": "1"}
        done = subprocess.run(command, cwd=self.clone, env=environment, capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout


def interpreter(version: str) -> Path | None:
    """Find a Python of a version that runs: on the path, or among those that pyenv holds."""
    folders = [*os.environ.get("PATH", "").split(os.pathsep), *map(str, Path.home().glob(".pyenv/versions/*/bin"))]
    for folder in folders:
        found = shutil.which(f"python{version}", path=folder)
        asks = f"import sys, venv; sys.exit(sys.version_info[:2] != {tuple(map(int, version.split('.')))})"
        if found and subprocess.run([found, "-c", asks], capture_output=True, check=False).returncode == 0:
            return Path(found)
    return None


def tested(setting: str, jobs: int) -> dict[str, str]:
    """Test a setting; give the table's row."""
    version, _, packages = setting.partition("-")
    python = interpreter(version)
    if python is None:
        return {"setting": setting, "python": f"there is no Python {version} here"}
    with tempfile.TemporaryDirectory() as folder:
        room = Room(Path(folder), python)
        (room.folder / "home").mkdir()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(room.clone)], check=True)  # noqa: S607
        _install(room, version, packages)
        report = room.folder / "tests.xml"
        workers = ["-n", str(jobs), "--dist", "loadfile", "--no-loadscope-reorder"]
        chosen = ["-q", "-p", "no:cacheprovider", "-m", "not browser", "--tb=short"]
        printed = room.run(room.own, "-m", "pytest", *chosen, *workers, f"--junitxml={report}", check=False)
        if not report.is_file():
            raise RuntimeError(printed[-2000:])
        counts = _counts(report)
        if counts["failed"] != "0":
            # what a test said is gone with its environment
            print(setting, printed, sep="\n", file=sys.stderr, flush=True)
        return {"setting": setting, **_versions(room), **counts, **_commit()}


def _install(room: Room, version: str, packages: str) -> None:
    room.run(room.python, "-m", "venv", room.folder / "env")
    asked = ("--extra", "dev", "--extra", "lab", "--python-version", version)
    quiet = ("--quiet", "--no-header", "--no-annotate")
    pins = room.folder / "pins.txt"
    if packages == "lock":
        pins = room.clone / "requirements" / "lock.txt"
    elif packages == "newest":
        room.run(UV, "pip", "compile", "pyproject.toml", *asked, *quiet, "--upgrade", "-o", pins)
    else:
        # what a report needs at its lowest; with tools of developers as they are now
        lowest = room.folder / "lowest.txt"
        needed = ("--extra", "cluster", "--extra", "lab", "--python-version", version)
        room.run(UV, "pip", "compile", "pyproject.toml", *needed, *quiet, "--no-deps", "--resolution", "lowest-direct",
                 "-o", lowest)  # fmt: skip
        room.run(UV, "pip", "compile", "pyproject.toml", *asked, *quiet, "-c", lowest, "-o", pins)
    installed = ("--quiet", "--system-certs", "--compile-bytecode", "--no-deps")
    room.run(UV, "pip", "install", *installed, "--python", room.own, "-r", pins)
    room.run(room.own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
             "--no-build-isolation", "--no-index", "--editable", ".")  # fmt: skip
    # as scripts/setup.sh does: a report has many processes
    room.run(room.own, "-m", "compileall", "-q", "src")


def _counts(report: Path) -> dict[str, str]:
    cases = list(ET.parse(report).iter("testcase"))  # noqa: S314
    failed = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    skipped = [case for case in cases if case.find("skipped") is not None]
    golden = [case for case in cases if (case.get("name") or "").startswith(GOLDEN)]
    kept = sum(case not in failed for case in golden)
    return {
        "passed": str(len(cases) - len(failed) - len(skipped)), "failed": str(len(failed)),
        "skipped": str(len(skipped)), "golden": f"{kept} of {len(golden)}",
    }  # fmt: skip


def _versions(room: Room) -> dict[str, str]:
    asks = f"import platform, importlib.metadata as m; print(platform.python_version(), *map(m.version, {TOLD}))"
    return dict(zip(("python", *TOLD), room.run(room.own, "-c", asks).split(), strict=True))


def _commit() -> dict[str, str]:
    told = ["git", "show", "--no-patch", "--format=%h %cs", "HEAD"]
    commit, date = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return {"commit": commit, "date": date}


def read() -> dict[str, dict[str, str]]:
    """Read what was found, by setting."""
    if not HISTORY.is_file():
        return {}
    with HISTORY.open(encoding="utf-8", newline="") as opened:
        return {row["setting"]: row for row in csv.DictReader(opened)}


def keep(row: dict[str, str]) -> None:
    """Keep a row in the place of what was found before with the same setting, and renew the page."""
    rows = {**read(), row["setting"]: row}
    part = HISTORY.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[setting] for setting in SETTINGS if setting in rows)
    part.replace(HISTORY)
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Put the table into the page."""
    text = PAGE.read_text(encoding="utf-8")
    table = "\n".join(_lines(read()))
    return re.sub(r"(<!-- table: versions -->\n).*?(<!-- end -->)", rf"\1\n{table}\n\n\2", text, flags=re.DOTALL)


def _lines(rows: dict[str, dict[str, str]]) -> Iterator[str]:
    shown = [name for name in COLUMNS if name not in ("setting", "python")]
    yield "| Python | packages | " + " | ".join("golden figures" if name == "golden" else name for name in shown) + " |"
    yield "|---" * (len(shown) + 2) + "|"
    for setting, row in rows.items():
        yield (
            f"| {row['python']} | {setting.partition('-')[2]} | "
            + " | ".join(row[name] or "-" for name in shown)
            + " |"
        )


def main() -> None:
    """Test what is asked for, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=SETTINGS, default=SETTINGS)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--table", action="store_true", help="only put what was found into the page")
    given = parser.parse_args()
    if given.table:
        PAGE.write_text(page(), encoding="utf-8")
        return
    for setting in given.only:
        row = tested(setting, given.jobs)
        keep(row)
        print(row)


if __name__ == "__main__":
    main()
