"""What must hold within a group's block of study.yml."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from evaluatie.study.settings.groupchecks import check_group
from evaluatie.study.settings.measured import Group, Wave
from evaluatie.study.settings.source import Source, read_source

WAVES = (Wave(id="t0", label="t0", file="t0.csv"), Wave(id="t1", label="t1", file="t1.csv", date="2021-06-01"))
COUNTRIES = {"own": "land", "mother": "moeder", "father": "vader"}
OLD, NEW = {"focal": ["westers", "niet-westers"]}, {"focal": ["europa", "buiten-europa"]}


@pytest.fixture
def source(tmp_path: Path):
    def make(block: dict) -> Source:
        text = yaml.safe_dump({"waves": [{"id": "t0"}, {"id": "t1"}], "groups": {"origin": block}}, sort_keys=False)
        (tmp_path / "study.yml").write_text(text, encoding="utf-8")
        return read_source(tmp_path / "study.yml")

    return make


FAULTS = {
    "no column": ({**NEW}, "groups.origin", "No column", "birth_countries"),
    "born needs a column": (
        {"reference": "30+", "focal": ["<30"], "bands": [30], "born": True, "birth_countries": COUNTRIES,
         "classification": "cbs-2022"}, "groups.origin", "No column", "column"),
    "born needs bands": ({"column": "g", "born": True}, "groups.origin.born", "need bands", "bands: [25"),
    "born needs dates": (
        {"column": "g", "born": True, "bands": [30], "reference": "30+", "focal": ["<30"]}, "waves.0", "no date",
        "date: 2019"),
    "countries need a classification": (
        {"birth_countries": COUNTRIES}, "groups.origin.birth_countries", "need a classification", "cbs-2022"),
    "origin needs both parents": (
        {"birth_countries": {"own": "land", "mother": "m"}, "classification": "cbs-2022", **NEW},
        "groups.origin.birth_countries", "for father", "both parents"),
    "countries have no bands": (
        {"birth_countries": COUNTRIES, "classification": "cbs-2022", "bands": [30], **NEW},
        "groups.origin.birth_countries", "bands", "Remove"),
    "a wave that is not there": (
        {"column": "h", "classification": {"t0": "cbs-2022", "t1": "cbs-2022", "t3": "cbs-2022"}, **NEW},
        "groups.origin.classification.t3", '"t3"', 'There are: t0'),
    "a wave without": (
        {"column": "h", "classification": {"t1": "cbs-2022"}, **NEW}, "groups.origin.classification", "for t0",
        "every wave"),
    "a level of another classification": (
        {"column": "h", "classification": "cbs-2022", "focal": ["niet-westers"]}, "groups.origin.focal",
        '"niet-westers" is not a level of cbs-2022', "buiten-europa"),
    "a misspelt level": (
        {"column": "h", "classification": "cbs-1999", **OLD, "reference": "Nederlands"}, "groups.origin.reference",
        '"Nederlands"', 'Did you mean "nederland"?'),
}  # fmt: skip


@pytest.mark.parametrize(("block", "column", "said", "hinted"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_at_its_place(source, block: dict, column: str, said: str, hinted: str) -> None:
    group = Group(**{"reference": "nederland", "focal": ["x"], **block})
    problems = list(check_group("origin", group, WAVES, source(block)))
    found = [problem for problem in problems if said in problem.message]
    assert [(problem.file, problem.column) for problem in found] == [("study.yml", column)]
    assert hinted in found[0].hint
    assert found[0].row is not None


SOUND = {
    "a column": {"column": "h", "reference": "a", "focal": ["b"]},
    "bands": {"column": "h", "bands": [30], "reference": "30+", "focal": ["<30"]},
    "one classification": {"column": "h", "classification": "cbs-1999", **OLD},
    "countries only": {"birth_countries": COUNTRIES, "classification": "cbs-2022", **NEW},
    "two classifications": {
        "column": "h", "classification": {"t0": "cbs-1999", "t1": "cbs-2022"}, "birth_countries": COUNTRIES,
        "focal": ["westers", "niet-westers", "europa", "buiten-europa"],
    },
}  # fmt: skip


@pytest.mark.parametrize("block", SOUND.values(), ids=SOUND)
def test_what_fits_is_not_a_problem(source, block: dict) -> None:
    assert list(check_group("origin", Group(**{"reference": "nederland", **block}), WAVES, source(block))) == []


def test_a_wave_without_a_file_needs_no_date_for_ages(source) -> None:
    block = {"column": "g", "born": True, "bands": [30], "reference": "30+", "focal": ["<30"]}
    waves = (Wave(id="t0", label="t0"),)
    assert list(check_group("age", Group(**block), waves, source(block))) == []
