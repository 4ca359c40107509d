"""The levels of a characteristic: codes with their labels, and codes for unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluatie.study.codes import folded
from evaluatie.study.guessing.tables import Column
from evaluatie.study.guessing.vocabulary import is_missing_word, spelling, vocabulary
from evaluatie.study.settings.checks import RESERVED_LEVELS


@dataclass(frozen=True)
class Level:
    """A level of a characteristic.

    Attributes
    ----------
    code : str
        As the file has it.
    people : int
        Cells that hold it.
    text : str
        Its label in the file, or the code.
    label : dict of str to str
        What the report calls it, by language; empty where the code says it.
    usable : bool
        Whether study.yml can name it.
    """

    code: str
    people: int
    text: str
    label: Mapping[str, str]
    usable: bool = True

    @property
    def name(self) -> str:
        """Name it for whoever looks at study.yml."""
        return self.code if self.text == self.code else f"{self.code} ({self.text})"


def levels_of(column: Column) -> tuple[list[Level], tuple[str, ...]]:
    """List the levels of a column, and its codes for unknown.

    Parameters
    ----------
    column : Column
        The column.

    Returns
    -------
    tuple of list of Level and tuple of str
        Levels in order: numbers by their size, texts by the alphabet.

    Examples
    --------
    >>> numbers = {"1": 1.0, "2": 2.0, "9": 9.0}
    >>> levels, missing = levels_of(Column("sex", {"2": 5, "1": 7, "9": 2}, numbers, {"1": "man"}))
    >>> [level.name for level in levels], missing
    (['1 (man)', '2'], ('9',))
    """
    counts = _merged(column)
    missing = _missing(column, counts)
    codes = [code for code in counts if code not in missing]
    if all(code in column.numbers for code in codes):
        codes.sort(key=lambda code: column.numbers[code])
    else:
        codes.sort(key=lambda code: (code.casefold(), code))
    often: dict[str, int] = {}
    for code in codes:
        often[folded(code)] = max(counts[code], often.get(folded(code), 0))
    return [_level(column, code, counts[code], often[folded(code)]) for code in codes], missing


def _merged(column: Column) -> dict[str, int]:
    """Count a code as its label, where another wave has the label itself in its cells."""
    counts: dict[str, int] = {}
    for code, count in column.counts.items():
        label = column.labels.get(code, "")
        level = label if label in column.counts else code
        counts[level] = counts.get(level, 0) + count
    return counts


def _missing(column: Column, counts: Mapping[str, int]) -> tuple[str, ...]:
    said = [code for code in counts if is_missing_word(code) or is_missing_word(column.labels.get(code, ""))]
    known = {float(number) for number in vocabulary()["missing_numbers"]}
    numbers = sorted(column.numbers[code] for code in counts if code in column.numbers and code not in said)
    unlabelled = [code for code in counts if column.numbers.get(code) in known and code not in column.labels]
    apart = [code for code in unlabelled if _stands_apart(column.numbers[code], numbers)]
    return tuple(dict.fromkeys([*said, *apart]))


def _stands_apart(number: float, numbers: Sequence[float]) -> bool:
    """Say whether a number is below zero, or leaves a gap after a few levels: 1, 2, 9; many numbers are ages."""
    below = [other for other in numbers if other < number]
    return number < 0 or (0 < len(below) <= 8 and number - below[-1] > 1 and below[-1] < 9)


def _level(column: Column, code: str, people: int, most: int) -> Level:
    text = column.labels.get(code, code)
    known = {spelling(name): label for name, label in vocabulary()["levels"].items()}.get(spelling(text))
    label = known or ({} if text == code else {"nl": text, "en": text})
    # of spellings that differ in capitals only the one that most people have is a level
    return Level(code, people, text, label, usable=code not in RESERVED_LEVELS and people == most)


def is_dutch(text: str) -> bool:
    """Say whether a level means a Dutch origin.

    Examples
    --------
    >>> is_dutch("Nederland"), is_dutch("Geen migratieachtergrond"), is_dutch("Europa")
    (True, True, False)
    """
    return spelling(text) in {spelling(word) for word in vocabulary()["dutch"]}
