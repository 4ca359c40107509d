"""event_rate and rate_ratio against R (poisson.test, rateratio.test, epitools), brute force and counted coverage."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluatie.flows.rating.conditional import exact_odds, mid_p_odds, minimum_likelihood_p
from evaluatie.flows.rating.rates import event_rate
from evaluatie.flows.rating.ratios import RateRatio, poisson_score_limits, rate_ratio
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM, EPITOOLS_ROOT, NEAR_ZERO, SAME_FIGURE

DATA = Path(__file__).parent / "data"
FIGURES = {f["name"]: f for f in json.loads((DATA / "rates_reference.json").read_text(encoding="utf-8"))["figures"]}
LABEL = "CHD, high energy (>2750 KCals) against low: "

counts = st.integers(0, 60)
exposures = st.floats(0.1, 1e4)


def figure(name: str) -> dict[str, float]:
    return FIGURES[LABEL + name]["value"]


def diet() -> RateRatio:
    given_counts = figure("events and person-time")
    return rate_ratio(*(given_counts[name] for name in ("x1", "t1", "x0", "t0")))


def test_rates_are_those_of_poisson_test() -> None:
    given_counts, ratio = figure("events and person-time"), diet()
    for at, found in (("1", (ratio.rate, ratio.rate_low, ratio.rate_high)), ("0", None)):
        theirs = figure(f"rate with exact Poisson 95% CI, group {at}")
        alone = event_rate(given_counts[f"x{at}"], given_counts[f"t{at}"])
        assert (alone.rate, alone.ci_low, alone.ci_high) == pytest.approx(tuple(theirs.values()), rel=CLOSED_FORM)
        assert (found or (ratio.rate_ref, ratio.rate_ref_low, ratio.rate_ref_high)) == (
            alone.rate,
            alone.ci_low,
            alone.ci_high,
        )


def test_the_exact_ratio_is_that_of_poisson_test_and_its_p_that_of_rateratio_test() -> None:
    ratio, theirs = diet(), figure("rate ratio with exact conditional 95% CI and exact p (poisson.test)")
    ours = (ratio.ratio, ratio.ci_low, ratio.ci_high, ratio.p_minimum_likelihood)
    assert ours == pytest.approx(tuple(theirs.values()), rel=CLOSED_FORM)
    central = figure("rateratio.test: rate ratio, CI, central p")
    assert (ratio.ratio, ratio.ci_low, ratio.ci_high, ratio.p) == pytest.approx(
        tuple(central.values()), rel=CLOSED_FORM
    )


def test_mid_p_limits_are_their_own_definition_and_those_of_epitools() -> None:
    ratio = diet()
    exact = figure("mid-P limits of the rate ratio, root found to 1e-16")
    assert (ratio.midp_low, ratio.midp_high) == pytest.approx((exact["lower"], exact["upper"]), rel=CLOSED_FORM)
    theirs = FIGURES[LABEL + "rate ratio epitools midp"]
    limits = (theirs["value"]["lower"], theirs["value"]["upper"])
    assert (ratio.midp_low, ratio.midp_high) == pytest.approx(limits, rel=EPITOOLS_ROOT)


def test_standard_errors_give_the_wald_limits() -> None:
    ratio, z = diet(), stats.norm.ppf(0.975)
    wald, difference = figure("rate ratio epitools wald"), figure("rate difference with Wald CI")
    assert math.exp(ratio.log_ratio - z * ratio.log_ratio_se) == pytest.approx(wald["lower"], rel=CLOSED_FORM)
    assert math.exp(ratio.log_ratio + z * ratio.log_ratio_se) == pytest.approx(wald["upper"], rel=CLOSED_FORM)
    assert ratio.difference == pytest.approx(difference["rd"], rel=CLOSED_FORM)
    assert ratio.difference + z * ratio.difference_se == pytest.approx(difference["upper"], rel=CLOSED_FORM)


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.999])
@pytest.mark.parametrize("events", [0, 1, 7, 1000])
def test_garwood_limits_solve_their_equations(events: int, confidence: float) -> None:
    rate, tail = event_rate(events, 2.0, confidence=confidence), (1 - confidence) / 2
    assert stats.poisson.cdf(events, 2 * rate.ci_high) == pytest.approx(tail, rel=CLOSED_FORM)
    if events:
        assert stats.poisson.sf(events - 1, 2 * rate.ci_low) == pytest.approx(tail, rel=CLOSED_FORM)
    else:
        assert (rate.ci_low, rate.rate) == (0.0, 0.0)
        assert rate.notes


def test_exact_rates_cover_at_least_as_often_as_they_say() -> None:
    events = range(120)
    limits = np.array([(rate.ci_low, rate.ci_high) for rate in (event_rate(x, 1.0) for x in events)])
    for mean in np.linspace(0.05, 60, 150):
        covers = (limits[:, 0] <= mean) & (mean <= limits[:, 1])
        assert stats.poisson.pmf(events, mean)[covers].sum() >= 0.95 - NEAR_ZERO


def test_conditional_limits_cover_exactly_and_mid_p_on_average() -> None:
    mid = []
    for n in (1, 4, 10, 30):
        outcomes = range(n + 1)
        exact, middle = ([f(x, n - x, 1.0, 0.95) for x in outcomes] for f in (exact_odds, mid_p_odds))
        for chance in np.linspace(0.02, 0.98, 49):
            weights, odds = stats.binom.pmf(outcomes, n, chance), chance / (1 - chance)
            assert weights[[inside(limits, odds) for limits in exact]].sum() >= 0.95 - NEAR_ZERO
            mid.append(weights[[inside(limits, odds) for limits in middle]].sum())
    assert np.mean(mid) > 0.95
    assert min(mid) > 0.89


def inside(limits, odds: float) -> bool:
    return limits.low <= odds and (limits.high is None or odds <= limits.high)


def test_difference_limits_cover_with_few_events() -> None:
    x = np.arange(40)
    found = [[rate_ratio(a, 50.0, b, 500.0) for b in x[:25]] for a in x[:25]]
    low, high = (np.array([[getattr(one, name) for one in row] for row in found]) for name in DIFFERENCE)
    for mean, mean_ref in ((1, 5), (3, 3), (5, 1), (8, 8)):
        weights = np.outer(stats.poisson.pmf(x[:25], mean), stats.poisson.pmf(x[:25], mean_ref))
        true = mean / 50 - mean_ref / 500
        assert weights[(low <= true) & (true <= high)].sum() > 0.94


DIFFERENCE = ("difference_low", "difference_high")


@settings(max_examples=25)
@given(counts, exposures, counts, exposures, st.sampled_from([0.8, 0.95, 0.99]))
def test_p_agrees_with_the_limits(x, t, x0, t0, confidence) -> None:
    ratio = rate_ratio(x, t, x0, t0, confidence=confidence)
    for low, high, p in (
        (ratio.ci_low, ratio.ci_high, ratio.p),
        (ratio.midp_low, ratio.midp_high, ratio.midp_p),
    ):
        if abs(p - (1 - confidence)) > 1e-9:
            assert (p < 1 - confidence) == (low > 1 or (high is not None and high < 1))
    assert 0 <= ratio.midp_p <= ratio.p + NEAR_ZERO
    assert ratio.p <= 1


@settings(max_examples=25)
@given(counts, exposures, counts, exposures)
def test_swapping_the_groups_turns_the_figures_over(x, t, x0, t0) -> None:
    ratio, swapped = rate_ratio(x, t, x0, t0), rate_ratio(x0, t0, x, t)
    assert (ratio.p, ratio.midp_p) == pytest.approx((swapped.p, swapped.midp_p), rel=SAME_FIGURE)
    assert ratio.difference_low == pytest.approx(-swapped.difference_high, rel=CLOSED_FORM, abs=NEAR_ZERO)
    for low, high in (("ci_low", "ci_high"), ("midp_low", "midp_high")):
        upper = getattr(swapped, high)
        assert getattr(ratio, low) == pytest.approx(0.0 if upper is None else 1 / upper, rel=CLOSED_FORM)


@settings(max_examples=25)
@given(counts, exposures, counts, exposures, st.sampled_from([12.0, 365.25, 0.001]))
def test_the_unit_of_time_does_not_matter_to_the_ratio(x, t, x0, t0, unit) -> None:
    ratio, scaled = rate_ratio(x, t, x0, t0), rate_ratio(x, t * unit, x0, t0 * unit)
    for name in ("ratio", "ci_low", "ci_high", "midp_low", "midp_high", "p"):
        ours, theirs = getattr(ratio, name), getattr(scaled, name)
        assert (ours is None) == (theirs is None)
        assert ours is None or ours == pytest.approx(theirs, rel=CLOSED_FORM)
    for name in ("rate", "rate_low", "difference", "difference_low", "difference_se"):
        assert getattr(ratio, name) == pytest.approx(getattr(scaled, name) * unit, rel=CLOSED_FORM, abs=NEAR_ZERO)


@settings(max_examples=25)
@given(counts, exposures, counts, exposures)
def test_everything_contains_its_estimate_and_nothing_shown_is_infinite(x, t, x0, t0) -> None:
    ratio = rate_ratio(x, t, x0, t0)
    assert ratio.difference_low <= ratio.difference <= ratio.difference_high
    assert ratio.ci_low <= ratio.midp_low
    if x0:
        assert ratio.ci_low <= ratio.ratio <= ratio.ci_high
        assert ratio.midp_high <= ratio.ci_high
    shown = ratio.glance().iloc[0]
    assert all(math.isfinite(value) for value in shown if isinstance(value, int | float) and value is not None)


@pytest.mark.parametrize(
    ("x", "x0", "ratio", "low_is_zero", "word"),
    [(0, 4, 0.0, True, "ratio is 0"), (4, 0, None, False, "no upper limit"), (0, 0, None, True, "nothing can be said")],
)
def test_no_events_are_said_and_not_infinite(x, x0, ratio, low_is_zero, word) -> None:
    found = rate_ratio(x, 100, x0, 150)
    assert found.ratio == ratio
    assert (found.ci_low == 0) == low_is_zero
    assert (found.ci_high is None) == (x0 == 0) == (found.midp_high is None)
    assert (found.log_ratio, found.log_ratio_se) == (None, None)
    assert any(word in note for note in found.notes)
    assert "rate_difference" in found.tidy()["term"].tolist()
    assert ("rate_ratio" in found.tidy()["term"].tolist()) == (ratio is not None)
    if not x and not x0:
        assert (found.p, found.midp_p, found.p_minimum_likelihood) == (1.0, 1.0, 1.0)


def test_very_uneven_counts_keep_their_digits() -> None:
    few, many = exact_odds(100_000, 1, 1.0, 0.95), exact_odds(1, 100_000, 1.0, 0.95)
    assert few.low == pytest.approx(1 / many.high, rel=CLOSED_FORM)
    assert few.low < 100_000 < few.high
    assert minimum_likelihood_p(500, 500, 1.0) == pytest.approx(1.0)


def test_score_limits_solve_their_equation() -> None:
    low, high = poisson_score_limits(7, 0.95)
    z = stats.norm.ppf(0.975)
    assert ((7 - low) / math.sqrt(low), (7 - high) / math.sqrt(high)) == pytest.approx((z, -z), rel=CLOSED_FORM)


@pytest.mark.parametrize(
    ("arguments", "error", "word"),
    [
        ((3, 0), NotEnoughData, "without exposure"),
        ((0, 0.0), NotEnoughData, "without exposure"),
        ((2.5, 10), ValueError, "whole number"),
        ((-1, 10), ValueError, "whole number"),
        ((3, -1), ValueError, "more than 0"),
        ((None, 10), ValueError, "events is missing"),
        ((pd.NA, 10), ValueError, "events is missing"),
        ((3, float("nan")), ValueError, "exposure is missing"),
        ((3, math.inf), ValueError, "finite"),
        (("3", 10), TypeError, "text"),
        (([3], 10), TypeError, "must be a number"),
        ((3, "lots"), TypeError, "must be a number"),
    ],
)
def test_what_is_no_count_or_exposure_is_refused(arguments, error, word) -> None:
    with pytest.raises(error, match=word):
        event_rate(*arguments)
    with pytest.raises(error, match=f"reference group: .*{word}"):
        rate_ratio(1, 1, *arguments)


def test_numpy_numbers_and_whole_floats_are_counts() -> None:
    assert event_rate(np.int64(3), np.float32(10)) == event_rate(3.0, 10)
    assert event_rate(np.bool_(True), 2).events == 1


@pytest.mark.parametrize("confidence", [0, 1, 95, "0.95"])
def test_a_confidence_level_is_between_0_and_1(confidence) -> None:
    with pytest.raises(ValueError, match="confidence"):
        rate_ratio(1, 1, 1, 1, confidence=confidence)
