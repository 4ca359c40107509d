"""A report's page, PDF and Word file held against each other: no sentence, no number and no figure may differ."""

from __future__ import annotations

from pagetext import page_text
from pdffile import Pdf
from wordfile import Word, said


def says_the_same(page: str, pdf: bytes, docx: bytes) -> None:
    """Hold them against each other.

    Parameters
    ----------
    page : str
        The page.
    pdf, docx : bytes
        The files.
    """
    on_page, in_word, in_pdf = page_text(page), Word(docx), Pdf(pdf)
    assert len(on_page.pieces) > 20
    text = in_word.text()
    assert [piece for piece in on_page.pieces if piece not in text] == []
    assert in_word.tables() == on_page.tables
    assert in_word.alternatives() == on_page.alternatives
    read = in_pdf.text()
    assert [piece for piece in on_page.pieces if "".join(piece.split()) not in read] == []
    cells = [cell for table in on_page.tables for row in table for cell in row]
    assert [cell for cell in cells if "".join(cell.split()) not in read] == []
    tables = in_pdf.structure().all("Table")
    assert [len(one.all("TR")) for one in tables] == [len(table) for table in on_page.tables]
    figures = in_pdf.structure().all("Figure")
    assert [said(one.alternative or "") for one in figures] == [said(one) for one in on_page.alternatives]
