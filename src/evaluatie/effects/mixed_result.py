"""What a mixed model of change returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from evaluatie.effects.changes import Change
from evaluatie.effects.values import Floats
from evaluatie.result import Estimate

#: one row per fixed effect
COEFFICIENT_COLUMNS = ("term", "estimate", "se", "statistic", "df", "p", "ci_low", "ci_high")


@dataclass(frozen=True, kw_only=True)
class MixedChange(Change):
    """A change of everyone who answered at least once, from a linear mixed model.

    A :class:`Change`, so that verdicts and pictures take it as one; d_z, d_rm, d_b and their g are None.

    Attributes
    ----------
    mean_change : float
        Last wave minus first, in scale points; with a random slope, from the first to the last time along the line.
        With groups, of everyone: each group's change times its share of the people.
    n, n_pre, n_post, n_pairs : int
        Different people, answers at the first and the last wave, people in both of these.
    mean_pre, mean_post : float
        What the model says of the first and last wave, groups and covariates at their mean over people.
    sd_pre, sd_post : float
        Observed, of everyone who answered then.
    correlation : float or None
        Between one person's answers at the first and last wave, as the model has it.
    n_rows : int
        Answers, at all waves.
    waves : tuple of str
        The waves, in order.
    variance_respondent, variance_residual : float or None
        Of the random intercept, and of what is left; None where nobody is linked. With a slope, the intercept is the
        level at time 0. With an unstructured covariance over two waves, the covariance of one person's two answers
        (which may be negative), and the mean of both variances less that covariance: half the variance of a change.
        Where variances are equal that is the same.
    sd_ratio : float or None
        Standard deviation at the last wave over that at the first, as the model has it: 1 with a random intercept.
    variance_slope, covariance_slope : float or None
        Of the random slope, and of slope and intercept.
    loglik : float or None
        Restricted log-likelihood.
    slope, slope_se, slope_ci_low, slope_ci_high : float or None
        Change per unit of time; its t and p are those of ``mean_change``. None without a slope.
    terms : tuple of str
        The fixed effects, named as in R.
    fixed : ndarray of float, shape (terms, 7)
        What ``coefficients`` tells of each of them.
    groups : DataFrame or None
        One row per group: people, means, the group's change, and how much it differs from that of the reference group.
    """

    n_rows: int
    waves: tuple[str, ...]
    variance_respondent: float | None
    variance_residual: float | None
    variance_slope: float | None = None
    covariance_slope: float | None = None
    sd_ratio: float | None = None
    loglik: float | None
    slope: float | None = None
    slope_se: float | None = None
    slope_ci_low: float | None = None
    slope_ci_high: float | None = None
    terms: tuple[str, ...] = field(compare=False, repr=False)
    fixed: Floats = field(compare=False, repr=False)
    groups: pd.DataFrame | None = field(default=None, compare=False, repr=False)

    @property
    def coefficients(self) -> pd.DataFrame:
        """One row per fixed effect: term, estimate, se, statistic, df, p, ci_low, ci_high."""
        return effects_table(self.terms, self.fixed)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the mean change, the slope, each group's change and its difference, then the standardised changes.

        Returns
        -------
        tuple of Estimate
            Terms ``mean_change``, ``slope``, ``change`` and ``difference_in_change`` per group, ``d_av``, ``g_av``. The
            fixed effects are in ``coefficients``.
        """
        change, *standardised = super().estimates()
        rows = [change]
        if self.slope is not None:
            rows.append(
                Estimate(
                    "slope", self.slope, self.slope_se, self.statistic, self.df, self.p,
                    self.slope_ci_low, self.slope_ci_high, n=self.n,
                )
            )  # fmt: skip
        records: list[Any] = [] if self.groups is None else self.groups.to_dict("records")
        rows += [_group_row("change", "", record) for record in records]
        rows += [_group_row("difference_in_change", "difference_", record) for record in records[1:]]
        return (*rows, *standardised)


def effects_table(terms: Sequence[str], rows: Floats) -> pd.DataFrame:
    """Lay out effects in a frame.

    Parameters
    ----------
    terms : sequence of str
        Their names.
    rows : ndarray of float, shape (terms, 7)
        Estimate, se, statistic, df, p, ci_low, ci_high; NaN where there is none.

    Returns
    -------
    DataFrame
        One row per term.

    Examples
    --------
    >>> import numpy as np
    >>> effects_table(["change"], np.full((1, 7), 0.5)).columns.tolist()
    ['term', 'estimate', 'se', 'statistic', 'df', 'p', 'ci_low', 'ci_high']
    """
    frame = pd.DataFrame(rows, columns=list(COEFFICIENT_COLUMNS[1:]))
    frame.insert(0, "term", list(terms))
    return frame


def _group_row(term: str, prefix: str, record: dict[str, Any]) -> Estimate:
    parts = {name: record[prefix + name] for name in COEFFICIENT_COLUMNS[2:]}
    known = {name: None if pd.isna(part) else part for name, part in parts.items()}
    estimate = record["difference" if prefix else "change"]
    return Estimate(term, estimate, **known, n=record["n"], group=str(record["group"]))
