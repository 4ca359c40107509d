"""What a lesson shows: as a page in a notebook, and as plain text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from evaluatie.shipped import shipped

_WORDS: dict[str, dict[str, str]] = shipped(__file__, "words.yml")
_NO_ZERO = re.compile(r"(?<![\d.])\.(?=\d)")
_CODE = re.compile("`([^`]+)`")
_POINT = re.compile(r"(?<=\d)\.(?=\d)")


@dataclass(frozen=True)
class Shown:
    """A piece of a lesson.

    Attributes
    ----------
    html : str
        As a notebook shows it.
    text : str
        The same as plain text.
    language : str
        In which language it is, for who has it read aloud.
    """

    html: str
    text: str
    language: str

    def _repr_html_(self) -> str:
        return f'<div lang="{self.language}">{self.html}</div>'

    def __repr__(self) -> str:
        return self.text

    def __add__(self, other: Shown) -> Shown:
        return Shown(f"{self.html}\n{other.html}", f"{self.text}\n\n{other.text}", self.language)


def joined(parts: Iterable[Shown], language: str) -> Shown:
    """Set pieces below one another."""
    held = list(parts)
    return Shown("\n".join(one.html for one in held), "\n\n".join(one.text for one in held), language)


def word(key: str, language: str, **told: Any) -> str:
    """Give words of a lesson, filled in."""
    return _WORDS[key][language].format(**told)


def number(text: str, language: str) -> str:
    """Write a printed number as a language does; all decimals stay.

    Examples
    --------
    >>> number("-.340", "nl"), number("< .05", "nl"), number("-.340", "en")
    ('-0,340', '< 0,05', '-.340')
    """
    return _POINT.sub(",", _NO_ZERO.sub("0.", text)) if language == "nl" else text


def paragraphs(language: str, *texts: str) -> Shown:
    """Set paragraphs; empty ones are left out, and what stands between backticks is code."""
    held = [text for text in texts if text]
    html = "".join(f"<p>{escape(text)}</p>" for text in held)
    return Shown(
        _CODE.sub(r"<code>\g<1></code>", html), "\n".join(_CODE.sub(r"\g<1>", text) for text in held), language
    )


def heading(text: str, language: str, level: int = 2) -> Shown:
    """Set a heading: the notebook's own has level 1."""
    return Shown(f"<h{level}>{escape(text)}</h{level}>", text, language)


def code(text: str, language: str) -> Shown:
    """Set Python as it is typed."""
    return Shown(f'<pre tabindex="0" style="overflow-x: auto"><code>{escape(text)}</code></pre>', text, language)


def table(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], language: str, numeric: Collection[int] = ()
) -> Shown:
    """Set a table that is read aloud well: a caption, and heads of columns and rows that say what they head.

    Parameters
    ----------
    caption : str
        What it is about.
    heads : sequence of str
        Of the columns.
    rows : iterable of sequence of str
        The first cell of a row heads it.
    language : {"nl", "en"}
        Of its words.
    numeric : collection of int
        Columns that hold numbers, which are set to the right.

    Returns
    -------
    Shown
    """
    held = [list(row) for row in rows]

    def cell(at: int, text: str, opening: str) -> str:
        side = "right" if at in numeric else "left"
        return f'<{opening} style="text-align: {side}">{escape(text)}</{opening[:2]}>'

    head = "".join(cell(at, text, 'th scope="col"') for at, text in enumerate(heads))
    body = "".join(
        "<tr>" + "".join(cell(at, text, "td" if at else 'th scope="row"') for at, text in enumerate(row)) + "</tr>"
        for row in held
    )
    html = (  # a wide table scrolls by itself, also by keyboard
        f'<div role="region" aria-label="{escape(caption)}" tabindex="0" style="overflow-x: auto">'
        '<table style="min-width: min(40em, 100%)">'
        f'<caption style="caption-side: top; text-align: left">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    return Shown(html, "\n".join([caption, " | ".join(heads), *(" | ".join(row) for row in held)]), language)
