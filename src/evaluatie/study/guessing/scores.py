"""Scores that come ready made: columns of numbers within a small range."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from evaluatie.study.guessing.instruments import scale_of
from evaluatie.study.guessing.names import short_name
from evaluatie.study.guessing.tables import Column
from evaluatie.study.guessing.vocabulary import is_missing_word, match, vocabulary

_RANGES = ((1, 5), (1, 7), (1, 10), (0, 5), (0, 10), (0, 100))
_SHARE = 0.1  # of the numbers that are no whole numbers, in a column that is not known by name
_FEWEST = 5  # different numbers
_UNKNOWN_HIGHEST = 10
_MOST_WORDS = 20  # different words for no answer among numbers
_USED = frozenset({"all", "respondent", "unit", "wave"})


@dataclass(frozen=True)
class Score:
    """A column that seems to hold a score.

    Attributes
    ----------
    id : str
        Its key in study.yml.
    column : str
        Its column.
    low, high : float
        Lowest and highest possible score.
    direction : {"higher", "lower"}
        What is better.
    missing : tuple of str
        Codes for no answer.
    """

    id: str
    column: str
    low: float
    high: float
    direction: str
    missing: tuple[str, ...] = ()


def find_scores(columns: Mapping[str, Column], taken: Collection[str]) -> list[Score]:
    """Find the scores among columns.

    Parameters
    ----------
    columns : mapping of str to Column
        Columns that mean nothing else.
    taken : collection of str
        Names that study.yml gives to something else.

    Returns
    -------
    list of Score
    """
    names = {*taken, *_USED}
    scores = []
    for column in columns.values():
        found = _score(column, names)
        if found is not None:
            names.add(found.id)
            scores.append(found)
    return scores


def _score(column: Column, taken: Collection[str]) -> Score | None:
    known = vocabulary()
    numbers_only = len(column.counts) - len(column.numbers) <= _MOST_WORDS
    if not numbers_only or match(column.name, [*known["weights"], *known["technical"]]):
        return None
    scale = scale_of(column, taken)
    named = scale is not None or match(column.name, known["scores"]["words"]) > 0
    missing = _missing(column, decimals=not column.is_whole)
    numbers = {column.numbers.get(code): count for code, count in column.counts.items() if code not in missing}
    values = sorted(number for number in numbers if number is not None)
    if None in numbers or len(values) < _FEWEST or not (named or _has_decimals(numbers)):
        return None
    ends = next(((low, high) for low, high in _RANGES if low <= values[0] and values[-1] <= high), None)
    if ends is None or (ends[1] > _UNKNOWN_HIGHEST and not named):
        return None
    direction = "lower" if match(column.name, known["scores"]["lower"]) else "higher"
    id_ = scale or short_name(column.name, taken, otherwise="score")
    return Score(id_, column.name, *ends, direction, missing)


def _missing(column: Column, *, decimals: bool) -> tuple[str, ...]:
    """Find codes for no answer: words, and among scores up to ten known numbers far away."""
    known = {float(number) for number in vocabulary()["missing_numbers"] if abs(number) >= 77 or number < 0}
    body = [number for number in column.numbers.values() if number not in known]
    far = {99.0, 88.0, 77.0, 98.0, 97.0} if body and max(body) <= _UNKNOWN_HIGHEST else set()
    huge = {number for number in known if number < 0 or number > 100}
    nine = {9.0} if decimals and body and max((number for number in body if number != 9), default=9) <= 7 else set()
    return tuple(
        code for code in column.counts if is_missing_word(code) or column.numbers.get(code) in far | huge | nine
    )


def _has_decimals(numbers: Mapping[float | None, int]) -> bool:
    broken = sum(count for number, count in numbers.items() if number is not None and not number.is_integer())
    return broken >= _SHARE * sum(numbers.values())
