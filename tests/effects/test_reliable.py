"""reliable_change: Jacobson & Truax (1991), Wilson's intervals, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from evaluatie.effects import NotEnoughData
from evaluatie.effects.reliable import reliable_change
from tolerances import CLOSED_FORM


def test_the_criterion_is_that_of_jacobson_and_truax() -> None:
    # their example, p. 14: s1 = 7.5, reliability .80, S_diff = 4.74; pretest 47.5, posttest 32.5, RC = -3.16
    found = reliable_change([47.5], [32.5], 0.80, sd=7.5)
    assert round(found.sem * math.sqrt(2), 2) == 4.74
    assert round((32.5 - 47.5) / (found.sem * math.sqrt(2)), 2) == -3.16
    assert (found.n_fell, found.n_rose, found.fell) == (1, 0, 1.0)
    assert found.criterion == pytest.approx(1.959963984540054 * math.sqrt(2) * 7.5 * math.sqrt(0.2), rel=CLOSED_FORM)


def test_the_shares_have_wilsons_intervals() -> None:
    # R 4.2.2: prop.test(30, 40, correct = FALSE)$conf.int: 0.5981 0.8581
    found = reliable_change(np.zeros(40), np.r_[np.full(30, 5), np.zeros(10)], 0.8, sd=1)
    assert (found.rose, round(found.rose_low, 4), round(found.rose_high, 4)) == (0.75, 0.5981, 0.8581)
    assert (found.fell, found.fell_low) == (0.0, 0.0)
    assert found.n_rose + found.n_fell + found.n_neither == found.n == 40


def test_by_chance_about_what_the_note_says_is_called_reliable() -> None:
    rng = np.random.default_rng(8)
    true = rng.normal(0, math.sqrt(0.8), 100_000)
    pre, post = (true + rng.normal(0, math.sqrt(0.2), 100_000) for _ in range(2))
    found = reliable_change(pre, post, 0.8)
    assert found.by_chance == pytest.approx(0.025)
    assert found.rose == pytest.approx(0.025, abs=0.003)  # six standard errors of a share of 100,000
    assert found.fell == pytest.approx(0.025, abs=0.003)
    assert "about 2.5% would be called risen" in found.notes[0]


def test_a_change_that_equals_the_criterion_is_not_more_than_it() -> None:
    criterion = reliable_change([1], [2], 0.8, sd=1).criterion
    assert reliable_change([0, 0], [criterion, criterion + 1e-6], 0.8, sd=1).n_rose == 1


def test_turning_the_scale_round_swaps_the_shares() -> None:
    rng = np.random.default_rng(2)
    pre, post = rng.integers(1, 6, (2, 60))
    there, back = reliable_change(pre, post, 0.9), reliable_change(6 - pre, 6 - post, 0.9)
    assert (there.n_rose, there.n_fell, there.criterion) == pytest.approx((back.n_fell, back.n_rose, back.criterion))
    assert there.n_rose


@pytest.mark.parametrize("reliability", [0, 1, -0.2, 1.2, float("nan"), None, "high", True])
def test_a_reliability_that_is_none_is_refused(reliability) -> None:
    with pytest.raises(ValueError, match="reliability must lie strictly between 0 and 1"):
        reliable_change([1, 2], [2, 3], reliability)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: reliable_change([1], [2], 0.8), NotEnoughData, "at least 2 pairs"),
        (lambda: reliable_change([None], [2], 0.8, sd=1), NotEnoughData, "at least 1 pair"),
        (lambda: reliable_change([3, 3], [2, 4], 0.8), NotEnoughData, "do not vary"),
        (lambda: reliable_change([3, 3], [2, 4], 0.8, sd=0), ValueError, "sd must be a number above 0"),
        (lambda: reliable_change([3, 3], [2], 0.8), ValueError, "2 answers before and 1 after"),
    ],
)
def test_bad_input_is_refused_in_words(call, error, words) -> None:
    with pytest.raises(error, match=words):
        call()


def test_missing_answers_are_counted_and_the_result_tells_its_story() -> None:
    found = reliable_change([1, 2, None, 4], [5, 2, 3, 4], 0.8)
    assert found.notes[0] == "1 of 4 pairs left out: an answer was missing"
    assert "regression to the mean" in found.notes[-1]
    assert list(found.tidy()["term"]) == ["rose", "fell", "neither"]
