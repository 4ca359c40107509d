"""Reading a file of answers, of whatever kind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evaluatie.study.files.csvfile import read_csv
from evaluatie.study.files.filekinds import check_kind
from evaluatie.study.files.rawwave import RawWave, UnreadableError
from evaluatie.study.files.suppliers import set_aside
from evaluatie.study.problems import Problem
from evaluatie.study.settings.source import UNREAD, reason


def read_answers(
    path: Path, *, name: str | None = None, wanted: Sequence[str] = (), sheet: str | None = None
) -> RawWave:
    """Read a file of answers.

    Parameters
    ----------
    path : pathlib.Path
        A .csv, .xlsx, .sav or .parquet.
    name : str, optional
        Its name in the study folder, for problems.
    wanted : sequence of str
        Columns that study.yml names: they help to choose a delimiter and a sheet, and are never dropped. That they
        are there is not checked.
    sheet : str, optional
        The sheet of an .xlsx.

    Returns
    -------
    RawWave

    Raises
    ------
    UnreadableError
        With everything that is wrong with the file's shape.
    """
    file = name or path.name
    try:
        raw = _read(check_kind(file, path), file, path, wanted, sheet)
    except OSError as error:
        raise UnreadableError(
            Problem(file, None, None, f"This file cannot be read: {reason(error)}.", UNREAD)
        ) from None
    return set_aside(raw)


def _read(kind: str, file: str, path: Path, wanted: Sequence[str], sheet: str | None) -> RawWave:
    """Read by kind; what reads a kind of file that nobody delivered is not even imported."""
    if kind == ".xlsx":
        from evaluatie.study.files.excelfile import read_excel

        return read_excel(file, path, wanted, sheet)
    if kind == ".sav":
        from evaluatie.study.files.savfile import read_sav

        return read_sav(file, path, wanted)
    if kind == ".parquet":
        from evaluatie.study.files.parquetfile import read_parquet

        return read_parquet(file, path, wanted)
    return read_csv(file, path.read_bytes(), wanted)
