"""From items to scores: reversal, minimum answered, ranges, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluatie.instruments import Instrument, instrument, list_instruments
from evaluatie.instruments.shorthand import written_out
from evaluatie.scales import score
from evaluatie.scales.scoring import turned_items


def filled(key: str, value: float, people: int = 1) -> pd.DataFrame:
    return pd.DataFrame(float(value), index=range(people), columns=list(instrument(key).columns))


def test_columns_subscales_first_then_the_total() -> None:
    assert list(score(filled("pgis", 3), "pgis")) == ["pgis.belonging", "pgis.authenticity", "pgis.total"]
    assert list(score(filled("job_satisfaction", 3), instrument("job_satisfaction"))) == ["job_satisfaction.total"]


def test_pgis_by_hand() -> None:
    frame = filled("pgis", 3)
    frame[[f"pgis_{number}" for number in range(1, 9)]] = 5
    scores = score(frame, "pgis").iloc[0]
    assert scores.tolist() == [5, 3, 4]


def test_reversed_items_are_turned_round_within_the_range() -> None:
    frame = pd.DataFrame([[7, 6, 1, 2, 1, 5]], columns=instrument("affective_commitment").columns)
    assert score(frame, "affective_commitment").iloc[0, 0] == pytest.approx((7 + 6 + 7 + 6 + 7 + 5) / 6)
    five = pd.DataFrame([[5, 4, 1, 2, 1, 3]], columns=frame.columns)
    ours = score(five, "affective_commitment", response_range=(1, 5)).iloc[0, 0]
    assert ours == pytest.approx((5 + 4 + 5 + 4 + 5 + 3) / 6)


@pytest.mark.parametrize("key", list_instruments())
def test_below_the_minimum_answered_a_score_is_missing(key: str) -> None:
    asked = instrument(key)
    for scale in asked.scales:
        for answered, present in ((scale.minimum_answered, True), (scale.minimum_answered - 1, False)):
            frame = filled(key, asked.response_range[0])
            frame[[f"{key}_{number}" for number in scale.items[answered:]]] = np.nan
            assert score(frame, asked)[f"{key}.{scale.id}"].notna().iloc[0] == present


def test_the_mean_is_over_the_answered_items() -> None:
    frame = pd.DataFrame([[2, None, 5]], columns=instrument("turnover_intention").columns, dtype="Int64")
    assert score(frame, "turnover_intention").iloc[0, 0] == 3.5


def test_the_index_is_kept_other_columns_ignored_and_the_frame_left_alone() -> None:
    frame = filled("pgis", 4, people=2).set_axis(["x", "x"]).assign(name=["a", "b"])
    before = frame.copy(deep=True)
    scores = score(frame, "pgis")
    assert list(scores.index) == ["x", "x"]
    pd.testing.assert_frame_equal(frame, before)
    assert score(frame.iloc[:0], "pgis").shape == (0, 3)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ValueError, match="pgis has 16 items; frame has no column 'pgis_7', 'pgis_9'"):
        score(filled("pgis", 3).drop(columns=["pgis_7", "pgis_9"]), "pgis")


def test_values_outside_the_range_are_named_with_their_columns() -> None:
    frame = filled("pgis", 3, people=3)
    frame["pgis_2"], frame["pgis_5"] = [1, 99, 6], [0, 2, 3]
    with pytest.raises(
        ValueError, match="answers outside 1 to 5: column 'pgis_2' holds 6, 99; column 'pgis_5' holds 0"
    ):
        score(frame, "pgis")
    assert score(filled("pgis", 7), "pgis", response_range=(1, 7)).iloc[0, 2] == 7


def test_text_a_falling_range_and_no_frame_are_refused() -> None:
    frame = filled("pgis", 3).astype({"pgis_3": object})
    frame.loc[0, "pgis_3"] = "agree"
    with pytest.raises(TypeError, match="column 'pgis_3' holds 'agree'"):
        score(frame, "pgis")
    with pytest.raises(ValueError, match="response_range must rise"):
        score(filled("pgis", 3), "pgis", response_range=(5, 1))
    with pytest.raises(TypeError, match="frame must be a DataFrame"):
        score([1, 2], "pgis")
    with pytest.raises(KeyError, match="Did you mean 'pgis'"):
        score(filled("pgis", 3), "pgsi")


@settings(deadline=None)  # the first example pays for the imports
@given(st.lists(st.lists(st.sampled_from([None, 1, 2, 3, 4, 5, 6, 7]), min_size=6, max_size=6), min_size=1, max_size=8))
def test_turning_the_scale_round_turns_the_score_round(rows: list) -> None:
    columns = list(instrument("affective_commitment").columns)
    frame = pd.DataFrame(rows, columns=columns, dtype="Float64")
    ours = score(frame, "affective_commitment").iloc[:, 0]
    turned = score(8 - frame, "affective_commitment").iloc[:, 0]
    np.testing.assert_allclose(turned, 8 - ours)
    backwards = score(frame.iloc[::-1], "affective_commitment").iloc[::-1, 0]
    pd.testing.assert_series_equal(ours, backwards)


def test_an_instrument_without_a_total_gives_none() -> None:
    assert list(score(filled("unwanted_behaviour", 2), "unwanted_behaviour")) == [
        "unwanted_behaviour.external",
        "unwanted_behaviour.internal",
    ]


def test_psychological_safety_by_hand() -> None:
    frame = pd.DataFrame([[1, 7, 2, 6, 3, 5, 4]], columns=instrument("psychological_safety").columns)
    assert score(frame, "psychological_safety").iloc[0, 0] == pytest.approx((7 + 7 + 6 + 6 + 5 + 5 + 4) / 7)


def test_a_shortened_instrument_needs_and_scores_only_what_was_asked() -> None:
    short = instrument("affective_commitment").shortened([2, 3, 6])
    frame = pd.DataFrame([[6, 1, 5], [6, None, None]], columns=["affective_commitment_2", *short.columns[1:]])
    scores = score(frame, short)["affective_commitment.total"]
    assert scores.iloc[0] == pytest.approx((6 + 7 + 5) / 3)
    assert np.isnan(scores.iloc[1])
    assert list(turned_items(frame, short)) == [f"affective_commitment_{number}" for number in (2, 3, 6)]


def test_items_are_found_by_name_whatever_the_order_of_the_columns() -> None:
    frame = filled("psychological_safety", 2)
    frame["psychological_safety_1"] = 7
    backwards = frame[frame.columns[::-1]]
    pd.testing.assert_frame_equal(score(frame, "psychological_safety"), score(backwards, "psychological_safety"))


@st.composite
def own_instruments(draw: st.DrawFn) -> Instrument:
    """Draw an instrument of a study's own: one to nine items, some reversed, in one or two parts."""
    count = draw(st.integers(1, 9))
    numbers = list(range(1, count + 1))
    cut = draw(st.integers(0, count - 1))
    parts = {"first": numbers[:cut], "second": numbers[cut:]} if cut else {}
    return Instrument.model_validate(
        written_out(
            {
                "id": "own",
                "name": "Own",
                "items": count,
                "reversed": sorted(draw(st.sets(st.sampled_from(numbers)))),
                "subscales": parts,
                "response_range": [1, draw(st.integers(2, 7))],
                "direction": "higher",
            }
        )
    )


