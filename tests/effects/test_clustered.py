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

from evaluatie.effects import NotEnoughData, in_clusters, mean_over_teams, paired_change
from evaluatie.effects.clustered import read_teams, spread_in_teams
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


def test_too_few_teams_are_refused_in_words() -> None:
    alone = paired_change(PRE[BOTH], POST[BOTH])
    seven = np.arange(int(BOTH.sum())) % 7
    with pytest.raises(NotEnoughData, match="at least 8 teams of two or more people are needed: got 7"):
        in_clusters(alone, PRE[BOTH], POST[BOTH], seven)
    with pytest.raises(NotEnoughData, match="got 0"):
        mean_over_teams(np.arange(20.0), np.arange(20))


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
