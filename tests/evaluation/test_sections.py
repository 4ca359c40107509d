"""Sections over every shape of delivery: linked, partly linked, unlinked, three waves, one wave, two people."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.effects import moments
from evaluatie.evaluation import Section, Word
from evaluatie.evaluation.judgement import NotEstimable, bound_in_points

SECTIONS = (ev.summary, ev.response, ev.baseline, ev.change, ev.leadership, ev.conclusions)
MakeStudy = Callable[..., ev.Study]


def wave(n: int, shift: float = 0.0, seed: int = 1, start: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    values = np.clip(np.round(rng.normal(3 + shift, 0.9, n) * 3) / 3, 1, 5)
    return pd.DataFrame({"code": np.arange(start, start + n), "wellbeing": values.round(6)})


def keys(section: Section) -> set[str]:
    return {finding.key for finding in section.findings}


def test_linked_waves_give_every_estimate_with_those_employed_at_both_as_the_headline(make_study: MakeStudy) -> None:
    section = ev.change(make_study({"t0": wave(60), "t1": wave(50, shift=0.8, seed=2)}))
    found = {name: section.results[f"wellbeing/all/t0-t1/{name}"] for name in ("mixed", "everyone", "linked")}
    assert [one.method for one in found.values()] == ["mixed_model", "overlapping_t", "paired_t"]
    assert [one.result.change.n for one in found.values()] == [60, 60, 50]
    headline = next(finding for finding in section.findings if finding.role == "headline")
    assert headline.key == "change.verdict.improved_clear"
    assert "/mixed." in headline.slots["change"].number


def test_a_few_who_answered_once_are_not_to_be_worked_out_from_a_third_estimate(make_study: MakeStudy) -> None:
    section = ev.change(make_study({"t0": wave(60), "t1": wave(55, shift=0.8, seed=2)}))
    assert isinstance(section.results["wellbeing/all/t0-t1/mixed"].result, NotEstimable)
    assert not [key for key in section.results if "/first/" in key]
    headline = next(finding for finding in section.findings if finding.role == "headline")
    assert "/linked." in headline.slots["change"].number
    bundle = ev.release(section).bundle
    ways = {
        row["head"][0]["word"]
        for one in bundle["displays"]
        if one["id"].startswith("figure-choices")
        for row in one["rows"]
    }
    assert "choice.estimator.linked" in ways
    assert "choice.estimator.mixed" not in ways


def test_the_plan_may_make_the_linked_estimate_the_headline(make_study: MakeStudy) -> None:
    plan = {"primary": ["wellbeing"], "smallest_effect": 0.2, "estimator": "linked"}
    section = ev.change(make_study({"t0": wave(60), "t1": wave(55, seed=2)}, plan=plan))
    headline = next(finding for finding in section.findings if finding.role == "headline")
    assert "linked" in headline.slots["change"].number


WELLBEING = {"wellbeing": {"column": "wellbeing", "range": [1, 5], "direction": "higher", "label": "w"}}


@pytest.mark.parametrize(("sizes", "counted"), [([9] * 8, True), ([9] * 7, False), ([9] * 7 + [1] * 3, False)])
def test_people_of_one_team_count_as_alike_where_there_are_teams_enough(
    make_study: MakeStudy, sizes: list[int], counted: bool
) -> None:
    frame = wave(sum(sizes)).assign(team=np.repeat([f"t{place}" for place in range(len(sizes))], sizes))
    # what teams differ by, so that people of one are alike
    frame["wellbeing"] = (frame["wellbeing"] + np.repeat(np.linspace(-1, 1, len(sizes)), sizes)).clip(1, 5)
    survey = {"respondent": "code", "unit": "team", "scores": WELLBEING}
    section = ev.baseline(make_study({"t0": frame, "t1": frame}, survey=survey))
    found = section.results["wellbeing/all/mean"]
    assert found.method == ("mean_t_units" if counted else "mean_t")
    alone = ev.effects.mean(frame["wellbeing"])
    robust = (
        ev.cluster_robust(frame["wellbeing"], np.ones((len(frame), 1)), frame["team"]).coefficients if counted else ()
    )
    expected = (robust[0].se, robust[0].df) if counted else (alone.se, alone.df)
    assert (found.result.se, found.result.df) == pytest.approx(expected, rel=1e-9)
    assert found.result.se > 1.5 * alone.se or not counted


def test_a_difference_of_groups_over_teams_is_that_of_a_regression(make_study: MakeStudy) -> None:
    frame = wave(120).assign(team=[f"t{place % 12}" for place in range(120)])
    frame["origin"] = np.where(np.arange(120) % 12 < 6, "nederland", "europa")
    frame["wellbeing"] = (frame["wellbeing"] + np.tile(np.linspace(-1, 1, 12), 10)).clip(1, 5)
    survey = {"respondent": "code", "unit": "team", "scores": WELLBEING}
    groups = {"origin": {"column": "origin", "reference": "nederland", "focal": ["europa"]}}
    section = ev.baseline(make_study({"t0": frame, "t1": frame}, survey=survey, groups=groups))
    gap = section.results["wellbeing/origin=europa/gap"]
    assert gap.method == "gap_welch_units"
    design = np.column_stack([np.ones(120), frame["origin"] == "europa"]).astype(float)
    robust = ev.cluster_robust(frame["wellbeing"], design, frame["team"]).coefficients[1]
    found = gap.result.estimates()[0]
    assert (found.estimate, found.se, found.df) == pytest.approx((robust.estimate, robust.se, robust.df), rel=1e-9)


def test_that_some_intervals_take_people_as_independent_is_said(make_study: MakeStudy) -> None:
    frame = wave(120).assign(team=[f"t{place % 12}" for place in range(120)])
    frame["origin"] = np.where(np.arange(120) % 12 == 0, "europa", "nederland")  # the former in one team
    survey = {"respondent": "code", "unit": "team", "scores": WELLBEING}
    groups = {"origin": {"column": "origin", "reference": "nederland", "focal": ["europa"]}}
    section = ev.baseline(make_study({"t0": frame, "t1": frame}, survey=survey, groups=groups))
    assert [one.role for one in section.findings if one.key == "baseline.independent"] == ["caveat"]
    bundle = ev.release(section).bundle
    assert "they count people as independent" in ev.report.compose([bundle], "en")
    assert "tellen mensen als onafhankelijk" in ev.report.compose([bundle], "nl")
    plain = ev.baseline(make_study({"t0": frame}, survey={"scores": WELLBEING}, groups=groups, name="none"))
    assert "baseline.independent" not in keys(plain)
    assert "baseline.no_units" in keys(plain)


@pytest.mark.parametrize(("teams", "told"), [(1, "no_units"), (2, "few_units"), (7, "few_units"), (8, None)])
def test_that_people_count_as_independent_is_said(make_study: MakeStudy, teams: int, told: str | None) -> None:
    frame = wave(80).assign(team=[f"t{place % teams}" for place in range(80)])
    later = frame.assign(wellbeing=np.random.default_rng(1).permutation(frame["wellbeing"]))
    study = make_study({"t0": frame, "t1": later}, survey={"respondent": "code", "unit": "team", "scores": WELLBEING})
    for section, room in ((ev.baseline(study), "baseline."), (ev.change(study), "change.caveat.")):
        said = [one for one in section.findings if one.key in (f"{room}few_units", f"{room}no_units")]
        assert [(one.key, one.role) for one in said] == ([(f"{room}{told}", "caveat")] if told else [])


def test_unlinked_waves_are_two_samples(make_study: MakeStudy) -> None:
    scores = {"wellbeing": {"column": "wellbeing", "range": [1, 5], "direction": "higher", "label": "w"}}
    study = make_study({"t0": wave(40), "t1": wave(30, seed=3)}, survey={"scores": scores})
    section = ev.change(study)
    assert section.results["wellbeing/all/t0-t1/unlinked"].method == "independent_t"
    assert not [key for key in section.results if key.endswith(("/linked", "/mixed", "/everyone"))]
    assert "change.caveat.unlinked" in keys(section)
    assert "response.unlinked" in keys(ev.response(study))


def test_partly_linked_waves_count_each_person_once(make_study: MakeStudy) -> None:
    first = wave(50).astype({"code": "object"})
    first.loc[:9, "code"] = None
    study = make_study({"t0": first, "t1": wave(45, seed=4)})
    assert study.linking == "partly linked"
    change = ev.change(study).results["wellbeing/all/t0-t1/everyone"].result.change
    assert (change.n_pre, change.n_post, change.n_pairs) == (50, 45, 35)
    assert change.n == 60


def test_three_waves_are_each_compared_with_the_first(make_study: MakeStudy) -> None:
    study = make_study({"t0": wave(40), "t1": wave(40, seed=5), "t2": wave(38, seed=6)})
    section = ev.change(study)
    assert {part for key in section.results for part in key.split("/") if "-" in part} == {"t0-t1", "t0-t2"}
    assert ev.release(section).bundle["displays"]


def test_one_wave_has_a_baseline_and_says_that_there_is_no_change(make_study: MakeStudy) -> None:
    study = make_study({"t0": wave(40)})
    assert keys(ev.change(study)) == {"change.one_wave"}
    assert not ev.change(study).results
    assert ev.baseline(study).results


def test_two_people_are_described_and_nothing_of_them_is_released(make_study: MakeStudy) -> None:
    study = make_study({"t0": wave(2), "t1": wave(2, seed=7)})
    for make in SECTIONS:
        bundle = ev.release(make(study)).bundle
        assert all(number["suppressed"] and number["estimate"] is None for number in bundle["numbers"].values())
    assert "change.not_shown" in {finding["key"] for finding in ev.release(ev.change(study)).bundle["findings"]}


def test_one_linked_person_is_no_error(make_study: MakeStudy) -> None:
    study = make_study({"t0": wave(20), "t1": wave(20, seed=8, start=19)})
    section = ev.change(study)
    assert isinstance(section.results["wellbeing/all/t0-t1/linked"].result, NotEstimable)
    assert section.results["wellbeing/all/t0-t1/everyone"].method == "independent_t"


@pytest.mark.parametrize(
    ("direction", "word"), [("higher", "improved"), ("lower", "worsened"), ("ambiguous", "increased")]
)
def test_the_verdict_follows_the_direction_of_the_scale(make_study: MakeStudy, direction: str, word: str) -> None:
    scores = {"wellbeing": {"column": "wellbeing", "range": [1, 5], "direction": direction, "label": "w"}}
    study = make_study(
        {"t0": wave(60), "t1": wave(60, shift=0.8, seed=2)}, survey={"respondent": "code", "scores": scores}
    )
    assert f"change.verdict.{word}_clear" in keys(ev.change(study))


def test_no_spread_gives_no_bound() -> None:
    assert bound_in_points(moments(np.array([3.0, 3.0, 3.0])), 0.2) is None
    assert bound_in_points(moments(np.array([3.0])), 0.2) is None
    assert bound_in_points(moments(np.array([1.0, 3.0])), None) is None


def test_items_are_scored_and_their_reliability_is_given(make_study: MakeStudy) -> None:
    rng = np.random.default_rng(9)

    def items(n: int, seed: int) -> pd.DataFrame:
        trait = rng.normal(0, 1, (n, 1))
        answers = np.clip(np.round(3 + trait + rng.normal(0, 0.8, (n, 16))), 1, 5)
        frame = pd.DataFrame(answers, columns=[f"Q12_{k}" for k in range(1, 17)])
        frame.iloc[0, 0] = 9
        return frame.assign(code=np.arange(n))

    study = make_study(
        {"t0": items(60, 1), "t1": items(55, 2)},
        survey={"respondent": "code", "items": {"pgis": "Q12_{n}"}, "missing_codes": [9]},
        plan={"primary": ["pgis.total"], "smallest_effect": 0.2},
    )
    section = ev.baseline(study)
    alpha = section.results["pgis.total/all/alpha"].result
    assert alpha.alpha > 0.8
    assert alpha.n == 59
    assert {"pgis.belonging/all/mean", "pgis.authenticity/all/mean"} <= set(section.results)
    assert "meaning.waves.few" in keys(ev.change(study))


@pytest.mark.parametrize("linking", ["linked", "unlinked"])
@pytest.mark.parametrize("direction", ["higher", "lower", "ambiguous"])
@pytest.mark.parametrize("shift", [-0.9, -0.35, 0.0, 0.35, 0.9])
def test_every_sentence_that_a_section_emits_has_words_in_both_languages(
    make_study: MakeStudy, linking: str, direction: str, shift: float
) -> None:
    survey = {"scores": {"wellbeing": {"column": "wellbeing", "range": [1, 5], "direction": direction, "label": "w"}}}
    groups = {"g": {"column": "g", "reference": "a", "focal": ["b"]}}
    rng = np.random.default_rng(11)
    waves = {
        name: wave(120, by, seed).assign(g=rng.choice(["a", "b", "z"], 120))
        for name, by, seed in (("t0", 0.0, 1), ("t1", shift, 2))
    }
    study = make_study(waves, survey=survey | ({"respondent": "code"} if linking == "linked" else {}), groups=groups)
    bundles = [ev.release(make(study)).bundle for make in SECTIONS]
    for language in ("nl", "en"):
        page = ev.report.compose(bundles, language)
        assert page.count("<h2") >= 4


def test_a_group_absent_at_a_wave_and_an_outcome_with_one_answer_are_no_errors(make_study: MakeStudy) -> None:
    groups = {"g": {"column": "g", "reference": "a", "focal": ["b"]}}
    first, second = wave(40).assign(g=["a"] * 20 + ["b"] * 20, other=np.nan), wave(20, seed=2).assign(g="a", other=3.0)
    first.loc[0, "other"] = 2.0
    scores = {
        name: {"column": name, "range": [1, 5], "direction": "higher", "label": name} for name in ("wellbeing", "other")
    }
    study = make_study({"t0": first, "t1": second}, survey={"respondent": "code", "scores": scores}, groups=groups)
    bundles = [ev.release(make(study)).bundle for make in SECTIONS]
    assert "<main" in ev.report.compose(bundles, "nl")


def test_reversed_items_are_turned_before_their_consistency_is_judged(make_study: MakeStudy) -> None:
    rng = np.random.default_rng(12)
    trait = rng.normal(0, 1, (80, 1))
    answers = np.clip(np.round(4 + 1.3 * trait + rng.normal(0, 0.7, (80, 6))), 1, 7)
    turned = [number - 1 for number in ev.instrument("affective_commitment").reversed]
    answers[:, turned] = 8 - answers[:, turned]
    frame = pd.DataFrame(answers, columns=[f"c{k}" for k in range(1, 7)]).assign(code=np.arange(80))
    study = make_study(
        {"t0": frame},
        survey={"respondent": "code", "items": {"affective_commitment": "c{n}"}},
        plan={"primary": ["affective_commitment.total"]},
    )
    assert turned
    assert ev.baseline(study).results["affective_commitment.total/all/alpha"].result.alpha > 0.85


def test_a_plan_without_a_known_date_was_not_fixed_beforehand(make_study: MakeStudy) -> None:
    waves, plan = {"t0": wave(40), "t1": wave(40, seed=2)}, {"fixed_on": "2025-01-01", "primary": ["wellbeing"]}
    assert "change.caveat.not_fixed" in keys(ev.change(make_study(waves, name="a", plan=plan)))
    dated = [
        {"id": name, "label": name, "file": f"{name}.csv", "date": date}
        for name, date in (("t0", "2024-01-01"), ("t1", "2026-01-01"))
    ]
    said = keys(ev.change(make_study(waves, name="b", waves_block=dated, plan=plan)))
    assert "change.caveat.not_fixed" not in said
    assert "change.caveat.no_comparison" in said


def test_the_other_estimate_is_compared_with_the_headline_and_not_with_itself(make_study: MakeStudy) -> None:
    everyone_linked = make_study({"t0": wave(60), "t1": wave(60, shift=0.8, seed=2)}, name="a")
    assert not {"change.other_agrees", "change.other_differs"} & keys(ev.change(everyone_linked))
    partly = make_study({"t0": wave(80), "t1": wave(60, shift=0.8, seed=2, start=20)}, name="b")
    agrees = [finding.slots["who"] for finding in ev.change(partly).findings if finding.key == "change.other_agrees"]
    assert agrees == [Word("who.linked"), Word("who.everyone")]
