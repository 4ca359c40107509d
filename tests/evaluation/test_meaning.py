"""Does a scale mean the same at waves and in groups? Answers whose items shift by a known amount, and what is said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from delivered import summarised, write
from evaluatie.evaluation import Section
from evaluatie.evaluation.scale_results import MeaningTest
from evaluatie.evaluation.trust import rules
from evaluatie.report.reading import Reader
from tolerances import FITTED

MakeStudy = Callable[..., ev.Study]
SCALE = "affective_commitment.total"
COLUMNS = [f"c{k}" for k in range(1, 7)]
REVERSED = [f"c{k}" for k in ev.instrument("affective_commitment").reversed]
SURVEY = {"respondent": "code", "items": {"affective_commitment": "c{n}"}}
UNLINKED = {"items": SURVEY["items"]}
PLAN = {"primary": [SCALE], "smallest_effect": 0.2}
GROUPS = {"g": {"column": "g", "reference": "a", "focal": ["b"]}}
LEVELS = ("configural", "metric", "scalar")
EQUAL, ONE, HALF = (0.0,) * 6, (0, 0, 1.2, 0, 0, 0), (1.2, -1.2, 1.2, 0, 0, 0)
MODEL = "f1 =~ " + " + ".join(f"affective_commitment_{k}" for k in range(1, 7))
LOADING = 1.2


def answers(rng: np.random.Generator, trait: np.ndarray, shift: Sequence[float]) -> pd.DataFrame:
    """Answers from 1 to 7; `shift` is added to each item, as it is once it has been turned."""
    found = 4 + LOADING * trait[:, None] + rng.normal(0, 0.8, (len(trait), 6)) + np.array(shift)
    frame = pd.DataFrame(np.clip(np.round(found), 1, 7), columns=COLUMNS)
    frame[REVERSED] = 8 - frame[REVERSED]
    return frame


def two_waves(
    n: int = 400, shift: Sequence[float] = EQUAL, move: float = 0.0, seed: int = 1
) -> dict[str, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    before = rng.normal(0, 1, n)
    after = 0.7 * before + 0.7 * rng.normal(0, 1, n) + move
    made = {"t0": answers(rng, before, EQUAL), "t1": answers(rng, after, shift)}
    return {wave: frame.assign(code=range(n)) for wave, frame in made.items()}


def by_group(shifts: dict[str, tuple[int, Sequence[float]]], seed: int = 8) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    made = [answers(rng, rng.normal(0, 1, n), shift).assign(g=name) for name, (n, shift) in shifts.items()]
    frame = pd.concat(made, ignore_index=True)
    return frame.assign(code=range(len(frame)))


def turned(frame: pd.DataFrame) -> pd.DataFrame:
    """The items as they are compared, under the names that the study gives them."""
    items = frame.assign(**{name: 8 - frame[name] for name in REVERSED})
    return items.rename(columns={name: f"affective_commitment_{name[1:]}" for name in COLUMNS})


def change(make_study: MakeStudy, waves: dict[str, pd.DataFrame], **more: Any) -> Section:
    return ev.change(make_study(waves, **{"survey": SURVEY, "plan": PLAN, **more}))


def baseline(make_study: MakeStudy, frame: pd.DataFrame, **more: Any) -> Section:
    return ev.baseline(make_study({"t0": frame}, **{"survey": SURVEY, "plan": PLAN, "groups": GROUPS, **more}))


def said(section: Section, of: str = "meaning.") -> list[str]:
    return [finding.key for finding in section.findings if finding.key.startswith(of)]


def finding(section: Section, key: str) -> Any:
    (found,) = [one for one in section.findings if one.key == key]
    return found


def word(section: Section, display: str = "table-change-t0-t1", row: int = 0) -> Any:
    (table,) = [one for one in section.displays if one.id == display]
    return table.rows[row].cells[-1]


def invariance_of(section: Section, suffix: str = "t0-t1", outcome: str = SCALE) -> ev.scales.Invariance:
    return section.results[f"{outcome}/{suffix}/meaning"].result.test


def composed(section: Section) -> dict[str, str]:
    bundle = ev.release(section).bundle
    return {language: ev.report.compose([bundle], language) for language in ("nl", "en")}


# --- at two waves -----------------------------------------------------------------------------------------------------


def test_equal_items_may_be_compared(make_study: MakeStudy) -> None:
    section = change(make_study, two_waves(move=0.3))
    assert said(section) == ["meaning.waves.may"]
    assert finding(section, "meaning.waves.may").role == "main"
    assert word(section).key == "comparable.may"
    assert "As far as can be tested" in composed(section)["en"]


@pytest.mark.parametrize("size", [1.2, -1.2])
@pytest.mark.parametrize("linked", [True, False])
def test_an_item_that_shifts_is_named_with_the_bias_that_it_brings(
    make_study: MakeStudy, size: float, linked: bool
) -> None:
    waves = two_waves(shift=(0, 0, size, 0, 0, 0), move=0.3)
    section = change(make_study, waves, survey=SURVEY if linked else UNLINKED)
    assert said(section) == ["meaning.waves.caveat", "meaning.bias"]
    named = finding(section, "meaning.waves.caveat")
    assert (named.role, named.slots["item"].id) == ("caveat", "affective_commitment_3")
    (bias,) = [one for one in section.results[f"{SCALE}/t0-t1/meaning"].result.estimates() if one.term == "bias"]
    # one of six items shifts: the mean of the scale moves by a sixth of that, a little less at the ends of the range
    assert bias.estimate == pytest.approx(size / 6, abs=0.05)
    assert finding(section, "meaning.bias").slots["bias"].number == f"change.{SCALE}/t0-t1/meaning.bias"
    assert word(section).key == "comparable.caveat"
    change_found = section.results[f"{SCALE}/all/t0-t1/{'everyone' if linked else 'unlinked'}"].result.change
    assert change_found.mean_change - bias.estimate == pytest.approx(0.3 * LOADING, abs=0.15)
    pages = composed(section)
    assert f"{'+' if size > 0 else '−'}0.{abs(bias.estimate) * 100:02.0f} points" in pages["en"]
    assert "question 3 (c3)" in pages["en"]
    assert "vraag 3 (c3)" in pages["nl"]


def test_the_bias_is_the_difference_between_what_was_observed_and_what_items_have_in_common(
    make_study: MakeStudy,
) -> None:
    waves = two_waves(shift=ONE, move=0.3)
    section = change(make_study, waves)
    shifts = invariance_of(section).shifts.iloc[0]
    observed = turned(waves["t1"]).iloc[:, :6].to_numpy().mean() - turned(waves["t0"]).iloc[:, :6].to_numpy().mean()
    assert shifts["observed"] == pytest.approx(observed, rel=FITTED)
    assert shifts["bias"] == pytest.approx(observed - shifts["latent"], rel=FITTED)


def test_where_half_of_the_items_shift_that_is_said_before_the_verdict_and_as_loud(make_study: MakeStudy) -> None:
    section = change(make_study, two_waves(shift=HALF))
    assert said(section) == ["meaning.waves.not"]
    keys = [one.key for one in section.findings]
    # of a change that should not be read as one there is a figure, and no verdict
    assert not [key for key in keys if key.startswith("change.verdict.")]
    verdict = "change.estimate"
    assert keys.index("meaning.waves.not") + 1 == keys.index(verdict)
    assert finding(section, "meaning.waves.not").role == finding(section, verdict).role == "headline"
    assert word(section).key == "comparable.not"
    bundle = ev.release(section).bundle
    for language in ("nl", "en"):
        reader, page = Reader(bundle, language), ev.report.compose([bundle], language)
        first, second = (
            str(reader.html(one))
            for key in ("meaning.waves.not", verdict)
            for one in bundle["findings"]
            if one["key"] == key
        )
        figure = reader.wording.text("figure.change", first="t0", last="t1")
        body = page[page.index('id="change"') :]
        assert body.index(first) < body.index(second) < body.index(figure)


def test_where_a_secondary_outcome_does_not_mean_the_same_that_is_said_as_well(make_study: MakeStudy) -> None:
    rng = np.random.default_rng(3)
    waves = {
        wave: frame.assign(w=np.clip(rng.normal(3, 0.8, 300).round(2), 1, 5))
        for wave, frame in two_waves(300, shift=HALF).items()
    }
    scores = {"wellbeing": {"column": "w", "range": [1, 5], "direction": "higher", "label": "w"}}
    plan = {"primary": ["wellbeing"], "secondary": [SCALE], "smallest_effect": 0.2}
    section = change(make_study, waves, survey=SURVEY | {"scores": scores}, plan=plan)
    assert word(section, row=1).key == "comparable.not"
    said_of = ("change.verdict.", "change.estimate")
    verdicts = [one for one in section.findings if one.key.startswith(said_of)]
    assert [one.slots["outcome"].id for one in verdicts] == ["wellbeing", SCALE]
    assert verdicts[1].key == "change.estimate"
    keys = [one.key for one in section.findings]
    assert "meaning.waves.not" in keys
    assert keys.index("meaning.waves.not") < section.findings.index(verdicts[1])


def test_few_people_are_not_tested(make_study: MakeStudy) -> None:
    section = change(make_study, two_waves(45, shift=HALF))
    assert said(section) == ["meaning.waves.few"]
    assert (finding(section, "meaning.waves.few").role, word(section).key) == ("caveat", "comparable.few")
    assert not any(key.endswith("/meaning") for key in section.results)
    assert not any(display.id.startswith("table-meaning") for display in section.displays)
    composed(section)


def test_ready_scores_cannot_be_tested(make_study: MakeStudy) -> None:
    waves = {
        wave: turned(frame).iloc[:, :6].mean(axis=1).round(6).to_frame("score").assign(code=range(len(frame)))
        for wave, frame in two_waves(200).items()
    }
    section = change(make_study, waves, survey={"respondent": "code", "scores": {SCALE: {"column": "score"}}})
    keys = [one.key for one in section.findings]
    assert keys.count("meaning.waves.untested") + keys.count("change.caveat.invariance_scores") == 1
    assert word(section).key == "comparable.untested"
    composed(section)


def test_of_means_only_nothing_is_said(tmp_path: Any) -> None:
    frames = {wave: frame.assign(score=turned(frame).iloc[:, :6].mean(axis=1)) for wave, frame in two_waves(60).items()}
    table = summarised(frames, ("score",), ()).to_csv(index=False)
    study = ev.load_study(
        write(tmp_path / "means", table, survey={"scores": {SCALE: {"column": "score"}}}, plan=PLAN, groups={})
    )
    section = ev.change(study)
    assert said(section) == []
    assert word(section) is None


def test_linked_waves_are_tested_in_one_model_with_everyone_who_answered(make_study: MakeStudy) -> None:
    waves = two_waves(260, shift=ONE)
    waves["t0"], waves["t1"] = waves["t0"].iloc[:220], waves["t1"].iloc[60:]
    waves["t1"] = waves["t1"].reset_index(drop=True)
    waves["t1"].loc[:14, "c2"] = np.nan
    found = invariance_of(change(make_study, waves))
    long = pd.concat([turned(frame).assign(wave=wave) for wave, frame in waves.items()], ignore_index=True)
    by_hand = ev.longitudinal_invariance(MODEL, long, "code", "wave", LEVELS, estimator="mlr", missing="fiml")
    assert found.fits["configural"].n == 260
    assert found.n == by_hand.n == {"t0": 220, "t1": 200}
    assert found.verdict == by_hand.verdict
    assert found.table["cfi"].tolist() == pytest.approx(by_hand.table["cfi"].tolist(), rel=FITTED)


def test_unlinked_waves_are_tested_as_groups(make_study: MakeStudy) -> None:
    waves = two_waves(200, shift=ONE)
    found = invariance_of(change(make_study, waves, survey=UNLINKED))
    both = pd.concat([turned(frame).assign(wave=wave) for wave, frame in waves.items()], ignore_index=True)
    by_hand = ev.invariance(MODEL, both, "wave", LEVELS, estimator="mlr", missing="fiml")
    assert found.fits["configural"].n == 400
    assert found.table["cfi"].tolist() == pytest.approx(by_hand.table["cfi"].tolist(), rel=FITTED)
    assert found.released == by_hand.released == ("affective_commitment_3 ~ 1",)
    assert found.shifts["bias"].iloc[0] == pytest.approx(by_hand.shifts["bias"].iloc[0], rel=FITTED)


@pytest.mark.parametrize(("linked", "counted"), [(99, 400), (100, 300)])
def test_partly_linked_waves_are_one_model_from_a_hundred_linked_people_on(
    make_study: MakeStudy, linked: int, counted: int
) -> None:
    waves = {wave: frame.astype({"code": object}) for wave, frame in two_waves(200).items()}
    waves["t1"].loc[linked:, "code"] = None
    assert rules()["linked"]["fewest"] == 100
    section = change(make_study, waves)
    assert section.study.linking == "partly linked"
    assert invariance_of(section).fits["configural"].n == counted
    assert said(section) == ["meaning.waves.may"]


def test_each_later_wave_has_a_verdict_of_its_own(make_study: MakeStudy) -> None:
    waves = two_waves(200) | {"t2": two_waves(200, shift=HALF)["t1"]}
    section = change(make_study, waves)
    assert said(section) == ["meaning.waves.may", "meaning.waves.not"]
    assert finding(section, "meaning.waves.not").slots["last"].id == "t2"
    assert [word(section, f"table-change-t0-{last}").key for last in ("t1", "t2")] == [
        "comparable.may",
        "comparable.not",
    ]


def test_a_total_is_as_comparable_as_its_least_comparable_part(make_study: MakeStudy) -> None:
    rng = np.random.default_rng(3)

    def wave(shift: float) -> pd.DataFrame:
        belonging = rng.normal(0, 1, 180)
        traits = np.repeat(np.column_stack([belonging, 0.5 * belonging + rng.normal(0, 0.85, 180)]), 8, axis=1)
        found = 3 + 0.8 * (traits + rng.normal(0, 0.8, (180, 16)))
        found[:, 2] += shift
        columns = [f"q{k}" for k in range(1, 17)]
        return pd.DataFrame(np.clip(np.round(found), 1, 5), columns=columns).assign(code=range(180))

    plan = {"primary": ["pgis.total"], "smallest_effect": 0.2}
    waves = {"t0": wave(0), "t1": wave(1.2)}
    section = change(make_study, waves, survey={"respondent": "code", "items": {"pgis": "q{n}"}}, plan=plan)
    (table,) = [one for one in section.displays if one.id == "table-change-t0-t1"]
    words = {row.head[0].id: row.cells[-1].key for row in table.rows}
    assert words == {
        "pgis.total": "comparable.caveat",
        "pgis.belonging": "comparable.caveat",
        "pgis.authenticity": "comparable.may",
    }
    assert {key for key in section.results if key.endswith("/meaning")} == {
        "pgis.belonging/t0-t1/meaning",
        "pgis.authenticity/t0-t1/meaning",
    }
    caveats = [one for one in section.findings if one.key == "meaning.waves.caveat"]
    assert caveats[0].slots["outcome"].id == "pgis.total"
    assert {one.slots["item"].id for one in caveats} == {"pgis_3"}
    biases = [one for one in section.findings if one.key == "meaning.bias"]
    assert {one.slots["outcome"].id for one in biases} == {"pgis.belonging"}
    bundle = ev.release(section).bundle
    for language in ("nl", "en"):
        reader = Reader(bundle, language)
        sentences = [reader.text(one) for one in bundle["findings"]]
        assert len(sentences) == len(set(sentences)), "the same sentence twice"


@pytest.mark.parametrize("flaw", ["constant", "missing"])
@pytest.mark.parametrize("at", ["t0", "t1"])
def test_an_item_without_answers_that_differ_is_no_error(make_study: MakeStudy, flaw: str, at: str) -> None:
    waves = two_waves(160)
    waves[at]["c1"] = 4 if flaw == "constant" else np.nan
    section = change(make_study, waves)
    assert said(section) == ["meaning.waves.untested"]
    assert word(section).key == "comparable.untested"
    composed(section)


def test_the_nested_models_are_in_the_technical_account(make_study: MakeStudy) -> None:
    section = change(make_study, two_waves(shift=ONE))
    (table,) = [one for one in section.displays if one.id == "table-meaning-t0-t1"]
    assert table.technical
    assert [row.head[1].key for row in table.rows] == [f"level_of.{level}" for level in (*LEVELS, "partial_scalar")]
    assert [row.cells[-1].key for row in table.rows] == ["holds.yes", "holds.yes", "holds.no", "holds.yes"]
    found = {one.term: one for one in section.results[f"{SCALE}/t0-t1/meaning"].result.estimates()}
    for row in invariance_of(section).table.to_dict("records"):
        for name in ("cfi", "rmsea", "srmr"):
            assert found[f"{row['level'].replace(' ', '_')}.{name}"].estimate == row[name]
        if row["level"] != "configural":
            assert found[f"{row['level'].replace(' ', '_')}.difference"].estimate == row["chi2_diff"]


# --- in groups --------------------------------------------------------------------------------------------------------


def test_groups_whose_items_are_alike_may_be_compared(make_study: MakeStudy) -> None:
    section = baseline(make_study, by_group({"a": (200, EQUAL), "b": (160, EQUAL)}))
    assert said(section) == ["meaning.groups.may"]
    assert word(section, "table-baseline-g", row=1).key == "comparable.may"
    assert word(section, "table-baseline-g", row=0) is None


@pytest.mark.parametrize("size", [1.2, -1.2])
def test_an_item_that_shifts_in_the_focal_group_is_named(make_study: MakeStudy, size: float) -> None:
    frame = by_group({"a": (220, EQUAL), "b": (160, (0, 0, size, 0, 0, 0))})
    section = baseline(make_study, frame)
    assert said(section) == ["meaning.groups.caveat", "meaning.bias"]
    assert finding(section, "meaning.groups.caveat").slots["item"].id == "affective_commitment_3"
    assert word(section, "table-baseline-g", row=1).key == "comparable.caveat"
    found = invariance_of(section, "g=b")
    by_hand = ev.invariance(MODEL, turned(frame), "g", LEVELS, estimator="mlr", missing="fiml")
    assert found.reference == "a"
    assert found.table["cfi"].tolist() == pytest.approx(by_hand.table["cfi"].tolist(), rel=FITTED)
    # focal minus reference, as the gap is
    assert found.shifts["bias"].iloc[0] == pytest.approx(size / 6, abs=0.06)
    composed(section)


def test_the_reference_group_is_the_reference_wherever_it_stands_in_the_file(make_study: MakeStudy) -> None:
    frame = by_group({"b": (160, ONE), "a": (220, EQUAL)})
    found = invariance_of(baseline(make_study, frame), "g=b")
    assert found.reference == "a"
    assert found.shifts["bias"].iloc[0] == pytest.approx(1.2 / 6, abs=0.06)


NOT_IN_B = by_group({"a": (220, EQUAL), "b": (160, HALF)})


def test_where_the_focal_group_understands_the_items_otherwise_no_comparison_is_advised(make_study: MakeStudy) -> None:
    section = baseline(make_study, NOT_IN_B)
    assert said(section) == ["meaning.groups.not"]
    assert word(section, "table-baseline-g", row=1).key == "comparable.not"
    keys = [one.key for one in section.findings]
    gap = next(key for key in keys if key.startswith("baseline.gap."))
    assert keys.index("meaning.groups.not") + 1 == keys.index(gap)


def test_a_test_that_failed_is_not_said_to_be_no_test(make_study: MakeStudy) -> None:
    section = baseline(make_study, NOT_IN_B)
    assert said(section) == ["meaning.groups.not"]
    assert "baseline.invariance_untested" not in {one.key for one in section.findings}


def test_that_groups_differ_in_meaning_stands_before_their_difference_on_the_page(make_study: MakeStudy) -> None:
    section = baseline(make_study, NOT_IN_B)
    bundle = ev.release(section).bundle
    for language in ("nl", "en"):
        reader, page = Reader(bundle, language), ev.report.compose([bundle], language)
        body = page[page.index('id="baseline"') :]
        of = {one["key"]: str(reader.html(one)) for one in bundle["findings"]}
        (gap,) = [sentence for key, sentence in of.items() if key.startswith("baseline.gap.")]
        assert body.index(of["meaning.groups.not"]) < body.index(gap)


def test_a_group_of_eight_is_not_tested_and_nothing_of_it_leaves(make_study: MakeStudy) -> None:
    groups = {"g": {"column": "g", "reference": "a", "focal": ["b", "c"]}}
    # the fourth group is named nowhere, and is hidden so that the eight do not follow from the others
    frame = by_group({"a": (200, EQUAL), "b": (160, EQUAL), "c": (8, (1.5,) * 6), "z": (30, EQUAL)})
    section = baseline(make_study, frame, groups=groups)
    assert said(section) == ["meaning.groups.may", "meaning.groups.few"]
    bundle = ev.release(section).bundle
    of_eight = [one for one in bundle["numbers"].values() if one["level"] == "c"]
    assert of_eight
    assert all(one["suppressed"] and one["estimate"] is None and one["n"] is None for one in of_eight)
    gaps = [one for one in bundle["findings"] if one["key"].startswith("baseline.gap.")]
    assert [one["slots"]["level"]["label"][1] for one in gaps] == ["g=b"]
    mean = section.results[f"{SCALE}/g=c/mean"].result.estimates()[0].estimate
    assert f"{mean:.6f}" not in json.dumps(bundle)
    composed(section)


def test_a_verdict_is_hidden_with_the_group_that_it_is_about(make_study: MakeStudy) -> None:
    """Of three groups that make up everyone, the eight people of one would follow from the other two."""
    groups = {"g": {"column": "g", "reference": "a", "focal": ["b", "c"]}}
    frame = by_group({"a": (200, EQUAL), "b": (160, EQUAL), "c": (8, EQUAL)})
    section = baseline(make_study, frame, groups=groups)
    assert isinstance(section.results[f"{SCALE}/g=b/meaning"].result, MeaningTest)
    assert said(section) == ["meaning.groups.may", "meaning.groups.few"]
    bundle = ev.release(section).bundle
    of_b = [one for one in bundle["numbers"].values() if one["level"] == "b"]
    assert of_b
    assert all(one["suppressed"] and one["estimate"] is None for one in of_b)
    assert "meaning.groups.may" not in {one["key"] for one in bundle["findings"]}
    (table,) = [one for one in bundle["displays"] if one["id"] == "table-baseline-g"]
    assert "word" not in table["rows"][1]["cells"][-1]
    (steps,) = [one for one in bundle["displays"] if one["id"] == "table-meaning-g=b"]
    assert not any("word" in cell for row in steps["rows"] for cell in row["cells"] if cell)


def test_where_every_group_is_small_that_is_said_once(make_study: MakeStudy) -> None:
    groups = {"g": {"column": "g", "reference": "a", "focal": ["b", "c"]}}
    small = baseline(
        make_study, by_group({"a": (60, EQUAL), "b": (50, EQUAL), "c": (40, EQUAL)}), groups=groups, name="x"
    )
    assert said(small) == ["meaning.groups.few_all"]
    mixed = by_group({"a": (200, EQUAL), "b": (160, EQUAL), "c": (40, EQUAL), "d": (30, EQUAL)})
    groups = {"g": {"column": "g", "reference": "a", "focal": ["b", "c", "d"]}}
    some = baseline(make_study, mixed, groups=groups, name="y")
    assert said(some) == ["meaning.groups.few_some", "meaning.groups.may"]
    assert [word(some, "table-baseline-g", row).key for row in (1, 2, 3)] == [
        "comparable.may",
        "comparable.few",
        "comparable.few",
    ]


def test_ready_scores_of_groups_are_said_to_be_untested(make_study: MakeStudy) -> None:
    frame = by_group({"a": (60, EQUAL), "b": (50, EQUAL)})
    ready = frame[["g", "code"]].assign(score=turned(frame).iloc[:, :6].mean(axis=1).round(6))
    section = baseline(make_study, ready, survey={"respondent": "code", "scores": {SCALE: {"column": "score"}}})
    assert "baseline.invariance_untested" in {one.key for one in section.findings}
    assert word(section, "table-baseline-g", row=1).key == "comparable.untested"


# --- what leaves ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shift", [ONE, HALF])
def test_every_shown_number_is_in_results_json_and_the_bundle_is_the_same_twice(
    make_study: MakeStudy, shift: Sequence[float]
) -> None:
    waves = two_waves(300, shift=shift)
    for frame in waves.values():
        frame["g"] = ["a", "b"] * 150
    study = make_study(waves, survey=SURVEY, plan=PLAN, groups=GROUPS)
    for make in (ev.baseline, ev.change):
        first, second = (json.dumps(ev.release(make(study)).bundle) for _ in range(2))
        assert first == second
        bundle = json.loads(first)
        rows = {row["id"] for row in json.loads(ev.report.results_json([bundle]))["results"]}
        shown = set(re.findall(r'"ref": "([^"]+)"', first))
        assert any("/meaning." in id_ for id_ in shown)
        assert shown <= rows
        for language in ("nl", "en"):
            ev.report.compose([bundle], language)
