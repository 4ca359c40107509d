"""Counts, proportions and means."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluatie.effects import NotEnoughData, count, mean, proportion
from tolerances import CLOSED_FORM


@settings(deadline=None)  # the first example pays for the imports
@given(st.integers(1, 5000), st.floats(0, 1), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_interval_is_wilsons(total: int, share: float, confidence: float) -> None:
    successes = round(share * total)
    ours = proportion(successes, total, confidence=confidence)
    theirs = stats.binomtest(successes, total).proportion_ci(confidence, method="wilson")
    assert (ours.ci_low, ours.ci_high) == pytest.approx((theirs.low, theirs.high), rel=1e-9, abs=1e-12)
    assert 0 <= ours.ci_low <= ours.proportion <= ours.ci_high <= 1


def test_none_and_all_reach_the_ends_exactly() -> None:
    assert proportion(0, 7).ci_low == 0
    assert proportion(7, 7).ci_high == 1
    assert list(proportion(3, 7).tidy()["term"]) == ["proportion"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((8, 7), "cannot exceed total: got 8 of 7"),
        ((-1, 7), "successes must be a whole number"),
        ((1.5, 7), "successes must be a whole number"),
        ((True, 7), "successes must be a whole number"),
        ((1, "7"), "total must be a whole number"),
        ((1, float("nan")), "total must be a whole number"),
    ],
)
def test_impossible_proportions_are_refused_in_words(arguments, words) -> None:
    with pytest.raises(ValueError, match=words):
        proportion(*arguments)


def test_a_proportion_of_nobody_is_refused() -> None:
    with pytest.raises(NotEnoughData, match="total is 0"):
        proportion(0, 0)


def test_a_count_is_its_own_n() -> None:
    row = count(np.int64(12)).tidy().iloc[0]
    assert (row["term"], row["estimate"], row["n"]) == ("count", 12, 12)
    with pytest.raises(ValueError, match="n must be a whole number"):
        count(-1)


def test_the_mean_has_the_t_interval() -> None:
    values = np.array([3.0, 4, 5, 2, 4.5])
    ours = mean(values)
    theirs = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert (ours.ci_low, ours.ci_high) == pytest.approx((theirs.low, theirs.high), rel=CLOSED_FORM)
    tidy = ours.tidy().set_index("term")
    assert tidy.loc["mean", ["se", "df", "n"]].tolist() == pytest.approx([ours.se, 4, 5])
    assert tidy.loc["sd", "estimate"] == pytest.approx(values.std(ddof=1), rel=CLOSED_FORM)


def test_one_value_and_equal_values_have_no_interval() -> None:
    one, alike = mean([3]), mean([0.1] * 3)
    assert (one.sd, one.se, one.ci_low, len(one.estimates())) == (None, None, None, 1)
    assert (alike.sd, alike.se, alike.ci_low, len(alike.estimates())) == (0, None, None, 2)
    assert one.notes
    assert alike.notes


def test_a_mean_of_nothing_or_of_text_is_refused() -> None:
    with pytest.raises(NotEnoughData, match="at least 1 value"):
        mean([None, float("nan")])
    with pytest.raises(TypeError, match="values holds 'x'"):
        mean(pd.Series(["x", 1]))
