"""People's durations: from which time on they were seen, until when, and what ended it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from evaluatie.flows.duration.columns import Bools, Floats, Ints, read_events, read_labels, read_numbers
from evaluatie.result import NotEnoughData

#: times that differ by less than this share of the largest are one time: what arithmetic with dates leaves behind
SAME_TIME = 1e-9


@dataclass(frozen=True)
class Durations:
    """Complete durations, one row per person.

    Attributes
    ----------
    entry : ndarray of float, shape (n,)
        At risk after this time; minus infinity for those who were seen from the start.
    exit : ndarray of float, shape (n,)
        The time of the event, or the last at which it had not happened; after ``entry``.
    cause : ndarray of int, shape (n,)
        0 where nothing happened yet, else the kind of event.
    group : ndarray of int, shape (n,)
        Place in ``labels``.
    labels : tuple of str
        The groups; ``("all",)`` without groups.
    late : bool
        Whether anyone was first seen after the start.
    notes : tuple of str
        Who was left out.
    """

    entry: Floats
    exit: Floats
    cause: Ints
    group: Ints
    labels: tuple[str, ...]
    late: bool
    notes: tuple[str, ...]

    def take(self, rows: Bools) -> Durations:
        """Keep some of the people.

        Parameters
        ----------
        rows : ndarray of bool, shape (n,)
            Whom.

        Returns
        -------
        Durations
            With the same groups.
        """
        kept = {name: getattr(self, name)[rows] for name in ("entry", "exit", "cause", "group")}
        return replace(self, **kept)


def read_durations(duration: Any, event: Any, group: Any, entry: Any) -> Durations:
    """Read columns of durations and leave out what is not complete.

    Parameters
    ----------
    duration : sequence of numbers, shape (n,)
        Time until the event or the last time seen, counted from each person's own start.
    event : sequence of whole numbers or truth values, shape (n,)
        0 for nothing yet.
    group, entry : sequence, shape (n,), or None
        Labels; times from which on people were seen. A time of entry of 0 or less is the start.

    Returns
    -------
    Durations
        The complete rows.

    Raises
    ------
    NotEnoughData
        If no row is left.
    ValueError
        If the lengths differ, or a duration is negative.

    Examples
    --------
    >>> read_durations([5, 3, None], [1, 0, 1], None, None).notes
    ('1 of 3 people left out: a duration, event, group or entry is missing',)
    """
    until, cause = read_numbers(duration, "duration"), read_events(event)
    codes, labels, notes = _groups(group, len(until))
    since = np.full(len(until), -np.inf) if entry is None else read_numbers(entry, "entry")
    check_lengths({"duration": until, "event": cause, "group": codes, "entry": since})
    check_durations(until)
    complete = ~(np.isnan(until) | np.isnan(since) | (cause < 0) | (codes < 0))
    in_time = complete & ~(since >= until - SAME_TIME * np.nanmax(np.abs(until), initial=0.0))
    n = len(until)
    notes += _left_out(int((~complete).sum()), n, "a duration, event, group or entry is missing")
    notes += _left_out(int((complete & ~in_time).sum()), n, "no time at risk, the duration is not after the entry")
    if not in_time.any():
        raise NotEnoughData("nobody has a complete duration and event")
    late = bool((since[in_time] > 0).any())
    everyone = Durations(since, until, cause, codes, labels, late, notes)
    return _drop_empty(everyone.take(in_time))


def _groups(group: Any, n: int) -> tuple[Ints, tuple[str, ...], tuple[str, ...]]:
    if group is None:
        return np.zeros(n, dtype=np.int64), ("all",), ()
    return read_labels(group, "group")


def check_lengths(columns: dict[str, Any]) -> None:
    """Refuse columns of different lengths.

    Parameters
    ----------
    columns : dict of str to array
        The columns.

    Raises
    ------
    ValueError
        If they differ in length.

    Examples
    --------
    >>> check_lengths({"a": [1], "b": [2]})
    """
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"columns must be of one length: got {', '.join(f'{k} {v}' for k, v in lengths.items())}")


def check_durations(until: Floats) -> None:
    """Refuse negative durations.

    Parameters
    ----------
    until : ndarray of float, shape (n,)
        Durations; NaN where missing.

    Raises
    ------
    ValueError
        If one is negative.

    Examples
    --------
    >>> check_durations(np.array([0.0, 2.0]))
    """
    negative = until < 0
    if negative.any():
        raise ValueError(
            f"a duration cannot be negative: got {until[negative][0]:g}; count it from each person's own start"
        )


def _left_out(people: int, total: int, why: str) -> tuple[str, ...]:
    return (f"{people} of {total} people left out: {why}",) if people else ()


def _drop_empty(people: Durations) -> Durations:
    """Leave out groups of which nobody is complete."""
    present = np.bincount(people.group, minlength=len(people.labels)) > 0
    if present.all():
        return people
    place = np.cumsum(present) - 1
    gone = [label for label, there in zip(people.labels, present, strict=True) if not there]
    labels = tuple(label for label, there in zip(people.labels, present, strict=True) if there)
    notes = people.notes + tuple(f"nobody complete in group {label!r}: left out" for label in gone)
    return replace(people, group=place[people.group], labels=labels, notes=notes)


def one_kind(cause: Ints) -> Bools:
    """Take events of which there is one kind.

    Parameters
    ----------
    cause : ndarray of int, shape (n,)
        0 or 1; -1 where missing.

    Returns
    -------
    ndarray of bool, shape (n,)
        Whether the event happened.

    Raises
    ------
    ValueError
        If there is another code.

    Examples
    --------
    >>> one_kind(np.array([0, 1]))
    array([False,  True])
    """
    if (cause > 1).any():
        raise ValueError(
            f"event must be 0 (not yet) or 1 (happened): got {int(cause[cause > 1][0])}; code one kind of event as 1, "
            "or use cumulative_incidence for several kinds"
        )
    happened: Bools = cause == 1
    return happened


def merge_near_ties(values: Floats) -> tuple[Floats, Ints]:
    """Give distinct times numbers, taking those for one that differ only by rounding.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        Finite times.

    Returns
    -------
    times : ndarray of float, shape (m,)
        Distinct times, ascending: the first of each run of near ties.
    place : ndarray of int, shape (n,)
        Each value's place in ``times``.

    Examples
    --------
    >>> merge_near_ties(np.array([0.3, 0.1 + 0.2, 1.0]))
    (array([0.3, 1. ]), array([0, 0, 1]))
    """
    times, place = np.unique(values, return_inverse=True)
    if len(times) < 2:
        return times, place
    first = np.r_[True, np.diff(times) > SAME_TIME * np.abs(times).max()]
    return times[first], (np.cumsum(first) - 1)[place]
