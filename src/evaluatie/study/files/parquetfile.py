"""Reading a .parquet of answers: a data frame that R, Python or a data platform has written."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from evaluatie.study.files.limits import MOST_UNPACKED, check_cells, too_large
from evaluatie.study.files.rawwave import RawWave, UnreadableError
from evaluatie.study.files.suppliers import heading_of
from evaluatie.study.problems import Problem

# what pandas calls the numbers of the rows when it writes them
_ROW_NUMBERS = "__index_level_"


def read_parquet(file: str, path: Path, wanted: Collection[str] = ()) -> RawWave:
    """Read a .parquet.

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
        Categories are their labels, days are datetimes, whole numbers stay whole beside missing cells.

    Raises
    ------
    UnreadableError
        When it stops halfway, has no rows or far too many.
    """
    try:
        texts = _checked(file, path)
        # a text that comes back in every row stays one text
        with parquet.ParquetFile(path, read_dictionary=texts) as opened:
            names = [name for name in opened.schema_arrow.names if not name.startswith(_ROW_NUMBERS)]
            heading = heading_of(names, wanted=wanted)
            table = opened.read(columns=list(heading.positions), use_pandas_metadata=False)
    except (pa.ArrowException, OSError, ValueError) as error:
        message = "This is not a whole Parquet file."
        raise UnreadableError(Problem(file, None, None, message, "Was it copied to the end?")) from error
    if not table.num_rows:
        raise UnreadableError(Problem(file, None, None, "There are no rows in this file.", "Export it again."))
    read = table.schema.names
    cells = {name: _cells(table.column(read.index(name))) for name in heading.positions}
    rows = pd.RangeIndex(1, table.num_rows + 1)
    frame = pd.DataFrame(cells, index=rows, dtype="object", copy=False)
    return heading.wave(file, frame, {"format": "parquet", "rows_read": table.num_rows}, decimal_comma=True)


def _checked(file: str, path: Path) -> list[str]:
    """Check by what a file says of itself that it can be read, and give its columns of text."""
    with parquet.ParquetFile(path) as opened:
        about, schema = opened.metadata, opened.schema_arrow
        groups = [about.row_group(number) for number in range(about.num_row_groups)]
        values = sum(group.column(at).num_values for group in groups for at in range(group.num_columns))
        unpacked = sum(group.total_byte_size for group in groups)
    check_cells(file, about.num_rows, len(schema.names))
    check_cells(file, values, 1)
    if unpacked > MOST_UNPACKED:
        raise too_large(file, f"This file unpacks to more than {MOST_UNPACKED / 1e6:,.0f} MB.")
    return [field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_binary(field.type)]


def _cells(column: Any) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Give the cells as objects, one for all that are equal."""
    if pa.types.is_dictionary(column.type):
        return _by_number(column.unify_dictionaries().combine_chunks())
    if pa.types.is_nested(column.type) or pa.types.is_null(column.type):
        return np.array([None if value is None else str(value) for value in column.to_pylist()], dtype="object")
    return _by_number(column.combine_chunks().dictionary_encode())


def _by_number(encoded: Any) -> np.ndarray[Any, np.dtype[np.object_]]:
    values = [*map(_plain, encoded.dictionary.to_pylist()), None]
    objects = np.empty(len(values), dtype="object")
    objects[:] = values
    cells: np.ndarray[Any, np.dtype[np.object_]] = objects[encoded.indices.fill_null(len(values) - 1).to_numpy()]
    return cells


def _plain(value: object) -> object:
    if isinstance(value, pd.Timestamp):
        return value.floor("us").to_pydatetime()
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, Decimal):
        return float(value)
    return value.decode(errors="replace") if isinstance(value, bytes) else value
