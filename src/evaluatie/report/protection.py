"""The data-protection page: purpose, grounds and arrangements as study.yml gives them, with what is still blank."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluatie.report.reading import Bundle, Reader
from evaluatie.report.wording import Wording

#: in the order of the page
FIELDS = (
    "purpose", "article_6", "article_9", "national_article", "dpia", "works_council", "controller", "processor",
    "access", "retain_until",
)  # fmt: skip
_POINT = r"\W*(?:lid\W*|paragraph\W*)?{number}\W*(?:onder\W*|sub\W*|point\W*)?([a-{last}])\b"
_ARTICLE_6 = re.compile(r"\b6" + _POINT.format(number=1, last="f"), re.IGNORECASE)
_ARTICLE_9 = re.compile(r"\b9" + _POINT.format(number=2, last="j"), re.IGNORECASE)
_UAVG = re.compile(r"\b(22|24|25)\b")


@dataclass(frozen=True)
class Entry:
    """One line of the page.

    Attributes
    ----------
    name : str
        What it is.
    text : str
        What study.yml says of it; empty where it says nothing.
    meaning : str
        What the law calls an article that is named by its number; empty where there is none.
    """

    name: str
    text: str
    meaning: str = ""


def entries(bundle: Bundle, language: str) -> list[Entry]:
    """Give the lines of the page.

    Parameters
    ----------
    bundle : mapping
        Any section's bundle: all of a report tell the same.
    language : str
        ``"nl"`` or ``"en"``.

    Returns
    -------
    list of Entry
        One for each of :data:`FIELDS`, then whether teams are named.
    """
    reader = Reader(bundle, language)
    told, say = bundle["privacy"], reader.wording.text
    found = [
        Entry(say(f"protection.{name}"), _text(name, told[name], reader), meaning(name, told[name], reader.wording))
        for name in FIELDS
    ]
    named = told["units_named"]
    units = say("protection.units_yes", date=reader.numerals.date(named)) if named else say("protection.units_no")
    return [*found, Entry(say("protection.units_named"), units)]


def meaning(name: str, text: Any, wording: Wording) -> str:
    """Give what the law calls an article; empty where its number is not recognised.

    Examples
    --------
    >>> from evaluatie.report.wording import load_wording
    >>> meaning("article_9", "art. 9 lid 2 onder j AVG", load_wording("en"))
    'scientific research and statistics'
    """
    if not isinstance(text, str):
        return ""
    if name == "national_article" and re.search(r"uavg|uitvoeringswet", text, re.IGNORECASE):
        return "; ".join(wording.text(f"ground.uavg.{number}") for number in dict.fromkeys(_UAVG.findall(text)))
    pattern = {"article_6": _ARTICLE_6, "article_9": _ARTICLE_9}.get(name)
    letters = dict.fromkeys(letter.lower() for letter in pattern.findall(text)) if pattern else {}
    return "; ".join(wording.text(f"ground.{name[-1]}.{letter}") for letter in letters)


def blanks(lines: Sequence[Entry], wording: Wording) -> str:
    """Say what is still to be filled in."""
    names = "; ".join(line.name for line in lines if not line.text)
    return wording.text("protection.blanks", names=names) if names else wording.text("protection.complete")


def _text(name: str, value: Any, reader: Reader) -> str:
    say = reader.wording.text
    if not value:
        return ""
    if isinstance(value, Mapping):
        return say(f"protection.{value['word']}", date=reader.numerals.date(value["date"]))
    if name == "retain_until":
        return say("protection.destroyed", date=reader.numerals.date(value))
    if name == "processor" and value == "none":
        return say("protection.none")
    return "; ".join(value) if isinstance(value, list | tuple) else str(value)
