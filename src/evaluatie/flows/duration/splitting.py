"""Split people's time into stretches, so that a covariate may differ between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluatie.flows.duration.columns import Bools, Floats, Ints, read_numbers
from evaluatie.flows.duration.durations import SAME_TIME, check_durations
from evaluatie.frames import check_frame

INTERVAL = "interval"


@dataclass(frozen=True)
class Pieces:
    """Stretches of time, in order of their rows.

    Attributes
    ----------
    row : ndarray of int, shape (k,)
        The row that each stretch is a part of.
    since, until : ndarray of float, shape (k,)
        Its ends.
    interval : ndarray of int, shape (k,)
        How many cuts lie at or before its start.
    last : ndarray of bool, shape (k,)
        Whether it is the row's last.
    """

    row: Ints
    since: Floats
    until: Floats
    interval: Ints
    last: Bools


def split_time(
    frame: pd.DataFrame,
    duration: str,
    cuts: str | float | Sequence[float],
    *,
    event: str,
    entry: str | None = None,
    id: str | None = None,  # noqa: A002 - as users of survival analysis know it
) -> pd.DataFrame:
    """Split rows at given times: one row per stretch, the event at the end of the last.

    Total time and events stay what they were, and Cox's model of the stretches is that of the whole rows. What happens
    at a cut belongs to the stretch that ends there.

    Parameters
    ----------
    frame : DataFrame
        One row per person, or already several.
    duration, event : str
        Columns: time until the event or the last time seen; 0 or False for nothing yet.
    cuts : number, sequence of numbers, or str
        Times at which everyone's time is cut, or the column with each row's own cut. A cut before the entry or after
        the duration cuts nothing, nor does a missing one.
    entry : str, optional
        Column: time from which on a row was seen; by default all from 0, in a new column ``entry``.
    id : str, optional
        Column that numbers the rows before the split; made where it is not there yet.

    Returns
    -------
    DataFrame
        The stretches, numbered from 0: all columns, ``duration``, ``event`` and ``entry`` those of the stretch, and
        ``interval``, how many cuts lie at or before its start. A row without a duration, event or entry is not split.

    Raises
    ------
    TypeError
        If ``frame`` is no DataFrame, or a column does not hold numbers.
    ValueError
        If a column is not there, would be overwritten, or a duration is negative.

    Examples
    --------
    >>> staff = pd.DataFrame({"months": [10, 4], "left": [1, 0]})
    >>> split_time(staff, "months", 6, event="left").to_dict("list")  # doctest: +NORMALIZE_WHITESPACE
    {'months': [6.0, 10.0, 4.0], 'left': [0, 1, 0], 'entry': [0.0, 6.0, 0.0], 'interval': [0, 1, 0]}
    """
    check_frame(frame, [duration, event, entry, cuts if isinstance(cuts, str) else None])
    taken = [name for name in (INTERVAL, None if entry else "entry") if name in frame.columns]
    if taken:
        raise ValueError(f"frame has a column {taken[0]!r} already, which split_time writes: rename it")
    until = read_numbers(frame[duration], duration)
    check_durations(until)
    since = np.zeros(len(frame)) if entry is None else read_numbers(frame[entry], entry)
    pieces = cut(since, until, _cuts(frame, cuts))
    split = frame.iloc[pieces.row].reset_index(drop=True)
    if id is not None and id not in frame.columns:
        split[id] = pieces.row
    split[duration], split[entry or "entry"], split[INTERVAL] = pieces.until, pieces.since, pieces.interval
    happened = split[event]
    nothing = False if pd.api.types.is_bool_dtype(happened.dtype) else 0
    if isinstance(happened.dtype, pd.CategoricalDtype):
        happened = happened.astype(object)
    # an event that is missing stays so in every stretch: nobody knows in which it would have been
    split[event] = happened.where(pieces.last | happened.isna().to_numpy(), nothing)
    return split


def cut(since: Floats, until: Floats, cuts: Floats) -> Pieces:
    """Cut stretches of time.

    Parameters
    ----------
    since, until : ndarray of float, shape (n,)
        Their ends; NaN where missing.
    cuts : ndarray of float, shape (n, k)
        Where to cut each, ascending; NaN at the end for fewer.

    Returns
    -------
    Pieces
        The parts.

    Examples
    --------
    >>> cut(np.array([0.0]), np.array([5.0]), np.array([[2.0, 9.0]])).until
    array([2., 5.])
    """
    slack = SAME_TIME * np.nanmax(np.abs(until), initial=0.0)
    inside = (cuts > since[:, None] + slack) & (cuts < until[:, None] - slack)
    pieces = inside.sum(axis=1) + 1
    row = np.repeat(np.arange(len(until)), pieces)
    end = np.cumsum(pieces)
    first, last = np.zeros(len(row), dtype=np.bool_), np.zeros(len(row), dtype=np.bool_)
    first[end - pieces], last[end - 1] = True, True
    starts, ends = np.empty(len(row)), np.empty(len(row))
    starts[first], starts[~first] = since, cuts[inside]
    ends[last], ends[~last] = until, cuts[inside]
    before = (cuts <= since[:, None] + slack).sum(axis=1)
    interval = before[row] + np.arange(len(row)) - (end - pieces)[row]
    return Pieces(row, starts, ends, interval, last)


def _cuts(frame: pd.DataFrame, cuts: str | float | Sequence[float]) -> Floats:
    if isinstance(cuts, str):
        return read_numbers(frame[cuts], cuts)[:, None]
    fixed = np.unique(read_numbers([cuts] if np.ndim(cuts) == 0 else cuts, "cuts"))
    if np.isnan(fixed).any():
        raise ValueError(f"cuts must be times: got {cuts!r}")
    return np.broadcast_to(fixed, (len(frame), len(fixed)))
