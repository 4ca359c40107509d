"""A report as a document: blocks in the order of reading, with texts that are nothing but text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

State = Literal["shown", "hidden", "unknown", "empty"]


@dataclass(frozen=True)
class Run:
    """A piece of a sentence: its text, whether it is strong, where it leads, and whether it is emphasised."""

    text: str
    strong: bool = False
    href: str = ""
    emphasis: bool = False


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 for a section, 2 for what stands under it; not every one stands in the list of contents."""

    level: int
    text: str
    id: str
    listed: bool = True


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, in the style of its kind; in a language of its own where that is not the document's."""

    runs: Runs
    kind: Literal["body", "lead", "caution", "note", "author"] = "body"
    language: str = ""


@dataclass(frozen=True)
class Items:
    """A list of sentences, as :class:`Paragraph`."""

    items: tuple[Runs, ...]
    kind: Literal["body", "caution", "author"] = "body"
    language: str = ""


@dataclass(frozen=True)
class Term:
    """A name with its explanation, and where that comes from."""

    name: str
    text: str
    source: str


@dataclass(frozen=True)
class Terms:
    """A list of explained names."""

    items: tuple[Term, ...]


@dataclass(frozen=True)
class Label:
    """What a table or figure is called: ``Table 3``, in parts, so that Word can count on.

    Attributes
    ----------
    kind : str
        ``"table"`` or ``"figure"``.
    before, after : str
        The words around the number.
    number : int
        Its number in the report.
    """

    kind: Literal["table", "figure"]
    before: str
    number: int
    after: str

    @property
    def text(self) -> str:
        """The label as it is read."""
        return f"{self.before}{self.number}{self.after}"


@dataclass(frozen=True)
class Cell:
    """A cell: its text, or why there is none."""

    text: str
    state: State = "shown"


@dataclass(frozen=True)
class Row:
    """A row: what it is about, its cells, and whether its first head is the one above it."""

    heads: tuple[str, ...]
    cells: tuple[Cell, ...]
    again: bool = False


@dataclass(frozen=True)
class Column:
    """A column: its head, what stands in brackets behind it, and whether numbers stand under it."""

    text: str
    bracket: str = ""
    numeric: bool = False


@dataclass(frozen=True)
class Fit:
    """How a table fits on its page: widths of the columns and size of the type in points, upright or turned."""

    widths: tuple[float, ...]
    size: float
    turned: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its caption and the notes under it; without a label where the report does not number it."""

    id: str
    label: Label | None
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    fit: Fit


@dataclass(frozen=True)
class Figure:
    """A figure: its caption, the drawing as an SVG image of a size in points, its alternative text, and its notes."""

    id: str
    label: Label
    caption: str
    svg: str
    width: float
    height: float
    alternative: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Unshown:
    """What stands in place of a table or figure of which nothing may be shown."""

    id: str
    label: Label
    caption: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Contents:
    """The list of contents, at its place."""

    title: str


@dataclass(frozen=True)
class Displays:
    """The list of all tables and figures, at its place."""

    entries: tuple[tuple[str, Label, str], ...]


Block: TypeAlias = (
    Heading | Paragraph | Items | Terms | Table | Figure | Unshown | Contents | Displays
)  # fmt: skip


@dataclass(frozen=True)
class Document:
    """A report as a document.

    Attributes
    ----------
    language : str
        ``"nl"`` or ``"en"``.
    title, subtitle, kind : str
        Its title, the line under it, and what kind of document it is.
    header : tuple of str
        What stands on top of every page: left and right.
    pages : tuple of str
        The words around the number of a page and the number of pages.
    author : str
        What made it.
    blocks : tuple of Block
        In the order of reading.
    """

    language: str
    title: str
    subtitle: str
    kind: str
    header: tuple[str, str]
    pages: tuple[str, str, str]
    author: str
    blocks: tuple[Block, ...]

    def figures(self) -> Iterator[Figure]:
        """Go through its figures."""
        return (block for block in self.blocks if isinstance(block, Figure))
