"""From a point where a model fits best to all that is told about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import special

from evaluatie.scales.factor.answers import Floats
from evaluatie.scales.factor.estimating import Model, Point
from evaluatie.scales.factor.fitindices import ChiSquare, cfi_tli, rmsea, srmr
from evaluatie.scales.factor.fitted import CfaFit, ScaledFit
from evaluatie.scales.factor.likelihood import Likelihood
from evaluatie.scales.factor.robust import Saturated, corrected_for_missing, inverted, sandwich, scaling_factor
from evaluatie.scales.factor.saturated import Moments
from evaluatie.scales.factor.standardised import standardised, standardised_errors
from evaluatie.scales.factor.table import ParameterTable, Row

_METHODS = {
    "ml": "maximum likelihood with normal-theory standard errors",
    "mlr": "maximum likelihood with robust standard errors and the scaled chi-square of Yuan and Bentler (2000)",
}
NORMAL = 1.959963984540054
_IMPOSSIBLE = 1e-8  # below zero, an eigenvalue is negative by more than rounding


def fitted(
    point: Point,
    found: tuple[Moments, ...],
    groups: tuple[str, ...],
    estimator: str,
    missing: str,
    left_out: Sequence[str],
) -> CfaFit:
    """Tell all about a fitted model.

    Parameters
    ----------
    point : Point
        Where it fits best.
    found : tuple of Moments
        Means and covariances under no model, per group.
    groups : tuple of str
        Names of the groups; empty without.
    estimator, missing : str
        As :func:`evaluatie.scales.factor.cfa` has them.
    left_out : sequence of str
        Who was left out, and why.
    """
    model, table = point.model, point.model.table
    means, n = table.means, model.n
    p, count = len(table.observed), len(model.answers)
    moments = count * (p * (p + 1) // 2 + (p if means else 0))
    df = moments - table.free
    baseline = _independence(model)
    saturated_value = _saturated_value(model, found)
    test = ChiSquare(max(0.0, 2 * n * (point.value - saturated_value)), df)
    of_baseline = ChiSquare(2 * n * (baseline.value - saturated_value), moments - len(baseline.parameters))
    complete = all(of.complete for of in model.answers)
    expected = complete and estimator == "ml"
    if estimator == "ml":
        information = point.expected_information if expected else point.observed_information
        covariance = inverted(information) / n
        scaled = None
    else:
        covariance = sandwich(point)
        scaled = _scaled(point, baseline, found, test, of_baseline)
    cfi, tli = cfi_tli(test, of_baseline)
    approximation = rmsea(test, n, count)
    implied = [Moments(at.covariance, at.mean) for at in point.matrices]
    loglik = -n * point.value
    problems = improper(point, groups)
    notes = [*left_out, *problems]
    return CfaFit(
        method=f"Confirmatory factor analysis: {_METHODS[estimator]}"
        + (", with every answer there is (full information)" if missing == "fiml" else ""),
        notes=tuple(notes),
        estimator=estimator,
        chi2=test.value, df=int(df), p=test.p, cfi=cfi, tli=tli,
        rmsea=approximation.value, rmsea_low=approximation.low, rmsea_high=approximation.high,
        rmsea_p_close=approximation.p_close, srmr=srmr(found, implied, model.shares, means=means),
        aic=-2 * loglik + 2 * table.free, bic=-2 * loglik + np.log(n) * table.free, loglik=loglik,
        n=int(n), free=table.free, baseline_chi2=of_baseline.value, baseline_df=int(of_baseline.df),
        scaled=scaled, groups=groups, proper=not problems,
        parameters=parameters_of(point, covariance, groups), r2=explained(point, groups),
        _point=_without_people(point), _found=found, _covariance=covariance, _expected=expected,
    )  # fmt: skip


def _without_people(point: Point) -> Point:
    """Let go of people's own answers: nothing that a fit still tells needs them."""
    model = Model(point.model.table, [replace(of, people=None) for of in point.model.answers])
    return model.at(point.parameters)


def _scaled(
    point: Point, baseline: Point, found: Sequence[Moments], test: ChiSquare, of_baseline: ChiSquare
) -> ScaledFit:
    model = point.model
    if test.df == 0:  # fits perfectly, whatever the answers are like
        nothing = float("nan")
        return ScaledFit(0.0, nothing, nothing, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0)
    under_none = Saturated(model.answers, found, means=model.table.means)
    factor, other = scaling_factor(point, under_none, test.df), scaling_factor(baseline, under_none, of_baseline.df)
    scaled, scaled_baseline = test.scaled(factor), of_baseline.scaled(other)
    cfi, tli = cfi_tli(scaled, scaled_baseline)
    n, groups = model.n, model.table.groups
    of_scaled = rmsea(test.stretched(factor), n, groups)  # as lavaan has it
    one, two, weights = test, of_baseline, (factor, other)
    if not all(of.complete for of in model.answers):
        corrected = corrected_for_missing(point, found, under_none, test.df)
        of_none = corrected_for_missing(baseline, found, under_none, of_baseline.df)
        one, two, weights = corrected.test, of_none.test, (corrected.weight, of_none.weight)
    cfi_robust, tli_robust = cfi_tli(one, two, weights=weights)
    of_robust = rmsea(one, n, groups, weight=weights[0])
    return ScaledFit(
        chi2=scaled.value, p=scaled.p, scaling=factor, cfi=cfi, tli=tli,
        rmsea=of_scaled.value, rmsea_low=of_scaled.low, rmsea_high=of_scaled.high,
        cfi_robust=cfi_robust, tli_robust=tli_robust, rmsea_robust=of_robust.value,
        rmsea_robust_low=of_robust.low, rmsea_robust_high=of_robust.high,
    )  # fmt: skip


