"""A section runs again when anything changed that it is made from, and only then."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from evaluatie.run import ReportRun, RunError, inputs, run_all
from evaluatie.run.errors import RunWarning
from evaluatie.run.index import update_index
from evaluatie.run.inputs import made_from, notebook_digest, workbench_of
from evaluatie.run.making import Making
from evaluatie.run.notebooks import section_notebooks
from evaluatie.run.store import Store
from evaluatie.study import Workspace, load_study
from evaluatie.study import digests as digests_module
from evaluatie.study.digests import folder_digest

MakeReports = Callable[..., tuple]
ORGANISATION = "univbct-4"
ALL = (
    "05_summary.ipynb",
    "10_response.ipynb",
    "20_baseline.ipynb",
    "30_change.ipynb",
    "40_leadership.ipynb",
    "50_retention_and_promotion.ipynb",
    "60_interventions.ipynb",
    "70_conversations.ipynb",
    "80_conclusions.ipynb",
)
RESPONSE = "10_response.ipynb"


def leave_only(workspace: Workspace, kept: str) -> None:
    """Take all other notebooks of sections out."""
    for name in ALL:
        if name != kept:
            (workspace.notebooks / name).unlink()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def planned(workspace: Workspace, **options: bool) -> Making:
    notebooks = section_notebooks(workspace.notebooks)
    return Making(workspace, ORGANISATION, notebooks, workbench_of(workspace.notebooks), **options)


def digests(workspace: Workspace) -> dict[str, str]:
    study = folder_digest(workspace.raw(ORGANISATION))
    notebook = workspace.notebooks / "30_change.ipynb"
    return made_from(study, notebook, {"organisation": ORGANISATION}, workbench_of(workspace.notebooks))


def append(path: Path) -> None:
    with path.open("ab") as opened:
        opened.write(b"\n")


def edit_notebook(path: Path) -> None:
    path.write_text(path.read_text().replace("ev.change(study,", "ev.change( study,"))


def link_to_a_new_folder(folder: Path) -> None:
    other = folder.parents[2] / "elsewhere"
    other.mkdir()
    (other / "30_change.nl.md").write_text("text")
    (folder / "texts").symlink_to(other)


CHANGES: dict[str, tuple[str, Callable[[Workspace], object]]] = {
    "a wave's answers": ("data", lambda w: append(next(w.raw(ORGANISATION).glob("t1.*")))),
    "study.yml": ("data", lambda w: append(w.raw(ORGANISATION) / "study.yml")),
    "a new file": ("data", lambda w: append(w.raw(ORGANISATION) / "pgis.yml")),
    "a file that goes": ("data", lambda w: next(w.raw(ORGANISATION).glob("t1.*")).unlink()),
    "a linked folder": ("data", lambda w: link_to_a_new_folder(w.raw(ORGANISATION))),
    "the notebook's code": ("notebook", lambda w: edit_notebook(w.notebooks / "30_change.ipynb")),
    "what the notebook imports": ("beside", lambda w: append(w.notebooks / "helper.py")),
    "a notebook that it runs": ("beside", lambda w: shutil.copy(w.notebooks / ALL[0], w.notebooks / "common.ipynb")),
    "a name that is no text": ("data", lambda w: append(Path(os.fsdecode(bytes(w.raw(ORGANISATION)) + b"/\xe9.csv")))),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_input_counts(workspace: Workspace, change: str) -> None:
    kind, make = CHANGES[change]
    before = digests(workspace)
    assert digests(workspace) == before
    make(workspace)
    assert inputs.changes(before, digests(workspace)) == (kind,)


def test_parameters_code_and_versions_count(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = workspace.notebooks / "30_change.ipynb"
    one = made_from("", notebook, {"organisation": "a"}, {})
    assert inputs.changes(one, made_from("", notebook, {"organisation": "b"}, {})) == ("parameters",)

    before = digests(workspace)
    packages = tmp_path / "packages"
    (packages / "numpy-9.9.dist-info").mkdir(parents=True)
    with monkeypatch.context() as patch:
        patch.syspath_prepend(packages)
        assert inputs.changes(before, digests(workspace)) == ("versions",)
        assert "numpy-9.9" in digests_module.versions()
    with monkeypatch.context() as patch:
        patch.setattr(digests_module.sys, "version", "3.99")
        assert inputs.changes(before, digests(workspace)) == ("versions",)

    # a copy of the package, as an edit of one of its files would leave it
    code = tmp_path / "evaluatie"
    shutil.copytree(Path(inputs.__file__).parents[1], code, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(digests_module, "__file__", str(code / "study" / "digests.py"))
    assert digests(workspace) == before
    append(code / "report" / "wording" / "nl.yml")
    assert inputs.changes(before, digests(workspace)) == ("code",)


def test_what_editors_leave_behind_and_what_notebooks_showed_does_not_count(workspace: Workspace) -> None:
    before = digests(workspace)
    for name in ("~$t0.xlsx", ".~lock.t0.csv#", ".DS_Store", "__pycache__/x.pyc", ".ipynb_checkpoints/x.csv"):
        path = workspace.raw(ORGANISATION) / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    loop = workspace.raw(ORGANISATION) / ".ipynb_checkpoints" / "loop"
    loop.symlink_to(workspace.raw(ORGANISATION))
    (workspace.notebooks / "__pycache__").mkdir()
    (workspace.notebooks / "__pycache__" / "helper.pyc").touch()
    path = workspace.notebooks / "30_change.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[2].update(outputs=[nbformat.v4.new_output("stream", text="1")], execution_count=7)
    nbformat.write(notebook, path)
    assert digests(workspace) == before


def test_names_and_contents_are_told_apart(tmp_path: Path) -> None:
    one, other, loop = (tmp_path / name for name in ("one", "other", "loop"))
    for folder in (one, other, loop):
        folder.mkdir()
    (one / "a").write_text("bc")
    (other / "ab").write_text("c")
    assert folder_digest(one) != folder_digest(other)
    (loop / "back").symlink_to(loop)
    assert folder_digest(loop) == folder_digest(loop)
    (tmp_path / "broken.ipynb").write_text("{")
    assert notebook_digest(tmp_path / "broken.ipynb") != notebook_digest(tmp_path / "missing.ipynb")


def test_an_edit_reruns_only_what_it_touches(make_reports: MakeReports, workspace: Workspace) -> None:
    (first,) = make_reports()
    assert isinstance(first, ReportRun), first
    assert (first.executed, first.changed, first.written) == (ALL, (), True)
    before = contents(workspace.reports)
    stands = planned(workspace).unchanged()
    assert stands is not None
    assert (stands.written, stands.executed, stands.sections) == (False, (), first.sections)
    assert stands.pages == first.pages
    assert planned(workspace, force=True).unchanged() is None
    assert planned(workspace, force=True).missing() == list(section_notebooks(workspace.notebooks))

    edit_notebook(workspace.notebooks / "30_change.ipynb")
    (again,) = make_reports()
    assert (again.executed, again.changed) == (("30_change.ipynb",), ("notebook",))
    after = contents(workspace.reports)
    # the pages show its code, and the crate tells which notebook ran
    tells_of_it = ("notebooks/30_change.ipynb", "report.html", "report.en.html", "ro-crate-metadata.json")
    assert {name for name in after if after[name] != before[name]} == {f"{ORGANISATION}/{one}" for one in tells_of_it}

    # a file of the report that was lost or altered is put back from what is kept, without running anything
    page = workspace.reports / ORGANISATION / "report.html"
    page.write_text(page.read_text().replace("0", "1", 1))
    (mended,) = make_reports()
    assert (mended.executed, mended.written) == ((), True)
    assert contents(workspace.reports) == after

    # the order of the sections is an input of the report, not of a section
    (workspace.notebooks / "30_change.ipynb").rename(workspace.notebooks / "05_change.ipynb")
    (moved,) = make_reports()
    assert isinstance(moved, ReportRun), moved
    assert moved.executed == ("05_change.ipynb",)
    assert moved.sections == (
        "change",
        "summary",
        "response",
        "baseline",
        "leadership",
        "retention_and_promotion",
        "interventions",
        "conversations",
        "conclusions",
    )


def test_new_data_give_new_figures(make_reports: MakeReports, workspace: Workspace) -> None:
    leave_only(workspace, RESPONSE)
    make_reports()
    results = workspace.reports / ORGANISATION / "results.json"
    before = results.read_bytes()
    answers = next(workspace.raw(ORGANISATION).glob("t1.*"))
    lines = answers.read_bytes().splitlines(keepends=True)
    answers.write_bytes(b"".join(lines[:-1]))
    shutil.rmtree(workspace.reports)  # never sent: with it, the one person less would be known
    (made,) = make_reports()
    assert (made.executed, made.changed) == (("10_response.ipynb",), ("data",))
    assert results.read_bytes() != before
    assert f'"n": {len(lines) - 1}' in before.decode()
    assert f'"n": {len(lines) - 1}' not in results.read_text()


def test_what_is_kept_and_cannot_be_read_is_made_again(make_reports: MakeReports, workspace: Workspace) -> None:
    leave_only(workspace, RESPONSE)
    make_reports()
    before = contents(workspace.reports)
    folder = workspace.sections / ORGANISATION
    assert sorted(path.name for path in folder.iterdir()) == ["10_response.json", "report.json"]
    (folder / "report.json").write_text("{}")
    (made,) = make_reports()
    assert made.executed == ()
    section = folder / "10_response.json"
    section.write_bytes(section.read_bytes()[:-20])
    (folder / "report.json").unlink()
    (made,) = make_reports()
    assert made.executed == ("10_response.ipynb",)
    assert contents(workspace.reports) == before


def test_data_that_change_while_a_section_runs_are_not_taken_for_those_before(
    make_reports: MakeReports, workspace: Workspace
) -> None:
    leave_only(workspace, RESPONSE)
    path = workspace.notebooks / RESPONSE
    config = workspace.raw(ORGANISATION) / "study.yml"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(3, nbformat.v4.new_code_cell(f"_ = open({os.fspath(config)!r}, 'a').write('\\n')"))
    nbformat.write(notebook, path)
    (failed,) = make_reports()
    told = "the organisation's files changed while it was made; run this again"
    assert str(failed.error) == f"10_response.ipynb: {told}"
    assert not workspace.reports.exists()
    assert not (workspace.sections / ORGANISATION / "10_response.json").exists()


def test_what_changes_beside_the_notebooks_while_a_section_runs_counts(
    make_reports: MakeReports, workspace: Workspace
) -> None:
    leave_only(workspace, RESPONSE)
    helper = workspace.notebooks / "helper.py"
    helper.write_text("A")
    path = workspace.notebooks / RESPONSE
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(3, nbformat.v4.new_code_cell("_ = open('helper.py', 'w').write('B')"))
    nbformat.write(notebook, path)
    (failed,) = make_reports()
    assert "files beside the notebooks changed while it was made" in str(failed.error)
    helper.write_text("A")  # as it was
    assert planned(workspace).missing() == [path]


def test_the_intake_is_done_again_when_evaluatie_or_a_package_changed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = workspace.raw(ORGANISATION)
    load_study(folder)
    processed = workspace.processed(ORGANISATION)
    first = processed.stat().st_ino
    load_study(folder)
    assert processed.stat().st_ino == first
    monkeypatch.setattr("evaluatie.study.load.software", lambda: {"code": "", "versions": "another pandas"})
    load_study(folder)
    assert processed.stat().st_ino != first


def test_of_a_section_that_was_taken_out_nothing_is_kept(make_reports: MakeReports, workspace: Workspace) -> None:
    make_reports()
    (workspace.notebooks / "30_change.ipynb").unlink()
    (made,) = make_reports()
    others = ("retention_and_promotion", "interventions", "conversations", "conclusions")
    assert (made.sections, made.executed) == (("summary", "response", "baseline", "leadership", *others), ())
    kept = sorted(path.name for path in (workspace.sections / ORGANISATION).iterdir())
    assert kept == [
        "05_summary.json",
        "10_response.json",
        "20_baseline.json",
        "40_leadership.json",
        "50_retention_and_promotion.json",
        "60_interventions.json",
        "70_conversations.json",
        "80_conclusions.json",
        "before.json",
        "report.json",
    ]

    shutil.rmtree(workspace.raw(ORGANISATION))
    shutil.copytree(workspace.root / "reports", workspace.root / "data" / "raw" / "other")
    (workspace.root / "data" / "raw" / "other" / "study.yml").touch()
    (workspace.root / "data" / "raw" / "nothing").mkdir()
    with pytest.warns(RunWarning, match="left out, since there is no study.yml in it: data/raw/nothing$"):
        run_all(root=workspace.root)
    assert not (workspace.sections / ORGANISATION).exists()
    (workspace.root / "data" / "raw" / "other" / "study.yml").unlink()
    with pytest.raises(RunError, match=r"data/raw holds no folder with a study\.yml; evaluatie new makes one"):
        run_all(root=workspace.root)


def test_the_index_is_written_when_a_report_changed_and_only_then(
    make_reports: MakeReports, workspace: Workspace
) -> None:
    leave_only(workspace, RESPONSE)
    make_reports()
    update_index(workspace)
    page = workspace.reports / "index.html"
    first = page.stat().st_ino, page.read_bytes()
    update_index(workspace)
    assert page.stat().st_ino == first[0]
    page.write_text("something else")
    update_index(workspace)
    assert page.read_bytes() == first[1]
    shutil.copytree(workspace.reports / ORGANISATION, workspace.reports / "from-elsewhere")
    update_index(workspace)
    assert b"from-elsewhere/report.html" in page.read_bytes()
    (workspace.reports / "from-elsewhere" / "notebooks" / ALL[0]).write_text("{")
    update_index(workspace)
    assert b"from-elsewhere/report.html" in page.read_bytes()
    shutil.rmtree(workspace.reports / "from-elsewhere")
    update_index(workspace)
    assert page.read_bytes() == first[1]


def test_a_store_gives_back_what_it_was_given(tmp_path: Path) -> None:
    store = Store(tmp_path / "sections" / "a")
    assert store.report() is None
    assert store.report_digest() is None
    assert not store.has_section("10_a.ipynb", {"data": "1"})
    (tmp_path / "sections" / "a").mkdir(parents=True)
    (tmp_path / "sections" / "a" / "10_a.json").write_text(json.dumps({"data": "1"}) + "\n[]")
    assert store.has_section("10_a.ipynb", {"data": "1"})
    assert store.section("10_a.ipynb", {"data": "1"}) is None
    (tmp_path / "sections" / "a" / "report.json").write_text(
        json.dumps({"made_from": None, "files": {}, "pages": [], "sections": [], "dropped": []})
    )
    assert store.report() is None
