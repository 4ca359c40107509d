"""Random-intercept models with Satterthwaite df beside R's lmerTest, in pairs: CPU seconds, and how many times faster.

Usage: python benchmarks/mixed_models.py [--pairs 5] [--fits 20]. The data are those of the tests: 7382 people in 99
companies. A pair is one turn of evaluatie and one of R, the order changing from pair to pair; a turn is one process,
which fits once without counting and then as often as asked, its CPU time read inside, so that starting and reading
files do not count. Each fit starts from a frame: formula and table of coefficients in R, columns and coefficients here.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "tests" / "effects" / "data" / "bh1996.csv.gz"
# one thread each: these matrices are small
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
#: for the models with a random intercept alone
TARGET = 10.0
#: fixed effects beside the intercept, and the column with a random slope
MODELS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "WBEING ~ 1 + (1|GRP)": ((), None),
    "WBEING ~ HRS + LEAD + GHRS + GLEAD + (1|GRP)": (("HRS", "LEAD", "GHRS", "GLEAD"), None),
    "WBEING ~ WLEAD + GLEAD + (WLEAD|GRP)": (("WLEAD", "GLEAD"), "WLEAD"),
}
TURN = "--turn"


def turn(fits: int) -> None:
    """Fit each model, and print its CPU seconds per fit and its df."""
    import numpy as np
    import pandas as pd

    from evaluatie.mixed import MixedFit, fit_mixed

    data = pd.read_csv(DATA)
    means = data.groupby("GRP")[["HRS", "LEAD"]].transform("mean")
    data = data.assign(GHRS=means["HRS"], GLEAD=means["LEAD"], WLEAD=data["LEAD"] - means["LEAD"])

    def fit(columns: tuple[str, ...], slope: str | None) -> MixedFit:
        design = np.column_stack([np.ones(len(data)), data[list(columns)].to_numpy()])
        return fit_mixed(data["WBEING"], design, data["GRP"], None if slope is None else data[slope])

    for name, (columns, slope) in MODELS.items():
        found = fit(columns, slope)
        began = time.process_time()
        for _ in range(fits):
            fit(columns, slope)
        seconds = (time.process_time() - began) / fits
        print(f"{name}\t{seconds:.6f}\t{found.df[-1]:.4f}")  # noqa: T201 - read by the process that compares


def measured(command: list[str]) -> dict[str, tuple[float, float]]:
    """Run one turn; nothing where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        Console(stderr=True).print(f"{command[0]} could not do it: {done.stderr.strip().splitlines()[-1]}")
        return {}
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return {name: (float(seconds), float(df)) for name, seconds, df in rows}


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--fits", type=int, default=20)
    parser.add_argument(TURN, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.turn:
        turn(options.fits)
        return
    os.environ.update(ONE_THREAD)
    ways: dict[str, Callable[[], dict[str, tuple[float, float]]]] = {
        "ours": lambda: measured([sys.executable, __file__, TURN, "--fits", str(options.fits)])
    }
    if shutil.which("Rscript"):
        script = HERE / "_scales" / "mixed_models.R"
        ways["lmerTest"] = lambda: measured(
            ["Rscript", str(script), str(DATA), str(max(options.fits // 4, 1)), *MODELS]
        )
    pairs = [{way: ways[way]() for way in sorted(ways, reverse=bool(number % 2))} for number in range(options.pairs)]
    show = Console(highlight=False, width=132).print
    show(f"{'median CPU seconds per fit':50}{'evaluatie':>11}{'lmerTest':>11}{'times':>8}{'lowest':>8}   last df")
    for name in MODELS:
        mine = statistics.median(pair["ours"][name][0] for pair in pairs)
        both = [(pair["ours"][name], pair["lmerTest"][name]) for pair in pairs if name in pair.get("lmerTest", {})]
        if not both:
            show(f"{name:50}{mine:11.5f}{'-':>11}")
            continue
        ratios = [theirs[0] / ours[0] for ours, theirs in both]
        median = statistics.median(ratios)
        verdict = f">= {TARGET:g} {'met' if median >= TARGET else 'MISSED'}" if MODELS[name][1] is None else "no target"
        show(
            f"{name:50}{mine:11.5f}{statistics.median(theirs[0] for _, theirs in both):11.5f}{median:8.1f}"
            f"{min(ratios):8.1f}   {both[0][0][1]:.3f} and {both[0][1][1]:.3f}; {verdict}"
        )


if __name__ == "__main__":
    main()
