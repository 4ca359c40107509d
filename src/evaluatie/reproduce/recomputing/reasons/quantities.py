"""Slips of the pen between numbers of one analysis: another column, another row, another convention of the same."""

from __future__ import annotations

import math
from collections.abc import Iterator

from scipy import special

from evaluatie.effects.t_interval import two_sided_p
from evaluatie.reproduce.finding.model import Quantity
from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.recomputing.methods import Quantities
from evaluatie.reproduce.recomputing.reasons.candidate import Candidate

_PAIRS = {("b", "beta"): "beta_for_b", ("beta", "b"): "b_for_beta", ("se", "beta_se"): "beta_for_b",
          ("beta_se", "se"): "b_for_beta"}  # fmt: skip
#: quantiles of the normal distribution for intervals of 95, 90 and 99%
_NORMAL = {"95": 1.959963984540054, "90": 1.6448536269514722, "99": 2.5758293035489004}
_LEVELS = {"90": 0.95, "99": 0.995}


def other_columns(wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Take another quantity of the same term: first b for beta, then any.

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
    found = _of(wanted, bench)
    mates = [name for name in found if name != wanted.quantity and _alike(name, wanted.quantity)]
    for name in sorted(mates, key=lambda name: (wanted.quantity, name) not in _PAIRS):
        code = _PAIRS.get((wanted.quantity, name), "other_quantity")
        yield Candidate(code, _taken(found, name, wanted.term), {"names": name})


def other_rows(wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Take the same quantity of another term.

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
    terms = _of(wanted, bench).get(wanted.quantity)
    if isinstance(terms, dict):
        for term, value in terms.items():
            if term != wanted.term:
                yield Candidate("other_term", value, {"names": term})


def conventions(wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Make an interval with 1.96 in the place of t, or of another level; or t from rounded b and se.

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
    found = _of(wanted, bench)
    b, se, df = (_taken(found, name, wanted.term) for name in ("b", "se", "df_residual"))
    if math.isnan(b) or math.isnan(se):
        return
    if wanted.quantity in ("ci_low", "ci_high"):
        sign = -1 if wanted.quantity == "ci_low" else 1
        yield Candidate("normal_interval", b + sign * _NORMAL["95"] * se)
        for level, upto in _LEVELS.items():
            quantile = _NORMAL[level] if math.isnan(df) else float(special.stdtrit(df, upto))
            yield Candidate("other_level", b + sign * quantile * se, {"names": f"{level}%"})
    if wanted.quantity in ("t", "p"):
        for digits in (3, 2):
            rounded = round(se, digits)
            t = round(b, digits) / rounded if rounded else math.nan
            value = t if wanted.quantity == "t" else two_sided_p(t, df)
            yield Candidate("rounded_between", value, {"names": str(digits)})
    if wanted.quantity == "p":
        yield Candidate("normal_p", float(2 * special.ndtr(-abs(b / se))))


def _of(wanted: Quantity, bench: Bench) -> Quantities:
    landscape = bench.landscape([wanted.analysis])
    return landscape.all_at(landscape.box.nominal).get(wanted.analysis, {})


def _taken(found: Quantities, name: str, term: str | None) -> float:
    value = found.get(name, math.nan)
    return value.get(term or "", math.nan) if isinstance(value, dict) else value


def _alike(name: str, wanted: str) -> bool:
    """Tell numbers that could stand in each other's place: a p value is not mistaken for an interval's limit."""
    kinds = (
        ("b", "beta", "r", "t", "partial", "semipartial", "estimate", "std", "std_lv", "c", "c_prime", "a", "ab"),
        ("se", "beta_se", "beta_se_naive"), ("ci_low", "ci_high"), ("r2", "adjusted_r2"),
        ("chi2", "scaled_chi2"), ("cfi", "tli", "nfi", "ifi", "scaled_cfi", "scaled_tli", "cfi_robust", "tli_robust"),
        ("rmsea", "scaled_rmsea", "rmsea_robust", "srmr"), ("alpha", "alpha_standardised", "omega_total"),
        ("icc1", "icc2"), ("d", "g", "d_z", "d_av"), ("ratio", "odds_ratio"),
    )  # fmt: skip
    return any(name in kind and wanted in kind for kind in kinds)
