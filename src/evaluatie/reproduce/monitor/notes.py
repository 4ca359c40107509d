"""What is said with results: in English where a result is printed, and in Dutch for who reads Dutch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from evaluatie.reproduce.monitor.wordbook import wordbook


class Figure(NamedTuple):
    """A number in a note, with its decimals; written as the note's language writes numbers."""

    value: float
    digits: int = 1


class Note(str):
    """A note: its English text, which can be said in Dutch as well.

    Examples
    --------
    >>> found = note("taken", rho=Figure(0.25, 2))
    >>> found[:41], found.say("nl")[:46]
    ('the correlation of neighbouring years (0.', 'de samenhang van opeenvolgende jaren (0,25) ge')
    """

    key: str
    slots: dict[str, Any]

    def __new__(cls, text: str, key: str, slots: dict[str, Any]) -> Note:
        """Make a note: :func:`note` does, and a copy or a pickle."""
        made = super().__new__(cls, text)
        made.key, made.slots = key, slots
        return made

    def __getnewargs__(self) -> tuple[str, str, dict[str, Any]]:  # type: ignore[override]
        """Give what a copy is made from."""
        return str(self), self.key, self.slots

    def say(self, language: str) -> str:
        """Say it in a language."""
        return _said(self.key, self.slots, language)


def note(key: str, **slots: Any) -> Note:
    """Make a note of the words under `key`.

    Parameters
    ----------
    key : str
        A key of ``notes.yml``.
    **slots
        What fills it: texts, whole numbers, a :class:`Figure`, a note, or a mapping of language to text.

    Returns
    -------
    Note
    """
    return Note(_said(key, slots, "en"), key, slots)


def said(notes: Iterable[str], language: str) -> tuple[str, ...]:
    """Say notes in a language, each as a sentence.

    Parameters
    ----------
    notes : iterable of str
        Notes of a result of the monitor.
    language : {"nl", "en"}

    Returns
    -------
    tuple of str
        One that is no :class:`Note` stays as it is.

    Examples
    --------
    >>> said([note("absent", years="2019-2020")], "nl")
    ('Geen cijfers van 2019-2020: er is niets ingevuld.',)
    """
    texts = [one.say(language) if isinstance(one, Note) else one for one in notes]
    return tuple(f"{text[:1].upper()}{text[1:]}." for text in texts)


def _said(key: str, slots: dict[str, Any], language: str) -> str:
    words = wordbook(language)
    return words.note(key, **{name: _written(slot, words) for name, slot in slots.items()})


def _written(slot: Any, words: Any) -> str:
    if isinstance(slot, Figure):
        return str(words.number(slot.value, slot.digits))
    if isinstance(slot, Note):
        return slot.say(words.language)
    return str(slot[words.language]) if isinstance(slot, dict) else str(slot)
