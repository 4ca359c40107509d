"""What makes the cells of an Excel sheet untrue: errors of formulas, their results left out, and merged cells."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from evaluatie.study.problems import LISTED, Problem

# Row and column, from 0.
Place = tuple[int, int]

_BLOCK = 1 << 20
_ERROR = re.compile(rb"<c\b[^<>]*?\bt=[\"']e[\"'][^<>]*>")
# A formula without a result, as programs write it that do not work it out; an empty text is a result.
_FORMULA = re.compile(
    rb"<c\b(?![^<>]*\bt=[\"']str[\"'])[^<>]*>\s*<f\b(?:[^<>]*/>|[^<>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
# Excel stops at 8,192 characters of a formula.
_LONGEST = 1 << 16
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]+)([0-9]+)[\"']")
_SHEET = re.compile(r"<(?:\w{1,20}:)?sheet\b[^<>]*>")
_RELATION = re.compile(r"<(?:\w{1,20}:)?Relationship\b[^<>]*>")
_ATTRIBUTE = re.compile(r"([\w:]{1,99})=(?:\"([^\"]*)\"|'([^']*)')")


_NO_RESULT = (
    "This cell holds a formula, and its result is not in the file.",
    "Open the file in Excel and save it there, or put the value itself in the cell.",
)


def letters(column: int) -> str:
    """Name a column as Excel does.

    Examples
    --------
    >>> [letters(column) for column in (0, 25, 26, 701, 702)]
    ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    name = ""
    while column >= 0:
        column, letter = column // 26 - 1, column % 26
        name = chr(ord("A") + letter) + name
    return name


def error_cells(path: Path, sheet: str) -> list[Place]:
    """Find the cells of a sheet that hold an error, such as #N/A: the reader gives them as empty.

    Parameters
    ----------
    path : pathlib.Path
        The workbook.
    sheet : str
        Name of the sheet.

    Returns
    -------
    list of tuple of int
        Row and column of each, from 0.
    """
    return _places(path, sheet, _error_tags)


def open_formulas(path: Path, sheet: str) -> list[Place]:
    """Find the cells of a sheet that hold a formula and no result of it: the reader gives them as empty.

    Parameters
    ----------
    path : pathlib.Path
        The workbook.
    sheet : str
        Name of the sheet.

    Returns
    -------
    list of tuple of int
        Row and column of each, from 0.
    """
    return _places(path, sheet, _formula_cells)


def _places(path: Path, sheet: str, find: Callable[[IO[bytes]], Iterator[bytes]]) -> list[Place]:
    with zipfile.ZipFile(path) as book:
        part = _part(book, sheet)
        if part is None:
            return []
        with book.open(part) as opened:
            found = [_REFERENCE.search(cell) for cell in find(opened)]
    return [(int(place[2]) - 1, _number(place[1].decode())) for place in found if place]


def _formula_cells(opened: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while block := opened.read(_BLOCK):
        text = rest + block
        whole = text.rfind(b"</c>") + len(b"</c>")
        if b"<f" in text:
            yield from _FORMULA.findall(text, 0, whole)
        # a cell may go on in the next block
        rest = text[whole:][-_LONGEST:]


def _error_tags(opened: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while block := opened.read(_BLOCK):
        text = rest + block
        if b't="e"' in text or b"t='e'" in text:
            yield from _ERROR.findall(text)
        # a tag may go on in the next block; what was searched to its end is not searched again
        rest = text[text.rfind(b"<") :] if text.rfind(b">") < text.rfind(b"<") else b""


def _number(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _part(book: zipfile.ZipFile, sheet: str) -> str | None:
    """Find the part of the workbook in which a sheet stands."""
    sheets = {tag.get("name"): tag.get("r:id") for tag in _tags(book, "xl/workbook.xml", _SHEET)}
    targets = {tag.get("Id"): tag.get("Target", "") for tag in _tags(book, "xl/_rels/workbook.xml.rels", _RELATION)}
    target = targets.get(sheets.get(sheet), "")
    part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return part if part in book.namelist() else None


def _tags(book: zipfile.ZipFile, part: str, form: re.Pattern[str]) -> Iterator[dict[str, str]]:
    text = book.read(part).decode("utf-8", "replace") if part in book.namelist() else ""
    for tag in form.findall(text):
        yield {name: html.unescape(one or other) for name, one, other in _ATTRIBUTE.findall(tag)}


def merged_names(
    file: str, merged: Sequence[tuple[Place, Place]], header_row: int, filled: Collection[int]
) -> list[Problem]:
    """Tell which names stand in merged cells over columns with content, or over several rows.

    Parameters
    ----------
    file : str
        Name of the file.
    merged : sequence of pairs of tuple of int
        First and last cell of each merge.
    header_row : int
        The row with the names, as Excel numbers it.
    filled : collection of int
        Columns with content and without a name.

    Returns
    -------
    list of Problem
    """
    hint = "Put all names in one row, one above each column, in cells that are not merged; nothing else above them."
    problems = []
    for (top, left), (bottom, right) in merged:
        over = [column for column in range(left, right + 1) if column in filled]
        if top <= header_row - 1 <= bottom and (over or bottom > top):
            message = f"A name stands in merged cells, {letters(left)}{top + 1} to {letters(right)}{bottom + 1}."
            problems.append(Problem(file, header_row, None, message, hint))
    return problems


def faults_of(
    file: str,
    columns: Mapping[int, str],
    header_row: int,
    merged: Sequence[tuple[Place, Place]],
    errors: Sequence[Place],
    formulas: Sequence[Place] = (),
) -> list[Problem]:
    """Tell which answers are lost in errors and in merged cells.

    Parameters
    ----------
    file : str
        Name of the file.
    columns : mapping of int to str
        The columns that matter, by their number from 0.
    header_row : int
        The last row of the heading, as Excel numbers it.
    merged : sequence of pairs of tuple of int
        First and last cell of each merge.
    errors : sequence of tuple of int
        The cells that hold an error.
    formulas : sequence of tuple of int
        The cells that hold a formula without its result.

    Returns
    -------
    list of Problem
    """
    hint = "Mend the formula, or empty the cell."
    problems = [
        Problem(file, row + 1, columns[column], "This cell holds an error of Excel, such as #N/A.", hint)
        for row, column in errors
        if column in columns and row >= header_row
    ]
    problems += [
        Problem(file, row + 1, columns[column], *_NO_RESULT)
        for row, column in formulas
        if column in columns and row >= header_row
    ]
    message = "Cells are merged here, and only the first of them has a value."
    hint = "Unmerge them in Excel, and fill in every row."
    problems += [
        Problem(file, top + 1, columns[column], message, hint)
        for (top, left), (bottom, right) in merged
        for column in range(left, right + 1)
        if column in columns and top >= header_row and (bottom > top or column > left)
    ]
    more = [Problem(file, None, None, f"And {len(problems) - LISTED} more cells like these.")]
    return problems[:LISTED] + more[: len(problems) > LISTED]
