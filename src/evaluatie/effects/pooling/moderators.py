"""Do effects differ with what the studies or organisations are like: meta-regression."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from evaluatie.effects.pooling.coding import Design, code_moderators
from evaluatie.effects.pooling.heterogeneity import (
    ESTIMATORS,
    SOURCES,
    Contrasts,
    contrasts,
    i_squared,
    q_profile,
    typical_variance,
)
from evaluatie.effects.pooling.studies import Studies, read_studies
from evaluatie.effects.pooling.synthesising import ALL_ALIKE, KNAPP_HARTUNG, WALD, check_method
from evaluatie.effects.pooling.weighted import WeightedFit, scaled_se, weighted_fit
from evaluatie.effects.t_interval import t_interval, two_sided_p
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence

BETWEEN = "differences between studies are not experiments: what goes with a moderator need not be its doing"


@dataclass(frozen=True)
class MetaRegression(Result):
    """Effects explained by moderators, with the variance between studies that is left.

    Attributes
    ----------
    table : DataFrame
        One row per coefficient: ``term, estimate, se, statistic, df, p, ci_low, ci_high``. The first is ``intercept``.
    qm, qm_df, qm_df_residual, qm_p : float, int, float or None, float
        Test of all moderators: F on ``qm_df`` and ``qm_df_residual`` with Knapp & Hartung's factor, else a
        chi-squared on ``qm_df``.
    r2 : float or None
        Percentage (0 to 100) of tau2 that the moderators explain; None where there was none to explain.
    tau2, tau2_low, tau2_high : float
        Variance between true effects that is left, with its Q-profile interval.
    i2, h2 : float
        Residual I2 (a percentage) and H2.
    qe, qe_df, qe_p : float, int, float
        Test of what is left being sampling error only.
    k : int
        Studies.
    confidence : float
        Level of the intervals.
    """

    table: pd.DataFrame = field(compare=False)
    qm: float
    qm_df: int
    qm_df_residual: float | None
    qm_p: float
    r2: float | None
    tau2: float
    tau2_low: float
    tau2_high: float
    i2: float
    h2: float
    qe: float
    qe_df: int
    qe_p: float
    k: int
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the coefficients, then the variance that is left; ``n`` is the number of studies.

        Returns
        -------
        tuple of Estimate
            One per coefficient, then ``tau2``.
        """
        rows = tuple(
            Estimate(**{str(name): value for name, value in row.items()}, n=self.k)
            for row in self.table.to_dict("records")
        )
        return (*rows, Estimate("tau2", self.tau2, ci_low=self.tau2_low, ci_high=self.tau2_high, n=self.k))


def meta_regression(
    effects: Any,
    variances: Any,
    moderators: Any,
    method: str = "reml",
    knapp_hartung: bool = True,
    *,
    labels: Iterable[object] | None = None,
    at_least: int = 10,
    confidence: float = 0.95,
) -> MetaRegression:
    """Regress effects on what the studies are like, under the mixed-effects model.

    The model is effect_i = x_i b + u_i + e_i; Knapp & Hartung (2003), *Statistics in Medicine* 22, 2693-2710. R2 is
    that of Raudenbush (2009), the share of tau2 without moderators that is gone. As R's ``metafor::rma(mods = )``.

    Parameters
    ----------
    effects, variances, method, knapp_hartung, labels, confidence
        As :func:`synthesise` takes them.
    moderators : DataFrame, Series, or array of shape (k,) or (k, m)
        A row per study, by position. Numbers and truth values enter as they are; texts and categories as indicators
        against their first value (the first category, else the first in the order of their texts).
    at_least : int, default 10
        Studies below which nothing is estimated: the Cochrane Handbook (section 10.11.4) advises against
        meta-regression with fewer than ten.

    Returns
    -------
    MetaRegression
        Coefficients, their joint test, and the heterogeneity that is left.

    Raises
    ------
    NotEnoughData
        With fewer complete studies than ``at_least``, or no more than there are coefficients.
    TypeError
        If an effect or a variance is not a number.
    ValueError
        As :func:`synthesise`; also if a moderator does not vary or follows from the others.

    Examples
    --------
    >>> years = range(2010, 2020)
    >>> effects = [0.11, 0.19, 0.12, 0.28, 0.23, 0.31, 0.29, 0.42, 0.36, 0.50]
    >>> found = meta_regression(effects, [0.01] * 10, pd.DataFrame({"year": years}))
    >>> found.table["term"].tolist(), float(found.table["estimate"].iloc[1].round(4)), found.k
    (['intercept', 'year'], 0.0382, 10)
    """
    check_confidence(confidence)
    check_method(method)
    studies = read_studies(effects, variances, labels)
    design, studies, notes = code_moderators(moderators, studies)
    k, p = design.matrix.shape
    _require(k, p, at_least)
    found = contrasts(studies.effects, studies.variances, design.matrix)
    tau2 = ESTIMATORS[method](found)
    fit = weighted_fit(studies.effects, studies.variances, design.matrix, tau2)
    if knapp_hartung and fit.factor == 0:
        notes = (*notes, ALL_ALIKE.replace("all effects are equal", "the moderators fit the effects exactly"))
    interval = KNAPP_HARTUNG.replace("t interval", "t intervals") if knapp_hartung else WALD
    return MetaRegression(
        f"Mixed-effects meta-regression, tau2 by {SOURCES[method]}, {interval}; Knapp & Hartung (2003)",
        (*studies.notes, *notes, *_thin(k, p - 1), BETWEEN),
        table=_coefficients(design, fit, k - p, knapp_hartung, confidence),
        **_joint_test(fit, k - p, knapp_hartung),
        **_left_over(found, tau2, confidence),
        r2=_explained(studies, tau2, method),
        tau2=tau2,
        k=k,
        confidence=confidence,
    )


