"""The verdict's words, in their order of precedence, and what could have been detected."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluatie.effects import Change, equivalence, paired_change, verdict
from tolerances import CLOSED_FORM

TEMPLATE = paired_change([2, 3, 4, 3, 2, 3], [3, 3, 5, 4, 4, 3])


def changed(mean: float, se: float = 0.1, df: float = 100) -> Change:
    return replace(TEMPLATE, mean_change=mean, se=se, df=df)


@pytest.mark.parametrize(
    ("mean", "bound", "direction", "word", "clears"),
    [
        (0.00, 0.2, "higher", "unchanged", False),
        (0.03, 0.2, "higher", "unchanged", False),
        (0.10, 0.2, "higher", "inconclusive", False),
        (0.30, 0.2, "higher", "improved", False),
        (0.30, 0.2, "lower", "worsened", False),
        (0.30, 0.2, "ambiguous", "increased", False),
        (-0.30, 0.2, "higher", "worsened", False),
        (-0.30, 0.2, "lower", "improved", False),
        (-0.30, 0.2, "ambiguous", "decreased", False),
        (0.50, 0.2, "higher", "improved", True),
        (-0.50, 0.2, "ambiguous", "decreased", True),
        # differs from zero, yet within the bound: unchanged comes first
        (0.21, 0.5, "higher", "unchanged", False),
        (0.00, None, "higher", "inconclusive", False),
        (0.00, 0, "higher", "inconclusive", False),
        (0.00, -1, "higher", "inconclusive", False),
        (0.50, None, "higher", "improved", False),
    ],
)
def test_the_word(mean, bound, direction, word, clears) -> None:
    found = verdict(changed(mean), bound=bound, direction=direction)
    assert (found.word, found.clears_bound, found.direction) == (word, clears, direction)


def test_the_level_that_was_asked_for_does_not_matter() -> None:
    pre, post = [2, 3, 4, 3, 2, 3], [3, 3, 5, 4, 4, 3]
    found = {
        verdict(paired_change(pre, post, confidence=level), bound=0.2, direction="higher") for level in (0.5, 0.99)
    }
    assert len(found) == 1


def test_what_could_have_been_detected_is_blooms() -> None:
    found = verdict(changed(0.1, se=0.2, df=30), bound=0.2, direction="higher")
    expected = (stats.t.ppf(0.975, 30) + stats.t.ppf(0.8, 30)) * 0.2
    assert found.detectable == pytest.approx(expected, rel=CLOSED_FORM)
    assert found.ci95_low == pytest.approx(0.1 - stats.t.ppf(0.975, 30) * 0.2, rel=CLOSED_FORM)
    assert found.ci90_high == pytest.approx(0.1 + stats.t.ppf(0.95, 30) * 0.2, rel=CLOSED_FORM)


def test_no_spread_is_inconclusive() -> None:
    found = verdict(paired_change([1, 2, 3], [1, 2, 3]), bound=0.2, direction="higher")
    assert (found.word, found.detectable, found.ci95_low) == ("inconclusive", None, None)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"bound": 0.2, "direction": "up"}, "direction must be one of"),
        ({"bound": float("nan"), "direction": "higher"}, "bound must be a finite"),
        ({"bound": float("inf"), "direction": "higher"}, "bound must be a finite"),
    ],
)
def test_bad_input_is_refused_in_words(options, words) -> None:
    with pytest.raises(ValueError, match=words):
        verdict(TEMPLATE, **options)


@settings(deadline=None)  # the first example pays for the imports
@given(st.floats(-2, 2), st.floats(0.01, 1), st.floats(2, 500), st.floats(0.05, 1))
def test_equivalence_and_its_interval_say_the_same(mean: float, se: float, df: float, bound: float) -> None:
    found = equivalence(mean, se, df, bound)
    within = -bound < found.ci90_low and found.ci90_high < bound
    if not math.isclose(found.p, 0.05, rel_tol=1e-9):
        assert (found.p < 0.05) == within
        assert (verdict(changed(mean, se, df), bound=bound, direction="higher").word == "unchanged") == within
    mirrored = equivalence(-mean, se, df, bound)
    assert mirrored.p == pytest.approx(found.p)
    assert mirrored.t_lower == pytest.approx(-found.t_upper)


def test_equivalence_takes_two_bounds_infinite_df_and_gives_one_row() -> None:
    found = equivalence(0.1, 0.1, float("inf"), (-0.1, 0.4))
    assert found.p_lower == pytest.approx(stats.norm.sf(2), rel=CLOSED_FORM)
    assert found.p_upper == pytest.approx(stats.norm.cdf(-3), rel=CLOSED_FORM)
    row = found.tidy().iloc[0]
    assert (row["term"], row["p"]) == ("equivalence", found.p)


@pytest.mark.parametrize("arguments", [(0, 0, 10, 1), (0, -1, 10, 1), (0, 1, 0, 1), (float("nan"), 1, 10, 1)])
def test_equivalence_needs_a_spread(arguments) -> None:
    with pytest.raises(ValueError, match="above zero"):
        equivalence(*arguments)


@pytest.mark.parametrize("bound", [0, -1, float("nan"), (0.2, 0.1), float("inf")])
def test_equivalence_needs_a_bound(bound) -> None:
    with pytest.raises(ValueError, match="bound must be"):
        equivalence(0, 1, 10, bound)
