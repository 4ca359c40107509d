"""Fleiss' kappa and Krippendorff's alpha: any number of coders, whoever they are."""

from __future__ import annotations

import math
from typing import Any

import krippendorff
import numpy as np

from evaluatie.agreement.coefficient import Coefficient, Floats, arcsine_limits, pseudo_units
from evaluatie.agreement.distances import level_distances, mid_ranks


def fleiss_kappa(counts: Any, confidence: float = 0.95) -> Coefficient:
    """Estimate Fleiss' kappa of units that all have the same number of codes.

    Fleiss (1971, *Psychological Bulletin* 76, 378-382). His own standard error, and that of Fleiss, Nee & Landis
    (1979), hold only where coders do no better than chance; this one is the large-sample error of Gwet (2021,
    *Educational and Psychological Measurement* 81, 781-790), which holds for any kappa. The interval is that of
    ``krippendorff_alpha``.

    Parameters
    ----------
    counts : array of int, shape (n, k)
        How many coders put each unit in each category.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    Coefficient
        The interval is for other units, not for other coders.

    Raises
    ------
    ValueError
        If a unit has another number of codes, or fewer than 2, or there are fewer than 2 units.

    Examples
    --------
    >>> found = fleiss_kappa([[3, 0], [0, 3], [2, 1], [3, 0], [0, 3], [1, 2]])
    >>> round(found.estimate, 3), round(found.low, 3), round(found.high, 3)
    (0.556, -0.201, 0.977)
    """
    units = _read(counts)
    if len(set(np.sum(counts, axis=1).tolist())) > 1:
        raise ValueError(
            "every unit must have the same number of codes for Fleiss' kappa: alpha allows for missing ones"
        )
    return _pooled(units, np.arange(float(units.shape[1])), "nominal", 0.0, confidence)


def krippendorff_alpha(counts: Any, values: Any, level: str = "nominal", confidence: float = 0.95) -> Coefficient:
    """Estimate Krippendorff's alpha; units may have different numbers of codes.

    Alpha itself is that of the library ``krippendorff`` (Krippendorff 2011). The standard error is the large-sample one
    over units, by the influence of each (for nominal values that of Gwet 2021), with the ordinal distances' own
    dependence on the ratings. The interval is that of ``cohen_kappa``: two pseudo-units of two codes each, which agree
    on one and are at random on the other, over all values alike, and a t interval on the arcsine scale. It needs no
    random numbers, and holds better than percentiles of a bootstrap over units. Simulated with 2,000 samples in each
    setting (2 to 8 coders, 2 to 7 values, evenly used or not, coefficients of 0 to .95; 144 nominal settings a size, 64
    at other levels), lowest and mean coverage over the settings of 95% intervals; Fleiss' kappa as nominal alpha:

    ===== ================ ================ ================ =====================================
    units nominal          ordinal          interval         bootstrap: nominal, ordinal, interval
    ===== ================ ================ ================ =====================================
    6     .95, mean .99    .91, mean .99    .92, mean .99    means .52, .72, .69
    10    .93, mean .98    .91, mean .97    .92, mean .98    means .64, .83, .80
    20    .88, mean .97    .92, mean .96    .89, mean .97    means .77, .89, .86
    40    .90, mean .96    .93, mean .96    .91, mean .96    means .85, .92, .90
    100   .92, mean .95    .94, mean .95    .90, mean .96    means .91, .94, .92
    ===== ================ ================ ================ =====================================

    Most of the lowest are those of 8 coders and a category in 8 of 100 units, or a few extreme values.

    Parameters
    ----------
    counts : array of int, shape (n, v)
        How many coders gave each unit each value. Units with fewer than 2 codes say nothing, and are left out.
    values : array of float, shape (v,)
        The values, from low to high; of nominal ones any numbers.
    level : {"nominal", "ordinal", "interval", "ratio"}
        How they were measured.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    Coefficient
        ``n`` counts the units with at least 2 codes; the interval is for other units, not for other coders.

    Raises
    ------
    ValueError
        If counts are none, values do not fit them, or fewer than 2 units have 2 codes.

    Examples
    --------
    >>> found = krippendorff_alpha([[2, 0, 0], [0, 2, 0], [0, 1, 1], [0, 0, 2], [2, 0, 0]], [1, 2, 3], "ordinal")
    >>> round(found.estimate, 3), round(found.low, 3), round(found.high, 3)
    (0.89, -0.112, 1.0)
    """
    units, places = _read(counts), np.asarray(values, dtype=np.float64)
    if places.shape != units.shape[1:]:
        raise ValueError(f"there are {units.shape[1]} columns of counts and {places.size} values: one each is needed")
    return _pooled(units, places, level, 1.0, confidence)