def answers_to(asked: Instrument, data: st.DataObject) -> pd.DataFrame:
    low, high = map(int, asked.response_range)
    answer = st.one_of(st.none(), st.integers(low, high))
    rows = data.draw(st.lists(st.tuples(*[answer] * len(asked.items)), min_size=1, max_size=5))
    return pd.DataFrame(rows, columns=list(asked.columns), dtype="Float64")


@settings(deadline=None)
@given(own_instruments(), st.data())
def test_any_score_is_the_mean_of_what_was_answered_and_lies_in_the_range(asked: Instrument, data: Any) -> None:
    frame = answers_to(asked, data)
    low, high = asked.response_range
    scores = score(frame, asked)
    assert list(scores) == [f"own.{scale.id}" for scale in asked.scales]
    for scale in asked.scales:
        for row, found in zip(frame.to_numpy(float, na_value=np.nan), scores[f"own.{scale.id}"], strict=True):
            turned = [low + high - row[n - 1] if n in asked.reversed else row[n - 1] for n in scale.items]
            known = [value for value in turned if not np.isnan(value)]
            if len(known) < scale.minimum_answered:
                assert np.isnan(found)
            else:
                assert found == pytest.approx(sum(known) / len(known))
                assert low <= found <= high


@settings(deadline=None)
@given(own_instruments(), st.data())
def test_asking_less_is_scoring_the_whole_with_the_rest_unanswered(asked: Instrument, data: Any) -> None:
    kept = data.draw(st.sets(st.sampled_from(asked.numbers), min_size=1))
    frame = answers_to(asked, data)
    short = asked.shortened(kept)
    scores = score(frame[list(short.columns)], short)
    unanswered = frame.copy()
    unanswered[[column for column in asked.columns if column not in short.columns]] = pd.NA
    whole = score(unanswered, asked)
    for scale in short.scales:
        column = f"own.{scale.id}"
        # where the whole has a score, so has the part, and the same: it needs fewer answers
        both = whole[column].notna()
        pd.testing.assert_series_equal(scores.loc[both, column], whole.loc[both, column])


@settings(deadline=None)
@given(own_instruments(), st.data())
def test_turning_all_answers_and_the_reversed_items_changes_nothing(asked: Instrument, data: Any) -> None:
    frame = answers_to(asked, data)
    low, high = asked.response_range
    others = tuple(number for number in asked.numbers if number not in asked.reversed)
    mirrored = asked.model_copy(update={"reversed": others})
    pd.testing.assert_frame_equal(score(frame, asked), score(low + high - frame, mirrored))
