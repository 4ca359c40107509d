"""Agreement of coders in tables: the measure itself, by category, by pair of coders, and who uses which category."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.agreement import (
    Coefficient,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    pair_agreement,
    specific_agreement,
)
from evaluatie.themes.coders.reading import Floats, Ints, Ratings

CATEGORY_COLUMNS = (
    "category", "ratings", "prevalence", "units", "agreement", "agreement_low", "agreement_high", "estimate", "ci_low",
    "ci_high",
)  # fmt: skip
MISSING = float("nan")


@dataclass(frozen=True)
class Measure:
    """How agreement is measured.

    Attributes
    ----------
    name, level : str
        As asked for.
    weights : str
        Of Cohen's kappa; ``"none"`` for other measures.
    confidence : float
        Level of the intervals.
    """

    name: str
    level: str
    weights: str
    confidence: float

    def of(self, ratings: Ratings) -> Coefficient:
        """Give the coefficient of all coders.

        Parameters
        ----------
        ratings : Ratings
            Units by coders.

        Returns
        -------
        Coefficient
            Kappa or alpha.
        """
        if self.name == "fleiss":
            return fleiss_kappa(counts_of(ratings), self.confidence)
        return self.of_pair(ratings.codes, ratings.values)

    def of_pair(self, codes: Ints, values: Floats) -> Coefficient:
        """Give the coefficient of a pair: alpha where that is the measure, else Cohen's kappa with its weights.

        Parameters
        ----------
        codes : ndarray of int, shape (n, c)
            Positions of categories; two columns, or more for alpha.
        values : ndarray of float, shape (k,)
            The categories as numbers.

        Returns
        -------
        Coefficient
            Kappa or alpha.
        """
        if self.name == "krippendorff":
            return krippendorff_alpha(_counts(codes, len(values)), values, self.level, self.confidence)
        return cohen_kappa(_crossed(codes, len(values)), self.weights, self.confidence)

    def against_rest(self, ratings: Ratings, category: int) -> Coefficient:
        """Give the coefficient of one category against all others together.

        Parameters
        ----------
        ratings : Ratings
            Units by coders.
        category : int
            Its position.

        Returns
        -------
        Coefficient
            Of two categories, without weights.
        """
        two = np.where(ratings.codes < 0, -1, ratings.codes == category).astype(np.int64)
        plain = Measure(self.name, "nominal", "none", self.confidence)
        return plain.of(replace(ratings, codes=two, categories=("others", "it"), values=np.arange(2.0)))


def counts_of(ratings: Ratings) -> Floats:
    """Count how many coders put each unit in each category.

    Parameters
    ----------
    ratings : Ratings
        Units by coders.

    Returns
    -------
    ndarray of float, shape (n, k)
        Counts.
    """
    return _counts(ratings.codes, len(ratings.categories))


def _counts(codes: Ints, categories: int) -> Floats:
    return np.stack([(codes == place).sum(axis=1) for place in range(categories)], axis=1).astype(np.float64)


def _crossed(codes: Ints, categories: int) -> Floats:
    cells = np.bincount(codes[:, 0] * categories + codes[:, 1], minlength=categories**2)
    return cells.reshape(categories, categories).astype(np.float64)


def category_table(ratings: Ratings, measure: Measure) -> pd.DataFrame:
    """Give agreement on each category.

    Parameters
    ----------
    ratings : Ratings
        Units by coders.
    measure : Measure
        How it is measured.

    Returns
    -------
    pandas.DataFrame
        A row per category; none at interval and ratio level, where values are no categories.
    """
    rows = [] if measure.level in ("interval", "ratio") else list(_category_rows(ratings, measure))
    return pd.DataFrame(rows, columns=list(CATEGORY_COLUMNS))


def _category_rows(ratings: Ratings, measure: Measure) -> Iterator[dict[str, Any]]:
    counts = counts_of(ratings)
    for place, label in enumerate(ratings.categories):
        given, used = counts[:, place], int((counts[:, place] > 0).sum())
        row = {"category": label, "ratings": int(given.sum()), "prevalence": given.sum() / counts.sum(), "units": used}
        shares = specific_agreement(counts, place, measure.confidence) or (MISSING,) * 3
        yield row | dict(zip(CATEGORY_COLUMNS[4:7], shares, strict=True)) | limits(measure.against_rest(ratings, place))


def limits(found: Coefficient) -> dict[str, float]:
    """Give a coefficient as cells of a table, missing where it is not defined.

    Parameters
    ----------
    found : Coefficient
        A kappa or alpha.

    Returns
    -------
    dict
        ``estimate``, ``ci_low``, ``ci_high``.
    """
    cells = {"estimate": found.estimate, "ci_low": found.low, "ci_high": found.high}
    return {name: MISSING if value is None else value for name, value in cells.items()}


def pair_table(ratings: Ratings, measure: Measure) -> pd.DataFrame:
    """Give agreement of each pair of coders, those who disagree most first.

    Parameters
    ----------
    ratings : Ratings
        Units by coders.
    measure : Measure
        How it is measured.

    Returns
    -------
    pandas.DataFrame
        A row per pair; without figures where fewer than 2 units were coded by both.
    """
    frame = pd.DataFrame([_pair_row(ratings, measure, *pair) for pair in combinations(range(len(ratings.coders)), 2)])
    return frame.sort_values(["agreement", "estimate"], kind="stable", ignore_index=True)


def _pair_row(ratings: Ratings, measure: Measure, one: int, other: int) -> dict[str, Any]:
    codes = ratings.codes[:, [one, other]]
    codes = codes[(codes >= 0).all(axis=1)]
    row: dict[str, Any] = {"coder": ratings.coders[one], "other": ratings.coders[other], "n": len(codes)}
    names = "agreement", "agreement_low", "agreement_high"
    if len(codes) < 2:
        return row | dict.fromkeys((*names, "estimate", "ci_low", "ci_high"), MISSING)
    shares = pair_agreement(_counts(codes, len(ratings.categories)), measure.confidence)
    return row | dict(zip(names, shares, strict=True)) | limits(measure.of_pair(codes, ratings.values))


def usage_table(ratings: Ratings) -> pd.DataFrame:
    """Give how often each coder uses each category.

    Parameters
    ----------
    ratings : Ratings
        Units by coders.

    Returns
    -------
    pandas.DataFrame
        One row per coder and category: ``coder``, ``category``, ``ratings``, ``share`` of the coder's ratings.
    """
    rows = []
    for place, coder in enumerate(ratings.coders):
        given = ratings.codes[:, place]
        for category, label in enumerate(ratings.categories):
            times = int((given == category).sum())
            share = times / int((given >= 0).sum()) if (given >= 0).any() else MISSING
            rows.append({"coder": coder, "category": label, "ratings": times, "share": share})
    return pd.DataFrame(rows)
