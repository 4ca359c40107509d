"""Can this scale be trusted here? Answers made with a known flaw, and what the baseline says of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from delivered import summarised, write
from evaluatie.evaluation import Section
from evaluatie.evaluation.judgement import NotEstimable
from evaluatie.evaluation.scale_results import ScaleModel
from evaluatie.evaluation.trust import rules
from evaluatie.evaluation.trust import trust as judged
from evaluatie.report.reading import Reader
from tolerances import CLOSED_FORM, FITTED

MakeStudy = Callable[..., ev.Study]
SCALE = "affective_commitment.total"
COLUMNS = [f"c{k}" for k in range(1, 7)]
REVERSED = [f"c{k}" for k in ev.instrument("affective_commitment").reversed]
SURVEY = {"respondent": "code", "items": {"affective_commitment": "c{n}"}}
PLAN = {"primary": [SCALE], "smallest_effect": 0.2}


def answers(n: int, seed: int, loading: float = 1.2, noise: float = 0.8, factors: int = 1) -> pd.DataFrame:
    """Answers from 1 to 7 to three items that are turned round and three that are not.

    With two factors, the first, the second and the fourth item measure one thing, the others another.
    """
    rng = np.random.default_rng(seed)
    one = rng.normal(0, 1, n)
    other = one if factors == 1 else 0.45 * one + 0.9 * rng.normal(0, 1, n)
    traits = np.column_stack([one, one, other, one, other, other])
    found = np.clip(np.round(4 + loading * traits + rng.normal(0, noise, (n, 6))), 1, 7)
    frame = pd.DataFrame(found, columns=COLUMNS)
    frame[REVERSED] = 8 - frame[REVERSED]
    return frame.assign(code=range(n))


def turned(frame: pd.DataFrame) -> pd.DataFrame:
    """The items as they are judged, under the names that the study gives them."""
    items = frame[COLUMNS].assign(**{name: 8 - frame[name] for name in REVERSED})
    return items.rename(columns=lambda name: f"affective_commitment_{name[1:]}")


def baseline(make_study: MakeStudy, frame: pd.DataFrame, **more: Any) -> Section:
    return ev.baseline(make_study({"t0": frame}, **{"survey": SURVEY, "plan": PLAN, **more}))


def word(section: Section, outcome: str = SCALE) -> str:
    (of,) = [one for one in section.study.outcomes if one.id == outcome]
    return judged(section.results, of).word


def said(section: Section) -> list[str]:
    return [finding.key for finding in section.findings if finding.key.startswith("trust.")]


def numbers(section: Section, key: str) -> dict[str, Any]:
    return {one.term: one for one in section.results[key].result.estimates()}


MADE = {
    "good": answers(160, 1),
    "weak": answers(160, 2, loading=0.45, noise=1.2),
    "misfit": answers(160, 3, factors=2),
    "keyed": answers(160, 4).assign(c3=lambda frame: 8 - frame["c3"]),
}


@pytest.mark.parametrize("expected", MADE)
def test_the_word_is_that_of_how_the_answers_were_made(make_study: MakeStudy, expected: str) -> None:
    section = baseline(make_study, MADE[expected])
    assert word(section) == expected
    assert [key for key in said(section) if key != "trust.no_hierarchical"] == [f"trust.{expected}"]


@pytest.mark.parametrize("expected", MADE)
def test_plain_words_come_before_the_table_in_both_languages(make_study: MakeStudy, expected: str) -> None:
    bundle = ev.release(baseline(make_study, MADE[expected])).bundle
    (finding,) = [one for one in bundle["findings"] if one["key"] == f"trust.{expected}"]
    for language in ("nl", "en"):
        reader, page = Reader(bundle, language), ev.report.compose([bundle], language)
        sentence, caption = str(reader.html(finding)), reader.wording.text("table.trust")
        assert sentence in page
        assert page.index(sentence) < page.index(caption)


def test_a_weak_scale_really_is_below_the_floor(make_study: MakeStudy) -> None:
    section = baseline(make_study, MADE["weak"])
    found = numbers(section, f"{SCALE}/all/alpha")
    assert 0.25 < found["alpha"].estimate < 0.55
    assert found["omega_total"].estimate < rules()["reliability"]["floor"] == 0.70
    assert section.results[f"{SCALE}/all/model"].result.cfi > 0.9  # so that it is not for its model


def test_reliability_is_of_the_turned_items_of_the_people_who_answered_all(make_study: MakeStudy) -> None:
    frame = MADE["good"].copy()
    frame.loc[:11, "c2"] = np.nan
    section = baseline(make_study, frame)
    by_hand = ev.reliability(turned(frame))
    found = numbers(section, f"{SCALE}/all/alpha")
    assert found["alpha"].n == 148
    assert found["alpha"].estimate == pytest.approx(by_hand.alpha, rel=CLOSED_FORM)
    assert (found["alpha"].ci_low, found["alpha"].ci_high) == pytest.approx(
        (by_hand.alpha_low, by_hand.alpha_high), rel=CLOSED_FORM
    )
    assert found["omega_total"].estimate == pytest.approx(by_hand.omega_total, rel=FITTED)
    (finding,) = [one for one in section.findings if one.key == "trust.good"]
    assert finding.slots["value"].number == f"baseline.{SCALE}/all/alpha.omega_total"
    assert finding.slots["coefficient"].key == "coefficient.omega_total"


def test_each_item_has_its_rest_correlation_and_what_dropping_it_does(make_study: MakeStudy) -> None:
    items = turned(MADE["good"])
    section = baseline(make_study, MADE["good"])
    for item in items:
        rest = items.drop(columns=item)
        found = numbers(section, f"{SCALE}/{item}/item")
        assert found["item_rest"].estimate == pytest.approx(items[item].corr(rest.sum(axis=1)), rel=CLOSED_FORM)
        assert found["alpha_if_dropped"].estimate == pytest.approx(ev.reliability(rest).alpha, rel=CLOSED_FORM)


def test_the_factor_model_is_one_factor_by_robust_maximum_likelihood(make_study: MakeStudy) -> None:
    frame = MADE["misfit"].copy()
    frame.loc[:9, "c5"] = np.nan
    items = turned(frame)
    found = numbers(baseline(make_study, frame), f"{SCALE}/all/model")
    by_hand = ev.cfa(f"f =~ {' + '.join(items)}", items, estimator="mlr", missing="fiml")
    assert found["cfi"].n == 160
    assert found["cfi"].estimate == pytest.approx(by_hand.scaled.cfi_robust, rel=FITTED)
    assert found["rmsea"].estimate == pytest.approx(by_hand.scaled.rmsea_robust, rel=FITTED)
    assert found["cfi"].estimate < 0.9
    assert found["rmsea"].estimate > 0.08
    loadings = by_hand.parameters[by_hand.parameters["op"] == "=~"].set_index("rhs")["std_all"]
    for item in items:
        assert found[f"loading:{item}"].estimate == pytest.approx(loadings[item], rel=FITTED)


def test_a_question_that_was_not_turned_is_named_and_is_to_be_checked(make_study: MakeStudy) -> None:
    section = baseline(make_study, MADE["keyed"])
    (finding,) = [one for one in section.findings if one.key == "trust.keyed"]
    assert finding.slots["item"].id == "affective_commitment_3"
    bundle = ev.release(section).bundle
    for language, check in (
        ("en", "question 3 (c3) goes against the other"),
        ("en", "Check that before you use"),
        ("nl", "(c3)"),
    ):
        assert check in ev.report.compose([bundle], language)


@pytest.mark.parametrize(("people", "model"), [(99, False), (100, True)])
def test_fewer_than_a_hundred_people_get_a_reliability_and_no_factor_model(
    make_study: MakeStudy, people: int, model: bool
) -> None:
    section = baseline(make_study, MADE["good"].iloc[:people])
    assert isinstance(section.results[f"{SCALE}/all/model"].result, ScaleModel) == model
    assert numbers(section, f"{SCALE}/all/alpha")["alpha"].n == people
    assert word(section) == "good"
    shown = {display.id: display for display in section.displays}
    assert (f"figure-model-{SCALE}" in shown) == model
    assert len(shown["table-models"].rows) == model
    bundle = ev.release(section).bundle
    for language in ("nl", "en"):
        ev.report.compose([bundle], language)


def test_a_misfit_of_few_people_is_no_verdict(make_study: MakeStudy) -> None:
    assert word(baseline(make_study, MADE["misfit"].iloc[:99])) == "good"


@pytest.mark.parametrize("constant", [["c1"], ["c4"], COLUMNS])
def test_items_that_everyone_answered_alike_are_no_error(make_study: MakeStudy, constant: list[str]) -> None:
    frame = MADE["good"].copy()
    frame[constant] = 4
    section = baseline(make_study, frame)
    assert isinstance(section.results[f"{SCALE}/all/model"].result, NotEstimable)
    if constant == COLUMNS:
        assert word(section) == "untested"
        assert said(section) == ["trust.untested"]
    bundle = ev.release(section).bundle
    for language in ("nl", "en"):
        assert "nan" not in re.sub(r"<[^>]*>", " ", ev.report.compose([bundle], language)).lower().split()


def test_what_is_wrong_is_said_of_every_scale_and_what_is_right_of_the_primary_ones(make_study: MakeStudy) -> None:
    rng = np.random.default_rng(5)
    trait = rng.normal(0, 1, (160, 1))
    more = {
        f"v{k}": column for k, column in enumerate(np.clip(np.round(4 + trait + rng.normal(0, 1, (160, 3))), 1, 7).T, 1)
    }
    noise = {f"s{k}": column for k, column in enumerate(rng.integers(1, 8, (3, 160)), 1)}
    frame = MADE["good"].assign(**more, **noise)
    items = SURVEY["items"] | {"turnover_intention": "v{n}", "job_satisfaction": "s{n}"}
    section = baseline(make_study, frame, survey=SURVEY | {"items": items})
    assert word(section, "turnover_intention.total") == "unsure"
    assert word(section, "job_satisfaction.total") != "good"
    about = {finding.slots["outcome"].id for finding in section.findings if finding.key.startswith("trust.")}
    assert about == {SCALE, "job_satisfaction.total", "turnover_intention.total"}
    (table,) = [display for display in section.displays if display.id == "table-trust"]
    assert table.rows[0].head[0].id == SCALE
    assert len(table.rows) == 3


def test_the_table_tells_the_word_the_coefficient_and_on_how_many_it_rests(make_study: MakeStudy) -> None:
    bundle = ev.release(baseline(make_study, MADE["good"])).bundle
    (table,) = [display for display in bundle["displays"] if display["id"] == "table-trust"]
    (row,) = table["rows"]
    verdict, coefficient, value, questions, people = row["cells"]
    assert (verdict["word"], coefficient["word"]) == ("trusted.good", "coefficient.omega_total")
    assert value == {"ref": f"baseline.{SCALE}/all/alpha.omega_total", "show": "points_ci"}
    assert questions["setting"] == 6
    assert bundle["numbers"][people["ref"]]["n"] == 160


def test_a_total_with_parts_is_modelled_by_them(make_study: MakeStudy) -> None:
    rng = np.random.default_rng(6)
    belonging = rng.normal(0, 1, 150)
    traits = np.repeat(np.column_stack([belonging, 0.5 * belonging + rng.normal(0, 0.85, 150)]), 8, axis=1)
    found = np.clip(np.round(3 + traits + rng.normal(0, 0.8, (150, 16))), 1, 5)
    frame = pd.DataFrame(found, columns=[f"q{k}" for k in range(1, 17)]).assign(code=range(150))
    survey = {"respondent": "code", "items": {"pgis": "q{n}"}}
    section = baseline(make_study, frame, survey=survey, plan={"primary": ["pgis.total"]})
    model = section.results["pgis.total/all/model"].result
    assert (model.factors, section.results["pgis.belonging/all/model"].result.factors) == (2, 1)
    # in these 150 the parts correlate less than .50, which is said in place of trusting the total
    assert model.parts.estimate < 0.5
    assert word(section, "pgis.total") == "parts"
    (figure,) = [display for display in section.displays if display.id == "figure-model-pgis.total"]
    of = [(row.head[0].id, row.head[1].id) for row in figure.rows]
    assert of == [
        (f"pgis.{'belonging' if number < 9 else 'authenticity'}", f"pgis_{number}") for number in range(1, 17)
    ]


def test_shares_of_answers_are_those_of_a_count_and_turned_items_are_turned(make_study: MakeStudy) -> None:
    frame = MADE["good"].copy()
    frame.loc[:4, "c6"] = np.nan
    section = baseline(make_study, frame)
    for item, own in turned(frame).items():
        known = own.dropna()
        for band, inside in (("1-3", known < 4), ("4", known == 4), ("5-7", known > 4)):
            share = numbers(section, f"{item}/{band}/share")["proportion"]
            assert (share.estimate, share.n) == (pytest.approx(inside.mean(), rel=CLOSED_FORM), len(known))
    (figure,) = [display for display in section.displays if display.id == f"figure-answers-{SCALE}"]
    marked = [row.head[0].id for row in figure.rows if len(row.head) == 2]
    assert marked == [f"affective_commitment_{name[1:]}" for name in REVERSED]


def test_a_band_of_few_people_is_taken_together_with_its_neighbour(make_study: MakeStudy) -> None:
    frame = MADE["good"].copy()
    frame.loc[frame["c1"] == 4, "c1"] = 5
    frame.loc[:3, "c1"] = 4
    section = baseline(make_study, frame)
    assert {key.split("/")[1] for key in section.results if key.endswith("/share")} == {"1-4", "5-7"}


def test_a_band_of_four_people_is_hidden_and_so_is_the_other(make_study: MakeStudy) -> None:
    frame = MADE["good"].copy()
    frame["c1"] = 6
    frame.loc[:3, "c1"] = 1
    bundle = ev.release(baseline(make_study, frame)).bundle
    shares = {id_: one for id_, one in bundle["numbers"].items() if "affective_commitment_1/" in id_ and "share" in id_}
    assert len(shares) == 2
    assert all(one["suppressed"] and one["estimate"] is None and one["n"] is None for one in shares.values())


def test_with_few_people_the_word_is_hidden_with_its_numbers(make_study: MakeStudy) -> None:
    section = baseline(make_study, MADE["good"].iloc[:9])
    assert said(section)[-1] in ("trust.good", "trust.weak", "trust.unsure")
    bundle = ev.release(section).bundle
    assert not any(finding["key"].startswith("trust.") for finding in bundle["findings"])
    (table,) = [display for display in bundle["displays"] if display["id"] == "table-trust"]
    assert "word" not in table["rows"][0]["cells"][0]
    assert all(one["estimate"] is None for one in bundle["numbers"].values())


def test_of_ready_scores_and_of_means_nothing_is_judged(make_study: MakeStudy, tmp_path: Any) -> None:
    scores = {SCALE: {"column": "score"}}
    frame = MADE["good"][["code"]].assign(score=turned(MADE["good"]).mean(axis=1).round(6))
    section = baseline(make_study, frame, survey={"respondent": "code", "scores": scores})
    assert "baseline.no_items" in {finding.key for finding in section.findings}
    table = summarised({"t0": frame}, ("score",), ())
    listed = [{"id": "t0", "label": "t0"}]
    folder = write(
        tmp_path / "means", table.to_csv(index=False), waves=listed, survey={"scores": scores}, plan=PLAN, groups={}
    )
    means = ev.baseline(ev.load_study(folder))
    assert "baseline.aggregates" in {finding.key for finding in means.findings}
    for one in (section, means):
        assert said(one) == []
        assert not any(display.topic == "trust" for display in one.displays)


def test_text_and_answers_outside_the_range_are_refused_at_intake_all_at_once(make_study: MakeStudy) -> None:
    first, last = MADE["good"].astype({"c2": object}), MADE["good"].copy()
    first.loc[4, "c2"] = "soms"
    last.loc[7, "c3"] = 11
    with pytest.raises(ev.StudyError) as refused:
        make_study({"t0": first, "t1": last}, survey=SURVEY, plan=PLAN)
    found = [(one.file, one.row, one.column) for one in refused.value.problems]
    assert found == [("t0.csv", 6, "c2"), ("t1.csv", 9, "c3")]
    text, outside = refused.value.problems
    assert "soms" in text.message
    assert ("11" in outside.message, "1 to 7" in outside.message) == (True, True)
    assert all(one.hint for one in refused.value.problems)


@pytest.mark.parametrize("made", ["good", "misfit"])
def test_every_shown_number_is_in_results_json_and_the_bundle_is_the_same_twice(
    make_study: MakeStudy, made: str
) -> None:
    study = make_study({"t0": MADE[made]}, survey=SURVEY, plan=PLAN)
    first, second = (json.dumps(ev.release(ev.baseline(study)).bundle) for _ in range(2))
    assert first == second
    bundle = json.loads(first)
    rows = {row["id"]: row for row in json.loads(ev.report.results_json([bundle]))["results"]}
    shown = set(re.findall(r'"ref": "([^"]+)"', first))
    assert f"baseline.{SCALE}/all/alpha.alpha" in shown
    assert shown <= set(rows)
    for id_ in shown:
        assert rows[id_]["estimate"] == bundle["numbers"][id_]["estimate"]
