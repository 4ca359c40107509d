"""cooccurrence: pairs of themes against R, brute force and counted error rates; what so few documents cannot show."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import evaluatie.themes as room
from evaluatie.result import NotEnoughData
from evaluatie.themes.pairing import pair_of
from evaluatie.wilson import wilson_interval
from tolerances import CLOSED_FORM, NEAR_ZERO, R_ROOT, ROOT, SAME_FIGURE

DATA = Path(__file__).parent.parent / "flows" / "data" / "rates_reference.json"
FIGURES = {f["name"]: f["value"] for f in json.loads(DATA.read_text(encoding="utf-8"))["figures"]}
THEMES = ("pay", "climate", "travel", "career")


def codings_of(occurs: np.ndarray) -> pd.DataFrame:
    rows = [
        (f"D{document}", theme)
        for document, row in enumerate(occurs)
        for theme in ([THEMES[at] for at in np.flatnonzero(row)] or [None])
    ]
    return pd.DataFrame(rows, columns=["document", "theme"])


def draw(seed: int, documents: int = 30) -> np.ndarray:
    return np.random.default_rng(seed).random((documents, 4)) < (0.6, 0.4, 0.3, 0.15)


def of_table(both: int, first_only: int, second_only: int, neither: int) -> pd.DataFrame:
    kinds = np.repeat([[1, 1], [1, 0], [0, 1], [0, 0]], (both, first_only, second_only, neither), axis=0)
    return codings_of(np.column_stack([kinds, np.zeros((len(kinds), 2), dtype=int)]))


def test_the_odds_ratio_and_its_limits_are_those_of_fisher_test() -> None:
    # R's help page of fisher.test (the tea taster), matrix(c(3, 1, 1, 3), 2), alternative = "greater": odds ratio
    # 6.408309 and 95% limits from 0.3135693, which is the lower limit of two at 90%; two-sided p = 0.4857
    row = room.cooccurrence(of_table(3, 1, 1, 3), confidence=0.9).table.iloc[0]
    assert (row["odds_ratio"], row["odds_low"]) == pytest.approx((6.408309, 0.3135693), rel=R_ROOT)
    assert round(row["p"], 4) == 0.4857


@pytest.mark.parametrize("label", ["CHD proportion, high against low energy", "UCB dept A men against women"])
def test_odds_ratios_are_those_of_r_with_its_root_found_to_the_end(label: str) -> None:
    x1, n1, x0, n0 = (int(FIGURES[f"{label}: counts"][name]) for name in ("x1", "n1", "x0", "n0"))
    pair = pair_of(x1, n1, x1 + x0, n1 + n0, 0.95)
    name = f"{label}: conditional odds ratio and exact limits, root found to 1e-15"
    ours = (pair.odds_ratio, pair.odds_low, pair.odds_high)
    assert ours == pytest.approx(tuple(FIGURES[name].values()), rel=ROOT)


def test_counts_are_those_of_documents() -> None:
    occurs = draw(1)
    found = room.cooccurrence(codings_of(occurs))
    assert (found.n, found.pairs, found.within) == (30, 6, "document")
    for row in found.table.to_dict("records"):
        one, other = (occurs[:, THEMES.index(row[name])] for name in ("first", "second"))
        both, either = int((one & other).sum()), int((one | other).sum())
        assert (row["both"], row["first_documents"], row["second_documents"]) == (both, one.sum(), other.sum())
        assert row["expected"] == pytest.approx(one.sum() * other.sum() / 30, rel=CLOSED_FORM)
        assert row["jaccard"] == both / either
        limits = wilson_interval(both, either, 0.95)
        assert (row["jaccard_low"], row["jaccard_high"]) == pytest.approx(limits, rel=CLOSED_FORM)
        assert found.counts.loc[row["first"], row["second"]] == both
    assert (found.counts.to_numpy() == found.counts.to_numpy().T).all()
    assert found.counts.to_numpy().diagonal().tolist() == sorted(occurs.sum(axis=0).tolist(), reverse=True)
    assert found.table["both"].is_monotonic_decreasing


@pytest.mark.parametrize(("both", "first", "second", "n"), [(3, 5, 6, 12), (0, 4, 5, 12), (5, 5, 7, 12), (2, 8, 9, 15)])
def test_p_is_that_of_all_ways_to_lay_out_the_documents(both: int, first: int, second: int, n: int) -> None:
    ways = [math.comb(second, k) * math.comb(n - second, first - k) for k in range(min(first, second) + 1)]
    total = math.comb(n, first)
    tails = sum(ways[: both + 1]) / total, sum(ways[both:]) / total
    pair = pair_of(both, first, second, n, 0.95)
    assert pair.p == pytest.approx(min(1.0, 2 * min(tails)), rel=CLOSED_FORM)
    every = [pair_of(k, first, second, n, 0.95).p for k, count in enumerate(ways) if count]
    assert pair.least_p == pytest.approx(min(every), rel=CLOSED_FORM)


@settings(max_examples=30, deadline=None)
@given(st.integers(5, 40), st.data())
def test_p_agrees_with_the_limits(n: int, data) -> None:
    first, second = data.draw(st.integers(1, n - 1)), data.draw(st.integers(1, n - 1))
    both = data.draw(st.integers(max(0, first + second - n), min(first, second)))
    pair = pair_of(both, first, second, n, 0.95)
    outside = pair.odds_low > 1 or pair.odds_high < 1
    if abs(pair.p - 0.05) > NEAR_ZERO:
        assert outside == (pair.p < 0.05)


def test_two_documents_and_two_themes_are_enough() -> None:
    codings = pd.DataFrame({"document": [1, 1, 2], "theme": ["a", "b", "a"]})
    assert room.cooccurrence(codings).counts.to_numpy().tolist() == [[2, 1], [1, 1]]
    for fewer in (codings[codings["document"] == 1], codings[codings["theme"] == "a"]):
        with pytest.raises(NotEnoughData):
            room.cooccurrence(fewer)


def test_a_theme_in_every_document_tells_nothing() -> None:
    occurs = draw(2)
    occurs[:, 0] = True
    found = room.cooccurrence(codings_of(occurs))
    row = found.table[(found.table["first"] == "pay") | (found.table["second"] == "pay")]
    assert row[["odds_ratio", "odds_low", "odds_high"]].isna().all(axis=None)
    assert (row["p"] == 1).all()
    assert any(note.startswith("'pay' in every document") for note in found.notes)
    assert not any("pay" in term and "odds" in term for term in found.tidy()["term"])


def test_themes_always_together_have_a_lower_limit_only() -> None:
    found = room.cooccurrence(of_table(5, 0, 0, 5))
    row = found.table.iloc[0]
    assert np.isinf(row["odds_ratio"])
    assert np.isinf(row["odds_high"])
    # the odds at which so many together have a chance of .025
    law = stats.nchypergeom_fisher(10, 5, 5, row["odds_low"])
    assert law.sf(4) == pytest.approx(0.025, rel=R_ROOT)
    assert found.tidy()["term"].tolist() == ["climate + pay: jaccard"]


def test_pairs_that_so_few_documents_cannot_show_are_counted() -> None:
    found = room.cooccurrence(of_table(1, 1, 1, 3))
    assert found.untestable == 1
    assert any("1 of 1 pairs could not have shown" in note for note in found.notes)
    assert room.cooccurrence(of_table(10, 1, 1, 10)).untestable == 0
    # 4 of 8 documents with each: at best a p value of 2 / 70, enough for one pair and too little for three
    half = np.repeat([[1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 1, 0], [0, 0, 0, 0]], 2, axis=0)
    assert room.cooccurrence(codings_of(half)).untestable == 3
    assert room.cooccurrence(codings_of(half[:, [0, 1]])).untestable == 0


def test_p_values_adjusted_for_their_number_hold_the_error_of_the_family() -> None:
    wrong = [room.cooccurrence(codings_of(draw(seed))).table["p_adjusted"].min() < 0.05 for seed in range(150)]
    assert np.mean(wrong) < 0.05 + 2 * 0.018


def test_documents_of_a_unit_can_be_taken_together() -> None:
    codings = codings_of(draw(3)).assign(unit=lambda rows: rows["document"].map(lambda name: f"U{int(name[1:]) // 3}"))
    codings.loc[codings["document"] == "D0", "unit"] = None
    found = room.cooccurrence(codings, within="unit")
    known = codings.dropna(subset="unit")
    table = pd.crosstab(known["unit"], known["theme"]) > 0
    for row in found.table.to_dict("records"):
        assert row["both"] == (table[row["first"]] & table[row["second"]]).sum()
    assert (found.n, found.within) == (10, "unit")
    assert "1 of 30 documents have no unit, and are left out" in found.notes
    assert any("take them as independent" in note for note in room.cooccurrence(codings).notes)


def test_what_hangs_on_the_length_of_conversations_is_said() -> None:
    assert any("long conversations" in note for note in room.cooccurrence(codings_of(draw(1))).notes)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000))
def test_neither_order_nor_names_matter(seed: int) -> None:
    codings = codings_of(draw(seed, documents=15))
    before = codings.copy()
    if codings["theme"].nunique() < 2:
        return
    found = room.cooccurrence(codings)
    pd.testing.assert_frame_equal(codings, before)
    other = codings.sample(frac=1, random_state=seed).assign(document=lambda rows: rows["document"] + "x")
    again = room.cooccurrence(pd.concat([other, other]))
    pd.testing.assert_frame_equal(again.table, found.table, rtol=SAME_FIGURE)
    renamed = room.cooccurrence(codings.assign(theme=codings["theme"].map(lambda t: t and t[::-1], na_action="ignore")))
    figures = ["both", "jaccard", "odds_low", "p_adjusted"]
    one, two = (frame.table[figures].sort_values(figures).to_numpy() for frame in (found, renamed))
    np.testing.assert_allclose(one, two, rtol=SAME_FIGURE)


def test_coders_and_rounds_are_told() -> None:
    codings = codings_of(draw(1)).assign(round="t0", coder="An")
    codings.loc[codings["document"] == "D1", "round"] = "t1"
    both = pd.concat([codings, codings.query("theme != 'pay'").assign(coder="Bo")])
    found, either = (room.cooccurrence(both, coded_by=rule) for rule in ("majority", "any"))
    assert "documents of 2 rounds are taken together" in found.notes
    assert any("themes of documents hang on that rule" in note for note in found.notes)
    assert found.counts.loc["climate", "travel"] == either.counts.loc["climate", "travel"]
    assert either.counts.loc["pay", "pay"] > found.counts.to_dict().get("pay", {}).get("pay", 0)


def test_too_little_is_refused() -> None:
    with pytest.raises(NotEnoughData, match=r"1 theme\(s\) in 2 document\(s\)"):
        room.cooccurrence(pd.DataFrame({"document": [1, 2], "theme": ["pay", None]}))
    with pytest.raises(NotEnoughData, match=r"2 theme\(s\) in 1 document\(s\)"):
        room.cooccurrence(pd.DataFrame({"document": [1, 1], "theme": ["pay", "climate"]}))
    with pytest.raises(NotEnoughData, match=r"in 0 unit\(s\)"):
        room.cooccurrence(codings_of(draw(1)), within="unit")
    with pytest.raises(ValueError, match="no column 'team'"):
        room.cooccurrence(codings_of(draw(1)), within="team")
    with pytest.raises(ValueError, match="within must be a column"):
        room.cooccurrence(codings_of(draw(1)), within="theme")
