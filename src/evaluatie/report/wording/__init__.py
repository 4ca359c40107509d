"""All text of the report per language, as data: ``nl.yml`` and ``en.yml`` beside this file, and their reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from markupsafe import Markup, escape

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
        return _fill(self._template(key, slots).replace("**", ""), slots)

    def html(self, key: str, /, **slots: str) -> Markup:
        """Give a text with its blanks filled, as HTML: slots are escaped, ``**words**`` are strong.

        Parameters and errors as for :meth:`text`.
        """
        template = _STRONG.sub(r"<strong>\1</strong>", str(escape(self._template(key, slots))))
        return Markup(_fill(template, {name: str(escape(value)) for name, value in slots.items()}))  # noqa: S704

    def _template(self, key: str, slots: Mapping[str, str]) -> str:
        if key not in self.texts:
            raise WordingError(f"wording/{self.language}.yml has no text for '{key}'; add it there")
        missing = sorted(set(SLOT.findall(self.texts[key])) - set(slots))
        if missing:
            raise WordingError(f"the text '{key}' needs {', '.join(missing)}, which the section does not give")
        return self.texts[key]


def _fill(template: str, slots: Mapping[str, str]) -> str:
    """Fill all blanks in one pass, so that braces in a name stay what they are."""
    filled = SLOT.sub(lambda match: slots[match[1]], template)
    return capitalise(filled) if SLOT.match(template) and template.endswith(".") else filled


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
    texts = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506 - a SafeLoader
    wrong = sorted(str(key) for key, text in texts.items() if not isinstance(key, str) or not isinstance(text, str))
    if wrong:
        raise WordingError(f"wording/{language}.yml: {', '.join(wrong)}: write the text between quotes")
    return Wording(language, texts)


class _StrictLoader(yaml.SafeLoader):
    """Refuses a key that is written twice; plain YAML keeps the last without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        doubled = sorted({str(key) for key in keys if keys.count(key) > 1})
        if doubled:
            raise WordingError(f"{node.start_mark.name}: doubled: {', '.join(doubled)}")
        return dict(super().construct_mapping(node, deep))
