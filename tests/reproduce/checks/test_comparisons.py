"""Means, intervals, degrees of freedom and percentages: no alarm on what raw data gave."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from scipy import stats

from evaluatie.amiss import InputError
from evaluatie.reproduce.checks import (
    interval_agrees,
    mean_difference_agrees,
    percentage_agrees,
    percentages_add_up,
    t_df_agrees,
)


@pytest.mark.parametrize("welch", [False, True])
def test_tests_of_raw_data_raise_no_alarm(welch: bool) -> None:
    rng = np.random.default_rng(int(welch))
    for _ in range(150):
        n1, n2 = (int(n) for n in rng.integers(3, 80, 2))
        first, second = rng.normal(3, rng.uniform(0.3, 1), n1), rng.normal(3.3, 1, n2)
        test = stats.ttest_ind(first, second, equal_var=not welch)
        moments = [f"{each:.2f}" for each in (first.mean(), first.std(ddof=1), second.mean(), second.std(ddof=1))]
        printed = {
            "t": f"{test.statistic:.2f}",
            "df": f"{test.df:.1f}" if welch else n1 + n2 - 2,
            "p": f"{test.pvalue:.3f}",
        }
        found = mean_difference_agrees(*moments[:2], n1, *moments[2:], n2, **printed)
        assert not found.alarms, (moments, n1, n2, printed)
        ends = found.named("t")
        wrong = printed | {"t": f"{ends.high + 0.02:.2f}"}
        assert mean_difference_agrees(*moments[:2], n1, *moments[2:], n2, **wrong).named("t").alarms


def test_what_does_not_follow_from_the_means_is_found() -> None:
    # t = 0.40 / sqrt(0.80²/40 + 0.90²/42) = 2.13 by Welch, 2.12 by Student
    moments = ("3.50", "0.80", 40, "3.10", "0.90", 42)
    found = mean_difference_agrees(*moments, t="2.31", df=84, p=".018", d="0.61")
    assert [row.verdict for row in found.rows] == ["inconsistent", "impossible", "inconsistent", "inconsistent"]
    assert "one-sided" in mean_difference_agrees(*moments, p=".018").named("p").explanation.en
    assert mean_difference_agrees(*moments, p="< .05").verdict == "consistent"
    assert mean_difference_agrees(*moments, p="> .05").verdict == "inconsistent"
    assert mean_difference_agrees("3.5", "0.0", 4, "3.1", "0.0", 4, t="> 2").verdict == "consistent"
    with pytest.raises(InputError) as told:
        mean_difference_agrees(3.5, "0.80", 40, "x", "0.90", 42)  # type: ignore[arg-type]
    assert len(told.value.problems) == 2


def test_degrees_of_freedom() -> None:
    assert t_df_agrees(39, 40).verdict == "consistent"
    assert t_df_agrees(40, 40).verdict == "impossible"
    assert t_df_agrees("79.97", 40, 42).verdict == "consistent"
    assert t_df_agrees("80.2", 40, 42).verdict == "impossible"


def test_intervals_of_raw_data_raise_no_alarm() -> None:
    rng = np.random.default_rng(8)
    for _ in range(150):
        n = int(rng.integers(4, 120))
        change = rng.normal(rng.uniform(-0.6, 0.6), 1, n)
        test = stats.ttest_1samp(change, 0)
        ends = test.confidence_interval(0.95)
        se = change.std(ddof=1) / math.sqrt(n)
        texts = [f"{each:.2f}" for each in (change.mean(), ends.low, ends.high)]
        for df in (None, n - 1):
            found = interval_agrees(*texts, p=f"{test.pvalue:.3f}", se=f"{se:.2f}", df=df)
            assert not found.alarms, (texts, test.pvalue, se)
        far = interval_agrees(f"{change.mean() + 2.5 * se + 0.02:.2f}", *texts[1:])
        assert {row.name for row in far.alarms} >= {"middle"}


def test_odds_ratios_of_raw_counts_raise_no_alarm() -> None:
    rng = np.random.default_rng(9)
    for _ in range(150):
        a, b, c, d = (int(n) for n in rng.integers(4, 80, 4))
        log, se = math.log(a * d / (b * c)), math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
        z = stats.norm.ppf(0.975)
        texts = [f"{math.exp(each):.2f}" for each in (log, log - z * se, log + z * se)]
        p = 2 * stats.norm.sf(abs(log / se))
        found = interval_agrees(*texts, p=f"{p:.3f}", se=f"{se:.2f}", ratio=True)
        assert not found.alarms, (texts, p, se)


def test_intervals_that_cannot_be() -> None:
    assert interval_agrees("0.40", "0.50", "0.90").named("inside").verdict == "impossible"
    assert interval_agrees("0.40", "0.10", "0.90").named("middle").verdict == "inconsistent"
    found = interval_agrees("0.40", "0.10", "0.90", se="0.90")
    told = [found.named(name).explanation for name in ("middle", "se")]
    assert found.explanation.en == f"{told[0].en} {told[1].en}"
    assert found.explanation.nl == f"{told[0].nl} {told[1].nl}"
    right = interval_agrees("0.50", "0.10", "0.90", p=".014").explanation
    assert right.nl.startswith("De schatting ligt in haar interval. De schatting ligt in het midden")
    assert interval_agrees("0.40", "0.10", "0.90", symmetric=False).verdict == "consistent"
    # Altman & Bland (2011), doi:10.1136/bmj.d2304: a ratio of 0.81, 0.70 to 0.94, has p = .005
    found = interval_agrees("0.81", "0.70", "0.94", p=".005", ratio=True)
    assert found.verdict == "consistent"
    assert found.named("p").low < 0.005 < found.named("p").high
    assert interval_agrees("0.81", "0.70", "0.94", p=".050", ratio=True).named("p").verdict == "inconsistent"
    assert interval_agrees("0.81", "0.70", "0.94", p=".20", ratio=True).named("significance").verdict == "inconsistent"
    assert interval_agrees("0.40", "0.20", "0.60", se="0.20").named("se").verdict == "inconsistent"
    with pytest.raises(InputError, match="backwards"):
        interval_agrees("0.40", "0.60", "0.20")
    with pytest.raises(InputError, match="above 0"):
        interval_agrees("-0.40", "-0.60", "-0.20", ratio=True)


def test_percentages_of_all_small_counts() -> None:
    for n, count in product(range(1, 40), range(40)):
        if count <= n:
            assert percentage_agrees(count, n, f"{100 * count / n:.1f}").verdict == "consistent"
            assert percentage_agrees(count, n, f"{100 * count / n + 0.2:.1f}").verdict == "inconsistent"
        else:
            assert percentage_agrees(count, n, "100").verdict == "impossible"


def test_percentages_of_whole_people_add_up() -> None:
    rng = np.random.default_rng(4)
    for _ in range(200):
        counts = rng.multinomial(int(rng.integers(5, 200)), rng.dirichlet(np.ones(int(rng.integers(2, 7)))))
        n, decimals = int(counts.sum()), int(rng.integers(0, 2))
        assert not percentages_add_up([f"{100 * count / n:.{decimals}f}" for count in counts], n).alarms
    assert percentages_add_up(["40", "40", "15"]).alarms
    assert percentages_add_up(["50.0", "30.0", "20.0"], 7).alarms
    for nothing in ([], "33"):
        with pytest.raises(InputError, match="give a list with the percentage of each category"):
            percentages_add_up(nothing, 10)
    with pytest.raises(InputError, match=r"2 problems:\n- percentage 2: .*\n- percentage 4"):
        percentages_add_up(["40", 40.0, "10", "x"])
