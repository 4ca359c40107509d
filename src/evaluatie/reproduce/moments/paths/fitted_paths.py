"""A fitted path model."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from evaluatie.result import Estimate, Result


@dataclass(frozen=True)
class PathFit(Result):
    """A fitted path model.

    Attributes
    ----------
    chi2, df, p : float, int, float
        Test of exact fit; p is NaN without degrees of freedom.
    cfi, tli : float
        Fit beside the baseline, in which nothing covaries but fixed predictors.
    rmsea, rmsea_low, rmsea_high, rmsea_p_close : float
        With its 90% interval, and the p value of RMSEA <= .05.
    srmr : float
        Root mean square of the residuals in standard deviations, of means too where these are modelled.
    aic, bic, loglik : float
        Information criteria and the log-likelihood (given the fixed predictors).
    n, free : int
        People, and free parameters.
    baseline_chi2, baseline_df : float, int
        The test of the baseline.
    proper : bool
        Whether all variances are positive and correlations within bounds; the notes say what is not.
    parameters : DataFrame
        ``lhs, op, rhs, label, free, estimate, se, z, p, ci_low, ci_high, std_lv, std_all, std_all_se``; a defined
        parameter has ``:=`` for ``op`` and its formula for ``rhs``.
    r2 : dict of str to float
        The share of variance explained, of each variable that something explains or that measures a factor.
    residuals : DataFrame
        Differences between the correlations as found and as the model has them.
    """

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
    proper: bool
    parameters: pd.DataFrame = field(compare=False, repr=False)
    r2: dict[str, float] = field(compare=False, repr=False)
    residuals: pd.DataFrame = field(compare=False, repr=False)

    def parameter(self, term: str) -> pd.Series[float]:
        """Give one parameter by what the model calls it.

        Parameters
        ----------
        term : str
            Such as ``"y ~ x"``, ``"f =~ q1"``, ``"a ~~ b"``, ``"y ~ 1"``, or the name of a defined parameter; blanks do
            not matter, nor the order around ``~~``.

        Returns
        -------
        Series
            A row of ``parameters``.

        Raises
        ------
        InputError
            If the model has none such.
        """
        from evaluatie.amiss import did_you_mean, refuse

        wanted = "".join(term.split())
        names = {"".join(name.split()): at for at, name in enumerate(self._terms())}
        turned = "~~".join(reversed(wanted.split("~~")))
        if wanted not in names and turned not in names:
            refuse([f"the model has no parameter {term!r}: {did_you_mean(term, self._terms())}"])
        return self.parameters.iloc[names.get(wanted, names.get(turned, 0))]

    def estimates(self) -> tuple[Estimate, ...]:
        """Give every parameter, named as the model would.

        Returns
        -------
        tuple of Estimate
        """
        return tuple(
            Estimate(
                name, row["estimate"], se=_none(row["se"]), statistic=_none(row["z"]), p=_none(row["p"]),
                ci_low=_none(row["ci_low"]), ci_high=_none(row["ci_high"]), n=self.n,
            )
            for name, row in zip(self._terms(), self.parameters.to_dict("records"), strict=True)
        )  # fmt: skip

    def _terms(self) -> list[str]:
        rows = self.parameters[["lhs", "op", "rhs"]].itertuples(index=False)
        return [
            lhs if op == ":=" else f"{lhs} ~ 1" if op == "~1" else f"{lhs} {op} {rhs}" for lhs, op, rhs in rows
        ]  # fmt: skip


def _none(value: float) -> float | None:
    return None if np.isnan(value) else value
