"""rank_change and rank_difference against R: wilcox.test, exactRankTests, coin, effectsize, formulas written out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluatie.effects import NotEnoughData
from evaluatie.effects.rank_tests import exact_signed_rank, hodges_lehmann, walsh_average
from evaluatie.effects.ranks import rank_change, rank_difference
from tolerances import CLOSED_FORM, NEAR_ZERO

DATA = Path(__file__).parent / "data"
MADE = json.loads((DATA / "ranks_reference.json").read_text())["figures"]
PAIRED = {f["name"]: f["value"] for f in json.loads((DATA / "paired_reference.json").read_text())["figures"]}
GROUPS = {f["name"]: f["value"] for f in json.loads((DATA / "groups_reference.json").read_text())["figures"]}
WIDE = pd.read_csv(DATA / "univbct_wide.csv")
HOLZINGER = pd.read_csv(DATA / "holzinger.csv")
SETS = sorted(name.split(": ")[0] for name in PAIRED if name.endswith("zeros dropped, with continuity correction"))


def close(ours: float | None, theirs: float | None) -> bool:
    return ours == pytest.approx(theirs, rel=CLOSED_FORM, abs=NEAR_ZERO)


@pytest.mark.parametrize("label", SETS)
def test_the_signed_rank_test_on_rounded_changes_is_that_of_r(label: str) -> None:
    who, columns = label.split(", ")
    rows = WIDE if who == "All battalions" else WIDE[WIDE["BTN"] == int(who.split()[1])]
    change = rank_change(*(rows[column] for column in columns.split(" to ")))
    start = f"{label}: Wilcoxon signed rank on differences rounded to 9 decimals, zeros dropped,"
    corrected, plain = PAIRED[f"{start} with continuity correction"], PAIRED[f"{start} without continuity correction"]
    assert (change.statistic, change.n_zero) == (corrected["V"], corrected["n_zero"])
    assert close(change.p, corrected["p"])
    assert close(change.p_uncorrected, plain["p"])
    pratt = PAIRED[f"{label}: Wilcoxon-Pratt asymptotic on differences rounded to 9 decimals"]
    assert close(change.pratt_z, pratt["Z"])
    assert close(change.pratt_p, pratt["p"])
    biserial = PAIRED[f"{label}: matched-pairs rank-biserial on differences rounded to 9 decimals, zeros dropped"]
    assert close(change.rank_biserial, biserial)
    # printed to 12 decimals there
    median = PAIRED[f"{label}: Hodges-Lehmann pseudo-median (Walsh averages, zeros kept)"]
    assert change.pseudo_median == pytest.approx(median, abs=1e-9)


@pytest.mark.parametrize("name", ["sleep", "untied", "five", "many"])
def test_other_pairs_give_what_r_gives(name: str) -> None:
    f = MADE[name]
    change = rank_change(f["pre"], f["post"])
    assert change.exact == f["exact"]
    for ours, theirs in (("statistic", "V"), ("p", "p"), ("p_uncorrected", "p0"), ("pratt_z", "Z"), ("pratt_p", "pp")):
        assert close(getattr(change, ours), f[theirs])
    assert close(change.rank_biserial, f["r"])
    assert close(change.pseudo_median, f["hl"])
    if name != "many":  # more than 50 changes
        assert close(change.p_permutation, f["pexact"])
    if name != "sleep":  # all one way: R prints an interval from 1 to 1
        assert close(change.rank_biserial_low, f["rl"])
        assert close(change.rank_biserial_high, f["rh"])
    if f["exact"]:
        assert close(change.pseudo_median_low, f["lo"])
        assert close(change.pseudo_median_high, f["hi"])


@pytest.mark.parametrize("name", ["g_chick", "g_untied", "g_five", "g_cars"])
def test_separate_samples_give_what_r_gives(name: str) -> None:
    f = MADE[name]
    found = rank_difference(f["pre"], f["post"])
    fields = {
        "statistic": "W", "p": "p", "p_uncorrected": "p0", "rank_biserial": "r", "rank_biserial_low": "rl",
        "rank_biserial_high": "rh", "superiority": "ps", "cliff_delta_low": "cl", "cliff_delta_high": "ch",
    }  # fmt: skip
    for ours, theirs in fields.items():
        assert close(getattr(found, ours), f[theirs]), ours
    assert close(found.cliff_delta_se**2, f["vd"])
    assert found.cliff_delta == found.rank_biserial


@pytest.mark.parametrize("test", ["x1", "x4", "x9"])
def test_two_schools_differ_as_r_says(test: str) -> None:
    label = f"Holzinger {test} Pasteur against Grant-White"
    pasteur = HOLZINGER["school"] == "Pasteur"
    found = rank_difference(HOLZINGER.loc[~pasteur, test], HOLZINGER.loc[pasteur, test])
    corrected = GROUPS[f"{label}: Mann-Whitney, normal approximation with continuity correction"]
    assert close(found.statistic, corrected["W"])
    assert close(found.p, corrected["p"])
    assert close(found.p_uncorrected, GROUPS[f"{label}: Mann-Whitney, normal approximation without correction"]["p"])
    biserial = GROUPS[f"{label}: rank-biserial (Cliff delta) with CI"]
    assert close(found.rank_biserial, biserial["r"])
    assert close(found.rank_biserial_low, biserial["lower"])
    assert close(found.rank_biserial_high, biserial["upper"])
    assert close(found.superiority, GROUPS[f"{label}: probability of superiority (ties half)"])


def test_changes_that_tie_but_for_rounding_are_tied() -> None:
    pre, post = np.array([1 / 3, 2 / 3, 1.1, 2.2]), np.array([1 / 3 + 0.1, 2 / 3 + 0.1, 1.2, 2.5])
    change = rank_change(pre, post)
    assert not change.exact
    assert close(change.pseudo_median, 0.1)


def test_the_u_interval_is_that_of_the_mean_sign_of_sums() -> None:
    # the definition, over all two changes
    moved = np.array([1.0, 2, -1, 3, 2, -2, 1, 4])
    change = rank_change(np.zeros(8), moved)
    signs = np.sign(np.add.outer(moved, moved))
    assert close(change.rank_biserial, signs[np.tril_indices(8)].mean())
    own = (signs.sum(axis=1) - np.diag(signs)) / 7
    assert close(change.rank_biserial_u_se, 2 * own.std(ddof=1) / np.sqrt(8))
    assert change.rank_biserial_u_low < change.rank_biserial < change.rank_biserial_u_high


def test_everyone_rising_leaves_no_interval_but_a_note() -> None:
    change = rank_change([1, 2, 3, 4], [2, 4, 6, 9])
    assert (change.rank_biserial, change.rank_biserial_low, change.rank_biserial_u_high) == (1.0, None, None)
    assert any("all comparisons go one way" in note for note in change.notes)
    apart = rank_difference([1, 2, 3], [7, 8, 9])
    assert (apart.superiority, apart.superiority_low, apart.rank_biserial_low) == (1.0, None, None)
    assert any("all comparisons go one way" in note for note in apart.notes)


def test_nobody_changing_gives_the_median_and_a_note() -> None:
    change = rank_change([3, 3, 4], [3, 3, 4])
    assert (change.pseudo_median, change.p, change.rank_biserial, change.n_zero) == (0.0, None, None, 3)
    assert any("nothing to rank" in note for note in change.notes)
    assert [row.term for row in change.estimates()] == ["pseudo_median"]
    same = rank_difference([3, 3], [3, 3, 3])
    assert (same.cliff_delta, same.p, same.cliff_delta_se) == (0.0, None, None)
    assert "everyone gave the same answer" in same.notes[0]


def test_missing_answers_are_counted() -> None:
    change = rank_change([1, None, 3, 4], pd.Series([2, 2, pd.NA, 6], dtype="Int64"))
    assert change.n == 2
    assert change.notes[0] == "2 of 4 pairs left out: an answer was missing"
    assert rank_difference([1, None, 2], [2, 3]).notes[0] == "1 of 3 answers before left out: missing"


def test_numbers_too_large_for_nine_decimals_are_ranked_all_the_same() -> None:
    assert rank_difference([1e300, 2], [1, 2]).statistic == 0.5
    assert rank_change([1e300, 2, 3], [-1e300, 2, 4]).n_fell == 1


def test_who_rose_fell_and_stayed_are_counted_whatever_the_size_of_the_change() -> None:
    change = rank_change([1.0, 1.0, 1.0, 2.0, 3.0], [1.25, 1.5, 1.0, 1.75, 5.0])
    assert (change.n_rose, change.n_fell, change.n_zero) == (3, 1, 1)


def test_many_people_need_no_table_of_all_two() -> None:
    rng = np.random.default_rng(4)
    pre = rng.integers(1, 6, 40_000)
    change = rank_change(pre, pre + rng.integers(-1, 3, 40_000))
    assert change.pseudo_median == 0.5
    assert change.pseudo_median_low <= 0.5 <= change.pseudo_median_high
    assert rank_difference(pre, pre + 1).superiority > 0.5


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: rank_change([1], [2]), NotEnoughData, "at least 2 pairs are needed: got 1"),
        (lambda: rank_change([1, 2], [2]), ValueError, "2 answers before and 1 after"),
        (lambda: rank_change([1, "x"], [2, 3]), TypeError, "pre holds 'x'"),
        (lambda: rank_difference([1], [2, 3]), NotEnoughData, "got 1 before and 2 after"),
        (lambda: rank_difference([1, 2], [2, 3], confidence=95), ValueError, "confidence"),
    ],
)
def test_bad_input_is_refused_in_words(call, error, words) -> None:
    with pytest.raises(error, match=words):
        call()


changes = st.lists(st.integers(-40, 40).map(lambda step: step / 7), min_size=2, max_size=25)


@settings(deadline=None, max_examples=40)
@given(changes)
def test_walsh_averages_are_those_of_the_whole_table(values: list[float]) -> None:
    rounded = np.round(np.array(values), 9)
    table = np.sort((np.add.outer(rounded, rounded) / 2)[np.tril_indices(len(values))])
    for k in {1, len(table) // 2 or 1, len(table)}:
        assert walsh_average(rounded, k) == pytest.approx(table[k - 1], abs=1e-10)
    assert hodges_lehmann(rounded) == pytest.approx(float(np.median(table)), abs=1e-10)


@settings(deadline=None, max_examples=40)
@given(changes, st.randoms())
def test_order_and_direction_do_what_they_should(values: list[float], random) -> None:
    moved = np.array(values)
    shuffled = np.array(random.sample(values, len(values)))
    ours, theirs, back = (rank_change(np.zeros(len(v)), v) for v in (moved, shuffled, -moved))
    assert (ours.p, ours.statistic) == pytest.approx((theirs.p, theirs.statistic))
    assert ours.pseudo_median == pytest.approx(-back.pseudo_median, abs=1e-9)
    if ours.p is not None:
        assert ours.p == pytest.approx(back.p)
        assert ours.rank_biserial == pytest.approx(-back.rank_biserial, abs=1e-12)


@pytest.mark.parametrize(("n", "given"), [(4, False), (5, False), (6, True)])
def test_so_few_pairs_have_no_interval_at_95_percent(n: int, given: bool) -> None:
    # from the smallest to the largest average holds in all but 2 of the 2^n ways: 93.75% of 5, 96.9% of 6 pairs
    change = rank_change(np.zeros(n), np.arange(1.0, n + 1))
    assert (change.pseudo_median_low is not None) == (change.pseudo_median_high is not None) == given
    assert any("too few for one at 95%" in note for note in change.notes) != given


def test_exact_p_counts_every_way_of_signing_the_ranks() -> None:
    ranks = np.array([1.5, 1.5, 3.0, 4.5, 4.5])
    sums = [sum(r for r, up in zip(ranks, np.binary_repr(way, 5), strict=True) if up == "1") for way in range(32)]
    expected = np.mean([abs(s - 7.5) >= abs(3.0 - 7.5) for s in sums])
    assert exact_signed_rank(3.0, ranks) == pytest.approx(expected, rel=CLOSED_FORM)


def test_results_tell_their_story() -> None:
    tidy = rank_change([2, 3, 4, 3, 2, 1], [3, 3, 6, 4, 1, 4]).tidy().set_index("term")
    assert list(tidy.index) == ["pseudo_median", "rank_biserial"]
    assert tidy.loc["rank_biserial", "n"] == 6  # also those who did not change: their number is told of by no other
    assert list(rank_difference([1, 2, 2], [2, 3, 3]).tidy()["term"]) == ["cliff_delta", "superiority"]
