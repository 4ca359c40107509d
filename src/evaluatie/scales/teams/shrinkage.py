"""A scale's mean per unit, drawn towards the mean of all units as far as few answers make it uncertain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence
from evaluatie.scales.answers import Floats
from evaluatie.scales.teams.oneway import mean_squares, variance_components, weighted_squares
from evaluatie.scales.teams.units import read_range, read_units

METHOD = (
    "Empirical Bayes unit means (Efron & Morris 1975; variances by REML) with mean squared errors of Prasad & Rao"
    " (1990) and Datta & Lahiri (2000)"
)


@dataclass(frozen=True)
class UnitMeans(Result):
    """Shrunken means of units.

    Attributes
    ----------
    mean, mean_low, mean_high : float
        Mean of all units, each weighed by its precision, with its interval.
    variance_between, variance_within : float
        Variances of unit means and of people within units, squared points, by restricted maximum likelihood.
    icc1 : float
        Share of the variance between units.
    confidence : float
        Level of the intervals.
    n, units, k : int
        People, units and items.
    table : DataFrame, one row per unit
        ``n``; ``raw_mean`` of its people; ``mean``, the shrunken one, with ``low`` and ``high``; ``se``, the root of
        its mean squared error; ``weight`` from 0 to 1 that the unit's own answers have, which is the reliability of
        its raw mean.
    """

    mean: float
    mean_low: float
    mean_high: float
    variance_between: float
    variance_within: float
    icc1: float
    confidence: float
    n: int
    units: int
    k: int
    table: pd.DataFrame = field(compare=False)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the mean of all units, then the shrunken mean of each.

        Returns
        -------
        tuple of Estimate
            Terms ``mean`` and, with the unit as ``group``, ``unit_mean``.
        """
        whole = Estimate("mean", self.mean, ci_low=self.mean_low, ci_high=self.mean_high, n=self.n)
        rows: list[tuple[Any, ...]] = list(self.table[["mean", "se", "low", "high", "n"]].itertuples(name=None))
        each = (
            Estimate("unit_mean", mean, se=se, ci_low=low, ci_high=high, n=n, group=str(unit))
            for unit, mean, se, low, high, n in rows
        )
        return (whole, *each)


