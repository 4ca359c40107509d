"""Make matrices complete, and say which rest on few moves; read known retirements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluatie.flows.looking_ahead.simulating import Retirements
from evaluatie.flows.looking_ahead.tables_in import Matrices, heads_over_steps
from evaluatie.flows.reading.heads import Floats, label_of, require_keys

#: rows that rest on fewer moves are named in a note
FEW_MOVES = 10


def read_retirements(
    table: Any, retired: Any, groups: Sequence[str], matrices: Matrices, steps: int
) -> Retirements | None:
    """Read known retirements.

    Parameters
    ----------
    table : table of heads, list of them, or None
        Expected number per step.
    retired : state or None
        Exit state of retirement.
    groups, matrices, steps
        As :func:`heads_over_steps` takes them.

    Returns
    -------
    Retirements or None
        None where none are given.

    Raises
    ------
    ValueError
        If there is no state outside the staff.

    Examples
    --------
    >>> made = Matrices(("S1", "left"), ("left",), np.eye(2)[None], False, True, ())
    >>> read_retirements({"S1": 5}, None, ("all",), made, 1).heads.ravel()
    array([5., 0.])
    """
    if table is None:
        return None
    if not matrices.exits:
        raise ValueError("retirements need a state to go to: name the states outside the staff in exits=")
    if retired is not None:
        require_keys([label_of(retired)], matrices.exits, "state of retirement")
    own = None if retired is None else matrices.states.index(label_of(retired))
    return Retirements(heads_over_steps(table, groups, matrices, steps, "retirements"), own)


def complete_rows(matrices: Matrices, groups: Sequence[str], start: Floats) -> Matrices:
    """Fill rows without moves from all groups together.

    Parameters
    ----------
    matrices : Matrices
        As read.
    groups : sequence of str
        Their names.
    start : ndarray, shape (G, K)
        Where people are or come in.

    Returns
    -------
    Matrices
        Every row has a move; states outside the staff, and states that nobody comes to, are never left.

    Raises
    ------
    ValueError
        If no group has moves from a state that people are in or come to.

    Examples
    --------
    >>> made = Matrices(("S1", "left"), ("left",), np.array([[[8.0, 2.0], [0.0, 0.0]]]), False, True, ())
    >>> complete_rows(made, ("all",), np.array([[1.0, 0.0]])).counts[0].tolist()
    [[8.0, 2.0], [0.0, 1.0]]
    """
    counts, states = matrices.counts.copy(), matrices.states
    for state in matrices.exits:
        at = states.index(state)
        counts[:, at] = np.eye(len(states))[at]
    pooled, bare = counts.sum(axis=0), counts.sum(axis=2) == 0
    if matrices.known:
        pooled = pooled / np.maximum(pooled.sum(axis=1, keepdims=True), 1)
    unknown = pooled.sum(axis=1) == 0
    reached = _reached(pooled, start.sum(axis=0) > 0)
    if (unknown & reached).any():
        lost = ", ".join(np.array(states, dtype=object)[unknown & reached])
        raise ValueError(f"no move from {lost} was seen in any group, and people are or come there: join states")
    pooled[unknown] = np.eye(len(states))[unknown]
    borrowed = [f"{groups[g]} in {states[i]}" for g, i in np.argwhere(bare & ~unknown)]
    counts[bare] = pooled[np.nonzero(bare)[1]]
    note = f"no moves seen of {', '.join(borrowed)}: the moves of all groups together are used"
    return replace(matrices, counts=counts, notes=(*matrices.notes, note) if borrowed else matrices.notes)


def note_small_rows(matrices: Matrices, groups: Sequence[str], heads: Floats) -> Matrices:
    """Name the rows that rest on few moves while people are there.

    Parameters
    ----------
    matrices : Matrices
        Complete.
    groups : sequence of str
        Their names.
    heads : ndarray, shape (G, K)
        Stock.

    Returns
    -------
    Matrices
        With a note.

    Examples
    --------
    >>> made = Matrices(("S1",), (), np.array([[[8.0]]]), False, True, ())
    >>> note_small_rows(made, ("all",), np.ones((1, 1))).notes[0][:38]
    'fewer than 10 moves were seen of all i'
    """
    few = (matrices.counts.sum(axis=2) < FEW_MOVES) & (heads > 0)
    if matrices.known or not few.any():
        return matrices
    where = ", ".join(f"{groups[g]} in {matrices.states[i]}" for g, i in np.argwhere(few))
    note = f"fewer than {FEW_MOVES} moves were seen of {where}: bands of these states are too narrow"
    return replace(matrices, notes=(*matrices.notes, note))


def _reached(moves: Floats, start: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    reached = start.copy()
    for _ in range(len(moves)):
        reached = reached | (moves[reached] > 0).any(axis=0)
    return reached
