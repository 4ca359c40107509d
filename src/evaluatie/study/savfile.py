"""Reading an SPSS file of answers: user-missing values become missing, and are counted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

from evaluatie.study.problems import Problem
from evaluatie.study.rawwave import RawWave, UnreadableError, check_columns


def read_sav_wave(file: str, path: Path, wanted: Sequence[str]) -> RawWave:
    """Read the columns that study.yml names from a .sav.

    Parameters
    ----------
    file : str
        Its name, for problems.
    path : pathlib.Path
        Where it is.
    wanted : sequence of str
        Names of the columns to read.

    Returns
    -------
    RawWave
        Numbers are numbers and texts are text; values declared missing in SPSS are missing and counted in ``facts``.

    Raises
    ------
    UnreadableError
        When it is no SPSS file, stops halfway, has no rows or lacks columns.
    """
    _, meta = _read(file, path, metadataonly=True)
    columns = tuple(meta.column_names)
    problems = check_columns(file, columns, wanted, row=None)
    if problems:
        raise UnreadableError(*problems)
    needed = list(dict.fromkeys(wanted))
    everything, meta = _read(file, path, usecols=needed, user_missing=True)
    if not len(everything):
        raise UnreadableError(Problem(file, None, None, "There are no rows in this file."))
    cells = _read(file, path, usecols=needed)[0] if meta.missing_ranges else everything
    facts = {
        "format": "sav",
        "encoding": str(meta.file_encoding or "utf-8").lower(),
        "rows_read": len(cells),
        "user_missing": _user_missing(needed, everything, cells),
    }
    cases = pd.RangeIndex(1, len(cells) + 1)
    return RawWave(file, cells[needed].set_axis(cases, axis=0), columns, False, facts)


def _read(file: str, path: Path, **options: Any) -> tuple[pd.DataFrame, Any]:
    try:
        return pyreadstat.read_sav(path, disable_datetime_conversion=True, **options)
    except Exception as error:  # pyreadstat's own errors have no common class
        message = "This is not a whole SPSS file (.sav)."
        hint = "Was it copied to the end? Save it again from SPSS."
        raise UnreadableError(Problem(file, None, None, message, hint)) from error


def _user_missing(needed: list[str], everything: pd.DataFrame, cells: pd.DataFrame) -> dict[str, int]:
    """Count per column the cells whose value SPSS has declared missing."""
    counts = {name: int((everything[name].notna() & cells[name].isna()).sum()) for name in needed}
    return {name: number for name, number in counts.items() if number}
