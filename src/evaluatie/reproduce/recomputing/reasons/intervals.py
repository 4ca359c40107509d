"""Intervals made otherwise: with 1.96 in the place of t, or of another level of confidence."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from scipy import optimize, special

from evaluatie.reproduce.finding.model import Quantity
from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.recomputing.methods import Quantities
from evaluatie.reproduce.recomputing.reasons.candidate import Candidate, worked_out
from evaluatie.reproduce.recomputing.reasons.quantities import taken_from
from evaluatie.scales.alpha import feldt_interval

_SIDES = {"low": -1.0, "high": 1.0}
#: what an interval without a name of its own is of, by which of them an analysis gives
_ESTIMATES = ("b", "difference", "mean_change", "estimate", "value", "r")
_NORMAL = float(special.ndtri(0.975))
_LEVELS = (90, 99)
#: multipliers below it are those of the normal distribution
_SLACK = 1e-6
_MOST_DF = 1e7


def other_intervals(wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Make the interval of a figure that is a limit with the normal quantile, or of 90 or 99%.

    Which multiplier the 95% interval has follows from its width and the standard error. Where there is no standard
    error it is the normal one, on the scale on which the interval is symmetric: Fisher's z of a correlation, the
    logarithm of a ratio. The interval of alpha is Feldt's.

    Parameters
    ----------
    wanted : Quantity
        What the figure should be.
    bench : Bench
        The finding.

    Yields
    ------
    Candidate
    """
    name, _, side = wanted.quantity.rpartition("_")
    if side not in _SIDES or not (name.endswith("ci") or name in ("ratio", "alpha")):
        return
    if name != "alpha":
        yield worked_out("normal_interval", wanted, bench, _limit(wanted, lambda _: _NORMAL))
    for level in _LEVELS:
        limit = _of_alpha(side, level) if name == "alpha" else _limit(wanted, _multiplier(level))
        yield worked_out("other_level", wanted, bench, limit, names=f"{level}%")


def _multiplier(level: int) -> Callable[[float], float]:
    """Give the multiplier of another level from that of 95%, through the degrees of freedom that this has."""
    upto = (1 + level / 100) / 2

    def at(multiplier: float) -> float:
        if multiplier <= _NORMAL + _SLACK:
            return float(special.ndtri(upto))
        ends = (0.0, math.log(_MOST_DF))
        df = math.exp(optimize.brentq(lambda x: special.stdtrit(math.exp(x), 0.975) - multiplier, *ends))
        return float(special.stdtrit(df, upto))

    return at


def _limit(wanted: Quantity, other: Callable[[float], float]) -> Callable[[Quantities], float]:
    name, _, side = wanted.quantity.rpartition("_")

    def at(found: Quantities) -> float:
        there, back = _scale(name, found)
        low, high = there(np.array([taken_from(found, f"{name}_{end}", wanted.term) for end in _SIDES]))
        se = taken_from(found, name.removesuffix("ci") + "se", wanted.term)
        middle = taken_from(found, _estimate(name, found), wanted.term) if math.isfinite(se) else (low + high) / 2
        # a simulated interval is not symmetric: beside it stands the one with the normal multiplier
        fair = math.isfinite(se) and math.isclose((low + high) / 2, middle, abs_tol=1e-9)
        multiplier = (high - low) / 2 / se if fair else _NORMAL
        half = se if math.isfinite(se) else (high - low) / 2 / _NORMAL
        return float(back(middle + _SIDES[side] * other(multiplier) * half))

    return at


def _scale(name: str, found: Quantities) -> tuple[np.ufunc, np.ufunc]:
    """Give the way to the scale on which an interval is symmetric, and back."""
    if name == "ratio":
        return np.log, np.exp
    return (np.arctanh, np.tanh) if name == "ci" and "r" in found and "se" not in found else (np.positive, np.positive)


def _estimate(name: str, found: Quantities) -> str:
    """Name what the interval is of: ``a_ci_low`` is a limit of ``a``."""
    own = name.removesuffix("ci").rstrip("_")
    return own or next((known for known in _ESTIMATES if known in found), "")


def _of_alpha(side: str, level: int) -> Callable[[Quantities], float]:
    def at(found: Quantities) -> float:
        alpha, n, k = (taken_from(found, name, None) for name in ("alpha", "n", "k"))
        return float(feldt_interval(alpha, int(n), int(k), level / 100)[0 if side == "low" else 1])

    return at
