"""What a section may be made of: results of evaluatie's own rooms, and references, names and settings that are known.

A notebook may put anything into a section. What has a place for free text or for a loose number is looked at here, so
that neither a person's answer nor a person's name can be handed to the channel in place of a result.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from evaluatie.evaluation.section import (
    Analysis,
    Cell,
    Figure,
    Finding,
    Label,
    Ref,
    Row,
    Section,
    Setting,
    Slot,
    Table,
    Word,
)
from evaluatie.result import Estimate, Result

#: counts that are no people's: units, items, factors, organisations
_MOST = 200
_LANGUAGES = frozenset({"nl", "en"})
#: words, spaces and punctuation on one line; numbers no longer than a year
_TITLE = re.compile(r"(?!.*\d{5})[^\W_][\w ,.:;?!()&/’'‘“”–-]{0,99}")
_NAME = re.compile(r"[\w.:/=<>+,~\- ]{1,200}")
_SLOTS = (Ref, Label, Word, Setting)


class NotReleasable(ValueError):  # noqa: N818 - said as users say it
    """A section that holds what no section holds; the message never repeats it."""


def check_section(section: Section, labels: Mapping[str, Mapping[str, Any]], settings: Collection[float | str]) -> None:
    """Look through a section before anything of it is shown.

    Parameters
    ----------
    section : Section
        The section.
    labels : mapping of str to mapping
        The names that a study or an instrument gives, by kind and id.
    settings : collection of float or str
        Numbers and days of the plan, the instruments and the waves.

    Raises
    ------
    NotReleasable
        A result is none of evaluatie's own, a sentence is filled with free text, or a setting is none.
    """
    _check_type(section, Section, "a section")
    _check_name(section.name, "the section's name")
    if section.title and not is_title(section.title):
        raise NotReleasable(
            "the section's title is none: a line of 100 characters at most in Dutch (nl) and one in English (en), of "
            "letters, numbers of at most four digits, spaces and punctuation"
        )
    for key, analysis in section.results.items():
        _check_name(key, "the key of an analysis")
        _check_analysis(analysis)
    for slot in _slots(section):
        _check_slot(slot, labels, settings)


def _check_analysis(analysis: Analysis) -> None:
    _check_type(analysis, Analysis, "an analysis")
    kind = type(analysis.result)
    module = sys.modules.get(kind.__module__)
    own = kind.__module__.startswith("evaluatie.") and getattr(module, kind.__qualname__, None) is kind
    if not (own and issubclass(kind, Result)):
        raise NotReleasable(
            "an analysis holds a result that none of evaluatie's functions made; what a result of one's own shows "
            "cannot be judged: add its function to one of the rooms"
        )
    for cell in analysis.cells:
        _check_type(cell, Cell, "a cell")
    for estimate in analysis.result.estimates():
        _check_type(estimate, Estimate, "an estimate")
        _check_name(estimate.term, "the term of an estimate")


def _check_slot(slot: Slot, labels: Mapping[str, Mapping[str, Any]], settings: Collection[float | str]) -> None:
    if type(slot) not in _SLOTS:
        raise NotReleasable(
            "a sentence or table holds free text or a loose number; it takes Ref, Label, Word and Setting"
        )
    match slot:
        case Word(key):
            _check_name(key, "the key of a word")
        case Label(kind, id_):
            if kind != "characteristic" and id_ not in labels.get(kind, {}):
                raise NotReleasable("a label names what neither the study nor an instrument has a name for")
        case Setting(value):
            if not is_setting(value, settings):
                raise NotReleasable("a setting is no number or day of the study's plan, its instruments or its waves")


def is_title(title: object) -> bool:
    """Tell whether something can be the heading of a section in both languages.

    Examples
    --------
    >>> is_title({"nl": "Werkdruk in 2021", "en": "Work pressure in 2021"}), is_title({"nl": "Werkdruk"})
    (True, False)
    >>> is_title({"nl": "Persoon 7281913", "en": "<b>"})
    False
    """
    return (
        isinstance(title, dict)
        and set(title) == _LANGUAGES
        and all(isinstance(text, str) and _TITLE.fullmatch(text) is not None for text in title.values())
    )


def is_setting(value: object, settings: Collection[float | str]) -> bool:
    """Tell whether something may be shown as a setting: a known one, or a small count of what is no people.

    Examples
    --------
    >>> is_setting(3.0, ()), is_setting(3.7281913, ()), is_setting(5000, ()), is_setting(5000, {5000})
    (True, False, False, True)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    if value in settings:
        return True
    return not isinstance(value, str) and math.isfinite(value) and float(value).is_integer() and 0 <= value <= _MOST


def _slots(section: Section) -> Iterator[Slot]:
    for finding in section.findings:
        candidate: Finding | None = finding
        while candidate is not None:
            yield from _of_phrase(candidate)
            candidate = candidate.otherwise
    for display in section.displays:
        if type(display) not in (Table, Figure):
            raise NotReleasable("a section shows tables and figures of evaluatie only")
        _check_name(display.id, "the id of a display")
        for phrase in (display.caption, *display.columns):
            yield from _of_phrase(phrase)
        yield from _of_rows(display.rows)


def _of_rows(rows: Iterable[Row]) -> Iterator[Slot]:
    for row in rows:
        _check_type(row, Row, "a row")
        yield from row.head
        yield from (slot for slot in row.cells if slot is not None)


def _of_phrase(phrase: Finding) -> Iterator[Slot]:
    _check_type(phrase, Finding, "a sentence or caption")
    _check_name(phrase.key, "the key of a sentence")
    for name, slot in phrase.slots.items():
        _check_name(name, "the name of a blank")
        yield slot


def _check_name(name: object, what: str) -> None:
    if not isinstance(name, str) or _NAME.fullmatch(name) is None:
        raise NotReleasable(f"{what} is none: letters, digits and . : / = < > + , ~ - only")


def _check_type(thing: object, kind: type, what: str) -> None:
    if type(thing) is not kind:
        raise NotReleasable(f"{what} must be a {kind.__name__} of evaluatie, not a {type(thing).__name__}")
