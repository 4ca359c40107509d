"""delphi_consensus: its tables by hand and against R, drop-out, verdicts, and every refusal."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import special

import evaluatie.themes as themes
from evaluatie.result import NotEnoughData
from evaluatie.themes.delphi.concordance import kendall_w
from evaluatie.wilson import wilson_interval
from tolerances import CLOSED_FORM, SAME_FIGURE

DATA = Path(__file__).parent / "data"
FIGURES = {f["name"]: f["value"] for f in json.loads((DATA / "agreement_reference.json").read_text("utf-8"))["figures"]}
ANXIETY = pd.read_csv(DATA / "anxiety.csv").to_numpy(dtype=float).T


def panel(**statements: str | list[str]) -> pd.DataFrame:
    """Give a long frame: each statement's rounds as texts with a digit per expert, a point where there is none."""
    rows = [
        (statement, f"e{expert}", label, int(rating))
        for statement, rounds in statements.items()
        for label, given in enumerate([rounds] if isinstance(rounds, str) else rounds, start=1)
        for expert, rating in enumerate(given)
        if rating != "."
    ]
    return pd.DataFrame(rows, columns=["statement", "expert", "round", "rating"])


def consensus(frame: pd.DataFrame, **given) -> themes.DelphiConsensus:
    return themes.delphi_consensus(frame, **{"scale": (1, 9), **given})


def row(frame: pd.DataFrame, **where: object) -> pd.Series:
    for name, value in where.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def test_a_round_is_described_by_hand() -> None:
    found = row(consensus(panel(a="779856781287")).table, statement="a", round=1)
    # sorted: 1 2 5 6 7 7 7 7 8 8 8 9
    assert (found["n"], found["median"], found["q1"], found["q3"], found["iqr"]) == (12, 7, 5.75, 8, 2.25)
    assert (found["agree"], found["share"], found["reached"]) == (8, 8 / 12, False)
    assert (found["share_low"], found["share_high"]) == pytest.approx(wilson_interval(8, 12, 0.95), rel=CLOSED_FORM)
    assert found["consensus"] == "not told"


@pytest.mark.parametrize(
    ("agreeing", "n", "reached", "told"),
    [(9, 12, True, "not told"), (8, 12, False, "not told"), (3, 12, False, "no"), (40, 42, True, "yes")],
)
def test_consensus_is_counted_in_the_panel_and_told_by_the_interval(agreeing, n, reached, told) -> None:
    found = consensus(panel(a="8" * agreeing + "4" * (n - agreeing))).table.iloc[0]
    assert (found["reached"], found["consensus"]) == (reached, told)
    low, high = wilson_interval(agreeing, n, 0.95)
    assert told == ("yes" if low >= 0.75 else "no" if high < 0.75 else "not told")


@pytest.mark.parametrize(
    ("scale", "lowest"),
    [((1, 9), 7), ((1, 5), 4), ((1, 7), 6), ((1, 4), 4), ((1, 10), 8), ((0, 10), 7), ((0, 100), 67), ((1, 2), 2)],
)
def test_the_top_third_agrees_unless_said_otherwise(scale, lowest) -> None:
    frame = panel(a="1122")
    assert consensus(frame, scale=scale).agree == lowest
    assert consensus(frame, scale=(1, 5), agree=2).table["share"].tolist() == [0.5]


def test_changes_are_those_of_the_same_experts() -> None:
    # e0 to e9 in both; e10, e11 left, and the twelfth and thirteenth joined
    frame = panel(a=["446678889911..", "557777888 9..11".replace(" ", "")])
    found = row(consensus(frame).stability, statement="a")
    before, after = np.array([4, 4, 6, 6, 7, 8, 8, 8, 9, 9]), np.array([5, 5, 7, 7, 7, 7, 8, 8, 8, 9])
    assert found["n"] == 10
    assert (found["median_from"], found["median_to"], found["median_change"]) == (7.5, 7, -0.5)
    spreads = [np.subtract(*np.percentile(ratings, [75, 25])) for ratings in (before, after)]
    assert [found["iqr_from"], found["iqr_to"]] == pytest.approx(spreads)
    assert found["iqr_change"] == pytest.approx(spreads[1] - spreads[0])
    assert (found["within_one"], found["rose"], found["fell"]) == (1.0, 4, 2)
    assert (found["net_rise"], found["p_rise"]) == pytest.approx((0.2, 2 * 22 / 64))
    assert (found["to_agree"], found["from_agree"], found["share_change"], found["p_share"]) == (2, 0, 0.2, 0.5)
    assert found["share_change_low"] < 0.2 < found["share_change_high"]
    assert found["stable"]


