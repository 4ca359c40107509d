"""What the start page says, per language: ``nl.yml`` and ``en.yml`` beside this file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from evaluatie.report.wording import LANGUAGES, Wording, WordingError, read_texts


@cache
def load_words(language: str) -> Wording:
    """Read the texts of a language.

    Parameters
    ----------
    language : str
        ``"nl"`` or ``"en"``.

    Raises
    ------
    WordingError
        There is no such language.

    Examples
    --------
    >>> load_words("en").text("check.button")
    'Check the files'
    """
    if language not in LANGUAGES:
        raise WordingError(f"no start page in the language '{language}'; choose from {', '.join(LANGUAGES)}")
    path = Path(__file__).with_name(f"{language}.yml")
    return Wording(language, read_texts(path.read_text(encoding="utf-8"), f"workbench/words/{language}.yml"))
