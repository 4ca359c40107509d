"""Reliability from the correlations of items, or from how high these are on average."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from evaluatie.amiss import refuse
from evaluatie.reproduce.moments.table import PerVariable, read_table
from evaluatie.result import check_confidence
from evaluatie.scales.alpha import coefficient_alpha, feldt_interval, item_rest_of_covariances
from evaluatie.scales.consistency import METHOD, Reliability
from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.one_factor import fit_one_factor, omega, omega_interval

NO_SD = (
    "Without standard deviations alpha is that of standardised items, and so are omega and the item-rest correlations: "
    "the paper's own is of sums of the items as answered, unless it says otherwise."
)


def reliability_from_matrix(
    correlation: pd.DataFrame, n: int, *, sd: PerVariable | None = None, confidence: float = 0.95
) -> Reliability:
    """Recompute the reliability of a scale from the correlations of its items.

    The figures are those of :func:`evaluatie.reliability` on the answers themselves: alpha with Feldt's interval, omega
    of one factor, item-rest correlations.

    Parameters
    ----------
    correlation : DataFrame of float, shape (k, k)
        Of all items of the scale, and nothing else.
    n : int
        People.
    sd : mapping, Series or sequence of float, optional
        Standard deviations of the items; without them alpha is the standardised one.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    Reliability

    Raises
    ------
    InputError
        Everything that is wrong with the input at once.
    ValueError
        If ``confidence`` is none.

    Examples
    --------
    >>> items = ["a", "b", "c"]
    >>> table = pd.DataFrame([[1, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 1]], items, items)
    >>> found = reliability_from_matrix(table, 100)
    >>> round(found.alpha, 4), round(found.omega_total, 4), found.k
    (0.75, 0.75, 3)
    """
    confidence = check_confidence(confidence)
    items = [str(name) for name in getattr(correlation, "columns", [])]
    wrong = ["correlation: alpha needs two items at least"] if len(items) == 1 else []
    table = read_table(correlation, items, n, sd=sd, least=3, why="a reliability", wrong=wrong)
    covariance, k = table.covariance, len(items)
    alpha = coefficient_alpha(covariance)
    notes = () if sd is not None else (NO_SD,)
    found: tuple[float | None, float | None, float | None] = (None, None, None)
    try:
        model = fit_one_factor(covariance)
        found = (omega(model), *omega_interval(model, table.n, confidence))
    except ModelError as reason:
        notes = (*notes, f"omega is not given: {reason}")
    return Reliability(
        METHOD,
        notes,
        alpha,
        *feldt_interval(alpha, table.n, k, confidence),
        coefficient_alpha(table.correlation),
        *found,
        confidence,
        table.n,
        k,
        pd.Series(item_rest_of_covariances(covariance), index=items, name="item_rest"),
        pd.DataFrame(covariance, index=items, columns=items),
    )


def composite_alpha(mean_correlation: float, k: int) -> float:
    """Give the standardised alpha of k items that correlate so on average.

    k r / (1 + (k - 1) r) (Spearman 1910; Brown 1910, *British Journal of Psychology* 3, 271-295 and 296-322).

    Parameters
    ----------
    mean_correlation : float
        Of all pairs of items.
    k : int
        Items, at least 2: one item agrees with nothing, and has no alpha.

    Returns
    -------
    float

    Raises
    ------
    InputError
        If the correlation is none, or k no whole number of items above 1.

    Examples
    --------
    >>> round(composite_alpha(0.5, 3), 4)
    0.75
    """
    problems = [] if -1 <= mean_correlation <= 1 else [f"mean_correlation: {mean_correlation} is no correlation"]
    if not (k >= 2 and float(k).is_integer()):
        problems.append(f"k: {k}; alpha needs a whole number of items, two at least")
    if not problems and 1 + (k - 1) * mean_correlation <= 0:
        problems.append(f"mean_correlation: {k:g} items cannot correlate {mean_correlation} on average")
    refuse(problems)
    return k * mean_correlation / (1 + (k - 1) * mean_correlation)


def pooled_sd(sds: Sequence[float], ns: Sequence[int]) -> float:
    """Pool standard deviations of groups: the spread within them.

    sqrt(sum (n_j - 1) s_j^2 / sum (n_j - 1)) (Cohen 1988, p. 67).

    Parameters
    ----------
    sds : sequence of float
        One per group, with n - 1 in the denominator.
    ns : sequence of int
        People per group, at least 2.

    Returns
    -------
    float

    Raises
    ------
    InputError
        Everything that is wrong with the input at once.

    Examples
    --------
    >>> round(pooled_sd([1.0, 2.0], [11, 31]), 4)
    1.8028
    """
    problems = [] if len(sds) == len(ns) and len(sds) else [f"{len(sds)} standard deviations for {len(ns)} groups"]
    problems += [f"sds: {sd} is no standard deviation" for sd in sds if not (sd >= 0 and math.isfinite(sd))]
    problems += [f"ns: {n} people have no standard deviation" for n in ns if not (n >= 2 and math.isfinite(n))]
    refuse(problems)
    weights = np.asarray(ns, dtype=float) - 1
    return math.sqrt(float(weights @ np.asarray(sds, dtype=float) ** 2 / weights.sum()))
