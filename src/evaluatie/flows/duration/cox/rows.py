"""Read a frame of rows for Cox's model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.flows.duration.columns import (
    Bools,
    Floats,
    Ints,
    as_series,
    read_events,
    read_labels,
    read_numbers,
)
from evaluatie.flows.duration.cox.design import Covariate, keep_rows, read_covariate
from evaluatie.flows.duration.durations import SAME_TIME, check_durations, one_kind
from evaluatie.frames import check_frame
from evaluatie.result import NotEnoughData


@dataclass(frozen=True)
class Rows:
    """Complete rows.

    Attributes
    ----------
    entry, until : ndarray of float, shape (n,)
        At risk after ``entry`` (minus infinity: from the start), up to and including ``until``.
    event : ndarray of bool, shape (n,)
        Whether the row ended with the event.
    stratum : ndarray of int, shape (n,)
        Which stratum.
    cluster : ndarray of int, shape (n,), or None
        Which cluster.
    covariates : list of Covariate
        Of these rows.
    kept : ndarray of int, shape (n,)
        Their places in the frame.
    notes : tuple of str
        Who was left out.
    """

    entry: Floats
    until: Floats
    event: Bools
    stratum: Ints
    cluster: Ints | None
    covariates: list[Covariate]
    kept: Ints
    notes: tuple[str, ...]


def read_rows(
    frame: Any,
    duration: str,
    event: str,
    covariates: Sequence[str],
    entry: str | None,
    strata: Sequence[str],
    cluster: str | None,
) -> Rows:
    """Read the columns, and leave out rows that are not complete.

    Parameters
    ----------
    frame : DataFrame
        One row per person, or per stretch of a person's time.
    duration, event : str
        Columns.
    covariates, strata : sequence of str
        Columns.
    entry, cluster : str or None
        Columns.

    Returns
    -------
    Rows
        The complete ones.

    Raises
    ------
    NotEnoughData
        If no event is left.
    TypeError, ValueError
        If a column is not what it should be.
    """
    check_frame(frame, [duration, event, *covariates, entry, *strata, cluster])
    until, cause = read_numbers(frame[duration], duration), read_events(frame[event], event)
    check_durations(until)
    one_kind(cause)
    since = np.full(len(until), -np.inf) if entry is None else read_numbers(frame[entry], entry)
    found = [read_covariate(as_series(frame[name], name), name) for name in covariates]
    stratum = _joint_labels(frame, strata)
    codes = None if cluster is None else read_labels(frame[cluster], cluster)[0]
    complete = ~(np.isnan(until) | np.isnan(since) | (cause < 0) | (stratum < 0))
    for covariate in found:
        complete &= ~np.isnan(covariate.numbers)
    if codes is not None:
        complete &= codes >= 0
    rows = complete & ~(since >= until - SAME_TIME * np.nanmax(np.abs(until), initial=0.0))
    if not (cause[rows] == 1).any():
        raise NotEnoughData("no event among the complete rows: hazards cannot be compared")
    return Rows(
        since[rows],
        until[rows],
        cause[rows] == 1,
        stratum[rows],
        None if codes is None else np.unique(codes[rows], return_inverse=True)[1],
        keep_rows(found, rows),
        np.flatnonzero(rows),
        _left_out(complete, rows),
    )


def _left_out(complete: Bools, rows: Bools) -> tuple[str, ...]:
    missing, timeless = int((~complete).sum()), int((complete & ~rows).sum())
    notes = []
    if missing:
        notes.append(f"{missing} of {len(rows)} rows left out: a value is missing")
    if timeless:
        notes.append(f"{timeless} of {len(rows)} rows left out: no time at risk, the duration is not after the entry")
    return tuple(notes)


def _joint_labels(frame: pd.DataFrame, names: Sequence[str]) -> Ints:
    """Give the combinations of labels numbers; -1 where one is missing."""
    joint, missing = np.zeros(len(frame), dtype=np.int64), np.zeros(len(frame), dtype=np.bool_)
    for name in names:
        codes, labels, _ = read_labels(frame[name], name)
        joint, missing = joint * max(len(labels), 1) + np.maximum(codes, 0), missing | (codes < 0)
        joint = np.unique(joint, return_inverse=True)[1]
    return np.where(missing, -1, joint)
