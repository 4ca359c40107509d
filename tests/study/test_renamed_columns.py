"""Columns that changed their name between waves."""

from __future__ import annotations

import pytest

from evaluatie.study.gate.renamed import FileOfColumns, renamed_columns

WANTED = ["code", "Q12_1", "Q12_2"]


def file_of(id_: str, *columns: str, **more: object) -> FileOfColumns:
    return FileOfColumns(id_, f"{id_}.csv", columns, **{"header_row": 1, **more})


T0 = file_of("t0", *WANTED, questions={"Q12_1": "Ik hoor erbij.", "Q12_2": "Ik tel mee."})


@pytest.mark.parametrize(
    ("columns", "mapping"),
    [
        (["code", "Q12a_1", "Q12a_2"], "{Q12_1: Q12a_1, Q12_2: Q12a_2}"),
        (["code", "Q13_2", "Q13_1"], "{Q12_1: Q13_1, Q12_2: Q13_2}"),
        (["code", "q12_1", "Q12_2"], "{Q12_1: q12_1}"),
        (["code", "Q12.1", "Q12_2", "other"], "{Q12_1: Q12.1}"),
        (["code", "Q12_01", "Q12_02"], "{Q12_1: Q12_01, Q12_2: Q12_02}"),
        (["code", "Q12[SQ001]", "Q12_2"], '{Q12_1: "Q12[SQ001]"}'),
    ],
)
def test_names_that_are_alike(columns: list[str], mapping: str) -> None:
    problems = renamed_columns(WANTED, [T0, file_of("t1", *columns)])
    assert [problem.column for problem in problems] == [name for name in WANTED if name not in columns]
    for problem in problems:
        assert (problem.file, problem.row) == ("t1.csv", 1)
        assert problem.message == "There is no such column here, and there is one in t0.csv."
        assert problem.hint.endswith(f"? If it has another name here, write under the wave t1: columns: {mapping}.")


def test_the_same_question_goes_before_a_name_that_is_alike() -> None:
    questions = {"V12b": "<b>ik hoor erbij</b>", "V12a": "Ik tel  mee"}
    problems = renamed_columns(WANTED, [T0, file_of("t1", "code", "V12a", "V12b", "Q12_11", questions=questions)])
    assert [problem.hint for problem in problems] == [
        f'Did you mean "{name}"? If it has another name here, write under the wave t1: '
        "columns: {Q12_1: V12b, Q12_2: V12a}."
        for name in ("V12b", "V12a")
    ]


def test_a_column_with_another_question_is_not_proposed() -> None:
    (problem,) = renamed_columns(
        WANTED, [T0, file_of("t1", "code", "Q12b_1", "Q12_2", questions={"Q12b_1": "Anders."})]
    )
    assert "Q12_1:" not in problem.hint
    assert "Only this file has: Q12b_1." in problem.hint


@pytest.mark.parametrize("columns", [["code", "x", "Q12_2"], ["code", "Q12_9", "Q12_2"], ["code", "Q12", "Q12_2"]])
def test_names_that_are_not_alike_are_listed(columns: list[str]) -> None:
    (problem,) = renamed_columns(WANTED, [T0, file_of("t1", *columns)])
    assert problem.column == "Q12_1"
    assert f"Only this file has: {columns[1]}." in problem.hint


def test_a_column_that_another_file_has_too_is_not_meant() -> None:
    (problem,) = renamed_columns(WANTED, [file_of("t0", *WANTED, "Q13_1"), file_of("t1", "code", "Q13_1", "Q12_2")])
    assert "Q13_1" not in problem.hint
    assert problem.hint == "Was it left out of the export?"


def test_a_name_given_for_a_wave_is_taken() -> None:
    t1 = file_of("t1", "code", "V1", "Q12_2", names={"Q12_1": "V1"})
    assert renamed_columns(WANTED, [T0, t1]) == []
    wrong = file_of("t1", "code", "V1", "Q12_2", names={"Q12_1": "V2"})
    assert renamed_columns(WANTED, [T0, wrong]) == []  # its own name is wrong: not told here


def test_what_no_file_has_and_a_file_that_has_nothing_are_not_told_here() -> None:
    assert renamed_columns([*WANTED, "Q99"], [T0, file_of("t1", *WANTED)]) == []
    assert renamed_columns(WANTED, [T0, file_of("t1", "Jansen", "de Vries", "3")]) == []
    assert renamed_columns(WANTED, [T0]) == []
    assert renamed_columns([], [T0, T0]) == []


def test_three_waves() -> None:
    t1, t2 = file_of("t1", "code", "Q12a_1", "Q12_2"), file_of("t2", "code", "Q12b_1", "Q12_2")
    problems = renamed_columns(WANTED, [T0, t1, t2])
    assert [(problem.file, problem.column) for problem in problems] == [("t1.csv", "Q12_1"), ("t2.csv", "Q12_1")]
    assert "wave t2: columns: {Q12_1: Q12b_1}" in problems[1].hint
