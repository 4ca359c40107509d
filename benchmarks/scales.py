"""Factor models beside R's lavaan, in one run: seconds on the clock, and how many times faster.

Usage: python benchmarks/scales.py [--repeats 5]. Without Rscript and lavaan only evaluatie is measured.
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
DATA = HERE.parent / "tests" / "scales" / "data"
# one thread each: these matrices are small
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
THREE = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
HIERARCHY = """membership =~ gm1 + gm2 + gm3 + gm4
affection =~ ga1 + ga2 + ga3 + ga4
room =~ ra1 + ra2 + ra3 + ra4
value =~ va1 + va2 + va3 + va4
belonging =~ b*membership + b*affection
authenticity =~ a*room + a*value
belonging ~~ authenticity"""
EQUAL = ((), ("loadings",), ("loadings", "intercepts"), ("loadings", "intercepts", "residuals"))
ORDERED = "A =~ A1 + A2 + A3 + A4 + A5\nN =~ N1 + N2 + N3 + N4 + N5"
TARGETS = {"10 ordered items, WLSMV": 1.0}
TARGET = 5.0


def cases() -> dict[str, Callable[[], object]]:
    """Give what is measured, by name."""
    import pandas as pd

    from evaluatie import cfa

    pupils, people = pd.read_csv(DATA / "holzinger.csv"), pd.read_csv(DATA / "pgis_simulated.csv")
    ordered = pd.read_csv(DATA / "bfi.csv").head(1500)

    def sequence(estimator: str) -> object:
        return [cfa(THREE, pupils, group="school", equal=equal, estimator=estimator) for equal in EQUAL]

    return {
        "invariance, four models, ML": lambda: sequence("ml"),
        "invariance, four models, MLR": lambda: sequence("mlr"),
        "16 items, hierarchy, FIML and MLR": lambda: cfa(
            HIERARCHY, people, std_lv=True, missing="fiml", estimator="mlr"
        ),
        "10 ordered items, WLSMV": lambda: cfa(ORDERED, ordered, estimator="wlsmv"),
    }


def ours(repeats: int) -> dict[str, list[float]]:
    """Measure evaluatie, after one turn that is not counted."""
    measured: dict[str, list[float]] = {}
    for name, case in cases().items():
        case()
        for _ in range(repeats):
            began = time.perf_counter()
            case()
            measured.setdefault(name, []).append(time.perf_counter() - began)
    return measured


def lavaan(repeats: int) -> dict[str, list[float]]:
    """Measure lavaan; nothing where it is not installed."""
    if shutil.which("Rscript") is None:
        return {}
    command = ["Rscript", str(HERE / "_scales" / "factor_models.R"), str(DATA), str(repeats)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        Console(stderr=True).print(f"R could not do it: {done.stderr.strip().splitlines()[-1]}")
        return {}
    measured: dict[str, list[float]] = {}
    for line in done.stdout.splitlines():
        name, seconds = line.strip().split("\t")
        measured.setdefault(name, []).append(float(seconds))
    return measured


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})  # noqa: S606
    mine, theirs = ours(repeats), lavaan(repeats)
    show = Console(highlight=False, width=120).print
    show(f"{'median seconds':36}{'evaluatie':>12}{'lavaan':>12}{'times':>8}   target")
    for name, seconds in mine.items():
        median = statistics.median(seconds)
        if name not in theirs:
            show(f"{name:36}{median:12.3f}{'-':>12}")
            continue
        other = statistics.median(theirs[name])
        target = TARGETS.get(name, TARGET)
        verdict = f">= {target:g} {'met' if other / median >= target else 'MISSED'}"
        show(f"{name:36}{median:12.3f}{other:12.3f}{other / median:8.1f}   {verdict}")


if __name__ == "__main__":
    main()
