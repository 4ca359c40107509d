"""From people to units: whether answers may stand for the unit, and how reliably."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence
from evaluatie.scales.answers import Floats
from evaluatie.scales.teams.intraclass import f_interval, f_test, icc1, icc2, n0, spearman_brown, wald_interval
from evaluatie.scales.teams.oneway import MeanSquares, mean_squares, variance_components
from evaluatie.scales.teams.unit_table import AnswerScale, cut_off, summarise, unit_table
from evaluatie.scales.teams.units import read_units

METHOD = (
    "ICC(1) and ICC(2) of a one-way analysis of variance with the F method's interval (Shrout & Fleiss 1979; Bliese"
    " 2000); within-unit agreement rwg(j) (James, Demaree & Wolf 1984), r*wg(j) (Lindell, Brandt & Whitney 1999), a_wg"
    " (Brown & Hauenstein 2005) and average deviation (Burke, Finkelstein & Dusig 1999)"
)


@dataclass(frozen=True)
class Aggregation(Result):
    """How far people of one unit answer alike.

    Attributes
    ----------
    icc1, icc1_low, icc1_high : float
        Share of the score's variance between units, at the mean unit size, with the F method's interval.
    icc1_n0, icc1_n0_low, icc1_n0_high : float
        The same with n0 = (n - sum of squared sizes / n) / (u - 1), which corrects for unequal sizes.
    icc1_reml, icc1_reml_low, icc1_reml_high : float
        The same from variances by restricted maximum likelihood, with Wald's interval, exact for unequal sizes too.
    icc2, icc2_low, icc2_high : float
        Reliability of the unit means.
    icc2_reml, icc2_reml_low, icc2_reml_high : float
        The same from ``icc1_reml`` and its limits by Spearman-Brown at the mean unit size.
    eta_squared, f, df_between, df_within, p : float
        Of the analysis of variance.
    ms_between, ms_within, variance_between, variance_within : float
        Mean squares, and the variances by restricted maximum likelihood, in squared points.
    rwg_j, rwg_j_median, rwg_j_share : float
        Mean and median over the units of rwg(j), uniform random variance, and the share of units above .70.
    random_variance : float
        That variance, squared points.
    confidence : float
        Level of the intervals.
    n, units, k : int
        People, units and items.
    size_mean, size_n0, size_harmonic : float
        Mean unit size, n0 and the harmonic mean.
    size_min, size_max : int
        People in the smallest and the largest unit.
    table : DataFrame, one row per unit
        ``n``, ``mean``, ``sd`` of the score; then agreement, where ``_j`` is over the items and no ``_j`` is of the
        score: ``rwg``, ``rwg_j`` and ``r_star_wg_j`` (each with ``_slight_skew`` and ``_moderate_skew`` beside the
        uniform one), ``a_wg``, ``a_wg_j``, ``a_wg_reason`` (why one of the two is missing or rests on fewer items),
        ``ad_mean``, ``ad_mean_j``, ``ad_median``, ``ad_median_j`` (in points).
    summary : DataFrame, one row per index of ``table``
        ``units`` where it is defined, ``mean``, ``median``, ``sd``, the ``cutoff`` and the ``share`` of those units
        that meet it: above .70, or for average deviations at most a sixth of the number of options.
    items : DataFrame, one row per item
        ``icc1``, ``icc1_n0``, ``icc2``, ``icc1_reml``, ``icc2_reml``; NaN where everyone gave the same answer.
    """

    icc1: float
    icc1_low: float
    icc1_high: float
    icc1_n0: float
    icc1_n0_low: float
    icc1_n0_high: float
    icc1_reml: float
    icc1_reml_low: float
    icc1_reml_high: float
    icc2: float
    icc2_low: float
    icc2_high: float
    icc2_reml: float
    icc2_reml_low: float
    icc2_reml_high: float
    eta_squared: float
    f: float
    df_between: int
    df_within: int
    p: float
    ms_between: float
    ms_within: float
    variance_between: float
    variance_within: float
    rwg_j: float
    rwg_j_median: float
    rwg_j_share: float
    random_variance: float
    confidence: float
    n: int
    units: int
    k: int
    size_mean: float
    size_n0: float
    size_harmonic: float
    size_min: int
    size_max: int
    table: pd.DataFrame = field(compare=False)
    summary: pd.DataFrame = field(compare=False)
    items: pd.DataFrame = field(compare=False)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the ICCs with their intervals, eta squared, and each index of agreement as its mean over the units.

        Returns
        -------
        tuple of Estimate
            ``icc1`` (with the F test), ``icc1_n0``, ``icc1_reml``, ``icc2``, ``icc2_reml``, ``eta_squared``, then
            ``mean_rwg_j`` and the other indices that are defined in at least one unit. Eta squared and the indices
            describe the people who answered, and have no interval.
        """
        icc1, n0, reml = self.icc1, self.icc1_n0, self.icc1_reml
        low, high = self.icc1_low, self.icc1_high
        return (
            Estimate("icc1", icc1, statistic=self.f, p=self.p, ci_low=low, ci_high=high, n=self.n),
            Estimate("icc1_n0", n0, ci_low=self.icc1_n0_low, ci_high=self.icc1_n0_high, n=self.n),
            Estimate("icc1_reml", reml, ci_low=self.icc1_reml_low, ci_high=self.icc1_reml_high, n=self.n),
            Estimate("icc2", self.icc2, ci_low=self.icc2_low, ci_high=self.icc2_high, n=self.n),
            Estimate("icc2_reml", self.icc2_reml, ci_low=self.icc2_reml_low, ci_high=self.icc2_reml_high, n=self.n),
            Estimate("eta_squared", self.eta_squared, n=self.n),
            *(
                Estimate(f"mean_{name}", row["mean"], n=self.n)
                for name, row in self.summary.iterrows()
                if row["units"] > 0
            ),
        )


