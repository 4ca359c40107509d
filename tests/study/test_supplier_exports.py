"""Exports of Qualtrics and LimeSurvey as they come: headings, columns about the person, previews, answer codes."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from evaluatie.study.files.rawwave import UnreadableError
from evaluatie.study.files.reading import read_answers
from evaluatie.study.files.suppliers import heading_of, limesurvey_numbers

PERSONAL = (
    "IPAddress",
    "RecipientLastName",
    "RecipientFirstName",
    "RecipientEmail",
    "ExternalReference",
    "LocationLatitude",
    "LocationLongitude",
)
PEOPLE = {"QID_code": ["K01", "K02", "K03", "K04"], "Finished": ["True", "True", "False", "True"]}


@pytest.fixture
def exports(root: Path) -> Path:
    return root / "tests" / "data" / "exports"


@pytest.fixture
def rows(exports: Path) -> list[list[str]]:
    with (exports / "qualtrics.csv").open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


def as_csv(rows: list[list[str]], path: Path, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as opened:
        csv.writer(opened, delimiter=delimiter).writerows(rows)
    return path


def as_xlsx(rows: list[list[str]], path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append([int(cell) if cell.isdecimal() else cell or None for cell in row])
    book.save(path)
    return path


def test_a_qualtrics_csv(exports: Path) -> None:
    raw = read_answers(exports / "qualtrics.csv")
    assert raw.supplier == "qualtrics"
    assert {name: raw.cells[name].tolist() for name in PEOPLE} == PEOPLE
    assert list(raw.cells.index) == [5, 6, 7, 8]
    assert raw.questions["Q12_2"].endswith("Stelling over waardering")
    assert raw.questions["Q40"] == 'Wilt u nog iets kwijt,\nbijvoorbeeld een "tip"?'
    assert raw.cells.loc[6, "Q40"] == 'Meer tijd; minder "gedoe",\nen koffie'
    assert raw.dropped == PERSONAL
    assert not set(PERSONAL) & set(raw.cells)
    assert set(PERSONAL) < set(raw.columns)
    assert {"StartDate", "Duration (in seconds)"} < set(raw.cells)
    told = {name: raw.facts[name] for name in ("supplier", "previews_left_out", "rows_unfinished", "columns_dropped")}
    assert told == {
        "supplier": "qualtrics",
        "previews_left_out": 2,
        "rows_unfinished": 1,
        "columns_dropped": list(PERSONAL),
    }


VARIANTS: dict[str, Callable[[list[list[str]], Path], Path]] = {
    "tsv in UTF-16": lambda rows, folder: as_csv(rows, folder / "q.csv", "\t", "utf-16"),
    "semicolons": lambda rows, folder: as_csv(rows, folder / "q.csv", ";"),
    "workbook": lambda rows, folder: as_xlsx(rows, folder / "q.xlsx"),
    "without import ids": lambda rows, folder: as_csv([*rows[:2], *rows[3:]], folder / "q.csv"),
    "without questions": lambda rows, folder: as_csv([rows[0], *rows[2:]], folder / "q.csv"),
    "only names": lambda rows, folder: as_csv([rows[0], *rows[3:]], folder / "q.csv"),
    "numbers for choices": lambda rows, folder: as_csv(
        [
            [{"IP Address": "0", "Survey Preview": "1", "Survey Test": "2"}.get(cell, cell) for cell in row]
            for row in rows
        ],
        folder / "q.csv",
    ),
}


@pytest.mark.parametrize("write", VARIANTS.values(), ids=VARIANTS.keys())
def test_the_variants_of_a_qualtrics_export(
    write: Callable[[list[list[str]], Path], Path], rows: list[list[str]], tmp_path: Path
) -> None:
    raw = read_answers(write(rows, tmp_path))
    assert (raw.supplier, raw.dropped) == ("qualtrics", PERSONAL)
    assert raw.cells["QID_code"].tolist() == PEOPLE["QID_code"]
    assert raw.facts["previews_left_out"] == 2
    assert raw.cells["Q12_1"].astype(int).between(1, 5).all()


def test_a_qualtrics_sav(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "StartDate": "2019-10-01 09:00:00",
            "Status": [0.0, 1.0, 0.0],
            "Duration__in_seconds_": [300.0, 20.0, 280.0],
            "Finished": [1.0, 1.0, 0.0],
            "RecordedDate": "2019-10-01 09:10:00",
            "ResponseId": ["R_1", "R_2", "R_3"],
            "RecipientEmail": "a@example.org",
            "Q1": [4.0, 3.0, 2.0],
        }
    )
    labels = {"Status": {0: "IP Address", 1: "Survey Preview"}, "Q1": {1: "Oneens", 5: "Eens"}}
    pyreadstat.write_sav(frame, tmp_path / "q.sav", variable_value_labels=labels, column_labels={"Q1": "Ik hoor erbij"})
    raw = read_answers(tmp_path / "q.sav")
    assert (raw.supplier, raw.dropped) == ("qualtrics", ("RecipientEmail",))
    assert raw.cells["Q1"].to_dict() == {1: 4.0, 3: 2.0}
    assert raw.questions == {"Q1": "Ik hoor erbij"}
    assert raw.labels["Q1"] == {"1": "Oneens", "5": "Eens"}
    assert (raw.facts["previews_left_out"], raw.facts["rows_unfinished"]) == (1, 1)


def test_only_previews(rows: list[list[str]], tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_answers(as_csv(rows[:4], tmp_path / "q.csv"))
    assert "previews or tests" in caught.value.problems[0].message


def test_a_column_that_is_wanted_is_never_dropped(exports: Path) -> None:
    raw = read_answers(exports / "qualtrics.csv", wanted=["ExternalReference", "Q12_1"])
    assert "ExternalReference" in raw.cells
    assert "ExternalReference" not in raw.dropped
    assert "token" not in read_answers(exports / "limesurvey_code.csv").cells
    token = read_answers(exports / "limesurvey_code.csv", wanted=["token"])
    assert token.cells["token"].tolist() == ["tk1", "tk2", "tk3"]


@pytest.mark.parametrize("style", ["code", "codetext"])
def test_a_limesurvey_csv(style: str, exports: Path) -> None:
    raw = read_answers(exports / f"limesurvey_{style}.csv", wanted=["G01Q02[SQ001]"])
    assert raw.supplier == "limesurvey"
    assert raw.dropped == ("token", "ipaddr", "refurl")
    assert raw.cells["G01Q02[SQ001]"].tolist() == ["A1", "A4", "A3"]
    assert raw.cells["G01Q03"].tolist() == ["AO01", "-oth-", ""]
    assert raw.cells["interviewtime"].tolist() == ["600.5", "420", "60"]
    assert raw.facts["rows_unfinished"] == 1
    expected = "In hoeverre bent u het eens? [Ik word gewaardeerd. Ook nu]" if style == "codetext" else None
    assert raw.questions.get("G01Q02[SQ002]") == expected


def test_other_headings_of_limesurvey() -> None:
    spaced = ["id Response ID", "lastpage Last page", "submitdate Submitted", "startlanguage Language", "Q1 A question"]
    assert heading_of(spaced).names[-1] == "Q1"
    full = ["Response ID", "Date submitted", "Last page", "Start language", "IP address", "First name", "Vraag?"]
    heading = heading_of(full)
    assert (heading.supplier, heading.dropped) == ("limesurvey", ("IP address", "First name"))
    underscored = ["id", "submitdate", "lastpage", "startlanguage", "seed", "Q12_SQ001"]
    assert heading_of(underscored).names[-1] == "Q12_SQ001"


def test_days_that_limesurvey_did_not_keep_are_missing(exports: Path, tmp_path: Path) -> None:
    text = (exports / "limesurvey_code.csv").read_text(encoding="utf-8-sig")
    for day in ("2019-10-01 09:10:00", "2019-10-02 10:10:00"):
        text = text.replace(f'"{day}","3"', '"1980-01-01 00:00:00","3"')
    (tmp_path / "l.csv").write_text(text, encoding="utf-8")
    raw = read_answers(tmp_path / "l.csv")
    assert raw.cells["submitdate"].tolist() == [None, None, ""]
    assert (raw.facts["days_not_kept"], raw.facts["rows_unfinished"]) == (2, 1)


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["A1", "A5", "", None], {"a1": 1, "a5": 5}),
        (["AO01", "AO10"], {"ao01": 1, "ao10": 10}),
        (["A1", "99"], {"a1": 1}),
        (["A1", "-oth-"], {}),
        (["A1", "B2"], {}),
        (["1", "2"], {}),
        (["", None], {}),
    ],
)
def test_answer_codes_of_limesurvey(cells: list[str | None], numbers: dict[str, float]) -> None:
    assert limesurvey_numbers(pd.Series(cells, dtype="object"), missing_codes=["99"]) == numbers


@pytest.mark.parametrize(
    "names",
    [
        ["code", "sex", "JOBSAT", "email", "ip address"],
        ["startdate", "enddate", "status", "progress", "email"],
        ["id", "token", "seed", "email"],
    ],
)
def test_plain_files_are_no_suppliers_exports(names: list[str]) -> None:
    heading = heading_of(names, [["1"] * len(names)])
    assert (heading.supplier, heading.rows, heading.dropped, heading.names) == (None, 0, (), tuple(names))
