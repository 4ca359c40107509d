"""target_progress against a plain recursion and simulated organisations; rounded counts, opting out, barometers."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from evaluatie.flows.aggregated.barometers import barometer, compare_barometers
from evaluatie.flows.aggregated.opting_out import opt_out_bounds, opt_out_effect
from evaluatie.flows.aggregated.rounded_counts import count_limits, rate_limits, share_limits
from evaluatie.flows.aiming.head_recursion import Course, exit_needed, inflow_needed, share_after
from evaluatie.flows.aiming.pace import newcombe_limits, pace_of
from evaluatie.flows.aiming.targets import target_progress
from evaluatie.result import NotEnoughData
from evaluatie.wilson import wilson_interval
from tolerances import CLOSED_FORM, FITTED, ROOT, SAME_FIGURE

CBS = json.loads((Path(__file__).parent / "data" / "cbs_optout_bias_example.json").read_text())
YEARS = pd.DataFrame({"year": range(2015, 2021), "focal": [60, 66, 70, 77, 80, 88], "total": [1000] * 5 + [1010]})


def looped(course: Course, share: float) -> float:
    """Walk through the years, one at a time."""
    focal, rest = course.focal, course.rest
    for _ in range(course.years):
        focal = focal * (1 - course.exit_focal) + course.inflow * share
        rest = rest * (1 - course.exit_rest) + course.inflow * (1 - share)
    return focal / (focal + rest)


courses = st.builds(
    Course,
    st.integers(1, 500),
    st.integers(1, 3000),
    st.floats(0, 0.5),
    st.floats(0, 0.5),
    st.floats(1, 400),
    st.integers(1, 12),
)


@settings(deadline=None, max_examples=100)
@given(courses, st.floats(0.01, 0.99))
def test_the_closed_form_is_the_recursion_and_its_root(course: Course, target: float) -> None:
    assert share_after(course, 0.3) == pytest.approx(looped(course, 0.3), rel=CLOSED_FORM)
    needed = inflow_needed(course, target)
    if 0 <= needed <= 1:
        assert looped(course, needed) == pytest.approx(target, rel=SAME_FIGURE)
        root = optimize.brentq(lambda s: looped(course, s) - target, -1e-9, 1 + 1e-9, xtol=1e-14)
        assert needed == pytest.approx(root, abs=ROOT)
    else:
        assert (looped(course, 1.0) < target) == (needed > 1)
    rate = exit_needed(course, target, 0.3)
    if rate is not None and rate < 1:
        changed = Course(course.focal, course.rest, rate, course.exit_rest, course.inflow, course.years)
        assert looped(changed, 0.3) == pytest.approx(target, rel=FITTED)
    elif rate is None:
        best = Course(course.focal, course.rest, 0, course.exit_rest, course.inflow, course.years)
        assert looped(best, 0.3) < target


def test_figures_by_hand() -> None:
    seen = target_progress(YEARS, 0.15, 2025, inflow=100, inflow_focal=12, outflow_focal=0.12, outflow_rest=0.08)
    assert seen.share == 88 / 1010
    assert (seen.ci_low, seen.ci_high) == wilson_interval(88, 1010, 0.95)
    assert seen.distance_persons == 64  # 0.15 of 1010 is 151.5
    assert seen.needed_per_year == pytest.approx((0.15 - 88 / 1010) / 5)
    assert seen.observed_per_year == pytest.approx((88 / 1010 - 0.06) / 5)
    course = Course(88, 922, 0.12, 0.08, 100, 5)
    assert looped(course, seen.required_inflow_share) == pytest.approx(0.15, rel=SAME_FIGURE)
    equal = Course(88, 922, 0.08, 0.08, 100, 5)
    assert looped(equal, seen.required_inflow_share_equal_exit) == pytest.approx(0.15, rel=SAME_FIGURE)
    assert seen.required_inflow_share_equal_exit < seen.required_inflow_share
    assert seen.share_without_change == pytest.approx(looped(course, 0.12), rel=SAME_FIGURE)
    assert seen.share_equal_exit == pytest.approx(looped(equal, 0.12), rel=SAME_FIGURE)
    assert seen.required_exit_focal is None
    assert any("even if nobody of the focal group leaves" in note for note in seen.notes)
    assert 0 < seen.required_inflow_low < seen.required_inflow_share < seen.required_inflow_high
    assert {"share", "required_inflow_share", "observed_per_year"} <= {row.term for row in seen.estimates()}


def test_what_hiring_cannot_do_is_none_with_a_note() -> None:
    rates = {"outflow_focal": 0.1, "outflow_rest": 0.1}
    far = target_progress(YEARS, 0.5, 2022, inflow=50, **rates)
    assert far.required_inflow_share is None
    assert far.share_all_inflow_focal < 0.5
    assert any("not even an inflow of the focal group alone" in note for note in far.notes)
    within_reach = target_progress(YEARS, 0.15, 2025, inflow=100, **rates)
    assert 0 < within_reach.required_inflow_share < 1
    assert not any("inflow of the focal group alone" in note for note in within_reach.notes)
    nobody = target_progress(YEARS, 0.15, 2025, inflow=0, **rates)
    assert nobody.required_inflow_share is None
    assert any("nobody comes in" in note for note in nobody.notes)
    near = target_progress(YEARS, 0.05, 2022, inflow=50, **rates)
    assert (near.status, near.required_inflow_share) == ("reached", 0.0)
    without = target_progress(YEARS, 0.15, 2025)
    assert without.required_inflow_share is None
    assert any("it needs inflow, outflow_focal and outflow_rest" in note for note in without.notes)
    past = target_progress(YEARS, 0.15, 2020, inflow=50, **rates)
    assert (past.status, past.needed_per_year, past.required_inflow_share) == ("behind", None, None)
    whole = target_progress(YEARS, 0.15, 2023.5, inflow=100, **rates)
    assert any("whole years only: 3 of the 3.5" in note for note in whole.notes)


@pytest.mark.parametrize(
    ("target", "by_year", "status"),
    [(0.08, 2025, "reached"), (0.10, 2026, "on course"), (0.25, 2025, "behind"), (0.115, 2025, "uncertain")],
)
def test_the_status_follows_from_the_interval_of_the_pace(target: float, by_year: int, status: str) -> None:
    seen = target_progress(YEARS, target, by_year)
    assert seen.status == status
    if status == "on course":
        assert seen.observed_low >= seen.needed_per_year
    if status == "behind":
        assert seen.observed_high < seen.needed_per_year


def test_one_and_two_moments() -> None:
    one = target_progress(YEARS.tail(1), 0.15, 2025)
    assert (one.status, one.observed_per_year, one.projected) == ("uncertain", None, None)
    two = target_progress(YEARS.iloc[[0, 5]], 0.15, 2025)
    low, high = newcombe_limits(np.array([60.0, 88]), np.array([1000.0, 1010]), 0.95)
    assert (two.observed_low, two.observed_high) == pytest.approx((low / 5, high / 5))


def test_newcombes_limits_are_the_published_ones() -> None:
    # Newcombe (1998), table II, example (a): 56/70 and 48/80, method 10
    low, high = newcombe_limits(np.array([48.0, 56]), np.array([80.0, 70]), 0.95)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


@pytest.mark.parametrize(("turnover", "least", "most"), [(0.02, 0.92, 0.98), (0.10, 0.95, 1.0)])
def test_the_interval_of_the_pace_covers_in_simulated_organisations(turnover, least, most) -> None:
    # with a high turnover the share is drawn towards that of the inflow, and the interval is known to be too wide
    rng = np.random.default_rng(6)
    held, regression, trials, moments = 0, 0, 400, 8
    for _ in range(trials):
        focal, rest, shares = 100, 900, []
        for _ in range(moments):
            shares.append((focal, focal + rest))
            focal = rng.binomial(focal, 1 - turnover) + rng.poisson(100 * turnover)
            rest = rng.binomial(rest, 1 - turnover) + rng.poisson(900 * turnover)
        counts = np.array(shares, dtype=float)
        pace = pace_of(np.arange(8.0), counts[:, 0], counts[:, 1], 0.95)
        held += pace.low <= 0 <= pace.high
        share, x = counts[:, 0] / counts[:, 1], np.arange(moments) - 3.5
        slope = (x * share).sum() / 42
        se = np.sqrt(((share - share.mean() - slope * x) ** 2).sum() / 6 / 42)
        regression += abs(slope) <= 2.447 * se
    assert least <= held / trials <= most
    assert regression / trials < 0.8  # why it is no regression line


def test_the_interval_of_the_required_inflow_covers_where_years_of_employment_are_told() -> None:
    rng, held, trials = np.random.default_rng(9), 0, 400
    now = pd.DataFrame({"year": [2020], "focal": [200], "total": [1000]})
    truth = target_progress(now, 0.25, 2025, inflow=110, outflow_focal=0.13, outflow_rest=0.08).required_inflow_share
    for _ in range(trials):
        left = rng.binomial([1000, 4000], [0.13, 0.08]) / [1000, 4000]
        seen = target_progress(
            now, 0.25, 2025, inflow=110, outflow_focal=left[0], outflow_rest=left[1], person_years_focal=1000,
            person_years_rest=4000,
        )  # fmt: skip
        held += seen.required_inflow_low <= truth <= seen.required_inflow_high
    assert 0.925 <= held / trials <= 0.975
    one_year = target_progress(now, 0.25, 2025, inflow=110, outflow_focal=0.13, outflow_rest=0.08)
    assert one_year.required_inflow_high - one_year.required_inflow_low > 2 * (
        seen.required_inflow_high - seen.required_inflow_low
    )
    with pytest.raises(ValueError, match="person_years_focal"):
        target_progress(
            now, 0.25, 2025, inflow=110, outflow_focal=0.13, outflow_rest=0.08, person_years_focal=float("nan")
        )


def test_dates_order_and_scale_do_not_matter() -> None:
    seen = target_progress(YEARS, 0.15, 2025)
    assert target_progress(YEARS.iloc[::-1].reset_index(drop=True), 0.15, 2025) == seen
    dated = YEARS.assign(year=pd.to_datetime(YEARS["year"].astype(str) + "-01-01"))
    again = target_progress(dated, 0.15, pd.Timestamp("2025-01-01"))
    assert again == seen
    nullable = YEARS.astype("Int64").rename(columns={"focal": "m", "total": "all"})
    assert target_progress(nullable, 0.15, 2025, focal="m", total="all") == seen
    more = pd.concat([YEARS, pd.DataFrame({"year": [None, 2030], "focal": [3, 0], "total": [9, 0]})])
    left_out = target_progress(more, 0.15, 2025)
    assert left_out.share == seen.share
    assert any("2 row(s) left out" in note for note in left_out.notes)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"target": 30}, "such as 0.30"),
        ({"outflow_focal": 12, "outflow_rest": 0.1, "inflow": 50}, "between 0 and 1: got 12"),
        ({"inflow": -1}, "number of people per year"),
        ({"inflow": 5, "inflow_focal": 6}, "part of inflow"),
        ({"shares": pd.concat([YEARS, YEARS.tail(1)])}, "a year occurs twice"),
        ({"shares": YEARS.assign(focal=2000)}, "more focal people than people"),
        ({"shares": YEARS.assign(year="x")}, "a number or a date"),
        ({"shares": YEARS.assign(total=0, focal=0)}, "no moment"),
        ({"shares": YEARS.drop(columns="total")}, "no column 'total'"),
    ],
)
def test_what_cannot_be_is_said(options: dict, words: str) -> None:
    given = {"shares": YEARS, "target": 0.15, "by_year": 2025, **options}
    with pytest.raises(ValueError, match=words):
        target_progress(given.pop("shares"), given.pop("target"), given.pop("by_year"), **given)


def rounded(count: int, base: int) -> int:
    return base * ((count + base // 2) // base)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from([1, 3, 5, 10]))
def test_limits_hold_every_count_that_rounds_to_what_was_published(focal: int, rest: int, base: int) -> None:
    f, r, t = rounded(focal, base), rounded(rest, base), rounded(focal + rest, base)
    for total in (None, [t]):
        seen = share_limits([f], [r], total, base=base).iloc[0]
        ways = [
            (a, b)
            for a, b in itertools.product(range(72), range(72))
            if rounded(a, base) in (f,) and rounded(b, base) == r and (total is None or rounded(a + b, base) == t)
        ]
        shares = [a / (a + b) for a, b in ways if a + b]
        if not shares:
            continue
        assert seen["low"] <= min(shares) + 1e-12
        assert seen["high"] >= max(shares) - 1e-12
        if base % 2:  # an even base leaves the tie open, which makes the limits wider than this office's rule
            assert (seen["low"], seen["high"]) == pytest.approx((min(shares), max(shares)))
        wilson = [wilson_interval(a, a + b, 0.95) for a, b in ways if a + b]
        if np.isfinite(seen["ci_low"]):
            assert seen["ci_low"] <= min(low for low, _ in wilson) + 1e-12
        if np.isfinite(seen["ci_high"]):
            assert seen["ci_high"] >= max(high for _, high in wilson) - 1e-12


def test_kinds_of_published_counts() -> None:
    seen = count_limits(["10", 15.0, "<5", "<=5", " . ", None, pd.NA], base=5, suppressed=(0, 9))
    assert seen["low"].tolist() == [8, 13, 0, 0, 0, 0, 0]
    assert seen["high"].tolist() == [12, 17, 4, 5, 9, 9, 9]
    assert count_limits([10], base=5, random=True).iloc[0, :2].tolist() == [6, 14]
    assert count_limits([10], base=10).iloc[0, :2].tolist() == [5, 15]
    assert count_limits([7]).iloc[0].tolist() == [7, 7, 7]
    kept = count_limits(pd.Series([1, 2], index=["x", "y"], dtype="Int64"))
    assert kept.index.tolist() == ["x", "y"]
    for bad, words in (
        ([7], "no multiple of 5"),
        (["."], "is hidden: say in suppressed="),
        (["c. 5"], "is no count"),
        ([-5], "is no count"),
        ([2.5], "is no count"),
    ):
        with pytest.raises(ValueError, match=words):
            count_limits(bad, base=5)
    with pytest.raises(ValueError, match="base must be"):
        count_limits([5], base=0)
    with pytest.raises(ValueError, match="no counts within the limits"):
        share_limits([10], [10], [40], base=5)
    with pytest.raises(ValueError, match="of one length"):
        share_limits([10], [10, 5])
    nobody = share_limits([0, "<5"], [0, 0])
    assert nobody.loc[0].isna().all()
    assert nobody.loc[1, ["low", "high"]].tolist() == [1, 1]
    assert share_limits([0], ["<5"]).loc[0, ["low", "high"]].tolist() == [0, 0]
    rates = rate_limits(["<5", 20], [100, 0], base=5)
    assert rates.loc[0, "high"] == pytest.approx(4 / 98)
    assert np.isnan(rates.loc[1, "high"])


def test_the_example_of_statistics_netherlands() -> None:
    true, names = CBS["true"], CBS["groups"]
    effect = opt_out_effect(dict(zip(names, true, strict=True)), 25)
    for at, name in enumerate(names):
        if f"optout_25_all_from_{name}" not in CBS:
            continue
        case = CBS[f"optout_25_all_from_{name}"]
        seen = opt_out_bounds(dict(zip(names, case["delivered"], strict=True)), 25)
        assert [round(100 * share) for share in seen.shares] == case["printed_pct"]
        for low, share, high in zip(seen.low, np.array(true) / sum(true), seen.high, strict=True):
            assert low <= share <= high
        assert effect.low[at] == pytest.approx(seen.shares[at])
    assert [round(100 * share) for share in effect.shares] == CBS["no_optout_printed_pct"]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 6), min_size=2, max_size=3).filter(any), st.integers(0, 5))
def test_opting_out_by_every_way_it_can_go(counts: list[int], out: int) -> None:
    ways = [w for w in itertools.product(range(out + 1), repeat=len(counts)) if sum(w) == out]
    seen = opt_out_bounds(counts, out)
    back = [[(c + w) / (sum(counts) + out) for c, w in zip(counts, way, strict=True)] for way in ways]
    assert seen.low == pytest.approx(np.min(back, axis=0))
    assert seen.high == pytest.approx(np.max(back, axis=0))
    if out < sum(counts):
        left = [np.array(counts) - way for way in ways if (np.array(counts) >= way).all()]
        shares = [part / part.sum() for part in left]
        effect = opt_out_effect(counts, out)
        assert effect.low == pytest.approx(np.min(shares, axis=0))
        assert effect.high == pytest.approx(np.max(shares, axis=0))


def test_each_group_s_row_holds_its_own_share_and_bounds() -> None:
    seen = opt_out_bounds({"here": 380, "west": 60, "elsewhere": 35}, 25).tidy().set_index("group")
    assert seen["estimate"].to_dict() == pytest.approx({"here": 380 / 475, "west": 60 / 475, "elsewhere": 35 / 475})
    assert seen["ci_low"].to_dict() == pytest.approx({"here": 380 / 500, "west": 60 / 500, "elsewhere": 35 / 500})
    assert seen["ci_high"].to_dict() == pytest.approx({"here": 405 / 500, "west": 85 / 500, "elsewhere": 60 / 500})
    assert set(seen["n"]) == {475}


def test_opting_out_refuses_what_is_no_count() -> None:
    for bad in ([1, -1], [1, 0.5], [1, None], ["1", 2]):
        with pytest.raises(ValueError, match="whole numbers of 0 or more"):
            opt_out_bounds(bad, 1)
    with pytest.raises(NotEnoughData, match="nobody was counted"):
        opt_out_bounds([0, 0], 3)
    with pytest.raises(NotEnoughData, match="nobody is left to count"):
        opt_out_effect([1, 2], 3)


def test_a_barometer_holds_every_staff_that_prints_so() -> None:
    employees = 260
    printed: dict[tuple, list[tuple]] = {}
    for a in range(0, employees + 1, 1):
        for b in range(0, employees - a + 1, 7):
            heads = (a, b, employees - a - b)
            key = tuple(int(np.floor(100 * h / employees + 0.5)) for h in heads)
            printed.setdefault(key, []).append(heads)
    for key, staffs in list(printed.items())[::97]:
        seen = barometer(dict(zip("abc", key, strict=True)), employees)
        for heads in staffs:
            for at in range(3):
                assert seen.heads_low[at] <= heads[at] <= seen.heads_high[at]
                assert seen.low[at] - 1e-12 <= heads[at] / employees <= seen.high[at] + 1e-12
    tight = barometer({"a": 34, "b": 34, "c": 33}, 1000)  # 101: every share lies in the lower half of its rounding
    assert tight.high == pytest.approx((0.34, 0.34, 0.33))


def test_a_barometer_refuses_what_it_cannot_say() -> None:
    fine = {"a": 76, "b": 12, "c": 12}
    with pytest.raises(NotEnoughData, match="made from 250 employees: afdeling X has 249"):
        barometer(fine, 249, part="afdeling X")
    for bad, words in (
        ({"a": 76, "b": 24}, "3 origin groups"),
        ({"a": 76, "b": 12, "c": 15}, "add up to 103"),
        ({"a": 76.5, "b": 12, "c": 12}, "whole numbers between 0 and 100"),
        ({"a": None, "b": 50, "c": 50}, "whole numbers between 0 and 100"),
        ([76, 12, 12], "3 origin groups"),
    ):
        with pytest.raises(ValueError, match=words):
            barometer(bad, 500)
    first, second = barometer(fine, 500), barometer({"a": 74, "b": 12, "c": 14}, 520)
    for flow in ("inflow", "outflow", "promotion"):
        with pytest.raises(ValueError, match=f"{flow} cannot be derived from two barometers"):
            compare_barometers(first, second, of=flow)
    with pytest.raises(ValueError, match="different groups"):
        compare_barometers(first, barometer({"x": 76, "b": 12, "c": 12}, 500))
    seen = compare_barometers(first, second)
    assert {row.term for row in seen.estimates()} == {"difference_in_composition"}
    assert (seen.low[0], seen.high[0]) == pytest.approx((-0.03, -0.01))
    assert any("not inflow or outflow" in note for note in seen.notes)
