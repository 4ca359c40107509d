"""GRIMMER: no false alarm on any sample that can exist, and nothing that is called impossible exists."""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from itertools import combinations_with_replacement, product
from statistics import stdev

import pytest

from evaluatie.reproduce.checks import debit, grimmer, sd_bounds
from evaluatie.reproduce.checks.possible_samples import occurs

WAYS = {"half up": ROUND_HALF_UP, "half even": ROUND_HALF_EVEN, "truncated": ROUND_DOWN}


def rounded(sample: tuple[int, ...], items: int, decimals: int, way: str, divisor: str) -> tuple[str, str]:
    """Round mean and standard deviation with 40 digits, by another road than the code that is tested."""
    with localcontext() as context:
        context.prec = 40
        n, unit = len(sample), Decimal(1).scaleb(-decimals)
        mean = Decimal(sum(sample)) / n
        squared = sum((each - mean) ** 2 for each in sample) / (n - (divisor == "n-1"))
        # a root that is exact must not be off in its last digit
        sd = squared.sqrt() / items
        return str((mean / items).quantize(unit, WAYS[way])), str(sd.quantize(unit, WAYS[way]))


def printed_pairs(
    n: int, low: int, high: int, items: int, decimals: int, way: str, divisor: str
) -> set[tuple[str, str]]:
    scores = range(items * low, items * high + 1)
    samples = combinations_with_replacement(scores, n)
    return {rounded(sample, items, decimals, way, divisor) for sample in samples}


