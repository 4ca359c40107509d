"""The page that lists all reports says how each of them stands, the same whichever run looks."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluatie.run import run_all
from evaluatie.run.index import update_index
from evaluatie.run.standing import keep_failures, standings
from evaluatie.run.store import Store
from evaluatie.study import Workspace

Cli = Callable[..., tuple[int, str, str]]
ONE, OTHER, THIRD = "univbct-4", "univbct-299", "demo-zorg"


@pytest.fixture(scope="module")
def made(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two reports of one section, and a study folder without a report."""
    folder = tmp_path_factory.mktemp("index")
    for name in (ONE, OTHER, THIRD):
        shutil.copytree(root / "data" / "raw" / name, folder / "data" / "raw" / name)
    (folder / "notebooks").mkdir()
    shutil.copy(root / "notebooks" / "10_response.ipynb", folder / "notebooks")
    run_all([ONE, OTHER], root=folder)
    return folder


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(made, tmp_path / "w")
    return Workspace(tmp_path / "w")


def listed(workspace: Workspace, page: str = "index.en.html") -> dict[str, list[str]]:
    """Give the cells of the index by organisation, as text."""
    html = (workspace.reports / page).read_text(encoding="utf-8")
    rows: dict[str, list[str]] = {}
    for row in re.findall(r'<tr role="row">\n(.*?)</tr>', html, re.DOTALL):
        cells = re.findall(r"<t[hd] [^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        href = re.search(r'href="([^/]+)/', cells[0])
        assert href is not None
        bare = re.sub(r'<span class="label">.*?</span>', "", " ".join(cells[1:]).replace(" ", " "))
        assert bare
        texts = [re.sub(r'<span class="label">.*?</span>|<[^>]+>', "", cell) for cell in cells]
        rows[href[1]] = [" ".join(text.split()) for text in texts]
    return rows


def states(workspace: Workspace) -> dict[str, str]:
    return {name: cells[1] for name, cells in listed(workspace).items()}


def test_each_report_has_its_state_day_response_warnings_and_files(workspace: Workspace) -> None:
    assert states(workspace) == {ONE: "up to date", OTHER: "up to date"}
    name, _, measured, response, finding, warnings, files = listed(workspace)[ONE]
    assert name == "Battalion 4 (univbct)"
    assert measured == "follow-up; no date given"
    assert re.fullmatch(r"\d+ people; number invited not known", response)
    assert finding.startswith("At the baseline,") or finding.endswith(".")
    assert "figures not shown" in warnings
    assert "the plan was not fixed beforehand" in warnings
    assert "blank fields on data protection: 10" in warnings
    assert files == (f"data protection, {name} PDF, {name} Word, {name} Excel, {name} results.json, {name}")
    html = (workspace.reports / "index.en.html").read_text(encoding="utf-8")
    for href in re.findall(r'href="([^#"]+)"', html):
        assert (workspace.reports / href).is_file(), href
    assert f'href="{ONE}/report.en.html"' in html
    assert f'href="{ONE}/data-protection.en.html"' in html
    assert f"<li>{THIRD}: not made yet</li>" in html


def test_a_day_and_a_rate_come_from_the_data(workspace: Workspace) -> None:
    run_all([THIRD], root=workspace.root)
    cells = listed(workspace)[THIRD]
    assert cells[2] == "follow-up, 20 September 2021"
    assert cells[3] == "352 of 874 (40%)"
    assert "(made-up data)" in cells[0]


def test_files_that_changed_make_a_report_out_of_date(workspace: Workspace) -> None:
    config = workspace.raw(OTHER) / "study.yml"
    config.write_text(config.read_text() + "\n")
    run_all([ONE], root=workspace.root)
    out = "out of date: the organisation’s files changed since it was made"
    assert states(workspace) == {ONE: "up to date", OTHER: out}
    run_all([OTHER], root=workspace.root)
    assert states(workspace)[OTHER] == "up to date"


def test_notebooks_and_evaluatie_itself_count_too(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from evaluatie.run import standing

    (workspace.notebooks / "helper.py").write_text("x = 1\n")
    with monkeypatch.context() as patch:
        patch.setattr(standing, "workbench_of", lambda _: {"beside": "x", "code": "x", "versions": "x"})
        update_index(workspace)
    kinds = "files beside the notebooks and evaluatie itself and Python or packages"
    assert set(states(workspace).values()) == {f"out of date: {kinds} changed since it was made"}
    (workspace.notebooks / "helper.py").unlink()
    shutil.copy(workspace.notebooks / "10_response.ipynb", workspace.notebooks / "11_more.ipynb")
    update_index(workspace)
    assert set(states(workspace).values()) == {"out of date: which notebooks there are changed since it was made"}
    shutil.rmtree(workspace.notebooks)
    update_index(workspace)
    assert set(states(workspace).values()) == {"out of date: which notebooks there are changed since it was made"}


def test_a_failed_run_is_seen_with_and_without_an_older_report_and_goes_when_it_is_mended(
    evaluatie: Cli, workspace: Workspace
) -> None:
    kept = {one: (workspace.raw(one) / "study.yml").read_bytes() for one in (OTHER, THIRD)}
    for one in kept:
        (workspace.raw(one) / "study.yml").write_text("organisation: [")
    code, _, _ = evaluatie("report", "--all", "--root", workspace.root)
    assert code == 1
    failed = "last run failed (the files cannot be used); an older report still stands"
    assert states(workspace) == {ONE: "up to date", OTHER: failed}
    html = (workspace.reports / "index.html").read_text(encoding="utf-8")
    assert f"<li>{THIRD}: laatste run mislukt (de bestanden zijn niet te gebruiken)</li>" in html
    assert "organisation: [" not in html
    # as it was again: nothing has to be made, and nothing has failed
    for one, content in kept.items():
        (workspace.raw(one) / "study.yml").write_bytes(content)
    evaluatie("report", OTHER, "--root", workspace.root)
    assert states(workspace)[OTHER] == "up to date"
    assert "laatste run mislukt" in (workspace.reports / "index.html").read_text(encoding="utf-8")  # the third, still
    evaluatie("report", "--all", "--root", workspace.root)
    assert states(workspace) == dict.fromkeys((ONE, OTHER, THIRD), "up to date")
    assert "zonder rapport" not in (workspace.reports / "index.html").read_text(encoding="utf-8")


def test_a_section_that_fails_is_another_reason_and_a_name_that_is_none_is_kept_nowhere(
    evaluatie: Cli, workspace: Workspace
) -> None:
    notebook = workspace.notebooks / "10_response.ipynb"
    notebook.write_text(notebook.read_text().replace("ev.response(study)", "1 / 0"))
    evaluatie("report", ONE, "nobody", "../x", "--root", workspace.root)
    assert states(workspace)[ONE] == "last run failed (a section failed); an older report still stands"
    kept = sorted(path.relative_to(workspace.sections).as_posix() for path in workspace.sections.rglob("failed.json"))
    assert kept == [f"{ONE}/failed.json"]
    assert not (workspace.root / "data" / "x").exists()


def test_a_report_that_was_touched_or_comes_from_elsewhere_is_told_apart(workspace: Workspace) -> None:
    with (workspace.reports / ONE / "report.html").open("a") as page:
        page.write("x")
    shutil.copytree(workspace.reports / OTHER, workspace.reports / "guest")
    update_index(workspace)
    assert states(workspace) == {
        ONE: "not whole: a file was changed or lost since it was made", OTHER: "up to date", "guest": "not made here",
    }  # fmt: skip
    shutil.rmtree(workspace.raw(OTHER))
    update_index(workspace)
    assert states(workspace)[OTHER] == "not checked"


def test_whichever_run_looks_the_index_is_the_same(workspace: Workspace) -> None:
    def pages() -> list[bytes]:
        return [(workspace.reports / name).read_bytes() for name in ("index.html", "index.en.html")]

    run_all(root=workspace.root)
    first = pages()
    for again in ([ONE], None):
        (workspace.sections / "index.json").unlink()
        run_all(again, root=workspace.root)
        assert pages() == first
    update_index(workspace)
    assert pages() == first


def test_both_languages_carry_the_same_figures(workspace: Workspace) -> None:
    run_all(root=workspace.root)
    dutch, english = listed(workspace, "index.html"), listed(workspace, "index.en.html")
    assert dutch.keys() == english.keys()
    for one in dutch:
        figures = [
            re.findall(r"\d+", " ".join(rows[one]).replace(",", "").replace(".", "")) for rows in (dutch, english)
        ]
        assert figures[0] == figures[1], one
        assert len(figures[0]) > 3


def test_what_cannot_be_kept_is_no_end_of_the_world(workspace: Workspace) -> None:
    assert keep_failures(workspace, ()) == []
    (workspace.sections / ONE / "failed.json").write_text("[")
    assert Store(workspace.sections / ONE).failed() is None
    assert standings(workspace, [ONE], {})[ONE].state == "current"
