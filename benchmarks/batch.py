"""Many reports at once: what evaluatie costs, beside papermill and nbconvert for each section, and how cost grows.

Usage: python benchmarks/batch.py [--quick | --full] [--organisations 1,10,50] [--employees 1000,10000,100000]
[--repeats 3] [--jobs 2] [--history FILE | --no-history]. See docs/benchmarks.md for what the figures mean.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from pathlib import Path

from _batch.figures import Figure, growth_figures, organisation_figures, respondent_figures
from _batch.history import DEFAULT, Others, about_this_run, append, earlier_figures
from _batch.processes import CommandError, processes
from _batch.rounds import Bench, organisations_round, respondents_round, warm_up
from _batch.tables import print_figures
from rich.console import Console

#: the usual way takes minutes for this many organisations, and over a quarter of an hour for fifty
USUAL_WAY_UNTIL = 10
# One thread per process for every way: where two notebooks run at a time, more only get in each other's way.
THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_OUTSIDE = ("PYTHONDONTWRITEBYTECODE", "PYTHONSTARTUP", "EVALUATIE_ROOT")


def numbers(text: str) -> list[int]:
    """Read numbers with commas between them, from small to large."""
    return sorted({int(part) for part in text.split(",") if part})


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--organisations", type=numbers, default=[1, 10, 50], help="numbers of organisations")
    parser.add_argument("--employees", type=numbers, default=[1_000, 10_000, 100_000], help="sizes of one organisation")
    parser.add_argument("--repeats", type=int, default=3, help="rounds, of which medians are given")
    parser.add_argument("--jobs", type=int, default=2, help="notebooks of the usual ways at a time")
    parser.add_argument("--quick", action="store_true", help="small sizes, one round, not kept: does it work?")
    parser.add_argument("--full", action="store_true", help="the usual way for every number of organisations")
    parser.add_argument("--history", type=Path, default=DEFAULT, help="file with the figures of earlier runs")
    parser.add_argument("--no-history", action="store_true", help="compare with earlier runs, and add no line")
    given = parser.parse_args()
    if given.quick:
        given.organisations, given.employees, given.repeats, given.no_history = [1, 2], [300, 600], 1, True
    return given


def environment(place: Path) -> dict[str, str]:
    """Give the environment of all that is measured: none of the user's own settings, and modules that stay compiled."""
    own = {
        "PYTHONPYCACHEPREFIX": "pycache", "EVALUATIE_KEY_FILE": "key/pseudonym.key", "TMPDIR": "t",
        "IPYTHONDIR": "ipython", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "jupyter",
        "MPLCONFIGDIR": "matplotlib",
    }  # fmt: skip
    (place / "t").mkdir()
    around = {name: value for name, value in os.environ.items() if name not in _OUTSIDE}
    return {**around, **THREADS, **{name: str(place / where) for name, where in own.items()}}


def measure(bench: Bench, given: argparse.Namespace) -> list[Figure]:
    """Measure everything that was asked for."""
    warm_up(bench)
    organisations, employees = {}, {}
    for count in given.organisations:
        usual = given.full or count <= USUAL_WAY_UNTIL
        rounds = [organisations_round(bench, count, turn, usual=usual) for turn in range(given.repeats)]
        organisations[count] = organisation_figures(count, rounds)
    for size in given.employees:
        rounds = [respondents_round(bench, size, turn) for turn in range(given.repeats)]
        employees[size] = respondent_figures(size, rounds)
    measured = [figure for figures in (*organisations.values(), *employees.values()) for figure in figures]
    return [*measured, *growth_figures(organisations, employees)]


def main() -> None:
    """Measure, print, and add a line to the history."""
    given = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    about = about_this_run(given.jobs, given.repeats)
    others = Others()
    status = Console(stderr=True).status("starting")
    with tempfile.TemporaryDirectory(prefix="batch-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        with status, processes(environment(place)) as running:
            figures = measure(Bench(place, running, given.jobs, status.update), given)
    about["others"] = round(others.share(), 3)
    print_figures(about, figures, earlier_figures(given.history, about))
    if not given.no_history:
        append(given.history, about, figures)


if __name__ == "__main__":
    try:
        main()
    except CommandError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
