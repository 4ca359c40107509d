"""A folder with forty planted faults, one of each kind: all are named, with nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest

from evaluatie.study import Problem, StudyError, load_study

CONFIG = """\
organisation: {id: org, name: Org, sectr: overheid}
waves:
  - {id: t0, label: nulmeting, date: 2019-10-01, file: t0.csv, invited: 20}
  - {id: t1, label: tussenmeting, date: 2020-10-01, file: t1.sav}
  - {id: t2, label: nameting, date: 2020-05-01, file: t2.sav, columns: {Q99: V99}}
  - {id: t3, label: later, date: 2022-02-30, file: t3.xlsx}
  - {id: t4, label: nog later, date: 2022-04-01, file: t4.csv, invited: veel}
  - {id: t5, label: nog veel later, date: 2022-05-01, file: t5.csv}
  - {id: t6, label: nog veel later, file: t6.csv}
  - {id: t7, label: bijna de laatste, date: 2022-07-01, file: t7.sav}
  - {id: t8, label: laatste, date: 2022-08-01, file: t9.csv}
survey:
  respondent: code
  items: {affective_commitment: "A{n}", pgiss: "P{n}", job_satisfaction: "J", eigen: "E{n}"}
  scores:
    cijfer: {column: cijfer, range: [1, 10], direction: higher}
    humeur: {column: humeur}
  asked: {psychological_safety: {range: [1, 5]}}
  submitted: ingevuld
  seconds: duur
  missing_codes: [99]
  missing_codes: [98]
groups:
  gender: {column: geslacht, reference: man, focal: [vrouw]}
  leeftijd: {column: geboren, born: true, bands: [40], reference: 40+, focal: [<40, 50+]}
  origin: {birth_countries: {own: land, mother: moeder, father: vader}, classification: cbs-2022,
           reference: nederland, focal: [europa, buiten-europa]}
