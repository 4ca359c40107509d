"""Ticks: round numbers, the same as those of matplotlib's own locator, and round dates."""

from __future__ import annotations

from datetime import date
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.ticker import MaxNLocator

from evaluatie.report.figure.ticks import date_ticks, round_ticks

RESPONSE, SCALES = [(0, 1)], [(low, high) for low, high in product(range(-3, 4), range(1, 101)) if high > low]
COUNTS = [(0, highest) for highest in (2, 7, 9, 10, 24, 25, 99, 101, 480, 1000, 1250, 12_345)]
CHANGES = [(-1.12 * widest / 200, 1.12 * widest / 200) for widest in range(1, 2000)]


def same(low, high, intervals, whole):
    located = MaxNLocator(intervals, integer=whole, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    inside = [tick for tick in located if low - 1e-9 <= tick <= high + 1e-9]
    assert round_ticks(low, high, intervals, whole=whole) == pytest.approx(inside, abs=1e-9), (low, high)


@pytest.mark.parametrize("intervals", [4, 6])
def test_they_are_those_of_matplotlib(intervals):
    for low, high in RESPONSE + SCALES + COUNTS + CHANGES:
        same(low, high, intervals, False)
        if high - low >= 2:
            same(low, high, intervals, True)


@given(low=st.floats(-100, 100), across=st.floats(0.01, 10_000), intervals=st.sampled_from([4, 6]))
def test_they_are_those_of_matplotlib_between_any_limits(low, across, intervals):
    same(low, low + across, intervals, False)
    if across >= 2.001:
        same(low, low + across, intervals, True)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ((2020, 3), (2020, 6), ["2020-03-01", "2020-04-01", "2020-05-01", "2020-06-01"]),
        ((2019, 11), (2021, 2), ["2020-01-01", "2020-04-01", "2020-07-01", "2020-10-01", "2021-01-01"]),
        ((2019, 4), (2022, 4), ["2019-07-01", "2020-01-01", "2020-07-01", "2021-01-01", "2021-07-01", "2022-01-01"]),
        ((2015, 2), (2021, 1), ["2016-01-01", "2017-01-01", "2018-01-01", "2019-01-01", "2020-01-01", "2021-01-01"]),
        ((2015, 2), (2026, 1), ["2016-01-01", "2018-01-01", "2020-01-01", "2022-01-01", "2024-01-01", "2026-01-01"]),
        ((1985, 1), (2026, 1), ["1990-01-01", "2000-01-01", "2010-01-01", "2020-01-01"]),
    ],
    ids=["months", "quarters", "half years", "years", "two years", "decades"],
)
def test_dates_are_months_quarters_or_years_as_fits(first, last, expected):
    assert [day.isoformat() for day in date_ticks(date(*first, 1), date(*last, 1), 6)] == expected


@given(start=st.integers(1900 * 12, 2100 * 12), months=st.integers(3, 2400), intervals=st.integers(6, 8))
def test_dates_lie_on_the_axis_evenly_and_there_are_two_or_more(start, months, intervals):
    first, last = (date(month // 12, month % 12 + 1, 1) for month in (start, start + months))
    ticks = date_ticks(first, last, intervals)
    assert 2 <= len(ticks) <= intervals + 1
    assert first <= ticks[0]
    assert ticks[-1] <= last
    steps = {12 * (later.year - one.year) + later.month - one.month for one, later in pairwise(ticks)}
    assert len(steps) == 1
