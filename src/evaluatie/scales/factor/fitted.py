"""A fitted factor model."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from evaluatie.result import Estimate, Result
from evaluatie.scales.factor.coordinates import Floats
from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.estimating import Point
from evaluatie.scales.factor.fitindices import residual_correlations
from evaluatie.scales.factor.listing import explained, parameters_of
from evaluatie.scales.factor.modification import equality_tests, modification_indices
from evaluatie.scales.factor.saturated import Moments


@dataclass(frozen=True)
class ScaledFit:
    """Fit that allows for answers that are not normal.

    Attributes
    ----------
    chi2, p : float
        The scaled chi-square and its p value.
    scaling : float
        What chi-square was divided by (Yuan and Bentler 2000).
    cfi, tli, rmsea, rmsea_low, rmsea_high : float
        From the scaled chi-square.
    cfi_robust, tli_robust, rmsea_robust, rmsea_robust_low, rmsea_robust_high : float
        Estimates of what these would be with normal answers (Brosseau-Liard, Savalei and Li 2012, 2014; with missing
        answers Zhang and Savalei 2023).
    """

    chi2: float
    p: float
    scaling: float
    cfi: float
    tli: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    cfi_robust: float
    tli_robust: float
    rmsea_robust: float
    rmsea_robust_low: float
    rmsea_robust_high: float


@dataclass(frozen=True)
class CfaFit(Result):
    """A fitted factor model.

    Attributes
    ----------
    estimator : str
        How it was fitted.
    chi2, df, p : float, int, float
        Test of exact fit; p is NaN without degrees of freedom.
    cfi, tli : float
        Fit beside independence of all items.
    rmsea, rmsea_low, rmsea_high, rmsea_p_close : float
        With its 90% interval, and the p value of RMSEA <= .05.
    srmr : float
        Root mean square of the residuals in standard deviations, of means too where these are modelled.
    aic, bic, loglik : float
        Information criteria and the log-likelihood.
    n : int
        People.
    free : int
        Free parameters.
    baseline_chi2, baseline_df : float, int
        The test of independence.
    scaled : ScaledFit or None
        With ``estimator="mlr"``, and without the robust indices with "wlsmv".
    groups : tuple of str
        Names of the groups, in their order in the data; empty without.
    proper : bool
        Whether all variances are positive, and correlations of factors within bounds; the notes say what is not.
    """

    estimator: str
    chi2: float
    df: int
    p: float
    cfi: float
    tli: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    rmsea_p_close: float
    srmr: float
    aic: float
    bic: float
    loglik: float
    n: int
    free: int
    baseline_chi2: float
    baseline_df: int
    scaled: ScaledFit | None = field(compare=False)
    groups: tuple[str, ...]
    proper: bool
    _point: Point = field(compare=False, repr=False)
    _found: tuple[Moments, ...] = field(compare=False, repr=False)
    _covariance: Floats = field(compare=False, repr=False)
    _thresholds: pd.DataFrame | None = field(default=None, compare=False, repr=False)

    @cached_property
    def parameters(self) -> pd.DataFrame:
        """Every parameter.

        Returns
        -------
        DataFrame
            ``lhs, op, rhs, group, label, free, estimate, se, z, p, ci_low, ci_high, std_lv, std_all, std_all_se``.
        """
        ordered = self._thresholds is not None
        listed = parameters_of(self._point, self._covariance, self.groups, observed=not ordered)
        return pd.concat([listed, self._thresholds], ignore_index=True) if ordered else listed

    @cached_property
    def r2(self) -> dict[str, float]:
        """The share of variance that the model explains.

        Returns
        -------
        dict of str to float
            Of each item and each factor that has factors above it; with groups by ``"group: name"``.
        """
        return explained(self._point, self.groups)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give every parameter, named as the model would."""
        return tuple(
            Estimate(
                f"{row['lhs']} ~ 1" if row["op"] == "~1" else f"{row['lhs']} {row['op']} {row['rhs']}",
                row["estimate"], se=_none(row["se"]), statistic=_none(row["z"]), p=_none(row["p"]),
                ci_low=_none(row["ci_low"]), ci_high=_none(row["ci_high"]), n=self.n, group=row["group"] or None,
            )
            for row in self.parameters.to_dict("records")
        )  # fmt: skip

    def __reduce__(self) -> str:
        """Refuse to be pickled: where answers are missing it holds what single people answered."""
        raise TypeError("a fit is not saved, since it may hold what single people answered; save its tables")

    def modification_indices(self) -> pd.DataFrame:
        """Test what the model leaves out: ``lhs, op, rhs, group, mi, p, epc``, the largest first.

        Raises
        ------
        ModelError
            The model is one of ordered answers, for which there are none here.
        """
        if self.estimator == "wlsmv":
            raise ModelError("There are no modification indices for ordered answers; look at residuals() instead.")
        return modification_indices(self._point, self.groups)

    def equality_tests(self) -> pd.DataFrame:
        """Test each equality over groups: ``lhs, op, rhs, group, mi, p, epc``, the largest first."""
        return equality_tests(self._point, self.groups)

    def implied(self, group: str | None = None) -> tuple[pd.DataFrame, pd.Series]:
        """Give the covariances and means of items as the model has them."""
        place, at, names = self._place(group), self._point.matrices, list(self._point.model.table.observed)
        mean = at.mean[place] if self._point.model.table.means else self._found[place].mean
        return pd.DataFrame(at.covariance[place], names, names), pd.Series(mean, names)

    def residuals(self, group: str | None = None) -> pd.DataFrame:
        """Give the differences between the correlations of items as found and as the model has them."""
        place, names = self._place(group), list(self._point.model.table.observed)
        at = self._point.matrices
        left = residual_correlations(self._found[place], Moments(at.covariance[place], at.mean[place]))
        return pd.DataFrame(left, names, names)

    def factor_covariance(self, group: str | None = None) -> pd.DataFrame:
        """Give the covariances of the factors."""
        names = list(self._point.model.table.latent)
        return pd.DataFrame(self._point.matrices.factor_covariance[self._place(group)], names, names)

    def factor_means(self, group: str | None = None) -> pd.Series:
        """Give the means of the factors."""
        at, place = self._point.matrices, self._place(group)
        return pd.Series(at.total[place] @ at.alpha[place], list(self._point.model.table.latent))

    def found_means(self, group: str | None = None) -> pd.Series:
        """Give the means of the items as the answers give them."""
        return pd.Series(self._found[self._place(group)].mean, list(self._point.model.table.observed))

    def _place(self, group: str | None) -> int:
        if group is None and len(self.groups) <= 1:
            return 0
        if group not in self.groups:
            raise ValueError(f"group: {group!r} is none of {', '.join(self.groups) or 'none: the model has no groups'}")
        return self.groups.index(group)


def _none(value: float) -> float | None:
    return None if np.isnan(value) else value
