"""Cells that look like the names of people: two or more words with capitals, and what may stand between them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evaluatie.study.codes import BLANKS, code_text

_BETWEEN = r"(?:van|von|de|der|den|het|'t|ter|ten|te|in|op|el|al|ben|bin|da|di|do|dos|la|le)"
_WORD = r"[A-ZÀ-ÖØ-Þ][\w'’-]*\.?"
_NAME = re.compile(
    rf"{_WORD}(?:\s+{_BETWEEN})*(?:\s+{_WORD})+|{_WORD}(?:\s+{_BETWEEN})+\s+{_WORD}|{_WORD},\s*(?:{_WORD}\s*)+(?:{_BETWEEN}\s*)*"
)
# Who is named here is somebody; elsewhere two words with capitals may be a place or a team.
_SOMEBODY = re.compile(
    r"leidinggeven|manager|teamleid|supervisor|chef\b|coach|mentor|begeleider|beoordelaar|medewerker|werknemer|collega"
    r"|respondent|deelnemer|ingevuld.?door|filled.?in.?by|employee|colleague|\bnaam van|\bname of",
    re.IGNORECASE,
)
_MANY = 10


def is_name(text: str) -> bool:
    """Say whether a text looks like the full name of a person.

    Examples
    --------
    >>> [is_name(text) for text in ("Fatima El Amrani", "J. de Vries", "Vries, J. de", "helemaal mee eens", "HR")]
    [True, True, True, False, False]
    """
    return len(text) <= 60 and _NAME.fullmatch(text) is not None


def holds_names(column: str, values: Sequence[object], cells: int) -> bool:
    """Say whether a column holds names of people.

    Parameters
    ----------
    column : str
        Its name, or the text of its question.
    values : sequence
        Its different values.
    cells : int
        How many cells have one.

    Returns
    -------
    bool
        Where most values look like names: if its own name is about somebody, or if nearly every row has another one.
    """
    texts = [text for text in map(code_text, values) if text not in BLANKS]
    names = sum(map(is_name, texts))
    if not names or 2 * names < len(texts):
        return False
    return _SOMEBODY.search(column) is not None or (names >= _MANY and 2 * len(texts) >= cells)
