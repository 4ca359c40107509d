"""Polychoric correlations, ordinal alpha and omega against R's lavaan and semTools."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluatie.result import NotEnoughData
from evaluatie.scales.ordinals.bivariate_normal import below_both, density
from evaluatie.scales.ordinals.latent_correlations import polychoric
from evaluatie.scales.ordinals.ordinal import one_factor_of_correlations, ordinal_reliability, scored_omega
from tolerances import CLOSED_FORM, FITTED, NEAR_ZERO

DATA = Path(__file__).parent / "data"
FIGURES = {
    figure["name"]: figure["value"]
    for figure in json.loads((DATA / "bfi_ordinal_reference.json").read_text())["figures"]
}
ITEMS = pd.read_csv(DATA / "bfi.csv").iloc[:1500].filter(regex="^[AN]")
COMPLETE = ITEMS.dropna().assign(A1=lambda frame: 7 - frame["A1"])


def test_correlations_and_thresholds_are_those_of_lavaan() -> None:
    ours = polychoric(ITEMS)
    theirs = FIGURES["polychoric correlations, complete rows, two-step (lavaan)"]
    assert list(ours.correlations.index) == theirs["rows"]
    # absolute: some correlations are near zero, where lavaan's optimiser leaves few digits right
    assert ours.correlations.to_numpy() == pytest.approx(np.array(theirs["values"]), abs=FITTED)
    assert [f"{item}|t{at}" for item, at in ours.thresholds.index] == list(FIGURES["thresholds"])
    assert ours.thresholds.tolist() == pytest.approx(list(FIGURES["thresholds"].values()), rel=CLOSED_FORM)
    assert ours.n == FIGURES["rows, complete rows"]["complete"]
    assert ours.notes == (
        "96 of 1500 people left out: an answer was missing",
        "3 of 45 tables have empty cells, which were left as they are",
    )


@pytest.mark.parametrize("scale", ["A", "N"])
def test_ordinal_alpha_and_omega_are_those_of_lavaan_and_semtools(scale: str) -> None:
    ours = ordinal_reliability(COMPLETE.filter(like=scale))
    assert ours.alpha == pytest.approx(FIGURES[f"ordinal alpha {scale} (keyed, lavaan polychorics)"], rel=FITTED)
    latent, scored = (
        next(value for name, value in FIGURES.items() if name.startswith(f"ordinal omega {scale} {words}"))
        for words in ("from the one-factor DWLS", "on the observed scale")
    )
    assert ours.omega_total == pytest.approx(latent, rel=FITTED)
    assert ours.omega_scored == pytest.approx(scored, rel=FITTED)
    assert ours.alpha_low < ours.alpha < ours.alpha_high
    assert ours.omega_low < ours.omega_total < ours.omega_high
    assert list(ours.tidy()["term"]) == ["ordinal_alpha", "ordinal_omega", "omega_scored"]


def test_probabilities_of_two_normal_variables_are_those_of_scipy() -> None:
    limits = np.array([-3.0, -1.0, -0.3, -0.0, 0.0, 0.2, 1.0, 2.5, 40.0])
    for rho in (-0.999, -0.5, 0.0, 0.3, 0.99):
        normal = stats.multivariate_normal([0, 0], [[1, rho], [rho, 1]])
        ours = below_both(limits[:, None], limits, np.array(rho))
        theirs = [[normal.cdf([one, other]) for other in limits] for one in limits]
        assert ours == pytest.approx(np.array(theirs), abs=NEAR_ZERO)
        grid = np.stack(np.broadcast_arrays(limits[:, None], limits), axis=2)
        assert density(limits[:, None], limits, np.array(rho)) == pytest.approx(normal.pdf(grid), rel=CLOSED_FORM)


def test_order_counts_and_distance_does_not() -> None:
    plain = polychoric(COMPLETE.filter(like="N"))
    stretched = polychoric(COMPLETE.filter(like="N").map(lambda answer: answer**3 - 10))
    assert stretched.correlations.to_numpy() == pytest.approx(plain.correlations.to_numpy(), rel=CLOSED_FORM)
    turned = polychoric(7 - COMPLETE.filter(like="N"))
    assert turned.correlations.to_numpy() == pytest.approx(plain.correlations.to_numpy(), rel=CLOSED_FORM)


def test_items_with_fewer_answers_go_together_with_the_others() -> None:
    items = COMPLETE.filter(like="N").assign(N1=lambda frame: frame["N1"] > 3)
    both = polychoric(items)
    alone = polychoric(items[["N1", "N4"]])
    assert both.correlations.loc["N1", "N4"] == pytest.approx(alone.correlations.loc["N1", "N4"], rel=CLOSED_FORM)
    assert both.se.loc["N1", "N4"] == pytest.approx(alone.se.loc["N1", "N4"], rel=CLOSED_FORM)


def test_an_empty_cell_of_a_two_by_two_table_counts_as_a_half_and_is_said() -> None:
    answers = np.repeat([[0, 0], [0, 1], [1, 1]], [40, 20, 40], axis=0)
    ours = polychoric(answers)
    kept = np.array([[40 - 0.5, 20 + 0.5], [0.5, 40 - 0.5]])
    corner = below_both(*stats.norm.ppf([[0.6], [0.4]]), np.array([ours.correlations.iloc[0, 1]]))
    assert corner[0] == pytest.approx(kept[0, 0] / 100, rel=CLOSED_FORM)
    assert ours.notes == ("1 of 1 tables are two by two with an empty cell, which was counted as a half",)


def test_answers_that_follow_from_each_other_are_at_the_edge() -> None:
    ours = polychoric(np.repeat([[1, 1], [2, 2], [3, 3]], 20, axis=0))
    assert ours.correlations.iloc[0, 1] > 0.999
    assert ours.notes[1] == "the correlation of 0 and 1 is at the edge: one answer follows from the other"


def test_pairwise_uses_everyone_who_answered_both() -> None:
    ours = polychoric(ITEMS, missing="pairwise")
    assert ours.pair_n.loc["A1", "A2"] == ITEMS[["A1", "A2"]].notna().all(axis=1).sum()
    assert ours.pair_n.loc["A1", "A1"] == ITEMS["A1"].notna().sum()
    assert ours.n == 1500
    assert ours.notes[0] == "each correlation is of the people who answered both items"
    tidy = ours.tidy().set_index("term")
    assert tidy.loc["A1 ~~ A2", "n"] == ours.pair_n.loc["A1", "A2"]


@pytest.mark.parametrize(
    ("items", "error", "words"),
    [
        (pd.DataFrame({"a": [1, 2, 1], "b": [1, 1, 1]}), NotEnoughData, "item 'b' has the same answer from everyone"),
        (pd.DataFrame({"a": range(30), "b": range(30)}), ValueError, "item 'a' has 30 different answers"),
        (pd.DataFrame([[1, 2], [2, 1], [1, 1]], columns=["a", "a"]), ValueError, "two items are both called 'a'"),
        (pd.DataFrame({"a": [1, 2, None], "b": [1, 2, 2]}), NotEnoughData, "at least 3 people .* got 2 of 3"),
        (pd.DataFrame({"a": [1, 2, "x"], "b": [1, 2, 2]}), TypeError, "column 'a' holds 'x'"),
        (np.random.default_rng(0).integers(1, 3, (5, 12)), NotEnoughData, "there are 5 people and 12 items"),
    ],
)
def test_bad_input_is_refused_in_words(items, error, words) -> None:
    with pytest.raises(error, match=words):
        polychoric(items)


def test_few_people_are_told_in_words_whatever_they_answered() -> None:
    for n in (4, 5, 12, 13, 15):
        for seed in range(5):
            answers = np.digitize(np.random.default_rng(seed).normal(size=(n, 12)), [-0.5, 0.5])
            with warnings.catch_warnings(action="error"):
                told = said_of(answers)
            assert (told == "" and n > 12) or any(
                word in told for word in ("more people", "too few people", "same answer")
            )


def said_of(answers: np.ndarray) -> str:
    try:
        ordinal_reliability(answers)
    except NotEnoughData as told:
        return str(told)
    return ""


def test_omega_of_the_scored_sum_is_not_given_where_one_factor_does_not_describe_the_answers() -> None:
    # two parts that have nothing in common, the one more of a piece than the other
    correlations = np.kron(np.diag([0.4, 0.2]), np.ones((8, 8)))
    np.fill_diagonal(correlations, 1)
    rng = np.random.default_rng(1)
    ours = ordinal_reliability(np.digitize(rng.multivariate_normal(np.zeros(16), correlations, 1000), [-1, 0, 1]))
    assert ours.omega_total is not None
    assert ours.omega_scored is None
    assert ours.notes[-1].startswith("omega of the scored sum is not given: one factor does not describe these answers")
    assert "omega_scored" not in ours.tidy()["term"].tolist()
    cuts = [np.array([-1.0, 0.0, 1.0])] * 4
    strong = np.full(4, 0.9)
    assert scored_omega(strong, np.full((4, 4), 0.3), cuts) is None  # would be above 1
    assert scored_omega(strong, np.full((4, 4), 0.9), cuts) is not None


def test_a_pair_that_nobody_answered_is_refused() -> None:
    items = pd.DataFrame({"a": [1, 2, 1, None, None, None], "b": [None, None, None, 1, 2, 1]})
    with pytest.raises(NotEnoughData, match="fewer than 3 people answered both item 'a' and item 'b'"):
        polychoric(items, missing="pairwise")


def test_two_items_have_ordinal_alpha_and_no_omega() -> None:
    ours = ordinal_reliability(COMPLETE[["N1", "N2"]])
    assert ours.omega_total is ours.omega_scored is ours.loadings is None
    assert ours.notes[-1] == "omega is not given: one factor cannot be told from 2 items: at least 3 are needed"
    assert list(ours.tidy()["term"]) == ["ordinal_alpha"]


def test_an_improper_or_absent_factor_is_refused_in_words() -> None:
    se = np.full((3, 3), 0.05)
    with pytest.raises(ValueError, match="improper"):
        one_factor_of_correlations(np.array([[1, 0.9, 0.9], [0.9, 1, 0.5], [0.9, 0.5, 1]]), se)
    with pytest.raises(ValueError, match="too little in common"):
        one_factor_of_correlations(np.eye(3), se)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(8)
    loadings = np.array([0.6, 0.7, 0.7, 0.8])
    true_omega = loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum())
    correlations = np.outer(loadings, loadings)
    np.fill_diagonal(correlations, 1)
    true_alpha = 4 / 3 * (1 - 4 / correlations.sum())
    held = np.zeros(3)
    for _ in range(150):
        tendencies = rng.multivariate_normal(np.zeros(4), correlations, size=250)
        ours = ordinal_reliability(np.digitize(tendencies, [-1.2, -0.2, 0.6]))
        first = ours.polychoric.estimates()[0]
        held += (
            ours.alpha_low <= true_alpha <= ours.alpha_high,
            ours.omega_low <= true_omega <= ours.omega_high,
            first.ci_low <= correlations[0, 1] <= first.ci_high,
        )
    assert ((held / 150 > 0.90) & (held / 150 < 0.99)).all()
