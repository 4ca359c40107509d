"""A claim holds, holds somewhere within rounding, or nowhere; all of its conditions at once."""

from __future__ import annotations

import pytest

from evaluatie.reproduce.recomputing import Judged, recompute
from made_findings import finding_of, of


def claimed(*needs: tuple[str, str], **values: str) -> Judged:
    """Judge a claim of (expression, condition) pairs over rounded values."""
    analyses = {f"f{at}": {"method": "formula", "expression": expression} for at, (expression, _) in enumerate(needs)}
    conditions = [of(f"f{at}", "value") | {"holds": holds} for at, (_, holds) in enumerate(needs)]
    figures = [("one", "1", of("f0", "value"))]
    return recompute(finding_of(analyses=analyses, figures=figures, values=values, claims=[("c", conditions)]))["c"]


@pytest.mark.parametrize(
    ("needs", "verdict"),
    [
        ([("a", "> 0.49")], "follows"),
        ([("a", "> 0.52")], "follows within rounding"),
        ([("a", "> 0.55")], "does not follow"),  # the limit itself is not above
        ([("a", ">= 0.55")], "follows within rounding"),
        ([("a", "0.5")], "follows"),
        ([("a", "> 0.49"), ("b", "> 0.29")], "follows"),
        ([("a", "> 0.52"), ("b", "> 0.32")], "follows within rounding"),
        ([("a", "> 0.52"), ("b", "> 0.36")], "does not follow"),
        ([("a", "> 0.52"), ("a", "< 0.48")], "does not follow"),  # each somewhere, but never both
        ([("a + b", "> 0.88"), ("a - b", "> 0.28")], "does not follow"),  # a > .58
        ([("a + b", "> 0.84"), ("a - b", "> 0.22")], "follows within rounding"),  # a > .53
        ([("a * b", "> 0.18"), ("a - b", "< 0.18")], "follows within rounding"),
        ([("log(a - 2)", "> 0")], "cannot be recomputed"),
    ],
)
def test_the_verdict_on_a_claim(needs: list[tuple[str, str]], verdict: str) -> None:
    assert claimed(*needs, a="0.5", b="0.3").verdict == verdict


def test_conditions_that_only_fail_together_say_so() -> None:
    one = claimed(("a", "> 0.52"), ("a", "< 0.48"), a="0.5")
    assert [reason.code for reason in one.reasons] == ["not_together"]


def test_the_condition_that_decides_is_shown() -> None:
    one = claimed(("a", "> 0.1"), ("b", "> 0.6"), a="0.5", b="0.3")
    assert (one.printed.text, one.value) == ("> 0.6", 0.3)
