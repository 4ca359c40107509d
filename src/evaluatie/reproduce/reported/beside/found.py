"""A sentence with what it reports, and a check of numbers that stand together in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evaluatie.reproduce.checks.check import Check, Explanation, Verdict
from evaluatie.reproduce.reported.reading.corrections import Correction
from evaluatie.reproduce.reported.reading.cursor import Sentence
from evaluatie.reproduce.reported.reading.items import Item, Quantity
from evaluatie.reproduce.reported.reading.lexicon import spans_of
from evaluatie.reproduce.reported.reading.pair import Pair


@dataclass(frozen=True)
class Read:
    """A sentence with what it reports.

    Attributes
    ----------
    sentence : Sentence
    items : list of Item
    pairs : list of Pair
    corrections : frozenset of str
        Of its p, as it says.
    before : frozenset of str
        The same of the sentences before it in its paragraph.
    """

    sentence: Sentence
    items: list[Item]
    pairs: list[Pair]
    corrections: frozenset[Correction] = frozenset()
    before: frozenset[Correction] = frozenset()

    @property
    def tells(self) -> bool:
        """Whether it reports a test with its p."""
        return any(one.chance is not None and one.statistic.kind != "other" for one in self.pairs)

    @property
    def quantities(self) -> list[Quantity]:
        """Numbers with names that are no tests."""
        return [one for one in self.items if isinstance(one, Quantity)]

    def says(self, words: frozenset[str], most: int = 2) -> bool:
        """Say whether one of the words, or of the pairs of words, stands in it.

        Parameters
        ----------
        words : set of str
            In small letters.
        most : int
            How many of its words belong together.
        """
        tokens = self.sentence.tokens
        return any(
            said.casefold() in words
            for at, token in enumerate(tokens)
            if token.kind == "word"
            for _, said in spans_of(self.sentence.words(at, most), most)
        )


@dataclass(frozen=True)
class Beside:
    """A check of numbers that stand together.

    Attributes
    ----------
    kind : str
        What was checked.
    start, end : int
        The tokens from the first to the last of the numbers.
    verdict : str
        As :class:`evaluatie.reproduce.checks.Check` says it.
    explanation : Explanation
        In both languages.
    value : float or None
        The number that was checked, where it is one.
    """

    kind: str
    start: int
    end: int
    verdict: Verdict
    explanation: Explanation
    value: float | None = None


def from_check(kind: str, check: Check, over: Iterable[tuple[int, int]], value: float | None = None) -> Beside:
    """Give a check of numbers its place in the sentence.

    Parameters
    ----------
    kind : str
        What was checked.
    check : Check
        What came of it.
    over : iterable of (int, int)
        The tokens of each of the numbers.
    value : float, optional
        The number that was checked.

    Returns
    -------
    Beside
    """
    places = list(over)
    start, end = min(one for one, _ in places), max(one for _, one in places)
    return Beside(kind, start, end, check.verdict, check.explanation, value)
