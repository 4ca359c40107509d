"""kitagawa_oaxaca_blinder against R 4.2.2: lm, hatvalues and model.matrix, shares and means of cells by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluatie.effects import NotEnoughData
from evaluatie.effects.decomposing import PARTS, Sample, influence, parts_of_change
from evaluatie.effects.decomposition import kitagawa_oaxaca_blinder
from evaluatie.effects.gaps import gap_change
from tolerances import CLOSED_FORM, NEAR_ZERO

DATA = Path(__file__).parent / "data"
FIGURES = json.loads((DATA / "gaps_reference.json").read_text())["figures"]
MADE = pd.read_csv(DATA / "gaps_made.csv").assign(old=lambda frame: frame["age"] > 42)
TWO_GENDERS = MADE.replace({"gender": {"x": "f"}})


def decompose(frame: pd.DataFrame = MADE, covariates=("gender", "age"), **options):
    return kitagawa_oaxaca_blinder(frame, "score", "wave", covariates, **{"respondent": "who"} | options)


def same(found, figures: dict) -> None:
    for name in PARTS:
        part = getattr(found, name)
        assert part.estimate == pytest.approx(figures["est"][name], rel=CLOSED_FORM, abs=NEAR_ZERO), name
        assert part.se == pytest.approx(figures["se"][name], rel=CLOSED_FORM), name
        if "df" in figures:
            assert part.df == figures["df"]


def adds_up(found) -> None:
    total = found.total.estimate
    assert found.composition.estimate + found.answers.estimate == pytest.approx(total, abs=1e-10)
    three = found.endowments.estimate + found.coefficients.estimate + found.interaction.estimate
    assert three == pytest.approx(total, abs=1e-10)
    split = sum(row.estimate for row in found.by_covariate)
    assert split == pytest.approx(found.composition.estimate, abs=1e-10)


@pytest.mark.parametrize("weights", ["average", "first", "pooled"])
def test_the_change_of_a_mean_decomposes_as_in_r(weights: str) -> None:
    found = decompose(weights=weights)
    same(found, FIGURES[f"mean_{weights}"])
    adds_up(found)
    assert found.n == MADE["who"].nunique()


def test_the_last_waves_coefficients_are_the_first_ones_of_the_waves_turned_round() -> None:
    there, back = decompose(weights="last"), decompose(weights="first", waves=("t1", "t0"))
    assert there.composition.estimate == pytest.approx(-back.composition.estimate, abs=NEAR_ZERO)
    assert there.composition.se == pytest.approx(back.composition.se, rel=CLOSED_FORM)
    adds_up(there)


def test_crossed_it_is_kitagawas() -> None:
    found = decompose(covariates=("gender", "old"), crossed=True)
    same(found, FIGURES["crossed"])
    assert found.composition.estimate == pytest.approx(FIGURES["kitagawa"]["composition"], rel=CLOSED_FORM)
    assert found.answers.estimate == pytest.approx(FIGURES["kitagawa"]["answers"], rel=CLOSED_FORM)
    adds_up(found)


def test_the_change_of_a_gap_decomposes_as_in_r() -> None:
    found = decompose(TWO_GENDERS, group="origin", reference="here")
    same(found, FIGURES["gap"])
    adds_up(found)
    assert found.group == "elsewhere minus here"
    plain = gap_change(TWO_GENDERS, "score", "wave", "origin", respondent="who", reference="here")
    assert found.total.estimate == pytest.approx(plain.gap_change, rel=CLOSED_FORM)


def test_the_standard_errors_are_close_to_those_of_leaving_people_out() -> None:
    # the jackknife knows nothing of the formula; they differ by terms in 1/n
    design = np.column_stack([np.ones(len(MADE)), MADE["gender"] == "m", MADE["gender"] == "x", MADE["age"]])
    people, waves, score = MADE["who"].unique(), MADE["wave"], MADE["score"].to_numpy()
    without = pd.DataFrame(
        [
            parts_of_change(*(Sample(design[at], score[at]) for at in left_out), "average", (2, 1))[:6]
            for who in people
            for left_out in [[((MADE["who"] != who) & (waves == wave)).to_numpy() for wave in ("t0", "t1")]]
        ]
    )
    jackknife = np.sqrt(((without - without.mean()) ** 2).sum() * (len(people) - 1) / len(people))
    assert [row.se for row in decompose().estimates()[:6]] == pytest.approx(list(jackknife), rel=0.06)


def test_answering_twice_counts() -> None:
    assert decompose().total.se < decompose(respondent=None).total.se


def test_the_levels_order_and_the_rows_order_do_not_matter() -> None:
    plain, turned = decompose(), decompose(MADE.iloc[::-1].set_index("age", drop=False))
    for ours, theirs in zip(plain.estimates(), turned.estimates(), strict=True):
        assert (ours.estimate, ours.se) == pytest.approx((theirs.estimate, theirs.se), rel=1e-9, abs=NEAR_ZERO)
    typed = decompose(MADE.assign(gender=pd.Categorical(MADE["gender"], ["x", "m", "f"])))
    assert typed.composition.se == pytest.approx(plain.composition.se, rel=1e-9)


def test_same_people_at_both_waves_have_no_composition() -> None:
    both = MADE[MADE["who"].isin(MADE["who"].value_counts().loc[lambda c: c == 2].index)]
    found = decompose(both)
    assert found.composition.estimate == pytest.approx(0, abs=1e-12)
    assert (found.composition.se, found.endowments.se) == (None, None)
    assert found.answers.estimate == pytest.approx(found.total.estimate)


@pytest.mark.parametrize(
    ("change", "options", "error", "words"),
    [
        (lambda f: f[(f["gender"] != "x") | (f["wave"] == "t0")], {}, NotEnoughData,
         "nobody with gender = x answered at wave t1"),
        (lambda f: f[(f["gender"] != "x") | (f["wave"] == "t0") | (f["origin"] == "here")],
         {"group": "origin", "covariates": ("gender",)}, NotEnoughData,
         "nobody with gender = x answered at wave t1 in group elsewhere"),
        (lambda f: f[f["origin"] == "here"], {"group": "origin"}, NotEnoughData, "a gap needs two groups"),
        (lambda f: f.assign(age=f["age"].where(f["wave"] == "t0", 40)), {}, NotEnoughData, "does not vary at wave t1"),
        (lambda f: f.assign(gender="f", age=1), {}, NotEnoughData, "same value for everyone"),
        (lambda f: f, {"covariates": ()}, ValueError, "at least one column"),
        (lambda f: f, {"weights": "best"}, ValueError, "weights must be one of average, pooled, first, last"),
        (lambda f: f.assign(year=f["age"] * 2), {"covariates": ("age", "year")}, ValueError,
         "combination of the others"),
        (lambda f: f.iloc[[0, 1, 2, -3, -2, -1]], {"covariates": ("who", "age", "score")}, NotEnoughData, "more rows"),
        (lambda f: f, {"covariates": ("height",)}, ValueError, "no column 'height'"),
    ],
)  # fmt: skip
def test_frames_that_will_not_do_are_refused_in_words(change, options, error, words) -> None:
    with pytest.raises(error, match=words):
        decompose(change(MADE), **options)


def test_a_covariate_without_spread_is_left_out_with_a_note() -> None:
    found = decompose(MADE.assign(site="one"), covariates=("site", "age"))
    assert found.covariates == ("age",)
    assert any("covariate site has the same value for everyone" in note for note in found.notes)


def test_the_result_tells_its_story() -> None:
    found = decompose()
    assert list(found.tidy()["term"]) == [*PARTS, "composition: gender", "composition: age"]
    assert "not what changing the composition would do" in found.notes[-1]
    assert found.n_first + found.n_last == len(MADE)


rows = st.lists(st.tuples(st.booleans(), st.integers(-9, 9), st.integers(1, 7)), min_size=6, max_size=20).filter(
    lambda each: len({x for x, _, _ in each}) == 2 and len({(x, z) for x, z, _ in each}) > 3
)


@settings(deadline=None, max_examples=30)
@given(rows, rows, st.sampled_from(["average", "pooled", "first", "last"]))
def test_the_parts_and_their_influences_always_add_up(first: list, last: list, weights: str) -> None:
    samples = []
    for each in (first, last):
        x, z, y = (np.array(column, dtype=float) for column in zip(*each, strict=True))
        design = np.column_stack([np.ones(len(y)), x, z])
        if np.linalg.matrix_rank(design) < 3:
            return
        samples.append(Sample(design, y))
    parts = parts_of_change(*samples, weights, (1, 1))
    assert parts[1] + parts[2] == pytest.approx(parts[0], abs=1e-9)
    assert parts[3] + parts[4] + parts[5] == pytest.approx(parts[0], abs=1e-9)
    assert parts[6] + parts[7] == pytest.approx(parts[1], abs=1e-9)
    for own in influence(*samples, weights, (1, 1)):
        assert own[:, 1] + own[:, 2] == pytest.approx(own[:, 3] + own[:, 4] + own[:, 5], abs=1e-8)
