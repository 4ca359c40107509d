"""The synthesis from files to page: of released results only, the same bytes every time, beside the organisations."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from evaluatie.cli import main
from evaluatie.run import RunError, run_synthesis
from evaluatie.run.batch import run_report
from evaluatie.run.index import write_index
from evaluatie.run.inputs import beside
from evaluatie.study import StudyError, Workspace, load_study
from releases import change, many, release, signed
from results_schema import faults

PAGES = ["report.html", "report.en.html"]


@pytest.fixture
def room(tmp_path: Path, root: Path) -> Callable[..., Workspace]:
    """Lay out a workspace that holds nothing but the synthesis's notebook and released results."""

    def made(releases: list[dict], name: str = "room") -> Workspace:
        folder = tmp_path / name
        (folder / "data" / "raw").mkdir(parents=True)
        (folder / "notebooks").mkdir()
        shutil.copy(root / "notebooks" / "synthesis.ipynb", folder / "notebooks")
        for one in releases:
            place = folder / "reports" / one["organisation"]["id"]
            place.mkdir(parents=True)
            (place / "results.json").write_text(signed(one), encoding="utf-8")
            # nothing else of a report is read, or it would fail
            (place / "report.html").write_text("<p>a report</p>", encoding="utf-8")
            (place / "notebooks").mkdir()
            (place / "notebooks" / "30_change.ipynb").write_text("poison", encoding="utf-8")
            raw = folder / "data" / "raw" / one["organisation"]["id"]
            raw.mkdir()
            (raw / "study.yml").write_text("poison: [", encoding="utf-8")
        return Workspace(folder)

    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_is_made_of_released_results_only_and_twice_the_same(room: Callable[..., Workspace]) -> None:
    first, second = room(many(3)), room(many(3), "elsewhere")
    made = run_synthesis(root=first.root)
    assert made.organisations == ("org-000", "org-001", "org-002")
    assert (made.written, made.dropped) == (True, ())
    assert [page.name for page in made.pages] == PAGES
    files = contents(first.reports / "synthesis")
    assert sorted(files) == [
        "notebooks/synthesis.ipynb",
        "references.bib",
        "references.json",
        "report.docx",
        "report.en.html",
        "report.html",
        "report.pdf",
        "results.json",
        "results.xlsx",
        "ro-crate-metadata.json",
    ]
    notebook = nbformat.reads(files["notebooks/synthesis.ipynb"].decode(), as_version=4)
    (output,) = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert output.data.keys() == {"application/vnd.evaluatie+json", "text/html"}
    run_synthesis(root=second.root, kernels="plain")
    assert contents(second.reports / "synthesis") == files
    assert not [name for name, content in files.items() if b"poison" in content or str(first.root).encode() in content]

    assert faults(files["results.json"]) == []
    results = json.loads(files["results.json"])
    assert results["schema"] == "evaluatie/synthesis/1"
    assert [one["id"] for one in results["organisations"]] == list(made.organisations)
    pooled = {row["id"]: row for row in results["results"]}["synthesis.pgis.total/pooled.mean_change"]
    assert pooled["n"] == 80 + 81 + 82


def test_it_stands_as_long_as_nothing_changed(room: Callable[..., Workspace]) -> None:
    workspace = room(many(2))
    assert run_synthesis(root=workspace.root).written
    before = contents(workspace.reports)
    assert not run_synthesis(root=workspace.root).written
    assert contents(workspace.reports) == before
    assert run_synthesis(root=workspace.root, force=True).written
    assert contents(workspace.reports) == before
    (workspace.reports / "synthesis" / "report.html").write_text("torn")
    assert run_synthesis(root=workspace.root).written
    place = workspace.reports / "org-000" / "results.json"
    place.write_text(signed(release("org-000", change("pgis.total", 0.9, 0.1))))
    assert run_synthesis(root=workspace.root).written
    assert contents(workspace.reports)["synthesis/results.json"] != before["synthesis/results.json"]


def test_the_index_names_it_apart_from_the_organisations(room: Callable[..., Workspace]) -> None:
    workspace = room(many(2))
    write_index(workspace.reports)
    index = workspace.reports / "index.html"
    assert "synthesis/report.html" not in index.read_text(encoding="utf-8")
    run_synthesis(root=workspace.root)
    page = index.read_text(encoding="utf-8")
    assert 'href="synthesis/report.html">Alle organisaties samen' in page
    assert page.index("synthesis/report.html") < page.index("org-000/report.html")
    assert "Rapporten van 2 organisaties" in page
    assert page.count("synthesis/report.html") == 1


def test_it_can_be_made_where_an_event_loop_runs_as_in_jupyter(room: Callable[..., Workspace]) -> None:
    workspace = room(many(2))

    async def cell() -> bool:
        return run_synthesis(root=workspace.root).written

    with ThreadPoolExecutor(1) as jupyter:  # in this thread a browser's loop may be running
        assert jupyter.submit(lambda: asyncio.run(cell())).result()


