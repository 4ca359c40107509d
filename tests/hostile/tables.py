"""A delivered file as rows of cells, to be changed and written again as the same kind of file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyreadstat


class NotThisFileError(Exception):
    """A mutation that this kind of file cannot hold, such as a text among the numbers of a .sav."""


@dataclass
class Table:
    """Rows of cells, the names of the columns first.

    Attributes
    ----------
    path : pathlib.Path
        The file.
    cells : list of list
        All rows.
    body : int
        Where the rows of people begin.
    """

    path: Path
    cells: list[list[Any]]
    body: int = 1
    codec: str = "utf-8"
    separator: str = ","
    newline: str = "\n"
    quoted: bool = False
    title: str = "Sheet"
    meta: Any = field(default=None, repr=False)

    @property
    def names(self) -> list[Any]:
        return self.cells[0]

    def at(self, column: str) -> int:
        if column not in self.names:  # what came of an earlier mutation
            raise NotThisFileError
        return self.names.index(column)

    def number(self, index: int) -> int:
        """Give the number that messages give a row: as a spreadsheet numbers it, in a .sav as SPSS does."""
        return index if self.path.suffix == ".sav" else index + 1

    def save(self) -> None:
        {".csv": self._csv, ".xlsx": self._xlsx, ".sav": self._sav}[self.path.suffix]()

    def text(self) -> str:
        """Give a .csv as text."""
        made = io.StringIO()
        how = csv.QUOTE_ALL if self.quoted else csv.QUOTE_MINIMAL
        csv.writer(made, delimiter=self.separator, lineterminator=self.newline, quoting=how).writerows(self.cells)
        return made.getvalue()

    def _csv(self) -> None:
        try:
            self.path.write_bytes(self.text().encode(self.codec))
        except UnicodeEncodeError:
            self.codec = "utf-8"
            self.path.write_bytes(self.text().encode(self.codec))

    def _xlsx(self) -> None:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet(self.title)
        for row in self.cells:
            sheet.append(row)
        book.save(self.path)

    def _sav(self) -> None:
        meta, names = self.meta, self.names
        if len(set(names)) < len(names) or not all(names):
            raise NotThisFileError
        frame = pd.DataFrame(self.cells[1:], columns=names)
        for name in names:
            if meta.original_variable_types.get(name, "A").startswith("A"):
                frame[name] = frame[name].astype("str")
            elif any(isinstance(cell, str) for cell in frame[name]):
                raise NotThisFileError
            else:
                frame[name] = frame[name].astype(float)
        types = {name: of for name, of in meta.original_variable_types.items() if name in names and of[0] != "A"}
        pyreadstat.write_sav(
            frame, self.path, variable_format=types,
            variable_value_labels={n: v for n, v in meta.variable_value_labels.items() if n in names},
            missing_ranges={n: v for n, v in meta.missing_ranges.items() if n in names},
        )  # fmt: skip


def read_table(path: Path) -> Table:
    """Read a .csv, .xlsx or .sav as it stands."""
    if path.suffix == ".csv":
        return _read_csv(path)
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path, read_only=True)
        sheet = book.worksheets[0]
        cells = [list(row) for row in sheet.iter_rows(values_only=True)]
        width = max(map(len, cells))
        cells = [[*row, *[None] * (width - len(row))] for row in cells]
        # an export of Qualtrics: three rows of headings and a preview
        return Table(path, cells, body=4 if cells[0][0] == "StartDate" else 1, title=sheet.title)
    frame, meta = pyreadstat.read_sav(path, user_missing=True, disable_datetime_conversion=True)
    return Table(path, [list(frame), *frame.astype(object).to_numpy().tolist()], meta=meta)


def _read_csv(path: Path) -> Table:
    raw = path.read_bytes()
    try:
        text, codec = raw.decode(), "utf-8"
    except UnicodeDecodeError:
        text, codec = raw.decode("cp1252"), "cp1252"
    codec = "utf-8-sig" if text.startswith("\ufeff") else codec
    text = text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    separator = ";" if ";" in first else ","
    newline = "\r\n" if first.endswith("\r") else "\n"
    cells = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
    return Table(path, cells, codec=codec, separator=separator, newline=newline, quoted=text.startswith('"'))
