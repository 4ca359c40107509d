"""Lay out the figures of Cox's model."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import chdtrc, ndtr, ndtri

from evaluatie.flows.duration.columns import Floats, Ints
from evaluatie.flows.duration.cox.design import Covariate
from evaluatie.flows.duration.cox.fitting import Fit
from evaluatie.flows.duration.cox.rows import Rows
from evaluatie.flows.duration.cox.small_sample import FewClusters


def coefficient_frame(
    rows: Rows, fitted: Fit, covariance: Floats, model: Floats, few: FewClusters | None, confidence: float
) -> pd.DataFrame:
    """Lay out the hazard ratios.

    Parameters
    ----------
    rows : Rows
        The rows.
    fitted : Fit
        The model.
    covariance, model : ndarray of float, shape (p, p)
        Of the coefficients, robust where there are clusters; and the model's own.
    few : FewClusters or None
        For clusters.
    confidence : float
        Level.

    Returns
    -------
    DataFrame
        As :attr:`HazardRatio.coefficients` has it.
    """
    b: Floats = fitted.b / fitted.scale
    se = np.sqrt(np.diag(covariance))
    half: Floats = float(ndtri((1 + confidence) / 2)) * se
    places = []
    for covariate in rows.covariates:
        places.extend(_described(covariate, rows))
    numbers = {
        "coefficient": b,
        "se": se,
        "model_se": np.sqrt(np.diag(model)),
        "statistic": b / se,
        "p": 2 * ndtr(-np.abs(b / se)),
        "hazard_ratio": np.exp(b),
        "ci_low": np.exp(b - half),
        "ci_high": np.exp(b + half),
        **(few.columns(b, se, confidence) if few else {}),
    }
    frame = pd.concat([pd.DataFrame(places), pd.DataFrame(numbers)], axis=1)
    return frame[["covariate", "level", "reference", *numbers, "n", "events"]]


def _described(covariate: Covariate, rows: Rows) -> list[dict[str, Any]]:
    if not covariate.levels:
        counts = {"n": len(rows.until), "events": int(rows.event.sum())}
        return [{"covariate": covariate.name, "level": None, "reference": None, **counts}]
    people, events = count_levels(covariate, rows)
    return [
        {"covariate": covariate.name, "level": level, "reference": covariate.levels[0], "n": n, "events": happened}
        for level, n, happened in list(zip(covariate.levels, people, events, strict=True))[1:]
    ]


def count_levels(covariate: Covariate, rows: Rows) -> tuple[Ints, Ints]:
    """Count the rows and the events of every level.

    Parameters
    ----------
    covariate : Covariate
        With levels.
    rows : Rows
        The rows.

    Returns
    -------
    rows, events : ndarray of int, shape (levels,)
        Counts.
    """
    places = covariate.numbers.astype(np.int64)
    k = len(covariate.levels)
    return np.bincount(places, minlength=k), np.bincount(places[rows.event], minlength=k)


def tests_of_all(fitted: Fit, covariance: Floats) -> dict[str, Any]:
    """Test all coefficients together.

    Parameters
    ----------
    fitted : Fit
        The model.
    covariance : ndarray of float, shape (p, p)
        Of the coefficients.

    Returns
    -------
    dict
        The fields of :class:`HazardRatio` that are about the whole.
    """
    df, b = len(fitted.b), fitted.b / fitted.scale
    tests = {
        "lr": max(2 * (fitted.at.loglik - fitted.null.loglik), 0.0),
        "wald": _wald(b, covariance),
        "score": float(fitted.score @ np.linalg.solve(fitted.null_information, fitted.score)),
    }
    p = {f"{name}_p": float(chdtrc(df, value)) for name, value in tests.items()}
    return {"loglik_null": fitted.null.loglik, "loglik": fitted.at.loglik, "df": df, **tests, **p}


def _wald(b: Floats, covariance: Floats) -> float:
    """Wald's statistic; with fewer clusters than coefficients, over those combinations that are known."""
    root = np.sqrt(np.diag(covariance))
    scaled = covariance / np.outer(root, root)
    return float(b / root @ np.linalg.pinv(scaled, rcond=1e-12, hermitian=True) @ (b / root))
