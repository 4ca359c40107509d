"""Reading a .csv of answers: encoding and delimiter are recognised, rows must have as many cells as the header."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import pandas as pd

from evaluatie.study.files.limits import MOST_LETTERS, check_cells, too_large
from evaluatie.study.files.rawwave import RawWave, UnreadableError
from evaluatie.study.files.suppliers import HEADING_ROWS, Heading, heading_of
from evaluatie.study.problems import LISTED, Problem

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Excel's own way to name the delimiter: a line above the header, which it does not show or count.
_SEPARATOR = re.compile(rb'(?:\xef\xbb\xbf)?"?sep=([,;\t])"?\r?\n', re.IGNORECASE)


@dataclass
class _Text:
    """A text, how to split it, and the number of its first row."""

    raw: bytes
    codec: str
    encoding: str
    delimiter: str = ","
    first: int = 1

    def records(self) -> Iterator[list[str]]:
        """Split it in rows of cells; a row may hold line ends between quotes."""
        lines = _Lines(io.TextIOWrapper(io.BytesIO(self.raw), self.codec, newline=""))
        for record in csv.reader(lines, delimiter=self.delimiter, skipinitialspace=True, strict=True):
            lines.letters = 0
            yield record


class _LongRowError(Exception):
    """A row that is far too long, as where a quote is never closed."""


@dataclass
class _Lines:
    """The lines of a text, as long as those of one row hold no more letters than a row may have."""

    text: io.TextIOWrapper
    letters: int = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.text.readline(MOST_LETTERS)
        self.letters += len(line)
        if not line:
            raise StopIteration
        if self.letters >= MOST_LETTERS:
            raise _LongRowError
        return line


@dataclass
class _Shape:
    """The rows of a file, by their numbers."""

    filled: list[int] = field(default_factory=list)
    blank: int = 0
    ragged: list[tuple[int, int]] = field(default_factory=list)


def read_csv(file: str, raw: bytes, wanted: Collection[str] = ()) -> RawWave:
    r"""Read a .csv.

    Parameters
    ----------
    file : str
        Its name, for problems.
    raw : bytes
        Its content.
    wanted : collection of str
        Columns that help to recognise the delimiter, and are never dropped.

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
    >>> wave = read_csv("t0.csv", b"code;score\n7;3,5\n")
    >>> wave.cells["score"].tolist(), wave.facts["delimiter"], wave.decimal_comma
    (['3,5'], 'semicolon', True)
    """
    text = _opened(file, raw, wanted)
    names, *below = _top(file, text)
    check_cells(file, 1, len(names))
    heading = heading_of(names, below, wanted)
    shape = _shape(file, text, len(names), heading.rows)
    problems = _ragged(file, len(names), shape)
    if not problems and not shape.filled:
        problems.append(
            Problem(file, None, None, "There are no rows under the header.", "Export it again, with the answers.")
        )
    if problems:
        raise UnreadableError(*problems)
    check_cells(file, len(shape.filled), len(names))
    facts = {
        "format": "csv",
        "encoding": text.encoding,
        "delimiter": DELIMITERS[text.delimiter],
        "rows_read": len(shape.filled),
        "rows_blank": shape.blank,
    }
    return heading.wave(file, _cells(text, heading, shape), facts, decimal_comma=text.delimiter != ",", header_row=1)


def _opened(file: str, raw: bytes, wanted: Collection[str]) -> _Text:
    text = _decoded(file, raw)
    if separator := _SEPARATOR.match(text.raw):
        text.delimiter, text.first = separator.group(1).decode(), 0
    else:
        text.delimiter = _delimiter(text, wanted)
    return text


def _decoded(file: str, raw: bytes) -> _Text:
    hint = "Save it as CSV (UTF-8)."
    if raw.startswith(_UTF_16):
        try:
            text = _Text(raw.decode("utf-16").encode(), "utf-8", "utf-16")
        except UnicodeError:
            message = "This text in UTF-16 is broken off."
            raise UnreadableError(Problem(file, None, None, message, "Was it copied to the end?")) from None
        if b"\0" not in text.raw:
            return text
    if b"\0" in raw:
        raise UnreadableError(Problem(file, None, None, "This is not a text in UTF-8 or cp1252.", hint))
    try:
        raw.decode()
        return _Text(raw.removeprefix(codecs.BOM_UTF8), "utf-8", "utf-8")
    except UnicodeDecodeError:
        pass
    try:
        raw.decode("cp1252")
        return _Text(raw, "cp1252", "cp1252")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableError(Problem(file, row, None, "This is not a text in UTF-8 or cp1252.", hint)) from None


def _delimiter(text: _Text, wanted: Collection[str]) -> str:
    """Take the delimiter that finds most of the columns that are wanted in the header, else the most columns."""

    def found(delimiter: str) -> tuple[int, int]:
        try:
            names = _names(next(replace(text, delimiter=delimiter).records(), []))
        except (csv.Error, _LongRowError):
            return (0, 0)
        return (len(set(wanted) & set(heading_of(names).names)), len(names))

    return max(DELIMITERS, key=found)


def _names(header: Sequence[str]) -> list[str]:
    return [unicodedata.normalize("NFC", name).strip() for name in header]


def _records(file: str, text: _Text) -> Iterator[tuple[int, list[str]]]:
    """Give the rows with their numbers."""
    number = text.first - 1
    try:
        for number, record in enumerate(text.records(), start=text.first):
            yield number, record
    except csv.Error as error:
        message = "The quotes around a cell are not closed, or a cell is far too long."
        hint = "Look for a stray quotation mark in this row."
        raise UnreadableError(Problem(file, number + 1, None, message, hint)) from error
    except _LongRowError:
        message = f"This row is longer than {MOST_LETTERS:,} characters. Is a quotation mark not closed?"
        raise too_large(file, message, number + 1) from None


def _top(file: str, text: _Text) -> list[list[str]]:
    """Give the names of the columns, and the rows beneath them that may belong to the heading."""
    below = (record for number, record in _records(file, text) if number >= 1)
    names = _names(next(below, []))
    if not any(names):
        hint = "Remove what is empty above the names; if nothing is left, export it again."
        message = "The first row, with the names of the columns, is empty."
        raise UnreadableError(Problem(file, 1, None, message, hint))
    return [names, *islice(below, HEADING_ROWS)]


def _shape(file: str, text: _Text, width: int, heading_rows: int) -> _Shape:
    """Tell which rows have content and as many cells as the header has."""
    shape = _Shape()
    for number, record in _records(file, text):
        if number <= 1 + heading_rows:
            continue
        if not any(map(str.strip, record)):
            shape.blank += 1
        elif len(record) != width:
            shape.ragged.append((number, len(record)))
        else:
            shape.filled.append(number)
    return shape


def _cells(text: _Text, heading: Heading, shape: _Shape) -> pd.DataFrame:
    """Read the columns: pandas shares what is equal, and has no objects for what is not asked."""
    positions = heading.positions
    rows = pd.read_csv(
        io.BytesIO(text.raw),
        encoding=text.codec,
        sep=text.delimiter,
        skipinitialspace=True,
        header=None,
        names=range(len(heading.names)),
        usecols=sorted(positions.values()),
        index_col=False,
        skip_blank_lines=False,
        dtype="object",
        na_filter=False,
        engine="c",
    )
    numbers = pd.Index(shape.filled, dtype="int64")
    cells = rows.iloc[numbers - text.first].set_axis(numbers, axis=0)
    return cells.rename(columns={position: name for name, position in positions.items()})


def _ragged(file: str, width: int, shape: _Shape) -> list[Problem]:
    hint = "Is there a delimiter inside a cell? Put quotes around that cell."
    problems = [
        Problem(file, number, None, f"This row has {found} cells, and the header has {width}.", hint)
        for number, found in shape.ragged[:LISTED]
    ]
    if len(shape.ragged) > LISTED:
        more = f"And {len(shape.ragged) - LISTED} more rows with a wrong number of cells."
        problems.append(Problem(file, None, None, more))
    return problems
