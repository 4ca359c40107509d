"""The words that a report uses and a reader may not know, with what they mean: none that the report does not use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from html import unescape
from typing import Any

from evaluatie.report.sections import Code, SectionView
from evaluatie.report.wording import Wording, load_wording

_TAGS = re.compile(r"<[^>]*>")
_NAME = re.compile(r"term\.(\w+)\.name")


@dataclass(frozen=True)
class Term:
    """A word and what it means.

    Attributes
    ----------
    id : str
        Anchor on the page.
    name, meaning : str
        The word, and its explanation in plain language.
    """

    id: str
    name: str
    meaning: str


def glossary(sections: Iterable[SectionView], wording: Wording) -> tuple[Term, ...]:
    """Explain the words that sections use.

    Parameters
    ----------
    sections : iterable of SectionView
        The sections as the page sets them.
    wording : Wording
        In which language.

    Returns
    -------
    tuple of Term
        In the order of the alphabet. A term is there when a sentence, caption, note, head, cell or figure holds one of
        the forms that ``term.<id>.forms`` lists, whole or as the beginning of a word; capitals count where a form has
        one.
    """
    text = _read(_texts(tuple(sections)))
    found = (name for name in _names(wording.language) if _pattern(wording.text(f"term.{name}.forms")).search(text))
    terms = (
        Term(f"term-{name.replace('_', '-')}", wording.text(f"term.{name}.name"), wording.text(f"term.{name}.meaning"))
        for name in found
    )
    return tuple(sorted(terms, key=lambda term: term.name.casefold()))


def _read(texts: Iterable[str]) -> str:
    """Write texts after each other as one reads them: without marks, and with one space where there are more."""
    return re.sub(r"[ \n]+", " ", unescape(_TAGS.sub(" ", "\n".join(texts))))


@cache
def _names(language: str) -> tuple[str, ...]:
    return tuple(match[1] for key in load_wording(language).texts if (match := _NAME.fullmatch(key)))


@cache
def _pattern(forms: str) -> re.Pattern[str]:
    parts = (re.escape(form) if form != form.lower() else f"(?i:{re.escape(form)})" for form in forms.split("|"))
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})")


def _texts(shown: Any) -> Iterator[str]:
    """Go through all that is read of what the page sets; code is no text."""
    if isinstance(shown, str):
        yield str(shown)
    elif isinstance(shown, tuple):
        for part in shown:
            yield from _texts(part)
    elif is_dataclass(shown) and not isinstance(shown, Code):
        for one in fields(shown):
            yield from _texts(getattr(shown, one.name))
