"""A file that is not what its name says, or broken, is one clear problem with a remedy."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from evaluatie.study.files.rawwave import UnreadableError
from evaluatie.study.files.reading import read_answers

FRAME = pd.DataFrame({"code": ["a", "b"], "Q1": [1.0, 2.0]})
CSV = b"code;Q1\na;1\nb;2\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def zipped(**parts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as opened:
        for name, text in parts.items():
            opened.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return content.getvalue()


def workbook() -> bytes:
    content = io.BytesIO()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["code", "Q1"], ["a", 1], ["b", 2]):
        sheet.append(row)
    book.save(content)
    return content.getvalue()


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("contents")
    pyreadstat.write_sav(FRAME, folder / "x.sav")
    FRAME.to_parquet(folder / "x.parquet")
    return {
        "csv": CSV,
        "xlsx": workbook(),
        "sav": (folder / "x.sav").read_bytes(),
        "parquet": (folder / "x.parquet").read_bytes(),
    }


def problem_of(path: Path) -> tuple[str, str]:
    with pytest.raises(UnreadableError) as caught:
        read_answers(path, name="t0" + path.suffix)
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.column) == ("t0" + path.suffix, None, None)
    return problem.message, problem.hint


@pytest.mark.parametrize("named", ["csv", "xlsx", "sav", "parquet"])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "sav", "parquet"])
def test_the_name_must_tell_the_kind(kind: str, named: str, contents: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / f"x.{named.upper()}"
    path.write_bytes(contents[kind])
    if kind == named:
        assert [int(cell) for cell in read_answers(path).cells["Q1"]] == [1, 2]
    else:
        message, hint = problem_of(path)
        assert message.endswith(f"with the name of {'an' if named == 'xlsx' else 'a'} .{named}.")
        assert f"t0.{kind}" in hint


FOREIGN = {
    "old Excel": ("xlsx", OLE, "before 2007", "save it as Excel workbook"),
    "password": ("xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "with a password", "take the password off"),
    "xlsb": ("xlsx", zipped(xl__workbook_dot_bin=""), ".xlsb", "save it as Excel workbook"),
    "ods": ("xlsx", zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), ".ods", "save it as Excel"),
    "Word": ("csv", zipped(word__document_dot_xml=""), "a Word document", "Export the answers"),
    "zip": ("csv", zipped(t0_dot_csv="a,b"), "a compressed folder", "Unpack it"),
    "web page as xlsx": ("xlsx", b"<html><table><tr><td>code</td></tr></table>", "a web page", "Open it in Excel"),
    "web page as csv": ("csv", b"\xef\xbb\xbf\r\n<!DOCTYPE html><html>", "a web page", "Open it in Excel"),
    "PDF": ("csv", b"%PDF-1.7\n", "a PDF", "Export the answers"),
    "Stata": ("sav", b"<stata_dta><header>", "a Stata file", "Export the answers"),
    "gzip": ("csv", b"\x1f\x8b\x08" + bytes(50), "a compressed file", "Export the answers"),
    "nothing": ("sav", b"", "This file is empty", ""),
    "white space": ("parquet", b" \n ", "This file is empty", ""),
    "UTF-16 cut off": ("csv", "code;Q1\na;1\n".encode("utf-16")[:-1], "broken off", "copied to the end"),
    "bytes as xlsx": ("xlsx", b"\x01\x00\x02" * 50, "not a whole Excel workbook", "Save it again"),
    "bytes as sav": ("sav", b"\x01\x00\x02" * 50, "not a whole SPSS file", "Save it again"),
    "bytes as parquet": ("parquet", b"\x01\x00\x02" * 50, "not a whole Parquet file", "copied to the end"),
}


@pytest.mark.parametrize(("named", "content", "message", "hint"), FOREIGN.values(), ids=FOREIGN.keys())
def test_files_that_are_not_read(named: str, content: bytes, message: str, hint: str, tmp_path: Path) -> None:
    path = tmp_path / f"x.{named}"
    path.write_bytes(content)
    said = problem_of(path)
    assert message in said[0]
    assert hint in said[1]


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("kind", ["xlsx", "sav", "parquet"])
def test_files_that_were_not_copied_to_the_end(
    kind: str, part: float, contents: dict[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / f"x.{kind}"
    path.write_bytes(contents[kind][: int(part * len(contents[kind]))])
    message, hint = problem_of(path)
    assert "not a whole" in message
    assert "copied to the end" in hint


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_answers(tmp_path / "t0.csv")
    assert "cannot be read" in caught.value.problems[0].message


def test_a_workbook_whose_sheet_is_damaged(contents: dict[str, bytes], tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(contents["xlsx"])) as whole, zipfile.ZipFile(tmp_path / "x.xlsx", "w") as damaged:
        for part in whole.namelist():
            content = whole.read(part)
            damaged.writestr(part, content[: len(content) // 2] if "sheet1" in part else content)
    assert "not a whole Excel workbook" in problem_of(tmp_path / "x.xlsx")[0]
