"""pool_imputations and mcar_test against R: mice::pool, mice::pool.scalar (3.15.0), norm::em.norm (1.0.11.1)."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluatie.effects import NotEnoughData
from evaluatie.effects.absent import mcar_test, pool_imputations
from tolerances import CLOSED_FORM, FITTED, LAVAAN_EM

DATA = Path(__file__).parent / "data" / "absent"
FIGURES = {f["name"]: f["value"] for f in json.loads((DATA / "nhanes_reference.json").read_text())["figures"]}
COMPLETED = pd.read_csv(DATA / "nhanes_completed.csv")


def fits(outcome: str, predictors: list[str], m: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give coefficients and their variances of a linear regression per imputation."""
    estimates, variances = [], []
    for _, rows in COMPLETED[COMPLETED[".imp"] <= m].groupby(".imp"):
        x, y = np.column_stack([np.ones(len(rows)), rows[predictors]]), rows[outcome].to_numpy()
        beta, *_ = np.linalg.lstsq(x, y, rcond=None)
        sigma2 = ((y - x @ beta) ** 2).sum() / (len(y) - x.shape[1])
        estimates.append(beta)
        variances.append(sigma2 * np.diag(np.linalg.inv(x.T @ x)))
    names = ["(Intercept)", *predictors]
    return pd.DataFrame(estimates, columns=names), pd.DataFrame(variances, columns=names)


@pytest.mark.parametrize(
    ("label", "outcome", "predictors", "m"),
    [
        ("lm chl ~ age + bmi", "chl", ["age", "bmi"], 20),
        ("lm chl ~ age + bmi, first five imputations", "chl", ["age", "bmi"], 5),
        ("lm bmi ~ 1 (mean)", "bmi", [], 20),
    ],
)
def test_pooled_figures_are_those_of_mice(label: str, outcome: str, predictors: list[str], m: int) -> None:
    pooled = pool_imputations(*fits(outcome, predictors, m), complete_df=24 - len(predictors))
    rubin = FIGURES[f"{label}: pooled by Rubin (estimate, ubar, b, t, dfcom, df Barnard-Rubin, riv, lambda, fmi)"]
    tested = FIGURES[f"{label}: pooled se, statistic, df, p, 95% CI"]
    names = {"ubar": "within", "b": "between", "t": "total", "lambda": "lambda_", "lower": "ci_low", "upper": "ci_high"}
    for at, row in enumerate(rubin):
        for name, theirs in {**row, **tested[at]}.items():
            if name not in ("term", "m", "dfcom"):
                ours = np.atleast_1d(getattr(pooled, names.get(name, name)))[at]
                assert ours == pytest.approx(theirs, rel=FITTED), name  # inverses of the normal equations
    assert [row.term for row in pooled.estimates()] == [row["term"] for row in rubin]


def test_a_scalar_is_that_of_pool_scalar() -> None:
    groups = COMPLETED.groupby(".imp")["chl"]
    pooled = pool_imputations(groups.mean(), groups.var() / 25, 24)
    theirs = FIGURES["pool.scalar mean of chl"]
    for ours, name in (
        (pooled.estimate, "qbar"), (pooled.total, "t"), (pooled.df, "df"), (pooled.riv, "r"), (pooled.fmi, "fmi"),
    ):  # fmt: skip
        assert isinstance(ours, float)
        assert ours == pytest.approx(theirs[name], rel=CLOSED_FORM)


@pytest.mark.parametrize(
    ("estimates", "variances", "complete_df", "df", "fmi", "total"),
    [
        # mice::pool.scalar(Q, U, n = Inf, k = 1) and (n = 41, k = 1), R 4.2.2, mice 3.15.0
        ([1, 1.3, 1.1, 0.7], [0.04, 0.05, 0.045, 0.06], math.inf, 7.912127999999996, 0.686187290581455, 0.126875),
        ([1, 1, 1], [0.04, 0.05, 0.045], 40, 38.1357136585679, 0.0486195527468, 0.045),
        ([1, 1, 1], [0.04, 0.05, 0.045], math.inf, 2e8, 9.99999985e-09, 0.045),
    ],
)
def test_infinite_df_and_no_variance_between(estimates, variances, complete_df, df, fmi, total) -> None:
    pooled = pool_imputations(estimates, variances, complete_df)
    assert pooled.df == pytest.approx(df, rel=CLOSED_FORM)
    assert pooled.fmi == pytest.approx(fmi, rel=1e-9)  # printed with twelve digits
    assert pooled.total == pytest.approx(total, rel=CLOSED_FORM)


