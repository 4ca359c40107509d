"""One pooled effect out of many studies or organisations, with what is left uncertain about it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from scipy import special

from evaluatie.effects.pooling.heterogeneity import (
    ESTIMATORS,
    SOURCES,
    Contrasts,
    contrasts,
    i_squared,
    q_profile,
    typical_variance,
)
from evaluatie.effects.pooling.pooled import Synthesis
from evaluatie.effects.pooling.studies import Studies, read_studies
from evaluatie.effects.pooling.weighted import WeightedFit, scaled_se, study_weights, weighted_fit
from evaluatie.effects.t_interval import t_interval, two_sided_p
from evaluatie.effects.values import Floats
from evaluatie.result import NotEnoughData, check_confidence

KNAPP_HARTUNG = "t interval of Hartung & Knapp (2001), Sidik & Jonkman (2002)"
WALD = "normal (Wald) interval"
ALONE = "One study, not pooled: its own estimate with a normal interval"
ALL_ALIKE = (
    "all effects are equal: Knapp and Hartung's standard error would be zero; the one without their factor was used"
)
NARROWER = (
    "Knapp and Hartung's factor is below 1 (the effects vary less than the model expects), which makes their standard "
    "error smaller than the one without it: read the never-narrower interval as well"
)
NO_TAU2_INTERVAL = "the effects vary so little that the interval of tau2 lies wholly at zero (Q-profile: an empty set)"
OPTIMISTIC = (
    "with fewer than 10 studies the prediction interval holds less often than its level says: it takes tau2 for known"
)
FEW = {
    2: "2 studies: whether they differ cannot be told apart from chance, the interval rests on 1 degree of freedom, "
    "and where a next study would come out cannot be said",
    3: "3 studies: the variance between them is hardly known (see the interval of tau2); a small tau2 or a large p of "
    "Q is no evidence that they agree",
    4: "4 studies: the variance between them is hardly known (see the interval of tau2); a small tau2 or a large p of "
    "Q is no evidence that they agree",
}


def synthesise(
    effects: Any,
    variances: Any,
    method: str = "reml",
    knapp_hartung: bool = True,
    *,
    labels: Iterable[object] | None = None,
    confidence: float = 0.95,
) -> Synthesis:
    """Pool effects of studies or organisations under the random-effects model.

    The model is effect_i = mu + u_i + e_i with var(u) = tau2 and var(e_i) known. The mean is weighted by
    1 / (variance + tau2); Knapp & Hartung's factor multiplies its variance by
    sum w_i (effect_i - mean)^2 / (k - 1), with t on k - 1 degrees of freedom (Hartung & Knapp 2001, *Statistics in
    Medicine* 20, 3875-3889; Sidik & Jonkman 2002, 21, 3153-3159). The factor can be below 1: the fields that end in
    ``_conservative`` take at least 1 (Rover, Knapp & Friede 2015, *BMC Medical Research Methodology* 15, 99; Jackson et
    al. 2017, *Statistics in Medicine* 36, 3923-3934). The prediction interval is mean +/- t x sqrt(tau2 + se^2), with t
    on k - 1 degrees of freedom whatever ``knapp_hartung`` is (after Higgins, Thompson & Spiegelhalter 2009, *Journal of
    the Royal Statistical Society A* 172, 137-159): metafor's, with ``test = "knha"``; its default, which is normal, is
    narrower. I2 is a percentage, from tau2 and the typical sampling variance (Higgins & Thompson 2002).

    Parameters
    ----------
    effects, variances : sequence of numbers, shape (k,)
        Estimates in one unit, and the squares of their standard errors, in the same order.
    method : {"reml", "dl", "pm"}, default "reml"
        How tau2 is estimated: restricted maximum likelihood, DerSimonian & Laird, Paule & Mandel.
    knapp_hartung : bool, default True
        Knapp & Hartung's interval for the mean; else a normal one, which is too narrow when studies are few.
    labels : sequence, optional
        Names of the studies.
    confidence : float, default 0.95
        Level of all intervals.

    Returns
    -------
    Synthesis
        One study is returned as it is, without heterogeneity and prediction.

    Raises
    ------
    NotEnoughData
        Without a complete study.
    TypeError
        If an effect or a variance is not a number.
    ValueError
        If lengths differ, a number is infinite, a variance is zero or less, a label is doubled, or the method or the
        confidence is none.

    Examples
    --------
    >>> pooled = synthesise([0.12, 0.35, -0.05, 0.41, 0.22], [0.004, 0.011, 0.0065, 0.02, 0.0031])
    >>> round(pooled.estimate, 4), round(pooled.ci_low, 4), round(pooled.ci_high, 4), pooled.k
    (0.1907, -0.0282, 0.4096, 5)
    """
    check_confidence(confidence)
    check_method(method)
    return synthesise_studies(read_studies(effects, variances, labels), method, knapp_hartung, confidence)


def check_method(method: object) -> None:
    """Refuse what is no estimator of tau2.

    Parameters
    ----------
    method : str
        ``reml``, ``dl`` or ``pm``.

    Raises
    ------
    ValueError
        If it is none of them.

    Examples
    --------
    >>> check_method("pm")
    """
    if method not in ESTIMATORS:
        raise ValueError(f"method must be one of {', '.join(map(repr, ESTIMATORS))}: got {method!r}")


def synthesise_studies(studies: Studies, method: str, knapp_hartung: bool, confidence: float) -> Synthesis:
    """Pool studies that were read already.

    Parameters
    ----------
    studies : Studies
        At least one.
    method : str
        Estimator of tau2.
    knapp_hartung : bool
        Which interval.
    confidence : float
        Level of all intervals.

    Returns
    -------
    Synthesis
        As :func:`synthesise` gives it.

    Raises
    ------
    NotEnoughData
        Without a study.

    Examples
    --------
    >>> synthesise_studies(read_studies([0.2, 0.3], [0.01, 0.01]), "dl", True, 0.95).estimate
    0.25
    """
    k = len(studies.effects)
    if k == 0:
        raise NotEnoughData("at least 1 study with an effect and a variance is needed: got 0")
    if k == 1:
        return _alone(studies, method, confidence)
    found = contrasts(studies.effects, studies.variances, np.ones((k, 1)))
    tau2 = ESTIMATORS[method](found)
    fit = _mean(studies, tau2)
    interval = KNAPP_HARTUNG if knapp_hartung else WALD
    differ = _heterogeneity(found, _mean(studies, 0.0), tau2, confidence)
    return Synthesis(
        f"Random-effects meta-analysis, tau2 by {SOURCES[method]}, {interval}; Q-profile intervals (Viechtbauer 2007)",
        studies.notes + _notes(k, fit, knapp_hartung, differ["tau2_high"]),
        **_pooled(fit, tau2, k, knapp_hartung, confidence),
        **differ,
        **_common_effect(studies, confidence),
        k=k,
        weights=_frozen(study_weights(studies.variances, tau2)),
        confidence=confidence,
        tau2_method=method,
        labels=studies.labels,
    )


def _mean(studies: Studies, tau2: float) -> WeightedFit:
    return weighted_fit(studies.effects, studies.variances, np.ones((len(studies.effects), 1)), tau2)


def _pooled(fit: WeightedFit, tau2: float, k: int, knapp_hartung: bool, confidence: float) -> dict[str, Any]:
    estimate, plain = float(fit.coefficients[0]) + 0.0, math.sqrt(fit.covariance[0, 0])
    se = scaled_se(plain, fit.factor, knapp_hartung)
    df = k - 1.0 if knapp_hartung else math.inf
    low, high = t_interval(estimate, se, df, confidence)
    next_low, next_high = t_interval(estimate, math.hypot(math.sqrt(tau2), se), k - 1, confidence)
    conservative = scaled_se(plain, max(1.0, fit.factor or 0.0), True)
    never_low, never_high = t_interval(estimate, conservative, k - 1, confidence)
    return {
        "estimate": estimate,
        "se": se,
        "statistic": estimate / se,
        "df": df,
        "p": two_sided_p(estimate / se, df),
        "ci_low": low,
        "ci_high": high,
        "prediction_low": next_low,
        "prediction_high": next_high,
        "se_conservative": conservative,
        "ci_low_conservative": never_low,
        "ci_high_conservative": never_high,
    }


def _heterogeneity(found: Contrasts, common: WeightedFit, tau2: float, confidence: float) -> dict[str, Any]:
    typical = typical_variance(found)
    low, high = q_profile(found, confidence)
    q = (common.factor or 0.0) * found.df
    return {
        "tau2": tau2,
        "tau2_low": low,
        "tau2_high": high,
        "i2": i_squared(tau2, typical),
        "i2_low": i_squared(low, typical),
        "i2_high": i_squared(high, typical),
        "h2": (tau2 + typical) / typical,
        "q": q,
        "q_df": found.df,
        "q_p": float(special.chdtrc(found.df, q)),
    }


def _common_effect(studies: Studies, confidence: float) -> dict[str, Any]:
    fit = _mean(studies, 0.0)
    estimate, se = float(fit.coefficients[0]), math.sqrt(fit.covariance[0, 0])
    low, high = t_interval(estimate, se, math.inf, confidence)
    return {"fixed_estimate": estimate, "fixed_se": se, "fixed_low": low, "fixed_high": high}


def _alone(studies: Studies, method: str, confidence: float) -> Synthesis:
    estimate, se = float(studies.effects[0]), math.sqrt(studies.variances[0])
    low, high = t_interval(estimate, se, math.inf, confidence)
    unknown: dict[str, Any] = dict.fromkeys(
        (
            "prediction_low",
            "prediction_high",
            "tau2",
            "tau2_low",
            "tau2_high",
            "i2",
            "i2_low",
            "i2_high",
            "h2",
            "q",
            "q_p",
        )
    )
    return Synthesis(
        ALONE,
        (*studies.notes, "1 study: nothing was pooled, and nothing can be said of how much studies differ"),
        estimate=estimate,
        se=se,
        statistic=estimate / se,
        df=math.inf,
        p=two_sided_p(estimate / se, math.inf),
        ci_low=low,
        ci_high=high,
        se_conservative=se,
        ci_low_conservative=low,
        ci_high_conservative=high,
        **_common_effect(studies, confidence),
        **unknown,
        q_df=0,
        k=1,
        weights=_frozen(np.ones(1)),
        confidence=confidence,
        tau2_method=method,
        labels=studies.labels,
    )


def _notes(k: int, fit: WeightedFit, knapp_hartung: bool, tau2_high: float) -> tuple[str, ...]:
    notes: tuple[str, ...] = (FEW[k],) if k in FEW else ()
    if knapp_hartung and fit.factor == 0:
        notes += (ALL_ALIKE,)
    elif knapp_hartung and fit.factor is not None and fit.factor < 1:
        notes += (NARROWER,)
    if k < 10:
        notes += (OPTIMISTIC,)
    if not knapp_hartung and k < 10:
        notes += (f"a normal interval from {k} studies is too narrow: it takes tau2 for known",)
    if tau2_high == 0:
        notes += (NO_TAU2_INTERVAL,)
    return notes


def _frozen(values: Floats) -> Floats:
    values.setflags(write=False)
    return values
