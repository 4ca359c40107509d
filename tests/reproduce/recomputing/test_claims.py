"""A claim holds, holds somewhere within rounding, or nowhere; all of its conditions at once."""

from __future__ import annotations

import pytest

from evaluatie.reproduce.finding import Finding
from evaluatie.reproduce.recomputing import Judged, reading_of, recompute
from made_findings import finding_of, of


def claimed(*needs: tuple[str, str], **values: str) -> Judged:
    """Judge a claim of (expression, condition) pairs over rounded values."""
    return recompute(finding_with(*needs, **values))["c"]


def finding_with(*needs: tuple[str, str], **values: str) -> Finding:
    analyses = {f"f{at}": {"method": "formula", "expression": expression} for at, (expression, _) in enumerate(needs)}
    conditions = [of(f"f{at}", "value") | {"holds": holds} for at, (_, holds) in enumerate(needs)]
    figures = [("one", "1", of("f0", "value"))]
    return finding_of(analyses=analyses, figures=figures, values=values, claims=[("c", conditions)])


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


def test_all_that_a_claim_needs_is_told_and_which_of_it_fails() -> None:
    needs = [("a", "> 0.1"), ("b", "> 0.6"), ("a + b", "< 0.9")]
    one = claimed(*needs, a="0.5", b="0.3")
    assert [(met.need.holds.text, met.verdict) for met in one.conditions] == [
        ("> 0.1", "follows"), ("> 0.6", "does not follow"), ("< 0.9", "follows"),
    ]  # fmt: skip
    made = recompute(finding_with(*needs, a="0.5", b="0.3"))
    assert (
        "needed was f0 > 0.1, recomputed 0.5; f1 > 0.6, recomputed 0.3 (does not follow); f2 < 0.9, recomputed 0.8."
        in reading_of(made, "en").sentences[-1]
    )
    assert "f1 > 0,6, nagerekend 0,3 (volgt niet)" in reading_of(made, "nl").sentences[-1]


def test_a_division_by_zero_is_told_in_words_of_both_languages() -> None:
    made = recompute(finding_with(("1 / (a - a)", "> 0"), a="0.5"))
    assert "er wordt door nul gedeeld" in reading_of(made, "nl").sentences[-1]
    assert "something is divided by zero" in reading_of(made, "en").sentences[-1]
