"""What the start page knows without a screen: sections, settings, code, differences, notices."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

import evaluatie as ev
from evaluatie.disclosure import policy_of, release_plan
from evaluatie.run.errors import RunError
from evaluatie.run.inputs import beside
from evaluatie.run.notebooks import section_notebooks
from evaluatie.run.store import ReportRecord, Store
from evaluatie.study import Problem, Workspace
from evaluatie.workbench import showing
from evaluatie.workbench.checking import check, uncounted
from evaluatie.workbench.comparing import compared
from evaluatie.workbench.fields import fields_of
from evaluatie.workbench.lines import comparison_lines, section_lines
from evaluatie.workbench.running import hidden_already, parameters_of, released_by
from evaluatie.workbench.sections import sections_in
from evaluatie.workbench.words import load_words

NAME = "univbct-1022"


def notebook(folder: Path, *sources: str) -> Path:
    cells = [
        {"cell_type": "code", "execution_count": None, "metadata": {"tags": ["parameters"]}, "outputs": [],
         "source": 'organisation: str = "univbct-1022"'},
        *({"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": one}
          for one in sources),
    ]  # fmt: skip
    path = folder / "45_own.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return path


def test_the_languages_have_the_same_texts_with_the_same_blanks():
    blanks = [
        {key: sorted(re.findall(r"\{\w+\}", text)) for key, text in load_words(language).texts.items()}
        for language in ("nl", "en")
    ]
    assert blanks[0] == blanks[1]


def test_the_start_page_is_no_section_and_running_it_makes_no_report_stale(workspace, tmp_path):
    names = [path.name for path in section_notebooks(workspace.notebooks)]
    assert "00_start.ipynb" not in names
    before = beside(workspace.notebooks)
    page = workspace.notebooks / "00_start.ipynb"
    written = page.read_text(encoding="utf-8")
    ran = json.loads(written)
    ran["metadata"]["widgets"] = {"state": {}}
    ran["cells"][-1] |= {"execution_count": 1, "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]}
    page.write_text(json.dumps(ran))
    assert beside(workspace.notebooks) == before
    page.write_text(written, encoding="utf-8")


def test_sections_have_the_titles_of_the_report(workspace):
    titles = {section.name: section.title for section in sections_in(workspace.notebooks, "en")}
    assert titles["30_change"] == "What changed?"
    assert next(iter(titles)) == "05_summary"


def test_a_section_runs_here_as_its_lines_of_code_do(workspace):
    path = workspace.notebooks / "30_change.ipynb"
    released = released_by(path, parameters_of(workspace, NAME))
    lines = section_lines(path, {"organisation": NAME})
    assert lines == 'import evaluatie as ev\nstudy = ev.load_study("univbct-1022")\nev.release(ev.change(study))'
    first, second, last = lines.splitlines()
    names: dict[str, object] = {}
    exec(f"{first}\n{second}", names)  # noqa: S102 - what a reader would copy
    assert eval(last, names).bundle == released.bundle  # noqa: S307


def test_lines_of_a_comparison_name_what_was_changed(workspace):
    path, of = workspace.notebooks / "30_change.ipynb", {"organisation": NAME}
    tried = comparison_lines(path, of, of | {"smallest_effect": 0.3}).splitlines()
    assert tried[1:] == [
        'ev.release(ev.change(ev.load_study("univbct-1022")))',
        'ev.release(ev.change(ev.load_study("univbct-1022"), smallest_effect=0.3))',
    ]
    stricter = comparison_lines(path, of, of | {"tighten": ["minimum_group=15"]}).splitlines()
    assert stricter[1].startswith("# for your own eyes")
    assert stricter[-1] == 'ev.release(ev.change(ev.load_study("univbct-1022", tighten=["minimum_group=15"])))'


def test_what_cells_print_or_show_is_left_out_and_one_release_is_needed(tmp_path, capsys):
    path = notebook(tmp_path, "print('a name of a person')\nstudy = 'rows'", "study")
    with pytest.raises(RunError, match="released no sections"):
        released_by(path, {"organisation": NAME})
    assert capsys.readouterr().out == ""


def test_settings_are_the_notebooks_own_and_thresholds_that_can_only_be_stricter(workspace):
    study = ev.load_study(NAME)
    fields = {
        field.name: field for field in fields_of(workspace.notebooks / "30_change.ipynb", study, policy_of(study))
    }
    assert (fields["smallest_effect"].value, fields["smallest_effect"].threshold) == (0.2, False)
    assert (fields["minimum_group"].low, fields["dominance"].high) == (10, 0.9)
    assert "organisation" not in fields
    own = fields_of(workspace.notebooks / "templates" / "own_section.ipynb", study, policy_of(study))
    assert [field.options for field in own if field.name == "outcomes"] == [("jobsat", "commit", "ready")]
    assert not {"title_nl", "title_en"} & {field.name for field in own}


def test_what_is_hidden_stays_hidden_under_stricter_thresholds(workspace):
    # by themselves, stricter thresholds hide other groups in return, and so show what was hidden before
    def hidden(tighten: list[str]) -> set[str]:
        return set(hidden_already(workspace, NAME, {"tighten": tighten}))

    already = hidden([])
    assert already
    assert already - hidden(["minimum_group=25"])
    assert already <= hidden(["minimum_group=25", *sorted(already)])


def test_a_section_here_hides_what_the_proof_of_the_report_hid(workspace):
    cell = 'hide=["jobsat", ["t0"], "all", "all", null]'
    assert "tighten" not in parameters_of(workspace, NAME)
    store = Store(workspace.sections / NAME)
    store.folder.mkdir(parents=True)
    store.keep_report(ReportRecord({}, {}, [], [], [], [cell]))
    assert parameters_of(workspace, NAME)["tighten"] == [cell]
    study = ev.load_study(NAME, tighten=[cell])
    plan = release_plan(study).cells
    of = plan[(plan["outcome"] == "jobsat") & (plan["characteristic"] == "all") & (plan["waves"] == ("t0",))]
    assert of["reason"].notna().all()
    (store.folder / "report.json").unlink()


def test_differences_are_what_a_reader_sees(workspace):
    path = workspace.notebooks / "30_change.ipynb"
    before = released_by(path, parameters_of(workspace, NAME)).bundle
    tried = released_by(path, parameters_of(workspace, NAME) | {"smallest_effect": 1.0}).bundle
    assert compared(before, before, "nl").same
    found = compared(before, tried, "en")
    verdicts = [(cell.before, cell.after) for cell in found.cells if cell.column.startswith("Verdict")]
    assert ("improved", "practically unchanged") in [(a.lower(), b.lower()) for a, b in verdicts]
    assert any("practically the same" in now or "practically unchanged" in now for _, now in found.sentences)


@pytest.mark.parametrize("effect", [0.0, 20.0, float("nan")])
def test_another_smallest_effect_must_be_more_than_nothing_and_no_percentage(effect):
    with pytest.raises(ev.StudyError, match="more than 0 and at most 2"):
        ev.change(ev.load_study(NAME), smallest_effect=effect)


@pytest.mark.parametrize("organisation", ["demo-waterschap", "demo-gemeente", "lq2002"])
def test_no_notice_tells_a_number_of_people(organisation, root, tmp_path):
    shutil.copytree(root / "data" / "raw" / organisation, tmp_path / "data" / "raw" / organisation)
    told = check(Workspace(tmp_path), organisation).notices
    assert told
    assert not [notice for notice in told if re.search(r"\d+ (of \d+ )?(people|persons|rows)", notice)]
    assert (
        uncounted("p.csv: 19 of 196 people answered, 0 of them not.")
        == "p.csv: some people answered, some of them not."
    )


def test_problems_are_a_table_and_text_is_never_html():
    found = [Problem("t0.csv", 3, "Q1", '"<b>veel</b>" is not a number.', "Write a number from 1 to 5.")]
    html = showing.problems(load_words("nl"), found)
    for part in ('scope="col">Rij', ">3<", "&lt;b&gt;veel", "Write a number", 'role="alert"', "<caption>"):
        assert part in html
    assert "<b>" not in html


def test_two_sections_on_a_page_share_no_id(workspace):
    bundle = released_by(workspace.notebooks / "10_response.ipynb", parameters_of(workspace, NAME)).bundle
    words = load_words("en")
    ids = [set(re.findall(r'\sid="([^"]+)"', showing.section(words, bundle, prefix))) for prefix in ("a-", "b-")]
    assert ids[0]
    assert not ids[0] & ids[1]
    html = showing.section(words, bundle, "a-")
    used = {
        one
        for names in re.findall(r'(?:aria-labelledby|aria-describedby|headers)="([^"]+)"', html)
        for one in names.split()
    }
    assert used <= ids[0]
