"""Weights of comparison groups against R: stats::glm, sandwich::vcovHC, AIPW on MatchIt::lalonde (R 4.2.2)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluatie.effects import NotEnoughData
from evaluatie.effects.absent import attrition_weights, doubly_robust, propensity_weights, weighted_difference
from evaluatie.effects.absent.weights import effective_size
from tolerances import CLOSED_FORM, FITTED, NEAR_ZERO

DATA = Path(__file__).parent / "data"
FIGURES = {
    f["name"].removeprefix("lalonde re78: "): f["value"]
    for f in json.loads((DATA / "absent" / "lalonde_reference.json").read_text())["figures"]
}
PEOPLE = pd.read_csv(DATA / "absent" / "lalonde.csv")
COVARIATES = PEOPLE[["age", "educ", "race", "married", "nodegree", "re74", "re75"]]
KINDS = {"ATE": {}, "ATT": {"estimand": "att"}, "ATO": {"estimand": "ato"}, "ATE stabilised": {"stabilised": True}}


def figure(start: str) -> dict:
    return next(value for name, value in FIGURES.items() if name.startswith(start))


def test_the_propensity_model_is_that_of_glm() -> None:
    weights = propensity_weights(PEOPLE["treat"], COVARIATES)
    theirs = pd.DataFrame(figure("propensity model"))
    assert weights.coefficients["term"].tolist() == theirs["term"].tolist()
    assert weights.coefficients["estimate"].tolist() == pytest.approx(theirs["estimate"].tolist(), rel=FITTED)
    assert weights.coefficients["se"].tolist() == pytest.approx(theirs["se"].tolist(), rel=FITTED)
    assert weights.c_statistic == pytest.approx(figure("c-statistic"), rel=CLOSED_FORM)


@pytest.mark.parametrize("kind", KINDS)
def test_weighted_differences_are_those_of_sandwich(kind: str) -> None:
    weights = propensity_weights(PEOPLE["treat"], COVARIATES, **KINDS[kind])
    plain = weighted_difference(PEOPLE["re78"], PEOPLE["treat"], weights.weights)
    adjusted = weighted_difference(PEOPLE["re78"], PEOPLE["treat"], weights.weights, COVARIATES, robust="hc1")
    for result, start in ((plain, "weighted mean difference"), (adjusted, "weighted regression")):
        theirs = figure(f"{kind}: {start}")
        assert result.estimate == pytest.approx(theirs.pop("est"), rel=FITTED)
        for name, se in theirs.items():
            assert getattr(result, name) == pytest.approx(se, rel=FITTED)
        assert result.statistic == pytest.approx(result.estimate / result.se, rel=CLOSED_FORM)
        assert result.p == pytest.approx(2 * stats.t.sf(abs(result.statistic), result.df), rel=CLOSED_FORM)
        limits = stats.t.interval(0.95, result.df, result.estimate, result.se)
        assert (result.ci_low, result.ci_high) == pytest.approx(limits, rel=CLOSED_FORM)
    assert (plain.se, adjusted.se) == (plain.hc3, adjusted.hc1)
    assert plain.unweighted == pytest.approx(figure("unadjusted"), rel=CLOSED_FORM)
    sizes = figure(f"{kind}: effective")
    assert weights.effective_n_exposed == pytest.approx(sizes["ess_treated"], rel=FITTED)
    assert weights.effective_n_unexposed == pytest.approx(sizes["ess_control"], rel=FITTED)
    assert [weights.smallest, weights.largest] == pytest.approx([sizes["min"], sizes["max"]], rel=FITTED)
    balance = pd.DataFrame(figure(f"{kind}: standardised"))
    assert weights.balance["before"].tolist() == pytest.approx(balance["before"].tolist(), rel=FITTED)
    assert weights.balance["after"].tolist() == pytest.approx(balance["after"].tolist(), rel=FITTED, abs=NEAR_ZERO)


def test_truncation_and_double_robustness() -> None:
    weights = propensity_weights(PEOPLE["treat"], COVARIATES, truncate=(0.01, 0.99))
    result, theirs = weighted_difference(PEOPLE["re78"], PEOPLE["treat"], weights.weights), figure("ATE weights trunc")
    ours = [result.estimate, result.hc0, weights.limit_low, weights.limit_high]
    assert ours == pytest.approx([theirs["est"], theirs["hc0"], theirs["q01"], theirs["q99"]], rel=FITTED)
    both, theirs = doubly_robust(PEOPLE["re78"], PEOPLE["treat"], COVARIATES), figure("AIPW")
    ours = [both.estimate, both.se, both.gcomp_ate, both.gcomp_att]
    assert ours == pytest.approx(list(theirs.values()), rel=FITTED)
    assert both.horvitz_thompson == pytest.approx(figure("Horvitz"), rel=FITTED)


def test_attrition_weights_are_those_of_glm() -> None:
    # R 4.2.2: glm(stayed ~ JOBSAT1 + COMMIT1 + READY1 + group, binomial), w = 1/fitted of the stayers, type 7 quantiles
    wide = pd.read_csv(DATA / "univbct_wide.csv").dropna(subset=["JOBSAT1", "COMMIT1", "READY1"])
    wide["group"] = np.where(wide["BTN"].isin([4, 1022, 104]), "big", "other")
    stayed = wide["JOBSAT3"].notna()
    weights = attrition_weights(stayed, wide[["JOBSAT1", "COMMIT1", "READY1", "group"]])
    estimates = [1.784269296420042, -0.403540466187850, 0.345634647332074, 0.233631910774515, 0.797863695107365]
    errors = [0.987236793391789, 0.311766092625250, 0.305710974488895, 0.312195814755693, 0.432337221835027]
    assert weights.coefficients["estimate"].tolist() == pytest.approx(estimates, rel=FITTED)
    assert weights.coefficients["se"].tolist() == pytest.approx(errors, rel=FITTED)
    assert (weights.n, weights.n_weighted) == (454, 430)
    assert weights.effective_n == pytest.approx(429.69696689437160, rel=FITTED)
    assert weights.largest == pytest.approx(1.19849932483999, rel=FITTED)
    assert (weights.weights[~stayed.to_numpy()] == 0).all()
    # the score equations: weighted stayers and everyone differ less than stayers and everyone
    assert (weights.balance["after"].abs() < weights.balance["before"].abs()).all()
    trimmed = attrition_weights(stayed, wide[["JOBSAT1", "COMMIT1", "READY1", "group"]], trim=(0.01, 0.99))
    limits = [1.01548864258267, 1.13884557058070]
    assert [trimmed.limit_low, trimmed.limit_high] == pytest.approx(limits, rel=FITTED)
    assert attrition_weights(stayed, wide[["JOBSAT1"]], stabilised=True).weights[stayed].mean() == pytest.approx(
        1, abs=0.01
    )


def test_separation_is_said_and_firth_adds_half_to_every_cell() -> None:
    # in a 2 x 2 table Firth's estimate is the log odds ratio with 1/2 added to every cell (Firth 1993)
    stayed, group = [1] * 5 + [1, 1, 0, 0, 0, 0], ["a"] * 5 + ["b"] * 6
    weights = attrition_weights(stayed, {"group": group})
    assert weights.separated
    assert any("Firth" in note for note in weights.notes)
    a, b = np.log(5.5 / 0.5), np.log(2.5 / 4.5)
    assert weights.coefficients["estimate"].tolist() == pytest.approx([a, b - a], rel=FITTED)
    assert np.isfinite(weights.weights).all()


def test_what_is_unknown_or_redundant_is_kept_and_said() -> None:
    rng = np.random.default_rng(0)
    age = pd.Series(rng.normal(40, 9, 60)).where(rng.random(60) > 0.2)
    frame = pd.DataFrame(
        {"age": age, "twice": age * 2, "team": rng.choice(["a", "b", None], 60)}, index=range(60, 0, -1)
    )
    weights = attrition_weights(rng.random(60) < 0.7, frame, trim=2.0)
    assert {"age", "age missing", "teamb", "teammissing"} == set(weights.coefficients["term"][1:])
    assert any("twice" in note and "left out" in note for note in weights.notes)
    assert weights.largest <= 2.0


def test_invariances() -> None:
    order = np.random.default_rng(1).permutation(len(PEOPLE))
    first = propensity_weights(PEOPLE["treat"], COVARIATES)
    moved = COVARIATES.assign(age=COVARIATES["age"] * 12 + 5).iloc[order]
    second = propensity_weights(PEOPLE["treat"].iloc[order], moved)
    assert second.weights == pytest.approx(first.weights[order], rel=FITTED)
    assert effective_size(first.weights * 7) == pytest.approx(effective_size(first.weights), rel=CLOSED_FORM)


def test_odd_input_is_one_clear_error() -> None:
    with pytest.raises(NotEnoughData, match="all 4 people are in"):
        attrition_weights([1, 1, 1, 1], {"a": [1, 2, 3, 4]})
    with pytest.raises(ValueError, match="true or false"):
        attrition_weights([1, None, 0], {"a": [1, 2, 3]})
    with pytest.raises(ValueError, match="one row per person"):
        attrition_weights([1, 0, 1], {"a": [1, 2]})
    with pytest.raises(ValueError, match="estimand"):
        propensity_weights([1, 1, 0, 0, 1], {"a": [1, 2, 3, 1, 1]}, "atx")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="truncation"):
        propensity_weights([1, 1, 0, 0, 1], {"a": [1, 2, 3, 1, 1]}, truncate=(0.9, 0.1))
    with pytest.raises(NotEnoughData, match="2 people in each group"):
        weighted_difference([1, 2, 3], [1, 0, 0], [1, 1, 1])
    with pytest.raises(NotEnoughData, match="no spread"):
        doubly_robust([1] * 6, [1, 1, 0, 0, 1, 0], None)
    flat = weighted_difference([1] * 6, [1, 1, 0, 0, 1, 0], [1] * 6)
    assert (flat.estimate, flat.se, flat.p) == (pytest.approx(0, abs=NEAR_ZERO), None, None)
