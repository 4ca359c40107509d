"""The monitor's words and numbers in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from evaluatie.report.numerals import Numerals
from evaluatie.report.wording import LANGUAGES, load_wording
from evaluatie.shipped import shipped


@dataclass(frozen=True)
class Wordbook:
    """Words of one language.

    Attributes
    ----------
    language : str
        ``"nl"`` or ``"en"``.

    Examples
    --------
    >>> words = wordbook("nl")
    >>> words.say("gap_short", first="2021", last="2022")
    '2021 tot 2022: te weinig jaren voor een uitspraak over een trend.'
    >>> words.number(-0.25), words.measure("leave_12m"), words.measure("own_question")
    ('−0,2', 'wil binnen 12 maanden weg', 'own question')
    """

    language: str

    @property
    def numerals(self) -> Numerals:
        """What writes numbers."""
        return Numerals(load_wording(self.language))

    def say(self, key: str, **slots: Any) -> str:
        """Fill a sentence."""
        return _filled("say", key, self.language, slots)

    def draw(self, key: str, **slots: Any) -> str:
        """Fill words of a figure."""
        return _filled("draw", key, self.language, slots)

    def note(self, key: str, **slots: Any) -> str:
        """Fill what is said with a result."""
        return _filled("notes", key, self.language, slots)

    def measure(self, name: str) -> str:
        """Name a measure; one that is not known by its own name."""
        return self._named("measures", name)

    def group(self, name: str) -> str:
        """Name a group; one that is not known by its own name."""
        return self._named("groups", name)

    def number(self, value: float, digits: int = 1, signed: bool = False) -> str:
        """Write a number."""
        return self.numerals.decimal(value, digits, signed)

    def figure(self, value: float, measure: str, digits: int = 1) -> str:
        """Write a figure of a measure: with a % sign, unless it is an index."""
        return self.number(value, digits) + self.sign(measure)

    def sign(self, measure: str) -> str:
        """Give what stands behind figures of a measure."""
        return "" if measure in _block("indices") else "%"

    def unit(self, measure: str) -> str:
        """Name the unit of a measure."""
        return self.draw("unit_index" if measure in _block("indices") else "unit_percent")

    def count(self, value: float) -> str:
        """Write a whole number."""
        return self.numerals.count(value)

    def interval(self, low: float, high: float, digits: int = 1, signed: bool = False) -> str:
        """Write an interval."""
        return self.say("interval", low=self.number(low, digits, signed), high=self.number(high, digits, signed))

    def _named(self, block: str, name: str) -> str:
        found = _block(block).get(name)
        return str(found[self.language]) if found else name.replace("_", " ")


def wordbook(language: str) -> Wordbook:
    """Open the words of a language.

    Parameters
    ----------
    language : str
        ``"nl"`` or ``"en"``.

    Returns
    -------
    Wordbook

    Raises
    ------
    ValueError
        If it is neither.

    Examples
    --------
    >>> wordbook("de")
    Traceback (most recent call last):
        ...
    ValueError: language must be nl or en: got 'de'
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be nl or en: got {language!r}")
    return Wordbook(language)


def _filled(block: str, key: str, language: str, slots: Mapping[str, Any]) -> str:
    text: str = _block(block)[key][language]
    return text.format(**slots)


@cache
def _block(name: str) -> Mapping[str, Any]:
    file = "notes.yml" if name == "notes" else "words.yml"
    block: Mapping[str, Any] = shipped(__file__, file)[name]
    return block
