"""Mediation from correlations: R's figures from the answers, simulation's and integration's where R has none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, optimize, special

from evaluatie.amiss import InputError
from evaluatie.reproduce.moments import MatrixMediation, correlation_frame, mediation_from_matrix
from evaluatie.reproduce.moments.products import indirect_effects, stacked
from evaluatie.reproduce.moments.table import Table
from tolerances import CLOSED_FORM

SCALES = Path(__file__).parents[2] / "scales" / "data"
SIMPLE = "reaction <- pmi <- cond"
ADJUSTED = "reaction <- import <- cond, with age and gender as covariates"


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    """Answers of Tal-Or, Cohen, Tsfati & Gunther (2010), as R's psych ships them."""
    return pd.read_csv(SCALES / "media_influence.csv")


def figures(case: str, what: str) -> Any:
    content = json.loads((SCALES / "media_influence_reference.json").read_text())
    return next(f["value"] for f in content["figures"] if f["name"].startswith(f"{case}: {what}"))


def fitted(people: pd.DataFrame, mediators: list[str], **choices: Any) -> MatrixMediation:
    return mediation_from_matrix(people.corr(), "reaction", "cond", mediators, len(people), sd=people.std(), **choices)


@pytest.fixture(scope="module", params=[SIMPLE, ADJUSTED])
def case(request: pytest.FixtureRequest, people: pd.DataFrame) -> tuple[str, str, MatrixMediation]:
    if request.param == SIMPLE:
        return SIMPLE, "pmi", fitted(people, ["pmi"])
    return ADJUSTED, "import", fitted(people, ["import"], covariates=["age", "gender"])


def test_paths_are_those_of_r(case) -> None:
    name, mediator, fit = case
    ours = {"a": fit.a.loc[mediator], "b": fit.b.loc[mediator], "cprime": fit.c_prime, "c": fit.c}
    for row in figures(name, "paths by OLS"):
        found = ours[row["path"]][["b", "se", "t", "p"]].tolist()
        assert found == pytest.approx(
            [row[k] for k in ("Estimate", "Std..Error", "t.value", "Pr...t..")], rel=CLOSED_FORM
        )


def test_sobel_and_aroian_are_those_of_r(case) -> None:
    name, mediator, fit = case
    theirs, row = figures(name, "Sobel"), fit.indirect.loc[mediator]
    assert row["ab"] == pytest.approx(figures(name, "indirect effect ab"), rel=CLOSED_FORM)
    expected = [theirs[k] for k in ("sobel_se", "sobel_z", "p_sobel", "aroian_se")]
    assert row[["se", "z", "p", "aroian_se"]].tolist() == pytest.approx(expected, rel=CLOSED_FORM)
    shares = figures(name, "proportion mediated")
    expected = [shares[k] for k in ("prop", "std", "partial")]
    assert row[["proportion", "standardised", "partially"]].tolist() == pytest.approx(expected, rel=CLOSED_FORM)


def test_monte_carlo_limits_lie_near_those_of_the_bootstrap(case) -> None:
    # the bootstrap needs no normal residuals, so that the two agree to a part of a standard error only
    name, mediator, fit = case
    theirs, row = figures(name, "bootstrap"), fit.indirect.loc[mediator]
    assert abs(row["ci_low"] - theirs["perc_lower"]) < 0.15 * theirs["se"]
    assert abs(row["ci_high"] - theirs["perc_upper"]) < 0.35 * theirs["se"]
    assert any("bootstrap" in note for note in fit.notes)
    assert any("no proof" in note for note in fit.notes)


def test_monte_carlo_limits_are_those_of_the_product_of_two_normals(people: pd.DataFrame) -> None:
    fit = fitted(people, ["pmi"], draws=400_000)
    (a, sa), (b, sb) = (of.loc["pmi", ["b", "se"]] for of in (fit.a, fit.b))

    def below(q: float) -> float:
        def given(z: float) -> float:
            m = a + sa * z
            inside = special.ndtr((q / m - b) / sb) if m > 0 else 1 - special.ndtr((q / m - b) / sb)
            return inside * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)

        return sum(integrate.quad(given, *ends, limit=200)[0] for ends in ((-9, -a / sa), (-a / sa, 9)))

    for limit, tail in (("ci_low", 0.025), ("ci_high", 0.975)):
        exact = optimize.brentq(lambda q, tail=tail: below(q) - tail, -1, 2)
        # a percentile of 400,000 draws has an error of about 0.0005 here
        assert fit.indirect.loc["pmi", limit] == pytest.approx(exact, abs=0.002)


def test_the_same_seed_gives_the_same_interval_and_another_one_nearly(people: pd.DataFrame) -> None:
    one, same, other = (fitted(people, ["pmi"], seed=seed).indirect for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, same)
    assert one.loc["pmi", "ci_low"] != other.loc["pmi", "ci_low"]
    assert one.loc["pmi", "ci_low"] == pytest.approx(other.loc["pmi", "ci_low"], abs=0.02)


