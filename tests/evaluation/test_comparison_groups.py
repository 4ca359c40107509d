"""Comparison groups: the difference in change, what it may be called, and what is said where there is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.evaluation import Section
from evaluatie.evaluation.judgement import NotEstimable
from evaluatie.report.reading import Reader

MakeStudy = Callable[..., ev.Study]
SCORES = {"wellbeing": {"column": "wellbeing", "range": [1, 5], "direction": "higher", "label": "w"}}
BY_UNIT = {"respondent": "code", "unit": "team", "scores": SCORES}
GROUPS = {"g": {"column": "g", "reference": "a", "focal": ["b"]}}
TEAMS = ("p", "q", "r", "s", "t", "u", "v", "w")
WITHOUT = ["r", "s", "t", "u"]
ARM = "wellbeing/interventions-group={}/t0-t1/everyone"
DIFFERENCE = "wellbeing/interventions/t0-t1/difference"
WORD = re.compile(r"(?i)\beffect\b(?! sizes)")  # not the title of a source


def frames(
    extra: float, teams: Sequence[str] = TEAMS, size: int = 15, low: float = 0.0, waves: int = 2
) -> dict[str, pd.DataFrame]:
    """Make teams of which those with interventions rise by `extra` at the last wave and start `low` lower."""
    found = {}
    for place in range(waves):
        rng = np.random.default_rng(place + 1)
        team = np.repeat(list(teams), size)
        exposed = ~np.isin(team, WITHOUT)
        scores = 3 + rng.normal(0, 0.6, len(team)) + exposed * (extra * (place == waves - 1) - low)
        found[f"t{place}"] = pd.DataFrame(
            {
                "code": range(len(team)), "wellbeing": scores.clip(1, 5).round(6), "team": team,
                "g": np.where(exposed, "b", "a"),
            }
        )  # fmt: skip
    return found


def plan(comparison: object = WITHOUT, **more: Any) -> dict[str, Any]:
    return {"primary": ["wellbeing"], "smallest_effect": 0.2, "comparison": comparison, **more}


def by_unit(make_study: MakeStudy, made: dict[str, pd.DataFrame], more: dict[str, Any] | None = None) -> ev.Study:
    return make_study(made, survey=BY_UNIT, plan=plan(**(more or {})))


def keys(section: Section) -> list[str]:
    return [finding.key for finding in section.findings if finding.key.startswith("comparison.")]


def terms(section: Section, key: str) -> dict[str, Any]:
    return {one.term: one for one in section.results[key].result.estimates()}


@pytest.mark.parametrize("comparison", [WITHOUT, "g"])
def test_the_difference_is_the_change_with_interventions_less_that_without(
    make_study: MakeStudy, comparison: object
) -> None:
    made = frames(0.8)
    study = make_study(made, survey=BY_UNIT, groups=GROUPS, plan=plan(comparison))
    section = ev.change(study)
    means = {
        (wave, exposed): frame.loc[frame["team"].isin(WITHOUT) != exposed, "wellbeing"].mean()
        for wave, frame in made.items()
        for exposed in (True, False)
    }
    changes = {exposed: means["t1", exposed] - means["t0", exposed] for exposed in (True, False)}
    found = terms(section, DIFFERENCE)["difference_in_change"]
    assert found.estimate == pytest.approx(changes[True] - changes[False], abs=1e-6)
    assert section.results[ARM.format("with")].result.mean_change == pytest.approx(changes[True], abs=1e-6)
    assert section.results[ARM.format("without")].result.mean_change == pytest.approx(changes[False], abs=1e-6)
    assert keys(section)[0] == "comparison.improved_clear"
    # units are clusters; of a group within units people are
    assert ("difference_in_change_wild" in terms(section, DIFFERENCE)) == isinstance(comparison, list)
    assert "difference_ancova" in terms(section, DIFFERENCE)


def test_an_outcome_that_was_asked_otherwise_is_not_compared(make_study: MakeStudy) -> None:
    study = by_unit(make_study, frames(0.8))
    outcomes = [one | {"asked_otherwise": {"t1": ["range"]}} for one in study.codebook["outcomes"]]
    study.codebook["outcomes"][:] = outcomes
    assert not [key for key in ev.change(study).results if "interventions" in key]


def test_people_of_another_level_or_of_no_team_are_in_neither_arm(make_study: MakeStudy) -> None:
    made = frames(0.8)
    for frame in made.values():
        frame.loc[:11, "g"] = "elsewhere"
        frame.loc[:11, "team"] = None
    for number, comparison in enumerate(("g", WITHOUT)):
        study = make_study(made, survey=BY_UNIT, groups=GROUPS, plan=plan(comparison), name=f"org-{number}")
        section = ev.change(study)
        assert section.results[ARM.format("with")].result.n == 60 - 12
        assert section.results[ARM.format("without")].result.n == 60


@pytest.mark.parametrize(
    ("direction", "extra", "word"),
    [
        ("higher", 0.9, "improved_clear"),
        ("higher", -0.9, "worsened_clear"),
        ("lower", 0.9, "worsened_clear"),
        ("ambiguous", -0.9, "decreased_clear"),
        ("higher", 0.0, "inconclusive"),
    ],
)
def test_the_verdict_follows_the_direction_of_the_scale(
    make_study: MakeStudy, direction: str, extra: float, word: str
) -> None:
    scores = {"wellbeing": SCORES["wellbeing"] | {"direction": direction}}
    section = ev.change(make_study(frames(extra), survey=BY_UNIT | {"scores": scores}, plan=plan()))
    assert keys(section)[0] == f"comparison.{word}"
    table = next(display for display in section.displays if display.id == "table-comparison-t0-t1")
    assert table.rows[0].cells[3].key == f"difference_word.{word}"


def said(study: ev.Study, language: str) -> tuple[str, str]:
    """Give the sentences of summary, change and conclusions, and the page with all that is under them."""
    bundles = [
        ev.release(make(study)).bundle for make in (ev.summary, ev.response, ev.baseline, ev.change, ev.conclusions)
    ]
    sentences = [
        text
        for bundle in bundles
        for finding in bundle["findings"]
        if (text := Reader(bundle, language).text(finding)) is not None
    ]
    return " ".join(sentences), ev.report.compose(bundles, language)


@pytest.mark.parametrize("allocation", ["random", "low_scores", "other", None])
def test_an_effect_is_spoken_of_only_where_lots_were_drawn(make_study: MakeStudy, allocation: str | None) -> None:
    more = {"comparison": None} if allocation is None else {"allocation": allocation}
    study = by_unit(make_study, frames(0.8), more)
    section = ev.change(study)
    expected = {f"comparison.allocation.{allocation}", "comparison.contamination"} if allocation else set()
    assert {key for key in keys(section) if "allocation" in key or "contamination" in key} == expected
    assert ("change.caveat.no_comparison" in [finding.key for finding in section.findings]) == (allocation is None)
    assert f"conclusions.why.{allocation or 'none'}" in [finding.key for finding in ev.conclusions(study).findings]
    for language in ("nl", "en"):
        sentences, page = said(study, language)
        assert bool(WORD.search(sentences)) == (allocation == "random")
        assert bool(WORD.search(re.sub(r"<[^>]+>", " ", page))) == (allocation == "random")


@pytest.mark.parametrize("allocation", ["random", "low_scores", "other"])
def test_what_to_expect_of_low_scores_alone_is_told_where_they_were_the_reason(
    make_study: MakeStudy, allocation: str
) -> None:
    section = ev.change(by_unit(make_study, frames(0.3, low=0.5), {"allocation": allocation}))
    key = "wellbeing/interventions/t0-t1/regression"
    assert (key in section.results) == (allocation == "low_scores")
    assert ("comparison.regression" in keys(section)) == (allocation == "low_scores")
    if allocation == "low_scores":  # who scored low rises by itself, by no more than they were below the mean
        assert 0 < terms(section, key)["expected_regression"].estimate < 0.25


def dated(*days: str) -> list[dict[str, str]]:
    return [
        {"id": f"t{place}", "label": f"t{place}", "file": f"t{place}.csv", "date": day}
        for place, day in enumerate(days)
    ]


DAYS = ("2019-01-01", "2020-01-01", "2021-01-01")


def test_what_the_arms_did_before_the_interventions_is_told_with_two_waves_before_them(make_study: MakeStudy) -> None:
    made = frames(0.8, waves=3)
    study = make_study(made, survey=BY_UNIT, plan=plan(interventions_from="2020-02-01"), waves_block=dated(*DAYS))
    section = ev.change(study)
    (trend,) = (one for one in section.results["wellbeing/interventions/t0-t2/before"].result.estimates()[:1])
    means = [frame.groupby(frame["team"].isin(WITHOUT))["wellbeing"].mean() for frame in made.values()]
    gaps = [of[False] - of[True] for of in means]
    assert abs(trend.estimate) == pytest.approx(abs(gaps[1] - gaps[0]), abs=1e-6)
    assert "comparison.trend" in keys(section)
    assert "comparison.no_trend" not in keys(section)
    for language in ("nl", "en"):
        assert not WORD.search(said(study, language)[0])


@pytest.mark.parametrize(("waves", "start"), [(2, "2019-06-01"), (3, "2019-06-01"), (3, None), (3, "2018-01-01")])
def test_without_two_waves_before_the_interventions_that_is_said(
    make_study: MakeStudy, waves: int, start: str | None
) -> None:
    more = {} if start is None else {"interventions_from": start}
    section = ev.change(
        make_study(frames(0.8, waves=waves), survey=BY_UNIT, plan=plan(**more), waves_block=dated(*DAYS[:waves]))
    )
    assert "comparison.no_trend" in keys(section)
    assert not [key for key in section.results if key.endswith("/before")]


def test_interventions_after_the_last_wave_leave_no_difference_to_put_before_them(make_study: MakeStudy) -> None:
    study = make_study(
        frames(0.0, waves=3), survey=BY_UNIT, plan=plan(interventions_from="2022-01-01"), waves_block=dated(*DAYS)
    )
    section = ev.change(study)
    assert isinstance(section.results["wellbeing/interventions/t0-t2/before"].result, NotEstimable)
    assert "comparison.trend" not in keys(section)
    assert said(study, "nl")[0]


@pytest.mark.parametrize(
    ("teams", "size"),
    [
        (("p", "q", "r", "s"), 30),
        (TEAMS, 15),
    ],
)
def test_an_arm_that_vanished_is_said_and_is_no_error(make_study: MakeStudy, teams: tuple[str, ...], size: int) -> None:
    made = frames(0.8, teams, size)
    made["t1"] = made["t1"][~made["t1"]["team"].isin(WITHOUT)]
    study = by_unit(make_study, made, {"allocation": "random"})
    section = ev.change(study)
    assert isinstance(section.results[DIFFERENCE].result, NotEstimable)
    assert keys(section)[0] == "comparison.not_shown"
    for language, words in (("nl", "niet te tonen"), ("en", "cannot be shown")):
        sentences, page = said(study, language)
        assert words in sentences
        assert "<main" in page


def test_a_comparison_that_never_answered_is_a_deviation_from_the_plan(make_study: MakeStudy) -> None:
    made = {name: frame[~frame["team"].isin(WITHOUT)] for name, frame in frames(0.8).items()}
    section = ev.change(by_unit(make_study, made))
    assert "change.deviation.comparison" in [finding.key for finding in section.findings]
    assert not keys(section)
    assert not [key for key in section.results if "interventions" in key]


AGREED = {"works_council": {"consent": True, "date": "2022-01-01"}}


@pytest.mark.parametrize("agreed", [False, True])
def test_with_one_unit_on_either_side_nothing_is_said_of_how_sure_it_is(make_study: MakeStudy, agreed: bool) -> None:
    made = frames(1.5, teams=("p", "r"), size=40)
    section = ev.change(make_study(made, survey=BY_UNIT, plan=plan(), **(AGREED if agreed else {})))
    if agreed:
        found = terms(section, DIFFERENCE)
        assert found["difference_in_change"].se is None
        assert found["difference_in_change"].ci_low is None
        assert "detectable" not in found
    else:  # it would be about one manager
        assert not [key for key in section.results if "interventions" in key]
    assert keys(section)[0] == ("comparison.no_interval" if agreed else "comparison.lonely")
    bundle = ev.release(section).bundle
    first = next(finding for finding in bundle["findings"] if finding["key"].startswith("comparison."))
    for language in ("nl", "en"):
        assert Reader(bundle, language).text(first)
        assert "<main" in ev.report.compose([bundle], language)


def test_where_waves_are_unlinked_people_are_told_apart_by_wave(make_study: MakeStudy) -> None:
    survey = {"unit": "team", "scores": SCORES}
    section = ev.change(make_study(frames(0.8), survey=survey, plan=plan()))
    assert "wellbeing/interventions-group=with/t0-t1/unlinked" in section.results
    assert "difference_ancova" not in terms(section, DIFFERENCE)
    assert keys(section)[0] == "comparison.improved_clear"
