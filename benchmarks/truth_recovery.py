"""Whether reports find what is true: 500 made-up organisations, all that their reports print, and what is true of them.

Each organisation is drawn from a stated model (``ev.demo_study``; see ``_truth.worlds``), written, read, computed and
released as the report does. Every interval that is printed is held against the truth, or named with the reason why not;
every verdict is held against what did change.

Usage: python benchmarks/truth_recovery.py [--world NAME] [--organisations N] [--jobs 1] [--table] [--keep FOLDER].
What was found is kept in ``benchmarks/history/truth_recovery.csv``, summed over organisations; a later run adds the
seeds that are not yet in, and every run writes the tables into ``docs/trust/truth.md``, and the short one into
``docs/trust.md``. Some seven seconds of one core an organisation.
"""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

HERE = Path(__file__).resolve().parent
HISTORY = HERE / "history" / "truth_recovery.csv"
PAGE = HERE.parent / "docs" / "trust" / "truth.md"
#: holds the short table too
SHORT = HERE.parent / "docs" / "trust.md"
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
#: organisations between two times that the history is written
BATCH = 10


def main() -> None:
    """Run what is missing, and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--world", default="", help="only worlds whose name holds this text")
    parser.add_argument("--organisations", type=int, default=None, help="of each world at most so many")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--table", action="store_true", help="only write the tables")
    parser.add_argument("--keep", type=Path, default=None, help="a folder that keeps what each report shows")
    parser.add_argument("--kept", action="store_true", help="only what is in that folder")
    parser.add_argument("--history", type=Path, default=HISTORY)
    parser.add_argument("--page", type=Path, default=PAGE)
    given = parser.parse_args()
    if given.kept and given.keep is None:
        parser.error("--kept is about the folder of --keep")
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})  # noqa: S606
    from _truth.history import read
    from _truth.table import with_tables

    if not given.table:
        run(given)
    for page in (given.page, SHORT) if given.page == PAGE else (given.page,):
        page.write_text(with_tables(page.read_text(encoding="utf-8"), read(given.history)), encoding="utf-8")


def run(given: argparse.Namespace) -> None:
    """Measure the organisations that are not yet in the history."""
    from _truth.history import add, done, read
    from _truth.judged import of_organisation
    from _truth.organisation import place
    from _truth.worlds import WORLDS
    from rich.console import Console
    from rich.progress import track

    with ProcessPoolExecutor(given.jobs) as pool:
        for world in (each for each in WORLDS if given.world in each.name):
            missing = sorted(set(world.seeds[: given.organisations]) - done(read(given.history), world))
            if given.kept:
                missing = [seed for seed in missing if place(world, seed, given.keep).is_file()]
            batches = [missing[start : start + BATCH] for start in range(0, len(missing), BATCH)]
            for batch in track(batches, world.name, console=Console(stderr=True)):
                found = pool.map(partial(of_organisation, world.name, keep=given.keep), batch)
                add(given.history, world, dict(zip(batch, found, strict=True)))


if __name__ == "__main__":
    main()
