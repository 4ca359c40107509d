"""Verdicts told from results.json alone are those that the report itself says."""

from __future__ import annotations

from typing import Any

import pytest

from evaluatie.evaluation.released_verdicts import released_verdicts
from releases import change, number, release

PAIR = ("t0", "t1")


def told(content: dict[str, Any], outcome: str = "pgis") -> str:
    return released_verdicts(content)[outcome, PAIR].word


# the bound is 0.15 points
@pytest.mark.parametrize(
    ("estimate", "se", "direction", "word"),
    [
        (0.2, 0.05, "higher", "improved"),
        (0.2, 0.05, "lower", "worsened"),
        (0.2, 0.05, "ambiguous", "increased"),
        (-0.2, 0.05, "higher", "worsened"),
        (0.3, 0.05, "higher", "improved_clear"),
        (-0.3, 0.05, "ambiguous", "decreased_clear"),
        (0.05, 0.02, "higher", "unchanged"),  # differs from zero, and by less than matters
        (0.1, 0.2, "higher", "inconclusive"),
    ],
)
def test_the_rules_are_those_of_the_report(estimate: float, se: float, direction: str, word: str) -> None:
    content = release("a", change("pgis", estimate, se), outcomes={"pgis": {"direction": direction}})
    assert told(content) == word


def test_what_the_plan_names_goes_first_and_a_hidden_change_lets_the_next_one_speak() -> None:
    both = [*change("pgis", 0.2, 0.05, estimator="mixed"), *change("pgis", -0.2, 0.05, estimator="linked")[:1]]
    assert told(release("a", both)) == "improved"
    assert told(release("a", both, plan={"estimator": "linked"})) == "worsened"
    hidden = [*change("pgis", None, 0.05, estimator="mixed"), *change("pgis", -0.2, 0.05, estimator="linked")[:1]]
    found = released_verdicts(release("a", hidden))["pgis", PAIR]
    assert found.word == "worsened"
    assert found.number is not None
    assert found.number["id"] == "change.pgis/all/t0-t1/linked.mean_change"
    assert told(release("a", change("pgis", None, 0.05))) == "hidden"


def test_waves_without_links_have_one_estimator() -> None:
    assert told(release("a", change("pgis", 0.2, 0.05, estimator="unlinked"), linking="unlinked")) == "improved"
    assert told(release("a", change("pgis", 0.2, 0.05, estimator="linked"), linking="unlinked")) == "hidden"


def test_a_change_that_does_not_stand_among_the_others_is_not_certain() -> None:
    corrected = number("change.pgis/all/t0-t1/family.p_adjusted", "pgis", "p_adjusted", 0.2, p=0.2)
    numbers = change("pgis", 0.2, 0.05)
    assert told(release("a", [*numbers, corrected])) == "uncorrected"
    assert told(release("a", [*numbers, {**corrected, "estimate": 0.01}])) == "improved"
    assert told(release("a", [*numbers, {**corrected, "estimate": None, "suppressed": "small"}])) == "improved"
    assert told(release("a", [*change("pgis", 0.05, 0.02), corrected])) == "unchanged"  # claims no difference from zero


def test_what_may_not_be_judged_has_no_verdict() -> None:
    numbers = change("pgis", 0.2, 0.05)
    assert told(release("a", numbers, outcomes={"pgis": {"not_comparable": [["t0", "t1"]]}})) == "none"
    assert told(release("a", numbers[:2])) == "none"  # no smallest effect
    otherwise = released_verdicts(release("a", numbers, outcomes={"pgis": {"asked_otherwise": {"t1": ["wording"]}}}))
    assert otherwise["pgis", PAIR].word == "asked_otherwise"
    assert otherwise["pgis", PAIR].number is None


def test_changes_of_groups_and_other_ways_of_analysing_are_no_verdicts_of_everyone() -> None:
    group = {**change("pgis", 0.2, 0.05)[0], "id": "change.pgis/age=50+/t0-t1/linked.mean_change", "group": "age=50+"}
    other = {**change("pgis", 0.2, 0.05)[0], "id": "change.pgis/all/t0-t1/choices/0.mean_change"}
    assert released_verdicts(release("a", [group, other])) == {}
