"""How often the report's intervals of change hold what is true in the made-up organisation of ``demo_study``.

Each seed gives another organisation of some 700 people in units, who leave, join, and keep silent for reasons. The
changes are those of the report's section on change: of everyone and of groups, over all outcomes. ``mixed`` and
``linked`` are about the people employed at both waves, ``everyone`` about the workforce's level.

Usage: python benchmarks/demo_truth.py [--seeds 200] [--jobs 2] [--table]. What was found is kept in
``benchmarks/history/demo_truth.csv``, summed over seeds; a later run adds the seeds that are not yet in. Two to four
seconds a seed on one core.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console

HISTORY = Path(__file__).resolve().parent / "history" / "demo_truth.csv"
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
FIRST_SEED = 20170501
PAIR = ("t0", "t1")
#: whom each estimator speaks of
PEOPLE = {"mixed": "stayers", "linked": "stayers", "everyone": "workforce"}
CHARACTERISTICS = ("all", "gender", "origin")
KEYS = ["estimator", "people", "outcome", "characteristic", "level"]
SUMS = ["seeds", "estimated", "held", "error", "squared_error", "width"]
#: seeds between two times that the file is written
BATCH = 10
TARGET = (92.0, 98.0)


def of_seed(seed: int) -> pd.DataFrame:
    """Give a row per estimator, outcome and group: was it estimated, did it hold the truth, how far was it off."""
    return pd.DataFrame(_rows(seed), columns=[*KEYS, *SUMS])


def _rows(seed: int) -> Iterator[tuple[Any, ...]]:
    import evaluatie as ev
    from evaluatie.evaluation.changing.estimates import estimates
    from evaluatie.evaluation.scored import Scores

    demo = ev.demo_study(seed)
    truth = demo.truth.query("quantity == 'change' and waves == 't0-t1'")
    true = truth.set_index(["people", "outcome", "characteristic", "level"])["value"]
    scores = Scores(demo.study)
    groups = [("all", "all"), *(group for group in scores.levels(*PAIR) if group[0] in CHARACTERISTICS)]
    for outcome in (outcome.id for outcome in demo.study.outcomes):
        for group in groups:
            for found in estimates(scores, outcome, PAIR, *group):
                people = PEOPLE[found.estimator]
                if (people, outcome, *group) not in true.index:
                    continue
                value = float(true[people, outcome, *group])
                yield (found.estimator, people, outcome, *group, *_judged(found.result, value))


def _judged(result: Any, true: float) -> tuple[float, ...]:
    low, high = getattr(result, "ci_low", None), getattr(result, "ci_high", None)
    if low is None or high is None:
        return 1, 0, 0, 0.0, 0.0, 0.0
    error = result.mean_change - true
    return 1, 1, int(low <= true <= high), error, error**2, high - low


def run(path: Path, seeds: int, jobs: int) -> None:
    """Add the seeds that are not yet in the history."""
    done = read(path)
    started = 0 if done is None else int(done["seeds"].max())
    with ProcessPoolExecutor(jobs) as pool:
        for start in range(started, seeds, BATCH):
            wanted = range(FIRST_SEED + start, FIRST_SEED + min(start + BATCH, seeds))
            rows = [*([] if done is None else [done]), *pool.map(of_seed, wanted)]
            done = pd.concat(rows).groupby(KEYS, as_index=False, sort=True)[SUMS].sum()
            write(path, done)


def read(path: Path) -> pd.DataFrame | None:
    """Read the history, if there is any."""
    return pd.read_csv(path, keep_default_na=False) if path.is_file() else None


def write(path: Path, done: pd.DataFrame) -> None:
    """Write the history, all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    done.to_csv(part, index=False, float_format="%.6g", lineterminator="\n")
    part.replace(path)


def table(done: pd.DataFrame) -> str:
    """Make the markdown table: of everyone per outcome, of groups over all outcomes."""
    everyone, groups = done[done["characteristic"] == "all"], done[done["characteristic"] != "all"]
    lines = ["| estimator | whose change | outcome | estimates | interval holds, % | bias, points (its error) |"]
    lines.append("|---|---|---|--:|--:|--:|")
    for estimator, people in PEOPLE.items():
        own = everyone[everyone["estimator"] == estimator]
        lines += [_line(estimator, people, str(row["outcome"]), row) for _, row in own.iterrows()]
        lines.append(_line(estimator, people, "all outcomes", own[SUMS].sum()))
    for (characteristic, level), of_level in groups.groupby(["characteristic", "level"]):
        for estimator, people in PEOPLE.items():
            own = of_level[of_level["estimator"] == estimator]
            lines.append(_line(estimator, f"{people}, {characteristic} {level}", "all outcomes", own[SUMS].sum()))
    return "\n".join(lines)


def _line(estimator: str, people: str, outcome: str, row: Any) -> str:
    n = int(row["estimated"])
    if not n:
        return f"| {estimator} | {people} | {outcome} | 0 | - | - |"
    share, bias = 100 * row["held"] / n, row["error"] / n
    error = math.sqrt(max(row["squared_error"] / n - bias**2, 0.0) / n)
    mark = "" if TARGET[0] <= share <= TARGET[1] else " *"
    return f"| {estimator} | {people} | {outcome} | {n:,} | {share:.1f}{mark} | {bias:+.3f} ({error:.3f}) |"


def main() -> None:
    """Run what is missing, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--table", action="store_true", help="only print what is in the history")
    parser.add_argument("--history", type=Path, default=HISTORY)
    given = parser.parse_args()
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})  # noqa: S606
    if not given.table:
        run(given.history, given.seeds, given.jobs)
    done = read(given.history)
    Console(soft_wrap=True, highlight=False).print("nothing yet" if done is None else table(done), markup=False)


if __name__ == "__main__":
    main()
