"""compare_rounds and theme_lists against printed examples, brute force and coverage; what cannot be compared."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import evaluatie.themes as room
from evaluatie.holm import holm
from evaluatie.newcombe import difference_limits, lessened
from evaluatie.result import NotEnoughData
from evaluatie.themes.comparing.changes import absent_limit
from evaluatie.themes.comparing.paired import Part, paired_rows
from evaluatie.wilson import wilson_interval
from tolerances import CLOSED_FORM, SAME_FIGURE

TABLE_2 = [
    (56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926), (0, 10, 0, 20, -0.1611, 0.2775), (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0), (10, 10, 0, 10, 0.6075, 1.0),
]  # fmt: skip


def two_rounds(first: tuple[int, int], last: tuple[int, int]) -> pd.DataFrame:
    """Documents of two rounds, some of each with the theme "pay"; "other" is in one of each."""
    rows = [
        (f"{label}-{at}", label, "pay" if at < found else None)
        for label, (found, total) in (("t0", first), ("t1", last))
        for at in range(total)
    ]
    rows += [("t0-0", "t0", "other"), ("t1-0", "t1", "other")]
    return pd.DataFrame(rows, columns=["document", "round", "theme"])


def pairs(both: int, first_only: int, last_only: int, neither: int) -> pd.DataFrame:
    """Units with one document in each round."""
    kinds = [(True, True)] * both + [(True, False)] * first_only + [(False, True)] * last_only
    kinds += [(False, False)] * neither
    rows = [
        (f"{label}-{unit}", label, f"U{unit}", "pay" if found else None)
        for unit, of in enumerate(kinds)
        for label, found in zip(("t0", "t1"), of, strict=True)
    ]
    return pd.DataFrame(rows, columns=["document", "round", "unit", "theme"])


@pytest.mark.parametrize("row", TABLE_2)
def test_limits_of_independent_shares_are_those_of_newcombe_1998_table_2(row) -> None:
    one, n, other, m, low, high = row
    limits = difference_limits(one / n, wilson_interval(one, n, 0.95), other / m, wilson_interval(other, m, 0.95))
    assert [round(limit, 4) for limit in limits] == [low, high]
    if one + other:
        found = room.compare_rounds(two_rounds((other, m), (one, n)), "t0", "t1").table.set_index("theme").loc["pay"]
        assert found["change"] == one / n - other / m
        assert [round(found[name], 4) for name in ("ci_low", "ci_high")] == [low, high]


def test_paired_limits_and_test_are_those_of_r() -> None:
    # contingencytables (R), matrix(c(59, 6, 16, 80), 2, byrow = TRUE): Newcombe_square_and_add_CI_paired_2x2 prints
    # -0.0621 (-0.1186 to -0.0046) for rows minus columns, McNemar_exact_cond_test_paired_2x2 P = 0.052479
    row = room.compare_rounds(pairs(59, 6, 16, 80), "t0", "t1").paired.iloc[0]
    assert [round(row[name], 4) for name in ("change", "ci_low", "ci_high")] == [0.0621, 0.0046, 0.1186]
    assert round(row["p"], 6) == 0.052479
    assert row["units"] == 161


@pytest.mark.parametrize(
    ("a", "b", "c", "d"), [(14, 5, 0, 22), (1, 1, 7, 12), (2, 5, 6, 3), (4, 0, 0, 3), (0, 3, 0, 2)]
)
def test_paired_limits_are_the_formula_of_newcombe_s_paper(a: int, b: int, c: int, d: int) -> None:
    n, (p, q) = a + b + c + d, ((a + b) / (a + b + c + d), (a + c) / (a + b + c + d))
    (l1, u1), (l2, u2) = (wilson_interval(x, n, 0.95) for x in (a + b, a + c))
    product, margins = a * d - b * c, (a + b) * (c + d) * (a + c) * (b + d)
    numerator = product - n / 2 if product > n / 2 else 0 if product >= 0 else product
    phi = numerator / margins**0.5 if margins else 0
    below = ((p - l1) ** 2 - 2 * phi * (p - l1) * (u2 - q) + (u2 - q) ** 2) ** 0.5
    above = ((q - l2) ** 2 - 2 * phi * (q - l2) * (u1 - p) + (u1 - p) ** 2) ** 0.5
    row = room.compare_rounds(pairs(a, b, c, d), "t0", "t1").paired.iloc[0]
    # the paper subtracts the second from the first, we the first from the last
    assert (-row["ci_high"], -row["ci_low"]) == pytest.approx((p - q - below, p - q + above), rel=CLOSED_FORM)
    assert row["p"] == pytest.approx(stats.binomtest(b, b + c).pvalue if b + c else 1.0, rel=CLOSED_FORM)


def test_fisher_s_p_is_that_of_r_and_is_adjusted_by_holm() -> None:
    # R 4.2: fisher.test(matrix(c(3, 1, 1, 3), 2)), help page of fisher.test (the tea taster), two-sided p = 0.4857
    found = room.compare_rounds(two_rounds((3, 4), (1, 4)), "t0", "t1").table
    assert round(found.set_index("theme").loc["pay", "p"], 4) == 0.4857
    assert found["p_adjusted"].tolist() == pytest.approx(holm(found["p"]), rel=CLOSED_FORM)


def test_holm_is_the_closed_test_of_bonferroni() -> None:
    p = np.array([0.01, 0.02, 0.04, 0.021])
    for at, adjusted in enumerate(holm(p)):
        families = [list(of) for size in range(1, 5) for of in itertools.combinations(range(4), size) if at in of]
        assert adjusted == pytest.approx(max(min(1, len(of) * p[of].min()) for of in families), rel=CLOSED_FORM)


def test_what_stays_vanishes_and_appears_is_said_as_it_was_seen() -> None:
    codings = pd.DataFrame(
        {
            "document": range(10), "round": ["t0"] * 6 + ["t1"] * 4,
            "theme": ["pay", "pay", "gone", None, None, None, "pay", "new", None, None],
        }
    )  # fmt: skip
    found = room.compare_rounds(codings, "t0", "t1")
    assert (found.stays, found.vanishes, found.appears) == (("pay",), ("gone",), ("new",))
    table = found.table.set_index("theme")
    assert table.loc["gone", "may_be"] == pytest.approx(1 - 0.05**0.25, rel=CLOSED_FORM)
    assert table.loc["new", "may_be"] == pytest.approx(1 - 0.05 ** (1 / 6), rel=CLOSED_FORM)
    assert np.isnan(table.loc["pay", "may_be"])
    assert any("none of 4 documents of t1 is no proof of absence" in note and "0.53" in note for note in found.notes)
    # Clopper & Pearson's limit is where so many documents without the theme become too strange
    assert (1 - absent_limit(25, 0.9)) ** 25 == pytest.approx(0.1, rel=CLOSED_FORM)
    assert absent_limit(300, 0.95) == pytest.approx(3 / 300, rel=0.01)


def test_other_rounds_do_not_count() -> None:
    codings = two_rounds((3, 5), (2, 6))
    third = codings[codings["round"] == "t1"].assign(round="t2", document=lambda rows: rows["document"] + "x")
    third = pd.concat([third, pd.DataFrame({"document": ["z"], "round": ["t2"], "theme": ["only later"]})])
    found = room.compare_rounds(pd.concat([codings, third]), "t0", "t1")
    pd.testing.assert_frame_equal(found.table, room.compare_rounds(codings, "t0", "t1").table)


def test_renamed_themes_are_compared_under_their_new_names() -> None:
    codings = pd.DataFrame(
        {
            "document": [1, 1, 2, 3, 4], "round": ["t0", "t0", "t0", "t1", "t1"],
            "theme": ["salary", "bonus", "bonus", "reward", "career"],
        }
    )  # fmt: skip
    found = room.compare_rounds(codings, "t0", "t1", mapping={"salary": "reward", "bonus": "reward"})
    assert (found.stays, found.vanishes, found.appears) == (("reward",), (), ("career",))
    assert found.table.set_index("theme").loc["reward", "first_documents"] == 2
    assert any("2 themes renamed" in note and "'bonus' as 'reward' (2)" in note for note in found.notes)
    with pytest.raises(ValueError, match="problems") as told:
        room.compare_rounds(codings, "t0", "t1", mapping={"salery": "reward", "bonus": "career", "career": " "})
    for words in (
        "renames 'salery', which is no theme here; did you mean 'salary'?",
        "leads from 'bonus' to 'career' and on",
        "gives 'career' no new name",
    ):
        assert words in str(told.value)


def test_a_mapping_mends_two_spellings() -> None:
    codings = two_rounds((3, 5), (2, 6)).replace({"theme": {"other": "Pay "}})
    with pytest.raises(ValueError, match="theme is written in 2 ways"):
        room.compare_rounds(codings, "t0", "t1")
    assert room.compare_rounds(codings, "t0", "t1", mapping={"Pay ": "pay"}).stays == ("pay",)


def test_units_of_one_round_only_are_counted_and_the_others_paired() -> None:
    codings = pairs(4, 3, 1, 2)
    more = pd.DataFrame(
        {
            "document": ["x", "y", "z"],
            "round": ["t0", "t1", "t1"],
            "unit": ["A", "B", None],
            "theme": ["pay", None, None],
        }
    )
    found = room.compare_rounds(pd.concat([codings, more]), "t0", "t1")
    assert (found.units_both, found.units_first_only, found.units_last_only) == (10, 1, 1)
    assert "10 units are in both rounds, 1 only in t0, 1 only in t1" in found.notes
    assert (found.n_first, found.n_last) == (11, 12)
    pd.testing.assert_frame_equal(found.paired, room.compare_rounds(codings, "t0", "t1").paired)
    tidy = found.tidy().set_index("term")
    assert tidy.loc["pay: paired change", "n"] == 10
    assert tidy.loc["pay: change", "n"] == 23
    assert tidy.loc["pay", "wave"].tolist() == ["t0", "t1"]


def test_rounds_of_other_units_have_no_pairs() -> None:
    codings = pairs(2, 1, 1, 1).assign(unit=lambda rows: rows["unit"] + rows["round"])
    found = room.compare_rounds(codings, "t0", "t1")
    assert found.paired.empty
    assert any("fewer than two units are in both rounds" in note for note in found.notes)
    assert room.compare_rounds(codings.drop(columns="unit"), "t0", "t1").units_both is None


def test_several_documents_of_a_unit_leave_no_exact_test() -> None:
    codings = pairs(4, 3, 1, 2)
    twice = pd.concat([codings, codings.assign(document=lambda rows: rows["document"] + "b")])
    found, once = (room.compare_rounds(frame, "t0", "t1") for frame in (twice, codings))
    assert found.table[["p", "p_adjusted"]].isna().all(axis=None)
    assert found.paired[["p", "p_adjusted"]].isna().all(axis=None)
    assert any(note.startswith("no p values") for note in found.notes)
    assert "p" not in found.tidy()
    # documents of one unit that say the same are worth one document
    for name in ("change", "ci_low", "ci_high"):
        assert found.table[name].tolist() == pytest.approx(once.table[name].tolist(), rel=SAME_FIGURE)
        assert found.paired[name].tolist() == pytest.approx(once.paired[name].tolist(), rel=SAME_FIGURE)


@pytest.mark.parametrize(("units", "size", "keep"), [(6, 3, 0.5), (12, 1, 1.0), (12, 2, 0.5), (25, 2, 1.0)])
@pytest.mark.parametrize(("before", "after"), [(0.4, 0.4), (0.5, 0.2)])
def test_paired_limits_cover(units: int, size: int, keep: float, before: float, after: float) -> None:
    rng, spread = np.random.default_rng(units + size), 0.4
    held, themes = [], list("abcdef")
    for _ in range(200):
        effects = rng.normal(size=(units, 6))
        later = keep * effects + np.sqrt(1 - keep**2) * rng.normal(size=(units, 6))
        parts = []
        for chance, of in ((before, effects), (after, later)):
            codes = np.repeat(np.arange(units), 1 + rng.poisson(size - 1, units))
            each = stats.norm.cdf((stats.norm.ppf(chance) + np.sqrt(spread) * of) / np.sqrt(1 - spread))
            parts.append(Part(rng.random((len(codes), 6)) < each[codes], codes))
        rows = paired_rows(*parts, themes, 0.95)
        held.append(((rows["ci_low"] <= after - before) & (after - before <= rows["ci_high"])).mean())
    assert np.mean(held) > 0.925


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_rounds_the_other_way_round_turn_the_change_round(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = [
        (f"{label}{at}", label, f"U{rng.integers(5)}", rng.choice(["pay", "climate", "travel", None]))
        for label in ("t0", "t1")
        for at in range(12)
    ]
    codings = pd.DataFrame(rows, columns=["document", "round", "unit", "theme"])
    found, back = room.compare_rounds(codings, "t0", "t1"), room.compare_rounds(codings, "t1", "t0")
    shuffled = room.compare_rounds(codings.sample(frac=1, random_state=seed), "t0", "t1")
    for name in ("table", "paired"):
        one, other = getattr(found, name), getattr(back, name)
        pd.testing.assert_frame_equal(getattr(shuffled, name), one, rtol=SAME_FIGURE)
        assert one["theme"].tolist() == other["theme"].tolist()
        assert one["change"].tolist() == pytest.approx((-other["change"]).tolist(), rel=SAME_FIGURE, abs=1e-12)
        assert one["ci_low"].tolist() == pytest.approx((-other["ci_high"]).tolist(), rel=SAME_FIGURE, abs=1e-12)
    assert (found.stays, found.vanishes, found.appears) == (back.stays, back.appears, back.vanishes)
    assert ((found.table["ci_low"] <= found.table["change"]) & (found.table["change"] <= found.table["ci_high"])).all()


def test_rounds_that_other_people_coded_are_said_to_be() -> None:
    codings = two_rounds((3, 5), (2, 6)).assign(coder=lambda rows: np.where(rows["round"] == "t0", "An", "Bo"))
    notes = room.compare_rounds(codings, "t0", "t1").notes
    assert "coded by other people (t0: 'An'; t1: 'Bo'): a change may be theirs" in notes
    same = room.compare_rounds(codings.assign(coder="An"), "t0", "t1").notes
    assert not any("other people" in note or "several coders" in note for note in same)
    twice = pd.concat([codings.assign(coder="An"), codings[codings["round"] == "t1"].assign(coder="Bo")])
    assert any(
        note.startswith("of the documents, 0 of 5 of t0 and 6 of 6 of t1 were read by several coders")
        for note in room.compare_rounds(twice, "t0", "t1").notes
    )


def test_what_cannot_be_compared_is_refused() -> None:
    codings = two_rounds((3, 5), (2, 6))
    with pytest.raises(ValueError, match=r"no document of round 'T1 '; did you mean 't1'\?; no document of round 'x'"):
        room.compare_rounds(codings, "T1 ", "x")
    with pytest.raises(ValueError, match="first and last are the same round, 't0'"):
        room.compare_rounds(codings, "t0", "t0")
    with pytest.raises(ValueError, match="round is missing of documents 't0-0'"):
        room.compare_rounds(codings.assign(round=codings["round"].where(codings["document"] != "t0-0")), "t0", "t1")
    with pytest.raises(ValueError, match="no column 'round'"):
        room.compare_rounds(codings.drop(columns="round"), "t0", "t1")
    with pytest.raises(NotEnoughData, match="no theme counts in any of 11 documents"):
        room.compare_rounds(codings.assign(theme=None), "t0", "t1")


def test_lists_are_compared_without_a_share() -> None:
    found = room.theme_lists(["pay", "climate", "pay"], ("climate", "career"))
    assert (found.stays, found.vanishes, found.appears) == (("climate",), ("pay",), ("career",))
    assert (found.n_first, found.n_last) == (2, 2)
    assert found.tidy()[["term", "estimate", "n"]].to_numpy().tolist() == [
        ["stays", 1.0, 3], ["vanishes", 1.0, 3], ["appears", 1.0, 3],
    ]  # fmt: skip
    assert "cannot be computed" in found.notes[0]
    near = room.theme_lists(["manager"], ["managers"])
    assert "'manager' and 'managers' look alike: are they one theme?" in near.notes
    merged = room.theme_lists(["bonus", "salary"], ["reward"], {"bonus": "reward", "salary": "reward"})
    assert (merged.stays, merged.vanishes) == (("reward",), ())
    assert any("2 themes renamed" in note for note in merged.notes)


def test_lists_that_are_wrong_are_refused_with_all_that_is_wrong() -> None:
    with pytest.raises(NotEnoughData, match="last has no themes"):
        room.theme_lists(["pay"], [])
    with pytest.raises(TypeError, match="first must be a list of themes: got one text, 'pay'"):
        room.theme_lists("pay", ["pay"])
    with pytest.raises(ValueError, match="problems") as told:
        room.theme_lists(["pay", " "], ["pay", 3], {"pai": "reward"})
    for words in ("first holds what is no theme: ' '", "last holds what is no theme: 3", "did you mean 'pay'?"):
        assert words in str(told.value)
    with pytest.raises(ValueError, match=r"'Pay' \(in 'last 0'\) and 'pay' \(in 'first 0'\)"):
        room.theme_lists(["pay"], ["Pay"])


def test_the_correction_never_makes_a_correlation_larger() -> None:
    for product in np.linspace(-3, 3, 25):
        assert abs(lessened(product, 3.0, 3.0)) <= abs(product / 3) + 1e-15


@pytest.mark.parametrize(("a", "b", "c", "d"), [(1, 0, 0, 2), (4, 1, 1, 3), (1, 1, 1, 1), (2, 1, 0, 0), (0, 2, 3, 1)])
def test_phi_is_lessened_as_newcombe_does(a: int, b: int, c: int, d: int) -> None:
    # Newcombe (1998, Statistics in Medicine 17, 2635-2650): ad - bc less n / 2 where it is above that, 0 where it is
    # between, as it is where it is negative
    n, product = a + b + c + d, a * d - b * c
    numerator = max(product - n / 2, 0) if product > 0 else product
    below = (a + b) * (c + d) * (a + c) * (b + d)
    spreads = (a + b) * (c + d) / n, (a + c) * (b + d) / n
    assert lessened(product / n, *spreads) == pytest.approx(numerator / below**0.5 if below else 0, rel=CLOSED_FORM)
