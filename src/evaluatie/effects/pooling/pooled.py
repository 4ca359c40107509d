"""What a synthesis returns."""

from __future__ import annotations

from dataclasses import dataclass, field

from evaluatie.effects.values import Floats
from evaluatie.result import Estimate, Result


@dataclass(frozen=True)
class Synthesis(Result):
    """A pooled effect under the random-effects model, and how much the studies differ.

    Attributes
    ----------
    estimate, se, statistic, df, p : float
        Mean of the true effects, its standard error, t (or z) statistic, degrees of freedom (infinite for a normal
        interval), two-sided p value.
    ci_low, ci_high : float
        Interval of the mean at level ``confidence``.
    prediction_low, prediction_high : float or None
        Interval for the true effect of a next, comparable study, with t on k - 1 degrees of freedom.
    tau2, tau2_low, tau2_high : float or None
        Variance between the true effects, with its Q-profile interval.
    i2, i2_low, i2_high : float or None
        Percentage (0 to 100) of the variance of the effects that is no sampling error, with its interval.
    h2 : float or None
        (tau2 + typical sampling variance) / typical sampling variance.
    q, q_df, q_p : float, int, float or None
        Cochran's test of all true effects being equal.
    k : int
        Studies that were pooled.
    weights : ndarray of float, shape (k,)
        Their shares in the estimate, which add up to 1, in the order of ``labels``.
    fixed_estimate, fixed_se, fixed_low, fixed_high : float
        The common-effect estimate (as if tau2 were zero) with its normal interval.
    se_conservative, ci_low_conservative, ci_high_conservative : float
        Knapp & Hartung's with a factor of at least 1: never narrower than without it, by a t interval.
    confidence : float
        Level of all intervals.
    tau2_method : str
        ``reml``, ``dl`` or ``pm``.
    labels : tuple of str
        Names of the studies.
    """

    estimate: float
    se: float
    statistic: float
    df: float
    p: float
    ci_low: float
    ci_high: float
    prediction_low: float | None
    prediction_high: float | None
    tau2: float | None
    tau2_low: float | None
    tau2_high: float | None
    i2: float | None
    i2_low: float | None
    i2_high: float | None
    h2: float | None
    q: float | None
    q_df: int
    q_p: float | None
    k: int
    weights: Floats = field(compare=False)
    fixed_estimate: float
    fixed_se: float
    fixed_low: float
    fixed_high: float
    se_conservative: float
    ci_low_conservative: float
    ci_high_conservative: float
    confidence: float
    tau2_method: str
    labels: tuple[str, ...]

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the pooled effect, its variants, and the heterogeneity; ``n`` is the number of studies.

        Returns
        -------
        tuple of Estimate
            Terms ``pooled``, ``pooled_never_narrower``, ``pooled_common_effect``; with more than one study also
            ``next_study`` (its limits are those of the prediction interval), ``tau2``, ``i2``, ``q``.
        """
        low, high = self.ci_low, self.ci_high
        pooled = Estimate("pooled", self.estimate, self.se, self.statistic, self.df, self.p, low, high, n=self.k)
        if self.tau2 is None or self.i2 is None or self.q is None:
            return (pooled,)
        return (
            pooled,
            _row(self, "pooled_never_narrower", self.estimate, "ci_low_conservative", self.se_conservative),
            _row(self, "pooled_common_effect", self.fixed_estimate, "fixed_low", self.fixed_se),
            _row(self, "next_study", self.estimate, "prediction_low"),
            _row(self, "tau2", self.tau2, "tau2_low"),
            _row(self, "i2", self.i2, "i2_low"),
            Estimate("q", self.q, df=self.q_df, p=self.q_p, n=self.k),
        )


def _row(result: Synthesis, term: str, estimate: float, low: str, se: float | None = None) -> Estimate:
    limits = getattr(result, low), getattr(result, low.replace("low", "high"))
    return Estimate(term, estimate, se, ci_low=limits[0], ci_high=limits[1], n=result.k)
