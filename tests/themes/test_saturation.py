"""saturation: the curve against all orders, unseen themes against EstimateS, the stop rule against its paper."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit

import evaluatie.themes as room
from evaluatie.result import NotEnoughData
from evaluatie.themes.rarefaction import chance_shown, expected_curve
from evaluatie.themes.running import StopRule, reached, run_rows
from evaluatie.themes.unseen import chao2
from tolerances import CLOSED_FORM, SAME_FIGURE


def codings_of(occurs: np.ndarray) -> pd.DataFrame:
    rows = [
        (f"D{document}", document, theme)
        for document, row in enumerate(occurs)
        for theme in ([f"theme of {'abcdefghijklmnopqrstuvwxyz'[at] * 3}" for at in np.flatnonzero(row)] or [None])
    ]
    return pd.DataFrame(rows, columns=["document", "order", "theme"])


def draw(seed: int, documents: int, themes: int = 12) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.random((documents, themes)) < rng.beta(1, 3, themes)


def test_the_expected_curve_is_the_mean_over_all_orders() -> None:
    occurs = draw(4, 6)
    found = room.saturation(codings_of(occurs))
    orders = np.array(list(itertools.permutations(range(6))))
    known = (np.cumsum(occurs[orders], axis=1) > 0).sum(axis=2)
    assert found.curve["expected"].tolist() == pytest.approx(known.mean(axis=0).tolist(), rel=CLOSED_FORM)
    assert found.curve["known"].tolist() == (np.cumsum(occurs, axis=0) > 0).sum(axis=1).tolist()
    assert found.curve["new"].sum() == found.themes == occurs.any(axis=0).sum()


def test_the_chance_to_be_shown_is_that_of_combinations() -> None:
    table = chance_shown(9)
    for having, shown in itertools.product(range(10), range(1, 10)):
        exact = 1 - math.comb(9 - having, shown) / math.comb(9, shown)
        assert table[having, shown - 1] == pytest.approx(exact, rel=CLOSED_FORM, abs=1e-12)


def test_the_variance_is_that_of_colwell_where_it_is_the_larger() -> None:
    # one document of each theme, and each document one theme: the jackknife is 0, and the formula is
    # sum of (1 - a)^2 - S^2 / total with a = 1 - k / n
    curve, low, high = expected_curve(np.eye(4, dtype=bool), 8.0, 0.95)
    k = np.arange(1, 5)
    half = 1.959963984540054 * np.sqrt(4 * (k / 4) ** 2 - k**2 / 8)
    assert curve.tolist() == pytest.approx(k.tolist(), rel=CLOSED_FORM)
    assert (high - curve).tolist() == pytest.approx(half.tolist(), rel=CLOSED_FORM)
    assert low.tolist() == pytest.approx(np.maximum(curve - half, 0).tolist(), rel=CLOSED_FORM)


@pytest.mark.parametrize(
    ("counts", "total", "low", "high"),
    [((1, 1, 4, 2, 5, 2, 4, 1, 2), 9.75, 9.07, 17.45), ((1, 1, 4, 5), 5, 4.08, 17.27)],
)
def test_unseen_themes_are_those_of_estimates(counts: tuple[int, ...], total: float, low: float, high: float) -> None:
    # EstimateS (Colwell), Chao1 with bias correction and its 95% limits, two decimals, as the tests of scikit-bio have
    # them; Chao2 is the same where (n - 1) / n is 1
    found = chao2(np.array(counts), 10**12, 0.95)
    assert len(counts) + found.unseen == pytest.approx(total, abs=1e-9)
    assert (round(len(counts) + found.low, 2), round(len(counts) + found.high, 2)) == (low, high)


def test_chao2_is_its_formula() -> None:
    # q1 = 4, q2 = 2, n = 10: .9 x 4 x 3 / 6; variance 1.8 + .81 x 4 x 49 / 36 + .81 x 16 x 2 x 9 / 324
    found = chao2(np.array([1, 1, 1, 1, 2, 2, 5, 6]), 10, 0.95)
    assert (found.once, found.twice) == (4, 2)
    assert found.unseen == pytest.approx(1.8, rel=CLOSED_FORM)
    spread = math.exp(1.959963984540054 * math.sqrt(math.log(1 + 6.93 / 1.8**2)))
    assert (found.low, found.high) == pytest.approx((1.8 / spread, 1.8 * spread), rel=CLOSED_FORM)


def test_where_no_theme_is_in_a_single_document_unseen_ones_are_still_bounded() -> None:
    # as SpadeR's ChaoSpecies has it: S / (1 - P) with its limits, P the mean of exp(-frequency)
    counts, n = np.array([2, 2, 4, 5]), 8
    missed = np.exp(-counts)
    expected, variance = 4 / (1 - missed.mean()), (missed - missed**2).sum() - (counts * missed).sum() ** 2 / n
    half = 1.959963984540054 * math.sqrt(variance) / (1 - missed.mean())
    found = chao2(counts, n, 0.95)
    assert (found.unseen, found.low) == (0, 0)
    assert found.high == pytest.approx(expected + half - 4, rel=CLOSED_FORM)


@pytest.mark.parametrize("alike", [0.0, 1.0])
@pytest.mark.parametrize(("rare", "often"), [(1, 3), (20, 60)])
def test_limits_of_the_curve_cover_also_where_some_documents_hold_more(alike: float, rare: float, often: float) -> None:
    rng, n = np.random.default_rng(int(often)), 15
    held, k = [], np.arange(1, n + 1)
    for _ in range(250):
        chance = np.clip(rng.beta(rare, often, 30), 1e-3, None)
        longer = rng.normal(0, alike, n)
        marginal = expit(logit(chance)[:, None] + alike * np.linspace(-3, 3, 61)) @ _normal_weights()
        occurs = rng.random((n, 30)) < expit(logit(chance) + longer[:, None])
        occurs = occurs[:, occurs.any(axis=0)]
        unseen = chao2(occurs.sum(axis=0), n, 0.95)
        _, low, high = expected_curve(occurs, unseen.expected_total, 0.95)
        true = (1 - (1 - marginal[:, None]) ** k).sum(axis=0)
        held.append((low <= true) & (true <= high))
    assert np.mean(held, axis=0).min() > 0.84


def _normal_weights() -> np.ndarray:
    weights = np.exp(-(np.linspace(-3, 3, 61) ** 2) / 2)
    return weights / weights.sum()


def test_unseen_themes_are_held_where_themes_are_about_as_frequent_and_too_few_where_not() -> None:
    rng = np.random.default_rng(5)
    held, more = [], []
    for found, (rare, often) in ((held, (20, 60)), (more, (0.5, 2.5))):
        for _ in range(300):
            counts = rng.binomial(10, rng.beta(rare, often, 30))
            unseen = chao2(counts[counts > 0], 10, 0.95)
            found.append((unseen.low - 0.5 <= (counts == 0).sum(), (counts == 0).sum() <= unseen.high + 0.5))
    assert np.mean(np.all(held, axis=1)) > 0.85
    below, above = np.mean(more, axis=0)
    assert below > 0.95
    assert above < 0.85


def test_the_stop_rule_is_that_of_guest_namey_and_chen() -> None:
    # their worked example: 37 themes in a base of 4; runs of 2 bring 7 (19%), 4 (11%) and 1 (3%): reached at 6
    known = np.array([20.0, 28, 33, 37, 41, 44, 45, 45])
    rows = run_rows(known, StopRule(4, 2, 0.05))
    assert rows["new"].tolist() == [7, 4, 1]
    assert rows["share"].round(2).tolist() == [0.19, 0.11, 0.03]
    assert (reached(rows, 0.05), reached(rows, 0.0), reached(rows, 0.15)) == (6, None, 5)
    assert run_rows(known[:5], StopRule(4, 2, 0.05)).empty
    assert run_rows(np.zeros(8), StopRule(4, 2, 0.05)).empty


def test_runs_are_read_in_the_order_of_collection_and_over_all_orders() -> None:
    occurs = np.zeros((8, 5), dtype=bool)
    occurs[[0, 1, 2, 3, 7], range(5)] = True
    late = room.saturation(codings_of(occurs))
    assert late.runs[["after", "new", "share"]].to_numpy().tolist() == [[4, 0, 0], [5, 0, 0], [6, 1, 0.25]]
    assert late.saturated_after == 4
    assert late.expected_saturated_after is None
    expected = late.curve["expected"]
    assert late.runs["expected_new"].tolist() == pytest.approx(
        [expected[5] - expected[3], expected[6] - expected[4], expected[7] - expected[5]], rel=CLOSED_FORM
    )
    turned = codings_of(occurs).assign(order=lambda rows: -rows["order"])
    assert room.saturation(turned).runs["new"].tolist() == [2, 2, 2]
    strict = room.saturation(codings_of(occurs), base=2, run=3, threshold=0)
    assert (strict.base, strict.run, strict.threshold) == (2, 3, 0)
    assert strict.runs["after"].tolist() == [2, 3, 4, 5]


def test_without_an_order_only_the_average_is_given() -> None:
    codings = codings_of(draw(1, 10))
    without = room.saturation(codings.drop(columns="order"))
    assert without.curve[["known", "new"]].isna().all(axis=None)
    assert without.saturated_after is None
    assert any("order of collection is unknown" in note for note in without.notes)
    pd.testing.assert_series_equal(without.curve["expected"], room.saturation(codings).curve["expected"])
    listed = codings[["document", "order"]].drop_duplicates()
    elsewhere = room.saturation(codings.drop(columns="order"), documents=listed)
    pd.testing.assert_frame_equal(elsewhere.curve, room.saturation(codings).curve)


@pytest.mark.parametrize(
    "place", [lambda at: f"gesprek {at + 1}", lambda at: pd.Timestamp("2024-01-01") + pd.Timedelta(days=at), float]
)
def test_order_may_be_text_a_date_or_a_number(place) -> None:
    codings = codings_of(draw(2, 12))
    other = codings.assign(order=codings["order"].map(place)).sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(room.saturation(other).curve, room.saturation(codings).curve, rtol=SAME_FIGURE)


def test_what_it_does_not_say_is_said() -> None:
    codings = codings_of(draw(3, 5)).assign(unit="U1", round=lambda rows: np.where(rows["order"] < 2, "t0", "t1"))
    found = room.saturation(codings.assign(order=codings["order"] // 2))
    for words in (
        "says nothing of themes that nobody brings up",
        "lower bound",
        "4 of 5 documents share their place in the order",
        "5 documents are too few for a base of 4 and a run of 2",
        "documents of 2 rounds are taken together",
        "intervals take them as independent",
    ):
        assert any(words in note for note in found.notes)
    assert found.runs.empty


def test_estimates_carry_what_was_found_and_what_may_still_come() -> None:
    found = room.saturation(codings_of(draw(6, 9)))
    tidy = found.tidy().set_index("term")
    assert tidy.loc["themes_in_all", "estimate"] == found.themes + found.unseen
    assert tidy.loc["themes_in_all", "ci_high"] == found.themes + found.unseen_high
    assert tidy.loc["known after 9", "estimate"] == pytest.approx(found.themes, rel=SAME_FIGURE)
    assert (tidy["n"] == 9).all()
    assert found.glance()["unseen"].item() == found.unseen


def test_wrong_settings_and_too_little_are_refused() -> None:
    codings = codings_of(draw(1, 10))
    with pytest.raises(ValueError, match="base must be") as told:
        room.saturation(codings, base=0, run=1.5, threshold=1)
    assert "run must be a whole number of 1 or more: got 1.5" in str(told.value)
    assert "threshold must be a share" in str(told.value)
    with pytest.raises(NotEnoughData, match=r"1 theme\(s\) in 1 document\(s\)"):
        room.saturation(pd.DataFrame({"document": [1], "theme": ["pay"]}))
    with pytest.raises(NotEnoughData, match=r"0 theme\(s\) in 10 document\(s\)"):
        room.saturation(codings.assign(theme=None))
    with pytest.raises(ValueError, match="order is missing of documents 'D0'"):
        room.saturation(codings.assign(order=codings["order"].where(codings["document"] != "D0")))
    with pytest.raises(ValueError, match="document 'D1' has more than one order"):
        room.saturation(pd.concat([codings, codings[codings["document"] == "D1"].assign(order=99)]))
