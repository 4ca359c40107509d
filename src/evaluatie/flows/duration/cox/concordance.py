"""Harrell's concordance: how often who leaves first was the one at higher hazard."""

from __future__ import annotations

import numpy as np

from evaluatie.flows.duration.columns import Floats, Ints
from evaluatie.flows.duration.cox.rank_counts import RankCounts
from evaluatie.flows.duration.cox.risk_sets import RiskSets
from evaluatie.flows.duration.durations import merge_near_ties


def concordance(sets: RiskSets, linear: Floats, cluster: Ints | None = None) -> tuple[float, float] | None:
    """Give the concordance of a linear predictor with the events, and its standard error.

    Harrell, Lee & Mark (1996), *Statistics in Medicine* 15, 361-387: every event is paired with everyone at risk then
    who has no event at the same time; pairs with equal predictors count half. The standard error is the infinitesimal
    jackknife's; the figures of R's ``concordance``.

    Parameters
    ----------
    sets : RiskSets
        Of n rows.
    linear : ndarray of float, shape (n,)
        Linear predictor.
    cluster : ndarray of int, shape (n,), optional
        Rows that belong together.

    Returns
    -------
    tuple of float, or None
        Concordance between 0 and 1, and its standard error; None where there are no pairs.

    Examples
    --------
    >>> from evaluatie.flows.duration.cox.risk_sets import lay_out
    >>> until, event = np.array([1.0, 2.0, 3.0]), np.array([True, True, False])
    >>> sets = lay_out(np.full(3, -np.inf), until, event, np.zeros(3, int), True)
    >>> concordance(sets, np.array([2.0, 3.0, 1.0]))[0].__round__(4)
    0.6667
    """
    rank = merge_near_ties(linear)[1]
    agreeing, pairs = _of_stayers(sets, rank)
    by_event = _of_events(sets, rank)
    agreeing[sets.deaths] += by_event[0]
    pairs[sets.deaths] += by_event[1]
    # each pair was counted with both of its rows
    total = float(pairs.sum()) / 2
    if not total:
        return None
    share = float(agreeing.sum()) / 2 / total
    influence: Floats = agreeing - share * pairs
    if cluster is not None:
        influence = np.bincount(cluster, influence).astype(np.float64)
    return share, float(np.sqrt((influence**2).sum())) / total


def _of_events(sets: RiskSets, rank: Ints) -> tuple[Floats, Floats]:
    """Pair every event with those at risk: how many agree (ties half), and how many pairs."""
    own = rank[sets.deaths]
    below, equal = np.zeros(len(own), np.int64), np.zeros(len(own), np.int64)
    places = (sets.leave, 1), (sets.enter, -1)
    for place, sign in places:
        order = np.argsort(place, kind="stable")
        after = np.searchsorted(place[order], sets.slot, side="right")
        less, same = RankCounts(rank[order]).count(after, np.full(len(own), len(rank)), own)
        below, equal = below + sign * less, equal + sign * same
    first, last = (np.searchsorted(sets.slot, sets.slot, side=side) for side in ("left", "right"))
    less, same = RankCounts(own).count(first, last, own)
    at_risk = sets.sums(np.ones(len(rank)))[sets.slot]
    return below - less + (equal - same) / 2, at_risk - (last - first)


def _of_stayers(sets: RiskSets, rank: Ints) -> tuple[Floats, Floats]:
    """Pair every row with the events that it saw others have."""
    had = np.zeros(len(rank), dtype=np.int64)
    had[sets.deaths] = 1
    until = np.maximum(sets.leave - had, sets.enter)
    first, last = np.searchsorted(sets.slot, sets.enter), np.searchsorted(sets.slot, until)
    below, equal = RankCounts(rank[sets.deaths]).count(first, last, rank)
    pairs = (last - first).astype(np.float64)
    return pairs - below - equal / 2, pairs