def aggregation(
    data: pd.DataFrame,
    items: Sequence[str],
    unit: str,
    response_range: tuple[float, float],
    *,
    confidence: float = 0.95,
    minimum_unit: int = 2,
    options: int | None = None,
) -> Aggregation:
    """Tell whether the answers of people may stand for their unit.

    The score is the mean of the items, of people with an answer to all. With mean squares MSB between and MSW within
    units and k people per unit, ICC(1) = (MSB - MSW) / (MSB + (k - 1) MSW) and ICC(2) = (MSB - MSW) / MSB. As in R's
    multilevel, k is the mean unit size; ``icc1_n0`` takes n0 instead. The limits of ICC(1) are those of F divided by
    its upper and lower quantile (Shrout & Fleiss 1979, *Psychological Bulletin* 86, 420-428): exact where units are of
    one size, and too narrow where sizes differ much and ICC(1) is large. Beside it stands the REML estimate with the
    exact interval of Wald (1940, *Annals of Mathematical Statistics* 11, 96-100), which starts at 0.

    Agreement (see :mod:`evaluatie.scales.teams.agreement`) is compared with three distributions of answers without
    agreement. ``rwg`` of the score uses the random variance of a single item, as is usual; a mean of items varies less
    than that, so it flatters. Means over the units count each unit once.

    Parameters
    ----------
    data : DataFrame, shape (n, any)
        One row per person.
    items : list of str
        Columns with the answers, reversed items already turned round.
    unit : str
        Column with the person's unit.
    response_range : pair of float
        Lowest and highest answer of an item.
    confidence : float, default 0.95
        Level of the intervals.
    minimum_unit : int, default 2
        Units with fewer people with complete answers are left out. With 1, single people count in the analysis of
        variance and have no index of agreement.
    options : int, optional
        Answer options of an item; left out, they are one point apart.

    Returns
    -------
    Aggregation
        With people and units that were left out, and indices that were cut off at 0 or are not defined, in the notes.

    Raises
    ------
    NotEnoughData
        With fewer than 3 units of ``minimum_unit`` people, only units of 1, or a score that does not vary.
    TypeError
        If an answer is not a number, or ``items`` is one text.
    ValueError
        If a column is not there, an answer is infinite or outside the range, or an argument is out of bounds.

    Examples
    --------
    >>> data = pd.DataFrame({"team": list("aaabbbccc"), "q1": [4, 5, 4, 2, 3, 2, 3, 3, 4]})
    >>> data["q2"] = [4, 4, 5, 2, 2, 3, 3, 4, 4]
    >>> result = aggregation(data, ["q1", "q2"], "team", (1, 5))
    >>> round(result.icc1, 4), round(result.icc2, 4), round(result.rwg_j, 4)
    (0.8739, 0.9541, 0.9091)
    >>> result.table.loc["b", ["n", "mean", "rwg_j"]].round(4).tolist()
    [3.0, 2.3333, 0.9091]
    """
    confidence = check_confidence(confidence)
    asked = AnswerScale.of(response_range, options)
    found = read_units(data, items, unit, response_range, minimum_unit)
    columns = np.hstack([found.answers.mean(axis=1, keepdims=True), found.answers])
    spread = mean_squares(columns, found.starts, found.sizes)
    if not spread.total[0] > 0:
        raise NotEnoughData("the score does not vary: everyone has the same mean answer")
    table = unit_table(found, columns, asked)
    summary = summarise(table, asked)
    shares = _shares(spread, found.sizes)
    rwg = summary.loc["rwg_j"].to_dict()
    return Aggregation(
        method=METHOD,
        notes=(*found.notes, *_notes(spread, list(items)), *cut_off(table, asked)),
        **_score(spread, shares, found.sizes, confidence),
        rwg_j=float(rwg["mean"]),
        rwg_j_median=float(rwg["median"]),
        rwg_j_share=float(rwg["share"]),
        random_variance=asked.random_variance("uniform"),
        confidence=confidence,
        n=len(columns),
        units=len(found.sizes),
        k=len(items),
        table=table,
        summary=summary,
        items=_items(shares, list(items)),
    )


