"""The summary: the numbers and the judgement of the other sections, in the order of certainty, for every delivery."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.evaluation import Section
from evaluatie.evaluation.scored import Scores
from evaluatie.evaluation.summarising.changed import FIRMNESS, chosen, rank
from evaluatie.evaluation.summarising.names import FINDINGS, LEAST, ROWS
from evaluatie.evaluation.weighing import weigh
from evaluatie.report.reading import Reader

MakeStudy = Callable[..., ev.Study]
Bundle = dict[str, Any]
OTHERS = (
    ev.response, ev.baseline, ev.change, ev.retention_and_promotion, ev.interventions, ev.conversations, ev.conclusions,
)  # fmt: skip
GROUPS = {"g": {"column": "g", "reference": "a", "focal": ["b"], "label": "g"}}
DATED = [
    {"id": name, "label": name, "file": f"{name}.csv", "date": date, "invited": 500}
    for name, date in (("t0", "2024-01-01"), ("t1", "2026-01-01"))
]
FIXED = {"fixed_on": "2025-01-01", "primary": ["wellbeing"], "smallest_effect": 0.2}
#: what the words of a verdict say of the change, by the direction of the scale
SIDES = {
    "improved": {"higher": 1, "lower": -1}, "worsened": {"higher": -1, "lower": 1},
    "increased": {"ambiguous": 1}, "decreased": {"ambiguous": -1},
}  # fmt: skip


def wave(n: int, shift: float = 0.0, seed: int = 1, start: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    values = np.clip(np.round(rng.normal(3 + shift, 0.9, n) * 3) / 3, 1, 5)
    about = {"code": np.arange(start, start + n), "g": rng.choice(["a", "b"], n)}
    return pd.DataFrame({**about, "wellbeing": values.round(6)})


def scores(*names: str, direction: str = "higher") -> dict[str, Any]:
    return {name: {"column": name, "range": [1, 5], "direction": direction, "label": name} for name in names}


def several(n: int, names: tuple[str, ...], shift: float, seed: int) -> pd.DataFrame:
    """Answers to several outcomes, of which each later one shifts less."""
    frames = [wave(n, shift / (place + 1), seed + place) for place in range(len(names))]
    return frames[0].drop(columns="wellbeing").assign(
        **{name: frame["wellbeing"] for name, frame in zip(names, frames, strict=True)}
    )  # fmt: skip


def bundle_of(study: ev.Study) -> Bundle:
    return ev.release(ev.summary(study)).bundle


def sentences(bundle: Bundle, language: str = "en", topic: str | None = None) -> list[str]:
    reader = Reader(bundle, language)
    told = [one for one in bundle["findings"] if topic is None or one.get("topic", "") == topic]
    found = [reader.text(one) for one in told]
    assert None not in found
    return [text for text in found if text is not None]


def keys(bundle: Bundle, topic: str) -> list[str]:
    return [one["key"] for one in bundle["findings"] if one.get("topic", "") == topic]


# --- the same numbers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("organisation", ["univbct-1022", "demo-waterschap", "demo-zorg", "lq2002"])
def test_every_number_is_one_that_another_section_shows(organisation: str) -> None:
    study = ev.load_study(organisation)
    elsewhere: dict[str, list[dict[str, Any]]] = {}
    for make in OTHERS:
        for id_, number in ev.release(make(study)).bundle["numbers"].items():
            elsewhere.setdefault(id_.partition(".")[2], []).append(number)
    numbers = bundle_of(study)["numbers"]
    assert numbers
    for id_, number in numbers.items():
        same = elsewhere.get(id_.partition(".")[2], [])
        assert same, id_
        assert all(number == other for other in same), id_


def test_changes_are_those_of_the_change_section_and_the_conclusions(make_study: MakeStudy) -> None:
    names = ("wellbeing", "other", "third")
    plan = {**FIXED, "secondary": ["other", "third"]}
    waves = {"t0": several(90, names, 0.0, 1), "t1": several(80, names, 0.9, 11)}
    survey = {"respondent": "code", "scores": scores(*names)}
    study = make_study(waves, survey=survey, plan=plan, waves_block=DATED)
    told, changes, concluded = (make(study) for make in (ev.summary, ev.change, ev.conclusions))
    for name in names:
        for estimator in ("mixed", "linked", "everyone"):
            key = f"{name}/all/t0-t1/{estimator}"
            found = [one.results[key].result.estimates() for one in (told, changes, concluded)]
            assert found[0] == found[1] == found[2]


# --- the words of a verdict, by its figures ---------------------------------------------------------------------------


def told_of(bundle: Bundle, outcome: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give each sentence about an outcome's change: its key, its verdict's word, and the number."""
    for finding in bundle["findings"]:
        slots = finding["slots"]
        if "change" in slots and slots.get("outcome", {}).get("label") == ["outcome", outcome]:
            verdict = slots.get("verdict", {}).get("word", "").rpartition(".")[2]
            yield finding["key"], verdict, bundle["numbers"][slots["change"]["ref"]]


