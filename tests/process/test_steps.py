"""The six steps and their checklist: what lags, what comes next, and what cannot be read."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evaluatie.process as room
from evaluatie.amiss import InputError

IDS = ("address", "project-group", "bottlenecks", "choose", "communicate", "implement")


def records(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["step", "done", "by", "date", "evidence"])


def done(states: str) -> pd.DataFrame:
    words = {"y": "yes", "p": "partly", "n": "no"}
    return pd.DataFrame({"step": range(1, 7), "done": [words[state] for state in states]})


def test_six_steps_in_order_in_two_languages() -> None:
    steps = room.process_steps()
    assert tuple(step.id for step in steps) == IDS
    assert [step.number for step in steps] == [1, 2, 3, 4, 5, 6]
    for step in steps:
        told = [step.name, *step.advice, *([step.lagging] if step.lagging else [])]
        assert step.advice
        assert all(text.nl and text.en and text.nl != text.en for text in told)
    # nothing comes after the last, so that it cannot lag
    assert [step.number for step in steps if step.lagging is None] == [6]


def test_the_spread_over_levels_is_asked_for_where_interventions_are_chosen() -> None:
    assert [step.minimum_levels for step in room.process_steps()] == [1, 1, 1, 2, 1, 1]


@pytest.mark.parametrize(
    ("states", "lagging", "next_step"),
    [
        ("nnnnnn", (), 1),
        ("yyyyyy", (), None),
        ("yynnnn", (), 3),
        ("ypnnnn", (), 2),
        ("ynpnnn", (2,), 2),
        ("yppnnn", (), 2),
        ("ypyynn", (2,), 2),
        ("npynnn", (1, 2), 1),
        ("yyynyn", (4,), 4),
        ("nnnnny", (1, 2, 3, 4, 5), 1),
        ("pppppp", (), 1),
    ],
)
def test_a_step_lags_when_a_later_one_has_come_further(states: str, lagging: tuple[int], next_step: int | None) -> None:
    found = room.six_steps(done(states))
    assert (found.lagging, found.next_step) == (lagging, next_step)
    assert found.table["lags"].tolist() == [number in lagging for number in range(1, 7)]
    assert (found.done, found.partly, found.open) == tuple(map(states.count, "ypn"))
    steps = {step.number: step for step in room.process_steps()}
    for row in found.table.itertuples():
        step = steps[row.step]
        if row.step in lagging:
            assert row.advice == step.lagging.nl
        elif row.step == next_step:
            assert row.advice == " ".join(text.nl for text in step.advice)
        else:
            assert row.advice == ""


def test_the_table_says_who_when_and_on_what_evidence() -> None:
    found = room.six_steps(
        records((3, "partly", "researcher", "2020-01-10", "baseline"), (1, "yes", "board", pd.NaT, None)), language="en"
    )
    assert found.table["step"].tolist() == [1, 2, 3, 4, 5, 6]
    row = found.table.loc[2]
    assert (row["id"], row["name"], row["done"]) == ("bottlenecks", "Identify bottlenecks", "partly")
    assert (row["by"], row["date"], row["evidence"]) == ("researcher", datetime.date(2020, 1, 10), "baseline")
    assert found.table.loc[1, "done"] == "no"
    assert any(note.startswith("nothing is recorded of step 2, 4, 5, 6") for note in found.notes)
    assert any(note == "step 2 is not done, while step 3 is further" for note in found.notes)
    assert any(note.startswith("step 1 is said to be done without date, evidence") for note in found.notes)
    assert "researcher" in found._repr_html_()


def test_a_lagging_step_is_a_note_and_no_error() -> None:
    found = room.six_steps(done("yynyyy"))
    assert [note for note in found.notes if "further" in note] == ["step 3 is not done, while step 4 is further"]


def test_dates_that_run_against_the_order_are_noted() -> None:
    found = room.six_steps(
        records(
            (1, "yes", "a", "2020-01-01", "x"), (3, "yes", "a", "2020-06-01", "x"), (4, "yes", "a", "2020-03-01", "x")
        )
    )
    assert any(note == "step 4 is dated before step 3 (2020-03-01 and 2020-06-01)" for note in found.notes)
    assert not any("dated before step 1" in note for note in found.notes)


@pytest.mark.parametrize(
    "step", [4, 4.0, "4", "4.0", "choose", "Maatregelen kiezen", "choose interventions", np.int64(4)]
)
@pytest.mark.parametrize("state", ["yes", "JA", True, np.True_, " gedaan "])
def test_steps_and_states_may_be_written_in_several_ways(step: Any, state: Any) -> None:
    found = room.six_steps(pd.DataFrame({"step": [step], "done": [state]}))
    assert found.table.loc[3, "done"] == "yes"
    assert found.done == 1


@pytest.mark.parametrize("day", [datetime.date(2020, 1, 10), pd.Timestamp("2020-01-10 12:00"), "2020-01-10"])
def test_dates_may_be_written_in_several_ways(day: Any) -> None:
    found = room.six_steps(records((1, "yes", "a", day, "x")), today="2020-01-10")
    assert found.table.loc[0, "date"] == datetime.date(2020, 1, 10)


def test_all_that_is_wrong_is_told_at_once() -> None:
    frame = records(
        (1, "yes", "a", "2020-13-01", None),
        (7, "yes", "a", None, None),
        ("chose", "yes", "a", None, None),
        (2, "no", "a", "2020-01-01", None),
        (3, "maybe", "a", None, None),
        (3, "yes", "a", "2031-01-01", None),
        (None, "no", None, None, None),
    )
    with pytest.raises(InputError) as error:
        room.six_steps(frame, today=datetime.date(2030, 1, 1))
    assert [problem.split(":")[0] for problem in error.value.problems] == [
        "row 1", "row 2", "row 3", "row 4", "row 5", "row 6", "row 6", "row 7",
    ]  # fmt: skip
    told = str(error.value)
    for part in (
        "'2020-13-01' is no date",
        "there is no step '7'",
        "did you mean 'choose'?",
        "a date (2020-01-01), and the step",
        "done is 'maybe'",
        "step 3 stands in row 5 already",
        "2031-01-01 is after today",
        "the step is missing",
    ):
        assert part in told


def test_other_refusals() -> None:
    with pytest.raises(TypeError, match="DataFrame"):
        room.six_steps([{"step": 1}])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="'done'"):
        room.six_steps(pd.DataFrame({"step": [1]}))
    with pytest.raises(ValueError, match="today: 'soon' is no date"):
        room.six_steps(done("nnnnnn"), today="soon")
    with pytest.raises(ValueError, match="'nl' or 'en'"):
        room.six_steps(done("nnnnnn"), language="de")


def test_without_records_all_steps_are_open_and_the_frame_is_left_alone() -> None:
    assert room.six_steps(records()).open == 6
    frame = records((1, "yes", "a", "2020-01-01", "x"))
    before = frame.copy(deep=True)
    found = room.six_steps(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert found.tidy().set_index("term")["estimate"].to_dict() == {
        "steps_done": 1, "steps_partly": 0, "steps_open": 5,
    }  # fmt: skip
    assert found.glance()["next_step"].tolist() == [2]