def unit_means(
    data: pd.DataFrame,
    items: Sequence[str],
    unit: str,
    response_range: tuple[float, float],
    *,
    confidence: float = 0.95,
    minimum_unit: int = 1,
) -> UnitMeans:
    """Estimate each unit's mean score, drawing units with few or scattered answers towards the mean of all.

    A raw mean of five people is far off more often than one of fifty, so that the best and worst teams of a list are
    mostly small ones. With variance T between units and S within, the mean of unit i becomes B_i (its raw mean) +
    (1 - B_i) (mean of all), B_i = T / (T + S / n_i) (Efron & Morris 1975, *Journal of the American Statistical
    Association* 70, 311-319). Its mean squared error adds to B_i S / n_i what is not known of the mean of all and,
    twice, of T and S (Prasad & Rao 1990, *Journal of the American Statistical Association* 85, 163-171; Datta & Lahiri
    2000, *Statistica Sinica* 10, 613-627, for REML). Intervals use t with u - 1 degrees of freedom and end at the ends
    of the scale: over all units they hold the unit's true mean about as often as they say or, with few units or hardly
    any difference between them, more often. A single unit that is unlike all others is drawn too far.

    Parameters
    ----------
    data : DataFrame, shape (n, any)
        One row per person.
    items : list of str
        Columns with the answers, reversed items already turned round; the score is their mean.
    unit : str
        Column with the person's unit.
    response_range : pair of float
        Lowest and highest answer.
    confidence : float, default 0.95
        Level of the intervals.
    minimum_unit : int, default 1
        Units with fewer people with complete answers are left out.

    Returns
    -------
    UnitMeans
        With the people and units that were left out in the notes.

    Raises
    ------
    NotEnoughData
        With fewer than 3 units, or nothing that varies within units.
    TypeError
        If an answer is not a number, or ``items`` is one text.
    ValueError
        If a column is not there, an answer is infinite or outside the range, or an argument is out of bounds.

    Examples
    --------
    >>> data = pd.DataFrame({"team": list("aaabbbccccd"), "q": [4, 5, 4, 2, 3, 2, 3, 3, 4, 3, 5]})
    >>> result = unit_means(data, ["q"], "team", (1, 5))
    >>> result.table[["n", "raw_mean", "mean", "weight"]].round(3).loc["d"].tolist()
    [1.0, 5.0, 4.733, 0.798]
    """
    confidence = check_confidence(confidence)
    found = read_units(data, items, unit, response_range, minimum_unit)
    score = found.answers.mean(axis=1, keepdims=True)
    spread = mean_squares(score, found.starts, found.sizes)
    if spread.within[0] == 0:
        raise NotEnoughData("within units everyone has the same score: how uncertain unit means are cannot be told")
    between, within = (
        float(part[0]) for part in variance_components(found.sizes, spread.means, spread.within * spread.df_within)
    )
    raw = spread.means[:, 0]
    centre, centre_variance, weight = _weights(raw, found.sizes, between, within)
    mean = weight * raw + (1 - weight) * centre
    se = np.sqrt(mean_squared_errors(found.sizes, between, within))
    quantile = float(special.stdtrit(len(raw) - 1, (1 + confidence) / 2))
    low, high = read_range(response_range)
    ends = [np.clip(mean + sign * quantile * se, low, high) for sign in (-1, 1)]
    whole = [float(np.clip(centre + sign * quantile * np.sqrt(centre_variance), low, high)) for sign in (-1, 1)]
    table = pd.DataFrame(
        {
            "n": found.sizes,
            "raw_mean": raw,
            "mean": mean,
            "low": ends[0],
            "high": ends[1],
            "se": se,
            "weight": weight,
        },
        index=found.labels,
    )
    note = ("units do not differ more than by chance: each gets the mean of all",) if between == 0 else ()
    return UnitMeans(
        method=METHOD,
        notes=(*found.notes, *note),
        mean=centre,
        mean_low=whole[0],
        mean_high=whole[1],
        variance_between=between,
        variance_within=within,
        icc1=between / (between + within),
        confidence=confidence,
        n=len(score),
        units=len(raw),
        k=len(items),
        table=table,
    )


def mean_squared_errors(sizes: npt.NDArray[np.intp], between: float, within: float) -> Floats:
    """Give the mean squared error of each shrunken mean, for variances that REML estimated.

    g1 + g2 + 2 g3 in the terms of Prasad & Rao (1990, *Journal of the American Statistical Association* 85, 163-171),
    with the large-sample covariance of the two variances.

    Parameters
    ----------
    sizes : ndarray of int, shape (u,)
        People in each unit.
    between, within : float
        The variances; ``within`` above 0.

    Returns
    -------
    ndarray of float, shape (u,)
        Squared points.

    Examples
    --------
    >>> mean_squared_errors(np.array([5, 10, 20]), 0.1, 1.0).round(4)
    array([0.1762, 0.1341, 0.0807])
    """
    spread = within + sizes * between  # n_i times the variance of a raw mean
    weight = sizes * between / spread
    known = weight * within / sizes
    centre = (1 - weight) ** 2 / (sizes / spread).sum()
    # information about (between, within): Searle, Casella & McCulloch 1992, Variance components, chapter 6
    bb, bw = (sizes**2 / spread**2).sum() / 2, (sizes / spread**2).sum() / 2
    ww = ((sizes - 1) / within**2 + 1 / spread**2).sum() / 2
    covariance = np.array([[ww, -bw], [-bw, bb]]) / (bb * ww - bw**2)
    # how far weight moves with the two variances, times the variance of a raw mean
    slopes = (
        np.column_stack([np.full(len(sizes), within), np.full(len(sizes), -between)]) * (sizes / spread**2)[:, None]
    )
    moved = np.einsum("ui,ij,uj->u", slopes, covariance, slopes) * spread / sizes
    return np.asarray(known + centre + 2 * moved, dtype=np.float64)


def _weights(raw: Floats, sizes: npt.NDArray[np.intp], between: float, within: float) -> tuple[float, float, Floats]:
    precision, _, centre = weighted_squares(np.array([between / within]), sizes, raw[:, None])
    weight = np.asarray(sizes * between / (within + sizes * between), dtype=np.float64)
    return float(centre[0]), float(within / precision.sum()), weight
