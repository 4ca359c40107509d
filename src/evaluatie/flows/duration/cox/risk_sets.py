"""Rows of Cox's model, laid out by the risk sets at the times of events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluatie.flows.duration.columns import Bools, Floats, Ints
from evaluatie.flows.duration.durations import merge_near_ties


@dataclass(frozen=True)
class RiskSets:
    """Which rows are at risk at which events.

    The slots are the distinct pairs of stratum and time of an event, stratum by stratum, ascending in time.

    Attributes
    ----------
    enter, leave : ndarray of int, shape (n,)
        A row is at risk at the slots from ``enter`` up to, but not including, ``leave``.
    slots : int
        How many there are.
    deaths : ndarray of int, shape (e,)
        Rows with an event, in order of their slots.
    slot : ndarray of int, shape (e,)
        The slot of each of them.
    time : ndarray of float, shape (e,)
        The time of each of them.
    tied : ndarray of float, shape (e,)
        Efron's share: of d events at one time, 0/d, 1/d, ..., (d - 1)/d; all 0 for Breslow's ties.
    """

    enter: Ints
    leave: Ints
    slots: int
    deaths: Ints
    slot: Ints
    time: Floats
    tied: Floats

    def sums(self, weights: Floats) -> Floats:
        """Sum weights over the rows at risk.

        Parameters
        ----------
        weights : ndarray of float, shape (n,) or (n, p)
            Of the rows.

        Returns
        -------
        ndarray of float, shape (slots,) or (slots, p)
            A sum per slot.
        """
        if weights.ndim > 1:
            return np.column_stack([self.sums(column) for column in weights.T])
        # a row counts from its last slot back to its first: minus one slot before the first undoes it from there on
        joined: Floats = np.bincount(self.leave, weights, minlength=self.slots + 1).astype(np.float64)
        joined -= np.bincount(self.enter, weights, minlength=self.slots + 1)
        sums: Floats = np.cumsum(joined[::-1])[::-1][1:]
        return sums

    def at_events(self, values: Floats) -> Floats:
        """Sum values of the events over their slots.

        Parameters
        ----------
        values : ndarray of float, shape (e,) or (e, p)
            Of the events.

        Returns
        -------
        ndarray of float, shape (slots,) or (slots, p)
            A sum per slot.
        """
        if values.ndim > 1:
            return np.column_stack([self.at_events(column) for column in values.T])
        sums: Floats = np.bincount(self.slot, values, minlength=self.slots).astype(np.float64)
        return sums

    def while_at_risk(self, per_slot: Floats) -> Floats:
        """Sum what happens at each slot over the slots at which a row is at risk.

        Parameters
        ----------
        per_slot : ndarray of float, shape (slots,) or (slots, p)
            Increments.

        Returns
        -------
        ndarray of float, shape (n,) or (n, p)
            A sum per row.
        """
        running = np.concatenate([np.zeros((1, *per_slot.shape[1:])), np.cumsum(per_slot, axis=0)])
        sums: Floats = running[self.leave] - running[self.enter]
        return sums


def lay_out(entry: Floats, until: Floats, event: Bools, stratum: Ints, efron: bool) -> RiskSets:
    """Find the risk sets.

    Parameters
    ----------
    entry, until : ndarray of float, shape (n,)
        A row is at risk after ``entry``, up to and including ``until``.
    event : ndarray of bool, shape (n,)
        Whether it ended with the event.
    stratum : ndarray of int, shape (n,)
        Rows are compared within strata only.
    efron : bool
        Ties by Efron (1977), else by Breslow (1974).

    Returns
    -------
    RiskSets
        Of the same rows.

    Examples
    --------
    >>> event = np.array([True, True, False])
    >>> sets = lay_out(np.full(3, -np.inf), np.array([2.0, 1.0, 2.0]), event, np.zeros(3, int), True)
    >>> sets.enter, sets.leave
    (array([0, 0, 0]), array([2, 1, 2]))
    """
    late = np.flatnonzero(np.isfinite(entry))
    times, place = merge_near_ties(np.concatenate([until, entry[late]]))
    m = len(times)
    exit_key, entry_key = stratum * m + place[: len(until)], stratum * m - 1
    entry_key[late] += place[len(until) :] + 1
    keys = np.unique(exit_key[event])
    leave, enter = np.searchsorted(keys, exit_key, side="right"), np.searchsorted(keys, entry_key, side="right")
    order = np.argsort(exit_key[event], kind="stable")
    deaths = np.flatnonzero(event)[order]
    slot = leave[deaths] - 1
    tied = np.zeros(len(deaths))
    if efron:
        together = np.bincount(slot, minlength=len(keys))
        first = np.cumsum(together) - together
        tied = (np.arange(len(deaths)) - first[slot]) / together[slot]
    return RiskSets(enter, leave, len(keys), deaths, slot, times[place[deaths]], tied)
