"""The four fields of inclusion: counts, cut, intervals, and who is near the cut."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from evaluatie.result import NotEnoughData
from evaluatie.scales.framework import FIELDS, field_codes, inclusion_fields, measurement_error, near_cut
from tolerances import CLOSED_FORM


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    """Scores in steps of an eighth, so that many are exactly on the cut; some are missing."""
    rng = np.random.default_rng(31)
    frame = pd.DataFrame(np.clip(rng.normal(3.2, 1, (300, 2)) * 8, 8, 40).round() / 8, columns=["bel", "aut"])
    frame.loc[rng.random(300) < 0.1, "bel"] = np.nan
    frame.loc[rng.random(300) < 0.1, "aut"] = np.nan
    return frame


def test_counts_are_those_of_a_cross_table(people: pd.DataFrame) -> None:
    found = inclusion_fields(people["bel"], people["aut"], (1, 5))
    known = people.dropna()
    crossed = pd.crosstab(known["bel"] > 3, known["aut"] > 3)
    assert ((known == 3).any(axis=1)).sum() > 10
    assert found.n == len(known) < 300
    assert found.table["n"].to_dict() == {
        "neither": crossed.loc[False, False],
        "belonging_only": crossed.loc[True, False],
        "authenticity_only": crossed.loc[False, True],
        "both": crossed.loc[True, True],
    }
    assert found.notes == (f"{300 - len(known)} of 300 people left out: a score was missing",)


def test_who_is_exactly_on_the_cut_is_not_above_it() -> None:
    codes = field_codes(np.array([3.0, 3.0, 3.001, 3.001]), np.array([3.0, 3.001, 3.0, 3.001]), (3, 3))
    assert [FIELDS[code] for code in codes] == ["neither", "authenticity_only", "belonging_only", "both"]


def test_each_scale_has_a_cut_of_its_own() -> None:
    assert FIELDS[field_codes(np.array([3.5]), np.array([3.5]), (4, 3))[0]] == "authenticity_only"


@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_shares_have_wilsons_interval(people: pd.DataFrame, confidence: float) -> None:
    found = inclusion_fields(people["bel"], people["aut"], (1, 5), errors=(0.2, 0.3), confidence=confidence)
    assert found.table["share"].sum() == pytest.approx(1, rel=CLOSED_FORM)
    for row in found.table.itertuples():
        low, high = binomtest(row.n, found.n).proportion_ci(confidence, "wilson")
        assert (row.share, row.ci_low, row.ci_high) == pytest.approx((row.n / found.n, low, high), rel=CLOSED_FORM)
    low, high = binomtest(round(found.near * found.n), found.n).proportion_ci(confidence, "wilson")
    assert (found.near_low, found.near_high) == pytest.approx((low, high), rel=CLOSED_FORM)


@pytest.mark.parametrize(("limits", "cut"), [((1, 5), 3), ((1, 7), 4), ((0, 10), 5), ((-2, 3), 0.5)])
def test_the_cut_is_the_middle_of_the_range(limits: tuple[float, float], cut: float) -> None:
    above, below = cut + 0.25, cut - 0.25
    found = inclusion_fields([above, above, below], [above, below, cut], limits)
    assert found.cut == (cut, cut)
    assert found.table["n"].tolist() == [1, 1, 0, 1]


def test_near_is_within_one_error_of_the_cut_on_at_least_one_scale(people: pd.DataFrame) -> None:
    errors = (0.125, 0.25)
    found = inclusion_fields(people["bel"], people["aut"], (1, 5), errors=errors)
    known = people.dropna()
    by_hand = ((known["bel"] - 3).abs() <= errors[0]) | ((known["aut"] - 3).abs() <= errors[1])
    assert found.near == pytest.approx(by_hand.mean(), rel=CLOSED_FORM)
    assert [one.term for one in found.estimates()] == [*FIELDS, "near"]
    assert {one.n for one in found.estimates()} == {len(known)}


def test_the_error_itself_counts_as_within_it_whatever_its_binary_form() -> None:
    scores, far = np.array([3.1, 2.9, 3.11]), np.array([5.0, 5.0, 5.0])
    assert scores[0] - 3 > 0.1
    assert near_cut(scores, far, (3, 3), (0.1, 0.1)).tolist() == [True, True, False]
    assert near_cut(far, scores, (3, 3), (0.1, 0.1)).tolist() == [True, True, False]


def test_without_an_error_of_measurement_nobody_is_said_to_be_near() -> None:
    found = inclusion_fields([3.0, 4.0], [3.0, 4.0], (1, 5))
    assert (found.near, found.near_low, found.near_high) == (None, None, None)
    assert [one.term for one in found.estimates()] == list(FIELDS)


def test_the_inputs_stay_as_they_were(people: pd.DataFrame) -> None:
    before = people.copy()
    inclusion_fields(people["bel"], people["aut"], (1, 5), errors=(0.1, 0.1))
    pd.testing.assert_frame_equal(people, before)


@pytest.mark.parametrize(
    ("one", "other", "limits", "error", "says"),
    [
        ([np.nan], [3.0], (1, 5), NotEnoughData, "nobody has both"),
        ([], [], (1, 5), NotEnoughData, "nobody has both"),
        ([3.0, 4.0], [3.0], (1, 5), ValueError, "got 2 and 1"),
        ([5.5], [3.0], (1, 5), ValueError, "belonging holds scores outside 1 to 5"),
        ([3.0], [0.5], (1, 5), ValueError, "authenticity holds scores outside 1 to 5"),
        ([3.0], [3.0], (5, 1), ValueError, "must rise"),
        (["vaak"], [3.0], (1, 5), TypeError, "belonging"),
    ],
)
def test_what_cannot_be_divided_is_a_clear_error(
    one: list[object], other: list[object], limits: tuple[float, float], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        inclusion_fields(one, other, limits)


@pytest.mark.parametrize(
    ("limits", "errors", "says"),
    [
        ((1, 5), (-0.1, 0.3), "errors must not be negative: got -0.1 and 0.3"),
        ((1, 5), (0.1, math.nan), "errors must be a pair of numbers: got 0.1 and nan"),
        ((1, 5), 0.3, "errors must be a pair of numbers: got 0.3"),
        ((1, 5), (0.1, 0.2, 0.3), "errors must be a pair"),
        ((1, 5), ("a", "b"), "errors must be a pair"),
        (5, None, "response_range must be a pair of numbers: got 5"),
        ((1, 3, 5), None, "response_range must be a pair"),
        ((1, math.inf), None, "response_range must be a pair of numbers: got 1 and inf"),
    ],
)
def test_a_pair_that_is_none_is_refused(limits: object, errors: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        inclusion_fields([3.0], [3.0], limits, errors=errors)


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_a_confidence_that_is_no_level_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        inclusion_fields([3.0], [3.0], (1, 5), confidence=confidence)


@pytest.mark.parametrize("reliability", [0.0, 0.36, 0.91, 1.0])
def test_the_standard_error_of_measurement_is_that_of_lord_and_novick(reliability: float) -> None:
    assert measurement_error(0.8, reliability) == pytest.approx(0.8 * math.sqrt(1 - reliability), rel=CLOSED_FORM)


def test_a_perfectly_reliable_score_has_no_error() -> None:
    assert measurement_error(0.8, 1.0 + 1e-12) == 0.0


def test_it_is_the_spread_of_retests_around_the_true_score() -> None:
    rng = np.random.default_rng(32)
    true, error = rng.normal(3, 0.9, 40_000), 0.4
    found = true + rng.normal(0, error, 40_000)
    reliability = 0.9**2 / (0.9**2 + error**2)
    assert measurement_error(float(found.std(ddof=1)), reliability) == pytest.approx(error, rel=0.02)
