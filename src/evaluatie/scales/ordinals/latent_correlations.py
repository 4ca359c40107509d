"""Polychoric correlations: how the tendencies behind ordered answers go together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence
from evaluatie.scales.answers import Floats
from evaluatie.scales.items import Missing, check_missing, complete_rows, read_items
from evaluatie.scales.ordinals.crosstables import Crosstables, Pairs, best_correlations, crosstables
from evaluatie.scales.ordinals.latent_scores import influences

METHOD = "Polychoric correlations in two steps (Olsson 1979): thresholds from each item, then each correlation by ML"
#: More different answers than this to one item are taken to be measured, not ordered
MOST_CATEGORIES = 20
#: A correlation this near to 1 or -1 is at the edge of what the table allows
EDGE = 0.999


@dataclass(frozen=True)
class Polychoric(Result):
    """Polychoric correlations of ordered answers.

    Attributes
    ----------
    correlations : DataFrame of float, shape (k, k)
        Of the normal tendencies behind the answers.
    se : DataFrame of float, shape (k, k)
        Standard errors, with the uncertainty of the thresholds; zero on the diagonal.
    thresholds : Series of float
        Where a tendency crosses from one answer to the next, in standard deviations; index (item, number from 1).
    confidence : float
        Level of the intervals in :meth:`tidy`.
    n, k : int
        People who were used, and items.
    pair_n : DataFrame of int, shape (k, k)
        People behind each correlation.
    influence : DataFrame of float, shape (n, thresholds + pairs)
        What each person adds to the error of every threshold and correlation: the squares of a column add up to the
        squared standard error, and the products of two columns to the covariance of their errors.
    """

    correlations: pd.DataFrame = field(compare=False)
    se: pd.DataFrame = field(compare=False, repr=False)
    thresholds: pd.Series[float] = field(compare=False, repr=False)
    confidence: float
    n: int
    k: int
    pair_n: pd.DataFrame = field(compare=False, repr=False)
    influence: pd.DataFrame = field(compare=False, repr=False)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give every correlation with its interval, on the scale of Fisher's z.

        Returns
        -------
        tuple of Estimate
            Terms ``"a ~~ b"``, in the order of the items.
        """
        reach, names = special.ndtri((1 + self.confidence) / 2), list(self.correlations.index)
        tables = [frame.to_numpy(dtype=np.float64) for frame in (self.correlations, self.se, self.pair_n)]
        found = []
        for one, other in zip(*np.triu_indices(self.k, 1), strict=True):
            rho, se, n = (float(table[one, other]) for table in tables)
            low, high = np.tanh(np.arctanh(rho) + np.array([-1, 1]) * reach * se / (1 - rho**2))
            found.append(Estimate(f"{names[one]} ~~ {names[other]}", rho, se=se, ci_low=low, ci_high=high, n=round(n)))
        return tuple(found)


def polychoric(
    data: pd.DataFrame | npt.ArrayLike, *, missing: Missing = "listwise", confidence: float = 0.95
) -> Polychoric:
    """Estimate the correlations of the normal tendencies behind ordered answers.

    Thresholds are the normal quantiles of each item's own shares; given those, each correlation is the one under which
    the pair's table of answers is likeliest (Olsson 1979, *Psychometrika* 44, 443-460). Standard errors allow for the
    thresholds (Muthén 1984, *Psychometrika* 49, 115-132). The figures are those of lavaan's ``lavCor(ordered = ...)``.

    Parameters
    ----------
    data : DataFrame or array, shape (n, k)
        People by items; the order of the numbers counts, not how far they are apart.
    missing : {"listwise", "pairwise"}
        Use people with complete answers only, or for each pair everyone who answered both.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    Polychoric
        With people left out, and tables with empty cells, in the notes. In a two by two table an empty cell counts as a
        half, and the table's margins are kept; in a larger table an empty cell is left as it is.

    Raises
    ------
    NotEnoughData
        With fewer than 2 items, fewer than 3 people, no more people than items, nobody who answered both items, or an
        item with one answer only.
    TypeError
        If an answer is not a number.
    ValueError
        If an answer is infinite, two items have one name, or an item has more than 20 different answers.

    Examples
    --------
    >>> answers = np.repeat([[1, 1], [1, 2], [2, 1], [2, 2]], [40, 10, 10, 40], axis=0)
    >>> float(polychoric(answers).correlations.iloc[0, 1].round(4))  # sin(pi/2 * 0.6)
    0.809
    """
    confidence = check_confidence(confidence)
    check_missing(missing)
    names, answers = read_items(data)
    if not names.is_unique:
        raise ValueError(f"two items are both called {names[names.duplicated()][0]!r}")
    notes: tuple[str, ...] = ()
    if missing == "listwise":
        answers, notes = complete_rows(answers, least=3)
    elif np.isnan(answers).any():
        notes = ("each correlation is of the people who answered both items",)
    if (n := int((~np.isnan(answers)).any(axis=1).sum())) <= len(names):
        raise NotEnoughData(f"there are {n} people and {len(names)} items: more people than items are needed")
    codes, thresholds = _coded(answers, names)
    tables = crosstables(codes, [len(of_item) + 1 for of_item in thresholds])
    pairs = Pairs.of(thresholds)
    _refuse_empty(tables, pairs, names)
    rho = best_correlations(tables.counts, pairs)
    influence = influences(codes, thresholds, pairs, rho)
    _refuse_untold(influence[:, -len(rho) :], pairs, names)
    labels = pd.MultiIndex.from_tuples(
        [(name, at + 1) for name, of in zip(names, thresholds, strict=True) for at in range(len(of))],
        names=["item", "threshold"],
    )
    columns = [f"{name}|t{at}" for name, at in labels]
    columns += [f"{names[one]}~~{names[other]}" for one, other in zip(pairs.first, pairs.second, strict=True)]
    errors = np.sqrt((influence[:, len(labels) :] ** 2).sum(axis=0))
    return Polychoric(
        METHOD,
        notes + _said(tables, rho, pairs, names),
        _square(rho, 1.0, pairs, names),
        _square(errors, 0.0, pairs, names),
        pd.Series(np.concatenate(thresholds), index=labels, name="threshold"),
        confidence,
        len(answers),
        len(names),
        _square(tables.counts.sum(axis=(1, 2)), (~np.isnan(answers)).sum(axis=0), pairs, names).round().astype(int),
        pd.DataFrame(influence, columns=columns),
    )


