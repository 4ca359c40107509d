"""A number with a unit behind it, which is measured and no result of a test."""

from __future__ import annotations

from evaluatie.reproduce.reported.reading.cursor import Sentence
from evaluatie.reproduce.reported.reading.lexicon import words


def is_measure(sentence: Sentence, at: int) -> bool:
    """Say whether a unit stands behind a number: ``r = 5 cm``, but not ``t(28) = 2.10 g = 0.7``.

    Parameters
    ----------
    sentence : Sentence
    at : int
        The token behind the number.

    Returns
    -------
    bool

    Examples
    --------
    >>> from evaluatie.reproduce.reported.reading.tokens import tokens_of
    >>> [is_measure(Sentence(tokens_of(said), "."), 3) for said in ("r = 5 cm", "r = 5 g = 1", "r = 5, cm")]
    [True, False, False]
    """
    named = sentence.relation(at + 1) is not None or sentence.kind(at + 1) == "open"
    return not named and sentence.text(at) in words()["units"]
