"""A document in pandoc's own form: paragraphs in the styles of the Word file, and fields by which Word counts on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import singledispatchmethod
from itertools import count
from typing import Any

from evaluatie.report.document.blocks import (
    Block,
    Contents,
    Displays,
    Document,
    Figure,
    Heading,
    Items,
    Label,
    Paragraph,
    Row,
    Run,
    Table,
    Terms,
    Unshown,
)
from evaluatie.report.rendering import filled

_VERSION = [1, 23, 1]
_DASH = "–"
_DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsVoaRAAAAABJRU5ErkJggg=="
)
_SIDES = {True: "AlignRight", False: "AlignLeft"}
_ITEMS = {"body": "List Bullet", "caution": "Caution Bullet", "author": "Author Bullet"}
_STYLES = {"body": "Body Text", "lead": "Lead", "caution": "Caution", "note": "Note", "author": "Author"}
Node = dict[str, Any]

#: where a section of pages begins that are turned, or upright again: see :mod:`evaluatie.report.document.word`
UPRIGHT_TILL_HERE, TURNED_TILL_HERE = '<w:sectPr w:rsidSect="upright" />', '<w:sectPr w:rsidSect="turned" />'


def pandoc_tree(document: Document) -> Node:
    """Write a document as pandoc's syntax tree.

    Parameters
    ----------
    document : Document
        What it says.

    Returns
    -------
    dict
        To be handed to pandoc as JSON. In the place of every figure is an image of one dot: the file gets the figures
        once it is written.
    """
    tree = _Tree(document)
    blocks = [_styled("Kind", [_text(document.kind)]), _styled("Title", [_text(document.title)])]
    blocks += [_styled("Subtitle", [_text(document.subtitle)])] if document.subtitle else []
    for block in document.blocks:
        blocks += tree.of(block)
    return {"pandoc-api-version": _VERSION, "meta": {}, "blocks": blocks}


class _Tree:
    def __init__(self, document: Document) -> None:
        # names of bookmarks are short in Word, whatever a section is called
        headings = (block for block in document.blocks if isinstance(block, Heading))
        self._places = {heading.id: f"part_{number}" for number, heading in enumerate(headings, start=1)}
        self._listed = [block for block in document.blocks if isinstance(block, Heading) and block.listed]
        self._bookmarks = count(100_000)  # beyond those that pandoc counts itself

    @singledispatchmethod
    def of(self, block: Block) -> list[Node]:
        """Write a block."""
        raise NotImplementedError(type(block).__name__)

    @of.register
    def _(self, block: Heading) -> list[Node]:
        if block.listed:
            return [_node("Header", [block.level, _attributes(self._places[block.id]), [_text(block.text)]])]
        return [_styled("Heading 2 Aside", [_text(block.text)])]

    @of.register
    def _(self, block: Paragraph) -> list[Node]:
        return [_styled(_STYLES[block.kind], _runs(block.runs), block.language)]

    @of.register
    def _(self, block: Items) -> list[Node]:
        # their bullets belong to the style, so that who writes on gets them too
        return [_styled(_ITEMS[block.kind], _runs(item), block.language) for item in block.items]

    @of.register
    def _(self, block: Terms) -> list[Node]:
        lines = []
        for term in block.items:
            lines += [_styled("Definition Term", [_text(term.name)]), _styled("Definition", [_text(term.text)])]
            lines += [_styled("Source", [_text(term.source)])] if term.source else []
        return lines

    @of.register
    def _(self, block: Table) -> list[Node]:
        caption = [*self._label(block.label), _text(block.caption)] if block.label else [_text(block.caption)]
        shown = [_table(block, caption), *map(_note, block.notes)]
        if not block.fit.turned:
            return shown
        return [_break(UPRIGHT_TILL_HERE), *shown, _break(TURNED_TILL_HERE)]

    @of.register
    def _(self, block: Figure) -> list[Node]:
        image = _node("Image", [_attributes(), [_text(block.alternative)], [_DOT, ""]])
        caption = [*self._label(block.label), _text(block.caption)]
        return [_styled("Image Caption", caption), _styled("Figure", [image]), *map(_note, block.notes)]

    @of.register
    def _(self, block: Unshown) -> list[Node]:
        said = f"{block.caption} {' '.join(block.notes)}"
        return [_styled("Note", [*self._label(block.label), _text(said)])]

    @of.register
    def _(self, block: Contents) -> list[Node]:
        entries = [(self._places[one.id], one.level, one.text) for one in self._listed]
        return [_styled("Contents Heading", [_text(block.title)]), _raw(filled("word/contents.xml", entries=entries))]

    @of.register
    def _(self, block: Displays) -> list[Node]:
        return [self._entry(label, caption) for _, label, caption in block.entries]

    @staticmethod
    def _entry(label: Label, caption: str) -> Node:
        field = _raw_inline(filled("word/reference.xml", label=label))
        return _styled("table of figures", [field, _text(f". {caption}")])

    def _label(self, label: Label) -> list[Node]:
        number = next(self._bookmarks)
        return [_raw_inline(filled("word/label.xml", label=label, bookmark=number))]


def _table(table: Table, caption: list[Node]) -> Node:
    size = f"{table.fit.size:g}"
    heads = (" ".join(filter(None, (column.text, column.bracket))) for column in table.columns)
    head = _row(heads, f"Table Head {size}")
    body = [_row(_texts(row), f"Table Text {size}") for row in table.rows]
    parts = [
        _attributes(),
        [None, [_node("Plain", caption)]],
        # the widths are set once pandoc has written the file: it knows parts of an upright page only
        [
            [_node("AlignRight" if column.numeric else "AlignLeft"), _node("ColWidthDefault")]
            for column in table.columns
        ],
        [_attributes(), [head]],
        [[_attributes(), 1, [], body]],
        [_attributes(), []],
    ]
    return _node("Table", parts)


def _texts(row: Row) -> Iterator[str]:
    yield from row.heads
    for cell in row.cells:
        yield cell.text if cell.state in ("shown", "empty") else _DASH


def _row(texts: Iterable[str], style: str) -> list[Any]:
    cells = [[_attributes(), _node("AlignDefault"), 1, 1, [_styled(style, [_text(text)])]] for text in texts]
    return [_attributes(), cells]


def _note(text: str) -> Node:
    return _styled("Note", [_text(text)])


def _runs(runs: Iterable[Run]) -> list[Node]:
    return [_run(run) for run in runs]


def _run(run: Run) -> Node:
    text = _text(run.text)
    if run.href:
        return _node("Link", [_attributes(), [text], [run.href, ""]])
    emphasised = _node("Emph", [text]) if run.emphasis else text
    return _node("Strong", [emphasised]) if run.strong else emphasised


def _text(text: str) -> Node:
    return _node("Str", text)


def _styled(style: str, inlines: list[Node], language: str = "") -> Node:
    spoken = {"lang": language} if language else {}
    return _node("Div", [_attributes(**{"custom-style": style, **spoken}), [_node("Para", inlines)]])


def _break(section: str) -> Node:
    return _raw(f'<w:p><w:pPr><w:pStyle w:val="Break" />{section}</w:pPr></w:p>')


def _raw(xml: str) -> Node:
    return _node("RawBlock", ["openxml", xml])


def _raw_inline(xml: str) -> Node:
    return _node("RawInline", ["openxml", xml])


def _node(kind: str, content: Any = None) -> Node:
    return {"t": kind} if content is None else {"t": kind, "c": content}


def _attributes(id_: str = "", **named: str) -> list[Any]:
    return [id_, [], [list(pair) for pair in named.items()]]
