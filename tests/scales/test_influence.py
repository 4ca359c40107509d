"""How much each person moves a coefficient: held against one counting for more, or being left out."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from evaluatie.scales import cfa
from evaluatie.scales.alpha import coefficient_alpha
from evaluatie.scales.factor.influence import parameter_influence
from evaluatie.scales.factor.standardised import standardised_slopes
from evaluatie.scales.influence import alpha_influence, omega_influence
from evaluatie.scales.one_factor import fit_one_factor, omega

N, ITEMS, LITTLE = 250, ["a", "b", "c", "d"], 1e-5


@pytest.fixture(scope="module")
def answers() -> np.ndarray:
    rng = np.random.default_rng(3)
    latent = rng.normal(size=(N, 1))
    return np.clip(np.round(3 + latent * [0.9, 0.8, 1.0, 0.7] + rng.normal(size=(N, 4))), 1, 5)


def weighted(answers: np.ndarray, person: int) -> np.ndarray:
    """Give the covariances with one person counting for a little more than the others."""
    weights = np.ones(N) + LITTLE * N * (np.arange(N) == person)
    return np.cov(answers, rowvar=False, aweights=weights, ddof=0)


@pytest.mark.parametrize("person", [0, 17, 200])
def test_so_it_is_of_omega_where_one_factor_does_not_fit(person: int) -> None:
    rng = np.random.default_rng(3)
    factors = rng.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], N)
    answers = np.clip(np.round(3 + factors @ np.kron(np.eye(2), [[0.8, 0.8]]) + 0.6 * rng.normal(size=(N, 4))), 1, 5)
    before, after = fit_one_factor(np.cov(answers, rowvar=False, ddof=0)), fit_one_factor(weighted(answers, person))
    odds = [math.log(omega(model) / (1 - omega(model))) for model in (before, after)]
    found = omega_influence(fit_one_factor(np.cov(answers, rowvar=False)), answers)
    assert found[person] == pytest.approx((odds[1] - odds[0]) / LITTLE, rel=1e-2, abs=5e-3)


@pytest.mark.parametrize("person", [0, 17, 200])
def test_it_is_how_fast_a_coefficient_moves_as_somebody_counts_for_more(answers: np.ndarray, person: int) -> None:
    before, after = np.cov(answers, rowvar=False, ddof=0), weighted(answers, person)
    of_alpha = math.log(1 - coefficient_alpha(after)) - math.log(1 - coefficient_alpha(before))
    assert alpha_influence(answers)[person] == pytest.approx(of_alpha / LITTLE, rel=2e-2, abs=1e-3)
    odds = [math.log(omega(model) / (1 - omega(model))) for model in map(fit_one_factor, (before, after))]
    found = omega_influence(fit_one_factor(np.cov(answers, rowvar=False)), answers)[person]
    assert found == pytest.approx((odds[1] - odds[0]) / LITTLE, rel=1e-2, abs=5e-3)


def standardised(covariance: np.ndarray) -> np.ndarray:
    fit = cfa("f =~ a + b + c + d", covariance=pd.DataFrame(covariance, ITEMS, ITEMS), n=N)
    return fit.parameters["std_all"].to_numpy()[:4]


@pytest.mark.parametrize("person", [0, 17, 200])
def test_so_it_is_of_a_loading(answers: np.ndarray, person: int) -> None:
    data = pd.DataFrame(answers, columns=ITEMS)
    fit = cfa("f =~ a + b + c + d", data, estimator="mlr")
    moved = (parameter_influence(fit, data) @ standardised_slopes(fit._point).T)[:, :4]
    expected = (standardised(weighted(answers, person)) - standardised(np.cov(answers, rowvar=False, ddof=0))) / LITTLE
    assert moved[person] == pytest.approx(expected, rel=2e-2, abs=2e-3)


@pytest.mark.parametrize("missing", ["listwise", "fiml"])
def test_its_mean_square_is_the_sandwich_and_who_was_left_out_has_none(answers: np.ndarray, missing: str) -> None:
    data = pd.DataFrame(answers, columns=ITEMS)
    data.loc[5:40:7, "b"] = np.nan
    data.loc[60] = np.nan
    data.loc[90:120:3, ["c", "d"]] = np.nan
    fit = cfa("f =~ a + b + c + d", data, estimator="mlr", missing=missing)
    moved = parameter_influence(fit, data)
    kept = data.notna().any(axis=1) if missing == "fiml" else data.notna().all(axis=1)
    assert (~np.isnan(moved).any(axis=1) == kept.to_numpy()).all()
    there = moved[kept.to_numpy()]
    assert len(there) == fit.n
    assert there.T @ there / fit.n**2 == pytest.approx(fit._covariance, rel=1e-6, abs=1e-9)


def test_everyone_has_their_own_influence_also_with_answers_missing(answers: np.ndarray) -> None:
    """People are sorted by what they answered on the way: leaving one out takes one's own over n away."""
    data = pd.DataFrame(answers, columns=ITEMS)
    data.loc[5:40:7, "b"] = np.nan
    fit = cfa("f =~ a + b + c + d", data, estimator="mlr", missing="fiml")
    moved = parameter_influence(fit, data)
    for person in (4, 5, 12, 13):
        without = cfa("f =~ a + b + c + d", data.drop(index=person), estimator="mlr", missing="fiml")
        shift = fit._point.parameters - without._point.parameters
        assert shift * N == pytest.approx(moved[person], rel=0.1, abs=0.1)
