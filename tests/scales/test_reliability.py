"""Alpha and omega against R: stats::cov, stats::cor, psych, lavaan and semTools."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluatie.result import NotEnoughData
from evaluatie.scales import reliability
from evaluatie.scales.alpha import item_rest_of_covariances
from evaluatie.scales.factor import ModelError, cfa
from evaluatie.scales.hierarchical import hierarchical_omega
from evaluatie.scales.one_factor import fit_one_factor, omega
from tolerances import CLOSED_FORM, FITTED, LAVAAN_ESTIMATE

DATA = Path(__file__).parent / "data"
BFI, LQ2002 = pd.read_csv(DATA / "bfi.csv"), pd.read_csv(DATA / "lq2002.csv")
FIGURES = {
    figure["name"]: figure["value"]
    for name in ("bfi", "lq2002", "omega")
    for figure in json.loads((DATA / f"{name}_reference.json").read_text())["figures"]
}
PGIS = pd.read_csv(DATA / "pgis_simulated.csv")
TURNED = BFI.assign(**{name: 7 - BFI[name] for name in ("A1", "C4", "C5", "E1", "E2", "O2", "O5")})
SCALES = {
    **{name: TURNED.filter(regex=f"^{name[0]}[1-5]$") for name in ("Agreeableness", "Conscientiousness")},
    **{name: TURNED.filter(regex=f"^{name[0]}[1-5]$") for name in ("Extraversion", "Neuroticism", "Openness")},
    "Leadership 11 items": LQ2002.filter(like="LEAD"),
    "Task significance 3 items": LQ2002.filter(like="TSIG"),
    "Hostility 5 items": LQ2002.filter(like="HOSTIL"),
}


@pytest.mark.parametrize("label", SCALES)
def test_alpha_its_interval_and_item_rest_correlations_are_those_of_r(label: str) -> None:
    ours, n = reliability(SCALES[label]), FIGURES[f"{label}: complete rows"]
    assert (ours.n, ours.k) == (n, FIGURES[f"{label}: number of items"])
    alpha = FIGURES[f"{label}: Cronbach alpha, complete rows/covariances by formula"]
    feldt = FIGURES[f"{label}: alpha 95% CI Feldt, complete, n={n} (psych::alpha.ci; F quantiles)"]
    assert ours.alpha == pytest.approx(alpha, rel=CLOSED_FORM)
    assert ours.alpha_low == pytest.approx(feldt["lower"], rel=CLOSED_FORM)
    assert ours.alpha_high == pytest.approx(feldt["upper"], rel=CLOSED_FORM)
    rest = FIGURES[f"{label}: item-rest correlations on complete rows (plain cor with sum of the other items)"]
    assert list(ours.item_rest.index) == list(rest)
    assert ours.item_rest.tolist() == pytest.approx(list(rest.values()), rel=CLOSED_FORM)


@pytest.mark.parametrize("label", [name for name in SCALES if "items" in name])
def test_standardised_alpha_is_that_of_psych_where_no_answer_is_missing(label: str) -> None:
    theirs = FIGURES[f"{label}: standardized alpha, pairwise correlations"]
    assert reliability(SCALES[label]).alpha_standardised == pytest.approx(theirs, rel=CLOSED_FORM)


def test_people_with_a_missing_answer_are_left_out_and_counted() -> None:
    ours = reliability(SCALES["Agreeableness"])
    assert ours.notes == ("91 of 2800 people left out: an answer was missing",)
    assert list(ours.tidy()["term"]) == ["alpha", "alpha_standardised", "omega_total"]
    assert ours == reliability(SCALES["Agreeableness"])


OMEGA = "omega total from one-factor CFA, ML, listwise (sum loadings)^2/((sum loadings)^2+sum residual variances)"
OMEGA_SCALES = {
    **SCALES,
    "belonging 8 items": PGIS.filter(regex="^g[am]"),
    "authenticity 8 items": PGIS.filter(regex="^(ra|va)"),
}


@pytest.mark.parametrize("label", OMEGA_SCALES)
def test_omega_and_the_loadings_behind_it_are_those_of_lavaan(label: str) -> None:
    ours = reliability(OMEGA_SCALES[label])
    assert ours.omega_total == pytest.approx(FIGURES[f"{label}: {OMEGA}"], rel=FITTED)
    assert ours.omega_low < ours.omega_total < ours.omega_high
    fitted = fit_one_factor(ours.covariance.to_numpy())
    # lavaan divides by n
    loadings = fitted.loadings * np.sqrt((ours.n - 1) / ours.n)
    theirs = FIGURES[f"{label}: one-factor CFA loadings, factor variance 1, listwise"]
    assert loadings.tolist() == pytest.approx(list(theirs.values()), rel=LAVAAN_ESTIMATE)


def test_omega_is_that_of_the_factor_model_of_this_room() -> None:
    items = SCALES["Hostility 5 items"]
    table = cfa("f =~ " + " + ".join(items.columns), items, std_lv=True).parameters.query("free > 0")
    common = table.query("op == '=~'")["estimate"].sum() ** 2
    theirs = common / (common + table.query("op == '~~'")["estimate"].sum())
    assert reliability(items).omega_total == pytest.approx(theirs, rel=CLOSED_FORM)


@pytest.mark.parametrize("label", SCALES)
def test_pairwise_figures_are_those_of_psych(label: str) -> None:
    ours = reliability(SCALES[label], missing="pairwise")
    assert ours.n == FIGURES[f"{label}: rows"]
    assert ours.alpha == pytest.approx(FIGURES[f"{label}: Cronbach alpha, pairwise covariances"], rel=CLOSED_FORM)
    theirs = FIGURES[f"{label}: standardized alpha, pairwise correlations"]
    assert ours.alpha_standardised == pytest.approx(theirs, rel=CLOSED_FORM)
    feldt = FIGURES[f"{label}: alpha 95% CI Feldt as printed by psych::alpha"]
    assert [ours.alpha_low, ours.alpha_high] == pytest.approx([feldt["lower"], feldt["upper"]], rel=CLOSED_FORM)
    for found, name in ((ours.alpha_if_dropped, "alpha if item dropped"), (ours.item_rest, "r.drop, pairwise")):
        assert found.to_dict() == pytest.approx(FIGURES[f"{label}: {name}"], rel=CLOSED_FORM)


def test_pairwise_counts_who_left_answers_out() -> None:
    items = pd.DataFrame({"a": [1, 2, 3, 4, np.nan], "b": [2, 2, 4, 5, np.nan], "c": [1, 3, np.nan, 4, np.nan]})
    ours = reliability(items, missing="pairwise")
    assert ours.n == 4
    assert ours.notes[0] == "1 of 5 people left out: every answer was missing"
    assert ours.notes[1].startswith("1 of 4 people left an answer out")
    with pytest.raises(NotEnoughData, match="fewer than 2 people answered both item 'a' and item 'b'"):
        reliability(pd.DataFrame({"a": [1, 2, None, None], "b": [None, None, 1, 2]}), missing="pairwise")
    with pytest.raises(ValueError, match="'listwise' or 'pairwise'"):
        reliability(items, missing="fiml")


def test_dropping_an_item_is_leaving_its_column_out() -> None:
    items = SCALES["Hostility 5 items"]
    ours = reliability(items)
    for name in items:
        without = reliability(items.drop(columns=name))
        assert ours.alpha_if_dropped[name] == pytest.approx(without.alpha, rel=CLOSED_FORM)
        assert ours.omega_if_dropped[name] == pytest.approx(without.omega_total, rel=CLOSED_FORM)


def test_two_items_have_alpha_but_no_omega_and_nothing_to_drop() -> None:
    ours = reliability(SCALES["Hostility 5 items"].iloc[:, :2])
    assert ours.omega_total is None
    assert ours.notes == ("omega is not given: one factor cannot be told from 2 items: at least 3 are needed",)
    assert ours.alpha_if_dropped.isna().all()
    assert reliability(SCALES["Task significance 3 items"]).omega_if_dropped.isna().all()


@pytest.mark.parametrize(
    ("correlations", "words"),
    [
        ([[1, 0.7, 0.7], [0.7, 1, 0.3], [0.7, 0.3, 1]], "improper"),
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1]], "too little in common"),
        ([[1, 0.5, 1], [0.5, 1, 0.5], [1, 0.5, 1]], "follow entirely from the others"),
        ([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 0]], "same answer from everyone"),
    ],
)
def test_a_factor_that_is_not_there_is_refused_in_words(correlations, words) -> None:
    with pytest.raises(ModelError, match=words):
        fit_one_factor(np.array(correlations, dtype=float))


def test_omega_does_not_mind_units_order_or_an_item_that_is_weak() -> None:
    loadings = np.array([0.9, 0.8, 0.05, 0.7])
    covariance = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    true = loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum())
    assert omega(fit_one_factor(covariance)) == pytest.approx(true, rel=FITTED)
    assert omega(fit_one_factor(1e6 * covariance[::-1, ::-1])) == pytest.approx(true, rel=FITTED)


def test_second_order_omega_is_that_of_semtools() -> None:
    pupils = pd.read_csv(DATA / "holzinger.csv")
    facets = {"visual": ["x1", "x2", "x3"], "textual": ["x4", "x5", "x6"], "speed": ["x7", "x8", "x9"]}
    ours, theirs = hierarchical_omega(pupils, facets), FIGURES["second-order omega (omegaL1, omegaL2, partial)"]
    assert ours.omega_hierarchical == pytest.approx(theirs["omegaL1"], rel=FITTED)
    assert ours.omega_facets == pytest.approx(theirs["omegaL2"], rel=LAVAAN_ESTIMATE)
    assert ours.omega_hierarchical_low < ours.omega_hierarchical < ours.omega_hierarchical_high < ours.omega_total < 1
    assert (ours.n, ours.k, list(ours.general.index)) == (301, 9, list(facets))


def test_the_four_facets_of_inclusion_share_one_factor() -> None:
    facets = {name: [f"{name}{item}" for item in range(1, 5)] for name in ("gm", "ga", "ra", "va")}
    ours = hierarchical_omega(PGIS, facets, missing="fiml")
    assert ours.n == 420
    assert list(ours.tidy()["term"]) == ["omega_hierarchical", "omega_total", "omega_facets"]
    with pytest.raises(NotEnoughData, match="cannot be told from 2 facets: at least 3"):
        hierarchical_omega(PGIS, {name: facets[name] for name in ("gm", "ga")})
    with pytest.raises(NotEnoughData, match="facet 'one' cannot be told from its own error"):
        hierarchical_omega(PGIS, {**facets, "va": ["va1", "va2"], "one": ["va3"]})
    with pytest.raises(ValueError, match="gm1: an item can be in one facet only"):
        hierarchical_omega(PGIS, {**facets, "va": ["gm1", "va1"]})
    with pytest.raises(ValueError, match="no column 'gm9'"):
        hierarchical_omega(PGIS, {**facets, "va": ["gm9", "va1"]})
    with pytest.raises(TypeError, match="must be a DataFrame"):
        hierarchical_omega(PGIS.to_numpy(), facets)


def test_an_improper_general_factor_is_refused_with_the_facets_name() -> None:
    # two facets that share more with the third than the third has
    between = np.linalg.cholesky([[1, 0.7, 0.7], [0.7, 1, 0.2], [0.7, 0.2, 1]])
    rng = np.random.default_rng(2)
    parts = np.repeat(rng.normal(size=(400, 3)) @ between.T, 3, axis=1)
    items = pd.DataFrame(parts + 0.7 * rng.normal(size=(400, 9))).add_prefix("q")
    facets = {"calm": ["q0", "q1", "q2"], "open": ["q3", "q4", "q5"], "kind": ["q6", "q7", "q8"]}
    with pytest.raises(ModelError, match=r"the fitted model is improper.*calm"):
        hierarchical_omega(items, facets)


def test_facets_that_are_no_mapping_to_lists_are_refused() -> None:
    with pytest.raises(TypeError, match=r"facets must say which items each has.*got list"):
        hierarchical_omega(PGIS, [["a", "b"], ["c", "d"], ["e", "f"]])
    with pytest.raises(TypeError, match="facet 'one' must be a list of items"):
        hierarchical_omega(PGIS, {"one": "ab", "two": ["c", "d"], "three": ["e", "f"]})


def test_intervals_of_alpha_and_omega_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(5)
    loadings = np.array([0.5, 0.6, 0.7, 0.8])
    true = loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum())
    held = np.zeros(2)
    for _ in range(300):
        parallel = rng.normal(size=(60, 1)) + rng.normal(size=(60, 4))
        alpha = reliability(parallel)
        noise = rng.normal(size=(200, 4)) * np.sqrt(1 - loadings**2)
        congeneric = reliability(rng.normal(size=(200, 1)) * loadings + noise)
        held += (alpha.alpha_low <= 0.8 <= alpha.alpha_high, congeneric.omega_low <= true <= congeneric.omega_high)
    assert ((held / 300 > 0.92) & (held / 300 < 0.98)).all()


def test_the_interval_of_hierarchical_omega_holds_the_truth_as_often_as_it_says() -> None:
    rng, held = np.random.default_rng(21), 0
    facets = {name: [f"{name}{item}" for item in range(3)] for name in "abc"}
    columns = [item for of_facet in facets.values() for item in of_facet]
    # each facet is 0.8 g + 0.6 u, each item its facet and an error of variance 1
    true = 51.84 / (51.84 + 3 * 9 * 0.36 + 9)
    for _ in range(100):
        of_facets = 0.8 * rng.normal(size=(250, 1)) + 0.6 * rng.normal(size=(250, 3))
        items = pd.DataFrame(np.repeat(of_facets, 3, axis=1) + rng.normal(size=(250, 9)), columns=columns)
        ours = hierarchical_omega(items, facets)
        held += ours.omega_hierarchical_low <= true <= ours.omega_hierarchical_high
    assert 90 <= held <= 99


def test_so_it_does_of_skewed_answers_in_five_categories() -> None:
    """With standard errors of normal answers it would hold it in about 76 of 100."""
    rng, held = np.random.default_rng(1), 0
    columns = [f"x{item}" for item in range(12)]
    facets = {f"f{at}": columns[3 * at : 3 * at + 3] for at in range(4)}

    def drawn(n: int) -> pd.DataFrame:
        of_facets = 0.85 * rng.normal(size=(n, 1)) + 0.527 * rng.normal(size=(n, 4))
        answers = 0.8 * np.repeat(of_facets, 3, axis=1) + 0.6 * rng.normal(size=(n, 12))
        return pd.DataFrame(np.digitize(answers, [0.8, 1.3, 1.8, 2.2]).astype(float), columns=columns)

    true = hierarchical_omega(drawn(40_000), facets).omega_hierarchical
    for _ in range(60):
        ours = hierarchical_omega(drawn(400), facets)
        held += ours.omega_hierarchical_low <= true <= ours.omega_hierarchical_high
    assert 53 <= held <= 60


def test_arrays_and_nullable_columns_will_do() -> None:
    frame = pd.DataFrame({"a": [1, 2, 3, None], "b": [2, 2, 4, 5], "c": [1, 3, 3, 4]})
    plain = reliability(frame)
    assert reliability(frame.astype("Int64")).alpha == reliability(frame.to_numpy()).alpha == plain.alpha
    assert plain.n == 3


def test_an_item_that_does_not_vary_leaves_alpha_and_is_said() -> None:
    ours = reliability(pd.DataFrame({"a": [1, 2, 3, 5], "b": [2, 2, 4, 5], "c": [3, 3, 3, 3]}))
    assert ours.alpha_standardised is None
    assert np.isnan(ours.item_rest["c"])
    assert "standardised alpha is not defined" in ours.notes[0]
    assert ours.omega_total is None
    assert ours.notes[1] == "omega is not given: an item has the same answer from everyone"
    assert list(ours.tidy()["term"]) == ["alpha"]


@pytest.mark.parametrize(
    ("items", "error", "words"),
    [
        (pd.DataFrame({"a": [1, 2]}), NotEnoughData, "at least 2 items are needed: got 1"),
        (pd.DataFrame({"a": [1, None], "b": [1, 2]}), NotEnoughData, "at least 2 people .* got 1 of 2"),
        (pd.DataFrame({"a": [1, 1], "b": [2, 2]}), NotEnoughData, "does not vary"),
        (pd.DataFrame({"a": [1, 2, 3], "b": [3, 2, 1]}), NotEnoughData, "does not vary"),
        (pd.DataFrame({"a": [1, "x"], "b": [2, 2]}), TypeError, "column 'a' holds 'x'"),
        (pd.DataFrame({"a": [1, np.inf], "b": [2, 2]}), ValueError, "column 'a' holds an infinite"),
        ([1, 2, 3], ValueError, "people by items"),
    ],
)
def test_bad_input_is_refused_in_words(items, error, words) -> None:
    with pytest.raises(error, match=words):
        reliability(items)


def test_a_level_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="confidence"):
        reliability(SCALES["Hostility 5 items"], confidence=95)


@settings(deadline=None)  # the first example pays for the imports
@given(st.integers(0, 2**32 - 1), st.integers(-5, 5), st.sampled_from([0.5, 3]))
def test_order_of_people_and_items_shift_and_stretch_do_not_matter(seed: int, shift: int, by: float) -> None:
    rng = np.random.default_rng(seed)
    answers = np.clip(np.round(rng.normal(3, 1, (30, 1)) + rng.normal(0, 1, (30, 4))), 1, 5)
    plain = reliability(answers)
    moved = reliability(rng.permutation(rng.permutation(answers * by + shift, axis=0), axis=1))
    assert moved.alpha == pytest.approx(plain.alpha, abs=1e-9)
    assert sorted(moved.item_rest) == pytest.approx(sorted(plain.item_rest), abs=1e-9)


def test_an_item_or_a_rest_that_does_not_vary_correlates_with_nothing() -> None:
    assert np.isnan(item_rest_of_covariances(np.array([[1.0, 0], [0, 0]]))).all()
