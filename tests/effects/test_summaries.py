"""summary_change and summary_mean: on the moments of answers they give what the answers themselves give, and R."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluatie.effects import (
    NotEnoughData,
    independent_change,
    mean,
    moments,
    summary_change,
    summary_mean,
    summary_moments,
)  # fmt: skip
from tolerances import CLOSED_FORM, NEAR_ZERO, NONCENTRAL_REFERENCE

DATA = Path(__file__).parent / "data"
FIGURES = {f["name"]: f["value"] for f in json.loads((DATA / "groups_reference.json").read_text())["figures"]}
HOLZINGER = pd.read_csv(DATA / "holzinger.csv")
# finding the noncentral t limits stops at 1e-13 of them, and starts from moments that differ in their last digit
SAME = 1e-12


def printed(answers: np.ndarray) -> tuple[int, float, float]:
    return len(answers), float(np.mean(answers)), float(np.std(answers, ddof=1))


def answers_of(seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 400, 2)
    first, last = (
        np.clip(rng.normal(3 + shift, 0.8, n), 1, 5).round(2) for n, shift in zip(sizes, (0, 0.2), strict=True)
    )
    return first, last


@pytest.mark.parametrize("seed", range(25))
def test_every_figure_is_that_of_the_answers_themselves(seed: int) -> None:
    first, last = answers_of(seed)
    ours, theirs = summary_change(*printed(first), *printed(last)), independent_change(first, last)
    for field in fields(theirs):
        found, wanted = getattr(ours, field.name), getattr(theirs, field.name)
        if isinstance(wanted, float):
            assert found == pytest.approx(wanted, rel=SAME, abs=NEAR_ZERO), field.name
        else:
            assert found == wanted, field.name


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_a_mean_is_that_of_the_answers_themselves(seed: int, confidence: float) -> None:
    answers, _ = answers_of(seed)
    ours, theirs = summary_mean(*printed(answers), confidence=confidence), mean(answers, confidence=confidence)
    assert (ours.n, ours.method, ours.notes) == (theirs.n, theirs.method, theirs.notes)
    for name in ("mean", "sd", "se", "ci_low", "ci_high"):
        assert getattr(ours, name) == pytest.approx(getattr(theirs, name), rel=SAME), name


@pytest.mark.parametrize("test", ["x1", "x4", "x9"])
def test_a_table_of_two_schools_gives_the_figures_of_r(test: str) -> None:
    label = f"Holzinger {test} Pasteur against Grant-White"
    at_pasteur = HOLZINGER["school"] == "Pasteur"
    rows = [printed(HOLZINGER.loc[who, test].to_numpy()) for who in (~at_pasteur, at_pasteur)]
    change = summary_change(*rows[0], *rows[1])
    t = FIGURES[f"{label}: Welch t-test"]
    for ours, theirs in (("statistic", "t"), ("df", "df"), ("p", "p"), ("mean_change", "diff"), ("ci_low", "lower")):
        assert getattr(change, ours) == pytest.approx(t[theirs], rel=CLOSED_FORM)
    for term, name in (("d_av", "cohens_d"), ("g_av", "hedges_g")):
        found = FIGURES[f"{label}: {name} unpooled sd (root mean variance, Welch df) with 95% CI (noncentral t)"]
        assert getattr(change, term) == pytest.approx(found["est"], rel=CLOSED_FORM)
        assert getattr(change, f"{term}_low") == pytest.approx(found["lower"], rel=NONCENTRAL_REFERENCE)
        assert getattr(change, f"{term}_high") == pytest.approx(found["upper"], rel=NONCENTRAL_REFERENCE)


@given(st.lists(st.sampled_from([1.0, 2.0, 3.5, 5.0]), max_size=6))
def test_moments_of_few_or_no_answers_are_those_of_their_summary(values: list[float]) -> None:
    found = moments(np.array(values))
    spread = np.std(values, ddof=1) if len(values) > 1 else None
    summary = summary_moments(len(values), np.mean(values) if values else np.nan, spread)
    for name in ("n", "mean", "variance"):
        assert getattr(found, name) == pytest.approx(getattr(summary, name), nan_ok=True, abs=NEAR_ZERO)


def test_too_few_people_and_no_spread_are_told_as_for_answers() -> None:
    with pytest.raises(NotEnoughData, match="at least 1 value"):
        summary_mean(0, float("nan"), None)
    with pytest.raises(NotEnoughData, match="got 1 before and 40 after"):
        summary_change(1, 3.0, None, 40, 3.5, 0.5)
    assert summary_mean(1, 3.0, None).se is None
    still = summary_change(20, 3.0, 0.0, 20, 4.0, 0.0)
    assert (still.mean_change, still.se, still.d_av) == (1.0, None, None)
    assert "cannot be estimated" in still.notes[0]


@pytest.mark.parametrize(
    ("summary", "message"),
    [
        ((-1, 3.0, 1.0), "n must be a whole number"),
        ((10.5, 3.0, 1.0), "n must be a whole number"),
        ((10, float("nan"), 1.0), "mean of 10 people must be a finite number"),
        ((10, 3.0, -0.1), "standard deviation of 10 people"),
        ((10, 3.0, None), "standard deviation of 10 people"),
        ((10, 3.0, float("nan")), "standard deviation of 10 people"),
    ],
)
def test_what_cannot_be_a_summary_is_refused(summary: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        summary_mean(*summary)
    with pytest.raises(ValueError, match=message):
        summary_change(*summary, 30, 3.0, 1.0)


def test_a_level_of_confidence_is_checked() -> None:
    with pytest.raises(ValueError, match="confidence"):
        summary_change(20, 3.0, 1.0, 20, 3.0, 1.0, confidence=95)
