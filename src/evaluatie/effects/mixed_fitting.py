"""Fit a mixed model of change, or what takes its place where too few people are linked or nothing varies."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from evaluatie.effects.mixed_rows import ModelRows
from evaluatie.effects.values import Floats
from evaluatie.mixed import ExactFit, Inseparable, MixedFit, fit_mixed
from evaluatie.mixed.two_waves import Undetermined, fit_two_waves
from evaluatie.result import NotEnoughData

_SOURCE = "by REML, Satterthwaite df (Laird & Ware 1982; Kuznetsova, Brockhoff & Christensen 2017)"
METHODS = {
    "intercept": f"Linear mixed model with a random intercept per respondent, {_SOURCE}",
    "slope": f"Linear mixed model with a random intercept and slope per respondent, {_SOURCE}",
    "unstructured": "Linear mixed model with an unstructured covariance over two waves (Mallinckrodt et al. 2008; "
    "Laird & Ware 1982), REML, Satterthwaite; standard errors from the observed information (Kenward & Molenberghs "
    "1998), or robust (White 1982) where these are larger",
}
SEPARATE = "Least squares for separate samples with a variance per wave, Welch-Satterthwaite df (Welch 1947)"
APART = "too few people answered twice to tell people apart from chance: separate samples, with a variance per wave"
ONE_VARIANCE = (
    "too few people answered twice, or their answers vary too little, for a variance per wave and a correlation: both "
    "waves were held to have the same variance"
)
NO_SPREAD = "nobody's answers vary about the model: how sure the mean change is cannot be estimated"
#: from weights of the fixed effects to estimate, standard error and degrees of freedom
Contrast = Callable[[Floats], tuple[float, float, float]]


@dataclass(frozen=True)
class Fitted:
    """A fitted model.

    Attributes
    ----------
    method : str
        Its name and source.
    contrast : callable
        From weights of the fixed effects to estimate, standard error and degrees of freedom.
    mixed : MixedFit or None
        None where another method took its place.
    notes : tuple of str
        What was done, and why.
    """

    method: str
    contrast: Contrast
    mixed: MixedFit | None
    notes: tuple[str, ...]


def fit_rows(rows: ModelRows, random: str) -> Fitted:
    """Fit the mixed model, or what takes its place where the answers cannot carry it.

    Parameters
    ----------
    rows : ModelRows
        Answers with their design.
    random : {"intercept", "slope", "unstructured"}
        What differs between people; ``"unstructured"``, for two waves without groups, gives either wave a variance of
        its own.

    Returns
    -------
    Fitted
        Ready to estimate any weighted sum of the fixed effects; its standard error is NaN where nothing varies.

    Raises
    ------
    NotEnoughData
        With too few people with three answers for a random slope, or too few answers at a wave for separate samples.

    Examples
    --------
    >>> import pandas as pd
    >>> from evaluatie.effects.mixed_rows import model_rows
    >>> frame = pd.DataFrame({"who": [1, 2, 3, 4], "when": [0, 0, 1, 1], "score": [1, 3, 3, 5]})
    >>> fitted = fit_rows(model_rows(frame, ("score", "when", "who"), None, [], None, False), "intercept")
    >>> fitted.mixed is None, [round(part, 4) for part in fitted.contrast(np.array([0.0, 1.0]))]
    (True, [2.0, 1.4142, 2.0])
    """
    if random == "unstructured":
        return _two_waves(rows)
    time = rows.design[:, 1] if random == "slope" else None
    try:
        fit = fit_mixed(rows.waves.answers, rows.design, rows.waves.who, time)
    except ExactFit:
        return Fitted(METHODS[random], _exact(rows), None, (NO_SPREAD,))
    except Inseparable:
        if random == "slope" and (np.bincount(rows.waves.who) > 1).any():
            raise NotEnoughData(
                "too few people answered three times or more for a random slope: use random='intercept'"
            ) from None
        return _separate(rows)
    return Fitted(METHODS[random], fit.contrast, fit, fit.notes)


def _two_waves(rows: ModelRows) -> Fitted:
    answers = np.full((2, int(rows.waves.who.max()) + 1), np.nan)
    answers[rows.waves.at, rows.waves.who] = rows.waves.answers
    about = np.empty((answers.shape[1], rows.design.shape[1] - 2))
    about[rows.waves.who] = rows.design[:, 2:]
    try:
        fit = fit_two_waves(answers[0], answers[1], about)
    except ExactFit:
        return Fitted(METHODS["unstructured"], _exact(rows), None, (NO_SPREAD,))
    except Undetermined:
        simpler = fit_rows(rows, "intercept")
        return simpler if simpler.mixed is None else replace(simpler, notes=(ONE_VARIANCE, *simpler.notes))
    return Fitted(METHODS["unstructured"], fit.contrast, fit, fit.notes)


def _exact(rows: ModelRows) -> Contrast:
    """Let what people changed decide, and their level only where that says nothing: the limit of the model."""
    counts = np.bincount(rows.waves.who)
    table = np.column_stack([rows.design, rows.waves.answers])
    means = np.column_stack([np.bincount(rows.waves.who, column) for column in table.T]) / counts[:, None]
    stacked = np.concatenate([table - means[rows.waves.who], 1e-5 * means])
    coefficients = np.linalg.lstsq(stacked[:, :-1], stacked[:, -1], rcond=None)[0]
    return lambda weights: (float(weights @ coefficients), math.nan, math.nan)


def _separate(rows: ModelRows) -> Fitted:
    """Least squares with a variance per wave: Welch's test, where there are two waves and nothing else."""
    basis, triangle = np.linalg.qr(rows.design)
    fixed = basis.T @ rows.waves.answers
    squares = (rows.waves.answers - basis @ fixed) ** 2
    count = len(rows.waves.labels)
    freedom = np.bincount(rows.waves.at, 1 - (basis**2).sum(axis=1), count)
    if freedom.min() < 0.5:
        label = rows.waves.labels[int(freedom.argmin())]
        raise NotEnoughData(f"too few people answered twice, and too few at wave {label!r}, for a variance per wave")
    variances = np.bincount(rows.waves.at, squares, count) / freedom
    turned = np.linalg.inv(triangle)

    def contrast(weights: Floats) -> tuple[float, float, float]:
        row = turned.T @ weights
        shares = np.bincount(rows.waves.at, (basis @ row) ** 2, count) * variances
        total = float(shares.sum())
        return (
            float(row @ fixed),
            math.sqrt(total),
            total**2 / float((shares**2 / freedom).sum()) if total else math.nan,
        )

    return Fitted(SEPARATE, contrast, None, (APART,))
