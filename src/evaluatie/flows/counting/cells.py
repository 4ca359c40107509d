"""Counting stock, flows and person-years in the cells of one or more characteristics, year by year."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluatie.flows.careers import Careers
from evaluatie.flows.careers.days import Ints
from evaluatie.flows.careers.employments import BEGAN, ENDED
from evaluatie.flows.careers.episodes import DOWN, NONE, RESCALED, UP
from evaluatie.flows.counting.axes import Axis, Tenure
from evaluatie.flows.counting.windows import Window

#: What is counted in every cell; it adds up over cells and over parts of the people.
MEASURES = (
    "stock_start", "stock_end", "inflow", "voluntary", "other", "unknown", "transferred_in", "transferred_out",
    "returned", "seconded", "promotions", "demotions", "rescaled", "days", "days_at_risk",
)  # fmt: skip
_DENSE = 1 << 20


@dataclass(frozen=True)
class _Happening:
    """Places of episodes, the day on which something is counted of them, and how many days where time is counted."""

    measure: str
    places: Ints
    day: Ints
    days: Ints | None = None


def count_cells(careers: Careers, windows: Sequence[Window], sets: Sequence[Sequence[Axis]]) -> list[pd.DataFrame]:
    """Count in the cells of several sets of characteristics.

    Parameters
    ----------
    careers : Careers
    windows : sequence of Window
        The years.
    sets : sequence of sequence of Axis
        Characteristics that are crossed; an empty one counts everyone.

    Returns
    -------
    list of pandas.DataFrame
        One per set: ``year``, a code per axis in ``0``, ``1``, ..., and ``MEASURES``; cells with nobody are absent.
    """
    counted: list[list[pd.DataFrame]] = [[] for _ in sets]
    for window in windows:
        happenings = list(_in_window(careers, window))
        for place, axes in enumerate(sets):
            counted[place].append(_cells(happenings, axes, window.year))
    return [pd.concat(frames, ignore_index=True) for frames in counted]


def _in_window(careers: Careers, window: Window) -> Iterator[_Happening]:
    """Go through all that happens in a year."""
    e, found = careers.episodes, careers.employments
    # a move on the first day of a year belongs to it: until then the old position counts
    active = np.flatnonzero((e.start < window.stop) & (e.stop >= window.start))
    start, stop, moved = e.start[active], e.stop[active], e.moved[active]
    employment = e.employment[active]
    for measure, turn in (("stock_start", window.start), ("stock_end", window.stop)):
        there = (start < turn) & ((stop > turn) | ((stop == turn) & (moved != NONE)))
        yield _Happening(measure, active[there], np.full(int(there.sum()), turn))
    came = (start == found.first[employment]) & (start >= window.start)
    for measure, how in (("inflow", "entry"), ("transferred_in", "transfer"), ("returned", "return")):
        mine = came & (found.began[employment] == BEGAN.index(how))
        yield _Happening(measure, active[mine], start[mine])
    went = (moved == NONE) & (stop > window.start) & (stop <= window.stop)
    for how in ENDED[:-1]:
        mine = went & (found.ended[employment] == ENDED.index(how))
        measure = {"transfer": "transferred_out", "secondment": "seconded"}.get(how, how)
        yield _Happening(measure, active[mine], stop[mine] - 1)
    # who moves on the first day covered was not watched before
    changed = (moved != NONE) & (stop >= window.start) & (stop < window.stop) & (stop > careers.start)
    for measure, kind in (("promotions", UP), ("demotions", DOWN), ("rescaled", RESCALED)):
        mine = changed & (moved == kind)
        # it counts with the time that led to it: that of the day before
        yield _Happening(measure, active[mine], stop[mine] - 1)
    yield from _exposed(careers, active, np.maximum(start, window.start), np.minimum(stop, window.stop))


def _exposed(careers: Careers, active: Ints, low: Ints, high: Ints) -> Iterator[_Happening]:
    rank = careers.episodes.rank[active]
    there = high > low
    may_rise = there & (rank >= 0) & (rank < len(careers.ladder) - 1)
    for measure, mine in (("days", there), ("days_at_risk", may_rise)):
        yield _Happening(measure, active[mine], low[mine], high[mine] - low[mine])


def _cells(happenings: Sequence[_Happening], axes: Sequence[Axis], year: int) -> pd.DataFrame:
    shape = [len(axis.labels) for axis in axes]
    parts = [(happening.measure, *_counted(happening, axes, shape)) for happening in happenings]
    cells = np.unique(np.concatenate([keys for _, keys, _ in parts]))
    columns = {"year": np.full(len(cells), year)}
    codes = np.unravel_index(cells, shape) if shape else ()
    columns |= {str(place): code for place, code in enumerate(codes)}
    for measure, keys, amounts in parts:
        columns[measure] = np.zeros(len(cells), np.int64)
        columns[measure][np.searchsorted(cells, keys)] = amounts
    return pd.DataFrame(columns)


def _counted(happening: _Happening, axes: Sequence[Axis], shape: Sequence[int]) -> tuple[Ints, Ints]:
    """Sum what happens by cell: the numbers of the cells, and how much is in each."""
    pieces = _by_tenure(happening, axes) if happening.days is not None else happening
    keys = _keys(pieces, axes, shape)
    size = int(np.prod(shape)) if shape else 1
    if size > _DENSE:
        cells, keys = np.unique(keys, return_inverse=True)
    else:
        cells = np.arange(size)
    # sums of whole days are exact, in any order
    amounts = np.bincount(keys, pieces.days, len(cells)).astype(np.int64)
    kept = amounts > 0
    return cells[kept], amounts[kept]


def _keys(happening: _Happening, axes: Sequence[Axis], shape: Sequence[int]) -> Ints:
    keys = np.zeros(len(happening.places), np.int64)
    for axis, size in zip(axes, shape, strict=True):
        keys = keys * size + axis.codes(happening.places, happening.day)
    return keys


def _by_tenure(happening: _Happening, axes: Sequence[Axis]) -> _Happening:
    """Cut time where tenure passes from one band to the next."""
    tenure = next((axis for axis in axes if isinstance(axis, Tenure)), None)
    if tenure is None or happening.days is None:
        return happening
    entry = tenure.entry[happening.places]
    low, high = happening.day, happening.day + happening.days
    edges = [0, *tenure.lows.tolist(), np.iinfo(np.int32).max]
    pieces = []
    for begins, ends in itertools.pairwise(edges):
        first, stop = np.maximum(low, entry + begins), np.minimum(high, entry + ends)
        mine = stop > first
        pieces.append((happening.places[mine], first[mine], stop[mine] - first[mine]))
    places, day, days = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    return _Happening(happening.measure, places, day, days)
