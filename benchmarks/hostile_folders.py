"""A thousand mutated study folders: what `evaluatie check` makes of each, and whether that is as it must be.

Each number gives one folder: a demonstration organisation with one or two mutations, whose kinds stand in
``tests/hostile/``. Each kind says what may come of it (refused, accepted with the same figures, accepted with a note,
or other figures where nobody could know) and what a refusal must name.

Usage: python benchmarks/hostile_folders.py [--folders 1000] [--first 0] [--jobs 1] [--number N] [--table].
What came of each is kept in ``benchmarks/history/hostile_folders.csv``, with the commit that it was tried with; a later
run adds the numbers that are not yet in, tries those again that failed, and writes the table into
``docs/trust/hostile.md``. About a second a folder on one core.
"""

from __future__ import annotations

import argparse
import csv
import os
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

from rich.console import Console

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
HISTORY = ROOT / "benchmarks" / "history" / "hostile_folders.csv"
PAGE = ROOT / "docs" / "trust" / "hostile.md"
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
SEED = 20190701
#: seconds of work that one folder may take, and seconds by the clock where it waits for something
PATIENCE, WAITING = 60, 1800
COLUMNS = [
    "seed", "number", "organisation", "family", "kind", "with", "outcome", "failures", "version", "commit", "date",
]  # fmt: skip
OUTCOMES = ("refused", "unchanged", "noted", "changed")
#: rows between two times that the file is written
BATCH = 20


class _TooLongError(BaseException):
    """A folder that takes far too long; no library takes this one for an error of its own."""


def of_number(number: int) -> dict[str, Any]:
    """Give what came of one folder."""
    from hostile.judging import judge
    from hostile.mutating import mutated

    with tempfile.TemporaryDirectory() as place:
        made = mutated(ROOT / "data" / "raw", Path(place) / "w", SEED, number)
        first, *others = [kind for kind, _ in made.done]
        row = {
            "seed": SEED, "number": number, "organisation": made.organisation, "family": first.family,
            "kind": first.name, "with": "; ".join(kind.name for kind in others),
        }  # fmt: skip
        signal.signal(signal.SIGALRM, _too_long)
        signal.signal(signal.SIGPROF, _too_long)
        signal.alarm(WAITING)
        signal.setitimer(signal.ITIMER_PROF, PATIENCE)
        try:
            verdict = judge(check(made.folder), unmutated(made.organisation), made.done)
        except _TooLongError:
            return {**row, "outcome": "none", "failures": "it does not end"}
        except Exception as error:
            return {**row, "outcome": "none", "failures": f"{type(error).__name__}: {error}"}
        finally:
            signal.alarm(0)
            signal.setitimer(signal.ITIMER_PROF, 0)
        return {**row, "outcome": verdict.outcome, "failures": " | ".join(verdict.failures)}


def _too_long(*_: object) -> None:
    raise _TooLongError


def check(folder: Path) -> Any:
    """Run the command on a folder."""
    from hostile.judging import check as checked

    return checked(folder)


@cache
def unmutated(organisation: str) -> Any:
    """Give what comes of an organisation as it was delivered."""
    from hostile.mutating import copied

    with tempfile.TemporaryDirectory() as place:
        return check(copied(ROOT / "data" / "raw", organisation, Path(place) / "w"))


def measured() -> dict[str, str]:
    """Give the version, and the commit with its day, that is measured."""
    from importlib.metadata import version

    told = subprocess.run(
        ["/usr/bin/env", "git", "log", "-1", "--format=%h %cs", "--", "src", "data", "tests/hostile"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    return {"version": version("evaluatie"), "commit": told[0], "date": told[1]}


def run(path: Path, numbers: range, jobs: int) -> None:
    """Add the numbers that are not yet in the history, or that failed."""
    about = measured()
    kept = [row for row in read(path) if int(row["seed"]) == SEED and not row["failures"]]
    done = {int(row["number"]) for row in kept}
    with ProcessPoolExecutor(jobs) as pool:
        for row in pool.map(of_number, [number for number in numbers if number not in done]):
            kept.append({key: str(value) for key, value in {**row, **about}.items()})
            if len(kept) % BATCH == 0:
                write(path, kept)
    write(path, sorted(kept, key=lambda row: int(row["number"])))


def read(path: Path) -> list[dict[str, str]]:
    """Read the history, if there is any."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    """Write the history, all of it or nothing."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as opened:
        written = csv.DictWriter(opened, COLUMNS, lineterminator="\n")
        written.writeheader()
        written.writerows(rows)
    part.replace(path)


def table(rows: list[dict[str, str]]) -> str:
    """Make the markdown table: a row per kind of the first mutation, and one of them all."""
    from hostile.mutating import KINDS

    lines = ["| what was mutated | how | folders | " + " | ".join(OUTCOMES) + " | failures |"]
    lines.append("|---|---|--:|" + "--:|" * (len(OUTCOMES) + 1))
    for kind in KINDS:
        own = [row for row in rows if (row["family"], row["kind"]) == (kind.family, kind.name)]
        lines.append(_line(kind.family, kind.name, own))
    return "\n".join([*lines, _line("all", "", rows)])


def about(rows: list[dict[str, str]]) -> str:
    """Say what was tried: how many, with which seed, and of which commits."""
    commits = dict.fromkeys(f"{row['commit']} of {row['date']}" for row in rows)
    versions = dict.fromkeys(row["version"] for row in rows)
    return (
        f"{len(rows):,} folders, seed {SEED}, version {', '.join(versions)}; tried with the code and the data of "
        f"{', '.join(commits)}."
    )


def written(page: str, rows: list[dict[str, str]]) -> str:
    """Put the account and the table into a page, each between its two marks."""
    for mark, text in (("measured", about(rows)), ("table", table(rows))):
        before, rest = page.split(f"<!-- {mark}: folders -->", 1)
        after = rest.split("<!-- end -->", 1)[1]
        page = f"{before}<!-- {mark}: folders -->\n\n{text}\n\n<!-- end -->{after}"
    return page


def _line(family: str, name: str, rows: list[dict[str, str]]) -> str:
    counts = [sum(row["outcome"] == outcome for row in rows) for outcome in OUTCOMES]
    failures = sum(bool(row["failures"]) for row in rows)
    return "| " + " | ".join(map(str, (family, name, len(rows), *counts, failures))) + " |"


def main() -> None:
    """Run what is missing, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folders", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first folder")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--table", action="store_true", help="only print what is in the history")
    parser.add_argument("--history", type=Path, default=HISTORY)
    parser.add_argument("--number", type=int, help="print what comes of one folder, and keep nothing")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        os.environ.update({**ONE_THREAD, "EVALUATIE_KEY_FILE": str(Path(place) / "pseudonym.key")})
        screen = Console(soft_wrap=True, highlight=False)
        if given.number is not None:
            screen.print(of_number(given.number), markup=False)
            return
        if not given.table:
            run(given.history, range(given.first, given.folders), given.jobs)
    rows = read(given.history)
    if given.history == HISTORY and rows:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), rows), encoding="utf-8")
    screen.print(table(rows) if rows else "nothing yet", markup=False)


if __name__ == "__main__":
    main()
