"""Shares, trimmed means and ranks of people in teams: against means of teams worked out apart, and in simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from evaluatie.effects import NotEnoughData
from evaluatie.effects.clustered import Teams, mean_in_teams
from evaluatie.effects.clustered_others import ranks_in_teams, share_in_teams, trimmed_in_teams
from evaluatie.effects.describing import proportion
from evaluatie.effects.ranks import rank_change
from evaluatie.effects.trimmed import trimmed_change

TEN = Teams(np.repeat(np.arange(10), 12), None)
CHANGES = np.random.default_rng(2).normal(0.2, 1, 120).round(1) + np.repeat(
    [-0.63, 0.12, 0.33, 0.64, -0.41, 0.05, 0.57, -0.18, 0.72, -0.29], 12
)
NOTHING = np.zeros(120)


def test_a_share_of_equal_teams_rests_upon_how_the_shares_of_teams_differ() -> None:
    there = CHANGES > 0.5
    found = share_in_teams(proportion(int(there.sum()), 120), there, TEN)
    share, t = there.mean(), stats.t.ppf(0.975, 9)
    worth = share * (1 - share) / (there.reshape(10, 12).mean(axis=1).var(ddof=1) / 10)
    # where the standardised distance of the share from a limit is t
    for limit in (found.ci_low, found.ci_high):
        # limits have three decimals
        assert abs(share - limit) / (limit * (1 - limit) / worth) ** 0.5 == pytest.approx(t, abs=0.02)
    assert found.proportion == share


def test_of_a_share_of_nobody_teams_tell_nothing() -> None:
    with pytest.raises(NotEnoughData, match="no spread between teams"):
        share_in_teams(proportion(0, 120), np.zeros(120, dtype=bool), TEN)


def test_nothing_trimmed_is_the_mean_over_teams() -> None:
    found = trimmed_in_teams(trimmed_change(NOTHING, CHANGES, 0.0), NOTHING, CHANGES, TEN)
    mean = mean_in_teams(CHANGES, TEN)
    assert (found.se, found.df, found.ci_low, found.p) == pytest.approx((mean.se, mean.df, mean.ci_low, mean.p))


def test_ranks_rest_upon_the_signs_of_the_sums_of_all_two_changes() -> None:
    alone = rank_change(NOTHING, CHANGES)
    found = ranks_in_teams(alone, NOTHING, CHANGES, TEN)
    assert (alone.n_zero, found.pseudo_median, found.rank_biserial) == (0, alone.pseudo_median, alone.rank_biserial)
    others = ~np.eye(120, dtype=bool)
    signs = (np.sign((CHANGES[:, None] + CHANGES).round(9)) * others).sum(axis=1) / 119
    se = 2 * signs.reshape(10, 12).mean(axis=1).std(ddof=1) / 10**0.5
    assert found.rank_biserial_u_se == pytest.approx(se)
    # beyond the limits of the pseudo-median lie as many averages of two changes as the signs about it are uncertain
    about = np.sign((CHANGES[:, None] + CHANGES - 2 * found.pseudo_median).round(9)) * others
    reach = 2 * (about.sum(axis=1) / 119).reshape(10, 12).mean(axis=1).std(ddof=1) / 10**0.5 * stats.t.ppf(0.975, 9)
    averages = ((CHANGES[:, None] + CHANGES) / 2)[np.triu_indices(120)]
    low, high = np.quantile(averages, [(1 - reach) / 2, (1 + reach) / 2], method="inverted_cdf")
    assert (found.pseudo_median_low, found.pseudo_median_high) == pytest.approx((low, high), abs=0.051)
    assert found.p > alone.p


def test_where_all_moved_one_way_or_those_who_moved_are_of_one_team_signs_tell_nothing_of_teams() -> None:
    rose = np.abs(CHANGES) + 0.1
    found = ranks_in_teams(rank_change(NOTHING, rose), NOTHING, rose, TEN)
    assert (found.rank_biserial, found.p) == (1.0, None)
    assert found.pseudo_median_low < found.pseudo_median < found.pseudo_median_high
    moved = np.where(TEN.codes == 0, CHANGES, 0.0)
    with pytest.raises(NotEnoughData):
        mean_in_teams(moved[:12], TEN.among(TEN.codes == 0))
    alone = rank_change(NOTHING, moved)
    found = ranks_in_teams(alone, NOTHING, moved, TEN)
    assert (found.p, found.rank_biserial_u_low, found.rank_biserial_u_high) == (None, None, None)
    assert found.rank_biserial == alone.rank_biserial


def test_limits_of_a_share_do_not_tell_how_many_there_are_in_each_team() -> None:
    there = np.random.default_rng(4).random(120) < 0.3
    found = share_in_teams(proportion(int(there.sum()), 120), there, TEN)
    assert (round(found.ci_low, 3), round(found.ci_high, 3)) == (found.ci_low, found.ci_high)


def test_intervals_hold_the_truth_in_ten_teams_where_those_of_independent_people_do_not() -> None:
    rng, samples = np.random.default_rng(5), 200
    held: dict[str, list[bool]] = {name: [] for name in ("share", "trimmed", "ranks", "share alone", "trimmed alone")}
    for _ in range(samples):
        change = rng.normal(0, 0.5, 10)[TEN.codes] + rng.normal(0, 1, 120)
        there = change > 0
        alone = proportion(int(there.sum()), 120), trimmed_change(NOTHING, change)
        share = share_in_teams(alone[0], there, TEN)
        trimmed = trimmed_in_teams(alone[1], NOTHING, change, TEN)
        ranks = ranks_in_teams(rank_change(NOTHING, change), NOTHING, change, TEN)
        for name, one, truth in (("share", share, 0.5), ("share alone", alone[0], 0.5), ("trimmed", trimmed, 0.0),
                                 ("trimmed alone", alone[1], 0.0)):  # fmt: skip
            held[name].append(one.ci_low <= truth <= one.ci_high)
        held["ranks"].append(
            ranks.pseudo_median_low is None or ranks.pseudo_median_low <= 0 <= ranks.pseudo_median_high
        )
    found = {name: np.mean(one) for name, one in held.items()}
    assert min(found["share"], found["trimmed"], found["ranks"]) > 0.95 - 2.5 * (0.95 * 0.05 / samples) ** 0.5
    assert max(found["share alone"], found["trimmed alone"]) < 0.85
