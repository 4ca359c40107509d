"""How far apart categories are: the weights of weighted kappa, and the distances of alpha."""

from __future__ import annotations

import numpy as np

from evaluatie.agreement.coefficient import Floats


def step_distances(categories: int, weights: str) -> Floats:
    """Give the disagreement of each two categories, from 0 to 1.

    Linear weights count the steps between ordered categories (Cicchetti & Allison 1971, *American Journal of EEG
    Technology* 11, 101-110), quadratic ones their square (Fleiss & Cohen 1973, *Educational and Psychological
    Measurement* 33, 613-619); without weights any two different categories disagree fully.

    Parameters
    ----------
    categories : int
        How many there are, in order.
    weights : {"none", "linear", "quadratic"}
        How disagreement grows with the steps.

    Returns
    -------
    ndarray of float, shape (categories, categories)
        0 on the diagonal.

    Raises
    ------
    ValueError
        If the weights have no such name.

    Examples
    --------
    >>> step_distances(3, "quadratic")[0].tolist(), step_distances(3, "none")[0].tolist()
    ([0.0, 0.25, 1.0], [0.0, 1.0, 1.0])
    """
    places = np.arange(float(categories))
    steps: Floats = np.abs(np.subtract.outer(places, places)) / max(categories - 1, 1)
    if weights == "none":
        return np.asarray(np.ceil(steps))
    if weights == "linear":
        return steps
    if weights == "quadratic":
        return np.asarray(steps**2)
    raise ValueError(f"weights must be none, linear or quadratic: got {weights!r}")


def level_distances(values: Floats, level: str, ratings: Floats) -> Floats:
    """Give Krippendorff's squared distance of each two values.

    Krippendorff (2011), *Computing Krippendorff's Alpha-Reliability*, University of Pennsylvania.

    Parameters
    ----------
    values : ndarray of float, shape (v,)
        The values, from low to high.
    level : {"nominal", "ordinal", "interval", "ratio"}
        How they were measured.
    ratings : ndarray of float, shape (v,)
        How often each was given; only ordinal distances depend on it.

    Returns
    -------
    ndarray of float, shape (v, v)
        0 on the diagonal.

    Raises
    ------
    ValueError
        If the level has no such name.

    Examples
    --------
    >>> level_distances(np.array([1.0, 2.0, 4.0]), "ordinal", np.array([2.0, 4.0, 2.0]))[0].tolist()
    [0.0, 9.0, 36.0]
    """
    if level == "nominal":
        return 1 - np.eye(len(values))
    if level == "ordinal":
        ranks = mid_ranks(ratings)
        return np.asarray(np.subtract.outer(ranks, ranks) ** 2)
    apart = np.subtract.outer(values, values)
    if level == "interval":
        return np.asarray(apart**2)
    if level == "ratio":
        sums = np.add.outer(values, values)
        return np.asarray(np.divide(apart, sums, out=np.zeros_like(apart), where=sums != 0) ** 2)
    raise ValueError(f"level must be nominal, ordinal, interval or ratio: got {level!r}")


def mid_ranks(ratings: Floats) -> Floats:
    """Give where the middle of each category's ratings stands among all ratings; the last axis is the category.

    Parameters
    ----------
    ratings : ndarray of float, shape (..., v)
        How often each was given.

    Returns
    -------
    ndarray of float, shape (..., v)
        Ratings below it, and half of its own.

    Examples
    --------
    >>> mid_ranks(np.array([2.0, 4.0, 2.0])).tolist()
    [1.0, 4.0, 7.0]
    """
    return np.asarray(np.cumsum(ratings, axis=-1) - ratings / 2)