def _read(counts: Any) -> Floats:
    units = np.asarray(counts, dtype=np.float64)
    if units.ndim != 2 or not np.isfinite(units).all() or (units < 0).any() or (units % 1 != 0).any():
        raise ValueError("counts must be units by categories, whole numbers from 0")
    enough: Floats = units[units.sum(axis=1) >= 2]
    if len(enough) < 2:
        raise ValueError("at least 2 units with 2 codes are needed")
    return enough


def _pooled(units: Floats, values: Floats, level: str, correction: float, confidence: float) -> Coefficient:
    n, pairs = len(units), pseudo_units(len(values))
    distances = level_distances(values, level, np.asarray(units.sum(axis=0)))
    observed, expected = _disagreement(units, distances, correction)
    if expected == 0:
        return Coefficient(None, None, None, None, observed, expected, n)
    estimate, variance = _alpha(units, values, level, correction, 0 * pairs)
    if correction:
        estimate = float(
            krippendorff.alpha(value_counts=units.astype(int), value_domain=values, level_of_measurement=level)  # type: ignore[arg-type]
        )
    centre, wider = _alpha(units, values, level, correction, pairs)
    low, high = arcsine_limits(centre, math.sqrt(wider), n, confidence, estimate)
    return Coefficient(estimate, math.sqrt(variance) or None, low, high, observed, expected, n)


def _disagreement(units: Floats, distances: Floats, correction: float) -> tuple[float, float]:
    """Give the mean distance of two codes of a unit, and of any two codes."""
    codes, ratings = units.sum(axis=1), units.sum(axis=0)
    within = ((units @ distances) * units).sum(axis=1) / (codes - 1)
    total = codes.sum()
    return float(within.sum() / total), float(ratings @ distances @ ratings / (total * (total - correction)))


def _alpha(units: Floats, values: Floats, level: str, correction: float, pairs: Floats) -> tuple[float, float]:
    """Give the coefficient of units and weighted pairs, and its large-sample variance by the influence of each."""
    codes = units.sum(axis=1)
    ratings = units.sum(axis=0) + 2 * pairs.sum(axis=0)
    distances = level_distances(values, level, ratings)
    within = ((units @ distances) * units).sum(axis=1) / (codes - 1)
    chance = distances @ ratings
    total, expected = ratings.sum() - correction, ratings @ chance
    ratio = total * (within.sum() + 2 * (pairs * distances).sum()) / expected
    moved, moved_chance = _moved_distances(units, level, ratings, pairs)
    # what one code more adds: to the expected disagreement, and to all distances
    code = ratio * (2 * chance + moved_chance) / expected - total / expected * moved
    influence = ratio * codes / total + total / expected * within - units @ code
    of_pairs = 2 * ratio / total + 2 * total / expected * distances - np.add.outer(code, code)
    influence[np.abs(influence) < 1e-12] = 0.0
    size = len(units) + pairs.sum()
    squares = (influence**2).sum() + (pairs * of_pairs**2).sum()
    return float(1 - ratio), float(size / (size - 1) * squares)


def _moved_distances(units: Floats, level: str, ratings: Floats, pairs: Floats) -> tuple[Any, Any]:
    """Give what one code more does to observed and expected disagreement by moving the ranks; nothing but ordinally."""
    if level != "ordinal":
        return 0.0, 0.0
    ranks = mid_ranks(ratings)
    apart = np.subtract.outer(ranks, ranks)
    together = (units / (units.sum(axis=1, keepdims=True) - 1)).T @ units + 2 * pairs
    shift = mid_ranks(np.eye(len(ratings)))
    return 4 * shift @ (together * apart).sum(axis=1), 4 * shift @ (np.outer(ratings, ratings) * apart).sum(axis=1)
