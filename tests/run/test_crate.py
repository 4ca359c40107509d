"""ro-crate-metadata.json: what the specification demands, every file as it is, and nothing that it must not tell."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from evaluatie.report.protection import FIELDS
from evaluatie.run import RunError
from evaluatie.run.provenance import Origin, origin_of_study
from evaluatie.run.report import write_report
from evaluatie.run.sections import ExecutedSection
from evaluatie.run.software import packages
from evaluatie.study import Workspace
from evaluatie.study.authored import study_digest
from evaluatie.study.inputs import input_roles, study_inputs
from evaluatie.study.key import VARIABLE

CRATE = "ro-crate-metadata.json"
DATA = Path(__file__).parents[1] / "report" / "data"
BUNDLES = [json.loads((DATA / f"{name}.json").read_text(encoding="utf-8")) for name in ("response", "change")]
ORGANISATION = BUNDLES[0]["organisation"]["id"]
NOTEBOOKS = ("10_response.ipynb", "30 own é.ipynb")
SOMEBODY = "Jansen-Pietersen"
Crate = dict[str, Any]


def study_at(root: Path, **about: bool) -> Workspace:
    """Make a study folder with names of files that nobody may see."""
    folder = root / "data" / "raw" / ORGANISATION
    (folder / "texts").mkdir(parents=True)
    settings = "".join(f", {name}: {str(value).lower()}" for name, value in about.items())
    waves = f"[{{id: t0, file: {SOMEBODY}.csv}}, {{id: t1, file: t1.csv}}]"
    (folder / "study.yml").write_text(
        f"organisation: {{id: {ORGANISATION}, name: A{settings}}}\nwaves: {waves}\ntexts: texts/\n", encoding="utf-8"
    )
    (folder / f"{SOMEBODY}.csv").write_text("a\n1\n", encoding="utf-8")
    (folder / "t1.csv").write_text("a\n2\n", encoding="utf-8")
    (folder / "texts" / f"{SOMEBODY}.nl.md").write_text("tekst", encoding="utf-8")
    (folder / f"note of {SOMEBODY}.txt").write_text("note", encoding="utf-8")
    return Workspace(root)


def sections(change: Callable[[dict[str, Any]], None] | None = None) -> list[ExecutedSection]:
    made = []
    for name, bundle in zip(NOTEBOOKS, copy.deepcopy(BUNDLES), strict=True):
        bundle["privacy"] = dict.fromkeys((*FIELDS, "units_named")) | {"access": []}
        if change is not None:
            change(bundle)
        made.append(ExecutedSection(name, (), bundle, ()))
    return made


def report(
    workspace: Workspace,
    parameters: dict[str, object] | None = None,
    change: Callable[[dict[str, Any]], None] | None = None,
) -> Path:
    study = workspace.raw(ORGANISATION)
    kinds = {"data": study_digest(study), "notebook": "0" * 64, "code": "c" * 64}
    made_from = {name: dict(kinds) for name in NOTEBOOKS}
    given = {"organisation": ORGANISATION} if parameters is None else parameters
    origin = origin_of_study(workspace, ORGANISATION, given, made_from)
    folder = workspace.reports / ORGANISATION
    write_report(ORGANISATION, folder, sections(change), made_from, origin, proven=lambda _: None)
    return folder


def read(folder: Path) -> Crate:
    content = json.loads((folder / CRATE).read_text(encoding="utf-8"))
    return {entity["@id"]: entity for entity in content["@graph"]}


def ids_of(value: Any) -> list[str]:
    return [one["@id"] for one in (value if isinstance(value, list) else [value])]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return report(study_at(tmp_path))


def check_specification(folder: Path) -> Crate:
    """Hold a folder's crate against what RO-Crate 1.1 says that it must be."""
    content = json.loads((folder / CRATE).read_text(encoding="utf-8"))
    assert content.keys() == {"@context", "@graph"}
    assert content["@context"][0] == "https://w3id.org/ro/crate/1.1/context"
    ids = [entity["@id"] for entity in content["@graph"]]
    assert len(ids) == len(set(ids))
    crate = read(folder)
    assert crate[CRATE] == {
        "@id": CRATE,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
    }
    root = crate["./"]
    assert root["@type"] == "Dataset"
    assert root["name"]
    assert root["description"]
    assert crate[root["license"]["@id"]]["name"]
    assert re.fullmatch(r"\d{4}(-\d{2}-\d{2})?", root["datePublished"])
    elsewhere = {"https://w3id.org/ro/crate/1.1"}
    for entity in content["@graph"]:
        assert entity["@type"]
        for name, value in entity.items():
            for one in value if isinstance(value, list) else [value]:
                # flattened: an entity holds no other, it refers to it
                assert not isinstance(one, dict) or (one.keys() == {"@id"} and one["@id"] in {*ids, *elsewhere}), name
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {CRATE}
    listed = {unquote(id_): crate[id_] for id_ in ids_of(root["hasPart"])}
    assert listed.keys() == there
    assert {unquote(id_) for id_, entity in crate.items() if entity["@type"] == "File"} == there
    for name, entity in listed.items():
        held = (folder / name).read_bytes()
        assert entity["sha256"] == hashlib.sha256(held).hexdigest()
        assert entity["contentSize"] == str(len(held))
        assert re.fullmatch(r"[a-z]+/[\w.+-]+", entity["encodingFormat"])
    return crate


