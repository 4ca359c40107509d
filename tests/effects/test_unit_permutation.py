"""unit_permutation and wild_cluster_bootstrap against every assignment and every pattern of signs, one by one."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluatie.effects.comparing import unit_permutation, wild_cluster_bootstrap
from evaluatie.effects.comparing.wild import SIX_POINTS, sign_patterns
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM, FITTED

CODES = np.repeat(np.arange(8), [3, 5, 8, 4, 9, 2, 6, 5])


def rows(seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    design = np.column_stack([np.ones(42), rng.normal(size=42), np.isin(CODES, [0, 3, 5])])
    return rng.normal(size=42) + 0.5 * rng.normal(size=8)[CODES] + 0.6 * design[:, 2], design


def t_statistic(outcome: np.ndarray, design: np.ndarray, null: float) -> float:
    coefficients = np.linalg.lstsq(design, outcome, rcond=None)[0]
    residual, inverse = outcome - design @ coefficients, np.linalg.inv(design.T @ design)
    scores = np.stack([design[group == CODES].T @ residual[group == CODES] for group in range(8)])
    return float((coefficients[2] - null) / np.sqrt((inverse @ scores.T @ scores @ inverse)[2, 2]))


def brute_p(outcome: np.ndarray, design: np.ndarray, null: float) -> float:
    """Refit all 256 resamples."""
    others = design[:, :2]
    fitted = others @ np.linalg.lstsq(others, outcome - null * design[:, 2], rcond=None)[0] + null * design[:, 2]
    own = abs(t_statistic(outcome, design, null))
    signs = (np.array(pattern)[CODES] for pattern in itertools.product([1, -1], repeat=8))
    found = [abs(t_statistic(fitted + sign * (outcome - fitted), design, null)) for sign in signs]
    return float(np.mean(np.array(found) >= own * (1 - 1e-9)))


@pytest.mark.parametrize("seed", [3, 4])
def test_wild_p_is_that_of_every_pattern_refitted(seed: int) -> None:
    outcome, design = rows(seed)
    found = wild_cluster_bootstrap(outcome, design, CODES, 2)
    assert (found.exact, found.resamples, found.n, found.n_clusters) == (True, 256, 42, 8)
    assert found.p == pytest.approx(brute_p(outcome, design, 0.0), rel=CLOSED_FORM)
    assert found.statistic == pytest.approx(t_statistic(outcome, design, 0.0), rel=CLOSED_FORM)
    assert found.smallest_p == 2 / 256


@pytest.mark.parametrize(("weights", "squares"), [("rademacher", [1]), ("webb", [0.5, 1, 1.5])])
def test_drawn_weights_are_signs_or_webb_s_six_points(weights: str, squares: list[float]) -> None:
    # Webb (2023): plus and minus the roots of 1/2, 1 and 3/2, equally likely; both have mean 0 and variance 1
    patterns, whole = sign_patterns(20, weights, 4999, 1)
    assert (patterns.shape, whole) == ((5000, 20), False)
    assert (patterns[0] == 1).all()
    points = sorted(sign * square**0.5 for sign in (-1, 1) for square in squares)
    assert np.unique(patterns[1:].round(12)) == pytest.approx(points, rel=CLOSED_FORM)
    assert [patterns[1:].mean(), patterns[1:].var()] == pytest.approx([0, 1], abs=0.02)


def test_wild_interval_ends_where_the_test_begins_to_reject() -> None:
    outcome, design = rows()
    found = wild_cluster_bootstrap(outcome, design, CODES, 2)
    for limit, inward in ((found.ci_low, 1e-4), (found.ci_high, -1e-4)):
        assert brute_p(outcome, design, limit + inward) > 0.05
        assert brute_p(outcome, design, limit - inward) <= 0.05


def test_wild_draws_where_patterns_are_many_and_agrees_with_all_of_them() -> None:
    outcome, design = rows()
    whole = wild_cluster_bootstrap(outcome, design, CODES, 2)
    webb = wild_cluster_bootstrap(outcome, design, CODES, 2, weights="webb", resamples=19_999, seed=4)
    assert not webb.exact
    assert webb.p == pytest.approx(whole.p, abs=0.06)  # other weights, another distribution
    assert (SIX_POINTS**2).mean() == pytest.approx(1)
    many = np.arange(42) // 3
    first, second, third = (wild_cluster_bootstrap(outcome, design[:, :2], many, 1, seed=seed) for seed in (1, 1, 2))
    assert (first.exact, first.resamples) == (False, 5000)
    assert first == second
    assert first.p != third.p
    assert first.p == pytest.approx(third.p, abs=0.03)


def test_wild_takes_names_and_leaves_missing_rows_out() -> None:
    outcome, design = rows()
    frame = pd.DataFrame(design, columns=["one", "age", "exposed"])
    plain = wild_cluster_bootstrap(outcome, design, CODES, 2)
    assert wild_cluster_bootstrap(outcome, frame, CODES.astype(str), "exposed") == plain
    more = wild_cluster_bootstrap(
        [*outcome, None, 1.0], np.vstack([design, design[:2]]), [*map(str, CODES), "0", None], 2
    )
    assert more.p == plain.p
    assert more.notes == ("2 of 44 rows left out: something was missing",)


def test_four_clusters_cannot_reject_and_say_so() -> None:
    outcome, design = rows()
    four = CODES < 4
    found = wild_cluster_bootstrap(outcome[four], design[four], CODES[four], 2)
    assert found.smallest_p == 0.125
    assert (found.ci_low, found.ci_high) == (None, None)
    assert "cannot fall below 0.125" in found.notes[0]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"coefficient": "age"}, ValueError, "design has no column 'age'; it has: x0, x1"),
        ({"coefficient": 5}, ValueError, "a place from 0 to 1"),
        ({"weights": "normal"}, ValueError, "weights must be"),
        ({"resamples": 10}, ValueError, "at least 99"),
        ({"cluster": list("aabbab")}, NotEnoughData, "at least 3 clusters"),
        ({"cluster": list("aab")}, ValueError, "one entry per row: got 6, 6 and 3"),
        ({"outcome": [1, 1, 1, 2, 2, 2]}, NotEnoughData, "no residuals to turn"),
        ({"outcome": [None] * 6}, NotEnoughData, "no complete rows"),
    ],
)
def test_wild_refuses_in_words(change, error, words) -> None:
    given = {
        "outcome": [1.0, 2, 3, 5, 4, 4],
        "design": np.column_stack([np.ones(6), [0, 0, 0, 1, 1, 1]]),
        "cluster": list("aabbcc"),
        "coefficient": 1,
    }
    with pytest.raises(error, match=words):
        wild_cluster_bootstrap(**{**given, **change})


def shifted_p(changes: np.ndarray, exposed: np.ndarray, shift: float) -> float:
    moved = changes - shift * exposed
    own = abs(moved[exposed == 1].mean() - moved[exposed == 0].mean())
    count = 0
    for chosen in itertools.combinations(range(len(moved)), int(exposed.sum())):
        mask = np.isin(np.arange(len(moved)), chosen)
        count += abs(moved[mask].mean() - moved[~mask].mean()) >= own - 1e-9
    return count / math.comb(len(moved), int(exposed.sum()))


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(4, 8), st.sampled_from([0.95, 0.9, 0.6]))
def test_permutation_p_and_interval_are_those_of_every_assignment(seed: int, units: int, confidence: float) -> None:
    rng = np.random.default_rng(seed)
    changes, exposed = rng.normal(size=units).round(1), np.zeros(units)
    exposed[rng.choice(units, rng.integers(1, units), replace=False)] = 1
    found = unit_permutation(changes, exposed, confidence=confidence)
    assert found.exact
    assert found.p == pytest.approx(shifted_p(changes, exposed, 0.0), rel=CLOSED_FORM)
    alpha = 1 - confidence + 1e-9
    for limit, inward in ((found.ci_low, 1e-6), (found.ci_high, -1e-6)):
        if limit is None:
            assert shifted_p(changes, exposed, inward * -1e9) > alpha
        else:
            assert shifted_p(changes, exposed, limit - inward) <= alpha
            assert shifted_p(changes, exposed, limit + inward) > alpha or found.ci_low == found.ci_high


def test_permutation_of_one_exposed_unit_is_its_place_among_all() -> None:
    found = unit_permutation([0.1, 0.3, 0.2, 2.0], [False, False, False, True])
    assert (found.p, found.smallest_p, found.ci_low) == (0.25, 0.25, None)
    assert "4 units, 1 exposed, p cannot fall below 0.25" in found.notes[0]


def test_permutation_of_half_the_units_reaches_the_smallest_p_with_the_mirror_image() -> None:
    # of the 20 ways to choose 3 of 6, the real one and the one the other way round are furthest from zero
    found = unit_permutation([7.0, 8.0, 9.0, 1.0, 2.0, 3.0], [1, 1, 1, 0, 0, 0])
    assert (found.p, found.smallest_p) == (pytest.approx(2 / 20), 2 / 20)


def test_permutation_draws_where_assignments_are_many() -> None:
    rng = np.random.default_rng(6)
    changes, exposed = rng.normal(size=40), np.repeat([0, 1], 20)
    first, second = (unit_permutation(changes + 0.7 * exposed, exposed, seed=seed) for seed in (1, 2))
    assert (first.exact, first.assignments, first.smallest_p) == (False, 10_000, 1e-4)
    assert first.p == pytest.approx(second.p, abs=0.02)
    # with many units of like spread the test is near the t test
    from scipy import stats

    t = stats.ttest_ind(changes[20:] + 0.7, changes[:20])
    assert first.p == pytest.approx(t.pvalue, abs=0.02)
    low, high = t.confidence_interval(0.95)
    assert (first.ci_low, first.ci_high) == pytest.approx((low, high), abs=0.06)


def test_permutation_counts_ties_whatever_the_rounding() -> None:
    changes = np.array([0.1, 0.2, 0.3, 0.1 + 0.2])
    plain = unit_permutation(changes, [0, 0, 1, 1])
    assert plain.p == pytest.approx(2 / 6)
    assert unit_permutation(1e6 + changes, [0, 0, 1, 1]).p == plain.p
    assert unit_permutation([1, 1, 1], [0, 1, 1]).p == 1


def test_permutation_leaves_unknown_units_out() -> None:
    found = unit_permutation([0.1, None, 0.4, 0.7], [0, 0, 1, None])
    assert (found.n, found.difference) == (2, pytest.approx(0.3, rel=FITTED))
    assert found.notes[0] == "2 of 4 units left out: no change or exposure known"


@pytest.mark.parametrize(
    ("changes", "exposed", "error", "words"),
    [
        ([1, 2], [1, 1], NotEnoughData, "2 of 2 exposed"),
        ([1, 2], [0, 1, 1], ValueError, "got 2 and 3"),
        ([1, 2], ["a", "b"], ValueError, "not plain"),
        (["a", 2], [0, 1], TypeError, "not a number"),
    ],
)
def test_permutation_refuses_in_words(changes, exposed, error, words) -> None:
    with pytest.raises(error, match=words):
        unit_permutation(changes, exposed)
