"""How large a delivered file may be: far above any questionnaire, and below what brings a computer down."""

from __future__ import annotations

import stat
from pathlib import Path

from evaluatie.study.files.rawwave import UnreadableError
from evaluatie.study.problems import Problem

#: Bytes of a file as it is delivered.
MOST_BYTES = 200_000_000
#: Bytes of what is packed in a file, once it is unpacked.
MOST_UNPACKED = 1_000_000_000
#: Rows times columns.
MOST_CELLS = 50_000_000
#: Excel itself stops at 16,384.
MOST_COLUMNS = 20_000
#: Characters of one row of a text file.
MOST_LETTERS = 10_000_000
#: What a cell may count: people, times, hours.
MOST_COUNTED = 999_999_999

_HINT = "Export only the answers of this questionnaire; docs/study-folder.md has the limits."


def check_size(file: str, path: Path) -> None:
    """Check that a file is one, and is not too large to be read.

    Parameters
    ----------
    file : str
        Its name, for problems.
    path : pathlib.Path
        Where it is.

    Raises
    ------
    OSError
        When it is not there.
    UnreadableError
        When it is something else than a file, such as a pipe that never ends, or is too large.
    """
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        return  # opening it says so
    if not stat.S_ISREG(found.st_mode):
        message = "This is no file, but a device or a pipe."
        raise UnreadableError(Problem(file, None, None, message, "Put the file itself there."))
    if found.st_size > MOST_BYTES:
        raise too_large(file, f"This file has {found.st_size / 1e6:,.0f} MB, and {MOST_BYTES / 1e6:,.0f} may be read.")


def check_cells(file: str, rows: int, columns: int) -> None:
    """Check that a table is not too large to be read.

    Examples
    --------
    >>> check_cells("t0.csv", 20_000, 300)
    """
    if columns > MOST_COLUMNS:
        raise too_large(file, f"This table has {columns:,} columns, and {MOST_COLUMNS:,} may be read.")
    if rows * columns > MOST_CELLS:
        raise too_large(file, f"This table has {rows * columns:,} cells, and {MOST_CELLS:,} may be read.")


def too_large(file: str, message: str, row: int | None = None) -> UnreadableError:
    """Make the error of a file that is too large in some way."""
    return UnreadableError(Problem(file, row, None, message, _HINT))
