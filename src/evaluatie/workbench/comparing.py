"""What differs between a section as released twice: what its tables show, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from evaluatie.report.reading import Bundle, Reader
from evaluatie.workbench.words import load_words

Place = tuple[str, str, str]


@dataclass(frozen=True)
class Difference:
    """A cell of a table that shows something else.

    Attributes
    ----------
    table, row, column : str
        Where it stands, in the reader's language.
    before, after : str
        What it shows; in words where it shows nothing.
    """

    table: str
    row: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Compared:
    """What differs between two releases of a section.

    Attributes
    ----------
    cells : tuple of Difference
        The cells of tables, in the order of reading.
    sentences : tuple of (str, str)
        What the first says and the second says in its place; nothing where there is no such sentence.
    """

    cells: tuple[Difference, ...]
    sentences: tuple[tuple[str, str], ...]

    @property
    def same(self) -> bool:
        """Whether a reader sees no difference."""
        return not (self.cells or self.sentences)


def compared(before: Bundle, after: Bundle, language: str) -> Compared:
    """Compare two releases of one section, as a reader of its tables and sentences does.

    Parameters
    ----------
    before, after : mapping
        Their bundles: protected numbers only.
    language : str
        ``"nl"`` or ``"en"``.
    """
    first, last = dict(_cells(before, language)), dict(_cells(after, language))
    absent = load_words(language).text("compare.absent")
    places = dict.fromkeys([*first, *last])
    cells = (Difference(*place, first.get(place, absent), last.get(place, absent)) for place in places)
    return Compared(
        tuple(cell for cell in cells if cell.before != cell.after),
        tuple(_paired(list(_sentences(before, language)), list(_sentences(after, language)))),
    )


def _paired(said: list[str], now: list[str]) -> Iterator[tuple[str, str]]:
    """Go through the sentences that differ, each beside the one in its place."""
    for what, start, end, begin, stop in SequenceMatcher(None, said, now, autojunk=False).get_opcodes():
        if what != "equal":
            yield from zip_longest(said[start:end], now[begin:stop], fillvalue="")


def _cells(bundle: Bundle, language: str) -> Iterator[tuple[Place, str]]:
    reader, words = Reader(bundle, language), load_words(language)
    for display in bundle["displays"]:
        if display["type"] != "table":
            continue
        caption, heads = reader.heading(display["caption"]), [reader.heading(one) for one in display["columns"]]
        for row in display["rows"]:
            head = reader.head(row["head"])
            for slot, column in zip(row["cells"], heads[len(heads) - len(row["cells"]) :], strict=True):
                shown = reader.shown(slot)
                text = shown.text if shown.state == "shown" else words.text(f"compare.{shown.state}")
                yield (caption, head, column), text


def _sentences(bundle: Bundle, language: str) -> Iterator[str]:
    reader = Reader(bundle, language)
    for finding in bundle["findings"]:
        if (sentence := reader.text(finding)) is not None:
            yield sentence
