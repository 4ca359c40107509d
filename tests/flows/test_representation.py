"""representation, pipeline and segregation against R, published figures, brute force and simulation."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluatie.flows.composition.leaking import pipeline
from evaluatie.flows.composition.odds_and_trend import cochran_armitage, odds_ratio
from evaluatie.flows.composition.representing import representation
from evaluatie.flows.composition.segregating import segregation
from evaluatie.flows.composition.unevenness import (
    dissimilarity_of,
    expected_dissimilarity,
    isolation_of,
    systematic_interval,
)
from evaluatie.flows.selecting.score import koopman_limits
from evaluatie.result import NotEnoughData
from evaluatie.wilson import wilson_interval
from tolerances import CLOSED_FORM, SAME_FIGURE

DATA = Path(__file__).parent / "data"
FIGURES = {f["name"]: f["value"] for f in json.loads((DATA / "trend_reference.json").read_text())["figures"]}

#: people by grade of language background, of everybody employed: Australian Public Service, 31 December 2020
APS = pd.read_csv(DATA / "aps_stock.csv")
HIDDEN = "English-speaking background: no data"
GRADES = [f"APS {grade}" for grade in range(1, 7)] + ["EL 1", "EL 2", "SES 1", "SES 2", "SES 3"]


def people(rows: list[tuple], names: str = "unit origin") -> pd.DataFrame:
    return pd.DataFrame(rows, columns=names.split())


STAFF = people([("S2", "m")] * 4 + [("S2", "n")] * 6 + [("S10", "m")] + [("S10", "n")] * 9 + [("S2", None)] * 2)


def test_the_shares_of_a_real_service_are_its_own_figures() -> None:
    seen = representation(
        APS, "group", ["NESB 1", "NESB 2"], "classification", n="n", unknown=HIDDEN, reference_shares=0.25
    )
    assert (seen.total.n_focal, seen.total.n_unknown) == (7901 + 13539, 39677)
    assert seen.total.n == 7901 + 13539 + 87619 + 39677
    assert seen.total.share_known == pytest.approx(21440 / 109059, rel=CLOSED_FORM)
    assert seen.total.share_all_unknown_focal == pytest.approx((21440 + 39677) / 148736, rel=CLOSED_FORM)
    assert (seen.total.ci_low, seen.total.ci_high) == wilson_interval(21440, 109059, 0.95)
    assert sum(row.n for row in seen.rows) == seen.total.n
    assert seen.total.index == pytest.approx(21440 / 109059 / 0.25, rel=CLOSED_FORM)
    assert [row.level for row in seen.rows][:3] == ["APS 1", "APS 2", "APS 3"]


def test_unknown_counts_and_bounds() -> None:
    seen = representation(STAFF, "origin", "m", "unit")
    low, high = seen.rows
    assert (low.level, high.level) == ("S2", "S10")
    assert (low.n, low.n_known, low.n_unknown, low.share_known) == (12, 10, 2, 0.4)
    assert (low.share_no_unknown_focal, low.share_all_unknown_focal) == (4 / 12, 6 / 12)
    assert low.bound_low < low.share_no_unknown_focal < low.share_all_unknown_focal < low.bound_high
    assert high.share_no_unknown_focal == high.share_all_unknown_focal == high.share_known
    assert any("the group of 2 of 22 is not known" in note for note in seen.notes)
    assert any("counted in full" in note for note in seen.notes)
    assert ("S2", None, 2) in seen.composition
    assert (None, "m", 5) in seen.composition
    named = STAFF.fillna({"origin": "weet niet"})
    again = representation(named, "origin", "m", "unit", unknown=["weet niet", "unknown"])
    assert again.rows == seen.rows


def test_references_per_level_make_a_standardised_total() -> None:
    seen = representation(STAFF, "origin", "m", "unit", reference_shares={"S2": 0.5, "S10": 0.2})
    assert [row.index for row in seen.rows] == pytest.approx([0.8, 0.5])
    assert [row.difference for row in seen.rows] == pytest.approx([-0.1, -0.1])
    assert seen.total.reference == pytest.approx((10 * 0.5 + 10 * 0.2) / 20)
    assert seen.rows[0].index_low == pytest.approx(wilson_interval(4, 10, 0.95)[0] / 0.5)
    part = representation(STAFF, "origin", "m", "unit", reference_shares={"S2": 0.5})
    assert part.rows[1].index is None
    assert part.total.reference is None
    zero = representation(STAFF, "origin", "m", reference_shares=0)
    assert zero.total.index is None
    assert zero.total.difference == pytest.approx(0.25)
    for wrong in (24, -0.1, "0.2", True):
        with pytest.raises(ValueError, match=r"between 0 and 1, such as 0\.24"):
            representation(STAFF, "origin", "m", reference_shares=wrong)
    with pytest.raises(ValueError, match="unknown levels in reference_shares"):
        representation(STAFF, "origin", "m", "unit", reference_shares={"S3": 0.5})


def test_several_columns_categories_and_missing_levels() -> None:
    frame = STAFF.assign(year=[2020, 2021] * 11)
    seen = representation(frame, "origin", "m", ["unit", "year"])
    assert [row.level for row in seen.rows] == ["S2 / 2020", "S2 / 2021", "S10 / 2020", "S10 / 2021"]
    ordered = frame.assign(unit=pd.Categorical(frame["unit"], ["S10", "S2", "S1"], ordered=True))
    again = representation(ordered, "origin", "m", "unit")
    assert [row.level for row in again.rows] == ["S10", "S2"]
    assert any("nobody in S1" in note for note in again.notes)
    plain = frame.assign(unit=frame["unit"].astype("category"))
    assert [row.level for row in representation(plain, "origin", "m", "unit").rows] == ["S2", "S10"]
    lost = representation(frame.assign(unit=[None] * 3 + list(frame["unit"][3:])), "origin", "m", "unit")
    assert any("3 person(s) without unit: in the total only" in note for note in lost.notes)
    assert lost.total.n == 22


def test_zero_one_group_and_nobody_known() -> None:
    none = representation(STAFF.assign(origin=pd.Categorical(["n"] * 22, ["m", "n"])), "origin", "m", "unit")
    assert (none.total.share_known, none.total.ci_low) == (0, 0)
    assert none.total.ci_high > 0.1
    every = representation(STAFF.assign(origin="m"), "origin", "m")
    assert every.total.share_known == every.total.ci_high == 1
    hidden = representation(STAFF.assign(origin=pd.Categorical([None] * 22, ["m", "n"])), "origin", "m", "unit")
    assert hidden.total.share_known is None
    assert (hidden.total.share_no_unknown_focal, hidden.total.share_all_unknown_focal) == (0, 1)
    assert any("no share where nobody's group is known" in note for note in hidden.notes)
    assert all(np.isfinite(row.estimate) for row in hidden.estimates())
    with pytest.raises(ValueError, match="nobody is in the focal group 'x': the levels are 'm', 'n'"):
        representation(STAFF, "origin", "x")
    with pytest.raises(NotEnoughData, match="nobody in the frame"):
        representation(STAFF.iloc[:0].assign(origin=pd.Categorical([], ["m"])), "origin", "m")


@pytest.mark.parametrize("bad", [[1, None], [1, -1], [1, 2.5], [1, "<5"]])
def test_counts_that_are_no_counts_are_refused(bad: list) -> None:
    frame = people([("m",), ("n",)], "origin").assign(n=bad)
    with pytest.raises(ValueError, match="1 of 2 counts in column 'n'"):
        representation(frame, "origin", "m", n="n")


@settings(deadline=None, max_examples=12)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["m", "n", None])), min_size=2, max_size=40),
    st.randoms(),
)
def test_order_counts_and_kinds_of_columns_change_nothing(rows: list, random) -> None:
    frame = people([*rows, ("a", "m"), ("b", "n")])
    seen = representation(frame, "origin", "m", "unit")
    order = list(range(len(frame)))
    random.shuffle(order)
    assert representation(frame.iloc[order].set_index("unit", drop=False), "origin", "m", "unit") == seen
    counted = frame.groupby(["unit", "origin"], dropna=False).size().rename("n").reset_index()
    counted["n"] = counted["n"].astype("Int64")
    assert representation(counted, "origin", "m", "unit", n="n") == seen
    nullable = frame.astype({"origin": "string", "unit": "category"})
    assert representation(nullable, "origin", "m", "unit").rows == seen.rows
    flags = frame.assign(origin=frame["origin"].map({"m": True, "n": False}).astype("boolean"))
    assert representation(flags, "origin", True, "unit").rows == seen.rows


def test_the_trend_is_that_of_r() -> None:
    rows = pd.DataFrame(FIGURES["esoph counts by alcohol group"])
    long = rows.melt("alcgp", ["ncases", "ncontrols"], var_name="kind", value_name="n")
    seen = pipeline(long, "kind", "ncases", "alcgp", ["0-39g/day", "40-79", "80-119", "120+"], n="n")
    theirs = FIGURES["esoph cases by alcohol group: Cochran-Armitage trend: chi2, p"]
    assert seen.trend_chi2 == pytest.approx(theirs["chisq"], rel=CLOSED_FORM)
    assert seen.trend_p == pytest.approx(theirs["p"], rel=CLOSED_FORM)
    assert seen.trend_statistic > 0


def test_the_pipeline_of_a_real_service() -> None:
    seen = pipeline(APS, "group", ["NESB 1", "NESB 2"], "classification", GRADES, n="n", unknown=HIDDEN)
    assert [rung.level for rung in seen.rungs] == GRADES
    table = seen.table().set_index("level")
    shares = table["n_focal"] / table["n_known"]
    assert table["leak_ratio"].iloc[1:].tolist() == pytest.approx((shares / shares.shift(1)).iloc[1:].tolist())
    focal, others = table["n_focal"], table["n_known"] - table["n_focal"]
    above, below = GRADES[7:], GRADES[:7]
    odds = focal[above].sum() / focal[below].sum() / (others[above].sum() / others[below].sum())
    assert table.loc["EL 1", "odds_ratio"] == pytest.approx(odds, rel=CLOSED_FORM)
    assert seen.trend_statistic < 0
    assert (table["leak_bound_low"].iloc[1:] < table["leak_ratio"].iloc[1:]).all()
    assert any("1504 person(s) on no rung" in note for note in seen.notes)


def test_the_bounds_of_the_leak_are_those_of_every_way_the_unknown_can_be() -> None:
    frame = people([("a", "m")] * 3 + [("a", "n")] * 4 + [("a", None)] * 2 + [("b", "m")] * 2 + [("b", "n")] * 5)
    frame = pd.concat([frame, people([("b", None)] * 3)])
    rung = pipeline(frame, "origin", "m", "unit").rungs[1]
    ratios = [(2 + up) / 10 / ((3 + down) / 9) for up, down in itertools.product(range(4), range(3))]
    assert (rung.leak_bound_low, rung.leak_bound_high) == pytest.approx((min(ratios), max(ratios)))


def test_rungs_without_focal_people_give_no_ratio_above_them() -> None:
    frame = people([("S1", "m")] * 5 + [("S1", "n")] * 5 + [("S2", "n")] * 8 + [("S3", "m"), ("S3", "n")])
    seen = pipeline(frame, "origin", "m", "unit", ["S1", "S2", "S2a", "S3"])
    assert [rung.leak_ratio for rung in seen.rungs] == [None, 0.0, None]
    assert seen.rungs[1].leak_low == 0
    assert 0 < seen.rungs[1].leak_high < 1
    assert any("nobody on S2a" in note for note in seen.notes)
    assert any("gives no ratio for the rung above" in note for note in seen.notes)
    one = pipeline(frame[frame["unit"] == "S1"], "origin", "m", "unit")
    assert one.trend_p is None
    assert one.slope is None
    every = pipeline(people([("a", "m")] * 3 + [("b", "m")] * 2), "origin", "m", "unit")
    assert (every.trend_p, every.slope) == (None, 0)
    for result in (seen, one, every):
        assert all(np.isfinite(row.estimate) for row in result.estimates())
    with pytest.raises(NotEnoughData, match="nobody stands on the ladder"):
        pipeline(frame, "origin", "m", "unit", ["T1"])


def test_koopmans_limits_are_the_published_ones_and_turn_round() -> None:
    low, high = koopman_limits(36, 40, 16, 80, 0.95)  # Koopman (1984), section 4
    assert (round(low, 2), round(high, 2)) == (2.94, 7.15)
    other = koopman_limits(16, 80, 36, 40, 0.95)
    assert (1 / other[1], 1 / other[0]) == pytest.approx((low, high), rel=SAME_FIGURE)
    assert koopman_limits(0, 10, 0, 10, 0.95) == (0, None)
    assert koopman_limits(0, 10, 5, 10, 0.95)[0] == 0
    assert koopman_limits(5, 10, 0, 10, 0.95)[1] is None
    same = koopman_limits(10, 10, 10, 10, 0.95)
    assert same[0] < 1 < same[1]
    large = koopman_limits(3000, 10000, 2500, 10000, 0.95)
    wald = stats.contingency.relative_risk(3000, 10000, 2500, 10000).confidence_interval(0.95)
    assert large == pytest.approx((wald.low, wald.high), rel=1e-3)


def test_koopmans_limits_cover() -> None:
    rng = np.random.default_rng(2)
    x1, x2 = rng.binomial(20, 0.1, 400), rng.binomial(60, 0.2, 400)
    limits = [koopman_limits(int(a), 20, int(b), 60, 0.95) for a, b in zip(x1, x2, strict=True)]
    held = [(low or 0) <= 0.5 <= (np.inf if high is None else high) for low, high in limits]
    assert 0.92 <= np.mean(held) <= 0.985


def test_the_odds_ratio_is_scipys() -> None:
    found = odds_ratio(10, 20, 30, 20, 0.95)
    theirs = stats.contingency.odds_ratio([[10, 20], [30, 20]], kind="sample")
    limits = theirs.confidence_interval(0.95)
    assert found == pytest.approx((theirs.statistic, limits.low, limits.high), rel=CLOSED_FORM)
    assert odds_ratio(0, 5, 3, 4, 0.95)[0] > 0
    assert odds_ratio(0, 0, 3, 4, 0.95) is None
    assert cochran_armitage(np.zeros(2), np.ones(2), np.arange(2.0)) is None


def test_expected_dissimilarity_is_that_of_shuffling() -> None:
    rng = np.random.default_rng(1)
    sizes = np.array([3, 5, 5, 8, 12])
    unit = np.repeat(np.arange(5), sizes)
    found, isolated = [], []
    for _ in range(4000):
        chosen = np.bincount(rng.permutation(unit)[:9], minlength=5)
        found.append(dissimilarity_of(chosen, sizes - chosen))
        isolated.append(isolation_of(chosen, sizes - chosen))
    assert expected_dissimilarity(sizes, 9) == pytest.approx(np.mean(found), abs=4 * np.std(found) / 4000**0.5)
    frame = people([(at, "m" if who < 9 else "n") for who, at in enumerate(unit)])
    seen = segregation(frame, "origin", "m", "unit", draws=500)
    assert seen.isolation_expected == pytest.approx(np.mean(isolated), abs=4 * np.std(isolated) / 4000**0.5)


def test_chance_alone_is_called_chance() -> None:
    rng = np.random.default_rng(8)
    unit = np.repeat(np.arange(30), 8)
    p, covered = [], 0
    for seed in range(20):
        chosen = rng.permutation(unit)
        frame = people([(at, "m" if who < 40 else "n") for who, at in enumerate(chosen)])
        seen = segregation(frame, "origin", "m", "unit", draws=300, seed=seed)
        p.append(seen.p)
        covered += seen.ci_low <= 1e-9
        assert seen.dissimilarity > 0.2
        assert abs(seen.corrected) < 0.5
    assert np.mean(np.array(p) < 0.05) <= 0.2
    assert covered >= 17
    assert any("focal people per unit" in note for note in seen.notes)


def test_the_interval_holds_the_d_of_the_chances() -> None:
    rng = np.random.default_rng(7)
    held, estimates, truths = 0, [], []
    for _ in range(40):
        rest = rng.dirichlet(np.full(15, 5.0))
        focal = rest * np.exp(0.6 * rng.normal(size=15))
        focal /= focal.sum()
        true = np.abs(focal - rest).sum() / 2
        estimate, low, high = systematic_interval(
            rng.multinomial(60, focal), rng.multinomial(240, rest), 0.95, 150, rng
        )
        held += low <= true <= high
        estimates.append(estimate)
        truths.append(true)
    assert held >= 34
    assert np.mean(estimates) == pytest.approx(np.mean(truths), abs=0.04)


def test_segregation_by_hand_and_invariances() -> None:
    heads = {"A": (30, 20), "B": (10, 40), "C": (0, 25)}
    frame = people([(u, g, n) for u, pair in heads.items() for g, n in zip("mn", pair, strict=True)], "unit origin n")
    seen = segregation(frame, "origin", "m", "unit", n="n")
    by_hand = sum(abs(f / 40 - r / 85) for f, r in heads.values()) / 2
    assert seen.dissimilarity == pytest.approx(by_hand, rel=CLOSED_FORM)
    assert seen.isolation == pytest.approx(sum(f * f / (f + r) for f, r in heads.values()) / 40, rel=CLOSED_FORM)
    assert seen.exposure == 1 - seen.isolation
    assert any("3 units" in note for note in seen.notes)
    long = frame.loc[frame.index.repeat(frame["n"])].sample(frac=1, random_state=1)
    assert segregation(long, "origin", "m", "unit").estimates() == seen.estimates()
    renamed = frame.assign(unit=frame["unit"].map({"A": 3, "B": 1, "C": 2}))
    assert segregation(renamed, "origin", "m", "unit", n="n").estimates() == seen.estimates()
    swapped = segregation(frame, "origin", "n", "unit", n="n")
    assert swapped.dissimilarity == pytest.approx(seen.dissimilarity, rel=CLOSED_FORM)
    assert swapped.expected == pytest.approx(seen.expected, rel=SAME_FIGURE)
    hidden = pd.concat([frame, people([("A", None, 5), (None, "m", 2)], "unit origin n")])
    more = segregation(hidden, "origin", "m", "unit", n="n")
    assert (more.n_unknown, more.n) == (5, 125)
    assert more.estimates() == seen.estimates()
    complete = segregation(people([("A", "m")] * 9 + [("B", "n")] * 9), "origin", "m", "unit")
    assert (complete.dissimilarity, complete.corrected, complete.eta2) == (1, 1, 1)
    for few in (frame[frame["unit"] == "A"], frame.assign(origin="m")):
        with pytest.raises(NotEnoughData, match="segregation needs two units and people of both groups"):
            segregation(few, "origin", "m", "unit", n="n")
