"""What is true of a printed test: which p-values its statistic allows, and what that says of the p that was printed.

Written without a look at the parser that it judges. A printed statistic stands for every number that rounds to it; the
p-values of the two ends of that interval bound what may be printed. A test is called wrong only where no number of the
interval gives the printed p, and its verdict only where the whole interval lies on one side of .05.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import Literal

from scipy.special import chdtrc, fdtrc, ndtr, stdtr

Kind = Literal["t", "F", "chi2", "r", "z", "Q", "b"]
Verdict = Literal["consistent", "inconsistent", "decision error"]
ALPHA = 0.05
#: who is nearer than this share of a limit, or of half the last decimal, to being right is not called wrong
EDGE, EDGE_OF_HALF = 0.01, 0.05
#: the fewest degrees of freedom that a coefficient's test may have had, where only its standard error is printed
FEWEST = 1.0


@dataclass(frozen=True)
class Number:
    """A number with the decimals that it was printed with."""

    value: float
    decimals: int

    @property
    def half(self) -> float:
        """Half of the last decimal's worth."""
        return 0.5 * 10.0**-self.decimals

    @property
    def ends(self) -> tuple[float, float]:
        """The ends of what rounds to it."""
        return self.value - self.half, self.value + self.half


def rounded(value: float, decimals: int) -> Number:
    """Round as papers do: half away from zero."""
    unit = 10.0**decimals
    return Number(math.copysign(math.floor(abs(value) * unit + 0.5) / unit, value), decimals)


@dataclass(frozen=True)
class Printed:
    """A printed p: a relation and a number; ``ns`` is larger than .05."""

    relation: Literal["=", "<", ">"]
    number: Number
    ns: bool = False


@dataclass(frozen=True)
class Test:
    """A test as printed; ``se`` stands beside a coefficient only, ``tails`` says what the sentence says.

    Degrees of freedom that are printed with decimals were rounded to them.
    """

    __test__ = False
    kind: Kind
    df: tuple[float, ...]
    value: Number
    p: Printed
    tails: Literal[1, 2] = 2
    se: Number | None = None
    df_decimals: int = 0


def p_of(kind: Kind, df: tuple[float, ...], value: float, tails: int = 2) -> float:
    """Give the p-value: the upper tail of F, chi-square and Q, both tails of t, r, z and b unless one is asked for."""
    if kind == "F":
        return float(fdtrc(df[0], df[1], value))
    if kind in {"chi2", "Q"}:
        return float(chdtrc(df[0], value))
    size = abs(value)
    if kind in {"z", "b"}:
        return tails * float(ndtr(-size))
    if kind == "r":
        size = size * math.sqrt(df[0] / (1 - size**2)) if size < 1 else math.inf
    return tails * float(stdtr(df[0], -size))


def p_range(test: Test) -> tuple[float, float]:
    """Give the least and the largest p that the printed statistic allows."""
    sizes = _sizes(test)
    one = [p_of(test.kind, df, size, test.tails) for size in sizes for df in _dfs(test)]
    if test.kind == "b":  # its degrees of freedom are not printed: from few to infinitely many
        one += [p_of("t", (FEWEST,), size, test.tails) for size in sizes]
    return min(one), max(one)


def _dfs(test: Test) -> list[tuple[float, ...]]:
    """Give the corners of the degrees of freedom that round to the printed ones."""
    half = 0.5 * 10.0**-test.df_decimals if test.df_decimals else 0.0
    return list(product(*((one - half, one + half) for one in test.df)))


def _sizes(test: Test) -> tuple[float, float]:
    low, high = test.value.ends
    if test.se is not None:
        small, large = (abs(test.value.value) - test.value.half, abs(test.value.value) + test.value.half)
        return max(small, 0.0) / test.se.ends[1], large / test.se.ends[0] if test.se.ends[0] > 0 else math.inf
    if low < 0 < high:
        return 0.0, max(-low, high)
    return min(abs(low), abs(high)), max(abs(low), abs(high))


def attainable(test: Test, *, nearly: bool = False) -> bool:
    """Say whether a statistic that rounds to the printed one gives the printed p, or ``nearly`` does.

    A one-sided p is that of either direction: the sentence does not tell which was predicted.
    """
    low, high = p_range(test)
    if _gives(test.p, low, high, nearly=nearly):
        return True
    return test.tails == 1 and test.p.relation == "=" and _gives(test.p, 1 - high, 1 - low, nearly=nearly)


def _gives(printed: Printed, low: float, high: float, *, nearly: bool) -> bool:
    limit, edge = printed.number.value, EDGE if nearly else 0.0
    if printed.relation == "<":
        return low < limit * (1 + edge)
    if printed.relation == ">":
        return high > limit * (1 - edge)
    more = printed.number.half * ((1 + EDGE_OF_HALF) if nearly else 1 + 1e-9)
    return low <= limit + more and high >= limit - more


def verdict(test: Test) -> Verdict | None:
    """Give the verdict, or None where defensible rules of rounding or of deciding would differ."""
    if attainable(test):
        return "consistent"
    low, high = p_range(test)
    said = significant(test.p)
    if said is None or attainable(test, nearly=True):
        return None
    if low < ALPHA * (1 + EDGE) and high > ALPHA * (1 - EDGE):
        return None
    return "inconsistent" if said == (high < ALPHA) else "decision error"


def significant(p: Printed) -> bool | None:
    """Say whether the printed p claims significance at .05; None where it does not say."""
    least, most = p.number.ends
    if p.relation == "=":
        return True if most < ALPHA else False if least > ALPHA else None
    if p.relation == "<":
        return True if p.number.value <= ALPHA else None
    return False if p.number.value >= ALPHA else None