def narrow(bundle: Bundle, number: dict[str, Any]) -> dict[str, Any]:
    """Give the 90% interval beside a change."""
    (id_,) = [id_ for id_, one in bundle["numbers"].items() if one is number]
    return bundle["numbers"][f"{id_.rpartition('.')[0]}.equivalence"]


@pytest.mark.parametrize("linking", ["linked", "unlinked"])
@pytest.mark.parametrize("fixed", [True, False])
@pytest.mark.parametrize("direction", ["higher", "lower", "ambiguous"])
@pytest.mark.parametrize("shift", [-0.9, -0.35, 0.0, 0.35, 0.9])
def test_no_verdict_contradicts_its_figures(
    make_study: MakeStudy, linking: str, fixed: bool, direction: str, shift: float
) -> None:
    survey = {"scores": scores("wellbeing", direction=direction)}
    study = make_study(
        {"t0": wave(150), "t1": wave(140, shift, 2)},
        survey=survey | ({"respondent": "code"} if linking == "linked" else {}),
        plan=FIXED if fixed else {key: FIXED[key] for key in ("primary", "smallest_effect")},
        waves_block=DATED,
    )
    bundle = bundle_of(study)
    ((key, verdict, number),) = told_of(bundle, "wellbeing")
    bound = bundle["numbers"]["summary.wellbeing/all/t0-t1/smallest_effect.bound"]["estimate"]
    low, high = number["ci_low"], number["ci_high"]
    within = narrow(bundle, number)
    if key == "summary.open":
        assert low < 0 < high
        assert not (-bound < within["ci_low"] and within["ci_high"] < bound)
    elif verdict == "unchanged":
        assert -bound < within["ci_low"] < within["ci_high"] < bound
    else:
        word, _, clear = verdict.partition("_")
        side = SIDES[word][direction]
        assert low * side > 0
        assert high * side > 0
        assert bool(clear) == (min(low * side, high * side) > bound)
    # and says the same as the other sections: by their words, and by what the picture has beside the name
    change = ev.release(ev.change(study)).bundle
    headline = next(one["key"] for one in change["findings"] if one["role"] == "headline")
    assert headline.rpartition(".")[2] == (verdict or "inconclusive")
    concluded = ev.release(ev.conclusions(study)).bundle["findings"][0]
    assert concluded["key"].rpartition(".")[2] == key.split(".")[1]
    (figure,) = bundle["displays"]
    assert figure["rows"][0]["head"][1] == {"word": f"verdict.{verdict or 'inconclusive'}"}
    for language in ("nl", "en"):
        wording = Reader(bundle, language).wording
        (said,) = (one for one in sentences(bundle, language, "summary_found") if "wellbeing" in one)
        assert Reader(bundle, language).numerals.interval(number) in said
        words = {name: wording.text(f"summary.verdict.{name}").replace("**", "") for name in ("improved", "worsened")}
        if verdict in words:
            assert words[verdict] in said
        assert not [word for name, word in words.items() if not verdict.startswith(name) and word in said]


