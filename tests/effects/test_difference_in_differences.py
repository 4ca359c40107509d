"""difference_in_differences against lm, sandwich, clubSandwich, t.test and brute force in R: see data/comparing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluatie.effects.comparing import DifferenceInDifferences, difference_in_differences
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM, FITTED, NEAR_ZERO, VARIANCE_COMPONENT

DATA = Path(__file__).parent / "data" / "comparing"
CASES = pd.read_csv(DATA / "reference_cases.csv")
FIGURES = pd.read_csv(DATA / "teams_reference.csv").set_index("what")
WIDE = pd.read_csv(DATA / "teams.csv")


def injury() -> pd.DataFrame:
    counts = pd.read_csv(DATA / "injury_counts.csv", dtype={"cluster": str})
    return counts.loc[counts.index.repeat(counts["count"])].reset_index(drop=True)


def injury_figure(how: str) -> pd.Series:
    rows = CASES[(CASES["how"] == how) & (CASES["term"] == "afchnge:highearn")]
    assert len(rows) == 1
    return rows.iloc[0]


def long(wide: pd.DataFrame = WIDE) -> pd.DataFrame:
    columns = ["who", "team", "ex"]
    waves = {"t0": "pre", "t1": "post"}
    return pd.concat(
        [wide[columns].assign(wave=wave, score=wide[name]) for wave, name in waves.items()], ignore_index=True
    )


def did(frame: pd.DataFrame, *cluster: str, **options) -> DifferenceInDifferences:
    return difference_in_differences(frame, "score", "wave", "ex", *cluster, **options)


def compare(row, figure, *, t: bool = True) -> None:
    assert row["estimate"] == pytest.approx(figure["estimate"], rel=FITTED)
    if t:
        assert row["se"] == pytest.approx(figure["se"], rel=FITTED)
        assert (row["df"], row["p"]) == pytest.approx((figure["df"], figure["p"]), rel=VARIANCE_COMPONENT)
        assert (row["ci_low"], row["ci_high"]) == pytest.approx((figure["low"], figure["high"]), rel=FITTED)


def test_injured_workers_with_clusters_are_those_of_clubsandwich() -> None:
    found = difference_in_differences(injury(), "ldurat", "afchnge", "highearn", "cluster")
    figure = injury_figure("cluster-robust CR2 with Satterthwaite df, p, CI")
    assert (found.n, found.n_clusters, found.n_exposed_clusters, found.headline) == (5347, 12, 12, "cr2")
    assert (found.estimate, found.se, found.df) == pytest.approx((figure["estimate"], figure["se"], figure["df"]))
    assert (found.p, found.ci_low, found.ci_high) == pytest.approx(
        (figure["p"], figure["ci_lower"], figure["ci_upper"]), rel=FITTED
    )
    for kind in ("CR1", "CR1S"):
        figure = injury_figure(f"cluster-robust {kind} with Satterthwaite df, p, CI")
        row = found.table.loc[kind.lower()]
        assert (row["se"], row["df"], row["p"]) == pytest.approx((figure["se"], figure["df"], figure["p"]), rel=FITTED)
    assert found.table.loc["wild", "n"] == 12
    assert "permutation" not in found.table.index
    assert any("both exposed and other people" in note for note in found.notes)


def test_injured_workers_without_clusters_are_those_of_lm_and_hc2() -> None:
    found = difference_in_differences(injury(), "ldurat", "afchnge", "highearn")
    ols, hc2 = injury_figure("ordinary least squares"), injury_figure("heteroscedasticity-robust HC2")
    assert (found.estimate, found.se) == pytest.approx((hc2["estimate"], hc2["se"]), rel=CLOSED_FORM)
    row = found.table.loc["ols"]
    assert (row["estimate"], row["se"]) == pytest.approx((ols["estimate"], ols["se"]), rel=CLOSED_FORM)
    assert row["p"] == pytest.approx(ols["p"], rel=FITTED)
    assert (found.headline, found.n_clusters, found.n_people, found.linked_estimate) == ("hc2", None, None, None)


def test_teams_are_those_of_r() -> None:
    found = did(long(), "team", respondent="who")
    for method in ("cr2", "cr1", "cr1s", "cr0", "ols", "unit_changes", "linked_cr2"):
        compare(found.table.loc[method], FIGURES.loc[method])
    assert found.table.loc["hc2", "se"] == pytest.approx(FIGURES.loc["hc2", "se"], rel=CLOSED_FORM)
    assert found.table.loc["permutation", "estimate"] == pytest.approx(FIGURES.loc["permutation", "estimate"])
    # counted over all 126 assignments and all 512 patterns of signs
    assert found.table.loc["permutation", "p"] == pytest.approx(FIGURES.loc["permutation", "p"], rel=CLOSED_FORM)
    assert found.table.loc["wild", "p"] == pytest.approx(FIGURES.loc["wild", "p"], rel=CLOSED_FORM)
    assert (found.n, found.n_people, found.n_linked) == (148, 78, 70)
    assert (found.n_clusters, found.n_exposed_clusters) == (9, 4)
    assert found.linked_p == found.table.loc["linked_cr2", "p"]


def test_people_without_teams_are_clusters_of_their_own() -> None:
    found = did(long(), respondent="who")
    compare(found.table.loc["cr2"], FIGURES.loc["people"])
    compare(found.table.loc["linked_welch"], FIGURES.loc["linked_welch"])
    assert "by who" in found.method
    assert found.n_clusters is None


def test_cells_changes_and_spread_add_up() -> None:
    found = did(long(), "team")
    present = long().dropna(subset="score")
    means = present.groupby(["ex", "wave"])["score"].mean()
    assert found.mean_exposed_post == pytest.approx(means[1, "t1"], rel=CLOSED_FORM)
    assert found.mean_comparison_pre == pytest.approx(means[0, "t0"], rel=CLOSED_FORM)
    assert found.estimate == found.change_exposed - found.change_comparison
    assert found.n_exposed_pre + found.n_exposed_post + found.n_comparison_pre + found.n_comparison_post == found.n
    at_first = present[present["wave"] == "t0"]
    residual = at_first["score"] - at_first.groupby("ex")["score"].transform("mean")
    assert found.sd_pre == pytest.approx(np.sqrt((residual**2).sum() / (len(residual) - 2)), rel=CLOSED_FORM)
    assert found.tidy()["term"].iloc[0] == "difference_in_change"
    assert found.glance()["n_clusters"].iloc[0] == 9
    assert found.notes[0] == "8 answer(s) left out: missing"


def test_only_random_allocation_is_called_an_effect() -> None:
    plain, drawn = did(long(), "team"), did(long(), "team", randomised=True)
    assert (plain.design, drawn.design) == ("difference in change", "effect")
    assert any("parallel trends" in note for note in plain.notes)
    assert not any("parallel trends" in note for note in drawn.notes)


@pytest.mark.parametrize(
    "labels",
    [
        lambda marks: marks.astype(bool),
        lambda marks: marks.astype("boolean"),
        lambda marks: marks.astype("Int64"),
        lambda marks: marks.astype(float).astype(object),
        lambda marks: marks.astype("category"),
        lambda marks: pd.Categorical(marks.map({0: "zo", 1: "anders"}), ["zo", "anders"], ordered=True),
    ],
)
def test_exposure_is_read_whatever_its_type(labels) -> None:
    frame = long()
    plain = did(frame, "team")
    frame["ex"] = labels(frame["ex"])
    assert did(frame, "team") == plain


def test_order_of_rows_names_of_teams_and_index_do_not_matter() -> None:
    frame = long()
    plain = did(frame, "team", respondent="who")
    shuffled = frame.sample(frac=1, random_state=3)
    shuffled["team"] = pd.Categorical(shuffled["team"].map(lambda name: f"{ord(name)}"))
    shuffled.index = pd.Index(np.arange(len(frame)) % 7)
    other = did(shuffled, "team", respondent="who")
    for method in plain.table.index:
        for column in ("estimate", "se", "df", "p", "ci_low", "ci_high"):
            ours, theirs = plain.table.loc[method, column], other.table.loc[method, column]
            assert ours == pytest.approx(theirs, rel=FITTED, abs=FITTED, nan_ok=True), (method, column)


@settings(max_examples=5)
@given(st.floats(-50, 50), st.floats(0.1, 20))
def test_shift_and_scale_move_the_figures_along(shift: float, scale: float) -> None:
    frame = long()
    plain = did(frame, "team")
    moved = did(frame.assign(score=shift + scale * frame["score"]), "team")
    assert moved.estimate == pytest.approx(scale * plain.estimate, rel=FITTED)
    assert moved.se == pytest.approx(scale * plain.se, rel=FITTED)
    assert (moved.df, moved.p) == pytest.approx((plain.df, plain.p), rel=FITTED)
    assert moved.table.loc["wild", "p"] == plain.table.loc["wild", "p"]
    assert moved.table.loc["permutation", "p"] == plain.table.loc["permutation", "p"]


def test_exchanging_the_groups_turns_the_sign() -> None:
    frame = long()
    plain, turned = did(frame, "team"), did(frame.assign(ex=1 - frame["ex"]), "team")
    assert turned.estimate == pytest.approx(-plain.estimate, rel=CLOSED_FORM)
    assert (turned.se, turned.df, turned.p) == pytest.approx((plain.se, plain.df, plain.p), rel=FITTED)
    assert turned.n_exposed_clusters == 5


def test_one_exposed_team_allows_no_inference_over_teams() -> None:
    frame = long()
    frame["ex"] = (frame["team"] == "b").astype(int)
    found = did(frame, "team", respondent="who")
    assert (found.se, found.p, found.ci_low, found.df) == (None, None, None, None)
    assert (found.headline, found.n_exposed_clusters) == ("none", 1)
    assert any("no inference over units is possible" in note for note in found.notes)
    assert found.table.loc["permutation", "p"] >= 1 / 9
    assert any("cannot fall below 0.111" in note for note in found.notes)
    assert "cr2" not in found.table.index
    assert "wild" not in found.table.index
    assert found.linked_estimate is not None
    assert found.linked_se is None


def test_few_teams_are_said_to_be_few() -> None:
    frame = long()
    frame = frame[frame["team"].isin(["a", "b", "c", "e"])]
    found = did(frame, "team")
    assert found.n_clusters == 4
    assert found.df < 4
    assert any("rough guides" in note for note in found.notes)
    assert any("bootstrap's p cannot fall below 0.125" in note for note in found.notes)
    # three teams with both groups in each
    mixed = long().assign(ex=lambda rows: rows["who"].str[-1].astype(int) % 2)
    found = did(mixed[mixed["team"].isin(["c", "e", "i"])], "team")
    assert any("only 3 clusters" in note for note in found.notes)


def test_a_group_of_few_teams_among_many_is_said_to_be_few() -> None:
    frame = long()
    frame["ex"] = frame["team"].isin(["b", "e"]).astype(int)
    notes = did(frame, "team").notes
    assert any("one of the groups has only 2 units" in note for note in notes)
    assert any("count every unit once" in note for note in notes)
    assert not any("one of the groups has only" in note for note in did(long(), "team").notes)


def test_who_moves_or_is_unknown_is_counted() -> None:
    frame = long()
    last = frame["wave"] == "t1"
    frame.loc[last & (frame["who"] == "p001"), "ex"] = 1
    frame.loc[last & (frame["who"] == "p002"), "team"] = "c"
    frame.loc[frame["who"] == "p004", "who"] = None
    frame.loc[frame["who"] == "p005", "team"] = None
    frame.loc[last & (frame["who"] == "p006"), "ex"] = None
    found = did(frame, "team", respondent="who")
    joined = "\n".join(found.notes)
    for words in (
        "1 person(s) who changed group",
        "1 person(s) changed unit",
        "2 answer(s) without a respondent",
        "2 row(s) left out: no team",
        "1 row(s) left out: exposure not known",
    ):
        assert words in joined
    assert found.n == 148 - 3


def test_answers_without_spread_give_a_difference_and_a_note() -> None:
    frame = pd.DataFrame({"wave": ["t0", "t1"] * 8, "ex": [0] * 8 + [1] * 8, "team": list("aabbccddeeffgghh")})
    frame["score"] = 2.1 + (frame["wave"] == "t1") * (0.3 + 0.7 * frame["ex"])
    for found in (did(frame, "team"), did(frame)):
        assert found.estimate == pytest.approx(0.7, rel=CLOSED_FORM)
        assert (found.se, found.p, found.ci_low, found.ci90_low) == (None,) * 4
        assert any("no spread" in note for note in found.notes)


def test_one_answer_in_a_cell_leaves_equal_variances_only() -> None:
    frame = pd.DataFrame({"wave": [0, 0, 1, 1, 0, 0, 1], "ex": [0, 0, 0, 0, 1, 1, 1], "score": [1, 2, 2, 4, 2, 3, 5]})
    found = did(frame)
    assert (found.headline, found.df) == ("ols", 3)
    assert any("a cell holds one answer" in note for note in found.notes)


@pytest.mark.parametrize(
    ("change", "options", "error", "words"),
    [
        (lambda f: f.assign(ex=1), {}, NotEnoughData, "ex marks everyone who answered as exposed"),
        (lambda f: f.assign(ex=0), {}, NotEnoughData, "ex marks no one who answered as exposed"),
        (
            lambda f: f.assign(ex=f["ex"] * (f["wave"] == "t1")),
            {},
            NotEnoughData,
            "no answers of: exposed pre; ex must mark",
        ),
        (lambda f: f[(f["ex"] == 1) | (f["wave"] == "t0")], {}, NotEnoughData, "no answers of: comparison post$"),
        (
            lambda f: f.assign(ex=f["ex"].map({0: "ja", 1: "nee"})),
            {},
            ValueError,
            "which is the exposed one is not plain",
        ),
        (lambda f: f.assign(ex=f["ex"] + 1), {}, ValueError, "ex holds 1, 2: which is the exposed one"),
        (lambda f: f.assign(score=None), {}, NotEnoughData, "no row of these two waves has everything"),
        (lambda f: f.assign(score="often"), {}, TypeError, "score holds 'often'"),
        (lambda f: f.drop(columns="ex"), {}, ValueError, "no column 'ex'"),
        (
            lambda f: pd.concat([f, f.iloc[:3]]),
            {"respondent": "who"},
            ValueError,
            "answered more than once at wave 't0'",
        ),
        (lambda f: f, {"waves": ("t0", "t7")}, ValueError, "no rows of wave 't7'"),
        (lambda f: f, {"confidence": 95}, ValueError, "confidence must lie between"),
        (lambda f: f.groupby(["ex", "wave"]).head(1), {}, NotEnoughData, "more rows than coefficients"),
    ],
)
def test_frames_that_will_not_do_are_refused_in_words(change, options, error, words) -> None:
    with pytest.raises(error, match=words):
        did(change(long().dropna()), **options)


def test_the_frame_is_left_as_it_was() -> None:
    frame = long()
    before = frame.copy(deep=True)
    did(frame, "team", respondent="who")
    pd.testing.assert_frame_equal(frame, before)


def test_large_means_and_tiny_scores_do_not_blur_the_figures() -> None:
    frame = long()
    plain = did(frame, "team")
    tiny = did(frame.assign(score=frame["score"] * 1e-9), "team")
    assert tiny.p == pytest.approx(plain.p, rel=FITTED)
    assert abs(tiny.estimate - plain.estimate * 1e-9) < NEAR_ZERO
