"""How fast aggregation is, side by side with R's multilevel.

2,042 people in 49 companies, 11 items, in CPU seconds, in turns: R's rwg.j, awg and ICC1; the same three figures here;
and evaluatie's whole result (ICCs with intervals, REML, per item, every index of agreement). Run:
``python benchmarks/aggregation.py``.
R is found as ``Rscript`` on the path, or as the program named by RSCRIPT; without it, only ours is measured.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from evaluatie.scales.teams.aggregating import aggregation
from evaluatie.scales.teams.agreement import a_wg, rwg_j, within_units
from evaluatie.scales.teams.intraclass import icc1
from evaluatie.scales.teams.oneway import mean_squares
from evaluatie.scales.teams.shrinkage import unit_means
from evaluatie.scales.teams.units import read_units

DATA = Path(__file__).parent.parent / "tests" / "scales" / "data"
ROUNDS, REPETITIONS = 5, 10
LEAD = [f"LEAD{number:02d}" for number in range(1, 12)]
R_CODE = """
suppressMessages(library(multilevel))
l <- read.csv("FILE"); items <- l[, grep("^LEAD[0-9]", names(l))]
once <- function() { rwg.j(items, l$COMPID); awg(items, l$COMPID); ICC1(aov(LEAD ~ factor(COMPID), l)) }
invisible(once())
spent <- system.time(for (k in 1:TIMES) once())
cat((spent[["user.self"]] + spent[["sys.self"]]) / TIMES, "\\n")
"""


def same_three(data: pd.DataFrame, items: list[str], unit: str, response_range: tuple[float, float]) -> None:
    """Compute what R's rwg.j, awg and ICC1 do."""
    units = read_units(data, items, unit, response_range, 2)
    score = mean_squares(units.answers.mean(axis=1, keepdims=True), units.starts, units.sizes)
    icc1(score.between, score.within, len(units.answers) / len(units.sizes))
    found = within_units(units.answers, units.starts, units.sizes)
    rwg_j(found.variances.mean(axis=1), 2.0, len(items))
    a_wg(found.means, found.variances, units.sizes, response_range).mean(axis=1)


def ours(data: pd.DataFrame, function: Callable[..., object]) -> float:
    """Give CPU seconds per call of a function of ours."""
    begin = time.process_time()
    for _ in range(REPETITIONS):
        function(data, LEAD, "COMPID", (1, 5))
    return (time.process_time() - begin) / REPETITIONS


def theirs(program: str, folder: Path) -> float:
    """Give CPU seconds per repetition in R."""
    script = folder / "multilevel.R"
    script.write_text(R_CODE.replace("FILE", str(folder / "data.csv")).replace("TIMES", str(REPETITIONS)))
    done = subprocess.run([program, str(script)], capture_output=True, text=True, check=True)  # noqa: S603
    return float(done.stdout.split()[-1])


def main() -> None:
    """Print the median of each, and the ratio."""
    data = pd.concat([pd.read_csv(DATA / "lq2002_units.csv"), pd.read_csv(DATA / "lq2002.csv")], axis=1)
    program = os.environ.get("RSCRIPT") or shutil.which("Rscript")
    functions = {"same three": same_three, "aggregation": aggregation, "unit_means": unit_means}
    spent: dict[str, list[float]] = {name: [] for name in (*functions, "R")}
    ours(data, aggregation)  # the first call pays for imports
    with tempfile.TemporaryDirectory() as folder:
        data.to_csv(Path(folder) / "data.csv", index=False)
        for _ in range(ROUNDS):
            for name, function in functions.items():
                spent[name].append(ours(data, function))
            if program:
                spent["R"].append(theirs(program, Path(folder)))
    median = {name: statistics.median(times) for name, times in spent.items() if times}
    for name, seconds in median.items():
        print(f"{name:12} {1000 * seconds:7.1f} ms CPU")  # noqa: T201
    if program:
        for name in ("same three", "aggregation"):
            print(f"R / {name}: {median['R'] / median[name]:.1f}")  # noqa: T201
    else:
        print("R is not here: nothing to compare with")  # noqa: T201


if __name__ == "__main__":
    main()
