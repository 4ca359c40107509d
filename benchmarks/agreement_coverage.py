"""How often the intervals of evaluatie.agreement hold what is true, beside the usual intervals.

Cohen's kappa (with and without weights), Fleiss' kappa, Krippendorff's alpha at three levels, 6 to 100 units. Nominal:
a unit has a category (evenly, or 70, 85 or 92 of 100 in one); a coder sees it with some chance, or else guesses by
prevalence, in some settings the first coder with a bias. Ordered: a normal trait cut into categories. What is true
comes from 400,000 units. The formulas are those of the package, laid out over all samples at once; the first samples of
each setting are compared with the package's own limits. Run: ``python benchmarks/agreement_coverage.py``; the seeds are
fixed, 12 minutes on one core. Fewer: name some of ``cohen fleiss nominal ordinal interval``, or ``--samples 200``.
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

from evaluatie.agreement import Coefficient, cohen_kappa, fleiss_kappa, krippendorff_alpha, step_distances
from evaluatie.agreement.coefficient import Floats, arcsine_limits, pseudo_units

Codes: TypeAlias = npt.NDArray[np.int64]
Draw: TypeAlias = Callable[[np.random.Generator, tuple[int, ...]], Codes]
SIZES = (6, 10, 20, 40, 100)
COMPARED = 3
MANY = 400_000
LEVEL = 0.95
Z = float(special.ndtri((1 + LEVEL) / 2))


@dataclass(frozen=True)
class Setting:
    """Coders, their categories, and how agreement is measured: weights of kappa, ``fleiss``, or a level of alpha."""

    name: str
    draw: Draw
    categories: int
    how: str


def nominal(categories: int, top: float | None, seen: float, coders: int, *, biased: bool) -> Draw:
    """Let coders see the category of a unit with some chance, or else guess."""
    rest = 1 if top is None else categories - 1
    shares = np.full(categories, 1 / categories if top is None else (1 - top) / rest)
    if top is not None:
        shares[0] = top

    def draw(rng: np.random.Generator, size: tuple[int, ...]) -> Codes:
        true = rng.choice(categories, p=shares, size=size)
        codes = np.empty((*size, coders), dtype=np.int64)
        for coder in range(coders):
            by = np.roll(shares, 1) if biased and coder == 0 else shares
            codes[..., coder] = np.where(rng.random(size) < seen, true, rng.choice(categories, p=by, size=size))
        return codes

    return draw


def ordered(categories: int, correlation: float, coders: int, *, skewed: bool) -> Draw:
    """Let coders cut what they see of a normal trait into categories."""
    steps = np.arange(1, categories)
    cuts = special.ndtri(1 - 0.6 * 0.5**steps if skewed else steps / categories)
    signal, noise = math.sqrt(correlation), math.sqrt(1 - correlation)

    def draw(rng: np.random.Generator, size: tuple[int, ...]) -> Codes:
        trait = rng.standard_normal((*size, 1))
        return np.searchsorted(cuts, signal * trait + noise * rng.standard_normal((*size, coders)))

    return draw


def settings(what: str) -> Iterator[Setting]:
    """Give the settings of a coefficient."""
    if what == "cohen":
        for k, top, seen, biased in product(
            (2, 3, 5), (None, 0.7, 0.85, 0.92), (0.3, 0.6, 0.8, 0.9, 0.97), (False, True)
        ):
            yield Setting(f"{k} of {top}, {seen}, {biased}", nominal(k, top, seen, 2, biased=biased), k, "none")
        for k, skewed, seen, weights in product((3, 5), (False, True), (0.3, 0.6, 0.8, 0.95), ("linear", "quadratic")):
            yield Setting(f"{k} {weights} {skewed}, {seen}", ordered(k, seen, 2, skewed=skewed), k, weights)
    elif what in ("fleiss", "nominal"):
        for m, k, top, seen in product((2, 3, 5, 8), (2, 3, 6), (None, 0.7, 0.92), (0.2, 0.5, 0.85, 0.97)):
            yield Setting(f"{m} coders, {k} of {top}, {seen}", nominal(k, top, seen, m, biased=m > 2), k, what)
    else:
        for m, k, skewed, seen in product((2, 3, 5, 8), (4, 7), (False, True), (0.2, 0.5, 0.85, 0.97)):
            yield Setting(f"{m} coders, {k} {skewed}, {seen}", ordered(k, seen, m, skewed=skewed), k, what)


def counted(codes: Codes, categories: int) -> Floats:
    """Count the coders that gave a unit each category."""
    return np.stack([(codes == place).sum(axis=-1) for place in range(categories)], axis=-1).astype(float)


def cohen(cells: Floats, distances: Floats) -> tuple[Floats, Floats]:
    """Give kappa and its standard error (n - 1 for n) of tables, shape (samples, k, k)."""
    n = cells.sum((1, 2))
    shares = cells / n[:, None, None]
    rows, columns = shares.sum(2), shares.sum(1)
    observed = (shares * distances).sum((1, 2))
    expected = np.einsum("ri,ij,rj->r", rows, distances, columns)
    ratio = observed / expected
    chance = (columns @ distances.T)[:, :, None] + (rows @ distances)[:, None, :]
    influence = (distances - ratio[:, None, None] * chance) / expected[:, None, None] + ratio[:, None, None]
    return 1 - ratio, np.sqrt((shares * influence**2).sum((1, 2)) / (n - 1))


def pooled(units: Floats, pairs: Floats, level: str, correction: float) -> tuple[Floats, Floats]:
    """Give Fleiss' kappa or alpha and its standard error of counts, shape (samples, n, k), with weighted pairs."""
    k, codes = units.shape[2], units.sum(2)
    ratings = units.sum(1) + 2 * pairs.sum(0)
    ranks = np.cumsum(ratings, 1) - ratings / 2
    apart = ranks[:, :, None] - ranks[:, None, :]
    if level == "ordinal":
        distances = apart**2
    else:
        values = np.arange(1.0, k + 1)
        fixed = 1 - np.eye(k) if level == "nominal" else np.subtract.outer(values, values) ** 2
        distances = np.broadcast_to(fixed, (len(units), k, k))
    within = np.einsum("rnk,rkl,rnl->rn", units, distances, units) / (codes - 1)
    chance = np.einsum("rkl,rl->rk", distances, ratings)
    total, expected = ratings.sum(1) - correction, (ratings * chance).sum(1)
    ratio = total * (within.sum(1) + 2 * (pairs * distances).sum((1, 2))) / expected
    code = 2 * ratio[:, None] * chance / expected[:, None]
    if level == "ordinal":
        together = np.einsum("rnk,rnl->rkl", units / (codes - 1)[:, :, None], units) + 2 * pairs
        shift = np.cumsum(np.eye(k), 1) - np.eye(k) / 2
        moved = 4 * (together * apart).sum(2) @ shift.T
        moved_chance = 4 * (ratings[:, :, None] * ratings[:, None, :] * apart).sum(2) @ shift.T
        code += ratio[:, None] * moved_chance / expected[:, None] - (total / expected)[:, None] * moved
    influence = ratio[:, None] * codes / total[:, None] + (total / expected)[:, None] * within
    influence -= np.einsum("rnk,rk->rn", units, code)
    of_pairs = (2 * ratio / total)[:, None, None] + 2 * (total / expected)[:, None, None] * distances
    of_pairs = of_pairs - code[:, :, None] - code[:, None, :]
    size = units.shape[1] + pairs.sum()
    return 1 - ratio, np.sqrt(size / (size - 1) * ((influence**2).sum(1) + (pairs * of_pairs**2).sum((1, 2))))


