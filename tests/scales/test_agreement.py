"""Agreement within units against R's multilevel, random variances, and Blau's index."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluatie.result import NotEnoughData
from evaluatie.scales.teams.aggregating import aggregation
from evaluatie.scales.teams.agreement import a_wg, random_variance, within_units
from evaluatie.scales.teams.diversity import blau
from tolerances import CLOSED_FORM, NEAR_ZERO, PRINTED_TEN_DIGITS

DATA = Path(__file__).parent / "data"
LQ2002 = pd.concat([pd.read_csv(DATA / "lq2002_units.csv"), pd.read_csv(DATA / "lq2002.csv")], axis=1)
FIGURES = {
    figure["name"]: figure["value"]
    for figure in json.loads((DATA / "lq2002_units_reference.json").read_text())["figures"]
}
LEAD = [f"LEAD{number:02d}" for number in range(1, 12)]
ALL = aggregation(LQ2002, LEAD, "COMPID", (1, 5))
SINGLE = {
    "LEAD mean score": aggregation(LQ2002, ["LEAD"], "COMPID", (1, 5)),
    "HOSTILE mean score": aggregation(LQ2002, ["HOSTILE"], "COMPID", (0, 4)),
    "LEAD01 item": aggregation(LQ2002, ["LEAD01"], "COMPID", (1, 5)),
}
COLUMNS = {
    "rwg per group, random variance 2": "rwg",
    "rwg per group, random variance 1.34": "rwg_slight_skew",
    "a_wg per group": "a_wg",
    "average deviation AD(M) per group": "ad_mean",
    "average deviation AD(Md) per group": "ad_median",
}
COLUMNS_J = {
    **{
        f"{words} per group, random variance {random}": f"{name}{suffix}"
        for words, name in (("rwg(j)", "rwg_j"), ("r*wg(j) Lindell", "r_star_wg_j"))
        for random, suffix in (("2", ""), ("1.34", "_slight_skew"), ("0.9", "_moderate_skew"))
    },
    "a_wg(j) per group": "a_wg_j",
    "AD(M,j) per group": "ad_mean_j",
}


def _same(ours: pd.Series, theirs: dict[str, float], rel: float = CLOSED_FORM) -> None:
    assert [str(unit) for unit in ours.index] == list(theirs)
    assert ours.tolist() == pytest.approx(list(theirs.values()), rel=rel, abs=NEAR_ZERO, nan_ok=True)


@pytest.mark.parametrize(
    ("label", "name"), [(label, name) for label in SINGLE for name in COLUMNS if f"{label}: {name}" in FIGURES]
)
def test_agreement_on_one_column_is_that_of_multilevel_in_each_unit(label: str, name: str) -> None:
    table, theirs = SINGLE[label].table, FIGURES[f"{label}: {name}"]
    _same(table[COLUMNS[name]], theirs)
    over_items = COLUMNS[name].replace("rwg", "rwg_j") if "rwg" in name else f"{COLUMNS[name]}_j"
    _same(table[over_items], theirs)  # one item: the index over the items is that of the item
    if label == "LEAD mean score":
        _same(ALL.table[COLUMNS[name]], theirs, rel=10 * PRINTED_TEN_DIGITS)  # the file rounds the mean of the items


@pytest.mark.parametrize("name", COLUMNS_J)
def test_agreement_over_items_is_that_of_multilevel_in_each_unit(name: str) -> None:
    _same(ALL.table[COLUMNS_J[name]], FIGURES[f"Leadership 11 items: {name}"])


@pytest.mark.parametrize(("random", "suffix"), [("2", ""), ("1.34", "_slight_skew"), ("0.9", "_moderate_skew")])
def test_summary_over_units_is_that_of_r(random: str, suffix: str) -> None:
    theirs = FIGURES[f"Leadership 11 items: rwg(j) summary, random variance {random}"]
    ours = ALL.summary.loc[f"rwg_j{suffix}"]
    assert ours[["mean", "median", "sd", "share"]].tolist() == pytest.approx(list(theirs.values()), rel=CLOSED_FORM)
    if not suffix:
        assert [ALL.rwg_j, ALL.rwg_j_median, ALL.rwg_j_share] == ours[["mean", "median", "share"]].tolist()
    for label, single in SINGLE.items():
        figure = FIGURES.get(f"{label}: rwg summary, random variance {random}")
        if figure:
            row = single.summary.loc[f"rwg{suffix}"]
            assert row[["mean", "median", "share"]].tolist() == pytest.approx(
                list(figure.values())[:3], rel=CLOSED_FORM
            )
            assert row["units"] == 49 - figure["na"]


def test_mean_a_wg_is_that_of_r() -> None:
    for label in ("LEAD mean score", "LEAD01 item"):
        theirs = FIGURES[f"{label}: a_wg mean"]
        assert SINGLE[label].summary.loc["a_wg", "mean"] == pytest.approx(theirs, rel=CLOSED_FORM)
    theirs = FIGURES["Leadership 11 items: a_wg(j) mean"]
    assert ALL.summary.loc["a_wg_j", "mean"] == pytest.approx(theirs, rel=CLOSED_FORM)


def test_indices_cut_off_at_zero_are_counted() -> None:
    cut = {shape: int((ALL.table[f"r_star_wg_j_{shape}"] < 0).sum()) for shape in ("slight_skew", "moderate_skew")}
    assert [note.split(":")[0] for note in ALL.notes] == [
        f"rwg_j_{shape} set to 0 in {count} of 49 units" for shape, count in cut.items()
    ]
    assert (ALL.table.loc[ALL.table["r_star_wg_j_slight_skew"] < 0, "rwg_j_slight_skew"] == 0).all()


def test_average_deviations_are_held_against_a_sixth_of_the_options() -> None:
    row = ALL.summary.loc["ad_mean_j"]
    assert row["cutoff"] == pytest.approx(5 / 6, rel=CLOSED_FORM)
    assert row["share"] == pytest.approx((ALL.table["ad_mean_j"] <= 5 / 6).mean(), rel=CLOSED_FORM)


def test_random_variances_are_those_of_the_table_and_shrink_with_the_step() -> None:
    assert [random_variance(options) for options in (2, 5, 7)] == [0.25, 2, 4]
    assert random_variance(5, "moderate_skew") == 0.9
    assert random_variance(11, "slight_skew", 0.1) == pytest.approx(0.0731, rel=CLOSED_FORM)
    # leaning answers vary less than evenly spread ones
    for options in range(5, 12):
        even, slight, moderate = (
            random_variance(options, shape) for shape in ("uniform", "slight_skew", "moderate_skew")
        )
        assert even > slight > moderate
    with pytest.raises(ValueError, match="shape must be one of uniform, slight_skew, moderate_skew"):
        random_variance(5, "heavy")


def test_without_a_tabled_random_variance_only_the_uniform_one_is_given() -> None:
    data = pd.DataFrame({"team": list("aabbcc"), "q": [1, 2, 3, 4, 2, 2]})
    ours = aggregation(data, ["q"], "team", (1, 4))
    assert ours.table["rwg_j_slight_skew"].isna().all()
    assert ours.table["rwg_j"].notna().all()
    assert math.isnan(ours.summary.loc["rwg_j_slight_skew", "share"])
    assert "no random variance is tabled for 4 answer options (slight skew)" in ours.notes
    assert "mean_rwg_j_slight_skew" not in set(ours.tidy()["term"])


def test_a_wg_is_missing_with_its_reason_where_the_mean_leaves_no_room() -> None:
    # one of five people a single point from the end: the mean 4.8 lies beyond (5 x 4 + 1) / 5 = 4.2
    data = pd.DataFrame({"team": np.repeat(list("abc"), 5), "p": [5, 5, 5, 5, 4] + [1, 2, 3, 4, 5] * 2})
    data["q"] = [5] * 5 + [3, 3, 3, 3, 2] * 2
    ours = aggregation(data, ["p", "q"], "team", (1, 5))
    assert math.isnan(ours.table.loc["a", "a_wg"])
    assert ours.table.loc["a", "a_wg_j"] == 1  # the item on which all chose the end
    assert ours.table["a_wg_reason"].tolist() == [
        "mean too near an end of the scale for 5 people: 1 of 2 items and the score", "", "",
    ]  # fmt: skip
    assert "a_wg or a_wg_j is missing or rests on fewer items in 1 of 3 units: see a_wg_reason" in ours.notes
    assert ours.summary.loc["a_wg", "units"] == 2


def test_a_wg_is_one_where_all_agree_minus_one_where_all_are_at_the_ends() -> None:
    means, variances = np.array([[3.0], [3.0], [1.0], [4.0]]), np.array([[0.0], [16 / 3], [0.0], [4.0]])
    found = a_wg(means, variances, np.array([4, 4, 4, 4]), (1, 5))
    assert found[:, 0].tolist() == pytest.approx([1, -1, 1, -1], rel=CLOSED_FORM)  # the last is just admissible


def test_few_people_for_a_wg_are_said() -> None:
    data = pd.DataFrame({"team": list("aaabbbbbccccc"), "q": [2, 3, 4] + [1, 2, 3, 4, 5] * 2})
    assert "1 of 3 units have fewer than 4 people" in aggregation(data, ["q"], "team", (1, 5)).notes[-1]


def test_equal_answers_that_are_no_binary_fractions_agree_wholly() -> None:
    found = within_units(np.full((3, 1), 0.1), np.array([0]), np.array([3]))
    assert found.variances.item() == 0


@pytest.mark.parametrize("sizes", [[1, 2, 3, 4], [5, 2, 2]])
def test_deviations_are_those_of_a_loop_over_the_units(sizes: list[int]) -> None:
    rng = np.random.default_rng(3)
    values, people = rng.normal(size=(sum(sizes), 3)), np.array(sizes)
    starts = np.r_[0, np.cumsum(people)[:-1]]
    found = within_units(values, starts, people)
    for at, (start, size) in enumerate(zip(starts, people, strict=True)):
        unit = values[start : start + size]
        if size == 1:
            assert np.isnan([found.variances[at], found.ad_mean[at], found.ad_median[at]]).all()
            continue
        assert found.variances[at] == pytest.approx(unit.var(axis=0, ddof=1), rel=CLOSED_FORM)
        assert found.ad_mean[at] == pytest.approx(np.abs(unit - unit.mean(axis=0)).mean(axis=0), rel=CLOSED_FORM)
        assert found.ad_median[at] == pytest.approx(
            np.abs(unit - np.median(unit, axis=0)).mean(axis=0), rel=CLOSED_FORM
        )


def test_blau_is_the_chance_that_two_people_differ() -> None:
    labels = ["a", "a", "a", "b", "b", "c"]
    ours = blau(labels)
    pairs = [(one, two) for at, one in enumerate(labels) for two in labels[at + 1 :]]
    assert ours.corrected == pytest.approx(np.mean([one != two for one, two in pairs]), rel=CLOSED_FORM)
    assert ours.index == pytest.approx(1 - 14 / 36, rel=CLOSED_FORM)
    assert (ours.n, ours.categories, ours.maximum) == (6, 3, pytest.approx(2 / 3))
    assert ours.tidy()["term"].tolist() == ["blau_corrected", "blau"]


def test_blau_does_not_depend_on_group_size_once_corrected() -> None:
    rng = np.random.default_rng(1)
    means = [np.mean([blau(rng.multinomial(size, [0.6, 0.4])).corrected for _ in range(2000)]) for size in (4, 30)]
    assert means == pytest.approx([0.48, 0.48], abs=0.015)  # four standard errors


@pytest.mark.parametrize(
    ("given", "read_as", "n"),
    [
        ([3, 1], "counts", 4),
        (np.array([3.0, 1.0]), "counts", 4),
        (pd.Series(["x", "x", "x", "y", None]).value_counts(), "counts", 4),
        ({1: 3, 2: 1}, "counts", 4),
        ([True, True, True, False], "labels", 4),
        (pd.Series(["x", "x", None, "x", "y"]), "labels", 4),
        (pd.Series(pd.Categorical([1, 1, 1, 2, None])), "labels", 4),
    ],
)
def test_blau_reads_counts_and_labels(given, read_as: str, n: int) -> None:
    ours = blau(given)
    assert (ours.read_as, ours.n, ours.index) == (read_as, n, pytest.approx(0.375))


def test_missing_labels_are_left_out_and_counted() -> None:
    assert blau(["x", "y", None]).notes == ("1 of 3 people left out: no label",)
    assert blau([5, 0]).corrected == 0


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ([1, 0], NotEnoughData, "at least 2 people are needed: got 1"),
        ([], NotEnoughData, "got 0"),
        ([2, -1], ValueError, "whole number of people"),
        ([2, 1.5], ValueError, "whole number of people"),
        ([2, math.nan], ValueError, "a count is missing"),
        (["x", 1], TypeError, "numbers among labels"),
        ({"x": "many"}, TypeError, "a count must be a number"),
        ("xyz", TypeError, "got the text"),
    ],
)
def test_blau_refuses_in_words(given, error, words) -> None:
    with pytest.raises(error, match=words):
        blau(given)
