"""Sentences with means of whole answers, and with indices of fit: possible, and impossible whatever the data were.

Which means and standard deviations are possible is counted out: all sums of n answers and of their squares are made,
one answer after the other, so that what is possible needs no formula of GRIM or GRIMMER. Indices of fit follow from
the chi-squares of the model and of its baseline; the impossible ones contradict them however they are defined.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import chdtrc

from reproduce.sentences.clauses import phrases
from reproduce.sentences.truth import Number, rounded
from reproduce.sentences.writing import style

ANSWERS = range(1, 6)
HALF = 1e-9


@dataclass(frozen=True)
class Other:
    """A sentence, whether what it prints can be true, and what was made impossible."""

    text: str
    language: str
    possible: bool
    fault: str | None


@cache
def sums(n: int) -> frozenset[tuple[int, int]]:
    """Give every pair of a sum and a sum of squares that n answers from 1 to 5 can have."""
    if n == 0:
        return frozenset({(0, 0)})
    return frozenset((total + a, squares + a * a) for total, squares in sums(n - 1) for a in ANSWERS)


def means(n: int, mean: Number) -> frozenset[tuple[int, int]]:
    """Give the pairs of sums whose mean is printed so, whichever way a half is rounded."""
    return frozenset(pair for pair in sums(n) if abs(pair[0] / n - mean.value) <= mean.half + HALF)


def sd_of(n: int, pair: tuple[int, int]) -> float:
    """Give the standard deviation of a sample from its sums."""
    return math.sqrt(max(0.0, (pair[1] - pair[0] ** 2 / n) / (n - 1)))


def possible(n: int, mean: Number, sd: Number) -> bool:
    """Say whether n whole answers have this mean and standard deviation."""
    return any(abs(sd_of(n, pair) - sd.value) <= sd.half + HALF for pair in means(n, mean))


def whole(n: int, mean: Number, sd: Number) -> bool:
    """Say whether whole numbers of any size could have this mean and standard deviation, with either divisor.

    The sum of squares is odd exactly where the sum is; an SD is called wrong only where this rules it out as well, so
    that it is wrong without knowing how far the answers go.
    """
    totals = {pair[0] for pair in means(n, mean)}
    for total, divisor in ((total, divisor) for total in totals for divisor in (n - 1, n)):
        least, most = (max(0.0, sd.value + side * sd.half) ** 2 * divisor + total**2 / n for side in (-1, 1))
        if any(squares % 2 == total % 2 for squares in range(math.ceil(least - 1e-6), math.floor(most + 1e-6) + 1)):
            return True
    return False


def mean_sentences(seed: int, number: int) -> list[Other]:
    """Make sentences with means of whole answers: half of them possible, a quarter wrong in M, a quarter in SD."""
    rng, made = np.random.default_rng([seed, 101]), list[Other]()
    while len(made) < number:
        fault = (None, "mean", None, "sd")[len(made) % 4]
        n = int(rng.integers(8, 31))
        answers = rng.integers(1, 6, n)
        mean, sd = rounded(float(answers.mean()), 2), rounded(float(answers.std(ddof=1)), 2)
        if fault == "mean":
            mean = Number(round(mean.value + float(rng.choice([-0.02, -0.01, 0.01, 0.02])), 2), 2)
        if fault == "sd":
            sd = Number(round(sd.value + float(rng.choice([-0.02, -0.01, 0.01, 0.02])), 2), 2)
        if (fault == "mean" and means(n, mean)) or (fault == "sd" and (possible(n, mean, sd) or whole(n, mean, sd))):
            continue
        language = ("en", "nl")[(len(made) // 4) % 2]
        way = style(rng, language)
        pattern = str(rng.choice(phrases("others")["means"][language]))
        text = pattern.format(m=way.number(mean), sd=way.number(sd, proportion=True), n=n)
        made.append(Other(text, language, fault is None, fault))
    return made


def fit_sentences(seed: int, number: int) -> list[Other]:
    """Make sentences with indices of fit: half right, a quarter with TLI above CFI, a quarter with RMSEA wrong."""
    rng, made = np.random.default_rng([seed, 102]), list[Other]()
    while len(made) < number:
        fault = (None, "tli above cfi", None, "rmsea")[len(made) % 4]
        df, n = int(rng.integers(5, 120)), int(rng.integers(150, 900))
        chi2 = rounded(df * float(rng.uniform(1.2, 3.5)), 2)
        base_df = df + int(rng.integers(6, 40))
        base = chi2.value + base_df * float(rng.uniform(8, 30))
        cfi = 1 - (chi2.value - df) / (base - base_df)
        tli = (base / base_df - chi2.value / df) / (base / base_df - 1)
        rmsea = math.sqrt((chi2.value - df) / (df * (n - 1)))
        if fault == "tli above cfi":
            tli = cfi + float(rng.uniform(0.012, 0.03))
        if (
            fault == "rmsea"
        ):  # further away than dividing by N, or a scaled chi-square's usual corrections, would bring it
            rmsea = rmsea * float(rng.choice([0.4, 0.5, 1.7, 2.0]))
        if not (0.8 < cfi < 0.985 and 0.7 < tli < 0.995 and 0.02 < rmsea < 0.2):
            continue
        language = ("en", "nl")[(len(made) // 4) % 2]
        made.append(Other(_fit_text(rng, language, df, n, chi2, (cfi, tli, rmsea)), language, fault is None, fault))
    return made


def _fit_text(
    rng: np.random.Generator, language: str, df: int, n: int, chi2: Number, indices: tuple[float, float, float]
) -> str:
    way = style(rng, language)
    p = float(chdtrc(df, chi2.value))
    small, number = p < 0.001, Number(0.001, 3) if p < 0.001 else rounded(p, 3)
    cfi, tli, rmsea = (way.number(rounded(index, 3), proportion=True) for index in indices)
    return str(rng.choice(phrases("others")["fits"][language])).format(
        df=df, n=n, chi2=way.number(chi2), cfi=cfi, tli=tli, rmsea=rmsea,
        p=f"{'<' if small else '='} {way.number(number, proportion=True)}",
    )  # fmt: skip
