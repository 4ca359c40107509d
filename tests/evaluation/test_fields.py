"""Belonging x being oneself in a report: counts, error of measurement, another scale of answers, what is hidden."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

import evaluatie as ev
from delivered import summarised, write
from evaluatie.evaluation import Section
from evaluatie.evaluation.partitions import error_of_measurement
from tolerances import CLOSED_FORM, FITTED

MakeStudy = Callable[..., ev.Study]
FIELDS = ("neither", "belonging_only", "authenticity_only", "both")
GROUPS = {"g": {"column": "g", "reference": "a", "focal": ["b", "c"]}}
READY = {
    "respondent": "code",
    "scores": {"pgis.belonging": {"column": "bel"}, "pgis.authenticity": {"column": "aut"}},
}
ITEMS = {"respondent": "code", "items": {"pgis": "q{n}"}}
PLAN = {"primary": [], "smallest_effect": 0.2}
QUESTIONS = [f"q{k}" for k in range(1, 17)]


def ready(n: int, seed: int) -> pd.DataFrame:
    """Ready scores in steps of a half, so that many are exactly on the cut; some are missing."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.integers(2, 11, (n, 2)) / 2, columns=["bel", "aut"]).assign(code=range(n))
    frame.loc[rng.random(n) < 0.08, "aut"] = np.nan
    return frame.assign(g=rng.choice(["a", "b", "c", "z"], n, p=[0.55, 0.25, 0.15, 0.05]))


def answered(n: int, seed: int, high: int = 5) -> pd.DataFrame:
    """Answers to the sixteen items, from 1 to `high`."""
    rng = np.random.default_rng(seed)
    belonging = rng.normal(0, 1, n)
    authenticity = 0.5 * belonging + rng.normal(0, 0.85, n)
    traits = np.repeat(np.column_stack([belonging, authenticity]), 8, axis=1)
    answers = np.round((1 + high) / 2 + 0.3 + 0.8 * (traits + rng.normal(0, 0.8, (n, 16))))
    return pd.DataFrame(np.clip(answers, 1, high), columns=QUESTIONS).assign(code=range(n))


def scores_of(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"bel": frame[QUESTIONS[:8]].mean(axis=1), "aut": frame[QUESTIONS[8:]].mean(axis=1)})


def by_hand(frame: pd.DataFrame, cut: float = 3) -> dict[str, int]:
    known = frame[["bel", "aut"]].dropna() > cut
    return {
        field: int(((known["bel"] == bel) & (known["aut"] == aut)).sum())
        for field, (bel, aut) in zip(FIELDS, [(0, 0), (1, 0), (0, 1), (1, 1)], strict=True)
    }


def counts(section: Section, wave: str, group: str = "all") -> dict[str, int]:
    found = {}
    for field in FIELDS:
        (estimate,) = section.results[f"pgis.fields/{wave}/{group}/{field}"].result.estimates()
        found[field] = round(estimate.estimate * estimate.n)
    return found


def keys(bundle: dict[str, Any]) -> list[str]:
    return [finding["key"] for finding in bundle["findings"]]


def displayed(bundle: dict[str, Any], id_: str) -> dict[str, Any]:
    return next(display for display in bundle["displays"] if display["id"] == id_)


def test_counts_are_those_of_the_people_of_every_group_at_every_wave(make_study: MakeStudy) -> None:
    waves = {"t0": ready(240, 1), "t1": ready(200, 2)}
    study = make_study(waves, survey=READY, groups=GROUPS, plan=PLAN)
    baseline, change = ev.baseline(study), ev.change(study)
    assert counts(baseline, "t0") == by_hand(waves["t0"])
    for wave, frame in waves.items():
        assert counts(change, wave) == by_hand(frame)
        for level in ("a", "b", "c"):
            assert counts(change, wave, f"g={level}") == by_hand(frame[frame["g"] == level])
    assert not any(key.startswith("pgis.fields/t1") for key in baseline.results)
    assert not any("g=other" in key for key in change.results if key.startswith("pgis.fields"))


