"""The R-indicator: how evenly people of all kinds answered."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluatie.effects.absent.reading import independent_terms, read_design, read_flags
from evaluatie.effects.absent.regression import logistic
from evaluatie.effects.absent.weights import model_notes
from evaluatie.effects.t_interval import t_quantile
from evaluatie.result import Estimate, Result, check_confidence

METHOD = (
    "R-indicator 1 - 2 S(rho) from a logistic regression (Schouten, Cobben & Bethlehem 2009), adjusted for bias"
    " (Shlomo, Skinner & Schouten 2012)"
)


@dataclass(frozen=True)
class RIndicator(Result):
    """How evenly people of all kinds answered: 1 is evenly, 0 as unevenly as can be.

    Attributes
    ----------
    r : float
        Adjusted for bias.
    r_unadjusted : float
        As estimated.
    ci_low, ci_high : float
        Interval of ``r`` at level ``confidence``.
    rate : float
        Share who answered.
    spread : float
        Adjusted standard deviation of the probabilities of answering, S.
    n : int
        People who were asked.
    confidence : float
        Level of the interval.
    """

    r: float
    r_unadjusted: float
    ci_low: float
    ci_high: float
    rate: float
    spread: float
    n: int
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the indicator, adjusted and not.

        Returns
        -------
        tuple of Estimate
            Terms ``r`` and ``r_unadjusted``.
        """
        adjusted = Estimate("r", self.r, ci_low=self.ci_low, ci_high=self.ci_high, n=self.n)
        return adjusted, Estimate("r_unadjusted", self.r_unadjusted, n=self.n)


def r_indicator(answered: Any, covariates: Any, *, confidence: float = 0.95) -> RIndicator:
    """Measure how evenly people of all kinds answered, among everyone who was asked.

    R = 1 - 2 S(rho), with S^2 = sum (rho_i - mean)^2/(n - 1) of the fitted probabilities (Schouten, Cobben & Bethlehem
    2009, *Survey Methodology* 35, 101-113). Everyone being asked, the adjusted S^2 is that minus the mean of
    z_i' V z_i, with z_i = rho_i (1 - rho_i) x_i and V the covariance of the coefficients; its variance is
    4 a' V a + 2 tr(B V B V), with a the covariance of rho and z, and B that of z (Shlomo, Skinner & Schouten 2012,
    *Journal of Statistical Planning and Inference* 142, 201-211). The interval is normal in S^2, cut at zero.

    Parameters
    ----------
    answered : sequence of bool, shape (n,)
        Who answered, of everyone who was asked.
    covariates : DataFrame, mapping of columns, array of shape (n,) or (n, k)
        Characteristics that are known of everyone.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    RIndicator
        It says something of these characteristics only.

    Raises
    ------
    NotEnoughData
        If everyone or no one answered, or there are no more people than coefficients.

    Examples
    --------
    >>> found = r_indicator([1, 1, 1, 0] * 20 + [1, 0] * 20, {"team": ["a"] * 80 + ["b"] * 40})
    >>> round(found.r_unadjusted, 4), found.r > found.r_unadjusted
    (0.7633, True)
    """
    confidence = check_confidence(confidence)
    flags = read_flags(answered, "answered")
    design = independent_terms(read_design(covariates, len(flags)))
    fit = logistic(flags, design)
    rho, n = fit.probability, len(flags)
    x = np.column_stack([np.ones(n), design.matrix])
    z = (rho * (1 - rho))[:, None] * x
    own = float(rho.var(ddof=1))
    adjusted = max(own - float(np.einsum("ij,jk,ik->i", z, fit.covariance, z).mean()), 0.0)
    apart = z - z.mean(axis=0)
    a, b = apart.T @ (rho - rho.mean()) / n, apart.T @ apart / n
    bv = b @ fit.covariance
    half = t_quantile((1 + confidence) / 2, math.inf) * math.sqrt(
        max(4 * float(a @ fit.covariance @ a) + 2 * float(np.trace(bv @ bv)), 0.0)
    )
    notes = (*model_notes(design, fit), "it speaks of these characteristics only")
    if adjusted == 0.0:
        notes += ("no more uneven than chance would make it: R is set to 1",)
    return RIndicator(
        METHOD,
        notes,
        r=1 - 2 * math.sqrt(adjusted),
        r_unadjusted=1 - 2 * math.sqrt(own),
        ci_low=1 - 2 * math.sqrt(adjusted + half),
        ci_high=1 - 2 * math.sqrt(max(adjusted - half, 0.0)),
        rate=float(flags.mean()),
        spread=math.sqrt(adjusted),
        n=n,
        confidence=confidence,
    )
