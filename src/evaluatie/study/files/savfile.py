"""Reading an SPSS file of answers: labels come along, user-missing values become missing and are counted."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat

from evaluatie.study.codes import code_text
from evaluatie.study.files.grid import share
from evaluatie.study.files.limits import MOST_CELLS, MOST_UNPACKED, check_cells, too_large
from evaluatie.study.files.rawwave import RawWave, UnreadableError
from evaluatie.study.files.suppliers import heading_of
from evaluatie.study.problems import Problem

# SPSS counts seconds from the first day of the Gregorian calendar.
_FIRST_DAY = np.datetime64("1582-10-14", "us")
_DAYS = re.compile(r"(DATE|ADATE|EDATE|SDATE|JDATE|DATETIME|YMDHMS|MOYR|QYR|WKYR)[0-9.]*")


def read_sav(file: str, path: Path, wanted: Collection[str] = ()) -> RawWave:
    """Read a .sav.

    Parameters
    ----------
    file : str
        Its name, for problems.
    path : pathlib.Path
        Where it is.
    wanted : collection of str
        Columns that are never dropped.

    Returns
    -------
    RawWave
        Numbers are numbers, texts are text, and days and moments are datetimes; values declared missing in SPSS are
        missing, and counted in ``facts``.

    Raises
    ------
    UnreadableError
        When it is no SPSS file, stops halfway or has no rows.
    """
    _, meta = _read(file, path, metadataonly=True)
    heading = heading_of(meta.column_names, wanted=wanted)
    needed = list(heading.positions)
    check_cells(file, max(meta.number_rows or 0, 1), len(meta.column_names))
    most = _most_rows(meta)
    read, meta = _read(file, path, usecols=needed, user_missing=True, row_limit=most + 1)
    if len(read) > most:
        raise too_large(file, f"This file has more than {most:,} rows, which are too many for so many columns.")
    if not len(read):
        raise UnreadableError(Problem(file, None, None, "There are no rows in this file.", "Export it again."))
    missing = {name: _declared_missing(read[name], meta.missing_ranges.get(name, [])) for name in needed}
    cells = {name: _cells(read.pop(name), missing[name], meta.original_variable_types[name]) for name in needed}
    facts = {
        "format": "sav",
        "encoding": str(meta.file_encoding or "utf-8").lower(),
        "rows_read": len(read),
        "user_missing": {name: int(is_missing.sum()) for name, is_missing in missing.items() if is_missing.any()},
    }
    cases = pd.RangeIndex(1, len(read) + 1)
    texts = {name: text for name, text in meta.column_names_to_labels.items() if name in cells and text}
    labels = {name: _labels(known) for name, known in meta.variable_value_labels.items() if name in cells}
    frame = pd.DataFrame(cells, index=cases, dtype="object", copy=False)
    return heading.wave(file, frame, facts, decimal_comma=True, questions=texts, labels=labels)


def _read(file: str, path: Path, **options: Any) -> tuple[pd.DataFrame, Any]:
    try:
        return pyreadstat.read_sav(path, disable_datetime_conversion=True, **options)
    except Exception as error:  # pyreadstat's own errors have no common class
        if "encoding" not in options and "convert string" in str(error):
            # older programs write texts in the encoding of Windows, and say something else or nothing
            return _read(file, path, encoding="CP1252", **options)
        message = "This is not a whole SPSS file (.sav)."
        hint = "Was it copied to the end? Save it again from SPSS."
        raise UnreadableError(Problem(file, None, None, message, hint)) from error


def _most_rows(meta: Any) -> int:
    """Tell how many rows can be read, since what a file declares of itself may be untrue."""
    widths = [max(int(meta.variable_storage_width.get(name) or 8), 8) for name in meta.column_names]
    return min(MOST_CELLS // max(len(widths), 1), MOST_UNPACKED // max(sum(widths), 1))


def _declared_missing(column: pd.Series, ranges: list[Mapping[str, Any]]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell which cells SPSS has declared missing: single values, or from a lowest to a highest one."""
    declared = np.zeros(len(column), dtype=bool)
    for limits in ranges:
        if isinstance(limits["lo"], str):
            declared |= (column == limits["lo"]).to_numpy(dtype=bool)
        else:
            declared |= column.between(limits["lo"], limits["hi"]).to_numpy(dtype=bool)
    return declared


def _cells(column: pd.Series, missing: np.ndarray[Any, np.dtype[np.bool_]], kind: str) -> np.ndarray[Any, Any]:
    kept = column.mask(missing) if missing.any() else column
    return share(kept, _moments) if _DAYS.fullmatch(kind) else share(kept)


def _moments(seconds: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return (_FIRST_DAY + (seconds * 1e6).astype("timedelta64[us]")).astype("object")


def _labels(known: Mapping[Any, str]) -> dict[str, str]:
    return {code_text(value): label for value, label in known.items()}
