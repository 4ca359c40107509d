"""How many went one way and how many the other, among the same units: a difference of paired shares."""

from __future__ import annotations

import math

from scipy import special


def paired_difference(up: int, down: int, n: int, confidence: float) -> tuple[float, float, float]:
    """Give (up - down) / n with its interval.

    Bonett & Price (2012, *Journal of Educational and Behavioral Statistics* 37, 479-488): one is added to either count.

    Parameters
    ----------
    up, down : int
        Units that went one way, and the other.
    n : int
        All units, those that did neither too; above 0.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    tuple of float
        Difference, lower and upper limit, between -1 and 1.

    Examples
    --------
    >>> [round(share, 3) for share in paired_difference(8, 2, 20, 0.95)]
    [0.3, -0.014, 0.56]
    """
    one, other = (up + 1) / (n + 2), (down + 1) / (n + 2)
    half = float(special.ndtri((1 + confidence) / 2)) * math.sqrt((one + other - (one - other) ** 2) / (n + 2))
    found = (up - down) / n
    return found, max(min(one - other - half, found), -1.0), min(max(one - other + half, found), 1.0)


def paired_p(up: int, down: int) -> float:
    """Give the exact two-sided p of as many up as down: the sign test, and McNemar's exact test of paired shares.

    Parameters
    ----------
    up, down : int
        Units that went one way, and the other.

    Returns
    -------
    float
        1 where none did.

    Examples
    --------
    >>> round(paired_p(8, 2), 4), paired_p(0, 0)
    (0.1094, 1.0)
    """
    if up + down == 0:
        return 1.0
    return min(2 * float(special.bdtr(min(up, down), up + down, 0.5)), 1.0)
