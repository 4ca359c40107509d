"""Exercises that check their own answers: what is right is recomputed, never stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from evaluatie.reproduce.finding import Finding
from evaluatie.reproduce.finding.model import Exercise
from evaluatie.reproduce.teaching.answering import as_number, typed_comma
from evaluatie.reproduce.teaching.asked import Asked
from evaluatie.reproduce.teaching.coding import analysis_code
from evaluatie.reproduce.teaching.refusing import LessonError, unknown
from evaluatie.reproduce.teaching.shown import Shown, code, heading, joined, number, paragraphs, word

#: beyond this no decimals are held
_LARGEST = 1e15


@dataclass(frozen=True, repr=False)
class Answer(Shown):
    """An exercise with what is said of an answer.

    Attributes
    ----------
    html, text, language : str
        The question, and what is said of the answer.
    right : bool or None
        None where nothing was answered yet.
    """

    right: bool | None


def check_answer(
    finding: Finding | str | Path,
    exercise: int | str,
    value: object = None,
    language: str = "nl",
    *,
    show: bool = False,
) -> Answer:
    """Say whether an answer to an exercise is right, with a hint where it is not.

    Parameters
    ----------
    finding : Finding, str or Path
        A finding, the id of one that ships with evaluatie, or its file.
    exercise : int or str
        Which: its number, from 1, or its id.
    value : float or str, optional
        The answer, rounded to the decimals that the exercise asks for, or with more of them; text may have a decimal
        comma. Without, only the question is shown.
    language : {"nl", "en"}
        In which language.
    show : bool
        Show the right answer, and the code that gives it.

    Returns
    -------
    Answer
        An answer that is no number is told in words.

    Raises
    ------
    FindingError
        If the file cannot be used.
    LessonError
        If there is no such finding, language or exercise, in the language of the lesson.

    Examples
    --------
    >>> check_answer("lung1994", "ratio", 0.59, "en").right, check_answer("lung1994", "ratio", "0,6").right
    (True, False)
    """
    asked = Asked(finding, language)
    return answered(asked, place_of(asked, exercise), value, show=show)


def place_of(asked: Asked, exercise: int | str) -> int:
    """Find an exercise of a lesson.

    Parameters
    ----------
    asked : Asked
        The lesson.
    exercise : int or str
        Its number, from 1, or its id.

    Returns
    -------
    int
        From 0.

    Raises
    ------
    LessonError
        If there is none.
    """
    ids = [one.id for one in asked.finding.lesson.exercises]
    if isinstance(exercise, str) and not exercise.isdecimal():
        if exercise not in ids:
            raise unknown("no_exercise_named", exercise, ids, asked.language)
        return ids.index(exercise)
    try:
        number = int(exercise)
    except (TypeError, ValueError):
        number = 0
    if not 1 <= number <= len(ids):
        key = {0: "without_exercises", 1: "one_exercise"}.get(len(ids), "no_exercise")
        raise LessonError([word(key, asked.language, n=len(ids), number=exercise)])
    return number - 1


def answered(asked: Asked, at: int, value: object, *, show: bool = False) -> Answer:
    """Show an exercise with what is said of an answer.

    Parameters
    ----------
    asked : Asked
        The lesson.
    at : int
        Which exercise, from 0.
    value : object
        The answer; None where there is none yet.
    show : bool
        Show the right answer, and the code that gives it.

    Returns
    -------
    Answer
    """
    language, one = asked.language, asked.finding.lesson.exercises[at]
    right, said = _judged(asked, one, value)
    shown = heading(word("exercise", language, number=at + 1), language, 3)
    shown += paragraphs(language, getattr(one.ask, language), _wanted(one, language), said)
    if show:
        shown += paragraphs(language, word("answer", language, value=_written(_true(asked, one), language)))
        shown += code(analysis_code(asked.source, one.answer.analysis), language)
    return Answer(shown.html, shown.text, language, right)


def all_exercises(asked: Asked, answers: Mapping[int | str, object], show: bool | Collection[int | str]) -> Shown:
    """Show every exercise of a lesson with what is said of its answer.

    Parameters
    ----------
    asked : Asked
        The lesson.
    answers : mapping
        Answers by the number, from 1, or the id of the exercise.
    show : bool or collection of int or str
        Of which exercises the right answer is shown, or whether of all.

    Returns
    -------
    Shown

    Raises
    ------
    LessonError
        If an answer is to an exercise that there is not.
    """
    language, exercises = asked.language, asked.finding.lesson.exercises
    if not isinstance(answers, Mapping):
        raise LessonError([word("answers_by_number", language)])
    given = {place_of(asked, which): value for which, value in answers.items()}
    told = set(range(len(exercises))) if show is True else {place_of(asked, which) for which in show or ()}
    parts = [heading(word("exercises", language), language)]
    parts.append(paragraphs(language, word("how_to_answer" if exercises else "without_exercises", language)))
    parts += [answered(asked, at, given.get(at), show=at in told) for at in range(len(exercises))]
    return joined(parts, language)


def _wanted(exercise: Exercise, language: str) -> str:
    key = {0: "whole", 1: "one_decimal"}.get(exercise.decimals, "decimals")
    told = word(key, language, n=exercise.decimals)
    asks = getattr(exercise.ask, language)
    return "" if "decima" in asks else told


def _true(asked: Asked, exercise: Exercise) -> Decimal:
    return _rounded(asked.bench.value(exercise.answer), exercise)


def _rounded(value: float, exercise: Exercise) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-exercise.decimals), ROUND_HALF_UP)


def _written(value: Decimal, language: str) -> str:
    return number(str(value), language)


def _judged(asked: Asked, exercise: Exercise, value: object) -> tuple[bool | None, str]:
    """Compare an answer with what is recomputed; what is said never holds the right answer, unless it was given."""
    language = asked.language
    if value is None:
        return None, ""
    found = as_number(value, exercise.decimals)
    if found is None:
        return False, word("typed_comma" if typed_comma(value) else "no_number", language)
    hint = word("not_yet", language, hint=getattr(exercise.hint, language))
    if abs(found) > _LARGEST:
        return False, hint
    given, true = _rounded(found, exercise), _true(asked, exercise)
    unit = Decimal(1).scaleb(-exercise.decimals)
    if given == true:
        return True, word("right", language, value=_written(true, language))
    if given == -true:
        return False, word("sign", language)
    if abs(given - true) <= unit and exercise.decimals > 0:
        side = word("higher" if true > given else "lower", language)
        return False, word("near", language, side=side)
    if true in {_rounded(found * 100, exercise), _rounded(found / 100, exercise)} and true != 0:
        return False, word("hundred", language)
    return False, hint
