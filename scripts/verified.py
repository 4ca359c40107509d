"""Verify the reports of the organisations that ship with evaluatie, as they are and with figures forged in them.

Usage: python scripts/verified.py [--python OTHER ...] [--seed 1]. The reports are made here; each OTHER, a Python with
evaluatie of its own, verifies them as somebody would on another machine. Then one figure in twenty is changed by a ten
thousandth, or said to be of another group; and pages are changed together with what tells their digests. Each must be
named. What was found is put into docs/trust/verify.md.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "trust" / "verify.md"
sys.path.insert(0, str(ROOT / "tests"))

from demo import DEMO, demo_workspace, redigested, report  # noqa: E402
from evaluatie.run.verifying.made import CRATE  # noqa: E402

#: one figure in so many is forged, by this share of itself
ONE_IN, BY = 20, 1e-4
PAGES = ("report.html", "report.pdf", "results.xlsx")
VERSIONS = """
import platform, numpy, scipy
print(f"Python {platform.python_version()}, numpy {numpy.__version__}, scipy {scipy.__version__}")
"""


@dataclass
class Found:
    """What came of verifying some reports."""

    figures: int = 0
    last_digit: int = 0
    within: int = 0
    beyond: int = 0

    def add(self, one: dict[str, Any]) -> None:
        """Add what came of one report."""
        differing = sum(len(one[name]) for name in ("beyond", "otherwise", "gone", "new"))
        self.figures += one["figures"]
        self.within += len(one["within"])
        self.beyond += differing
        self.last_digit += one["figures"] - len(one["within"]) - differing


class Room:
    """A workspace with reports, in a folder that is gone afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder = demo_workspace(ROOT, folder / "room")
        self.key = folder / "verified.key"
        report(self.folder, self.key)

    def verified(self, python: str, name: str) -> dict[str, Any]:
        """Verify a report with some Python."""
        told = self.folder / "told.json"
        told.unlink(missing_ok=True)
        command = [python, "-m", "evaluatie.cli", "verify", name, "--root", str(self.folder), "--json", str(told)]
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "EVALUATIE_KEY_FILE": str(self.key)}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        if not told.is_file():
            raise RuntimeError(done.stdout + done.stderr)
        found: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
        return found

    def forge(self, name: str, chance: random.Random, how: Callable[[dict[str, Any]], None]) -> set[str]:
        """Change some figures of a report, and what tells the digest of their file; give their ids."""
        path = self.folder / "reports" / name / "results.json"
        whole = json.loads(path.read_text(encoding="utf-8"))
        figures = [row for row in whole["results"] if row["estimate"]]
        forged = chance.sample(figures, max(1, len(figures) // ONE_IN))
        for row in forged:
            how(row)
        redigested(path.parent, path.name, json.dumps(whole, ensure_ascii=False).encode())
        return {row["id"] for row in forged}

    def claim(self, name: str) -> None:
        """Say that a report was made on another machine, where the last digits may be others."""
        path = self.folder / "reports" / name / CRATE
        crate = json.loads(path.read_text(encoding="utf-8"))
        (software,) = (entity for entity in crate["@graph"] if entity["@id"] == "#evaluatie")
        software["processorRequirements"] = "Darwin arm64"
        path.write_text(json.dumps(crate, ensure_ascii=False), encoding="utf-8")


def as_they_are(room: Room, pythons: list[str]) -> Iterator[str]:
    """Verify every report with each Python; make the lines of the table."""
    yield "| verified with | reports | figures | the same to the last digit | within tolerance | beyond it |"
    yield "|---|--:|--:|--:|--:|--:|"
    for python in pythons:
        found = Found()
        for name in DEMO:
            found.add(room.verified(python, name))
        cells = (found.figures, found.last_digit, found.within, found.beyond)
        yield f"| {_versions(python)} | {len(DEMO)} | " + " | ".join(f"{cell:,}" for cell in cells) + " |"


def by_little(row: dict[str, Any]) -> None:
    """Change a figure by little."""
    row["estimate"] *= 1 + BY
    row["estimate"] += BY * (row["se"] or 0.0)


def of_another(row: dict[str, Any]) -> None:
    """Say that a figure is of another group."""
    row["group"] = "gender=woman" if row["group"] != "gender=woman" else "gender=man"


def forged(room: Room, seed: int) -> Iterator[str]:
    """Forge figures and pages in every report, and verify; make the lines of the table."""
    yield "| forged, with its file's digest | reports | forged | named | named, but not forged | passed all the same |"
    yield "|---|--:|--:|--:|--:|--:|"
    chance = random.Random(seed)  # noqa: S311
    ways = ((f"one figure in {ONE_IN}, by {BY:g}", by_little), (f"of whom one figure in {ONE_IN} is", of_another))
    for told, how in ways:
        counts = [_named(room, name, partial(room.forge, chance=chance, how=how)) for name in DEMO]
        yield _line(told, counts)
    for file in PAGES:
        counts = [_named(room, name, partial(_page, room, file)) for name in DEMO]
        yield _line(file, counts)
    claimed = (
        (ways[0][0], partial(room.forge, chance=chance, how=by_little)),
        (PAGES[0], partial(_page, room, PAGES[0])),
    )
    for told, forge in claimed:
        counts = [_named(room, name, partial(_and_claimed, room, forge)) for name in DEMO]
        yield _line(f"{told}, and another machine is claimed", counts)


def _named(room: Room, name: str, forge: Callable[[str], set[str]]) -> tuple[int, int, int, int]:
    """Forge, verify and put right: how much was forged, was named, was named and not forged, and whether it passed."""
    folder, kept = room.folder / "reports" / name, room.folder / "kept"
    shutil.copytree(folder, kept)
    forged = forge(name)
    one = room.verified(sys.executable, name)
    said = {row["id"] for row in one["beyond"]} | (set(one["other_bytes"]) - {"results.json", CRATE})
    shutil.rmtree(folder)
    kept.rename(folder)
    return len(forged), len(forged & said), len(said - forged), int(one["passed"])


def _page(room: Room, file: str, name: str) -> set[str]:
    """Change a page a little, with its digest."""
    report = room.folder / "reports" / name
    content = (report / file).read_bytes()
    redigested(report, file, content[:-1] + bytes([content[-1] ^ 1]))
    return {file}


def _and_claimed(room: Room, forge: Callable[[str], set[str]], name: str) -> set[str]:
    """Forge, and say that another machine made it."""
    room.claim(name)
    return forge(name)


def _line(told: str, counts: list[tuple[int, int, int, int]]) -> str:
    return (
        f"| {told} | {len(counts)} | " + " | ".join(f"{sum(column):,}" for column in zip(*counts, strict=True)) + " |"
    )


def _versions(python: str) -> str:
    return subprocess.run([python, "-c", VERSIONS], capture_output=True, text=True, check=True).stdout.strip()


def main() -> None:
    """Make the table, and put it into the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", nargs="+", default=[])
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        room = Room(Path(place))
        table = "\n".join([*as_they_are(room, [sys.executable, *given.python]), "", *forged(room, given.seed)])
    told = ["git", "show", "--no-patch", "--format=commit %h of %cs", "HEAD"]
    commit = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    text = PAGE.read_text(encoding="utf-8")
    block = (
        rf"\1\n{table}\n\nSeed {given.seed}; {commit}; the reports were made with {_versions(sys.executable)}.\n\n\2"
    )
    text = re.sub(r"(<!-- table: verified -->\n).*?(<!-- end -->)", block, text, flags=re.DOTALL)
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
