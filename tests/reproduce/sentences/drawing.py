"""Draw tests: a p, the statistic that has exactly this p, and how both are printed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtri, fdtri, ndtri, stdtrit

from reproduce.sentences.truth import Kind, Number, Printed, Test, p_of, rounded

KINDS: tuple[Kind, ...] = ("t", "F", "chi2", "r", "z", "Q", "b")
SHARES = (0.3, 0.25, 0.13, 0.12, 0.08, 0.05, 0.07)
LIMITS = (0.05, 0.01, 0.001)


@dataclass(frozen=True)
class Drawn:
    """A test, the statistic and the p before they were rounded, and how many people it is about."""

    test: Test
    statistic: float
    p: float
    n: int
    df_decimals: int


def draw(rng: np.random.Generator, kind: Kind, tails: int = 2) -> Drawn:
    """Draw one test that is printed right."""
    df, df_decimals = _df(rng, kind)
    p = _p(rng) / (2 if tails == 1 else 1)  # a one-sided p above .5 would be that of an effect the other way
    size = _statistic(kind, df, p, tails)
    sign = -1.0 if kind in {"t", "r", "z", "b"} and rng.random() < 0.35 else 1.0
    n = _people(rng, kind, df)
    if kind == "b":
        spread = float(rng.uniform(0.02, 0.4))
        value, se = rounded(sign * size * spread, 3), rounded(spread, 3)
    else:
        value, se = rounded(sign * size, _decimals(rng, kind)), None
    test = Test(kind, df, value, print_p(rng, p), tails=1 if tails == 1 else 2, se=se, df_decimals=df_decimals)
    return Drawn(test, sign * size, p, n, df_decimals)


def print_p(rng: np.random.Generator, p: float) -> Printed:
    """Print a p as papers do: with its decimals, as the largest limit below which it lies, or as not significant."""
    way = rng.random()
    if p >= 0.05 and way < 0.25:
        return Printed(">", Number(0.05, 2), ns=way < 0.12)
    if p < 0.05 and way < 0.3:
        fitting = [limit for limit in LIMITS if p < limit]
        limit = fitting[-1] if way < 0.25 else fitting[0]
        return Printed("<", Number(limit, 3 if limit < 0.01 else 2))
    if p < 0.0005:  # as a program prints it, or as one should
        return Printed("=", Number(0.0, 3)) if way < 0.5 else Printed("<", Number(0.001, 3))
    return Printed("=", rounded(p, 3 if way < 0.8 or p < 0.01 else 2))


def _p(rng: np.random.Generator) -> float:
    way = rng.random()
    if way < 0.45:
        return float(rng.uniform(0.001, 0.05))
    if way < 0.8:
        return float(rng.uniform(0.05, 0.9))
    return float(10 ** rng.uniform(-7, -3))


def _df(rng: np.random.Generator, kind: Kind) -> tuple[tuple[float, ...], int]:
    """Give degrees of freedom and their decimals: some tests correct them to numbers that are not whole."""
    if kind == "t":
        decimals = int(rng.choice([0, 0, 0, 0, 1, 2]))
        return (round(float(rng.uniform(8, 400)), decimals),), decimals
    if kind == "F":
        first, second = float(rng.integers(1, 7)), float(rng.integers(10, 400))
        if rng.random() < 0.15:
            decimals = int(rng.integers(1, 3))
            return (round(first * 0.8 + 0.3, decimals), round(second * 0.83, decimals)), decimals
        return (first, second), 0
    low, high = {"chi2": (1, 13), "r": (15, 400), "Q": (3, 41)}.get(kind, (0, 0))
    return ((float(rng.integers(low, high)),) if high else ()), 0


def _statistic(kind: Kind, df: tuple[float, ...], p: float, tails: int) -> float:
    if kind == "F":
        return float(fdtri(df[0], df[1], 1 - p))
    if kind in {"chi2", "Q"}:
        return float(chdtri(df[0], p))
    if kind in {"z", "b"}:
        return abs(float(ndtri(p / tails)))
    size = abs(float(stdtrit(df[0], p / tails)))
    return size / math.sqrt(df[0] + size**2) if kind == "r" else size


def _decimals(rng: np.random.Generator, kind: Kind) -> int:
    return int(rng.choice([2, 2, 2, 3])) if kind == "r" else int(rng.choice([2, 2, 2, 2, 2, 2, 1, 3]))


def _people(rng: np.random.Generator, kind: Kind, df: tuple[float, ...]) -> int:
    return int(df[0]) + 2 if kind == "r" else int(rng.integers(120, 2400))


def holds(drawn: Drawn) -> bool:
    """Say whether the drawn p is what the statistic gives, before either was rounded."""
    again = p_of(drawn.test.kind, drawn.test.df, drawn.statistic, drawn.test.tails)
    return math.isclose(again, drawn.p, rel_tol=1e-6)