@pytest.mark.parametrize("extra", [-0.8, 0.0, 0.8])
@pytest.mark.parametrize("allocation", ["random", "other", "low_scores"])
def test_a_comparison_says_which_side_changed_more_and_whether_lots_were_drawn(
    make_study: MakeStudy, extra: float, allocation: str
) -> None:
    exposed = np.repeat([True, False], 150)
    first, last = wave(300), wave(300, 0.0, 2)
    last["wellbeing"] = (last["wellbeing"] + extra * exposed).clip(1, 5)
    waves = {name: one.assign(g=np.where(exposed, "b", "a")) for name, one in (("t0", first), ("t1", last))}
    plan = {**FIXED, "comparison": "g", "allocation": allocation}
    bundle = bundle_of(make_study(waves, groups=GROUPS, plan=plan, waves_block=DATED))
    (finding,) = (one for one in bundle["findings"] if one["key"].startswith("summary.compared"))
    number = bundle["numbers"][finding["slots"]["difference"]["ref"]]
    if extra:
        how = "by_lot" if allocation == "random" else "not_by_lot"
        assert finding["key"] == f"summary.compared.{how}.{'improved' if extra > 0 else 'worsened'}"
        assert number["ci_low"] * extra > 0
        assert finding["topic"] == "summary_found"
    else:
        assert (finding["key"], finding["topic"]) == ("summary.compared.inconclusive", "summary_unknown")
        assert number["ci_low"] < 0 < number["ci_high"]


# --- what is told, in which order -------------------------------------------------------------------------------------


def many(make_study: MakeStudy, **plan: Any) -> ev.Study:
    names = tuple(f"o{place}" for place in range(9))
    first, last = several(160, names, 0.0, 1), several(150, names, 0.0, 40)
    for place, name in enumerate(names):  # in the plan's order from nothing to much
        last[name] = (last[name] + place * 0.12).clip(1, 5)
    survey = {"respondent": "code", "scores": scores(*names)}
    plan = {"fixed_on": "2025-01-01", "primary": ["o0"], "secondary": list(names[1:]), "smallest_effect": 0.2} | plan
    return make_study({"t0": first, "t1": last}, survey=survey, plan=plan, groups=GROUPS, waves_block=DATED)


def test_findings_stand_in_the_order_of_certainty_with_what_was_to_decide_among_them(make_study: MakeStudy) -> None:
    study = many(make_study)
    weighed = weigh(Scores(study), "summary")
    told = chosen(weighed, FINDINGS - 1)
    assert len(told) == FINDINGS - 1
    assert "o0" in told
    ranks = [rank(weighed, outcome) for outcome in told]
    assert ranks == sorted(ranks)
    assert [FIRMNESS[place] for place, *_ in ranks] == [weighed.firmness(outcome) for outcome in told]
    # what was to be decided upon cannot be told, so it stands last; nothing as uncertain stands in its place
    assert weighed.firmness("o0") == "open"
    assert told[-1] == "o0"
    found = keys(bundle_of(study), "summary_found")
    assert [one for one in found if one.startswith("summary.open")] == ["summary.open"]
    assert len(found) <= FINDINGS


def test_equally_certain_outcomes_go_before_subscales_of_a_total_that_is_told(make_study: MakeStudy) -> None:
    def answers(seed: int, shift: int) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        person = np.random.default_rng(9).normal(0, 0.8, 120)
        items = {
            f"q{place}": np.clip(np.round(2.4 + shift + person + rng.normal(0, 0.5, 120)), 1, 5)
            for place in range(1, 17)
        }
        return pd.DataFrame({"code": range(120), **items, "w1": items["q1"] + 0.25, "w2": items["q2"] + 0.5})

    own = {name: {"column": name, "range": [1, 6], "direction": "higher", "label": name} for name in ("w1", "w2")}
    parts = ["pgis.belonging", "pgis.authenticity"]
    study = make_study(
        {"t0": answers(1, 0), "t1": answers(2, 1)},
        survey={"respondent": "code", "items": {"pgis": "q{n}"}, "scores": own},
        plan={**FIXED, "primary": ["pgis.total"], "secondary": [*parts, "w1", "w2"]},
        waves_block=DATED,
    )
    weighed = weigh(Scores(study), "summary")
    equal = {name: weighed.firmness(name) for name in ("w1", *parts)}
    told = chosen(weighed, 3)
    assert told[0] == "pgis.total" or weighed.firmness("pgis.total") != "firm"
    assert len(set(equal.values())) == 1, equal
    assert set(told) == {"pgis.total", "w1", "w2"}
    assert [one for one in chosen(weighed, 5) if one in parts] == parts


def test_who_did_not_take_part_was_followed_without_a_planned_comparison() -> None:
    bundle = bundle_of(ev.load_study("demo-waterschap"))
    assert "conclusions.why.unplanned" in keys(bundle, "summary_unknown")
    (told,) = (one for one in bundle["findings"] if one["key"] == "conclusions.why.unplanned")
    assert "comparison" in str(Reader(bundle, "en").text(told))
    assert "conclusions.why.unplanned" in section_keys(ev.conclusions(ev.load_study("demo-waterschap")))