@pytest.mark.parametrize(
    ("first", "second", "stable"),
    [
        ("5555555555", "5555555555", True),
        ("5555555555", "6666666666", False),  # everyone within one point, and yet the median moved one
        ("5555555555", "5555555599", False),  # 8 of 10 stayed
        ("55555555555555555555", "55555555555555555999", True),  # 17 of 20 is .85
    ],
)
def test_stable_is_both_near_and_unmoved(first: str, second: str, stable: bool) -> None:
    found = consensus(panel(a=[first, second])).stability.iloc[0]
    assert bool(found["stable"]) == stable
    low, high = wilson_interval(round(found["within_one"] * len(first)), len(first), 0.95)
    assert (found["within_one_low"], found["within_one_high"]) == pytest.approx((low, high))


def test_consensus_that_came_about_by_leaving_is_told() -> None:
    frame = panel(left=["88888822222", "888888.2..."], moved=["88888822222", "88888888222"[:9] + "22"])
    found = consensus(frame, stable=0.5)
    gone, moved = (row(found.drop_out, statement=name) for name in ("left", "moved"))
    assert (gone["stayed"], gone["left"], gone["joined"]) == (7, 4, 0)
    assert (gone["share_stayed"], gone["share_left"]) == (6 / 7, 0)
    assert (gone["median_stayed"], gone["median_left"]) == (8, 2)
    assert (gone["reached_from"], gone["stayed_reached_from"], gone["stayed_reached_to"], gone["reached_to"]) == (
        False, True, True, True,
    )  # fmt: skip
    assert gone["by_drop_out"]
    assert not moved["by_drop_out"]
    assert moved[["share_left", "difference", "median_left"]].isna().all()
    assert any("by experts who left" in note and note.endswith(": left") for note in found.notes)
    verdict = row(found.statements, statement="left")
    assert verdict["next_round"] == "yes"
    assert "consensus came about by experts who left" in verdict["why"]


def test_who_stayed_and_who_left_are_compared_with_newcombe_s_limits() -> None:
    frame = panel(a=["8" * 15 + "2" * 5 + "8" * 4 + "2" * 6, "8" * 15 + "2" * 5 + "." * 10])
    found = consensus(frame).drop_out.iloc[0]
    (low, high), (low_left, high_left) = wilson_interval(15, 20, 0.95), wilson_interval(4, 10, 0.95)
    assert found["difference"] == pytest.approx(0.35)
    limits = 0.35 - np.hypot(0.75 - low, high_left - 0.4), 0.35 + np.hypot(high - 0.75, 0.4 - low_left)
    assert (found["difference_low"], found["difference_high"]) == pytest.approx(limits)


@pytest.mark.parametrize(
    ("rounds", "reached", "stable", "again", "why"),
    [
        (["8888888822", "8888888822"], True, "yes", "no", "consensus, and stable"),
        (["8888222299", "8888888822"], True, "no", "yes", "consensus, but not stable"),
        (["2222288888", "2222288888"], False, "yes", "no", "no consensus, but stable: views have settled apart"),
        (["2222222288", "2222222288"], False, "yes", "no",
         "no consensus, but stable: the panel is of one mind in not agreeing"),
        (["2222222288", "2222999988"], False, "no", "yes", "no consensus, and not stable"),
        (["8888888822"], True, "not told", "not told", "consensus, asked in one round: stability is not known"),
        (["2222222288"], False, "not told", "yes", "no consensus, asked in one round: stability is not known"),
        (["8888888822", "88888...22"], False, "yes", "no", "no consensus, but stable: views have settled apart"),
        (["8888888888", "888888...."], True, "yes", "yes",
         "consensus, and stable; too few are left of the experts who first rated it"),
        (["88888.....", ".....88888"], True, "not told", "yes",
         "consensus, and no expert rated it in the last two rounds: stability is not known; "
         "too few are left of the experts who first rated it"),
    ],
)  # fmt: skip
def test_which_statements_need_another_round_and_why(rounds, reached, stable, again, why) -> None:
    found = consensus(panel(a=rounds)).statements.iloc[0]
    assert (found["reached"], found["stable"], found["next_round"], found["why"]) == (reached, stable, again, why)
    assert found["rounds"] == len(rounds)


