"""How far apart the cells of an Excel sheet stand, told from its text without reading the sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable

# A cell with content and its place; a row of five digits or a column of three letters makes a sheet large.
_PLACED = re.compile(rb"<(?:\w{1,20}:)?c\s[^<>]{0,400}?\br\s?=\s?[\"']([A-Za-z]{1,9})([0-9]{1,18})[\"'][^<>]*(?<!/)>")
_PLACED_ANY = re.compile(rb"<(?:\w{1,20}:)?c\s[^<>]{0,400}?\br\s?=\s?[\"']([A-Za-z]{1,9})([0-9]{1,18})[\"']")
_COLUMN = re.compile(rb'<c r="([A-Za-z]{1,9})')
_ROW = re.compile(rb'<c r="[A-Za-z]{1,9}([0-9]{1,18})"')
_OTHER_CELLS = tuple(before + b"c" + after for before in (b"<", b":") for after in (b">", b"\t", b"\r", b"\n"))
_FAR = re.compile(rb"\br\s?=\s?[\"'](?:[A-Za-z]{3,}[0-9]|[A-Za-z]{0,2}0*[1-9][0-9]{4})")
# the same as every cell of Excel's own has it: a pattern that begins with letters is found ten times as fast
_FAR_CELL = re.compile(rb'<c r="(?:[A-Za-z]{3,}[0-9]|[A-Za-z]{1,2}0*[1-9][0-9]{4})')
_LACKING = re.compile(rb"<(?:\w{1,20}:)?c(?:>|\s(?![^<>]{0,400}?\br\s?=)[^<>]*(?<!/)>)")
_TAG = re.compile(rb"<(?:\w{1,20}:)?(c|row)(?=[\s/>])([^<>]*)>")
_PLACE = re.compile(rb"\br\s?=\s?[\"']([A-Za-z]{0,9})([0-9]{1,18})[\"']")


def is_far(block: bytes) -> bool:
    """Tell whether a piece of a sheet has cells beyond row 9,999 or column ZZ.

    Examples
    --------
    >>> is_far(b'<c r="AB9999"><v>1</v></c>'), is_far(b'<c r="A10000"><v>1</v></c>')
    (False, True)
    """
    return (_FAR_CELL if _as_excel_writes(block) else _FAR).search(block) is not None


def lacks_places(block: bytes) -> bool:
    """Tell whether a piece of a sheet has cells that do not say where they stand.

    Examples
    --------
    >>> lacks_places(b'<c r="A1"><v>1</v></c>'), lacks_places(b'<c t="n"><v>1</v></c>')
    (False, True)
    """
    if _as_excel_writes(block):
        return False
    return _LACKING.search(block) is not None


def _as_excel_writes(block: bytes) -> bool:
    """Tell, in a moment, whether every cell begins with its place, as in all but the oddest files."""
    cells = block.count(b"<c ")
    return cells == block.count(b'<c r="') and b":c " not in block and not any(cell in block for cell in _OTHER_CELLS)


def extent(blocks: Iterable[bytes], *, lacking: bool) -> tuple[int, int]:
    """Give the last row and the last column of a sheet that have content.

    Parameters
    ----------
    blocks : iterable of bytes
        The sheet, cut where tags begin.
    lacking : bool
        Whether there are cells that do not say where they stand.

    Returns
    -------
    tuple of int
        Both counted from 1; cells that are only formatted do not count.

    Examples
    --------
    >>> extent([b'<row r="2"><c r="C2"><v>1</v></c><c r="XFD9" s="1"/></row>'], lacking=False)
    (2, 3)
    """
    return _counted(blocks) if lacking else _told(blocks)


def at_most(blocks: Iterable[bytes]) -> tuple[int, int]:
    """Give the last row and column of any cell, also of those that are only formatted: told sooner than the extent."""
    rows: set[bytes] = set()
    columns: set[bytes] = set()
    for block in blocks:
        if _as_excel_writes(block):
            columns.update(_COLUMN.findall(block))
            rows.update(_ROW.findall(block))
        else:
            for column, row in _PLACED_ANY.findall(block):
                rows.add(row)
                columns.add(column)
    return max(map(int, rows), default=0), max(map(_number, columns), default=0)


def _told(blocks: Iterable[bytes]) -> tuple[int, int]:
    rows: set[bytes] = set()
    columns: set[bytes] = set()
    for block in blocks:
        for column, row in _PLACED.findall(block):
            rows.add(row)
            columns.add(column)
    return max(map(int, rows), default=0), max(map(_number, columns), default=0)


def _counted(blocks: Iterable[bytes]) -> tuple[int, int]:
    row = column = last_row = last_column = 0
    for block in blocks:
        for tag, inside in _TAG.findall(block):
            place = _PLACE.search(inside)
            if tag == b"row":
                row, column = int(place[2]) if place else row + 1, 0
                continue
            column = _number(place[1]) if place and place[1] else column + 1
            if not inside.endswith(b"/"):
                last_row = max(last_row, row, int(place[2]) if place and place[1] else 0)
                last_column = max(last_column, column)
    return last_row, last_column


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
