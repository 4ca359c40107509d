"""Numbers of employees per group: what the table may look like, and everything that can be wrong with it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

import delivered
from evaluatie.study import Problem, Study, StudyError, load_study
from evaluatie.study.demonstration.organisations import WATERSCHAP

Make = Callable[..., Path]
CONFIG = """\
organisation: {id: org, name: Org}
waves:
  - {id: t0, label: nulmeting, date: 2019-10-01, file: t0.csv}
  - {id: t1, label: nameting, date: 2021-06-01, file: t1.csv}
survey:
  respondent: code
  scores:
    jobsat: {column: JOBSAT, range: [1, 5], direction: higher}
groups:
  gender: {column: sex, reference: man, focal: [vrouw]}
  origin: {column: herkomst, reference: nederland, focal: [europa, buiten-europa], label: afkomst}
population: population.csv
"""
PEOPLE = [("man", "nederland")] * 3 + [("vrouw", "europa")] * 2 + [("vrouw", "buiten-europa")]
GOOD = """\
wave,group,n
t0,all,100
t0,sex=man,60
t0,sex=vrouw,40
t0,herkomst=nederland,70
t0,herkomst=europa,20
t0,herkomst=buiten-europa,10
t1,all,90
t1,sex=man,52
t1,sex=vrouw,38
t1,herkomst=nederland,60
t1,herkomst=europa,20
t1,herkomst=buiten-europa,10
"""
ABOUT = ["wave", "characteristic", "level", "n"]


def answers(seed: int, people: list[tuple[str, str]] = PEOPLE) -> str:
    rows = [f"c{number},{sex},{origin},{(number + seed) % 5 + 1}" for number, (sex, origin) in enumerate(people)]
    return "\n".join(["code,sex,herkomst,JOBSAT", *rows, ""])


@pytest.fixture
def make(study_folder: Make) -> Make:
    """Give a function that makes a study with numbers of employees, passages of which are replaced."""

    def made(
        table: str | bytes = GOOD,
        edits: Mapping[str, str] = {},
        files: Mapping[str, str | bytes] = {},
        config: str = CONFIG,
        **where: str,
    ) -> Path:
        named = {"t0.csv": answers(0), "t1.csv": answers(1), "population.csv": table, **files}
        return study_folder(edits, named, config=config, **where)

    return made


def told(folder: Path) -> list[str]:
    with pytest.raises(StudyError) as caught:
        load_study(folder)
    assert all(problem.hint for problem in caught.value.problems)
    assert {problem.file for problem in caught.value.problems} == {"population.csv"}
    return [f"{one.row} {one.column}: {one.message} {one.hint}" for one in caught.value.problems]


def noted(study: Study) -> list[tuple[str, str]]:
    notes = study.intake["notes"]
    return [(note["key"], note["text"]) for note in notes if note["key"].startswith("population")]


def edited(edits: Mapping[str, str], text: str = GOOD) -> str:
    for old, new in edits.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def test_a_table_becomes_one_row_per_wave_and_group(make: Make) -> None:
    study = load_study(make())
    table = study.population
    assert table is not None
    assert {name: str(kind) for name, kind in table.dtypes.items()} == {**dict.fromkeys(ABOUT[:3], "str"), "n": "int64"}
    assert table.to_numpy().tolist()[:4] == [
        ["t0", "all", "all", 100], ["t0", "gender", "man", 60], ["t0", "gender", "vrouw", 40],
        ["t0", "origin", "nederland", 70],
    ]  # fmt: skip
    assert len(table) == 12
    assert noted(study) == []
    assert study.intake["population"]["rows_kept"] == 12
    assert study.intake["population"]["characteristics"] == ["all", "gender", "origin"]


@pytest.mark.parametrize(
    "edits",
    [
        {"wave,group,n": "Meting,Groep,Aantal"},
        {"t0,": "Nulmeting,", "t1,": "nameting,"},
        {",all,": ",Totaal,"},
        {"sex=": "gender: "},
        {"herkomst=": "Afkomst = "},
        {"herkomst=": "", "sex=": ""},
        {"buiten-europa": "Buiten-Europa"},
        {",60\n": ",60.0\n"},
        {",": ";"},
        {",": "\t"},
    ],
    ids=str,
)
def test_the_same_table_in_other_words_gives_the_same_rows(make: Make, edits: dict[str, str]) -> None:
    wanted = load_study(make(parent="elsewhere")).population
    found = load_study(make(edited(edits), parent="here")).population
    assert wanted is not None
    assert found is not None
    pd.testing.assert_frame_equal(found, wanted)


@pytest.mark.parametrize("empty", [False, True])
def test_an_excel_sheet_is_read_as_well(make: Make, tmp_path: Path, empty: bool) -> None:
    wanted = load_study(make(parent="elsewhere")).population
    frame = pd.read_csv(tmp_path / "elsewhere" / "org" / "population.csv")
    if empty:  # a cell that is empty makes the column one of floats
        frame = pd.concat([frame, pd.DataFrame({"wave": ["t1"], "group": ["sex=other"], "n": [0]})], ignore_index=True)
    frame.astype({"n": "float64" if empty else "int64"}).to_excel(tmp_path / "population.xlsx", index=False)
    excel = {"population.xlsx": (tmp_path / "population.xlsx").read_bytes()}
    found = load_study(make(edits={"population.csv": "population.xlsx"}, files=excel)).population
    assert wanted is not None
    assert found is not None
    pd.testing.assert_frame_equal(found[found["level"] != "other"].reset_index(drop=True), wanted)


def test_rows_without_a_wave_hold_at_all_waves(make: Make) -> None:
    rows = [line.partition(",")[2] for line in GOOD.splitlines()[1:7]]
    without = load_study(make("\n".join(["group,n", *rows, ""]))).population
    empty = load_study(make("\n".join(["wave,group,n", *("," + row for row in rows), ""]))).population
    assert without is not None
    assert empty is not None
    pd.testing.assert_frame_equal(without, empty)
    assert without["wave"].tolist() == ["t0"] * 6 + ["t1"] * 6
    assert without["n"].tolist() == [100, 60, 40, 70, 20, 10] * 2


def test_some_rows_may_have_a_wave_and_others_none(make: Make) -> None:
    table = load_study(make("wave,group,n\n,sex=man,60\nt0,sex=vrouw,40\nt1,sex=vrouw,38\n")).population
    assert table is not None
    assert table[ABOUT].to_numpy().tolist() == [
        ["t0", "gender", "man", 60], ["t0", "gender", "vrouw", 40],
        ["t1", "gender", "man", 60], ["t1", "gender", "vrouw", 38],
    ]  # fmt: skip


def test_other_and_unknown_employees_are_levels(make: Make) -> None:
    text = edited({"t0,sex=man,60\n": "t0,sex=man,55\nt0,sex=anders,3\nt0,sex=onbekend,2\n"})
    table = load_study(make(text)).population
    assert table is not None
    rows = table[(table["wave"] == "t0") & (table["characteristic"] == "gender")]
    assert dict(zip(rows["level"], rows["n"], strict=True)) == {"man": 55, "other": 3, "unknown": 2, "vrouw": 40}


WHOLE = "Write a whole number, without points or commas."
FAULTS = [
    ("a wave", {"t0,all": "t2,all"}, ['2 wave: "t2" is not a wave', "There are: t0, t1."]),
    ("a level", {"t0,herkomst=europa": "t0,herkomst=eurpa"}, ['6 group: "eurpa" is not a level of', '"europa"?']),
    ("a characteristic", {"t0,sex=man": "t0,sekse=man"}, ['3 group: "sekse" is not a characteristic', "There are"]),
    ("a bare level", {"t0,sex=man": "t0,mann"}, ['3 group: "mann" is not a group that study.yml names.', '"man"?']),
    ("a row twice", {"t0,herkomst=europa": "t0,herkomst=nederland"}, ["6 None: Row 5 is about the same wave", "Keep"]),
    ("a row twice by two names", {"t0,herkomst=europa": "t0,origin=nederland"}, ["6 None: Row 5 is about the same"]),
    ("n left open", {"t0,sex=man,60": "t0,sex=man,"}, ["3 n: The number of employees is missing.", "Fill it in"]),
    ("n below zero", {"t0,sex=man,60": "t0,sex=man,-60"}, ['3 n: "-60" is no number of employees.', WHOLE]),
    ("n not whole", {"t0,sex=man,60": "t0,sex=man,60.5"}, ['3 n: "60.5" is no number of employees.', WHOLE]),
    ("thousands", {"t0,sex=man,60": "t0,sex=man,1.000"}, ['3 n: "1.000" is no number of employees.', WHOLE]),
    ("decimal comma", {"t0,sex=man,60": 't0,sex=man,"60,5"'}, ['3 n: "60,5" is no number of employees.', WHOLE]),
    ("n as text", {"t0,sex=man,60": "t0,sex=man,veel"}, ['3 n: "veel" is no number of employees.', WHOLE]),
    ("power", {"t0,sex=man,60": "t0,sex=man,6e1"}, ['3 n: "6e1" is no number of employees.']),
    ("no end", {"t0,sex=man,60": "t0,sex=man,inf"}, ['3 n: "inf" is no number of employees.']),
    ("withheld", {"t0,sex=man,60": "t0,sex=man,<10"}, ['3 n: "<10" tells no number of employees.', "Ask for"]),
    ("fewer than answered", {"t0,herkomst=europa,20": "t0,herkomst=europa,1", "nederland,70": "nederland,89"},
     ["6 n: There is 1 employee with origin = europa, and 2 answered at t0.", "Correct the number"]),
    ("totals", {"t0,sex=man,60": "t0,sex=man,55"},
     ["3 n: The totals at t0 differ: 100 by the row of everyone, 95 by gender, 100 by origin.", "other"]),
    ("everyone apart", {"t1,all,90": "t1,all,99"},
     ["9 n: The totals at t1 differ: 99 by the row of everyone, 90 by gender, 90 by origin."]),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "wanted"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_what_is_wrong_is_named_with_row_column_and_remedy(
    make: Make, edits: dict[str, str], wanted: list[str]
) -> None:
    found = told(make(edited(edits)))
    assert len(found) == 1, found
    for passage in wanted:
        assert passage in found[0]


def test_a_decimal_comma_is_refused_where_semicolons_separate(make: Make) -> None:
    text = GOOD.replace(",", ";").replace("t0;sex=man;60", "t0;sex=man;60,0")
    assert told(make(text)) == [f'3 n: "60,0" is no number of employees. {WHOLE}']


def test_everything_is_told_at_once_and_a_misspelt_name_once(make: Make) -> None:
    text = edited(
        {"herkomst=nederland": "herkomst=nederlnd", "t0,all,100": "t0,all,3", "t1,sex=man,52": "t1,sex=man,x"}
    )
    found = told(make(text + "t1,sex=vrouw,38\n"))
    assert [line.split(":")[0] for line in found] == ["2 n", "5 group", "9 n", "14 None"]
    assert "There are 3 employees, and 6 answered at t0." in found[0]


def test_the_same_difference_at_all_waves_is_told_once(make: Make) -> None:
    table = "group,n\nsex=man,60\nsex=vrouw,40\nherkomst=nederland,70\nherkomst=europa,20\nherkomst=buiten-europa,12\n"
    assert told(make(table)) == [
        "4 n: The totals at t0 and t1 differ: 100 by gender, 102 by origin. Correct the numbers; add rows of "
        '"other" or "unknown" for employees who are in none of the levels.'
    ]


@pytest.mark.parametrize(("men", "wrong"), [(599, False), (590, False), (589, True), (611, True)])
def test_totals_may_be_one_in_a_hundred_apart(make: Make, men: int, wrong: bool) -> None:
    table = f"group,n\nall,1000\nsex=man,{men}\nsex=vrouw,400\n"
    if wrong:
        assert f"1000 by the row of everyone, {men + 400} by gender" in told(make(table))[0]
    else:
        sentence = f"The totals at t0 and t1 differ: 1000 by the row of everyone, {men + 400} by gender."
        assert noted(load_study(make(table))) == [("population_totals", f"population.csv: {sentence}")]


def test_a_level_with_respondents_and_no_row_is_noted(make: Make) -> None:
    study = load_study(make(edited({"t0,herkomst=europa,20\n": ""})))
    assert noted(study) == [
        (
            "population_level_absent",
            "population.csv: people with origin = europa answered at t0, and there is no number of such employees, "
            "so origin is left out of the weights.",
        )
    ]
    assert not any(note["reported"] for note in study.intake["notes"] if note["key"].startswith("population"))


def test_a_level_without_respondents_and_without_a_row_is_pointed_to(make: Make) -> None:
    files = {"t0.csv": answers(0, PEOPLE[:3] + PEOPLE[-1:])}
    text = edited({"t0,herkomst=europa,20\n": ""})
    with pytest.raises(StudyError) as caught:
        load_study(make(text, files=files))
    (problem,) = caught.value.problems
    assert problem.hint == "Add origin=europa, or correct the numbers."


def test_respondents_of_whom_it_is_not_known_do_not_hide_a_wrong_total(make: Make) -> None:
    files = {"t0.csv": answers(0, [*PEOPLE, ("", "nederland")])}
    assert [key for key, _ in noted(load_study(make(files=files)))] == ["population_level_absent"]
    assert len(told(make(edited({"t0,sex=man,60": "t0,sex=man,50"}), files=files))) == 1


def test_a_wave_without_rows_is_noted_and_a_characteristic_without_rows_is_fine(make: Make) -> None:
    study = load_study(make("wave,group,n\nt0,sex=man,60\nt0,sex=vrouw,40\n"))
    assert noted(study) == [
        ("population_wave_absent", "population.csv: no row is about wave t1, so its answers cannot be weighted.")
    ]


def test_a_group_that_stands_in_most_rows_is_no_number_of_employees(make: Make) -> None:
    salaries = "".join(f"t0,man,{3000 + number}\n" for number in range(30))
    assert ["one row per employee" in line for line in told(make(f"wave,group,n\n{salaries}"))] == [True]


def people(columns: str) -> str:
    """Write a row per employee, with the columns that are named."""
    cells = {
        "code": "c{}",
        "sex": "man",
        "group": "man",
        "wave": "t0",
        "n": "1",
        "functie": "x{}",
        "herkomst": "europa",
    }
    rows = [",".join(cells[name].format(number) for name in columns.split(",")) for number in range(40)]
    return "\n".join([columns, *rows, ""])


@pytest.mark.parametrize(
    "columns",
    ["code,sex,herkomst", "sex,herkomst,functie", "wave,group", "wave,group,n", "group", "code,wave,n", "code,group"],
)
def test_a_file_with_a_row_per_employee_is_told_so(make: Make, columns: str) -> None:
    found = told(make(people(columns)))
    assert len(found) == 1, found
    assert "seems to have one row per employee; it must have numbers of employees per group." in found[0]
    assert "one row per wave and group in the columns wave, group and n" in found[0]


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("wave,group,number", [("n", "There are: wave, group, number.")]),
        ("wave,grop,n", [("group", 'Did you mean "grop"?')]),
        ("Jan Jansen,x,y", [("group", "The columns are wave, group, n."), ("n", "The columns are wave, group, n.")]),
        ("wave,n,aantal,group", [("n", "Keep one of them.")]),
    ],
)
def test_columns_that_are_missing_or_doubled(make: Make, header: str, wanted: list[tuple[str, str]]) -> None:
    with pytest.raises(StudyError) as caught:
        load_study(make(f"{header}\n{','.join('5' for _ in header.split(','))}\n"))
    problems = caught.value.problems
    assert [(one.row, one.column) for one in problems] == [(1, column) for column, _ in wanted]
    for problem, (_, hint) in zip(problems, wanted, strict=True):
        assert hint in problem.hint
        assert "Jansen" not in str(problem)


def test_people_in_it_stop_intake_and_nobody_is_quoted(make: Make) -> None:
    found = told(make(edited({"t0,sex=man": "t0,jan@voorbeeld.nl"})))
    assert len(found) == 1
    assert "1 cell holds an e-mail address." in found[0]
    found = told(make("code,sex,email\n" + "".join(f"c{n},man,jan{n}@voorbeeld.nl\n" for n in range(9))))
    assert ["one row per employee" in found[0], "email" in found[1]] == [True, True]
    assert "jan" not in "".join(found)


def test_what_is_wrong_in_the_groups_is_told_before_what_follows_from_it(make: Make) -> None:
    with pytest.raises(StudyError) as caught:
        load_study(make(edits={"reference: man": "refrence: man"}))
    assert [problem.file for problem in caught.value.problems] == ["study.yml"]


ORIGIN = "column: herkomst, reference: nederland, focal: [europa, buiten-europa], label: afkomst"
CHANGED = {
    ORIGIN: "column: herkomst, reference: nederland, focal: [westers, niet-westers, europa, buiten-europa], "
    "classification: {t0: cbs-1999, t1: cbs-2022}"
}
OLDER = [("man", "nederland")] * 3 + [("vrouw", "westers")] * 2 + [("vrouw", "niet-westers")]
BY_WAVE = edited({"t0,herkomst=europa": "t0,herkomst=westers", "t0,herkomst=buiten-europa": "t0,herkomst=niet-westers"})


def test_levels_are_those_of_the_classification_of_the_wave(make: Make) -> None:
    files = {"t0.csv": answers(0, OLDER)}
    study = load_study(make(BY_WAVE, CHANGED, files))
    assert study.population is not None
    assert study.population["level"].tolist()[4:6] == ["westers", "niet-westers"]
    assert noted(study) == []
    found = told(make(BY_WAVE.replace("t0,herkomst=westers", "t0,herkomst=europa"), CHANGED, files))
    assert found == [
        '6 group: "europa" is not a level of cbs-1999, by which origin is grouped at t0. Its levels are nederland, '
        "westers, niet-westers."
    ]
    found = told(make("group,n\nsex=man,60\nsex=vrouw,40\nherkomst=europa,20\n", CHANGED, files))
    assert found == [
        '4 group: "europa" is not a level of cbs-1999, by which origin is grouped at t0. A row without a wave holds at '
        "all waves: fill in t1."
    ]


def test_a_wave_that_was_recoded_has_the_classification_of_the_last_one(make: Make) -> None:
    countries_of_birth = "herkomst, birth_countries: {own: land, mother: m, father: v}, reference"
    born = edited({"herkomst, reference": countries_of_birth}, edited(CHANGED, CONFIG))
    countries = {"nederland": "Nederland", "westers": "Duitsland", "niet-westers": "Marokko"}
    rows = [f"c{at},{sex},{origin},3,{','.join([countries[origin]] * 3)}" for at, (sex, origin) in enumerate(OLDER)]
    files = dict.fromkeys(("t0.csv", "t1.csv"), "\n".join(["code,sex,herkomst,JOBSAT,land,m,v", *rows, ""]))
    study = load_study(make(GOOD, files=files, config=born))
    assert noted(study) == []
    found = told(make(BY_WAVE, files=files, config=born))
    assert [line.split(",")[0] for line in found] == [
        '6 group: "westers" is not a level of cbs-2022', '7 group: "niet-westers" is not a level of cbs-2022',
    ]  # fmt: skip


MEANS = """\
wave,group,scale,n,mean,sd
t0,all,welzijn,100,3.40,0.80
t0,herkomst=europa,welzijn,25,3.30,0.70
t0,herkomst=buiten-europa,welzijn,*,*,*
t0,herkomst=buiten-europa,respondenten,*,,
t1,all,welzijn,90,3.60,0.70
"""


@pytest.mark.parametrize(("n", "wrong"), [(25, False), (24, True)])
def test_where_only_means_were_delivered_their_numbers_of_people_count(tmp_path: Path, n: int, wrong: bool) -> None:
    folder = delivered.write(tmp_path / "org", MEANS, population="population.csv")
    (folder / "population.csv").write_text(f"group,n\nall,120\nherkomst=europa,{n}\nherkomst=nederland,{120 - n}\n")
    folder.joinpath("study.yml").write_text(
        folder.joinpath("study.yml").read_text().replace("population: summary.csv", "population: population.csv")
    )
    if wrong:
        assert "There are 24 employees with origin = europa, and 25 answered at t0." in told(folder)[0]
    else:
        assert load_study(folder).population is not None


def same(one: Study, other: Study) -> None:
    assert one.population is not None
    assert other.population is not None
    pd.testing.assert_frame_equal(one.population, other.population, check_column_type="exact")
    assert type(one.population.index) is type(other.population.index)
    assert (one.intake, one.codebook, one.fingerprint) == (other.intake, other.codebook, other.fingerprint)


def test_it_comes_back_the_same_from_processed_and_is_part_of_the_fingerprint(make: Make) -> None:
    folder = make()
    first, second = load_study(folder), load_study(folder)
    same(first, second)
    assert (folder.parents[1] / "processed" / "org" / "population.parquet").is_file()
    assert "population.csv" in first.intake["files"]
    (folder / "population.csv").write_text(edited({"t0,sex=man,60": "t0,sex=man,61"}))
    changed = load_study(folder)
    assert changed.fingerprint != first.fingerprint
    assert changed.population is not None
    assert changed.population["n"].tolist()[1] == 61
    same(changed, load_study(folder))
    (folder / "study.yml").write_text(CONFIG.replace("population: population.csv\n", ""))
    without = load_study(folder)
    assert without.population is None
    assert load_study(folder).population is None
    assert not (folder.parents[1] / "processed" / "org" / "population.parquet").exists()


def test_a_wrong_table_writes_nothing(make: Make) -> None:
    folder = make(edited({"t0,sex=man,60": "t0,sex=man,2"}))
    assert told(folder)
    assert not (folder.parents[1] / "processed").exists()


def test_the_example_of_the_documentation_is_read(make: Make, root: Path) -> None:
    page = (root / "docs" / "study-folder.md").read_text(encoding="utf-8")
    found = re.search(r"```\n(wave,group,n\n.*?)```", page, re.DOTALL)
    assert found is not None
    study = load_study(make(found[1]))
    assert study.population is not None
    assert len(study.population) == 8
    assert noted(study) == []


def test_the_committed_waterschap_counts_the_people_of_its_model(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / WATERSCHAP.id
    shutil.copytree(root / "data" / "raw" / WATERSCHAP.id, folder)
    study, made = load_study(folder), WATERSCHAP.made().people
    assert study.population is not None
    table = study.population.set_index(["wave", "characteristic", "level"])["n"].sort_index()
    assert noted(study) == []
    for wave, config in zip(study.waves, study.config.waves, strict=True):
        there = made[made[f"employed_{wave}"]]
        day = pd.Timestamp(config.date)
        birthday = there["born"].map(lambda born, year=day.year: born + pd.DateOffset(year=year))
        age = day.year - there["born"].dt.year - (birthday > day)
        assert table[wave, "all", "all"] == len(there) == config.invited
        for characteristic in ("gender", "origin"):
            wanted = there[characteristic].value_counts().to_dict()
            assert table[wave, characteristic].to_dict() == wanted
        bands = {"<35": (age < 35).sum(), "35-49": age.between(35, 49).sum(), "50+": (age >= 50).sum()}
        assert table[wave, "age"].to_dict() == bands


def test_a_problem_says_where_it_is(make: Make) -> None:
    with pytest.raises(StudyError) as caught:
        load_study(make(edited({"t0,sex=man,60": "t0,sex=man,-1", "wave,group,n": "Meting,Groep,Aantal"})))
    (problem,) = caught.value.problems
    assert isinstance(problem, Problem)
    assert str(problem).startswith('population.csv, row 3, column Aantal: "-1" is no number of employees.')
