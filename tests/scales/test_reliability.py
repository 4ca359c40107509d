"""reliability against R: stats::cov, stats::cor and psych."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluatie.result import NotEnoughData
from evaluatie.scales import reliability
from tolerances import CLOSED_FORM

DATA = Path(__file__).parent / "data"
BFI, LQ2002 = pd.read_csv(DATA / "bfi.csv"), pd.read_csv(DATA / "lq2002.csv")
FIGURES = {
    figure["name"]: figure["value"]
    for name in ("bfi", "lq2002")
    for figure in json.loads((DATA / f"{name}_reference.json").read_text())["figures"]
}
TURNED = BFI.assign(**{name: 7 - BFI[name] for name in ("A1", "C4", "C5", "E1", "E2", "O2", "O5")})
SCALES = {
    **{name: TURNED.filter(regex=f"^{name[0]}[1-5]$") for name in ("Agreeableness", "Conscientiousness")},
    **{name: TURNED.filter(regex=f"^{name[0]}[1-5]$") for name in ("Extraversion", "Neuroticism", "Openness")},
    "Leadership 11 items": LQ2002.filter(like="LEAD"),
    "Task significance 3 items": LQ2002.filter(like="TSIG"),
    "Hostility 5 items": LQ2002.filter(like="HOSTIL"),
}


@pytest.mark.parametrize("label", SCALES)
def test_alpha_its_interval_and_item_rest_correlations_are_those_of_r(label: str) -> None:
    ours, n = reliability(SCALES[label]), FIGURES[f"{label}: complete rows"]
    assert (ours.n, ours.k) == (n, FIGURES[f"{label}: number of items"])
    alpha = FIGURES[f"{label}: Cronbach alpha, complete rows/covariances by formula"]
    feldt = FIGURES[f"{label}: alpha 95% CI Feldt, complete, n={n} (psych::alpha.ci; F quantiles)"]
    assert ours.alpha == pytest.approx(alpha, rel=CLOSED_FORM)
    assert ours.alpha_low == pytest.approx(feldt["lower"], rel=CLOSED_FORM)
    assert ours.alpha_high == pytest.approx(feldt["upper"], rel=CLOSED_FORM)
    rest = FIGURES[f"{label}: item-rest correlations on complete rows (plain cor with sum of the other items)"]
    assert list(ours.item_rest.index) == list(rest)
    assert ours.item_rest.tolist() == pytest.approx(list(rest.values()), rel=CLOSED_FORM)


@pytest.mark.parametrize("label", [name for name in SCALES if "items" in name])
def test_standardised_alpha_is_that_of_psych_where_no_answer_is_missing(label: str) -> None:
    theirs = FIGURES[f"{label}: standardized alpha, pairwise correlations"]
    assert reliability(SCALES[label]).alpha_standardised == pytest.approx(theirs, rel=CLOSED_FORM)


def test_people_with_a_missing_answer_are_left_out_and_counted() -> None:
    ours = reliability(SCALES["Agreeableness"])
    assert ours.notes == ("91 of 2800 people left out: an answer was missing",)
    assert list(ours.tidy()["term"]) == ["alpha", "alpha_standardised"]
    assert ours == reliability(SCALES["Agreeableness"])


def test_arrays_and_nullable_columns_will_do() -> None:
    frame = pd.DataFrame({"a": [1, 2, 3, None], "b": [2, 2, 4, 5], "c": [1, 3, 3, 4]})
    plain = reliability(frame)
    assert reliability(frame.astype("Int64")).alpha == reliability(frame.to_numpy()).alpha == plain.alpha
    assert plain.n == 3


def test_an_item_that_does_not_vary_leaves_alpha_and_is_said() -> None:
    ours = reliability(pd.DataFrame({"a": [1, 2, 3, 5], "b": [2, 2, 4, 5], "c": [3, 3, 3, 3]}))
    assert ours.alpha_standardised is None
    assert np.isnan(ours.item_rest["c"])
    assert "standardised alpha is not defined" in ours.notes[0]
    assert list(ours.tidy()["term"]) == ["alpha"]


@pytest.mark.parametrize(
    ("items", "error", "words"),
    [
        (pd.DataFrame({"a": [1, 2]}), NotEnoughData, "at least 2 items are needed: got 1"),
        (pd.DataFrame({"a": [1, None], "b": [1, 2]}), NotEnoughData, "at least 2 people .* got 1 of 2"),
        (pd.DataFrame({"a": [1, 1], "b": [2, 2]}), NotEnoughData, "does not vary"),
        (pd.DataFrame({"a": [1, 2, 3], "b": [3, 2, 1]}), NotEnoughData, "does not vary"),
        (pd.DataFrame({"a": [1, "x"], "b": [2, 2]}), TypeError, "column 'a' holds 'x'"),
        (pd.DataFrame({"a": [1, np.inf], "b": [2, 2]}), ValueError, "column 'a' holds an infinite"),
        ([1, 2, 3], ValueError, "people by items"),
    ],
)
def test_bad_input_is_refused_in_words(items, error, words) -> None:
    with pytest.raises(error, match=words):
        reliability(items)


def test_a_level_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="confidence"):
        reliability(SCALES["Hostility 5 items"], confidence=95)


@settings(deadline=None)  # the first example pays for the imports
@given(st.integers(0, 2**32 - 1), st.integers(-5, 5), st.sampled_from([0.5, 3]))
def test_order_of_people_and_items_shift_and_stretch_do_not_matter(seed: int, shift: int, by: float) -> None:
    rng = np.random.default_rng(seed)
    answers = np.clip(np.round(rng.normal(3, 1, (30, 1)) + rng.normal(0, 1, (30, 4))), 1, 5)
    plain = reliability(answers)
    moved = reliability(rng.permutation(rng.permutation(answers * by + shift, axis=0), axis=1))
    assert moved.alpha == pytest.approx(plain.alpha, abs=1e-9)
    assert sorted(moved.item_rest) == pytest.approx(sorted(plain.item_rest), abs=1e-9)
