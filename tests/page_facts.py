"""What holds of every page as HTML, whichever organisation it is about: structure, tables, figures and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

LARGEST = 1_500_000
PLACEHOLDER = "No description has been provided for this image"
LEVELS = {f"h{k}": k for k in range(1, 7)}
VOID = {"meta", "link", "br", "img", "input", "hr", "path"}
#: what may hold numbers as a program or a source writes them
_AS_WRITTEN = {"style", "pre", "code"}
#: a decimal point in Dutch, a decimal comma in English
_FOREIGN = {
    "nl": re.compile(r"(?<![\d.])\d{1,3}\.\d{1,2}(?![\d.])"),
    "en": re.compile(r"(?<![\d,])\d+,\d{1,2}(?![\d,])"),
}
_CITED = {"source", "works"}  # works as they are cited everywhere
_ISO_DATE = re.compile(r"\b(19|20)\d\d-\d\d-\d\d\b")
_NUMBER = re.compile(r"[+−]?\d[\d.,]*%?( \[.+\])?")

Element = dict[str, Any]


class Page(HTMLParser):
    """Collects the elements of a page: tag, attributes, text, and the tags and classes around it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.texts: list[tuple[str, Element]] = []
        self._open: list[Element] = []
        self.feed(html)
        assert self._open == [], "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = self._element(tag, attrs)
        self.elements.append(element)
        element["inner"] = slice(len(self.elements), len(self.elements))
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append({**self._element(tag, attrs), "within": [], "of": []})

    def handle_endtag(self, tag: str) -> None:
        closed = self._open.pop()
        closed["inner"] = slice(closed["inner"].start, len(self.elements))
        assert closed["tag"] == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element["text"] += data
        if self._open and data.strip():
            self.texts.append((data, self._open[-1]))

    def all(self, *tags: str) -> list[Element]:
        """Give the elements of some kinds, in order."""
        return [element for element in self.elements if element["tag"] in tags]

    def within(self, outer: Element, *tags: str) -> list[Element]:
        """Give the elements of some kinds inside another."""
        return [element for element in self.elements[outer["inner"]] if element["tag"] in tags]

    def _element(self, tag: str, attrs: list[tuple[str, str | None]]) -> Element:
        within = [outer["tag"] for outer in self._open]
        return {"tag": tag, "attrs": dict(attrs), "text": "", "within": within, "of": list(self._open)}


def faults(html: str, language: str) -> list[str]:
    """Give all that is wrong with a page; an empty list is what we want."""
    page = Page(html)
    return [
        *_structure(page, language), *_links(page), *_tables(page), *_figures(page), *_numbers(page, language),
        *_weight(page, html),
    ]  # fmt: skip


def _structure(page: Page, language: str) -> Iterator[str]:
    for tag in ("title", "h1", "main", "header", "footer"):
        if len(page.all(tag)) != 1:
            yield f"{len(page.all(tag))} times {tag}"
    if page.all("html")[0]["attrs"].get("lang") != language:
        yield "another language, or none"
    levels = [LEVELS[heading["tag"]] for heading in page.all(*LEVELS)]
    if levels[0] != 1 or any(after - before > 1 for before, after in pairwise(levels)):
        yield f"headings out of order: {levels}"
    if any(not heading["text"].strip() for heading in page.all(*LEVELS)):
        yield "an empty heading"
    for section in page.all("section", "nav"):
        if "aria-labelledby" not in section["attrs"]:
            yield "a landmark without a name"


def _links(page: Page) -> Iterator[str]:
    ids = [element["attrs"]["id"] for element in page.elements if "id" in element["attrs"]]
    if len(ids) != len(set(ids)):
        yield f"ids twice: {sorted({one for one in ids if ids.count(one) > 1})}"
    first = page.all("a", "summary", "button", "input")[0]["attrs"]
    if first != {"class": "skip", "href": "#main"}:
        yield f"the first stop of the keyboard is {first}"
    wanted = {link["attrs"]["href"][1:] for link in page.all("a") if link["attrs"]["href"].startswith("#")}
    for name in ("aria-labelledby", "aria-describedby"):
        wanted |= {one for element in page.elements for one in (element["attrs"].get(name) or "").split()}
    if missing := wanted - set(ids):
        yield f"these lead nowhere: {sorted(missing)}"
    listed = [
        link["attrs"]["href"]
        for nav in page.all("nav")
        for link in page.within(nav, "a")
        if link["attrs"]["href"].startswith("#")
    ]
    sections = [f"#{section['attrs']['id']}" for section in page.all("section") if "id" in section["attrs"]]
    if page.all("nav") and listed != sections:
        yield f"the table of contents lists {listed}, the page holds {sections}"


