"""Cohen's kappa, plain and weighted, of a table of two coders."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from evaluatie.agreement.coefficient import Coefficient, Floats, arcsine_limits, pseudo_units
from evaluatie.agreement.distances import step_distances


def cohen_kappa(table: Any, weights: str = "none", confidence: float = 0.95) -> Coefficient:
    """Estimate Cohen's kappa, or weighted kappa, from the table of what two coders gave the same units.

    Cohen (1960, *Educational and Psychological Measurement* 20, 37-46; weighted: 1968, *Psychological Bulletin* 70,
    213-220). The standard error is that of Fleiss, Cohen & Everitt (1969, *Psychological Bulletin* 72, 323-327) for a
    kappa that need not be zero, as R's ``vcd::Kappa`` gives it.

    The interval is not the estimate plus or minus some standard errors: with few units, or a rare category, that one is
    far too narrow, and it is a point where coders agree fully. Two pseudo-units are added to the table, on one of which
    the coders agree, while the other is coded at random, over all categories alike: what Agresti & Coull (1998, *The
    American Statistician* 52, 119-126) do for a share. Kappa and standard error of that table make a t interval on the
    arcsine scale. This is no published interval: it was chosen among some thirty by simulation, and then simulated
    again, with 2,000 samples in each of 152 settings a size (2 to 5 categories, evenly used or one in up to 92 of 100
    units, kappas of .09 to .94, one in five of them weighted). Lowest and mean coverage, and mean width:

    ===== ================ ================ ================ ================
    units this one         its width        1.96 errors      its width
    ===== ================ ================ ================ ================
    6     .99, mean 1.00   1.18             .04, mean .44    0.48
    10    .96, mean .99    0.89             .07, mean .58    0.53
    20    .94, mean .98    0.64             .14, mean .73    0.50
    40    .93, mean .97    0.46             .28, mean .84    0.42
    100   .91, mean .95    0.29             .57, mean .91    0.29
    ===== ================ ================ ================ ================

    Parameters
    ----------
    table : array of int, shape (k, k)
        Units by category of the first coder (rows) and of the second (columns); in order, if weighted.
    weights : {"none", "linear", "quadratic"}
        How disagreement grows with the steps between categories.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    Coefficient
        The interval is for other units that these two code, not for other coders.

    Raises
    ------
    ValueError
        If the table is not square, holds other than counts, or fewer than 2 units.

    Examples
    --------
    >>> found = cohen_kappa([[20, 5], [10, 15]])
    >>> round(found.estimate, 3), round(found.se, 3), round(found.low, 3), round(found.high, 3)
    (0.4, 0.127, 0.139, 0.638)
    """
    counts = _read(table)
    distances, n = step_distances(len(counts), weights), int(counts.sum())
    observed, expected, _ = _moments(counts, distances)
    if expected == 0:
        return Coefficient(None, None, None, None, observed, expected, n)
    estimate, variance = _kappa(counts, distances)
    centre, wider = _kappa(counts + pseudo_units(len(counts)), distances)
    # from n + 2 units, so that the variance is that of n + 1
    low, high = arcsine_limits(centre, math.sqrt(wider * (n + 2) / (n + 1)), n, confidence, estimate)
    return Coefficient(estimate, math.sqrt(variance) or None, low, high, observed, expected, n)


def _read(table: Any) -> Floats:
    counts = np.asarray(table, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(f"the table must be square, a row and a column per category: its shape is {counts.shape}")
    if not np.isfinite(counts).all() or (counts < 0).any() or (counts % 1 != 0).any():
        raise ValueError("the table must hold counts: whole numbers from 0")
    if counts.sum() < 2:
        raise ValueError("at least 2 units are needed: the table is of fewer")
    return counts


def _moments(counts: Floats, distances: Floats) -> tuple[float, float, Floats]:
    """Give observed and expected disagreement, and what each cell adds to the latter by its row and its column."""
    shares = counts / counts.sum()
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    chance = np.add.outer(distances @ columns, rows @ distances)
    return float((shares * distances).sum()), float(rows @ distances @ columns), chance


def _kappa(counts: Floats, distances: Floats) -> tuple[float, float]:
    """Give kappa and its large-sample variance, by the influence of a unit in each cell."""
    observed, expected, chance = _moments(counts, distances)
    ratio = observed / expected
    influence = (distances - ratio * chance) / expected + ratio
    # full agreement or disagreement leaves rounding errors for zeros
    influence[np.abs(influence) < 1e-12] = 0.0
    return 1 - ratio, float((counts * influence**2).sum() / counts.sum() ** 2)
