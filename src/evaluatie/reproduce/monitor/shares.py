"""Shares (0.62) where percentages (62) belong: told apart by what stands beside them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

REMEDY = "write 62 for 0.62"


def taken_for_shares(values: Sequence[float]) -> list[int]:
    """Give the places of values that look like shares of 1 among percentages of one measure.

    Without a value above 1 all that lie above 0 look so. Beside values above 1, one strictly between 0 and 1 does where
    it lies nearer to their median when it is multiplied by 100.

    Parameters
    ----------
    values : sequence of float
        What should be percentages.

    Returns
    -------
    list of int

    Examples
    --------
    >>> taken_for_shares([0.62, 0.7, 1.0, 0.0]), taken_for_shares([62.0, 0.7, 1.0]), taken_for_shares([8.0, 0.5, 1.0])
    ([0, 1, 2], [1], [])
    """
    given = np.asarray(values, dtype=np.float64)
    above = given[given > 1]
    if not len(above):
        return [int(place) for place in np.flatnonzero((given > 0) & (given <= 1))]
    middle = float(np.median(above))
    nearer = np.abs(100 * given - middle) < np.abs(given - middle)
    return [int(place) for place in np.flatnonzero((given > 0) & (given < 1) & nearer)]