def test_where_nothing_is_certain_three_outcomes_are_told_and_no_more(make_study: MakeStudy) -> None:
    names = ("a", "b", "c", "d", "e")
    waves = {name: several(40, names, 0.0, seed) for name, seed in (("t0", 1), ("t1", 31))}
    study = make_study(
        waves,
        survey={"respondent": "code", "scores": scores(*names)},
        plan={**FIXED, "primary": ["a"], "secondary": list(names[1:]), "smallest_effect": 0.01},
        waves_block=DATED,
    )
    weighed = weigh(Scores(study), "summary")
    assert {weighed.firmness(name) for name in names} == {"open"}
    assert len(chosen(weighed, FINDINGS)) == LEAST
    assert keys(bundle_of(study), "summary_found") == ["summary.open"] * LEAST


def test_the_picture_has_the_outcomes_of_the_plan_in_its_order_and_no_more_than_fit(make_study: MakeStudy) -> None:
    (figure,) = bundle_of(many(make_study))["displays"]
    assert [row["head"][0]["label"][1] for row in figure["rows"]] == [f"o{place}" for place in range(ROWS)]
    assert {cell["show"] for row in figure["rows"] for cell in row["cells"]} == {"signed_ci", "points"}


def test_a_change_that_does_not_stand_among_the_others_is_no_finding(make_study: MakeStudy) -> None:
    study = many(make_study, primary=[f"o{place}" for place in range(9)], secondary=[])
    bundle = bundle_of(study)
    weighed = weigh(Scores(study), "summary")
    (figure,) = bundle["displays"]
    words = {row["head"][0]["label"][1]: row["head"][1]["word"] for row in figure["rows"]}
    uncorrected = [name for name, word in words.items() if word == "verdict.uncorrected"]
    assert uncorrected
    assert {weighed.firmness(name) for name in uncorrected} == {"open"}


# --- every delivery ---------------------------------------------------------------------------------------------------


def linked(make_study: MakeStudy) -> ev.Study:
    return make_study({"t0": wave(60), "t1": wave(50, 0.8, 2)}, groups=GROUPS, plan=FIXED, waves_block=DATED)


def one_wave(make_study: MakeStudy) -> ev.Study:
    return make_study({"t0": wave(60)}, groups=GROUPS)


def unlinked(make_study: MakeStudy) -> ev.Study:
    return make_study({"t0": wave(60), "t1": wave(50, 0.8, 2)}, survey={"scores": scores("wellbeing")})


def partly_linked(make_study: MakeStudy) -> ev.Study:
    first = wave(60).astype({"code": "object"})
    first.loc[:9, "code"] = None
    return make_study({"t0": first, "t1": wave(50, 0.8, 2)})


def five_waves(make_study: MakeStudy) -> ev.Study:
    return make_study({f"t{place}": wave(60, 0.1 * place, place + 1) for place in range(5)})


def no_primary(make_study: MakeStudy) -> ev.Study:
    return make_study({"t0": wave(60), "t1": wave(50, 0.8, 2)}, plan={"smallest_effect": 0.2})


def no_primary_one_wave(make_study: MakeStudy) -> ev.Study:
    return make_study({"t0": wave(60)}, plan={})


def few_people(make_study: MakeStudy) -> ev.Study:
    return make_study({"t0": wave(4), "t1": wave(4, 0.8, 2)}, groups=GROUPS)


def few_at_one_wave(make_study: MakeStudy) -> ev.Study:
    return make_study({"t0": wave(4)}, groups=GROUPS)


def a_few_in_one_group(make_study: MakeStudy) -> ev.Study:
    waves = {name: wave(60, shift, seed) for name, shift, seed in (("t0", 0.0, 1), ("t1", 0.8, 2))}
    waves = {name: one.assign(g=["b"] * 4 + ["a"] * 56) for name, one in waves.items()}
    return make_study(waves, groups=GROUPS)


