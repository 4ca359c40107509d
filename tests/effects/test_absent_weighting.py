"""Raking, weighted change, stayers, representativity and the guard; R figures from survey 4.1.1 (R 4.2.2)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluatie.effects import NotEnoughData, independent_change, overlapping_change, paired_change
from evaluatie.effects.absent import (
    compare_stayers,
    r_indicator,
    rake,
    response_guard,
    weighted_change,
    weighted_overlapping,
)
from tolerances import CLOSED_FORM, FITTED

WIDE = pd.read_csv(Path(__file__).parent / "data" / "univbct_wide.csv")
WEIGHT = 1 + ((WIDE["SUBNUM"] * 7) % 13) / 5


def long() -> pd.DataFrame:
    first = pd.DataFrame({"id": WIDE["SUBNUM"], "w": WEIGHT, "t": 0, "y": WIDE["COMMIT1"]})
    weight = 1 + ((WIDE["SUBNUM"] * 5) % 11) / 4
    last = pd.DataFrame({"id": WIDE["SUBNUM"], "w": weight, "t": 1, "y": WIDE["COMMIT3"]})
    return pd.concat([first[first["id"] % 3 != 0], last[last["id"] % 4 != 0]])


def people() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "group": np.where(WIDE["BTN"].isin([4, 1022, 104]), "big", "other"),
            "answer": np.where(WIDE["JOBSAT1"].isna(), "none", np.where(WIDE["JOBSAT1"] < 3, "low", "high")),
        }
    )


MARGINS = {"group": {"big": 600, "other": 400}, "answer": {"high": 500, "low": 450, "none": 50}}


def test_weighted_change_is_that_of_svymean() -> None:
    # svymean(~change, svydesign(ids = ~1, weights = ~w)); svyglm(change ~ 1)
    change = weighted_change(WIDE["JOBSAT1"], WIDE["JOBSAT3"], WEIGHT)
    assert (change.n, change.df) == (442, 441)
    theirs = [0.0777134048407116, 0.0510916346538083, 0.12896161615689, -0.0226999392307477, 0.178126748912171]
    assert [change.mean_change, change.se, change.p, change.ci_low, change.ci_high] == pytest.approx(theirs, rel=FITTED)
    assert change.unweighted == paired_change(*WIDE[["JOBSAT1", "JOBSAT3"]].dropna().to_numpy().T)


def test_weighted_overlapping_is_that_of_svyglm() -> None:
    # svyglm(y ~ t, svydesign(ids = ~id, weights = ~w)): both coefficients, se, t, p, df.residual
    change = weighted_overlapping(long(), "y", "t", "id", "w")
    assert (change.n, change.df, change.n_pre + change.n_post) == (443, 441, 662)
    assert change.mean_pre == pytest.approx(3.6037157927660912, rel=FITTED)
    theirs = [-0.0947665467142843, 0.0525721420717465, -1.8026000649727, 0.0721336471035114]
    assert [change.mean_change, change.se, change.statistic, change.p] == pytest.approx(theirs, rel=FITTED)
    # on a shuffled frame, and with weights in another unit
    shuffled = long().sample(frac=1, random_state=0).assign(w=lambda frame: frame["w"] * 10)
    assert weighted_overlapping(shuffled, "y", "t", "id", "w").se == pytest.approx(change.se, rel=CLOSED_FORM)


def test_equal_weights_are_the_unweighted_estimate() -> None:
    change = weighted_change(WIDE["READY1"], WIDE["READY3"], np.full(len(WIDE), 2.5))
    for name in ("mean_change", "se", "p", "ci_low", "ci90_high"):
        assert getattr(change, name) == pytest.approx(getattr(change.unweighted, name), rel=CLOSED_FORM)
    assert (change.effective_n, change.design_effect) == pytest.approx((change.n, 1.0))
    everyone = weighted_overlapping(long().assign(w=1), "y", "t", "id", "w")
    plain = overlapping_change(long(), "y", "t", "id")
    assert everyone.mean_change == pytest.approx(plain.mean_change, rel=CLOSED_FORM)
    assert everyone.se == pytest.approx(plain.se, rel=0.01)  # another estimate of the covariance


def test_who_has_no_weight_is_left_out_and_counted() -> None:
    change = weighted_change([1, 2, 3, 4, 5], [2, 2, 5, 4, None], [1, 0, None, 1, 1])
    assert change.n == 2
    assert change.notes[:2] == (
        "1 of 5 pairs left out: an answer was missing",
        "2 of 5 pairs left out: no weight, or 0",
    )
    flat = weighted_change([1, 1, 1], [2, 2, 2], [1, 2, 3])
    assert (flat.mean_change, flat.se, flat.p) == (1.0, None, None)
    with pytest.raises(NotEnoughData, match="2 pairs"):
        weighted_change([1, 2], [2, None], [1, 1])
    with pytest.raises(ValueError, match="negative"):
        weighted_change([1, 2], [2, 3], [1, -1])
    with pytest.raises(ValueError, match="no column 'v'"):
        weighted_overlapping(long(), "y", "t", "id", "v")


def test_raking_is_that_of_survey() -> None:
    # rake(design, list(~group, ~answer), margins, control = list(maxit = 1000, epsilon = 1e-10)): weights per cell
    raked = rake(people(), MARGINS, tolerance=1e-12)
    theirs = {
        ("big", "high"): 3.10689020652083, ("big", "low"): 5.692558014959152, ("big", "none"): 4.061144105882708,
        ("other", "high"): 0.933813056835277, ("other", "low"): 1.710966480245822, ("other", "none"): 1.220625493557322,
    }  # fmt: skip
    expected = [theirs[cell] for cell in people().itertuples(index=False, name=None)]
    assert raked.weights == pytest.approx(expected, rel=FITTED)
    assert raked.converged
    assert raked.weights.sum() == pytest.approx(1000, rel=CLOSED_FORM)
    assert raked.design_effect == pytest.approx(1.56089650057503, rel=FITTED)
    assert raked.margins["achieved"].tolist() == pytest.approx(raked.margins["target"].tolist(), abs=1e-11)


def test_shares_average_one_and_trimming_holds_margins_and_limit() -> None:
    shares = {name: {level: n / 1000 for level, n in margin.items()} for name, margin in MARGINS.items()}
    raked = rake(people(), shares, trim=2.5)
    assert raked.weights.mean() == pytest.approx(1, abs=1e-6)
    assert raked.weights.max() <= 2.5 + 1e-9
    assert raked.converged
    assert 0 < raked.trimmed < raked.n
    impossible = rake({"a": list("xxxxxxxxxy")}, {"a": {"x": 0.1, "y": 0.9}}, trim=2.0, max_iterations=30)
    assert not impossible.converged
    assert any("not converged" in note for note in impossible.notes)


def test_who_is_unknown_keeps_their_share() -> None:
    raked = rake({"a": ["x", "x", "y", None]}, {"a": {"x": 0.5, "y": 0.5}})
    assert raked.weights == pytest.approx([0.75, 0.75, 1.5, 1.0])
    assert raked.notes == ("a: 1 of 4 people unknown: they keep their share",)


@pytest.mark.parametrize(
    ("margins", "error", "message"),
    [
        ({"a": {"x": 1}}, ValueError, "nobody in the margins: 'y'"),
        ({"a": {"x": 1, "y": 1, "z": 1}}, NotEnoughData, "nobody who answered has 'a' 'z'"),
        ({"a": {"x": 1, "y": 1}, "b": {1: 1, 2: 2}}, ValueError, "same total"),
        ({"a": {"x": 2, "y": -1}}, ValueError, "0 or more"),
        ({"c": {"x": 1}}, ValueError, "column 'c'"),
        ({"a": 3}, TypeError, "must map levels"),
        ({}, ValueError, "at least one"),
    ],
)
def test_margins_that_do_not_fit_are_said(margins: dict, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        rake({"a": ["x", "y", "x"], "b": [1, 2, 1]}, margins)


def test_stayers_have_the_differences_of_separate_samples() -> None:
    stayed = WIDE["JOBSAT3"].notna()
    compared = compare_stayers(WIDE[["COMMIT1"]].assign(group=people()["group"]), stayed)
    change = independent_change(WIDE.loc[~stayed, "COMMIT1"], WIDE.loc[stayed, "COMMIT1"])
    row = compared.table.iloc[0]
    theirs = [change.mean_change, change.d_av, change.d_av_low, change.d_av_high]
    assert row[["difference", "d", "d_low", "d_high"]].tolist() == pytest.approx(theirs, rel=CLOSED_FORM)
    big, other = compared.table.iloc[1], compared.table.iloc[2]
    assert big["d"] == pytest.approx(-other["d"], rel=CLOSED_FORM)
    p1, p0 = (people()["group"] == "big")[stayed].mean(), (people()["group"] == "big")[~stayed].mean()
    assert big["d"] == pytest.approx((p1 - p0) / np.sqrt((p1 * (1 - p1) + p0 * (1 - p0)) / 2), rel=CLOSED_FORM)
    assert compared.largest == compared.table["d"].abs().max()
    flat = compare_stayers({"a": [1, 1, 1, 1]}, [1, 1, 0, 0])
    assert flat.table["d"].tolist() == [0.0]


def test_the_r_indicator_of_one_category_is_that_of_its_rates() -> None:
    answered = np.repeat([1, 0, 1, 0], [60, 20, 20, 20])
    team = np.repeat(["a", "b"], [80, 40])
    found = r_indicator(answered, {"team": team})
    rho = np.where(team == "a", 0.75, 0.5)
    assert found.r_unadjusted == pytest.approx(1 - 2 * rho.std(ddof=1), rel=FITTED)
    # saturated: the variance of a rate is p (1 - p) / n
    noise = (80 * 0.75 * 0.25 / 80 + 40 * 0.25 / 40) / 120
    assert found.spread == pytest.approx(np.sqrt(rho.var(ddof=1) - noise), rel=FITTED)
    assert found.ci_low < found.r < found.ci_high


def test_the_adjusted_r_indicator_is_nearly_unbiased_and_covered() -> None:
    rng = np.random.default_rng(1)
    team = rng.integers(0, 4, 400)
    chance = np.array([0.4, 0.5, 0.6, 0.7])[team]
    true = 1 - 2 * chance.std(ddof=1)
    found = [r_indicator(rng.random(400) < chance, {"team": team.astype(str)}) for _ in range(200)]
    assert abs(np.mean([one.r for one in found]) - true) < abs(np.mean([one.r_unadjusted for one in found]) - true)
    assert np.mean([one.ci_low <= true <= one.ci_high for one in found]) == pytest.approx(0.95, abs=0.05)


@pytest.mark.parametrize(
    ("women", "extra", "verdict", "tripped"),
    [
        (50, {}, "comparable", ()),
        (42, {}, "with care", ("standardised_difference",)),
        (35, {}, "hardly comparable", ("standardised_difference", "dissimilarity")),
        (50, {"invited": (100, 190)}, "with care", ("rate_ratio",)),
        (50, {"invited": (100, 210)}, "hardly comparable", ("rate_ratio",)),
        (50, {"r_indicators": (0.9, 0.7)}, "with care", ("r_indicator",)),
        (42, {"difference": (0.2, 0.3)}, "comparable", ()),
    ],
)
def test_the_guard_says_which_rule_tripped(women: int, extra: dict, verdict: str, tripped: tuple) -> None:
    first = pd.DataFrame({"gender": pd.Categorical(["v"] * 50 + ["m"] * 50)})
    last = pd.DataFrame({"gender": pd.Categorical(["v"] * women + ["m"] * (100 - women))}, index=range(7, 107))
    guard = response_guard(first, last, **extra)
    assert (guard.verdict, guard.tripped) == (verdict, tripped)
    values = guard.table.set_index("rule")["value"]
    assert values["dissimilarity"] == pytest.approx((50 - women) / 100)


def test_the_guard_refuses_what_it_cannot_compare() -> None:
    with pytest.raises(ValueError, match="same columns"):
        response_guard({"a": [1, 2]}, {"b": [1, 2]})
    with pytest.raises(ValueError, match="invited"):
        response_guard({"a": [1, 2]}, {"a": [1, 2]}, invited=(1, 2))
    with pytest.raises(ValueError, match="care the smaller"):
        response_guard({"a": [1, 2]}, {"a": [1, 2]}, difference=(0.3, 0.1))
    with pytest.raises(NotEnoughData, match="2 people"):
        response_guard({"a": [1, 2]}, {"a": [1]})
    moved = response_guard({"a": [1, 1]}, {"a": [2, 2]})
    assert moved.verdict == "hardly comparable"
