from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from evaluatie.run.agenda import Agenda
from evaluatie.run.crew import LocalCrew
from evaluatie.run.inputs import workbench_of
from evaluatie.run.kernels import KernelPool, kernel_pool
from evaluatie.run.kernels.linux import can_fork
from evaluatie.run.making import Making
from evaluatie.run.notebooks import section_notebooks
from evaluatie.run.outcome import Progress
from evaluatie.study import Workspace

PARAMETERS = 'organisation: str = "somewhere"'
KERNELSPEC = {"name": "python3", "language": "python", "display_name": "Python 3"}
ORGANISATION = "univbct-4"


def silent(*_: object) -> None:
    """Tell nobody."""


@pytest.fixture
def make_notebook(tmp_path: Path) -> Callable[..., Path]:
    """Write a notebook of a title, a parameters cell and the given code cells."""

    def make(
        *sources: str, name: str = "30_change.ipynb", parameters: str = PARAMETERS, folder: Path = tmp_path
    ) -> Path:
        cells = [
            new_markdown_cell("# Change", id="title"),
            new_code_cell(parameters, id="parameters", metadata={"tags": ["parameters"]}),
            *(new_code_cell(source, id=f"code-{number}") for number, source in enumerate(sources)),
        ]
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC}), folder / name)
        return folder / name

    return make


@pytest.fixture(scope="session")
def fork_pool() -> Iterator[KernelPool]:
    if not can_fork():
        pytest.skip("forked kernels need Linux")
    with kernel_pool("fork") as pool:
        yield pool


@pytest.fixture(scope="session")
def plain_pool() -> Iterator[KernelPool]:
    with kernel_pool("plain") as pool:
        yield pool


@pytest.fixture(scope="session")
def pool(request: pytest.FixtureRequest) -> KernelPool:
    """Give the faster pool there is."""
    return request.getfixturevalue("fork_pool" if can_fork() else "plain_pool")


@pytest.fixture
def workspace(tmp_path: Path, root: Path) -> Workspace:
    """Make a workspace of one small organisation and the notebooks of the report's sections."""
    shutil.copytree(root / "data" / "raw" / ORGANISATION, tmp_path / "data" / "raw" / ORGANISATION)
    shutil.copytree(root / "notebooks", tmp_path / "notebooks")
    return Workspace(tmp_path)


@pytest.fixture
def make_reports(workspace: Workspace, pool: KernelPool) -> Iterator[Callable[..., tuple]]:
    """Make reports of the workspace, as ``run_all`` does but with the kernels that all tests share."""

    def make(*organisations: str, pool: KernelPool = pool, timeout: float = 60, told: Progress = silent) -> tuple:
        pool.environment["EVALUATIE_ROOT"] = str(workspace.root)
        notebooks, workbench = section_notebooks(workspace.notebooks), workbench_of(workspace.notebooks)
        chosen = organisations or (ORGANISATION,)
        makings = [Making(workspace, organisation, notebooks, workbench) for organisation in chosen]
        agenda = Agenda(makings, LocalCrew(workspace, pool, 2, timeout), told)
        for worker in [workers.submit(agenda.work) for _ in range(2)]:
            worker.result()
        return tuple(agenda.results[organisation] for organisation in chosen)

    with ThreadPoolExecutor(2) as workers:
        yield make
