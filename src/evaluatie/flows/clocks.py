"""From careers to durations: how long until people leave or are promoted, at risk only while the files look."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from evaluatie.flows.careers import DAYS_PER_YEAR, Careers
from evaluatie.flows.careers.days import Ints, as_dates
from evaluatie.flows.careers.employments import ENDED, LEFT
from evaluatie.flows.careers.episodes import NONE, UP, Episodes

#: Events of :func:`time_to_promotion`: two that compete, and whatever ends the wait in another way.
PROMOTED, LEFT_FIRST = 1, 2


def time_to_exit(careers: Careers, characteristics: Sequence[str] = ()) -> pd.DataFrame:
    """Lay employment out in rows of time since entry, for retention curves and hazard ratios.

    A period of employment is at risk from the later of entry and the first day that the files cover, to the day of
    exit or the last day covered. It has a row per position, so that scale and unit may change on the way. Transfers
    and secondments end it without an exit: they are censored.

    Parameters
    ----------
    careers : Careers
        As :func:`settle_careers` gives them.
    characteristics : sequence of str
        Columns of the persons or the positions.

    Returns
    -------
    pandas.DataFrame
        One row per position within the period: ``person`` and ``employment`` (numbers; of one person there may be
        several periods), ``entry`` and ``duration`` (years since entry at which the row begins and ends), ``left`` (1
        where it ends with an exit), ``cause`` (0, or 1 voluntary, 2 other, 3 unknown), ``began`` (the first day covered
        less the day of entry, in years) and a categorical column per characteristic.

    Examples
    --------
    >>> from evaluatie.flows.careers import settle_careers
    >>> persons = pd.DataFrame({"person": ["a"], "entry": ["2016-01-01"], "exit": ["2020-12-31"]})
    >>> frame = time_to_exit(settle_careers(persons, start="2019-01-01", end="2021-12-31"))
    >>> frame[["entry", "duration", "left"]].round(2).values.tolist()
    [[3.0, 5.0, 1.0]]
    """
    e, found = careers.episodes, careers.employments
    first = found.first[e.employment]
    low, high = np.maximum(e.start, careers.start), np.minimum(e.stop, careers.end + 1)
    ended = np.where((e.moved == NONE) & (e.stop <= careers.end + 1), found.ended[e.employment], -1)
    causes = [ENDED.index(how) for how in LEFT]
    cause = np.select([ended == code for code in causes], range(1, len(causes) + 1), 0)
    frame = _rows(careers, low, high, first, characteristics)
    frame = frame.assign(left=(cause > 0).astype(int), cause=cause, began=(careers.start - first) / DAYS_PER_YEAR)
    return frame[high > low].reset_index(drop=True)


def time_to_promotion(careers: Careers, characteristics: Sequence[str] = ()) -> pd.DataFrame:
    """Lay positions out in time spent in a scale, until promotion, exit, or the end of what is known.

    Positions in one scale that follow each other are one wait. Only scales below the top are waited in. Who leaves
    first can be promoted no more: exit competes with promotion. A move down, a rescaling, a transfer or a secondment
    ends the wait without either.

    Parameters
    ----------
    careers : Careers
        As :func:`settle_careers` gives them.
    characteristics : sequence of str
        Columns of the persons or the positions, as they are when the wait begins.

    Returns
    -------
    pandas.DataFrame
        One row per person and wait: ``person`` and ``employment`` (numbers), ``entry`` and ``duration`` (years in the
        scale at which the files begin to look, and at which the wait ends), ``event`` (0 censored, 1 promoted, 2 left
        first), ``day`` (of the end, as a date), and a categorical column per characteristic.

    Examples
    --------
    >>> from evaluatie.flows.careers import settle_careers
    >>> persons = pd.DataFrame({"person": ["a"], "entry": ["2016-01-01"], "exit": [None]})
    >>> held = {"person": "a", "start": ["2016-01-01", "2020-07-01"], "end": [None] * 2, "scale": ["8", "9"]}
    >>> careers = settle_careers(persons, pd.DataFrame(held), start="2019-01-01", end="2021-12-31")
    >>> time_to_promotion(careers)[["entry", "duration", "event"]].round(2).values.tolist()
    [[3.0, 4.5, 1.0]]
    """
    e = careers.episodes
    opens = np.append(True, (e.employment[1:] != e.employment[:-1]) | (e.rank[1:] != e.rank[:-1]))[: len(e.rank)]
    begins = np.flatnonzero(opens)
    closes = np.append(begins[1:], len(opens))[: len(begins)] - 1
    start, stop = e.start[begins], np.minimum(e.stop[closes], careers.end + 1)
    low = np.maximum(start, careers.start)
    waits = Episodes(e.employment[begins], start, stop, e.row[begins], e.rank[begins], e.moved[closes])
    # a new position begins on the day of promotion, which must be covered; exit is on the last day of the old one
    risen = (e.stop[closes] <= careers.end) & (waits.moved == UP)
    went = (
        (e.stop[closes] <= careers.end + 1)
        & (waits.moved == NONE)
        & np.isin(careers.employments.ended[waits.employment], [ENDED.index(how) for how in LEFT])
    )
    frame = _rows(careers, low, stop, start, characteristics, begins)
    frame = frame.assign(event=np.select([risen, went], [PROMOTED, LEFT_FIRST], 0), day=as_dates(stop - 1))
    waited = (stop > low) & (waits.rank >= 0) & (waits.rank < len(careers.ladder) - 1)
    waiting: pd.DataFrame = frame[waited].reset_index(drop=True)
    return waiting


def _rows(
    careers: Careers, low: Ints, high: Ints, origin: Ints, characteristics: Sequence[str], at: Ints | None = None
) -> pd.DataFrame:
    """Give people, times since an origin, and characteristics."""
    places = np.arange(len(careers.episodes.start)) if at is None else at
    employment = careers.episodes.employment[places]
    frame = pd.DataFrame(
        {
            "person": careers.employments.person[employment],
            "employment": employment,
            "entry": (low - origin) / DAYS_PER_YEAR,
            "duration": (high - origin) / DAYS_PER_YEAR,
        }
    )
    for name in characteristics:
        found = careers.characteristic(name)
        frame[name] = pd.Categorical.from_codes(found.codes[places], pd.Index(found.labels), ordered=True)
    return frame
