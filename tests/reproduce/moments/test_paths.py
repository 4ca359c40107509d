"""Path models from covariances and correlations: lavaan's figures for `sem`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluatie.amiss import InputError
from evaluatie.reproduce.moments import PathFit, correlation_frame, path_from_matrix, regression_from_matrix
from evaluatie.scales import cfa
from evaluatie.scales.factor import ModelError
from tolerances import CLOSED_FORM, FITTED, LAVAAN_EM, LAVAAN_ESTIMATE, LAVAAN_ROOT, SAME_FIGURE

HERE = Path(__file__).parent / "data"
SCALES = Path(__file__).parents[2] / "scales" / "data"
FIGURES = {f["name"]: f for f in json.loads((HERE / "paths_reference.json").read_text())["figures"]}
FIT = {
    "npar": "free", "chisq": "chi2", "df": "df", "pvalue": "p", "baseline.chisq": "baseline_chi2",
    "baseline.df": "baseline_df", "cfi": "cfi", "tli": "tli", "logl": "loglik", "aic": "aic", "bic": "bic",
    "ntotal": "n",
    "rmsea": "rmsea", "rmsea.ci.lower": "rmsea_low", "rmsea.ci.upper": "rmsea_high", "rmsea.pvalue": "rmsea_p_close",
    "srmr": "srmr",
}  # fmt: skip


def moments_of(name: str) -> tuple[pd.DataFrame, pd.Series, pd.Series | None, int]:
    """Give the correlations, standard deviations and means that a case is about, and of how many they are."""
    case = FIGURES[name]
    if "covariance" in case["value"]:
        names = case["value"]["names"]
        covariance = pd.DataFrame(list(case["value"]["covariance"]), names, names)
        sd = pd.Series(np.sqrt(np.diag(covariance)), names)
        return covariance / np.outer(sd, sd), sd, None, 932
    file = "democracy" if "PoliticalDemocracy" in case["call"] else "media_influence"
    data = pd.read_csv(SCALES / f"{file}.csv")
    return data.corr(), data.std(), data.mean() if "sample.mean" in case["call"] else None, len(data)


def fitted(name: str, **choices: Any) -> PathFit:
    correlation, sd, mean, n = moments_of(name)
    given = {"sd": sd, "mean": mean, "fixed_x": "fixed.x=FALSE" not in FIGURES[name]["call"]}
    return path_from_matrix(FIGURES[name]["value"]["model"], correlation, n, **given | choices)


@pytest.mark.parametrize("name", FIGURES)
def test_fit_is_that_of_lavaan(name: str) -> None:
    ours, theirs = fitted(name), FIGURES[name]["value"]["fit"]
    for key, field in FIT.items():
        if theirs.get(key) is None:
            continue
        rel = LAVAAN_ROOT if key.startswith(("rmsea.ci", "rmsea.p")) else LAVAAN_ESTIMATE if key == "srmr" else FITTED
        # lavaan's chi-square of a model that fits perfectly is what its optimiser leaves, some 1e-9
        assert getattr(ours, field) == pytest.approx(theirs[key], rel=rel, abs=LAVAAN_EM), key


@pytest.mark.parametrize("name", FIGURES)
def test_parameters_are_those_of_lavaan(name: str) -> None:
    ours, theirs = fitted(name), FIGURES[name]["value"]["parameters"]
    known = {(row["lhs"], row["op"], row["rhs"]): row for row in ours.parameters.to_dict("records")}
    known |= {(rhs, op, lhs): row for (lhs, op, rhs), row in known.items() if op == "~~"}
    assert len(theirs) == len(ours.parameters)
    for row in theirs:
        mine = ours.parameter(row["lhs"]) if row["op"] == ":=" else known[row["lhs"], row["op"], row["rhs"]]
        for key, column in (("est", "estimate"), ("se", "se"), ("std.all", "std_all"), ("std.all.se", "std_all_se")):
            value = 0.0 if np.isnan(mine[column]) else mine[column]  # what is fixed has a standard error of 0 there
            place = (row["lhs"], row["op"], row["rhs"], key)
            assert value == pytest.approx(row[key], rel=LAVAAN_ESTIMATE, abs=LAVAAN_EM), place


@pytest.mark.parametrize("name", FIGURES)
def test_explained_variance_is_that_of_lavaan(name: str) -> None:
    theirs = FIGURES[name]["value"]["r2"]
    ours = fitted(name).r2
    assert set(ours) == set(theirs)
    for key, value in theirs.items():
        if value is None:  # of a negative variance
            assert np.isnan(ours[key])
        else:
            assert ours[key] == pytest.approx(value, rel=LAVAAN_ESTIMATE, abs=LAVAAN_EM), key


def test_the_alienation_model_fits_as_lavaans_tutorial_prints_it() -> None:
    fit = fitted("alienation")
    assert (round(fit.chi2, 3), fit.df, round(fit.p, 3), round(fit.rmsea, 3)) == (4.735, 4, 0.316, 0.014)
    assert round(fit.parameter("alien71 ~ alien67")["estimate"], 3) == 0.607


def test_a_factor_model_of_printed_correlations_is_as_it_was_printed() -> None:
    """Loehlin's problem 2.5 as W. Revelle's page on R's package sem prints it (personality-project.org, r.sem).

    The page's call says 60 people; its figures follow from 100, which it uses for the next model.
    """
    names = ["Ach1", "Ach2", "Amb1", "Amb2", "Amb3"]
    table = correlation_frame(names, [[], [0.6], [0.3, 0.2], [0.2, 0.3, 0.7], [0.2, 0.1, 0.6, 0.5]])
    fit = path_from_matrix(
        "Ambit =~ NA*Amb1 + Amb2 + Amb3; Achieve =~ NA*Ach1 + Ach2; Ambit ~~ 1*Ambit; Achieve ~~ 1*Achieve", table, 100
    )
    assert (round(fit.chi2 * 99 / 100, 2), fit.df) == (9.74, 4)  # that package multiplies by n - 1
    printed = {
        "Ambit =~ Amb1": (0.920, 0.0924), "Ambit =~ Amb2": (0.761, 0.0955), "Ambit =~ Amb3": (0.652, 0.0965),
        "Achieve =~ Ach1": (0.879, 0.1762), "Achieve =~ Ach2": (0.683, 0.1509), "Ambit ~~ Achieve": (0.356, 0.1138),
        "Amb1 ~~ Amb1": (0.153, 0.0982), "Ach2 ~~ Ach2": (0.534, 0.1837),
    }  # fmt: skip
    for term, (value, se) in printed.items():
        row = fit.parameter(term)
        assert row["std_all"] == pytest.approx(value, abs=0.0005), term
        # by observed information (lavaan gives these digits with it); ours is the expected one
        assert row["se"] * np.sqrt(100 / 99) == pytest.approx(se, rel=0.06), term
    # what was printed is the standard error of a covariance: that of the standardised loading is smaller
    assert fit.parameter("Ambit =~ Amb1")["std_all_se"] < 0.75 * 0.0924


def test_a_factor_model_is_fitted_as_cfa_fits_it() -> None:
    data = pd.read_csv(SCALES / "holzinger.csv")[[f"x{i}" for i in range(1, 10)]]
    model = "visual =~ x1 + x2 + x3; textual =~ x4 + x5 + x6; speed =~ x7 + x8 + x9"
    ours, theirs = path_from_matrix(model, data.corr(), len(data), sd=data.std()), cfa(model, data)
    for name in ("chi2", "df", "cfi", "tli", "rmsea", "srmr", "aic", "bic", "baseline_chi2", "baseline_df", "free"):
        assert getattr(ours, name) == pytest.approx(getattr(theirs, name), rel=SAME_FIGURE), name
    shared = ["estimate", "se", "std_lv", "std_all", "std_all_se"]
    mine = ours.parameters.set_index(["lhs", "op", "rhs"])[shared]
    pd.testing.assert_frame_equal(
        mine, theirs.parameters.set_index(["lhs", "op", "rhs"]).loc[mine.index, shared], rtol=1e-7, atol=1e-9
    )
    assert ours.r2 == pytest.approx(theirs.r2, rel=SAME_FIGURE)


def test_a_regression_has_the_coefficients_and_r2_of_least_squares() -> None:
    correlation, sd, _, n = moments_of("three outcomes")
    path = path_from_matrix("reaction ~ pmi + age", correlation, n, sd=sd, fixed_x=False)
    ols = regression_from_matrix(correlation, "reaction", ["pmi", "age"], n, sd=sd)
    for term in ("pmi", "age"):
        row = path.parameter(f"reaction ~ {term}")
        assert row["estimate"] == pytest.approx(ols.coefficients.loc[term, "b"], rel=SAME_FIGURE)
        # maximum likelihood divides by n, least squares by n - p - 1
        assert row["se"] == pytest.approx(ols.coefficients.loc[term, "se"] * np.sqrt((n - 3) / n), rel=SAME_FIGURE)
        assert row["std_all_se"] == pytest.approx(
            ols.coefficients.loc[term, "beta_se"] * np.sqrt((n - 3) / n), rel=SAME_FIGURE
        )
    assert path.r2["reaction"] == pytest.approx(ols.r2, rel=CLOSED_FORM)


@pytest.mark.parametrize("name", ["political democracy", "alienation", "two mediators, misfit, fixed.x=FALSE"])
def test_correlations_give_the_standardised_solution_of_covariances_with_its_standard_errors(name: str) -> None:
    right, ours = fitted(name), fitted(name, sd=None)
    assert ours.chi2 == pytest.approx(right.chi2, rel=SAME_FIGURE)
    for column in ("std_all", "std_all_se"):
        there = right.parameters[column].fillna(0).to_numpy()
        assert ours.parameters[column].fillna(0).to_numpy() == pytest.approx(there, rel=1e-6, abs=1e-7), column
    assert any("std_all with std_all_se" in note for note in ours.notes)
    assert not any("Cudeck" in note for note in right.notes)


def test_a_model_that_hangs_on_scale_is_said_not_to_be_that_of_the_paper() -> None:
    _, _, mean, _ = moments_of(name := "political democracy, equal loadings, means")
    ours = fitted(name, sd=None, mean=mean * 0)
    assert abs(ours.chi2 - fitted(name).chi2) > 0.1
    assert any("other restrictions" in note for note in ours.notes)


def test_fixed_predictors_are_named() -> None:
    assert any("cond, age, gender" in note for note in fitted("three outcomes").notes)
    assert fitted("three outcomes, fixed.x=FALSE").notes == ()


def test_negative_variances_are_told() -> None:
    fit = fitted("a factor of factors with a cause and an outcome")
    assert not fit.proper
    assert any("variance of h came out negative" in note for note in fit.notes)


def test_tidy_and_residuals() -> None:
    fit = fitted("mediation, fixed.x=TRUE")
    assert list(fit.tidy()["term"])[:3] == ["pmi ~ cond", "reaction ~ pmi", "reaction ~ cond"]
    assert fit.tidy()["term"].iloc[-1] == "total"
    assert np.abs(fit.residuals.to_numpy()).max() < 1e-9
    assert fit.parameter("cond~~cond")["estimate"] > 0
    with pytest.raises(InputError, match="did you mean 'pmi ~ cond'"):
        fit.parameter("pmi ~ cnd")


MEDIATION = "m ~ a*x; y ~ b*m + x"


@pytest.mark.parametrize(
    ("model", "told"),
    [
        (f"{MEDIATION}; ab := a*bb", "bb is no label of the model; did you mean 'b'"),
        ("m ~ x; ab := a*b", "write a label before"),
        (f"{MEDIATION}; ab := a*(b", "is no formula of labels"),
        (f"{MEDIATION}; ab := open(a)", "only"),
        (f"{MEDIATION}; ab := a.__class__", "no label of the model"),
        (f"{MEDIATION}; ab := a*b; ab := b", "defined twice"),
        (f"{MEDIATION}; a := a*b", "give one of them another name"),
        (f"{MEDIATION}; ab := ", "cannot be read"),
        ("m ~ x; x ~ x", "nothing can explain itself"),
        ("m ~ c(a, b)*x", "here there is one"),
        ("ab := 2", "no formula of its own"),
        ("m ~ x; y ~ 1", "give those of the paper as mean"),
        ("m ~ y; y ~ m; x ~~ 0*m; x ~~ 0*y", "many values of m ~ y, y ~ m, "),
        ("m ~ y + x; y ~ m + x; m ~~ y", "it has 7 free parameters, but 3 variables give 5"),
        ("a == b; m ~ x", "not read"),
    ],
)
def test_a_model_that_cannot_be_used_says_why(model: str, told: str) -> None:
    table = correlation_frame(["x", "m", "y"], [[], [0.4], [0.3, 0.5]])
    with pytest.raises(ModelError, match=told):
        path_from_matrix(model, table, 100)


def test_a_table_that_cannot_be_used_says_all_that_is_wrong() -> None:
    table = correlation_frame(["x", "m"], [[], [0.4]])
    with pytest.raises(InputError) as raised:
        path_from_matrix(MEDIATION, table, 3, sd={"x": 1.0})
    assert [problem.split(":")[0] for problem in raised.value.problems] == ["n", "the table has no variable 'y'", "sd"]


def test_definitions_go_on_over_lines_and_take_functions() -> None:
    table = correlation_frame(["x", "m", "y"], [[], [0.4], [0.3, 0.5]])
    model = """
    m ~ a*x   # first
    y ~ b*m +
         cp*x
    ab := a*
          b
    total := cp
             + ab
    odd := -sqrt(ab^2) + abs(-2*cp) - log(exp(total)) / 2
    """
    fit = path_from_matrix(model, table, 100)
    a, b, cp = (fit.parameters.set_index("label")["estimate"][name] for name in ("a", "b", "cp"))
    assert fit.parameter("total")["estimate"] == pytest.approx(cp + a * b, rel=CLOSED_FORM)
    assert fit.parameter("odd")["estimate"] == pytest.approx(-a * b + 2 * cp - (cp + a * b) / 2, rel=CLOSED_FORM)
    # the same sum, written without functions, has the same standard error
    plain = path_from_matrix(MEDIATION.replace(" x", " cp*x") + "; odd := -1.5*a*b + 1.5*cp", table, 100)
    assert fit.parameter("odd")["se"] == pytest.approx(plain.parameter("odd")["se"], rel=SAME_FIGURE)
