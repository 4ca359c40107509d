"""synthesise, leave_one_out, influence and meta_regression against R's metafor.

tests/effects/data/synthesis_reference.json: R 4.2.2, metafor 3.8.1, data sets of metadat 1.2.0 (dat.bcg as log risk
ratios, dat.normand1999 as standardised mean differences, dat.raudenbush1985, dat.hackshaw1998 and subsets) and two
small ones made up here. rma(yi, vi, method =, test = "z" | "knha" | "adhoc", control = list(threshold = 1e-14)),
confint() for the Q-profile, predict() for the prediction interval, leave1out(), influence(), rma(mods =).
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluatie.effects.pooling import influence, leave_one_out, meta_regression, synthesise
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM, FITTED, NEAR_ZERO, VARIANCE_COMPONENT

DATA = Path(__file__).parent / "data"
REFERENCE = json.loads((DATA / "synthesis_reference.json").read_text())
SETS, REGRESSIONS, MODERATORS = (REFERENCE[name] for name in ("sets", "regressions", "moderators"))
METHODS = ("reml", "dl", "pm")
# the method of moments is a closed form; the others stop at a root, ours and metafor's at some 1e-12
CLOSE = {"reml": FITTED, "dl": CLOSED_FORM, "pm": FITTED}
ROW = ("estimate", "se", "statistic", "p", "ci_low", "ci_high")
# studies whose restricted likelihood has two peaks, found by a random search
TWO_PEAKS = [
    ([-5.08487389, -4.64440098, 8.82622182], [1.06440226e-02, 4.64657309e-01, 1.49582978e01]),
    (
        [0.39824109, -0.35255033, -1.72811311, 2.5484072, 0.07946283, -1.17917853],
        [7.09400146e-04, 6.72836882e01, 2.66124122, 9.95449333e-01, 4.29054330e-02, 7.19466222e-01],
    ),
]


def near(value, rel):
    return pytest.approx(value, rel=rel, abs=NEAR_ZERO)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", SETS)
def test_pooled_effects_and_heterogeneity_are_those_of_metafor(name: str, method: str) -> None:
    data, r, rel = SETS[name], SETS[name][method], CLOSE[method]
    with_kh = synthesise(data["yi"], data["vi"], method)
    without = synthesise(data["yi"], data["vi"], method, knapp_hartung=False)
    for ours, theirs in ((with_kh, "knha"), (without, "z")):
        assert [getattr(ours, field) for field in ROW] == near([r[theirs][field] for field in ROW], rel)
    never = [getattr(with_kh, f"{field}_conservative") for field in ("se", "ci_low", "ci_high")]
    assert never == near([r["adhoc"][field] for field in ("se", "ci_low", "ci_high")], rel)
    assert [with_kh.tau2, with_kh.i2, with_kh.h2] == near([r["tau2"], r["i2"], r["h2"]], VARIANCE_COMPONENT)
    assert [with_kh.q, with_kh.q_p] == near([r["q"], r["q_p"]], CLOSED_FORM)
    assert with_kh.weights == near(np.array(r["weights"]), rel)
    assert [with_kh.prediction_low, with_kh.prediction_high] == near(r["prediction"], rel)
    assert [with_kh.tau2_low, with_kh.tau2_high] == near(r["tau2_ci"], FITTED)
    assert [with_kh.i2_low, with_kh.i2_high] == near(r["i2_ci"], FITTED)
    assert [getattr(with_kh, f"fixed_{field}") for field in ("estimate", "se", "low", "high")] == near(
        [data["fixed"][field] for field in ("estimate", "se", "ci_low", "ci_high")], CLOSED_FORM
    )


@pytest.mark.parametrize("knapp_hartung", [True, False])
@pytest.mark.parametrize("name", [name for name in SETS if "influence" in SETS[name]])
def test_leave_one_out_is_that_of_metafor(name: str, knapp_hartung: bool) -> None:
    data = SETS[name]
    table = leave_one_out(data["yi"], data["vi"], knapp_hartung=knapp_hartung).table
    for field, values in data["leave1out_knha" if knapp_hartung else "leave1out_z"].items():
        assert table[field].to_numpy() == near(np.array(values), FITTED), field


@pytest.mark.parametrize("name", [name for name in SETS if "influence" in SETS[name]])
def test_influence_is_that_of_metafor(name: str) -> None:
    found = influence(SETS[name]["yi"], SETS[name]["vi"]).table
    for field, values in SETS[name]["influence"].items():
        ours = found["weight" if field == "hat" else field].to_numpy()
        assert ours == near(np.array(values), FITTED), field


@pytest.mark.parametrize("call", REGRESSIONS)
def test_meta_regression_is_that_of_metafor(call: str) -> None:
    r = REGRESSIONS[call]
    names, method, test = call.split()
    data, *columns = names.split("_")
    moderators = pd.DataFrame(MODERATORS[data])[columns]
    found = meta_regression(SETS[data]["yi"], SETS[data]["vi"], moderators, method, test == "knha")
    for field in ROW:
        assert found.table[field].to_numpy() == near(np.array(r[field]), FITTED), field
    for field in ("tau2", "i2", "h2", "r2"):
        assert getattr(found, field) == near(r[field], VARIANCE_COMPONENT), field
    for field in ("qm", "qm_p", "qe", "qe_p"):
        assert getattr(found, field) == near(r[field], FITTED), field


def restricted_likelihood(y: np.ndarray, v: np.ndarray, tau2: float) -> float:
    w = 1 / (v + tau2)
    mean = (w * y).sum() / w.sum()
    return 0.5 * (np.log(w).sum() - np.log(w.sum()) - (w * (y - mean) ** 2).sum())


@pytest.mark.parametrize(("effects", "variances"), TWO_PEAKS)
def test_reml_takes_the_highest_of_several_peaks(effects, variances) -> None:
    y, v = np.array(effects), np.array(variances)
    grid = np.concatenate([[0], np.geomspace(1e-8, 1e3, 4000)])
    heights = np.array([restricted_likelihood(y, v, tau2) for tau2 in grid])
    inner = (heights[1:-1] > heights[:-2]) & (heights[1:-1] > heights[2:])
    assert inner.sum() + (heights[0] > heights[1]) > 1
    found = synthesise(y, v).tau2
    assert restricted_likelihood(y, v, found) >= heights.max() - NEAR_ZERO
    assert found == pytest.approx(grid[heights.argmax()], rel=0.01)  # the grid's own step


def random_studies(seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    k = int(rng.integers(2, 12))
    v = np.exp(rng.normal(-3, 1.5, k))
    return rng.normal(0.2, np.sqrt(v + rng.choice([0, 0.1]))), v


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(8))
def test_order_shift_and_scale_do_what_they_should(seed: int, method: str) -> None:
    y, v = random_studies(seed)
    plain = synthesise(y, v, method)
    order = np.random.default_rng(seed).permutation(len(y))
    turned, shifted, scaled = (
        synthesise(*changed, method) for changed in ((y[order], v[order]), (y + 3, v), (-10 * y, 100 * v))
    )
    for field in ("estimate", "se", "tau2", "tau2_high", "q", "prediction_low", "i2"):
        assert getattr(turned, field) == near(getattr(plain, field), FITTED), field
    for field in ("se", "tau2", "q", "i2", "tau2_low"):
        assert getattr(shifted, field) == near(getattr(plain, field), FITTED), field
    assert shifted.estimate == near(plain.estimate + 3, FITTED)
    assert scaled.tau2 == near(100 * plain.tau2, FITTED)
    assert (scaled.ci_low, scaled.prediction_high) == (
        near(-10 * plain.ci_high, FITTED),
        near(-10 * plain.prediction_low, FITTED),
    )
    assert turned.weights == near(plain.weights[order], FITTED)
    assert plain.weights.sum() == pytest.approx(1)
    assert plain.se_conservative >= synthesise(y, v, method, knapp_hartung=False).se * (1 - NEAR_ZERO)


def test_a_study_doubled_or_split_is_seen() -> None:
    y, v = random_studies(1)
    twice = synthesise(np.repeat(y, 2), np.repeat(2 * v, 2), "dl")
    once = synthesise(y, v, "dl")
    assert (twice.fixed_estimate, twice.fixed_se) == near((once.fixed_estimate, once.fixed_se), CLOSED_FORM)


def test_one_study_is_returned_alone() -> None:
    found = synthesise([0.3], [0.01], labels=["a"])
    assert (found.k, found.estimate, found.tau2, found.prediction_low, found.q_p) == (1, 0.3, None, None, None)
    assert found.ci_high == pytest.approx(0.3 + stats.norm.ppf(0.975) * 0.1, rel=CLOSED_FORM)
    assert "nothing was pooled" in found.notes[-1]
    assert found.tidy()["term"].tolist() == ["pooled"]
    assert found.glance()["k"].item() == 1
    assert found.weights.tolist() == [1.0]


@pytest.mark.parametrize(("k", "words"), [(2, "1 degree of freedom"), (3, "hardly known"), (4, "no evidence")])
def test_few_studies_are_told_in_words(k: int, words: str) -> None:
    found = synthesise(SETS["bcg"]["yi"][:k], SETS["bcg"]["vi"][:k])
    assert any(words in note for note in found.notes)
    assert not any("hardly known" in note for note in synthesise(SETS["bcg"]["yi"], SETS["bcg"]["vi"]).notes)


@pytest.mark.parametrize("effects", [[0.3, 0.3, 0.3], [0.1, 0.1, 0.1 + 1e-17], [0, 0, 0]])
@pytest.mark.parametrize("method", METHODS)
def test_equal_effects_fall_back_on_the_plain_standard_error(effects, method: str) -> None:
    variances = np.array([0.1, 0.2, 0.3])
    found = synthesise(effects, variances, method)
    assert (found.tau2, found.tau2_high, found.q, found.i2) == (0, 0, 0, 0)
    assert found.se == found.se_conservative == pytest.approx((1 / (1 / variances).sum()) ** 0.5, rel=CLOSED_FORM)
    assert found.df == 2
    assert any("all effects are equal" in note for note in found.notes)


@pytest.mark.parametrize("method", METHODS)
def test_variances_that_differ_without_measure(method: str) -> None:
    # two studies without sampling error, two without information: the first two are all there is
    found = synthesise([0.1, 0.3, -0.5, 0.2], [1e-20, 1e-20, 1e6, 1e9], method)
    assert found.estimate == pytest.approx(0.2, rel=FITTED)
    assert found.q == pytest.approx(0.02 / 1e-20, rel=FITTED)
    alone = synthesise([0.1, 0.3, -0.5, 0.2], [1e-12, 1, 1e12, 1], method)
    assert (alone.tau2, alone.estimate) == (0, pytest.approx(0.1, rel=FITTED))


def test_a_factor_below_one_is_told_and_the_other_interval_is_not_narrower() -> None:
    found = synthesise(SETS["alike"]["yi"], SETS["alike"]["vi"])
    assert found.se < found.se_conservative
    assert any("factor is below 1" in note for note in found.notes)
    assert any("empty set" in note for note in found.notes)


def test_missing_studies_are_left_out_by_name() -> None:
    effects = pd.Series([0.1, None, 0.4, 0.3], dtype="Float64", index=list("wxyz"))
    variances = pd.array([0.01, 0.02, None, 0.03], dtype="Float64")
    found = synthesise(effects, variances, labels=["a", "b", "c", "d"])
    assert (found.k, found.labels) == (2, ("a", "d"))
    assert found.notes[0] == "left out, no effect or no variance: b, c"
    assert found.tidy()["term"].tolist()[:2] == ["pooled", "pooled_never_narrower"]


@pytest.mark.parametrize(
    ("arguments", "options", "error", "words"),
    [
        (([], []), {}, NotEnoughData, "at least 1 study"),
        (([None], [1]), {}, NotEnoughData, "at least 1 study"),
        (([1, 2], [1, 0]), {}, ValueError, "above zero .* got 0 for study '2'"),
        (([1, 2], [1, -1]), {"labels": ["a", "b"]}, ValueError, "got -1 for study 'b'"),
        (([1, 2], [1]), {}, ValueError, "2 effects and 1 variances"),
        (([1, np.inf], [1, 1]), {}, ValueError, "infinite"),
        ((["x"], [1]), {}, TypeError, "not a number"),
        (([1, 2], [1, 1]), {"method": "ml"}, ValueError, "'reml', 'dl', 'pm': got 'ml'"),
        (([1, 2], [1, 1]), {"confidence": 95}, ValueError, "confidence"),
        (([1, 2], [1, 1]), {"labels": ["a", "a"]}, ValueError, "'a' is there more than once"),
        (([1, 2], [1, 1]), {"labels": ["a"]}, ValueError, "2 effects and 1 labels"),
    ],
)
def test_what_cannot_be_pooled_is_refused(arguments, options, error, words) -> None:
    with pytest.raises(error, match=words):
        synthesise(*arguments, **options)


def test_the_result_and_the_input_stay_as_they_are() -> None:
    y, v = random_studies(2)
    before = y.copy(), v.copy()
    found = synthesise(y, v)
    assert (y == before[0]).all()
    assert (v == before[1]).all()
    with pytest.raises(ValueError, match="read-only"):
        found.weights[0] = 1


def test_leaving_out_tells_what_the_conclusion_hangs_on() -> None:
    found = leave_one_out([0.3, 0.1, 0.08, 0.06], [0.002, 0.01, 0.01, 0.01], "dl", False, labels=list("abcd"))
    without = synthesise([0.1, 0.08, 0.06], [0.01] * 3, "dl", knapp_hartung=False)
    row = found.table.iloc[0]
    assert (row["left_out"], row["estimate"]) == ("a", without.estimate)
    assert found.minimum == found.table["estimate"].min()
    full = synthesise([0.3, 0.1, 0.08, 0.06], [0.002, 0.01, 0.01, 0.01], "dl", knapp_hartung=False)
    assert full.ci_low > 0 > without.ci_low
    assert any(note.startswith("whether the interval excludes zero hangs on: a") for note in found.notes)
    tidy = found.tidy()
    assert tidy["group"].tolist() == list("abcd")
    assert (tidy["n"] == 3).all()


def test_an_outlier_is_influential_and_diagnostics_survive_equal_effects() -> None:
    found = influence([0.1, 0.12, 0.11, 0.09, 2.0], [0.01] * 5, labels=list("abcde"))
    assert found.influential == ("e",)
    assert set(found.tidy()["term"]) == {"rstudent", "cook_distance"}
    still = influence([0.3] * 4, [0.1, 0.2, 0.3, 0.4])
    assert still.influential == ()
    assert (still.table["cook_distance"].abs() < NEAR_ZERO).all()


@pytest.mark.parametrize("function", [leave_one_out, influence])
def test_leaving_one_of_two_out_is_refused(function) -> None:
    with pytest.raises(NotEnoughData, match="at least 3 studies: got 2"):
        function([0.1, 0.2], [0.1, 0.1])


EFFECTS = np.random.default_rng(4).normal(0.2, 0.3, 12)
VARIANCES = np.linspace(0.01, 0.1, 12)
SIZE = pd.Series(np.arange(12.0), name="size")


def test_fewer_than_ten_studies_are_not_regressed_unless_asked() -> None:
    with pytest.raises(NotEnoughData, match=r"10\.11\.4.*got 9"):
        meta_regression(EFFECTS[:9], VARIANCES[:9], SIZE[:9])
    found = meta_regression(EFFECTS[:9], VARIANCES[:9], SIZE[:9], at_least=5)
    assert found.k == 9
    assert any("fewer than ten" in note for note in found.notes)


def test_moderators_without_names_are_numbered() -> None:
    named = meta_regression(EFFECTS, VARIANCES, pd.DataFrame({"one": SIZE, "two": SIZE**2}))
    found = meta_regression(EFFECTS, VARIANCES, np.column_stack([SIZE, SIZE**2]))
    assert found.tidy()["term"].tolist()[:3] == ["intercept", "moderator1", "moderator2"]
    assert found.tidy()["estimate"].tolist() == named.tidy()["estimate"].tolist()


def test_moderators_of_every_kind_are_coded() -> None:
    frame = pd.DataFrame(
        {
            "kind": pd.Categorical(list("cab") * 4, categories=["c", "b", "a", "unused"]),
            "large": [True, False] * 6,
            "years": pd.array([1, None, 3, 4, 7, 6, 5, 8, 2, 9, 1, 3], dtype="Int64"),
        },
        index=list("abcdefghijkl"),
    )
    found = meta_regression(EFFECTS, VARIANCES, frame)
    assert found.table["term"].tolist() == ["intercept", "kind[b]", "kind[a]", "large", "years"]
    assert found.k == 11
    assert "left out, a moderator is missing: 2" in found.notes
    assert "kind: against 'c'" in found.notes
    terms = found.tidy()["term"].tolist()
    assert terms[-1] == "tau2"


def test_two_groups_are_the_same_by_whatever_name_and_code() -> None:
    texts = np.where(np.arange(12) % 3 == 0, "zorg", "bouw")
    by_text = meta_regression(EFFECTS, VARIANCES, pd.Series(texts, name="sector"))
    by_number = meta_regression(EFFECTS, VARIANCES, {"sector": (texts == "zorg").astype(int)})
    assert by_text.table["term"].tolist() == ["intercept", "sector[zorg]"]
    assert by_text.table["estimate"].tolist() == near(by_number.table["estimate"].tolist(), CLOSED_FORM)
    assert by_text.qm == near(by_text.table["statistic"].iloc[1] ** 2, CLOSED_FORM)


def test_effects_that_moderators_fit_exactly() -> None:
    found = meta_regression(0.1 + 0.05 * SIZE, VARIANCES, SIZE)
    assert found.table["estimate"].tolist() == near([0.1, 0.05], CLOSED_FORM)
    assert (found.table["se"] > 0).all()
    assert any("fit the effects exactly" in note for note in found.notes)


@pytest.mark.parametrize(
    ("moderators", "error", "words"),
    [
        ([1] * 12, ValueError, "does not vary"),
        (["x"] * 12, ValueError, "does not vary"),
        (np.column_stack([SIZE, 2 * SIZE + 1]), ValueError, "follow from one another"),
        (SIZE[:5], ValueError, "12 studies and 5 rows"),
        (pd.concat([SIZE, SIZE], axis=1), ValueError, "different names"),
        (None, ValueError, "one or more columns"),
        (np.eye(12)[:, :11], NotEnoughData, "need more than 12 studies"),
    ],
)
def test_moderators_that_cannot_be_used_are_refused(moderators, error, words) -> None:
    with pytest.raises(error, match=words):
        meta_regression(EFFECTS, VARIANCES, moderators)


def test_nothing_to_explain_has_no_r2() -> None:
    assert meta_regression([0.2, 0.21] * 6, VARIANCES, SIZE).r2 is None


def test_five_studies_are_covered_as_often_as_promised() -> None:
    rng = np.random.default_rng(20191001)
    covered = 0
    for _ in range(250):
        v = rng.uniform(0.01, 0.06, 5)
        y = rng.normal(0.25, np.sqrt(v + 0.05))
        found = synthesise(y, v)
        covered += found.ci_low < 0.25 < found.ci_high
    # 95% of 250 draws is 237.5 +/- 3.4; of 4000 draws 93.6% were covered, and 89.5% by normal intervals
    assert 227 <= covered <= 248
