"""Read tables of heads by group and state, and matrices per group, into arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.flows.moving.transition_result import Transitions
from evaluatie.flows.reading.heads import Floats, label_of, require_keys

#: how far a row of probabilities may be from adding up to 1
ROUNDING = 1e-6
ONE_GROUP = "all"


@dataclass(frozen=True)
class Matrices:
    """Transition matrices of G groups over K states.

    Attributes
    ----------
    states : tuple of str
        In their order.
    exits : tuple of str
        States outside the staff.
    counts : ndarray, shape (G, K, K)
        Moves seen, or probabilities.
    known : bool
        Whether they are probabilities, which no sampling error is known of.
    shared : bool
        Whether one matrix serves all groups.
    notes : tuple of str
        What a reader must know of them.
    """

    states: tuple[str, ...]
    exits: tuple[str, ...]
    counts: Floats
    known: bool
    shared: bool
    notes: tuple[str, ...]


def heads_frame(table: Any, what: str) -> pd.DataFrame:
    """Give heads as a frame with groups as rows and states as columns.

    Parameters
    ----------
    table : DataFrame (groups x states), Series over (group, state), or Series or mapping over state
        Heads; the last means one group, called ``all``.
    what : str
        What to call it in an error.

    Returns
    -------
    DataFrame
        Labels as text, float values, missing cells 0.

    Raises
    ------
    TypeError
        If it is no such table.
    ValueError
        If a number is negative or infinite, or a label occurs twice.

    Examples
    --------
    >>> heads_frame({"S1": 10, "S2": 4}, "stock").loc["all", "S2"]
    np.float64(4.0)
    """
    if isinstance(table, Mapping):
        table = pd.Series(dict(table))
    if isinstance(table, pd.Series):
        two = isinstance(table.index, pd.MultiIndex)
        if two and table.index.nlevels != 2:
            raise ValueError(f"{what} must be indexed by group and state: got {table.index.nlevels} levels")
        if table.index.has_duplicates:
            raise ValueError(f"a combination occurs twice in {what}")
        table = table.unstack() if two else table.to_frame(ONE_GROUP).T  # noqa: PD010
    if not isinstance(table, pd.DataFrame):
        raise TypeError(f"{what} must be a frame of groups x states or a Series: got {type(table).__name__}")
    values = table.astype(object).where(table.notna(), 0).astype(float)
    values.index, values.columns = (pd.Index([label_of(held) for held in axis]) for axis in values.axes)
    if values.index.has_duplicates or values.columns.has_duplicates:
        raise ValueError(f"a group or state occurs twice in {what}")
    if (values.to_numpy() < 0).any() or not np.isfinite(values.to_numpy()).all():
        raise ValueError(f"{what} holds a negative or infinite number of people")
    return values


def heads_array(table: Any, groups: Sequence[str], matrices: Matrices, what: str) -> Floats:
    """Give heads as an array.

    Parameters
    ----------
    table : as `heads_frame` takes it
        Heads.
    groups : sequence of str, length G
        Order of the groups.
    matrices : Matrices
        Order of the states.
    what : str
        What to call it in an error.

    Returns
    -------
    ndarray, shape (G, K)
        Heads; 0 where the table has no such cell.

    Raises
    ------
    ValueError
        If the table has an unknown group or state, or people in a state outside the staff.

    Examples
    --------
    >>> made = Matrices(("S1", "left"), ("left",), np.zeros((1, 2, 2)), False, True, ())
    >>> heads_array({"S1": 5}, ("all",), made, "stock")
    array([[5., 0.]])
    """
    frame = heads_frame(table, what)
    require_keys(frame.index, groups, f"groups in {what}")
    require_keys(frame.columns, matrices.states, f"states in {what}")
    values = frame.reindex(index=list(groups), columns=list(matrices.states), fill_value=0.0)
    outside = [state for state in matrices.exits if values[state].any()]
    if outside:
        raise ValueError(f"{what} has people in {', '.join(outside)}, which is outside the staff")
    return np.asarray(values.to_numpy(dtype=np.float64))


def heads_over_steps(table: Any, groups: Sequence[str], matrices: Matrices, steps: int, what: str) -> Floats:
    """Give heads per step as an array; one table serves all steps.

    Parameters
    ----------
    table : table of heads, or a sequence of `steps` tables, or None
        None: nobody.
    groups, matrices, what
        As :func:`heads_array` takes them.
    steps : int
        Number of steps T.

    Returns
    -------
    ndarray, shape (T, G, K)
        Heads.

    Raises
    ------
    ValueError
        If there are more or fewer tables than steps.

    Examples
    --------
    >>> made = Matrices(("S1",), (), np.zeros((1, 1, 1)), False, True, ())
    >>> heads_over_steps([{"S1": 5}, {"S1": 6}], ("all",), made, 2, "inflow").ravel()
    array([5., 6.])
    """
    if table is None:
        return np.zeros((steps, len(groups), len(matrices.states)))
    if isinstance(table, list | tuple):
        if len(table) != steps:
            raise ValueError(f"{what} has {len(table)} tables for {steps} steps")
        return np.stack([heads_array(one, groups, matrices, what) for one in table])
    return np.repeat(heads_array(table, groups, matrices, what)[None], steps, axis=0)


def read_matrices(transitions: Any, groups: Sequence[str], stock: pd.DataFrame, exits: Any) -> Matrices:
    """Read the matrices of all groups.

    Parameters
    ----------
    transitions : Transitions, matrix (DataFrame or array), or mapping of group to one of these
        Counts of moves, or probabilities; arrays have the states of the stock's columns.
    groups : sequence of str
        Order of the groups.
    stock : DataFrame
        For the names of the states of an array.
    exits : tuple of str, or None
        States outside the staff; None: those that a `Transitions` was told to be absorbing.

    Returns
    -------
    Matrices
        In the order of `groups`.

    Raises
    ------
    ValueError
        If a group has no matrix, or matrices differ in their states.

    Examples
    --------
    >>> counts = pd.DataFrame([[8, 2], [0, 9]], ["S1", "S2"], ["S1", "S2"])
    >>> read_matrices(counts, ("a", "b"), pd.DataFrame(), None).counts.shape
    (2, 2, 2)
    """
    if not groups:
        raise ValueError("there is no group in the stock: of nobody nothing can be told ahead")
    parts, notes = _parts(transitions, groups)
    shared = not isinstance(parts, dict)
    found = {group: _matrix(parts[group] if isinstance(parts, dict) else parts, stock) for group in groups}
    states = next(iter(found.values())).columns
    for group, matrix in found.items():
        if list(matrix.columns) != list(states) or list(matrix.index) != list(states):
            raise ValueError(f"the matrix of group {group!r} has other states, or in another order, than the first")
    values = np.stack([matrix.to_numpy(dtype=np.float64) for matrix in found.values()])
    sums = values.sum(axis=2)
    known = bool(((np.abs(sums - 1) < ROUNDING) | (sums == 0)).all())
    if not known and (values != np.round(values)).any():
        raise ValueError("a matrix must hold counts of moves, or probabilities of which every row adds up to 1")
    if known:
        notes = (*notes, "the probabilities are taken as known: the bands hold chance alone, and are too narrow")
    leaving = _exits(transitions, exits)
    require_keys(leaving, states, "exits")
    return Matrices(tuple(states), leaving, values, known, shared, notes)


def _parts(transitions: Any, groups: Sequence[str]) -> tuple[Any, tuple[str, ...]]:
    if isinstance(transitions, Transitions):
        if not transitions.by_group:
            note = "the moves of all groups together serve every group" if len(groups) > 1 else ""
            return transitions, (note,) if note else ()
        parts: dict[str, Any] = dict(transitions.by_group)
    elif isinstance(transitions, Mapping):
        parts = {label_of(group): matrix for group, matrix in transitions.items()}
    else:
        return transitions, ("one matrix serves every group",) if len(groups) > 1 else ()
    absent = [group for group in groups if group not in parts]
    if absent:
        raise ValueError(f"no transition matrix for group {', '.join(map(repr, absent))}; there is {', '.join(parts)}")
    return parts, ()


def _matrix(part: Any, stock: pd.DataFrame) -> pd.DataFrame:
    if isinstance(part, Transitions):
        matrix = part.counts
    elif isinstance(part, pd.DataFrame):
        matrix = part
    else:
        values = np.asarray(part, dtype=np.float64)
        if values.shape != (len(stock.columns),) * 2:
            raise ValueError(
                f"a matrix of shape {values.shape} does not fit the {len(stock.columns)} states of the stock: give a "
                "DataFrame with the states on both sides"
            )
        matrix = pd.DataFrame(values, stock.columns, stock.columns)
    named = matrix.astype(float)
    named.index, named.columns = (pd.Index([label_of(held) for held in axis]) for axis in matrix.axes)
    if not np.isfinite(named.to_numpy()).all() or (named.to_numpy() < 0).any():
        raise ValueError("a transition matrix holds a missing, negative or infinite number")
    return named


def _exits(transitions: Any, exits: Any) -> tuple[str, ...]:
    if exits is not None:
        return tuple(label_of(state) for state in exits)
    if isinstance(transitions, Mapping):
        transitions = next(iter(transitions.values()), None)
    return tuple(label_of(state) for state in transitions.absorbing) if isinstance(transitions, Transitions) else ()
