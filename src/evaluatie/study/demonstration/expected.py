"""Expected values of answers, exact: sums of normal distribution functions over thresholds, and quadrature."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.special import ndtr

from evaluatie.study.demonstration.model import DemoModel, DemoScale, Floats

NODES = 41


@cache
def _normal_nodes(count: int) -> tuple[Floats, Floats]:
    nodes, weights = np.polynomial.hermite_e.hermegauss(count)
    return nodes, weights / weights.sum()


def normal_nodes(count: int = NODES) -> tuple[Floats, Floats]:
    """Give the nodes and weights of Gauss-Hermite quadrature over a standard normal variable."""
    nodes, weights = _normal_nodes(count)
    return nodes.copy(), weights.copy()


def expected_items(scale: DemoScale, mean: Floats, variance: float | Floats) -> Floats:
    """Give the expected answers to the items of a scale, reversed ones turned back.

    With loading ``l`` and thresholds ``k``, the continuous response to an item is normal with mean ``l m`` and
    variance ``l^2 v + 1 - l^2``, so that the expected answer is ``low + sum_k Phi((l m - k) / sqrt(l^2 v + 1 - l^2))``.

    Parameters
    ----------
    scale : DemoScale
        The scale.
    mean : array of any shape
        Mean ``m`` of the latent scale.
    variance : float or array of the same shape
        Its variance ``v``; 0 gives the expectation for a person of level ``m``.

    Returns
    -------
    array of shape (..., items)

    Examples
    --------
    >>> scale = DemoScale("x", "total", (1,), (0.8,), (-1.0, 1.0))
    >>> expected_items(scale, np.zeros(1), 1.0).tolist()
    [[2.0]]
    """
    passed = _passed(scale, mean, variance)
    expected: Floats = scale.low + passed.sum(axis=-1)
    return expected


def _passed(scale: DemoScale, mean: Floats, variance: float | Floats) -> Floats:
    """Give the chance that each threshold of each item is passed: shape (..., items, answers - 1)."""
    loading = np.asarray(scale.loadings)
    spread = np.sqrt(loading**2 * np.asarray(variance)[..., None] + 1 - loading**2)
    passed: Floats = ndtr(
        (loading * np.asarray(mean)[..., None])[..., None] / spread[..., None]
        - scale.item_thresholds() / spread[..., None]
    )
    return passed


def answer_chances(scale: DemoScale, level: Floats) -> Floats:
    """Give the chances of each answer for people of a latent level: shape (..., items, answers)."""
    passed = _passed(scale, level, 0.0)
    edge = np.ones((*passed.shape[:-1], 1))
    chances: Floats = -np.diff(np.concatenate([edge, passed, 0 * edge], axis=-1))
    return chances


def sum_chances(scale: DemoScale, level: Floats) -> Floats:
    """Give the chances of each sum of answers, counted from the lowest, for people of a latent level.

    Parameters
    ----------
    scale : DemoScale
        The scale.
    level : array of shape (levels,)
        Latent levels; given the level, items are independent.

    Returns
    -------
    array of shape (levels, items * (answers - 1) + 1)
    """
    chances = answer_chances(scale, level)
    sums = np.ones((len(level), 1))
    for item in range(chances.shape[1]):
        wider = np.zeros((len(level), sums.shape[1] + chances.shape[2] - 1))
        for answer in range(chances.shape[2]):
            wider[:, answer : answer + sums.shape[1]] += sums * chances[:, item, answer, None]
        sums = wider
    return sums


def score_variance(model: DemoModel, parts: dict[int, list[int]], means: Floats) -> float:
    """Give the variance of the mean of some items at one wave, within a group.

    Parameters
    ----------
    model : DemoModel
        The model.
    parts : dict of int to list of int
        The places of the latent scales, and of each the places of its items that count.
    means : array of shape (scales,)
        The latent means of the group.

    Returns
    -------
    float
        Given the latent levels items are independent, so that it is the mean of the items' variances given the levels,
        plus the variance of their expectations, which are functions of one latent scale each.
    """
    count = sum(len(items) for items in parts.values())
    nodes, weights = normal_nodes()
    own, functions = 0.0, {}
    for place, items in parts.items():
        scale = model.scales[place]
        chances = answer_chances(scale, means[place] + nodes)[:, items]
        values = np.arange(scale.low, scale.high + 1)
        expected = chances @ values
        own += float(weights @ (chances @ values**2 - expected**2).sum(axis=1))
        functions[place] = expected.sum(axis=1)
    correlation = model.correlation()
    between = sum(
        _covariance(model, parts, (first, second), means, functions, float(correlation[first, second]))
        for first in parts
        for second in parts
    )
    return (own + between) / count**2


def _covariance(
    model: DemoModel, parts: dict[int, list[int]], pair: tuple[int, int], means: Floats,
    functions: dict[int, Floats], correlation: float,
) -> float:  # fmt: skip
    nodes, weights = normal_nodes()
    first, second = pair
    one = functions[first] - weights @ functions[first]
    if first == second:
        return float(weights @ one**2)
    level = means[second] + correlation * nodes[:, None] + np.sqrt(1 - correlation**2) * nodes
    given = expected_items(model.scales[second], level, 0.0)[..., parts[second]].sum(axis=-1) @ weights
    return float(weights @ (one * given))
