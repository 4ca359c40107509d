"""Settings and inputs of two versions in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evaluatie.report.versions.inputs import Inputs
from evaluatie.report.versions.settings import Setting
from evaluatie.report.versions.words import Words

_OUTCOMES = ("primary", "secondary")
_PERCENT = ("dominance", "minimum_response")


def setting_row(setting: Setting, before: Words, now: Words) -> tuple[str, ...]:
    """Say what a setting is, and what it was and is.

    Parameters
    ----------
    setting : Setting
        What differs.
    before, now : Words
        Words of the two versions.

    Returns
    -------
    tuple of three str
    """
    texts = now.wording.texts
    part, name = setting.part, setting.name
    key = f"changed.setting.{part}.{name}"
    told = now.wording.text(key) if key in texts else name
    if setting.of:
        kind = {"wave": "wave", "outcome": "outcome"}[part]
        words = now if setting.of in now.reader.bundle["labels"][kind] else before
        told = now.wording.text("changed.setting.of", what=told, of=words.reader.label(kind, setting.of))
    return told, _value(setting, setting.before, before), _value(setting, setting.now, now)


def _value(setting: Setting, value: Any, words: Words) -> str:
    """Write a setting's value; one that nobody foresaw as it stands in the file."""
    say, texts, numerals = words.wording.text, words.wording.texts, words.reader.numerals
    if value is None or value in ([], {}, ""):
        return say("changed.none")
    if isinstance(value, bool):
        return say("changed.yes" if value else "changed.no")
    if setting.name == "date":
        return numerals.date(str(value))
    if setting.name in _PERCENT and isinstance(value, int | float):
        return numerals.percent(value)
    if isinstance(value, int | float):
        return numerals.setting(value)
    if isinstance(value, list):
        return "; ".join(_part(setting, one, words) for one in value)
    if isinstance(value, Mapping):
        return str(value.get(words.language) or "; ".join(f"{key}: {one}" for key, one in sorted(value.items())))
    key = f"{setting.name}.{value}"
    return say(key) if key in texts else str(value)


def _part(setting: Setting, one: Any, words: Words) -> str:
    if setting.name in _OUTCOMES and one in words.reader.bundle["labels"]["outcome"]:
        return words.reader.label("outcome", one)
    return ", ".join(map(str, one)) if isinstance(one, list) else str(one)


def input_rows(inputs: Inputs, words: Words) -> Iterator[tuple[str, str]]:
    """Say which kinds of input differ, and of which notebooks.

    Parameters
    ----------
    inputs : Inputs
        What differs.
    words : Words
        Of either version.

    Yields
    ------
    tuple of two str
        A kind, and what of it.
    """
    say = words.wording.text
    for kind, names in inputs.kinds.items():
        # of all others every section is made from the same
        yield (
            say(f"changed.input.{kind}"),
            ", ".join(names) if kind == "notebook" else say(f"changed.input.{kind}.what"),
        )
    for name, notebooks in (("new", inputs.new), ("gone", inputs.gone)):
        if notebooks:
            yield say(f"changed.input.{name}"), ", ".join(notebooks)
