"""What people of few teams have in common, over many outcomes: against an analysis of variance, and in simulation."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from evaluatie.effects import NotEnoughData
from evaluatie.effects.describing import mean, proportion
from evaluatie.effects.few_teams import (
    Common,
    answers_variance,
    change_in_few,
    effective_teams,
    intraclass,
    intraclass_of_change,
    least_protecting,
    mean_in_few,
    pooled,
    ranks_in_few,
    share_in_few,
    trimmed_in_few,
    variances_in_few,
)
from evaluatie.effects.independent import independent_change
from evaluatie.effects.long_frame import TwoWaves
from evaluatie.effects.overlapping import overlapping_from_waves
from evaluatie.effects.paired import paired_from_complete
from evaluatie.effects.ranks import rank_change
from evaluatie.effects.trimmed import trimmed_change

RNG = np.random.default_rng(11)
FOUR = np.repeat(np.arange(4), 25)
VALUES = RNG.normal(3, 1, 100) + np.array([-0.5, 0.1, 0.2, 0.4])[FOUR]
LATER = VALUES * 0.6 + RNG.normal(1.3, 0.7, 100) + np.array([0.3, -0.2, 0.1, 0.0])[FOUR]
COMMON = Common(0.08, 3.5, 3)


def test_of_teams_of_one_size_it_is_that_of_the_analysis_of_variance() -> None:
    f = stats.f_oneway(*VALUES.reshape(4, 25)).statistic
    within = VALUES.reshape(4, 25).var(axis=1, ddof=1).mean()
    icc, df = intraclass(VALUES, FOUR)
    assert icc == pytest.approx((f - 1) * within / 25 / VALUES.var(ddof=1), rel=1e-12)
    assert df == 3


def test_who_has_no_team_and_teams_of_fewer_than_ten_are_not_looked_at() -> None:
    small = np.concatenate([VALUES, [9.0, -9.0], np.full(9, 7.0)])
    teams = np.concatenate([FOUR, [-1, -1], np.full(9, 4)])
    icc, df = intraclass(small, teams)
    assert icc * small.var(ddof=1) == pytest.approx(intraclass(VALUES, FOUR)[0] * VALUES.var(ddof=1), rel=1e-12)
    assert df == 3
    assert effective_teams(teams) == effective_teams(FOUR) == 4.0


def test_what_strata_of_whole_teams_differ_by_is_no_spread_between_teams() -> None:
    strata = (FOUR > 1).astype(int)
    moved = VALUES + 5 * strata
    of_both = [intraclass(values, FOUR, strata)[0] * values.var(ddof=1) for values in (VALUES, moved)]
    assert of_both[0] == pytest.approx(of_both[1], rel=1e-9)
    assert intraclass(VALUES, FOUR, strata)[1] == 2
    assert intraclass(moved, FOUR)[0] > 0.5
    # a stratum of one team has no spread of its own: there is one stratum then
    assert intraclass(VALUES, FOUR, (FOUR > 2).astype(int)) == intraclass(VALUES, FOUR)
    # and strata of people are none of teams, in whatever order people are
    assert intraclass(VALUES, FOUR, np.arange(100) % 2) == intraclass(VALUES, FOUR)


def test_of_linked_answers_it_is_about_changes_and_else_about_the_means_of_teams() -> None:
    total = VALUES.var(ddof=1) + LATER.var(ddof=1)
    changes = LATER - VALUES
    icc, df = intraclass_of_change(VALUES, LATER, FOUR)
    assert (icc * total, df) == (pytest.approx(intraclass(changes, FOUR)[0] * changes.var(ddof=1)), 3)
    nobody = np.full(100, np.nan)
    pre, post = np.append(VALUES, nobody), np.append(nobody, LATER)
    icc, df = intraclass_of_change(pre, post, np.append(FOUR, FOUR))
    moved = LATER.reshape(4, 25).mean(axis=1) - VALUES.reshape(4, 25).mean(axis=1)
    within = sum(one.reshape(4, 25).var(axis=1, ddof=1).mean() for one in (VALUES, LATER)) / 25
    assert icc == pytest.approx((moved.var(ddof=1) - within) / total, rel=1e-9)
    assert (df, answers_variance(pre, post)) == (3, pytest.approx(total))


@pytest.mark.parametrize(
    ("values", "teams"),
    [
        (VALUES, FOUR // 2), (np.ones(100), FOUR), (VALUES, np.full(100, -1)), (np.full(100, np.nan), FOUR),
        (VALUES, np.arange(100) // 9), (np.append(VALUES[:99], np.inf), FOUR),
    ],
    ids=["two teams", "nothing varies", "no teams", "no numbers", "teams of nine", "no finite number"],
)  # fmt: skip
def test_two_teams_or_small_ones_or_nothing_that_varies_tell_nothing(values: np.ndarray, teams: np.ndarray) -> None:
    with pytest.raises(NotEnoughData), np.errstate(invalid="ignore"):
        intraclass(values, teams)
    with pytest.raises(NotEnoughData), np.errstate(invalid="ignore"):
        intraclass_of_change(values, values + values, teams)


def test_one_coarse_number_tells_of_four_outcomes_or_more() -> None:
    assert pooled([(0.05, 3)] * 3, 3.5, 0.01) is None
    assert pooled([(0.0512, 3), (0.09, 3), (0.11, 2), (0.0, 3)], 3.5, 0.01) == Common(0.07, 3.5, 2)
    assert pooled([(0.07, 3)] * 4, 3.5, 0.01) == Common(0.07, 3.5, 3)
    assert pooled([(0.07, 3)] * 4, 3.5, 0.05) == Common(0.10, 3.5, 3)
    assert pooled([(-0.4, 3)] * 4, 3.5, 0.05) == Common(0.05, 3.5, 3)
    assert pooled([(0.02, 3)] * 4, 3.5, 0.05, least=0.061) == Common(0.10, 3.5, 3)
    assert pooled([(0.02, 39)] * 4, 38.5, 0.05) == Common(0.05, 7.0, 6)
    apart = np.repeat([0.0, 9, 99], 12) + np.tile([0.0, 0.1], 18)
    assert intraclass(apart, np.repeat([0, 1, 2], 12)) == (1.0, 2)


@pytest.mark.parametrize("teams", [3, 5])
def test_no_team_can_be_told_closer_than_the_protection_whatever_the_answers(teams: int) -> None:
    """With the least number, one team may lie half of the protection from the mean of all, and all others alike."""
    spread, outcomes = 0.7**2 / 4**2, 4
    least = least_protecting(teams - 1, outcomes, spread, 0.2)
    means = np.zeros(teams)
    means[0] = 1.0
    means *= 0.1 / (means[0] - means.mean())  # of a scale of length 1
    assert means.var(ddof=1) / spread == pytest.approx(outcomes * least)


def test_how_many_teams_there_are_does_not_tell_how_large_a_small_one_is() -> None:
    assert effective_teams(np.zeros(9, dtype=int)) == effective_teams(np.full(5, -1)) == 1.0
    assert effective_teams(np.repeat([0, 1], [60, 60])) == 2.0
    # whatever the number of a team of up to nine, nothing changes
    assert {effective_teams(np.repeat([0, 1, 2], [40, 30, few])) for few in range(10)} == {2.0}
    # and of a large one it is known within wide limits only
    sizes = {first: effective_teams(np.repeat([0, 1], [first, 100 - first])) for first in range(10, 51)}
    assert {size for size, found in sizes.items() if found == 1.5} == set(range(12, 32))


def test_the_spread_between_teams_comes_on_top() -> None:
    alone = mean(VALUES)
    together = mean_in_few(alone, COMMON)
    between = 0.08 * alone.sd**2 / 3.5
    assert together.se**2 == pytest.approx(alone.se**2 + between)
    assert together.df == pytest.approx(together.se**4 / (alone.se**4 / 99 + between**2 / 3))
    reach = stats.t.ppf(0.975, together.df) * together.se
    assert (together.mean, together.ci_high) == (alone.mean, pytest.approx(alone.mean + reach))


@pytest.mark.parametrize("linked", [True, False])
def test_so_it_does_of_changes_however_estimated(linked: bool) -> None:
    if linked:
        pre, post = VALUES, LATER
        alone = paired_from_complete(pre, post)
    else:
        pre, post = np.append(VALUES, np.full(100, np.nan)), np.append(np.full(100, np.nan), LATER)
        alone = independent_change(VALUES, LATER)
    variance = float(VALUES.var(ddof=1) + LATER.var(ddof=1))
    together = change_in_few(alone, pre, post, COMMON)
    assert together.se**2 == pytest.approx(alone.se**2 + 0.08 * variance / 3.5)
    assert together.mean_change == alone.mean_change
    assert together.d_av_high - together.d_av_low > alone.d_av_high - alone.d_av_low
    assert together.p > alone.p


def test_nothing_trimmed_is_the_mean_change() -> None:
    found = trimmed_in_few(trimmed_change(VALUES, LATER, 0.0), VALUES, LATER, COMMON)
    same = change_in_few(paired_from_complete(VALUES, LATER), VALUES, LATER, COMMON)
    assert (found.se, found.df, found.p) == pytest.approx((same.se, same.df, same.p))


def test_ranks_are_less_sure_in_the_proportion_of_the_mean_change() -> None:
    alone = rank_change(VALUES, LATER)
    found = ranks_in_few(alone, VALUES, LATER, COMMON)
    paired = paired_from_complete(VALUES, LATER)
    together = change_in_few(paired, VALUES, LATER, COMMON)
    times = (together.ci_high - together.ci_low) / (paired.ci_high - paired.ci_low)
    wide, narrow = (one.pseudo_median_high - one.pseudo_median_low for one in (found, alone))
    assert wide / narrow == pytest.approx(times)
    assert found.rank_biserial_u_se == pytest.approx(alone.rank_biserial_u_se * together.se / paired.se)
    assert (found.rank_biserial, found.pseudo_median) == (alone.rank_biserial, alone.pseudo_median)
    assert found.p > alone.p


def test_limits_that_ties_put_at_the_median_move_as_well() -> None:
    post = VALUES.copy()
    post[:8] += 1
    alone = rank_change(VALUES, post)
    assert alone.pseudo_median_low == alone.pseudo_median == alone.pseudo_median_high == 0
    found = ranks_in_few(alone, VALUES, post, COMMON)
    assert found.pseudo_median_low < 0 < found.pseudo_median_high
    # all who moved rose: there is no test of that over teams
    assert found.p is None
    assert ranks_in_few(alone, VALUES, VALUES, COMMON) is alone


def test_a_share_is_worth_fewer_people() -> None:
    se, df = COMMON.spread(1 / 100, math.inf, 1.0)
    t, worth = stats.t.ppf(0.975, df), 1 / se**2
    for successes in (40, 0, 100):
        found, share = share_in_few(proportion(successes, 100), COMMON), successes / 100
        for limit in {found.ci_low, found.ci_high} - {0.0, 1.0}:
            assert abs(share - limit) / (limit * (1 - limit) / worth) ** 0.5 == pytest.approx(t, abs=0.02)
    assert share_in_few(proportion(0, 100), COMMON).ci_high > 3 * proportion(0, 100).ci_high


def test_degrees_of_freedom_are_no_more_than_of_independent_people() -> None:
    assert Common(0.01, 3.0, 4).spread(0.2, 4, 1.0)[1] == 4
    assert Common(0.2, 3.0, 2).spread(0.01, 400, 1.0)[1] < 2.7


def test_imputed_changes_that_do_not_vary_are_told_as_such() -> None:
    changes = np.stack([LATER - VALUES, 2 * (LATER - VALUES)])
    total = answers_variance(VALUES, LATER)
    variances, df = variances_in_few(changes, total, COMMON)
    one = change_in_few(paired_from_complete(VALUES, LATER), VALUES, LATER, COMMON)
    alone = 4 * float((LATER - VALUES).var(ddof=1)) / 100
    se, twice = COMMON.spread(alone, 99, total)
    assert variances**0.5 == pytest.approx([one.se, se])
    assert df == pytest.approx((one.df + twice) / 2)
    with pytest.raises(NotEnoughData, match="do not vary"):
        variances_in_few(np.ones((2, 100)), total, COMMON)


def test_one_answer_at_a_wave_has_no_variance() -> None:
    with pytest.raises(NotEnoughData, match="two answers"):
        answers_variance(np.array([1.0, np.nan]), np.array([1.0, 2.0]))


def test_what_has_no_standard_error_stays_as_it_is() -> None:
    alone = mean(VALUES)
    flat = replace(alone, se=None, df=None)
    assert mean_in_few(flat, COMMON) is flat
    change = replace(paired_from_complete(VALUES, LATER), se=None, df=None)
    assert change_in_few(change, VALUES, LATER, COMMON) is change
    trimmed = replace(trimmed_change(VALUES, LATER), se=None, df=None)
    assert trimmed_in_few(trimmed, VALUES, LATER, COMMON) is trimmed


@pytest.mark.parametrize("teams", [3, 4, 6])
def test_intervals_hold_what_is_true_where_teams_are_few(teams: int) -> None:
    """Six outcomes that correlate; people of one team are alike (0.1), and change alike (0.02 of both waves)."""
    rng = np.random.default_rng(teams)
    root = np.linalg.cholesky(np.full((6, 6), 0.5) + 0.5 * np.eye(6))
    held = np.zeros((2, 2))
    of = np.arange(240) % teams
    for _ in range(120):
        unit, moved, last = (rng.normal(size=(teams, 6)) @ root.T for _ in range(3))
        person = rng.normal(size=(240, 6)) @ root.T * 0.55**0.5 + unit[of] * 0.08**0.5
        pre, post = (
            person + wave[of] * 0.02**0.5 + rng.normal(size=(240, 6)) @ root.T * 0.35**0.5 for wave in (moved, last)
        )
        silent = rng.random((2, 240)) < 0.2
        pre[silent[0]], post[silent[1]] = np.nan, np.nan
        first = ~silent[0]
        both, number = first & ~silent[1], effective_teams(of)
        levels = pooled([intraclass(pre[first, at], of[first]) for at in range(6)], number, 0.05)
        changes = pooled([intraclass_of_change(pre[:, at], post[:, at], of) for at in range(6)], number, 0.005)
        for at in range(6):
            a, b = pre[:, at], post[:, at]
            waves = TwoWaves(a[first], b[~silent[1]], a[both], b[both], ())
            level, change = mean(a[first]), overlapping_from_waves(waves)
            for column, found in enumerate((level, mean_in_few(level, levels))):
                held[0, column] += found.ci_low <= 0 <= found.ci_high
            for column, found in enumerate((change, change_in_few(change, a, b, changes))):
                held[1, column] += found.ci_low <= 0 <= found.ci_high
    alone, together = (held / 720).T
    assert (alone < (0.75, 0.90)).all()
    assert (together > 0.93).all()
