"""Tables of plain text: a caption, heads, and rows of which the first cell says what they are about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PlainColumn:
    """A column's head, and whether numbers stand under it."""

    text: str
    numeric: bool = False


@dataclass(frozen=True)
class PlainTable:
    """A table as ``parts.html`` sets it with ``plain_table``.

    Attributes
    ----------
    id : str
        Anchor on the page.
    caption : str
        What it is about.
    columns : tuple of PlainColumn
        Heads of all columns.
    rows : tuple of (tuple of str)
        From top to bottom; the first cell of a row heads that row.
    """

    id: str
    caption: str
    columns: tuple[PlainColumn, ...]
    rows: tuple[tuple[str, ...], ...]
