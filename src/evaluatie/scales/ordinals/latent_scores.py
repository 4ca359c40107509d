"""What each person adds to the errors of thresholds and polychoric correlations."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import special

from evaluatie.scales.answers import Floats
from evaluatie.scales.ordinals.crosstables import Codes, Pairs


def influences(codes: Codes, thresholds: Sequence[Floats], pairs: Pairs, rho: Floats) -> Floats:
    """Give each person's influence on every threshold and every correlation.

    The two steps are one set of estimating equations: the scores of each item's thresholds, and given those the scores
    of each correlation. A person's influence is that person's scores times the inverse of their derivatives, which are
    block triangular; derivatives are sums of products of scores (Muthén 1984, *Psychometrika* 49, 115-132).

    Parameters
    ----------
    codes : ndarray of int, shape (n, k)
        Answers numbered from 0 up; -1 where missing.
    thresholds : sequence of k ndarrays of float
        Of each item.
    pairs : Pairs
        All pairs of items.
    rho : ndarray of float, shape (pairs,)
        Their correlations.

    Returns
    -------
    ndarray of float, shape (n, thresholds + pairs)
        Thresholds item by item, then pairs; NaN for a pair whose answers say nothing of how far it may be off.

    Examples
    --------
    >>> codes = np.repeat([[0, 0], [0, 1], [1, 0], [1, 1]], [40, 10, 10, 40], axis=0)
    >>> limits = [np.array([0.0]), np.array([0.0])]
    >>> errors = influences(codes, limits, Pairs.of(limits), np.array([math.sin(0.3 * math.pi)]))
    >>> np.sqrt((errors**2).sum(axis=0)).round(4)
    array([0.1253, 0.1253, 0.0739])
    """
    of_items = [_of_thresholds(codes[:, at], limits) for at, limits in enumerate(thresholds)]
    rows, columns = codes[:, pairs.first], codes[:, pairs.second]
    both = (rows >= 0) & (columns >= 0)
    at = np.arange(len(rho))
    chances = np.where(both, pairs.probabilities(rho)[at, rows, columns], 1.0)
    chances = np.maximum(chances, 1e-300)
    scores = np.where(both, pairs.slopes(rho)[at, rows, columns], 0.0) / chances
    downhill = _margin_slopes(pairs.rows, pairs.columns, rho)
    uphill = _margin_slopes(pairs.columns, pairs.rows, rho)
    of_pairs = np.empty_like(scores)
    for pair in at:
        errors = scores[:, pair].copy()
        for item, own, other, slopes in (
            (pairs.first[pair], rows[:, pair], columns[:, pair], downhill[pair]),
            (pairs.second[pair], columns[:, pair], rows[:, pair], uphill[pair]),
        ):
            moved = _moved(own, other, slopes[: len(thresholds[item])]) / chances[:, [pair]]
            moved[~both[:, pair]] = 0
            errors -= of_items[item] @ (moved.T @ scores[:, pair])
        known = float((scores[:, pair] ** 2).sum())
        of_pairs[:, pair] = errors / known if known > 0 else np.nan
    return np.hstack([*of_items, of_pairs])


def _of_thresholds(codes: Codes, limits: Floats) -> Floats:
    """Give each person's influence on an item's thresholds, shape (n, thresholds)."""
    shares = np.diff(special.ndtr(np.concatenate([[-np.inf], limits, [np.inf]])))
    heights = np.exp(-(limits**2) / 2) / math.sqrt(2 * math.pi)
    scores = np.zeros((len(codes), len(limits)))
    for at in range(len(limits)):
        scores[codes == at, at] = heights[at] / shares[at]
        scores[codes == at + 1, at] = -heights[at] / shares[at + 1]
    return np.asarray(np.linalg.solve(scores.T @ scores, scores.T).T, dtype=np.float64)


def _margin_slopes(own: Floats, other: Floats, rho: Floats) -> Floats:
    """Give how fast a threshold of one item moves cells, by the other's answer: (pairs, thresholds, answers)."""
    limits = np.pad(other, ((0, 0), (1, 1)), constant_values=((0, 0), (-np.inf, np.inf)))
    root = np.sqrt((1 - rho) * (1 + rho))[:, None, None]
    beyond = (limits[:, None, :] - rho[:, None, None] * own[:, :, None]) / root
    heights = np.exp(-(own**2) / 2) / math.sqrt(2 * math.pi)
    return np.asarray(heights[:, :, None] * np.diff(special.ndtr(beyond), axis=2), dtype=np.float64)


def _moved(own: Codes, other: Codes, slopes: Floats) -> Floats:
    """Give the slope of each person's own cell in each threshold, shape (n, thresholds)."""
    by_person = slopes[:, other].T
    at = np.arange(len(slopes))
    return np.where(own[:, None] == at, by_person, 0) - np.where(own[:, None] == at + 1, by_person, 0)