def _tables(page: Page) -> Iterator[str]:
    for table in page.all("table"):
        captions = page.within(table, "caption")
        name = captions[0]["text"].strip() if captions else ""
        if len(captions) != 1 or not name:
            yield "a table without a caption"
        heads = page.within(table, "th")
        if any(head["attrs"].get("scope") not in ("col", "row") or not head["text"].strip() for head in heads):
            yield f"{name}: a head without a scope or a text"
        rows = [page.within(row, "th", "td") for row in page.within(table, "tr")]
        if len({len(row) for row in rows}) != 1 or any(row[0]["tag"] != "th" for row in rows):
            yield f"{name}: rows of different lengths, or without a head"
        texts = [tuple(cell["text"].strip() for cell in row) for row in rows if "–" not in row[-1]["text"]]
        if len(set(texts)) != len(texts):  # how often it stands there may be a number of people
            yield f"{name}: the same row stands there twice: {next(row for row in texts if texts.count(row) > 1)}"
        for cell in page.within(table, "td"):
            if _NUMBER.fullmatch(cell["text"].strip()) and "num" not in (cell["attrs"].get("class") or ""):
                yield f"{name}: the number {cell['text']} is not set right"
        frames = [one["attrs"] for one in table["of"] if one["attrs"].get("class") == "scroll"]
        becomes_cards = table["attrs"].get("class") == "reports"  # and scrolls nowhere
        if not becomes_cards and [(one.get("tabindex"), one.get("role")) for one in frames] != [("0", "region")]:
            yield f"{name}: no frame that a keyboard scrolls"


def _figures(page: Page) -> Iterator[str]:
    for svg in page.all("svg"):
        told = svg["attrs"].get("aria-label") or ""
        if svg["attrs"].get("role") != "img" or len(told) < 60 or not any(map(str.isdigit, told)):
            yield f"a figure without a text that tells its result: {told!r}"
    for figure in page.all("figure"):
        if len(page.within(figure, "figcaption")) != 1:
            yield "a figure without a caption"
        texts = {svg["attrs"].get("aria-label") for svg in page.within(figure, "svg")}
        captions = {caption["text"].strip() for caption in page.within(figure, "figcaption")}
        if texts & captions:
            yield "a figure whose text is its caption"
    for image in page.all("img"):
        yield f"an image: {image['attrs']}"


def _numbers(page: Page, language: str) -> Iterator[str]:
    for text, element in _shown(page):
        if (found := _FOREIGN[language].search(text)) and not _CITED & {*_classes(element)}:
            yield f"a number of the other language: {text[max(found.start() - 30, 0) : found.end() + 20]!r}"
        if found := _ISO_DATE.search(text):
            yield f"a date as a computer writes it: {text!r}"


def _shown(page: Page) -> Iterator[tuple[str, Element]]:
    for text, element in page.texts:
        if not _AS_WRITTEN.intersection((*element["within"], element["tag"])):
            yield text, element
    for element in page.elements:
        if told := element["attrs"].get("aria-label"):
            yield told, element


def _classes(element: Element) -> list[str]:
    return [name for one in (*element["of"], element) for name in (one["attrs"].get("class") or "").split()]


def _weight(page: Page, html: str) -> Iterator[str]:
    if len(html.encode()) >= LARGEST:
        yield f"{len(html.encode()):,} bytes"
    if PLACEHOLDER in html:
        yield "the placeholder for an image without a description"
    if page.all("script", "link", "iframe", "object", "embed", "base", "form"):
        yield "an element that runs or asks for something"
    if "@import" in html or "url(" in html:
        yield "a style that asks for something"
    for element in page.elements:
        for name, value in element["attrs"].items():
            if (
                name.startswith("on")
                or name in ("src", "srcset")
                or (name == "href" and re.match(r"\w+:|//", value or "") and not _is_link(element))
            ):
                yield f"{element['tag']} {name}={value}"


def _is_link(element: Element) -> bool:
    """Tell whether it asks for something only when somebody follows it."""
    return element["tag"] == "a" and element["attrs"]["href"].startswith("https://")
