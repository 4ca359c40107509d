"""What must hold between indices whatever the data: bounds, and which index is never above which other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from evaluatie.reproduce.checks.check import Check, Verdict
from evaluatie.reproduce.checks.fit.printed_fit import LABELS, PrintedFit, Range
from evaluatie.reproduce.checks.fit.table import SCALED, row
from evaluatie.reproduce.checks.rounding import overlap
from evaluatie.shipped import shipped

BOUNDS = "Bounds that follow from the formula of the index"
ORDER = (
    "With model χ² and df, baseline χ²ᵦ ≥ χ² and dfᵦ ≥ df, χ²ᵦ > dfᵦ: 1 − TLI = (1 − CFI) · dfᵦ / df where "
    "0 < CFI < 1, and likewise for the others (derived in docs/methods.md; formulas in Bentler 1990, Bollen 1989)"
)


def bound_checks(fit: PrintedFit) -> Iterator[Check]:
    """Check each index against the least and the most that it can be.

    Parameters
    ----------
    fit : PrintedFit
        What was printed.

    Yields
    ------
    Check
        ``cfi_range`` and so on, one per printed index.
    """
    for name, (low, high) in _facts()["bounds"].items():
        where = fit.range_of(name)
        if where is not None:
            ends = (None if low is None else float(low), None if high is None else float(high))
            least, most = float("-inf") if low is None else low, float("inf") if high is None else high
            verdict: Verdict = "consistent" if overlap(where, (least, most)) else "impossible"
            words: dict[str, Any] = {"low": "−∞" if low is None else low, "high": "∞" if high is None else high}
            made = row(
                fit, "range", fit.told(name), verdict, BOUNDS, ends, words={"label": LABELS.get(name, name), **words}
            )
            yield replace(made, name=f"{name}_range")


def order_checks(fit: PrintedFit) -> Iterator[Check]:
    """Check that no index lies above one that it cannot exceed.

    Parameters
    ----------
    fit : PrintedFit
        What was printed.

    Yields
    ------
    Check
        ``tli_at_most_cfi`` and so on, one per printed pair.
    """
    for fact in _facts()["order"]:
        small, large = fit.range_of(fact["small"]), fit.range_of(fact["large"])
        if small is None or large is None:
            continue
        verdict = _ordered(fit, fact, small, large)
        words = {"small": LABELS[fact["small"]], "large": LABELS[fact["large"]]}
        plain = ("wlsmv",) if fact.get("scaled") else SCALED
        asked = fit.told(fact["small"], fact["large"])
        made = row(fit, "order", asked, verdict, ORDER, (None, None), plain=plain, words=words)
        yield replace(made, name=f"{fact['small']}_at_most_{fact['large']}")


def sign_check(fit: PrintedFit) -> Iterator[Check]:
    """Check that all indices say the same of whether chi2 is above its df.

    Parameters
    ----------
    fit : PrintedFit
        What was printed.

    Yields
    ------
    Check
        ``same_sign``, where two numbers tell the sign.
    """
    above, below = _signs(fit)
    if len(above) + len(below) < 2:
        return
    verdict: Verdict = "impossible" if above and below else "consistent"
    words = {"above": ", ".join(LABELS[each] for each in above), "below": ", ".join(LABELS[each] for each in below)}
    method = "RMSEA > 0, CFI < 1, TLI < 1 and IFI < 1 all mean χ² > df (Bentler 1990)"
    yield row(fit, "same_sign", fit.told(*above, *below, "df"), verdict, method, plain=SCALED, words=words)


def _signs(fit: PrintedFit) -> tuple[list[str], list[str]]:
    """Name the numbers that say that chi2 is above its df, and those that say that it is below."""
    found = {name: fit.range_of(name) for name in ("chi2", "ratio", "rmsea", "cfi", "tli", "ifi")}
    known = {name: where for name, where in found.items() if where is not None}
    turning = {"chi2": fit.df, "ratio": 1.0, "rmsea": 0.0, "cfi": 1.0, "tli": 1.0, "ifi": 1.0}
    above, below = [], []
    for name, (low, high) in known.items():
        turn = turning[name]
        if turn is None or (name == "cfi" and low <= 0):
            continue
        over, under = (low > turn, high < turn) if name in ("chi2", "ratio", "rmsea") else (high < turn, low > turn)
        above += [name] * over
        below += [name] * under
    return above, below


def _ordered(fit: PrintedFit, fact: dict[str, Any], small: Range, large: Range) -> Verdict:
    for name, (low, high) in fact.get("where", {}).items():
        where = fit.range_of(name)
        if where is None or where[0] <= low:
            return "cannot be checked"
        if high is not None and where[1] >= high:
            return "uninformative"
    touching = 1e-12 if not fact.get("strict") or small[0] <= 0 else -1e-12
    return "impossible" if small[0] > large[1] + touching else "consistent"


def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = shipped(__file__, "relations.yml")
    return facts
