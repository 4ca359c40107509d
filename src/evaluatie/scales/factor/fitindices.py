"""How well a model fits: chi-square, comparison with independence, RMSEA, SRMR, and what stays of them when scaled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from evaluatie.scales.factor.coordinates import Floats
from evaluatie.scales.factor.saturated import Moments

_RMSEA_CONFIDENCE = 0.90
_CLOSE_FIT = 0.05


@dataclass(frozen=True)
class ChiSquare:
    """A test of a model.

    Attributes
    ----------
    value : float
        Its chi-square.
    df : float
        Its degrees of freedom.
    """

    value: float
    df: float

    @property
    def p(self) -> float:
        """How often a larger one would be found if the model held; NaN without degrees of freedom."""
        return float(special.chdtrc(self.df, self.value)) if self.df > 0 else float("nan")

    def scaled(self, scaling: float) -> ChiSquare:
        """Divide it by a scaling factor."""
        return ChiSquare(self.value / scaling, self.df)

    def stretched(self, scaling: float) -> ChiSquare:
        """Multiply its degrees of freedom by a scaling factor: what it is on average when the model holds."""
        return ChiSquare(self.value, self.df * scaling)


@dataclass(frozen=True)
class Rmsea:
    """The root mean square error of approximation with its 90% interval, and the test of close fit (<= .05)."""

    value: float
    low: float
    high: float
    p_close: float


def cfi_tli(test: ChiSquare, baseline: ChiSquare, *, weights: tuple[float, float] = (1.0, 1.0)) -> tuple[float, float]:
    """Compare a model with independence (Bentler 1990; Tucker and Lewis 1973).

    Parameters
    ----------
    test, baseline : ChiSquare
        Of the model and of independence.
    weights : tuple of two floats
        Expected chi-square per degree of freedom when they hold: 1, or the scaling factors where the chi-squares are
        not scaled (the robust versions of Brosseau-Liard and Savalei 2014).

    Returns
    -------
    tuple of float
        CFI and TLI; TLI is NaN without degrees of freedom.
    """
    excess, of_baseline = test.value - weights[0] * test.df, baseline.value - weights[1] * baseline.df
    top, bottom = max(excess, 0.0), max(excess, of_baseline, 0.0)
    cfi = 1.0 if bottom == 0 else 1 - top / bottom
    if test.df == 0:
        return cfi, 1.0
    if of_baseline == 0:
        return cfi, float("nan")
    return cfi, 1 - excess / test.df * baseline.df / of_baseline


def rmsea(test: ChiSquare, n: float, groups: int, *, weight: float = 1.0) -> Rmsea:
    """Give the RMSEA (Steiger 1998 for groups; Browne and Cudeck 1992 for its interval).

    Parameters
    ----------
    test : ChiSquare
        Of the model.
    n : float
        How many people.
    groups : int
        How many groups.
    weight : float
        Expected chi-square per degree of freedom when the model holds: the scaling factor where the chi-square is not
        scaled (Brosseau-Liard, Savalei and Li 2012; Savalei 2018).
    """
    if test.df == 0:
        return Rmsea(0.0, 0.0, 0.0, float("nan"))
    value, df = test.value / weight, test.df

    def to_rmsea(noncentrality: float) -> float:
        return float(np.sqrt(weight * max(noncentrality, 0.0) / (n * df)) * np.sqrt(groups))

    tail = (1 - _RMSEA_CONFIDENCE) / 2
    low, high = (_noncentrality(value, df, 1 - tail), _noncentrality(value, df, tail))
    close = n * df * _CLOSE_FIT**2 / groups / weight
    return Rmsea(to_rmsea(value - df), to_rmsea(low), to_rmsea(high), float(1 - special.chndtr(value, df, close)))


def _noncentrality(value: float, df: float, probability: float) -> float:
    """Find for which noncentrality a chi-square is below a value with some probability."""
    if special.chdtr(df, value) < probability:
        return 0.0
    return float(special.chndtrinc(value, df, probability))


def srmr(found: Sequence[Moments], implied: Sequence[Moments], shares: Sequence[float], *, means: bool) -> float:
    """Give the standardised root mean square residual (Bentler 1995), of means too where these are modelled.

    Parameters
    ----------
    found, implied : sequence of Moments
        As the answers and as the model give them, per group.
    shares : sequence of float
        The share of people in each group.
    means : bool
        Whether means are modelled.
    """
    total = 0.0
    for share, one, other in zip(shares, found, implied, strict=True):
        residuals = _residuals(one, other)
        lower = residuals.covariance[np.tril_indices(len(residuals.mean))]
        every = np.concatenate([lower, residuals.mean]) if means else lower
        total += share * float(np.sqrt(np.mean(every**2)))
    return total


def _residuals(found: Moments, implied: Moments) -> Moments:
    """Give the differences in units of the standard deviations that were found."""
    deviation = np.sqrt(np.diag(found.covariance))
    return Moments(
        (found.covariance - implied.covariance) / np.outer(deviation, deviation),
        (found.mean - implied.mean) / deviation,
    )


def residual_correlations(found: Moments, implied: Moments) -> Floats:
    """Give the differences between correlations as the answers and as the model give them."""
    return _correlations(found.covariance) - _correlations(implied.covariance)


def _correlations(covariance: Floats) -> Floats:
    deviation = np.sqrt(np.diag(covariance))
    correlations: Floats = covariance / np.outer(deviation, deviation)
    return correlations
