"""Ticks: round numbers, the same as those of matplotlib's own locator."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.ticker import MaxNLocator

from evaluatie.report.figure.ticks import round_ticks

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
