"""Tables of two ordered answers, for all pairs of items at once, and the normal correlation behind each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evaluatie.scales.answers import Floats
from evaluatie.scales.ordinals.bivariate_normal import below_both, density

Codes = npt.NDArray[np.intp]

#: Nothing of a standard normal variable is above it: it closes the last answer
FAR = 40.0
#: The largest correlation that is looked for
LARGEST = 0.99999


@dataclass(frozen=True)
class Pairs:
    """All pairs of items, with their thresholds brought to one shape.

    Attributes
    ----------
    first, second : ndarray of int, shape (pairs,)
        The items.
    rows, columns : ndarray of float, shape (pairs, most thresholds)
        Thresholds of the first and the second item; ``FAR`` where it has fewer.
    """

    first: Codes
    second: Codes
    rows: Floats
    columns: Floats

    @classmethod
    def of(cls, thresholds: Sequence[Floats]) -> Pairs:
        """Pair up the items that have these thresholds."""
        most = max(map(len, thresholds))
        padded = np.stack([np.pad(of_item, (0, most - len(of_item)), constant_values=FAR) for of_item in thresholds])
        first, second = np.triu_indices(len(thresholds), 1)
        return cls(first, second, padded[first], padded[second])

    def probabilities(self, rho: Floats) -> Floats:
        """Give each cell's probability under the correlations, shape (pairs, most answers, most answers)."""
        corners = np.zeros((len(rho), self.rows.shape[1] + 2, self.rows.shape[1] + 2))
        inner = below_both(self.rows[:, :, None], self.columns[:, None, :], rho[:, None, None])
        corners[:, 1:-1, 1:-1] = inner
        far = np.full((len(rho), 1), FAR)
        corners[:, 1:-1, -1:] = below_both(self.rows, far, np.zeros((len(rho), 1)))[:, :, None]
        corners[:, -1:, 1:-1] = below_both(self.columns, far, np.zeros((len(rho), 1)))[:, None, :]
        corners[:, -1, -1] = 1.0
        return np.clip(np.diff(np.diff(corners, axis=1), axis=2), 0, None)

    def slopes(self, rho: Floats) -> Floats:
        """Give how fast each cell's probability changes with the correlation, in the same shape."""
        corners = np.zeros((len(rho), self.rows.shape[1] + 2, self.rows.shape[1] + 2))
        corners[:, 1:-1, 1:-1] = density(self.rows[:, :, None], self.columns[:, None, :], rho[:, None, None])
        return np.diff(np.diff(corners, axis=1), axis=2)


@dataclass(frozen=True)
class Crosstables:
    """How often each two answers went together.

    Attributes
    ----------
    counts : ndarray of float, shape (pairs, most answers, most answers)
        People per cell.
    halved : int
        Two by two tables with an empty cell, which now counts as a half.
    empty : int
        Larger tables with an empty cell.
    """

    counts: Floats
    halved: int
    empty: int


def crosstables(codes: Codes, sizes: Sequence[int]) -> Crosstables:
    """Count how often each two answers went together.

    Parameters
    ----------
    codes : ndarray of int, shape (n, k)
        Answers numbered from 0 up; -1 where missing.
    sizes : sequence of int, length k
        How many different answers each item has.

    Returns
    -------
    Crosstables
        For the pairs of :class:`Pairs`, in its order.

    Examples
    --------
    >>> crosstables(np.array([[0, 0], [0, 1], [1, 1], [1, 0], [1, 1], [-1, 1]]), [2, 2]).counts[0]
    array([[1., 1.], [1., 2.]])
    """
    k, most = codes.shape[1], max(sizes)
    marks = np.stack([codes == answer for answer in range(most)], axis=2).reshape(len(codes), k * most).astype(float)
    together = (marks.T @ marks).reshape(k, most, k, most)
    first, second = np.triu_indices(k, 1)
    counts = np.ascontiguousarray(together[first, :, second, :])
    halved = empty = 0
    for both, one, other in zip(counts, first.tolist(), second.tolist(), strict=True):
        table = both[: sizes[one], : sizes[other]]
        if not (table == 0).any():
            continue
        if table.shape == (2, 2):
            halved += 1
            _give_half(table)
        else:
            empty += 1
    return Crosstables(counts, halved, empty)


def best_correlations(counts: Floats, pairs: Pairs) -> Floats:
    """Find the correlation under which each table is likeliest, by scoring all tables at the same time.

    Parameters
    ----------
    counts : ndarray of float, shape (pairs, answers, answers)
        People per cell.
    pairs : Pairs
        The same pairs, with thresholds.

    Returns
    -------
    ndarray of float, shape (pairs,)
        Between -0.99999 and 0.99999.

    Examples
    --------
    >>> pairs = Pairs.of([np.array([0.0]), np.array([0.0])])
    >>> best_correlations(np.array([[[40.0, 10.0], [10.0, 40.0]]]), pairs).round(4)
    array([0.809])
    """
    rho = np.zeros(len(counts))
    step, fit = _uphill(counts, pairs, rho)
    for _ in range(100):
        if np.abs(step).max(initial=0) < 1e-13:
            break
        there = np.clip(rho + step, -LARGEST, LARGEST)
        ahead, likelier = _uphill(counts, pairs, there)
        gained = likelier >= fit - 1e-12 * np.abs(fit)
        rho = np.where(gained, there, rho)
        fit = np.where(gained, likelier, fit)
        # a step that overshot is tried again at half its length; at the edge there is nowhere further to go
        step = np.where(gained, np.clip(rho + ahead, -LARGEST, LARGEST) - rho, step / 2)
    return rho


def _uphill(counts: Floats, pairs: Pairs, rho: Floats) -> tuple[Floats, Floats]:
    """Give the scoring step and the log-likelihood of each table."""
    chances, slopes = pairs.probabilities(rho), pairs.slopes(rho)
    safe = np.where(chances > 1e-300, chances, 1e-300)
    score = (counts * slopes / safe).sum(axis=(1, 2))
    expected = counts.sum(axis=(1, 2)) * (np.where(chances > 1e-15, slopes**2, 0) / safe).sum(axis=(1, 2))
    step = np.divide(score, expected, out=np.zeros_like(score), where=expected > 0)
    return np.clip(step, -0.5, 0.5), (counts * np.log(safe)).sum(axis=(1, 2))


def _give_half(table: Floats) -> None:
    """Count an empty cell of a two by two table as a half, and keep the margins."""
    diagonal = 0.5 if (table[0, 0] == 0 or table[1, 1] == 0) else -0.5
    table += np.array([[diagonal, -diagonal], [-diagonal, diagonal]])
