"""Reading .csv: the two parsers that take turns see the same rows, and cells stay as they are."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluatie.study.files.csvfile import DELIMITERS, read_csv
from evaluatie.study.files.rawwave import UnreadableError
from evaluatie.study.files.suppliers import heading_of

CHUNKS = ["a", "1", " ", '"', '""', ";", ",", "\t", "\n", "\r\n", "\r", "é", "x y", "'", "\\", "\x0b", "\x1c", "\u2028"]
CHUNKS += ["#", '"a"', '"b\nc"', "NA", "\ufeff", "\x1a", '"a;b"', '"c,d"']


@given(st.sampled_from(",;\t"), st.lists(st.sampled_from([*CHUNKS, *["\n"] * 6]), max_size=25), st.integers(2, 4))
def test_rows_and_cells_are_those_of_the_text(delimiter: str, chunks: list[str], width: int) -> None:
    text = delimiter.join(f"h{number}" for number in range(width)) + "\n" + "".join(chunks)
    try:
        raw = read_csv("t0.csv", text.encode())
    except UnreadableError:
        return
    used = next(sign for sign, name in DELIMITERS.items() if name == raw.facts["delimiter"])
    records = csv.reader(io.StringIO(text, newline=""), delimiter=used, skipinitialspace=True, strict=True)
    expected = {row: cells for row, cells in enumerate(records, 1) if row > 1 and any(map(str.strip, cells))}
    assert dict(zip(raw.cells.index, raw.cells.to_numpy().tolist(), strict=True)) == expected


def test_every_column_with_a_name_is_kept_and_cells_are_untouched() -> None:
    raw = read_csv("t0.csv", '\ufeffa,,b,a\n 1 ,x,007,NA\nnull,,"",2\n'.encode())
    assert raw.columns == ("a", "", "b", "a")
    assert raw.cells.to_dict("list") == {"a": ["1 ", "null"], "b": ["007", ""]}
    assert (raw.cells.dtypes == "object").all()


def test_names_are_composed_and_stripped() -> None:
    assert list(read_csv("t0.csv", " cafe\u0301 ;b\n1;2\n".encode()).cells) == ["café", "b"]


def test_equal_cells_are_one_object() -> None:
    cells = read_csv("t0.csv", b"a,b\n" + b"3.25,Afdeling 1\n" * 1000).cells
    assert {len({id(cell) for cell in cells[name]}) for name in cells} == {1}


@pytest.mark.parametrize(("wanted", "names"), [([], ("a;b", "c")), (["a"], ("a", "b,c")), (["c"], ("a;b", "c"))])
def test_wanted_columns_decide_between_delimiters(wanted: list[str], names: tuple[str, ...]) -> None:
    assert read_csv("t0.csv", b"a;b,c\n1;2,3\n", wanted).columns == names


def test_the_line_that_names_the_delimiter_is_not_counted() -> None:
    raw = read_csv("t0.csv", b'sep=;\r\na;b\r\n1;"x\r\ny"\r\n\r\n2;z\r\n')
    assert (raw.header_row, list(raw.cells.index), raw.facts["rows_blank"]) == (1, [2, 4], 1)


@pytest.mark.parametrize("text", ['"a","b\n1,2\n', 'a,b\n1,"2"x\n', '"a"b,c\n1,2\n'])
def test_quotes_that_are_wrong_in_the_first_rows(text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_csv("t0.csv", text.encode())
    assert "quotes around a cell" in caught.value.problems[0].message


def test_a_heading_without_rows() -> None:
    heading = heading_of(["a", "b", "a", ""])
    assert heading.positions == {"a": 0, "b": 1}
