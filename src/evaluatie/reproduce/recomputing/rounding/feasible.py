"""Points of a box at which a number has a value, where the printed inputs are none."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from evaluatie.reproduce.recomputing.given import Floats
from evaluatie.reproduce.recomputing.rounding.box import Box
from evaluatie.reproduce.recomputing.rounding.landscape import Height

_LEAST = 1e-7  # eigenvalue of a matrix that is just positive definite
_ROUNDS = 400
_SEED = 1936
_TRIES = 64
Places: TypeAlias = npt.NDArray[np.intp]


def defined_points(height: Height, box: Box) -> Iterator[Floats]:
    """Go through points where a number has a value.

    Correlations that cannot go together are moved by turns to the nearest ones that can, and back into the box
    (alternating projections, Bregman 1965): where the two convex sets meet, a point of both is found. Then seeded
    random points follow.

    Parameters
    ----------
    height : callable
        The number; NaN where it has no value.
    box : Box
        The box.

    Yields
    ------
    ndarray of float, shape (d,)
    """
    repaired = repaired_correlations(box)
    if not math.isnan(height(repaired)):
        yield repaired
    chance = np.random.default_rng(_SEED)
    for _ in range(_TRIES):
        point = box.low + chance.random(box.size) * (box.high - box.low)
        if not math.isnan(height(point)):
            yield point


def repaired_correlations(box: Box) -> Floats:
    """Move a box's correlations to ones that can go together, where the box holds any.

    Parameters
    ----------
    box : Box
        The box.

    Returns
    -------
    ndarray of float, shape (d,)
        A point of the box.
    """
    point = box.nominal.copy()
    for table in {owner for kind, owner, _ in box.slots if kind == "r"}:
        at = [which for which, (kind, owner, _) in enumerate(box.slots) if kind == "r" and owner == table]
        pairs = [box.slots[which][2] for which in at]
        used = sorted({one for pair in pairs for one in pair})
        rows, columns = (np.array([used.index(pair[side]) for pair in pairs]) for side in (0, 1))
        point[at] = _repaired(len(used), rows, columns, box.nominal[at], box.low[at], box.high[at])
    return point


def _repaired(k: int, rows: Places, columns: Places, nominal: Floats, low: Floats, high: Floats) -> Floats:
    cells = nominal
    for _ in range(_ROUNDS):
        matrix = np.eye(k)
        matrix[rows, columns] = matrix[columns, rows] = cells
        values, vectors = np.linalg.eigh(matrix)
        if values[0] > _LEAST / 2:
            return cells
        definite = (vectors * np.maximum(values, _LEAST)) @ vectors.T
        cells = np.clip(definite[rows, columns], low, high)
    return cells
