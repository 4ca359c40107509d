"""What Cox's model returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from evaluatie.flows.duration.columns import Floats
from evaluatie.flows.duration.cox.small_sample import FewClusters
from evaluatie.flows.duration.retention_result import records
from evaluatie.result import Estimate, Result


@dataclass(frozen=True)
class HazardRatio(Result):
    """Ratios of the rate at which events happen, all else in the model equal.

    Attributes
    ----------
    n, n_events : int
        Rows, and events among them. A person with several rows counts several times; ``n_clusters`` counts persons if
        they are the clusters.
    n_clusters : int or None
        Clusters, where standard errors allow for them.
    confidence : float
        Level of all intervals.
    ties : str
        ``efron`` or ``breslow``.
    coefficients : DataFrame
        One row per term: columns covariate, level (missing for a number), reference, coefficient (log hazard ratio), se
        (of the coefficient; robust with clusters), model_se, statistic, p, hazard_ratio, ci_low, ci_high (of the hazard
        ratio), n and events (of the level; of all rows for a number). With clusters also small_sample_low,
        small_sample_high, small_sample_p: for few of them, where the normal interval is too narrow.
    covariance : ndarray of float, shape (p, p)
        Of the coefficients; robust with clusters.
    few_clusters : FewClusters or None
        What widens the small-sample intervals, with clusters.
    loglik_null, loglik : float
        Log partial likelihood with all coefficients zero, and at its maximum.
    lr, wald, score : float
        Likelihood ratio, Wald (robust with clusters) and score statistics of no covariate mattering.
    df : int
        Their degrees of freedom.
    lr_p, wald_p, score_p : float
        Their p values.
    concordance, concordance_se : float or None
        How often who had the event first was at higher hazard, ties half.
    proportional : DataFrame
        Columns term, statistic, df, p: the score test that a hazard ratio does not change with time, per covariate and
        ``global``.
    transform : str
        The function of time in that test.
    """

    n: int
    n_events: int
    n_clusters: int | None
    confidence: float
    ties: str
    coefficients: pd.DataFrame = field(compare=False, repr=False)
    covariance: Floats = field(compare=False, repr=False)
    few_clusters: FewClusters | None
    loglik_null: float
    loglik: float
    lr: float
    wald: float
    score: float
    df: int
    lr_p: float
    wald_p: float
    score_p: float
    concordance: float | None
    concordance_se: float | None
    proportional: pd.DataFrame = field(compare=False, repr=False)
    transform: str

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the hazard ratios; ``se`` is the standard error of their logarithm, ``statistic`` its z.

        Returns
        -------
        tuple of Estimate
            ``term`` is the covariate, ``group`` its level; with clusters ``<covariate>_small_sample`` as well.
        """
        rows = []
        few = []
        for row in records(self.coefficients):
            numbers = {key: row[key] for key in ("se", "statistic", "p", "ci_low", "ci_high")}
            rows.append(Estimate(row["covariate"], row["hazard_ratio"], n=row["n"], group=row["level"], **numbers))
            if self.few_clusters is not None:
                few.append(small_sample_row(row["covariate"], row["hazard_ratio"], row, self.few_clusters, row["n"]))
        return (*rows, *few)


def small_sample_row(term: str, ratio: float, row: Mapping[str, Any], few: FewClusters, n: int) -> Estimate:
    """Give the estimate of a ratio with its small-sample interval.

    Parameters
    ----------
    term : str
        What it is a ratio of.
    ratio : float
        The ratio.
    row : mapping
        With ``small_sample_low``, ``small_sample_high``, ``small_sample_p``, ``se`` and the level or the group.
    few : FewClusters
        What widened the interval.
    n : int
        People, rows or events.

    Returns
    -------
    Estimate
        With the widened standard error of the logarithm, and t's degrees of freedom.
    """
    limits = {"ci_low": row["small_sample_low"], "ci_high": row["small_sample_high"]}
    group = row["group"] if "group" in row else row["level"]
    se = row["se"] * few.factor
    statistic = row["statistic"] / few.factor
    return Estimate(
        f"{term}_small_sample", ratio, se, statistic, few.df, row["small_sample_p"], n=n, group=group, **limits
    )
