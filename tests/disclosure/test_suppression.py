"""Hiding counts: what is hidden cannot be found by subtraction."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

import evaluatie as ev
from evaluatie.disclosure.optimal import Sums, least_hidden
from evaluatie.disclosure.secondary import worth_of
from evaluatie.disclosure.suppression import hide_until_safe

STRICT = ev.DisclosurePolicy.preset_named("strict")


def test_what_follows_from_a_total_is_hidden_with_it() -> None:
    total, a, b, c = np.vstack([np.ones(3), np.eye(3)])
    figures, shown = np.array([total, a, b, c]), np.array([True, True, True, False])
    assert hide_until_safe(figures, shown, np.array([c]), np.array([9.0, 5.0, 4.0, 1.0])) == {2: 0}


def test_nothing_more_is_hidden_when_nothing_follows() -> None:
    figures = np.eye(3)
    assert hide_until_safe(figures, np.array([True, True, False]), figures[[2]], np.ones(3)) == {}


@settings(max_examples=15)
@given(st.lists(st.lists(st.integers(0, 60), min_size=3, max_size=3), min_size=2, max_size=5))
def test_no_small_count_is_shown_and_the_table_is_left_as_it_was(rows: list[list[int]]) -> None:
    table = pd.DataFrame(rows)
    before = table.copy()
    shown = ev.protect(table, STRICT)
    pd.testing.assert_frame_equal(table, before)
    assert not ((shown > 0) & (shown < 10)).any(axis=None)
    assert shown.fillna(table).astype("int64").equals(table)


def test_no_more_is_hidden_than_is_needed() -> None:
    shown = ev.protect(pd.DataFrame([[40, 30, 20], [25, 15, 3], [35, 45, 50]]), STRICT)
    assert int(shown.isna().sum().sum()) == 4


def test_when_time_is_up_what_need_not_be_hidden_is_still_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(search: Any, _: Any) -> None:
        search.deadline = 0.0
        raise TimeoutError

    monkeypatch.setattr("evaluatie.disclosure.optimal._Search.lower", late)
    monkeypatch.setattr("evaluatie.disclosure.optimal.soon_hidden", lambda *_: np.ones(4, dtype=bool))
    values = np.array([4.0, 5.0, 7.0, 9.0])
    sums = Sums(values, np.full(4, 25.0), csr_array(np.ones((1, 4))), csr_array([[1.0, 0.0, 0.0, 0.0]]), reach=10)
    found = least_hidden(sums, np.array([True, False, False, False]), [values], seconds=10)
    assert found.hidden.tolist() == [True, False, True, False]
    assert not found.optimal


def test_what_nobody_calls_sensitive_gets_its_room_too() -> None:
    values = np.array([4.0, 5.0, 7.0, 9.0])
    sums = Sums(values, np.full(4, 25.0), csr_array(np.ones((1, 4))), csr_array([[1.0, 0.0, 0.0, 0.0]]), reach=10)
    found = least_hidden(sums, np.zeros(4, dtype=bool), [values], seconds=10)
    assert (found.hidden.tolist(), found.optimal) == ([True, False, True, False], True)


@pytest.mark.parametrize(("whole", "hidden"), [(False, [True, True, False]), (True, [True, True, True])])
def test_whole_numbers_that_leave_too_little_room_hide_one_more(whole: bool, hidden: list[bool]) -> None:
    # of 1 + 2 * 6 + 5 with the last known the first is odd: not 0, unless it may be broken
    sums = Sums(
        np.array([1.0, 6.0, 5.0]), np.full(3, 25.0), csr_array([[1.0, 2.0, 1.0]]), csr_array([[1.0, 0.0, 0.0]]),
        reach=10, whole=whole,
    )  # fmt: skip
    found = least_hidden(sums, np.array([True, False, False]), [np.array([1.0, 2.0, 5.0])], seconds=10)
    assert found.hidden.tolist() == hidden


def test_larger_groups_are_given_up_after_smaller_ones() -> None:
    cells = pd.DataFrame(
        {
            "characteristic": ["everyone", "g", "g", "g", "g"],
            "level": ["everyone", "a", "b", "other", "a"],
            "waves": [("t0",), ("t0",), ("t0",), ("t0",), ("t1",)],
            "n": [500, 100, 40, 90, 120],
        }
    )
    assert np.argsort(worth_of(cells)).tolist() == [3, 4, 2, 1, 0]


def test_protect_refuses_what_are_no_counts() -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        ev.protect(pd.DataFrame({"a": [1.5, 2.0]}), STRICT)
    with pytest.raises(ValueError, match="whole numbers"):
        ev.protect(pd.DataFrame({"a": [np.nan, 2.0]}), STRICT)


def test_policy_is_only_tightened() -> None:
    assert STRICT.tightened(minimum_group=20, dominance=0.8).minimum_group == 20
    with pytest.raises(ValueError, match="only be tightened"):
        STRICT.tightened(minimum_group=3)
    with pytest.raises(ValueError, match="only be tightened"):
        STRICT.tightened(dominance=0.99)
    with pytest.raises(KeyError, match="strict"):
        ev.DisclosurePolicy.preset_named("lenient")