def test_shares_have_wilsons_interval_and_the_people_with_both_scores(make_study: MakeStudy) -> None:
    frame = ready(240, 1)
    section = ev.baseline(make_study({"t0": frame}, survey=READY, plan=PLAN))
    (both,) = section.results["pgis.fields/t0/all/both"].result.estimates()
    count, n = by_hand(frame)["both"], int(frame[["bel", "aut"]].notna().all(axis=1).sum())
    low, high = binomtest(count, n).proportion_ci(method="wilson")
    assert n < 240
    assert (both.estimate, both.ci_low, both.ci_high) == pytest.approx((count / n, low, high), rel=CLOSED_FORM)
    assert both.n == n


def test_what_is_said_and_shown_are_these_numbers(make_study: MakeStudy) -> None:
    waves = {"t0": ready(260, 1), "t1": ready(240, 2)}
    bundle = ev.release(ev.change(make_study(waves, survey=READY, groups=GROUPS, plan=PLAN))).bundle
    said = [finding["slots"]["share"]["ref"] for finding in bundle["findings"] if finding["key"] == "fields.both"]
    assert said == [f"change.pgis.fields/{wave}/all/both.proportion" for wave in waves]
    table = displayed(bundle, "table-groups-pgis.fields-t0-t1")
    assert [len(row["cells"]) for row in table["rows"]] == [4] * 8
    for row in table["rows"]:
        of, wave = row["head"][0], row["head"][1]["label"][1]
        group = of["label"][1] if "label" in of else "all"
        refs = [cell["ref"] for cell in row["cells"]]
        assert refs == [f"change.pgis.fields/{wave}/{group}/{field}.proportion" for field in FIELDS]
    assert displayed(bundle, "figure-groups-pgis.fields-t0-t1")["rows"] == table["rows"]
    ids = {row["id"] for row in json.loads(ev.report.results_json([bundle]))["results"]}
    assert set(re.findall(r'"ref": "([^"]+)"', json.dumps(bundle))) <= ids


def test_the_picture_of_the_baseline_is_of_everyone(make_study: MakeStudy) -> None:
    bundle = ev.release(ev.baseline(make_study({"t0": ready(240, 1)}, survey=READY, plan=PLAN))).bundle
    figure = displayed(bundle, "figure-pgis.fields-t0")
    assert [row["head"][0]["word"] for row in figure["rows"]] == [f"field.{field}" for field in FIELDS]
    assert [row["cells"][0]["ref"] for row in figure["rows"]] == [
        f"baseline.pgis.fields/t0/all/{field}.proportion" for field in FIELDS
    ]


def test_the_cut_is_said_to_be_a_convention_and_the_source_of_the_names_is_given(make_study: MakeStudy) -> None:
    bundle = ev.release(ev.baseline(make_study({"t0": ready(120, 1)}, survey=READY, plan=PLAN))).bundle
    assert {"fields.both", "fields.cut", "fields.source"} <= set(keys(bundle))
    dutch, english = (ev.report.compose([bundle], language) for language in ("nl", "en"))
    for page in (dutch, english):
        assert "Jansen" in page
        assert "Shore" in page
    assert "That is a convention" in english


def test_a_scale_of_seven_answers_is_cut_at_four(make_study: MakeStudy) -> None:
    frame = answered(150, 3, high=7)
    study = make_study({"t0": frame}, survey=ITEMS | {"asked": {"pgis": {"range": [1, 7]}}}, plan=PLAN)
    section = ev.baseline(study)
    assert counts(section, "t0") == by_hand(scores_of(frame), cut=4) != by_hand(scores_of(frame), cut=3)
    assert next(one for one in section.findings if one.key == "fields.cut").slots["cut"].value == 4


def test_a_wave_with_another_scale_of_answers_has_a_cut_of_its_own_or_no_fields(make_study: MakeStudy) -> None:
    first, last = answered(150, 3), answered(150, 4, high=7)
    listed = [
        {"id": "t0", "label": "t0", "file": "t0.csv"},
        {"id": "t1", "label": "t1", "file": "t1.csv", "asked": {"pgis": {"range": [1, 7]}}},
    ]
    study = make_study({"t0": first, "t1": last}, survey=ITEMS, plan=PLAN, waves_block=listed)
    section = ev.change(study)
    assert counts(section, "t0") == by_hand(scores_of(first))
    if "pgis.fields/t1/all/both" in section.results:
        assert counts(section, "t1") == by_hand(scores_of(last), cut=4)