def limits(centre: Floats, se: Floats, n: int, estimate: Floats) -> tuple[Floats, Floats]:
    """Give the package's limits of every sample."""
    told = (arcsine_limits(*one[:2], n, LEVEL, one[2]) for one in zip(centre, se, estimate, strict=True))
    low, high = np.array(list(told)).T
    return low, high


def tables(codes: Codes, k: int) -> Floats:
    """Count the pairs of codes of two coders."""
    at = np.arange(len(codes))[:, None] * k * k + codes[..., 0] * k + codes[..., 1]
    return np.bincount(at.ravel(), minlength=len(codes) * k * k).reshape(-1, k, k).astype(float)


@dataclass(frozen=True)
class Sampled:
    """What is true in a setting, and the estimates and limits of its samples."""

    truth: float
    estimate: Floats
    se: Floats
    low: Floats
    high: Floats


def kappas(setting: Setting, n: int, samples: int, rng: np.random.Generator) -> Sampled:
    """Give Cohen's kappa of all samples in which it is defined."""
    k, distances = setting.categories, step_distances(setting.categories, setting.how)
    truth = cohen(tables(setting.draw(np.random.default_rng(1), (1, MANY)), k), distances)[0][0]
    cells = tables(setting.draw(rng, (samples, n)), k)
    cells = cells[np.einsum("ri,ij,rj->r", cells.sum(2), distances, cells.sum(1)) > 0]
    estimate, se = cohen(cells, distances)
    found = Sampled(
        truth, estimate, se * math.sqrt((n - 1) / n), *limits(*cohen(cells + pseudo_units(k), distances), n, estimate)
    )
    same(found, [cohen_kappa(table, setting.how, LEVEL) for table in cells[:COMPARED]])
    return found


