"""Figures drawn towards their mean as far as each is uncertain, and as far as their spread is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluatie.reproduce.monitor.lines import Floats

#: steps in which the spread between organisations is tried, and how far beyond the scatter of figures and errors
_STEPS, _BEYOND = 1200, 1e4


@dataclass(frozen=True)
class Shrunken:
    """Shrunken figures.

    Attributes
    ----------
    level : ndarray of float, shape (k,)
        The shrunken figures.
    se : ndarray of float, shape (k,)
        Their standard errors, by which the mean and the spread are uncertain too.
    weight : ndarray of float, shape (k,)
        Of each one's own figure, 0 to 1.
    """

    level: Floats
    se: Floats
    weight: Floats


def shrink(figures: Floats, variances: Floats) -> Shrunken:
    """Shrink figures towards their mean, over all spreads between organisations that they allow.

    figure_i is normal around its true value with a known variance, true values are normal around a mean with variance
    tau^2. For each tau^2 the shrunken figures are the usual ones; these are averaged over tau^2 by its restricted
    likelihood, with a flat prior on tau^2 and on the mean (Morris 1983, *Journal of the American Statistical
    Association* 78, 47-55; Morris & Lysy 2012, *Statistical Science* 27, 115-134). One estimated tau^2 would be taken
    for certain: it is often 0 where organisations are few, and intervals then are much too narrow.

    Parameters
    ----------
    figures, variances : ndarray of float, shape (k,)
        Figures, and the variance of each around its true value, above 0; 5 or more.

    Returns
    -------
    Shrunken

    Examples
    --------
    >>> found = shrink(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 9.0]), np.ones(6))
    >>> found.level.round(2).tolist(), round(float(found.weight[0]), 2)
    ([1.23, 2.15, 3.08, 4.0, 4.92, 8.62], 0.92)
    """
    largest = float(np.var(figures) + variances.max()) * _BEYOND
    spreads = np.geomspace(float(variances.min()) * 1e-7, largest, _STEPS)[:, None]
    precision = 1 / (spreads + variances)
    total = precision.sum(axis=1, keepdims=True)
    mean = (precision * figures).sum(axis=1, keepdims=True) / total
    logs = 0.5 * (np.log(precision) - precision * (figures - mean) ** 2).sum(axis=1, keepdims=True) - 0.5 * np.log(
        total
    )
    # the steps are of log(tau^2): a flat prior on tau^2 gives each the weight tau^2
    share = np.exp(logs - logs.max()) * spreads
    share /= share.sum()
    weight = spreads * precision
    levels = mean + weight * (figures - mean)
    level = (share * levels).sum(axis=0)
    within = (share * (weight * variances + (1 - weight) ** 2 / total)).sum(axis=0)
    between = (share * (levels - level) ** 2).sum(axis=0)
    return Shrunken(level, np.sqrt(within + between), (share * weight).sum(axis=0))
