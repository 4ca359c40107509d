"""Reading an Excel workbook of answers: the sheet with the answers, the row with the names, cells as Excel has them."""

from __future__ import annotations

import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from evaluatie.study.codes import code_text
from evaluatie.study.files.excelfaults import Place, error_cells, faults_of, letters, merged_names, open_formulas
from evaluatie.study.files.grid import Grid, Record, gather, is_blank
from evaluatie.study.files.rawwave import RawWave, UnreadableError
from evaluatie.study.files.suppliers import HEADING_ROWS, Heading, heading_of
from evaluatie.study.problems import Problem, did_you_mean

_AGAIN = "Export it again, with the answers."


@dataclass(frozen=True)
class _Table:
    """A sheet whose first row with content holds names.

    Attributes
    ----------
    sheet : CalamineSheet
        The sheet.
    row : int
        The row with the names, as Excel numbers it.
    names : list of str
        The names, from the first column with content.
    """

    sheet: CalamineSheet
    row: int
    names: list[str]

    @property
    def left(self) -> int:
        """How many empty columns stand before the first name."""
        return self.sheet.start[1] if self.sheet.start else 0

    def beneath(self) -> Iterable[Record]:
        """Give the rows beneath the names."""
        return islice(_rows(self.sheet), self.row, None)


def read_excel(file: str, path: Path, wanted: Collection[str] = (), sheet: str | None = None) -> RawWave:
    """Read a sheet of an .xlsx.

    Parameters
    ----------
    file : str
        Its name, for problems.
    path : pathlib.Path
        Where it is.
    wanted : collection of str
        Columns that help to choose the sheet, must be free of errors, and are never dropped.
    sheet : str, optional
        Name of the sheet; else the only one with content, or the one with most of the columns that are wanted.

    Returns
    -------
    RawWave
        Numbers are numbers, texts are text, and days are datetimes. Rows without any content are left out and counted.

    Raises
    ------
    UnreadableError
        With everything that is wrong with the workbook or the sheet.
    """
    try:
        with CalamineWorkbook.from_path(path) as book:
            table = _named(file, book, sheet) if sheet else _chosen(file, book, wanted)
            beneath = table.beneath()
            first = list(islice(beneath, HEADING_ROWS))
            heading = heading_of(table.names, [cells for _, cells in first], wanted)
            unnamed = [position for position, known in enumerate(table.names) if not known]
            grid = gather(chain(first[heading.rows :], beneath), heading.positions, unnamed)
        errors = error_cells(path, table.sheet.name)
        formulas = open_formulas(path, table.sheet.name)
    except (CalamineError, zipfile.BadZipFile, zlib.error) as error:
        hint = "Was it copied to the end? Save it again from Excel."
        message = "This is not a whole Excel workbook (.xlsx)."
        raise UnreadableError(Problem(file, None, None, message, hint)) from error
    problems = _problems(file, table, heading, grid, errors, formulas, wanted)
    if problems:
        raise UnreadableError(*problems)
    return heading.wave(file, grid.cells, _facts(table, grid, errors), decimal_comma=True, header_row=table.row)


def _named(file: str, book: CalamineWorkbook, sheet: str) -> _Table:
    alike = {name.strip().casefold(): name for name in reversed(book.sheet_names)}
    name = sheet if sheet in book.sheet_names else alike.get(sheet.strip().casefold())
    if name is None:
        message = f'There is no sheet "{sheet}".'
        raise UnreadableError(Problem(file, None, None, message, did_you_mean(sheet, book.sheet_names)))
    table = _table(book, name)
    if table is None:
        raise UnreadableError(Problem(file, None, None, f'The sheet "{name}" is empty.', _AGAIN))
    return table


def _chosen(file: str, book: CalamineWorkbook, wanted: Collection[str]) -> _Table:
    """Choose the sheet with most of the columns that are wanted; sheets that are hidden only if there are no others."""
    sheets = [known for known in book.sheets_metadata if known.typ == SheetTypeEnum.WorkSheet]
    for seen in (True, False):
        names = [known.name for known in sheets if (known.visible == SheetVisibleEnum.Visible) == seen]
        tables = [table for name in names if (table := _table(book, name))]
        if not tables:
            continue
        found = [len(set(wanted) & set(heading_of(table.names).names)) for table in tables]
        best = [table for table, number in zip(tables, found, strict=True) if number == max(found)]
        if len(tables) == 1 or (len(best) == 1 and max(found)):
            return best[0]
        listed = ", ".join(f'"{table.sheet.name}"' for table in tables)
        message = f"Several sheets have content: {listed}."
        raise UnreadableError(Problem(file, None, None, message, "Name the one with the answers under `sheet`."))
    raise UnreadableError(Problem(file, None, None, "This workbook is empty.", _AGAIN))


def _table(book: CalamineWorkbook, name: str) -> _Table | None:
    sheet = book.get_sheet_by_name(name)
    top = next(((number, cells) for number, cells in _rows(sheet) if not is_blank(cells)), None)
    return None if top is None else _Table(sheet, top[0], [_name(cell) for cell in top[1]])


def _rows(sheet: CalamineSheet) -> Iterable[Record]:
    return enumerate(sheet.iter_rows(), start=1)


def _name(cell: object) -> str:
    return unicodedata.normalize("NFC", code_text(cell)).strip()


def _problems(
    file: str,
    table: _Table,
    heading: Heading,
    grid: Grid,
    errors: Sequence[Place],
    formulas: Sequence[Place],
    wanted: Collection[str],
) -> list[Problem]:
    merged = table.sheet.merged_cell_ranges or []
    problems = merged_names(file, merged, table.row, {table.left + position for position in grid.filled})
    if not problems and len(grid.filled) > sum(map(bool, table.names)):
        message = "Most columns have no name in this row."
        hint = "Is it a title? Remove what stands above the row with the names."
        problems.append(Problem(file, table.row, None, message, hint))
    if not problems and grid.cells.empty:
        problems.append(
            Problem(file, None, None, "There are no rows under the header.", "Export it again, with the answers.")
        )
    columns = {table.left + at: name for name, at in heading.positions.items() if name in wanted}
    return problems or faults_of(file, columns, table.row + heading.rows, merged, errors, formulas)


def _facts(table: _Table, grid: Grid, errors: Sequence[Place]) -> dict[str, Any]:
    nameless = [letters(table.left + position) for position in sorted(grid.filled)]
    return {
        "format": "xlsx",
        "sheet": table.sheet.name,
        "rows_read": len(grid.cells),
        "rows_blank": grid.blank,
        "columns_without_name": nameless,
        "error_cells": len(errors),
    }
