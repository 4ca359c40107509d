"""How often the monitor's intervals hold the true value, and how many false alarms it raises, 95% intervals.

Trends: 40 organisations with lines of their own and years that all share, whole percents, 15% of figures missing, 8 or
16 years, neighbouring years correlated by 0 to 0.8; 60 worlds a row. Levels: 40 organisations, 4 years. Prints two
markdown tables, in percent; ``mse`` is the mean squared error of the shrunken figure as a share of the raw one's. Run:
``python benchmarks/monitor_coverage.py``; the seed is fixed, a minute and a half of one core.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from evaluatie.reproduce.monitor import organisation_trends, shrunken_levels
from monitor_worlds import world

WORLDS = 60
HEAD = """\
| years | correlation | own trend | against all | shrunken | all together | mse | false alarms |
|---|---|---|---|---|---|---|---|"""


def trends(rng: np.random.Generator, years: int, rho: float) -> list[float]:
    """Give coverage of own, relative, shrunken and overall slopes, the share of squared error, and false alarms."""
    held = {name: [] for name in ("own", "against", "shrunken", "overall")}
    squares, alarms = np.zeros(2), []
    for _ in range(WORLDS):
        made = world(rng, rho=rho, years=years)
        found = organisation_trends(made.figures)
        table = found.table[found.table["ci_low"].notna() & found.table["shrunken"].notna()]
        true = made.slopes.loc[table.index]
        apart = true - made.slopes.mean()
        held["own"] += list((table["ci_low"] <= true) & (true <= table["ci_high"]))
        held["against"] += list((table["against_low"] <= apart) & (apart <= table["against_high"]))
        held["shrunken"] += list((table["shrunken_low"] <= apart) & (apart <= table["shrunken_high"]))
        held["overall"].append(found.overall_low <= made.slopes.mean() <= found.overall_high)
        squares += [((table[name] - apart) ** 2).sum() for name in ("shrunken", "against_all")]
        alike = organisation_trends(world(rng, rho=rho, years=years, slope_sd=0.0).figures)
        alarms.append(alike.apart / alike.tested)
    return [*(float(np.mean(one)) for one in held.values()), float(squares[0] / squares[1]), float(np.mean(alarms))]


def levels(rng: np.random.Generator, scatter: float) -> list[float]:
    """Give coverage of shrunken levels, the share of squared error, and the mean number told apart."""
    held, squares, apart = [], np.zeros(2), []
    for _ in range(WORLDS):
        made = world(rng, years=4, rho=0.0, slope_sd=0.0, scatter=scatter, level_sd=2.5, missing=0.1)
        found = shrunken_levels(made.figures)
        true = made.levels.loc[found.table.index]
        shift = found.table["raw"].mean() - true.mean()
        held += list((found.table["ci_low"] - shift <= true) & (true <= found.table["ci_high"] - shift))
        squares += [((found.table[name] - shift - true) ** 2).sum() for name in ("shrunken", "raw")]
        apart.append(found.apart)
    return [float(np.mean(held)), float(squares[0] / squares[1]), float(np.mean(apart))]


def main() -> None:
    """Print the tables."""
    rng = np.random.default_rng(1)
    print(HEAD)  # noqa: T201
    for years in (8, 16):
        for rho in (0.0, 0.3, 0.6, 0.8):
            cells = " | ".join(f"{100 * value:.1f}" for value in trends(rng, years, rho))
            print(f"| {years} | {rho} | {cells} |", flush=True)  # noqa: T201
    print("\n| scatter of a year (true spread 2.5) | shrunken level | mse | told apart of 40 |")  # noqa: T201
    print("|---|---|---|---|")  # noqa: T201
    for scatter in (1.0, 2.0, 4.0, 8.0):
        held, error, apart = levels(rng, scatter)
        print(f"| {scatter} | {100 * held:.1f} | {100 * error:.1f} | {apart:.1f} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