def test_kendall_s_w_is_that_of_irr() -> None:
    found = kendall_w(ANXIETY, 0.95)
    theirs = FIGURES["anxiety: Kendall W corrected for ties: W, chi2, p"]
    assert (found.w, found.chi2, found.p) == pytest.approx((theirs["W"], theirs["chisq"], theirs["p"]), rel=CLOSED_FORM)
    friedman = FIGURES["anxiety: Friedman chi2, p (raters as blocks)"]
    assert (found.chi2, found.p) == pytest.approx((friedman["chisq"], friedman["p"]), rel=CLOSED_FORM)
    assert found.df == 19


def test_kendall_s_w_without_ties_is_the_textbook_formula_and_the_mean_of_spearman_s() -> None:
    rng = np.random.default_rng(3)
    ratings = rng.normal(size=(7, 6)) + np.arange(6)
    ranks = ratings.argsort(axis=1).argsort(axis=1) + 1
    sums = ranks.sum(axis=0)
    textbook = 12 * ((sums - sums.mean()) ** 2).sum() / (7**2 * (6**3 - 6))
    found = kendall_w(ratings, 0.95)
    assert found.w == pytest.approx(textbook, rel=CLOSED_FORM)
    rho = np.corrcoef(ranks)[np.triu_indices(7, 1)].mean()
    assert found.w == pytest.approx((1 + 6 * rho) / 7, rel=CLOSED_FORM)
    without = [kendall_w(np.delete(ratings, at, axis=0), 0.95).w for at in range(7)]
    each = (6 * np.array(without) - 1) / 5
    se = np.sqrt(6 / 7 * ((each - each.mean()) ** 2).sum())
    half = special.stdtrit(6, 0.975) * se / (1 - rho**2)
    limits = [(1 + 6 * np.tanh(np.arctanh(rho) + side * half)) / 7 for side in (-1, 1)]
    assert [found.low, found.high] == pytest.approx(limits, rel=CLOSED_FORM)


def test_kendall_s_w_knows_where_it_knows_nothing() -> None:
    same = kendall_w(np.tile([1.0, 2, 3, 3], (5, 1)), 0.95)
    assert (same.w, same.low, same.high, same.p_f) == (pytest.approx(1), None, None, 0)
    tied = kendall_w(np.full((4, 5), 8.0), 0.95)
    assert (tied.w, tied.low, tied.chi2, tied.p, tied.p_f, tied.df) == (None, None, None, None, None, 4)
    two = kendall_w(np.array([[1.0, 2, 3], [1, 3, 2]]), 0.95)
    assert (two.w, two.low) == (pytest.approx(0.75), None)


def test_the_test_by_f_is_close_to_all_permutations_and_that_by_chi_squared_is_not() -> None:
    ratings = np.array([[1.0, 2, 3, 4, 5], [2, 1, 3, 5, 4], [1, 4, 2, 3, 5]])
    orders = np.array(list(permutations(range(5))))
    sums = ratings[0] + ratings[1][orders][:, None, :] + ratings[2][orders][None, :, :]
    observed = ((ratings.sum(axis=0) - 9) ** 2).sum()
    exact = (((sums - 9) ** 2).sum(axis=-1) >= observed - 1e-9).mean()
    found = kendall_w(ratings, 0.95)
    assert found.p_f == pytest.approx(exact, abs=0.01)
    assert found.p > 1.5 * exact
    # Iman and Davenport's F by hand
    f = 2 * found.w / (1 - found.w)
    assert found.p_f == pytest.approx(special.fdtrc(4 - 2 / 3, 2 * (4 - 2 / 3), f), rel=CLOSED_FORM)