def test_no_variance_within_leaves_everything_to_absence() -> None:
    pooled = pool_imputations([1.0, 2.0, 4.0], [0.0, 0.0, 0.0])
    assert (pooled.riv, pooled.lambda_, pooled.fmi, pooled.df) == (math.inf, 1.0, 1.0, 2.0)


@pytest.mark.parametrize(
    ("estimates", "variances", "error", "message"),
    [
        ([1.0], [1.0], NotEnoughData, "at least 2 imputations"),
        ([1.0, 1.0], [0.0, 0.0], NotEnoughData, "no variance"),
        ([1.0, 2.0], [1.0], ValueError, "same shape"),
        ([1.0, np.nan], [1.0, 1.0], ValueError, "missing"),
        ([1.0, 2.0], [1.0, -1.0], ValueError, "negative"),
        (["a", "b"], [1.0, 1.0], TypeError, "numbers"),
    ],
)
def test_what_cannot_be_pooled_is_said(estimates, variances, error, message) -> None:
    with pytest.raises(error, match=message):
        pool_imputations(estimates, variances)


@pytest.mark.parametrize("complete_df", [0, -1, "many", None])
def test_complete_df_must_be_above_zero(complete_df: object) -> None:
    with pytest.raises(ValueError, match="complete_df"):
        pool_imputations([1.0, 2.0], [1.0, 1.0], complete_df)  # type: ignore[arg-type]


@pytest.mark.parametrize(("file", "label"), [("nhanes", "nhanes"), ("airquality", "airquality (all six columns)")])
def test_little_in_both_conventions(file: str, label: str) -> None:
    frame = pd.read_csv(DATA / f"{file}.csv")
    test = mcar_test(frame)
    own = FIGURES[f"{label}: Little MCAR test, EM to 1e-12, covariance times n/(n-1): chi2, df, p, patterns"]
    ml = FIGURES[f"{label}: Little MCAR test with the ML covariance, EM to 1e-12 (the naniar formula)"]
    assert (test.df, test.patterns, test.n) == (own["df"], own["patterns"], len(frame))
    assert [test.chi2, test.p] == pytest.approx([own["chi2"], own["p"]], rel=LAVAAN_EM)
    assert [test.chi2_ml, test.p_ml] == pytest.approx([ml["chi2"], ml["p"]], rel=LAVAAN_EM)
    em = FIGURES[f"{label}: EM means and covariance (ML)"]
    assert test.mean.to_dict() == pytest.approx(em["mean"], rel=LAVAAN_EM)
    assert test.covariance.to_numpy() == pytest.approx(np.array(em["cov"]["values"]), rel=LAVAAN_EM)
    shuffled = frame.sample(frac=1, random_state=1)[frame.columns[::-1]] * 3 + 7
    assert mcar_test(shuffled).chi2 == pytest.approx(test.chi2, rel=FITTED)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ({"a": [1, 1, 1, 1], "b": [1, 2, None, 3]}, "'a' does not vary"),
        ({"a": [1, 2, 3, 4, 5], "b": [2, 4, 6, 8, None]}, "follows from"),
        ({"a": [1, 2, 3, None, None, None], "b": [None, None, None, 1, 2, 3]}, "known together"),
        (
            {"a": [1, 2, 3, 4, 6, 5], "b": [1, 3, 2, None, None, None], "c": [None, None, None, 1, 2, 4]},
            "'b' and 'c' are hardly ever known together",
        ),
        ({"a": [1, 2, 3]}, "at least 2 columns"),
    ],
)
def test_littles_test_needs_enough(frame: dict, message: str) -> None:
    with pytest.raises(NotEnoughData, match=message):
        mcar_test(frame)


def test_nothing_missing_is_nothing_to_test() -> None:
    test = mcar_test({"a": [1, 2, 3, 4, 5], "b": [2, 1, 4, 3, 7]})
    assert (test.df, test.p) == (0, None)
    assert test.chi2 == pytest.approx(0, abs=1e-12)
