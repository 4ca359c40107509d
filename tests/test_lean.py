"""What a process imports: composing pages and checking files must not wait for what only the analyses use."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DRAWING = {"matplotlib", "PIL"}
NOTEBOOKS = {"papermill", "nbclient", "nbformat", "IPython", "ipykernel", "jupyter_client"}
NUMBERS = {"numpy", "pandas", "pyarrow", "scipy"}
READERS = {"pyreadstat", "python_calamine", "openpyxl"}
ANALYSES = {f"evaluatie.{room}" for room in ("evaluation", "effects", "scales")}
COUNTING = {f"evaluatie.disclosure.{name}" for name in ("channel", "plan", "suppression")}


def imported(program: str, folder: Path) -> set[str]:
    """Give the modules that a program has loaded in the end; it must end well."""
    told = folder / "modules.txt"
    tell = f"atexit.register(lambda: pathlib.Path({str(told)!r}).write_text(' '.join(sys.modules)))"
    code = f"import atexit, pathlib, sys\n{tell}\n{program}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(told.read_text().split())


def run(*arguments: str) -> str:
    return f"from evaluatie.cli import main\nmain({list(arguments)!r})"


@pytest.fixture
def checked(tmp_path: Path, root: Path):
    """Give a function that checks one of the demonstration's organisations."""

    def modules(organisation: str) -> set[str]:
        folder = tmp_path / "data" / "raw" / organisation
        shutil.copytree(root / "data" / "raw" / organisation, folder)
        return imported(run("check", organisation, "--root", str(tmp_path)), tmp_path)

    return modules


def test_help_needs_nothing_but_the_command_line(tmp_path):
    heavy = {*DRAWING, *NOTEBOOKS, *NUMBERS, *READERS, *ANALYSES, "pydantic", "yaml", "jinja2", "rich"}
    modules = imported(run("--help"), tmp_path)
    assert "click" in modules
    assert not modules & heavy


def test_checking_needs_no_report_and_no_analysis(tmp_path, checked):
    modules = checked("demo-zorg")
    assert "evaluatie.study.load" in modules
    assert not modules & {*DRAWING, *NOTEBOOKS, *READERS, *ANALYSES, *COUNTING, "scipy", "jinja2", "evaluatie.report"}


@pytest.mark.parametrize(
    ("organisation", "readers"), [("demo-gemeente", {"python_calamine"}), ("demo-rijksdienst", {"pyreadstat"})]
)
def test_only_readers_of_delivered_kinds_of_files_are_loaded(checked, organisation, readers):
    assert checked(organisation) & READERS == readers


@pytest.mark.parametrize(
    "module", ["run.gate", "run.proving", "run.mending", "disclosure.auditing", "disclosure.expectation"]
)
def test_holding_released_numbers_against_the_plan_needs_no_analysis(tmp_path, module):
    modules = imported(f"import evaluatie.{module}", tmp_path)
    rooms = {f"evaluatie.{room}" for room in ("effects", "scales", "flows", "mixed")}
    assert not modules & {*DRAWING, *NOTEBOOKS, *READERS, *COUNTING, *rooms, "scipy.stats"}


@pytest.mark.parametrize("room", ["effects", "flows", "scales", "evaluation.changing", "evaluation.workforce.section"])
def test_the_rooms_load_without_scipy_stats(tmp_path, room):
    assert "scipy.stats" not in imported(f"import evaluatie.{room}", tmp_path)


def test_the_names_of_staff_are_those_of_the_room_of_flows():
    from evaluatie.evaluation.workforce import names
    from evaluatie.flows.careers import UNKNOWN

    assert names.UNKNOWN == UNKNOWN


@pytest.mark.parametrize("program", ["import evaluatie.report", "import evaluatie; evaluatie.report.compose"])
def test_composing_needs_no_analysis(tmp_path, program):
    modules = imported(program, tmp_path)
    assert "jinja2" in modules
    assert not modules & {*DRAWING, *NOTEBOOKS, *NUMBERS, *READERS, *ANALYSES, *COUNTING, "pydantic"}


def test_pages_with_figures_are_composed_without_matplotlib(tmp_path, root):
    folder = root / "tests" / "report" / "data"
    program = f"""
import json, pathlib
from evaluatie.report import compose, render_section, results_json
bundles = [json.loads(path.read_text("utf-8")) for path in sorted(pathlib.Path({str(folder)!r}).glob("*.json"))]
assert "<svg" in compose(bundles, "nl") and "<svg" in render_section(bundles[0], "en") and results_json(bundles)
"""
    assert not imported(program, tmp_path) & {*DRAWING, *NUMBERS}
