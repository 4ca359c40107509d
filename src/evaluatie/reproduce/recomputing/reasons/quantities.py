"""Slips of the pen between numbers of one analysis: another column, another row, another convention of the same."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from scipy import special

from evaluatie.effects.t_interval import two_sided_p
from evaluatie.reproduce.finding.model import Quantity
from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.recomputing.methods import Quantities
from evaluatie.reproduce.recomputing.reasons.candidate import Candidate, taken, worked_out

_PAIRS = {("b", "beta"): "beta_for_b", ("beta", "b"): "b_for_beta", ("se", "beta_se"): "beta_for_b",
          ("beta_se", "se"): "b_for_beta", ("se", "beta_se_naive"): "beta_for_b",
          ("beta_se", "beta_se_naive"): "naive_se", ("r2", "adjusted_r2"): "adjusted",
          ("adjusted_r2", "r2"): "not_adjusted", ("r2_change", "adjusted_r2_change"): "adjusted",
          ("item_rest", "item_total"): "item_total"}  # fmt: skip


def paired_columns(wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Take a quantity of the same term that is easily taken for this one, such as b for beta.

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
    for (figure, name), code in _PAIRS.items():
        if figure == wanted.quantity and not math.isnan(taken_from(of_analysis(wanted, bench), name, wanted.term)):
            yield taken(code, wanted.model_copy(update={"quantity": name}), bench, names=name)


def other_columns(wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Take any other quantity of the same term that is of its kind.

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
    found = of_analysis(wanted, bench)
    for name, held in found.items():
        if name == wanted.quantity or (wanted.quantity, name) in _PAIRS or not _alike(name, wanted.quantity):
            continue
        # what has no term, such as a whole effect, may stand for that of any
        terms = list(held) if isinstance(held, dict) and wanted.term is None else [wanted.term]
        for term in terms:
            if not math.isnan(taken_from(found, name, term)):
                other = wanted.model_copy(update={"quantity": name, "term": term})
                yield taken("other_quantity", other, bench, names=name if term == wanted.term else f"{name} ({term})")


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
    terms = of_analysis(wanted, bench).get(wanted.quantity)
    for term in terms if isinstance(terms, dict) else ():
        if term != wanted.term:
            yield taken("other_term", wanted.model_copy(update={"term": term}), bench, names=term)


def conventions(wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Make t from rounded b and se, or p from the normal distribution.

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
    found = of_analysis(wanted, bench)
    if math.isnan(taken_from(found, "b", wanted.term)) or math.isnan(taken_from(found, "se", wanted.term)):
        return
    if wanted.quantity in ("t", "p"):
        for digits in (3, 2):
            yield worked_out("rounded_between", wanted, bench, _from_rounded(wanted, digits), names=str(digits))
    if wanted.quantity == "p":
        yield worked_out("normal_p", wanted, bench, lambda held: float(2 * special.ndtr(-abs(_ratio(held, wanted)))))


def _from_rounded(wanted: Quantity, digits: int) -> Callable[[Quantities], float]:
    def at(held: Quantities) -> float:
        t = _ratio(held, wanted, digits)
        return t if wanted.quantity == "t" else two_sided_p(t, taken_from(held, "df_residual", None))

    return at


def _ratio(held: Quantities, wanted: Quantity, digits: int | None = None) -> float:
    b, se = (taken_from(held, name, wanted.term) for name in ("b", "se"))
    return b / se if digits is None else round(b, digits) / round(se, digits)


def of_analysis(wanted: Quantity, bench: Bench) -> Quantities:
    """Give what the analysis gives: from the inputs as printed, or within rounding where those allow no answer.

    Parameters
    ----------
    wanted : Quantity
        Whose analysis.
    bench : Bench
        The finding.

    Returns
    -------
    dict
        Empty where it has no answer anywhere.
    """
    landscape = bench.landscape([wanted.analysis])
    found = landscape.all_at(landscape.box.nominal).get(wanted.analysis)
    if found is None:
        found = landscape.all_at(bench.range_of(wanted).at_low).get(wanted.analysis)
    return found or {}


def taken_from(found: Quantities, name: str, term: str | None) -> float:
    """Take a number out of what an analysis gives.

    Parameters
    ----------
    found : dict
        By quantity.
    name : str
        Which quantity.
    term : str or None
        Of which term, where it has terms.

    Returns
    -------
    float
        NaN where there is no such number.
    """
    value = found.get(name, math.nan)
    return value.get(term or "", math.nan) if isinstance(value, dict) else value


def _alike(name: str, wanted: str) -> bool:
    """Tell numbers that could stand in each other's place: a p value is not mistaken for an interval's limit."""
    kinds = (
        ("b", "beta", "r", "t", "partial", "semipartial", "estimate", "std", "std_lv", "c", "c_prime", "a", "ab"),
        ("se", "beta_se", "beta_se_naive"), ("ci_low", "ci_high"),
        ("r2", "adjusted_r2", "r2_change"), ("f", "f_change"),
        ("chi2", "scaled_chi2"), ("cfi", "tli", "nfi", "ifi", "scaled_cfi", "scaled_tli", "cfi_robust", "tli_robust"),
        ("rmsea", "scaled_rmsea", "rmsea_robust", "srmr"), ("alpha", "alpha_standardised", "omega_total"),
        ("icc1", "icc2"), ("icc", "icc2", "icc2_mean"), ("d", "g", "d_z", "d_av"), ("ratio", "odds_ratio"),
    )  # fmt: skip
    return any(name in kind and wanted in kind for kind in kinds)
