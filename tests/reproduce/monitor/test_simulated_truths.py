"""What is claimed of intervals, shrinkage and limits must hold where the truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluatie.reproduce.monitor import (
    figures_of,
    funnel_limits,
    gap_over_years,
    link_organisations,
    organisation_trends,
    shrunken_levels,
)
from evaluatie.reproduce.monitor.lines import line_through
from evaluatie.reproduce.monitor.panel import OneSeries, moderated, shared_correlation
from monitor_worlds import correlated, world


def test_trends_hold_the_truth_as_often_as_they_say_though_years_hang_together() -> None:
    rng = np.random.default_rng(20)
    own, against, plain, found_rho = [], [], [], []
    squares = np.zeros(2)
    for _ in range(20):
        made = world(rng, rho=0.5)
        found = organisation_trends(made.figures)
        found_rho.append(found.correlation)
        table = found.table
        true = made.slopes.loc[table.index]
        apart = true - made.slopes.mean()
        own += list((table["ci_low"] <= true) & (true <= table["ci_high"]))
        against += list((table["against_low"] <= apart) & (apart <= table["against_high"]))
        squares += [((table[name] - apart) ** 2).sum() for name in ("against_all", "shrunken")]
        for who, rows in made.figures.frame.groupby("who"):
            years, values = rows["year"].to_numpy(float), rows["value"].to_numpy(float)
            fit = line_through(years, values, np.full(len(years), 0.5))
            half = stats.t.ppf(0.975, fit.df) * fit.se
            plain.append(abs(fit.slope - made.slopes[who]) <= half)
    assert np.mean(found_rho) == pytest.approx(0.5, abs=0.08)
    # 800 intervals: a standard error of 0.8 points, some more for those of one world
    assert 0.92 < np.mean(own) < 0.975
    assert 0.92 < np.mean(against) < 0.975
    # independent years would have claimed too much
    assert np.mean(plain) < 0.88
    # drawn towards the others is nearer to the truth
    assert squares[1] < 0.85 * squares[0]


def test_where_all_move_alike_hardly_any_is_told_apart() -> None:
    rng = np.random.default_rng(21)
    single, adjusted, tested, worlds = 0, 0, 0, 25
    for _ in range(worlds):
        found = organisation_trends(world(rng, rho=0.3, slope_sd=0.0, organisations=30).figures)
        single += found.apart
        adjusted += found.apart_adjusted > 0
        tested += found.tested
    assert 0.03 < single / tested < 0.08
    assert adjusted / worlds <= 0.2


def test_levels_drawn_towards_the_average_are_nearer_to_the_truth() -> None:
    rng = np.random.default_rng(22)
    errors, covered = np.zeros(2), []
    for _ in range(30):
        made = world(rng, years=4, rho=0.0, slope_sd=0.0, scatter=4.0, level_sd=2.5, missing=0.1)
        found = shrunken_levels(made.figures)
        true = made.levels.loc[found.table.index]
        # levels are told against what all did: their means are set equal
        shift = found.table["raw"].mean() - true.mean()
        errors += [((found.table[name] - shift - true) ** 2).mean() for name in ("raw", "shrunken")]
        covered += list((found.table["ci_low"] - shift <= true) & (true <= found.table["ci_high"] - shift))
    assert errors[1] < 0.8 * errors[0]
    assert 0.92 < np.mean(covered) < 0.98


def test_a_funnel_of_those_who_do_not_differ_raises_few_alarms() -> None:
    rng = np.random.default_rng(23)
    outside, far, adjusted, all_of_them, funnels = 0, 0, 0, 0, 150
    for _ in range(funnels):
        n = rng.integers(40, 2000, 40)
        percent = 100 * rng.binomial(n, 0.12) / n
        found = funnel_limits(percent, n, range(40), target=12.0, overdispersed="ignored")
        outside, far, all_of_them = outside + found.outside, far + found.outside_far, all_of_them + found.k
        adjusted += found.outside_adjusted > 0
    assert outside / all_of_them == pytest.approx(0.05, abs=0.01)
    assert far / all_of_them < 0.004
    assert adjusted / funnels < 0.09


def test_true_differences_widen_the_funnel() -> None:
    rng = np.random.default_rng(24)
    n = rng.integers(200, 20000, 60)
    true = rng.normal(0.3, 0.04, 60)
    percent = 100 * rng.binomial(n, true) / n
    found = funnel_limits(percent, n, range(60))
    assert found.between == pytest.approx(4.0, abs=1.2)
    assert found.outside <= 8
    assert funnel_limits(percent, n, range(60), overdispersed="ignored").outside > 30


def test_a_gap_holds_the_truth_with_rounded_percentages() -> None:
    rng = np.random.default_rng(25)
    held, trials = 0, 400
    for _ in range(trials):
        n = np.array([250, 1500])
        shares = np.array([0.16, 0.11])
        percent = np.round(100 * rng.binomial(n, shares) / n)
        frame = pd.DataFrame({"year": 2020, "group": ["a", "b"], "measure": "m", "value": percent, "n": n, "half": 0.5})
        row = gap_over_years(frame, "m", "a", "b").table.iloc[0]
        held += row["ci_low"] <= 5.0 <= row["ci_high"]
    assert 0.925 < held / trials < 0.985


def test_the_shared_correlation_is_found() -> None:
    rng = np.random.default_rng(26)
    years, halves = np.arange(2009.0, 2025.0), np.full(16, 0.005)
    series = [OneSeries(years, 3 * correlated(rng, 16, 0.6), halves) for _ in range(80)]
    assert shared_correlation(series, ()) == pytest.approx(0.6, abs=0.07)


def test_moderated_variances_find_what_all_have_in_common() -> None:
    rng = np.random.default_rng(27)
    prior_df, prior, df = 8.0, 4.0, np.full(3000, 6.0)
    true = prior * prior_df / rng.chisquare(prior_df, 3000)
    found, estimated_df, estimated = moderated(true * rng.chisquare(df) / df, df)
    assert estimated_df == pytest.approx(prior_df, rel=0.15)
    assert estimated == pytest.approx(prior, rel=0.06)
    assert np.mean((np.log(found) - np.log(true)) ** 2) < 0.6 * np.mean(
        (np.log(true * rng.chisquare(df) / df) - np.log(true)) ** 2
    )


def test_a_step_at_a_break_keeps_the_slope() -> None:
    rng = np.random.default_rng(28)
    rows = [
        (year, f"o{number}", 50 + number + 0.8 * (year - 2015) - 12 * (year >= 2018) + rng.normal(0, 0.5))
        for year in range(2010, 2025)
        for number in range(12)
    ]
    wording = {
        True: "Have you been discriminated against? (% yes)",
        False: "Did you experience discrimination? (% yes)",
    }
    frame = pd.DataFrame(rows, columns=["year", "organisation", "value"]).assign(measure="m")
    with_words = frame.assign(wording=[wording[year >= 2018] for year in frame["year"]])
    found = organisation_trends(figures_of(link_organisations(with_words, "exact"), "m"))
    blind = organisation_trends(figures_of(link_organisations(frame, "exact"), "m"))
    assert found.breaks == (2018,)
    assert found.overall_slope == pytest.approx(0.8, abs=0.1)
    assert blind.overall_slope < 0
