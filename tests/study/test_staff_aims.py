"""What flows and shares of staff are held against: a day of change, targets, other populations."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from evaluatie.study import StudyError, load_study
from evaluatie.study.problems import Problem
from evaluatie.study.settings.staffing import Staff

STUDY = """\
organisation: {{id: org, name: Org}}
waves: [{{id: t0, label: t0, date: 2021-06-01, file: t0.csv}}]
survey: {{respondent: code, scores: {{trust: {{column: score, range: [1, 5], direction: higher}}}}}}
groups: {{origin: {{column: herkomst, reference: nl, focal: [elders, ver]}}}}
staff:
{staff}
"""
FILES = """\
  persons: persons.csv
  positions: positions.csv
  person: code
  manager: leidt
  extract: {from: 2018-01-01, to: 2021-12-31}
"""
TARGET = "characteristic: origin, level: elders, share: 0.15, year: 2025"


def write(folder: Path, staff: str, files: str = FILES) -> Path:
    folder = folder / "org"
    folder.mkdir()
    (folder / "study.yml").write_text(STUDY.format(staff=files + staff), encoding="utf-8")
    (folder / "t0.csv").write_text("code;score;herkomst\na1;4;nl\na2;3;elders\n", encoding="utf-8")
    (folder / "persons.csv").write_text("code;entry;exit;herkomst\na1;2015-02-01;;nl\na2;2015-02-01;;elders\n")
    (folder / "positions.csv").write_text("code;start;end;leidt\na1;2015-02-01;;ja\na2;2015-02-01;;nee\n")
    return folder


def problems(folder: Path, staff: str, files: str = FILES) -> list[Problem]:
    with pytest.raises(StudyError) as raised:
        load_study(write(folder, staff, files))
    assert all(problem.hint for problem in raised.value.problems)
    return raised.value.problems


def test_all_of_it_is_read(tmp_path: Path) -> None:
    staff = f"""\
  changed_on: 2020-02-01
  targets: [{{{TARGET}}}, {{{TARGET}, among: managers}}, {{characteristic: origin, level: nl, share: .8, year: 2018}}]
  reference_population:
    origin: {{source: {{nl: bevolking, en: population}}, shares: {{nl: 0.8, elders: 0.151, ver: 0.053}}}}
