"""What a file is, whatever its name says."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from evaluatie.study.files.limits import check_size
from evaluatie.study.files.packed import check_packed
from evaluatie.study.files.rawwave import UnreadableError
from evaluatie.study.problems import Problem

READ = {
    ".csv": "a text file",
    ".xlsx": "an Excel workbook",
    ".sav": "an SPSS file",
    ".parquet": "a Parquet file",
}
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_FIRST_BYTES = {
    b"$FL2": ".sav",
    b"$FL3": ".sav",
    b"PAR1": ".parquet",
    b"%PDF": "a PDF",
    b"<stata_dta": "a Stata file",
    b"\x1f\x8b": "a compressed file",
}
_HTML = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|head|body|table|meta|\?xml|div)\b", re.IGNORECASE)
_AS_EXCEL = "Open it in Excel and save it as Excel workbook (.xlsx)."
_AS_EITHER = "Export the answers as .csv (UTF-8), .xlsx, .sav or .parquet."


def check_kind(file: str, path: Path) -> str:
    """Check that a file is what its name says, and holds no more than can be read.

    Parameters
    ----------
    file : str
        Its name, for problems.
    path : pathlib.Path
        Where it is.

    Returns
    -------
    str
        One of `READ`.

    Raises
    ------
    OSError
        When it cannot be read.
    UnreadableError
        When it is empty, too large, of another kind than its name says, or of a kind that is not read.
    """
    check_size(file, path)
    named = path.suffix.lower()
    kind, hint = _kind(file, path)
    if kind == named or (kind == "" and named in READ):
        if kind == ".xlsx":
            _check_workbook(file, path)
        return named
    if kind == "":
        raise UnreadableError(Problem(file, None, None, "This file is of no kind that is read.", _AS_EITHER))
    what = READ.get(kind, kind)
    with_name = f" with the name of {'an' if named == '.xlsx' else 'a'} {named}" if named in READ else ""
    hint = hint or f"Give it the name {Path(file).stem}{kind}, in study.yml too."
    raise UnreadableError(Problem(file, None, None, f"This is {what}{with_name}.", hint))


def _kind(file: str, path: Path) -> tuple[str, str]:
    """Give the kind, and what to do where it is not read; no kind where the reader of its name has to say."""
    with path.open("rb") as opened:
        head = opened.read(4096)
    if not head.strip():
        raise UnreadableError(Problem(file, None, None, "This file is empty.", "Export or copy it again."))
    if head.startswith(_ZIP):
        return _zipped(path)
    if head.startswith(_OLE):
        return _compound(path)
    for start, kind in _FIRST_BYTES.items():
        if head.startswith(start):
            return kind, "" if kind in READ else _AS_EITHER
    if _HTML.match(head):
        return "a web page", _AS_EXCEL
    return ("", "") if _binary(head) else (".csv", "")


def _binary(head: bytes) -> bool:
    return b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))


def _zipped(path: Path) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(path) as opened:
            parts = opened.namelist()
            kind = _beginning(opened, "mimetype") if "mimetype" in parts else ""
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError):
        return ("", "") if path.suffix.lower() == ".xlsx" else (".xlsx", "")
    if "xl/workbook.xml" in parts:
        return ".xlsx", ""
    if "xl/workbook.bin" in parts:
        return "a binary Excel workbook (.xlsb)", _AS_EXCEL
    if "opendocument.spreadsheet" in kind:
        return "an OpenDocument spreadsheet (.ods)", _AS_EXCEL
    if any(part.startswith("word/") for part in parts):
        return "a Word document", _AS_EITHER
    return "a compressed folder (.zip)", "Unpack it, and put the file with the answers in the study folder."


def _beginning(opened: zipfile.ZipFile, part: str) -> str:
    with opened.open(part) as mimetype:
        return mimetype.read(200).decode("ascii", "replace")


def _check_workbook(file: str, path: Path) -> None:
    try:
        check_packed(file, path)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError):
        hint = "Was it copied to the end? Save it again from Excel."
        raise UnreadableError(Problem(file, None, None, "This is not a whole Excel workbook (.xlsx).", hint)) from None


def _compound(path: Path) -> tuple[str, str]:
    """Tell what stands in the container that older Office programs wrote, and newer ones around what is protected."""
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return "a workbook with a password", "Open it in Excel, take the password off, and save it."
    return "an Excel workbook of before 2007 (.xls)", _AS_EXCEL
