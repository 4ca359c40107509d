"""Which states of a chain reach each other, and how its cycles go round."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import connected_components

from evaluatie.flows.reading.heads import Floats


def closed_classes(p: Floats) -> list[npt.NDArray[np.int64]]:
    """Find the sets of states that reach each other and are never left.

    Parameters
    ----------
    p : ndarray, shape (k, k)
        Transition probabilities.

    Returns
    -------
    list of ndarray of int
        The states of each set.

    Examples
    --------
    >>> closed_classes(np.array([[0.5, 0.5], [0.0, 1.0]]))
    [array([1])]
    """
    number, label = connected_components(p > 0, directed=True, connection="strong")
    classes = [np.flatnonzero(label == at) for at in range(number)]
    return [states for states in classes if not np.delete(p[states], states, axis=1).any()]


def period(p: Floats) -> int:
    """Give the greatest common divisor of the lengths of all cycles, from distances to a first state.

    Parameters
    ----------
    p : ndarray, shape (k, k)
        Transition probabilities of states that all reach each other.

    Returns
    -------
    int
        1 for an aperiodic chain.

    Examples
    --------
    >>> period(np.array([[0.0, 1.0], [1.0, 0.0]])), period(np.array([[0.5, 0.5], [1.0, 0.0]]))
    (2, 1)
    """
    distance = {0: 0}
    queue, found = [0], 0
    while queue:
        state = queue.pop(0)
        for reached in np.flatnonzero(p[state] > 0):
            there = int(reached)
            if there in distance:
                found = math.gcd(found, distance[state] + 1 - distance[there])
            else:
                distance[there] = distance[state] + 1
                queue.append(there)
    return found
