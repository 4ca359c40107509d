"""Which three variables, or else which few, make a correlation matrix impossible."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np

from evaluatie.reproduce.checks.matrix.projecting import search_box

#: floating-point noise of an angle
NOISE = 1e-9


def impossible_triples(low: np.ndarray, high: np.ndarray) -> list[tuple[int, int, int]]:
    """Find the triples of variables whose three correlations cannot go together.

    A correlation is the cosine of an angle; three angles go together where none exceeds the sum of the others and all
    together are no more than a full turn. Within intervals it is enough that each of these four can hold by itself.

    Parameters
    ----------
    low, high : numpy.ndarray, shape (p, p)
        Between which values each correlation lies, within -1 and 1.

    Returns
    -------
    list of tuple of int
        Places of the variables.

    Examples
    --------
    >>> r = np.array([[1, .9, -.9], [.9, 1, .9], [-.9, .9, 1]])
    >>> impossible_triples(r, r)
    [(0, 1, 2)]
    """
    wide, narrow = np.arccos(np.clip(low, -1, 1)), np.arccos(np.clip(high, -1, 1))
    return [each for each in combinations(range(len(low)), 3) if not _fit(each, narrow, wide)]


def _fit(triple: tuple[int, int, int], narrow: np.ndarray, wide: np.ndarray) -> bool:
    a, b, c = triple
    pairs = ((a, b), (a, c), (b, c))
    least, most = [float(narrow[pair]) for pair in pairs], [float(wide[pair]) for pair in pairs]
    sides = all(least[i] <= sum(most) - most[i] + NOISE for i in range(3))
    return sides and sum(least) <= 2 * math.pi + NOISE


def fewest_impossible(low: np.ndarray, high: np.ndarray) -> tuple[int, ...]:
    """Leave out variables one by one as long as the rest stays impossible.

    Parameters
    ----------
    low, high : numpy.ndarray, shape (p, p)
        A box without any positive semidefinite matrix.

    Returns
    -------
    tuple of int
        Places of variables that are impossible together, and are possible once any of them is left out.
    """
    kept = list(range(len(low)))
    for each in range(len(low)):
        fewer = [other for other in kept if other != each]
        part = np.ix_(fewer, fewer)
        if len(fewer) > 1 and search_box(low[part], high[part]).answer == "none":
            kept = fewer
    return tuple(kept)
