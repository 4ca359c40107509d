"""How tables and figures fit on a page: no number and no word of a table breaks, no figure is taller than the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evaluatie.report.document.blocks import Column, Fit, Row
from evaluatie.report.figure.text import measured

#: room for text on an A4 page in points: its width upright and turned, and the height for a figure with its caption
UPRIGHT, TURNED, HEIGHT = 471.0, 717.0, 600.0
# size of type, whether a number may part from what stands in brackets behind it, and whether the page is turned: to be
# tried from the best to the last resort; a turned page leaves another half empty
_TRIES = (
    (9.0, False, False), (8.0, False, False), (8.0, True, False), (9.0, False, True), (8.0, False, True),
    (8.0, True, True), (7.0, True, True), (6.0, True, True),
)  # fmt: skip
#: the sizes that a table may have
SIZES = tuple(sorted({int(size) for size, _, _ in _TRIES}))
_TIED = "\N{NO-BREAK SPACE}"
_PARTS = re.compile(rf"{_TIED}(?=\[)|(?<=;){_TIED}(?=p\b)")
_PADDING = 0.9  # left and right of a cell together, in sizes of its type
_NARROWER = 0.86  # what is measured is the widest of the usual fonts; those of documents are narrower
_WIDEST = 190.0  # a text column that could go on one line still breaks here


def fit(columns: Sequence[Column], rows: Sequence[Row]) -> Fit:
    """Choose the size of type, the direction of the page and the widths of a table's columns.

    Parameters
    ----------
    columns : sequence of Column
        Heads of all columns.
    rows : sequence of Row
        With as many heads and cells together.

    Returns
    -------
    Fit
        A table is no wider than it needs to be.

    Examples
    --------
    >>> from evaluatie.report.document.blocks import Cell
    >>> columns = (Column("Group"), Column("People", numeric=True))
    >>> chosen = fit(columns, [Row(("Women",), (Cell("1,024"),))])
    >>> chosen.size, chosen.turned, sum(chosen.widths) < 120
    (9.0, False, True)
    """
    for size, parted, turned in _TRIES:
        room = TURNED if turned else UPRIGHT
        needs = (_needs(column, texts, size, parted) for column, texts in _columns(columns, rows))
        least, most = zip(*needs, strict=True)
        if sum(least) <= room:
            return Fit(_shared(least, most, room), size, turned)
    return Fit(tuple(width * room / sum(least) for width in least), size, turned)


def _columns(columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[tuple[Column, list[str]]]:
    for position, column in enumerate(columns):
        yield column, [(*row.heads, *(cell.text for cell in row.cells))[position] for row in rows]


def unbroken(text: str) -> str:
    r"""Keep a number together with its signs and units, but let what stands in brackets, or its p, go to the next line.

    Examples
    --------
    >>> unbroken("0.19 [0.11; 0.26]").split(" ")
    ['0.19', '[0.11;\xa00.26]']
    """
    return _PARTS.sub(" ", text.replace(" ", _TIED))


def _needs(column: Column, texts: Sequence[str], size: float, parted: bool) -> tuple[float, float]:
    """Give the least and the greatest width of use to a column: words break anywhere, numbers only where they may."""
    padding = _PADDING * size
    heads = [_widest_word(column.text, size, strong=True), _wide(column.bracket, size)]
    if column.numeric:
        pieces = [piece for text in texts for piece in (text.split(" ") if parted else (text,))]
        least = max([*heads, *(_wide(piece, size) for piece in pieces)])
        two_lines = _wide(column.text, size, strong=True) * 0.6
        return least + padding, max(least, two_lines) + padding
    least = max([*heads, *(_widest_word(text, size) for text in texts)])
    whole = max([_wide(column.text, size, strong=True), *(_wide(text, size) for text in texts)])
    return least + padding, max(least, min(whole, _WIDEST)) + padding


def _shared(least: Sequence[float], most: Sequence[float], room: float) -> tuple[float, ...]:
    """Give every column what it needs, and what is left to those that can use more, in proportion."""
    wish = sum(most) - sum(least)
    part = min(1.0, (room - sum(least)) / wish) if wish > 0 else 0.0
    return tuple(round(low + part * (high - low), 1) for low, high in zip(least, most, strict=True))


def _widest_word(text: str, size: float, strong: bool = False) -> float:
    return max((_wide(word, size, strong) for word in text.split()), default=0.0)


def _wide(text: str, size: float, strong: bool = False) -> float:
    return measured(text, size, strong) * _NARROWER


def figure_width(width: float, height: float) -> float:
    """Give the width at which a figure is shown: that of the page, unless it would be too tall.

    Parameters
    ----------
    width, height : float
        Of its drawing, in any unit.

    Returns
    -------
    float
        In points.

    Examples
    --------
    >>> figure_width(720, 360), figure_width(720, 1440)
    (471.0, 300.0)
    """
    return min(UPRIGHT, round(HEIGHT * width / height, 1))
