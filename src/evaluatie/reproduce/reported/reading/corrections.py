"""What a sentence says of how its p were computed: corrected for several tests, counted out, or for sphericity."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Literal

from evaluatie.reproduce.reported.reading.cursor import Sentence
from evaluatie.reproduce.reported.reading.lexicon import names, spans_of, word_set

#: ``many`` makes a p larger; ``rate`` (false discoveries) and ``counted`` (exact, from resampling) another one;
#: ``epsilon`` takes degrees of freedom away; ``labelled`` is a p with a label that is not known
#: ``another`` is a test whose p comes from a distribution of its own
Correction = Literal["many", "rate", "counted", "epsilon", "labelled", "another"]
_NAMED: tuple[Correction, ...] = ("many", "rate", "counted", "epsilon")
#: so near behind the name of a correction stands what is corrected, where it is no p
_NEAR = 4
#: words that belong together
_MOST = 2


def corrections_in(sentence: Sentence) -> frozenset[Correction]:
    """Find the corrections of a p that a sentence names.

    Parameters
    ----------
    sentence : Sentence

    Returns
    -------
    frozenset of str
        Without those that it denies, and those of a level or an interval.

    Examples
    --------
    >>> from evaluatie.reproduce.reported.reading.tokens import tokens_of
    >>> said = ("Tukey tests", "a Bonferroni-corrected alpha", "not corrected for multiple testing", "exact p")
    >>> [sorted(corrections_in(Sentence(tokens_of(one), None))) for one in said]
    [['many'], [], [], ['counted']]
    """
    return frozenset(_named(sentence))


def speaks_of_tests(sentence: Sentence) -> bool:
    """Say whether a sentence speaks of tests or p values, as opposed to intervals."""
    return any(_said(sentence, at, word_set("corrections", "of_test")) for at in range(len(sentence.tokens)))


def speaks_of_mixture(sentence: Sentence) -> bool:
    """Say whether a sentence speaks of a mixture of chi-squares, by which a p is half of the usual one."""
    if sentence.said.isdisjoint(word_set("corrections", "mixed")):
        return False
    return any(_mixes(sentence, at) for at in range(len(sentence.tokens)))


def _named(sentence: Sentence) -> Iterator[Correction]:
    for at in range(len(sentence.tokens)):
        if sentence.kind(at) != "word":
            continue
        kind = _kind(sentence, at)
        if kind is not None and not _denied(sentence, at) and not _of_another(sentence, at, kind):
            yield kind


def _kind(sentence: Sentence, at: int) -> Correction | None:
    for kind in _NAMED:
        if _said(sentence, at, word_set("corrections", kind)):
            return kind
    if sentence.text(at).casefold() in _compounds():
        return "many"
    if _said(sentence, at, word_set("corrections", "another")) or _mixes(sentence, at):
        return "another"
    general = _said(sentence, at, word_set("corrections", "general"))
    return "many" if general and _of_tests(sentence, at) else None


@cache
def _compounds() -> frozenset[str]:
    """Give the Dutch compounds with the name of a correction, such as ``holmcorrectie``."""
    heads = word_set("corrections", "heads")
    return frozenset(f"{name}{head}" for name in word_set("corrections", "many") for head in heads)


def _mixes(sentence: Sentence, at: int) -> bool:
    """Say whether a mixture of chi-squares is spoken of, as where a variance is tested against zero."""
    if sentence.text(at).casefold() not in word_set("corrections", "mixed"):
        return False
    near = (sentence.words(place) for place in range(at, at + _NEAR))
    return any(names(said) == "statistic:chi2" for words in near for _, said in spans_of(words))


def _of_tests(sentence: Sentence, at: int) -> bool:
    """Say whether "corrected" is said of p values, or for several tests."""
    near = range(max(0, at - _NEAR), at + _NEAR + 2)
    return any(_said(sentence, place, word_set("corrections", "of")) for place in near)


def _said(sentence: Sentence, at: int, words: frozenset[str]) -> bool:
    """Say whether one of the words begins at a token, or is a part of a hyphenated one."""
    if any(said.casefold() in words for _, said in spans_of(sentence.words(at, _MOST), _MOST)):
        return True
    return sentence.kind(at) == "word" and not words.isdisjoint(sentence.text(at).casefold().split("-"))


def _denied(sentence: Sentence, at: int) -> bool:
    """Say whether "no" or the like stands before, as in "p values were not corrected"."""
    before = at - 1
    while sentence.text(before).casefold() in word_set("corrections", "between"):
        before -= 1
    return sentence.text(before).casefold() in word_set("corrections", "negating")


def _of_another(sentence: Sentence, at: int, kind: Correction) -> bool:
    """Say whether a level is what was corrected, or an interval what was resampled."""
    behind: set[str] = set()
    for place in range(at + 1, at + 1 + _NEAR):
        if sentence.kind(place) not in ("word", "open", "number", "other"):
            break
        placed = sentence.text(place - 1).casefold() in word_set("corrections", "places")
        behind |= set() if placed else {sentence.text(place).casefold()}  # "at cluster level" is no level of a test
    others = word_set("corrections", "of_interval" if kind == "counted" else "of_level")
    return not behind.isdisjoint(others)
