"""The file of who took part: by person or by unit, what is wrong with it, and that no code passes intake."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evaluatie.study import Problem, load_study
from evaluatie.study.processed import EXPOSURE

StudyFolder = Callable[..., Path]
ProblemsOf = Callable[[Path | str], list[Problem]]
CONFIG = """\
organisation: {id: org, name: Org}
waves:
  - {id: t0, label: nulmeting, date: 2019-10-01, file: t0.csv}
  - {id: t1, label: nameting, date: 2021-06-01, file: t1.csv}
survey:
  respondent: pers nr
  unit: team_id
  scores:
    jobsat: {column: JOBSAT, range: [1, 5], direction: higher}
exposure: deelname.csv
plan: {comparison: exposure}
"""
ROWS = "\n".join(f"{code},{'AB'[code % 2]},{1 + code % 5}" for code in range(101, 141))
FILES = dict.fromkeys(("t0.csv", "t1.csv"), f"pers nr,team_id,JOBSAT\n{ROWS}\n")
BY_PERSON = (
    "Pers nr;maatregel;datum;keren\n101;mentor-programme;3-2-2020;4\n101;mentor-training;3-3-2020;1\n"
    "102;mentor-programme;;0\n999;mentor-programme;1-2-2020;3\n"
)
BY_UNIT = "afdeling,medewerkers,bereikt,dosis\nA,30,12,6\nB,20,0,\n"


@pytest.fixture
def with_file(study_folder: StudyFolder) -> Callable[..., Path]:
    """Give a function that makes a study with such a file."""

    def make(text: str, **edits: str) -> Path:
        return study_folder({key: edits[key] for key in edits}, {**FILES, "deelname.csv": text}, config=CONFIG)

    return make


def test_persons_become_pseudonyms_that_link_to_their_answers(with_file: Callable[..., Path]) -> None:
    folder = with_file(BY_PERSON)
    study = load_study(folder)
    assert study.exposure is not None
    assert study.exposure["sessions"].tolist() == [4, 1, 0, 3]
    assert study.exposure["person"].isin(study.survey["respondent"]).tolist() == [True, True, True, False]
    assert study.exposure["person"].iloc[0] == study.survey["respondent"].iloc[0]
    assert study.exposure.equals(load_study(folder).exposure)  # read back from data/processed
    kept = folder.parents[1] / "processed" / "org" / f"{EXPOSURE}.parquet"
    assert kept.exists()
    assert "1 of 3 people answered at no wave" in str(study.intake["notes"])


def test_each_row_is_a_session_where_nothing_tells_how_often(with_file: Callable[..., Path]) -> None:
    exposure = load_study(with_file("code\n101\n101\n105\n")).exposure
    assert exposure is not None
    assert exposure["sessions"].tolist() == [1, 1, 1]


def test_the_unit_of_a_person_stays_behind(with_file: Callable[..., Path]) -> None:
    exposure = load_study(with_file("code,afdeling\n101,A\n105,B\n")).exposure
    assert exposure is not None
    assert list(exposure) == ["person", "intervention", "date", "sessions"]


def test_units_are_told_with_their_headcount(with_file: Callable[..., Path]) -> None:
    study = load_study(with_file(BY_UNIT))
    assert study.exposure is not None
    assert study.exposure[["unit", "headcount", "reached"]].values.tolist() == [["A", 30, 12], ["B", 20, 0]]


def test_what_was_before_the_first_wave_or_after_the_last_is_not_counted(with_file: Callable[..., Path]) -> None:
    study = load_study(with_file(BY_PERSON.replace("3-2-2020", "3-2-2018").replace("3-3-2020", "2021-06-01")))
    assert study.exposure is not None
    assert study.exposure["sessions"].tolist() == [0, 3]
    assert "2 row(s) are before the first wave" in str(study.intake["notes"])
    units = load_study(with_file("unit,headcount,reached,date\nA,30,12,2022-01-01\nB,20,2,2020-01-01\n"))
    assert units.exposure is not None
    assert units.exposure["reached"].tolist() == [0, 2]


@pytest.mark.parametrize(
    ("text", "edits", "message", "column", "hint"),
    [
        ("maatregel\nmentor-programme\n", {}, "tells of neither persons nor units", None, "column person"),
        ("code\n101\n", {"  respondent: pers nr\n": ""}, "the questionnaire has no linking code", None, "by unit"),
        (BY_UNIT, {"  unit: team_id\n": ""}, "the questionnaire has no unit", None, "by person"),
        ("unit,reached\nA,3\nB,2\n", {}, "This column is missing", "headcount", "columns unit, headcount"),
        (BY_PERSON.replace("mentor-tr", "mentortr"), {}, "not an intervention", "maatregel", "mentor-training"),
        (BY_PERSON.replace("102;", ";"), {}, "This cell is empty", "Pers nr", "remove the row"),
        (BY_PERSON.replace(";;0", ";;"), {}, "This cell is empty", "keren", "0 for who was invited"),
        (BY_PERSON + "999;mentor-programme;1-2-2020;2\n", {}, "Row 5 is about the same person", None, "Keep one"),
        ("code\n1\n2\n", {}, "None of the linking codes", "code", "same codes"),
        (BY_UNIT.replace("A,30", "C,30"), {}, 'units that are not in this file: "A"', "afdeling", "Add a row"),
        (BY_UNIT.replace("A,30", "Aa,30"), {}, '"Aa" is not a unit of the questionnaire', "afdeling", "A"),
        (BY_UNIT.replace("30,12", "11,12"), {}, "More people were reached than the unit has", "bereikt", "once"),
        (BY_UNIT.replace("30,12", "0,0"), {}, "A unit of nobody", "medewerkers", "Correct"),
        (BY_UNIT + "A,31,2,1\n", {}, "An earlier row of this unit has another number", "medewerkers", "same"),
        (BY_UNIT, {"comparison: exposure": "comparison: exposure, exposed_from: 2"}, "2 is no share", None, "0.5"),
        (BY_UNIT, {"exposure: deelname.csv\n": ""}, "no file tells who did", None, "Add exposure"),
        (BY_PERSON.replace("3-2-2020", "3-2-20"), {}, "", "datum", ""),
        (BY_PERSON.replace("keren", "hoe vaak"), {}, "holds numbers, and is not read", "hoe vaak", "Call it sessions"),
        (BY_PERSON, {", date: 2021-06-01": ""}, "not every wave has a date", "datum", "Give each wave its date"),
        (BY_UNIT.replace("20,0", "20,4"), {}, "This dose is missing, and others are", "dosis", "empty the column"),
        (BY_UNIT, {"comparison: exposure": "exposed_from: 0.5"}, "read with `comparison: exposure` only", None, "Add"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place_and_remedy(
    with_file: Callable[..., Path], problems_of: ProblemsOf, text: str, edits: dict[str, str], message: str,
    column: str | None, hint: str,
) -> None:  # fmt: skip
    found = [one for one in problems_of(with_file(text, **edits)) if message in one.message]
    assert found
    assert column is None or found[0].column == column
    assert hint in (found[0].hint or "")


def test_zeros_that_a_spreadsheet_took_away_are_told(study_folder: StudyFolder, problems_of: ProblemsOf) -> None:
    answers = "\n".join(f"{code:04d},A,3" for code in range(990, 1030))
    waves = dict.fromkeys(("t0.csv", "t1.csv"), f"pers nr,team_id,JOBSAT\n{answers}\n")
    folder = study_folder({}, {**waves, "deelname.csv": "code\n995\n1005\n"}, config=CONFIG)
    (found,) = problems_of(folder)
    assert "but for the zeros in front" in found.message
    assert (found.row, "995" in str(found)) == (2, False)


def test_an_intervention_may_be_called_by_its_name(with_file: Callable[..., Path]) -> None:
    study = load_study(with_file(BY_PERSON.replace("mentor-training", "Mentoren trainen")))
    assert study.exposure is not None
    assert "mentor-training" in set(study.exposure["intervention"])


def test_what_is_not_read_is_noted(with_file: Callable[..., Path]) -> None:
    study = load_study(with_file("code,keren,opmerkingen\n101,2,x\n102,1,y\n"))
    assert "deelname.csv: not read: opmerkingen." in str(study.intake["notes"])
    units = load_study(with_file(BY_UNIT.replace("A,30", "A,12")))
    assert "of 1 unit(s) more people answered than its headcount" in str(units.intake["notes"])


def test_names_are_refused_and_codes_never_shown(with_file: Callable[..., Path], problems_of: ProblemsOf) -> None:
    found = problems_of(with_file("code;naam\n101;Jan Jansen\n102;Piet de Vries\n"))
    assert any(one.column == "naam" for one in found)
    wrong = problems_of(with_file(BY_PERSON.replace("mentor-programme", "mentorprogamma-x")))
    assert "101" not in str(wrong)