def _shares(spread: MeanSquares, sizes: npt.NDArray[np.intp]) -> dict[str, Floats]:
    size = float(sizes.mean())
    between, within = variance_components(sizes, spread.means, spread.within * spread.df_within)
    total = between + within
    share = np.divide(between, total, out=np.full(total.shape, np.nan), where=total > 0)
    return {
        "icc1": icc1(spread.between, spread.within, size),
        "icc1_n0": icc1(spread.between, spread.within, n0(sizes)),
        "icc2": icc2(spread.between, spread.within),
        "icc1_reml": share,
        "icc2_reml": spearman_brown(share, size),
        "variance_between": between,
        "variance_within": within,
    }


def _score(
    spread: MeanSquares, shares: dict[str, Floats], sizes: npt.NDArray[np.intp], confidence: float
) -> dict[str, Any]:
    size = float(sizes.mean())
    of_one, of_mean = f_interval(spread, size, confidence)
    at_n0, _ = f_interval(spread, n0(sizes), confidence)
    exact = wald_interval(spread, sizes, confidence)
    exact_of_mean = spearman_brown(np.array(exact), size)
    f, p = f_test(spread)
    return {
        **{name: float(values[0]) for name, values in shares.items()},
        "icc1_low": of_one[0],
        "icc1_high": of_one[1],
        "icc1_n0_low": at_n0[0],
        "icc1_n0_high": at_n0[1],
        "icc1_reml_low": exact[0],
        "icc1_reml_high": exact[1],
        "icc2_low": of_mean[0],
        "icc2_high": of_mean[1],
        "icc2_reml_low": float(exact_of_mean[0]),
        "icc2_reml_high": float(exact_of_mean[1]),
        "eta_squared": float(spread.between[0] * spread.df_between / spread.total[0]),
        "f": f,
        "p": p,
        "df_between": spread.df_between,
        "df_within": spread.df_within,
        "ms_between": float(spread.between[0]),
        "ms_within": float(spread.within[0]),
        "size_mean": size,
        "size_n0": n0(sizes),
        "size_harmonic": float(1 / (1 / sizes).mean()),
        "size_min": int(sizes.min()),
        "size_max": int(sizes.max()),
    }


def _items(shares: dict[str, Floats], names: list[str]) -> pd.DataFrame:
    columns = {name: values[1:] for name, values in shares.items() if name.startswith("icc")}
    return pd.DataFrame(columns, index=pd.Index(names, name="item"))


def _notes(spread: MeanSquares, names: list[str]) -> tuple[str, ...]:
    notes = []
    same = [repr(name) for name, total in zip(names, spread.total[1:], strict=True) if total == 0]
    if same:
        notes.append(f"the same answer from everyone, so no ICC: item {', '.join(same)}")
    if spread.within[0] == 0:
        notes.append("within units everyone has the same score: ICC(1) and ICC(2) are 1 and have no interval of width")
    elif spread.between[0] == 0:
        notes.append("unit means do not differ: ICC(2) is not defined")
    elif spread.between[0] < spread.within[0]:
        notes.append("unit means differ less than by chance: ICC(1) and ICC(2) are negative, count them as 0")
    return tuple(notes)
