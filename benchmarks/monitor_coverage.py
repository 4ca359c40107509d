"""How often the monitor's intervals hold the true value, and how many false alarms it raises, 95% intervals.

Trends: 40 organisations with lines of their own and years that all share, whole percents, 15% of figures missing, 8 or
16 years, neighbouring years correlated by 0 to 0.8; 60 worlds a row. Levels: 40 organisations, 4 years. Weighed: one
organisation with 60 to 400 respondents a year, 600 times a row. Prints three markdown tables, in percent; ``mse`` is
the mean squared error of the shrunken figure as a share of the raw one's. Run:
``python benchmarks/monitor_coverage.py``; the seed is fixed, a minute and a half of one core.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from evaluatie.reproduce.monitor import organisation_trends, shrunken_levels
from evaluatie.reproduce.monitor.lines import line_through
from evaluatie.reproduce.monitor.weighing import sampling_variances
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


def weighed(rng: np.random.Generator, years: int, beyond: float) -> list[float]:
    """Give coverage of one organisation's slope with n and without, and the root squared error as a share."""
    held, squares, when = np.zeros(2), np.zeros(2), np.arange(years) + 2025.0 - years
    for _ in range(600):
        true = 60 + 0.8 * (when - when.mean()) + rng.normal(0, beyond, years)
        people = rng.integers(60, 400, years)
        values, halves = np.round(100 * rng.binomial(people, true / 100) / people, 1), np.full(years, 0.05)
        known = sampling_variances(values, people.astype(float), halves)
        fits = [line_through(when, values, halves, known=one) for one in (known, None)]
        limits = [fit.interval(0.95) for fit in fits]
        held += [low <= 0.8 <= high for low, high in limits]
        squares += [(fit.slope - 0.8) ** 2 for fit in fits]
    return [*(held / 600), float(np.sqrt(squares[0] / squares[1]))]


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
    print("\n| years | beyond | with n | without n | error |\n|---|---|---|---|---|")  # noqa: T201
    for years, beyond in ((5, 0.0), (5, 3.0), (6, 0.0), (6, 3.0), (8, 0.0), (8, 3.0), (16, 0.0), (16, 3.0)):
        cells = " | ".join(f"{100 * value:.1f}" for value in weighed(rng, years, beyond))
        print(f"| {years} | {beyond} | {cells} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
