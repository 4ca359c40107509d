"""What the answers to a set of questions mean: numbers or words, lowest and highest, and codes for no answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from evaluatie.study.guessing.tables import Column
from evaluatie.study.guessing.vocabulary import is_missing_word, spelling, vocabulary

_BEGINS_WITH_NUMBER = re.compile(r"[(\[]?(?P<number>[0-9]{1,2})\s*[-–.:=)(\]]\s*\S.*", re.DOTALL)
_ENDS_WITH_NUMBER = re.compile(r"\S.*[(\[]\s*(?P<number>[0-9]{1,2})\s*[)\]]", re.DOTALL)
_CODE = re.compile(r"(?P<letters>[A-Za-z]{1,3})0*(?P<number>[0-9]{1,2})")
_MOST = 11  # different answers to one question, as many as 0 to 10 has
_FEWEST = 3
_LONGEST = 60  # letters of an answer that was chosen and not written
_MANY = 100  # answers from which the lowest and highest will have been given by somebody
_USUAL = ((1, 5), (1, 7), (1, 10), (0, 10))


@dataclass(frozen=True)
class Answers:
    """How a set of questions is answered.

    Attributes
    ----------
    low, high : float
        Lowest and highest answer.
    missing : tuple of str
        Codes for no answer.
    meaning : dict of str to float
        What answers in words mean; empty where they are numbers.
    unknown : tuple of str
        Answers in words of which the order is not known; then nothing else is known either.
    """

    low: float = 0
    high: float = 0
    missing: tuple[str, ...] = ()
    meaning: Mapping[str, float] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def answers_to(columns: Sequence[Column]) -> Answers | None:
    """Find out how questions are answered.

    Parameters
    ----------
    columns : sequence of Column
        Questions that are answered alike.

    Returns
    -------
    Answers or None
        None where these are no answers to closed questions with three or more answers.

    Examples
    --------
    >>> numbers = {"1": 1.0, "2": 2.0, "4": 4.0, "5": 5.0, "9": 9.0}
    >>> found = answers_to([Column("q1", {"1": 20, "2": 30, "4": 40, "5": 20, "9": 3}, numbers)])
    >>> found.low, found.high, found.missing
    (1.0, 5.0, ('9',))
    """
    counts: dict[str, int] = {}
    for column in columns:
        if len(column.counts) > 3 * _MOST:
            return None
        for code, count in column.counts.items():
            counts[code] = counts.get(code, 0) + count
    labels = {code: label for column in reversed(columns) for code, label in column.labels.items()}
    numbers = {code: number for column in columns for code, number in column.numbers.items()}
    said = tuple(code for code in counts if is_missing_word(code) or is_missing_word(labels.get(code, "")))
    rest = {code: count for code, count in counts.items() if code not in said}
    only_numbers = bool(rest) and all(code in numbers for code in rest)
    found = _numbers(rest, numbers, labels) if only_numbers else _words(rest, numbers)
    return None if found is None else replace(found, missing=(*said, *found.missing))


def _labelled(labels: Mapping[str, str], highest: float) -> list[float]:
    """Give the numbers that have a label and are an answer: not those that stand apart, as 9 does from 1 to 5."""
    codes = [code for code, label in labels.items() if not is_missing_word(label)]
    there = sorted(float(code) for code in codes if re.fullmatch("-?[0-9]+", code))
    known = {float(number) for number in vocabulary()["missing_numbers"]}
    kept: list[float] = []
    for number in there:
        below = max([highest, *kept]) if kept else number
        if number < 0 or (number in known and number - below > 1):
            continue
        kept.append(number)
    return kept


def _numbers(counts: Mapping[str, int], numbers: Mapping[str, float], labels: Mapping[str, str]) -> Answers | None:
    if not all(numbers[code].is_integer() for code in counts):
        return None
    missing = _missing_numbers(counts, numbers)
    kept = sorted({numbers[code] for code in counts if code not in missing})
    if len(kept) < _FEWEST or kept[-1] - kept[0] >= _MOST:
        return None
    known = [number for number in _labelled(labels, kept[-1]) if number < kept[0] + _MOST]
    if len(known) > 1 and known[0] <= kept[0] and known[-1] >= kept[-1]:
        return Answers(known[0], known[-1], missing)
    return Answers(*_range(kept[0], kept[-1], sum(counts.values())), missing)


def _range(low: float, high: float, answers: int) -> tuple[float, float]:
    """Take what was answered as lowest and highest, unless so few answered that nobody may have."""
    low = 1.0 if 1 < low <= 3 else low
    if answers >= _MANY:
        return low, high
    wider = ((float(first), float(last)) for first, last in _USUAL if first <= low and high <= last)
    return next(wider, (low, high))


def _missing_numbers(counts: Mapping[str, int], numbers: Mapping[str, float]) -> tuple[str, ...]:
    """Find codes such as 9 and 99: known ones that stand apart from the answers, and more than once."""
    known = {float(number) for number in vocabulary()["missing_numbers"]}
    near = _body(counts, numbers)
    apart = [code for code in counts if numbers[code] not in near and numbers[code] in known]
    recurring = [code for code in apart if counts[code] > 1 or abs(numbers[code]) >= 2 * _MOST]
    return tuple(sorted(recurring, key=lambda code: numbers[code]))


def _body(counts: Mapping[str, int], numbers: Mapping[str, float]) -> set[float]:
    """Give the numbers that follow each other around the answer that was given most."""
    often: dict[float, int] = {}
    for code, count in counts.items():
        often[numbers[code]] = often.get(numbers[code], 0) + count
    near = sorted(number for number in often if abs(number) < 2 * _MOST)
    if near and near[0] == -near[-1] and len(near) == 2 * near[-1] + 1:
        return set(near)  # from -3 to 3
    runs: list[list[float]] = []
    for number in sorted(often):
        if runs and _follows(number, runs[-1], near):
            runs[-1].append(number)
        else:
            runs.append([number])
    return set(max(runs, key=lambda run: sum(often[number] for number in run)))


def _follows(number: float, run: Sequence[float], near: Sequence[float]) -> bool:
    """Say whether a number goes on a run; an answer that nobody gave leaves a gap, and so does a code."""
    gap = number - run[-1]
    if run[-1] < 0 <= number or gap > 2:
        return False
    return gap == 1 or number not in (8, 9) or number != near[-1]


def _words(counts: Mapping[str, int], numbers: Mapping[str, float]) -> Answers | None:
    texts = [code for code in counts if code not in numbers]
    if not texts or len(texts) > _MOST or any(len(text) > _LONGEST for text in texts):
        return None
    whole = len(texts) == len(counts)
    if whole and (scale := _by_scale(texts)) is not None:
        return scale
    meaning = _by_number(texts)
    if meaning is not None:
        found = _numbers(counts, {**numbers, **meaning}, {})
        words = {text: value for text, value in meaning.items() if found is None or text not in found.missing}
        return None if found is None else replace(found, meaning=words)
    chosen = whole and len(texts) >= _FEWEST and all(counts[text] > 1 for text in texts)
    return Answers(unknown=tuple(texts)) if chosen else None


def _by_scale(texts: Sequence[str]) -> Answers | None:
    """Know the answers as one of the scales of words.yml: the shortest that has them all."""
    said = {text: spelling(text) for text in texts}
    for scale in sorted(vocabulary()["scales"], key=len):
        places = {spelling(way): float(place) for place, ways in enumerate(scale, start=1) for way in ways}
        if len(texts) > 1 and all(spelt in places for spelt in said.values()):
            return Answers(1, len(scale), meaning={text: places[spelt] for text, spelt in said.items()})
    return None


def _by_number(texts: Sequence[str]) -> dict[str, float] | None:
    """Take the number that every answer has in it: "1 - helemaal mee oneens", "altijd (5)", "A3"."""
    for pattern in (_BEGINS_WITH_NUMBER, _ENDS_WITH_NUMBER, _CODE):
        found = {text: pattern.fullmatch(text) for text in texts}
        numbers = {text: float(match["number"]) for text, match in found.items() if match}
        letters = {match.groupdict().get("letters") for match in found.values() if match}
        if len(numbers) == len(texts) and len(letters) == 1:
            return numbers
    return None
