"""A piece of a page in one language: HTML with the report's style, and the same as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from html import escape
from typing import Any

from evaluatie.report.plain import PlainColumn, PlainTable
from evaluatie.report.rendering import filled, style
from evaluatie.reproduce.monitor.drawing import Drawn
from evaluatie.reproduce.monitor.wordbook import wordbook
from evaluatie.shipped import shipped

NO_BREAK = "\u00a0"
_WIDE = 'style="width:100%;min-width:36rem;max-width:46rem"'

# a notebook's own style sets cells to the right
_STYLE = """
.evaluatie.monitor h1 { margin-bottom: 1rem; }
.evaluatie.monitor th, .evaluatie.monitor td { text-align: left; }
.evaluatie.monitor .num { text-align: right; }
"""


@dataclass(frozen=True)
class Piece:
    """A chapter, or a part of one.

    Attributes
    ----------
    language : str
        Of its words.
    html : str
        As a notebook shows it, without its style.
    text : str
        The same as plain text.
    told : tuple of str
        The sentences that say what was found.
    """

    language: str
    html: str = field(repr=False)
    text: str = field(repr=False)
    told: tuple[str, ...] = field(default=(), repr=False)

    def _repr_html_(self) -> str:
        return (
            f'<div class="evaluatie monitor" lang="{self.language}"><style>{style()}{_STYLE}</style>{self.html}</div>'
        )

    def __repr__(self) -> str:
        return self.text

    def __add__(self, other: Piece) -> Piece:
        texts = (text for text in (self.text, other.text) if text)
        return Piece(self.language, f"{self.html}\n{other.html}", "\n\n".join(texts), self.told + other.told)


@dataclass(frozen=True)
class Setter:
    """Sets words, figures and tables of one language.

    Attributes
    ----------
    language : {"nl", "en"}
    """

    language: str

    def __post_init__(self) -> None:
        wordbook(self.language)

    def say(self, key: str, **slots: Any) -> str:
        """Give a text."""
        return self._word("text", key, slots)

    def caption(self, key: str, **slots: Any) -> str:
        """Give a caption of a table or figure, beginning with a capital."""
        text = self._word("caption", key, slots)
        return text[:1].upper() + text[1:]

    def column(self, key: str, **slots: Any) -> str:
        """Give a head of a column."""
        return self._word("column", key, slots)

    def value(self, key: str, **slots: Any) -> str:
        """Give a word that stands in cells."""
        return self._word("value", key, slots)

    def truth(self, value: bool) -> str:
        """Write a truth value."""
        return self.value("yes" if value else "no")

    def number(self, value: float, digits: int = 1, sign: str = "", signed: bool = False) -> str:
        """Write a number, or that it is not known."""
        if value is None or value != value:
            return self.value("unknown")
        return wordbook(self.language).number(value, digits, signed) + sign

    def count(self, value: float) -> str:
        """Write a whole number, or that it is not known."""
        return self.number(value, 0)

    def span(self, low: float, high: float, digits: int = 1, sign: str = "", signed: bool = False) -> str:
        """Write an interval, or that there is none."""
        if low is None or low != low:
            return self.value("none")
        ends = {"low": self.number(low, digits, "", signed), "high": self.number(high, digits, sign, signed)}
        return self.value("span", **ends).replace(" ", NO_BREAK)

    def heading(self, text: str, level: int = 2) -> Piece:
        """Set a heading."""
        return Piece(self.language, f"<h{level}>{escape(text)}</h{level}>", text)

    def paragraphs(self, *texts: str) -> Piece:
        """Set paragraphs; empty ones are left out."""
        held = [text for text in texts if text]
        return Piece(self.language, "".join(f"<p>{escape(text)}</p>" for text in held), "\n".join(held))

    def sentences(self, texts: Iterable[str]) -> Piece:
        """Set sentences that say what was found as a list."""
        held = tuple(texts)
        html = "".join(f"<li>{escape(text)}</li>" for text in held)
        return Piece(self.language, f"<ul>{html}</ul>" if held else "", "\n".join(f"- {text}" for text in held), held)

    def remarks(self, texts: Iterable[str]) -> Piece:
        """Set sentences that say how to take it."""
        return replace(self.sentences(texts), told=())

    def folded(self, title: str, inside: Piece) -> Piece:
        """Fold a piece under a title."""
        html = f"<details><summary>{escape(title)}</summary>{inside.html}</details>"
        return Piece(self.language, html, f"{title}\n{inside.text}")

    def figure(self, drawn: Drawn, caption: str) -> Piece:
        """Set a figure; a narrow screen scrolls it, so that its words stay readable."""
        svg = drawn.svg().replace("<svg ", f"<svg {_WIDE} ", 1)
        named = f'role="region" aria-label="{escape(caption)}" tabindex="0"'
        inside = f'<figcaption>{escape(caption)}</figcaption><div class="scroll" {named}>{svg}</div>'
        return Piece(self.language, f'<figure class="display">{inside}</figure>', f"{caption}\n{drawn.alternative}")

    def table(
        self, key: str, columns: Sequence[tuple[str, bool]], rows: Iterable[Sequence[str]], **slots: Any
    ) -> Piece:
        """Set a table as the report does.

        Parameters
        ----------
        key : str
            Of its caption; the table's anchor too.
        columns : sequence of (str, bool)
            Heads, and whether numbers stand under them.
        rows : iterable of sequence of str
            Texts; the first of a row heads it.
        **slots
            Of the caption.

        Returns
        -------
        Piece
        """
        anchor = f"monitor-{key}".replace("_", "-")
        held = tuple(tuple(row) for row in rows)
        caption = self.caption(key, **slots)
        view = PlainTable(anchor, caption, tuple(PlainColumn(*column) for column in columns), held)
        lines = [caption, " | ".join(text for text, _ in columns), *(" | ".join(row) for row in held)]
        return Piece(self.language, filled("plain_table.html", view=view), "\n".join(lines))

    def _word(self, block: str, key: str, slots: dict[str, Any]) -> str:
        text: str = _words()[block][key][self.language]
        return text.format(**slots)


@cache
def _words() -> Any:
    return shipped(__file__, "chapters.yml")


def joined(pieces: Sequence[Piece]) -> Piece:
    """Set pieces below one another.

    Parameters
    ----------
    pieces : sequence of Piece
        At least one.

    Returns
    -------
    Piece
    """
    first, *others = pieces
    for other in others:
        first += other
    return first
