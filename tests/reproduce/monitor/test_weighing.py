"""Numbers of respondents in trends: against meta-regression, closed forms and simulation."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluatie.effects import meta_regression
from evaluatie.reproduce.monitor import figures_of, in_words, link_organisations, organisation_trends
from evaluatie.reproduce.monitor.lines import line_through
from evaluatie.reproduce.monitor.weighing import sampling_variances, scatter_beyond

YEARS = np.array([2012.0, 2013, 2015, 2016, 2019, 2020, 2021, 2022, 2023, 2024])
VALUES = np.array([55.0, 58, 57, 61, 60, 66, 64, 63, 68, 70])
PEOPLE = np.array([60.0, 200, 90, 400, 150, 80, 350, 120, 500, 70])


def test_a_line_with_n_is_the_meta_regression_of_the_room_effects() -> None:
    # which is held against R's metafor
    known = sampling_variances(VALUES, PEOPLE, np.zeros(10))
    fit = line_through(YEARS, VALUES, np.zeros(10), known=known)
    other = meta_regression(VALUES, known, pd.DataFrame({"year": YEARS - YEARS.mean()}))
    row = other.table.set_index("term").loc["year"]
    assert fit.slope == pytest.approx(row["estimate"], rel=1e-5)
    assert fit.se == pytest.approx(row["se"], rel=1e-4)
    design = np.column_stack([np.ones(10), YEARS - YEARS.mean()])
    assert scatter_beyond(design, VALUES, known) == pytest.approx(other.tau2, abs=1e-3)


def test_equally_many_each_year_leave_the_plain_line_and_what_is_beyond_chance() -> None:
    known = np.full(10, 2.0)
    fit, plain = (line_through(YEARS, VALUES, np.full(10, 0.05), known=one) for one in (known, None))
    assert (fit.slope, fit.se) == pytest.approx((plain.slope, plain.se), abs=1e-9)
    design = np.column_stack([np.ones(10), YEARS - YEARS.mean()])
    assert scatter_beyond(design, VALUES, known) == pytest.approx(plain.variance - 2.0, abs=1e-4)


def test_the_interval_is_never_narrower_than_chance_in_so_many_respondents() -> None:
    years = np.arange(2019.0, 2025.0)
    on_a_line = 60 + 1.5 * (years - years.mean())
    known = sampling_variances(on_a_line, np.full(6, 100.0), np.zeros(6))
    fit = line_through(years, on_a_line, np.zeros(6), known=known)
    low, high = fit.interval(0.95)
    chance = math.sqrt(1 / np.sum((years - years.mean()) ** 2 / known.mean()))
    assert (high - low) / 2 == pytest.approx(1.959964 * chance, rel=0.02)
    assert fit.slope == pytest.approx(1.5)


def test_a_precise_year_weighs_more() -> None:
    years, values = np.arange(2019.0, 2025.0), np.array([60.0, 61, 62, 63, 64, 75])
    slopes = [
        line_through(
            years, values, np.zeros(6), known=sampling_variances(values, np.array([400.0] * 5 + [last]), np.zeros(6))
        ).slope
        for last in (30.0, 400.0, 4000.0)
    ]
    assert slopes[0] < slopes[1] <= slopes[2] + 1e-6


def test_with_correlated_years_the_weights_are_generalised_least_squares() -> None:
    known, rho = sampling_variances(VALUES, PEOPLE, np.zeros(10)), 0.4
    fit = line_through(YEARS, VALUES, np.zeros(10), (2019,), rho, known)
    design = np.column_stack([np.ones(10), YEARS - YEARS.mean(), YEARS >= 2019])
    spread = np.sqrt(known + scatter_beyond(design, VALUES, known, rho))
    inverse = np.linalg.inv(rho ** np.abs(YEARS[:, None] - YEARS) * np.outer(spread, spread))
    bread = np.linalg.inv(design.T @ inverse @ design)
    beta = bread @ design.T @ inverse @ VALUES
    left = VALUES - design @ beta
    assert fit.slope == pytest.approx(beta[1], abs=1e-8)
    assert fit.se == pytest.approx(np.sqrt(left @ inverse @ left / 7 * bread[1, 1]), abs=1e-8)


@pytest.mark.parametrize("beyond", [0.0, 3.0])
def test_weighed_trends_hold_the_truth_and_come_nearer_to_it(beyond: float) -> None:
    rng = np.random.default_rng(30)
    years, held, plain_held, squares, trials = np.arange(2019.0, 2025.0), 0, 0, np.zeros(2), 400
    for _ in range(trials):
        true = 60 + 0.8 * (years - years.mean()) + rng.normal(0, beyond, 6)
        people = rng.integers(60, 400, 6).astype(float)
        values = np.round(100 * rng.binomial(people.astype(int), true / 100) / people, 1)
        known = sampling_variances(values, people, np.full(6, 0.05))
        fit, plain = (line_through(years, values, np.full(6, 0.05), known=one) for one in (known, None))
        low, high = fit.interval(0.95)
        held += low <= 0.8 <= high
        plain_held += abs(plain.slope - 0.8) <= stats.t.ppf(0.975, 4) * plain.se
        squares += [(fit.slope - 0.8) ** 2, (plain.slope - 0.8) ** 2]
    # 400 intervals: a standard error of a point
    assert 0.925 < held / trials < 0.995
    assert 0.92 < plain_held / trials < 0.98
    assert squares[0] < squares[1]


def frame_of(people: list[float]) -> pd.DataFrame:
    values = [60.0, 63.0, 62.0, 66.0, 65.0, 74.0]
    frame = pd.DataFrame({"year": range(2019, 2025), "organisation": "ours", "measure": "fair", "value": values})
    return frame.assign(n=people)


def test_trends_use_n_where_every_year_has_it_and_say_so() -> None:
    linked = link_organisations(frame_of([400.0, 390, 410, 400, 405, 40]), "exact")
    found = organisation_trends(figures_of(linked, "fair"))
    bare = organisation_trends(figures_of(link_organisations(frame_of([math.nan] * 6), "exact"), "fair"))
    # the last year, of forty people, weighs less
    assert found.of("ours")["slope"] < bare.of("ours")["slope"]
    assert any("of 1 of 1 organisations n of every year is known" in note for note in found.notes)
    assert not any("not published" in note for note in found.notes)
    assert "numbers of respondents count in these" in " ".join(in_words(found, "en", who="ours"))


def test_n_of_some_years_only_is_not_used_and_said() -> None:
    partly, bare = (
        organisation_trends(figures_of(link_organisations(frame_of(people), "exact"), "fair"))
        for people in ([400.0, 390, math.nan, 400, 405, 40], [math.nan] * 6)
    )
    assert partly.of("ours")["slope"] == bare.of("ours")["slope"]
    assert any("n is known of some years and not of others" in note for note in partly.notes)