def test_it_is_as_the_specification_demands_and_lists_every_file_as_it_is(folder: Path) -> None:
    crate = check_specification(folder)
    assert crate["notebooks/30%20own%20%C3%A9.ipynb"]["encodingFormat"] == "application/x-ipynb+json"
    assert crate["references.bib"]["encodingFormat"] == "application/x-bibtex"
    # the check itself sees a file that is not listed, and one that changed
    (folder / "more.html").write_text("<p>")
    with pytest.raises(AssertionError):
        check_specification(folder)
    (folder / "more.html").unlink()
    (folder / "report.html").write_text("<p>")
    with pytest.raises(AssertionError):
        check_specification(folder)


def test_every_section_is_a_run_with_its_parameters_and_seeds(tmp_path: Path) -> None:
    def with_draws(bundle: dict[str, Any]) -> None:
        bundle["methods"] += ["multiple_imputation"] if bundle["section"] == "change" else []

    parameters: dict[str, object] = {"organisation": ORGANISATION, "tighten": ["minimum_group=15"]}
    crate = read(report(study_at(tmp_path), parameters, with_draws))
    runs = [entity for entity in crate.values() if entity["@type"] == "CreateAction"]
    assert [run["@id"] for run in runs] == ["#run-10_response", "#run-30%20own%20%C3%A9", "#compose"]
    values = [{crate[id_]["name"]: crate[id_]["value"] for id_ in ids_of(run["object"])
               if crate[id_]["@type"] == "PropertyValue"} for run in runs]  # fmt: skip
    asked = {"organisation": ORGANISATION, "tighten": '["minimum_group=15"]'}
    draws = {"multiple_imputation.imputations": 20, "multiple_imputation.seed": 0}
    assert values == [asked, asked | draws, {}]
    assert runs[0]["result"] == {"@id": "notebooks/10_response.ipynb"}
    assert crate[runs[0]["instrument"]["@id"]]["version"] == "0" * 64
    made = {*ids_of(runs[2]["object"]), *ids_of(runs[2]["result"])}
    assert made == set(ids_of(crate["./"]["hasPart"]))


def test_software_is_named_with_its_versions_and_without_the_machine(folder: Path) -> None:
    crate = read(folder)
    needed = ids_of(crate["#evaluatie"]["softwareRequirements"])
    assert len(needed) == len(packages()) + 1
    assert {crate[id_]["name"] for id_ in needed} >= {"CPython", "numpy", "pandas", "scipy", "papermill"}
    assert crate["#evaluatie-code"]["value"] == "c" * 64
    text = (folder / CRATE).read_text(encoding="utf-8")
    for secret in (str(folder.parents[1]), os.environ.get("USER") or "no such user", os.uname().nodename):
        assert secret not in text
    assert not re.search(r"20\d\d-\d\d-\d\dT|/home/|/root/|/tmp/", text)


