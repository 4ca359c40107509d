"""Regression from correlations: the figures of least squares on the answers themselves."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluatie.amiss import InputError
from evaluatie.reproduce.moments import correlation_frame, regression_from_matrix
from tolerances import CLOSED_FORM

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
    assert [problem.split(":")[0] for problem in told.value.problems] == [
        "n", "the table has no variable 'bb'", "the table has no variable 'a", "sd",
    ]  # fmt: skip
    assert "a product of two variables" in str(told.value)


@pytest.mark.parametrize(("r", "reason"), [(0.61, "decimals could be the reason"), (0.2, "cannot be the reason")])
def test_a_matrix_that_is_not_positive_definite_says_whether_rounding_could_be_why(r: float, reason: str) -> None:
    table = correlation_frame(["y", "a", "b"], [[], [0.9], [0.9, r]])
    with pytest.raises(InputError, match=reason):
        regression_from_matrix(table, "y", ["a", "b"], 50)