def alphas(setting: Setting, n: int, samples: int, rng: np.random.Generator, again: int) -> tuple[Sampled, Floats]:
    """Give Fleiss' kappa or alpha of all samples in which it is defined, and bootstrap limits of some."""
    k, how = setting.categories, setting.how
    level, correction = ("nominal", 0.0) if how == "fleiss" else (how, 1.0)
    none = np.zeros((k, k))
    many = counted(setting.draw(np.random.default_rng(1), (1, MANY)), k)
    units = counted(setting.draw(rng, (samples, n)), k)
    units = units[(units.sum(1) > 0).sum(1) > 1]
    estimate, se = pooled(units, none, level, correction)
    centre, wider = pooled(units, pseudo_units(k), level, correction)
    truth = pooled(many, none, level, correction)[0][0]
    found = Sampled(truth, estimate, se, *limits(centre, wider, n, estimate))
    of_package = (
        fleiss_kappa(counts, LEVEL) if how == "fleiss" else krippendorff_alpha(counts, range(1, k + 1), how, LEVEL)
        for counts in units[:COMPARED]
    )
    same(found, list(of_package))
    ends = []
    for counts in units[:again]:
        drawn = counts[rng.integers(0, n, (500, n))]
        drawn = drawn[(drawn.sum(1) > 0).sum(1) > 1]
        if len(drawn):
            ends.append(np.quantile(pooled(drawn, none, level, correction)[0], [(1 - LEVEL) / 2, (1 + LEVEL) / 2]))
    return found, np.array(ends).T


def same(found: Sampled, of_package: list[Coefficient]) -> None:
    """Stop where the package gives other figures."""
    here = zip(found.estimate, found.se, found.low, found.high, strict=True)
    for figures, one in zip(here, of_package, strict=False):
        package = np.array([one.estimate, one.se or 0.0, one.low, one.high], dtype=float)
        np.testing.assert_allclose(figures, package, atol=1e-7)


def main() -> None:
    """Print the coverage of each interval, by coefficient and size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", default=["cohen", "fleiss", "nominal", "ordinal", "interval"])
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--bootstrapped", type=int, default=60, help="samples of a setting with bootstrap limits")
    given = parser.parse_args()
    print("| coefficient | units | interval | settings | lowest | mean | mean width | lowest in |")  # noqa: T201
    print("|---|---|---|---|---|---|---|---|")  # noqa: T201
    for what, n in product(given.what, SIZES):
        told: defaultdict[str, list[tuple[float, float, str]]] = defaultdict(list)
        for at, setting in enumerate(settings(what)):
            rng = np.random.default_rng([n, at])
            if what == "cohen":
                found, bootstrapped = kappas(setting, n, given.samples, rng), np.array([])
            else:
                found, bootstrapped = alphas(setting, n, given.samples, rng, given.bootstrapped)
            half = Z * found.se
            ends = {"package": (found.low, found.high), "1.96 errors": (found.estimate - half, found.estimate + half)}
            if bootstrapped.size:
                ends["bootstrap"] = (bootstrapped[0], bootstrapped[1])
            for kind, (low, high) in ends.items():
                held = (low <= found.truth + 1e-9) & (found.truth <= high + 1e-9)
                told[kind].append((float(held.mean()), float((high - low).mean()), setting.name))
        for kind, rows in told.items():
            share, width = np.array([row[:2] for row in rows]).T
            worst = min(rows)
            figures = f"{share.min():.3f} | {share.mean():.3f} | {width.mean():.3f} | {worst[2]}"
            print(f"| {what} | {n} | {kind} | {len(rows)} | {figures} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