def _coded(answers: Floats, names: pd.Index[Any]) -> tuple[npt.NDArray[np.intp], list[Floats]]:
    """Give each item's answers numbered from 0 up, -1 for missing, and its thresholds."""
    codes = np.full(answers.shape, -1, dtype=np.intp)
    thresholds = []
    for at, name in enumerate(names):
        given = ~np.isnan(answers[:, at])
        kinds, codes[given, at], counts = np.unique(answers[given, at], return_inverse=True, return_counts=True)
        if len(kinds) < 2:
            raise NotEnoughData(f"item {name!r} has the same answer from everyone: it goes together with nothing")
        if len(kinds) > MOST_CATEGORIES:
            raise ValueError(
                f"item {name!r} has {len(kinds)} different answers: with more than {MOST_CATEGORIES} it is no ordered "
                "answer, and a plain correlation will do"
            )
        thresholds.append(np.asarray(special.ndtri(counts.cumsum()[:-1] / counts.sum()), dtype=np.float64))
    return codes, thresholds


def _refuse_empty(tables: Crosstables, pairs: Pairs, names: pd.Index[Any]) -> None:
    few = np.flatnonzero(tables.counts.sum(axis=(1, 2)) < 3)
    if len(few):
        one, other = names[pairs.first[few[0]]], names[pairs.second[few[0]]]
        raise NotEnoughData(f"fewer than 3 people answered both item {one!r} and item {other!r}")


def _refuse_untold(influence: Floats, pairs: Pairs, names: pd.Index[Any]) -> None:
    untold = np.flatnonzero(np.isnan(influence).any(axis=0))
    if len(untold):
        one, other = names[pairs.first[untold[0]]], names[pairs.second[untold[0]]]
        raise NotEnoughData(f"item {one!r} follows from item {other!r} in these answers: too few people to go by")


def _said(tables: Crosstables, rho: Floats, pairs: Pairs, names: pd.Index[Any]) -> tuple[str, ...]:
    notes: tuple[str, ...] = ()
    total = len(rho)
    if tables.halved:
        notes += (f"{tables.halved} of {total} tables are two by two with an empty cell, which was counted as a half",)
    if tables.empty:
        notes += (f"{tables.empty} of {total} tables have empty cells, which were left as they are",)
    for at in np.flatnonzero(np.abs(rho) > EDGE):
        one, other = names[pairs.first[at]], names[pairs.second[at]]
        notes += (f"the correlation of {one} and {other} is at the edge: one answer follows from the other",)
    return notes


def _square(values: Floats, diagonal: Any, pairs: Pairs, names: pd.Index[Any]) -> pd.DataFrame:
    square = np.zeros((len(names), len(names)))
    square[pairs.first, pairs.second] = square[pairs.second, pairs.first] = values
    np.fill_diagonal(square, diagonal)
    return pd.DataFrame(square, index=names, columns=names)
