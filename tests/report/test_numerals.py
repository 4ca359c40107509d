"""Numbers and dates as Dutch and English readers write them."""

from __future__ import annotations

import pytest

from evaluatie.report.numerals import Numerals
from evaluatie.report.wording import load_wording

DUTCH, ENGLISH = Numerals(load_wording("nl")), Numerals(load_wording("en"))


def number(**values):
    empty = dict.fromkeys(("estimate", "se", "statistic", "df", "p", "ci_low", "ci_high", "n"))
    return {"term": "mean_change", "suppressed": None, **empty, **values}


CHANGE = number(
    estimate=-0.1302682184,
    statistic=-1.676195691,
    df=86,
    p=0.09733181164,
    ci_low=-0.2847636921,
    ci_high=0.0242272,
    n=87,
)


@pytest.mark.parametrize(
    ("how", "dutch", "english"),
    [
        ("points", "−0,13", "−0.13"),
        ("signed", "−0,13", "−0.13"),
        ("n", "87", "87"),
        ("points_ci", "−0,13 [−0,28;\u00a00,02]", "−0.13 [−0.28;\u00a00.02]"),
        ("signed_ci", "−0,13 [−0,28;\u00a0+0,02]", "−0.13 [−0.28;\u00a0+0.02]"),
        ("interval", "van −0,28 tot 0,02", "from −0.28 to 0.02"),
        ("test", "t(86) = −1,68; p = 0,097", "t(86) = −1.68; p = 0.097"),
    ],
)
def test_kinds_of_showing_a_change(how, dutch, english):
    assert (DUTCH.show(CHANGE, how), ENGLISH.show(CHANGE, how)) == (dutch, english)


def test_kinds_of_showing_shares_and_counts():
    rate = number(term="proportion", estimate=0.7833, ci_low=0.7014, ci_high=0.8477, n=120)
    assert DUTCH.show(rate, "percent") == "78%"
    assert DUTCH.show(rate, "percent_ci") == "78% [70%;\u00a085%]"
    assert ENGLISH.show(rate, "interval") == "from 70% to 85%"
    assert (DUTCH.show(number(estimate=1450.0), "count"), ENGLISH.show(number(estimate=1450), "count")) == (
        "1.450",
        "1,450",
    )


def test_small_p_values_and_broken_degrees_of_freedom():
    row = number(estimate=1, statistic=4.5, df=89.5535, p=0.00002)
    assert DUTCH.show(row, "test") == "t(89,6) = 4,50; p < 0,001"


def test_a_zero_has_no_sign():
    assert [DUTCH.decimal(value, signed=True) for value in (0, -0.001, 0.004)] == ["0,00"] * 3


@pytest.mark.parametrize("how", ["interval", "points_ci"])
def test_an_interval_beside_zero_does_not_read_as_if_it_touched_it(how):
    assert "0,004" in DUTCH.show(number(estimate=0.32, ci_low=0.0043, ci_high=0.633), how)
    assert "0,00 " in DUTCH.show(number(estimate=0.32, ci_low=0.0, ci_high=0.633), "interval")


def test_what_a_number_lacks_is_none():
    assert DUTCH.show(number(), "points") is None
    assert DUTCH.show(number(estimate=1.0), "n") is None
    assert DUTCH.show(number(estimate=1.0), "test") is None
    assert DUTCH.show(number(estimate=1.0), "interval") is None
    assert DUTCH.show(number(estimate=1.0), "points_ci") == "1,00"


def test_settings_and_dates():
    assert (DUTCH.setting(5.0), DUTCH.setting(0.2)) == ("5", "0,20")
    assert (DUTCH.date("2020-03-05"), ENGLISH.date("2021-12-31")) == ("5 maart 2020", "31 December 2021")


def test_ratios_are_set_against_one_and_rates_are_per_hundred_person_years():
    ratio = number(term="rate_ratio", estimate=1.304, ci_low=1.0021, ci_high=1.699)
    assert DUTCH.show(ratio, "ratio") == "1,30"
    # an interval that just misses one must not read as if it touched it
    assert DUTCH.show(ratio, "ratio_ci") == "1,30 [1,002;\u00a01,699]"
    assert ENGLISH.interval(ratio, "ratio_ci") == "from 1.002 to 1.699"
    assert DUTCH.show(number(estimate=0.0, ci_low=0.0, ci_high=1.0), "ratio_ci") == "0,00 [0,00;\u00a01,00]"
    rate = number(term="rate", estimate=0.0834, ci_low=0.0712, ci_high=0.1)
    assert (DUTCH.show(rate, "rate"), ENGLISH.show(rate, "rate_ci")) == ("8,3", "8.3 [7.1;\u00a010.0]")
    assert DUTCH.interval(rate, "rate_ci") == "van 7,1 tot 10,0"
    assert DUTCH.show(number(estimate=0.002, ci_low=0.0002, ci_high=0.004), "rate_ci") == "0,2 [0,02;\u00a00,40]"
    assert DUTCH.show(number(estimate=0.0), "rate_ci") == "0,0"


def test_a_year_has_no_thousands_sign():
    assert (DUTCH.year(2019), DUTCH.count(2019)) == ("2019", "2.019")
