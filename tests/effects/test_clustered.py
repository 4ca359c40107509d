"""Changes that count people of one team as alike, against R 4.2 with clubSandwich 0.5.8.

univbct, companies within battalions (43), job satisfaction at waves 1 and 3: ``coef_test(model,
vcovCR(model, TEAM, "CR2"), "Satterthwaite")`` of ``lm(d ~ 1)`` with the pairs' changes d, of
``lm(d ~ I(B - mean(B)))`` with B for battalions 4 and 1022, and ``lm(y ~ wave)`` of everyone's answers.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluatie.effects import NotEnoughData, cluster_robust, in_clusters, mean_over_teams, paired_change
from evaluatie.effects.clustered import read_teams, spread_in_teams
from evaluatie.effects.comparing.least_squares import least_squares
from evaluatie.effects.comparing.sandwich import clustered_variances
from evaluatie.effects.describing import mean
from evaluatie.effects.long_frame import TwoWaves
from evaluatie.effects.overlapping import overlapping_from_waves
from tolerances import FITTED, VARIANCE_COMPONENT

COMPANIES = pd.read_csv(Path(__file__).parent / "data" / "comparing" / "univbct_companies.csv")
TEAM = COMPANIES["BTN"].astype(str) + "/" + COMPANIES["COMPANY"]
PRE, POST = COMPANIES["JOBSAT1"].to_numpy(), COMPANIES["JOBSAT3"].to_numpy()
BOTH = ~np.isnan(PRE) & ~np.isnan(POST)
ARM = COMPANIES["BTN"].isin([4, 1022])
SE_PAIRS, DF_PAIRS = 0.0441298631860598, 22.7793098545026
SE_STRATA, DF_STRATA = 0.0421002258125495, 21.5896439834403
SE_ALL, DF_ALL = 0.0455559787574674, 22.7401554203393


def everyone() -> TwoWaves:
    return TwoWaves(PRE[~np.isnan(PRE)], POST[~np.isnan(POST)], PRE[BOTH], POST[BOTH], ())


def test_pairs_are_as_clubsandwich_has_them() -> None:
    alone = paired_change(PRE[BOTH], POST[BOTH])
    change = in_clusters(alone, PRE[BOTH], POST[BOTH], TEAM[BOTH])
    assert change.mean_change == alone.mean_change
    assert change.se == pytest.approx(SE_PAIRS, rel=FITTED)
    assert change.df == pytest.approx(DF_PAIRS, rel=VARIANCE_COMPONENT)
    assert change.ci_low < alone.mean_change < change.ci_high


def test_strata_are_kept_out_of_the_spread_between_teams() -> None:
    alone = paired_change(PRE[BOTH], POST[BOTH])
    change = in_clusters(alone, PRE[BOTH], POST[BOTH], TEAM[BOTH], strata=ARM[BOTH])
    assert (change.se, change.df) == pytest.approx((SE_STRATA, DF_STRATA), rel=VARIANCE_COMPONENT)


def test_everyone_is_as_clubsandwich_has_the_regression_on_wave() -> None:
    alone = overlapping_from_waves(everyone())
    change = in_clusters(alone, PRE, POST, TEAM)
    assert change.mean_change == alone.mean_change
    assert (change.se, change.df) == pytest.approx((SE_ALL, DF_ALL), rel=VARIANCE_COMPONENT)


def test_standardised_changes_get_what_the_new_standard_error_adds() -> None:
    alone = paired_change(PRE[BOTH], POST[BOTH])
    change = in_clusters(alone, PRE[BOTH], POST[BOTH], TEAM[BOTH])
    sd = alone.mean_change / alone.d_av
    assert change.d_av == alone.d_av
    assert change.d_av_se**2 - alone.d_av_se**2 == pytest.approx((change.se**2 - alone.se**2) / sd**2)


def test_few_teams_are_refused_since_their_spread_would_tell_how_each_answered() -> None:
    alone = paired_change(PRE[BOTH], POST[BOTH])
    seven = np.arange(int(BOTH.sum())) % 7
    with pytest.raises(NotEnoughData, match="at least 8 teams of two or more people are needed: got 7"):
        in_clusters(alone, PRE[BOTH], POST[BOTH], seven)
    # of two, the mean of each would follow from the mean of all and its standard error
    with pytest.raises(NotEnoughData, match="got 2"):
        mean_over_teams(np.repeat([3.0, 1.25], [40, 4]), np.repeat([0, 1], [40, 4]))


def test_one_team_that_decides_is_refused() -> None:
    values = np.random.default_rng(1).normal(3, 1, 200)
    with pytest.raises(NotEnoughData, match="too few teams carry the estimate"):
        mean_over_teams(values, np.repeat(np.arange(11), [180, *[2] * 10]))
    with pytest.raises(NotEnoughData, match="got 0"):
        mean_over_teams(np.arange(20.0), np.arange(20))


def test_a_wave_of_one_team_is_refused_in_words() -> None:
    rng = np.random.default_rng(2)
    first = TwoWaves(rng.normal(3, 1, 6), rng.normal(3, 1, 18), np.empty(0), np.empty(0), ())
    pre, post = np.r_[first.pre, [np.nan] * 18], np.r_[[np.nan] * 6, first.post]
    with pytest.raises(NotEnoughData, match="all people of one part are in one team"):
        in_clusters(overlapping_from_waves(first), pre, post, [*"aaaaaa", *"bbccddeeffgghhiijj"])


@pytest.mark.parametrize("teams", [8, 9, 15])
def test_the_mean_of_equal_teams_is_a_t_test_of_their_means(teams: int) -> None:
    values = np.random.default_rng(teams).normal(3, 1, (teams, 9))
    found, means = mean_over_teams(values.ravel(), np.repeat(np.arange(teams), 9)), values.mean(axis=1)
    expected = stats.ttest_1samp(means, 0)
    assert (found.statistic, found.df, found.p) == pytest.approx((expected.statistic, teams - 1, expected.pvalue))
    assert (found.ci_low, found.ci_high) == pytest.approx(tuple(expected.confidence_interval()))


def test_a_stratum_of_one_team_counts_with_the_others() -> None:
    values, team = np.random.default_rng(3).normal(3, 1, 120), np.repeat(list("abcdefghijkl"), 10)
    values[:10] += 1
    strata = np.where(team == "a", "with", "without")
    assert mean_over_teams(values, team, strata=strata) == mean_over_teams(values, team)
    # by itself it has no spread: the mean would seem surer than the other teams make it
    alone = cluster_robust(values, np.column_stack([np.ones(120), (team == "a") - 1 / 12]), team).coefficients[0]
    assert alone.se < mean_over_teams(values, team).se
    # of three strata the two of several teams are kept apart
    arms = np.repeat(["x", "y", "z"], [10, 50, 60])
    merged = np.where(arms == "x", "y", arms)
    one, other = (mean_over_teams(values, team, strata=each).se for each in (arms, merged))
    assert one == pytest.approx(other)


def test_a_stratum_of_one_team_at_a_wave_counts_with_the_others() -> None:
    rng, team = np.random.default_rng(4), np.repeat(list("abcdefghij"), 10)
    pre, post, strata = rng.normal(3, 1, 100), rng.normal(3, 1, 100), np.where(team < "c", "with", "without")
    post[:10], pre[20:25] = np.nan, np.nan
    known = ~np.isnan(pre) & ~np.isnan(post)
    alone = overlapping_from_waves(TwoWaves(pre[~np.isnan(pre)], post[~np.isnan(post)], pre[known], post[known], ()))
    found, plain = (in_clusters(alone, pre, post, team, strata=arms) for arms in (strata, None))
    assert (found.se, found.df) == (plain.se, plain.df)


def test_who_has_no_team_stands_alone() -> None:
    values, team = np.random.default_rng(1).normal(size=60), np.repeat(list("abcdefghij"), 6).astype(object)
    team[:3] = None
    given = team.copy()
    given[:3] = ["x", "y", "z"]
    one, other = mean_over_teams(values, team), mean_over_teams(values, given)
    assert (one.se, one.df) == pytest.approx((other.se, other.df), rel=FITTED)


def test_a_stratum_of_one_wave_is_like_all_others() -> None:
    alone, gone = overlapping_from_waves(everyone()), ARM == 1
    post = np.where(gone, np.nan, POST)
    known = ~np.isnan(PRE) | ~np.isnan(post)
    given = alone, PRE[known], post[known], TEAM[known]
    found, plain = (in_clusters(*given, strata=arms) for arms in (ARM[known], None))
    assert (found.se, found.df) == (plain.se, plain.df)


SIZES = {
    "two": [30, 30], "three": [30, 30, 30], "four": [30] * 4, "six": [30] * 6, "a large one of two": [48, 12],
    "half in one of four": [60, 20, 20, 20], "four of all sizes": [5, 22, 38, 55], "one large of eight": [96, *[4] * 7],
}  # fmt: skip


@pytest.mark.parametrize("sizes", SIZES.values(), ids=list(SIZES))
@pytest.mark.parametrize("of", ["linked", "unlinked", "some twice"])
def test_intervals_over_few_teams_hold_the_truth(sizes: list[int], of: str) -> None:
    """At least 94%, within the chance of 1,500 samples: as never narrower than of independent people, often more."""
    rng, team, samples = np.random.default_rng([len(sizes), sum(sizes)]), np.repeat(np.arange(len(sizes)), sizes), 1500
    level, first, last = rng.normal(0, 0.05**0.5, (3, samples, len(sizes)))[:, :, team]
    person, another, *moment = rng.normal(0, 0.4**0.5, (4, samples, len(team)))
    pre, post = level + first + person + moment[0], level + last + moment[1] + (another if of == "unlinked" else person)
    if of == "linked":
        rows, design, codes, at = post - pre, np.ones((len(team), 1)), team, 0
        plain = rows.var(axis=1, ddof=1) / len(team)
    else:
        there, place = np.arange(len(team)) % 4 != 1, np.arange(len(team)) % 4 != 2
        rows, codes = np.hstack([pre[:, there], post[:, place]]), np.concatenate([team[there], team[place]])
        design, at = np.column_stack([np.ones(len(codes)), np.repeat([0.0, 1.0], [there.sum(), place.sum()])]), 1
        plain = np.zeros(samples)
    fit = least_squares(rows[0], design)
    variances, df = clustered_variances(fit, rows, codes, at)
    change = rows @ fit.basis @ fit.rotation[at]
    half = np.maximum(variances**0.5 * stats.t.ppf(0.975, df), plain**0.5 * stats.t.ppf(0.975, len(team) - 1))
    assert (abs(change) <= half).mean() > 0.94 - 2.5 * (0.94 * 0.06 / samples) ** 0.5


def test_intervals_of_means_over_teams_hold_the_truth() -> None:
    rng, held, alone = np.random.default_rng(7), 0, 0
    team = np.repeat(np.arange(20), 12)
    for _ in range(400):
        values = 3 + rng.normal(0, 0.5, 20)[team] + rng.normal(0, 1, 240)  # a fifth of the variance is between teams
        found = mean(values)
        spread = spread_in_teams(found, values, read_teams(team, None, 240))
        assert (spread.mean, spread.n) == (found.mean, found.n)
        held += spread.ci_low <= 3 <= spread.ci_high
        alone += found.ci_low <= 3 <= found.ci_high
    assert held / 400 == pytest.approx(0.95, abs=3 * (0.95 * 0.05 / 400) ** 0.5)
    assert alone / 400 < 0.8
