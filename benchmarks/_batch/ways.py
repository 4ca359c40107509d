"""The ways to make reports that are compared; each starts from the raw files."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from _batch.processes import Cost, Processes
from _batch.workspaces import Workbench, merged_notebook

_PROGRAMS = Path(sys.executable).parent
Way = Callable[[Processes, Workbench, int | None], Cost]


def with_evaluatie(processes: Processes, workspace: Workbench, jobs: int | None = None) -> Cost:
    """Run ``evaluatie report --all``, with as many jobs as it chooses itself where none are given."""
    chosen = [] if jobs is None else ["--jobs", str(jobs)]
    return processes.run(
        [_program("evaluatie"), "report", "--all", "--root", str(workspace.root), *chosen], workspace.root
    )


def usual_way(processes: Processes, workspace: Workbench, jobs: int | None) -> Cost:
    """Run papermill and then nbconvert for each organisation and section, each in a process of its own."""
    chains = [
        _papermill_and_nbconvert(notebook, organisation)
        for organisation in workspace.organisations
        for notebook in workspace.notebooks
    ]
    return processes.run_all(chains, workspace.root, jobs or 1)


def merged_way(processes: Processes, workspace: Workbench, jobs: int | None) -> Cost:
    """Run papermill and then nbconvert for each organisation, with one notebook that holds all sections."""
    merged = merged_notebook(workspace)
    chains = [_papermill_and_nbconvert(merged, organisation) for organisation in workspace.organisations]
    return processes.run_all(chains, workspace.root, jobs or 1)


def _papermill_and_nbconvert(notebook: Path, organisation: str) -> list[list[str]]:
    out = f"{organisation}-{notebook.name}"
    papermill = [_program("papermill"), str(notebook), out, "-p", "organisation", organisation, "--no-progress-bar"]
    return [papermill, [_program("jupyter"), "nbconvert", "--to", "html", out]]


def _program(name: str) -> str:
    return str(_PROGRAMS / name)