@pytest.mark.parametrize(("experts", "spread"), [(6, 1.0), (12, 0.4), (20, 2.0)])
def test_intervals_of_kendall_s_w_hold_the_truth_where_a_bootstrap_does_not(experts: int, spread: float) -> None:
    rng = np.random.default_rng(experts)
    mean = np.linspace(-1, 1, 10) * spread

    def drawn(people: int) -> np.ndarray:
        return np.round(2 * (mean + rng.standard_normal((people, 10))))

    many = 4000
    r = (many * kendall_w(drawn(many), 0.95).w - 1) / (many - 1)
    truth = (1 + (experts - 1) * r) / experts
    held, resampled = [], []
    for sample in range(500):
        ratings = drawn(experts)
        found = kendall_w(ratings, 0.95)
        held.append(found.low <= truth <= found.high)
        if sample < 50:
            again = [kendall_w(ratings[rng.integers(0, experts, experts)], 0.95).w for _ in range(80)]
            low, high = np.quantile(again, [0.025, 0.975])
            resampled.append(low <= truth <= high)
    assert 0.92 < np.mean(held) < 0.99
    assert np.mean(resampled) < np.mean(held) - 0.05


def test_concordance_is_of_the_experts_who_rated_all_statements_of_the_round() -> None:
    frame = panel(a=["12345", "1234"], b=["23456", "234."], c=["99.99"])
    found = consensus(frame).concordance
    first, second = row(found, round=1), row(found, round=2)
    assert (first["statements"], first["experts"], first["left_out"], first["df"]) == (3, 4, 1, 2)
    assert (second["statements"], second["experts"], second["left_out"]) == (2, 3, 1)
    ratings = np.array([[1, 2, 9], [2, 3, 9], [4, 5, 9], [5, 6, 9]], dtype=float)
    assert first["w"] == kendall_w(ratings, 0.95).w
    assert first["mean_correlation"] == pytest.approx(1)


def test_notes_say_who_and_what_is_missing() -> None:
    frame = panel(a=["88888888..", "....88888888"], b=["22888888"])
    frame.loc[len(frame)] = ["b", "e9", 1, None]
    notes = consensus(frame).notes
    assert notes[0] == "1 row without a rating left out"
    assert any(note.startswith("round 2: 4 of 8 experts were not in the round before") for note in notes)
    assert "round 2: 50% of the first round's experts are left" in notes
    assert "asked in one round, so that stability is not known: b" in notes
    assert any("round 2: no Kendall's W, which needs two statements" in note for note in notes)
    alone = consensus(panel(a="8877", b="9999"))
    assert "there is one round: stability is not known" in alone.notes
    assert consensus(panel(a="888", b="888")).notes[-1] == (
        "round 1: no Kendall's W: nobody rates one statement above another"
    )


def test_experts_who_take_part_are_counted_by_round() -> None:
    found = consensus(panel(a=["8888....", "..88888."], b=["....8...", "......88"])).experts
    assert found.to_numpy().tolist() == [[1, 5, 0, 0, 1.0], [2, 6, 3, 2, 0.6]]


def test_a_statement_skips_a_round() -> None:
    frame = panel(a=["8888", "....", "8889"], b=["2222", "2222", "2222"])
    found = row(consensus(frame).stability, statement="a")
    assert (found["from"], found["to"], found["n"]) == (1, 3, 4)


def test_rounds_are_in_their_own_order() -> None:
    frame = panel(a=["8888", "2222"])
    named = frame.assign(round=frame["round"].map({1: "round 9", 2: "round 10"}))
    assert consensus(named).rounds == ("round 9", "round 10")
    words = frame.assign(round=frame["round"].map({1: "start", 2: "end"}).astype("string"))
    assert consensus(words).rounds == ("end", "start")
    order = pd.CategoricalDtype(["start", "middle", "end"], ordered=True)
    assert consensus(words.astype({"round": order})).rounds == ("start", "end")


