"""Names and links that lead elsewhere, and things that are no files: refused before anything is read or written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluatie.study import Problem, StudyError, Workspace, load_study
from evaluatie.study.digests import folder_digest
from evaluatie.study.guessing import new_study

Make, Problems = Callable[..., Path], Callable[..., list[Problem]]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("../t1.csv", "leads out"),
        ("a/../../t1.csv", "leads out"),
        ("/etc/passwd.csv", "leads out"),
        ("C:/t1.csv", "leads out"),
        ("C:t1.csv", "leads out"),
        ("..\\\\t1.csv", "leads out"),
        ("\\\\\\\\server\\\\share\\\\t1.csv", "leads out"),
        ("\uff0e\uff0e\uff0ft1.csv", "leads out"),  # full-width points and slash
        ("\u2025/t1.csv", "leads out"),  # two points in one letter
        ("con.csv", "on every system"),
        ("a/LPT1.csv", "on every system"),
        ("a./t1.csv", "on every system"),
        ("a /t1.csv", "on every system"),
        ("t0.csv:stream.csv", "on every system"),
        ("t?.csv", "on every system"),
        ("t1\\u202egpj.csv", "must be the name of a file"),
        ("t1\\0.csv", "must be the name of a file"),
        ("t1\\n.csv", "must be the name of a file"),
        ("~/t1.csv", "no file"),
    ],
)
def test_a_name_that_leads_elsewhere(name: str, message: str, study_folder: Make, problems_of: Problems) -> None:
    (problem,) = problems_of(study_folder({"file: t1.csv": f'file: "{name}"'}))
    assert (problem.file, problem.column, message in problem.message) == ("study.yml", "waves.1.file", True)
    assert problem.message.isprintable()


@pytest.mark.parametrize("id_", ["../x", "a/b", "..", "CON", "nul", "com1", "ａ", "a.", "a\\0b", "-a", "а"])
def test_ids_that_are_no_names_of_folders(id_: str, study_folder: Make, problems_of: Problems) -> None:
    problems = problems_of(study_folder({"id: org,": f'id: "{id_}",'}))
    assert [problem.column for problem in problems] == ["organisation.id"]


@pytest.mark.parametrize("id_", ["../../x", "a/b", "..", ".", "", "/x", "a\\b", "a\0b"])
def test_a_new_study_stays_in_the_workspace(id_: str, study_folder: Make) -> None:
    workspace = Workspace(study_folder().parents[2])
    with pytest.raises(StudyError, match=r"cannot name an organisation"):
        new_study(workspace.new_folder(id_))


def test_a_new_study_cannot_have_a_name_that_windows_keeps(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="Windows keeps that name"):
        new_study(tmp_path / "aux")


@pytest.mark.parametrize("id_", ["../org", "org/../org", "data/raw/org", "org\0", "org ", "ORG"])
def test_only_organisations_that_are_there(id_: str, study_folder: Make) -> None:
    with pytest.raises(StudyError, match="no organisation"):
        Workspace(study_folder().parents[2]).study_folder(id_)


@pytest.mark.parametrize("place", ["data/processed", "data/sections", "reports", "data/processed/org", "reports/org"])
def test_a_link_out_of_the_workspace_is_never_written_to(
    place: str, study_folder: Make, problems_of: Problems, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, elsewhere = study_folder(), tmp_path_factory.mktemp("elsewhere")
    link = folder.parents[2] / place
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(elsewhere)
    problems = problems_of(folder)
    assert {problem.message for problem in problems} == {"This is a link that leads out of the workspace."}
    assert problems[0].file == place
    assert not list(elsewhere.iterdir())


def test_the_folder_of_an_organisation_that_is_a_link(
    study_folder: Make, problems_of: Problems, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, elsewhere = study_folder(), tmp_path_factory.mktemp("elsewhere") / "org"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)
    (problem,) = problems_of(folder)
    assert (problem.file, "leads out of the workspace" in problem.message) == ("data/raw/org", True)


def test_data_may_be_on_another_disk(study_folder: Make, tmp_path_factory: pytest.TempPathFactory) -> None:
    data = study_folder().parents[1]
    elsewhere = tmp_path_factory.mktemp("disk") / "data"
    data.rename(elsewhere)
    data.symlink_to(elsewhere)
    assert load_study(data / "raw" / "org").linking == "linked"
    assert (elsewhere / "processed" / "org" / "survey.parquet").is_file()


def test_links_in_the_study_folder(study_folder: Make, problems_of: Problems, tmp_path: Path) -> None:
    folder = study_folder()
    (tmp_path / "elsewhere.yml").write_bytes((folder / "study.yml").read_bytes())
    (folder / "study.yml").unlink()
    (folder / "study.yml").symlink_to(tmp_path / "elsewhere.yml")
    (problem,) = problems_of(folder)
    assert "link that leads out of the study folder" in problem.message


def test_a_definition_that_is_a_link_out(study_folder: Make, problems_of: Problems, tmp_path: Path) -> None:
    folder = study_folder({"groups:": "instruments: own/\ngroups:"})
    (tmp_path / "sfeer.yaml").write_text("id: sfeer\n")
    (folder / "own").mkdir()
    (folder / "own" / "sfeer.yaml").symlink_to(tmp_path / "sfeer.yaml")
    (problem,) = problems_of(folder)
    assert (problem.file, "leads out" in problem.message) == ("own/sfeer.yaml", True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
@pytest.mark.parametrize("name", ["t1.csv", "study.yml", "notes.csv"])
def test_a_pipe_is_never_waited_for(name: str, study_folder: Make) -> None:
    folder = study_folder()
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    folder_digest(folder)
    if name == "notes.csv":
        load_study(folder)
        return
    with pytest.raises(StudyError, match="device"):
        load_study(folder)


def test_links_that_go_round(study_folder: Make, problems_of: Problems) -> None:
    folder = study_folder()
    (folder / "t1.csv").unlink()
    (folder / "t1.csv").symlink_to(folder / "t1.csv")
    (problem,) = problems_of(folder)
    assert problem.column == "waves.1.file"
