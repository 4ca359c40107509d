"""Answers of students: right in every way of writing them, and never given away."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest

import evaluatie as ev
from evaluatie.reproduce.finding.model import Exercise
from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.teaching import LessonError
from evaluatie.reproduce.teaching.answering import as_number
from held import HELD

BENCHES = {held.id: Bench(held) for held in HELD}
EVERY = pytest.mark.parametrize(
    ("name", "exercise"), [(held.id, one) for held in HELD for one in held.lesson.exercises],
    ids=lambda one: one.id if isinstance(one, Exercise) else one,
)  # fmt: skip


def true(name: str, exercise: Exercise) -> tuple[float, Decimal]:
    value = BENCHES[name].value(exercise.answer)
    return value, Decimal(repr(value)).quantize(Decimal(1).scaleb(-exercise.decimals), ROUND_HALF_UP)


@EVERY
def test_the_right_answer_is_right_in_every_way_of_writing_it(name: str, exercise: Exercise) -> None:
    value, rounded = true(name, exercise)
    comma = str(rounded).replace(".", ",")
    for answer in (value, float(rounded), np.float64(value), rounded, str(rounded), comma, f" {comma} %"):
        found = ev.check_answer(HELD[name], exercise.id, answer)
        assert found.right is True, answer
        assert "Goed" in found.text


@EVERY
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_wrong_answer_gets_help_and_not_the_answer(name: str, exercise: Exercise, language: str) -> None:
    value, rounded = true(name, exercise)
    ask, hint = getattr(exercise.ask, language), getattr(exercise.hint, language)
    unit = 10.0**-exercise.decimals
    for answer in (value + 3 * abs(value) + 7, value + unit, -value, value * 100, "x", None):
        found = ev.check_answer(HELD[name], exercise.id, answer, language)
        assert found.right is (None if answer is None else False)
        said = found.text.replace(ask, "").replace(hint, "")
        shown = str(rounded).replace(".", ",") if language == "nl" else str(rounded)
        # a whole number below ten can stand in the words themselves
        assert exercise.decimals == 0 or shown not in said
    far = ev.check_answer(HELD[name], exercise.id, value + 3 * abs(value) + 7, language)
    assert hint in far.text


@EVERY
def test_the_answer_shows_with_code_when_asked_for(name: str, exercise: Exercise) -> None:
    _, rounded = true(name, exercise)
    found = ev.check_answer(HELD[name], exercise.id, language="en", show=True)
    assert f"The answer is {rounded}." in found.text
    assert "found = " in found.text
    assert found.right is None


def test_help_tells_what_kind_of_slip_it_is() -> None:
    def said(value: object) -> str:
        return ev.check_answer("qi2019", "share_through_support", value, "en").text

    assert "factor 100" in said(24.89)
    assert "plus or minus" in said(-0.249)
    assert "slightly higher" in said(0.24)
    assert "Hint" in said(0.9)


@pytest.mark.parametrize("value", ["veel", [0.25], {"a": 1}, True, math.nan, math.inf, "", 1j, object])
def test_what_is_no_number_is_told_kindly(value: object) -> None:
    found = ev.check_answer("qi2019", 1, value)
    assert found.right is False
    assert "Dit is geen getal" in found.text


def test_a_comma_without_quotes_is_explained() -> None:
    assert "twee getallen" in ev.check_answer("qi2019", 1, (0, 10)).text


def test_thousands_may_have_a_point_where_a_whole_number_is_asked() -> None:
    assert as_number("127.155", 0) == as_number("127,155", 0) == as_number("127 155", 0) == 127155
    assert as_number("127.155", 1) == 127.155


def test_an_exercise_that_there_is_not_is_refused_in_the_language_of_the_lesson() -> None:
    with pytest.raises(LessonError, match="Opgave 4 is er niet: deze les heeft 3 opgaven"):
        ev.check_answer("qi2019", 4)
    with pytest.raises(LessonError, match="There is no exercise 0: this lesson has 3 exercises"):
        ev.check_answer("qi2019", 0, 0.1, "en")
    with pytest.raises(LessonError, match="Bedoelde je 'second_step'"):
        ev.check_answer("qi2019", "second_stap")


def test_huge_numbers_are_wrong_and_no_error() -> None:
    assert ev.check_answer("qi2019", 1, 1e300).right is False
