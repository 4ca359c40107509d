"""Reports of one or many organisations: sections side by side in a bounded number of kernels."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from evaluatie.run.errors import RunError, RunWarning
from evaluatie.run.kernels import kernel_pool
from evaluatie.run.kernels.pool import Kind
from evaluatie.run.outcome import Progress, ReportFailure, ReportRun, State

if TYPE_CHECKING:
    from evaluatie.study import Workspace


def run_report(
    organisation: str,
    *,
    root: Path | str | None = None,
    kernels: Kind = "auto",
    jobs: int = 2,
    timeout: float = 600,
    progress: Progress | None = None,
) -> ReportRun:
    """Make the report of one organisation.

    Parameters
    ----------
    organisation : str
        Its id: the name of its folder in data/raw.
    root : path, optional
        The workspace; by default the nearest folder from here upward that has data/raw.
    kernels : {"auto", "fork", "plain"}
        See :func:`evaluatie.run.kernels.kernel_pool`.
    jobs : int
        Sections that run at a time.
    timeout : float
        Seconds that one cell may take.
    progress : callable, optional
        Told (organisation, notebook, "started" | "done" | "failed"), from several threads.

    Returns
    -------
    ReportRun
        What was made.

    Raises
    ------
    StudyError
        The organisation's files cannot be used; all problems at once.
    RunError
        A section failed; what stood in reports/<organisation> still stands there.
    """
    (made,) = _run([organisation], root, kernels, jobs, timeout, progress or _silent)
    if isinstance(made, ReportFailure):
        raise made.error
    return made


def run_all(
    organisations: Sequence[str] | None = None,
    *,
    root: Path | str | None = None,
    kernels: Kind = "auto",
    jobs: int = 2,
    timeout: float = 600,
    progress: Progress | None = None,
) -> tuple[ReportRun | ReportFailure, ...]:
    """Make the reports of many organisations, and the page that lists all reports there are.

    Parameters
    ----------
    organisations : sequence of str, optional
        Their ids; by default all that have a study.yml.
    root, kernels, jobs, timeout, progress
        See :func:`run_report`.

    Returns
    -------
    tuple of ReportRun or ReportFailure
        One for each organisation, in the order asked for: a failure of one stops no other.

    Raises
    ------
    StudyError, RunError
        Nothing can be run at all: there is no workspace, or it has no section notebooks.
    """
    made = _run(organisations, root, kernels, jobs, timeout, progress or _silent)
    from evaluatie.run.index import write_index

    write_index(workspace_at(root).reports)
    return made


def workspace_at(root: Path | str | None) -> Workspace:
    """Give the workspace at a folder, or the one around the current folder.

    Raises
    ------
    RunError
        The folder that was named holds no data/raw.
    StudyError
        None was named, and there is none here or above.
    """
    from evaluatie.study import Workspace, find_workspace

    if root is None:
        return find_workspace()
    workspace = Workspace(Path(root).absolute())
    if not (workspace.root / "data" / "raw").is_dir():
        raise RunError(f"{root} holds no folder data/raw")
    return workspace


def _run(
    organisations: Sequence[str] | None,
    root: Path | str | None,
    kernels: Kind,
    jobs: int,
    timeout: float,
    progress: Progress,
) -> tuple[ReportRun | ReportFailure, ...]:
    with _workers(jobs) as workers, kernel_pool(kernels) as pool:
        # only now: while the fork server imports the stack, so does this process
        from evaluatie.run.making import Making

        workspace = workspace_at(root)
        chosen = workspace.organisations() if organisations is None else tuple(dict.fromkeys(organisations))
        pool.environment["EVALUATIE_ROOT"] = str(workspace.root)
        made = Making(workspace, workers, pool, timeout, progress).make(chosen, ahead=jobs)
        if pool.notice:
            warnings.warn(pool.notice, RunWarning, stacklevel=3)
    return made


@contextmanager
def _workers(jobs: int) -> Iterator[ThreadPoolExecutor]:
    """Give threads that wait for kernels; the kernels must be gone before this ends."""
    if jobs < 1:
        raise RunError(f"jobs must be 1 or more, not {jobs}")
    workers = ThreadPoolExecutor(jobs, thread_name_prefix="section")
    try:
        yield workers
    finally:
        workers.shutdown(cancel_futures=True)


def _silent(organisation: str, notebook: str, state: State) -> None:
    """Tell nobody."""
