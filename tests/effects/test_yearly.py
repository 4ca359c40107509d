"""The change per year over three or more waves: R's lmerTest, slopes of mixed_change, separate samples, units."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluatie.effects.changes import moments
from evaluatie.effects.comparing.robust import robust_coefficient
from evaluatie.effects.independent import independent_change
from evaluatie.effects.mixed import mixed_change
from evaluatie.effects.mixed_fitting import METHODS
from evaluatie.effects.yearly import (
    ALIKE,
    APART,
    ONE_SLOPE,
    YearlyChange,
    yearly_change,
    yearly_from_moments,
)
from evaluatie.effects.yearly_rows import freed, laid_out
from evaluatie.mixed import fit_mixed
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM, FITTED, VARIANCE_COMPONENT

MADE = pd.read_csv(Path(__file__).parent / "data" / "yearly.csv")

# R 4.2, lmerTest 3.1-3, lme4 1.1-31 with lmerControl(optimizer = "nloptwrap", optCtrl = list(ftol_abs = 1e-14, xtol_abs
# = 1e-12)): coef(summary(m))["years", ], as.data.frame(VarCorr(m))$vcov, and contest(f, t(Q) %*% M) with
#   m <- lmer(score ~ years + (years | who)); f <- lmer(score ~ factor(wave) + (years | who))
#   Q <- qr.Q(qr(cbind(1, u)), complete = TRUE)[, -(1:2)]; M <- cbind(1, rbind(0, diag(length(u) - 1))); u: the moments
# Where a correlation is 1 or -1 lmerTest's degrees of freedom are others, by design (see MixedFit): there is none here.
R = {
    "three": {
        "line": (0.078761134552812, 0.033824657176615, 2.328512426351061), "df": None, "p": None,
        "variances": (0.39873951078845, 0.00058161293230, 0.22079521708324),
        "departure": (0.27995537861527, None, None),
    },
    "bent": {
        "line": (0.10959731706505, 0.039871133305072, 2.7487888092042), "df": None, "p": None,
        "variances": (0.6547425032193, 0.0012901706139, 0.3120689703061),
        "departure": (15.652381021149, 55.804769231157, 0.00021714581965356),
    },
    "four slopes": {
        "line": (0.173925013528, 0.0328596945989, 5.29295891671), "df": 102.697999572, "p": 6.85891170742e-07,
        "variances": (0.57444875048536, 0.06101505819752, 0.23249107096864),
        "departure": (1.16307153159, 155.173524124, 0.315233981022),
    },
    "five intercepts": {
        "line": (0.173148292833, 0.0371791807689, 4.65713039534), "df": 56.0193005483, "p": 2.01542276076e-05,
        "variances": (0.44542437536008, 0.04689355132872, 0.25716342108358),
        "departure": (5.53531923054, 110.240517524, 0.00141060315004),
    },
}  # fmt: skip


def of(name: str) -> tuple[np.ndarray, list[float], np.ndarray]:
    """Give the answers of a made-up case, shape (people, waves), its years, and everyone's unit."""
    frame = MADE[MADE["case"] == name]
    answers = frame.pivot_table(index="who", columns="wave", values="score")
    return answers.to_numpy(), sorted(frame["years"].unique()), frame.groupby("who")["unit"].first().to_numpy()


def apart(name: str) -> tuple[np.ndarray, list[float], np.ndarray]:
    """Give the same answers, of people who answered once each."""
    frame, (_, years, _) = MADE[MADE["case"] == name], of(name)
    answers = np.full((len(frame), len(years)), np.nan)
    answers[np.arange(len(frame)), frame["wave"]] = frame["score"]
    return answers, years, frame["unit"].to_numpy()


@pytest.mark.parametrize("name", R)
def test_the_slope_and_the_test_of_a_line_are_those_of_lmertest(name: str) -> None:
    ours, known = yearly_change(*of(name)[:2]), R[name]
    # lme4 stops some 1e-5 before the best variances, and all else inherits that
    assert (ours.slope, ours.se, ours.statistic) == pytest.approx(known["line"], rel=VARIANCE_COMPONENT)
    variances = (ours.variance_respondent, ours.variance_slope, ours.variance_residual)
    assert variances == pytest.approx(known["variances"], rel=VARIANCE_COMPONENT)
    figures = zip((ours.df, ours.p, ours.departure, ours.departure_df, ours.departure_p),
                  (known["df"], known["p"], *known["departure"]), strict=True)  # fmt: skip
    for found, figure in figures:
        assert figure is None or found == pytest.approx(figure, rel=VARIANCE_COMPONENT)
    assert ours.random == "slope"
    assert ours.singular == (known["df"] is None)


