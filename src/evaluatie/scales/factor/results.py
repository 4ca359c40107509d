"""From a point where a model fits best to all that is told about it."""

from __future__ import annotations

import numpy as np

from evaluatie.scales.factor.coordinates import Floats
from evaluatie.scales.factor.estimating import Point
from evaluatie.scales.factor.fitindices import ChiSquare, cfi_tli, rmsea, srmr
from evaluatie.scales.factor.fitted import CfaFit, ScaledFit
from evaluatie.scales.factor.robust import corrected_for_missing, inverted, sandwich, scaling_factor
from evaluatie.scales.factor.sample import Sample
from evaluatie.scales.factor.saturated import Moments

_METHODS = {
    "ml": "maximum likelihood with normal-theory standard errors",
    "mlr": "maximum likelihood with robust standard errors and the scaled chi-square of Yuan and Bentler (2000)",
}
_IMPOSSIBLE = 1e-8  # below zero, an eigenvalue is negative by more than rounding


def fitted(point: Point, sample: Sample, estimator: str) -> CfaFit:
    """Tell all about a fitted model.

    Parameters
    ----------
    point : Point
        Where it fits best.
    sample : Sample
        What it was fitted to.
    estimator : str
        As :func:`evaluatie.scales.factor.cfa` has it.
    """
    table, n, groups, test = point.model.table, sample.n, sample.groups, sample.test(point)
    expected = estimator == "ml" and sample.missing == "listwise"  # as lavaan has it
    if estimator == "ml":
        covariance = inverted(point.expected_information if expected else point.observed_information) / n
    else:
        covariance = sandwich(point)
    cfi, tli = cfi_tli(test, sample.baseline)
    approximation = rmsea(test, n, table.groups)
    implied = [Moments(*at) for at in zip(point.matrices.covariance, point.matrices.mean, strict=True)]
    loglik = -n * point.value
    problems = improper(point, groups)
    return CfaFit(
        method=f"Confirmatory factor analysis: {_METHODS[estimator]}"
        + (", with every answer there is (full information)" if sample.missing == "fiml" else ""),
        notes=(*sample.left_out, *problems),
        estimator=estimator,
        chi2=test.value, df=int(test.df), p=test.p, cfi=cfi, tli=tli,
        rmsea=approximation.value, rmsea_low=approximation.low, rmsea_high=approximation.high,
        rmsea_p_close=approximation.p_close,
        srmr=srmr(sample.found, implied, point.model.shares, means=table.means),
        aic=-2 * loglik + 2 * table.free, bic=-2 * loglik + np.log(n) * table.free, loglik=loglik,
        n=int(n), free=table.free, baseline_chi2=sample.baseline.value, baseline_df=int(sample.baseline.df),
        scaled=None if estimator == "ml" else _scaled(point, sample, test), groups=groups, proper=not problems,
        _point=point.without_people(), _found=sample.found, _covariance=covariance,
    )  # fmt: skip


def _scaled(point: Point, sample: Sample, test: ChiSquare) -> ScaledFit:
    if test.df == 0:  # fits perfectly, whatever the answers are like
        nothing = float("nan")
        return ScaledFit(0.0, nothing, nothing, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0)
    factor = scaling_factor(point, sample.under_none, test.df)
    scaled, scaled_baseline = test.scaled(factor), sample.baseline.scaled(sample.baseline_scaling)
    cfi, tli = cfi_tli(scaled, scaled_baseline)
    n, groups = sample.n, point.model.table.groups
    of_scaled = rmsea(test.stretched(factor), n, groups)  # as lavaan has it
    one, two, weights = test, sample.baseline, (factor, sample.baseline_scaling)
    if sample.missing == "fiml":  # with complete answers too, as lavaan has it
        corrected = corrected_for_missing(point, sample.found, sample.under_none, test.df)
        one, two = corrected.test, sample.baseline_corrected.test
        weights = (corrected.weight, sample.baseline_corrected.weight)
    cfi_robust, tli_robust = cfi_tli(one, two, weights=weights)
    of_robust = rmsea(one, n, groups, weight=weights[0])
    return ScaledFit(
        chi2=scaled.value, p=scaled.p, scaling=factor, cfi=cfi, tli=tli,
        rmsea=of_scaled.value, rmsea_low=of_scaled.low, rmsea_high=of_scaled.high,
        cfi_robust=cfi_robust, tli_robust=tli_robust, rmsea_robust=of_robust.value,
        rmsea_robust_low=of_robust.low, rmsea_robust_high=of_robust.high,
    )  # fmt: skip


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
    for group in range(table.groups):
        parts = (("factors", point.matrices.factor_covariance), ("residuals of items", point.matrices.theta))
        for what, covariance in parts:
            if _impossible(covariance[group]):
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