instruments: instruments/
staff: {persons: persons.csv, person: code, entry: "in", exit: uit}
plan: {primary: [welbevinden]}
works_council: {consent: true}
disclosure: {minimum_group: 0}
population: population.csv
"""
OWN = "id: eigen\nname: {nl: Eigen, en: Own}\nitems: 2\nresponse_range: [5, 1]\ndirection: higher\n"
PERSONS = (
    "code;in;uit\nk1;2010-01-01;2009-01-01\nk2;31-02-2011;\n;2012-01-01;\nk4;2012-01-01;2015-01-01\nk4;2014-01-01;\n"
)
POPULATION = (
    "wave,group,n\nt9,all,40\nt0,geslacht=vrouwe,40\nt0,geslacht=man,12.5\nt0,geslacht=vrouw,2\n"
    "t1,geslacht=man,50\nt1,gender=man,50\n,all,*\n"
)
AGREE = {1.0: "helemaal oneens", 3.0: "neutraal", 5.0: "helemaal eens"}


def answers(seed: int, day: str) -> pd.DataFrame:
    """Make a wave of 30 people without a fault."""
    draw = np.random.default_rng(seed)
    people = range(1, 31)
    frame = pd.DataFrame({"code": [f"k{number}" for number in people]})
    frame["geslacht"] = ["man" if number % 2 else "vrouw" for number in people]
    frame["geboren"] = [f"{number % 27 + 1}-{number % 12 + 1}-{1960 + number}" for number in people]
    frame["land"] = "Nederland"
    frame["moeder"] = ["Nederland" if number % 3 else "Marokko" for number in people]
    frame["vader"] = "Nederland"
    for item in range(1, 7):
        frame[f"A{item}"] = draw.integers(1, 8, 30).astype(str)
    frame["cijfer"] = draw.integers(1, 11, 30).astype(str)
    frame["humeur"] = "3"
    frame["ingevuld"] = day
    frame["duur"] = "600"
    return frame


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> list[Problem]:
    folder = tmp_path_factory.mktemp("faults") / "data" / "raw" / "org"
    (folder / "instruments").mkdir(parents=True)
    (folder / "study.yml").write_text(CONFIG, encoding="utf-8")
    (folder / "instruments" / "eigen.yaml").write_text(OWN, encoding="utf-8")
    (folder / "persons.csv").write_text(PERSONS, encoding="utf-8")
    (folder / "population.csv").write_text(POPULATION, encoding="utf-8")

    t0 = answers(0, "2-10-2019").assign(opmerking="", dossier="", rekening="", nummer="")
    t0.loc[1, "code"] = "k1"  # doubled code: rows 2 and 3
    t0.loc[3, "cijfer"] = "veel"
    t0.loc[4, "cijfer"] = "11"
    t0.loc[5, "geboren"] = "31-2-1966"
    t0.loc[6, ["geboren", "code"]] = ["1-1-2018", ""]
    t0.loc[7, "land"] = "Marocco"
    t0.loc[8, "duur"] = "-5"
    t0.loc[9, "opmerking"] = "mail jan@voorbeeld.nl"
    t0["Naam"] = [f"Jan {number}" for number in range(30)]
    t0["rekening"] = "NL91ABNA0417164300"
    t0.loc[10, "nummer"] = "06-12345678"
    t0["dossier"] = [f"{number:09}" for number in bsns(30)]
    t0.to_csv(folder / "t0.csv", index=False, sep=";")

    t1 = answers(1, "3-10-2020")
    t1.loc[11, "geslacht"] = "man"
    t1.loc[12, "geboren"] = "1-1-1999"
    save(t1.rename(columns={"A2": "A_2"}), folder / "t1.sav", AGREE)

    t2 = answers(2, "4-5-2020").drop(index=[11, 12])  # filled in before t1
    save(t2, folder / "t2.sav", dict(zip(AGREE, reversed(AGREE.values()), strict=True)))

    book = openpyxl.Workbook()
    for name in ("een", "twee"):
        sheet = book.create_sheet(name)
        for row in (["code", "x"], ["k1", 1]):
            sheet.append(row)
    del book["Sheet"]
    book.save(folder / "t3.xlsx")
    (folder / "t4.csv").write_text("code,A1\nk1,1\nk2,2,3\n", encoding="utf-8")
    (folder / "t5.csv").write_bytes(b"")
    (folder / "t6.csv").write_text("code;A1\n", encoding="utf-8")
    (folder / "t7.sav").write_text("code;A1\nk1;1\n", encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        load_study(folder)
    return caught.value.problems


def save(frame: pd.DataFrame, path: Path, labels: dict[float, str]) -> None:
    items = {name: float for name in frame if name.startswith("A")}
    pyreadstat.write_sav(frame.astype(items), path, variable_value_labels={"A1": labels})


def bsns(number: int) -> list[int]:
    """List numbers that pass the eleven-test."""
    found, candidate = [], 100_000_000
    while len(found) < number:
        candidate += 1
        digits = [int(digit) for digit in str(candidate)]
        weighed = sum(weight * digit for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True))
        if weighed % 11 == 0:
            found.append(candidate)
    return found


YML, T0, T1, T2, STAFF, HEADS = "study.yml", "t0.csv", "t1.sav", "t2.sav", "persons.csv", "population.csv"
FAULTS = [
    (YML, 1, "organisation.sectr", "no key", '"sector"'),
    (YML, 5, "waves.2.columns.Q99", "no column", "comes first"),
    (YML, 5, "waves.2.date", "not after", "order of time"),
    (YML, 6, "waves.3.date", "not a day", "Correct the day"),
    (YML, 7, "waves.4.invited", "whole number", "without a point"),
    (YML, 9, "waves.6", "no date", "Add"),
    (YML, 11, "waves.8.file", "no file", "Did you mean"),
    (YML, 14, "survey.items.job_satisfaction", "{n}", "Write"),
    (YML, 14, "survey.items.pgiss", "no instrument", '"pgis"'),
    (YML, 17, "survey.scores.humeur", "needs range and direction", "Write"),
    (YML, 18, "survey.asked.psychological_safety", "not among", "Remove it"),
    (YML, 22, "survey.missing_codes", "a second time", "Keep one"),
    (YML, 25, "groups.leeftijd.focal", "not one of the bands", '"40+"'),
    (YML, 30, "plan.primary.0", "not an outcome", "There are"),
    (YML, 31, "works_council.consent", "needs the date", "Add date"),
    (YML, 32, "disclosure.minimum_group", "at least 1", "Correct it"),
    ("instruments/eigen.yaml", 4, "response_range", "rise", "Correct it"),
    ("t3.xlsx", None, None, "Several sheets", "`sheet`"),
    ("t4.csv", 3, None, "3 cells", "quotes"),
    ("t5.csv", None, None, "empty", "again"),
    ("t6.csv", None, None, "no rows", "again"),
    ("t7.sav", None, None, "text file", "t7.csv"),
    (T0, 11, "opmerking", "e-mail address", "Remove"),
    (T0, 1, "Naam", "a name", "Remove"),
    (T0, 2, "dossier", "BSN", "Remove"),
    (T0, 2, "rekening", "bank account", "Remove"),
    (T0, 12, "nummer", "phone number", "Remove"),
    (T0, 7, "geboren", "does not exist", "Correct"),
    (T0, 8, "geboren", "younger than 14", "Correct"),
    (T0, 9, "land", "country", '"Morocco"'),
    (T0, 5, "cijfer", '"veel" is not a number', "survey.answers"),
    (T0, 6, "cijfer", '"11" is outside', "Correct"),
    (T0, 2, "code", "rows 2 and 3", "doubled: last"),
    (T0, 10, "duur", "less than no time", "Correct"),
    (T0, None, None, "20 were invited", "Correct"),
    (T1, None, "A2", "one in t0.csv", "columns: {A2: A_2}"),
    (T1, 12, "geslacht", "row 13 of t0.csv", "wrong_links: unlink"),
    (T1, 13, "geboren", "row 14 of t0.csv", "wrong_links: unlink"),
    (T2, None, "A1", "the other way", "Turn"),
    (T2, None, "ingevuld", "before t1.sav", "right name"),
    (STAFF, 2, "uit", "before the day of entry", "Correct"),
    (STAFF, 3, "in", "does not exist", "Correct"),
    (STAFF, 4, "code", "no linking code", "Fill in"),
    (STAFF, 5, "code", "overlap", "Keep one row"),
    (HEADS, 2, "wave", "not a wave", "There are"),
    (HEADS, 3, "group", "not a level", '"vrouw"'),
    (HEADS, 4, "n", "no number of employees", "whole number"),
    (HEADS, 5, "n", "are 2 employees", "Correct the number"),
    (HEADS, 7, None, "Row 6", "Keep one"),
    (HEADS, 8, "n", "tells no number", "Ask for"),
]


@pytest.mark.parametrize(("file", "row", "column", "message", "hint"), FAULTS)
def test_a_fault_is_named_with_its_place_and_remedy(
    problems: list[Problem], file: str, row: int | None, column: str | None, message: str, hint: str
) -> None:
    at = [problem for problem in problems if (problem.file, problem.row, problem.column) == (file, row, column)]
    (told,) = [problem for problem in at if message in problem.message]
    assert hint in told.hint
    assert told.hint


def test_nothing_else_is_said(problems: list[Problem]) -> None:
    told = [(problem.file, problem.row, problem.column) for problem in problems]
    assert len(FAULTS) >= 40
    assert sorted(told, key=str) == sorted((fault[:3] for fault in FAULTS), key=str)


def test_nobody_is_quoted(problems: list[Problem]) -> None:
    said = "\n".join(map(str, problems))
    for personal in ("jan@", "Jan ", "NL91", "06-1", "k1", "1999", "Marocco", "31-2"):
        assert personal not in said


def test_nothing_is_written(problems: list[Problem], tmp_path_factory: pytest.TempPathFactory) -> None:
    made = tmp_path_factory.getbasetemp().glob("faults*/data/processed")
    assert problems
    assert not list(made)
