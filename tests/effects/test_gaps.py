"""gap_change against R 4.2.2: the overlapping-samples formula written out, t.test, lm with clubSandwich's CR2."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluatie.effects import NotEnoughData, overlapping_change, paired_change
from evaluatie.effects.gaps import gap_change
from tolerances import CLOSED_FORM, FITTED, VARIANCE_COMPONENT

DATA = Path(__file__).parent / "data"
FIGURES = json.loads((DATA / "gaps_reference.json").read_text())["figures"]
MADE = pd.read_csv(DATA / "gaps_made.csv")  # 140 made-up people, about three in four of whom answer at a wave


def gap(frame: pd.DataFrame = MADE, **options):
    return gap_change(frame, "score", "wave", "origin", **{"respondent": "who", "reference": "here"} | options)


def test_the_change_of_the_gap_is_that_of_the_formula_written_out_in_r() -> None:
    found, f = gap(), FIGURES["plain"]
    ours = (found.gap_change, found.se, found.df, found.ci_low, found.p)
    assert ours == pytest.approx((f["est"], f["se"], f["df"], f["lo"], f["p"]), rel=CLOSED_FORM)
    for wave, row in (("t0", found.gap_first), ("t1", found.gap_last)):
        f = FIGURES[f"gap_{wave}"]
        ours = (row.estimate, row.se, row.df, row.ci_low)
        assert ours == pytest.approx((f["est"], f["se"], f["df"], f["lo"]), rel=CLOSED_FORM)
        assert row.wave == wave


def test_adjusted_it_is_a_regression_with_cr2_by_person() -> None:
    found = gap(covariates=["gender", "age"])
    names = ("adj_change", "adj_gap_first", "adj_gap_last", "adj_change_reference", "adj_change_focal")
    for name, row in zip(names, found.estimates(), strict=True):
        f = FIGURES[name]
        assert row.estimate == pytest.approx(f["est"], rel=CLOSED_FORM)
        assert row.se == pytest.approx(f["se"], rel=FITTED)
        assert row.df == pytest.approx(f["df"], rel=VARIANCE_COMPONENT)
    assert found.covariates == ("gender", "age")


def test_the_parts_add_up() -> None:
    for found in (gap(), gap(covariates=["age"])):
        assert found.gap_last.estimate - found.gap_first.estimate == pytest.approx(found.gap_change, rel=CLOSED_FORM)
        by_group = found.change_focal.estimate - found.change_reference.estimate
        assert by_group == pytest.approx(found.gap_change, rel=CLOSED_FORM)


def test_each_groups_change_is_that_of_overlapping_change() -> None:
    own = overlapping_change(MADE[MADE["origin"] == "elsewhere"], "score", "wave", "who")
    row = gap().change_focal
    assert (row.estimate, row.se, row.df) == pytest.approx((own.mean_change, own.se, own.df), rel=CLOSED_FORM)


def test_everyone_paired_it_is_welch_on_the_changes() -> None:
    wide = MADE.pivot_table("score", ["who", "origin"], "wave").dropna().reset_index()
    both = wide.melt(["who", "origin"], ["t0", "t1"], var_name="wave", value_name="score")
    found = gap(both)
    parts = [paired_change(rows["t0"], rows["t1"]) for _, rows in wide.groupby("origin")]
    assert found.se == pytest.approx(np.hypot(parts[0].se, parts[1].se), rel=CLOSED_FORM)
    assert found.n == len(wide) == found.n_reference_pairs + found.n_focal_pairs


def test_without_a_respondent_nobody_is_linked() -> None:
    linked, unlinked = gap(), gap(respondent=None)
    assert unlinked.gap_change == linked.gap_change
    assert unlinked.se > linked.se
    assert (unlinked.n, unlinked.n_focal_pairs) == (len(MADE), 0)


def test_order_labels_shift_and_scale_do_what_they_should() -> None:
    plain = gap()
    mixed = gap(MADE.sample(frac=1, random_state=3).set_index("age", drop=False))
    assert (mixed.gap_change, mixed.se) == pytest.approx((plain.gap_change, plain.se), rel=1e-9)
    moved = gap(MADE.assign(score=MADE["score"] * 20 - 5))
    assert (moved.gap_change, moved.se, moved.p) == pytest.approx((20 * plain.gap_change, 20 * plain.se, plain.p))
    turned = gap(reference="elsewhere")
    assert (turned.gap_change, turned.focal) == (pytest.approx(-plain.gap_change), "here")
    typed = MADE.assign(
        origin=pd.Categorical(MADE["origin"], ["here", "elsewhere"]), who=MADE["who"].astype("Int64"),
        score=MADE["score"].astype("Float64"),
    )  # fmt: skip
    chosen = gap(typed, reference=None)
    assert (chosen.reference, chosen.ci_low) == ("here", pytest.approx(plain.ci_low))
    assert "the order of their labels" in chosen.notes[0]
    narrow = gap(confidence=0.9)
    assert (narrow.ci_low, narrow.ci_high) == (narrow.ci90_low, plain.ci90_high)


def test_what_is_left_out_is_counted_and_the_frame_is_left_alone() -> None:
    strays = pd.DataFrame(
        {
            "who": [900, 901, 902, 903, None],
            "origin": ["here", None, "here", "here", "here"],
            "gender": ["f", "f", "f", None, "m"],
            "wave": [None, "t0", "t0", "t1", "t1"],
            "score": [3.0, 3, None, 4, 4],
        }
    )
    frame = pd.concat([MADE, strays], ignore_index=True)
    before = frame.copy(deep=True)
    assert gap(frame, covariates="gender").notes == (
        "1 row(s) left out: no wave",
        "1 row(s) left out: no group",
        "1 answer(s) left out: missing",
        "1 answer(s) left out: a covariate was missing",
        "1 answer(s) without a respondent: linked to nobody",
    )
    pd.testing.assert_frame_equal(frame, before)


def test_someone_who_changes_group_is_told_of_and_counted_once() -> None:
    frame = MADE.copy()
    who = frame["who"].value_counts().index[0]
    frame.loc[(frame["who"] == who) & (frame["wave"] == "t1"), "origin"] = "elsewhere"
    frame.loc[(frame["who"] == who) & (frame["wave"] == "t0"), "origin"] = "here"
    found = gap(frame)
    assert found.n == frame["who"].nunique()
    assert any("1 respondent(s) changed group" in note for note in found.notes)


@pytest.mark.parametrize(
    ("change", "options", "error", "words"),
    [
        (lambda f: f[(f["origin"] == "here") | (f["wave"] == "t0")], {}, NotEnoughData,
         "group 'elsewhere' has 0 at wave 't1'"),
        (lambda f: f[f["origin"] == "here"], {}, NotEnoughData, "a gap needs two groups: got 'here'"),
        (lambda f: f, {"focal": "mars"}, ValueError, "no rows of the focal group 'mars'"),
        (lambda f: f, {"focal": "here"}, ValueError, "two different groups"),
        (lambda f: f.assign(origin=f["gender"]), {"reference": None}, ValueError, "which of 3 groups"),
        (lambda f: f, {"covariates": ["height"]}, ValueError, "no column 'height'"),
        (lambda f: f, {"covariates": ["age", "age"]}, ValueError, "named once"),
        (lambda f: f.assign(age=4), {"covariates": ["age"]}, ValueError, "same value for everyone"),
        (lambda f: pd.concat([f, f.iloc[[0]]]), {}, ValueError, "answered more than once"),
        (lambda f: f.assign(score="often"), {}, TypeError, "score holds 'often'"),
        (lambda f: f["score"], {}, TypeError, "frame must be a DataFrame"),
        (lambda f: f[f["wave"] == "t0"], {}, ValueError, "which two of 1 waves"),
    ],
)  # fmt: skip
def test_frames_that_will_not_do_are_refused_in_words(change, options, error, words) -> None:
    with pytest.raises(error, match=words):
        gap(change(MADE), **options)


@pytest.mark.parametrize("covariates", [(), ("age",)])
def test_no_spread_gives_no_test_but_a_note(covariates) -> None:
    frame = MADE.assign(score=np.where(MADE["wave"] == "t0", 3.0, 4.0) + (MADE["origin"] == "here"))
    found = gap(frame, covariates=covariates)
    assert found.gap_change == pytest.approx(0, abs=1e-12)
    assert (found.se, found.p, found.gap_first.se) == (None, None, None)
    assert any("no spread" in note for note in found.notes)


def test_the_result_tells_its_story() -> None:
    tidy = gap().tidy()
    assert list(tidy["term"]) == ["gap_change", "gap", "gap", "mean_change", "mean_change"]
    assert list(tidy["wave"].dropna()) == ["t0", "t1"]
    assert list(tidy["group"].dropna()) == ["here", "elsewhere"]
    assert "<table" in gap()._repr_html_()
