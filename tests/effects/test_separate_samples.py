"""independent_change and overlapping_change against R: stats::t.test, effectsize, Partiallyoverlapping."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats

from evaluatie.effects import NotEnoughData, equivalence, independent_change, overlapping_change, paired_change
from evaluatie.effects.long_frame import link_answers
from evaluatie.effects.overlapping import overlapping_from_waves
from evaluatie.effects.standardised import delta_se, hedges_factor, noncentral_t_limits
from tolerances import CLOSED_FORM, NONCENTRAL_REFERENCE

DATA = Path(__file__).parent / "data"
FIGURES = {f["name"]: f["value"] for f in json.loads((DATA / "groups_reference.json").read_text())["figures"]}
HOLZINGER = pd.read_csv(DATA / "holzinger.csv")


def long(first: pd.Series, last: pd.Series) -> pd.DataFrame:
    """Lay two columns of one row per person out as one row per person and wave."""
    waves = {"t0": first, "t1": last}
    rows = [pd.DataFrame({"who": column.index, "wave": wave, "score": column}) for wave, column in waves.items()]
    return pd.concat(rows, ignore_index=True).dropna(subset="score")


def overlap(frame: pd.DataFrame, **options):
    return overlapping_change(frame, "score", "wave", "who", **options)


@pytest.mark.parametrize("test", ["x1", "x4", "x9"])
def test_the_difference_of_two_groups_is_that_of_r(test: str) -> None:
    label = f"Holzinger {test} Pasteur against Grant-White"
    at_pasteur = HOLZINGER["school"] == "Pasteur"
    change = independent_change(HOLZINGER.loc[~at_pasteur, test], HOLZINGER.loc[at_pasteur, test])
    t = FIGURES[f"{label}: Welch t-test"]
    for ours, theirs in (("statistic", "t"), ("df", "df"), ("p", "p"), ("mean_change", "diff"), ("ci_low", "lower")):
        assert getattr(change, ours) == pytest.approx(t[theirs], rel=CLOSED_FORM)
    for term, name in (("d_av", "cohens_d"), ("g_av", "hedges_g")):
        found = FIGURES[f"{label}: {name} unpooled sd (root mean variance, Welch df) with 95% CI (noncentral t)"]
        assert getattr(change, term) == pytest.approx(found["est"], rel=CLOSED_FORM)
        assert getattr(change, f"{term}_low") == pytest.approx(found["lower"], rel=NONCENTRAL_REFERENCE)
        assert getattr(change, f"{term}_high") == pytest.approx(found["upper"], rel=NONCENTRAL_REFERENCE)
    glass = FIGURES[f"{label}: Glass delta (sd of the second group) with CI"]  # the second group is our first wave
    assert change.d_b == pytest.approx(glass["est"], rel=CLOSED_FORM)
    assert (change.d_b_low, change.d_b_high) == pytest.approx(
        (glass["lower"], glass["upper"]), rel=NONCENTRAL_REFERENCE
    )
    tost = FIGURES[f"{label}: TOST Welch, bounds plus and minus 0.2 pooled sd"]
    ours = equivalence(change.mean_change, change.se, change.df, tost["high"])
    assert ours.p == pytest.approx(tost["p"], rel=CLOSED_FORM)
    assert ours.p_lower == pytest.approx(tost["p_lower"], rel=CLOSED_FORM)
    assert (change.d_z, change.d_rm, change.g_z, change.g_rm, change.correlation) == (None,) * 5


@pytest.mark.parametrize(
    ("label", "file", "first", "last"),
    [
        ("Derrick, Toher & White 2017 example", "derrick2017.csv", "a", "b"),
        ("univbct JOBSAT1 against JOBSAT3", "univbct_wide.csv", "JOBSAT1", "JOBSAT3"),
    ],
)
@pytest.mark.parametrize("equal", [True, False])
def test_partly_overlapping_samples_are_those_of_derrick(label, file, first, last, equal) -> None:
    wide = pd.read_csv(DATA / file)
    change = overlap(long(wide[first], wide[last]), equal_variances=equal)
    kind = "equal variances (T new1)" if equal else "unequal variances (T new2)"
    t = FIGURES[f"{label}: partially overlapping samples t-test, {kind}"]
    people = FIGURES[f"{label}: unpaired first, unpaired second, paired"]
    assert (change.n, change.n_pairs) == (sum(people.values()), people["both"])
    assert change.n_pre == people["only_first"] + people["both"]
    # the reference takes first minus last
    for ours, theirs in (("statistic", "t"), ("mean_change", "diff")):
        assert getattr(change, ours) == pytest.approx(-t[theirs], rel=CLOSED_FORM)
    assert (change.df, change.p) == pytest.approx((t["df"], t["p"]), rel=CLOSED_FORM)
    assert (change.ci_low, change.ci_high) == pytest.approx((-t["upper"], -t["lower"]), rel=CLOSED_FORM)


def test_glass_delta_needs_a_first_wave_that_varies() -> None:
    change = independent_change([3, 3, 3], [4, 5, 6, 4])
    assert change.d_b is None
    assert change.d_av is not None
    overlapping = overlap(long(pd.Series([3.0, 3, 3]), pd.Series([4.0, 5, 4], index=[0, 1, 9])))
    assert overlapping.d_b is None


def test_glass_delta_corrected_has_the_freedom_of_the_first_wave() -> None:
    change = independent_change([1, 2, 4, 4, 5], [2, 2, 5])
    assert change.g_b / change.d_b == pytest.approx(hedges_factor(4), rel=CLOSED_FORM)
    # Bonett (2008, eq. 10), with n in place of n - 1 in the variances of the means
    variance = change.d_b**2 / 8 + 1 / 5 + change.sd_post**2 / change.sd_pre**2 / 3
    assert change.d_b_se**2 == pytest.approx(variance, rel=CLOSED_FORM)


def test_d_av_of_overlapping_samples_has_bonetts_interval_already() -> None:
    change = overlap(long(pd.Series([1.0, 3, 2, 4, 4]), pd.Series([3.0, 5, 4, 4], index=[0, 1, 2, 9])))
    assert (change.d_av_bonett_low, change.g_av_bonett_high) == (change.d_av_low, change.g_av_high)
    assert change.d_b == pytest.approx(change.mean_change / change.sd_pre, rel=CLOSED_FORM)
    assert change.d_b_se**2 == pytest.approx(change.se**2 / change.sd_pre**2 + change.d_b**2 / 8, rel=CLOSED_FORM)
    equal = overlap(
        long(pd.Series([1.0, 3, 2, 4, 4]), pd.Series([3.0, 5, 4, 4], index=[0, 1, 2, 9])), equal_variances=True
    )
    assert (equal.d_b_low, equal.d_av_low) == pytest.approx((change.d_b_low, change.d_av_low), rel=CLOSED_FORM)


def test_without_pairs_it_is_welch_and_says_so() -> None:
    pre, post = pd.Series([1.0, 3, 2, 4]), pd.Series([3.0, 5, 4, 4, 2], index=range(10, 15))
    ours, welch = overlap(long(pre, post)), independent_change(pre, post)
    assert (ours.statistic, ours.df, ours.d_av_low) == (welch.statistic, welch.df, welch.d_av_low)
    assert "no one answered at both waves" in ours.notes[0]


def test_one_pair_cannot_correlate_and_is_counted_once() -> None:
    frame = long(pd.Series([1.0, 3, 2, 4]), pd.Series([3.0, 5, 4], index=[0, 11, 12]))
    change = overlap(frame)
    assert (change.n, change.n_pairs) == (6, 1)
    assert "only 1 person" in change.notes[0]


def test_with_everyone_paired_it_is_the_paired_test_and_says_so() -> None:
    pre, post = pd.Series([1.0, 3, 2, 4]), pd.Series([3.0, 5, 2, 5])
    ours, paired = overlap(long(pre, post)), paired_change(pre, post)
    assert (ours.statistic, ours.df, ours.d_z) == (paired.statistic, paired.df, paired.d_z)
    assert ours.notes == ("everyone answered at both waves: the paired test",)


def test_the_general_standard_error_is_bonetts_at_both_ends() -> None:
    # Bonett (2008, eqs. 5 and 8), with n in place of n - 1 in the variance of the mean
    d, n, r = 0.5, 40, 0.6
    separate = np.sqrt(d**2 * 4 / (16 * (n - 1)) + 2 / n)
    paired = np.sqrt(d**2 * (1 + r**2) / (4 * (n - 1)) + 2 * (1 - r) / n)
    assert delta_se(d, 1, 1, 0, n, n, 0) == pytest.approx(separate, rel=CLOSED_FORM)
    assert delta_se(d, 1, 1, r, n, n, n) == pytest.approx(paired, rel=CLOSED_FORM)


def test_rows_without_respondent_answer_or_wave_are_counted() -> None:
    frame = long(pd.Series([1.0, 3, 2, 4]), pd.Series([3.0, 5, 4, 5]))
    strays = pd.DataFrame({"who": [None, None, 3, 7], "wave": ["t0", "t1", None, "t1"], "score": [2, 3, 4, None]})
    change = overlap(pd.concat([frame, strays], ignore_index=True))
    assert (change.n_pre, change.n_post, change.n_pairs, change.n) == (5, 5, 4, 6)
    assert change.notes == (
        "1 row(s) left out: no wave",
        "1 answer(s) left out: missing",
        "2 answer(s) without a respondent: linked to nobody",
    )


def test_the_frame_and_the_numbers_of_its_people_give_the_same() -> None:
    rng = np.random.default_rng(4)
    who = [rng.permutation(30)[:20] for _ in range(2)]
    answers = [rng.integers(1, 6, 20).astype(float) for _ in range(2)]
    answers[0][3], who[1][5] = np.nan, -1
    parts = [
        pd.DataFrame({"who": pd.array(codes, dtype="Int64"), "wave": wave, "score": scores})
        for codes, wave, scores in zip(who, ("t0", "t1"), answers, strict=True)
    ]
    frame = pd.concat(parts, ignore_index=True).replace({"who": {-1: pd.NA}})
    change = overlap(frame)
    assert change == overlapping_from_waves(link_answers(*answers, *who))
    assert change.notes == ("1 answer(s) left out: missing", "1 answer(s) without a respondent: linked to nobody")


def test_a_respondent_doubled_within_a_wave_is_refused() -> None:
    frame = long(pd.Series([1.0, 3, 2]), pd.Series([3.0, 5, 4]))
    with pytest.raises(ValueError, match=r"1 respondent\(s\) answered more than once at wave 't0': '2'"):
        overlap(pd.concat([frame, frame.iloc[[2]]]))


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["t0", "t1"], 1),
        (["t1", "t0"], -1),
        (["t2", "t10"], 1),
        ([2021, 2019], -1),
        (["pre", "post"], 1),
        (["nameting", "nulmeting"], -1),
        (list(pd.to_datetime(["2021-06-01", "2019-10-01"])), -1),
    ],
)
def test_the_first_wave_is_found_whatever_the_order_of_rows(labels: list, expected: int) -> None:
    frame = long(pd.Series([1.0, 3, 2, 4]), pd.Series([2.0, 4, 3, 5.5]))
    frame["wave"] = frame["wave"].map(dict(zip(["t0", "t1"], labels, strict=True)))
    for rows in (frame, frame.iloc[::-1]):
        assert np.sign(overlap(rows).mean_change) == expected


def test_ordered_categories_say_which_wave_is_first() -> None:
    frame = long(pd.Series([1.0, 3, 2, 4]), pd.Series([2.0, 4, 3, 5.5]))
    frame["wave"] = frame["wave"].map({"t0": "spring", "t1": "autumn"})
    with pytest.raises(ValueError, match="must say which of 'spring' and 'autumn' came first"):
        overlap(frame)
    assert overlap(frame, waves=("spring", "autumn")).mean_change > 0
    frame["wave"] = pd.Categorical(frame["wave"], ["spring", "autumn"], ordered=True)
    assert overlap(frame).mean_change > 0


@pytest.mark.parametrize(
    ("change", "waves", "words"),
    [
        (lambda f: f.rename(columns={"score": "s"}), None, "no column 'score'"),
        (lambda f: pd.concat([f, f.assign(wave="t2")]), None, "which two of 3 waves"),
        (lambda f: f[f["wave"] == "t0"], None, "which two of 1 waves"),
        (lambda f: f, ("t0", "t9"), "no rows of wave 't9'"),
        (lambda f: f, ("t0", "t0"), "two different labels"),
        (lambda f: f, "t0", "two different labels"),
        (lambda f: f.iloc[[0, 4, 5]], None, "at least 2 answers are needed in each wave: got 1 before and 2 after"),
    ],
)
def test_frames_that_will_not_do_are_refused_in_words(change, waves, words) -> None:
    frame = change(long(pd.Series([1.0, 3, 2, 4]), pd.Series([2.0, 4, 3, 5.5])))
    with pytest.raises(ValueError, match=words):
        overlap(frame, waves=waves)


def test_no_frame_and_text_in_answers_are_refused() -> None:
    with pytest.raises(TypeError, match="frame must be a DataFrame"):
        overlap([1, 2])
    frame = long(pd.Series([1.0, 3]), pd.Series([2.0, 4])).astype({"score": object})
    frame.iloc[0, 2] = "often"
    with pytest.raises(TypeError, match="score holds 'often'"):
        overlap(frame)


def test_the_frame_is_left_as_it_was() -> None:
    frame = long(pd.Series([1.0, 3, 2, 4]), pd.Series([3.0, 5, 4, None]))
    before = frame.copy(deep=True)
    overlap(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_answers_without_spread_give_no_test_but_a_note() -> None:
    for change in (
        independent_change([3, 3, 3], [4, 4]),
        overlap(long(pd.Series([3.0, 3, 3]), pd.Series([4.0, 4, 4], index=[0, 1, 9]))),
    ):
        assert (change.mean_change, change.se, change.p, change.ci_low, change.d_av) == (1, None, None, None, None)
        assert any("cannot be estimated" in note for note in change.notes)


def test_too_few_and_missing_answers_of_separate_samples() -> None:
    with pytest.raises(NotEnoughData, match="got 1 before and 3 after"):
        independent_change([1, None], [1, 2, 3])
    assert independent_change([1, None, 2], [1, 2, 4]).notes == ("1 of 3 answers before left out: missing",)


answered = st.dictionaries(st.integers(0, 25), st.integers(1, 7), min_size=4)


@settings(deadline=None)  # the first example pays for the imports
@given(answered, answered, st.randoms())
def test_the_order_of_rows_does_not_matter(first: dict, last: dict, random) -> None:
    frame = long(pd.Series(first, dtype=float), pd.Series(last, dtype=float))
    order = list(range(len(frame)))
    random.shuffle(order)
    ours, theirs = overlap(frame), overlap(frame.iloc[order])
    assert (ours.n, ours.n_pairs) == (len({*first, *last}), len({*first} & {*last}))
    assert ours.mean_change == pytest.approx(theirs.mean_change, abs=1e-12)
    assert (ours.se is None) == (theirs.se is None)
    if ours.se is not None:
        assert (ours.se, ours.df) == pytest.approx((theirs.se, theirs.df), rel=1e-6)


@pytest.mark.parametrize("t", [-60.0, -7.581834610003626, -0.5, 3.0, 200.0])
@pytest.mark.parametrize("df", [1.92, 2.0737184307003638, 5.0, 300.0])
def test_noncentral_limits_are_found_where_the_library_fails_in_the_tails(t: float, df: float) -> None:
    low, high = noncentral_t_limits(t, df, 0.95)
    assert integrated_cdf(t, df, low) == pytest.approx(0.975, rel=1e-8)
    assert integrated_cdf(t, df, high) == pytest.approx(0.025, rel=1e-8)


def integrated_cdf(t: float, df: float, noncentrality: float) -> float:
    """P(T <= t) by integrating over the chi-square variable in the denominator."""

    def density(y: float) -> float:
        return float(special.ndtr(t * np.sqrt(y / df) - noncentrality) * stats.chi2.pdf(y, df))

    pieces = stats.chi2.ppf([0, 1e-6, 0.01, 0.3, 0.7, 0.99, 1 - 1e-9, 1], df)
    return sum(integrate.quad(density, a, b, epsabs=1e-13)[0] for a, b in itertools.pairwise(pieces))
