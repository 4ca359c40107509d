"""Further numbers of a printed p: the limits of a range, and those of a list."""

from __future__ import annotations

from evaluatie.reproduce.reported.reading.cursor import Sentence
from evaluatie.reproduce.reported.reading.items import Chance
from evaluatie.reproduce.reported.reading.lexicon import word_set
from evaluatie.reproduce.reported.reading.numbers import Amount


def with_further_numbers(sentence: Sentence, made: Chance) -> Chance:
    """Take in what stands beside the number of a p: ``.01 < p < .05``, ``p = .016-.022``, ``ps = .04 and .01``.

    Parameters
    ----------
    sentence : Sentence
    made : Chance
        The p with its own number; it is changed.
    """
    return _with_list(sentence, _with_range(sentence, _with_least(sentence, made)))


def _with_least(sentence: Sentence, made: Chance) -> Chance:
    """Take in the lower limit of ``.01 < p < .05``."""
    before = made.start - 1
    if sentence.text(before) in ("<", "<=") and sentence.kind(before - 1) == "number" and made.relation in ("<", "<="):
        number = sentence.number(before - 1)
        if number is not None:
            made.least, made.start = number[0][0], before - 1
            made.shown = f"{number[2]} < p {made.shown}"
    return made


def _with_range(sentence: Sentence, made: Chance) -> Chance:
    """Take in the upper limit of ``p = .016-.022``: said of all tests before it."""
    until = sentence.text(made.end) == "-" or sentence.text(made.end).casefold() in word_set("until")
    if made.relation != "=" or not until or sentence.kind(made.end + 1) != "number":
        return made
    number = sentence.number(made.end + 1)
    if number is None or number[2][0] not in ".,0":
        return made
    low, high = sorted((made.values[0], number[0][0]), key=lambda one: one.value)
    made.least = Amount(low.number - low.half_unit)
    made.relation, made.values, made.shared = "<=", (Amount(high.number + high.half_unit),), True
    made.end, made.shown = number[1], f"{made.shown}-{number[2]}"
    return made


def _with_list(sentence: Sentence, made: Chance) -> Chance:
    """Take in further numbers: ``ps = .04 and .01``."""
    at = made.end
    while True:
        if sentence.kind(at) in ("comma", "semicolon") and sentence.kind(at + 1) == "number":
            at += 1
        while sentence.kind(at) in ("comma", "word") and sentence.text(at).casefold() in (*word_set("joining"), ","):
            at += 1
        number = sentence.number(at) if at > made.end and sentence.kind(at) == "number" else None
        if number is None or number[2][0] not in ".,0":
            return made
        made.listed.append(number[0])
        made.end = at = number[1]
