"""A choice of cells to hide that is safe and soon found, where looking for the cheapest takes too long.

Each sensitive sum in turn is given its room by the cheapest movement of cells that does so, and what moves is hidden:
the way of Kelly, Golden and Assad, with a program that need not be a network.

References
----------
Kelly, J. P., Golden, B. L., & Assad, A. A. (1992). Cell suppression: disclosure protection for sensitive tabular data.
Networks, 22(4), 397-417.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, vstack

if TYPE_CHECKING:
    from evaluatie.disclosure.optimal import Sums

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
_MOVES = 1e-7
#: by how much one loss outweighs the next, for a single cell
_STEP = 100.0


def soon_hidden(sums: Sums, room: Floats, sensitive: Flags, losses: Sequence[Floats]) -> Flags:
    """Hide what moves in the cheapest way in which each sensitive sum can go as far as it must.

    Parameters
    ----------
    sums : Sums
        What adds up to what, and which sums are sensitive.
    room : array of float, shape (targets, 2)
        How far down and up each of them must be able to go.
    sensitive : array of bool, shape (cells,)
        Cells that are hidden in any case.
    losses : sequence of array of float, shape (cells,)
        What hiding each cell costs, the most important first.

    Returns
    -------
    array of bool, shape (cells,)
        In fractions every sum has its room; in whole numbers it may have less.
    """
    hidden, price = sensitive.copy(), _price(losses)
    both = hstack([sums.equations, -sums.equations], format="csr")
    above = sums.ceiling - sums.values
    for at, sides in enumerate(room):
        own = sums.targets[[at]]
        for sign, need in zip((-1.0, 1.0), sides, strict=True):
            if need > _MOVES:
                bounds = np.concatenate([above, sums.values])
                cost = np.where(
                    np.tile(hidden, 2), 0.0, np.tile(price, 2) / np.maximum(np.minimum(bounds, need), _MOVES)
                )
                move = _cheapest(both, own * sign, need, cost, bounds)
                hidden |= move if move is not None else True
    return hidden


def _price(losses: Sequence[Floats]) -> Floats:
    price = np.zeros_like(losses[0])
    for at, loss in enumerate(reversed(losses)):
        price += _STEP**at * loss / max(loss.max(initial=0.0), 1.0)
    return price


def _cheapest(equations: csr_array, own: csr_array, need: float, cost: Floats, bounds: Floats) -> Flags | None:
    """Say which cells move; None where the solver has no answer."""
    away = vstack([equations, hstack([own, -own])], format="csr")
    right = np.append(np.zeros(equations.shape[0]), need)
    limits = np.column_stack([np.zeros(len(bounds)), bounds])
    found = linprog(cost, A_eq=away, b_eq=right, bounds=limits, method="highs")
    if found.status != 0:
        return None
    moved: Flags = (np.abs(found.x) > _MOVES).reshape(2, -1).any(axis=0)
    return moved
