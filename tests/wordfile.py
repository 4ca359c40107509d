"""Reading a Word file back: paragraphs with their styles, tables, pictures, fields, and what it says of itself."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph


class Word:
    """A Word file that was read."""

    def __init__(self, content: bytes) -> None:
        self.file = docx.Document(io.BytesIO(content))
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            self.parts = {name: packed.read(name) for name in packed.namelist()}
            self.days = {info.date_time for info in packed.infolist()}
        self.body = self.file.element.body

    def blocks(self) -> Iterator[Paragraph | Table]:
        """Go through paragraphs and tables in the order of reading."""
        for element in self.body.iterchildren(qn("w:p"), qn("w:tbl")):
            yield Paragraph(element, self.file) if element.tag == qn("w:p") else Table(element, self.file)

    def paragraphs(self, *styles: str) -> list[str]:
        """Give the texts of the paragraphs of these styles; of none for all."""
        every = (block for block in self.blocks() if isinstance(block, Paragraph))
        return [plain(one) for one in every if not styles or one.style.name in styles]

    def tables(self) -> list[list[list[str]]]:
        """Give the texts of all cells of all tables, by table and row."""
        return [[[said(cell.text) for cell in row.cells] for row in table.rows] for table in self.file.tables]

    def headers(self) -> list[str]:
        """Give for each table how many of its rows are repeated as its head on every page."""
        return [str(len(table._tbl.findall(f".//{qn('w:tblHeader')}"))) for table in self.file.tables]

    def alternatives(self) -> list[str]:
        """Give the alternative texts of all pictures."""
        return [one.get("descr", "") for one in self.body.iter(qn("wp:docPr"))]

    def fields(self, kind: str) -> list[str]:
        """Give the instructions of the fields of a kind."""
        every = (said(one.text) for one in self.body.iter(qn("w:instrText")))
        return [one for one in every if one.startswith(kind)]

    def bookmarks(self) -> list[str]:
        return [one.get(qn("w:name")) for one in self.body.iter(qn("w:bookmarkStart"))]

    def anchors(self) -> list[str]:
        return [one.get(qn("w:anchor")) for one in self.body.iter(qn("w:hyperlink")) if one.get(qn("w:anchor"))]

    def text(self) -> str:
        """Give the text of the whole, a line per paragraph and cell."""
        lines: list[str] = []
        for block in self.blocks():
            lines += [plain(block)] if isinstance(block, Paragraph) else [cell for row in _cells(block) for cell in row]
        return "\n".join(lines)


def plain(paragraph: Any) -> str:
    """Give a paragraph's text, without the instructions of its fields."""
    return said("".join(one.text or "" for one in paragraph._p.iter(qn("w:t"))))


def said(text: str) -> str:
    """Give a text with single spaces."""
    return re.sub(r"\s+", " ", text).strip()


def _cells(table: Table) -> list[list[str]]:
    return [[said(cell.text) for cell in row.cells] for row in table.rows]
