"""The spread over choices, events in the picture of the course, and input that is odd but allowed."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.evaluation import Section
from evaluatie.evaluation.changing.choices import DIMENSIONS, Spread
from evaluatie.report.picture import picture
from evaluatie.report.reading import Reader

MakeStudy = Callable[..., ev.Study]
ITEMS = [f"q{number}" for number in range(1, 17)]
OF_ITEMS: dict[str, Any] = {
    "survey": {"respondent": "code", "items": {"pgis": "q{n}"}},
    "plan": {"primary": ["pgis.total"], "smallest_effect": 0.2},
}
GROUPS = {"g": {"column": "g", "reference": "a", "focal": ["b"], "stable": False}}
SCORES = {"wellbeing": {"column": "wellbeing", "range": [1, 5], "direction": "higher", "label": "w"}}


def wave(n: int, shift: float = 0.0, seed: int = 1, start: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    values = np.clip(np.round(rng.normal(3 + shift, 0.9, n) * 3) / 3, 1, 5)
    return pd.DataFrame({"code": np.arange(start, start + n), "wellbeing": values.round(6)})


def items(n: int, shift: float, seed: int) -> pd.DataFrame:
    trait = np.random.default_rng(5).normal(0, 0.8, (n, 1))
    answers = 3 + shift + trait + np.random.default_rng(seed).normal(0, 0.8, (n, 16))
    return pd.DataFrame(np.clip(np.round(answers), 1, 5), columns=ITEMS).assign(code=range(n))


def spread(section: Section, outcome: str = "wellbeing") -> Spread:
    found = section.results[f"{outcome}/all/t0-t1/choices"].result
    assert isinstance(found, Spread)
    return found


# --- choices ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("linking", "estimator"), [("linked", "mixed"), ("linked", "linked"), ("unlinked", "unlinked")]
)
def test_the_planned_analysis_is_marked_once_and_is_the_headline(
    make_study: MakeStudy, linking: str, estimator: str
) -> None:
    plan = {"primary": ["wellbeing"], **({"estimator": "linked"} if estimator == "linked" else {})}
    survey = {"scores": SCORES, **({"respondent": "code"} if linking == "linked" else {})}
    made = {"t0": wave(80).assign(g=["a", "b"] * 40), "t1": wave(60, 0.5, 2).assign(g=["a", "b"] * 30)}
    section = ev.change(make_study(made, plan=plan, survey=survey, groups=GROUPS))
    found = spread(section)
    assert found.planned == (estimator, "all", "usual", "no")
    figure = next(display for display in section.displays if display.id == "figure-choices-wellbeing-t0-t1")
    marked = [row for row in figure.rows if row.cells[2] is not None]
    assert len(marked) == 1
    number = marked[0].cells[0].number.removeprefix("change.").removesuffix(".mean_change")
    headline = section.results[f"wellbeing/all/t0-t1/{estimator}"].result.change.mean_change
    assert section.results[number].result.change.estimate == pytest.approx(headline, abs=1e-9)
    table = found.found.table
    assert len(table) == len(table.drop_duplicates(list(DIMENSIONS)))
    assert len(figure.rows) == table["estimate"].notna().sum()


def test_the_choices_are_all_that_the_data_allow(make_study: MakeStudy) -> None:
    first, last = items(120, 0, 1), items(120, 0.4, 2)
    first.loc[:14, "q1"] = np.nan  # fifteen left an item open
    last.loc[100:, ITEMS] = np.repeat(last.loc[100:, ["q1"]].to_numpy(), 16, axis=1)  # twenty gave one answer to all
    first.loc[60:79, ITEMS[::4]] = np.nan  # twenty left more than a fifth open
    table = spread(ev.change(make_study({"t0": first, "t1": last}, **OF_ITEMS)), "pgis.total").found.table
    assert set(table["people"]) == {"all", "careful", "answering"}
    assert set(table["scoring"]) == {"usual", "complete", "median"}
    assert set(table["estimator"]) == {"mixed", "linked", "everyone", "trimmed"}
    own = table[(table["estimator"] == "linked") & (table["scoring"] == "usual")].set_index("people")["n"]
    assert own.to_dict() == {"all": 120, "careful": 100, "answering": 100}


@pytest.mark.parametrize("few", [1, 9])
def test_choices_that_leave_out_few_are_not_among_them(make_study: MakeStudy, few: int) -> None:
    first, last = items(120, 0, 1), items(120, 0.4, 2)
    first.loc[: few - 1, "q1"] = np.nan
    last.loc[40 : 40 + few - 1, ITEMS] = 3
    first.loc[60 : 60 + few - 1, ITEMS[::4]] = np.nan
    last.loc[:19, "q2"] = np.nan  # many left an item open at the last wave; at the first still few
    table = spread(ev.change(make_study({"t0": first, "t1": last}, **OF_ITEMS)), "pgis.total").found.table
    assert set(table["people"]) == {"all"}
    assert ("complete" in set(table["scoring"])) == (2 * few >= 10)
    if few == 1:
        assert set(table["n"]) == {120}


def test_ready_scores_can_be_scored_in_one_way_only(make_study: MakeStudy) -> None:
    table = spread(ev.change(make_study({"t0": wave(80), "t1": wave(60, 0.5, 2)}))).found.table
    assert set(table["people"]) == {"all"}
    assert set(table["scoring"]) == {"usual"}
    assert set(table["adjusted"]) == {"no"}


def test_the_spread_is_that_of_the_estimates(make_study: MakeStudy) -> None:
    section = ev.change(make_study({"t0": items(120, 0, 1), "t1": items(100, 0.4, 2)}, **OF_ITEMS))
    estimates = [analysis.result.change.estimate for key, analysis in section.results.items() if "/choices/" in key]
    found = {one.term: one.estimate for one in section.results["pgis.total/all/t0-t1/choices"].result.estimates()}
    assert found["median"] == pytest.approx(np.median(estimates))
    assert (found["minimum"], found["maximum"]) == pytest.approx((min(estimates), max(estimates)))
    assert found["specifications"] == len(estimates)
    assert found["proportion_above"] == 1


# --- the course and what else happened --------------------------------------------------------------------------------


def test_the_picture_of_the_course_names_the_events_of_its_time(make_study: MakeStudy) -> None:
    days = ("2019-10-01", "2021-10-12", "2022-10-12")
    dated = [{"id": f"t{k}", "label": f"wave {k}", "file": f"t{k}.csv", "date": day} for k, day in enumerate(days)]
    context = [{"date": "2020-03-12", "event": "lockdown"}, {"date": "2015-01-01", "event": "moving house"}]
    study = make_study({f"t{k}": wave(60, 0.2 * k, k) for k in range(3)}, waves_block=dated, context=context)
    section = ev.change(study)
    figure = next(display for display in section.displays if display.id == "figure-course")
    assert [cell.number for cell in figure.rows[0].cells] == [f"change.wellbeing/all/t{k}/mean.mean" for k in range(3)]
    bundle = ev.release(section).bundle
    for language in ("nl", "en"):
        image = picture(bundle["displays"][0], Reader(bundle, language))
        assert "lockdown" in image.alternative
        assert "moving house" not in image.alternative


# --- odd input --------------------------------------------------------------------------------------------------------

CONSTANT = pd.DataFrame({"code": range(40), "wellbeing": 3.0})
TEN_YEARS = [
    {"id": "t0", "label": "t0", "file": "t0.csv", "date": "2010-01-01"},
    {"id": "t1", "label": "t1", "file": "t1.csv", "date": "2020-01-01"},
]


def grouped(frame: pd.DataFrame, *numbers: int) -> pd.DataFrame:
    return frame.assign(g=np.repeat(list("abc")[: len(numbers)], numbers))


ODD: dict[str, tuple[Mapping[str, pd.DataFrame], dict[str, Any], str]] = {
    "one wave": ({"t0": wave(40)}, {}, "change.one_wave"),
    "no spread": ({"t0": CONSTANT, "t1": CONSTANT}, {}, "change.not_shown"),
    "no spread, another score": ({"t0": CONSTANT, "t1": CONSTANT.assign(wellbeing=4.0)}, {}, "change.not_shown"),
    "no spread at the first": ({"t0": CONSTANT, "t1": wave(40)}, {}, "change.not_shown"),
    "no spread, all alike later": ({"t0": wave(40), "t1": CONSTANT}, {}, "change.not_shown"),
    "two linked": ({"t0": wave(40), "t1": wave(40, 0.9, 2, 38)}, {}, "change.verdict.improved_clear"),
    "ten linked": ({"t0": wave(40), "t1": wave(40, 0.9, 2, 30)}, {}, "change.verdict.improved_clear"),
    "a group gone": (
        {"t0": grouped(wave(40), 20, 20), "t1": grouped(wave(20, 0.9, 2), 20)},
        {"groups": GROUPS, "plan": {"primary": ["wellbeing"], "adjust": ["g"], "comparison": "g"}},
        "change.verdict.improved_clear",
    ),
    "ten years": (
        {"t0": wave(40), "t1": wave(40, 0.9, 2)},
        {"waves_block": TEN_YEARS},
        "change.verdict.improved_clear",
    ),
    "small groups": (
        {"t0": grouped(wave(22), 9, 7, 6), "t1": grouped(wave(22, 1.2, 2), 9, 7, 6)},
        {
            "groups": {"g": GROUPS["g"] | {"focal": ["b", "c"]}},
            "plan": {"primary": ["wellbeing"], "adjust": ["g"], "comparison": "g", "allocation": "low_scores"},
        },
        "change.verdict.improved_clear",
    ),
    # of three groups of nine or fewer, each must be six or more: who knows the total knows them too well
    "small groups that are nearly all they can be": (
        {"t0": grouped(wave(24), 9, 8, 7), "t1": grouped(wave(24, 1.2, 2), 9, 8, 7)},
        {"groups": {"g": GROUPS["g"] | {"focal": ["b", "c"]}}, "plan": {"primary": ["wellbeing"]}},
        "change.not_shown",
    ),
    "few in all": (
        {"t0": grouped(wave(9), 5, 4), "t1": grouped(wave(8, 1.2, 2), 4, 4)},
        {"groups": GROUPS, "plan": {"primary": ["wellbeing"], "comparison": "g"}},
        "change.not_shown",
    ),
    "one person": ({"t0": wave(1), "t1": wave(1, 0.5, 2)}, {}, "change.not_shown"),
    "nobody twice": ({"t0": wave(30), "t1": wave(30, 0.9, 2, 100)}, {}, "change.verdict.improved_clear"),
    "one unit without spread": (
        {"t0": CONSTANT.assign(team=["p", "q"] * 20), "t1": CONSTANT.assign(team=["p", "q"] * 20)},
        {
            "survey": {"respondent": "code", "unit": "team", "scores": SCORES},
            "plan": {"primary": ["wellbeing"], "comparison": ["q"], "allocation": "low_scores"},
        },
        "change.not_shown",
    ),
    "ten units without spread": (
        {"t0": CONSTANT.assign(team=list("pqrstuvwxy") * 4), "t1": CONSTANT.assign(team=list("pqrstuvwxy") * 4)},
        {
            "survey": {"respondent": "code", "unit": "team", "scores": SCORES},
            "plan": {"primary": ["wellbeing"], "comparison": list("pqrst"), "allocation": "low_scores"},
        },
        "change.not_shown",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "linked"),
    [(name, linked) for name in ODD for linked in (True, False) if linked or not {"linked", "twice"} & {*name.split()}],
)
def test_odd_input_gives_sober_sentences_and_no_error(make_study: MakeStudy, name: str, linked: bool) -> None:
    frames, blocks, expected = ODD[name]
    survey = dict(blocks.get("survey", {"respondent": "code", "scores": SCORES}))
    if not linked:
        survey.pop("respondent")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        study = make_study(frames, **blocks | {"survey": survey})
        bundles = [ev.release(make(study)).bundle for make in (ev.change, ev.conclusions)]
    said = next(one["key"] for one in bundles[0]["findings"] if one["role"] == "headline" or len(frames) == 1)
    assert said == expected or (not linked and said.startswith("change.verdict"))
    for language in ("nl", "en"):
        for bundle in bundles:
            reader = Reader(bundle, language)
            texts = [reader.text(finding) for finding in bundle["findings"]]
            assert all(texts)
            assert not [text for text in texts if text is not None and "nan" in text.lower().split()]
        assert "<main" in ev.report.compose(bundles, language)
    few = [
        one["estimate"]
        for bundle in bundles
        for one in bundle["numbers"].values()
        if one["n"] is not None and one["n"] < 10
    ]
    assert not [estimate for estimate in few if estimate is not None]


def test_one_wave_has_neither_change_nor_conclusion(make_study: MakeStudy) -> None:
    study = make_study({"t0": wave(40)})
    for make, key in ((ev.change, "change.one_wave"), (ev.conclusions, "conclusions.one_wave")):
        section = make(study)
        assert [finding.key for finding in section.findings] == [key]
        assert not section.results
        assert not section.displays
