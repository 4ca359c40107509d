"""Reading a .csv of answers: encoding and delimiter are recognised, rows must have as many cells as the header."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence
from operator import itemgetter

import pandas as pd

from evaluatie.study.problems import LISTED, Problem
from evaluatie.study.rawwave import RawWave, UnreadableError, check_columns

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_csv_wave(file: str, raw: bytes, wanted: Sequence[str]) -> RawWave:
    r"""Read the columns that study.yml names from a .csv.

    Parameters
    ----------
    file : str
        Its name, for problems.
    raw : bytes
        Its content.
    wanted : sequence of str
        Names of the columns to read.

    Returns
    -------
    RawWave
        Cells are text as they stand. Rows without any content are left out and counted.

    Raises
    ------
    UnreadableError
        With everything that is wrong with the file's shape.

    Examples
    --------
    >>> wave = read_csv_wave("t0.csv", b"code;score\n7;3,5\n", ["score"])
    >>> wave.cells["score"].tolist(), wave.facts["delimiter"], wave.decimal_comma
    (['3,5'], 'semicolon', True)
    """
    text, encoding = _decoded(file, raw)
    delimiter = _delimiter(text, wanted)
    header, rows, numbers, blank = _records(file, text, delimiter)
    problems = check_columns(file, header, wanted, row=1) + _ragged(file, header, rows, numbers)
    if not rows:
        problems.append(Problem(file, None, None, "There are no rows under the header."))
    if problems:
        raise UnreadableError(*problems)
    columns = {name: list(map(itemgetter(header.index(name)), rows)) for name in dict.fromkeys(wanted)}
    facts = {
        "format": "csv",
        "encoding": encoding,
        "delimiter": DELIMITERS[delimiter],
        "rows_read": len(rows),
        "rows_blank": blank,
    }
    cells = pd.DataFrame(columns, index=pd.Index(numbers), dtype="object")
    return RawWave(file, cells, tuple(header), delimiter != ",", facts)


def _decoded(file: str, raw: bytes) -> tuple[str, str]:
    if not raw.strip():
        raise UnreadableError(Problem(file, None, None, "This file is empty."))
    if raw.startswith(_EXCEL):
        message = "This is an Excel workbook with the name of a .csv."
        raise UnreadableError(Problem(file, None, None, message, "Open it and save it as CSV (UTF-8)."))
    if raw.startswith(_BYTE_ORDER_MARKS) or b"\0" in raw:
        hint = "Save it as CSV (UTF-8)."
        raise UnreadableError(Problem(file, None, None, "This is not a text in UTF-8 or cp1252.", hint))
    try:
        return raw.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252"), "cp1252"
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        hint = "Save it as CSV (UTF-8)."
        raise UnreadableError(Problem(file, row, None, "This is not a text in UTF-8 or cp1252.", hint)) from None


def _delimiter(text: str, wanted: Sequence[str]) -> str:
    """Take the delimiter that finds most of the columns that are wanted in the header, else the most columns."""

    def found(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
        try:
            header = _names(next(reader, []))
        except csv.Error:
            return (0, 0)
        return (len(set(wanted) & set(header)), len(header))

    return max(DELIMITERS, key=found)


def _names(header: Sequence[str]) -> list[str]:
    return [unicodedata.normalize("NFC", name).strip() for name in header]


def _records(file: str, text: str, delimiter: str) -> tuple[list[str], list[list[str]], list[int], int]:
    """Split a text in header and rows with their numbers; count the blank rows between and after them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
    rows: list[list[str]] = []
    numbers: list[int] = []
    blank, number = 0, 1
    try:
        header = _names(next(reader, []))
        for number, record in enumerate(reader, start=2):
            if any(record) and any(map(str.strip, record)):
                rows.append(record)
                numbers.append(number)
            else:
                blank += 1
    except csv.Error as error:
        message = "The quotes around a cell are not closed, or a cell is far too long."
        hint = "Look for a stray quotation mark in this row or the one after it."
        raise UnreadableError(Problem(file, number, None, message, hint)) from error
    if not any(header):
        raise UnreadableError(Problem(file, 1, None, "The first row, with the names of the columns, is empty."))
    return header, rows, numbers, blank


def _ragged(file: str, header: list[str], rows: list[list[str]], numbers: list[int]) -> list[Problem]:
    width = len(header)
    wrong = [(number, len(row)) for number, row in zip(numbers, rows, strict=True) if len(row) != width]
    hint = "Is there a delimiter inside a cell? Put quotes around that cell."
    problems = [
        Problem(file, number, None, f"This row has {found} cells, and the header has {width}.", hint)
        for number, found in wrong[:LISTED]
    ]
    if len(wrong) > LISTED:
        problems.append(Problem(file, None, None, f"And {len(wrong) - LISTED} more rows with a wrong number of cells."))
    return problems
