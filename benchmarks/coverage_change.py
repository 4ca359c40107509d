"""How often the intervals of overlapping_change hold the true value.

Normal answers in two waves, some people in both; for each situation the share of 95% intervals that hold the true
mean change and the true d_av (standard error of a share: 0.0034). Run:
``python benchmarks/coverage_change.py``. Under a minute; the seed is fixed.
"""

from __future__ import annotations

import math

import numpy as np

from evaluatie.effects.long_frame import TwoWaves
from evaluatie.effects.overlapping import _overlapping

REPETITIONS = 4000
#: people only before, only after, in both; correlation; change in points; sd after (sd before is 1)
SITUATIONS = [
    (20, 20, 30, 0.5, 0.0, 1.0),
    (20, 20, 30, 0.5, 0.2, 1.0),
    (20, 20, 30, 0.5, 0.8, 1.0),
    (20, 20, 30, 0.8, 0.5, 1.0),
    (5, 5, 45, 0.7, 0.5, 1.3),
    (45, 45, 5, 0.5, 0.5, 1.0),
    (10, 60, 40, 0.6, 0.3, 0.7),
    (150, 100, 150, 0.5, 0.2, 1.2),
    (0, 20, 50, 0.4, 0.5, 1.0),
]


def coverage(situation: tuple[int, int, int, float, float, float], rng: np.random.Generator) -> tuple[float, float]:
    """Give the shares of intervals that hold the true mean change and the true d_av."""
    only_pre, only_post, both, r, change, sd = situation
    true_d = change / math.sqrt((1 + sd**2) / 2)
    held = np.zeros(2)
    for _ in range(REPETITIONS):
        pairs = rng.multivariate_normal([0, change], [[1, r * sd], [r * sd, sd**2]], size=both)
        pre = np.concatenate([pairs[:, 0], rng.normal(0, 1, only_pre)])
        post = np.concatenate([pairs[:, 1], rng.normal(change, sd, only_post)])
        result = _overlapping(TwoWaves(pre, post, pairs[:, 0], pairs[:, 1], ()), False, 0.95)
        held += (result.ci_low <= change <= result.ci_high, result.d_av_low <= true_d <= result.d_av_high)
    return tuple(held / REPETITIONS)


def main() -> None:
    """Print one line per situation."""
    rng = np.random.default_rng(20170501)
    print("only pre, only post, both, r, change, sd after:   mean change    d_av")  # noqa: T201
    for situation in SITUATIONS:
        mean_change, d_av = coverage(situation, rng)
        print(f"{situation!s:45}  {mean_change:12.4f}  {d_av:8.4f}")  # noqa: T201


if __name__ == "__main__":
    main()