def test_inputs_go_by_role_and_their_names_are_told_nowhere(folder: Path) -> None:
    crate = read(folder)
    roles = [crate[id_]["name"] for id_ in crate if id_.startswith("#input-") and not id_.endswith("-digest")]
    assert roles == ["other", "study.yml", "texts", "waves.t0.file", "waves.t1.file", "all inputs together"]
    assert SOMEBODY.encode() not in (folder / CRATE).read_bytes()


def digests(crate: Crate) -> dict[str, tuple[str, str]]:
    return {id_: (entity["name"], entity["value"]) for id_, entity in crate.items()
            if id_.startswith("#input-") and id_.endswith("-digest")}  # fmt: skip


def test_digests_of_inputs_cannot_be_tried_out_without_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = study_at(tmp_path / "one")
    told = digests(read(report(workspace)))
    assert {scheme for scheme, _ in told.values()} == {"hmac-sha256"}
    content = b"a\n1\n"
    plain = {hashlib.sha256(content).hexdigest(), study_digest(workspace.raw(ORGANISATION))}
    assert not plain & {value for _, value in told.values()}
    # whoever has the key finds the same again, another key gives others, and so does another study
    assert digests(read(report(workspace))) == told
    same = tmp_path / "one" / "data" / "raw" / "b"
    shutil.copytree(workspace.raw(ORGANISATION), same)
    assert not {file.digest for file in study_inputs(same, tmp_path).files} & {value for _, value in told.values()}
    monkeypatch.setenv(VARIABLE, str(tmp_path / "other.key"))
    other = digests(read(report(workspace)))
    assert other.keys() == told.keys()
    assert not set(other.values()) & set(told.values())


@pytest.mark.parametrize("about", ["synthetic", "published"])
def test_digests_of_what_anybody_may_have_are_plain_and_need_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, about: str
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "none.key"))
    told = digests(read(report(study_at(tmp_path, **{about: True}))))
    assert told["#input-waves.t0.file-digest"] == ("sha256", hashlib.sha256(b"a\n1\n").hexdigest())
    assert not (tmp_path / "none.key").exists()


def test_another_folder_on_another_day_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    once = report(study_at(tmp_path / "one"))
    later = study_at(tmp_path / "a longer name" / "elsewhere")
    for path in later.root.rglob("*"):
        os.utime(path, (1, 1))
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 4e7)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("USER", SOMEBODY)
    again = report(later)
    for path in once.rglob("*"):
        if path.is_file():
            assert (again / path.relative_to(once)).read_bytes() == path.read_bytes(), path


def test_the_date_is_that_of_the_last_wave_and_the_controller_publishes(tmp_path: Path) -> None:
    def dated(bundle: dict[str, Any]) -> None:
        bundle["waves"][0]["date"], bundle["waves"][1]["date"] = "2019-10-01", "2021-06-01"
        bundle["privacy"]["controller"] = "Waterschap A"

    root = (crate := read(report(study_at(tmp_path / "a"), change=dated)))["./"]
    assert root["datePublished"] == "2021-06-01"
    assert crate[root["publisher"]["@id"]]["name"] == "Waterschap A"
    undated = read(report(study_at(tmp_path / "b")))["./"]
    assert "publisher" not in undated
    assert undated["datePublished"] == "2026"
    assert "no measurement is dated" in undated["description"]


def test_files_that_changed_meanwhile_are_not_told_as_those_that_were_used(tmp_path: Path) -> None:
    workspace = study_at(tmp_path)
    used = {"30_change.ipynb": {"data": study_digest(workspace.raw(ORGANISATION))}}
    assert isinstance(origin_of_study(workspace, ORGANISATION, {}, used), Origin)
    (workspace.raw(ORGANISATION) / "t1.csv").write_text("a\n3\n4\n")
    with pytest.raises(RunError, match="files changed while the report was made"):
        origin_of_study(workspace, ORGANISATION, {}, used)


def test_a_file_with_two_parts_has_both_and_what_study_yml_says_otherwise_is_no_role() -> None:
    settings = {
        "waves": [{"id": "t0", "file": "a.xlsx", "sheet": "b.csv"}, {"id": "t1", "file": "./a.xlsx"}],
        "organisation": {"name": "."},
    }
    assert input_roles(settings, ["a.xlsx", "c.csv", "d.csv"]) == {
        "a.xlsx": "waves.t0.file+waves.t1.file",
        "c.csv": "other",
        "d.csv": "other",
    }
