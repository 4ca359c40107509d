"""How many small mistakes in the numeric rooms a test notices.

A seeded sample of mutants of each room (see ``_mutants/rooms.py``): one operator, boundary, constant, argument,
condition, returned value or statement of one file is changed, in a copy of the repository, and the tests that run that
line are run until one fails. Which tests run which line is found first, once per file with tests, and kept. A mutant
that no test notices is looked at by a person: a test is added, the code is mended, or the mutant is judged to change no
figure (``_mutants/equivalent.csv``, with the reason; both shares are reported).

Usage: python benchmarks/mutants.py [--room NAME]... [--again] [--number N] [--write-docs]. Mutants that were run are
kept in ``benchmarks/history/mutants.csv``; a later run does what is missing, with ``--again`` also those that lived.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import tomllib
from functools import partial
from itertools import chain
from pathlib import Path

HERE = Path(__file__).resolve().parent
# a benchmark here is called coverage, as the library is
sys.path[:] = [*(path for path in sys.path if Path(path or ".").resolve() != HERE), str(HERE)]

from _mutants import history, table  # noqa: E402
from _mutants.copying import copy  # noqa: E402
from _mutants.covering import LONGEST, groups, groups_of  # noqa: E402
from _mutants.forking import in_child, warm  # noqa: E402
from _mutants.killing import KILLED, STOPPED, judged  # noqa: E402
from _mutants.rooms import ROOMS, Room  # noqa: E402
from _mutants.sampling import drawn  # noqa: E402
from _mutants.testing import compiled  # noqa: E402
from rich.console import Console  # noqa: E402

ROOT = HERE.parent
HISTORY = HERE / "history" / "mutants.csv"
JUDGED = HERE / "_mutants" / "equivalent.csv"
DOCS = ROOT / "docs" / "trust" / "mutants.md"
SEED = 12
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def main() -> None:
    """Run what is missing, and print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--room", action="append", choices=[room.name for room in ROOMS], help="only this one")
    parser.add_argument("--number", type=int, help="how many of each room, if not as many as it says")
    parser.add_argument("--again", action="store_true", help="run those that lived again")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "evaluatie-mutants")
    parser.add_argument("--table", action="store_true", help="only print what is in the history")
    parser.add_argument("--write-docs", action="store_true", help="only put the tables into docs/trust/mutants.md")
    given = parser.parse_args()
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})  # noqa: S606
    if not given.table and not given.write_docs:
        warm()
        folder = given.work / "copy"
        copy(ROOT, folder)
        for room in ROOMS:
            if not given.room or room.name in given.room:
                run(room, folder, given.work / "covering", given.number, given.again)
    parts = table.tables(history.read(HISTORY), history.judged(JUDGED))
    if given.write_docs:
        DOCS.write_text(table.written(DOCS.read_text(encoding="utf-8"), parts), encoding="utf-8")
    else:
        Console(soft_wrap=True, highlight=False).print("\n\n".join(parts.values()), markup=False)


def run(room: Room, folder: Path, kept: Path, number: int | None, again: bool) -> None:
    """Run the mutants of a room that are not judged yet."""
    console = Console(soft_wrap=True, highlight=False)
    wanted, total = drawn(room, folder, SEED, number)
    done = {
        history.key(row)
        for row in history.read(HISTORY)
        if row["room"] == room.name and (not again or row["outcome"] in (KILLED, STOPPED))
    }
    history.keep(HISTORY, room.name, {mutant.key for mutant in wanted})
    known = groups(room, folder, kept, console)
    in_child(partial(compiled, [*chain.from_iterable(groups_of(room, folder))], folder), LONGEST, folder)
    measured = {"of": total, "seed": SEED, **_measured()}
    for place, mutant in enumerate(wanted, start=1):
        if mutant.key not in done:
            outcome, by = judged(mutant, known, folder)
            row = dict(zip(history.KEY, mutant.key, strict=True))
            history.add(HISTORY, room.name, [{**row, "outcome": outcome, "by": by, **measured}])
            console.print(f"{room.name} {place}/{len(wanted)} {outcome} {mutant.file}:{mutant.line}", markup=False)


def _measured() -> dict[str, str]:
    """Say of which version, commit and day the figures are."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    shown = ["git", "-C", str(ROOT), "show", "--no-patch", "--format=%h %cs", "HEAD"]
    commit, date = subprocess.run(shown, check=True, capture_output=True, text=True).stdout.split()  # noqa: S603
    return {"version": version, "commit": commit, "date": date}


if __name__ == "__main__":
    main()
