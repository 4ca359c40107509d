"""adjust_p against R's p.adjust, and what it must do whatever the values."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluatie.effects.independent import independent_change
from evaluatie.effects.multiplicity import adjust_p, familywise_confidence
from evaluatie.holm import holm
from tolerances import CLOSED_FORM

# R 4.2.2, stats::p.adjust(p, "holm" | "BH" | "bonferroni")
REFERENCE = json.loads((Path(__file__).parent / "data" / "synthesis_reference.json").read_text())["padjust"]
P_VALUES = st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=12)


@pytest.mark.parametrize(("method", "in_r"), [("holm", "holm"), ("bh", "BH"), ("bonferroni", "bonferroni")])
def test_adjusted_values_are_those_of_r(method: str, in_r: str) -> None:
    expected = np.array(REFERENCE[in_r], dtype=float)
    assert adjust_p(REFERENCE["p"], method) == pytest.approx(expected, rel=CLOSED_FORM, nan_ok=True)


@given(P_VALUES)
def test_the_methods_keep_their_order_and_what_is_missing(p: list[float | None]) -> None:
    holm, bh, bonferroni = (adjust_p(p, method) for method in ("holm", "bh", "bonferroni"))
    raw = np.array(p, dtype=float)
    here = ~np.isnan(raw)
    for adjusted in (holm, bh, bonferroni):
        assert (np.isnan(adjusted) == ~here).all()
        assert (adjusted[here] >= raw[here]).all()
        assert (adjusted[here] <= 1).all()
        in_order = adjusted[here][np.argsort(raw[here], kind="stable")]
        assert (np.diff(in_order) >= 0).all()
    assert (bh[here] <= holm[here] * (1 + CLOSED_FORM)).all()
    assert (holm[here] <= bonferroni[here]).all()
    turned = adjust_p(p[::-1], "holm")[::-1]
    assert turned == pytest.approx(holm, nan_ok=True)


def test_nullable_series_and_nothing_at_all() -> None:
    found = adjust_p(pd.Series([0.01, None, 0.2], dtype="Float64", index=list("abc")))
    assert found[[0, 2]].tolist() == [0.02, 0.2]
    assert len(adjust_p([])) == 0
    assert np.isnan(adjust_p([None, np.nan])).all()


@pytest.mark.parametrize(
    ("p", "method", "error", "words"),
    [
        ([0.1, 1.2], "holm", ValueError, "between 0 and 1: got 1.2"),
        ([-0.1], "holm", ValueError, "between 0 and 1"),
        (["x"], "holm", TypeError, "not a number"),
        ([0.1], "fdr", ValueError, "'holm', 'bh', 'bonferroni': got 'fdr'"),
    ],
)
def test_what_is_no_p_value_is_refused(p, method, error, words) -> None:
    with pytest.raises(error, match=words):
        adjust_p(p, method)


def test_an_interval_at_the_familys_level_says_what_bonferroni_says() -> None:
    rng = np.random.default_rng(3)
    said = set()
    for shift in np.linspace(0, 1, 40):
        first, last = rng.normal(0, 1, 30), rng.normal(shift, 1, 30)
        change = independent_change(first, last, confidence=familywise_confidence(5))
        adjusted = adjust_p([change.p, 1, 1, 1, 1], "bonferroni")[0]
        excludes = change.ci_low > 0 or change.ci_high < 0
        assert excludes == (adjusted < 0.05)
        said.add(excludes)
    assert said == {True, False}


@pytest.mark.parametrize("k", [0, -1, 2.5, True, "3"])
def test_a_family_has_a_number_of_intervals(k) -> None:
    with pytest.raises(ValueError, match="whole number of 1 or more"):
        familywise_confidence(k)
    with pytest.raises(ValueError, match="confidence"):
        familywise_confidence(2, 95)


def test_whole_p_values_are_adjusted_as_any_other() -> None:
    found = holm([0, 1, 1])
    assert found.tolist() == [0, 1, 1]
    assert found.dtype == np.float64
