"""Whether a sentence is about one question with whole answers, and which answers that question has."""

from __future__ import annotations

import re

from evaluatie.reproduce.reported.beside.flat import flat
from evaluatie.reproduce.reported.beside.found import Read
from evaluatie.reproduce.reported.beside.said import numeral, pattern, words
from evaluatie.reproduce.reported.reading.lexicon import word_set

#: a scale beyond this is a slider or an amount, on which decimals may be possible
LARGEST_ANSWER = 11
#: the lowest and the highest answer; None where they are not known
Answers = tuple[int | None, int | None]

_RANGE = re.compile(
    r"(?<![\w.,])(?P<low>[01])\s?(?:-|to|tot|through|t/m|tot en met)\s?(?P<high>\d{1,2})(?![\w%]|[.,]\d)", re.IGNORECASE
)
_ANCHORS = re.compile(
    r"(?<![\w.,])(?P<low>[01])\s?=\s?[^\W\d][^=]{0,60}?(?<![\w.,])(?P<high>\d{1,2})\s?=\s?[^\W\d]", re.IGNORECASE
)
_ANCHOR = re.compile(r"(?<![\w.,])[01]\s?=\s?[^\W\d]")
_POINTS = re.compile(
    rf"(?<![\w.,])(?P<points>\d{{1,2}}|{'|'.join(word for known in words()['points'].values() for word in known)})"
    r"[- ]?(?:points?|punts)(?:[- ]?(?:schaal|scale))?",
    re.IGNORECASE,
)


def about_one_question(read: Read) -> bool:
    """Say whether a sentence is about one question with a scale of few whole answers, and about nothing else.

    Parameters
    ----------
    read : Read

    Returns
    -------
    bool
    """
    said = flat(read.sentence)
    if (
        read.says(word_set("not_whole"))
        or said.says(pattern("several_questions"))
        or said.says(pattern("between_whole"))
    ):
        return False
    if not (read.says(word_set("single_item")) or said.says(pattern("one_question"))):
        return False
    return read.says(word_set("scale_words")) or bool(answers_of(read)) or said.says(_ANCHOR)


def answers_of(read: Read) -> list[Answers]:
    """Give the ranges of answers that the scale of a sentence may have.

    Parameters
    ----------
    read : Read

    Returns
    -------
    list of tuple of int
        One where the ends are printed; of a five-point scale from 1, from 0, and around 0; empty where there is no
        scale, or more than one.
    """
    said = flat(read.sentence).text
    ends = {(int(one["low"]), int(one["high"])) for by in (_RANGE, _ANCHORS) for one in by.finditer(said)}
    ends = {(low, high) for low, high in ends if low + 1 < high <= LARGEST_ANSWER}
    if ends:
        return list(ends) if len(ends) == 1 else []
    points = {numeral(one["points"], "points") for one in _POINTS.finditer(said)}
    top = points.pop() if len(points) == 1 else None
    if top is None or not 1 < top <= LARGEST_ANSWER:
        return []
    half = top // 2
    return [(1, top), (0, top - 1), (0, top), (-half, half)]
