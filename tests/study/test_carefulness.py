"""Who perhaps did not read: the same answer to everything, and answers that came too fast."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from evaluatie.study.gate.carefulness import careless, impossible_seconds
from evaluatie.study.note import Note

ITEMS = tuple(f"q{number}" for number in range(1, 8))
NAN = np.nan


def notes_of(
    answers: list[list[float]],
    seconds: list[float] | None = None,
    reversed_items: Mapping[str, frozenset[str]] = {},
) -> list[Note]:
    rows = pd.DataFrame(answers, columns=list(ITEMS[: len(answers[0])]), index=range(5, len(answers) + 5), dtype=float)
    took = None if seconds is None else pd.Series(seconds, index=rows.index)
    instruments = {"safety": ITEMS[: len(answers[0])]}
    return careless(rows, instruments, reversed_items=reversed_items, seconds=took, file="t1.csv")


@pytest.mark.parametrize(
    ("answers", "turned", "counts"),
    [
        ([4, 4, 4, 4, 4, 4, 4], (), True),
        ([4, 4, 4, 4, 4, 4, NAN], (), True),
        ([4, 4, 4, 4, 4, NAN, NAN], (), False),  # five alike answers are common
        ([4, 4, 4, 4, 4, 4, 5], (), False),
        ([4, 4, 4, 4, NAN, NAN, NAN], ("q1",), True),  # the same answer to opposites
        ([4, 4, 4, NAN, NAN, NAN, NAN], ("q1",), False),
        ([4, 4, 4, 4, NAN, NAN, NAN], ("q7",), False),  # the reversed item was not answered
        ([4, 4, 4, 4, NAN, NAN, NAN], ("q1", "q2", "q3", "q4"), False),  # no opposites
        ([NAN] * 7, ("q1",), False),
    ],
)
def test_the_rule_of_straight_lining(answers: list[float], turned: tuple[str, ...], counts: bool) -> None:
    notes = notes_of([answers, [1, 2, 3, 4, 5, 4, 3]], reversed_items={"safety": frozenset(turned)})
    assert [note.key for note in notes] == ["straight_lining"] * counts


def test_the_note_counts_only_those_who_answered_enough() -> None:
    same, varied, few = [3.0] * 7, [1, 2, 3, 4, 5, 4, 3], [3.0, 3.0, *[NAN] * 5]
    (note,) = notes_of([same, same, varied, few])
    assert note.text == "t1.csv: 2 of 3 people gave the same answer to all items of safety. They are kept."
    assert note.about == {}


@pytest.mark.parametrize(
    ("seconds", "fast"),
    [([14, 14], 0), ([13.9, 14], 1), ([0, 300], 1), ([NAN, 300], 0), ([NAN, 3], 1), ([-5, 300], 0)],
)
def test_two_seconds_per_item_that_was_answered(seconds: list[float], fast: int) -> None:
    notes = notes_of([[1, 2, 3, 4, 5, 4, 3]] * 2, seconds)
    assert [note.key for note in notes] == ["too_fast"] * fast
    for note in notes:
        assert note.text.startswith(f"t1.csv: {fast} of ")
        assert note.about == {}


def test_who_answered_little_needs_little_time() -> None:
    assert notes_of([[1, 2, *[NAN] * 5], [1, 2, 3, 4, 5, 4, 3]], [4, 60]) == []
    assert notes_of([[NAN] * 7, [1, 2, 3, 4, 5, 4, 3]], [0, 60]) == []


def test_where_most_are_too_fast_the_unit_is_doubted() -> None:
    rows = [[1, 2, 3, 4, 5, 4, 3]] * 4
    assert "Is the time given in seconds?" in notes_of(rows, [8, 9, 12, 600])[0].text
    assert "Is the time given in seconds?" not in notes_of(rows, [8, 600, 600, 600])[0].text


def test_time_counts_over_all_instruments_once_per_item() -> None:
    rows = pd.DataFrame(np.tile([1.0, 2, 3, 4], (2, 1)), columns=["a", "b", "c", "d"])
    instruments = {"one": ("a", "b"), "two": ("c", "d"), "again": ("a",)}
    seconds = pd.Series([7.0, 8.0])
    (note,) = careless(rows, instruments, reversed_items={}, seconds=seconds, file="t0.csv")
    assert note.text.startswith("t0.csv: 1 of 2 people")


def test_nothing_to_note() -> None:
    rng = np.random.default_rng(5)
    assert notes_of(rng.integers(1, 6, (400, 7)).tolist(), rng.integers(60, 900, 400).tolist()) == []
    empty = pd.DataFrame({"a": pd.Series(dtype=float)})
    nobody = pd.Series(dtype=float)
    assert careless(empty, {"one": ("a",)}, reversed_items={}, seconds=nobody, file="t0.csv") == []


def test_the_answers_are_left_as_they_are() -> None:
    rows = pd.DataFrame([[3.0] * 6], columns=list("abcdef"))
    before = rows.copy()
    careless(rows, {"x": tuple("abcdef")}, reversed_items={}, seconds=pd.Series([1.0]), file="t0.csv")
    pd.testing.assert_frame_equal(rows, before)


def test_a_duration_below_zero_is_impossible() -> None:
    seconds = pd.Series([10.0, -1, NAN, 0, -300], index=[2, 3, 4, 5, 6], name="duur")
    problems = impossible_seconds("t0.csv", seconds)
    assert [(one.file, one.row, one.column) for one in problems] == [("t0.csv", 3, "duur"), ("t0.csv", 6, "duur")]
    assert all(one.message and one.hint for one in problems)


def test_many_impossible_durations_are_counted() -> None:
    problems = impossible_seconds("t0.csv", pd.Series(np.full(50, -1.0), name="duur"))
    assert len(problems) == 21
    assert problems[-1].message == "And 30 more cells like these in this column."
