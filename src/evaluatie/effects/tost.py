"""Equivalence: does a change lie within a bound that still counts as no change."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special

from evaluatie.effects.t_interval import t_interval
from evaluatie.result import Estimate, Result

METHOD = "Two one-sided t tests of equivalence (Schuirmann 1987; Lakens 2017)"


@dataclass(frozen=True)
class Equivalence(Result):
    """Two one-sided tests against a lower and an upper bound.

    Attributes
    ----------
    estimate, se, df : float
        What was tested.
    bound_low, bound_high : float
        The bounds, in the estimate's unit.
    t_lower, p_lower : float
        Test of the estimate being above the lower bound.
    t_upper, p_upper : float
        Test of the estimate being below the upper bound.
    p : float
        The larger of the two: small where the estimate is equivalent to no change.
    ci90_low, ci90_high : float
        The 90% interval, which lies within the bounds exactly when ``p`` is below .05.
    """

    estimate: float
    se: float
    df: float
    bound_low: float
    bound_high: float
    t_lower: float
    p_lower: float
    t_upper: float
    p_upper: float
    p: float
    ci90_low: float
    ci90_high: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the estimate with its 90% interval and the equivalence p value.

        Returns
        -------
        tuple of Estimate
            One, with term ``equivalence``.
        """
        nearest = self.t_lower if self.p_lower >= self.p_upper else self.t_upper
        low, high = self.ci90_low, self.ci90_high
        return (Estimate("equivalence", self.estimate, self.se, nearest, self.df, self.p, low, high),)


def equivalence(estimate: float, se: float, df: float, bound: float | tuple[float, float]) -> Equivalence:
    """Test whether an estimate lies within a bound, by two one-sided t tests.

    Schuirmann (1987), *Journal of Pharmacokinetics and Biopharmaceutics* 15, 657-680; Lakens (2017), *Social
    Psychological and Personality Science* 8, 355-362.

    Parameters
    ----------
    estimate, se, df : float
        An estimate, its standard error (above zero) and degrees of freedom (may be infinite).
    bound : float or pair of float
        The bound on either side of zero, or (low, high), in the estimate's unit.

    Returns
    -------
    Equivalence
        Both tests, their p values, and the 90% interval.

    Raises
    ------
    ValueError
        If ``se`` or ``df`` is not above zero, a number is not finite, or the bounds do not enclose a range.

    Examples
    --------
    >>> result = equivalence(0.05, 0.08, 100, 0.25)
    >>> round(result.p, 4), round(result.ci90_low, 4), round(result.ci90_high, 4)
    (0.007, -0.0828, 0.1828)
    """
    low, high = _bounds(bound)
    if not (math.isfinite(estimate) and math.isfinite(se) and se > 0 and df > 0):
        raise ValueError(
            f"a finite estimate, and se and df above zero, are needed: got estimate {estimate}, se {se}, df {df}"
        )
    t_lower, t_upper = (estimate - low) / se, (estimate - high) / se
    p_lower, p_upper = float(special.stdtr(df, -t_lower)), float(special.stdtr(df, t_upper))
    return Equivalence(
        METHOD,
        (),
        float(estimate),
        float(se),
        float(df),
        low,
        high,
        float(t_lower),
        p_lower,
        float(t_upper),
        p_upper,
        max(p_lower, p_upper),
        *map(float, t_interval(estimate, se, df, 0.90)),
    )


def _bounds(bound: float | tuple[float, float]) -> tuple[float, float]:
    low, high = (-bound, bound) if isinstance(bound, int | float) else bound
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"bound must be a finite number above zero, or (low, high): got {bound!r}")
    return float(low), float(high)
