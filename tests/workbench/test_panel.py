"""The start page without a browser: what its buttons do."""

from __future__ import annotations

import re
import shutil

import pytest

import evaluatie as ev
from evaluatie.study import StudyError, Workspace
from evaluatie.workbench.panel import Panel

NAME = "univbct-1022"


@pytest.fixture
def panel(workspace) -> Panel:
    return Panel(workspace)


def text(panel: Panel, step: str) -> str:
    shown = re.sub(r"<style>.*?</style>", "", panel.widgets.answers[step].value, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", shown).split())


def test_it_begins_in_dutch_and_every_control_has_a_name(panel):
    made = panel.widgets
    assert made.organisation.options == (NAME,)
    controls = (made.language, made.organisation, made.what, made.section, made.field, made.refresh, made.check,
                made.run, made.compare, made.progress, *made.value.children)  # fmt: skip
    assert all(control.description for control in controls)
    assert made.check.description == "Bestanden nakijken"
    made.language.value = "en"
    assert made.check.description == "Check the files"
    assert ("What changed?", "30_change") in made.what.options


def test_start_shows_the_page_of_the_workspace_here(workspace):
    import ipywidgets

    assert isinstance(ev.start(), ipywidgets.VBox)


def test_start_needs_a_workspace(tmp_path, monkeypatch):
    monkeypatch.delenv("EVALUATIE_ROOT", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StudyError, match="data/raw"):
        ev.start()


def test_check_section_and_compare_show_released_output_and_the_code(panel):
    made = panel.widgets
    made.check.click()
    assert "Er is niets mis" in text(panel, "check")
    made.what.value = "30_change"
    made.run.click()
    assert "De score voor arbeidstevredenheid is verbeterd" in text(panel, "run")
    assert "ev.release(ev.change(study))" in text(panel, "code")
    made.section.value, made.field.value = "30_change", "minimum_group"
    made.compare.click()
    assert "Kies eerst een andere waarde" in text(panel, "try")
    made.value.children[0].value = 5  # looser than study.yml
    assert made.value.children[0].value == 10
    made.value.children[0].value = 90
    made.compare.click()
    told = text(panel, "try")
    assert "verkenning, geen rapport" in told
    assert "niet getoond" in told
    assert "minimum_group=90" in text(panel, "code")
    made.language.value = "en"
    assert "exploring, and no report" in text(panel, "try")
    assert not any(button.disabled for button in (made.check, made.run, made.compare, made.refresh))


def test_nothing_is_written_but_by_a_report(panel, workspace):
    panel.widgets.what.value = "10_response"
    panel.widgets.run.click()
    assert "Wie deden er mee?" in text(panel, "run")
    assert not workspace.reports.exists()
    assert "Er is nog geen rapport" in text(panel, "open")


def test_problems_are_told_with_file_row_column_and_remedy(tmp_path, workspace, monkeypatch):
    shutil.copytree(workspace.root / "data" / "raw", tmp_path / "data" / "raw")
    shutil.copytree(workspace.notebooks, tmp_path / "notebooks")
    monkeypatch.setenv("EVALUATIE_ROOT", str(tmp_path))
    answers = tmp_path / "data" / "raw" / NAME / "t0.csv"
    head, first, *rest = answers.read_text(encoding="utf-8").splitlines()
    broken = first.split(",")
    broken[head.split(",").index("JOBSAT")] = "veel"
    answers.write_text("\n".join([head, ",".join(broken), *rest]), encoding="utf-8")
    panel = Panel(Workspace(tmp_path), "en")
    panel.widgets.check.click()
    told = text(panel, "check")
    assert all(part in told for part in ("One thing is wrong", "t0.csv", "2", "JOBSAT", "veel"))
    panel.widgets.run.click()  # the whole report
    assert "JOBSAT" in text(panel, "run")
    assert "Traceback" not in text(panel, "run")
    panel.widgets.compare.click()
    assert "First see at step 2" in text(panel, "try")


def test_what_nobody_foresaw_is_one_message_that_quotes_no_data(panel, workspace):
    path = workspace.notebooks / "46_broken.ipynb"
    source = (workspace.notebooks / "10_response.ipynb").read_text(encoding="utf-8")
    path.write_text(source.replace("ev.release(section)", "raise KeyError('Jansen')"), encoding="utf-8")
    panel.widgets.language.value = "en"
    panel._rename()
    panel.widgets.what.value = "46_broken"
    panel.widgets.run.click()
    told = text(panel, "run")
    assert "(KeyError)" in told
    assert "46_broken.ipynb" in told
    assert "Jansen" not in told
    path.unlink()


def test_the_whole_report_is_made_and_can_be_opened(panel, workspace):
    panel.widgets.run.click()
    assert "Het rapport is klaar" in text(panel, "run"), text(panel, "run")
    assert (workspace.reports / NAME / "report.html").is_file()
    assert f'href="/files/reports/{NAME}/report.html"' in panel.widgets.answers["open"].value
    assert panel.widgets.progress.layout.visibility == "hidden"
    assert 'ev.run_report("univbct-1022")' in panel.widgets.answers["code"].value.replace("&#34;", '"')
    panel.widgets.run.click()
    assert "Er is niets veranderd" in text(panel, "run")
