"""GRIM: exactly the means and percentages that whole answers give are let pass."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from evaluatie.reproduce.checks import grim, grim_percent
from evaluatie.reproduce.finding.printed import Printed

WAYS = {"half up": ROUND_HALF_UP, "half even": ROUND_HALF_EVEN, "truncated": ROUND_DOWN}

# scrutiny 0.6.0 for R, tests/testthat/test-grim-map.R: `grim_map(pigs1)`
PIGS1 = [
    ("7.22", 32, True), ("4.74", 25, False), ("5.23", 29, False), ("2.57", 24, False), ("6.77", 27, False),
    ("2.68", 28, True), ("7.01", 29, False), ("7.38", 26, True), ("3.14", 27, False), ("6.89", 31, False),
    ("5.00", 25, True), ("0.24", 28, False),
]  # fmt: skip


@pytest.mark.parametrize(("mean", "n", "consistent"), PIGS1)
def test_as_scrutiny_finds(mean: str, n: int, consistent: bool) -> None:
    assert grim(mean, n).verdict == ("consistent" if consistent else "inconsistent")


# scrutiny 0.6.0 for R: five of the six percentages of `pigs2`, each of 150, are inconsistent
def test_percentages_as_scrutiny_finds() -> None:
    verdicts = [grim_percent(each, 150).verdict for each in ("67.4", "54.2", "54.0", "69.8", "68.1", "55.4")]
    assert verdicts.count("inconsistent") == 5
    assert verdicts[2] == "consistent"


def test_the_example_of_brown_and_heathers() -> None:
    # doi:10.1177/1948550616673876: 5.19 cannot be the mean of 28 whole numbers; 145/28 and 146/28 are 5.18 and 5.21
    found = grim("5.19", 28)
    assert found.verdict == "inconsistent"
    assert (found.low, found.high) == (145 / 28, 146 / 28)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("decimals", "items"), [(1, 1), (2, 1), (1, 2), (2, 3)])
def test_exactly_the_means_of_whole_answers_pass(way: str, decimals: int, items: int) -> None:
    unit = Decimal(1).scaleb(-decimals)
    for n in (1, 2, 3, 7, 8, 16, 19, 25, 32):
        total = n * items
        real = {str((Decimal(each) / total).quantize(unit, WAYS[way])) for each in range(-total, 2 * total + 1)}
        for step in range(-(10**decimals), 2 * 10**decimals + 1):
            mean = str((step * unit).quantize(unit))
            found = grim(mean, n, items, rounding=way)  # type: ignore[arg-type]
            assert found.alarms == (
                mean not in {each.replace("-0." + "0" * decimals, "0." + "0" * decimals) for each in real}
            )
            assert (found.verdict == "uninformative") == (total >= 10**decimals)
            if way != "truncated":
                assert not (grim(mean, n, items).alarms and mean in real)


def test_the_nearest_means_are_next_to_one_another() -> None:
    found = grim("3.45", 10)
    assert (found.verdict, found.low, found.high) == ("inconsistent", 3.4, 3.5)


def test_a_mean_outside_the_range_is_impossible_however_many_people() -> None:
    assert grim("7.02", 5000, low=1, high=7).verdict == "impossible"
    assert grim("0.99", 20, low=1).verdict == "impossible"
    assert grim("7.00", 5000, low=1, high=7).verdict == "uninformative"
    assert grim("7.00", 5000, low=1, high=7).high == 7
    assert grim_percent("-3", 20).verdict == "impossible"
    assert grim_percent("100.4", 20).verdict == "impossible"


def test_ties_go_either_way_unless_said() -> None:
    # 0.125 is printed 0.13, 0.12 or, by binary fractions, either
    assert [grim(each, 8).verdict for each in ("0.12", "0.13")] == ["consistent"] * 2
    assert [grim(each, 8, rounding="half up").verdict for each in ("0.12", "0.13")] == ["inconsistent", "consistent"]
    assert [grim(each, 8, rounding="half even").verdict for each in ("0.12", "0.13")] == ["consistent", "inconsistent"]
    assert [grim(each, 8, rounding="truncated").verdict for each in ("0.12", "0.13")] == ["consistent", "inconsistent"]


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(TypeError, match=r"mean: give 3.5 as text"):
        grim(3.5, 10)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="inequality"):
        grim("< 3.5", 10)
    with pytest.raises(ValueError, match=r"n: '10\.5' must be a whole number"):
        grim("3.5", "10.5")
    with pytest.raises(ValueError, match="low, 5, must be below high, 1"):
        grim("3.5", 10, low=5, high=1)
    with pytest.raises(ValueError, match="did you mean 'half even'"):
        grim("3.5", 10, rounding="halfeven")  # type: ignore[arg-type]
    assert grim(Printed("3.50"), 10) == grim("3.50", 10)
    assert Fraction(grim("3.50", 10).low) == Fraction(7, 2)
