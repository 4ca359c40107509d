"""A range that holds half or more of what could be printed tells nothing: beside counts of what could be printed."""

from __future__ import annotations

import numpy as np
import pytest

from evaluatie.reproduce.finding import Printed
from evaluatie.reproduce.finding.model import Quantity
from evaluatie.reproduce.recomputing import Judged, recompute
from evaluatie.reproduce.recomputing.rounding import Attained
from evaluatie.reproduce.recomputing.telling import bounds_of, tells_nothing
from made_findings import finding_of, of


def share_of_fits(text: str, low: float, high: float, bounds: tuple[float, float]) -> float:
    """Count which share of all numbers with as many decimals between the bounds lies in the range."""
    unit = 10.0 ** -Printed(text).decimals
    numbers = np.arange(round(bounds[0] / unit), round(bounds[1] / unit) + 1) * unit
    return float(((numbers >= low) & (numbers <= high)).mean())


@pytest.mark.parametrize(
    ("text", "low", "high", "bounds", "quantity"),
    [
        (".031", 0.001, 0.62, (0, 1), "p"), (".031", 0.001, 0.42, (0, 1), "p"), ("2.31", 1.1, 7.3, (0, 10), "f"),
        ("2.31", 1.1, 4.3, (0, 10), "f"), ("28.7", 5.0, 60.0, (0, 100), "t"), ("28.7", -20.0, 60.0, (-100, 100), "t"),
        ("-2.31", -9.1, 5.2, (-10, 10), "t"), (".02", -0.05, 0.05, (-1, 1), "beta"), (".31", -0.6, 0.7, (-1, 1), "r"),
        ("27", 1, 88, (0, 100), "percent"), ("27", 20, 35, (0, 100), "percent"),
    ],
)  # fmt: skip
def test_a_range_tells_nothing_where_half_of_the_printable_numbers_fits(
    text: str, low: float, high: float, bounds: tuple[float, float], quantity: str
) -> None:
    found = Attained((low + high) / 2, low, high, np.empty(0), np.empty(0))
    wide = tells_nothing(found, Printed(text), bounds_of(Quantity(analysis="a", quantity=quantity)))
    assert wide == (share_of_fits(text, low, high, bounds) >= 0.5)


def of_formula(expression: str, text: str, **values: str) -> Judged:
    analyses = {"f": {"method": "formula", "expression": expression}}
    return recompute(finding_of(analyses=analyses, figures=[("one", text, of("f", "value"))], values=values))["one"]


@pytest.mark.parametrize(
    ("expression", "text", "verdict"),
    [
        ("p_of_z(3 * a - 2)", ".31", "cannot be recomputed"),  # z from -.5 to 2.5: p from .01 to 1
        ("p_of_z(3 * a - 2)", "< .05", "cannot be recomputed"),
        ("p_of_z(a)", ".30", "follows within rounding"),  # z from .5 to 1.5: p from .13 to .62
        ("p_of_z(4 + a)", "< .05", "follows"),  # wherever in the range
        ("p_of_z(a)", ".95", "does not follow"),  # beyond it
        ("a / b", "4.1", "cannot be recomputed"),
        ("a + b", "1.4", "follows within rounding"),
    ],
)
def test_the_verdict_says_so(expression: str, text: str, verdict: str) -> None:
    one = of_formula(expression, text, a="1", b="0.1")
    assert one.verdict == verdict
    assert ("too_wide" in [reason.code for reason in one.reasons]) == (verdict == "cannot be recomputed")


def test_the_limits_are_told() -> None:
    one = of_formula("p_of_z(3 * a - 2)", ".31", a="1", b="0.1")
    assert (one.reasons[0].told["low"], one.reasons[0].told["high"]) == ("0.01", "1.00")