def test_a_synthesis_of_some_organisations(room: Callable[..., Workspace]) -> None:
    workspace = room(many(4))
    made = run_synthesis(["org-003", "org-001", "org-003"], root=workspace.root)
    assert made.organisations == ("org-001", "org-003")
    assert "Org ORG-002" not in made.pages[0].read_text(encoding="utf-8")


def test_mistakes_are_told_before_anything_is_started_and_leave_what_stood(
    room: Callable[..., Workspace], tmp_path: Path
) -> None:
    workspace = room(many(2))
    run_synthesis(root=workspace.root)
    before = contents(workspace.reports)
    (workspace.reports / "org-001" / "results.json").write_text('{"schema": "evaluatie/results/1"}')
    with pytest.raises(StudyError, match=r"org-001/results\.json: These results are of the version"):
        run_synthesis(root=workspace.root)
    with pytest.raises(StudyError, match="There is no report of nobody"):
        run_synthesis(["nobody", "org-000"], root=workspace.root)
    with pytest.raises(RunError, match="two organisations or more, and there is one, of org-000"):
        run_synthesis(["org-000"], root=workspace.root)
    with pytest.raises(RunError, match=r"copy the reports' results\.json"):
        run_synthesis(root="memory://somewhere")
    after = contents(workspace.reports)
    assert {**after, "org-001/results.json": b""} == {**before, "org-001/results.json": b""}
    empty = tmp_path / "empty"
    (empty / "data" / "raw").mkdir(parents=True)
    with pytest.raises(RunError, match=r"there is no notebook synthesis\.ipynb"):
        run_synthesis(root=empty)
    shutil.copytree(workspace.notebooks, empty / "notebooks")
    with pytest.raises(RunError, match="and reports holds none"):
        run_synthesis(root=empty)


def test_its_notebook_does_not_make_organisations_reports_anew(room: Callable[..., Workspace]) -> None:
    workspace = room([])
    before = beside(workspace.notebooks)
    path = workspace.notebooks / "synthesis.ipynb"
    path.write_text(path.read_text().replace("ev.synthesis(releases)", "ev.synthesis(list(releases))"))
    assert beside(workspace.notebooks) == before
    (workspace.notebooks / "own.ipynb").write_text("{}")
    assert beside(workspace.notebooks) != before


def test_no_organisation_can_have_its_name(workspace: Workspace) -> None:
    folder = workspace.raw("synthesis")
    shutil.copytree(workspace.raw("univbct-4"), folder)
    config = folder / "study.yml"
    config.write_text(config.read_text().replace("id: univbct-4\n", "id: synthesis\n"))
    with pytest.raises(StudyError, match='No organisation can be called "synthesis"'):
        load_study(folder)


def test_real_reports_are_taken_together(workspace: Workspace, root: Path) -> None:
    for path in workspace.notebooks.glob("*.ipynb"):
        if path.name not in ("30_change.ipynb", "synthesis.ipynb"):
            path.unlink()
    shutil.copytree(root / "data" / "raw" / "univbct-299", workspace.raw("univbct-299"))
    for organisation in ("univbct-4", "univbct-299"):
        run_report(organisation, root=workspace.root)
    shutil.rmtree(workspace.root / "data" / "raw" / "univbct-4")
    shutil.rmtree(workspace.root / "data" / "processed")
    made = run_synthesis(root=workspace.root)
    english = made.pages[1].read_text(encoding="utf-8")
    assert "2 organisations together" in english
    assert "too few" in english


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as end:
        main([str(argument) for argument in arguments])
    return int(end.value.code or 0)


def test_the_command_names_the_pages_and_every_mistake_is_one_message(
    room: Callable[..., Workspace], capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = room(many(2))
    assert run("synthesis", "--root", workspace.root) == 0
    said = capsys.readouterr().out.strip().splitlines()
    assert said[0] == "Synthesis: made from 2 reports: org-000, org-001."
    assert said[1].endswith("reports/synthesis/report.html")
    assert said[-1].startswith("Open ")
    assert said[-1].endswith("reports/index.html")
    assert run("synthesis", "--root", workspace.root) == 0
    assert "unchanged (--force makes it all the same), made from 2 reports" in capsys.readouterr().out
    (workspace.reports / "org-000" / "results.json").write_text("{")
    for arguments, message in (
        ([], "This file is damaged"),
        (["org-001"], "there is one, of org-001"),
        (["nobody"], "There is no report of nobody"),
        (["synthesis"], "not made of itself"),
    ):
        assert run("synthesis", *arguments, "--root", workspace.root) == 1
        told = "".join(capsys.readouterr())
        assert message in told
        assert "Traceback" not in told
