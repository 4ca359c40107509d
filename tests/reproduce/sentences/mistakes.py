"""The mistakes that people make when they print a test: each changes a right test into one that may be wrong."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from reproduce.sentences.truth import Number, Printed, Test, p_of, rounded

Mistake = Callable[[Test, float, np.random.Generator], Test | None]


def swapped_digits(test: Test, p: float, rng: np.random.Generator) -> Test | None:
    """Two digits of p change places: .031 becomes .013."""
    if test.p.relation != "=":
        return None
    digits = f"{test.p.number.value:.{test.p.number.decimals}f}"[2:]
    at = int(rng.integers(len(digits) - 1))
    other = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    return _printing(test, Number(float(f"0.{other}"), len(other)))


def another_digit(test: Test, p: float, rng: np.random.Generator) -> Test | None:
    """One digit of p is mistyped."""
    if test.p.relation != "=":
        return None
    digits = list(f"{test.p.number.value:.{test.p.number.decimals}f}"[2:])
    digits[int(rng.integers(len(digits)))] = str(int(rng.integers(10)))
    return _printing(test, Number(float("0." + "".join(digits)), len(digits)))


def shifted_point(test: Test, p: float, rng: np.random.Generator) -> Test | None:
    """The p has a zero too many: .03 becomes .003."""
    return _printing(test, rounded(p / 10, 3)) if p / 10 > 0.0006 else None


def of_other_df(test: Test, p: float, rng: np.random.Generator) -> Test | None:
    """The p comes from a line of output with other degrees of freedom."""
    if test.kind not in {"t", "F", "chi2", "Q"}:
        return None
    wrong = (*test.df[:-1], max(1.0, float(round(test.df[-1] * rng.choice([0.1, 0.2, 0.5, 2.0, 3.0])))))
    return _printing(test, rounded(p_of(test.kind, wrong, test.value.value), test.p.number.decimals or 3))


def mistyped_df(test: Test, p: float, rng: np.random.Generator) -> Test | None:
    """A digit of the degrees of freedom was dropped or doubled."""
    if test.kind not in {"t", "F", "chi2", "Q"} or test.df[-1] != int(test.df[-1]):
        return None
    digits = str(int(test.df[-1]))
    wrong = digits[:-1] if len(digits) > 1 and rng.random() < 0.5 else digits + digits[-1]
    return replace(test, df=(*test.df[:-1], float(wrong))) if int(wrong) > 0 else None


def one_tail(test: Test, p: float, rng: np.random.Generator) -> Test | None:
    """The p is one-sided and nobody says so."""
    if test.kind not in {"t", "r", "z", "b"} or test.tails == 1:
        return None
    return _printing(test, rounded(p / 2, 3))


def wrong_side(test: Test, p: float, rng: np.random.Generator) -> Test | None:
    """The p is that of the other tail."""
    return _printing(test, rounded(1 - p, 3)) if test.kind in {"t", "z", "F", "chi2"} else None


def too_low_a_limit(test: Test, p: float, rng: np.random.Generator) -> Test | None:
    """A smaller limit is claimed than the p allows: ``p < .05`` where it is .07."""
    limits = [limit for limit in (0.001, 0.01, 0.05) if limit < p < 5 * limit]
    return _limiting(test, "<", limits[-1]) if limits else None


def called_nothing(test: Test, p: float, rng: np.random.Generator) -> Test | None:
    """A significant result is called not significant."""
    if p >= 0.05:
        return None
    return replace(test, p=Printed(">", Number(0.05, 2), ns=bool(rng.random() < 0.5)))


def shifted_statistic(test: Test, p: float, rng: np.random.Generator) -> Test | None:
    """The statistic's point has moved: 12.03 becomes 1.203."""
    if test.kind not in {"t", "F", "chi2", "z", "Q"} or abs(test.value.value) < 2:
        return None
    decimals = test.value.decimals + 1
    return replace(test, value=Number(round(test.value.value / 10, decimals), decimals))


def _printing(test: Test, number: Number) -> Test | None:
    small = number.value < 0.5 * 10.0**-number.decimals or number.value >= 1 or math.isnan(number.value)
    return None if small else replace(test, p=Printed("=", number))


def _limiting(test: Test, relation: str, limit: float) -> Test:
    number = Number(limit, 3 if limit < 0.01 else 2)
    return replace(test, p=Printed(relation, number))  # type: ignore[arg-type]


MISTAKES: dict[str, Mistake] = {
    mistake.__name__: mistake
    for mistake in (
        swapped_digits, another_digit, shifted_point, of_other_df, mistyped_df, one_tail, wrong_side,
        too_low_a_limit, called_nothing, shifted_statistic,
    )
}  # fmt: skip


def truncated(test: Test, p: float) -> Test | None:
    """Cut the p off instead of rounding it."""
    decimals = 3 if p < 0.1 else 2
    cut = math.floor(p * 10**decimals) / 10**decimals
    return _printing(test, Number(cut, decimals))
