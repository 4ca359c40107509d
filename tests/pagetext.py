"""What a report's page says, piece by piece, for files that must say the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import html

_PIECES = ("h1", "h2", "h3", "p", "li", "caption", "figcaption", "dt", "dd")
_APART = ["unseen", "name", "source", "bracket"]


@dataclass(frozen=True)
class PageText:
    """What a page says.

    Attributes
    ----------
    pieces : list of str
        Sentences, headings and captions, in the order of the page; what is set apart in one stands by itself.
    tables : list of list of list of str
        Texts of the cells by table and row.
    alternatives : list of str
        Alternative texts of the figures.
    headings : list of str
        Headings of sections.
    """

    pieces: list[str]
    tables: list[list[list[str]]]
    alternatives: list[str]
    headings: list[str]


def page_text(page: str) -> PageText:
    """Read a page; its list of contents, its code, and what leads elsewhere are no part of what it says."""
    root = html.fromstring(page)
    main = root.get_element_by_id("main")
    for unread in main.xpath(".//nav|.//*[@class='skip' or @class='back' or @class='where' or @class='code']"):
        unread.drop_tree()
    alternatives = [svg.get("aria-label") for svg in main.xpath(".//svg[contains(@class, 'wide')]")]
    for svg in main.xpath(".//svg"):
        svg.drop_tree()
    tables = [
        [[_cell(cell) for cell in row.xpath("./th|./td")] for row in one.xpath(".//tr")]
        for one in main.xpath(".//table")
    ]
    pieces = [piece for element in main.iter(*_PIECES) for piece in _pieces(element)]
    return PageText(pieces, tables, alternatives, [_said(one.text_content()) for one in main.xpath(".//section/h2")])


def _cell(cell: Any) -> str:
    """Give a cell as it is seen: a dash is a dash, and a bracket stands a space behind its head."""
    for unseen in cell.xpath(".//*[contains(@class, 'unseen')]"):
        unseen.drop_tree()
    for bracket in cell.xpath(".//*[contains(@class, 'bracket')]"):
        bracket.text = f" {bracket.text}"
    return _said(cell.text_content())


def _pieces(element: Any) -> list[str]:
    apart = [one for one in element.iter() if set((one.get("class") or "").split()) & set(_APART)]
    seen = [_said(one.text_content()) for one in apart if "unseen" not in one.get("class")]
    for one in apart:
        if one is not element:
            one.drop_tree()
    return [piece for piece in (_said(element.text_content()), *seen) if piece]


def _said(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
