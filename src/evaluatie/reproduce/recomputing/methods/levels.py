"""Mixed models: answers of people within teams, or at several moments."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import optimize

from evaluatie.mixed import MixedFit, fit_mixed
from evaluatie.reproduce.moments.table import Floats
from evaluatie.reproduce.recomputing.methods.datasets import columns_of, rows_where
from evaluatie.reproduce.recomputing.methods.keys import ChoiceKey, DataKey, NamesKey, TextKey
from evaluatie.reproduce.recomputing.methods.registry import Quantities, method

INTERCEPT = "intercept"
#: nlme and lme4 stop searching before the optimum: their variances agree with it to about five digits
STOPS = 1e-5


@dataclass(frozen=True)
class Likeliest:
    """A random-intercept model by maximum likelihood.

    Attributes
    ----------
    coefficients, errors : ndarray of float, shape (p,)
        Of the columns of the design.
    variance_cluster, variance_residual : float
        Between clusters, and what is left.
    loglik : float
        The full log-likelihood.
    """

    coefficients: Floats
    errors: Floats
    variance_cluster: float
    variance_residual: float
    loglik: float


@method(
    "mixed_model",
    keys={
        "data": DataKey(), "value": TextKey(), "within": TextKey(), "predictors": NamesKey(required=False),
        "slope": TextKey(required=False), "where": TextKey(required=False),
        "estimator": ChoiceKey(options=("reml", "ml")),
    },
    apart=("value", "within", "predictors"),
    gives=(
        "variance_between", "variance_residual", "sd_between", "sd_residual", "variance_slope", "sd_slope",
        "correlation", "icc", "icc2", "icc2_mean", "loglik", "deviance", "fixed_correlation", "n", "clusters",
    ),
    gives_by_term=("estimate", "se", "t", "df", "p"),
    terms=("predictors",),
    also=(INTERCEPT,),
    precision=STOPS,
)  # fmt: skip
def mixed_model(
    data: Path,
    value: str,
    within: str,
    predictors: tuple[str, ...] = (),
    slope: str | None = None,
    where: str | None = None,
    estimator: str = "reml",
) -> Quantities:
    """Fit an intercept (and a slope) per team or person: by REML, or maximum likelihood without a slope."""
    people = columns_of(data, (value, within, *predictors), rows_where(where)).dropna()
    y, cluster = people[value].to_numpy(dtype=float), people[within].to_numpy()
    design = np.column_stack([np.ones(len(y)), *(people[name].to_numpy(dtype=float) for name in predictors)])
    if estimator == "ml" and slope is not None:
        raise ValueError("estimator ml fits a random intercept alone: take slope away, or write reml")
    random = None if slope is None else people[slope].to_numpy(dtype=float)
    fit = likeliest(y, design, cluster) if estimator == "ml" else fit_mixed(y, design, cluster, random)
    terms = (INTERCEPT, *predictors)
    sizes = np.asarray(people[within].value_counts(), dtype=np.float64)
    found: Quantities = {"n": float(len(y)), "clusters": float(len(sizes)), **_variances(fit, sizes)}
    found |= {"estimate": _by(terms, fit.coefficients), "se": _by(terms, fit.errors)}
    t = fit.coefficients / fit.errors
    found["t"] = _by(terms, t)
    if isinstance(fit, MixedFit):
        from scipy.special import stdtr

        found |= {"df": _by(terms, fit.df), "p": _by(terms, 2 * stdtr(fit.df, -np.abs(t)))}
        if len(terms) == 2:
            found["fixed_correlation"] = float(fit.covariance[0, 1] / math.sqrt(fit.covariance.diagonal().prod()))
    return found


def _by(terms: tuple[str, ...], values: Floats) -> dict[str, float]:
    return dict(zip(terms, map(float, values), strict=True))


def _variances(fit: MixedFit | Likeliest, sizes: Floats) -> dict[str, float]:
    """Give variances, which share lies between clusters, and the reliability of means: at mean size, and mean."""
    between, left = fit.variance_cluster, fit.variance_residual
    found = {
        "variance_between": between, "variance_residual": left, "sd_between": math.sqrt(between),
        "sd_residual": math.sqrt(left), "icc": between / (between + left),
        "icc2": between / (between + left / sizes.mean()),
        "icc2_mean": float((between / (between + left / sizes)).mean()),
        "loglik": fit.loglik, "deviance": -2 * fit.loglik,
    }  # fmt: skip
    if isinstance(fit, MixedFit) and fit.variance_slope is not None and fit.covariance_slope is not None:
        found |= {"variance_slope": fit.variance_slope, "sd_slope": math.sqrt(fit.variance_slope)}
        found["correlation"] = fit.covariance_slope / math.sqrt(between * fit.variance_slope)
    return found


def likeliest(y: Floats, design: Floats, cluster: Floats) -> Likeliest:
    """Fit a random-intercept model by maximum likelihood.

    Laird & Ware (1982, *Biometrics* 38, 963-974): the likelihood is profiled over the ratio of the two variances, for
    which the others are closed forms.

    Parameters
    ----------
    y : ndarray of float, shape (n,)
        Outcome.
    design : ndarray of float, shape (n, p)
        Predictors, with a column of ones.
    cluster : ndarray, shape (n,)
        Whose answer it is.

    Returns
    -------
    Likeliest

    Examples
    --------
    >>> y, team = np.array([1.0, 2, 2, 4, 5, 6]), np.array([1, 1, 1, 2, 2, 2])
    >>> fit = likeliest(y, np.ones((6, 1)), team)
    >>> fit.coefficients.round(3).tolist(), round(fit.variance_cluster, 3), round(fit.variance_residual, 3)
    ([3.333], 2.556, 0.667)
    """
    _, code, counts = np.unique(cluster, return_inverse=True, return_counts=True)
    size = counts.astype(float)

    def at(log_ratio: float) -> tuple[float, Floats, Floats, float]:
        ratio = math.exp(log_ratio)
        shrunk = (1 - 1 / np.sqrt(1 + size * ratio))[code]
        # minus a part of the cluster's mean: what is left is uncorrelated
        both = np.column_stack([y, design])
        means = np.column_stack([np.bincount(code, column) / size for column in both.T])[code]
        both = both - shrunk[:, None] * means
        cross = both[:, 1:].T @ both[:, 1:]
        beta = np.linalg.solve(cross, both[:, 1:].T @ both[:, 0])
        residual = float(((both[:, 0] - both[:, 1:] @ beta) ** 2).mean())
        deviance = len(y) * (math.log(2 * math.pi * residual) + 1) + float(np.log(1 + size * ratio).sum())
        return deviance, beta, np.linalg.inv(cross), residual

    best = optimize.minimize_scalar(lambda x: at(x)[0], bounds=(-20, 10), method="bounded", options={"xatol": 1e-10})
    deviance, beta, spread, residual = at(float(best.x))
    errors = np.sqrt(residual * np.diag(spread))
    return Likeliest(beta, errors, math.exp(float(best.x)) * residual, residual, -deviance / 2)