def all_pairs(low: int, high: int, decimals: int, real: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Every standard deviation up to somewhat more than can be, for all means (with two decimals those that occur)."""
    unit = Decimal(1).scaleb(-decimals)
    means = [low + unit * step for step in range((high - low) * 10**decimals + 1)]
    deviations = [unit * step for step in range(math.ceil((high - low) * 0.8 * 10**decimals))]
    pairs = [(str(mean.quantize(unit)), str(sd.quantize(unit))) for mean, sd in product(means, deviations)]
    occurring = {mean for mean, _ in real}
    return [pair for pair in pairs if decimals == 1 or pair[0] in occurring]


CASES = [
    # n, low, high, items, decimals, rounding, divisor
    (2, 1, 5, 1, 1, "half up", "n-1"),
    (3, 1, 7, 1, 1, "half even", "n-1"),
    (4, 1, 5, 1, 1, "half up", "n"),
    (5, 1, 5, 1, 1, "truncated", "n-1"),
    (7, 1, 4, 1, 1, "half up", "n-1"),
    (9, 0, 3, 1, 1, "half even", "n-1"),
    (12, 0, 1, 1, 1, "half up", "n-1"),
    (3, 1, 3, 2, 1, "half up", "n-1"),
    (4, 1, 3, 3, 1, "half up", "n-1"),
    (5, -1, 1, 2, 1, "half up", "n-1"),
    (5, 1, 3, 1, 2, "half up", "n-1"),
    (6, 0, 2, 1, 2, "half even", "n"),
    (4, 0, 1, 3, 2, "half up", "n-1"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_with_a_known_range_exactly_the_pairs_of_real_samples_pass(case) -> None:
    n, low, high, items, decimals, way, divisor = case
    real = printed_pairs(*case)
    for mean, sd in all_pairs(low, high, decimals, real):
        found = grimmer(mean, sd, n, items, low=low, high=high, rounding=way, divisor=divisor)
        assert found.alarms == ((mean, sd) not in real), (mean, sd, found.verdict)
        # where a tie may go either way, still no real pair is an alarm
        if (mean, sd) in real and way != "truncated":
            assert not grimmer(mean, sd, n, items, low=low, high=high, divisor=divisor).alarms
            assert not grimmer(mean, sd, n, items, divisor=divisor).alarms


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6, 7])
def test_of_numbers_without_a_range_exactly_these_sums_of_squares_occur(n: int) -> None:
    reach = {1: 40, 2: 30, 3: 16, 4: 9, 5: 6, 6: 5, 7: 4}[n]
    # sums near 0 and sums of squares that numbers beyond the reach cannot have a part in
    most = reach**2
    real = {
        (sum(each), sum(x * x for x in each)) for each in combinations_with_replacement(range(-reach, reach + 1), n)
    }
    for total, squares in product(range(-n, n + 1), range(most + 1)):
        assert occurs(total, squares, n, None, None) == ((total, squares) in real), (total, squares)


@pytest.mark.parametrize("n", [4, 5, 6, 7])
def test_the_same_up_to_large_sums_of_squares(n: int) -> None:
    most, reach = 1200, 34
    keep = (1 << (most + 1)) - 1
    sets = {0: 1}
    for _ in range(n):
        longer: dict[int, int] = {}
        for total, bits in sets.items():
            for number in range(-reach, reach + 1):
                longer[total + number] = longer.get(total + number, 0) | (bits << number**2 & keep)
        sets = longer
    for total in range(n):
        found = sum(occurs(total, squares, n, None, None) << squares for squares in range(most + 1))
        assert found == sets[total]


def test_bounds_are_those_of_all_samples() -> None:
    for n, low, high in [(2, 1, 5), (3, 0, 4), (5, 1, 4), (4, -2, 2)]:
        by_mean: dict[int, list[float]] = {}
        for sample in combinations_with_replacement(range(low, high + 1), n):
            mean = sum(sample) / n
            spread = sum((each - mean) ** 2 for each in sample) / (n - 1)
            by_mean.setdefault(sum(sample), []).append(math.sqrt(spread))
        for total, deviations in by_mean.items():
            # six decimals leave one sum only
            found = sd_bounds(f"{total / n:.6f}", n, low, high)
            assert (found.low, found.high) == pytest.approx((min(deviations), max(deviations)), abs=1e-12)


def test_the_nearest_deviations_are_the_neighbours_of_what_was_printed() -> None:
    n, low, high = 6, 1, 5
    real: set[float] = set()
    for sample in combinations_with_replacement(range(low, high + 1), n):
        if sum(sample) == 15:
            real.add(math.sqrt(sum((each - 2.5) ** 2 for each in sample) / (n - 1)))
    found = grimmer("2.50", "1.30", n, low=low, high=high)
    assert found.verdict == "inconsistent"
    assert found.low == pytest.approx(max(each for each in real if each < 1.3))
    assert found.high == pytest.approx(min(each for each in real if each > 1.3))


# scrutiny 0.6.0 for R, `grimmer_map(pigs5)`; it announces that its third test may be wrong, which it is not in row 3
PIGS5 = [
    ("7.22", "5.30", 38, True), ("4.74", "6.55", 31, False), ("5.23", "2.55", 35, True), ("2.57", "2.57", 30, False),
    ("6.77", "2.18", 33, True), ("2.68", "2.59", 34, False), ("7.01", "6.68", 35, True), ("7.38", "3.65", 32, False),
    ("3.14", "5.32", 33, True), ("6.89", "4.18", 37, False), ("5.00", "2.18", 31, False), ("0.24", "6.43", 34, False),
]  # fmt: skip


@pytest.mark.parametrize(("mean", "sd", "n", "alarm"), PIGS5)
def test_as_scrutiny_finds(mean: str, sd: str, n: int, alarm: bool) -> None:
    assert grimmer(mean, sd, n).alarms == alarm


# scrutiny 0.6.0 for R, `debit_map(pigs3)`: all but the fourth are consistent
@pytest.mark.parametrize(
    ("mean", "sd"),
    [("0.53", "0.50"), ("0.44", "0.50"), ("0.77", "0.42"), ("0.19", "0.35"), ("0.34", "0.47"), ("0.93", "0.25"),
     ("0.12", "0.33")],
)  # fmt: skip
def test_debit_as_scrutiny_finds(mean: str, sd: str) -> None:
    found = debit(mean, sd, 1683)
    assert found.alarms == (mean == "0.19")
    assert found.name == "debit"


def test_verdicts_tell_why() -> None:
    assert grimmer("3.44", "1.00", 10).explanation.en.endswith("The mean itself cannot be.")
    assert grimmer("3.4", "-1.0", 10).verdict == "impossible"
    assert grimmer("3", "1.0", 1).verdict == "cannot be checked"
    assert grimmer("3", "0.0", 1, divisor="n").verdict == "consistent"
    assert grimmer("3.52", "1.21", 400, low=1, high=5).verdict == "uninformative"
    assert grimmer("3.52", "2.21", 400, low=1, high=5).verdict == "impossible"
    # too many people for all samples to be worked out: 192 threes, 206 fours, a two and a five
    sd = f"{stdev([3] * 192 + [4] * 206 + [2, 5]):.6f}"
    assert "Not excluded" in grimmer("3.52", sd, 400, low=1, high=5).explanation.en
    assert "2,21" in grimmer("3.52", "2.21", 400, low=1, high=5).explanation.nl


def test_a_row_and_the_tidy_table_hold_the_same_range() -> None:
    found = grimmer("2.50", "1.30", 6, low=1, high=5)
    tidy = dict(found.tidy()[["term", "estimate"]].itertuples(index=False))
    assert tidy == {"grimmer: lowest": found.row()["low"], "grimmer: highest": found.row()["high"]}
    assert found.row()["verdict"] == "inconsistent"


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(TypeError, match="lost its decimals"):
        grimmer("3.4", 1.0, 10)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no divisor 'n-2'"):
        grimmer("3.4", "1.0", 10, divisor="n-2")  # type: ignore[arg-type]
