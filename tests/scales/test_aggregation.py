"""aggregation and unit_means against R: stats::aov, multilevel and lme4; and how often their intervals hold."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from evaluatie.result import NotEnoughData
from evaluatie.scales.teams.aggregating import aggregation
from evaluatie.scales.teams.intraclass import f_interval, wald_interval
from evaluatie.scales.teams.oneway import mean_squares, variance_components
from evaluatie.scales.teams.shrinkage import unit_means
from tolerances import CLOSED_FORM, NEAR_ZERO, PRINTED_TEN_DIGITS, VARIANCE_COMPONENT

DATA = Path(__file__).parent / "data"
LQ2002 = pd.concat([pd.read_csv(DATA / "lq2002_units.csv"), pd.read_csv(DATA / "lq2002.csv")], axis=1)
LEAD = [f"LEAD{number:02d}" for number in range(1, 12)]
FIGURES = {
    figure["name"]: figure["value"]
    for figure in json.loads((DATA / "lq2002_units_reference.json").read_text())["figures"]
}
CASES = {
    "LEAD mean score": (["LEAD"], (1, 5)),
    "HOSTILE mean score": (["HOSTILE"], (0, 4)),
    "LEAD01 item": (["LEAD01"], (1, 5)),
}
SMALL = pd.DataFrame(
    {
        "team": list("aaabbbccc"),
        "q1": [4, 5, 4, 2, 3, 2, 3, 3, 4],
        "q2": [4, 4, 5, 2, 2, 3, 3, 4, 4],
    }
)


@pytest.mark.parametrize("label", CASES)
def test_iccs_and_the_analysis_of_variance_are_those_of_r(label: str) -> None:
    items, answers = CASES[label]
    ours = aggregation(LQ2002, items, "COMPID", answers)
    anova = FIGURES[f"{label}: one-way ANOVA: MSB, MSW, F, dfs, p"]
    for name, value in zip(
        ("MSB", "MSW", "F", "df1", "df2", "p"),
        (ours.ms_between, ours.ms_within, ours.f, ours.df_between, ours.df_within, ours.p),
        strict=True,
    ):
        assert value == pytest.approx(anova[name], rel=CLOSED_FORM), name
    interval = FIGURES[f"{label}: ICC(1) 95% CI by the F method at the mean group size"]
    for name, value in {
        "ICC(1) with mean group size": ours.icc1,
        "ICC(1) with n0 in place of the mean group size": ours.icc1_n0,
        "ICC(2)": ours.icc2,
        "eta squared": ours.eta_squared,
    }.items():
        assert value == pytest.approx(FIGURES[f"{label}: {name}"], rel=CLOSED_FORM), name
    assert [ours.icc1_low, ours.icc1_high] == pytest.approx(list(interval.values()), rel=CLOSED_FORM)


@pytest.mark.parametrize("label", CASES)
def test_variances_by_reml_are_those_of_lme4(label: str) -> None:
    items, answers = CASES[label]
    ours = aggregation(LQ2002, items, "COMPID", answers)
    components = FIGURES[f"{label}: REML variance components between, within"]
    assert [ours.variance_between, ours.variance_within] == pytest.approx(components, rel=VARIANCE_COMPONENT)
    reml = FIGURES[f"{label}: ICC(1) from REML variance components"]
    assert ours.icc1_reml == pytest.approx(reml, rel=VARIANCE_COMPONENT)
    spearman_brown = FIGURES[f"{label}: ICC(2) from REML, Spearman-Brown at the mean group size"]
    assert ours.icc2_reml == pytest.approx(spearman_brown, rel=VARIANCE_COMPONENT)
    shrunken = unit_means(LQ2002, items, "COMPID", answers)
    assert shrunken.icc1 == pytest.approx(ours.icc1_reml, rel=CLOSED_FORM)


@pytest.mark.parametrize("label", CASES)
def test_unit_sizes_are_those_of_r(label: str) -> None:
    items, answers = CASES[label]
    ours = aggregation(LQ2002, items, "COMPID", answers)
    theirs = FIGURES[f"{label}: group sizes: groups, n, mean, n0 (unbalanced), harmonic mean, min, max"]
    sizes = [ours.units, ours.n, ours.size_mean, ours.size_n0, ours.size_harmonic, ours.size_min, ours.size_max]
    assert sizes == pytest.approx(list(theirs.values()), rel=CLOSED_FORM)


def test_the_score_is_the_mean_of_the_items() -> None:
    ours, printed = (aggregation(LQ2002, items, "COMPID", (1, 5)) for items in (LEAD, ["LEAD"]))
    for name in ("icc1", "icc1_low", "icc1_high", "icc1_n0", "icc1_reml", "icc2", "eta_squared"):
        assert getattr(ours, name) == pytest.approx(getattr(printed, name), rel=PRINTED_TEN_DIGITS), name
    assert (ours.n, ours.units, ours.k, ours.notes[0][:5]) == (2042, 49, 11, "rwg_j")


def test_iccs_of_items_are_those_of_mult_icc() -> None:
    theirs = pd.DataFrame(FIGURES["Leadership 11 items: ICC(1), ICC(2) per item"]).set_index("Variable")
    ours = aggregation(LQ2002, LEAD, "COMPID", (1, 5)).items
    assert ours["icc1_reml"].tolist() == pytest.approx(theirs["ICC1"].tolist(), rel=VARIANCE_COMPONENT)
    assert ours["icc2_reml"].tolist() == pytest.approx(theirs["ICC2"].tolist(), rel=VARIANCE_COMPONENT)
    alone = aggregation(LQ2002, ["LEAD01"], "COMPID", (1, 5))
    assert ours.loc["LEAD01", "icc1"] == pytest.approx(alone.icc1, rel=CLOSED_FORM)


def test_eta_squared_is_that_of_waba() -> None:
    theirs = FIGURES["WABA covariance theorem LEAD with HOSTILE"]
    for end, (items, answers) in zip("xy", list(CASES.values())[:2], strict=True):
        eta_squared = aggregation(LQ2002, items, "COMPID", answers).eta_squared
        assert math.sqrt(eta_squared) == pytest.approx(theirs[f"EtaB{end}"], rel=CLOSED_FORM)
        assert math.sqrt(1 - eta_squared) == pytest.approx(theirs[f"EtaW{end}"], rel=CLOSED_FORM)


def test_reml_finds_what_a_general_optimiser_finds_with_whole_matrices() -> None:
    rng = np.random.default_rng(7)
    sizes = np.array([1, 2, 4, 7, 12])
    unit = np.repeat(np.arange(5), sizes)
    answers = rng.normal(0, 0.8, 5)[unit] + rng.normal(0, 1, 26)
    same = (unit[:, None] == unit).astype(float)

    def deviance(logs: np.ndarray) -> float:
        inverse = np.linalg.inv(np.exp(logs[0]) * same + np.exp(logs[1]) * np.eye(26))
        residual = answers - (inverse @ answers).sum() / inverse.sum()
        return -np.linalg.slogdet(inverse)[1] + np.log(inverse.sum()) + residual @ inverse @ residual

    best = optimize.minimize(deviance, [0, 0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12})
    found = mean_squares(answers[:, None], np.r_[0, np.cumsum(sizes)[:-1]], sizes)
    ours = variance_components(sizes, found.means, found.within * found.df_within)
    assert [part.item() for part in ours] == pytest.approx(np.exp(best.x).tolist(), rel=VARIANCE_COMPONENT)


def test_reml_stays_in_the_deeper_of_two_valleys() -> None:
    sizes = np.array([10, 1, 1, 1, 7, 13, 2, 1, 1, 10, 1, 2, 1, 3, 1])
    means = np.array(
        [0.196, 0.687, -0.352, 0.333, -0.163, 0.105, -1.058, 0.145, 0.922, 0.063, 0.917, -0.247, -1.07, 1.647, 1.258]
    )

    def deviance(share: float) -> float:
        weights = sizes / (1 + sizes * share / (1 - share))
        squares = (weights * (means - (weights * means).sum() / weights.sum()) ** 2).sum()
        return -np.log(weights / sizes).sum() + np.log(weights.sum()) + (sizes.sum() - 1) * np.log(28.56 + squares)

    between, within = (part.item() for part in variance_components(sizes, means[:, None], np.array([28.56])))
    assert deviance(0) < deviance(0.01)  # a valley at no variance between units
    assert between / (between + within) == pytest.approx(0.1, abs=0.01)
    assert deviance(between / (between + within)) <= min(deviance(share) for share in np.linspace(0, 0.9, 200))


def test_with_units_of_one_size_all_versions_are_the_same() -> None:
    ours = aggregation(SMALL, ["q1", "q2"], "team", (1, 5))
    assert [ours.icc1_n0, ours.icc1_reml] == pytest.approx([ours.icc1] * 2, rel=CLOSED_FORM)
    assert ours.icc2_reml == pytest.approx(ours.icc2, rel=CLOSED_FORM)
    for low, high in (("icc1_reml_low", "icc1_reml_high"), ("icc1_n0_low", "icc1_n0_high")):
        limits = [getattr(ours, low), getattr(ours, high)]
        assert limits == pytest.approx([ours.icc1_low, ours.icc1_high], rel=CLOSED_FORM)
    assert [ours.icc2_reml_low, ours.icc2_reml_high] == pytest.approx([ours.icc2_low, ours.icc2_high], rel=CLOSED_FORM)


def _simulated(rng: np.random.Generator, sizes: np.ndarray, share: float) -> tuple[np.ndarray, np.ndarray]:
    true = rng.normal(0, math.sqrt(share), len(sizes))
    return true, np.repeat(true, sizes) + rng.normal(0, math.sqrt(1 - share), sizes.sum())


@pytest.mark.parametrize(
    ("sizes", "f_low", "f_high"),
    # the F method is exact for equal sizes, and known to be too narrow for very unequal ones
    [([10] * 15, 0.93, 0.97), ([3] * 12 + [30] * 4, 0.85, 0.94)],
)
def test_intervals_of_icc1_hold_the_true_value(sizes: list[int], f_low: float, f_high: float) -> None:
    rng, people = np.random.default_rng(20170501), np.array(sizes)
    starts, held = np.r_[0, np.cumsum(people)[:-1]], np.zeros(2)
    for _ in range(800):
        found = mean_squares(_simulated(rng, people, 0.25)[1][:, None], starts, people)
        by_f, by_wald = f_interval(found, people.mean(), 0.95)[0], wald_interval(found, people, 0.95)
        held += (by_f[0] <= 0.25 <= by_f[1], by_wald[0] <= 0.25 <= by_wald[1])
    # three standard errors of a share of 800
    assert f_low <= held[0] / 800 <= f_high
    assert held[1] / 800 == pytest.approx(0.95, abs=0.023)


@pytest.mark.parametrize(("share", "low", "high"), [(0.05, 0.93, 0.99), (0.25, 0.93, 0.98)])
def test_intervals_of_unit_means_hold_the_true_means(share: float, low: float, high: float) -> None:
    rng, people = np.random.default_rng(20170501), np.array([4, 5, 6, 8, 10, 12, 15, 20, 30, 40, 5, 9])
    team, held, nearer = np.repeat(np.arange(12), people), 0.0, 0
    for _ in range(200):
        true, answers = _simulated(rng, people, share)
        ours = unit_means(pd.DataFrame({"team": team, "q": answers}), ["q"], "team", (-9, 9)).table
        held += ((ours["low"] <= true) & (true <= ours["high"])).mean()
        nearer += ((ours["mean"] - true) ** 2).sum() < ((ours["raw_mean"] - true) ** 2).sum()
    assert low <= held / 200 <= high
    assert nearer / 200 > 0.6  # and shrunken means miss by less than raw ones


def test_unit_means_are_drawn_in_by_their_weight() -> None:
    ours = unit_means(LQ2002, LEAD, "COMPID", (1, 5))
    table = ours.table
    ratio = ours.variance_between / ours.variance_within
    assert table["weight"].tolist() == pytest.approx((table["n"] * ratio / (1 + table["n"] * ratio)).tolist())
    drawn = table["weight"] * table["raw_mean"] + (1 - table["weight"]) * ours.mean
    assert table["mean"].tolist() == pytest.approx(drawn.tolist(), rel=CLOSED_FORM)
    assert table["raw_mean"].tolist() == pytest.approx(LQ2002.groupby("COMPID")[LEAD].mean().mean(axis=1).tolist())
    rows = ours.tidy()
    assert (len(rows), rows["term"].unique().tolist(), rows["group"].iloc[1]) == (50, ["mean", "unit_mean"], "2")
    assert ours.glance()["units"].item() == 49


def test_units_that_do_not_differ_all_get_the_mean_of_all() -> None:
    data = pd.DataFrame({"team": list("aaabbbccc"), "q": [1, 3, 5, 1, 3, 5, 1, 3, 5]})
    ours = unit_means(data, ["q"], "team", (1, 5))
    assert ours.table["mean"].tolist() == [3.0, 3.0, 3.0]
    assert (ours.table["se"] > 0).all()
    assert ours.notes == ("units do not differ more than by chance: each gets the mean of all",)
    alike = aggregation(data, ["q"], "team", (1, 5))
    assert alike.icc1 == pytest.approx(-0.5)
    assert (alike.icc1_reml, math.isnan(alike.icc2)) == (0.0, True)
    assert "unit means do not differ: ICC(2) is not defined" in alike.notes


def test_units_that_agree_wholly_within_have_an_icc_of_one() -> None:
    data = pd.DataFrame({"team": list("aabbcc"), "q": [1, 1, 3, 3, 4, 4]})
    ours = aggregation(data, ["q"], "team", (1, 5))
    assert (ours.icc1, ours.icc2, ours.icc1_reml, ours.icc1_low, ours.p, ours.f) == (1, 1, 1, 1, 0, math.inf)
    assert ours.rwg_j == 1
    assert "within units everyone has the same score" in ours.notes[0]
    with pytest.raises(NotEnoughData, match="within units everyone"):
        unit_means(data, ["q"], "team", (1, 5))


def test_who_is_left_out_is_counted() -> None:
    more = pd.DataFrame(
        {"team": ["d", None, " ", "a", "e", "e"], "q1": [3, 3, 3, None, 1, 2], "q2": [3, 3, 3, 3, 1, None]}
    )
    ours = aggregation(pd.concat([SMALL, more]), ["q1", "q2"], "team", (1, 5))
    assert ours.notes[:3] == (
        "2 of 15 people left out: no unit",
        "2 of 15 people left out: an answer was missing",
        "2 of 5 units left out (2 complete people): fewer than 2",
    )
    assert ours.icc1 == aggregation(SMALL, ["q1", "q2"], "team", (1, 5)).icc1
    assert ours.table.index.tolist() == ["a", "b", "c"]


def test_single_people_may_stay_in_the_analysis_of_variance() -> None:
    data = pd.concat([SMALL, pd.DataFrame({"team": ["d"], "q1": [5], "q2": [5]})])
    ours = aggregation(data, ["q1", "q2"], "team", (1, 5), minimum_unit=1)
    assert (ours.units, ours.n, ours.df_between, ours.df_within) == (4, 10, 3, 6)
    alone = ours.table.loc["d"]
    assert (alone["n"], alone["mean"], alone["a_wg_reason"]) == (1, 5, "one person")
    assert alone.drop(["n", "mean", "a_wg_reason"]).isna().all()
    assert ours.summary.loc["rwg_j", "units"] == 3


def test_an_item_that_does_not_vary_has_no_icc_and_is_said() -> None:
    ours = aggregation(SMALL.assign(q3=3), ["q1", "q2", "q3"], "team", (1, 5))
    assert ours.items.loc["q3"].isna().all()
    assert ours.notes[0] == "the same answer from everyone, so no ICC: item 'q3'"


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (
            {"data": SMALL[SMALL["team"] != "c"]},
            NotEnoughData,
            "at least 3 units with 2 or more people are needed: got 2",
        ),
        ({"data": SMALL.assign(team=range(9)), "minimum_unit": 1}, NotEnoughData, "every unit has one person"),
        ({"data": SMALL.assign(team=range(9))}, NotEnoughData, "at least 3 units"),
        ({"data": SMALL.assign(q1=3, q2=3)}, NotEnoughData, "score does not vary"),
        ({"data": SMALL.assign(team=None)}, NotEnoughData, "got 0"),
        ({"data": SMALL.assign(q1="often")}, TypeError, "column 'q1' holds 'often'"),
        ({"data": SMALL.assign(q1=math.inf)}, ValueError, "column 'q1' holds an infinite"),
        ({"data": SMALL.assign(q2=[6, 0] + [3] * 7)}, ValueError, "answers outside 1 to 5: 2 in 'q2'"),
        ({"data": SMALL.to_numpy()}, TypeError, "data must be a DataFrame"),
        ({"items": "q1"}, TypeError, "items must be a list"),
        ({"items": []}, NotEnoughData, "at least 1 item"),
        ({"items": ["q1", "q9"]}, ValueError, "data has no column 'q9'"),
        ({"items": ["q1", "q1"]}, ValueError, "column 'q1' occurs twice"),
        ({"items": ["q1", "team"]}, ValueError, "column 'team' occurs twice"),
        ({"response_range": (5, 1)}, ValueError, "response_range must rise"),
        ({"response_range": 5}, ValueError, "a lowest and a highest"),
        ({"response_range": (1, 5.5)}, ValueError, "give the number of options"),
        ({"options": 1}, ValueError, "options must be"),
        ({"minimum_unit": 0}, ValueError, "minimum_unit"),
        ({"confidence": 95}, ValueError, "confidence"),
    ],
)
def test_bad_input_is_refused_in_words(change, error, words) -> None:
    plain = {"data": SMALL, "items": ["q1", "q2"], "unit": "team", "response_range": (1, 5)}
    with pytest.raises(error, match=words):
        aggregation(**{**plain, **change})


def test_tidy_and_glance_hold_every_estimate() -> None:
    ours = aggregation(SMALL, ["q1", "q2"], "team", (1, 5))
    rows = ours.tidy().set_index("term")
    assert rows.index[:7].tolist() == [
        "icc1", "icc1_n0", "icc1_reml", "icc2", "icc2_reml", "eta_squared", "mean_rwg",
    ]  # fmt: skip
    assert rows.loc["mean_rwg_j", "estimate"] == ours.rwg_j == ours.table["rwg_j"].mean()
    assert rows.loc["icc1", ["ci_low", "ci_high"]].tolist() == [ours.icc1_low, ours.icc1_high]
    assert ours.glance()[["n", "units", "k"]].iloc[0].tolist() == [9, 3, 2]
    assert ours == aggregation(SMALL, ["q1", "q2"], "team", (1, 5))


@pytest.mark.parametrize(
    "labels", [[10, 9, 8], [1.5, 2.5, 3.5], ["x", 1, 2.5], pd.to_datetime(["2017", "2018", "2019"])]
)
def test_units_may_have_labels_of_any_kind(labels) -> None:
    named = SMALL.assign(team=SMALL["team"].map(dict(zip("abc", labels, strict=True))))
    assert aggregation(named, ["q1"], "team", (1, 5)).icc1 == aggregation(SMALL, ["q1"], "team", (1, 5)).icc1
    grouped = SMALL.assign(team=pd.Categorical(SMALL["team"], ["c", "b", "a", "z"]))
    assert aggregation(grouped, ["q1"], "team", (1, 5)).table.index.tolist() == ["c", "b", "a"]


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(-3, 3), st.sampled_from([0.5, 2.0]))
def test_order_of_people_and_items_shift_and_stretch_do_not_matter(seed: int, shift: int, by: float) -> None:
    rng = np.random.default_rng(seed)
    data = pd.DataFrame(rng.integers(1, 6, (40, 3)).astype(float), columns=["a", "b", "c"])
    data["team"] = rng.permutation(np.repeat(list("pqrs"), [4, 8, 12, 16]))
    plain = aggregation(data, ["a", "b", "c"], "team", (1, 5))
    moved = data.sample(frac=1, random_state=seed % 1000)
    moved[["a", "b", "c"]] = moved[["a", "b", "c"]] * by + shift
    again = aggregation(moved, ["c", "a", "b"], "team", (by + shift, 5 * by + shift), options=5)
    for name in ("icc1", "icc2", "icc1_reml", "icc1_low", "icc1_reml_high", "rwg_j"):
        assert getattr(again, name) == pytest.approx(getattr(plain, name), abs=1e-9, nan_ok=True), name
    for name in ("rwg_j_slight_skew", "r_star_wg_j", "a_wg", "a_wg_j"):
        assert again.table[name].tolist() == pytest.approx(plain.table[name].tolist(), abs=1e-9, nan_ok=True), name
    assert again.table["ad_median_j"].tolist() == pytest.approx((plain.table["ad_median_j"] * by).tolist(), abs=1e-9)
    assert again.table["ad_mean"].tolist() == pytest.approx(
        (plain.table["ad_mean"] * by).tolist(), abs=NEAR_ZERO + 1e-9
    )


def test_data_are_left_as_they_were() -> None:
    before = SMALL.copy()
    aggregation(SMALL, ["q1", "q2"], "team", (1, 5))
    unit_means(SMALL, ["q1", "q2"], "team", (1, 5))
    pd.testing.assert_frame_equal(SMALL, before)
