"""Who was at risk and what happened, at every time of a group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluatie.flows.duration.columns import Bools, Floats, Ints
from evaluatie.flows.duration.durations import Durations, merge_near_ties


@dataclass(frozen=True)
class Clock:
    """Everyone's times as places on one axis.

    Attributes
    ----------
    times : ndarray of float, shape (m,)
        Distinct times of entry and exit, ascending.
    enter : ndarray of int, shape (n,)
        At risk after this place; -1 for those seen from the start.
    leave : ndarray of int, shape (n,)
        At risk up to and including this place.
    """

    times: Floats
    enter: Ints
    leave: Ints

    def take(self, rows: Bools) -> Clock:
        """Keep some of the people.

        Parameters
        ----------
        rows : ndarray of bool, shape (n,)
            Whom.

        Returns
        -------
        Clock
            With the same times.
        """
        return Clock(self.times, self.enter[rows], self.leave[rows])


@dataclass(frozen=True)
class RiskTable:
    """Counts of a group at its times.

    Attributes
    ----------
    time : ndarray of float, shape (m,)
        Ascending.
    at_risk : ndarray of int, shape (m,)
        People who entered before the time and left at it or later.
    events : ndarray of int, shape (m, k)
        By kind of event.
    censored : ndarray of int, shape (m,)
        Last seen at the time, without an event.
    """

    time: Floats
    at_risk: Ints
    events: Ints
    censored: Ints

    def all_events(self) -> Ints:
        """Count the events of all kinds.

        Returns
        -------
        ndarray of int, shape (m,)
            At each time.
        """
        total: Ints = self.events.sum(axis=1)
        return total


def set_clock(people: Durations) -> Clock:
    """Put everyone's times on one axis.

    Parameters
    ----------
    people : Durations
        Complete durations.

    Returns
    -------
    Clock
        The axis and the places.

    Examples
    --------
    >>> from evaluatie.flows.duration.durations import read_durations
    >>> set_clock(read_durations([5, 3], [1, 0], None, [3, 0])).enter
    array([1, 0])
    """
    n = len(people.exit)
    late = np.flatnonzero(np.isfinite(people.entry))
    times, place = merge_near_ties(np.concatenate([people.exit, people.entry[late]]))
    enter = np.full(n, -1)
    enter[late] = place[n:]
    return Clock(times, enter, place[:n])


def risk_table(clock: Clock, cause: Ints, causes: int) -> RiskTable:
    """Count, at every time of the clock.

    Parameters
    ----------
    clock : Clock
        Places of n people.
    cause : ndarray of int, shape (n,)
        What ended each duration, 0 for nothing.
    causes : int
        Kinds of event.

    Returns
    -------
    RiskTable
        Of m times.

    Examples
    --------
    >>> clock = Clock(np.array([1.0, 2.0]), np.array([-1, 0, -1]), np.array([0, 1, 1]))
    >>> risk_table(clock, np.array([1, 1, 0]), 1).at_risk
    array([2, 2])
    """
    m = len(clock.times)
    left = np.bincount(clock.leave * (causes + 1) + cause, minlength=m * (causes + 1)).reshape(m, causes + 1)
    joined = np.bincount(clock.enter[clock.enter >= 0], minlength=m)
    # someone who enters at a time is not yet at risk at it
    at_risk = np.cumsum((left.sum(axis=1) - joined)[::-1])[::-1]
    return RiskTable(clock.times, at_risk, left[:, 1:], left[:, 0])


def by_group(people: Durations, clock: Clock, causes: int) -> tuple[RiskTable, ...]:
    """Count for every group, at all times of the clock.

    Parameters
    ----------
    people : Durations
        Complete durations.
    clock : Clock
        Their places.
    causes : int
        Kinds of event.

    Returns
    -------
    tuple of RiskTable
        One per group, all at the same times.
    """
    groups = (people.group == group for group in range(len(people.labels)))
    return tuple(risk_table(clock.take(rows), people.cause[rows], causes) for rows in groups)


def own_times(table: RiskTable) -> RiskTable:
    """Keep the times at which the group itself had an event or lost someone from sight.

    Parameters
    ----------
    table : RiskTable
        At the times of everyone.

    Returns
    -------
    RiskTable
        At its own times.
    """
    own = (table.all_events() > 0) | (table.censored > 0)
    return RiskTable(table.time[own], table.at_risk[own], table.events[own], table.censored[own])