def error_by_hand(frame: pd.DataFrame, of: list[str]) -> float:
    found = ev.reliability(frame[of])
    return float(frame[of].mean(axis=1).std(ddof=1) * np.sqrt(1 - found.omega_total))


def test_near_is_within_one_standard_error_of_measurement_of_its_own_wave(make_study: MakeStudy) -> None:
    waves = {"t0": answered(180, 5), "t1": answered(150, 6)}
    noise = np.random.default_rng(9).normal(0, 1.5, (150, 16))  # less reliable, so that the error is another one
    waves["t1"][QUESTIONS] = np.clip(waves["t1"][QUESTIONS] + noise.round(), 1, 5)
    study = make_study(waves, survey=ITEMS, plan=PLAN)
    section = ev.change(study)
    errors = {}
    for wave, frame in waves.items():
        scores = scores_of(frame)
        errors[wave] = [error_by_hand(frame, of) for of in (QUESTIONS[:8], QUESTIONS[8:])]
        near = ((scores["bel"] - 3).abs() <= errors[wave][0]) | ((scores["aut"] - 3).abs() <= errors[wave][1])
        (share,) = section.results[f"pgis.near/{wave}/all/near"].result.estimates()
        assert (share.estimate, share.n) == (pytest.approx(near.mean(), rel=CLOSED_FORM), len(frame))
        (clear,) = section.results[f"pgis.near/{wave}/all/clear"].result.estimates()
        assert clear.estimate == pytest.approx(1 - near.mean(), rel=CLOSED_FORM)
    assert errors["t1"][0] > 1.2 * errors["t0"][0]
    bundle = ev.release(section).bundle
    said = [finding["slots"]["share"]["ref"] for finding in bundle["findings"] if finding["key"] == "fields.near"]
    assert said == [f"change.pgis.near/{wave}/all/near.proportion" for wave in waves]


def test_the_error_rests_on_omega_where_items_go_with_the_scale_unequally(make_study: MakeStudy) -> None:
    frame = answered(180, 5)
    frame[QUESTIONS[:3]] = np.random.default_rng(10).integers(1, 6, (180, 3))
    study = make_study({"t0": frame}, survey=ITEMS, plan=PLAN)
    (belonging,) = [one for one in study.outcomes if one.id == "pgis.belonging"]
    found, items = error_of_measurement(study, belonging, "t0"), frame[QUESTIONS[:8]]
    assert found == pytest.approx(error_by_hand(frame, QUESTIONS[:8]), rel=FITTED)
    of_alpha = items.mean(axis=1).std(ddof=1) * np.sqrt(1 - ev.reliability(items).alpha)
    assert abs(found / of_alpha - 1) > 0.01


def test_of_ready_scores_the_error_is_not_known(make_study: MakeStudy) -> None:
    section = ev.baseline(make_study({"t0": ready(240, 1)}, survey=READY, plan=PLAN))
    assert not any(key.startswith("pgis.near") for key in section.results)
    assert "fields.near" not in {finding.key for finding in section.findings}


@pytest.mark.parametrize("lacking", ["t0", "t1"])
def test_a_subscale_that_was_left_out_at_a_wave_has_fields_at_the_other(make_study: MakeStudy, lacking: str) -> None:
    waves = {"t0": answered(120, 7), "t1": answered(110, 8)}
    other = "t1" if lacking == "t0" else "t0"
    waves[lacking][QUESTIONS[8:]] = np.nan
    section = ev.change(make_study(waves, survey=ITEMS, plan=PLAN))
    assert counts(section, other) == by_hand(scores_of(waves[other]))
    bundle = ev.release(section).bundle
    for language in ("nl", "en"):
        ev.report.compose([bundle], language)


def test_the_error_is_told_of_the_wave_at_which_it_is_known(make_study: MakeStudy) -> None:
    waves = {"t0": answered(120, 7), "t1": answered(110, 8)}
    waves["t1"][QUESTIONS[8:]] = np.nan
    assert "pgis.near/t0/all/near" in ev.baseline(make_study(waves, survey=ITEMS, plan=PLAN)).results


