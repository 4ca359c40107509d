"""Closed forms, and the same figures by another way."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluatie.effects import synthesise
from evaluatie.reproduce.monitor import gap_over_years
from evaluatie.reproduce.monitor.limits import between_variance, control_limit, overdispersion, standardised
from evaluatie.reproduce.monitor.lines import line_through, slopes_differ
from evaluatie.reproduce.monitor.panel import year_effects

YEARS = np.array([2012.0, 2013, 2015, 2016, 2019, 2020, 2021])
VALUES = np.array([55.0, 58, 57, 61, 60, 66, 64])
HALVES = np.full(7, 0.5)


def test_a_line_is_that_of_ordinary_regression() -> None:
    fit, other = line_through(YEARS, VALUES, HALVES), stats.linregress(YEARS, VALUES)
    assert fit.slope == pytest.approx(other.slope, abs=1e-10)
    assert fit.se == pytest.approx(other.stderr, abs=1e-10)
    assert fit.df == 5


def test_a_line_with_correlated_years_is_generalised_least_squares() -> None:
    rho = 0.6
    fit = line_through(YEARS, VALUES, HALVES, (2019,), rho)
    design = np.column_stack([np.ones(7), YEARS - YEARS.mean(), YEARS >= 2019])
    inverse = np.linalg.inv(rho ** np.abs(YEARS[:, None] - YEARS))
    bread = np.linalg.inv(design.T @ inverse @ design)
    beta = bread @ design.T @ inverse @ VALUES
    residuals = VALUES - design @ beta
    variance = residuals @ inverse @ residuals / 4
    assert (fit.level, fit.slope, fit.steps[0]) == pytest.approx(tuple(beta), abs=1e-9)
    assert fit.se == pytest.approx(np.sqrt(variance * bread[1, 1]), abs=1e-9)


def test_figures_on_a_line_are_as_uncertain_as_rounding_leaves_them() -> None:
    years = np.arange(2015.0, 2021.0)
    fit = line_through(years, np.full(6, 10.0), np.full(6, 0.5))
    # rounding errors are uniform: a variance of 1/12
    assert fit.floored
    assert fit.se == pytest.approx(np.sqrt(1 / 12 / np.sum((years - years.mean()) ** 2)))


def test_how_much_rounding_can_move_a_slope_is_a_bound() -> None:
    fit = line_through(YEARS, VALUES, HALVES)
    rng = np.random.default_rng(1)
    slopes = [stats.linregress(YEARS, VALUES + rng.uniform(-0.5, 0.5, 7)).slope for _ in range(300)]
    extreme = VALUES + 0.5 * np.sign(YEARS - YEARS.mean())
    assert max(np.abs(np.array(slopes) - fit.slope)) < fit.rounding
    assert stats.linregress(YEARS, extreme).slope - fit.slope == pytest.approx(fit.rounding)


def test_no_interval_from_three_years_nor_from_four_with_a_break() -> None:
    assert line_through(YEARS[:3], VALUES[:3], HALVES[:3]).se is None
    assert line_through(YEARS[:4], VALUES[:4], HALVES[:4]).se is not None
    assert line_through(YEARS[:4], VALUES[:4], HALVES[:4], (2015,)).se is None
    with pytest.raises(ValueError, match="two years within one wording"):
        line_through(YEARS[:2], VALUES[:2], HALVES[:2], (2013,))


def test_a_test_of_one_slope_is_that_of_two_lines() -> None:
    years = np.arange(2010.0, 2020.0)
    values = np.array([1.0, 2.1, 2.9, 4.2, 5.0, 9.0, 8.8, 8.1, 7.2, 6.6])
    parts = [stats.linregress(years[part], values[part]) for part in (slice(5), slice(5, 10))]
    residuals = [
        values[part] - fit.intercept - fit.slope * years[part]
        for part, fit in zip((slice(5), slice(5, 10)), parts, strict=True)
    ]
    variance = sum(float(one @ one) for one in residuals) / 6
    t = (parts[1].slope - parts[0].slope) / np.sqrt(variance * 2 / 10)
    assert slopes_differ(years, values, np.full(10, 0.005), 2015) == pytest.approx(2 * stats.t.sf(abs(t), 6))


def test_year_effects_are_those_of_dummy_variables() -> None:
    rng = np.random.default_rng(2)
    rows = [(year, who) for year in range(2018, 2023) for who in "abcdef" if rng.random() > 0.3]
    frame = pd.DataFrame(rows, columns=["year", "who"]).assign(value=rng.normal(60, 5, len(rows)))
    design = pd.get_dummies(frame[["who", "year"]].astype(str), dtype=float)
    beta = np.linalg.lstsq(design.to_numpy(), frame["value"].to_numpy(), rcond=None)[0]
    years = beta[[name.startswith("year") for name in design.columns]]
    found = year_effects(frame).to_numpy()
    assert found - found.mean() == pytest.approx(years - years.mean(), abs=1e-8)


@pytest.mark.parametrize("area", [0.001, 0.025, 0.975, 0.999])
def test_exact_limits_lie_between_the_counts_of_the_binomial(area: float) -> None:
    limit = control_limit(0.14, 120, area) * 120
    count = stats.binom.ppf(area, 120, 0.14)
    assert count - 1 <= limit <= count


def test_exact_limits_become_those_of_the_normal_distribution() -> None:
    for area in (0.025, 0.975):
        exact, normal = (control_limit(0.3, 200_000, area, kind) for kind in ("exact", "normal"))
        assert exact == pytest.approx(normal, abs=2e-5)


def test_the_variance_between_is_der_simonian_and_lairds_without_winsorising() -> None:
    rng = np.random.default_rng(3)
    n = rng.integers(100, 900, 12).astype(float)
    shares = rng.normal(0.4, 0.08, 12)
    variances = 0.4 * 0.6 / n
    # around the target, not around their own mean: taken as a twelfth share, so that both are alike
    centred = shares - np.average(shares, weights=1 / variances) + 0.4
    z = standardised(centred, n, 0.4)
    assert overdispersion(z, 0.0) == pytest.approx(np.mean(z**2))
    dl = synthesise(centred, variances, method="dl").tau2
    assert between_variance(z, n, 0.4, 0.0) == pytest.approx(dl, rel=1e-9)


def test_a_gap_of_exact_percentages_has_newcombes_limits() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10: 56/70 and 48/80
    frame = pd.DataFrame(
        {"year": 2020, "group": ["a", "b"], "measure": "m", "value": [80.0, 60.0], "n": [70, 80], "half": 0.0}
    )
    row = gap_over_years(frame, "m", "a", "b").table.iloc[0]
    assert (round(row["ci_low"] / 100, 4), round(row["ci_high"] / 100, 4)) == (0.0524, 0.3339)


def test_rounding_widens_a_gap_of_many_people() -> None:
    rows = {"year": 2015, "group": ["a", "b"], "measure": "m", "value": [15.0, 12.0], "n": [24001, 222070]}
    exact, rounded = (
        gap_over_years(pd.DataFrame({**rows, "half": half}), "m", "a", "b").table.iloc[0] for half in (0.0, 0.5)
    )
    assert exact["ci_high"] - exact["ci_low"] < 1.0
    # two roundings of half a point: a standard deviation of 0.41, a full width of 1.6 by themselves
    width = np.hypot(exact["ci_high"] - exact["ci_low"], 2 * 1.959964 * np.sqrt(2 * 0.25 / 3))
    assert rounded["ci_high"] - rounded["ci_low"] == pytest.approx(width, rel=1e-3)