def test_the_order_of_rows_other_columns_and_whole_floats_do_not_matter() -> None:
    frame = panel(a=["88822", "88882"], b=["12345", "22345"])
    found = consensus(frame)
    shuffled = frame.sample(frac=1, random_state=2).assign(remark="x").astype({"rating": float, "round": float})
    before = shuffled.copy(deep=True)
    other = consensus(shuffled)
    pd.testing.assert_frame_equal(shuffled, before)
    for name in ("table", "stability", "drop_out", "statements", "experts"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(other, name))
    pd.testing.assert_frame_equal(found.concordance, other.concordance, rtol=SAME_FIGURE)


def test_estimates_have_intervals_and_numbers() -> None:
    found = consensus(panel(a=["8882298", "8888288"], b=["1234523", "2234523"], c=["5555555", "5556555"]))
    frame = found.tidy()
    assert frame["term"].value_counts().to_dict() == {
        "share_agreeing": 6, "within_one": 3, "net_rise": 3, "share_change": 3, "kendall_w": 2,
    }  # fmt: skip
    assert frame[["ci_low", "ci_high", "n", "wave"]].notna().all(axis=None)
    assert ((frame["ci_low"] <= frame["estimate"]) & (frame["estimate"] <= frame["ci_high"])).all()
    assert found.glance().loc[0, "agree"] == 7
    wide = consensus(panel(a=["8882298", "8888288"]), confidence=0.99).tidy()
    narrow = consensus(panel(a=["8882298", "8888288"]), confidence=0.8).tidy()
    assert (wide["ci_low"] <= narrow["ci_low"]).all()
    assert (wide["ci_high"] - wide["ci_low"] > narrow["ci_high"] - narrow["ci_low"]).all()


def test_all_that_is_wrong_is_said_at_once() -> None:
    rows = [
        ("pay", "e1", 1, 8), ("pay", "e1", 1, 7), ("Pay", "e2", 1, 12), ("pay", "e3", 1, "high"), ("pay", None, 1, 3),
        ("pay", "E3", 2, 0),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="6 problems") as caught:
        consensus(pd.DataFrame(rows, columns=["statement", "expert", "round", "rating"]))
    assert str(caught.value).split("\n- ") == [
        "6 problems:",
        "statement 'pay' is also written 'Pay': did you mean one? Write it in one way",
        "no expert in row 5",
        "expert 'e3' is also written 'E3': did you mean one? Write it in one way",
        "rating 'high' is no number: row 4",
        "rating 12, 0 is outside the scale of 1 to 9: row 3, 6",
        "expert 'e1' rated statement 'pay' 2 times in round 1: row 1, 2; keep one",
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"scale": (9, 1)}, "scale must be"),
        ({"scale": (1, 5.5)}, "scale must be"),
        ({"scale": 9}, "scale must be"),
        ({"scale": (1, None)}, "scale must be"),
        ({"agree": 1}, "agree must be a rating above the lowest of the scale, 1, and on it: got 1"),
        ({"agree": 10}, "agree must be"),
        ({"consensus": 0.5}, "consensus must be a share above .5"),
        ({"consensus": 75}, "consensus must be"),
        ({"stable": 0}, "stable must be a share above 0"),
        ({"confidence": 1.0}, "confidence must lie between 0 and 1"),
    ],
)
def test_impossible_settings_are_refused(given, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        consensus(panel(a="888"), **given)


def test_settings_are_refused_together() -> None:
    with pytest.raises(ValueError, match=r"agree must.*\n- consensus must.*\n- stable must"):
        consensus(panel(a="888"), agree=0, consensus=2, stable=2)


def test_what_is_no_panel_is_refused() -> None:
    with pytest.raises(TypeError, match="frame must be a DataFrame"):
        consensus([1, 2])
    with pytest.raises(ValueError, match="no column 'expert', 'round'"):
        consensus(panel(a="88").drop(columns=["expert", "round"]))
    with pytest.raises(NotEnoughData, match="there are no ratings"):
        consensus(panel(a="88").assign(rating=None))
