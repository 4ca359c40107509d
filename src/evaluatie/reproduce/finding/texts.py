"""Texts in both languages as they stand in a file of a finding."""

from __future__ import annotations

import re
from typing import Any

from evaluatie.study.problems import quoted
from evaluatie.study.settings.fields import refuse

_LANGUAGES = {"nl": "Dutch", "en": "English"}
#: a text that YAML reads as it stands between { }
_PLAIN = re.compile(r"[^\W\d_][^,:#\[\]{}\"]*")
_LONGEST = 60


def both(value: Any) -> Any:
    """Say what to do where a text is not in both languages; what else is wrong is told of each language.

    Parameters
    ----------
    value : object
        As it stands in the file.

    Returns
    -------
    object
        The same.

    Raises
    ------
    pydantic_core.PydanticCustomError
        If it is a text in one language, or one of the two is missing or empty.

    Examples
    --------
    >>> both("slope of support")
    Traceback (most recent call last):
        ...
    pydantic_core._pydantic_core.PydanticCustomError: "slope of support" is one text, and is wanted in both languages.
    """
    if isinstance(value, str) and not re.match(r"(nl|en):\S", value):
        raise refuse(
            f"{quoted(value)} is one text, and is wanted in both languages.",
            f"Write {{nl: ..., en: {_written(value)}}}, with the Dutch at the dots, or the other way round.",
        )
    if isinstance(value, dict) and set(value) <= set(_LANGUAGES):
        texts = {language: value.get(language) for language in _LANGUAGES}
        lacking = [language for language, text in texts.items() if text is None or not str(text).strip()]
        if lacking:
            named = " and ".join(f"{_LANGUAGES[language]} ({language})" for language in lacking)
            raise refuse(f"The text in {named} is missing.", "Write it: lessons and reports are in both languages.")
    return value


def either(value: Any) -> Any:
    """Take one text for that in both languages.

    Parameters
    ----------
    value : object
        As it stands in the file.

    Returns
    -------
    object
        A text in both languages; what is none is left for what is said of that.

    Raises
    ------
    pydantic_core.PydanticCustomError
        If it is an empty text or a list.

    Examples
    --------
    >>> either("Table 1")
    {'nl': 'Table 1', 'en': 'Table 1'}
    """
    if isinstance(value, str):
        if not value.strip():
            raise refuse("This text is empty.", "Write it; a key that may be left out, may go as a whole.")
        return dict.fromkeys(_LANGUAGES, value)
    if isinstance(value, list | tuple):
        raise refuse("This must be a text, and it is a list.", "Write a text, or {nl: ..., en: ...}.")
    return value


def _written(text: str) -> str:
    """Write a text as it can stand between { }."""
    short = text if len(text) <= _LONGEST else "..."
    return short if _PLAIN.fullmatch(short) or short == "..." else f'"{short.replace(chr(34), chr(39))}"'
