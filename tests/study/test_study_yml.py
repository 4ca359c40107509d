"""Everything that can be wrong with study.yml by itself, and that it is said in plain words with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evaluatie.study import Problem, load_study
from evaluatie.study.settings.config import StudyConfig

Make, Problems = Callable[..., Path], Callable[..., list[Problem]]

SCORE = "jobsat: {column: JOBSAT, range: [1, 5], direction: higher}"
GROUP = "gender: {column: sex, reference: 1, focal: [2]}"
BANDS = "age: {column: sex, bands: [25, 30], reference: '<25', focal: ['30+']}"

# what is replaced, by what, the path of the key, a part of the message, a part of the hint
ONE_FAULT = {
    "unknown key": ("label: nameting", "lable: nameting", "waves.1.lable", "no key lable", '"label"'),
    "unknown block": ("groups:", "grousp:", "grousp", "no key grousp in study.yml", '"groups"'),
    "missing key": (", name: Org", "", "organisation.name", "name is missing", ""),
    "key without value": ("name: Org", "name: ", "organisation.name", "has no value", ""),
    "other folder": ("id: org", "id: other", "organisation.id", 'called "other" and its folder "org"', "same name"),
    "bad id": ("id: org", "id: Org!", "organisation.id", '"Org!" cannot be a name', "small letters"),
    "text for a number": ("file: t0.csv", "file: t0.csv, invited: many", "waves.0.invited", "whole number", ""),
    "truth for a number": ("file: t0.csv", "file: t0.csv, invited: true", "waves.0.invited", "it is true", ""),
    "nobody invited": ("file: t0.csv", "file: t0.csv, invited: 0", "waves.0.invited", "at least 1", ""),
    "Dutch date": ("2019-10-01", "01-10-2019", "waves.0.date", '"01-10-2019" is not a date', "2021-06-01"),
    "no such day": ("2019-10-01", "2019-02-30", "waves.0.date", "not a day of the calendar", ""),
    "dates out of order": ("2019-10-01", "2022-10-01", "waves.1.date", "not after", "order of time"),
    "same wave twice": ("id: t1", "id: t0", "waves.1.id", "Waves 1 and 2 have the same id", ""),
    "same file twice": ("file: t1.csv", "file: t0.csv", "waves.1.file", "Waves 1 and 2 have the same file", ""),
    "missing file": ("file: t1.csv", "file: t2.csv", "waves.1.file", 'no file "t2.csv"', '"t1.csv"'),
    "unread format": ("file: t1.csv", "file: study.yml", "waves.1.file", "not of a kind that is read", ".csv"),
    "parent folder": ("file: t1.csv", "file: ../t1.csv", "waves.1.file", "leads out", "beside study.yml"),
    "absolute path": ("file: t1.csv", "file: /etc/t1.csv", "waves.1.file", "leads out", "beside study.yml"),
    "Windows path": ("file: t1.csv", r"file: 'C:\t1.csv'", "waves.1.file", "leads out", "beside study.yml"),
    "odd character": ("file: t1.csv", r'file: "t1\0.csv"', "waves.1.file", "name of a file", ""),
    "file is a number": ("file: t1.csv", "file: 1", "waves.1.file", "name of a file", ""),
    "wave is a text": (
        "- {id: t1, label: nameting, date: 2021-06-01, file: t1.csv}", "- t1.csv", "waves.1", "block", ""),
    "half a label": (
        "label: nameting", "label: {nl: nameting}", "waves.1.label", "both languages", "{nl: ..., en: ...}",
    ),
    "range upside down": ("[1, 5]", "[5, 1]", "survey.scores.jobsat.range", "lowest answer comes first", "[1, 5]"),
    "range of words": ("[1, 5]", "[low, high]", "survey.scores.jobsat.range", "lowest and the highest", "[1, 5]"),
    "no direction": (", direction: higher", "", "survey.scores.jobsat", "needs direction", "direction: higher"),
    "strange direction": ("direction: higher", "direction: up", "survey.scores.jobsat.direction", '"up"', "higher"),
    "no items, no scores": (f"scores:\n    {SCORE}", "scores: {}", "survey", "Neither items nor scores", "Fill in"),
    "unknown instrument": (f"scores:\n    {SCORE}", 'items: {pgsi: "Q_{n}"}', "survey.items.pgsi", '"pgsi"', '"pgis"'),
    "pattern without n": (f"scores:\n    {SCORE}", "items: {pgis: Q_1}", "survey.items.pgis", "{n}", "Q12_{n}"),
    "too few columns": (f"scores:\n    {SCORE}", "items: {pgis: [JOBSAT]}", "survey.items.pgis", "16 items", ""),
    "item forgotten": (
        f"scores:\n    {SCORE}", "items: {job_satisfaction: {1: JOBSAT, 2: sex}}", "survey.items.job_satisfaction",
        "item 3 of 3", "shortened: true",
    ),
    "item too many": (
        f"scores:\n    {SCORE}", "items: {job_satisfaction: {1: JOBSAT, 2: J2, 3: J3, 4: J4}}",
        "survey.items.job_satisfaction.4", "no item 4", "",
    ),
    "item zero": (
        f"scores:\n    {SCORE}", "items: {job_satisfaction: {0: a}}", "survey.items.job_satisfaction",
        "number of an item", "",
    ),
    "unknown scale": (SCORE, "pgis.belongin: JOBSAT", "survey.scores.pgis.belongin", "not a scale", '"pgis.belonging"'),
    "short form of own score": (SCORE, "jobsat: JOBSAT", "survey.scores.jobsat", "needs range and direction", "[1, 5]"),
    "range of nothing": (
        "survey:", "survey:\n  asked: {pgis: {range: [1, 7]}}", "survey.asked.pgis", "not among", "Remove",
    ),
    "missing code inside the range": (
        "survey:", "survey:\n  missing_codes: [5, 9]", "survey.scores.jobsat", "5 is a missing code", "missing_codes",
    ),
    "column used twice": (
        SCORE, SCORE.replace("JOBSAT", "code"), "survey.scores.jobsat", "also named at", "one meaning",
    ),
    "code as group": (GROUP, GROUP.replace("sex", "code"), "groups.gender.column", "survey.respondent", "one meaning"),
    "group called wave": ("  gender:", "  wave:", "groups.wave", '"wave" cannot name a group', ""),
    "group with a capital": ("  gender:", "  Gender:", "groups.Gender", '"Gender" cannot be a name', "small letters"),
    "no focal group": ("focal: [2]", "focal: []", "groups.gender.focal", "at least one", ""),
    "level named twice": ("focal: [2]", "focal: [1.0]", "groups.gender.focal", '"1" is named twice', ""),
    "reserved level": ("focal: [2]", "focal: [other]", "groups.gender.focal", "uses that word itself", ""),
    "level is a truth": (
        "focal: [2]", "focal: [true]", "groups.gender.focal.0", "true or false", 'quotes around it: "true"',
    ),
    "label of no level": (
        "focal: [2]", "focal: [2], labels: {3: other}", "groups.gender.labels.3", '"3"', "There are: 1, 2",
    ),
    "no such band": (GROUP, BANDS.replace("30+", "31+"), "groups.age.focal", '"31+" is not one of the bands', '"30+"'),
    "bands go down": (GROUP, BANDS.replace("25, 30", "30, 25"), "groups.age.bands", "must go up", "[25, 35, 45]"),
    "unknown primary": (
        "groups:", "plan: {primary: [jobsta]}\ngroups:", "plan.primary.0", "not an outcome", '"jobsat"',
    ),
    "primary and secondary": (
        "groups:", "plan: {primary: [jobsat], secondary: [jobsat]}\ngroups:", "plan.secondary.0", "twice", "one place",
    ),
    "no smallest effect": ("groups:", "plan: {smallest_effect: 0}\ngroups:", "plan.smallest_effect", "more than 0", ""),
    "strange estimator": (
        "groups:", "plan: {estimator: all}\ngroups:", "plan.estimator", '"all"', "mixed, linked, everyone",
    ),
    "file of a later version": ("groups:", "interventions: log.csv\ngroups:", "interventions", 'no file "log.csv"', ""),
    "texts is a file": ("groups:", "texts: t0.csv\ngroups:", "texts", "is a file, and a folder is needed", ""),
    "consent without a date": (
        "groups:", "works_council: {consent: true}\ngroups:", "works_council.consent", "needs the date", "date:",
    ),
    "consent in Dutch": (
        "groups:", "works_council: {consent: ja}\ngroups:", "works_council.consent", "true or false", "",
    ),
    "unknown preset": ("groups:", "disclosure: {preset: lax}\ngroups:", "disclosure.preset", '"lax"', "strict"),
    "unknown language": ("groups:", "report: {language: de}\ngroups:", "report.language", '"de"', "nl, en"),
    "context is a block": ("groups:", "context: {date: 2020-01-01}\ngroups:", "context", "must be a list", "hyphen"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "path", "message", "hint"), ONE_FAULT.values(), ids=ONE_FAULT.keys())
def test_a_fault_is_the_one_problem(
    old: str, new: str, path: str, message: str, hint: str, study_folder: Make, problems_of: Problems
) -> None:
    answers = {
        "t0.csv": "code,sex,JOBSAT,J2,J3\n1,1,3,4,5\n",
        "t1.csv": "code,sex,JOBSAT,J2,J3\n1,1,2,4,5\n2,2,2,4,5\n",
    }
    problems = problems_of(study_folder({old: new}, answers))
    assert [(problem.file, problem.column) for problem in problems] == [("study.yml", path)], problems
    assert message in problems[0].message
    assert hint in problems[0].hint
    assert problems[0].row is not None
    _is_plain(problems[0])


def _is_plain(problem: Problem) -> None:
    text = str(problem)
    for jargon in ("Input should", "Extra inputs", "type=", "pydantic", "NoneType", "Traceback", "Error"):
        assert jargon not in text


def test_the_line_is_that_of_the_key(study_folder: Make, problems_of: Problems) -> None:
    config = (study_folder() / "study.yml").read_text().replace("direction: higher", "direction: up")
    (problem,) = problems_of(study_folder(config=config))
    assert problem.row == 1 + next(number for number, line in enumerate(config.splitlines()) if "up" in line)


def test_doubled_keys_are_all_named_with_both_lines(study_folder: Make, problems_of: Problems) -> None:
    problems = problems_of(study_folder({"id: org,": "id: org, id: org,", "groups:": "survey: {}\ngroups:"}))
    assert [(problem.row, problem.column) for problem in problems] == [(1, "organisation.id"), (9, "survey")]
    assert "second time; the first is on line 5" in problems[1].message


@pytest.mark.parametrize(
    ("config", "row", "message"),
    [
        ("", None, "empty"),
        ("# only a comment\n", None, "empty"),
        ("- a\n- b\n", 1, "keys with values"),
        ("just text", 1, "keys with values"),
        ("organisation: {id: org\nwaves: 3\n", 2, "not valid YAML"),
        ("organisation:\n\tid: org\n", 2, "not valid YAML"),
        ("a: 1\n--- \nb: 2\n", 2, "second document"),
        ("a: &x 1\nb: *x\n", 1, "anchor &x"),
        ("a: !!python/object:os.system {}\n", 1, "Tags"),
        ("a: \x07\n", 1, "not valid YAML"),
        ("? [a, b]\n: 1\n", 1, "key must be a word"),
        (r'a: "\ud800"', 1, "half a character"),
        ("a: " + "[" * 5000, 1, "nested too deep"),
        ("a: caf\xe9\n".encode("latin-1"), 1, "not UTF-8"),
        (b"\xff\xfea\x00", 1, "not UTF-8"),
        (b"# " + b"x" * 1_000_001, None, "too large"),
    ],
)
def test_a_file_that_is_no_yaml(
    config: str | bytes, row: int | None, message: str, study_folder: Make, problems_of: Problems
) -> None:
    problem = next(problem for problem in problems_of(study_folder(config=config)) if message in problem.message)
    assert (problem.file, problem.row) == ("study.yml", row)
    _is_plain(problem)


def test_a_yaml_bomb_is_refused_at_once(study_folder: Make, problems_of: Problems) -> None:
    bomb = 'a: &a ["x", "x"]\n' + "".join(
        f"{new}: &{new} [*{old}, *{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    problems = problems_of(study_folder(config=bomb))
    assert all("not accepted" in problem.message for problem in problems)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path, study_folder: Make, problems_of: Problems) -> None:
    folder = study_folder()
    (tmp_path / "elsewhere.csv").write_bytes((folder / "t1.csv").read_bytes())
    (folder / "t1.csv").unlink()
    (folder / "t1.csv").symlink_to(tmp_path / "elsewhere.csv")
    (problem,) = problems_of(folder)
    assert "link that leads out" in problem.message


def test_a_folder_named_as_a_file_is_refused(study_folder: Make, problems_of: Problems) -> None:
    folder = study_folder()
    (folder / "t1.csv").unlink()
    (folder / "t1.csv").mkdir()
    (problem,) = problems_of(folder)
    assert "is a folder, and a file is needed" in problem.message


def test_a_file_that_may_not_be_read(
    study_folder: Make, problems_of: Problems, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path.name == "t1.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    (problem,) = problems_of(study_folder())
    assert problem.message == "This file cannot be read: permission denied."
    assert "may read" in problem.hint


def test_only_true_and_false_are_truth_values(study_folder: Make) -> None:
    study = load_study(study_folder({"reference: 1, focal: [2]": "reference: no, focal: [01, on]"}, {
        "t0.csv": "code,sex,JOBSAT\n1,no,3\n2,01,4\n", "t1.csv": "code,sex,JOBSAT\n1,no,3\n3,on,4\n",
    }))  # fmt: skip
    assert study.config.groups["gender"].levels == ("no", "01", "on")


def test_defaults_are_filled_in(study_folder: Make) -> None:
    config = load_study(study_folder()).config
    assert config.groups["gender"].label == {"nl": "gender", "en": "gender"}
    assert config.groups["gender"].labels == {"1": {"nl": "1", "en": "1"}, "2": {"nl": "2", "en": "2"}}
    assert config.waves[0].label == {"nl": "nulmeting", "en": "nulmeting"}
    assert (config.plan.estimator, config.plan.smallest_effect, config.report.language) == (None, 0.2, "nl")


def test_the_example_of_the_design_is_a_valid_config() -> None:
    StudyConfig.model_validate(
        {
            "organisation": {"id": "waterschap-a", "name": "Waterschap A", "sector": "overheid", "headcount": 1450},
            "waves": [
                {"id": "t0", "label": "nulmeting", "date": "2019-10-01", "file": "t0.csv", "invited": 1400},
                {"id": "t1", "label": "nameting", "date": "2021-06-01", "file": "t1.sav", "invited": 1390},
            ],
            "survey": {"respondent": "code", "unit": "afdeling", "items": {"pgis": "Q12_{n}"}, "missing_codes": [9]},
            "groups": {"origin": {"column": "herkomst", "reference": "nl", "focal": ["europa", "buiten-europa"]}},
            "plan": {"fixed_on": "2021-05-01", "primary": ["pgis.total"], "adjust": ["gender"], "comparison": None},
            "staff": {"persons": "persons.csv", "extract": {"from": "2018-01-01", "to": "2021-12-31"}},
            "population": "population.csv",
            "context": [{"date": "2020-03-15", "event": {"nl": "thuiswerken", "en": "working from home"}}],
            "privacy": {"purpose": "evaluatie", "retain_until": "2027-01-01"},
            "works_council": {"consent": False},
            "disclosure": {"preset": "strict"},
            "texts": "texts/",
            "report": {"language": "nl", "formats": ["html", "docx", "pdf"]},
        }
    )
