"""Reading a PDF back: its text as it is read aloud, its structure, and what it says of itself."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f]+)>")


@dataclass
class Node:
    """An element of the structure: its kind, its alternative text, and what is in it."""

    kind: str
    alternative: str | None
    kids: list[Node] = field(default_factory=list)

    def all(self, kind: str) -> list[Node]:
        """Give all elements of a kind in it, in the order of reading."""
        found = [kid for kid in self.kids if kid.kind == kind]
        return [one for kid in self.kids for one in (*([kid] if kid in found else []), *kid.all(kind))]


class Pdf:
    """A PDF that was read."""

    def __init__(self, content: bytes) -> None:
        self._file = pikepdf.open(io.BytesIO(content))
        self.root = self._file.Root

    @property
    def pages(self) -> list[Any]:
        return list(self._file.pages)

    @property
    def title(self) -> str:
        return str(self._file.docinfo["/Title"])

    @property
    def metadata(self) -> str:
        return self.root.Metadata.read_bytes().decode()

    @property
    def dates(self) -> list[str]:
        return [str(key) for key in self._file.docinfo if "Date" in str(key)]

    def bookmarks(self) -> list[str]:
        with self._file.open_outline() as outline:
            return list(_titles(outline.root))

    def starts(self) -> list[int]:
        """Give on which page each section begins, in order."""
        places = {page.objgen: number for number, page in enumerate(self.pages, start=1)}
        with self._file.open_outline() as outline:
            return [places[(item.destination or item.action.D)[0].objgen] for item in outline.root]

    def links(self) -> list[str]:
        annotations = [one for page in self.pages for one in page.get("/Annots", [])]
        return [str(one.A.URI) for one in annotations if "/A" in one and "/URI" in one.A]

    def structure(self) -> Node:
        """Give the tree of tags."""
        return Node("root", None, list(_kids(self.root.StructTreeRoot)))

    def text(self) -> str:
        """Give the text that is read aloud, without any white space: headers and footers of pages are no part of it."""
        return "".join("".join(_text(page, False)) for page in self.pages)

    def page_texts(self) -> list[str]:
        """Give all text of each page, its header and footer as well."""
        return ["".join(_text(page, True)) for page in self.pages]


def _titles(items: list[Any]) -> Iterator[str]:
    for item in items:
        yield str(item.title)
        yield from _titles(item.children)


def _kids(of: Any) -> Iterator[Node]:
    kids = of.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            alternative = str(kid.Alt) if "/Alt" in kid else None
            yield Node(str(kid.S).removeprefix("/"), alternative, list(_kids(kid)))


def _text(page: Any, artifacts: bool) -> Iterator[str]:
    """Go through what a page, or a drawing on it, writes."""
    resources = page.get("/Resources", pikepdf.Dictionary())
    fonts = {str(name): _letters(font) for name, font in resources.get("/Font", {}).items()}
    letters: dict[int, str] = {}
    marks: list[bool] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                letters = fonts[str(operands[0])]
            case "BDC" | "BMC":
                marks.append(str(operands[0]) == "/Artifact")
            case "EMC":
                marks.pop()
            case "Tj" | "TJ" if artifacts or not any(marks):
                pieces = operands[0] if str(operator) == "TJ" else [operands[0]]
                for piece in pieces:
                    if isinstance(piece, pikepdf.String):
                        yield "".join("".join(_decoded(bytes(piece), letters)).split())


def _decoded(codes: bytes, letters: dict[int, str]) -> Iterator[str]:
    for at in range(0, len(codes), 2):
        yield letters[int.from_bytes(codes[at : at + 2])]


def _letters(font: Any) -> dict[int, str]:
    """Read which letters the signs of a font stand for."""
    table = font.ToUnicode.read_bytes()
    letters: dict[int, str] = {}
    for block in _CHARS.findall(table):
        found = _HEX.findall(block)
        letters |= {int(code, 16): _unicode(text) for code, text in zip(found[::2], found[1::2], strict=True)}
    for block in _RANGES.findall(table):
        found = _HEX.findall(block)
        for first, last, text in zip(found[::3], found[1::3], found[2::3], strict=True):
            start = ord(_unicode(text))
            letters |= {code: chr(start + code - int(first, 16)) for code in range(int(first, 16), int(last, 16) + 1)}
    return letters


def _unicode(text: bytes) -> str:
    return bytes.fromhex(text.decode()).decode("utf-16-be")
