"""How often the intervals of reliability hold the true value, and how fast alpha is bootstrapped.

Coverage: for each situation the share of 95% intervals that hold the truth, with n people (standard error of a share:
0.005, 0.01 for ordinal and hierarchical). Speed: CPU seconds of 10,000 bootstrap alphas of 2,042 people and 11 items,
beside loops over resamples that are drawn beforehand: over pingouin where it is installed, else over pandas, and over
numpy. Run: ``python benchmarks/reliability.py [--speed]``. Some five minutes, speed alone one; the seed is fixed.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from evaluatie.scales import reliability
from evaluatie.scales.hierarchical import hierarchical_omega
from evaluatie.scales.ordinals.ordinal import ordinal_reliability
from evaluatie.scales.resampled import bootstrap_alpha
from evaluatie.scales.stability import test_retest

DATA = Path(__file__).parents[1] / "tests" / "scales" / "data" / "lq2002.csv"
LOADINGS = np.array([0.5, 0.6, 0.7, 0.8])
OMEGA = LOADINGS.sum() ** 2 / (LOADINGS.sum() ** 2 + (1 - LOADINGS**2).sum())
Floats = np.ndarray


def congeneric(rng: np.random.Generator, n: int) -> Floats:
    """Give n people's standardised tendencies with one factor."""
    return rng.normal(size=(n, 1)) * LOADINGS + rng.normal(size=(n, 4)) * np.sqrt(1 - LOADINGS**2)


def holds(low: float | None, truth: float, high: float | None) -> float:
    """Give 1 if the interval holds the truth, and NaN where there is no interval."""
    return np.nan if low is None or high is None else float(low <= truth <= high)


def of_alpha(rng: np.random.Generator, n: int) -> dict[str, float]:
    """Try alpha of parallel items, by Feldt and by the bootstrap, and omega of items that are not parallel."""
    parallel = rng.normal(size=(n, 1)) + rng.normal(size=(n, 4))
    feldt, drawn = reliability(parallel), bootstrap_alpha(parallel, draws=1000, seed=int(rng.integers(2**31)))
    unequal = reliability(congeneric(rng, n))
    return {
        "alpha, Feldt": holds(feldt.alpha_low, 0.8, feldt.alpha_high),
        "alpha, percentile": holds(drawn.percentile_low, 0.8, drawn.percentile_high),
        "alpha, BCa": holds(drawn.alpha_low, 0.8, drawn.alpha_high),
        "omega": holds(unequal.omega_low, OMEGA, unequal.omega_high),
    }


def of_ordinal(rng: np.random.Generator, n: int) -> dict[str, float]:
    """Try ordinal alpha and omega of four answers that are not symmetric."""
    ours = ordinal_reliability(np.digitize(congeneric(rng, n), [-1.2, -0.2, 0.6]))
    correlations = np.outer(LOADINGS, LOADINGS)
    np.fill_diagonal(correlations, 1)
    return {
        "ordinal alpha": holds(ours.alpha_low, 4 / 3 * (1 - 4 / correlations.sum()), ours.alpha_high),
        "ordinal omega": holds(ours.omega_low, OMEGA, ours.omega_high),
    }


def of_hierarchy(rng: np.random.Generator, n: int) -> dict[str, float]:
    """Try hierarchical omega of three facets of three items."""
    of_facets = 0.8 * rng.normal(size=(n, 1)) + 0.6 * rng.normal(size=(n, 3))
    items = pd.DataFrame(np.repeat(of_facets, 3, axis=1) + rng.normal(size=(n, 9))).add_prefix("x")
    ours = hierarchical_omega(
        items, {name: [f"x{at}" for at in range(3 * j, 3 * j + 3)] for j, name in enumerate("abc")}
    )
    truth = 51.84 / (51.84 + 9.72 + 9)
    return {"hierarchical omega": holds(ours.omega_hierarchical_low, truth, ours.omega_hierarchical_high)}