def _require(k: int, p: int, at_least: int) -> None:
    if k < at_least:
        raise NotEnoughData(
            f"meta-regression with fewer than {at_least} studies shows chance patterns (Cochrane Handbook 10.11.4): "
            f"got {k}; describe the studies side by side, or lower at_least"
        )
    if k <= p:
        raise NotEnoughData(f"{p} coefficients need more than {p} studies: got {k}")


def _thin(k: int, moderators: int) -> tuple[str, ...]:
    if k < 10 * moderators:
        return (f"{k} studies for {moderators} moderator term(s): fewer than ten for each, expect chance findings",)
    return ()


def _coefficients(
    design: Design, fit: WeightedFit, df_residual: int, knapp_hartung: bool, confidence: float
) -> pd.DataFrame:
    df = float(df_residual) if knapp_hartung else math.inf
    rows = []
    for at, term in enumerate(design.terms):
        estimate = float(fit.coefficients[at])
        se = scaled_se(math.sqrt(fit.covariance[at, at]), fit.factor, knapp_hartung)
        low, high = t_interval(estimate, se, df, confidence)
        statistic, p = estimate / se, two_sided_p(estimate / se, df)
        rows.append((term, estimate, se, statistic, df, p, low, high))
    columns = ["term", "estimate", "se", "statistic", "df", "p", "ci_low", "ci_high"]
    return pd.DataFrame(rows, columns=columns)


def _joint_test(fit: WeightedFit, df_residual: int, knapp_hartung: bool) -> dict[str, Any]:
    slopes = fit.coefficients[1:]
    m = len(slopes)
    scale = np.sqrt(np.diag(fit.covariance)[1:])
    correlations = fit.covariance[1:, 1:] / np.outer(scale, scale)
    wald = float((slopes / scale) @ np.linalg.solve(correlations, slopes / scale))
    if not knapp_hartung:
        return {"qm": wald, "qm_df": m, "qm_df_residual": None, "qm_p": float(special.chdtrc(m, wald))}
    f = wald / m / (fit.factor or 1.0)
    return {"qm": f, "qm_df": m, "qm_df_residual": float(df_residual), "qm_p": float(special.fdtrc(m, df_residual, f))}


def _left_over(found: Contrasts, tau2: float, confidence: float) -> dict[str, Any]:
    typical, qe = typical_variance(found), found.q(0.0)
    low, high = q_profile(found, confidence)
    return {
        "tau2_low": low,
        "tau2_high": high,
        "i2": i_squared(tau2, typical),
        "h2": (tau2 + typical) / typical,
        "qe": qe,
        "qe_df": found.df,
        "qe_p": float(special.chdtrc(found.df, qe)),
    }


def _explained(studies: Studies, tau2: float, method: str) -> float | None:
    without = ESTIMATORS[method](contrasts(studies.effects, studies.variances, np.ones((len(studies.effects), 1))))
    return max(0.0, 100 * (without - tau2) / without) if without > 0 else None
