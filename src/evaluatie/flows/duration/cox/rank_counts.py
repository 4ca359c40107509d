"""Count how many of a stretch of numbers are below a value: a wavelet matrix, in plain numpy."""

from __future__ import annotations

import numpy as np

from evaluatie.flows.duration.columns import Ints


class RankCounts:
    """Answers, for any stretch of a sequence of ranks, how many are below and how many equal to a given one.

    Claude, Navarro & Ordóñez (2015), *Information Systems* 47, 15-32. Time n log r to build and log r per question.

    Parameters
    ----------
    ranks : ndarray of int, shape (n,)
        From 0.
    """

    def __init__(self, ranks: Ints) -> None:
        bits = max(int(ranks.max(initial=0)).bit_length(), 1)
        self._levels: list[tuple[int, Ints]] = []
        for bit in range(bits - 1, -1, -1):
            zero = (ranks >> bit) & 1 == 0
            self._levels.append((bit, np.concatenate([[0], np.cumsum(zero)])))
            ranks = np.concatenate([ranks[zero], ranks[~zero]])

    def count(self, first: Ints, last: Ints, rank: Ints) -> tuple[Ints, Ints]:
        """Count in the stretches from ``first`` up to, not including, ``last``.

        Parameters
        ----------
        first, last, rank : ndarray of int, shape (q,)
            Questions; a rank is one that may occur.

        Returns
        -------
        below, equal : ndarray of int, shape (q,)
            How many are below the rank, and how many have it.

        Examples
        --------
        >>> counts = RankCounts(np.array([2, 0, 1, 2]))
        >>> counts.count(np.array([0, 1]), np.array([4, 3]), np.array([2, 1]))
        (array([2, 1]), array([2, 1]))
        """
        below = np.zeros(len(rank), dtype=np.int64)
        for bit, zeros in self._levels:
            one = (rank >> bit) & 1 == 1
            left, right = zeros[first], zeros[last]
            below += np.where(one, right - left, 0)
            first = np.where(one, zeros[-1] + first - left, left)
            last = np.where(one, zeros[-1] + last - right, right)
        return below, last - first
