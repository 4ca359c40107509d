"""Writing files of answers so that the same data always give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

Format = Literal["csv", "xlsx", "sav", "parquet"]

# files know no time zones
_MOMENT = datetime(2020, 1, 1)
# where ReadStat writes when it made a .sav: nine bytes of date and eight of time, behind fixed fields of 92 bytes
_SAV_MADE = slice(92, 109)
_SAV_MOMENT = b"01 Jan 2000:00:00"


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table in the plainest way that its kind of file knows, by the end of its name.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns of text, whole numbers (Int64, possibly missing) and times.
    path : pathlib.Path
        Where to.
    """
    if path.suffix == ".xlsx":
        cells = table.astype(object).where(table.notna(), None)
        write_xlsx([list(table.columns), *cells.to_numpy().tolist()], path)
    elif path.suffix == ".sav":
        write_sav(table, path)
    elif path.suffix == ".parquet":
        table.to_parquet(path, index=False)
    else:
        write_csv(table, path)


def write_csv(table: pd.DataFrame, path: Path, *, separator: str = ",", encoding: str = "utf-8", **how: Any) -> None:
    """Write a .csv."""
    table.to_csv(path, index=False, sep=separator, encoding=encoding, lineterminator="\n", **how)


def dutch_days(days: pd.Series) -> list[str]:
    """Write days as a Dutch Excel does; nothing where there is none."""
    return ["" if pd.isna(day) else f"{day.day}-{day.month}-{day.year}" for day in days]


def write_dutch_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a .csv as a Dutch Excel saves it."""
    text = table.to_csv(index=False, sep=";", lineterminator="\r\n")
    path.write_bytes(text.encode("cp1252"))


def write_xlsx(rows: Sequence[Sequence[Any]], path: Path, sheet: str = "Data") -> None:
    """Write an Excel workbook of one sheet.

    openpyxl notes the moment of writing in the workbook's properties and in the zip archive that an .xlsx is: the first
    is set, and the archive is packed anew without the second.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = "evaluatie"
    book.properties.created = _MOMENT
    leaf = book.create_sheet(sheet)
    for row in rows:
        leaf.append([_plain(cell) for cell in row])
    packed = io.BytesIO()
    book.save(packed)
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _without_saving(content)
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, 9)


def _plain(cell: Any) -> Any:
    """Give a cell as Excel knows it: a time of midnight is a date."""
    if isinstance(cell, pd.Timestamp):
        cell = cell.to_pydatetime()
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return date(cell.year, cell.month, cell.day)
    return cell.item() if isinstance(cell, np.generic) else cell


def _without_saving(properties: bytes) -> bytes:
    # saving sets the moment of the last change, whatever was asked for
    start = properties.index(b">", properties.index(b"<dcterms:modified")) + 1
    end = properties.index(b"</dcterms:modified>")
    return properties[:start] + _MOMENT.isoformat().encode() + b"Z" + properties[end:]


def write_sav(
    table: pd.DataFrame, path: Path, *, labels: Mapping[str, str] = {},
    values: Mapping[str, Mapping[Any, str]] = {}, missing: Mapping[str, Sequence[int]] = {},
) -> None:  # fmt: skip
    """Write an SPSS file.

    Parameters
    ----------
    table : pandas.DataFrame
        Whole numbers, text, and times; a column of midnights becomes a date.
    path : pathlib.Path
        Where to.
    labels : mapping of str to str
        What columns are about.
    values : mapping of str to mapping of int to str
        Value labels by column.
    missing : mapping of str to sequence of int
        User-missing values by column.

    Notes
    -----
    ReadStat notes the moment of writing in the header, in whole seconds; those bytes are overwritten.
    """
    import pyreadstat

    plain = pd.DataFrame({str(name): _for_spss(column) for name, column in table.items()})
    pyreadstat.write_sav(
        plain, str(path), column_labels=dict(labels), row_compress=True,
        variable_value_labels={name: {**words} for name, words in values.items()},
        missing_ranges={name: list(codes) for name, codes in missing.items()},
        variable_measure={str(name): "nominal" for name in plain if name in values or plain[name].dtype == object},
    )  # fmt: skip
    content = bytearray(path.read_bytes())
    content[_SAV_MADE] = _SAV_MOMENT
    path.write_bytes(content)


def _for_spss(column: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(column):
        whole = (column.dropna() == column.dropna().dt.normalize()).all()
        cells = [None if pd.isna(cell) else (cell.date() if whole else cell.to_pydatetime()) for cell in column]
        return pd.Series(cells, dtype=object)
    if pd.api.types.is_numeric_dtype(column):
        return column.astype("float64").reset_index(drop=True)
    return column.astype(object).fillna("").reset_index(drop=True)
