"""Faults that a sceptical reader of the intake found: each once wrong in silence, now said or mended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from evaluatie.study import Problem, StudyError, load_study
from evaluatie.study.gate.namecells import holds_names

Make, Problems = Callable[..., Path], Callable[..., list[Problem]]
AGREE = ["helemaal mee oneens", "mee oneens", "neutraal", "mee eens", "helemaal mee eens"]
ITEMS = """\
organisation: {id: org, name: Org}
waves:
  - {id: t0, label: nulmeting, date: 2019-10-01, file: t0.csv}
  - {id: t1, label: nameting, date: 2021-06-01, file: t1.sav}
survey:
  respondent: code
  items: {psychological_safety: "Q{n}"}
  asked: {psychological_safety: {range: [1, 5]}}
"""


def answers(seed: int, people: int = 40) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    items = {f"Q{item}": draw.integers(1, 6, people) for item in range(1, 8)}
    return pd.DataFrame({"code": [f"p{number}" for number in range(people)], **items})


def test_texts_at_one_wave_and_codes_the_other_way_at_the_next_stop_intake(
    study_folder: Make, problems_of: Problems
) -> None:
    config = f"{ITEMS}  answers: {{{', '.join(f'{text}: {number}' for number, text in enumerate(AGREE, 1))}}}\n"
    folder = study_folder(config=config)
    texts = answers(1).map(lambda cell: cell if isinstance(cell, str) else AGREE[cell - 1])
    texts.to_csv(folder / "t0.csv", index=False)
    labels = {f"Q{item}": dict(enumerate(map(str, reversed(AGREE)), 1)) for item in range(1, 8)}
    pyreadstat.write_sav(answers(2), folder / "t1.sav", variable_value_labels=labels)
    problems = problems_of(folder)
    assert {problem.file for problem in problems} == {"t1.sav"}
    assert all("the other way" in problem.message for problem in problems)


def test_a_missing_code_may_be_named_by_its_label_and_a_label_without_answer_is_no_answer(
    study_folder: Make, problems_of: Problems
) -> None:
    config = ITEMS.replace("[1, 5]", "[1, 7]")
    labels = {f"Q{item}": {6: "weet niet"} for item in range(1, 8)}
    folder = study_folder(config=config)
    answers(1).to_csv(folder / "t0.csv", index=False)
    pyreadstat.write_sav(answers(2).replace(5, 6), folder / "t1.sav", variable_value_labels=labels)
    problems = problems_of(folder)
    assert len(problems) == 7
    assert "weet niet" in problems[0].message
    (folder / "study.yml").write_text(f"{config}  missing_codes: [Weet niet]\n", encoding="utf-8")
    study = load_study(folder)
    assert study.survey["psychological_safety_1"].max() == 5
    assert study.intake["waves"][1]["missing_codes_set"]["Q1"]["6"] > 0


def test_numbers_among_the_answers_mean_the_same_in_every_kind_of_file(study_folder: Make) -> None:
    config = ITEMS.replace("t1.sav", "t1.parquet") + "  answers: {'1': 5, '2': 4, '3': 3, '4': 2, '5': 1}\n"
    folder = study_folder(config=config)
    answers(1).to_csv(folder / "t0.csv", index=False)
    answers(1).to_parquet(folder / "t1.parquet")
    survey = load_study(folder).survey
    first, last = (survey.loc[survey["wave"] == wave, "psychological_safety_2"].tolist() for wave in ("t0", "t1"))
    assert first == last == [6 - number for number in answers(1)["Q2"]]


def test_a_text_cannot_have_two_numbers(study_folder: Make, problems_of: Problems) -> None:
    edits = {"respondent: code": "respondent: code\n  answers: {Eens: 4, eens: 2}"}
    (problem,) = problems_of(study_folder(edits))
    assert problem.column == "survey.answers"


def test_two_columns_of_study_yml_cannot_be_one_of_the_file(study_folder: Make, problems_of: Problems) -> None:
    edits = {"file: t1.csv": "file: t1.csv, columns: {JOBSAT: sex}"}
    problems = problems_of(study_folder(edits))
    assert ("study.yml", "waves.1.columns.JOBSAT") in [(problem.file, problem.column) for problem in problems]


def test_codes_that_lost_their_zeros_are_told(study_folder: Make, problems_of: Problems) -> None:
    rows = range(1, 41)
    whole = "code,sex,JOBSAT\n" + "".join(f"{row:04},1,{row % 5 + 1}\n" for row in rows)
    short = "code,sex,JOBSAT\n" + "".join(f"{row},1,{(row + 1) % 5 + 1}\n" for row in rows)
    (problem,) = problems_of(study_folder(files={"t0.csv": whole, "t1.csv": short}))
    assert "40 would" in problem.message
    assert "zeros" in problem.hint


def test_one_file_as_two_waves_is_noted(study_folder: Make) -> None:
    rows = "code,sex,JOBSAT\n" + "".join(f"x{row},1,{row % 5 + 1}\n" for row in range(30))
    notes = load_study(study_folder(files={"t0.csv": rows, "t1.csv": rows})).intake["notes"]
    assert "copied" in [note["key"] for note in notes]


def test_no_format_that_is_made_is_said_not_to_be(study_folder: Make) -> None:
    study = load_study(study_folder())
    assert {"docx", "pdf"} <= set(study.config.report.formats)
    assert not [note for note in study.intake["notes"] if "formats" in (note["key"], *note["text"].split("."))]
    assert "makes no" not in str(study.intake["notes"])


def test_the_last_of_doubled_rows_is_the_last_in_time(study_folder: Make) -> None:
    edits = {"respondent: code": "respondent: code\n  doubled: last\n  submitted: dag"}
    rows = "code,sex,JOBSAT,dag\n11,1,5,5-10-2019\n11,1,2,4-10-2019\n12,2,3,4-10-2019\n"
    survey = load_study(study_folder(edits, {"t0.csv": rows})).survey
    assert survey.loc[survey["wave"] == "t0", "jobsat"].tolist() == [5.0, 3.0]


def test_a_coding_that_was_turned_round_stops_intake_also_where_links_may_be_undone(
    study_folder: Make, problems_of: Problems
) -> None:
    edits = {"respondent: code": "respondent: code\n  wrong_links: unlink"}
    t0, t1 = (
        "code,sex,JOBSAT\n" + "".join(f"x{row},{(row + turned) % 2 + 1},{row % 4 + 1}\n" for row in range(40))
        for turned in (0, 1)
    )
    (problem,) = problems_of(study_folder(edits, {"t0.csv": t0, "t1.csv": t1}))
    assert "gender" in problem.message


@pytest.mark.parametrize("kind", ["units", "staff"])
def test_what_may_not_be_named(kind: str, study_folder: Make, problems_of: Problems) -> None:
    if kind == "units":
        edits = {
            "respondent: code": "respondent: code\n  unit: sex",
            "groups:": "groups:\n  team: {column: sex, reference: 1, focal: [2]}",
        }
        problems = problems_of(study_folder(edits))
        assert all("units" in problem.message for problem in problems)
    else:
        edits = {"groups:": "interventions: log.csv\ngroups:"}
        *missing, problem = problems_of(study_folder(edits, {"log.csv": "wie,wat\njan@voorbeeld.nl,training\n"}))
        assert (problem.file, "e-mail" in problem.message) == ("log.csv", True)
        assert [one.column for one in missing] == ["intervention", "status"]


@pytest.mark.parametrize(
    ("column", "values", "cells", "found"),
    [
        ("leidinggevende", ["Fatima El Amrani", "Jan de Vries", "Piet Bakker"], 60, True),
        ("Wat is de naam van uw leidinggevende?", ["J. de Vries", "Bakker, P."], 60, True),
        ("V12", [f"Jan {chr(65 + row)}anssen" for row in range(26)], 30, True),
        ("afdeling", ["Ruimtelijke Ordening", "Sociaal Domein", "Burgerzaken"], 200, False),
        ("leidinggevend", ["ja", "nee"], 60, False),
        ("plaats", ["Den Haag", "Den Bosch", "Bergen op Zoom"], 90, False),
        ("opmerking", ["goed zo", "Meer overleg graag"], 2, False),
    ],
)
def test_names_of_people_are_told_from_names_of_places(column: str, values: list[str], cells: int, found: bool) -> None:
    assert holds_names(column, values, cells) is found


@pytest.mark.parametrize("value", ["[]", "[1]", "[x]", "[[1]]"])
def test_a_strange_classification_is_a_problem_and_no_traceback(value: str, study_folder: Make) -> None:
    edits = {"gender: {column: sex,": f"gender: {{column: sex, classification: {value},"}
    with pytest.raises(StudyError):
        load_study(study_folder(edits))
