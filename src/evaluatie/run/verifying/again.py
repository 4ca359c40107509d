"""Make a report again, in a workspace of its own that is gone afterwards: nothing that stands is touched."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from evaluatie.resultsfile import RESULTS
from evaluatie.run.batch import run_report
from evaluatie.run.errors import RunError
from evaluatie.run.notebooks import SYNTHESIS_NOTEBOOK, is_section
from evaluatie.run.synthesis import run_synthesis
from evaluatie.run.verifying.made import Made
from evaluatie.study.leftovers import clear_leftovers, own_prefix
from evaluatie.study.settings.source import reason
from evaluatie.study.workspace import SYNTHESIS, Workspace

if TYPE_CHECKING:
    from evaluatie.run.kernels.pool import Kind
    from evaluatie.run.outcome import Progress


def report_again(
    around: Workspace,
    organisation: str,
    data: Path,
    made: Made,
    kernels: Kind,
    timeout: float,
    progress: Progress | None,
) -> Path:
    """Make an organisation's report again.

    Parameters
    ----------
    around : Workspace
        The workspace to make it again in, from :func:`own_workspace`.
    organisation : str
        Its id.
    data : pathlib.Path
        Its study folder.
    made : Made
        What the report says of itself: its parameters are used again.
    kernels, timeout, progress
        See :func:`evaluatie.run.batch.run_report`.

    Returns
    -------
    pathlib.Path
        The folder of the report that came out; it goes with the workspace.
    """
    shutil.copytree(data, around.new_folder(organisation))
    run_report(
        organisation, root=around.root, kernels=kernels, timeout=timeout, tighten=made.tighten, progress=progress
    )
    return around.reports / organisation


def synthesis_again(
    around: Workspace, reports: Path, organisations: tuple[str, ...], kernels: Kind, timeout: float
) -> Path:
    """Make a synthesis again, from the results.json of its organisations in a folder of reports; see above."""
    for one in organisations:
        around.new_folder(one)  # a report from elsewhere may call its organisations anything
        results = reports / one / RESULTS
        if not results.is_file():
            raise RunError(f"{results} is not there: a synthesis is verified with the results it was made of")
        (around.reports / one).mkdir(parents=True)
        shutil.copy(results, around.reports / one / RESULTS)
    run_synthesis(organisations, root=around.root, kernels=kernels, timeout=timeout)
    return around.reports / SYNTHESIS


@contextmanager
def own_workspace(workspace: Workspace, made: Made) -> Iterator[Workspace]:
    """Make a workspace with the notebooks of a report inside the data folder of another, and remove it afterwards.

    Parameters
    ----------
    workspace : Workspace
        Where the notebooks are; its data folder is where personal data may be.
    made : Made
        What the report says of itself.

    Raises
    ------
    RunError
        Notebooks that it was made with are not there, or the disk cannot be written.
    """
    if missing := sorted(name for name in made.notebooks if not (workspace.notebooks / name).is_file()):
        told = f"there is no {', '.join(missing)} in {workspace.notebooks}: put it there first"
        raise RunError(f"{told}; the report's folder notebooks has its code, to be read before it is run")
    place = workspace.root / "data" / "verifying"
    try:
        clear_leftovers(place.parent, place.name)
        folder = Path(tempfile.mkdtemp(prefix=own_prefix(place), dir=place.parent))
    except OSError as error:
        raise RunError(f"data cannot be written ({reason(error)})") from error
    try:
        (folder / "data" / "raw").mkdir(parents=True)
        shutil.copytree(workspace.notebooks, folder / "notebooks", ignore=shutil.ignore_patterns(".*", "__pycache__"))
        for path in (folder / "notebooks").glob("*.ipynb"):
            of_reports = is_section(path) or path.name == SYNTHESIS_NOTEBOOK
            if made.recorded and of_reports and path.name not in made.notebooks:
                path.unlink()
        yield Workspace(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