def of_retest(rng: np.random.Generator, n: int) -> dict[str, float]:
    """Try two waves with variance 1 of people, 0.5 of error and a shift of 0.4 points."""
    scores = rng.normal(size=(n, 1)) + np.sqrt(0.5) * rng.normal(size=(n, 2)) + [0, 0.4]
    frame = pd.DataFrame({"who": np.repeat(np.arange(n), 2), "when": np.tile([0, 1], n), "score": scores.ravel()})
    ours = test_retest(frame, "score", "who", "when")
    return {
        "ICC(A,1)": holds(ours.icc_agreement_low, 1 / (1.5 + 0.08), ours.icc_agreement_high),
        "ICC(C,1)": holds(ours.icc_consistency_low, 1 / 1.5, ours.icc_consistency_high),
        "SEM, agreement": holds(ours.sem_low, np.sqrt(0.58), ours.sem_high),
        "SEM, consistency": holds(ours.sem_consistency_low, np.sqrt(0.5), ours.sem_consistency_high),
    }


SITUATIONS: list[tuple[Callable[[np.random.Generator, int], dict[str, float]], int, int]] = [
    (of_alpha, 50, 2000), (of_alpha, 200, 2000), (of_ordinal, 150, 500), (of_ordinal, 400, 500),
    (of_hierarchy, 250, 500), (of_retest, 30, 2000), (of_retest, 150, 2000),
]  # fmt: skip


def naive_arrays(answers: Floats) -> float:
    """Give alpha as a careful hand would write it with numpy."""
    k = answers.shape[1]
    return float(k / (k - 1) * (1 - answers.var(axis=0, ddof=1).sum() / answers.sum(axis=1).var(ddof=1)))


def naive_frames(items: pd.DataFrame) -> float:
    """Give alpha as it is mostly written, with pandas."""
    k = items.shape[1]
    return float(k / (k - 1) * (1 - items.var().sum() / items.sum(axis=1).var()))


def cpu_seconds(work: Callable[[], object]) -> float:
    """Time some work."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def usual_way() -> tuple[str, Callable[[pd.DataFrame], float]]:
    """Give what most people would loop over."""
    if importlib.util.find_spec("pingouin") is None:
        return "pandas (pingouin is not installed)", naive_frames
    import pingouin

    return f"pingouin {pingouin.__version__}", lambda items: float(pingouin.cronbach_alpha(items)[0])


def coverage(rng: np.random.Generator) -> None:
    """Print how often each interval holds the truth."""
    for situation, n, repetitions in SITUATIONS:
        tried = pd.DataFrame([situation(rng, n) for _ in range(repetitions)])
        shares = ", ".join(f"{name} {share:.3f}" for name, share in tried.mean().items())
        none = int(tried.isna().any(axis=1).sum())
        print(f"n = {n}: {shares}" + (f" ({none} of {repetitions} without an interval)" if none else ""))  # noqa: T201


def speed(rng: np.random.Generator) -> None:
    """Print how fast alpha is bootstrapped, beside loops; these are measured over 300 draws."""
    items = pd.read_csv(DATA).filter(like="LEAD")
    answers, people = items.to_numpy(float), rng.integers(0, len(items), size=(300, len(items)))
    (name, usual), drawn = usual_way(), 10_000 / len(people)
    usual(items)  # once for what is loaded on first use
    ours = min(cpu_seconds(lambda: bootstrap_alpha(items)) for _ in range(3))
    arrays = cpu_seconds(lambda: [naive_arrays(answers[row]) for row in people]) * drawn
    frames = cpu_seconds(lambda: [usual(items.iloc[row]) for row in people]) * drawn
    print(  # noqa: T201
        f"10,000 bootstrap alphas: {ours:.2f} s; looping over {name} {frames:.1f} s ({frames / ours:.0f} times), "
        f"over numpy {arrays:.1f} s ({arrays / ours:.0f} times)"
    )


def main() -> None:
    """Print coverage, then speed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--speed", action="store_true", help="speed alone")
    rng = np.random.default_rng(20261122)
    if not parser.parse_args().speed:
        coverage(rng)
    speed(rng)


if __name__ == "__main__":
    main()
