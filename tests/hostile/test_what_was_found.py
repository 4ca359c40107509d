"""What mutated folders found: tracebacks, silent changes of a figure, refusals without a place or a remedy."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from delivered import read as means
from delivered import write as write_means
from evaluatie.study.aggregates.printed import read_printed
from evaluatie.study.answers import read_numbers
from evaluatie.study.files.excelfaults import open_formulas
from evaluatie.study.files.rawwave import RawWave, UnreadableError
from evaluatie.study.files.reading import read_answers
from evaluatie.study.gate.betweenanswers import between_answers
from evaluatie.study.gate.totals import totals_in
from evaluatie.study.problems import Problem, did_you_mean
from evaluatie.study.process.codings import read_codings
from evaluatie.study.process.sheet import Sheet, read_sheet
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.staff import read_exit_interviews, read_persons
from evaluatie.study.staff.positions import read_positions
from hostile.judging import check
from hostile.mutating import copied
from hostile.tables import read_table

LOG = "maatregel;niveau;stap;begin;einde;uitgenodigd;bereikt;dosis;volgens plan;status;bijstellingen\n"
DIALOGUE = "team-dialogue;team;6;2020-02-01;2020-12-01;{invited};45;{dose};80%;afgerond;{adjusted}\n"


def config(**blocks: object) -> StudyConfig:
    waves = [{"id": "t0", "label": "t0", "file": "t0.csv"}, {"id": "t1", "label": "t1", "file": "t1.csv"}]
    staff = {"persons": "persons.csv", "person": "code", "entry": "in", "exit": "uit"}
    own = {"organisation": {"id": "org", "name": "Org"}, "waves": waves, "survey": {"respondent": "code"}}
    return StudyConfig.model_validate({**own, "staff": staff, **blocks})


def log(folder: Path, invited: str = "60", dose: str = "4", adjusted: str = "") -> Sheet:
    path = folder / "log.csv"
    path.write_text(LOG + DIALOGUE.format(invited=invited, dose=dose, adjusted=adjusted), encoding="utf-8")
    return read_sheet(path, "log.csv", "interventions", config())


def problem_of(path: Path) -> Problem:
    with pytest.raises(UnreadableError) as caught:
        read_answers(path)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize("number", ["99999999999999999999", "1e300", "1000000000"])
def test_a_number_too_large_to_count_with_is_no_number_of_people(tmp_path: Path, number: str) -> None:
    (problem,) = log(tmp_path, invited=number).problems
    assert (problem.row, problem.column) == (2, "uitgenodigd")
    (problem,) = log(tmp_path, dose=number).problems
    assert (problem.row, problem.column) == (2, "dosis")


@pytest.mark.parametrize(
    ("told", "times"), [("2", 2), ("", 0), ("andere trainer", 1), ("2.5", 1), ("1e300", 1), ("-3", 1)]
)
def test_adjustments_that_are_no_number_count_as_one(tmp_path: Path, told: str, times: int) -> None:
    sheet = log(tmp_path, adjusted=told)
    assert (sheet.problems, sheet.rows["adjustments"].tolist()) == ([], [times])


def test_a_table_of_means_of_too_many_people(tmp_path: Path) -> None:
    table = "wave,group,scale,n,mean,sd\nt0,all,welzijn,99999999999999999999,3.4,0.8\nt1,all,welzijn,90,3.6,0.7\n"
    (problem,) = means(write_means(tmp_path / "org", table)).problems
    assert (problem.row, problem.column, bool(problem.hint)) == (2, "n", True)


def test_more_hours_than_a_year_has(tmp_path: Path) -> None:
    path = tmp_path / "positions.csv"
    path.write_text("code;begin;einde;uren\na;2019-01-01;;36\nb;2019-01-01;;9e300\n", encoding="utf-8")
    staff = {
        "persons": "persons.csv", "person": "code", "entry": "in", "exit": "uit", "positions": "positions.csv",
        "start": "begin", "end": "einde", "hours": "uren",
    }  # fmt: skip
    _, problems, _ = read_positions(path, config(staff=staff))
    assert [(problem.row, problem.column) for problem in problems] == [(3, "uren")]


def test_an_answer_between_two_answers_is_noted_with_its_place() -> None:
    rows = pd.DataFrame({"q_1": [1.0, 2.5, None], "q_2": [4.5, 3.0, 1.0], "o_1": [1.0, 2.0, 3.0]}, index=[2, 3, 9])
    items = {"q": ("q_1", "q_2"), "o": ("o_1",)}
    (note,) = between_answers(rows, items, {"q_1": "V1", "q_2": "V2"}, "t0.csv")
    assert note.text == (
        "t0.csv: 2 of 5 answers to q are no whole numbers, the first in row 2, column V2. They are kept as they are."
    )
    assert not note.reported


def test_a_group_that_the_personnel_file_does_not_tell_is_noted(tmp_path: Path) -> None:
    groups = {"gender": {"column": "geslacht", "reference": "m", "focal": ["v"]}}
    path = tmp_path / "persons.csv"
    path.write_text("code;in;uit;geslacht\na;2015-01-01;;m\n", encoding="utf-8")
    assert "no_characteristic" not in {note.key for note in read_persons(path, config(groups=groups))[2]}
    path.write_text("code;in;uit\na;2015-01-01;\n", encoding="utf-8")
    frame, problems, notes = read_persons(path, config(groups=groups))
    assert "gender" not in frame
    assert problems == []
    (told,) = (note.text for note in notes if note.key == "no_characteristic")
    assert told == "persons.csv: it has no column geslacht, so that it does not tell people apart by gender."


@pytest.mark.parametrize("called", ["geslacht\u200b", "geslachtt", "Geslacht"])
def test_a_group_of_the_personnel_file_under_a_name_much_like_its_own_is_refused(tmp_path: Path, called: str) -> None:
    groups = {
        "gender": {"column": "geslacht", "reference": "m", "focal": ["v"]},
        "other": {"column": "geslacht2", "reference": "m", "focal": ["v"]},
    }
    path = tmp_path / "persons.csv"
    path.write_text(f"code;in;uit;{called}\na;2015-01-01;;m\n", encoding="utf-8")
    (problem,) = (one for one in read_persons(path, config(groups=groups))[1] if one.column == "geslacht")
    assert (problem.file, problem.row) == ("persons.csv", 1)
    assert "Did you mean" in problem.hint
    # that of another group is not taken for it
    path.write_text("code;in;uit;geslacht2\na;2015-01-01;;m\n", encoding="utf-8")
    _, problems, notes = read_persons(path, config(groups=groups))
    assert problems == []
    assert "no_characteristic" in {note.key for note in notes}


def test_a_column_with_another_job_is_not_taken_for_that_of_a_group(tmp_path: Path) -> None:
    country = {"own": "geboorteland", "mother": "geboorteland_m", "father": "geboorteland_v"}
    groups = {
        "tenure": {"column": "indienst", "reference": "kort", "focal": ["lang"]},
        "origin": {"birth_countries": country, "reference": "nederland", "focal": ["europa"]},
    }
    staff = {"persons": "persons.csv", "person": "code", "entry": "in_dienst", "exit": "uit_dienst"}
    asked = config(groups=groups, staff=staff)
    path, head = tmp_path / "persons.csv", "code;in_dienst;uit_dienst"
    path.write_text(f"{head};geboorteland_v\na;2015-01-01;;NL\n", encoding="utf-8")
    _, problems, notes = read_persons(path, asked)
    assert problems == []
    assert [note.key for note in notes].count("no_characteristic") == 2
    # of several columns that a group is made of each is looked for
    born = "geboorteland;geboorteland_m;geboortelnd_v"
    path.write_text(f"{head};{born}\na;2015-01-01;;NL;NL;NL\n", encoding="utf-8")
    (problem,) = read_persons(path, asked)[1]
    assert (problem.column, problem.hint.partition("?")[0]) == ("geboorteland_v", 'Did you mean "geboortelnd_v"')


def test_exit_interviews_may_call_a_group_as_the_questionnaire_does(tmp_path: Path) -> None:
    groups = {"gender": {"column": "geslacht", "reference": "m", "focal": ["v"]}}
    told = {"file": "exits.csv", "reasons": ["waarom"], "codes": {"loon": "loon"}}
    staff = {
        "persons": "persons.csv", "person": "code", "entry": "in", "exit": "uit", "groups": {"gender": "Geslacht"},
        "exit_interviews": told,
    }  # fmt: skip
    asked = config(groups=groups, staff=staff)
    path = tmp_path / "exits.csv"
    assert asked.staff.exit_interviews is not None
    path.write_text("waarom;geslacht\nloon;v\n", encoding="utf-8")
    frame, problems, _ = read_exit_interviews(path, asked.staff.exit_interviews, asked)
    assert (problems, frame["gender"].tolist()) == ([], ["v"])
    path.write_text("vestiging;waarom;geslacht\nx;loon;v\nTotaal:;;\n", encoding="utf-8")
    _, problems, _ = read_exit_interviews(path, asked.staff.exit_interviews, asked)
    assert [(one.row, one.message) for one in problems] == [(3, "This row is about a total.")]


def test_a_misspelt_column_of_numbers_of_staff_is_not_left_out_in_silence(root: Path, tmp_path: Path) -> None:
    folder = copied(root / "data" / "raw", "demo-zorg", tmp_path / "w")
    path = folder / "personeelsaantallen.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("instroom", "instrom", 1), encoding="utf-8")
    problems = check(folder).problems
    assert [(one.file, one.column, one.hint.partition("?")[0]) for one in problems] == [
        ("personeelsaantallen.csv", "inflow", 'Did you mean "instrom"')
    ]


def test_a_total_among_people_is_nobody(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "persons.csv"
    path.write_text("code;in;uit\na;2015-01-01;\nTotaal;2015-01-01;\n", encoding="utf-8")
    (problem,) = read_persons(path, config())[1]
    assert (problem.row, problem.column, problem.message) == (3, "code", "This row is about a total.")
    folder = copied(root / "data" / "raw", "demo-waterschap", tmp_path / "w")
    path = folder / "deelname.csv"
    text = path.read_text(encoding="utf-8").rstrip("\n")
    path.write_text(f"{text}\nTotaal;management-dialogue;10\n", encoding="utf-8")
    problems = check(folder).problems
    assert [(one.file, one.message) for one in problems] == [("deelname.csv", "This row is about a total.")]


@pytest.mark.parametrize("missing", [None, float("nan"), ""])
def test_only_the_first_cell_that_is_filled_tells_a_total(missing: object) -> None:
    cells = pd.DataFrame(
        {"a": ["x", missing, "Totaal", missing], "b": [1, "TOTAL", 3, missing], "c": ["Totaal", "z", "z", missing]},
        index=[2, 3, 4, 5], dtype="object",
    )  # fmt: skip
    raw = RawWave("persons.xlsx", cells, ("a", "b", "c"))
    assert [(problem.row, problem.column) for problem in totals_in(raw)] == [(4, "a"), (3, "b")]


def test_no_number_of_a_person_and_no_coder_is_quoted(tmp_path: Path) -> None:
    cells = pd.Series(["3", "0612345678"], index=[2, 3], name="q")
    found = read_numbers("t0.csv", cells, (1, 5), (), decimal_comma=False)
    assert found.problems[0].message == "This number is outside the range of answers, 1 to 5."
    path = tmp_path / "gesprekken.csv"
    path.write_text("gesprek;codeur;thema\n1;Jan Jansen;\n1;b;werkdruk\n", encoding="utf-8")
    problems = read_codings(path, config(conversations="gesprekken.csv")).problems
    assert problems
    assert "Jansen" not in str(problems)


def test_a_table_of_means_with_a_column_that_tells_who_people_are_is_refused(tmp_path: Path) -> None:
    table = "wave,group,scale,n,mean,sd,contact\nt0,all,welzijn,90,3.4,0.8,ann@example.org\n"
    with pytest.raises(UnreadableError) as caught:
        means(write_means(tmp_path / "org", table))
    (problem,) = caught.value.problems
    assert (problem.row, problem.column, problem.message) == (2, "contact", "1 cell holds an e-mail address.")


@pytest.mark.parametrize("total", ["Totaal", "TOTAL", "subtotaal", "Totaal:", "Totaal zaal 1", "grand total"])
def test_a_row_of_totals_is_no_conversation(tmp_path: Path, total: str) -> None:
    path = tmp_path / "gesprekken.csv"
    path.write_text(f"gesprek;ronde;codeur;thema\nzaal 1;1;a;werkdruk\n{total};12;12;12\n", encoding="utf-8")
    problems = read_codings(path, config(conversations="gesprekken.csv")).problems
    (problem,) = (one for one in problems if one.column == "gesprek")
    assert (problem.row, problem.message) == (3, "This row is about a total.")


@pytest.mark.parametrize("answer", ["1e300", "-1e300", "1e39"])
def test_an_answer_too_large_to_keep_is_out_of_range_and_warns_of_nothing(answer: str) -> None:
    found = read_numbers("t0.csv", pd.Series(["3", answer], index=[2, 3], name="q"), (1, 5), (), decimal_comma=False)
    assert [(problem.row, problem.column) for problem in found.problems] == [(3, "q")]
    assert found.given[0] == 3
    assert abs(found.given[1]) > 1e29


def test_a_formula_without_its_result_is_no_empty_cell(tmp_path: Path) -> None:
    path = tmp_path / "t0.xlsx"
    book = openpyxl.Workbook()
    for row in (["code", "Q1", "own"], ["a", 2, "=1+1"], ["b", "=1+3", 1]):
        book.worksheets[0].append(row)
    book.save(path)
    assert sorted(open_formulas(path, "Sheet")) == [(1, 2), (2, 1)]
    with pytest.raises(UnreadableError) as caught:
        read_answers(path, wanted=["code", "Q1"])
    (problem,) = caught.value.problems
    assert (problem.row, problem.column) == (3, "Q1")
    assert "formula" in problem.message
    assert read_answers(path, wanted=["code"]).cells["code"].tolist() == ["a", "b"]


def test_a_quote_that_is_not_closed_is_told_with_its_own_row(tmp_path: Path) -> None:
    path = tmp_path / "t0.csv"
    path.write_bytes(b'code;Q1\na;1\nb;2\n"c;3\nd;4\n')
    assert problem_of(path).row == 4


def test_a_name_that_stands_twice_is_told_as_the_file_has_it(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(LOG.replace("status", "status;niveau") + DIALOGUE.format(invited=6, dose=4, adjusted=";"))
    with pytest.raises(UnreadableError) as caught:
        read_sheet(path, "log.csv", "interventions", config())
    assert [problem.column for problem in caught.value.problems] == ["niveau"]


@pytest.mark.parametrize("content", [b"", b"\n", b"  \r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_has_a_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t0.csv"
    path.write_bytes(content)
    assert problem_of(path).hint


def test_values_of_a_group_that_study_yml_does_not_name_are_noted_of_personnel_too(tmp_path: Path) -> None:
    groups = {"gender": {"column": "geslacht", "reference": "m", "focal": ["v"]}}
    path = tmp_path / "persons.csv"
    path.write_text("code;in;uit;geslacht\na;2015-01-01;;m\nb;2015-01-01;;vx\nc;2015-01-01;;vx\n", encoding="utf-8")
    frame, _, notes = read_persons(path, config(groups=groups))
    assert frame["gender"].tolist() == ["m", "other", "other"]
    (told,) = (note.text for note in notes if note.key == "level_other")
    assert told == "persons.csv: 2 rows have a value for gender that study.yml does not name; they count as other."


def test_a_column_without_a_name_is_told_as_not_read(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(LOG.replace("dosis", "") + DIALOGUE.format(invited=60, dose=4, adjusted=""), encoding="utf-8")
    sheet = read_sheet(path, "log.csv", "interventions", config())
    assert (sheet.facts["columns_left_behind"], sheet.rows["dose"].isna().all()) == (["(no name)"], True)


def test_a_mark_of_what_is_withheld_is_a_short_one() -> None:
    assert [read_printed(mark, decimal_comma=False).kind for mark in ("x", "***", "-", "x" * 6)] == [
        "withheld", "withheld", "withheld", "wrong",
    ]  # fmt: skip


def test_where_there_is_nothing_to_choose_from_a_remedy_says_so() -> None:
    assert did_you_mean("origin", []) == "There are none: add it, or leave this out."


def test_no_cell_of_a_group_is_lost_in_a_personnel_file(tmp_path: Path) -> None:
    """Merged cells, errors and formulas were looked for in codes and days only."""
    groups = {"gender": {"column": "geslacht", "reference": "m", "focal": ["v"]}}
    path = tmp_path / "persons.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["code", "in", "uit", "geslacht"], ["a", "2015-01-01", None, "m"], ["b", "2015-01-01", None, "v"]):
        sheet.append(row)
    sheet.merge_cells("D2:D3")
    book.save(path)
    staff = {"persons": "persons.xlsx", "person": "code", "entry": "in", "exit": "uit"}
    _, problems, _ = read_persons(path, config(groups=groups, staff=staff))
    assert [(problem.row, problem.column) for problem in problems] == [(2, "geslacht")]


def test_a_number_among_the_codes_of_limesurvey_is_told_by_its_own_cell(root: Path, tmp_path: Path) -> None:
    """One 2.5 in a column of A1 to A5 had every code of it told as no number, and not the cell itself."""
    folder = copied(root / "data" / "raw", "demo-bouwbedrijf", tmp_path / "w")
    table = read_table(folder / "nameting.csv")
    for row, answer in ((6, "2.5"), (8, "3")):
        table.cells[row][table.at("pgis[SQ010]")] = answer
    table.save()
    problems = check(folder).problems
    assert [(one.file, one.row, one.column) for one in problems] == [
        ("nameting.csv", 7, "pgis[SQ010]"), ("nameting.csv", 9, "pgis[SQ010]"),
    ]  # fmt: skip
    assert all("codes such as A1" in one.message for one in problems)
