"""Reading .xlsx: which sheet, which row has the names, what cells become, and what makes them untrue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from evaluatie.study.codes import code_text
from evaluatie.study.files.rawwave import UnreadableError
from evaluatie.study.files.reading import read_answers

HEADER = ["code", "JOBSAT", "afd"]
Rows = Sequence[Sequence[object]]
Write = Callable[..., Path]


def fill(sheet: Worksheet, rows: Rows, at: tuple[int, int] = (1, 1)) -> None:
    for down, row in enumerate(rows):
        for right, value in enumerate(row):
            cell = sheet.cell(at[0] + down, at[1] + right, value)
            if isinstance(value, str) and value.startswith("#"):
                cell.data_type = "e"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def workbook(*, at: tuple[int, int] = (1, 1), merge: str = "", hidden: Sequence[str] = (), **sheets: Rows) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            fill(sheet, rows, at)
            sheet.sheet_state = "hidden" if name in hidden else "visible"
            if merge:
                sheet.merge_cells(merge)
        path = tmp_path / "t0.xlsx"
        book.save(path)
        return path

    return workbook


def problem_of(path: Path, **options: object) -> tuple[int | None, str | None, str, str]:
    with pytest.raises(UnreadableError) as caught:
        read_answers(path, **options)
    (problem,) = caught.value.problems
    assert problem.file == path.name
    return problem.row, problem.column, problem.message, problem.hint


def test_cells_are_as_excel_has_them(write: Write) -> None:
    days = [date(2019, 10, 1), datetime(2019, 10, 1, 14, 35)]
    rows = [["0012", 1, days[0], True, 3.5], [12, 2.0, days[1], False, " x "], [None, 10**9, None, None, None]]
    raw = read_answers(write(Data=[["code", 2, "day", "yes", "x"], *rows]))
    assert list(raw.cells) == ["code", "2", "day", "yes", "x"]
    assert [code_text(cell) for cell in raw.cells["code"]] == ["0012", "12", ""]
    assert [code_text(cell) for cell in raw.cells["2"]] == ["1", "2", "1000000000"]
    assert raw.cells["day"].tolist()[:2] == [datetime(2019, 10, 1), days[1]]
    assert [cell is kept for cell, kept in zip(raw.cells["yes"], (True, False, ""), strict=False)][:2] == [True, True]
    assert raw.cells["x"].tolist() == [3.5, " x ", ""]


def test_rows_are_numbered_as_excel_does_and_blank_ones_are_counted(write: Write) -> None:
    path = write(at=(3, 2), Data=[HEADER, ["a", 1, "x"], [], [" ", None, None], ["b", 0, "y"], [None, None, None]])
    raw = read_answers(path)
    assert (raw.header_row, list(raw.cells.index)) == (3, [4, 7])
    assert raw.cells["JOBSAT"].tolist() == [1.0, 0.0]
    told = {name: raw.facts[name] for name in ("format", "sheet", "rows_read", "rows_blank", "columns_without_name")}
    assert told == {"format": "xlsx", "sheet": "Data", "rows_read": 2, "rows_blank": 2, "columns_without_name": []}


def test_columns_without_a_name(write: Write) -> None:
    rows = [["code", None, "JOBSAT", None, None], ["a", "remark", 1, None, None], ["b", None, 2, " ", None]]
    raw = read_answers(write(Data=rows))
    assert list(raw.cells) == ["code", "JOBSAT"]
    assert raw.facts["columns_without_name"] == ["B"]


def test_the_sheet_is_found(write: Write) -> None:
    data, legend = [HEADER, ["a", 1, "x"]], [["code", "meaning"], ["a", "b"]]
    assert read_answers(write(Empty=[], Data=data)).facts["sheet"] == "Data"
    two = write(Legend=legend, Data=data)
    assert read_answers(two, wanted=["code", "JOBSAT"]).facts["sheet"] == "Data"
    assert read_answers(two, sheet="legend ").facts["sheet"] == "Legend"
    assert read_answers(write(Legend=legend, Data=data, hidden=["Legend"])).facts["sheet"] == "Data"


def test_the_sheet_must_be_named(write: Write) -> None:
    data = [HEADER, ["a", 1, "x"]]
    two = write(T0=data, T1=data)
    for wanted in (["code"], ["other"], []):
        _, _, message, hint = problem_of(two, wanted=wanted)
        assert message == 'Several sheets have content: "T0", "T1".'
        assert "`sheet`" in hint
    assert problem_of(two, sheet="T2")[2:] == ('There is no sheet "T2".', "There are: T0, T1.")
    assert "is empty" in problem_of(write(T0=data, Leeg=[]), sheet="Leeg")[2]
    assert "workbook is empty" in problem_of(write(Leeg=[]))[2]


def test_errors_in_cells_that_matter(write: Write) -> None:
    rows = [[*HEADER, "own"], ["a", "#N/A", "x", "#REF!"], ["b", 2, "#VALUE!", 1], ["#N/A", 3, "y", None]]
    path = write(at=(2, 3), Data=rows)
    with pytest.raises(UnreadableError) as caught:
        read_answers(path, wanted=HEADER)
    places = [(problem.row, problem.column) for problem in caught.value.problems]
    assert places == [(3, "JOBSAT"), (4, "afd"), (5, "code")]
    assert all("#N/A" in problem.message for problem in caught.value.problems)
    raw = read_answers(path, wanted=["own_column"])
    assert (raw.facts["error_cells"], raw.cells["JOBSAT"].tolist()) == (4, ["", 2.0, 3.0])


def test_many_errors_are_counted(write: Write) -> None:
    path = write(Data=[HEADER, *[["a", "#DIV/0!", "x"]] * 50])
    with pytest.raises(UnreadableError) as caught:
        read_answers(path, wanted=HEADER)
    assert len(caught.value.problems) == 21
    assert caught.value.problems[-1].message == "And 30 more cells like these."


@pytest.mark.parametrize(
    ("rows", "merge", "row", "message"),
    [
        ([["code", "Vraag 12", None], ["a", 1, 2]], "B1:C1", 1, "merged cells, B1 to C1"),
        ([["code", "Vraag 12", None], [None, "a", "b"], ["a", 1, 2]], "A1:A2", 1, "merged cells, A1 to A2"),
        ([["Onderzoek 2019", None, None], HEADER, ["a", 1, 2]], "A1:C1", 1, "merged cells, A1 to C1"),
        ([["Onderzoek 2019", None, None], HEADER, ["a", 1, 2]], "", 1, "Most columns have no name"),
        ([HEADER], "", None, "no rows under the header"),
        ([HEADER, [None, " ", None]], "", None, "no rows under the header"),
    ],
)
def test_what_is_wrong_with_the_names(rows: Rows, merge: str, row: int | None, message: str, write: Write) -> None:
    found = problem_of(write(merge=merge, Data=rows))
    assert found[0] == row
    assert message in found[2]


def test_merged_cells_among_the_read_answers(write: Write) -> None:
    path = write(merge="C2:C4", Data=[HEADER, ["a", 1, "x"], ["b", 2, None], ["c", 3, None]])
    row, column, message, _ = problem_of(path, wanted=HEADER)
    assert (row, column, "only the first of them" in message) == (2, "afd", True)
    assert len(read_answers(path, wanted=["JOBSAT"]).cells) == 3


def test_merged_names_without_answers_beneath_do_not_matter(write: Write) -> None:
    path = write(merge="C1:D1", Data=[[*HEADER, None], ["a", 1, "x", None]])
    assert list(read_answers(path).cells) == HEADER
