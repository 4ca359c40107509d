"""standardised_rates against R (epitools), brute force, invariances and simulated coverage."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluatie.flows.rating.rates import event_rate
from evaluatie.flows.rating.ratios import rate_ratio
from evaluatie.flows.standardising import standardised_rates
from evaluatie.flows.standardising.direct import f_limits, gamma_limits, weigh
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM, SAME_FIGURE

DATA = Path(__file__).parent / "data"
FIGURES = {f["name"]: f for f in json.loads((DATA / "rates_reference.json").read_text(encoding="utf-8"))["figures"]}
INSURANCE = pd.read_csv(DATA / "insurance.csv")
R_ROWS = next(f["value"] for name, f in FIGURES.items() if name.startswith("Insurance claims"))


def small() -> pd.DataFrame:
    rows = [
        ("nl", "<35", 20, 100.0), ("nl", "35+", 20, 400.0), ("abroad", "<35", 30, 150.0), ("abroad", "35+", 2, 50.0),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["origin", "age", "events", "exposure"])


def row_of(result, group) -> pd.Series:
    return result.table.set_index("group").loc[group]


def test_insurance_is_that_of_r() -> None:
    rates = standardised_rates(INSURANCE, "District", ["Group", "Age"], "Claims", "Holders")
    assert rates.coverage == pytest.approx(1.0)
    assert rates.weights["used"].all()
    names = {
        "crude": "crude", "direct": "direct", "direct_low": "direct_lower_gamma", "direct_high": "direct_upper_gamma",
        "expected": "expected", "smr": "smr", "smr_low": "smr_lower_exact", "smr_high": "smr_upper_exact",
        "indirect": "indirect", "events": "observed",
    }  # fmt: skip
    for theirs in R_ROWS:
        ours = row_of(rates, theirs["unit"])
        for own, other in names.items():
            assert ours[own] == pytest.approx(theirs[other], rel=CLOSED_FORM), own


def test_one_stratum_gives_the_exact_rate_and_the_exact_ratio() -> None:
    frame = pd.DataFrame({"g": ["a", "b"], "s": 1, "events": [7, 12], "exposure": [30.5, 61.0]})
    rates = standardised_rates(frame, "g", "s", reference="b")
    alone, ratio = event_rate(7, 30.5), rate_ratio(7, 30.5, 12, 61.0)
    ours = row_of(rates, "a")
    for kind in ("crude", "direct"):
        found = [ours[kind], ours[f"{kind}_low"], ours[f"{kind}_high"]]
        assert found == pytest.approx([alone.rate, alone.ci_low, alone.ci_high], rel=CLOSED_FORM)
    found = [ours["ratio"], ours["ratio_low"], ours["ratio_high"], ours["ratio_p"]]
    assert found == pytest.approx([ratio.ratio, ratio.ci_low, ratio.ci_high, ratio.p], rel=CLOSED_FORM)
    reference = row_of(rates, "b")
    assert reference["ratio"] == 1.0
    assert np.isnan(reference["ratio_low"])
    assert rates.tidy().query("term == 'ratio'")["group"].tolist() == ["a"]


@pytest.mark.parametrize(
    ("standard", "weights"),
    [
        (None, [250, 450]),
        ("nl", [100, 400]),
        ({"<35": 1, "35+": 3}, [1, 3]),
        (pd.Series([3, 1], index=["35+", "<35"], dtype="Int64"), [1, 3]),
    ],
)
def test_the_standard_may_be_all_a_group_or_weights(standard, weights) -> None:
    rates = standardised_rates(small(), "origin", "age", standard=standard, reference="nl")
    young, old = np.array(weights) / np.sum(weights)
    assert row_of(rates, "nl")["direct"] == pytest.approx(young * 0.2 + old * 0.05, rel=CLOSED_FORM)
    assert row_of(rates, "abroad")["direct"] == pytest.approx(young * 0.2 + old * 0.04, rel=CLOSED_FORM)
    share = rates.weights.set_index("stratum")["weight"]
    assert share[["<35", "35+"]].tolist() == pytest.approx([young, old], rel=CLOSED_FORM)


def test_a_group_as_standard_gives_expected_events_from_its_rates() -> None:
    rates = standardised_rates(small(), "origin", "age", standard="nl")
    assert row_of(rates, "nl")["smr"] == pytest.approx(1.0)
    assert row_of(rates, "abroad")["expected"] == pytest.approx(150 * 0.2 + 50 * 0.05, rel=CLOSED_FORM)
    assert row_of(rates, "abroad")["indirect"] == pytest.approx(32 / 32.5 * 40 / 500, rel=CLOSED_FORM)
    assert any("from the rates of group nl" in note for note in rates.notes)


def test_a_stratum_without_exposure_of_a_group_is_left_out_and_said() -> None:
    extra = pd.DataFrame({"origin": ["nl"], "age": ["60+"], "events": [50], "exposure": [300.0]})
    rates = standardised_rates(pd.concat([small(), extra]), "origin", "age", reference="nl")
    without = standardised_rates(small(), "origin", "age", reference="nl")
    for name in ("direct", "direct_low", "direct_high", "ratio", "ratio_low"):
        assert rates.table[name].tolist() == pytest.approx(without.table[name].tolist(), rel=CLOSED_FORM, nan_ok=True)
    assert row_of(rates, "nl")["crude"] == pytest.approx(90 / 800, rel=CLOSED_FORM)
    assert rates.coverage == pytest.approx(700 / 1000)
    assert any("1 of 3 strata left out" in note and "60+" in note and "30.0%" in note for note in rates.notes)
    zero = pd.concat([small(), extra, extra.assign(origin="abroad", events=0, exposure=0)])
    assert standardised_rates(zero, "origin", "age", reference="nl").table.equals(rates.table)


def test_groups_that_share_no_stratum_have_no_direct_rates() -> None:
    frame = pd.DataFrame({"g": ["a", "b"], "s": [1, 2], "events": [3, 4], "exposure": [10, 20]})
    rates = standardised_rates(frame, "g", "s", reference="a")
    assert rates.table[["direct", "direct_low", "ratio"]].isna().all(axis=None)
    assert rates.coverage == 0
    assert any("cannot be standardised directly" in note for note in rates.notes)
    assert set(rates.tidy()["term"]) == {"crude_rate", "smr"}


def test_strata_outside_the_standard_and_only_in_the_standard_are_said() -> None:
    rates = standardised_rates(small(), "origin", "age", standard={"<35": 2, "70+": 2})
    assert row_of(rates, "abroad")["direct"] == pytest.approx(0.2, rel=CLOSED_FORM)
    assert rates.coverage == pytest.approx(0.5)
    assert any("70+" in note and "50.0%" in note for note in rates.notes)
    assert any("outside the standard: 35+" in note and "22 events" in note for note in rates.notes)
    with pytest.raises(ValueError, match="no weight to any of the strata"):
        standardised_rates(small(), "origin", "age", standard={"other": 1})
    with pytest.raises(ValueError, match="finite and 0 or more"):
        standardised_rates(small(), "origin", "age", standard={"<35": -1})
    with pytest.raises(TypeError, match="no number"):
        standardised_rates(small(), "origin", "age", standard={"<35": "much"})
    with pytest.raises(ValueError, match="standard group"):
        standardised_rates(small(), "origin", "age", standard="mars")


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_a_missing_stratum_is_a_stratum_of_its_own(missing) -> None:
    frame = small().astype({"age": object})
    frame.loc[frame["age"] == "35+", "age"] = missing
    rates, named = (standardised_rates(it, "origin", "age", reference="nl") for it in (frame, small()))
    assert rates.table["direct"].tolist() == pytest.approx(named.table["direct"].tolist(), rel=CLOSED_FORM)
    assert any("22 of 72 counted in strata with a missing label" in note for note in rates.notes)
    weighted = standardised_rates(frame, "origin", "age", standard={"<35": 1, missing: 3})
    assert weighted.coverage == pytest.approx(1.0)


def test_missing_groups_and_numbers_are_counted_and_left_out() -> None:
    frame = pd.concat(
        [
            small(),
            pd.DataFrame({"origin": [None, "nl"], "age": "<35", "events": [9, np.nan], "exposure": [9.0, 9.0]}),
        ]
    )
    rates = standardised_rates(frame, "origin", "age")
    assert rates.notes[:2] == ("1 row(s) left out: no group", "1 row(s) left out: a number was missing")
    assert rates.table.equals(standardised_rates(small(), "origin", "age").table)


def test_people_as_rows_truth_values_and_nullable_columns() -> None:
    people = small().loc[small().index.repeat(small()["events"])].assign(events=True, exposure=0.0)
    rest = small().assign(events=False)
    rows = pd.concat([people, rest]).sample(frac=1, random_state=1)
    rows["age"] = pd.Categorical(rows["age"], ["<35", "35+", "never"])
    expected = standardised_rates(small(), "origin", "age", reference="nl").table
    for events in (rows["events"].astype(bool), rows["events"].astype("boolean"), rows["events"].astype("Int64")):
        found = standardised_rates(rows.assign(events=events), "origin", "age", reference="nl").table
        pd.testing.assert_frame_equal(found, expected)


def test_no_events_have_upper_limits_only() -> None:
    frame = small().assign(events=[0, 0, 3, 2])
    rates = standardised_rates(frame, "origin", "age", reference="nl")
    nl, abroad = row_of(rates, "nl"), row_of(rates, "abroad")
    assert (nl["direct"], nl["direct_low"]) == (0, 0)
    assert nl["direct_high"] > 0
    assert np.isnan(abroad["ratio"])
    assert np.isnan(abroad["ratio_high"])
    assert abroad["ratio_low"] > 0
    assert any("no upper limit" in note for note in rates.notes)
    turned = row_of(standardised_rates(frame, "origin", "age", reference="abroad"), "nl")
    assert (turned["ratio"], turned["ratio_low"]) == (0, 0)
    assert turned["ratio_high"] == pytest.approx(1 / abroad["ratio_low"], rel=CLOSED_FORM)
    nobody = standardised_rates(frame.assign(events=0), "origin", "age")
    assert nobody.table["smr"].isna().all()
    assert any("no smr" in note for note in nobody.notes)


def test_a_group_without_any_exposure_does_not_take_the_others_along() -> None:
    extra = pd.DataFrame({"origin": ["eu"], "age": ["<35"], "events": [0], "exposure": [0.0]})
    rates = standardised_rates(pd.concat([small(), extra]), "origin", "age", reference="nl")
    assert row_of(rates, "abroad")["direct"] == row_of(standardised_rates(small(), "origin", "age"), "abroad")["direct"]
    assert row_of(rates, "eu")[["crude", "direct", "smr", "ratio"]].isna().all()
    assert any("no exposure at all" in note and "eu" in note for note in rates.notes)


@pytest.mark.parametrize(
    ("change", "error", "word"),
    [
        ({"exposure": 0.0, "events": 0}, NotEnoughData, "without exposure"),
        ({"exposure": 0.0}, ValueError, "events without exposure"),
        ({"events": 0.5}, ValueError, "whole numbers"),
        ({"events": -1}, ValueError, "0 or more"),
        ({"exposure": np.inf}, ValueError, "finite"),
        ({"events": "few"}, TypeError, "text"),
        ({"events": np.nan}, NotEnoughData, "no row"),
        ({"events": pd.Timestamp("2020-01-01")}, TypeError, "must hold numbers"),
    ],
)
def test_what_cannot_be_standardised_is_refused(change, error, word) -> None:
    with pytest.raises(error, match=word):
        standardised_rates(small().assign(**change), "origin", "age")


def test_what_is_no_frame_or_column_is_refused() -> None:
    with pytest.raises(TypeError, match="DataFrame"):
        standardised_rates([1], "a", "b")
    with pytest.raises(ValueError, match="no column 'sex'"):
        standardised_rates(small(), "origin", ["age", "sex"])
    with pytest.raises(ValueError, match="several columns 'age'"):
        standardised_rates(pd.concat([small(), small()[["age"]]], axis=1), "origin", "age")
    with pytest.raises(ValueError, match="reference group 'mars'"):
        standardised_rates(small(), "origin", "age", reference="mars")


@st.composite
def frames(draw):
    rows = []
    for group in range(draw(st.integers(2, 3))):
        for stratum in range(draw(st.integers(1, 4))):
            rows.append((group, stratum, draw(st.integers(0, 20)), draw(st.floats(0.5, 500))))
    return pd.DataFrame(rows, columns=["g", "s", "events", "exposure"])


@given(frames(), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_invariances(frame, random) -> None:
    rates = standardised_rates(frame, "g", "s", reference=0)
    rows = list(range(len(frame)))
    random.shuffle(rows)
    for changed, unit in ((frame.iloc[rows], 1.0), (frame.assign(exposure=frame["exposure"] * 12), 12.0)):
        other = standardised_rates(changed, "g", "s", reference=0).table
        for name in ("crude", "direct", "direct_low", "direct_high", "indirect"):
            assert rates.table[name].tolist() == pytest.approx(
                (other[name] * unit).tolist(), rel=SAME_FIGURE, nan_ok=True
            )
        for name in ("smr", "smr_low", "ratio", "ratio_low", "ratio_high", "ratio_p"):
            assert rates.table[name].tolist() == pytest.approx(other[name].tolist(), rel=SAME_FIGURE, nan_ok=True)
    relabelled = standardised_rates(
        frame.assign(g=frame["g"].map("abc".__getitem__), s=-frame["s"]), "g", "s", reference="a"
    )
    assert relabelled.table["ratio"].tolist() == pytest.approx(
        rates.table["ratio"].tolist(), rel=SAME_FIGURE, nan_ok=True
    )
    table = rates.table
    assert (table["direct_low"] <= table["direct"]).all()
    assert (table["direct"] <= table["direct_high"]).all()
    outside = (table["ratio_low"] > 1) | (table["ratio_high"] < 1)
    clear = (table["ratio_p"] - 0.05).abs() > 1e-9
    assert ((table["ratio_p"] < 0.05) == outside)[clear].all()


def test_f_limits_are_quantiles_of_f() -> None:
    weights = np.array([3.0, 1.0, 5.0])
    one = weigh(np.array([2.0, 0.0, 7.0]), np.array([30.0, 4.0, 55.0]), weights)
    other = weigh(np.array([1.0, 5.0, 3.0]), np.array([20.0, 44.0, 15.0]), weights)
    limits, more, most = f_limits(one, other, 0.9), other.cautious(), one.cautious()
    low = stats.f.ppf(0.05, 2 * one.y**2 / one.v, 2 * more.y**2 / more.v) * one.y / more.y
    high = stats.f.ppf(0.95, 2 * most.y**2 / most.v, 2 * other.y**2 / other.v) * most.y / other.y
    assert (limits.low, limits.high) == pytest.approx((low, high), rel=CLOSED_FORM)


def test_limits_cover_with_few_events() -> None:
    rng = np.random.default_rng(20261129)
    exposure, reference = np.array([40.0, 10.0, 2.0, 60.0]), np.array([100.0, 80.0, 50.0, 20.0])
    weights, rate = exposure + reference, np.array([0.02, 0.08, 0.3, 0.05])
    true = float((weights * rate).sum() / weights.sum())
    both, direct = 0, 0
    draws = 3000
    for _ in range(draws):
        one, other = (weigh(rng.poisson(rate * t).astype(float), t, weights) for t in (exposure, reference))
        low, high = gamma_limits(one, 0.95)
        direct += low <= true <= high
        limits = f_limits(one, other, 0.95)
        both += limits.low <= 1 and (limits.high is None or limits.high >= 1)
    # both are cautious by design: not below the level, but for the noise of 3,000 draws
    assert direct / draws > 0.945
    assert both / draws > 0.945
