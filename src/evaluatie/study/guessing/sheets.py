"""Reads a file for guessing: the sheets of a workbook that hold answers, and columns that may link."""

from __future__ import annotations

from pathlib import Path

from python_calamine import CalamineWorkbook

from evaluatie.study.files.filekinds import check_kind
from evaluatie.study.files.rawwave import RawWave, UnreadableError
from evaluatie.study.files.reading import read_answers
from evaluatie.study.guessing.files import holds_answers
from evaluatie.study.guessing.linkage import may_link
from evaluatie.study.guessing.tables import Table, table_of


def read_tables(path: Path, name: str) -> list[Table]:
    """Read a file.

    Parameters
    ----------
    path : pathlib.Path
        Where it is.
    name : str
        Its name in the study folder.

    Returns
    -------
    list of Table
        One; of a workbook with several sheets those that hold answers.

    Raises
    ------
    UnreadableError
        With everything that is wrong with the file's shape.
    """
    try:
        return [table_of(_read(path, name))]
    except UnreadableError:
        found = _sheets(path, name) if path.suffix.lower() == ".xlsx" else []
        if not found:
            raise
        return found


def _sheets(path: Path, name: str) -> list[Table]:
    """Give the sheets that can be read and hold answers, where a workbook has several."""
    try:
        check_kind(name, path)
        with CalamineWorkbook.from_path(path) as book:
            sheets = list(book.sheet_names)
    except Exception:
        return []
    found = []
    for sheet in sheets if len(sheets) > 1 else ():
        try:
            table = table_of(_read(path, name, sheet), sheet)
        except UnreadableError:
            continue
        if holds_answers(table):
            found.append(table)
    return found


def _read(path: Path, name: str, sheet: str | None = None) -> RawWave:
    """Read a file, with the columns of a survey program that may hold a linking code."""
    raw = read_answers(path, name=name, sheet=sheet)
    links = [column for column in raw.dropped if may_link(column)]
    return read_answers(path, name=name, sheet=sheet, wanted=links) if links else raw
