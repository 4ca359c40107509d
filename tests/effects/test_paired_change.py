"""paired_change against R: stats::t.test, effectsize (cohens_d, hedges_g, repeated_measures_d)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluatie.effects import NotEnoughData, equivalence, paired_change
from evaluatie.effects.changes import STANDARDISED
from tolerances import CLOSED_FORM, FITTED, NEAR_ZERO, NONCENTRAL_REFERENCE, PRINTED_TEN_DIGITS

DATA = Path(__file__).parent / "data"
WIDE = pd.read_csv(DATA / "univbct_wide.csv")
FIGURES = {f["name"]: f["value"] for f in json.loads((DATA / "paired_reference.json").read_text())["figures"]}
SETS = sorted({name.split(": ")[0] for name in FIGURES})
KNOWN = pd.read_csv(DATA.parents[1] / "data" / "univbct_known.csv", dtype={"battalion": str})


def answers(label: str) -> tuple[pd.Series, pd.Series]:
    """Give the two waves of a labelled set, "Battalion 4, JOBSAT1 to JOBSAT3"."""
    who, columns = label.split(", ")
    rows = WIDE if who == "All battalions" else WIDE[WIDE["BTN"] == int(who.split()[1])]
    first, last = columns.split(" to ")
    return rows[first], rows[last]


def close(ours: float | None, theirs: float, tolerance: float = CLOSED_FORM) -> bool:
    return ours == pytest.approx(theirs, rel=tolerance, abs=NEAR_ZERO)


@pytest.mark.parametrize("label", SETS)
def test_the_paired_t_test_is_that_of_r(label: str) -> None:
    change = paired_change(*answers(label))
    t, counts = FIGURES[f"{label}: paired t-test (post minus pre)"], FIGURES[f"{label}: counts"]
    moments = FIGURES[f"{label}: means and sds of the pairs"]
    assert (change.n, change.df) == (counts["n_pairs"], t["df"])
    assert close(change.statistic, t["t"])
    assert close(change.p, t["p"])
    assert close(change.mean_change, t["mean_diff"])
    assert close(change.ci_low, t["ci_lower"])
    assert close(change.ci_high, t["ci_upper"])
    for name in ("mean_pre", "mean_post", "sd_pre", "sd_post"):
        assert close(getattr(change, name), moments[name])
    assert close(change.correlation, moments["r"])


@pytest.mark.parametrize("label", SETS)
@pytest.mark.parametrize("term", ["av", "rm"])
def test_d_av_and_d_rm_are_those_of_effectsize(label: str, term: str) -> None:
    change = paired_change(*answers(label))
    d = FIGURES[f"{label}: d_{term} with standard error and 95% normal CI"]
    assert close(getattr(change, f"d_{term}"), d["d"])
    assert close(getattr(change, f"d_{term}_se"), d["se"])
    assert close(getattr(change, f"d_{term}_low"), d["lower"])
    assert close(getattr(change, f"d_{term}_high"), d["upper"])


@pytest.mark.parametrize("label", SETS)
def test_d_z_and_g_z_have_the_noncentral_interval_of_effectsize(label: str) -> None:
    change = paired_change(*answers(label))
    d = FIGURES[f"{label}: Cohen d_z with 95% CI (noncentral t)"]
    g = FIGURES[f"{label}: Hedges g_z with 95% CI (noncentral t, times J(n-1))"]
    assert close(change.d_z, d["d"])
    assert close(change.g_z, g["g"])
    for ours, theirs in ((change.d_z_low, d["lower"]), (change.d_z_high, d["upper"])):
        assert close(ours, theirs, NONCENTRAL_REFERENCE)
    for ours, theirs in ((change.g_z_low, g["lower"]), (change.g_z_high, g["upper"])):
        assert close(ours, theirs, NONCENTRAL_REFERENCE)
    assert close(change.d_z_se, FIGURES[f"{label}: d_z with standard error and 95% normal CI"]["se"])


@pytest.mark.parametrize("label", SETS)
def test_g_av_is_that_of_effectsize(label: str) -> None:
    change = paired_change(*answers(label))
    g = FIGURES[f"{label}: Hedges g_av (times J(n-1)) with 95% CI"]
    assert close(change.g_av, g["g"])
    assert close(change.g_av_low, g["lower"])
    assert close(change.g_av_high, g["upper"])


@pytest.mark.parametrize("label", SETS)
def test_becker_d_is_that_of_effectsize(label: str) -> None:
    change = paired_change(*answers(label))
    d = FIGURES[f"{label}: d_b with standard error and 95% normal CI"]
    assert close(change.d_b, d["d"])
    assert close(change.d_b_se, d["se"])
    assert close(change.d_b_low, d["lower"])
    assert close(change.d_b_high, d["upper"])


@pytest.mark.parametrize("label", SETS)
@pytest.mark.parametrize("term", ["b", "rm"])
def test_g_b_and_g_rm_are_those_of_effectsize(label: str, term: str) -> None:
    change = paired_change(*answers(label))
    g = FIGURES[f"{label}: Hedges g_{term} (times J(n-1)) with 95% CI"]
    assert close(getattr(change, f"g_{term}"), g["g"])
    assert close(getattr(change, f"g_{term}_low"), g["lower"])
    assert close(getattr(change, f"g_{term}_high"), g["upper"])


@pytest.mark.parametrize("label", SETS)
def test_g_b_and_its_standard_error_are_smcr_of_metafor(label: str) -> None:
    change = paired_change(*answers(label))
    smcr = FIGURES[f"{label}: standardised mean change SMCR: yi, vi"]
    assert close(change.g_b, smcr["yi"])
    assert close(change.g_b_se**2, smcr["vi"])


def test_bonetts_interval_of_d_av_is_his_formula() -> None:
    # Bonett (2008, eq. 8), with n in place of n - 1 in the variance of the mean
    change = paired_change(*answers("Battalion 4, JOBSAT1 to JOBSAT3"))
    a, b, r, n, d = change.sd_pre**2, change.sd_post**2, change.correlation, change.n, change.d_av
    v = (a + b) / 2
    first = d**2 * (a**2 + b**2 + 2 * r**2 * a * b) / (8 * v**2 * (n - 1))
    se = np.sqrt(first + (a + b - 2 * r * np.sqrt(a * b)) / (v * n))
    assert close(change.d_av_bonett_se, se)
    assert close(change.d_av_bonett_low, d - 1.959963984540054 * se)
    assert close(change.g_av_bonett_high, (d + 1.959963984540054 * se) * change.g_av / d)


def test_bonetts_interval_of_d_rm_is_what_numerical_derivatives_give() -> None:
    change = paired_change(*answers("Battalion 4, JOBSAT1 to JOBSAT3"))
    a, b, n = change.sd_pre**2, change.sd_post**2, change.n
    c = change.correlation * np.sqrt(a * b)
    at = np.array([change.mean_change, a, b, c])

    def d_rm(v: np.ndarray) -> float:
        return v[0] * np.sqrt(2 * (1 - v[3] / np.sqrt(v[1] * v[2])) / (v[1] + v[2] - 2 * v[3]))

    slope = np.array([(d_rm(at + h) - d_rm(at - h)) / 2e-6 for h in np.eye(4) * 1e-6])
    spread = np.zeros((4, 4))
    spread[0, 0] = (a + b - 2 * c) / n
    spread[1:, 1:] = np.array(
        [[2 * a * a, 2 * c * c, 2 * a * c], [2 * c * c, 2 * b * b, 2 * b * c], [2 * a * c, 2 * b * c, a * b + c * c]]
    ) / (n - 1)
    assert close(change.d_rm, d_rm(at))
    assert close(change.d_rm_bonett_se, np.sqrt(slope @ spread @ slope), FITTED)  # differences of 1e-6 in the slopes


@pytest.mark.parametrize("label", SETS)
def test_equivalence_is_that_of_r(label: str) -> None:
    change = paired_change(*answers(label))
    in_d = FIGURES[f"{label}: TOST paired, bounds in d_z units -0.2 and 0.2 (raw bounds included)"]
    ours = equivalence(change.mean_change, change.se, change.df, in_d["high_raw"])
    assert close(ours.t_lower, in_d["t_lower"])
    assert close(ours.t_upper, in_d["t_upper"])
    assert close(ours.p_lower, in_d["p_lower"])
    assert close(ours.p_upper, in_d["p_upper"])
    assert close(ours.p, in_d["p_tost"])
    assert close(ours.ci90_low, in_d["ci90_lower"])
    assert close(change.ci90_low, in_d["ci90_lower"])
    assert close(change.ci90_high, in_d["ci90_upper"])
    raw = FIGURES[f"{label}: TOST paired, raw bounds -0.25 and 0.25"]
    assert close(equivalence(change.mean_change, change.se, change.df, 0.25).p, raw["p_tost"])


@pytest.mark.parametrize("row", KNOWN.to_dict("records"), ids=lambda row: f"{row['battalion']}-{row['outcome']}")
def test_the_known_answers_hold_to_their_ten_digits(row: dict) -> None:
    rows = WIDE if row["battalion"] == "all" else WIDE[WIDE["BTN"] == int(row["battalion"])]
    pre, post = rows[f"{row['outcome']}1"], rows[f"{row['outcome']}3"]
    change = paired_change(pre, post)
    assert (pre.notna().sum(), post.notna().sum(), change.n) == (row["n_first"], row["n_second"], row["n_linked"])
    for name, known in (
        ("statistic", "t"),
        *((k, k) for k in ("mean_change", "ci_low", "ci_high", "p", "d_z", "d_av")),
    ):
        assert f"{getattr(change, name):.10g}" == f"{row[known]:.10g}"
        assert close(getattr(change, name), row[known], PRINTED_TEN_DIGITS)


def test_pairs_with_a_missing_answer_are_left_out_and_counted() -> None:
    change = paired_change([1, 2, None, 4, 5], [2, 2, 3, float("nan"), 7])
    assert (change.n, change.n_pre, change.n_post, change.n_pairs) == (3, 3, 3, 3)
    assert change.notes == ("2 of 5 pairs left out: an answer was missing",)
    assert change.mean_change == pytest.approx(1)


@pytest.mark.parametrize(
    "make",
    [
        list,
        tuple,
        np.array,
        lambda v: pd.Series(v, index=list("dcba")),
        lambda v: pd.Series(v, dtype="Int64"),
        lambda v: pd.Series(v, dtype="Float64"),
        lambda v: pd.Series(v, dtype="category"),
        lambda v: pd.Series(v, dtype=object),
        lambda v: pd.array(v, dtype="Int64"),
        lambda v: np.ma.array([*v, 9], mask=[0, 0, 0, 0, 1]),
        lambda v: pd.Series([*v, None], dtype="Int64"),
    ],
)
def test_any_kind_of_column_will_do(make) -> None:
    assert paired_change(make([1, 2, 3, 4]), make([2, 2, 5, 4])).mean_change == pytest.approx(0.75)


def test_series_are_paired_by_position_and_a_different_index_is_said() -> None:
    change = paired_change(pd.Series([1, 2, 3], index=[2, 1, 0]), pd.Series([2, 2, 5]))
    assert change.mean_change == pytest.approx(1)
    assert change.notes == ("paired by position: the indexes of pre and post differ",)


@pytest.mark.parametrize(
    ("pre", "post", "error", "words"),
    [
        ([1], [2], NotEnoughData, "at least 2 pairs are needed: got 1"),
        ([], [], NotEnoughData, "at least 2 pairs are needed: got 0"),
        ([1, None, 3], [None, 2, 4], NotEnoughData, "at least 2 pairs are needed: got 1"),
        ([1, 2], [1, 2, 3], ValueError, "2 answers before and 3 after"),
        ([1, 2], [1, "often"], TypeError, "post holds 'often' at position 1"),
        ([1, 2], [1, np.inf], ValueError, "post holds an infinite value at position 1"),
        ("12", [1, 2], TypeError, "pre must be a column of numbers"),
        (3, [1, 2], TypeError, "pre must be a column of numbers"),
        ([[1, 2], [3, 4]], [1, 2], ValueError, "one column"),
        (pd.to_datetime(["2020-01-01", "2021-01-01"]), [1, 2], TypeError, "not a number"),
    ],
)
def test_bad_input_is_refused_in_words(pre, post, error, words) -> None:
    with pytest.raises(error, match=words):
        paired_change(pre, post)


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.1, float("nan"), "95%", None])
def test_a_level_that_is_none_is_refused(confidence) -> None:
    with pytest.raises(ValueError, match="confidence must lie between 0 and 1"):
        paired_change([1, 2, 3], [2, 3, 5], confidence=confidence)


@pytest.mark.parametrize(("pre", "post"), [([1, 2, 3], [2, 3, 4]), ([0.1, 0.2, 0.3], [1.2, 1.3, 1.4])])
def test_everyone_changing_alike_gives_no_test_but_a_note(pre: list, post: list) -> None:
    change = paired_change(pre, post)
    assert change.mean_change == pytest.approx(post[0] - pre[0])
    assert (change.se, change.statistic, change.p, change.ci_low, change.ci90_high, change.d_z) == (None,) * 6
    assert change.d_av == pytest.approx(change.mean_change / change.sd_pre)
    assert "exactly the same amount" in change.notes[0]
    assert [estimate.term for estimate in change.estimates()] == ["mean_change", "d_av", "g_av", "d_b", "g_b"]


def test_the_same_answer_from_everyone_gives_the_mean_change_only() -> None:
    change = paired_change([3, 3, 3], [3, 3, 3])
    assert [estimate.term for estimate in change.estimates()] == ["mean_change"]
    assert change.correlation is None


def test_two_pairs_give_what_can_be_given() -> None:
    change = paired_change([1, 2], [2, 4])
    assert change.df == 1
    assert change.g_z is None  # Hedges' factor does not exist at one degree of freedom
    assert change.d_rm is None  # two pairs always correlate perfectly


def test_a_large_change_with_hardly_any_spread_stays_finite() -> None:
    change = paired_change([1, 1, 1, 1], [5, 5, 5, 5.0001])
    assert np.isfinite([change.d_z, change.d_z_low, change.d_z_high, change.p]).all()


def test_the_result_tells_its_story() -> None:
    change = paired_change([2, 3, 4, 3, 2], [3, 3, 5, 4, 4])
    tidy = change.tidy().set_index("term")
    assert list(tidy.index) == [
        "mean_change",
        *(f"d_{s}" for s in ("z", "av", "rm")),
        "g_z",
        "g_av",
        "d_b",
        "g_rm",
        "g_b",
    ]
    assert set(tidy["n"]) == {5}
    assert tidy.loc["mean_change", "p"] == change.p
    assert change.glance().shape[0] == 1
    assert "<table" in change._repr_html_()
    assert all(not isinstance(value, np.generic) for value in vars(change).values())


def test_a_wider_level_gives_wider_intervals_and_leaves_the_ninety_alone() -> None:
    pre, post = answers("Battalion 4, JOBSAT1 to JOBSAT3")
    narrow, wide = paired_change(pre, post, confidence=0.9), paired_change(pre, post, confidence=0.99)
    for term in ("ci", *STANDARDISED, "d_av_bonett", "d_rm_bonett", "g_av_bonett", "g_rm_bonett"):
        assert getattr(wide, f"{term}_low") < getattr(narrow, f"{term}_low")
    assert wide.ci90_low == narrow.ci90_low == narrow.ci_low


pairs = st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7)), min_size=4, max_size=30).filter(
    lambda rows: len({b - a for a, b in rows}) > 1 and len({a for a, _ in rows}) > 1
)


@settings(deadline=None)  # the first example pays for the imports
@given(pairs, st.randoms())
def test_the_order_of_people_does_not_matter(rows: list, random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    ours, theirs = paired_change(*zip(*rows, strict=True)), paired_change(*zip(*shuffled, strict=True))
    assert ours.mean_change == pytest.approx(theirs.mean_change, abs=1e-12)
    assert ours.se == pytest.approx(theirs.se)
    assert ours.d_z_low == pytest.approx(theirs.d_z_low, rel=1e-6, abs=1e-9)


@settings(deadline=None)  # the first example pays for the imports
@given(pairs, st.integers(-50, 50), st.sampled_from([0.5, 2, 10]))
def test_shifting_and_stretching_the_scale_leaves_the_standardised_changes(rows: list, shift: int, by: float) -> None:
    pre, post = map(np.array, zip(*rows, strict=True))
    plain, moved = paired_change(pre, post), paired_change(pre * by + shift, post * by + shift)
    assert moved.mean_change == pytest.approx(plain.mean_change * by, abs=1e-9)
    for term in ("d_z", "d_av", "g_z", "g_av", "d_b_high", "g_b_se", "d_av_bonett_se", "statistic", "p"):
        assert getattr(moved, term) == pytest.approx(getattr(plain, term), rel=1e-6, abs=1e-9)
    backwards = paired_change(post, pre)
    assert backwards.mean_change == pytest.approx(-plain.mean_change, abs=1e-12)
    assert backwards.d_z_low == pytest.approx(-plain.d_z_high, rel=1e-6, abs=1e-9)
