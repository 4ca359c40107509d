"""Effect sizes from test statistics: each a formula of numbers that were rounded and of counts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evaluatie.effects.standardised import hedges_factor

Numbers = Mapping[str, float]


@dataclass(frozen=True)
class Formula:
    """One way in which an effect size follows from other numbers.

    Attributes
    ----------
    needs : tuple of str
        Names of the numbers.
    compute : callable
        Gives the effect size from them; goes up or down in each of them throughout, so that corners bound it.
    words : str
        The formula, as it is shown.
    signed : bool
        Whether the effect has the sign of its parts; else sizes are compared without sign.
    """

    needs: tuple[str, ...]
    compute: Callable[[Numbers], float]
    words: str
    signed: bool = False


def _two(at: Numbers) -> float:
    return at["t"] * math.sqrt(1 / at["n1"] + 1 / at["n2"])


def _pooled(at: Numbers) -> float:
    within = (at["n1"] - 1) * at["sd1"] ** 2 + (at["n2"] - 1) * at["sd2"] ** 2
    return (at["mean1"] - at["mean2"]) / math.sqrt(within / (at["n1"] + at["n2"] - 2))


def _explained(at: Numbers) -> float:
    return at["f"] * at["df1"] / (at["f"] * at["df1"] + at["df2"])


def _r(at: Numbers) -> float:
    return at["t"] / math.sqrt(at["t"] ** 2 + at["df"])


def _omega2(at: Numbers) -> float:
    return at["df1"] * (at["f"] - 1) / (at["df1"] * at["f"] + at["df2"] + 1)


def _epsilon2(at: Numbers) -> float:
    return at["df1"] * (at["f"] - 1) / (at["df1"] * at["f"] + at["df2"])


_D = (
    Formula(("t", "n1", "n2"), _two, "t · √(1/n₁ + 1/n₂)"),
    Formula(("mean1", "mean2", "sd1", "sd2", "n1", "n2"), _pooled, "(M₁ − M₂) / s, pooled"),
    Formula(("t", "df"), lambda at: 2 * at["t"] / math.sqrt(at["df"]), "2t / √df"),
)
_G = (
    Formula(("t", "n1", "n2"), lambda at: _two(at) * hedges_factor(at["n1"] + at["n2"] - 2), "J · t · √(1/n₁ + 1/n₂)"),
    Formula(
        ("t", "n1", "n2"),
        lambda at: _two(at) * (1 - 3 / (4 * (at["n1"] + at["n2"]) - 9)),
        "(1 − 3 / (4N − 9)) · t · √(1/n₁ + 1/n₂)",
    ),
    Formula(
        ("mean1", "mean2", "sd1", "sd2", "n1", "n2"),
        lambda at: _pooled(at) * hedges_factor(at["n1"] + at["n2"] - 2),
        "J · (M₁ − M₂) / s, pooled",
    ),
)
_ETA2 = (
    Formula(("f", "df1", "df2"), _explained, "F · df₁ / (F · df₁ + df₂)", signed=True),
    Formula(("t", "df"), lambda at: _r(at) ** 2, "t² / (t² + df)", signed=True),
)
_PAIRS = (Formula(("t", "n"), lambda at: at["t"] / math.sqrt(at["n"]), "t / √n"),)
#: by the name of the effect size: each way in which it may have been computed
FORMULAS: dict[str, tuple[Formula, ...]] = {
    "d": _D,
    "g": _G,
    "any_d": _D + _PAIRS,
    "d_z": _PAIRS,
    "g_z": (Formula(("t", "n"), lambda at: at["t"] / math.sqrt(at["n"]) * hedges_factor(at["n"] - 1), "J · t / √n"),),
    "d_rm": (
        Formula(
            ("t", "n", "r"),
            lambda at: at["t"] / math.sqrt(at["n"]) * math.sqrt(2 * max(1 - at["r"], 0)),
            "t / √n · √(2(1 − r))",
        ),
    ),
    "d_av": (
        Formula(
            ("mean1", "mean2", "sd1", "sd2"),
            lambda at: 2 * (at["mean1"] - at["mean2"]) / (at["sd1"] + at["sd2"]),
            "(M₁ − M₂) / ((s₁ + s₂) / 2)",
        ),
        Formula(
            ("mean1", "mean2", "sd1", "sd2"),
            lambda at: (at["mean1"] - at["mean2"]) / math.sqrt((at["sd1"] ** 2 + at["sd2"] ** 2) / 2),
            "(M₁ − M₂) / √((s₁² + s₂²) / 2)",
        ),
    ),
    "eta2": _ETA2,
    "partial_eta2": _ETA2,
    "omega2": (Formula(("f", "df1", "df2"), _omega2, "df₁(F − 1) / (df₁ · F + df₂ + 1)", signed=True),),
    "epsilon2": (Formula(("f", "df1", "df2"), _epsilon2, "df₁(F − 1) / (df₁ · F + df₂)", signed=True),),
    "r": (Formula(("t", "df"), _r, "t / √(t² + df)"),),
    "r2": _ETA2,
    "adjusted_r2": (Formula(("f", "df1", "df2"), _epsilon2, "1 − (1 − R²)(df₁ + df₂) / df₂", signed=True),),
    "f2": (
        Formula(("f", "df1", "df2"), lambda at: at["f"] * at["df1"] / at["df2"], "F · df₁ / df₂", signed=True),
        Formula(("r2",), lambda at: at["r2"] / (1 - at["r2"]), "R² / (1 − R²)", signed=True),
    ),
    "phi": (Formula(("chi2", "n"), lambda at: math.sqrt(max(at["chi2"], 0) / at["n"]), "√(χ² / n)"),),
    "cramers_v": (
        Formula(("chi2", "n", "k"), lambda at: math.sqrt(max(at["chi2"], 0) / (at["n"] * at["k"])), "√(χ² / (n · k))"),
    ),
}