def _independence(model: Model) -> Point:
    """Fit the model in which no items covary: each item has the mean and variance of its own answers."""
    rows: list[Row] = []
    values: list[float] = []
    for group, answers in enumerate(model.answers):
        means, variances = answers.alone
        for item, variance, mean in zip(model.table.observed, variances, means, strict=True):
            rows.append(Row(item, "~~", item, group, len(values), None, "", "residuals"))
            values.append(variance)
            if model.table.means:
                rows.append(Row(item, "~1", "", group, len(values), None, "", "intercepts"))
                values.append(mean)
    table = ParameterTable(tuple(rows), model.table.observed, (), model.table.groups, model.table.means, len(values))
    return Model(table, model.answers).at(np.array(values))


def _saturated_value(model: Model, found: Sequence[Moments]) -> float:
    parts = zip(model.shares, model.answers, found, strict=True)
    return sum(share * Likelihood(of, at.covariance, at.mean).value for share, of, at in parts)


def parameters_of(point: Point, covariance: Floats, groups: tuple[str, ...], *, observed: bool = True) -> pd.DataFrame:
    """List all parameters; standardised by the items' standard deviations too, unless these are 1 by definition."""
    table = point.model.table
    errors = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    free = np.array([row.free for row in table.rows])
    estimates = np.array(
        [float(row.value or 0.0) if row.free < 0 else point.parameters[row.free] for row in table.rows]
    )
    se = np.where(free < 0, np.nan, errors[free])
    with np.errstate(divide="ignore", invalid="ignore"):
        z = estimates / se
    return pd.DataFrame(
        {
            "lhs": [row.lhs for row in table.rows],
            "op": [row.op for row in table.rows],
            "rhs": [row.rhs for row in table.rows],
            "group": [groups[row.group] if groups else "" for row in table.rows],
            "label": [row.label for row in table.rows],
            "free": free >= 0,
            "estimate": estimates,
            "se": se,
            "z": z,
            "p": 2 * special.ndtr(-np.abs(z)),
            "ci_low": estimates - NORMAL * se,
            "ci_high": estimates + NORMAL * se,
            "std_lv": standardised(point, observed=False),
            "std_all": standardised(point, observed=observed),
            "std_all_se": standardised_errors(point, covariance, observed=observed),
        }
    )


def explained(point: Point, groups: tuple[str, ...]) -> dict[str, float]:
    """Give the share of variance that the model explains of each item, and of each factor below others."""
    table = point.model.table
    explained = {}
    for group, at in enumerate(point.matrices):
        prefix = f"{groups[group]}: " if groups else ""
        below = {row.rhs for row in table.rows if row.op == "=~"} | {row.lhs for row in table.rows if row.op == "~"}
        for place, item in enumerate(table.observed):
            explained[prefix + item] = float(1 - at.theta[place, place] / at.covariance[place, place])
        for place, factor in enumerate(table.latent):
            if factor in below:
                explained[prefix + factor] = float(1 - at.psi[place, place] / at.factor_covariance[place, place])
    return explained


def improper(point: Point, groups: tuple[str, ...]) -> list[str]:
    """Say which variances came out negative, and which factors go together more than they can."""
    table, notes = point.model.table, []
    for row in table.rows:
        if row.free >= 0 and row.op == "~~" and row.lhs == row.rhs and point.parameters[row.free] < 0:
            what = "factor" if row.lhs in table.latent else "item"
            notes.append(
                f"the (residual) variance of {what} {row.lhs}{_where(row.group, groups)} came out negative "
                f"({point.parameters[row.free]:.3g}): the model does not suit these data, or there are too few people; "
                "do not use this solution as it is"
            )
    if notes:
        return notes
    for group, at in enumerate(point.matrices):
        for what, covariance in (("factors", at.factor_covariance), ("residuals of items", at.theta)):
            if _impossible(covariance):
                where = _where(group, groups)
                notes.append(f"the covariances of the {what}{where} are impossible: correlations are beyond 1")
    return notes


def _impossible(covariance: Floats) -> bool:
    there = np.diag(covariance) > 0
    spread = np.sqrt(np.diag(covariance)[there])
    correlations = covariance[np.ix_(there, there)] / np.outer(spread, spread)
    return bool(there.any() and np.linalg.eigvalsh(correlations)[0] < -_IMPOSSIBLE)


def _where(group: int, groups: tuple[str, ...]) -> str:
    return f" in {groups[group]}" if groups else ""
