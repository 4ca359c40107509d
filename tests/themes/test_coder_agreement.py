"""coder_agreement: its parts against the ground floor and counts by hand, its notes, and every refusal."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import evaluatie.themes as themes
from evaluatie.agreement import cohen_kappa, fleiss_kappa, krippendorff_alpha
from evaluatie.result import NotEnoughData
from evaluatie.themes.paired_counts import paired_difference, paired_p
from evaluatie.wilson import wilson_interval
from tolerances import CLOSED_FORM, SAME_FIGURE

DATA = Path(__file__).parent / "data"
FIGURES = {f["name"]: f["value"] for f in json.loads((DATA / "agreement_reference.json").read_text("utf-8"))["figures"]}
DIAGNOSES = pd.read_csv(DATA / "diagnoses.csv")
ANXIETY = pd.read_csv(DATA / "anxiety.csv")
TEXTBOOK = pd.read_csv(DATA / "krippendorff.csv")
NAMES = dict(enumerate(["very low", "low", "middle", "high", "very high"], start=1))


def rare(n: int = 100, seen: int = 2) -> pd.DataFrame:
    """Give codes of a category that each coder sees now and then, and both see now and then."""
    one = ["yes"] * (seen + 3) + ["no"] * (n - seen - 3)
    other = ["yes"] * seen + ["no"] * 3 + ["yes"] * 3 + ["no"] * (n - seen - 6)
    return pd.DataFrame({"an": one, "bo": other})


def test_two_coders_are_those_of_r() -> None:
    found = themes.coder_agreement(DIAGNOSES[["rater2", "rater3"]])
    name = "diagnoses rater 2 and 3: "
    theirs = FIGURES[f"{name}vcd Kappa: unweighted and equal-spacing weighted, value and ASE"]["unweighted"]
    assert (found.estimate, found.se) == pytest.approx((theirs["value"], theirs["ASE"]), rel=CLOSED_FORM)
    assert found.percent_agreement == pytest.approx(FIGURES[f"{name}percent agreement"], rel=CLOSED_FORM)
    assert (found.agreement_low, found.agreement_high) == pytest.approx(wilson_interval(21, 30, 0.95), rel=CLOSED_FORM)
    assert found.pabak == pytest.approx(FIGURES[f"{name}bias and prevalence indices, PABAK"]["PABAK"], rel=CLOSED_FORM)
    limits = [(5 * limit - 1) / 4 for limit in wilson_interval(21, 30, 0.95)]
    assert [found.pabak_low, found.pabak_high] == pytest.approx(limits, rel=CLOSED_FORM)
    assert found.estimate == pytest.approx(
        (found.percent_agreement - found.expected_agreement) / (1 - found.expected_agreement), rel=CLOSED_FORM
    )
    assert (found.n, found.coders, len(found.categories)) == (30, ("rater2", "rater3"), 5)


@pytest.mark.parametrize("weights", ["linear", "quadratic"])
def test_weighted_kappa_is_that_of_irr_with_all_the_points_of_the_scale(weights: str) -> None:
    name = f"anxiety rater 1 and 2: Cohen kappa, weights {'equal' if weights == 'linear' else 'squared'}"
    found = themes.coder_agreement(ANXIETY[["rater1", "rater2"]], "weighted", weights=weights, categories=range(1, 7))
    assert found.estimate == pytest.approx(FIGURES[f"{name}: value, z, p (null se)"]["kappa"], rel=CLOSED_FORM)
    assert found.weights == weights
    assert weights in found.method
    table = FIGURES["anxiety rater 1 and 2: cross-table"]["values"]
    assert found.ci_low == cohen_kappa(table, weights).low


def test_weighted_kappa_is_quadratic_unless_said_otherwise_at_either_level() -> None:
    pair = ANXIETY[["rater1", "rater2"]]
    found = [themes.coder_agreement(pair, "weighted", level).estimate for level in ("nominal", "ordinal")]
    assert found == [themes.coder_agreement(pair, "weighted", weights="quadratic").estimate] * 2


def test_the_order_of_texts_is_that_of_categories_or_of_the_dtype() -> None:
    texts = TEXTBOOK.replace(NAMES).astype(object)
    order = list(NAMES.values())
    plain = themes.coder_agreement(TEXTBOOK, "krippendorff", "ordinal")
    assert plain.estimate == pytest.approx(FIGURES["Krippendorff textbook data: alpha ordinal"], rel=CLOSED_FORM)
    named = themes.coder_agreement(texts, "krippendorff", "ordinal", categories=order)
    typed = themes.coder_agreement(texts.astype(pd.CategoricalDtype(order, ordered=True)), "krippendorff", "ordinal")
    assert named.estimate == typed.estimate == plain.estimate
    assert named.categories == typed.categories == tuple(order)
    backwards = themes.coder_agreement(texts, "krippendorff", "ordinal", categories=order[::-1])
    assert backwards.estimate == pytest.approx(plain.estimate, rel=SAME_FIGURE)
    mixed = themes.coder_agreement(texts, "krippendorff", "ordinal", categories=[*order[1:], order[0]])
    assert abs(mixed.estimate - plain.estimate) > 0.05


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_allows_for_missing_codes_and_counts_what_it_leaves_out(level: str) -> None:
    found = themes.coder_agreement(TEXTBOOK, "krippendorff", level)
    assert found.estimate == pytest.approx(FIGURES[f"Krippendorff textbook data: alpha {level}"], rel=CLOSED_FORM)
    assert found.n == 11
    assert found.notes[0] == "1 of 12 units left out: fewer than two codes"
    assert (found.expected_agreement is None) == (level != "nominal")
    assert len(found.by_category) == (5 if level in ("nominal", "ordinal") else 0)
    assert found.pabak is None


def test_other_measures_leave_out_units_with_a_missing_code_and_count_them() -> None:
    found = themes.coder_agreement(TEXTBOOK, "fleiss")
    complete = TEXTBOOK.dropna()
    assert found.notes[0] == f"{12 - len(complete)} of 12 units left out: a code missing"
    assert found.n == len(complete)
    assert found.estimate == themes.coder_agreement(complete, "fleiss").estimate


def test_fleiss_kappas_by_category_are_those_of_irr() -> None:
    found = themes.coder_agreement(DIAGNOSES, "fleiss")
    assert found.estimate == pytest.approx(FIGURES["diagnoses: Fleiss kappa: value, z, p"]["kappa"], rel=CLOSED_FORM)
    theirs = FIGURES["diagnoses: Fleiss kappa per category"]
    # irr prints three digits
    assert found.by_category["estimate"].tolist() == pytest.approx([row[0] for row in theirs["values"]], abs=5e-4)
    assert found.by_category["category"].tolist() == theirs["rows"]
    assert (found.by_category["ci_low"] < found.by_category["estimate"]).all()
    assert found.by_category["prevalence"].sum() == pytest.approx(1)
    assert found.by_category["ratings"].sum() == 180


def test_kappas_and_alphas_by_category_are_those_of_two_categories() -> None:
    pair = DIAGNOSES[["rater2", "rater3"]]
    for measure in ("cohen", "krippendorff"):
        rows = themes.coder_agreement(pair, measure).by_category.set_index("category")
        two = themes.coder_agreement((pair == "5. Other").astype(str), measure)
        assert rows.loc["5. Other", ["estimate", "ci_low", "ci_high"]].tolist() == pytest.approx(
            [two.estimate, two.ci_low, two.ci_high], rel=SAME_FIGURE
        )
    # of 7 and 3 codes "1. Depression", 3 were given to the same patients
    assert rows.loc["1. Depression", "agreement"] == pytest.approx(2 * 3 / (7 + 3), rel=CLOSED_FORM)
    assert rows.loc["1. Depression", "units"] == 7


def test_the_pair_that_disagrees_most_comes_first_and_is_named() -> None:
    found = themes.coder_agreement(DIAGNOSES, "fleiss")
    shares = {
        (one, other): (DIAGNOSES[one] == DIAGNOSES[other]).mean()
        for at, one in enumerate(DIAGNOSES) for other in DIAGNOSES.columns[at + 1 :]
    }  # fmt: skip
    worst = found.pairs.iloc[0]
    assert len(found.pairs) == 15
    assert worst["agreement"] == pytest.approx(min(shares.values()))
    assert shares[worst["coder"], worst["other"]] == pytest.approx(worst["agreement"])
    assert any(f"{worst['coder']!r} and {worst['other']!r} disagree most" in note for note in found.notes)
    row = found.pairs.set_index(["coder", "other"]).loc[("rater2", "rater3")]
    theirs = FIGURES["diagnoses rater 2 and 3: Cohen kappa, weights unweighted: value, z, p (null se)"]
    assert row["estimate"] == pytest.approx(theirs["kappa"], rel=CLOSED_FORM)
    # Light's kappa is the mean of the pairs'
    assert found.pairs["estimate"].mean() == pytest.approx(FIGURES["diagnoses: Light kappa"], rel=CLOSED_FORM)


def test_pairs_of_alpha_are_alphas_at_the_same_level() -> None:
    found = themes.coder_agreement(TEXTBOOK, "krippendorff", "interval")
    pair = TEXTBOOK[["observer1", "observer4"]].dropna()
    row = found.pairs.set_index(["coder", "other"]).loc[("observer1", "observer4")]
    assert row["n"] == len(pair)
    assert row["estimate"] == themes.coder_agreement(pair, "krippendorff", "interval").estimate


def test_a_pair_without_units_in_common_has_no_figures() -> None:
    ratings = pd.DataFrame(
        {"a": ["x", "y", "x", None, None], "b": ["x", "y", "y", "y", "x"], "c": [None] * 3 + ["y", "x"]}
    )
    found = themes.coder_agreement(ratings, "krippendorff")
    row = found.pairs.set_index(["coder", "other"]).loc[("a", "c")]
    assert row["n"] == 0
    assert row[["agreement", "estimate", "ci_low"]].isna().all()


def test_usage_counts_who_gives_what() -> None:
    found = themes.coder_agreement(rare())
    assert found.usage.to_numpy().tolist() == [
        ["an", "no", 95, 0.95], ["an", "yes", 5, 0.05], ["bo", "no", 95, 0.95], ["bo", "yes", 5, 0.05],
    ]  # fmt: skip


def test_a_kappa_made_low_by_prevalence_is_told_so() -> None:
    found = themes.coder_agreement(rare())
    assert found.percent_agreement == 0.94
    assert found.estimate == pytest.approx(cohen_kappa([[92, 3], [3, 2]]).estimate)
    assert found.estimate < 0.4 < 0.8 < found.pabak
    note = next(note for note in found.notes if "paradox" in note)
    assert "agree in 94%" in note
    assert "95% of the codes are 'no'" in note
    assert not any("paradox" in note for note in themes.coder_agreement(DIAGNOSES, "fleiss").notes)


def test_coders_who_differ_in_habit_are_named_and_others_not() -> None:
    one = ["theme"] * 30 + ["none"] * 30
    other = ["theme"] * 50 + ["none"] * 10
    found = themes.coder_agreement(pd.DataFrame({"a": one, "b": other}))
    note = next(note for note in found.notes if "habit" in note)
    assert note == "coders differ in habit: 'a' gives 'none' to 50% of 60 units, 'b' to 17% of the same"
    assert not any("habit" in note for note in themes.coder_agreement(rare()).notes)


def test_points_of_a_scale_that_nobody_gave_are_asked_for() -> None:
    ratings = [[1, 1], [2, 4], [4, 4], [5, 5], [2, 2], [1, 2]]
    found = themes.coder_agreement(ratings, "weighted", weights="linear")
    assert any(note.startswith("nobody gave 3: the numbers on either side count as one step") for note in found.notes)
    whole = themes.coder_agreement(ratings, "weighted", weights="linear", categories=range(1, 6))
    assert not any(note.startswith("nobody gave") for note in whole.notes)
    assert whole.estimate != found.estimate
    # points beyond those given make the weights smaller, and kappa no other
    longer = themes.coder_agreement(ratings, "weighted", weights="linear", categories=range(11))
    assert longer.estimate == pytest.approx(whole.estimate, rel=CLOSED_FORM)


def test_one_category_gives_agreement_without_a_coefficient() -> None:
    for measure in ("cohen", "weighted", "fleiss", "krippendorff"):
        found = themes.coder_agreement([["no", "no"]] * 12, measure, categories=["no", "yes"])
        assert (found.estimate, found.se, found.ci_low, found.percent_agreement) == (None, None, None, 1.0)
        assert found.agreement_low == pytest.approx(wilson_interval(12, 12, 0.95)[0])
        assert found.notes[0].startswith("every code is 'no': agreement beyond chance is not defined")
        assert [row.term for row in found.estimates()] == ["percent_agreement", "pabak", "specific_agreement"]
    assert themes.coder_agreement([["no", "no"]] * 12).pabak is None


def test_full_agreement_says_what_it_cannot_show() -> None:
    found = themes.coder_agreement([["a", "a"], ["b", "b"]] * 6)
    assert (found.estimate, found.se, found.ci_high) == (1.0, None, 1.0)
    assert found.ci_low < 0.9
    assert "no standard error" in found.notes[0]


def test_estimates_are_named_and_have_intervals_and_numbers() -> None:
    found = themes.coder_agreement(DIAGNOSES, "fleiss")
    frame = found.tidy()
    assert frame["term"].tolist() == ["fleiss_kappa", "percent_agreement"] + ["specific_agreement"] * 5
    assert frame[["ci_low", "ci_high", "n"]].notna().all(axis=None)
    assert found.glance().loc[0, "estimate"] == found.estimate
    assert (frame["n"].iloc[:2] == 30).all()
    assert (frame["n"].iloc[2:] < 30).all()


def test_numbers_in_any_form_are_the_same_categories_and_the_input_stays() -> None:
    ratings = pd.DataFrame({"a": [1, 2, 2, 3, 1], "b": [1.0, 2.0, 3.0, 3.0, np.nan]})
    before = ratings.copy(deep=True)
    found = themes.coder_agreement(ratings)
    assert found.categories == (1, 2, 3)
    pd.testing.assert_frame_equal(ratings, before)
    assert themes.coder_agreement(ratings.to_numpy()).estimate == found.estimate
    assert themes.coder_agreement([["b", "B10"], ["B10", "B2"], ["b", "b"]]).categories == ("b", "B2", "B10")


def test_the_order_of_units_and_coders_does_not_matter() -> None:
    found = themes.coder_agreement(TEXTBOOK, "krippendorff", "ordinal")
    other = themes.coder_agreement(
        TEXTBOOK.sample(frac=1, random_state=1)[TEXTBOOK.columns[::-1]], "krippendorff", "ordinal"
    )
    for name in ("estimate", "se", "ci_low", "ci_high", "percent_agreement", "agreement_low"):
        assert getattr(other, name) == pytest.approx(getattr(found, name), rel=SAME_FIGURE)


def test_confidence_widens_every_interval() -> None:
    narrow, wide = (themes.coder_agreement(DIAGNOSES, "fleiss", confidence=level).tidy() for level in (0.8, 0.99))
    assert (wide["ci_low"] < narrow["ci_low"]).all()
    assert (wide["ci_high"] >= narrow["ci_high"]).all()
    assert (wide["estimate"] == narrow["estimate"]).all()


def test_all_that_is_wrong_is_said_at_once() -> None:
    ratings = pd.DataFrame(
        {"a": ["Veiligheid", "werkdruk", "pay"], "b": ["veiligheid", "Werkdruk ", "pay"], "c": [None] * 3}
    )
    with pytest.raises(ValueError, match="6 problems") as caught:
        themes.coder_agreement(ratings, "cohen", "interval")
    assert str(caught.value).split("\n- ") == [
        "6 problems:",
        "measure 'cohen' takes no interval level: use krippendorff",
        "measure 'cohen' is for two coders, and there are 3: use fleiss or krippendorff",
        "no code at all of 'c': leave that column out",
        "category 'Veiligheid' is also written 'veiligheid': did you mean one? Write it in one way",
        "category 'werkdruk' is also written 'Werkdruk ': did you mean one? Write it in one way",
        "interval level needs numbers: 'Veiligheid', 'veiligheid', 'werkdruk', 'Werkdruk ', 'pay' are none",
    ]


PLAIN = [["a", "b"], ["b", "b"], ["a", "a"]]


@pytest.mark.parametrize(
    ("ratings", "given", "message"),
    [
        (PLAIN, {"measure": "kappa"}, "measure must be one of cohen, weighted, fleiss, krippendorff: got 'kappa'"),
        (PLAIN, {"level": "metric"}, "level must be one of nominal"),
        (PLAIN, {"level": "ordinal"}, "takes no ordinal level: use weighted or krippendorff"),
        (PLAIN, {"weights": "linear"}, "weights are for measure 'weighted'"),
        (PLAIN, {"measure": "weighted", "weights": "cubic"}, "weights must be quadratic or linear"),
        (PLAIN, {"measure": "weighted"}, "the order of 'a', 'b' is not known: give categories"),
        (PLAIN, {"measure": "krippendorff", "level": "ordinal"}, "the order of 'a', 'b' is not known"),
        (PLAIN, {"categories": ["a", "bb"]}, "'b' is not among the categories: did you mean 'bb'"),
        (PLAIN, {"categories": ["a", "b", "b"]}, "categories must be different"),
        (PLAIN, {"confidence": 95}, "confidence must lie between 0 and 1"),
        ([["a"], ["b"]], {}, "at least two coders, a column each: got 1"),
        ([[1, -2], [2, 2]], {"measure": "krippendorff", "level": "ratio"}, "some are negative"),
        ([[1, np.inf], [2, 2]], {}, "a code is infinite"),
        ([[1, "1"], [2, 2]], {}, "category 1 is also written '1'"),
        (pd.DataFrame(PLAIN, columns=["x", "x"]), {}, "coder 'x' stands above more than one column"),
        (
            np.random.default_rng(1).normal(size=(200, 2)),
            {"measure": "krippendorff", "level": "interval"},
            "round them",
        ),
    ],
)
def test_what_cannot_be_used_is_refused(ratings, given, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        themes.coder_agreement(ratings, **given)


@pytest.mark.parametrize("ratings", ["ab", 3, [["a", "b"], ["a"]], ["ab", "ba"], None])
def test_what_is_no_table_is_refused(ratings) -> None:
    with pytest.raises(TypeError, match="ratings must be"):
        themes.coder_agreement(ratings)


@pytest.mark.parametrize(
    ("measure", "message"),
    [("cohen", "1 of 3 units have codes of all"), ("krippendorff", "1 of 3 units have codes of two")],
)
def test_too_few_units_are_refused(measure: str, message: str) -> None:
    with pytest.raises(NotEnoughData, match=message):
        themes.coder_agreement([["a", "b"], ["a", None], [" ", "b"]], measure)


def test_paired_differences_are_those_of_bonett_and_price() -> None:
    # (9 + 1) / 42 and (2 + 1) / 42 by hand
    centre, spread = 7 / 42, np.sqrt((13 / 42 - (7 / 42) ** 2) / 42)
    expected = 7 / 40, centre - 1.959963984540054 * spread, centre + 1.959963984540054 * spread
    assert paired_difference(9, 2, 40, 0.95) == pytest.approx(expected, rel=CLOSED_FORM)
    assert paired_difference(3, 0, 3, 0.95)[2] == 1.0
    # of 11 that moved, 2 or fewer one way: (1 + 11 + 55) of 2048, and as many the other way
    assert paired_p(9, 2) == pytest.approx(2 * 67 / 2048, rel=CLOSED_FORM)
    assert paired_p(4, 4) == 1.0


def test_paired_differences_hold_the_truth() -> None:
    rng = np.random.default_rng(4)
    for up, down, n in ((0.3, 0.1, 15), (0.05, 0.05, 20), (0.5, 0.02, 10)):
        drawn = rng.multinomial(n, [up, down, 1 - up - down], size=4000)
        limits = np.array([paired_difference(int(a), int(b), n, 0.95)[1:] for a, b, _ in drawn])
        assert ((limits[:, 0] <= up - down) & (limits[:, 1] >= up - down)).mean() > 0.94


def test_the_coefficients_are_those_of_the_ground_floor() -> None:
    counts = np.stack([ANXIETY.eq(value).sum(axis=1) for value in range(1, 7)], axis=1)
    assert themes.coder_agreement(ANXIETY, "fleiss").ci_low == fleiss_kappa(counts).low
    found = themes.coder_agreement(ANXIETY, "krippendorff", "ratio")
    assert found.ci_high == krippendorff_alpha(counts, np.arange(1.0, 7), "ratio").high
