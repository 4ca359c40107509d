"""Indirect effects: products of paths, and how sure they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
from scipy import special

from evaluatie.reproduce.moments.table import Floats, Table


@dataclass(frozen=True)
class Stacked:
    """Paths of a mediation in a row.

    Attributes
    ----------
    estimates : ndarray of float, shape (q,)
        The paths.
    covariance : ndarray of float, shape (q, q)
        Of their errors.
    ways : dict of str to tuple of int
        Which of them an indirect effect is the product of, by its name.
    """

    estimates: Floats
    covariance: Floats
    ways: dict[str, tuple[int, ...]]


def stacked(table: Table, mediators: Sequence[str], *, serial: bool) -> Stacked:
    """Estimate the paths of a mediation.

    Parameters
    ----------
    table : Table
        The outcome, the treatment, the mediators, then covariates.
    mediators : sequence of str
        Side by side, or one after the other.
    serial : bool
        Whether each is also explained by those before it.

    Returns
    -------
    Stacked
        Mediators that share their predictors have paths whose errors go together as their residuals do.
    """
    k, rest = len(mediators), list(range(2 + len(mediators), len(table.names)))
    of = range(2, 2 + k)
    if serial:
        blocks = [_equations(table, [at], [1, *range(2, at), *rest]) for at in of]
        kept = [_part(block, range(1 + at)) for at, block in enumerate(blocks)]
    else:
        values, covariance = _equations(table, list(of), [1, *rest])
        kept = [_part((values, covariance), [at * (1 + len(rest)) for at in range(k)])]
    kept.append(_part(_equations(table, [0], [1, *of, *rest]), range(1, 1 + k)))
    sizes = [len(values) for values, _ in kept]
    whole = np.zeros((sum(sizes), sum(sizes)))
    for start, (_, covariance) in zip(np.cumsum([0, *sizes]), kept, strict=False):
        whole[start : start + len(covariance), start : start + len(covariance)] = covariance
    return Stacked(np.concatenate([values for values, _ in kept]), whole, _ways(mediators, serial=serial))


def _equations(table: Table, explained: list[int], by: list[int]) -> tuple[Floats, Floats]:
    """Regress some variables on the same others: coefficients variable by variable, and their covariance."""
    covariance = table.covariance
    inverse = np.linalg.inv(covariance[np.ix_(by, by)])
    slopes = inverse @ covariance[np.ix_(by, explained)]
    left = covariance[np.ix_(explained, explained)] - covariance[np.ix_(explained, by)] @ slopes
    return slopes.T.ravel(), np.kron(left, inverse) / (table.n - len(by) - 1)


def _part(of: tuple[Floats, Floats], places: Sequence[int]) -> tuple[Floats, Floats]:
    values, covariance = of
    return values[list(places)], covariance[np.ix_(places, places)]


def _ways(mediators: Sequence[str], *, serial: bool) -> dict[str, tuple[int, ...]]:
    """Say which paths each way from the treatment to the outcome takes."""
    k = len(mediators)
    if not serial:
        return {name: (at, k + at) for at, name in enumerate(mediators)}
    begin = [at * (at + 1) // 2 for at in range(k + 1)]  # of the paths to each mediator, and to the outcome
    ways = {}
    for length in range(1, k + 1):
        for stops in combinations(range(k), length):
            between = [begin[later] + 1 + earlier for earlier, later in pairwise(stops)]
            name = " -> ".join(mediators[stop] for stop in stops)
            ways[name] = (begin[stops[0]], *between, begin[k] + stops[-1])
    return ways


def indirect_effects(paths: Stacked, *, confidence: float, draws: int, seed: int) -> pd.DataFrame:
    """Give each indirect effect and their total: ``ab, se, z, p, ci_low, ci_high, aroian_se`` by term.

    Parameters
    ----------
    paths : Stacked
        The paths.
    confidence : float
        Level of the Monte Carlo intervals.
    draws, seed : int
        How many draws, and from where.

    Returns
    -------
    DataFrame
        Aroian's standard error is of a product of two; NaN elsewhere.
    """
    drawn = np.random.default_rng(seed).multivariate_normal(paths.estimates, paths.covariance, draws, method="cholesky")
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    rows: dict[str, dict[str, float]] = {}
    total, slopes_of_total, value = np.zeros(draws), np.zeros(len(paths.estimates)), 0.0
    for name, way in paths.ways.items():
        slopes = _slopes(paths.estimates, way)
        slopes_of_total += slopes
        products = drawn[:, way].prod(axis=1)
        total += products
        product = float(paths.estimates[list(way)].prod())
        value += product
        rows[name] = _row(product, slopes, paths.covariance, np.quantile(products, tails))
        if len(way) == 2:
            both = float(np.prod(np.diag(paths.covariance)[list(way)]))
            rows[name]["aroian_se"] = float(np.sqrt(rows[name]["se"] ** 2 + both))
    rows["total"] = _row(value, slopes_of_total, paths.covariance, np.quantile(total, tails))
    frame = pd.DataFrame.from_dict(rows, orient="index")
    return frame.reindex(columns=["ab", "se", "z", "p", "ci_low", "ci_high", "aroian_se"]).rename_axis("term")


def _slopes(values: Floats, way: tuple[int, ...]) -> Floats:
    slopes = np.zeros(len(values))
    for place in way:
        slopes[place] = values[[other for other in way if other != place]].prod()
    return slopes


def _row(value: float, slopes: Floats, covariance: Floats, limits: Floats) -> dict[str, float]:
    se = float(np.sqrt(slopes @ covariance @ slopes))
    z = value / se if se > 0 else np.nan  # both paths are nought: the delta method tells nothing
    return {
        "ab": value,
        "se": se,
        "z": z,
        "p": 2 * float(special.ndtr(-abs(z))),
        "ci_low": float(limits[0]),
        "ci_high": float(limits[1]),
    }
