"""regression_to_the_mean: Barnett et al. (2005), and what happens to simulated units chosen for a low score."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from evaluatie.effects.comparing import regression_to_the_mean
from tolerances import CLOSED_FORM, FITTED


def test_an_observed_mean_goes_back_by_what_the_reliability_lacks() -> None:
    found = regression_to_the_mean(3.5, 0.75, mean_selected=2.7)
    assert (found.expected_change, found.expected_after) == pytest.approx((0.2, 2.9), rel=CLOSED_FORM)
    assert (found.se, found.ci_low, found.share_selected) == (None, None, None)
    assert any("no interval" in note for note in found.notes)
    assert regression_to_the_mean(3.5, 0.75, mean_selected=4.3).expected_change == pytest.approx(-0.2)


@pytest.mark.parametrize("side", ["below", "above"])
def test_the_cutoff_form_is_that_of_barnett(side: str) -> None:
    # their formula: within variance / total sd x phi(z)/Phi(z), z = (c - mu)/sd below, (mu - c)/sd above a cutoff
    mean, between, within, cutoff = 60.0, 9.0, 4.0, 56.0
    sd = np.sqrt(between**2 + within**2)
    found = regression_to_the_mean(mean, between**2 / sd**2, cutoff=cutoff, sd=sd, side=side)
    z = (cutoff - mean) / sd if side == "below" else (mean - cutoff) / sd
    effect = within**2 / sd * stats.norm.pdf(z) / stats.norm.cdf(z)
    sign = 1 if side == "below" else -1
    assert found.expected_change == pytest.approx(sign * effect, rel=CLOSED_FORM)
    assert found.share_selected == pytest.approx(stats.norm.cdf(z), rel=CLOSED_FORM)
    # both forms agree where the observed mean is the expected one
    again = regression_to_the_mean(mean, between**2 / sd**2, mean_selected=found.mean_selected)
    assert again.expected_change == pytest.approx(found.expected_change, rel=CLOSED_FORM)


def test_simulated_units_regress_as_expected() -> None:
    rng = np.random.default_rng(7)
    true = 3.5 + 0.4 * rng.normal(size=400_000)
    first, second = (true + 0.3 * rng.normal(size=400_000) for _ in range(2))
    low = first < 3.2
    change = second[low] - first[low]
    rho, error = 0.16 / 0.25, 4 * change.std() / np.sqrt(low.sum())
    assert regression_to_the_mean(3.5, rho, cutoff=3.2, sd=0.5).expected_change == pytest.approx(
        change.mean(), abs=error
    )
    observed = regression_to_the_mean(first.mean(), rho, mean_selected=first[low].mean())
    assert observed.expected_change == pytest.approx(change.mean(), abs=error)


@pytest.mark.parametrize(
    "form", [{"mean_selected": 3.1}, {"cutoff": 3.2, "sd": 0.5}, {"cutoff": 3.9, "sd": 0.5, "side": "above"}]
)
def test_the_delta_method_is_the_slope_times_the_error(form: dict) -> None:
    step = 1e-6

    def expected(mean: float, reliability: float) -> float:
        return regression_to_the_mean(mean, reliability, **form).expected_change

    by_mean = (expected(3.5 + step, 0.7) - expected(3.5 - step, 0.7)) / (2 * step)
    by_rho = (expected(3.5, 0.7 + step) - expected(3.5, 0.7 - step)) / (2 * step)
    found = regression_to_the_mean(3.5, 0.7, mean_se=0.05, reliability_se=0.08, confidence=0.9, **form)
    assert found.se == pytest.approx(np.hypot(by_mean * 0.05, by_rho * 0.08), rel=FITTED)
    half = stats.norm.ppf(0.95) * found.se
    assert (found.ci_low, found.ci_high) == pytest.approx(
        (found.expected_change - half, found.expected_change + half), rel=FITTED
    )


def test_ends_of_the_range() -> None:
    assert regression_to_the_mean(3.5, 1.0, mean_selected=2.0).expected_change == 0
    assert regression_to_the_mean(3.5, 0.0, mean_selected=2.0).expected_after == 3.5
    # so far out that Phi underflows: the tail mean is just beyond the cutoff
    far = regression_to_the_mean(0.0, 0.5, cutoff=-60.0, sd=1.0)
    assert far.mean_selected == pytest.approx(-60 - 1 / 60, abs=1e-4)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "either mean_selected"),
        ({"mean_selected": 3, "cutoff": 3, "sd": 1}, "and not both"),
        ({"cutoff": 3}, "sd must be a number above 0: got None"),
        ({"cutoff": 3, "sd": 0}, "sd must be a number above 0"),
        ({"mean_selected": 3, "reliability": 1.2}, "reliability must lie between 0 and 1"),
        ({"mean_selected": 3, "reliability": float("nan")}, "reliability must lie between 0 and 1"),
        ({"cutoff": 3, "sd": 1, "side": "low"}, "side must be"),
        ({"mean_selected": float("inf")}, "mean_selected must be a finite number"),
        ({"mean_selected": 3, "mean_se": -1}, "mean_se must be a number of 0 or more"),
    ],
)
def test_what_will_not_do_is_refused_in_words(options: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        regression_to_the_mean(**{"mean": 3.5, "reliability": 0.7, **options})
