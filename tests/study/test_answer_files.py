"""Reading .csv and .sav: what is accepted as it comes, and everything that can be wrong with a file of answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from evaluatie.study import Problem, Study, load_study

Make, Problems = Callable[..., Path], Callable[..., list[Problem]]
HEAD = "code,sex,JOBSAT\n"


def scores(study: Study, wave: str = "t0") -> list[float]:
    return study.survey.loc[study.survey["wave"] == wave, "jobsat"].tolist()


def texts(study: Study) -> list[str]:
    return [note["text"] for note in study.intake["notes"]]


@pytest.mark.parametrize(
    ("raw", "encoding", "delimiter"),
    [
        (b"code,sex,JOBSAT\n11,1,3.5\n12,2,4\n", "utf-8", "comma"),
        (b"\xef\xbb\xbfcode,sex,JOBSAT\r\n11,1,3.5\r\n12,2,4\r\n", "utf-8", "comma"),
        (b"code;sex;JOBSAT\n11;1;3,5\n12;2;4\n", "utf-8", "semicolon"),
        (b"code;sex;JOBSAT\n11;1;3.5\n12;2;4,0\n", "utf-8", "semicolon"),
        (b"code\tsex\tJOBSAT\n11\t1\t3,5\n12\t2\t4\n", "utf-8", "tab"),
        (b"code;sex;JOBSAT;afd\n11;1;3,5;caf\xe9\n12;2;4;x\n", "cp1252", "semicolon"),
        (b'"code"; "sex";"JOBSAT"\n"11";"1";" 3,5 "\n\n;;\n"12";"2";"4"\n', "utf-8", "semicolon"),
        ("code\tsex\tJOBSAT\n11\t1\t3,5\n12\t2\t4\n".encode("utf-16"), "utf-16", "tab"),
        ("code;sex;JOBSAT\n11;1;3,5\n12;2;4\n".encode("utf-16-be").join([b"\xfe\xff", b""]), "utf-16", "semicolon"),
        (b"sep=;\r\ncode;sex;JOBSAT\r\n11;1;3,5\r\n12;2;4\r\n", "utf-8", "semicolon"),
        (b"\xef\xbb\xbfsep=,\ncode,sex,JOBSAT\n11,1,3.5\n12,2,4\n", "utf-8", "comma"),
        (b'JOBSAT,"a, b; c; d",code,sex\n3.5,"x\ny",11,1\n4,z,12,2', "utf-8", "comma"),
    ],
)
def test_a_csv_is_read_as_it_comes(raw: bytes, encoding: str, delimiter: str, study_folder: Make) -> None:
    study = load_study(study_folder(files={"t0.csv": raw}))
    assert scores(study) == [3.5, 4.0]
    facts = study.intake["waves"][0]
    assert (facts["encoding"], facts["delimiter"]) == (encoding, delimiter)
    assert any("read as cp1252" in note for note in texts(study)) == (encoding == "cp1252")


@pytest.mark.parametrize("cell", ["", " ", "NA", "#NULL!"])
def test_blank_cells_are_no_answer(cell: str, study_folder: Make) -> None:
    study = load_study(study_folder(files={"t0.csv": f"{HEAD}11,1,3\n12,2,{cell}\n"}))
    assert scores(study) == [3.0]
    assert study.intake["waves"][0]["rows_without_answers"] == 1


ONE_FAULT = {
    "text": (f"{HEAD}11,1,3\n12,2,often\n", 3, "JOBSAT", '"often" is not a number', "missing_codes"),
    "long text": (f"{HEAD}11,1,{'long ' * 40}\n", 2, "JOBSAT", "This text is not a number", "missing_codes"),
    "decimal comma": (f'{HEAD}11,1,"3,5"\n', 2, "JOBSAT", '"3,5" is not a number', "decimal point"),
    "thousands": ("code;sex;JOBSAT\n11;1;1.000,5\n", 2, "JOBSAT", '"1.000,5"', "missing_codes"),
    "not finite": (f"{HEAD}11,1,inf\n", 2, "JOBSAT", '"inf"', "missing_codes"),
    "underscore": (f"{HEAD}11,1,0_3\n", 2, "JOBSAT", '"0_3"', "missing_codes"),
    "Arabic digits": (f"{HEAD}11,1,\u0663\n", 2, "JOBSAT", "is not a number", "missing_codes"),
    "above the range": (f"{HEAD}11,1,6\n", 2, "JOBSAT", '"6" is outside the range of answers, 1 to 5', "range"),
    "below the range": (f"{HEAD}11,1,0.5\n", 2, "JOBSAT", '"0.5" is outside', "range"),
    "column misspelt": ("code,sex,JOBSATT\n11,1,3\n", 1, "JOBSAT", "no such column", '"JOBSATT"'),
    "column in small letters": ("code,sex,jobsat\n11,1,3\n", 1, "JOBSAT", "no such column", '"jobsat"'),
    "column away": ("code,sex,x\n11,1,3\n", 1, "JOBSAT", "no such column", "Only this file has: x."),
    "doubled header": ("code,sex,JOBSAT,JOBSAT\n11,1,3,3\n", 1, "JOBSAT", "2 columns have this name", "own"),
    "no header": ("11,1,3\n12,2,4\n", 1, None, "None of the 3 columns", "names of the columns missing"),
    "empty header": (",,\n11,1,3\n", 1, None, "names of the columns, is empty", ""),
    "empty": ("", None, None, "This file is empty", ""),
    "white space": (" \n\n", None, None, "This file is empty", ""),
    "no rows": (HEAD, None, None, "no rows under the header", ""),
    "blank rows only": (f"{HEAD},,\n\n", None, None, "no rows under the header", ""),
    "no answers": (f"{HEAD}11,1,\n12,2,NA\n", None, None, "No row of this file holds an answer", "right columns"),
    "short row": (f"{HEAD}11,1,3\n12,2\n", 3, None, "This row has 2 cells, and the header has 3", "delimiter"),
    "long row": (f"{HEAD}11,1,3,5\n", 2, None, "This row has 4 cells, and the header has 3", "quotes"),
    "open quotes": (f'{HEAD}11,1,3\n12,2,"4\n13,1,2\n', 3, None, "quotes around a cell", "stray"),
    "doubled code": (f"{HEAD}11,1,3\n12,2,4\n11.0,1,3\n", 2, "code", "stands in rows 2 and 4", "one row per person"),
    "binary": (b"\x00\x01\x02\xff" * 50, None, None, "not a text", "CSV (UTF-8)"),
    "neither encoding": (b"code,sex,JOBSAT\n11,1,\x8d\n", 2, None, "not a text in UTF-8 or cp1252", "CSV (UTF-8)"),
    "workbook": (b"PK\x03\x04" + bytes(100), None, None, "an Excel workbook with the name of a .csv", "name t1.xlsx"),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "row", "column", "message", "hint"), ONE_FAULT.values(), ids=ONE_FAULT.keys())
def test_a_fault_is_the_one_problem(
    raw: str | bytes,
    row: int | None,
    column: str | None,
    message: str,
    hint: str,
    study_folder: Make,
    problems_of: Problems,
) -> None:
    (problem,) = problems_of(study_folder(files={"t1.csv": raw}))
    assert (problem.file, problem.row, problem.column) == ("t1.csv", row, column)
    assert message in problem.message
    assert hint in problem.hint


def test_no_problem_quotes_a_linking_code_or_a_header_that_may_be_a_person(
    study_folder: Make, problems_of: Problems
) -> None:
    doubled = f"{HEAD}secret7,1,3\nsecret7,2,4\n"
    headless = "secret8,1,3\nsecret8,2,4\n"
    misplaced = {"column: JOBSAT": "column: code"}
    for edits, files in (({}, {"t0.csv": doubled}), ({}, {"t0.csv": headless}), (misplaced, {"t0.csv": doubled})):
        assert "secret" not in "".join(map(str, problems_of(study_folder(edits, files))))


def test_a_column_lists_twenty_cells_and_counts_the_others(study_folder: Make, problems_of: Problems) -> None:
    rows = "".join(f"x{number},1,9\n" for number in range(51))
    problems = problems_of(study_folder(files={"t0.csv": HEAD + rows}))
    assert [(problem.row, problem.cells) for problem in problems] == [(2, 51)]
    assert problems[0].message.endswith("The same in 50 more cells.")


def test_a_column_lists_twenty_values_and_counts_the_others(study_folder: Make, problems_of: Problems) -> None:
    rows = "".join(f"x{number},1,{number + 9}\n" for number in range(51))
    problems = problems_of(study_folder(files={"t0.csv": HEAD + rows}))
    assert [problem.row for problem in problems] == [*range(2, 22), None]
    assert problems[-1].message == "And 31 more values like these in this column."


def test_ragged_rows_and_doubled_codes_are_capped_too(study_folder: Make, problems_of: Problems) -> None:
    ragged = problems_of(study_folder(files={"t0.csv": HEAD + "1,1\n" * 30}))
    assert (len(ragged), ragged[-1].message) == (21, "And 10 more rows with a wrong number of cells.")
    doubled = problems_of(study_folder(files={"t0.csv": HEAD + "".join(f"x{n},1,3\nx{n},1,3\n" for n in range(30))}))
    assert (len(doubled), doubled[-1].message) == (21, "And 10 more codes stand in several rows.")


def test_rows_are_numbered_as_a_spreadsheet_does(study_folder: Make, problems_of: Problems) -> None:
    raw = 'code,sex,JOBSAT,text\n11,1,3,"two\nlines"\n\n12,2,no,x\n'
    (problem,) = problems_of(study_folder(files={"t0.csv": raw}))
    assert problem.row == 4


def test_more_answers_than_invitations(study_folder: Make, problems_of: Problems) -> None:
    (problem,) = problems_of(study_folder({"file: t0.csv": "file: t0.csv, invited: 2"}))
    assert (problem.file, "3 people answered" in problem.message) == ("t0.csv", True)


def test_everything_that_is_wrong_is_said_at_once(study_folder: Make, problems_of: Problems) -> None:
    edits = {
        "name: Org": "nmae: Org",
        "2019-10-01": "01-10-2019",
        "respondent: code": "respondent: code\n  unit: afd",
        "reference: 1": "reference: 1, reference: 2",
        "file: t1.csv": "file: t1.csv, invited: -1",
        "groups:": "plan: {primary: [jobsta], estimator: x}\npopulation: people.csv\n"
        "groups:\n  origin: {column: sex, reference: nederland, focal: [europa]}",
    }
    files = {
        "t0.csv": "code,sex,JOBSAT,afd\n11,1,often,a\n11,2,6,b\n",
        "t1.csv": "code,sex,JOBSAT,afd\n11,1,3,a\n12,,,\n13,1,0,b\n",
    }
    problems = problems_of(study_folder(edits, files))
    assert [(problem.file, problem.column) for problem in problems] == [
        ("study.yml", "organisation.nmae"),
        ("study.yml", "waves.0.date"),
        ("study.yml", "waves.1.invited"),
        ("study.yml", "plan.estimator"),
        ("study.yml", "plan.primary.0"),
        ("study.yml", "population"),
        ("study.yml", "groups.origin"),
        ("study.yml", "groups.gender.reference"),
        ("t0.csv", "JOBSAT"),
        ("t0.csv", "JOBSAT"),
        ("t0.csv", "code"),
        ("t1.csv", "JOBSAT"),
    ]


SAV = {"file: t0.csv": "file: t0.sav"}
FRAME = pd.DataFrame(
    {"code": ["11", "12", "13", ""], "sex": [1.0, 2.0, np.nan, 1.0], "JOBSAT": [3.5, 4.0, 9.0, np.nan], "q": "left"}
)


def test_a_sav_gives_what_the_same_csv_gives(study_folder: Make) -> None:
    folder = study_folder(SAV, name="org")
    missing = {"JOBSAT": [{"lo": 9, "hi": 9}], "q": ["left"]}
    pyreadstat.write_sav(FRAME, folder / "t0.sav", missing_ranges=missing)
    from_sav = load_study(folder)
    csv = "code,sex,JOBSAT\n11,1,3.5\n12,2,4\n13,,\n,1,\n"
    from_csv = load_study(study_folder(files={"t0.csv": csv}, parent="elsewhere"))
    pd.testing.assert_frame_equal(from_sav.survey, from_csv.survey)
    facts = from_sav.intake["waves"][0]
    assert (facts["format"], facts["user_missing"], facts["columns_left_behind"]) == (
        "sav",
        {"JOBSAT": 1, "q": 4},
        ["q"],
    )


def test_cases_of_a_sav_are_numbered_as_spss_does(study_folder: Make, problems_of: Problems) -> None:
    folder = study_folder(SAV)
    pyreadstat.write_sav(FRAME, folder / "t0.sav")
    (problem,) = problems_of(folder)
    assert (problem.file, problem.row, problem.column) == ("t0.sav", 3, "JOBSAT")
    assert '"9" is outside the range' in problem.message


def test_text_in_a_score_of_a_sav(study_folder: Make, problems_of: Problems) -> None:
    folder = study_folder(SAV)
    pyreadstat.write_sav(FRAME.assign(JOBSAT=["3", "vaak", "", "4"]), folder / "t0.sav")
    (problem,) = problems_of(folder)
    assert (problem.row, '"vaak" is not a number' in problem.message) == (2, True)


@pytest.mark.parametrize("kept", [0, 10, 300, -1])
def test_a_broken_sav(kept: int, study_folder: Make, problems_of: Problems) -> None:
    folder = study_folder(SAV)
    pyreadstat.write_sav(FRAME, folder / "t0.sav")
    whole = (folder / "t0.sav").read_bytes()
    (folder / "t0.sav").write_bytes(whole[:kept])
    (problem,) = problems_of(folder)
    assert problem.file == "t0.sav"
    assert ("is empty" if kept == 0 else "not a whole SPSS file") in problem.message


def test_a_sav_without_the_column_or_without_rows(study_folder: Make, problems_of: Problems) -> None:
    folder = study_folder(SAV)
    pyreadstat.write_sav(FRAME.rename(columns={"JOBSAT": "JOBSATT"}), folder / "t0.sav")
    (problem,) = problems_of(folder)
    assert (problem.column, problem.hint.startswith('Did you mean "JOBSATT"?')) == ("JOBSAT", True)
    pyreadstat.write_sav(FRAME.iloc[:0], folder / "t0.sav")
    (problem,) = problems_of(folder)
    assert "no rows" in problem.message
