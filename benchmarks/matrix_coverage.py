"""How often the intervals that are made from a printed matrix hold what is true, beside the usual ones.

Standardised coefficients, R2 and an indirect effect, of normal answers with known correlations; prints the table of
docs/methods.md. Run: ``python benchmarks/matrix_coverage.py``; the seeds are fixed, three minutes on one core. Fewer:
``--samples 500``.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import special

from evaluatie.reproduce.moments import correlation_frame, path_from_matrix
from evaluatie.reproduce.moments.explained import r2_probability
from evaluatie.reproduce.moments.products import indirect_effects, stacked
from evaluatie.reproduce.moments.solving import solve
from evaluatie.reproduce.moments.table import Table

SIZES = (30, 100, 300)
#: y with its predictors a, b; and y with x and a mediator, in this order
PREDICTED = {
    "weak": correlation_frame(["y", "a", "b"], [[], [0.2], [0.1, 0.3]]),
    "strong": correlation_frame(["y", "a", "b"], [[], [0.8], [0.5, 0.3]]),
}
MEDIATED = {
    "none": correlation_frame(["y", "x", "m"], [[], [0.0], [0.4, 0.0]]),
    "small": correlation_frame(["y", "x", "m"], [[], [0.2], [0.3, 0.25]]),
    "large": correlation_frame(["y", "x", "m"], [[], [0.4], [0.6, 0.5]]),
}
MODEL = "m ~ a*x; y ~ b*m + x; ab := a*b"
PATHS_EVERY = 4  # a path model takes longer: every fourth sample is fitted
Z = float(special.ndtri(0.975))


def samples(table: pd.DataFrame, n: int, count: int, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Draw the correlations and standard deviations of n people, whose true standard deviations are 1."""
    rng, root = np.random.default_rng(seed), np.linalg.cholesky(table)
    for _ in range(count):
        covariance = np.cov(rng.normal(size=(n, len(table))) @ root.T, rowvar=False)
        sd = np.sqrt(np.diag(covariance))
        yield covariance / np.outer(sd, sd), sd


def regressions(table: pd.DataFrame, n: int, count: int) -> dict[str, float]:
    """Give how often, in percent, intervals of the first coefficient and of R2 hold it."""
    true, held = solve(table.to_numpy(), 10**6), Counter[str]()
    quantile = float(special.stdtrit(n - 3, 0.975))
    for r, _ in samples(table, n, count, seed=n):
        found = solve(r, n)
        off = abs(found.beta[0] - true.beta[0])
        held["beta"] += off <= quantile * found.se[0]
        held["beta, divided by n, normal"] += off <= Z * found.se[0] * np.sqrt((n - 3) / n)
        held["beta, naive"] += off <= quantile * found.naive_se[0]
        held["R2"] += 0.025 <= r2_probability(found.r2, n, 2, true.r2) <= 0.975
        fixed = special.ncfdtr(2, n - 3, n * true.r2 / (1 - true.r2), found.r2 / 2 / ((1 - found.r2) / (n - 3)))
        held["R2, predictors fixed"] += 0.025 <= fixed <= 0.975
    return {name: 100 * times / count for name, times in held.items()}


def mediations(table: pd.DataFrame, n: int, count: int) -> dict[str, float]:
    """Give how often, in percent, intervals of the indirect effect hold it."""
    names, held, fitted = ("y", "x", "m"), Counter[str](), 0
    true = solve(table.loc[["m", "x"], ["m", "x"]].to_numpy(), 10**6).beta[0] * solve(table.to_numpy(), 10**6).beta[1]
    for at, (r, sd) in enumerate(samples(table, n, count, seed=n + 1)):
        row = indirect_effects(
            stacked(Table(names, r, sd, None, n), ["m"], serial=False), confidence=0.95, draws=4000, seed=at
        ).loc["m"]
        held["ab, Monte Carlo"] += row["ci_low"] <= true <= row["ci_high"]
        held["ab, Sobel"] += abs(row["ab"] - true) <= Z * row["se"]
        if at % PATHS_EVERY == 0:
            fit = path_from_matrix(MODEL, pd.DataFrame(r, names, names), n, fixed_x=False).parameter("ab")
            held["ab standardised, path model"] += abs(fit["std_all"] - true) <= Z * fit["std_all_se"]
            fitted += 1
    return {name: 100 * times / (fitted if "path" in name else count) for name, times in held.items()}


def main() -> None:
    """Print the table."""
    read = argparse.ArgumentParser()
    read.add_argument("--samples", type=int, default=4000)
    count = read.parse_args().samples
    print("| what is true | interval | holds, %, with 30 · 100 · 300 people |\n| --- | --- | --- |")  # noqa: T201
    for what, tables, run in (("predictors", PREDICTED, regressions), ("indirect effect", MEDIATED, mediations)):
        for name, table in tables.items():
            found = [run(table, n, count) for n in SIZES]
            for interval in found[0]:
                print(f"| {what}: {name} | {interval} | {' · '.join(f'{of[interval]:.1f}' for of in found)} |")  # noqa: T201


if __name__ == "__main__":
    main()