def test_total_is_direct_and_all_ways_together(people: pd.DataFrame) -> None:
    for serial in (False, True):
        fit = fitted(people, ["pmi", "import"], covariates=["age"], serial=serial)
        ways = fit.indirect.drop(index="total")["ab"]
        assert fit.indirect.loc["total", "ab"] == pytest.approx(ways.sum(), rel=CLOSED_FORM)
        assert fit.c["b"] == pytest.approx(fit.c_prime["b"] + ways.sum(), rel=CLOSED_FORM)
    assert list(ways.index) == ["pmi", "import", "pmi -> import"]
    assert fit.indirect.loc["pmi -> import", "ab"] == pytest.approx(
        fit.a.loc["pmi", "b"] * fit.paths.loc[("d", "pmi -> import"), "b"] * fit.b.loc["import", "b"], rel=CLOSED_FORM
    )


def least_squares(y: np.ndarray, *x: np.ndarray) -> np.ndarray:
    return np.linalg.lstsq(np.column_stack([*x, np.ones(len(y))]), y, rcond=None)[0]


def ways(x: np.ndarray, one: np.ndarray, two: np.ndarray, y: np.ndarray, *, serial: bool) -> list[float]:
    """Give the indirect effects of people's answers, and their total."""
    a, b = least_squares(one, x)[0], least_squares(y, x, one, two)
    if not serial:
        found = [a * b[1], least_squares(two, x)[0] * b[2]]
    else:
        later = least_squares(two, x, one)
        found = [a * b[1], later[0] * b[2], a * later[1] * b[2]]
    return [*found, sum(found)]


@pytest.mark.parametrize("serial", [False, True])
def test_standard_errors_of_several_ways_are_their_spread_over_samples(people: pd.DataFrame, serial: bool) -> None:
    people = pd.concat([people] * 5)  # so that the product of two errors, which the delta method leaves out, is small
    x, one, two, y = (people[name].to_numpy(float) for name in ("cond", "pmi", "import", "reaction"))
    fit = fitted(people, ["pmi", "import"], serial=serial)
    assert fit.indirect["ab"].tolist() == pytest.approx(ways(x, one, two, y, serial=serial), rel=CLOSED_FORM)
    rng, constant = np.random.default_rng(5), np.ones(len(x))
    first, last = least_squares(np.column_stack([one, two]), x), least_squares(y, x, one, two)
    left = np.column_stack([one, two]) - np.column_stack([x, constant]) @ first
    noise = (y - np.column_stack([x, one, two, constant]) @ last).std(ddof=4)
    drawn = []
    for _ in range(3000):
        new = np.column_stack([x, constant]) @ first + rng.multivariate_normal(
            [0, 0], left.T @ left / (len(x) - 2), len(x)
        )
        outcome = np.column_stack([x, new, constant]) @ last + rng.normal(0, noise, len(x))
        drawn.append(ways(x, *new.T, outcome, serial=serial))
    # 3000 draws give a standard error to 1.3%
    assert fit.indirect["se"].to_numpy() == pytest.approx(np.std(drawn, axis=0), rel=0.05)


def test_monte_carlo_intervals_hold_the_indirect_effect() -> None:
    rng, samples, n = np.random.default_rng(12), 1000, 80
    table = correlation_frame(["y", "x", "m"], [[], [0.2], [0.5, 0.4]])
    true = 0.4 * (0.5 - 0.2 * 0.4) / (1 - 0.4**2)
    root, held = np.linalg.cholesky(table), 0
    for _ in range(samples):
        covariance = np.cov(rng.normal(size=(n, 3)) @ root.T, rowvar=False)
        sd = np.sqrt(np.diag(covariance))
        drawn = stacked(Table(("y", "x", "m"), covariance / np.outer(sd, sd), sd, None, n), ["m"], serial=False)
        row = indirect_effects(drawn, confidence=0.95, draws=2000, seed=1).loc["m"]
        held += row["ci_low"] <= true <= row["ci_high"]
    assert held / samples == pytest.approx(0.95, abs=0.02)  # three standard errors of 1000 samples


def test_without_standard_deviations_everything_is_standardised(people: pd.DataFrame) -> None:
    fit = mediation_from_matrix(people.corr(), "reaction", "cond", ["pmi"], len(people))
    with_units = fitted(people, ["pmi"])
    assert fit.indirect.loc["pmi", "ab"] == pytest.approx(
        with_units.indirect.loc["pmi", "standardised"], rel=CLOSED_FORM
    )
    assert fit.indirect.loc["pmi", "z"] == pytest.approx(with_units.indirect.loc["pmi", "z"], rel=CLOSED_FORM)
    assert "partially" not in fit.indirect


def test_effects_against_each_other_are_said_to_have_no_proportion() -> None:
    table = correlation_frame(["x", "m", "y"], [[], [0.5], [0.1, 0.5]])
    fit = mediation_from_matrix(table, "y", "x", ["m"], 200)
    assert fit.indirect.loc["m", "proportion"] > 1
    assert any("against each other" in note for note in fit.notes)


def test_tidy_names_effects_and_paths(people: pd.DataFrame) -> None:
    tidy = fitted(people, ["pmi"]).tidy().set_index("term")
    assert list(tidy.index) == ["ab: pmi", "ab: total", "a: pmi", "b: pmi", "c_prime: cond", "c: cond"]
    assert tidy.loc["a: pmi", "df"] == len(people) - 2
    assert np.isnan(tidy.loc["ab: pmi", "df"])


def test_all_problems_are_told_at_once() -> None:
    table = correlation_frame(["x", "m", "y"], [[], [0.5], [0.1, 0.5]])
    with pytest.raises(InputError) as told:
        mediation_from_matrix(table, "y", "z", [], 2, draws=10)
    assert len(told.value.problems) == 4
