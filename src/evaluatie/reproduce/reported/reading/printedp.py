"""A printed p: its sign, its number, whether it is of several statistics."""

from __future__ import annotations

from evaluatie.reproduce.reported.reading.cursor import Sentence
from evaluatie.reproduce.reported.reading.items import Chance
from evaluatie.reproduce.reported.reading.lexicon import names, spans_of, word_set, words
from evaluatie.reproduce.reported.reading.numbers import Amount

#: how far before p words such as "both" and "corrected" are looked for
_BEFORE = 3


def chance(sentence: Sentence, at: int) -> Chance | None:
    """Read a p that begins at a token.

    Parameters
    ----------
    sentence : Sentence
    at : int
        The token.

    Returns
    -------
    Chance or None
        None where none begins there.
    """
    for count, said in spans_of(sentence.words(at)):
        if names(said) == "p":
            return _chance(sentence, at, at + count, said)
    return None


def _chance(sentence: Sentence, start: int, at: int, said: str) -> Chance | None:
    at = _past_notes(sentence, at)
    relation = sentence.relation(at)
    if relation is not None:
        at = relation[1]
    if relation is not None and sentence.text(at).casefold() in word_set("not_significant", "one"):
        return None  # "p = ns": read as such
    number = sentence.number(at)
    if number is None or (relation is None and not (number[2].startswith((".", ",")) or number[2].startswith("0"))):
        return None
    sign = relation[0] if relation else None
    made = Chance(sign, number[0], start, number[1], f"{sign or '?'} {number[2]}")
    if sentence.kind(made.end) == "other" and sentence.text(made.end) == "%":
        made.values, made.shown = _hundredths(made.values), f"{made.shown}%"
        made.end += 1
    return _with_words(sentence, _with_list(sentence, _with_least(sentence, made)), said)


def _past_notes(sentence: Sentence, at: int) -> int:
    """Go past a remark in brackets, a label and ``value``."""
    if sentence.kind(at) == "open":
        closing = sentence.closing(at)
        if closing is not None and not any(sentence.kind(one) == "relation" for one in range(at, closing)):
            return closing + 1
    while sentence.kind(at) == "word" and sentence.text(at).casefold() in word_set("fillers"):
        at += 1
    return at


def _hundredths(values: tuple[Amount, ...]) -> tuple[Amount, ...]:
    return tuple(Amount(one.number.scaleb(-2)) for one in values)


def _with_least(sentence: Sentence, made: Chance) -> Chance:
    """Take in the lower limit of ``.01 < p < .05``."""
    before = made.start - 1
    if sentence.text(before) in ("<", "<=") and sentence.kind(before - 1) == "number" and made.relation in ("<", "<="):
        number = sentence.number(before - 1)
        if number is not None:
            made.least, made.start = number[0][0], before - 1
            made.shown = f"{number[2]} < p {made.shown}"
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


def _with_words(sentence: Sentence, made: Chance, said: str) -> Chance:
    before = {sentence.text(at).casefold() for at in range(max(0, made.start - _BEFORE), made.start)}
    plural = said in words()["p"]["plural"] or said.casefold() in word_set("p", "plural")
    made.shared = plural or bool(before & word_set("all"))
    made.adjusted = said in words()["p"]["adjusted"] or bool(before & word_set("adjusting"))
    return made
