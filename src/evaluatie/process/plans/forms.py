"""What the words of a written goal look like: dates, amounts, names with numbers in them, verbs, people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.shipped import shipped
from evaluatie.undecided import undecided

RULES: dict[str, Any] = shipped(__file__, "smart.yml")


@dataclass(frozen=True)
class Form:
    """A piece of a text that was read.

    Attributes
    ----------
    kind : str
        Which pass of ``smart.yml`` read it.
    text : str
        The piece.
    """

    kind: str
    text: str


@cache
def _passes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words: dict[str, str] = RULES["words"]

    def whole(pattern: str) -> str:
        filled = re.sub(r"<(\w+)>", lambda found: words[found[1]], pattern)
        return filled if filled == pattern else whole(filled)

    return tuple(
        (each["kind"], re.compile("|".join(map(whole, each["patterns"])), re.IGNORECASE)) for each in RULES["passes"]
    )


def read_forms(text: str) -> tuple[Form, ...]:
    """Read a text, pass by pass; what one pass has read is out of sight of the next.

    Parameters
    ----------
    text : str
        Dutch or English.

    Returns
    -------
    tuple of Form
        In the order of the passes.

    Examples
    --------
    >>> [(form.kind, form.text) for form in read_forms("Agenda 2030: 15% meer instroom, eind 2026")]
    [('name', 'Agenda 2030'), ('deadline', 'eind 2026'), ('amount', '15%'), ('indicator', 'instroom')]
    """
    found = []
    left = text
    for kind, pattern in _passes():
        found += [Form(kind, match.group().strip()) for match in pattern.finditer(left)]
        left = pattern.sub(lambda match: "\0" * len(match.group()), left)
    return tuple(found)


def cell_text(value: Any) -> str:
    """Give what a cell says; nothing where it says nothing.

    Parameters
    ----------
    value : object
        A text, number or date; missing, or a word such as ``"tbd"``, says nothing.

    Returns
    -------
    str
        A date as year-month-day.

    Examples
    --------
    >>> cell_text(None), cell_text("n.v.t."), cell_text(2026.0), cell_text(date(2026, 7, 1)), cell_text(" HR ")
    ('', '', '2026', '2026-07-01', 'HR')
    """
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    if isinstance(value, float | np.floating):
        return f"{value:g}"
    words = str(value).strip()
    return "" if undecided(words) else words
