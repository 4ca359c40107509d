"""The author's texts from the study folder into a report: they survive reruns, and their author hears what changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evaluatie.cli import main
from evaluatie.run import ReportFailure, ReportRun
from evaluatie.run.exporting import run_export
from evaluatie.run.inputs import workbench_of
from evaluatie.run.making import Making
from evaluatie.run.notebooks import section_notebooks
from evaluatie.study import StudyError, Workspace

ORGANISATION = "univbct-4"
MakeReports = Callable[..., tuple]


def write(workspace: Workspace, content: str, name: str = "change.nl.md") -> Path:
    folder = workspace.raw(ORGANISATION) / "texts"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(content)
    return folder / name


def page(workspace: Workspace, name: str = "report.html") -> str:
    return (workspace.reports / ORGANISATION / name).read_text()


def ask_for_more(workspace: Workspace) -> None:
    """Change the smallest effect of interest, and with it the bounds that sections show."""
    path = workspace.raw(ORGANISATION) / "study.yml"
    path.write_text(path.read_text().replace("smallest_effect: 0.2", "smallest_effect: 0.3"))


def unchanged(workspace: Workspace) -> ReportRun | None:
    notebooks = section_notebooks(workspace.notebooks)
    return Making(workspace, ORGANISATION, notebooks, workbench_of(workspace.notebooks)).unchanged()


def check(workspace: Workspace) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["check", ORGANISATION, "--root", str(workspace.root)])
    return int(ended.value.code or 0)


def test_a_text_is_placed_without_running_a_section_again(workspace: Workspace, make_reports: MakeReports) -> None:
    make_reports()
    path = write(workspace, "Wij zien dit als een begin.")
    (made,) = make_reports()
    assert isinstance(made, ReportRun)
    assert made.executed == ()
    assert made.changed == ("texts",)
    assert "Wij zien dit als een begin." in page(workspace)
    assert "Wij zien dit als een begin." in page(workspace, "report.en.html")
    assert unchanged(workspace) is not None
    path.unlink()
    assert unchanged(workspace) is None
    make_reports()
    assert "Wij zien dit als een begin." not in page(workspace)


def test_the_author_hears_that_the_figures_beneath_a_text_changed(
    workspace: Workspace, make_reports: MakeReports
) -> None:
    path = write(workspace, "Wij zien dit als een begin.")
    write(workspace, "Over de nulmeting.", "interventions.nl.md")
    (made,) = make_reports()
    assert made.notices == ()
    ask_for_more(workspace)
    (made,) = make_reports("univbct-4")
    if isinstance(made, ReportFailure):
        raise made.error
    assert [notice.split(" ")[0] for notice in made.notices] == ["texts/change.nl.md"]  # no figure of the other
    assert "Wij zien dit als een begin." in page(workspace)
    assert "Sinds deze tekst is geschreven" in page(workspace)
    made = unchanged(workspace)
    assert made is not None
    assert made.notices  # until somebody reads it again
    path.write_text("Wij zien dit als een begin.<!-- gelezen -->")
    (made,) = make_reports()
    assert made.notices == ()
    assert "Sinds deze tekst is geschreven" not in page(workspace)
    assert "gelezen" not in page(workspace)


def test_all_that_is_wrong_with_texts_is_told_at_once_and_the_older_report_stands(
    workspace: Workspace, make_reports: MakeReports
) -> None:
    make_reports()
    before = page(workspace)
    write(workspace, "Drie medewerkers vertrokken.\n\nHet daalde met 77,7%.")
    write(workspace, "Tekst.", "chang.nl.md")
    (made,) = make_reports()
    assert isinstance(made, ReportFailure)
    assert isinstance(made.error, StudyError)
    told = str(made.error)
    assert "texts/change.nl.md, line 1" in told
    assert "77,7%" in told
    assert 'Did you mean "change"?' in told
    assert page(workspace) == before


def test_check_finds_what_can_be_found_before_there_is_a_report(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    write(workspace, "Drie medewerkers vertrokken.\n\n![x](y)")
    assert check(workspace) == 1
    assert "A picture cannot be placed" in capsys.readouterr().out
    write(workspace, "Drie medewerkers vertrokken.")
    assert check(workspace) == 1
    assert "Drie medewerkers" in capsys.readouterr().out
    write(workspace, "Goed zo.")
    assert check(workspace) == 0


def test_a_report_with_an_older_text_is_not_sent(workspace: Workspace, make_reports: MakeReports) -> None:
    write(workspace, "Een.")
    make_reports()
    write(workspace, "Twee.")
    with pytest.raises(Exception, match="texts changed"):
        run_export(ORGANISATION, root=workspace.root)


def test_code_that_tells_who_somebody_is_and_a_title_that_tells_too_much_stop_the_report(
    workspace: Workspace, make_reports: MakeReports
) -> None:
    notebook = workspace.notebooks / "30_change.ipynb"
    notebook.write_text(
        notebook.read_text().replace(
            '"section = ev.change(', '"# ask j.jansen@voorbeeld.nl\\n",\n    "section = ev.change('
        )
    )
    own = (workspace.notebooks / "templates" / "own_section.ipynb").read_text()
    own = own.replace("Tevredenheid naar geslacht", "Vier medewerkers van compagnie B")
    (workspace.notebooks / "85_own.ipynb").write_text(own)
    (made,) = make_reports()
    assert isinstance(made, ReportFailure)
    told = str(made.error)
    assert "30_change.ipynb" in told
    assert "an e-mail address" in told
    assert "j.jansen" not in told
    assert "title_nl" in told
    assert "Vier medewerkers" in told
    assert 'The team "B"' in told
