"""One coefficient of agreement with its interval, and how the interval is made."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

Floats: TypeAlias = npt.NDArray[np.float64]
#: The arcsine scale ends at 1: as near to it as a centre may come
NEAREST = 1 - 1e-9


@dataclass(frozen=True)
class Coefficient:
    """Agreement beyond chance: 1 - observed / expected disagreement.

    Attributes
    ----------
    estimate : float or None
        The coefficient; None where everything is in one category, so that no disagreement is expected.
    se : float or None
        Large-sample standard error; None without an estimate, and where it would be zero (full agreement): that
        speaks of the formula, not of certainty.
    low, high : float or None
        Limits of the interval, between -1 and 1; None without an estimate.
    observed, expected : float
        Mean disagreement between two coders, as found and by chance: a share where categories have no order, else in
        the unit of the weights or distances.
    n : int
        Units that it rests upon.
    """

    estimate: float | None
    se: float | None
    low: float | None
    high: float | None
    observed: float
    expected: float
    n: int


def arcsine_limits(centre: float, se: float, n: int, confidence: float, estimate: float) -> tuple[float, float]:
    """Give a t interval on the arcsine scale, widened to the estimate where it leaves that out.

    Parameters
    ----------
    centre, se : float
        Coefficient and standard error of the units with the pseudo-units.
    n : int
        Units without these; the t quantile has n - 1 degrees of freedom.
    confidence : float
        Level between 0 and 1.
    estimate : float
        Coefficient of the units themselves.

    Returns
    -------
    tuple of float
        Lower and upper limit, between -1 and 1.

    Examples
    --------
    >>> [round(limit, 3) for limit in arcsine_limits(0.6, 0.1, 30, 0.95, 0.62)]
    [0.378, 0.783]
    """
    inside = min(max(centre, -NEAREST), NEAREST)
    half = float(special.stdtrit(n - 1, (1 + confidence) / 2)) * se / math.sqrt(1 - inside**2)
    middle = math.asin(inside)
    low, high = math.sin(max(middle - half, -math.pi / 2)), math.sin(min(middle + half, math.pi / 2))
    return max(min(low, estimate), -1.0), min(max(high, estimate), 1.0)


def pseudo_units(categories: int) -> Floats:
    """Give two pseudo-units: two coders agree on one, and code the other at random, over all categories alike.

    Parameters
    ----------
    categories : int
        How many there are.

    Returns
    -------
    ndarray of float, shape (categories, categories)
        Weight of each pair of codes; they add up to 2.

    Examples
    --------
    >>> pseudo_units(2).tolist()
    [[0.75, 0.25], [0.25, 0.75]]
    """
    return np.asarray(np.eye(categories) / categories + 1 / categories**2)