"""
    read = load_study(write(tmp_path, staff)).config.staff
    assert read.changed_on == datetime.date(2020, 2, 1)
    assert [(one.level, one.share, one.year, one.among) for one in read.targets] == [
        ("elders", 0.15, 2025, "all"), ("elders", 0.15, 2025, "managers"), ("nl", 0.8, 2018, "all")
    ]  # fmt: skip
    assert read.reference_population["origin"].source == {"nl": "bevolking", "en": "population"}
    assert read.reference_population["origin"].shares == {"nl": 0.8, "elders": 0.151, "ver": 0.053}


def test_nothing_of_it_is_needed() -> None:
    staff = Staff()
    assert (staff.changed_on, staff.targets, staff.reference_population, staff.selection) == (None, (), {}, None)


POPULATION = "reference_population: {{origin: {{source: CBS, shares: {}}}}}"
SHARES = "staff.reference_population.origin.shares"


@pytest.mark.parametrize(
    ("staff", "key", "words"),
    [
        ("changed_on: 2018-01-01", "changed_on", "must come after 2018-01-01"),
        ("changed_on: 2022-01-01", "changed_on", "not after 2021-12-31"),
        ("changed_on: februari", "changed_on", "not a date"),
        (f"targets: [{{{TARGET}}}, {{{TARGET}}}]", "targets.1", "Target 1 is about the same"),
        (f"targets: [{{{TARGET.replace('origin', 'orgin')}}}]", "targets.0.characteristic", "no such group"),
        (f"targets: [{{{TARGET.replace('elders', 'other')}}}]", "targets.0.level", "not a level of origin"),
        (f"targets: [{{{TARGET.replace('0.15', '15')}}}]", "targets.0.share", "not a share of 1"),
        (f"targets: [{{{TARGET.replace('0.15', '15%')}}}]", "targets.0.share", "not a share of 1"),
        (f"targets: [{{{TARGET.replace('0.15', '1')}}}]", "targets.0.share", "between none and all"),
        (f"targets: [{{{TARGET.replace('0.15', 'nan')}}}]", "targets.0.share", "not a share of 1"),
        (f"targets: [{{{TARGET.replace('2025', '2017')}}}]", "targets.0.year", "begins after 2017"),
        (f"targets: [{{{TARGET.replace('2025', '25')}}}]", "targets.0.year", "at least 1950"),
        (f"targets: [{{{TARGET}, among: chefs}}]", "targets.0.among", "not one of the possible values"),
        ("targets: [0.15]", "targets.0", "a block of keys"),
        (POPULATION.format("{nl: 0.8, elders: 0.21}"), f"{SHARES}"[6:], "1.01 together"),
        (POPULATION.format("{elders: 12}"), f"{SHARES}.elders"[6:], "not a share of 1"),
        (POPULATION.format("{mars: 0.1}"), f"{SHARES}.mars"[6:], "not a level of origin"),
        (POPULATION.format("{}"), f"{SHARES}"[6:], "at least one"),
        (POPULATION.format("{nl: 0.8}").replace("origin", "gender"), "reference_population.gender", "no such group"),
        (POPULATION.format("{nl: 0.8}").replace("source: CBS, ", ""), "reference_population.origin.source", "missing"),
    ],
)
def test_what_cannot_be_is_told_by_its_key(tmp_path: Path, staff: str, key: str, words: str) -> None:
    (problem,) = problems(tmp_path, f"  {staff}")
    assert (problem.file, problem.column) == ("study.yml", f"staff.{key}")
    assert words in problem.message
    assert problem.row is not None


NEEDS = [
    ("changed_on: 2020-02-01", "", "  extract: {from: 2018-01-01, to: 2021-12-31}\n", "changed_on", "personnel file"),
    ("changed_on: 2020-02-01", FILES, "  persons: persons.csv\n  person: code\n", "changed_on", "is not known"),
    (f"targets: [{{{TARGET}}}]", "", "  person: code\n", "targets", "no data about staff"),
    (POPULATION.format("{nl: 0.8}"), "", "  person: code\n", "reference_population", "no data about staff"),
    (
        f"targets: [{{{TARGET}, among: managers}}]",
        "",
        "  persons: persons.csv\n  person: code\n  manager: leidt\n",
        "targets.0.among",
        "column of the positions",
    ),
]


@pytest.mark.parametrize(("staff", "_", "files", "key", "words"), NEEDS)
def test_what_it_needs_is_told(tmp_path: Path, staff: str, _: str, files: str, key: str, words: str) -> None:
    (problem,) = problems(tmp_path, f"  {staff}", files)
    assert problem.column == f"staff.{key}"
    assert words in problem.message


def test_everything_is_told_at_once_and_nothing_that_only_follows(tmp_path: Path) -> None:
    staff = f"""\
  changed_on: 2020-02-01
  targets: [{{level: elders, share: 2, year: x}}, {{{TARGET.replace("elders", "mars")}}}]
  reference_population: {{origin: {{shares: {{nl: 0.8}}}}}}
  exit_interviews: {{file: persons.csv, codes: {{a: b}}}}
"""
    found = problems(tmp_path, staff, FILES.replace("2018-01-01", "gisteren").replace("leidt", "chef"))
    assert [problem.column for problem in found] == [
        "staff.extract.from", "staff.targets.0.characteristic", "staff.targets.0.share", "staff.targets.0.year",
        "staff.targets.1.level", "staff.reference_population.origin.source", "staff.exit_interviews.reasons", "chef",
    ]  # fmt: skip
