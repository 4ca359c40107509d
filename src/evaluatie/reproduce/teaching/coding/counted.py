"""A meta-analysis as Python: effects from counts in two groups, and evaluatie's synthesis of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evaluatie.reproduce.teaching.coding.formulas import as_typed

_COUNTS = ("events", "totals", "events_ref", "totals_ref")


def meta_analysis_lines(told: dict[str, Any]) -> Iterator[str]:
    """Go through the lines of a meta-analysis.

    Parameters
    ----------
    told : dict
        What the method gets.

    Yields
    ------
    str
    """
    yield "import numpy as np"
    yield ""
    yield "import evaluatie as ev"
    yield ""
    names = ("effects", "variances") if "effects" in told else _COUNTS
    yield from (f"{name} = np.array({as_typed(told[name])})" for name in names)
    if "effects" not in told:
        yield from _ratios(told.get("measure", "log_risk_ratio"))
    normal = told.get("interval") == "normal"
    named = ["effects", "variances", repr(told.get("model", "reml")), f"knapp_hartung={not normal}"]
    yield f"found = ev.synthesise({', '.join(named)})"


def _ratios(measure: str) -> Iterator[str]:
    if measure == "log_odds_ratio":
        yield "rest, rest_ref = totals - events, totals_ref - events_ref"
        yield "effects = np.log(events * rest_ref / (rest * events_ref))"
        yield "variances = 1 / events + 1 / rest + 1 / events_ref + 1 / rest_ref"
    else:
        yield "effects = np.log(events / totals) - np.log(events_ref / totals_ref)"
        yield "variances = 1 / events - 1 / totals + 1 / events_ref - 1 / totals_ref"