def test_an_instrument_that_nobody_answered_is_no_error(make_study: MakeStudy) -> None:
    frame = answered(60, 7)
    frame[QUESTIONS] = np.nan
    survey = ITEMS | {"scores": {"wellbeing": {"column": "w", "range": [1, 5], "direction": "higher", "label": "w"}}}
    frame["w"] = np.random.default_rng(1).integers(1, 6, 60)
    bundle = ev.release(ev.baseline(make_study({"t0": frame}, survey=survey, plan=PLAN))).bundle
    assert "fields.both" not in keys(bundle)
    assert bundle["numbers"]["baseline.wellbeing/all/mean.mean"]["n"] == 60


def few_in(field: str, seed: int = 11) -> pd.DataFrame:
    """240 people of whom four are in one field, which is not empty in the others."""
    rng = np.random.default_rng(seed)
    places = np.repeat([place for place in range(4) if FIELDS[place] != field], 80)[:236]
    places = np.concatenate([places, [FIELDS.index(field)] * 4])
    above = np.column_stack([places % 2, places // 2])
    return pd.DataFrame(np.where(above, 4, 2) + rng.integers(0, 2, (240, 2)) / 2, columns=["bel", "aut"]).assign(
        code=range(240), g=rng.choice(["a", "b"], 240)
    )


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_four_people_is_hidden_wherever_it_would_be_shown(make_study: MakeStudy, field: str) -> None:
    frame = few_in(field)
    assert by_hand(frame)[field] == 4
    groups = {"g": {"column": "g", "reference": "a", "focal": ["b"]}}
    bundle = ev.release(ev.baseline(make_study({"t0": frame}, survey=READY, plan=PLAN, groups=groups))).bundle
    fields = {id_: one for id_, one in bundle["numbers"].items() if "pgis.fields" in id_}
    small = {id_: one for id_, one in fields.items() if f"/{field}." in id_}
    assert len(small) == 3
    assert all(one["suppressed"] and one["estimate"] is None and one["n"] is None for one in small.values())
    of_everyone = [one for id_, one in fields.items() if "/all/" in id_]
    # one more, or the four would follow from the others
    assert sum(one["suppressed"] is not None for one in of_everyone) >= 2
    if bundle["numbers"]["baseline.pgis.fields/t0/all/both.proportion"]["suppressed"]:
        assert "fields.both" not in keys(bundle)
    for id_ in ("figure-pgis.fields-t0", "figure-groups-pgis.fields-t0", "table-groups-pgis.fields-t0"):
        shown = json.dumps(displayed(bundle, id_))
        assert set(re.findall(r'"ref": "([^"]+)"', shown)) <= set(bundle["numbers"])
    known = [one[name] for one in fields.values() for name in ("estimate", "ci_low", "ci_high")]
    low, high = binomtest(4, 240).proportion_ci(method="wilson")
    for secret in (4 / 240, low, high):
        assert not any(value == pytest.approx(secret, rel=1e-6) for value in known if value is not None)
    for language in ("nl", "en"):
        read = re.sub(r"<style.*?</style>|<[^>]+>", " ", ev.report.compose([bundle], language), flags=re.DOTALL)
        assert re.search(r"\b33%", read) or "fields.both" not in keys(bundle)
        assert not re.search(r"\b2%", read)


def test_without_belonging_or_without_people_there_are_no_fields(make_study: MakeStudy, tmp_path: Any) -> None:
    one = {"respondent": "code", "scores": {"pgis.belonging": {"column": "bel"}}}
    section = ev.baseline(make_study({"t0": ready(100, 1)}, survey=one, plan=PLAN))
    assert not any("fields" in key for key in section.results)
    table = summarised({"t0": ready(100, 1).fillna(3)}, ("bel", "aut"), ())
    means = ev.load_study(
        write(
            tmp_path / "means",
            table.to_csv(index=False),
            waves=[{"id": "t0", "label": "t0"}],
            survey={"scores": READY["scores"]},
            plan=PLAN,
        )
    )
    for section in (ev.baseline(means), ev.change(means)):
        assert not any("fields" in key for key in section.results)
        assert not any(finding.key.startswith("fields.") for finding in section.findings)


def test_the_same_study_gives_the_same_bundle(make_study: MakeStudy) -> None:
    study = make_study({"t0": ready(240, 1)}, survey=READY, groups=GROUPS, plan=PLAN)
    first, second = (ev.release(ev.baseline(study)).bundle for _ in range(2))
    assert json.dumps(first) == json.dumps(second)
