"""The interval in which a sum lies for anyone who knows other sums."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from evaluatie.disclosure.bounds import bounds
from evaluatie.disclosure.numbers import _close


def test_a_cell_of_a_table_lies_between_the_bounds_of_frechet() -> None:
    """In a 2 x 2 table: max(0, row + column - total) to min(row, column)."""
    margins = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]])
    found = bounds(margins, [30, 20, 35, 15], np.eye(4))
    np.testing.assert_allclose(found, [[15, 30], [0, 15], [5, 20], [0, 15]], atol=1e-9)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 4), min_size=4, max_size=4), st.integers(0, 2**12 - 1))
def test_whole_bounds_are_those_of_trying_everything(people: list[int], bits: int) -> None:
    figures = np.array([bits >> at & 1 for at in range(12)]).reshape(3, 4)
    targets = np.vstack([np.eye(4), [[1, 1, 0, 0]]])
    values = figures @ people
    possible = [x for x in product(range(5), repeat=4) if (figures @ x == values).all()]
    tried = np.array(possible) @ targets.T
    found = bounds(figures, values, targets, 0, 4, whole=True)
    np.testing.assert_array_equal(found, np.column_stack([tried.min(axis=0), tried.max(axis=0)]))
    loose = bounds(csr_array(figures), values, csr_array(targets), 0, 4)
    assert (loose[:, 0] <= found[:, 0] + 1e-7).all()
    assert (loose[:, 1] >= found[:, 1] - 1e-7).all()


def test_fractions_may_lie_further_apart_than_whole_numbers() -> None:
    triangle = [[1, 1, 0], [0, 1, 1], [1, 0, 1]]
    np.testing.assert_allclose(bounds(triangle, [[1, 1], [1, 1], [0, 2]], [[1, 0, 0]]), [[0, 1]], atol=1e-9)
    np.testing.assert_allclose(bounds([[2, 2]], [3], [[1, 0]]), [[0, 1.5]], atol=1e-9)
    with pytest.raises(ValueError, match="contradict"):
        bounds([[2, 2]], [3], [[1, 0]], whole=True)


def test_a_rounded_figure_is_given_by_its_ends() -> None:
    np.testing.assert_allclose(bounds([[1, 1]], [[9.5, 10.5]], [[1, 0], [1, 1]]), [[0, 10.5], [9.5, 10.5]], atol=1e-9)


def test_what_nothing_bounds_is_infinite() -> None:
    found = bounds([[1, 1, 0]], [5], [[1, 0, 0], [0, 0, 1], [0, 0, -1], [1, 1, 0]])
    np.testing.assert_allclose(found, [[0, 5], [0, np.inf], [-np.inf, 0], [5, 5]], atol=1e-9)
    np.testing.assert_array_equal(bounds(np.zeros((0, 2)), [], [[1, 0]], lower=-np.inf), [[-np.inf, np.inf]])


def test_the_order_of_figures_and_alike_unknowns_do_not_matter() -> None:
    rng = np.random.default_rng(5)
    figures, people = rng.integers(0, 2, (6, 8)), rng.integers(0, 9, 8)
    targets = rng.integers(0, 2, (5, 8))
    found = bounds(figures, figures @ people, targets)
    order = rng.permutation(6)
    np.testing.assert_allclose(bounds(figures[order], (figures @ people)[order], targets), found, atol=1e-6)
    twice = bounds(np.hstack([figures, figures]), figures @ people, np.hstack([targets, targets]))
    np.testing.assert_allclose(twice, found, atol=1e-6)


def test_no_targets_give_no_bounds() -> None:
    assert bounds([[1, 1]], [5], np.zeros((0, 2))).shape == (0, 2)


@pytest.mark.parametrize(
    ("figures", "values", "targets", "lower", "message"),
    [
        ([[1, 1], [1, 0]], [5, 7], [[0, 1]], 0, "contradict"),
        ([[0, 0]], [5], [[0, 1]], 0, "contradict"),
        ([[1, 1]], [5], [[1]], 0, "the same"),
        ([[1, 1]], [5, 6], [[1, 0]], 0, "1 figures"),
        ([[1, 1]], [np.nan], [[1, 0]], 0, "one value"),
        ([[1, np.nan]], [5], [[1, 0]], 0, "missing or infinite"),
        ([[1, 1]], [5], [[1, 0]], np.nan, "lower bound"),
    ],
)
def test_what_cannot_be_is_refused(figures, values, targets, lower, message) -> None:
    with pytest.raises(ValueError, match=message):
        bounds(figures, values, targets, lower)


def test_a_sum_of_no_unknowns_is_zero() -> None:
    nothing = np.zeros((1, 0))
    assert bounds(nothing, [[-1, 2]], nothing).tolist() == [[0, 0]]
    assert bounds(nothing, [0], nothing).tolist() == [[0, 0]]
    for impossible in ([[1, 2]], [[-2, -1]], [3]):
        with pytest.raises(ValueError, match="contradict"):
            bounds(nothing, impossible, nothing)


@pytest.mark.parametrize("told", [0, 1])
def test_whether_there_is_one_person_or_none_is_known_too_closely(told: int) -> None:
    """A pair of groups has one person at most: each of them has one or none, and that is too close."""
    known, each = csr_array([[1.0, 1]]), csr_array([[0.0, 1]])
    found = _close(known, np.array([float(told)]), each, 5, np.array([3.0]))
    assert found.tolist() == ([[True]] if told else [])


@pytest.mark.parametrize(("rest", "told"), [(5, 0), (4, 1), (3, 2), (0, 5)])
def test_a_single_person_is_known_too_closely_and_nobody_is_not(rest: int, told: int) -> None:
    """Of five people in two groups the size of one is known: that of the other follows."""
    known, other = csr_array([[1.0, 1], [1, 0]]), csr_array([[0.0, 1]])
    found = _close(known, np.array([5.0, rest]), other, 5, np.array([3.0]))
    assert found.tolist() == ([[True, True]] if 1 <= told < 5 else [])
