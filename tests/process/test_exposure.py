"""exposure of units and of persons: hand-counted tables, every error, and how it joins an analysis of change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import evaluatie.process as process
from evaluatie.effects import cluster_robust, difference_in_differences
from evaluatie.process import exposing
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM

HEADS = {"sales": 10, "care": 8, "office": 12, "field": 5}


def rows() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("sales", "training", 5, 4.0),
            ("sales", "mentoring", 2, 10.0),
            ("care", "training", 8, 2.0),
            ("office", "training", 0, np.nan),
        ],
        columns=["unit", "intervention", "reached", "dose"],
    )


def test_units_are_counted_by_hand() -> None:
    given = rows()
    before = given.copy(deep=True)
    found = process.exposure(given, HEADS)
    pd.testing.assert_frame_equal(given, before)
    expected = pd.DataFrame(
        {
            "unit": ["sales", "care", "office", "field"],
            "exposed": [True, True, False, False],
            "headcount": [10.0, 8.0, 12.0, 5.0],
            "reached": [5.0, 8.0, 0.0, 0.0],
            "share_reached": [0.5, 1.0, 0.0, 0.0],
            "share_at_most": [0.7, 1.0, 0.0, 0.0],
            # sales: (5 people x 4 hours + 2 people x 10 hours) over 10 heads
            "dose": [4.0, 2.0, 0.0, 0.0],
            "interventions": [2, 1, 0, 0],
        }
    )
    pd.testing.assert_frame_equal(found.table, expected, rtol=CLOSED_FORM)
    assert (found.by, found.n, found.n_exposed, found.share_exposed, found.at_least) == ("unit", 4, 2, 0.5, None)
    assert found.tidy().to_dict("records") == [{"term": "share_exposed", "estimate": 0.5, "n": 4}]
    assert found.glance()["n_exposed"].item() == 2
    assert {exposing.BETWEEN, exposing.CHOSEN, exposing.SPILL} < set(found.notes)
    assert any("no interval" in note for note in found.notes)


def test_a_threshold_moves_who_counts_as_exposed_and_nothing_else() -> None:
    plain, strict = process.exposure(rows(), HEADS), process.exposure(rows(), HEADS, at_least=0.6)
    assert strict.table["exposed"].tolist() == [False, True, False, False]
    pd.testing.assert_frame_equal(plain.table.drop(columns="exposed"), strict.table.drop(columns="exposed"))
    assert process.exposure(rows(), HEADS, at_least=0.5).table["exposed"].tolist() == [True, True, False, False]


def test_a_dose_that_one_row_does_not_tell_is_not_known() -> None:
    given = rows()
    given.loc[1, "dose"] = np.nan
    found = process.exposure(given, HEADS)
    np.testing.assert_array_equal(found.table["dose"], [np.nan, 2.0, 0.0, 0.0])
    assert any("dose of 1 unit(s) is not known" in note for note in found.notes)
    without = process.exposure(given.drop(columns="dose"), HEADS)
    np.testing.assert_array_equal(without.table["dose"], [np.nan, np.nan, 0.0, 0.0])


def test_a_column_of_a_log_names_the_units_and_labels_come_back_as_they_were() -> None:
    given = pd.DataFrame({"target": [3, 1], "reached": [2, 1]})
    found = process.exposure(given, pd.Series({1: 4, 2: 4, 3: 4}), column="target")
    assert found.table["unit"].tolist() == [1, 2, 3]
    assert found.table["share_reached"].tolist() == [0.25, 0.0, 0.5]
    assert exposing.BETWEEN not in found.notes


def test_persons_are_counted_by_hand() -> None:
    given = pd.DataFrame(
        {"person": ["p1", "p1", "p2", "p4"], "sessions": [2, 3, 0, 1], "intervention": ["a", "b", "a", "a"]}
    )
    found = process.exposure(given, ["p1", "p2", "p3", "p4"])
    expected = pd.DataFrame(
        {
            "person": ["p1", "p2", "p3", "p4"],
            "exposed": [True, False, False, True],
            "dose": [5.0, 0.0, 0.0, 1.0],
            "interventions": [2, 0, 0, 1],
        }
    )
    pd.testing.assert_frame_equal(found.table, expected)
    assert found.by == "person"
    assert exposing.SPILL not in found.notes
    assert process.exposure(given, ["p1", "p2", "p4"], at_least=2).table["exposed"].tolist() == [True, False, False]


def test_without_sessions_each_row_is_one() -> None:
    found = process.exposure(pd.DataFrame({"code": ["b", "b", "a"]}), iter(["a", "b", "c"]), column="code")
    assert found.table["dose"].tolist() == [1.0, 2.0, 0.0]
    assert "each row counts as one session" in found.notes


@pytest.mark.parametrize(("reached", "word"), [(0, "no unit was exposed"), (1, "every unit was exposed")])
def test_it_says_when_there_is_no_one_to_compare_with(reached, word) -> None:
    found = process.exposure(pd.DataFrame({"unit": ["a", "b"], "reached": reached}), {"a": 2, "b": 2})
    assert any(note.startswith(word) for note in found.notes)


def test_everything_wrong_is_named_at_once() -> None:
    given = pd.DataFrame(
        {
            "unit": ["sales", "slaes", None, "care", "care", "office"],
            "reached": [11, 1, 1, 5, 4, None],
            "dose": [1, -1, 1, 1, "two", 1],
        }
    )
    with pytest.raises(ValueError, match="problems") as raised:
        process.exposure(given, {"sales": 10, "care": 8, "office": 12}, at_least=40)
    text = str(raised.value)
    assert text.startswith("7 problems (rows are counted from 1):")
    for line in (
        "participation, row 3: unit is empty",
        "participation, row 2: not among the units: slaes",
        "at_least must be above 0 and at most 1: got 40",
        "participation, row 2: dose is -1; it must be 0 or more",
        "participation, row 5: dose is 'two'; it must be a number",
        "participation, row 6: reached is empty",
        # 5 and 4 of the 8 of care are as wrong as 11 of the 10 of sales
        "participation, rows 1, 4, 5: more people were reached than the unit has",
    ):
        assert f"\n- {line}" in text


def test_a_pseudonym_stays_out_of_messages() -> None:
    given = pd.DataFrame({"person": ["p1", "q9"], "sessions": [1, None]})
    with pytest.raises(ValueError, match="row 2: this person is not among everyone") as raised:
        process.exposure(given, ["p1", "p2"])
    assert "q9" not in str(raised.value)
    assert "row 2: sessions is empty; write 0" in str(raised.value)
    with pytest.raises(ValueError, match="everyone, row 3: this person stands above"):
        process.exposure(given.iloc[:1], ["p1", "p2", "p1"])


@pytest.mark.parametrize(
    ("participation", "everyone", "error", "word"),
    [
        (rows(), {}, NotEnoughData, "everyone is empty"),
        (rows(), {**HEADS, "x": 0}, ValueError, "row 5: headcount is 0; it must be 1 or more"),
        (rows(), {**HEADS, "x": None}, ValueError, "row 5: headcount is empty"),
        (rows(), "sales", TypeError, "list persons"),
        (rows(), pd.DataFrame({"a": [1]}), TypeError, "list persons"),
        (rows(), 3, TypeError, "list persons"),
        ([1], HEADS, TypeError, "participation must be a DataFrame"),
        (rows().rename(columns={"reached": "reachd"}), HEADS, ValueError, "did you mean 'reachd'"),
        (pd.DataFrame({"person": ["a"], "session": [1]}), ["a"], ValueError, "no column 'sessions'"),
    ],
)
def test_what_cannot_be_counted_is_refused(participation, everyone, error, word) -> None:
    with pytest.raises(error, match=word):
        process.exposure(participation, everyone)
    for wrong in (0, -1, float("nan")):
        with pytest.raises(ValueError, match="at_least must be above 0"):
            process.exposure(rows(), HEADS, at_least=wrong)


@given(st.permutations(range(4)), st.integers(0, 5))
def test_the_order_of_rows_and_splitting_a_row_do_not_matter(order, part) -> None:
    whole = process.exposure(rows(), HEADS).table
    split = pd.concat([rows().iloc[list(order)], rows().iloc[[0]]])
    at = split.reset_index(drop=True)
    first = at.index[(at["unit"] == "sales") & (at["intervention"] == "training")]
    at.loc[first, "reached"] = [part, 5 - part]
    pd.testing.assert_frame_equal(process.exposure(at, HEADS).table, whole, rtol=CLOSED_FORM)


def test_the_table_joins_an_analysis_of_change() -> None:
    rng = np.random.default_rng(3)
    units = [f"u{at}" for at in range(12)]
    participation = pd.DataFrame({"unit": units[:6], "reached": [2, 4, 6, 8, 10, 10], "dose": 3})
    found = process.exposure(participation, dict.fromkeys(units, 10))
    people = pd.DataFrame({"unit": np.repeat(units, 8)}).merge(found.table, on="unit", validate="many_to_one")
    people["change"] = 0.5 * people["dose"] + rng.normal(0, 0.5, len(people))
    slope = cluster_robust(people["change"], people[["dose"]].assign(one=1.0), people["unit"]).coefficients[0]
    assert slope.term == "dose"
    assert slope.ci_low < 0.5 < slope.ci_high
    long = people.loc[people.index.repeat(2)].assign(wave=["t0", "t1"] * len(people))
    long["score"] = np.where(long["wave"] == "t1", long["change"], 0.0) + rng.normal(0, 0.1, len(long))
    compared = difference_in_differences(long, "score", "wave", "exposed", "unit")
    mean = people.groupby("exposed")["change"].mean()
    assert compared.estimate == pytest.approx(mean[True] - mean[False], abs=0.1)
