"""Regression from correlations: the figures of least squares on the answers themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluatie.amiss import InputError
from evaluatie.reproduce.moments import correlation_frame, hierarchical_regression, regression_from_matrix
from evaluatie.reproduce.moments.correlating import correlation_covariance
from evaluatie.reproduce.moments.explained import r2_interval, r2_probability
from evaluatie.reproduce.moments.solving import solve
from tolerances import CLOSED_FORM, LAVAAN_ESTIMATE

SCALES = Path(__file__).parents[2] / "scales" / "data"


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    """Answers of Tal-Or, Cohen, Tsfati & Gunther (2010), as R's psych ships them."""
    return pd.read_csv(SCALES / "media_influence.csv")


def least_squares(y: np.ndarray, x: np.ndarray) -> dict[str, np.ndarray | float]:
    """Regress people's answers, with an intercept in the last place."""
    design = np.column_stack([x, np.ones(len(y))])
    inverse = np.linalg.inv(design.T @ design)
    b = inverse @ design.T @ y
    left = y - design @ b
    df = len(y) - design.shape[1]
    r2 = 1 - left @ left / ((y - y.mean()) @ (y - y.mean()))
    return {"b": b, "se": np.sqrt(left @ left / df * np.diag(inverse)), "r2": r2}


def from_people(data: pd.DataFrame, outcome: str, predictors: list[str]):
    return regression_from_matrix(data.corr(), outcome, predictors, len(data), sd=data.std(), mean=data.mean())


def test_paths_of_a_mediation_as_r_finds_them_in_the_answers(people: pd.DataFrame) -> None:
    figures = json.loads((SCALES / "media_influence_reference.json").read_text())["figures"]
    name = "reaction <- pmi <- cond: paths by OLS: a, b, direct c', total c, each estimate, se, t, p"
    rows = {row["path"]: row for figure in figures if figure["name"] == name for row in figure["value"]}
    mediator, outcome = from_people(people, "pmi", ["cond"]), from_people(people, "reaction", ["cond", "pmi"])
    total = from_people(people, "reaction", ["cond"])
    places = {"a": (mediator, "cond"), "b": (outcome, "pmi"), "cprime": (outcome, "cond"), "c": (total, "cond")}
    for path, (fit, term) in places.items():
        ours = fit.coefficients.loc[term]
        theirs = rows[path]
        assert ours["b"] == pytest.approx(theirs["Estimate"], rel=CLOSED_FORM), path
        assert ours["se"] == pytest.approx(theirs["Std..Error"], rel=CLOSED_FORM), path
        assert ours["t"] == pytest.approx(theirs["t.value"], rel=CLOSED_FORM), path
        assert ours["p"] == pytest.approx(theirs["Pr...t.."], rel=CLOSED_FORM), path


def test_everything_that_least_squares_finds_in_the_answers(people: pd.DataFrame) -> None:
    predictors = ["cond", "pmi", "import", "age"]
    fit = from_people(people, "reaction", predictors)
    raw = least_squares(people["reaction"].to_numpy(), people[predictors].to_numpy())
    assert fit.coefficients["b"].to_numpy() == pytest.approx(raw["b"], rel=CLOSED_FORM)
    assert fit.coefficients["se"].to_numpy() == pytest.approx(raw["se"], rel=CLOSED_FORM)
    assert fit.r2 == pytest.approx(raw["r2"], rel=CLOSED_FORM)
    z = (people - people.mean()) / people.std()
    standard = least_squares(z["reaction"].to_numpy(), z[predictors].to_numpy())
    slopes = fit.coefficients.drop(index="intercept")
    assert slopes["beta"].to_numpy() == pytest.approx(standard["b"][:-1], rel=CLOSED_FORM)
    assert slopes["beta_se_naive"].to_numpy() == pytest.approx(standard["se"][:-1], rel=CLOSED_FORM)


def figure(name: str) -> Any:
    content = json.loads((Path(__file__).parent / "data" / "regression_reference.json").read_text())
    return next(f["value"] for f in content["figures"] if f["name"] == name)


def test_steps_coefficients_and_limits_are_those_of_r(people: pd.DataFrame) -> None:
    theirs = figure("regression in steps")
    blocks = [["age", "gender"], ["pmi", "import"]]
    found = hierarchical_regression(
        people.corr(), "reaction", blocks, len(people), sd=people.std(), mean=people.mean()
    )  # fmt: skip
    assert found.steps["r2"].tolist() == pytest.approx(theirs["r2"], rel=CLOSED_FORM)
    assert found.steps["adjusted_r2"].tolist() == pytest.approx(theirs["adjusted"], rel=CLOSED_FORM)
    assert found.steps.loc[2, "f_change"] == pytest.approx(theirs["f_change"], rel=CLOSED_FORM)
    assert found.steps.loc[2, "p_change"] == pytest.approx(theirs["p_change"], rel=CLOSED_FORM)
    last = found.fits[-1]
    assert last.f == pytest.approx(theirs["f"], rel=CLOSED_FORM)
    for row, limits in zip(theirs["coefficients"], theirs["ci"], strict=True):
        ours = last.coefficients.loc["intercept" if row["term"] == "(Intercept)" else row["term"]]
        expected = [row[name] for name in ("Estimate", "Std..Error", "t.value", "Pr...t..")]
        expected += [limits["X2.5.."], limits["X97.5.."]]
        assert ours[["b", "se", "t", "p", "ci_low", "ci_high"]].tolist() == pytest.approx(expected, rel=CLOSED_FORM)


