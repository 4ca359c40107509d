"""How often the 95% intervals of each estimator of change hold what is true, and how often its test errs.

Simulated: people who answer four five-point items at two waves, with known truth (exact, from normal probabilities),
who all answer, or keep silent at random or not; partly overlapping samples; the gap between two groups; a workforce
whose groups answer more or less often; people in units; organisations that are pooled. See ``_coverage`` for each. The
estimators are the package's; where one is called by its parts for speed, its figures are compared with those of the
public function in the first samples of every cell.

Usage: python benchmarks/coverage.py [--cell TEXT] [--replications 5000] [--jobs 2] [--table] [--write-docs]. Finished
cells are kept in ``benchmarks/history/coverage.csv``; a later run does what is missing. About 20 minutes on two cores.
"""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from rich.console import Console
from rich.progress import track

HERE = Path(__file__).resolve().parent
HISTORY = HERE / "history" / "coverage.csv"
DOCS = HERE.parent / "docs" / "methods.md"
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def main() -> None:
    """Run what is missing, and print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cell", default="", help="only cells whose name holds this text")
    parser.add_argument("--replications", type=int, default=5000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--table", action="store_true", help="only print what is in the history")
    parser.add_argument("--write-docs", action="store_true", help="only put the table into docs/methods.md")
    parser.add_argument("--history", type=Path, default=HISTORY)
    given = parser.parse_args()
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})  # noqa: S606
    from _coverage.history import read
    from _coverage.table import table, written

    if not given.table and not given.write_docs:
        run(given.history, given.cell, given.replications, given.jobs)
    text = table(read(given.history))
    if given.write_docs:
        DOCS.write_text(written(DOCS.read_text(encoding="utf-8"), text), encoding="utf-8")
    else:
        Console(soft_wrap=True, highlight=False).print(text, markup=False)


def run(path: Path, text: str, replications: int, jobs: int) -> None:
    """Run the cells that are not yet in the history, the long ones first."""
    from _coverage.history import add, finished
    from _coverage.worlds import all_cells

    done = finished(path, replications)
    wanted = [cell.name for cell in all_cells() if text in cell.name and cell.name not in done]
    with ProcessPoolExecutor(jobs) as pool:
        running = [pool.submit(run_cell, name, replications) for name in wanted]
        for ready in track(as_completed(running), "cells", total=len(running), console=Console(stderr=True)):
            add(path, ready.result())


def run_cell(name: str, replications: int) -> list[dict[str, object]]:
    """Run one cell, in a process of its own."""
    from _coverage.worlds import all_cells

    return next(cell for cell in all_cells() if cell.name == name).run(replications)


if __name__ == "__main__":
    main()
