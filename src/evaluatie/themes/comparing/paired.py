"""The change within units that took part in both rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluatie.holm import holm
from evaluatie.newcombe import difference_limits, lessened
from evaluatie.themes.alikeness import Floats, Shares, shares_of
from evaluatie.themes.paired_counts import paired_p
from evaluatie.themes.reading.coders import Bools, Ints

COLUMNS = (
    "theme", "units", "first_documents", "first_of", "last_documents", "last_of", "change", "ci_low", "ci_high", "p",
    "p_adjusted",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """The documents of one round.

    Attributes
    ----------
    occurs : ndarray of bool, shape (D, T)
        Documents by themes.
    units : ndarray of int, shape (D,)
        Number of each document's unit, the same in all rounds.
    """

    occurs: Bools
    units: Ints

    def among(self, units: Ints) -> Part:
        """Give the documents of some units."""
        chosen = np.isin(self.units, units)
        return Part(self.occurs[chosen], self.units[chosen])

    def single(self) -> bool:
        """Say whether every unit has one document."""
        return len(np.unique(self.units)) == len(self.units)


def paired_rows(first: Part, last: Part, themes: Sequence[str], confidence: float) -> pd.DataFrame:
    """Give the change in share of each theme over units that are in both rounds.

    Newcombe's limits for paired shares (1998, *Statistics in Medicine* 17, 2635-2650, method 10) and McNemar's exact
    test, where each unit has one document in each round. With several documents the same formula takes the limits of
    each share that allow for documents of one unit being alike, and the correlation over units of what is counted in
    both rounds; there is then no exact test, and ``p`` is missing.

    Simulated with 4 to 25 units of 1 to 3 documents a round, shares of .1 to .5 and unit effects that stay, change or
    are not there, nominal 95% limits cover .93 to .998.

    Parameters
    ----------
    first, last : Part
        The documents of both rounds.
    themes : sequence of str, length T
        Names.
    confidence : float
        Level of the intervals.

    Returns
    -------
    DataFrame
        Columns ``COLUMNS``; no row where fewer than two units are in both rounds.

    Examples
    --------
    >>> before = Part(np.array([[True], [True], [False], [True]]), np.array([1, 2, 3, 4]))
    >>> after = Part(np.array([[False], [True], [False], [False]]), np.array([1, 2, 3, 4]))
    >>> rows = paired_rows(before, after, ["pay"], 0.95)
    >>> rows[["change", "ci_low", "ci_high", "p"]].round(3).values.tolist()
    [[-0.5, -0.789, 0.135, 0.5]]
    """
    units = np.intersect1d(first.units, last.units)
    if len(units) < 2:
        return pd.DataFrame(columns=list(COLUMNS))
    first, last = first.among(units), last.among(units)
    before, after = (shares_of(part.occurs, part.units, confidence) for part in (first, last))
    limits = _limits(before, after, _deviations(first, before), _deviations(last, after))
    exact = first.single() and last.single()
    p = _mcnemar(first, last) if exact else np.full(len(themes), np.nan)
    values = (
        themes, len(units), before.counts, before.total, after.counts, after.total, after.share - before.share,
        *limits, p, holm(p) if exact else p,
    )  # fmt: skip
    return pd.DataFrame(dict(zip(COLUMNS, values, strict=True)))


def _deviations(part: Part, shares: Shares) -> Floats:
    """Give what each unit has more of each theme than its share, in units of one document per unit."""
    _, codes = np.unique(part.units, return_inverse=True)
    inside = np.stack([np.bincount(codes, weights=column) for column in part.occurs.T.astype(float)])
    sizes = np.bincount(codes)
    deviations: Floats = (inside - shares.share[:, None] * sizes) * len(sizes) / shares.total
    return deviations


def _limits(before: Shares, after: Shares, mine: Floats, theirs: Floats) -> tuple[Floats, Floats]:
    products, spreads = (mine * theirs).sum(axis=1), ((mine**2).sum(axis=1), (theirs**2).sum(axis=1))
    found = [
        difference_limits(
            after.share[at], (after.low[at], after.high[at]), before.share[at], (before.low[at], before.high[at]),
            lessened(float(product), float(spreads[0][at]), float(spreads[1][at])),
        )
        for at, product in enumerate(products)
    ]  # fmt: skip
    low, high = np.array(found, dtype=np.float64).reshape(-1, 2).T
    return low, high


def _mcnemar(first: Part, last: Part) -> Floats:
    one, other = first.occurs[np.argsort(first.units)], last.occurs[np.argsort(last.units)]
    lost, won = (one & ~other).sum(axis=0), (other & ~one).sum(axis=0)
    return np.array([paired_p(int(up), int(down)) for up, down in zip(won, lost, strict=True)])