def test_standard_errors_of_beta_are_those_of_lavaan_but_for_the_divisor(people: pd.DataFrame) -> None:
    ours = from_people(people, "reaction", ["pmi", "import", "age"])
    for row in figure("standard errors of beta"):
        beta, se = ours.coefficients.loc[row["rhs"], ["beta", "beta_se"]]
        assert beta == pytest.approx(row["est.std"], rel=LAVAAN_ESTIMATE)
        # lavaan divides by n, where n - p - 1 makes up for the estimation of the residual variance
        assert se * np.sqrt(ours.df_residual / ours.n) == pytest.approx(row["se"], rel=LAVAAN_ESTIMATE)


def test_standard_errors_of_beta_are_the_delta_method_on_all_correlations(people: pd.DataFrame) -> None:
    names = ["reaction", "pmi", "import", "cond"]
    r, n = people[names].corr().to_numpy(), len(people)
    rows, columns = np.tril_indices(4, -1)
    slopes = []
    for one, other in zip(rows, columns, strict=True):
        moved = r.astype(complex)
        moved[one, other] += 1e-30j
        moved[other, one] += 1e-30j
        slopes.append(np.linalg.solve(moved[1:, 1:], moved[1:, 0]).imag / 1e-30)
    variances = np.diag(np.transpose(slopes) @ correlation_covariance(r) @ slopes) / (n - 4)
    found = regression_from_matrix(people.corr(), "reaction", names[1:], n).coefficients["beta_se"]
    assert found.to_numpy() == pytest.approx(np.sqrt(variances), rel=CLOSED_FORM)


def test_partial_semipartial_and_inflation_hang_together(people: pd.DataFrame) -> None:
    fit = from_people(people, "reaction", ["pmi", "import", "age"])
    without = from_people(people, "reaction", ["import", "age"])
    row = fit.coefficients.loc["pmi"]
    assert row["semipartial"] ** 2 == pytest.approx(fit.r2 - without.r2, rel=CLOSED_FORM)
    assert row["partial"] ** 2 == pytest.approx((fit.r2 - without.r2) / (1 - without.r2), rel=CLOSED_FORM)
    assert row["vif"] == pytest.approx(1 / (1 - from_people(people, "pmi", ["import", "age"]).r2), rel=CLOSED_FORM)


@pytest.mark.parametrize(("n", "p", "rho2"), [(12, 2, 0.3), (40, 5, 0.0), (60, 3, 0.6)])
def test_the_interval_of_r2_covers_it(n: int, p: int, rho2: float) -> None:
    # R2 as a ratio of chi-squares: what is explained has a noncentrality that itself varies with the predictors
    rng, draws = np.random.default_rng(8), 40_000
    noncentral = rng.chisquare(n - 1, draws) * rho2 / (1 - rho2)
    explained = rng.noncentral_chisquare(p, np.maximum(noncentral, 1e-12))
    r2 = explained / (explained + rng.chisquare(n - p - 1, draws))
    low, high = r2_interval(float(np.quantile(r2, 0.9)), n, p, 0.8)
    assert r2_probability(float(np.quantile(r2, 0.9)), n, p, rho2) == pytest.approx(0.9, abs=0.005)
    # a true value at which nine in ten R2 lie below the one found is the lower limit of an 80% interval
    assert low == pytest.approx(rho2, abs=0.01)
    assert high > low


def test_intervals_of_beta_cover_it_where_the_naive_ones_do_not() -> None:
    rng, draws, n = np.random.default_rng(4), 1500, 60
    table = correlation_frame(["y", "a", "b"], [[], [0.8], [0.5, 0.3]])
    truth = regression_from_matrix(table, "y", ["a", "b"], n).coefficients["beta"].to_numpy()
    root, t = np.linalg.cholesky(table), 2.0024655
    right, naive = np.zeros(2), np.zeros(2)
    for _ in range(draws):
        r = np.corrcoef(rng.normal(size=(n, 3)) @ root.T, rowvar=False)
        found = solve(r, n)
        right += np.abs(found.beta - truth) <= t * found.se
        naive += np.abs(found.beta - truth) <= t * found.naive_se
    assert right / draws == pytest.approx([0.95, 0.95], abs=0.017)  # three standard errors of 1500 draws
    assert naive[0] / draws > 0.97  # too wide by a third


def test_without_standard_deviations_b_is_beta(people: pd.DataFrame) -> None:
    fit = regression_from_matrix(people.corr(), "reaction", ["cond", "pmi"], len(people))
    assert fit.coefficients["b"].tolist() == fit.coefficients["beta"].tolist()
    assert fit.coefficients["se"].tolist() == fit.coefficients["beta_se_naive"].tolist()
    assert "intercept" not in fit.coefficients.index
    assert any("as if these were known" in note for note in fit.notes)


def test_all_problems_of_a_table_are_told_at_once() -> None:
    table = correlation_frame(["y", "a", "b"], [[], [0.5], [0.3, 0.2]])
    with pytest.raises(InputError) as told:
        regression_from_matrix(table, "y", ["a", "bb", "a:b"], 4, sd={"y": 1, "c": 2})
    starts = [problem.split(":")[0] for problem in told.value.problems]
    assert starts == ["n", "the table has no variable 'bb'", "the table has no variable 'a", "sd", "sd"]
    assert "a product of two variables" in str(told.value)


@pytest.mark.parametrize(("r", "reason"), [(0.61, "decimals could be the reason"), (0.2, "cannot be the reason")])
def test_a_matrix_that_is_not_positive_definite_says_whether_rounding_could_be_why(r: float, reason: str) -> None:
    table = correlation_frame(["y", "a", "b"], [[], [0.9], [0.9, r]])
    with pytest.raises(InputError, match=reason):
        regression_from_matrix(table, "y", ["a", "b"], 50)
