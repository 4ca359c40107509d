"""A section of one's own: the template is copied, and slots into the report; its title comes from its source only."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from evaluatie.run import RunError
from evaluatie.study import Workspace

ORGANISATION = "univbct-1022"


@pytest.fixture
def own(workspace: Workspace, root: Path) -> Path:
    """Copy the template to a place in the report of an organisation of its own choice of sections."""
    shutil.copytree(root / "data" / "raw" / ORGANISATION, workspace.raw(ORGANISATION))
    for path in workspace.notebooks.glob("[2-8]0_*.ipynb"):
        path.unlink()
    shutil.copy(root / "notebooks" / "30_change.ipynb", workspace.notebooks)
    return Path(
        shutil.copy(root / "notebooks" / "templates" / "own_section.ipynb", workspace.notebooks / "25_own.ipynb")
    )


def changed(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_copied_template_with_another_outcome_stands_in_the_report(own, workspace, make_reports):
    changed(own, '[\\"jobsat\\"]', '[\\"ready\\"]')
    changed(own, "Tevredenheid naar geslacht", "Klaar voor verandering")
    changed(own, "Satisfaction by gender", "Ready for change")
    (made,) = make_reports(ORGANISATION)
    assert made.sections == ("summary", "response", "own-ready-for-change", "change")
    titles = {"report.html": "Klaar voor verandering", "report.en.html": "Ready for change"}
    for name, title in titles.items():
        page = (made.folder / name).read_text(encoding="utf-8")
        assert page.index("response-title") < page.index(f">{title}</h2>") < page.index('id="change-title"')
        inside = page.split(f">{title}</h2>")[1].split("</section>")[0]
        assert "<table" in inside
        assert {"report.html": "gereedheid", "report.en.html": "readiness"}[name] in inside.lower()
    results = json.loads((made.folder / "results.json").read_text(encoding="utf-8"))["results"]
    assert any(row["id"] == "own-ready-for-change.ready/all/t0/mean.mean" for row in results)
    sheets = openpyxl.load_workbook(made.folder / "results.xlsx", read_only=True).sheetnames
    assert "Klaar voor verandering" in sheets


def test_two_sections_of_nearly_one_title_have_a_sheet_each(own, workspace, make_reports):
    other = Path(shutil.copy(own, workspace.notebooks / "26_own.ipynb"))
    long = "Hoe tevreden mensen met hun werk zijn"
    changed(own, "Tevredenheid naar geslacht", f"{long}: vrouwen")
    changed(other, "Tevredenheid naar geslacht", f"{long}: mannen")
    changed(other, "Satisfaction by gender", "Satisfaction, men")
    (made,) = make_reports(ORGANISATION)
    sheets = openpyxl.load_workbook(made.folder / "results.xlsx", read_only=True).sheetnames
    assert [name for name in sheets if name.startswith("Hoe tevreden")] == [long[:31], f"{long[:27]} (2)"]


@pytest.mark.parametrize(
    "code",
    [
        'title = {\\"nl\\": str(study.survey[\\"wave\\"].iloc[0]), \\"en\\": \\"Satisfaction\\"}',
        'title_nl = \\"Jansen\\"; title = {\\"nl\\": title_nl, \\"en\\": title_en}',
        'title = {\\"nl\\": title_nl, \\"en\\": f\\"{title_en} {len(study.survey)}\\"}',
    ],
    ids=["computed", "given a value later", "with a number"],
)
def test_a_title_that_does_not_stand_in_the_parameters_never_leaves(own, workspace, make_reports, code):
    changed(own, 'title = {\\"nl\\": title_nl, \\"en\\": title_en}', code)
    (made,) = make_reports(ORGANISATION)
    assert isinstance(made.error, RunError)
    assert "title" in str(made.error)
    assert "Jansen" not in str(made.error)
    assert not (workspace.reports / ORGANISATION).exists()


def test_another_smallest_effect_than_that_of_study_yml_is_in_no_report(own, workspace, make_reports):
    own.unlink()
    changed(workspace.notebooks / "30_change.ipynb", "float | None = None", "float | None = 1.0")
    (made,) = make_reports(ORGANISATION)
    assert "(plan)" in str(made.error)
    assert not (workspace.reports / ORGANISATION).exists()