def asked_otherwise(make_study: MakeStudy) -> ev.Study:
    ways = [{"id": "t0", "label": "t0", "file": "t0.csv"},
            {"id": "t1", "label": "t1", "file": "t1.csv", "asked": {"pgis": {"referent": "organisation"}}}]  # fmt: skip
    rng = np.random.default_rng(3)
    frames = {
        name: pd.DataFrame(rng.integers(1, 6, (60, 16)), columns=[f"q{place}" for place in range(1, 17)]).assign(
            code=range(60)
        )
        for name in ("t0", "t1")
    }
    survey = {"respondent": "code", "items": {"pgis": "q{n}"}}
    return make_study(frames, survey=survey, plan={"primary": ["pgis.total"]}, waves_block=ways)


SHAPES = (
    linked, one_wave, unlinked, partly_linked, five_waves, no_primary, no_primary_one_wave, few_people, few_at_one_wave,
    a_few_in_one_group, asked_otherwise,
)  # fmt: skip


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_no_delivery_has_an_empty_summary(make_study: MakeStudy, shape: Callable[..., ev.Study], language: str) -> None:
    study = shape(make_study)
    bundle = bundle_of(study)
    assert bundle["findings"][0]["key"].startswith(("summary.asked.", "summary.level."))
    told = {one["key"].split(".")[1] for one in bundle["findings"] if not one.get("topic")}
    assert told & {"wave", "wave_dated"}
    assert len(keys(bundle, "discuss")) >= 3
    assert len(keys(bundle, "summary_unknown")) >= 2
    found = keys(bundle, "summary_found") + keys(bundle, "summary_start")
    assert len(found) <= FINDINGS
    hidden = shape in (few_people, few_at_one_wave, asked_otherwise)
    assert bool(found) != hidden
    assert len(sentences(bundle, language)) == len(set(sentences(bundle, language)))
    page = ev.report.compose([bundle, ev.release(ev.response(study)).bundle], language)
    assert f'<h2 id="summary-title">{Reader(bundle, language).wording.text("section.summary")}</h2>' in page


@pytest.mark.parametrize("shape", [few_people, few_at_one_wave])
def test_where_all_is_hidden_no_number_is_told_and_that_is_said(
    make_study: MakeStudy, shape: Callable[..., ev.Study]
) -> None:
    bundle = bundle_of(shape(make_study))
    assert all(number["estimate"] is None for number in bundle["numbers"].values())
    assert not [one for one in bundle["findings"] for slot in one["slots"].values() if "ref" in slot]
    said = {"summary.unknown.hidden", "summary.unknown.mean"} & set(keys(bundle, "summary_unknown"))
    assert len(said) == 1
    assert "summary.wave.hidden" in keys(bundle, "")


def test_a_hidden_gap_is_not_named(make_study: MakeStudy) -> None:
    bundle = bundle_of(a_few_in_one_group(make_study))
    (hidden,) = (one for one in bundle["findings"] if one["key"] == "summary.unknown.gap")
    assert hidden["slots"] == {}
    assert not [key for key in keys(bundle, "summary_found") if "gap" in key]


def test_an_outcome_that_was_asked_otherwise_is_not_summed_up(make_study: MakeStudy) -> None:
    bundle = bundle_of(asked_otherwise(make_study))
    assert "summary.unknown.asked_otherwise" in keys(bundle, "summary_unknown")
    assert not list(told_of(bundle, "pgis.total"))


def test_what_would_have_shown_is_told_of_what_cannot_be_told_only(make_study: MakeStudy) -> None:
    improved, unclear = linked(make_study), make_study({"t0": wave(40), "t1": wave(40, 0.0, 2)}, name="org-b")
    for study, expected in ((improved, False), (unclear, True)):
        assert ("summary.unknown.would_show" in keys(bundle_of(study), "summary_unknown")) == expected


def section_keys(section: Section) -> list[str]:
    return [finding.key for finding in section.findings]


def test_what_was_done_is_counted_from_the_log_and_its_absence_is_said(make_study: MakeStudy) -> None:
    assert "doing.none" in section_keys(ev.summary(linked(make_study)))
    section = ev.summary(ev.load_study("demo-waterschap"))
    assert "doing.count" in section_keys(section)
    (here,) = (one for one in section.findings if one.key == "doing.count")
    (there,) = (one for one in ev.interventions(ev.load_study("demo-waterschap")).findings if one.key == "doing.count")
    assert here.slots == there.slots


def test_the_summary_is_first_in_the_report(root: Path) -> None:
    from evaluatie.run.notebooks import section_notebooks

    assert section_notebooks(root / "notebooks")[0].name == "05_summary.ipynb"
