"""From notebooks to a report's folder: what gets in, what is dropped and named, what happens when something fails."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
import yaml

from evaluatie.run import ReportFailure, ReportRun, RunError
from evaluatie.run.folder import replace_folder
from evaluatie.run.index import write_index
from evaluatie.run.kernels import KernelPool
from evaluatie.run.provenance import Origin
from evaluatie.run.report import write_report
from evaluatie.run.sections import ExecutedSection
from evaluatie.study import StudyError, Workspace
from evaluatie.study.inputs import StudyInputs

CANARY = "Zilvervos-7281"
PAGES = {
    "report.html",
    "report.en.html",
    "data-protection.html",
    "data-protection.en.html",
    "report.docx",
    "report.pdf",
    "references.bib",
    "references.json",
    "ro-crate-metadata.json",
    "results.json",
    "results.xlsx",
}
SECTIONS = (
    "05_summary",
    "10_response",
    "20_baseline",
    "30_change",
    "40_leadership",
    "50_retention_and_promotion",
    "60_interventions",
    "70_conversations",
    "80_conclusions",
)
NOTEBOOKS = {f"notebooks/{name}.ipynb" for name in SECTIONS}
ORIGIN = Origin(StudyInputs("sha256", (), ""), {})
MakeReports = Callable[..., tuple]


@pytest.fixture
def change_only(workspace: Workspace) -> Workspace:
    """Leave the report one section: enough where it is about a single notebook."""
    for name in (
        "05_summary.ipynb",
        "10_response.ipynb",
        "20_baseline.ipynb",
        "40_leadership.ipynb",
        "50_retention_and_promotion.ipynb",
        "60_interventions.ipynb",
        "70_conversations.ipynb",
        "80_conclusions.ipynb",
    ):
        (workspace.notebooks / name).unlink()
    return workspace


LEAKS = f"""
import sys, pandas as pd
from IPython.display import HTML, Image, display, publish_display_data
persons = pd.DataFrame({{"name": ["{CANARY}"], "born": [1981]}})
print(persons)
print("{CANARY}", file=sys.stderr)
display(persons)
display(HTML("<b>{CANARY}</b>"), metadata={{"note": "{CANARY}"}})
publish_display_data({{"{CANARY}": "{CANARY}", "application/json": persons.to_dict()}})
handle = display("{CANARY}", display_id="{CANARY}")
handle.update("{CANARY}")
persons
"""


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def edit(workspace: Workspace, name: str, change: Callable[[nbformat.NotebookNode], None]) -> None:
    path = workspace.notebooks / name
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)


def insert(source: str, *, at: int = 3, **metadata: object) -> Callable[[nbformat.NotebookNode], None]:
    cell = nbformat.v4.new_code_cell(source, id=f"inserted-{at}", metadata=metadata)
    return lambda notebook: notebook.cells.insert(at, cell)


def test_a_report_has_its_pages_results_and_notebooks(make_reports: MakeReports, workspace: Workspace) -> None:
    (made,) = make_reports()
    assert isinstance(made, ReportRun), made
    assert made.sections == (
        "summary",
        "response",
        "baseline",
        "change",
        "leadership",
        "retention_and_promotion",
        "interventions",
        "conversations",
        "conclusions",
    )
    assert made.dropped == ()
    assert [page.name for page in made.pages] == ["report.html", "report.en.html"]
    assert contents(made.folder).keys() == PAGES | NOTEBOOKS
    assert {path.name for path in workspace.reports.iterdir()} == {"_register", "univbct-4"}
    for name in NOTEBOOKS:
        notebook = nbformat.read(made.folder / name, as_version=4)
        nbformat.validate(notebook)
        assert [cell.get("execution_count") for cell in notebook.cells] == [None, 1, 2, 3, 4, 5]
        (output,) = [output for cell in notebook.cells for output in cell.get("outputs", ())]
        assert output.data.keys() == {"application/vnd.evaluatie+json", "text/html"}


@pytest.mark.usefixtures("fork_pool")
def test_forked_and_plain_kernels_give_the_same_bytes(
    make_reports: MakeReports, plain_pool: KernelPool, change_only: Workspace
) -> None:
    (made,) = make_reports()
    forked = contents(made.folder)
    shutil.rmtree(change_only.reports)
    (made,) = make_reports(pool=plain_pool)
    assert contents(made.folder) == forked


def test_a_frame_of_persons_reaches_no_file_and_its_cell_is_named(
    make_reports: MakeReports, change_only: Workspace
) -> None:
    edit(change_only, "30_change.ipynb", insert(LEAKS))
    edit(change_only, "30_change.ipynb", insert("1 + 1", at=4, tags=[CANARY], note=CANARY))
    edit(change_only, "30_change.ipynb", lambda notebook: notebook.cells[0].update(attachments={"a": {"b": CANARY}}))
    edit(change_only, "30_change.ipynb", lambda notebook: notebook.metadata.update(title=CANARY))
    (made,) = make_reports()
    assert isinstance(made, ReportRun), made
    write_index(change_only.reports)
    kept = contents(change_only.reports)
    source = f'"{CANARY}"'.encode()
    notebook = json.loads(kept.pop("univbct-4/notebooks/30_change.ipynb"))
    assert all(CANARY not in json.dumps({**cell, "source": None}) for cell in notebook["cells"])
    assert CANARY not in json.dumps(notebook["metadata"])
    sources = ["".join(cell["source"]).strip("\n") for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for page in ("univbct-4/report.html", "univbct-4/report.en.html"):
        # a page tells, on request, the same code as the kept notebook
        shown = re.findall(r"<pre [^>]*><code>(.*?)</code></pre>", kept[page].decode(), re.DOTALL)
        assert {html.unescape(one) for one in shown} >= set(sources)
        kept[page] = re.sub(rb"<pre .*?</pre>", b"", kept[page], flags=re.DOTALL)
    assert not [name for name, content in kept.items() if CANARY.encode() in content or source in content]
    assert made.dropped == (
        "30_change.ipynb, cell 4: stdout (stream)",
        "30_change.ipynb, cell 4: stderr (stream)",
        "30_change.ipynb, cell 4: text/html, text/plain (display_data)",
        "30_change.ipynb, cell 4: text/html, text/plain (display_data)",
        "30_change.ipynb, cell 4: application/json, unnamed type (display_data)",
        "30_change.ipynb, cell 4: text/plain (display_data)",
        "30_change.ipynb, cell 4: text/html, text/plain (execute_result)",
        "30_change.ipynb, cell 5: text/plain (execute_result)",
    )
    assert b"30_change.ipynb, cell 5: text/plain (execute_result)" in kept["univbct-4/report.html"]


def test_a_failing_cell_is_told_without_what_it_says_and_the_old_report_stays(
    make_reports: MakeReports, workspace: Workspace, capfd: pytest.CaptureFixture[str]
) -> None:
    (workspace.notebooks / "10_response.ipynb").unlink()
    replace_folder(workspace.reports / "univbct-4", {"report.html": b"old"})
    before = contents(workspace.reports)
    edit(workspace, "30_change.ipynb", insert(f"print('{CANARY}')\nraise KeyError('{CANARY}')"))
    edit(workspace, "20_baseline.ipynb", insert(f"int('{CANARY}')"))
    (failed,) = make_reports()
    assert isinstance(failed, ReportFailure)
    assert isinstance(failed.error, RunError)
    lines = str(failed.error).split("\n")
    assert lines[0].startswith("20_baseline.ipynb, cell 4: ValueError (its message may quote data")
    assert lines[1:] == [] or lines[1].startswith("30_change.ipynb, cell 4: KeyError (its message may quote data")
    assert contents(workspace.reports) == before
    assert CANARY not in "".join([*capfd.readouterr(), repr(failed.error.__cause__), repr(failed.error.__context__)])


def test_an_error_of_evaluatie_itself_is_told_in_full(make_reports: MakeReports, change_only: Workspace) -> None:
    edit(change_only, "30_change.ipynb", insert("ev.load_study('elsewhere')"))
    (failed,) = make_reports()
    assert str(failed.error).startswith('30_change.ipynb, cell 4: data/raw: There is no organisation "elsewhere".')


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("ev.release(section)", r"released 2 sections, in cells 5 and 6; a notebook makes one"),
        ("raise SystemExit(0)", r"30_change\.ipynb released nothing: its last line must be ev\.release\(section\)"),
    ],
)
def test_a_notebook_releases_one_section(
    make_reports: MakeReports, change_only: Workspace, source: str, message: str
) -> None:
    edit(change_only, "30_change.ipynb", insert(source, at=4))
    (failed,) = make_reports()
    with pytest.raises(RunError, match=message):
        raise failed.error


def test_a_bundle_that_release_did_not_make_is_refused(make_reports: MakeReports, change_only: Workspace) -> None:
    forged = (
        "class F:\n def _repr_mimebundle_(self, **_):\n  return {'application/vnd.evaluatie+json': {'schema': 1}}\nF()"
    )

    def replace(notebook: nbformat.NotebookNode) -> None:
        notebook.cells[-1].source = forged

    edit(change_only, "30_change.ipynb", replace)
    (failed,) = make_reports()
    with pytest.raises(RunError, match=r"30_change\.ipynb, cell 5: this output was not made by ev\.release"):
        raise failed.error


def test_sections_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    def section(name: str, about: str) -> ExecutedSection:
        bundle = {"section": "change", "organisation": {"id": about, "name": about}, "language": "nl"}
        return ExecutedSection(name, (), bundle, ())

    sections = [section("30_change.ipynb", "a"), section("40_more.ipynb", "a")]
    with pytest.raises(RunError, match=r"^30_change\.ipynb and 40_more\.ipynb both released the section change$"):
        write_report("a", tmp_path, sections, {}, ORIGIN, proven=print)
    with pytest.raises(RunError, match=r"^30_change\.ipynb released a section about b, not about a$"):
        write_report("a", tmp_path, [section("30_change.ipynb", "b")], {}, ORIGIN, proven=print)


def test_one_organisation_that_fails_stops_no_other_and_the_index_lists_what_there_is(
    make_reports: MakeReports, change_only: Workspace
) -> None:
    assert write_index(change_only.reports) is None
    shutil.copytree(change_only.raw("univbct-4"), change_only.raw("broken"))
    (change_only.raw("broken") / "study.yml").write_text("organisation: [")
    broken, missing, made = make_reports("broken", "missing", "univbct-4")
    assert isinstance(broken.error, StudyError)
    assert isinstance(missing.error, StudyError)
    assert isinstance(made, ReportRun)
    assert not (change_only.reports / "broken").exists()

    old = change_only.reports / "an-old-one"
    old.mkdir()
    (old / "report.html").write_text("<p>old</p>")
    (change_only.reports / ".half.123.tmp").mkdir()
    page = write_index(change_only.reports)
    assert page is not None
    text = page.read_text(encoding="utf-8")
    assert 'href="univbct-4/report.html"' in text
    assert 'href="an-old-one/report.html"' in text
    assert "half" not in text
    assert oct(page.stat().st_mode)[-3:] == "644"


def test_a_study_chooses_its_kinds_of_file(make_reports: MakeReports, change_only: Workspace) -> None:
    config = change_only.raw("univbct-4") / "study.yml"
    told = yaml.safe_load(config.read_text(encoding="utf-8"))
    told["report"] = {**told.get("report", {}), "formats": ["html", "pdf"]}
    config.write_text(yaml.safe_dump(told), encoding="utf-8")
    (made,) = make_reports()
    assert (made.folder / "report.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert not (made.folder / "report.docx").exists()
    page = made.pages[0].read_text(encoding="utf-8")
    assert 'href="report.pdf">PDF</a>' in page
    assert "report.docx" not in page


def test_a_document_that_cannot_be_made_leaves_the_older_report(
    make_reports: MakeReports, change_only: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    (made,) = make_reports()
    before = {path: path.read_bytes() for path in made.folder.rglob("*") if path.is_file()}
    monkeypatch.setattr("pypandoc.get_pandoc_path", lambda: "/nowhere/pandoc")
    with (change_only.raw("univbct-4") / "study.yml").open("a", encoding="utf-8") as config:
        config.write("\n# changed\n")
    (failed,) = make_reports()
    with pytest.raises(RunError, match=r"^pandoc, which makes the Word file, cannot be started"):
        raise failed.error
    assert {path: path.read_bytes() for path in made.folder.rglob("*") if path.is_file()} == before
