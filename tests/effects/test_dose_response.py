"""dose_response against clubSandwich's figures for the same regression, written-out formulas, and in simulation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluatie.effects import cluster_robust, difference_in_differences, dose_response
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM, FITTED, VARIANCE_COMPONENT

DATA = Path(__file__).parent / "data" / "comparing"
CASES = pd.read_csv(DATA / "reference_cases.csv")


def injury() -> pd.DataFrame:
    counts = pd.read_csv(DATA / "injury_counts.csv", dtype={"cluster": str})
    return counts.loc[counts.index.repeat(counts["count"])].reset_index(drop=True)


def made(seed: int, people: int = 60, units: int = 6, slope: float = 0.0) -> pd.DataFrame:
    """Make two waves of people who took part 0 to 8 times, with a level and a change of their own."""
    rng = np.random.default_rng(seed)
    dose = rng.choice([0, 0, 0, 2, 4, 8], people).astype(float)
    level, own = rng.normal(3, 0.6, people), rng.normal(0, 0.4, people)
    unit = np.arange(people) % units
    before = level + rng.normal(0, 0.3, people)
    after = level + 0.1 + own + slope * dose + rng.normal(0, 0.3, people)
    wave = np.repeat(["t0", "t1"], people)
    frame = {"wave": wave, "person": np.tile(np.arange(people), 2), "unit": np.tile(unit, 2), "dose": np.tile(dose, 2)}
    return pd.DataFrame({**frame, "value": np.concatenate([before, after])})


def hc2(outcome: pd.Series, *columns: pd.Series) -> tuple[float, float]:
    """Give the last coefficient and its HC2 standard error (MacKinnon & White 1985), written out."""
    design = np.column_stack([np.ones(len(outcome)), *columns])
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ design.T @ outcome
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    meat = (design * ((outcome - design @ coefficients) ** 2 / (1 - leverage)).to_numpy()[:, None]).T @ design
    return float(coefficients[-1]), float(np.sqrt((inverse @ meat @ inverse)[-1, -1]))


def test_two_doses_are_the_difference_in_differences_that_clubsandwich_has() -> None:
    case = CASES["case"][CASES["case"].str.startswith("DiD")].iloc[0]
    theirs = CASES[(CASES["case"] == case) & CASES["how"].str.startswith("cluster-robust CR2 with Satt")].iloc[3]
    frame = injury().assign(three=lambda of: 3.0 * of["highearn"])
    ours = dose_response(frame, "ldurat", "afchnge", "three", "cluster", waves=(0, 1))
    assert 3 * ours.slope == pytest.approx(theirs["estimate"], rel=FITTED)
    assert ours.se is not None
    assert 3 * ours.se == pytest.approx(theirs["se"], rel=FITTED)
    assert ours.df == pytest.approx(theirs["df"], rel=VARIANCE_COMPONENT)
    same = difference_in_differences(frame, "ldurat", "afchnge", "highearn", "cluster", waves=(0, 1))
    assert 3 * ours.slope == pytest.approx(same.estimate, abs=CLOSED_FORM)


@pytest.mark.parametrize("cluster", [None, "unit"])
def test_the_slope_is_that_of_wave_times_dose(cluster: str | None) -> None:
    frame = made(1, slope=0.05).drop(index=[3, 70, 71])
    ours = dose_response(frame, "value", "wave", "dose", cluster, respondent="person")
    long = frame.assign(post=(frame["wave"] == "t1").astype(float))
    theirs, _ = hc2(long["value"], long["post"], long["dose"], long["post"] * long["dose"])
    assert ours.slope == pytest.approx(theirs, rel=FITTED)
    design = pd.DataFrame({"one": 1.0, "post": long["post"], "dose": long["dose"], "both": long["post"] * long["dose"]})
    robust = cluster_robust(long["value"], design, long[cluster or "person"]).coefficients[3]
    assert (ours.se, ours.df, ours.n) == (pytest.approx(robust.se), pytest.approx(robust.df), robust.n)


def test_who_answered_twice_gives_a_slope_of_change_and_one_that_is_adjusted() -> None:
    frame = made(2, slope=0.05).drop(index=[3, 70, 71])
    wide = frame.pivot_table(index=["person", "dose"], columns="wave", values="value").dropna().reset_index()
    ours = {row.term: row for row in dose_response(frame, "value", "wave", "dose", respondent="person").estimates()}
    linked, adjusted = ours["change_per_dose_linked"], ours["change_per_dose_adjusted"]
    assert (linked.estimate, linked.se) == pytest.approx(hc2(wide["t1"] - wide["t0"], wide["dose"]), rel=FITTED)
    assert (adjusted.estimate, adjusted.se) == pytest.approx(hc2(wide["t1"], wide["t0"], wide["dose"]), rel=FITTED)
    assert linked.n == adjusted.n == len(wide) == 57


def test_the_interval_covers_the_slope_that_is_true() -> None:
    found = [dose_response(made(seed, slope=0.05), "value", "wave", "dose", respondent="person") for seed in range(400)]
    covered = np.mean([one.ci_low <= 0.05 <= one.ci_high for one in found])  # type: ignore[operator]
    assert 0.92 < covered < 0.98  # 0.95 with 400 samples: four standard errors are 0.044


def test_few_units_that_differ_in_their_change_are_counted() -> None:
    def units(seed: int) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        frame = made(seed, people=120, units=8)
        own = rng.normal(0, 0.3, 8)
        frame["dose"] = np.array([0, 0, 0, 0, 1, 1, 2, 3])[frame["unit"]]
        frame["value"] += own[frame["unit"]] * (frame["wave"] == "t1")
        return frame

    found = [dose_response(units(seed), "value", "wave", "dose", "unit") for seed in range(300)]
    wrong = np.mean([one.p < 0.05 for one in found])  # type: ignore[operator]
    people = [dose_response(units(seed), "value", "wave", "dose", respondent="person") for seed in range(100)]
    plain = np.mean([one.p < 0.05 for one in people])  # type: ignore[operator]
    assert wrong < 0.08  # the exposed units are few and unlike: it errs to the safe side (.05 nominal)
    assert plain > 0.15  # counting people as independent would be far too sure


def test_what_cannot_be_told_is_said() -> None:
    frame = made(3)
    with pytest.raises(NotEnoughData, match="same dose"):
        dose_response(frame.assign(dose=2.0), "value", "wave", "dose")
    with pytest.raises(ValueError, match="0 or more"):
        dose_response(frame.assign(dose=-frame["dose"]), "value", "wave", "dose")
    with pytest.raises(TypeError):
        dose_response(frame.assign(dose="much"), "value", "wave", "dose")
    alone = dose_response(frame.assign(unit="a"), "value", "wave", "dose", "unit")
    assert alone.se is None
    assert any("one unit" in note for note in alone.notes)
    unlinked = dose_response(frame, "value", "wave", "dose")
    assert unlinked.linked is unlinked.adjusted is None
    assert unlinked.n_clusters == len(frame)


def test_neither_the_order_of_rows_nor_the_scale_of_the_dose_matters() -> None:
    frame = made(4, slope=0.1)
    one = dose_response(frame, "value", "wave", "dose", respondent="person")
    other = dose_response(
        frame.sample(frac=1, random_state=1).assign(dose=lambda of: of["dose"] * 60),
        "value", "wave", "dose", respondent="person",
    )  # fmt: skip
    assert other.slope * 60 == pytest.approx(one.slope, abs=CLOSED_FORM)
    assert other.p == pytest.approx(one.p, rel=FITTED)