@pytest.mark.parametrize("name", ["four slopes", "five intercepts"])
def test_with_slopes_per_person_it_is_mixed_change(name: str) -> None:
    ours = yearly_change(*of(name)[:2])
    theirs = mixed_change(MADE[MADE["case"] == name], "score", "years", "who", random="slope")
    assert (ours.slope, ours.se) == pytest.approx((theirs.slope, theirs.slope_se), rel=FITTED)
    assert (ours.ci_low, ours.ci_high) == pytest.approx((theirs.slope_ci_low, theirs.slope_ci_high), rel=FITTED)
    assert (ours.df, ours.p) == pytest.approx((theirs.df, theirs.p), rel=FITTED)
    assert (ours.n, ours.n_answers, ours.method) == (theirs.n, theirs.n_rows, METHODS["slope"])


def test_where_nobody_answered_three_times_people_share_a_slope_and_a_note_says_so() -> None:
    answers, years, _ = of("four slopes")
    twice = answers.copy()
    for row in twice:
        row[np.flatnonzero(~np.isnan(row))[2:]] = np.nan
    ours = yearly_change(twice, years)
    who, at = np.nonzero(~np.isnan(twice))
    fit = fit_mixed(twice[who, at], np.column_stack([np.ones(len(at)), np.array(years)[at]]), who)
    assert ours.random == "intercept"
    assert ONE_SLOPE in ours.notes
    assert (ours.slope, ours.se, ours.df) == pytest.approx(fit.contrast([0, 1]), rel=CLOSED_FORM)


def test_at_a_variance_of_zero_it_says_so() -> None:
    rng = np.random.default_rng(3)
    answers = rng.normal(3, 1, (30, 3))
    answers -= answers.mean(axis=1, keepdims=True)  # everyone of the same level
    answers[:, 2] = np.nan  # nobody thrice: no slopes
    answers[:4, 2], answers[:4, 0] = 3.0, np.nan
    ours = yearly_change(answers, [0, 1, 2])
    assert ours.singular
    assert (ours.random, ours.variance_respondent) == ("intercept", 0.0)
    assert any("estimated as exactly 0" in note for note in ours.notes)


# --- nobody linked ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # R 4.2: n, m and v are tapply(score, wave, length), mean and var / n; w <- n * (u - weighted.mean(u, n));
        # w <- w / sum(w * u); c(sum(w * m), sqrt(sum(w^2 * v)), sum(w^2 * v)^2 / sum((w^2 * v)^2 / (n - 1))); the first
        # is coef(lm(score ~ years))[2] as well
        ("three", (0.0905571088609, 0.0473690348444, 128.9419001882030)),
        ("four slopes", (0.1924398532264, 0.0436371879471, 179.1439814411419)),
    ],
)
def test_separate_samples(name: str, expected: tuple[float, float, float]) -> None:
    answers, years, _ = apart(name)
    ours = yearly_change(answers, years)
    assert (ours.slope, ours.se, ours.df) == pytest.approx(expected, rel=CLOSED_FORM)
    assert (ours.random, ours.variance_respondent) == ("none", None)
    assert APART in ours.notes
    of_waves = [moments(column[~np.isnan(column)]) for column in answers.T]
    theirs = yearly_from_moments(of_waves, years)
    assert (theirs.slope, theirs.se, theirs.departure_p) == pytest.approx(
        (ours.slope, ours.se, ours.departure_p), rel=CLOSED_FORM
    )


def test_of_three_separate_samples_the_departure_is_welchs_test_of_the_middle_one_against_the_others() -> None:
    # waves a year apart, the outer two made one sample's half each: the middle against their mean
    rng = np.random.default_rng(4)
    middle, outer = rng.normal(3.5, 1, 25), rng.normal(3, 0.7, 30)
    waves = [moments(outer), moments(middle), moments(outer)]
    ours = yearly_from_moments(waves, [0, 1, 2])
    estimate = middle.mean() - outer.mean()
    error = np.sqrt(middle.var(ddof=1) / 25 + outer.var(ddof=1) / 30 / 2)
    assert ours.departure == pytest.approx((estimate / error) ** 2, rel=CLOSED_FORM)
    assert ours.slope == pytest.approx(0, abs=1e-12)
    # the outer two alone make Welch's test per year
    ends = yearly_from_moments([moments(outer), moments(np.array([3.0, 4.0])), moments(outer + 1)], [0, 1, 2])
    welch = independent_change(outer, outer + 1)
    assert ends.se == pytest.approx(welch.se / 2, rel=CLOSED_FORM)


# --- units ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["three", "four slopes"])
def test_least_squares_of_freed_answers_give_what_the_model_gives(name: str) -> None:
    answers, years, _ = of(name)
    laid = laid_out(answers, np.array(years))
    design = laid.full[:, :2]
    fit = fit_mixed(laid.answers, design, laid.who, design[:, 1] if name == "four slopes" else None)
    outcome, columns = freed(laid, design, fit)
    assert np.linalg.lstsq(columns, outcome, rcond=None)[0] == pytest.approx(fit.coefficients, rel=FITTED)
    covariance = np.linalg.inv(columns.T @ columns)
    assert covariance == pytest.approx(fit.covariance, rel=FITTED)


