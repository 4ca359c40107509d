"""Where a curve may start when people are first seen late: not while only a handful is at risk."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evaluatie.flows.duration.durations import Durations
from evaluatie.flows.duration.risk_table import RiskTable
from evaluatie.result import NotEnoughData


def safe_start(table: RiskTable, minimum: int) -> float:
    """Find the time after which the curve of a group may start.

    With delayed entry the first to be at risk may be very few; one event among two of them halves the curve for good,
    and one among one ends it. Klein & Moeschberger (2003, section 4.6) estimate survival given that one came as far as
    the time from which enough people are at risk. Only events before the risk set is at its largest can be meant.

    Parameters
    ----------
    table : RiskTable
        Of the group, at all times of entry and exit.
    minimum : int
        People who are enough; half the largest risk set where that is smaller.

    Returns
    -------
    float
        The time of the last event that came too early; 0 where there is none.

    Examples
    --------
    >>> time, at_risk = np.array([1.0, 2.0, 3.0]), np.array([1, 30, 29])
    >>> safe_start(RiskTable(time, at_risk, np.array([[1], [1], [1]]), np.array([0, 0, 0])), 10)
    1.0
    """
    peak = int(table.at_risk.argmax())
    enough = min(minimum, -(-int(table.at_risk[peak]) // 2))
    early = (table.all_events()[:peak] > 0) & (table.at_risk[:peak] < enough)
    return float(table.time[:peak][early].max(initial=0.0))


def given_survival_to(people: Durations, start: float) -> Durations:
    """Keep what is seen of people after a time.

    Parameters
    ----------
    people : Durations
        Complete durations.
    start : float
        The time.

    Returns
    -------
    Durations
        Those whose duration is longer, at risk from ``start`` at the earliest.

    Raises
    ------
    NotEnoughData
        If a group has nobody left.
    """
    longer = people.take(people.exit > start)
    groups = np.bincount(longer.group, minlength=len(people.labels))
    if not groups.all():
        nobody = people.labels[int(np.flatnonzero(groups == 0)[0])]
        raise NotEnoughData(
            f"enough people are at risk only after time {start:g}, when nobody of group {nobody!r} is seen any more"
        )
    return replace(longer, entry=np.maximum(longer.entry, start))


def start_note(start: float) -> str:
    """Say that the curves start late.

    Parameters
    ----------
    start : float
        The time.

    Returns
    -------
    str
        A note.

    Examples
    --------
    >>> start_note(30.0)[:40]
    'people are first seen late, and too few '
    """
    return (
        f"people are first seen late, and too few are at risk before time {start:g}: all figures are for those who "
        f"came as far as {start:g}, and start there (Klein & Moeschberger 2003, section 4.6)"
    )


def emptied_note(table: RiskTable, label: str) -> tuple[str, ...]:
    """Say where everybody at risk left while others entered later: a curve that ends too early.

    Parameters
    ----------
    table : RiskTable
        Of a group, at all times of entry and exit.
    label : str
        The group.

    Returns
    -------
    tuple of str
        A note, or none.
    """
    everybody = np.flatnonzero((table.all_events() == table.at_risk) & (table.at_risk > 0))
    if not len(everybody) or not table.at_risk[everybody[0] + 1 :].any():
        return ()
    when = table.time[everybody[0]]
    return (
        f"group {label!r}: all who were at risk at time {when:g} left, and others entered later; its curve cannot "
        "recover and is too low from there on",
    )
