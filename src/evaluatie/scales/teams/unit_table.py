"""The table of units: size, mean and every index of agreement; and what it comes to over all units."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.scales.answers import Floats
from evaluatie.scales.teams.agreement import SHAPES, a_wg, r_star_wg_j, random_variance, rwg_j, within_units
from evaluatie.scales.teams.units import Units, read_range

#: Agreement above this counts as enough; LeBreton & Senter (2008) call .71 to .90 strong
ENOUGH = 0.70
#: An average deviation of at most this share of the number of options counts as enough (Burke & Dunlap 2002,
#: *Organizational Research Methods* 5, 159-172)
ENOUGH_DEVIATION = 1 / 6


@dataclass(frozen=True)
class AnswerScale:
    """The answers that an item offers.

    Attributes
    ----------
    low, high : float
        Lowest and highest.
    options : int
        How many.
    """

    low: float
    high: float
    options: int

    @classmethod
    def of(cls, response_range: tuple[float, float], options: int | None = None) -> AnswerScale:
        """Read a range, with options one point apart unless their number is given.

        Parameters
        ----------
        response_range : pair of float
            Lowest and highest answer.
        options : int, optional
            Number of answers.

        Returns
        -------
        AnswerScale
            The scale.

        Raises
        ------
        ValueError
            If the number is not given and the range is no whole number of points, or it is less than 2.

        Examples
        --------
        >>> AnswerScale.of((1, 5)).options, AnswerScale.of((0, 1), options=11).step
        (5, 0.1)
        """
        low, high = read_range(response_range)
        if options is None:
            options = round(high - low) + 1
            if not math.isclose(options - 1, high - low):
                raise ValueError(
                    f"answers from {low:g} to {high:g} are not one point apart: give the number of options"
                )
        if isinstance(options, bool) or not isinstance(options, int | np.integer) or options < 2:
            raise ValueError(f"options must be a whole number of answers, at least 2: got {options!r}")
        return cls(low, high, int(options))

    @property
    def step(self) -> float:
        """Points between neighbouring answers."""
        return (self.high - self.low) / (self.options - 1)

    def random_variance(self, shape: str) -> float:
        """Give the variance of answers without agreement, in squared points.

        Parameters
        ----------
        shape : {"uniform", "slight_skew", "moderate_skew"}
            See :func:`evaluatie.scales.teams.agreement.random_variance`.

        Returns
        -------
        float
            NaN where it is not tabled.

        Examples
        --------
        >>> AnswerScale.of((1, 5)).random_variance("slight_skew")
        1.34
        """
        return random_variance(self.options, shape, self.step)


def unit_table(units: Units, columns: Floats, scale: AnswerScale) -> pd.DataFrame:
    """Give one row per unit with every index of agreement.

    Parameters
    ----------
    units : Units
        Who is in which unit.
    columns : ndarray of float, shape (n, 1 + k)
        The score, then the items, of people sorted by unit.
    scale : AnswerScale
        Of the items.

    Returns
    -------
    DataFrame, shape (u, 20)
        The columns that :class:`evaluatie.scales.teams.aggregating.Aggregation` lists.

    Examples
    --------
    >>> from evaluatie.scales.teams.units import read_units
    >>> data = pd.DataFrame({"team": list("aabbcc"), "q": [3, 4, 1, 3, 2, 2]})
    >>> found = read_units(data, ["q"], "team", (1, 5), 2)
    >>> unit_table(found, found.answers[:, [0, 0]], AnswerScale.of((1, 5)))["rwg"].tolist()
    [0.75, 0.0, 1.0]
    """
    found, items = within_units(columns, units.starts, units.sizes), columns.shape[1] - 1
    score_variance, item_variance = found.variances[:, 0], found.variances[:, 1:].mean(axis=1)
    by_column = a_wg(found.means, found.variances, units.sizes, (scale.low, scale.high))
    table: dict[str, object] = {"n": units.sizes, "mean": found.means[:, 0], "sd": np.sqrt(score_variance)}
    for shape in SHAPES:
        random, suffix = scale.random_variance(shape), "" if shape == "uniform" else f"_{shape}"
        table[f"rwg{suffix}"] = rwg_j(score_variance, random, 1)
        table[f"rwg_j{suffix}"] = rwg_j(item_variance, random, items)
        table[f"r_star_wg_j{suffix}"] = r_star_wg_j(item_variance, random)
    table["a_wg"], table["a_wg_j"] = by_column[:, 0], _mean_of_known(by_column[:, 1:])
    table["a_wg_reason"] = _reasons(by_column, units.sizes)
    for name, deviation in (("ad_mean", found.ad_mean), ("ad_median", found.ad_median)):
        table[name], table[f"{name}_j"] = deviation[:, 0], deviation[:, 1:].mean(axis=1)
    return pd.DataFrame(table, index=units.labels)


def summarise(table: pd.DataFrame, scale: AnswerScale) -> pd.DataFrame:
    """Sum up each index of agreement over the units, each unit counting once.

    Parameters
    ----------
    table : DataFrame
        Of :func:`unit_table`.
    scale : AnswerScale
        Of the items.

    Returns
    -------
    DataFrame, one row per index
        ``units`` where it is defined, ``mean``, ``median``, ``sd``, ``cutoff``, and the ``share`` of those units above
        it (at most it, for average deviations).

    Examples
    --------
    >>> table = pd.DataFrame({"n": 5, "mean": 3.0, "sd": 1.0, "rwg": [0.5, 0.9, np.nan]})
    >>> summarise(table, AnswerScale.of((1, 5))).round(4).loc["rwg", ["units", "mean", "sd", "share"]].tolist()
    [2.0, 0.7, 0.2828, 0.5]
    """
    columns = list(table.columns)
    names = [name for name in columns if name not in ("n", "mean", "sd", "a_wg_reason")]
    values = table.iloc[:, [columns.index(name) for name in names]].to_numpy(dtype=np.float64)
    deviation = [name.startswith("ad_") for name in names]
    cutoff = np.where(deviation, scale.options * scale.step * ENOUGH_DEVIATION, ENOUGH)
    met = np.where(deviation, values <= cutoff + 1e-12, values > cutoff).sum(axis=0)
    known = (~np.isnan(values)).sum(axis=0)
    some, more = np.where(known > 0, known, np.nan), np.where(known > 1, known, np.nan)
    means, ordered = np.nansum(values, axis=0) / some, np.sort(values, axis=0)  # NaN is sorted last
    middle = np.take_along_axis(ordered, np.vstack([np.maximum(known - 1, 0) // 2, known // 2]), axis=0)
    sums = {
        "units": known,
        "mean": means,
        "median": middle.mean(axis=0),
        "sd": np.sqrt(np.nansum((values - means) ** 2, axis=0) / (more - 1)),
        "cutoff": cutoff,
        "share": met / some,
    }
    return pd.DataFrame(sums, index=pd.Index(names, name="index"))


def cut_off(table: pd.DataFrame, scale: AnswerScale) -> tuple[str, ...]:
    """Say where an index was set to 0, has no random variance, or rests on few people or items.

    Parameters
    ----------
    table : DataFrame
        Of :func:`unit_table`.
    scale : AnswerScale
        Of the items.

    Returns
    -------
    tuple of str
        A note each.

    Examples
    --------
    >>> from evaluatie.scales.teams.units import read_units
    >>> data = pd.DataFrame({"team": list("aabbcc"), "q": [3, 4, 1, 4, 2, 2]})
    >>> found = read_units(data, ["q"], "team", (1, 5), 2)
    >>> cut_off(unit_table(found, found.answers[:, [0, 0]], AnswerScale.of((1, 5))), AnswerScale.of((1, 5)))[0]
    'rwg_j set to 0 in 1 of 3 units: answers vary more than the random variance (uniform)'
    """
    u, notes = len(table), []
    for shape in SHAPES:
        suffix = "" if shape == "uniform" else f"_{shape}"
        if math.isnan(scale.random_variance(shape)):
            notes.append(f"no random variance is tabled for {scale.options} answer options ({shape.replace('_', ' ')})")
        elif beyond := int((table[f"r_star_wg_j{suffix}"].to_numpy() < 0).sum()):
            notes.append(
                f"rwg_j{suffix} set to 0 in {beyond} of {u} units: answers vary more than the random variance"
                f" ({shape.replace('_', ' ')})"
            )
    if reasons := sum(reason != "" for reason in table["a_wg_reason"]):
        notes.append(f"a_wg or a_wg_j is missing or rests on fewer items in {reasons} of {u} units: see a_wg_reason")
    if few := int((table["n"].to_numpy() < scale.options - 1).sum()):
        notes.append(
            f"{few} of {u} units have fewer than {scale.options - 1} people, the fewest that Brown & Hauenstein (2005)"
            " advise for a_wg"
        )
    return tuple(notes)


def _mean_of_known(values: Floats) -> Floats:
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    means = np.full(len(values), math.nan)
    np.divide(np.where(known, values, 0.0).sum(axis=1), count, out=means, where=count > 0)
    return means


def _reasons(by_column: Floats, sizes: npt.NDArray[np.intp]) -> list[str]:
    missing, items = np.isnan(by_column), by_column.shape[1] - 1
    reasons = [""] * len(sizes)
    for at in np.flatnonzero(missing.any(axis=1)):
        if sizes[at] == 1:
            reasons[at] = "one person"
            continue
        parts = [f"{missing[at, 1:].sum()} of {items} items"] if missing[at, 1:].any() else []
        parts += ["the score"] if missing[at, 0] else []
        reasons[at] = f"mean too near an end of the scale for {sizes[at]} people: {' and '.join(parts)}"
    return reasons