def in_teams(seed: int, spread: float) -> tuple[np.ndarray, np.ndarray]:
    """Make 12 teams of 10 people whose teams move together."""
    rng = np.random.default_rng(seed)
    units = np.repeat(np.arange(12), 10)
    moved = rng.normal(0, spread, (12, 3))[units]
    return 3 + rng.normal(0, 0.5, (120, 1)) + moved + rng.normal(0, 0.4, (120, 3)), units


def test_people_of_one_unit_count_as_alike() -> None:
    answers, units = in_teams(1, 0.3)
    alone, together = yearly_change(answers, [0, 1, 2]), yearly_change(answers, [0, 1, 2], units)
    assert together.slope == alone.slope
    assert together.units
    assert together.se > 1.5 * alone.se
    assert together.df < 12
    assert together.departure_p > alone.departure_p
    # everyone answered always: the slope is a mean over people, half of last minus first
    slopes = (answers[:, 2] - answers[:, 0]) / 2
    mean = robust_coefficient(slopes, np.ones((120, 1)), units, 0)
    assert (together.se, together.df) == pytest.approx((mean.se, mean.df), rel=FITTED)


def test_the_interval_is_never_narrower_than_that_of_independent_people() -> None:
    answers, units = in_teams(2, 0.0)
    answers -= np.array([answers[units == unit].mean(axis=0) for unit in range(12)])[units]
    alone, together = yearly_change(answers, [0, 1, 2]), yearly_change(answers, [0, 1, 2], units)
    assert (together.se, together.df) == (alone.se, alone.df)
    assert together.units
    assert ALIKE in together.notes


@pytest.mark.parametrize("units", [np.repeat(np.arange(7), 18)[:120], np.full(120, -1), np.arange(120)])
def test_with_too_few_units_people_count_as_independent(units: np.ndarray) -> None:
    answers, _ = in_teams(1, 0.3)
    assert yearly_change(answers, [0, 1, 2], units) == yearly_change(answers, [0, 1, 2])


# --- what does not matter, and what cannot be -------------------------------------------------------------------------


@pytest.mark.parametrize("name", R)
def test_order_shift_scale_and_who_never_answered_do_not_matter(name: str) -> None:
    answers, years, units = of(name)
    ours = yearly_change(answers, years, units)
    mixed_up = np.random.default_rng(1).permutation(len(answers))
    empty = np.full((2, len(years)), np.nan)
    theirs = yearly_change(
        np.vstack([empty, 100 - 10 * answers[mixed_up]]), np.array(years) + 2019, np.append([3, -1], units[mixed_up])
    )
    for field, times in (("slope", -10), ("se", 10), ("df", 1), ("departure", 1), ("departure_p", 1)):
        assert getattr(theirs, field) == pytest.approx(times * getattr(ours, field), rel=FITTED), field
    assert (theirs.n, theirs.n_answers) == (ours.n, ours.n_answers)


def test_a_slope_turns_round_with_time() -> None:
    answers, years, _ = of("four slopes")
    ours, back = yearly_change(answers, years), yearly_change(answers[:, ::-1], [-year for year in years[::-1]])
    assert (back.slope, back.se, back.df) == pytest.approx((-ours.slope, ours.se, ours.df), rel=FITTED)


@pytest.mark.parametrize(
    ("answers", "years", "error", "message"),
    [
        (np.ones((9, 2)), [0, 1], ValueError, "three or more rising"),
        (np.ones((9, 3)), [0, 2, 1], ValueError, "three or more rising"),
        (np.ones((9, 3)), [0, 1, 2, 3], ValueError, "a column per wave"),
        (np.ones((9, 3)), [0, 1, 2], NotEnoughData, "do not vary"),
        (np.arange(9.0)[:, None] + np.arange(3), [0, 1, 2], NotEnoughData, "do not vary"),
        (np.where(np.eye(9, 3) + np.eye(9, 3, -3) > 0, 2.0, np.nan), [0, 1, 2], NotEnoughData, "do not vary"),
        (np.column_stack([np.ones((9, 2)), [3.0] + [np.nan] * 8]), [0, 1, 2], NotEnoughData, "at least 2 answers"),
        (np.full((9, 3), np.nan), [0, 1, 2], NotEnoughData, "at least 2 answers"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    answers: np.ndarray, years: list[float], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        yearly_change(answers, years)


def test_it_tells_the_slope_and_the_departure() -> None:
    ours = yearly_change(*of("bent")[:2])
    assert isinstance(ours, YearlyChange)
    table = ours.tidy().set_index("term")
    assert table.index.tolist() == ["slope", "departure"]
    assert table.loc["departure", ["estimate", "p"]].tolist() == [ours.departure, ours.departure_p]
