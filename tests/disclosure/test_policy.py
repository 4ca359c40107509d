"""The policy: its presets, that it can only be tightened, and that every one of its numbers is really applied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.disclosure.policy import NUMBERS, DisclosurePolicy, policy_for, policy_of, stricter
from evaluatie.disclosure.thresholds import too_few_df
from evaluatie.evaluation import Cell
from evaluatie.evaluation.section import Analysis
from evaluatie.report.wording import load_wording
from evaluatie.result import Estimate, Result
from evaluatie.shipped import shipped
from evaluatie.study.settings.arrangements import Disclosure

MakeStudy = Callable[..., ev.Study]
STRICT = DisclosurePolicy.preset_named("strict")
SURVEY = DisclosurePolicy.preset_named("employee-survey")
GROUPS = {"groups": {"g": {"column": "g", "reference": "a", "focal": ["b", "c"]}}}
OWN = {"minimum_group": 6, "minimum_answers": 5, "minimum_response": 0.5, "dominance": 0.85, "minimum_df": 12}


def people(seed: int = 1, **sizes: int) -> pd.DataFrame:
    labels = [label for label, size in sizes.items() for _ in range(size)]
    values = np.random.default_rng(seed).integers(1, 6, len(labels))
    return pd.DataFrame({"code": np.arange(len(labels)), "g": labels, "wellbeing": values})


def with_employees(study: ev.Study, **numbers: int) -> ev.Study:
    """Give the study as if it had a population file: how many employees there are per group."""
    rows = [("t0", "all", "all", sum(numbers.values())), *(("t0", "g", level, n) for level, n in numbers.items())]
    return replace(study, population=pd.DataFrame(rows, columns=["wave", "characteristic", "level", "n"]))


def reason(plan: ev.disclosure.ReleasePlan, level: str = "all", outcome: str | None = "wellbeing") -> str | None:
    return plan.reason(Cell(("t0",), outcome, "all" if level == "all" else "g", level))


def test_the_presets_are_those_that_were_agreed() -> None:
    strict = [getattr(STRICT, name) for name in NUMBERS]
    assert strict == [10, 10, 0.0, 0.9, 10]
    assert [getattr(SURVEY, name) for name in NUMBERS] == [10, 4, 0.4, 0.9, 10]
    assert not STRICT.background_by_unit
    assert not SURVEY.background_by_unit


def test_every_number_of_a_preset_has_its_source_in_a_comment() -> None:
    file = Path(ev.disclosure.__file__).with_name("policy.yml")
    comments = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    for name in shipped(ev.disclosure.__file__, "policy.yml")["presets"]["strict"]:
        assert any(line.startswith(f"# {name} ") for line in comments), name


def test_no_preset_is_looser_than_the_floors_of_an_own_policy() -> None:
    floors = DisclosurePolicy.preset_named("own")
    for preset in (STRICT, SURVEY):
        assert all(stricter(name, getattr(floors, name), (here := getattr(preset, name))) == here for name in NUMBERS)


@pytest.mark.parametrize(("name", "tighter", "looser"), [
    ("minimum_group", 11, 9), ("minimum_answers", 11, 3), ("minimum_response", 0.5, None), ("dominance", 0.8, 0.95),
    ("minimum_df", 20, 5),
])  # fmt: skip
def test_a_threshold_can_be_tightened_and_never_loosened(name: str, tighter: float, looser: float | None) -> None:
    assert getattr(STRICT.tightened(**{name: tighter}), name) == tighter
    assert policy_for(Disclosure(**{name: tighter})) == STRICT.tightened(**{name: tighter})
    if looser is None:
        return
    with pytest.raises(ValueError, match="may only be tightened"):
        STRICT.tightened(**{name: looser})
    with pytest.raises(ev.StudyError) as caught:
        policy_for(Disclosure(**{name: looser}))
    assert [problem.column for problem in caught.value.problems] == [f"disclosure.{name}"]
    with pytest.raises(ev.StudyError) as caught:
        policy_for(Disclosure(), {name: looser})
    assert [problem.file for problem in caught.value.problems] == ["command line"]


def test_a_run_may_not_be_looser_than_the_study() -> None:
    block = Disclosure(minimum_group=20)
    with pytest.raises(ev.StudyError, match=r"minimum_group 15 is looser than what holds for this study \(20\)"):
        policy_for(block, {"minimum_group": 15})
    assert policy_for(block, {"minimum_group": 25}).minimum_group == 25


def test_where_answers_are_what_is_counted_more_people_is_more_answers() -> None:
    assert STRICT.tightened(minimum_group=15).minimum_answers == 15
    assert STRICT.tightened(minimum_group=15, minimum_answers=20).minimum_answers == 20
    assert SURVEY.tightened(minimum_group=15).minimum_answers == 4
    assert STRICT.tightened(minimum_group=15).protection == 15


def test_an_own_policy_gives_every_number() -> None:
    policy = policy_for(Disclosure(preset="own", **OWN))
    assert {name: getattr(policy, name) for name in NUMBERS} == OWN
    assert policy.protection == 5
    for name in NUMBERS:
        rest = {other: value for other, value in OWN.items() if other != name}
        with pytest.raises(ev.StudyError, match="not given") as caught:
            policy_for(Disclosure(preset="own", **rest))
        assert [problem.column for problem in caught.value.problems] == [f"disclosure.{name}"]


@pytest.mark.parametrize(("name", "value"), [
    ("minimum_group", 4), ("minimum_answers", 3), ("dominance", 0.95), ("minimum_df", 9),
])  # fmt: skip
def test_an_own_policy_does_not_go_below_its_floors(name: str, value: float) -> None:
    with pytest.raises(ev.StudyError, match="too little"):
        policy_for(Disclosure(preset="own", **{**OWN, name: value}))


def test_all_that_is_wrong_with_a_policy_is_said_at_once() -> None:
    with pytest.raises(ev.StudyError) as caught:
        policy_for(Disclosure(preset="own", minimum_group=2, dominance=0.99))
    assert len(caught.value.problems) == 5


def test_of_several_policies_the_strictest_of_every_number_holds() -> None:
    both = DisclosurePolicy.strictest([SURVEY.tightened(dominance=0.7), STRICT.tightened(minimum_group=12)])
    assert [getattr(both, name) for name in NUMBERS] == [12, 12, 0.4, 0.7, 10]
    assert both.protection == 12


def test_a_policy_comes_back_from_what_a_bundle_tells() -> None:
    policy = SURVEY.tightened(minimum_group=12, dominance=0.8)
    assert DisclosurePolicy.from_data(policy.as_data()) == policy
    assert DisclosurePolicy.from_data({"preset": "strict", "minimum_group": 12, "dominance": 0.9}).minimum_answers == 12
    with pytest.raises(ValueError, match="looser"):
        DisclosurePolicy.from_data({**STRICT.as_data(), "minimum_df": 2})


def test_four_answers_are_enough_in_a_group_of_ten_people_and_in_no_other(make_study: MakeStudy) -> None:
    waves = {"t0": people(a=40, b=6, c=6)}
    strict = make_study(waves, name="strict", **GROUPS)
    survey = make_study(waves, name="survey", **GROUPS, disclosure={"preset": "employee-survey"})
    assert [reason(ev.release_plan(strict), level) for level in "abc"] == [None, "small", "small"]
    # nobody knows how many people there are in b and c
    assert reason(ev.release_plan(survey), "b") == "small"
    known = with_employees(survey, a=50, b=12, c=12)
    assert [reason(ev.release_plan(known), level) for level in "abc"] == [None, None, None]
    # of c there are nine people, of whom six answered: a of the others has to go with it
    few = ev.release_plan(with_employees(survey, a=50, b=12, c=9))
    assert [reason(few, level) for level in "abc"].count("small") == 1
    assert reason(few, "c") == "small"


def test_with_three_answers_a_group_is_hidden_however_large_it_is(make_study: MakeStudy) -> None:
    study = make_study({"t0": people(a=40, b=30, c=3)}, **GROUPS, disclosure={"preset": "employee-survey"})
    plan = ev.release_plan(with_employees(study, a=41, b=31, c=7))
    assert reason(plan, "c") == "small"
    assert "answers" not in set(plan.cells["reason"])
    two = make_study(
        {"t0": people(a=40, b=30, c=3)}, name="other", **GROUPS,
        disclosure={"preset": "own", **OWN, "minimum_response": 0.0},
    )  # fmt: skip
    assert reason(ev.release_plan(with_employees(two, a=41, b=31, c=30)), "c") == "answers"


def test_a_group_of_which_too_few_answered_is_hidden_and_cannot_be_worked_out(make_study: MakeStudy) -> None:
    study = make_study({"t0": people(a=40, b=30, c=20)}, **GROUPS, disclosure={"preset": "employee-survey"})
    plan = ev.release_plan(with_employees(study, a=41, b=31, c=51))  # 20 of 51 is .392
    assert reason(plan, "c") == "response"
    assert reason(plan, "c", outcome=None) == "response"
    assert reason(plan) is None
    assert [reason(plan, level) for level in "ab"].count("complement") == 1
    enough = ev.release_plan(with_employees(study, a=41, b=31, c=50))  # .40 itself is enough
    assert [reason(enough, level) for level in "abc"] == [None, None, None]


def test_where_too_few_of_the_organisation_answered_only_that_is_shown(make_study: MakeStudy) -> None:
    waves = [{"id": "t0", "label": "t0", "file": "t0.csv", "invited": 300}]
    study = make_study(
        {"t0": people(a=40, b=30, c=30)}, waves_block=waves, **GROUPS, disclosure={"preset": "employee-survey"}
    )
    plan = ev.release_plan(study)
    assert [reason(plan, level) for level in ("all", "a", "b", "c")] == ["response"] * 4
    assert reason(plan, outcome=None) is None
    bundle = ev.release(ev.response(study)).bundle
    assert bundle["numbers"]["response.t0/rate.proportion"]["estimate"] == pytest.approx(1 / 3)
    baseline = ev.release(ev.baseline(study)).bundle["numbers"]
    assert {number["suppressed"] for number in baseline.values() if number["outcome"] == "wellbeing"} == {"response"}


def test_the_strict_preset_is_what_it_was(make_study: MakeStudy) -> None:
    waves = [{"id": "t0", "label": "t0", "file": "t0.csv", "invited": 900}]
    plan = ev.release_plan(make_study({"t0": people(a=40, b=15, c=5)}, waves_block=waves, **GROUPS))
    assert [reason(plan, level) for level in ("all", "a", "b", "c")] == [None, None, "complement", "small"]


class _Fit(Result):
    def __init__(self, *estimates: Estimate) -> None:
        self._estimates = estimates

    def estimates(self) -> tuple[Estimate, ...]:
        return self._estimates


@pytest.mark.parametrize(("method", "df", "se", "hidden"), [
    ("mixed_slope", 9.9, 0.1, "df"), ("mixed_slope", 10.0, 0.1, None), ("mediated_link", 3.0, 0.1, "df"),
    # means of groups: how many people are in them decides
    ("mean_t", 9.0, 0.1, None), ("paired_t", 9.0, 0.1, None),
    ("paired_t_units", 4.0, 0.1, None),
    # the degrees of freedom of a chi-square count equations
    ("factor_model", 2.0, None, None),
])  # fmt: skip
def test_a_model_with_too_few_degrees_of_freedom_is_hidden(
    method: str, df: float, se: float | None, hidden: str | None
) -> None:
    fit = _Fit(Estimate("a", 1.0, se=se, df=df), Estimate("b", 2.0))
    assert too_few_df(Analysis(fit, method, ("t0",), ()), STRICT) == hidden


@pytest.mark.parametrize(("n", "hidden"), [(11, "df"), (12, None)])
def test_where_degrees_of_freedom_count_units_those_of_people_decide(n: int, hidden: str | None) -> None:
    fit = _Fit(Estimate("a", 1.0, se=0.1, df=5.3, n=n), Estimate("b", 2.0, se=0.1, df=4.7, n=n))
    more = _Fit(Estimate("a", 1.0, se=0.1, df=5.3, n=500), Estimate("units", 2.0, se=0.1, df=4.7, n=8))
    for method in shipped(ev.disclosure.__file__, "policy.yml")["by_units"]:
        assert too_few_df(Analysis(fit, method, ("t0",), ()), STRICT) == hidden
        assert too_few_df(Analysis(more, method, ("t0",), ()), STRICT) is None


def test_the_methods_that_the_policy_names_are_methods_of_the_report() -> None:
    file, texts = shipped(ev.disclosure.__file__, "policy.yml"), load_wording("en").texts
    assert [method for method in (*file["counted"], *file["by_units"]) if f"method.{method}.name" not in texts] == []


def test_hiding_an_analysis_for_its_degrees_of_freedom_hides_all_of_it(
    make_study: MakeStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = make_study({"t0": people(a=40, b=30, c=30)}, **GROUPS)
    section = ev.baseline(study)
    key, analysis = next(item for item in section.results.items() if item[1].method == "mean_t")
    assert min(one.df for one in analysis.result.estimates() if one.df is not None) < 200
    before = ev.release(section).bundle["numbers"]
    changed = replace(study, tightened={"minimum_df": 200})
    monkeypatch.setattr(DisclosurePolicy, "counted", lambda *_: False)
    after = ev.release(replace(section, study=changed)).bundle["numbers"]
    own = [id_ for id_ in after if id_.startswith(f"{section.name}.{key}.")]
    assert len([id_ for id_ in before if id_.startswith(f"{section.name}.{key}.")]) > 1 == len(own)
    assert after[own[0]]["suppressed"] == "df"
    assert all(after[own[0]][name] is None for name in ("estimate", "se", "df", "n", "method"))


def test_a_study_and_its_run_decide_together(write_study: Callable[..., Path]) -> None:
    folder = write_study({"t0": people(a=40, b=30, c=13)}, **GROUPS, disclosure={"minimum_group": 12})
    study, tighter = ev.load_study(folder), ev.load_study(folder, tighten=["minimum_group=14"])
    assert [policy_of(one).minimum_group for one in (study, tighter)] == [12, 14]
    assert [reason(ev.release_plan(one), "c") for one in (study, tighter)] == [None, "small"]
    assert ev.release(ev.baseline(tighter)).bundle["policy"]["minimum_group"] == 14
    with pytest.raises(ev.StudyError, match="looser than what holds"):
        ev.release_plan(ev.load_study(folder, tighten=["minimum_group=11"]))
