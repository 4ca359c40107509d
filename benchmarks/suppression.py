"""Attack many protected tables: how many hidden counts are narrowed down, and what hiding costs.

Usage: python benchmarks/suppression.py [--tables 2000] [--first 0] [--jobs 1]. Random tables of 3 to 8 rows and 2 to 5
columns, a third of their counts below ten: of seven, two have just totals, two departments with teams on one side, one
a hierarchy on both, and two have their totals as lines of the table (one with departments), and may lose these too.
Each is protected by the strict preset and attacked as in the tests, by linear programs that know nothing of what
protects; then once more with small counts hidden and nothing else.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.progress import track

ROOT = Path(__file__).resolve().parent.parent
KINDS = {
    "totals": ((1, 1), False),
    "a hierarchy": ((2, 1), False),
    "a hierarchy on both sides": ((2, 2), False),
    "totals as lines": ((1, 1), True),
    "totals as lines, hierarchy": ((2, 1), True),
}
ORDER = [0, 0, 1, 1, 2, 3, 4]


def kind_of(seed: int) -> str:
    """Say of which kind a table is."""
    return list(KINDS)[ORDER[seed % len(ORDER)]]


def measured(seed: int) -> Counter[str]:
    """Protect one table, attack it, and count."""
    sys.path.insert(0, str(ROOT / "tests" / "disclosure"))
    import test_interval_attack as attack

    import evaluatie as ev

    levels, lines = KINDS[kind_of(seed)]
    inner = attack.random_table(seed, levels)
    table, sides = attack.with_totals(inner) if lines else (inner, [])
    people = inner.to_numpy(dtype=float).ravel()
    began = time.perf_counter()
    shown = ev.protect(table, attack.STRICT)
    seconds = time.perf_counter() - began
    if lines:
        found = attack.found_in(table, shown, sides, people)
        without = attack.found_in(table, table.mask((table > 0) & (table < attack.REACH)), sides, people)
    else:
        found = attack.narrowed(table, shown, shown.hidden_subtotals)
        without = attack.narrowed(table, *attack.small_alone(table))
    loss = shown.loss
    return Counter(
        tables=1,
        people=int(table.to_numpy().sum()),
        counts=table.size,
        primary=loss.primary.counts,
        secondary=loss.secondary.counts,
        lost=loss.primary.people + loss.secondary.people,
        subtotals=len(shown.hidden_subtotals),
        by_totals=loss.narrowed_by_totals,
        optimal=int(loss.optimal),
        found=found,
        found_without=without,
        milliseconds=round(seconds * 1000),
    )


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0, help="seed of the first table")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1"))
    sums = {kind: Counter[str]() for kind in KINDS}
    times: dict[str, list[int]] = {kind: [] for kind in KINDS}
    seeds = range(options.first, options.first + options.tables)
    with ProcessPoolExecutor(options.jobs) as pool:
        found = pool.map(measured, seeds, chunksize=5)
        for seed, one in zip(track(seeds, "Tables", console=Console(stderr=True)), found, strict=True):
            times[kind_of(seed)].append(one["milliseconds"])
            sums[kind_of(seed)].update(one)
    report(sums, times)


def report(sums: dict[str, Counter[str]], times: dict[str, list[int]]) -> None:
    """Print what was counted, a line for each kind of table."""
    show = Console(highlight=False, width=150).print
    show(
        f"{'tables with':28}{'tables':>8}{'counts':>8}{'small':>7}{'also':>7}{'people hidden':>15}{'subtotals':>11}"
        f"{'optimal':>9}{'median ms':>11}{'most ms':>9}{'found':>7}{'found if only small are hidden':>32}"
    )
    for kind, of in sums.items():
        if of["tables"]:
            share = f"{of['lost'] / of['people']:.1%}"
            show(
                f"{kind:28}{of['tables']:8}{of['counts']:8}{of['primary']:7}{of['secondary']:7}{share:>15}"
                f"{of['subtotals']:11}{of['optimal']:9}{statistics.median(times[kind]):11.0f}{max(times[kind]):9}"
                f"{of['found']:7}{of['found_without']:32}"
            )
    found = sum(of["found"] for of in sums.values())
    by_totals = sum(of["by_totals"] for of in sums.values())
    show(f"Small counts that public totals alone narrow down, whatever is hidden: {by_totals}.")
    show("Nothing hidden is within its protection interval." if found == 0 else f"{found} NARROWED DOWN")


if __name__ == "__main__":
    main()
