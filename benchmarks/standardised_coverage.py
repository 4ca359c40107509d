"""How often the intervals of the standardised changes hold the true value, 95% intervals and normal answers.

For pairs, partly overlapping samples (half of each wave in both) and separate samples of 30, 100 and 300 a wave; true
effects of 0, 0.2, 0.5 and 0.8 standard deviations, correlations of .2, .5 and .8, equal variances. Prints a markdown
table with the lowest and highest share over effects and correlations, in percent. The formulas are those of the
package, laid out over all samples at once; the first samples of each situation are compared with the package's own
limits. Run: ``python benchmarks/standardised_coverage.py``; the seed is fixed, half a minute on one core.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from evaluatie.effects.changes import Change
from evaluatie.effects.independent import independent_change
from evaluatie.effects.long_frame import TwoWaves
from evaluatie.effects.overlapping import overlapping_from_waves
from evaluatie.effects.paired import paired_change
from evaluatie.effects.standardised import hedges_factor

REPETITIONS = 20000
COMPARED = 3
SIZES = (30, 100, 300)
EFFECTS = (0.0, 0.2, 0.5, 0.8)
CORRELATIONS = (0.2, 0.5, 0.8)
Z = float(special.ndtri(0.975))


@dataclass(frozen=True)
class Samples:
    """Moments of many samples at once: arrays of shape (REPETITIONS,)."""

    change: Any
    a: Any
    b: Any
    c: Any


def normal(estimate: Any, se: Any) -> tuple[Any, Any]:
    """Give normal limits."""
    return estimate - Z * se, estimate + Z * se


def drawn(n: int, both: int, effect: float, r: float, rng: np.random.Generator) -> tuple[Any, Any]:
    """Draw two waves of n people, of whom the first ``both`` are the same in either."""
    pre, own = rng.standard_normal((2, REPETITIONS, n))
    post = own.copy()
    post[:, :both] = r * pre[:, :both] + math.sqrt(1 - r * r) * own[:, :both]
    return pre, post + effect


def summarised(pre: Any, post: Any, both: int) -> Samples:
    """Give the mean change, the variances, and the covariance that the pairs' correlation implies."""
    a, b = pre.var(axis=1, ddof=1), post.var(axis=1, ddof=1)
    if not both:
        return Samples(post.mean(axis=1) - pre.mean(axis=1), a, b, np.zeros(len(a)))
    x, y = (wave[:, :both] - wave[:, :both].mean(axis=1, keepdims=True) for wave in (pre, post))
    r = (x * y).sum(axis=1) / np.sqrt((x**2).sum(axis=1) * (y**2).sum(axis=1))
    return Samples(post.mean(axis=1) - pre.mean(axis=1), a, b, r * np.sqrt(a * b))


def noncentral(t: Any, df: Any, true: Any) -> Any:
    """Tell which noncentral t intervals hold the true noncentrality: without finding the limits."""
    below = special.nctdtr(df, true, t)
    return (below > 0.025) & (below < 0.975)


def paired(s: Samples, n: int, effect: float, r: float) -> Iterator[tuple[str, Any]]:
    """Give the limits of each term of pairs, or which of them hold the true value."""
    factor = hedges_factor(n - 1)
    of_change, mean_variance, correlation = s.a + s.b - 2 * s.c, (s.a + s.b) / 2, s.c / np.sqrt(s.a * s.b)
    z, true = s.change / np.sqrt(of_change), effect / math.sqrt(2 * (1 - r)) * math.sqrt(n)
    yield "d_z", noncentral(z * math.sqrt(n), n - 1, true)
    yield "g_z", noncentral(z * math.sqrt(n), n - 1, true / factor)
    average, within, before = s.change / np.sqrt(mean_variance), z * np.sqrt(2 * (1 - correlation)), s.change / s.a**0.5
    of_average = (s.a**2 + s.b**2 + 2 * s.c**2) / (8 * mean_variance**2 * (n - 1))
    limits = {
        "d_av": normal(average, np.sqrt(of_change / n / mean_variance)),
        "d_av_bonett": normal(average, np.sqrt(of_change / n / mean_variance + average**2 * of_average)),
        "d_rm": normal(within, np.sqrt((1 / n + within**2 / (2 * n)) * 2 * (1 - correlation))),
        "d_rm_bonett": normal(within, within_se(s, n, within)),
        "d_b": normal(before, np.sqrt(2 * (1 - correlation) / n + before**2 / (2 * n))),
    }
    for term, (low, high) in limits.items():
        yield term, (low, high)
        yield "g" + term[1:], (low * factor, high * factor)


def within_se(s: Samples, n: int, within: Any) -> Any:
    """Give the standard error of d_rm by the delta method."""
    r, of_change = s.c / np.sqrt(s.a * s.b), s.a + s.b - 2 * s.c
    by_a, by_b = 1 / of_change - r / (2 * s.a * (1 - r)), 1 / of_change - r / (2 * s.b * (1 - r))
    by_c = -2 / of_change + 1 / (np.sqrt(s.a * s.b) * (1 - r))
    own = 2 * (by_a * s.a) ** 2 + 2 * (by_b * s.b) ** 2 + by_c**2 * (s.a * s.b + s.c**2)
    shared = 4 * (by_a * by_b * s.c**2 + by_c * s.c * (by_a * s.a + by_b * s.b))
    return np.sqrt(2 * (1 - r) / n + within**2 / 4 * (own + shared) / (n - 1))


