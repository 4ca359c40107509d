"""Numbers of a p that are powers of ten, and those that are of no p."""

from __future__ import annotations

from evaluatie.reproduce.reported.reading.cursor import Sentence
from evaluatie.reproduce.reported.reading.numbers import Amount, readings

#: the ways to read a number, the token behind it, and how it is written
Number = tuple[tuple[Amount, ...], int, str]
_MOST_IN_POWER = 3


def power_of_ten(sentence: Sentence, at: int) -> Number | None:
    """Read a power of ten: ``10-6``, whose ten no p is, ``10(-6)`` and ``3.8 10-8``.

    Parameters
    ----------
    sentence : Sentence
    at : int
        The token.

    Returns
    -------
    tuple or None
        As :meth:`Sentence.number`.

    Examples
    --------
    >>> from evaluatie.reproduce.reported.reading.tokens import tokens_of
    >>> found = power_of_ten(Sentence(tokens_of("10-6"), "."), 0)
    >>> found and (found[0][0].value, found[2])
    (1e-06, '10-6')
    """
    first = sentence.text(at)
    ten = at if first == "10" else at + 1
    if ten == at and sentence.kind(at + 1) == "open" and sentence.kind(at + 4) == "close":  # 10(-6)
        made = power_of_ten(Sentence((sentence.tokens[at], *sentence.tokens[at + 2 : at + 4]), sentence.style), 0)
        return made and (made[0], at + 5, made[2])
    if sentence.text(ten) != "10" or sentence.text(ten + 1) != "-" or sentence.kind(at) != "number":
        return None
    power = sentence.text(ten + 2)
    if not (power.isdigit() and len(power) <= _MOST_IN_POWER):
        return None
    if ten != at and any(one.spaced for one in sentence.tokens[ten + 1 : ten + 3]):
        return None
    found = readings(f"{'1' if ten == at else first}e-{power}", sentence.style)
    return (found, ten + 3, f"10-{power}" if ten == at else f"{first} × 10-{power}") if found else None


def is_no_p(sentence: Sentence, number: Number) -> bool:
    """Say whether a number above 1 with a word right behind it is another thing: "let p = 5 be prime"."""
    return all(one.value > 1 for one in number[0]) and sentence.kind(number[1]) == "word"
