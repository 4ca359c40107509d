"""Texts that programs obey: formulas, markup, signs that steer a screen, YAML that grows. Nothing obeys them here."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
import yaml
from rich.console import Console

from evaluatie.cli.printing import print_problems
from evaluatie.instruments import InstrumentError, load_instrument
from evaluatie.instruments.reading import DEFINITIONS
from evaluatie.study import Problem, StudyError, load_study
from evaluatie.study.files.inert import inert_frame
from evaluatie.study.problems import quoted, visible
from evaluatie.study.settings.source import read_source

Make, Problems = Callable[..., Path], Callable[..., list[Problem]]

FORMULAS = ("=1+1", "+31", "-1+1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0", "＝1")


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_in_a_cell_stays_a_text(formula: str, study_folder: Make) -> None:
    cell = '"' + formula.replace('"', '""') + '"'
    answers = {
        "t0.csv": f"code,sex,JOBSAT,afd\n11,1,3,{cell}\n12,2,4,b\n",
        "t1.csv": f"code,sex,JOBSAT,afd\n11,1,3,{cell}\n",
    }
    study = load_study(study_folder({"respondent: code": "respondent: code\n  unit: afd"}, answers))
    assert study.survey["unit"].tolist() == [formula.strip(), "b", formula.strip()]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_where_a_number_belongs_is_refused(formula: str, study_folder: Make, problems_of: Problems) -> None:
    cell = '"' + formula.replace('"', '""') + '"'
    found = study_folder(files={"t1.csv": f"code,sex,JOBSAT\n11,1,{cell}\n"})
    (problem,) = problems_of(found)
    assert (problem.file, problem.row, problem.column) == ("t1.csv", 2, "JOBSAT")


def test_signs_that_steer_a_screen_are_shown_as_marks() -> None:
    nasty = "a\x1b[2Jb\x07c\u202ed\ud800e\x9bf\n"
    problem = Problem(nasty, 1, nasty, f"{quoted(nasty)} is wrong.", nasty)
    for text in (str(problem), quoted(nasty), visible(nasty), *(str(StudyError([problem] * 2)).splitlines())):
        assert text.isprintable()
        text.encode()
    assert visible("a\nb\x1b", keep="\n") == "a\nb\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("markup", ["[red]", "[/]", "[/red]", "[link=http://x]x[/link]", "[bold", "\\[", ":bomb:"])
def test_markup_of_the_screen_is_printed_as_it_stands(markup: str) -> None:
    shown = io.StringIO()
    problem = Problem(f"{markup}.csv", 1, markup, f"{quoted(markup)} is wrong.", markup)
    print_problems(Console(file=shown, width=300, highlight=False), markup, StudyError([problem]))
    assert shown.getvalue().count(markup) == 5


UNSEEN = ("\\x1b[31m", "\\u202e", "\\ufeff", "\\0", "\\x7f", "\\u2066", "\\uffff")


@pytest.mark.parametrize("unseen", UNSEEN)
@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("name: Org", 'name: "Org{}"', "organisation.name"),
        ("label: nameting", 'label: "na{}meting"', "waves.1.label"),
        ("groups:", 'context: [{{date: 2020-01-01, event: {{nl: "{}x", en: y}}}}]\ngroups:', "context.0.event"),
        ("focal: [2]", 'focal: [2, "{}"]', "groups.gender.focal.1"),
    ],
)
def test_what_cannot_be_seen_has_no_place_in_a_report(
    unseen: str, old: str, new: str, path: str, study_folder: Make, problems_of: Problems
) -> None:
    (problem,) = problems_of(study_folder({old: new.format(unseen)}))
    assert (problem.file, problem.column) == ("study.yml", path)
    assert "cannot be seen (U+" in problem.message


@pytest.mark.parametrize(
    "name", ["Café De Ÿ", "بنیاد می‌خواهم", "👩‍👩‍👧 B.V.", "<b>Org</b>", "Org & {first}", "[red]Org"]
)
def test_names_in_any_script_are_fine(name: str, study_folder: Make) -> None:
    assert (
        load_study(
            study_folder({"name: Org": f"name: {json.dumps(name, ensure_ascii=False)}"})
        ).config.organisation.name
        == name
    )


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("a: [" + "1," * 300_000 + "1]\n", "far too many keys and values"),
        ("".join(f"k{number}: 1\n" for number in range(60_000)), "far too many keys and values"),
        ("a: " + "*x " * 1000, "not valid YAML"),
        ("<<: {a: 1}\norganisation: 1\n", "no key <<"),
        ("a: !!python/object/apply:os.system [ls]\n", "Tags"),
        ("a: !include /etc/passwd\n", "Tags"),
        ("a: &a [*a]\n", "not accepted"),
        ("a: '" + "x" * 999_000 + "'\n", "no key a"),
        ("? " * 50 + "a\n", "nested too deep"),
        ("a: {" * 30 + "}" * 30, "nested too deep"),
    ],
)
def test_yaml_that_grows_or_acts(config: str, message: str, study_folder: Make, problems_of: Problems) -> None:
    problems = problems_of(study_folder(config=config))
    assert any(message in problem.message for problem in problems), problems
    assert len(problems) < 30


def test_numbers_without_end_are_no_numbers(study_folder: Make, problems_of: Problems) -> None:
    digits = "9" * 5000
    for number in ("1.0e999", f"{digits}.0", digits, "-1.0e999", ".inf", ".nan"):
        (problem,) = problems_of(study_folder({"range: [1, 5]": f"range: [1, {number}]"}))
        assert problem.column == "survey.scores.jobsat.range", number
    (problem,) = problems_of(study_folder({"date: 2019-10-01": f"date: 2019-10-01, invited: {digits}"}))
    assert problem.column == "waves.0.invited"
    asked = "  asked: {pgis: {wording: {? '" + digits + "' : x}}}\n  scores:"
    found = problems_of(study_folder({"  scores:": asked}))
    assert any(problem.column == "survey.asked.pgis.wording" for problem in found)


@pytest.mark.parametrize("cell", ["9" * 5000, "1e999", "-1e999", "nan", "inf", "１２", "٣", "1_0", "0x10", "1" * 400])
def test_cells_that_only_a_program_takes_for_numbers(cell: str, study_folder: Make, problems_of: Problems) -> None:
    (problem,) = problems_of(study_folder(files={"t1.csv": f"code,sex,JOBSAT\n11,1,{cell}\n"}))
    assert (problem.file, problem.row, problem.column) == ("t1.csv", 2, "JOBSAT")


INSTRUMENTS = {
    "digits": ("zz: " + "9" * 5000, "is none"),
    "day": ("zz: 2001-99-99", "is none"),
    "tag int": ("zz: !!int abc", "is none"),
    "tag float": ("zz: !!float abc", "is none"),
    "tag bool": ("zz: !!bool maybe", "is none"),
    "object": ("zz: !!python/object:os.system x", "not valid YAML"),
    "alias": ("zz: &a [1]\nyy: *a", "alias"),
    "deep": ("zz: " + "[" * 3000, "too deep"),
    "many": ("zz: [" + "1," * 100_000 + "1]", "far too many"),
    "large": ("# " + "x" * 1_000_001, "too large"),
}


@pytest.mark.parametrize(("extra", "message"), INSTRUMENTS.values(), ids=INSTRUMENTS.keys())
def test_definitions_that_grow_or_act(extra: str, message: str, tmp_path: Path) -> None:
    text = (DEFINITIONS / "pgis.yaml").read_text(encoding="utf-8")
    (tmp_path / "own.yaml").write_text(f"{text}\n{extra}\n", encoding="utf-8")
    with pytest.raises(InstrumentError, match=message):
        load_instrument(tmp_path / "own.yaml")


def test_a_parser_that_counts_depth_itself_is_told_in_the_same_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own.yaml").write_text("id: [[[1]]]\n", encoding="utf-8")

    def refuse(*_: object, **__: object) -> Iterator[yaml.Event]:
        raise yaml.parser.ParserError(None, None, "exceeded maximum nesting depth", yaml.Mark("", 0, 0, 0, None, 0))

    monkeypatch.setattr(yaml, "parse", refuse)
    with pytest.raises(InstrumentError, match=r"line 1: The blocks are nested too deep\."):
        load_instrument(tmp_path / "own.yaml")


def test_study_yml_in_other_encodings(tmp_path: Path) -> None:
    for content in (b"\xff\xfea\0", b"\0\0\0a", b"a: \xc3\x28", b"\xed\xa0\x80", b"a: b\0"):
        (tmp_path / "study.yml").write_bytes(content)
        source = read_source(tmp_path / "study.yml")
        assert source.problems
        assert source.data is None


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_is_written_for_a_spreadsheet_is_no_formula(formula: str) -> None:
    for cell in (formula, f" {formula}", f"\n{formula}"):
        written = inert_frame(pd.DataFrame({cell: [cell, "team"], "n": [-1.5, 2]}))
        text = written.to_csv(index=False)
        cells = [one for row in csv.reader(io.StringIO(text)) for one in row]
        assert [one for one in cells if one[:1] in "=+-@\t\r＝" and one != "-1.5"] == []
        assert written["n"].tolist() == [-1.5, 2]
        assert cells[2] == f"'{cell}"
