"""Whose p a p is: of the test before it, of the one behind it, of another number, or of none."""

from __future__ import annotations

import pytest

from evaluatie.reproduce.reported import check_reported


def read(text: str) -> list[tuple[str | None, str | None, str]]:
    return [(one.statistic, one.p_printed, one.verdict) for one in check_reported(text).checks]


#: two-sided p of t(28) = 2.10 is .045, of t(40) = 1.50 .141, of t(40) = 2.50 .017
@pytest.mark.parametrize(
    "text",
    [
        "M = 3.2, p = .02, t(28) = 2.10, p = .045", "Normality held (p = .41), t(28) = 2.10, p = .045",
        "OR = 1.5 (p = .03); t(28) = 2.10, p = .045", "(p = .045; t(28) = 2.10)", "d = 0.79 (p = .045, t(28) = 2.10)",
        "(p < .05), t(28) = 2.10", "(p = .045), Welch's t(28) = 2.100", "p = .045: t(28) = 2.10",
        "one-tailed p = .022, two-tailed p = .045, t(28) = 2.10",
        "t(28) = 2.10, p = .022 (one-tailed), p = .045 (two-tailed)",
        "t(28) = 2.10, one-tailed p = .022, two-tailed p = .045",
    ],
)  # fmt: skip
def test_a_p_of_something_else_leaves_the_test_its_own(text):
    assert [verdict for name, _, verdict in read(text) if name == "t"] == ["consistent"]


@pytest.mark.parametrize(
    "text",
    [
        "HR = 1.5, p = .03; t(40) = 1.50.", "OR = 1.5 (p = .03), t(40) = 1.50",
        "Normality was met (p = .02), t(40) = 1.50.",
        "Levene: p = .02; t(40) = 1.50",
        "With p < .05 as criterion, t(40) = 1.50 was small.",
        "Using p < .05, t(40) = 1.50 was small.",
        "Unlike the nonsignificant effect of age, t(40) = 2.50 was large.",
        "t(40) = 2.50, whereas age was nonsignificant",
        "t(40) = 2.50, but sex ns", "t(40) = 2.50, ns at the .01 level",
    ],
)  # fmt: skip
def test_no_p_of_something_else_is_given_to_a_test(text):
    assert [(p, verdict) for name, p, verdict in read(text) if name == "t"] == [(None, "cannot be checked")]


@pytest.mark.parametrize(
    "text", ["not significant, t(40) = 2.50", "niet significant: t(40) = 2,50", "The effect was n.s. (t(40) = 2.50)"]
)
def test_words_before_a_test_are_a_claim_about_it(text):
    assert read(text) == [("t", None, "decision error")]


def test_as_many_p_as_tests_before_them_are_theirs_in_order():
    assert [p for _, p, _ in read("t(28) = 2.10 and t(40) = 1.50 (p = .045 and p = .141)")] == ["= .045", "= .141"]


def test_a_p_of_the_test_behind_is_not_counted_to_those_before():
    found = read("U = 238; z = -4.80; p < .001, but we saw p = .283 (t(306) = 1.075).")
    assert found == [("z", "< .001", "consistent"), ("t", "= .283", "consistent")]


def test_a_share_of_variance_leaves_its_p_to_the_test_behind_it():
    assert read("R2 = .14, p = .002, F(3, 96) = 5.21") == [("F", "= .002", "consistent")]


@pytest.mark.parametrize("name", ["RR", "OR", "τ", "tau-b", "Mean difference", "λ", "ICC"])
def test_what_is_not_recomputed_gets_a_row(name):
    ((found, _, verdict),) = read(f"{name} = 0.52, 95% CI [0.10, 0.94], p = .020")
    assert verdict == "cannot be checked"
    assert found in name


def test_a_bracket_behind_a_p_holds_its_test():
    assert read("V = 0.10 for women and p < .05 (F(3, 90) = 2.79) for men") == [("F", "< .05", "consistent")]
