"""What this means: how firmly a change is supported, what the figures do not tell, and what was done otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.effects.paired import paired_from_complete
from evaluatie.effects.verdicts import verdict_on
from evaluatie.evaluation import Section
from evaluatie.evaluation.judgement import JudgedChange
from evaluatie.evaluation.section import Word
from evaluatie.evaluation.weighing import Check, firmness
from evaluatie.report.reading import Reader

MakeStudy = Callable[..., ev.Study]
DATED = [
    {"id": name, "label": name, "file": f"{name}.csv", "date": date}
    for name, date in (("t0", "2024-01-01"), ("t1", "2026-01-01"))
]
FIXED = {"fixed_on": "2025-01-01", "primary": ["wellbeing"], "smallest_effect": 0.2}
CHECKS = ("beforehand", "corrected", "meaning", "estimators", "choices")


def wave(n: int, shift: float = 0.0, seed: int = 1, start: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    values = np.clip(np.round(rng.normal(3 + shift, 0.9, n) * 3) / 3, 1, 5)
    return pd.DataFrame({"code": np.arange(start, start + n), "wellbeing": values.round(6)})


def keys(section: Section, topic: str | None = None) -> list[str]:
    return [finding.key for finding in section.findings if topic is None or finding.topic == topic]


def checked(section: Section) -> dict[str, str]:
    """Give the words of the checks of the first outcome."""
    table = section.displays[0]
    return {
        name: slot.key.removeprefix("check.")
        for name, slot in zip(CHECKS, table.rows[0].cells[1:], strict=True)
        if slot is not None
    }


# --- how firmly -------------------------------------------------------------------------------------------------------


def judged(word: str) -> JudgedChange:
    """Make a change with a verdict of this word."""
    shift, spread, bound = {
        "improved": (0.5, 0.5, 0.2), "inconclusive": (0.1, 1.0, 0.05), "unchanged": (0.0, 0.2, 0.2),
    }[word]  # fmt: skip
    changes = shift + spread * np.linspace(-1, 1, 40)
    before = np.random.default_rng(1).normal(3, 0.5, 40)
    change = paired_from_complete(before, before + changes)
    found = verdict_on(change.mean_change, change.se, change.df, bound=bound, direction="higher")
    assert found.word == word
    return JudgedChange(change.method, change.notes, change, found)


SOUND = {"beforehand": "yes", "corrected": "yes", "meaning": "yes", "estimators": "yes", "choices": "yes"}


@pytest.mark.parametrize(
    ("word", "otherwise", "expected"),
    [
        ("improved", {}, "firm"),
        ("unchanged", {}, "firm"),
        ("improved", {"corrected": "unneeded"}, "firm"),
        ("improved", {"beforehand": "secondary"}, "firm"),
        ("improved", {"beforehand": "no", "corrected": "no"}, "fair"),
        ("improved", {"estimators": "no"}, "fair"),
        ("improved", {"choices": "partly"}, "fair"),
        ("improved", {"choices": "no"}, "fair"),
        ("improved", {"meaning": "unknown"}, "fair"),
        ("improved", {"meaning": "partly"}, "fair"),
        ("improved", {"meaning": "no"}, "open"),
        ("improved", {"corrected": "no"}, "open"),
        ("inconclusive", {}, "open"),
    ],
)
def test_a_change_is_as_firm_as_its_checks(word: str, otherwise: dict[str, str], expected: str) -> None:
    checks = tuple(Check(name, said) for name, said in {**SOUND, **otherwise}.items())
    assert firmness(judged(word), checks) == expected


def answered(shift: float, seed: int, n: int = 320) -> pd.DataFrame:
    """Answers to the sixteen items, by the same people and the same model at every wave."""
    trait = np.random.default_rng(7).normal(0, 0.8, (n, 2))
    rng = np.random.default_rng(seed)
    of_items = np.repeat(trait, 8, axis=1) + 0.5 * trait[:, :1]
    answers = np.clip(np.round(3 + shift + of_items + rng.normal(0, 0.8, (n, 16))), 1, 5)
    return pd.DataFrame(answers, columns=[f"q{number}" for number in range(1, 17)]).assign(code=range(n))


def of_items(make_study: MakeStudy, last: pd.DataFrame, **more: Any) -> ev.Study:
    return make_study(
        {"t0": answered(0, 1), "t1": last},
        survey={"respondent": "code", "items": {"pgis": "q{n}"}},
        plan={**FIXED, "primary": ["pgis.belonging"], **more},
        waves_block=DATED,
    )


def test_a_change_that_passes_every_check_is_firm(make_study: MakeStudy) -> None:
    study = of_items(make_study, answered(0.4, 2).iloc[:300])
    section = ev.conclusions(study)
    assert checked(section) == SOUND | {"corrected": "unneeded"}
    assert keys(section, "supported") == ["conclusions.firm"]
    bundle = ev.release(section).bundle
    assert bundle["findings"][0]["key"] == "conclusions.firm"
    assert "conclusions.not_fixed" not in keys(section)
    for language in ("nl", "en"):
        assert Reader(bundle, language).text(bundle["findings"][0])


def test_a_change_of_what_questions_mean_leaves_it_open(make_study: MakeStudy) -> None:
    last = answered(0.0, 2)
    # at the last wave three of the items of belonging ask something else
    last[["q1", "q2", "q3"]] = np.random.default_rng(3).integers(1, 6, (len(last), 3))
    section = ev.conclusions(of_items(make_study, last))
    assert checked(section)["meaning"] == "no"
    assert keys(section, "supported") == ["conclusions.open"]


def test_of_ready_scores_it_is_not_known_whether_they_mean_the_same(make_study: MakeStudy) -> None:
    study = make_study({"t0": wave(80), "t1": wave(60, 0.9, 2)}, plan=FIXED, waves_block=DATED)
    section = ev.conclusions(study)
    assert checked(section) == SOUND | {"corrected": "unneeded", "meaning": "unknown"}
    assert keys(section, "supported") == ["conclusions.fair", "conclusions.check.meaning"]


@pytest.mark.parametrize(
    ("plan", "dates", "expected"),
    [
        (FIXED, DATED, "yes"),
        (FIXED | {"fixed_on": "2026-06-01"}, DATED, "no"),
        (FIXED | {"fixed_on": None}, DATED, "no"),
        (FIXED | {"primary": []}, DATED, "no"),
        (FIXED, [{**one, "date": None} for one in DATED], "no"),
    ],
)
def test_beforehand_is_before_the_follow_up(
    make_study: MakeStudy, plan: dict[str, Any], dates: list[dict[str, Any]], expected: str
) -> None:
    study = make_study({"t0": wave(80), "t1": wave(60, 0.9, 2)}, plan=plan, waves_block=dates)
    section = ev.conclusions(study)
    assert checked(section)["beforehand"] == expected
    assert ("conclusions.not_fixed" in keys(section, "bounds")) == (expected == "no")


def test_an_estimator_that_says_otherwise_is_named(make_study: MakeStudy) -> None:
    # who came later scores low: the level falls while people rise
    rng = np.random.default_rng(6)
    first = pd.DataFrame({"code": range(60), "wellbeing": rng.normal(3, 0.4, 60)})
    again = first["wellbeing"] + rng.normal(0.4, 0.2, 60)
    new = pd.DataFrame({"code": range(100, 190), "wellbeing": rng.normal(2.0, 0.4, 90)})
    last = pd.concat([first.assign(wellbeing=again), new])
    study = make_study(
        {"t0": first.round(4), "t1": last.clip(lower=0).round(4)}, plan=FIXED | {"estimator": "linked"},
        waves_block=DATED,
    )  # fmt: skip
    section = ev.conclusions(study)
    assert checked(section)["estimators"] == "no"
    assert checked(section)["choices"] == "no"
    assert {"conclusions.check.estimators", "conclusions.check.choices"} <= set(keys(section, "supported"))
    about = next(finding for finding in section.findings if finding.key.startswith("conclusions.about"))
    assert about.key == "conclusions.about.linked"
    assert "change.other_differs" in keys(ev.change(study))


def test_the_conclusion_says_of_whom_it_is(make_study: MakeStudy) -> None:
    for number, (estimator, who) in enumerate((("mixed", "answered"), ("linked", "linked"), ("everyone", "workforce"))):
        study = make_study(
            {"t0": wave(80), "t1": wave(60, 0.9, 2)}, plan=FIXED | {"estimator": estimator}, name=f"org-{number}"
        )
        section = ev.conclusions(study)
        assert section.findings[0].slots["who"].key == f"conclusions.who.{who}"
        assert f"conclusions.about.{who}" in keys(section, "bounds")


@pytest.mark.parametrize("make", [ev.conclusions, ev.summary])
def test_all_that_is_said_of_whom_it_is_follows_the_estimator_that_gave_the_headline(
    make_study: MakeStudy, make: Callable[[ev.Study], Section]
) -> None:
    # everyone answered twice, or nearly, so that no mixed model is fitted; nobody knows who is employed
    study = make_study({"t0": wave(62), "t1": wave(60, 0.9, 2)}, plan=FIXED, waves_block=DATED)
    bundle = ev.release(make(study)).bundle
    (about,) = (one["key"] for one in bundle["findings"] if one["key"].startswith("conclusions.about"))
    assert about == "conclusions.about.linked"
    who = [
        one["slots"][name]["word"] for one in bundle["findings"] for name in ("who", "counted") if name in one["slots"]
    ]
    assert {word.rpartition(".")[2] for word in who if word.startswith(("conclusions.who", "counted."))} == {"linked"}


def test_of_a_hidden_headline_it_is_not_told_which_estimator_gave_it(make_study: MakeStudy) -> None:
    said = set()
    for number, last in enumerate((wave(7, 0.9, 2), wave(7, 0.9, 2).assign(code=range(3, 10)))):
        study = make_study({"t0": wave(7), "t1": last}, name=f"org-{number}")
        findings = ev.release(ev.conclusions(study)).bundle["findings"]
        said |= {one["key"] for one in findings if one["key"].startswith("conclusions.about")}
    assert said == {"conclusions.about.answered"}


def test_the_last_wave_is_compared_with_the_first(make_study: MakeStudy) -> None:
    section = ev.conclusions(make_study({"t0": wave(60), "t1": wave(60, 0.9, 2), "t2": wave(60, 0.0, 3)}))
    assert [display.id for display in section.displays] == ["table-conclusions-t0-t2"]
    assert {key.split("/")[2] for key in section.results if key.startswith("wellbeing")} == {"t0-t2"}


def test_an_outcome_of_few_is_not_concluded_upon(make_study: MakeStudy) -> None:
    bundle = ev.release(ev.conclusions(make_study({"t0": wave(7), "t1": wave(7, 0.9, 2)}))).bundle
    assert [one["key"] for one in bundle["findings"] if one.get("topic") == "supported"] == ["conclusions.not_shown"]
    (row,) = bundle["displays"][0]["rows"]
    assert not [slot for slot in row["cells"] if slot is not None and "verdict" in slot.get("word", "")]


@pytest.mark.parametrize("start", [0, 58])
def test_what_the_section_on_change_says_is_concluded_upon(make_study: MakeStudy, start: int) -> None:
    # three people answered once, so that the level at one wave is hidden; or two of them answered twice
    study = make_study({"t0": wave(60), "t1": wave(60 if start else 57, 0.9, 2, start)}, plan=FIXED, waves_block=DATED)
    said = next(one["key"] for one in ev.release(ev.change(study)).bundle["findings"] if one["role"] == "headline")
    assert said == "change.verdict.improved_clear"
    concluded = ev.release(ev.conclusions(study)).bundle["findings"][0]["key"]
    assert concluded in ("conclusions.fair", "conclusions.firm")


# --- what was done otherwise -----------------------------------------------------------------------------------------


def deviations(study: ev.Study) -> list[str]:
    return [key.removeprefix("change.deviation.") for key in keys(ev.change(study)) if "deviation" in key]


def test_deviations_from_the_plan_are_listed(make_study: MakeStudy) -> None:
    scores = {
        name: {"column": name, "range": [1, 5], "direction": "higher", "label": name} for name in ("wellbeing", "other")
    }
    first, last = wave(60).assign(other=3.0), wave(60, 0.5, 2).assign(other=3.5)
    asked_otherwise = {
        "survey": {"unit": "team", "scores": scores},
        "plan": FIXED | {
            "secondary": ["other"], "estimator": "mixed", "comparison": ["z"],
            "deviations": [{"nl": "de meting was later", "en": "the wave was later"}, "nog iets"],
        },
    }  # fmt: skip
    study = make_study({"t0": first.assign(team="p"), "t1": last.assign(team="p")}, **asked_otherwise)
    assert deviations(study) == ["estimator", "comparison", "said", "said"]
    bundle = ev.release(ev.change(study)).bundle
    said = [finding for finding in bundle["findings"] if finding["key"] == "change.deviation.said"]
    assert "de meting was later" in str(Reader(bundle, "nl").text(said[0]))
    assert "the wave was later" in str(Reader(bundle, "en").text(said[0]))
    assert all(finding["role"] == "caveat" for finding in said)


def test_a_planned_outcome_that_was_asked_otherwise_is_a_deviation(make_study: MakeStudy) -> None:
    dated = [dict(DATED[0]), {**DATED[1], "asked": {"pgis": {"range": [1, 7]}}}]
    study = make_study(
        {"t0": answered(0, 1, 60), "t1": answered(0.3, 2, 60)},
        survey={"respondent": "code", "items": {"pgis": "q{n}"}},
        plan=FIXED | {"primary": ["pgis.belonging"], "secondary": ["pgis.authenticity"]},
        waves_block=dated,
    )
    assert deviations(study) == ["not_compared", "not_compared"]
    assert not [key for key in ev.change(study).results if "/choices" in key]


def test_a_plan_that_was_kept_to_has_no_deviations(make_study: MakeStudy) -> None:
    assert not deviations(make_study({"t0": wave(60), "t1": wave(60, 0.9, 2)}, plan=FIXED, waves_block=DATED))


def test_a_verdict_that_claims_no_change_has_none_to_lose_when_all_outcomes_are_counted() -> None:
    study = ev.load_study("demo-waterschap")
    section = ev.conclusions(study)
    (table,) = [display for display in section.displays if display.id.startswith("table-conclusions")]
    told = [[cell.key for cell in row.cells if isinstance(cell, Word)] for row in table.rows]
    for words in told:
        claims = words[0].endswith(("improved", "worsened", "improved_clearly", "worsened_clearly", "up", "down"))
        assert ("check.unclaimed" in words) == (not claims), words
    assert any("check.unclaimed" in words for words in told)
