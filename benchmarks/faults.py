"""What befalls a run: killed, out of disk or memory, not allowed to write, wrong clocks, run twice, interrupted.

Each kind of fault is brought about in workspaces of organisations that ship with evaluatie, at random moments drawn
from a seed; see ``_faults`` for each. After each round it is looked at whether reports are whole, raw data untouched,
nothing is left behind, and the next run makes the very same bytes.

Usage: python benchmarks/faults.py [--fault TEXT] [--rounds N] [--table] [--write-docs]. Finished rounds are kept in
``benchmarks/history/faults.csv``; a later run does what is missing. About an hour on one core. Linux only; what needs
root (a small disk, a read-only one) is left out with the reason where there is none.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import zlib
from pathlib import Path

from _faults.cases import CASES
from _faults.history import KEY, add, read
from _faults.outcome import Case
from _faults.places import heed_signals
from _faults.table import table, written
from rich.console import Console

HERE = Path(__file__).resolve().parent
HISTORY = HERE / "history" / "faults.csv"
DOCS = HERE.parent / "docs" / "trust" / "faults.md"
SEED = 20210601


def main() -> None:
    """Run what is missing, and print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fault", default="", help="only cases whose fault or way holds this text")
    parser.add_argument("--rounds", type=int, help="no more than so many rounds of each case")
    parser.add_argument("--table", action="store_true", help="only print what is in the history")
    parser.add_argument("--write-docs", action="store_true", help="only put the table into docs/trust/faults.md")
    parser.add_argument("--history", type=Path, default=HISTORY)
    given = parser.parse_args()
    heed_signals()
    screen = Console(soft_wrap=True, highlight=False)
    if not given.table and not given.write_docs:
        run(
            [case for case in CASES if given.fault in f"{case.fault}, {case.name}"], given.rounds, given.history, screen
        )
    found = read(given.history)
    if given.write_docs:
        DOCS.write_text(written(DOCS.read_text(encoding="utf-8"), found), encoding="utf-8")
    else:
        screen.print(table(found), markup=False)


def run(cases: list[Case], most: int | None, history: Path, screen: Console) -> None:
    """Run the rounds that are not yet in the history."""
    done = {tuple(row) for row in read(history)[KEY].itertuples(index=False)}
    with tempfile.TemporaryDirectory(prefix="f-") as folder:
        for case in cases:
            if why := case.skip():
                screen.print(f"{case.fault}, {case.name}: left out, {why}", markup=False)
                continue
            for number in range(1, 1 + (case.rounds if most is None else min(most, case.rounds))):
                if (case.fault, case.name, number) not in done:
                    _round(case, number, Path(folder), history, screen)


def _round(case: Case, number: int, folder: Path, history: Path, screen: Console) -> None:
    seed = zlib.crc32(f"{SEED} {case.fault} {case.name} {number}".encode())
    found = case.do(folder, random.Random(seed))  # noqa: S311
    add(history, case, number, seed, found)
    screen.print(f"{case.fault}, {case.name} {number}: {'; '.join(found.wrong) or 'as it should be'}", markup=False)


if __name__ == "__main__":
    main()
