"""All text of the report per language, as data: ``nl.yml`` and ``en.yml`` beside this file, and their reader."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

from evaluatie.shipped import LOADER

LANGUAGES = ("nl", "en")
SLOT = re.compile(r"\{(\w+)\}")
_STRONG = re.compile(r"\*\*(.+?)\*\*")


class WordingError(ValueError):
    """A key that the wording files do not have, or a blank that nothing fills."""


@dataclass(frozen=True)
class Wording:
    """The texts of one language.

    Attributes
    ----------
    language : str
        ``"nl"`` or ``"en"``.
    texts : mapping of str to str
        Text by key; ``{name}`` is a blank, ``**words**`` are strong.

    Examples
    --------
    >>> load_wording("en").text("page.figure", number="2")
    'Figure 2'
    """

    language: str
    texts: Mapping[str, str]

    def text(self, key: str, /, **slots: str) -> str:
        """Give a text with its blanks filled, as plain text.

        Parameters
        ----------
        key : str
            Key of the wording files.
        **slots : str
            What fills the blanks; those that the text does not use are left alone.

        Returns
        -------
        str
            It begins with a capital when it begins with a blank and holds a sentence.

        Raises
        ------
        WordingError
            When the key or a blank is unknown.
        """
        return _plain(self._text(key)).filled(key, slots)

    def html(self, key: str, /, **slots: str) -> Markup:
        """Give a text with its blanks filled, as HTML: slots are escaped, ``**words**`` are strong.

        Parameters and errors as for :meth:`text`.
        """
        filled = _marked_up(self._text(key)).filled(key, {name: str(escape(value)) for name, value in slots.items()})
        return Markup(filled)  # noqa: S704 - our own text, with what fills it escaped

    def blanks(self, key: str) -> tuple[str, ...]:
        """List the blanks of a text, each once and in its order.

        Parameters
        ----------
        key : str
            Key of the wording files.

        Raises
        ------
        WordingError
            When the key is unknown.

        Examples
        --------
        >>> load_wording("nl").blanks("page.figure")
        ('number',)
        """
        return tuple(dict.fromkeys(SLOT.findall(self._text(key))))

    def _text(self, key: str) -> str:
        if key not in self.texts:
            raise WordingError(f"wording/{self.language}.yml has no text for '{key}'; add it there")
        return self.texts[key]


@dataclass(frozen=True)
class _Template:
    """A text cut at its blanks, so that braces in what fills them stay what they are: every second piece is a blank."""

    pieces: list[str]
    capital: bool

    @classmethod
    def of(cls, text: str) -> _Template:
        pieces = SLOT.split(text)
        sentence = pieces[0] == "" and len(pieces) > 1 and text.endswith(".")
        return cls(pieces, sentence)

    def filled(self, key: str, slots: Mapping[str, str]) -> str:
        parts = list(self.pieces)
        try:
            parts[1::2] = [slots[blank] for blank in self.pieces[1::2]]
        except KeyError:
            missing = sorted(set(self.pieces[1::2]).difference(slots))
            raise WordingError(
                f"the text '{key}' needs {', '.join(missing)}, which the section does not give"
            ) from None
        return capitalise("".join(parts)) if self.capital else "".join(parts)


@cache
def _plain(text: str) -> _Template:
    return _Template.of(text.replace("**", ""))


@cache
def _marked_up(text: str) -> _Template:
    return _Template.of(_STRONG.sub(r"<strong>\1</strong>", str(escape(text))))


def capitalise(text: str) -> str:
    """Write the first letter as a capital and leave the rest.

    Examples
    --------
    >>> capitalise("betrokkenheid bij TNO")
    'Betrokkenheid bij TNO'
    """
    return text[:1].upper() + text[1:]


@cache
def load_wording(language: str) -> Wording:
    """Read the texts of a language.

    Parameters
    ----------
    language : str
        ``"nl"`` or ``"en"``.

    Returns
    -------
    Wording

    Raises
    ------
    WordingError
        When there is no such language, or its file has a key twice or a text that is no text.
    """
    if language not in LANGUAGES:
        raise WordingError(f"no report in the language '{language}'; choose from {', '.join(LANGUAGES)}")
    path = Path(__file__).with_name(f"{language}.yml")
    return Wording(language, read_texts(path.read_text(encoding="utf-8"), f"wording/{language}.yml"))


def read_texts(source: str, name: str) -> dict[str, str]:
    """Read the content of a wording file.

    Parameters
    ----------
    source : str
        YAML.
    name : str
        What the file is called in messages.

    Returns
    -------
    dict of str to str

    Raises
    ------
    WordingError
        When a key is there twice (plain YAML keeps the last without a word), or a text is no text.
    """
    loader = LOADER(source)
    node = loader.get_single_node()
    doubled = sorted(key for key, times in Counter(key.value for key, _ in node.value).items() if times > 1)
    if doubled:
        raise WordingError(f"{name}: doubled: {', '.join(doubled)}")
    texts: dict[str, str] = loader.construct_document(node)
    wrong = sorted(str(key) for key, text in texts.items() if not isinstance(key, str) or not isinstance(text, str))
    if wrong:
        raise WordingError(f"{name}: {', '.join(wrong)}: write the text between quotes")
    return texts
