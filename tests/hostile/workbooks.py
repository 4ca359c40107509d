"""Mutations that only a workbook can have: formulas, merged and hidden cells, several sheets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from hostile.kinds import NOTED, REFUSED, UNCHANGED, Kind, Place, Spot

XLSX = (".xlsx",)
COLUMNS = ("answer", "day", "word", "group")


def _in_sheet(change: Callable[[Spot, Any, Any], None], *, cell: bool = True) -> Any:
    """Open the workbook, change its sheet, and save it."""

    def mutate(spot: Spot) -> Place:
        place = spot.here() if cell else Place(spot.file)
        book = openpyxl.load_workbook(spot.path)
        change(spot, book, book.worksheets[0])
        book.save(spot.path)
        return place

    return mutate


def _at(spot: Spot) -> str:
    return f"{get_column_letter(spot.table.at(str(spot.column)) + 1)}{spot.row + 1}"


def _put(value: Any) -> Any:
    def change(spot: Spot, book: Any, sheet: Any) -> None:
        sheet[_at(spot)] = value

    return _in_sheet(change)


def _merged_rows(spot: Spot, book: Any, sheet: Any) -> None:
    column = get_column_letter(spot.table.at(str(spot.column)) + 1)
    row = min(spot.row + 1, sheet.max_row - 2)
    sheet.merge_cells(f"{column}{row}:{column}{row + 2}")


def _merged_names(spot: Spot, book: Any, sheet: Any) -> None:
    at = spot.table.at(str(spot.column)) + 1
    sheet.merge_cells(start_row=1, end_row=1, start_column=at, end_column=at + 1)


def _sheet(name: str, rows: list[list[Any]]) -> Any:
    def change(spot: Spot, book: Any, sheet: Any) -> None:
        extra = book.create_sheet(name, int(spot.draw.integers(2)))
        for row in rows:
            extra.append(row)

    return _in_sheet(change, cell=False)


def _copied(spot: Spot, book: Any, sheet: Any) -> None:
    book.copy_worksheet(sheet)


def _hidden(spot: Spot, book: Any, sheet: Any) -> None:
    for row in range(5, 12):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.auto_filter.ref = sheet.dimensions


def _empty(spot: Spot) -> Place:
    openpyxl.Workbook().save(spot.path)
    return Place(spot.file)


def _without_part(spot: Spot) -> Place:
    """Take the sheet itself out of the archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(spot.path) as read, zipfile.ZipFile(made, "w") as written:
        for name in read.namelist():
            if "worksheets/sheet" not in name:
                written.writestr(name, read.read(name))
    spot.path.write_bytes(made.getvalue())
    return Place(spot.file)


def _encrypted(spot: Spot) -> Place:
    """Put what an Excel file with a password begins with."""
    spot.path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 4096)
    return Place(spot.file)


CELL = "file row column"
KINDS = (
    Kind("workbooks", "a formula whose result was not kept", _put("=1+3"), (REFUSED,), CELL, COLUMNS, XLSX),
    Kind("workbooks", "a formula to another file", _put("='[ander.xlsx]Blad1'!A1"), (REFUSED,), CELL, COLUMNS, XLSX),
    Kind("workbooks", "an error of Excel", _put("#REF!"), (REFUSED,), CELL, COLUMNS, XLSX),
    Kind("workbooks", "cells of three rows merged", _in_sheet(_merged_rows), (REFUSED, NOTED), "file", COLUMNS, XLSX),
    Kind("workbooks", "names of two columns merged", _in_sheet(_merged_names), (REFUSED,), "file", ("answer",), XLSX),
    Kind("workbooks", "an empty sheet more", _sheet("Blad2", []), (UNCHANGED,), suffixes=XLSX),
    Kind(
        "workbooks",
        "a sheet with remarks more",
        _sheet("toelichting", [["Toelichting"], ["Zie de brief"]]),
        (UNCHANGED,),
        suffixes=XLSX,
    ),
    Kind("workbooks", "the sheet twice", _in_sheet(_copied, cell=False), (REFUSED,), suffixes=XLSX),
    Kind(
        "workbooks",
        "hidden rows, a hidden column, a filter",
        _in_sheet(_hidden, cell=False),
        (UNCHANGED,),
        suffixes=XLSX,
    ),
    Kind("workbooks", "a workbook without content", _empty, (REFUSED,), suffixes=XLSX),
    Kind("workbooks", "a workbook without its sheet", _without_part, (REFUSED,), suffixes=XLSX),
    Kind("workbooks", "a workbook with a password", _encrypted, (REFUSED,), suffixes=XLSX),
)
