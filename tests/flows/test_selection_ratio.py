"""selection_ratio, its stages and strata against R, statsmodels, brute force and counted coverage."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluatie.flows.selecting.mantel_haenszel import Strata, breslow_day, common_ratio, woolf
from evaluatie.flows.selecting.odds import exact_odds_ratio
from evaluatie.flows.selecting.score import koopman_limits, score
from evaluatie.flows.selecting.selection import flagged_by_chance, selection_ratio
from evaluatie.flows.selecting.stages import selection_ratios
from evaluatie.flows.selecting.stratified import REVERSED, stratified_selection_ratio
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM, FITTED, GRID, NEAR_ZERO, R_ROOT, ROOT, SAME_FIGURE

DATA = Path(__file__).parent / "data"
FIGURES = {f["name"]: f for f in json.loads((DATA / "rates_reference.json").read_text(encoding="utf-8"))["figures"]}
PAIRS = ["CHD proportion, high against low energy", "UCB admission crude, men against women"] + [
    f"UCB dept {name} men against women" for name in "ABCDEF"
]
UCB = "UCB admission, men against women, by department: "


@st.composite
def outcomes(draw):
    n1, n0 = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n0)), n0


def figure(name: str) -> dict[str, float]:
    return FIGURES[name]["value"]


def fields(result, *names: str) -> tuple[float, ...]:
    return tuple(getattr(result, name) for name in names)


@pytest.mark.parametrize("label", PAIRS)
def test_the_figures_of_two_groups_are_those_of_r(label: str) -> None:
    ratio = selection_ratio(*figure(f"{label}: counts").values())
    for at, names in (
        ("1", ("share", "share_low", "share_high")),
        ("0", ("share_ref", "share_ref_low", "share_ref_high")),
    ):
        theirs = figure(f"{label}: proportion, group {at}: estimate, Wilson CI, Clopper-Pearson CI")
        wilson = tuple(theirs[name] for name in ("p", "wilson_lower", "wilson_upper"))
        assert fields(ratio, *names) == pytest.approx(wilson, rel=CLOSED_FORM)
    newcombe = tuple(figure(f"{label}: risk difference with Newcombe hybrid score 95% CI").values())
    assert fields(ratio, "difference", "difference_low", "difference_high") == pytest.approx(newcombe, rel=CLOSED_FORM)
    wald = tuple(figure(f"{label}: risk ratio with Wald (log) CI").values())
    assert fields(ratio, "ratio", "wald_low", "wald_high") == pytest.approx(wald, rel=CLOSED_FORM)
    pearson = figure(f"{label}: risk difference Wald CI, chi2 without correction, p")
    assert ratio.p == pytest.approx(pearson["p"], rel=CLOSED_FORM)
    fisher = FIGURES[f"{label}: Fisher exact: conditional odds ratio, CI, two-sided p"]
    assert ratio.fisher_p == pytest.approx(fisher["value"]["p"], rel=CLOSED_FORM)
    limits = tuple(fisher["value"][name] for name in ("or", "lower", "upper"))
    ours = fields(ratio, "odds_ratio", "odds_ratio_low", "odds_ratio_high")
    assert ours == pytest.approx(limits, rel=R_ROOT)


@pytest.mark.parametrize("label", [*PAIRS[:3]])
def test_exact_odds_ratios_are_r_s_own_distribution_searched_to_the_end(label: str) -> None:
    ratio = selection_ratio(*figure(f"{label}: counts").values())
    theirs = tuple(figure(f"{label}: conditional odds ratio and exact limits, root found to 1e-15").values())
    assert fields(ratio, "odds_ratio", "odds_ratio_low", "odds_ratio_high") == pytest.approx(theirs, rel=CLOSED_FORM)


@pytest.mark.parametrize("name", [name for name in FIGURES if name.startswith("Koopman")])
def test_score_limits_are_those_of_statsmodels(name: str) -> None:
    theirs = figure(name)
    ratio = selection_ratio(*(theirs[count] for count in ("x1", "n1", "x0", "n0")))
    assert fields(ratio, "ci_low", "ci_high") == pytest.approx((theirs["lower"], theirs["upper"]), rel=CLOSED_FORM)


@settings(max_examples=25)
@given(outcomes())
def test_score_limits_solve_their_equation(counts) -> None:
    x1, _, x0, _ = counts
    low, high = koopman_limits(*counts, 0.95)
    z = stats.norm.ppf(0.975)
    assert (low == 0) == (x1 == 0)
    assert (high is None) == (x0 == 0)
    if x1:
        assert score(*counts, low) == pytest.approx(z, rel=ROOT)
    if high is not None:
        assert score(*counts, high) == pytest.approx(-z, rel=ROOT)


def test_all_of_both_selected_leaves_wilson_s_limits() -> None:
    z2 = stats.norm.ppf(0.975) ** 2
    assert koopman_limits(10, 10, 20, 20, 0.95) == pytest.approx((10 / (10 + z2), (20 + z2) / 20), rel=CLOSED_FORM)


@settings(max_examples=25)
@given(outcomes())
def test_restricted_estimates_are_the_most_likely_ones(counts) -> None:
    x1, n1, x0, n0 = counts
    ratio = 0.7
    p0 = np.linspace(1e-4, 1 - 1e-4, 4001)
    loglik = stats.binom.logpmf(x1, n1, ratio * p0) + stats.binom.logpmf(x0, n0, p0)
    best = p0[loglik.argmax()]
    variance = ratio * best * (1 - ratio * best) / n1 + ratio**2 * best * (1 - best) / n0
    rough = (x1 / n1 - ratio * x0 / n0) / np.sqrt(variance)
    if 0 < x1 + x0 < n1 + n0:
        assert score(*counts, ratio) == pytest.approx(rough, rel=GRID, abs=1e-3)


@settings(max_examples=25)
@given(outcomes())
def test_odds_ratios_given_the_margins_are_those_of_scipy(counts) -> None:
    x1, n1, x0, n0 = counts
    table = [[x1, n1 - x1], [x0, n0 - x0]]
    ours = exact_odds_ratio([counts], 0.95)
    assert ours.p_minimum_likelihood == pytest.approx(stats.fisher_exact(table).pvalue, rel=ROOT)
    if 0 < x1 + x0 < n1 + n0:
        theirs = stats.contingency.odds_ratio(table)
        limits = theirs.confidence_interval(0.95)
        for own, other in ((ours.odds_ratio, theirs.statistic), (ours.low, limits.low), (ours.high, limits.high)):
            assert own == (None if np.isinf(other) else pytest.approx(other, rel=FITTED))
    else:
        assert (ours.odds_ratio, ours.low, ours.high, ours.p) == (None, 0.0, None, 1.0)


@settings(max_examples=25)
@given(outcomes(), st.sampled_from([0.8, 0.95]))
def test_p_values_agree_with_limits_and_swapping_turns_over(counts, confidence) -> None:
    x1, n1, x0, n0 = counts
    ratio, swapped = (selection_ratio(*c, confidence=confidence) for c in (counts, (x0, n0, x1, n1)))
    for low, high, p in (
        (ratio.ci_low, ratio.ci_high, ratio.p),
        (ratio.odds_ratio_low, ratio.odds_ratio_high, ratio.odds_ratio_p),
    ):
        if abs(p - (1 - confidence)) > 1e-9:
            assert (p < 1 - confidence) == (low > 1 or (high is not None and high < 1))
    assert ratio.p == pytest.approx(swapped.p, abs=NEAR_ZERO)
    assert ratio.difference_low == pytest.approx(-swapped.difference_high, abs=NEAR_ZERO)
    for low, high in (("ci_low", "ci_high"), ("odds_ratio_low", "odds_ratio_high")):
        upper = getattr(swapped, high)
        assert getattr(ratio, low) == pytest.approx(0.0 if upper is None else 1 / upper, rel=ROOT)
    shown = ratio.glance().iloc[0]
    assert not any(isinstance(value, float) and np.isinf(value) for value in shown)
    assert "share" in ratio.tidy()["term"].tolist()


def test_score_limits_cover_with_few_people() -> None:
    covered = []
    for n1, n0 in ((10, 10), (10, 50), (20, 20)):
        found = {(a, b): koopman_limits(a, n1, b, n0, 0.95) for a in range(n1 + 1) for b in range(n0 + 1)}
        for share, ratio in itertools.product((0.1, 0.3, 0.5), (0.5, 0.8, 1.0, 1.25)):
            inside = [
                (a, b) for (a, b), (low, high) in found.items() if low <= ratio and (high is None or ratio <= high)
            ]
            a, b = np.array(inside).T
            covered.append((stats.binom.pmf(a, n1, ratio * share) * stats.binom.pmf(b, n0, share)).sum())
    assert np.mean(covered) > 0.95
    assert min(covered) > 0.93


@pytest.mark.parametrize(("n", "n0", "chance"), [(10, 10, 0.3), (50, 50, 0.3), (7, 23, 0.6)])
def test_flags_by_chance_are_counted(n, n0, chance) -> None:
    flagged = sum(
        stats.binom.pmf(a, n, chance) * stats.binom.pmf(b, n0, chance)
        for a in range(n + 1)
        for b in range(n0 + 1)
        if b and (a / n) / (b / n0) < 0.8 - NEAR_ZERO
    )
    assert flagged_by_chance(n, n0, chance) == pytest.approx(flagged, rel=SAME_FIGURE)


def test_four_fifths_is_decided_in_whole_numbers() -> None:
    exactly = selection_ratio(12, 25, 15, 25)
    assert (exactly.ratio, exactly.four_fifths, exactly.four_fifths_clear) == (pytest.approx(0.8), False, False)
    assert selection_ratio(11, 25, 15, 25).four_fifths is True
    assert selection_ratio(100, 1000, 500, 1000).four_fifths_clear is True
    assert selection_ratio(500, 1000, 500, 1000).four_fifths_clear is True
    assert any("1607.4(D)" in note and "Netherlands" in note for note in exactly.notes)


@pytest.mark.parametrize(
    ("counts", "ratio", "flag", "word"),
    [
        ((0, 5, 3, 5), 0.0, True, "ratio is 0"),
        ((3, 5, 0, 5), None, False, "no upper limit"),
        ((0, 5, 0, 5), None, None, "nothing can be said"),
        ((5, 5, 5, 5), 1.0, False, "1607"),
    ],
)
def test_nobody_selected_is_said(counts, ratio, flag, word) -> None:
    found = selection_ratio(*counts)
    assert (found.ratio, found.four_fifths) == (ratio, flag)
    assert (found.ci_high is None) == (counts[2] == 0)
    assert any(word in note for note in found.notes)
    assert ("selection_ratio" in found.tidy()["term"].tolist()) == (ratio is not None)


@pytest.mark.parametrize(
    ("counts", "error", "word"),
    [
        ((0, 0, 1, 2), NotEnoughData, "total is 0"),
        ((1, 2, 0, 0), NotEnoughData, "total_ref is 0"),
        ((3, 2, 1, 2), ValueError, "cannot be more"),
        ((0.5, 2, 1, 2), ValueError, "whole number"),
        ((None, 2, 1, 2), ValueError, "missing"),
        (("1", 2, 1, 2), TypeError, "text"),
    ],
)
def test_what_is_no_selection_is_refused(counts, error, word) -> None:
    with pytest.raises(error, match=word):
        selection_ratio(*counts)


# ---------------------------------------------------------------- stages


def stages() -> pd.DataFrame:
    rows = [
        ("letter", "nl", 40, 100), ("letter", "eu", 12, 30), ("letter", "world", 20, 80),
        ("talk", "nl", 20, 40), ("talk", "eu", 7, 12), ("talk", "world", 5, 20),
        ("talent", "nl", 3, 12), ("talent", "eu", 1, 9), ("talent", "world", 0, 0),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["stage", "origin", "selected", "total"])


def test_every_stage_and_group_is_compared_and_linked_stages_together() -> None:
    ratios = selection_ratios(stages(), "origin", "nl")
    assert [(r.stage, r.group) for r in ratios] == [
        ("letter", "eu"), ("letter", "world"), ("talk", "eu"), ("talk", "world"), ("talent", "eu"),
    ]  # fmt: skip
    alone = selection_ratio(5, 20, 20, 40)
    assert fields(ratios.ratios[3], "ratio", "ci_low", "ci_high") == fields(alone, "ratio", "ci_low", "ci_high")
    assert [(r.stage, r.group) for r in ratios.overall] == [("letter to talk", "eu"), ("letter to talk", "world")]
    assert ratios.overall[1].ratio == pytest.approx((5 / 80) / (20 / 100), rel=CLOSED_FORM)
    assert ratios.overall[1].ratio == pytest.approx(ratios.ratios[1].ratio * ratios.ratios[3].ratio, rel=CLOSED_FORM)
    assert any("talent: nobody of world" in note for note in ratios.notes)
    assert len(ratios) == 5
    assert "selection_ratio: talk" in ratios.tidy()["term"].tolist()


def test_the_most_selected_group_is_named_and_compared_with() -> None:
    most = {(r.stage, r.group): r for r in selection_ratios(stages(), "origin", "nl").against_most_selected}
    assert most["talk", "nl"].reference == "eu"
    assert most["talk", "nl"].ratio == pytest.approx((20 / 40) / (7 / 12), rel=CLOSED_FORM)
    # of two groups with the same share, the larger one
    assert most["letter", "eu"].reference == "nl"
    assert all(r.ratio <= 1 for r in most.values())
    assert any("talk: eu" in note for note in selection_ratios(stages(), "origin", "nl").notes)


def test_the_order_of_rows_splitting_rows_and_the_index_do_not_matter() -> None:
    whole = selection_ratios(stages(), "origin", "nl")
    shuffled = stages().sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(selection_ratios(shuffled, "origin", "nl").table, whole.table)
    halves = pd.concat([stages().assign(selected=0, total=stages()["total"] // 2), stages()])
    halves["total"] = np.r_[stages()["total"] // 2, stages()["total"] - stages()["total"] // 2]
    pd.testing.assert_frame_equal(selection_ratios(halves, "origin", "nl").table, whole.table)


def test_stages_with_an_order_of_their_own_keep_it() -> None:
    frame = stages()
    frame["stage"] = pd.Categorical(frame["stage"], ["talent", "letter", "talk", "never"])
    assert selection_ratios(frame, "origin", "nl").stages == ("talent", "letter", "talk")


def test_one_group_one_stage_numbers_as_labels_nullable_and_missing() -> None:
    frame = pd.DataFrame(
        {
            "kind": pd.array([1, 2, None, 1], dtype="Int64"),
            "selected": pd.array([3, 2, 1, pd.NA], dtype="Int64"),
            "total": [10, 9, 8, 7],
        },
        index=[5, 5, 2, 0],
    )
    before = frame.copy(deep=True)
    ratios = selection_ratios(frame, "kind", 1, stage=None)
    pd.testing.assert_frame_equal(frame, before)
    assert [(r.group, r.ratio) for r in ratios] == [("2", pytest.approx((2 / 9) / 0.3))]
    assert ratios.notes[:2] == ("1 row(s) left out: no group", "1 row(s) left out: a number was missing")
    alone = selection_ratios(frame[frame["kind"] == 1], "kind", 1, stage=None)
    assert len(alone) == 0
    assert any("nothing to compare" in note for note in alone.notes)
    with pytest.raises(ValueError, match="the groups are: 1, 2"):
        selection_ratios(frame, "kind", 3, stage=None)
    with pytest.raises(ValueError, match="no column 'stage'"):
        selection_ratios(frame, "kind", 1)
    with pytest.raises(ValueError, match="more selected than total"):
        selection_ratios(frame.assign(total=1), "kind", 1, stage=None)


# ---------------------------------------------------------------- strata


def ucb() -> pd.DataFrame:
    wide = pd.read_csv(DATA / "ucb.csv").pivot_table(index=["Gender", "Dept"], columns="Admit", values="Freq")
    frame = wide.reset_index().assign(total=lambda it: it["Admitted"] + it["Rejected"])
    return frame.rename(columns={"Admitted": "selected"})


def test_berkeley_is_that_of_r() -> None:
    within = stratified_selection_ratio(ucb(), "Dept", "Gender", "Female")
    rr, rd = (
        figure(UCB + "Mantel-Haenszel common RR (log): estimate, se, CI"),
        figure(UCB + "Mantel-Haenszel common RD: estimate, se, CI"),
    )
    ours = (within.log_ratio, within.log_ratio_se, np.log(within.ci_low), np.log(within.ci_high))
    assert ours == pytest.approx(tuple(rr.values()), rel=CLOSED_FORM)
    assert fields(within, "difference", "difference_low", "difference_high") == pytest.approx(
        (rd["est"], rd["lower"], rd["upper"]), rel=CLOSED_FORM
    )
    for word, names in (
        ("without correction", ("cmh", "p")),
        ("with continuity correction", ("cmh_corrected", "p_corrected")),
    ):
        theirs = figure(UCB + f"Cochran-Mantel-Haenszel {word}: statistic, p, common OR, CI")
        names += ("odds_ratio", "odds_ratio_low", "odds_ratio_high")
        assert fields(within, *names) == pytest.approx(tuple(theirs.values()), rel=CLOSED_FORM)
    days = figure(UCB + "Breslow-Day and Tarone tests")
    assert fields(within, "breslow_day", "breslow_day_p", "tarone", "tarone_p") == pytest.approx(
        tuple(days.values()), rel=CLOSED_FORM
    )
    spread = figure(UCB + "Woolf homogeneity of odds ratios: chi2, df, p")
    assert fields(within, "woolf", "woolf_p") == pytest.approx((spread["chisq"], spread["p"]), rel=CLOSED_FORM)
    same = figure(UCB + "homogeneity of risk ratios")
    assert fields(within, "homogeneity", "homogeneity_p") == pytest.approx((same["q"], same["p"]), rel=CLOSED_FORM)
    exact = FIGURES[UCB + "exact conditional test: p, conditional OR, CI"]
    found = fields(within, "exact_p_minimum_likelihood", "exact_odds_ratio", "exact_low", "exact_high")
    assert found == pytest.approx(tuple(exact["value"].values()), rel=R_ROOT)
    assert within.exact_p_minimum_likelihood == pytest.approx(exact["value"]["p"], rel=CLOSED_FORM)


def test_the_reversal_is_said_and_the_strata_are_shown() -> None:
    within = stratified_selection_ratio(ucb(), "Dept", "Gender", "Female")
    assert within.crude.ratio > 1 > within.ratio
    assert REVERSED in within.notes
    assert any("own ratios differ" in note for note in within.notes)
    assert within.table["stratum"].tolist() == list("ABCDEF")
    assert (within.n, within.n_strata, within.group, within.reference) == (4526, 6, "Male", "Female")
    assert within.tidy()["term"].iloc[0] == "selection_ratio_within"


def test_one_stratum_is_the_plain_comparison() -> None:
    frame = ucb()[lambda it: it["Dept"] == "C"]
    within, plain = stratified_selection_ratio(frame, "Dept", "Gender", "Female"), selection_ratio(120, 325, 202, 593)
    assert fields(within, "ratio", "ci_low", "ci_high") == pytest.approx(
        fields(plain, "ratio", "wald_low", "wald_high"), rel=CLOSED_FORM
    )
    assert fields(within, "exact_odds_ratio", "exact_low", "exact_high", "exact_p") == pytest.approx(
        fields(plain, "odds_ratio", "odds_ratio_low", "odds_ratio_high", "odds_ratio_p"), rel=CLOSED_FORM
    )
    assert (within.homogeneity, within.tarone, within.woolf) == (None, None, None)


@settings(max_examples=25)
@given(st.lists(outcomes(), min_size=1, max_size=4))
def test_exact_inference_over_strata_is_brute_force(tables) -> None:
    tables = [(min(a, 6), min(n, 6), min(b, 6), min(m, 6)) for a, n, b, m in tables]
    ours = exact_odds_ratio(tables, 0.95)
    chance: dict[int, float] = {0: 1.0}
    for x1, n1, x0, n0 in tables:
        law = stats.hypergeom(n1 + n0, x1 + x0, n1)
        parts = [(k, law.pmf(k)) for k in range(n1 + 1)]
        sums: dict[int, float] = {}
        for (total, before), (k, now) in itertools.product(chance.items(), parts):
            sums[total + k] = sums.get(total + k, 0.0) + before * now
        chance = sums
    x = sum(table[0] for table in tables)
    above, below = (sum(p for k, p in chance.items() if side(k)) for side in (lambda k: k >= x, lambda k: k <= x))
    assert ours.p == pytest.approx(min(1.0, 2 * min(above, below)), rel=SAME_FIGURE)
    assert ours.p_minimum_likelihood == pytest.approx(
        min(1.0, sum(p for p in chance.values() if p <= chance[x] * (1 + 1e-7))), rel=SAME_FIGURE
    )
    possible = [k for k, p in chance.items() if p > 1e-300]
    assert (ours.odds_ratio is None) == (x == max(possible)) == (ours.high is None)
    if ours.odds_ratio:
        weights = {k: p * ours.odds_ratio**k for k, p in chance.items()}
        mean = sum(k * w for k, w in weights.items()) / sum(weights.values())
        assert mean == pytest.approx(x, rel=ROOT)


def test_strata_of_one_group_are_left_out_and_missing_ones_kept() -> None:
    frame = pd.DataFrame(
        {
            "job": ["a", "a", "b", None, None, "c", "c"],
            "level": [1, 1, 2, 3, 3, 4, 4],
            "who": ["x", "y", "x", "x", "y", "x", "y"],
            "selected": [2, 3, 1, 4, 1, 0, 0],
            "total": [5, 9, 4, 8, 6, 3, 2],
        }
    )
    within = stratified_selection_ratio(frame, ["job", "level"], "who", "x")
    assert within.table["stratum"].tolist() == ["a x 1", "c x 4", "missing x 3"]
    assert any("missing label" in note for note in within.notes)
    assert any("1 strata with 4 people left out" in note and "b x 2" in note for note in within.notes)
    assert any("everyone or nobody" in note for note in within.notes)
    shuffled = stratified_selection_ratio(frame.sample(frac=1, random_state=1), ["job", "level"], "who", "x")
    assert shuffled == within
    with pytest.raises(NotEnoughData, match="of both groups"):
        stratified_selection_ratio(frame.assign(job=range(7)), "job", "who", "x")


def test_the_focal_group_must_be_named_among_several() -> None:
    frame = stages()
    with pytest.raises(ValueError, match="focal must say which"):
        stratified_selection_ratio(frame, "stage", "origin", "nl")
    within = stratified_selection_ratio(frame, "stage", "origin", "nl", focal="world")
    assert (within.group, within.n_strata) == ("world", 2)
    with pytest.raises(ValueError, match="two different groups"):
        stratified_selection_ratio(frame, "stage", "origin", "nl", focal="nl")
    with pytest.raises(NotEnoughData, match="two groups"):
        stratified_selection_ratio(frame[frame["origin"] == "nl"], "stage", "origin", "nl")


@pytest.mark.parametrize(
    ("selected", "ratio", "word"),
    [([0, 0, 3, 2], 0.0, "ratio is 0"), ([3, 2, 0, 0], None, "no finite estimate"), ([0] * 4, None, "no finite")],
)
def test_nobody_selected_within_strata_is_said(selected, ratio, word) -> None:
    frame = pd.DataFrame({"job": [1, 2, 1, 2], "who": list("aabb"), "selected": selected, "total": 5})
    within = stratified_selection_ratio(frame, "job", "who", "b")
    assert (within.ratio, within.ci_low, within.ci_high, within.tarone) == (ratio, None, None, None)
    assert any(word in note for note in within.notes)
    within.tidy()
    within.glance()


def test_duplicating_strata_keeps_the_common_ratio_and_halves_its_variance() -> None:
    tables = [(2, 10, 4, 10), (5, 10, 5, 10), (1, 7, 3, 9)]
    once, twice = common_ratio(Strata.of(tables)), common_ratio(Strata.of(tables * 2))
    assert (twice.estimate, twice.se) == pytest.approx((once.estimate, once.se / np.sqrt(2)), rel=CLOSED_FORM)
    assert woolf(Strata.of([(0, 3, 1, 4), (2, 3, 1, 4)])).statistic is not None
    assert breslow_day(Strata.of(tables), None, tarone=True).p is None