def overlapping(s: Samples, n: int, both: int) -> Iterator[tuple[str, Any]]:
    """Give the limits of each term of partly overlapping samples."""
    mean_variance, share = (s.a + s.b) / 2, both / n**2
    of_change = (s.a + s.b) / n - 2 * s.c * share
    trace = both * (1 - 2 / n + share)
    of_variance = ((s.a**2 + s.b**2) / (n - 1) + 2 * s.c**2 * trace / (n - 1) ** 2) / 2
    d, before = s.change / np.sqrt(mean_variance), s.change / np.sqrt(s.a)
    average = normal(d, np.sqrt(of_change / mean_variance + d**2 * of_variance / (4 * mean_variance**2)))
    yield "d_av", average
    apart = (s.a + s.b) ** 2 / (s.a**2 + s.b**2) * (n - 1)
    df = (both - 1) + (apart - both + 1) * (2 * n - 2 * both) / (2 * n)
    yield "g_av", tuple(limit * hedges(df) for limit in average)
    low, high = normal(before, np.sqrt(of_change / s.a + before**2 / (2 * (n - 1))))
    yield "d_b", (low, high)
    yield "g_b", (low * hedges_factor(n - 1), high * hedges_factor(n - 1))


def independent(s: Samples, n: int, effect: float) -> Iterator[tuple[str, Any]]:
    """Tell which intervals of each term of separate samples hold the true value."""
    df = (s.a + s.b) ** 2 / (s.a**2 + s.b**2) * (n - 1)
    t, root = s.change / np.sqrt((s.a + s.b) / n), math.sqrt(2 / n)
    yield "d_av", noncentral(t, df, effect / root)
    yield "g_av", noncentral(t, df, effect / root / hedges(df))
    before = np.sqrt((1 + s.b / s.a) / n)
    yield "d_b", noncentral(t, n - 1, effect / before)
    yield "g_b", noncentral(t, n - 1, effect / before / hedges_factor(n - 1))


def hedges(df: Any) -> Any:
    """Give Hedges' factor of many degrees of freedom."""
    return np.exp(special.gammaln(df / 2) - np.log(df / 2) / 2 - special.gammaln((df - 1) / 2))


def held(found: Any, true: float) -> Any:
    """Tell which intervals hold the true value."""
    return (found[0] <= true) & (true <= found[1]) if isinstance(found, tuple) else found


def shipped(design: str, pre: Any, post: Any, both: int) -> Change:
    """Give what the package makes of one sample."""
    if design == "paired":
        return paired_change(pre, post)
    if design == "independent":
        return independent_change(pre, post)
    return overlapping_from_waves(TwoWaves(pre, post, pre[:both], post[:both], ()))


def situation(design: str, n: int, effect: float, r: float, rng: np.random.Generator) -> Iterator[tuple[str, float]]:
    """Give the coverage of each term in one situation, in percent."""
    both = {"paired": n, "overlapping": n // 2, "independent": 0}[design]
    pre, post = drawn(n, both, effect, r, rng)
    samples = summarised(pre, post, both)
    if design == "paired":
        terms = paired(samples, n, effect, r)
    else:
        terms = overlapping(samples, n, both) if design == "overlapping" else independent(samples, n, effect)
    ours = [shipped(design, pre[at], post[at], both) for at in range(COMPARED)]
    for term, found in terms:
        true = effect / math.sqrt(2 * (1 - r)) if term in ("d_z", "g_z") else effect
        holds = held(found, true)
        for at, change in enumerate(ours):
            low, high = getattr(change, f"{term}_low"), getattr(change, f"{term}_high")
            if isinstance(found, tuple):
                np.testing.assert_allclose((low, high), (found[0][at], found[1][at]), rtol=1e-9, atol=1e-12)
            elif holds[at] != (low <= true <= high):
                raise AssertionError(f"{design} {term}: the package says otherwise")
        yield term, 100 * float(np.mean(holds))


def main() -> None:
    """Print the table."""
    rng = np.random.default_rng(20081301)
    shares: dict[tuple[str, str], dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for design, n, effect in itertools.product(("paired", "overlapping", "independent"), SIZES, EFFECTS):
        for r in CORRELATIONS if design != "independent" else (0.0,):
            for term, share in situation(design, n, effect, r, rng):
                shares[design, term][n].append(share)
    print("| design | term | " + " | ".join(f"n = {n}" for n in SIZES) + " |")  # noqa: T201
    print("|---|---|" + "---|" * len(SIZES))  # noqa: T201
    for (design, term), by_size in shares.items():
        ranges = " | ".join(f"{min(by_size[n]):.1f}-{max(by_size[n]):.1f}" for n in SIZES)
        print(f"| {design} | {term} | {ranges} |")  # noqa: T201


if __name__ == "__main__":
    main()
