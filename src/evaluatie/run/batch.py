"""Reports of one or many organisations: what changed is made again, section by section, side by side."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from evaluatie.run.admission import refusal
from evaluatie.run.errors import RunError, RunWarning
from evaluatie.run.inputs import workbench_of
from evaluatie.run.lock import run_lock
from evaluatie.run.making import Making
from evaluatie.run.mirror import Mirror, is_url, mirrored
from evaluatie.run.notebooks import section_notebooks
from evaluatie.run.outcome import Progress, ReportFailure, ReportRun, State
from evaluatie.run.strays import Strays
from evaluatie.study.leftovers import clear_leftovers
from evaluatie.study.problems import StudyError
from evaluatie.study.settings.source import reason
from evaluatie.study.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    from evaluatie.run.agenda import Agenda, Crew
    from evaluatie.run.kernels.pool import Kind

Made = ReportRun | ReportFailure


@dataclass(frozen=True)
class _Settings:
    """How a run is done; see :func:`run_report`."""

    kernels: Kind
    jobs: int | None
    timeout: float
    force: bool
    cluster: str | None
    progress: Progress
    tighten: tuple[str, ...]


def run_report(
    organisation: str,
    *,
    root: Path | str | None = None,
    kernels: Kind = "auto",
    jobs: int | None = None,
    timeout: float = 600,
    force: bool = False,
    cluster: str | None = None,
    tighten: Sequence[str] = (),
    progress: Progress | None = None,
) -> ReportRun:
    """Make the report of one organisation, or of it only what changed.

    Parameters
    ----------
    organisation : str
        Its id: the name of its folder in data/raw.
    root : path or str, optional
        The workspace; by default the nearest folder from here upward that has data/raw. A URL is object storage that
        fsspec can read: a copy is worked on here, and what is made is put there.
    kernels : {"auto", "fork", "plain"}
        See :func:`evaluatie.run.kernels.kernel_pool`.
    jobs : int, optional
        Sections that run at a time; by default a few more than there are processors.
    timeout : float
        Seconds that a section may take, all its cells together.
    force : bool
        Run every section, also those of which nothing changed.
    cluster : str, optional
        Address of a Dask scheduler whose workers run the sections, such as ``"tcp://10.0.0.1:8786"``; they must see
        the workspace at the same path or URL.
    tighten : sequence of str
        Thresholds of disclosure that are to be stricter than study.yml asks for, such as ``"minimum_group=15"``.
    progress : callable, optional
        Told (organisation, notebook, state), from several threads; see :data:`evaluatie.run.outcome.State`.

    Returns
    -------
    ReportRun
        What was made, or what stands because nothing changed.

    Raises
    ------
    StudyError
        The organisation's files cannot be used; all problems at once.
    RunError
        A section failed, also the second time; what stood in reports/<organisation> still stands there. Or nothing
        can be run: another run is busy in this workspace, there are no notebooks, no cluster answers.
    """
    settings = _Settings(kernels, jobs, timeout, force, cluster, progress or _silent, _checked(tighten))
    (made,) = _run_at(root, [organisation], settings)
    if isinstance(made, ReportFailure):
        raise made.error
    return made


def run_all(
    organisations: Sequence[str] | None = None,
    *,
    root: Path | str | None = None,
    kernels: Kind = "auto",
    jobs: int | None = None,
    timeout: float = 600,
    force: bool = False,
    cluster: str | None = None,
    tighten: Sequence[str] = (),
    progress: Progress | None = None,
) -> tuple[ReportRun | ReportFailure, ...]:
    """Make the reports of many organisations, of each only what changed, and the page that lists all reports.

    Parameters
    ----------
    organisations : sequence of str, optional
        Their ids; by default all that have a study.yml.
    root, kernels, jobs, timeout, force, cluster, tighten, progress
        See :func:`run_report`.

    Returns
    -------
    tuple of ReportRun or ReportFailure
        One for each organisation, in the order asked for: a failure of one stops no other.

    Raises
    ------
    StudyError, RunError
        Nothing can be run at all: see :func:`run_report`.
    """
    settings = _Settings(kernels, jobs, timeout, force, cluster, progress or _silent, _checked(tighten))
    return _run_at(root, organisations, settings, index=True)


def workspace_at(root: Path | str | None) -> Workspace:
    """Give the workspace at a folder, or the one around the current folder.

    Raises
    ------
    RunError
        The folder that was named holds no data/raw.
    StudyError
        None was named, and there is none here or above; or a folder that is written to is a link out of it.
    """
    workspace = find_workspace() if root is None else Workspace(Path(root).absolute())
    if not (workspace.root / "data" / "raw").is_dir():
        raise RunError(f"{root} holds no folder data/raw")
    if problems := workspace.leaving():
        raise StudyError(problems)
    return workspace


def _run_at(
    root: Path | str | None, organisations: Sequence[str] | None, settings: _Settings, *, index: bool = False
) -> tuple[Made, ...]:
    if not is_url(root):
        workspace = workspace_at(root)
        chosen = _every(workspace) if organisations is None else organisations
        return _run(tuple(dict.fromkeys(chosen)), workspace, settings, index=index)
    with mirrored(str(root)) as mirror:
        chosen = tuple(dict.fromkeys(mirror.organisations() if organisations is None else organisations))
        for folder in ("notebooks", "reports", "data/sections"):
            mirror.fetch(folder)
        unread = {one: ReportFailure(one, error) for one in chosen if (error := mirror.fetch_study(one)) is not None}
        there = [one for one in chosen if one not in unread]
        made = {one.organisation: one for one in _run(there, mirror.workspace, settings, mirror=mirror, index=index)}
        if index:
            mirror.publish_index()
    return tuple((made | unread)[one] for one in chosen)


def _run(
    chosen: Sequence[str],
    workspace: Workspace,
    settings: _Settings,
    *,
    mirror: Mirror | None = None,
    index: bool = False,
) -> tuple[Made, ...]:
    notebooks = section_notebooks(workspace.notebooks)
    slots = _slots(settings.jobs)
    with run_lock(workspace.sections):
        _tidy(workspace, chosen, mirror)
        workbench = workbench_of(workspace.notebooks)
        published = None if mirror is None else mirror.publish_organisation
        made: dict[str, Made] = _refused(workspace, chosen, settings)
        makings = [
            Making(
                workspace, one, notebooks, workbench,
                force=settings.force, tighten=settings.tighten, published=published,
            )
            for one in chosen if one not in made
        ]  # fmt: skip
        for making in makings:
            if (stands := making.unchanged()) is not None:
                made[making.organisation] = stands
                settings.progress(making.organisation, "", "unchanged")
        changed = [making for making in makings if making.organisation not in made]
        if changed:
            strays = Strays(workspace)
            made |= _made(changed, workspace, mirror, settings, slots)
            _set_aside(strays, chosen, notebooks)
        _keep_failures(workspace, made, mirror)
        if index:
            _update_index(workspace, made, mirror)
    return tuple(made[organisation] for organisation in chosen)


def _refused(workspace: Workspace, chosen: Sequence[str], settings: _Settings) -> dict[str, Made]:
    """Give the organisations of which no report may be made, whatever their files hold."""
    refused: dict[str, Made] = {}
    # a name that is given may lead anywhere
    there = {path.name for path in workspace.reports.iterdir()} if workspace.reports.is_dir() else set()
    for one in chosen:
        if (error := refusal(workspace, one, settings.tighten)) is not None:
            refused[one] = ReportFailure(one, error, older=one in there)
            settings.progress(one, "", "failed")
    return refused


def _every(workspace: Workspace) -> tuple[str, ...]:
    """Give the organisations that have a study.yml, and say which folders have none."""
    organisations = workspace.organisations()
    raw = workspace.root / "data" / "raw"
    if not organisations:
        raise RunError(f"{raw.relative_to(workspace.root)} holds no folder with a study.yml; evaluatie new makes one")
    others = sorted(path.name for path in raw.iterdir() if path.is_dir() and not path.name.startswith("."))
    if left_out := [name for name in others if name not in organisations]:
        told = f"left out, since there is no study.yml in it: data/raw/{', data/raw/'.join(left_out)}"
        warnings.warn(told, RunWarning, stacklevel=5)
    return organisations


def _tidy(workspace: Workspace, chosen: Sequence[str], mirror: Mirror | None) -> None:
    """Clear what a killed run left, and what is kept of organisations that are gone."""
    for folder in (workspace.reports, workspace.sections, *(workspace.sections / one for one in chosen)):
        clear_leftovers(folder)
    if mirror is None:  # which has no copy of the others' data
        for kept in workspace.sections.iterdir():
            if kept.is_dir() and not workspace.raw(kept.name).is_dir():
                shutil.rmtree(kept, ignore_errors=True)


def _set_aside(strays: Strays, chosen: Sequence[str], notebooks: Sequence[Path]) -> None:
    """Say how many files turned up among the reports that no release wrote; their names may tell of persons."""
    try:
        moved = strays.set_aside(chosen, notebooks)
    except OSError as error:
        told = (
            "files turned up in reports that no release wrote, and cannot be moved away; do not send these reports on"
        )
        raise RunError(f"{told} ({reason(error)})") from error
    if moved:
        told = f"{moved} file{'s' * (moved != 1)} that no release wrote turned up in reports or data/sections"
        warnings.warn(f"{told} during the run, and now stand in data/set-aside", RunWarning, stacklevel=5)


def _keep_failures(workspace: Workspace, made: Mapping[str, Made], mirror: Mirror | None) -> None:
    """Keep whose reports could not be made, so that the page that lists the reports can tell it."""
    from evaluatie.run.standing import keep_failures

    try:
        differ = keep_failures(workspace, made.values())
    except OSError as error:
        raise RunError(f"data/sections cannot be written ({reason(error)})") from error
    if mirror is not None:
        for one in differ:
            mirror.publish(f"data/sections/{one}")


def _update_index(workspace: Workspace, made: Mapping[str, Made], mirror: Mirror | None) -> None:
    """Write the page that lists the reports; they are made whether that can be written or not."""
    from evaluatie.run.index import update_index

    try:
        update_index(workspace, made, organisations=None if mirror is None else mirror.listed())
    except RunError as error:
        warnings.warn(str(error), RunWarning, stacklevel=5)


def _made(
    changed: Sequence[Making], workspace: Workspace, mirror: Mirror | None, settings: _Settings, slots: int
) -> dict[str, Made]:
    from evaluatie.run.agenda import Agenda

    missing = [(making.organisation, notebook.name) for making in changed for notebook in making.missing()]
    for organisation, notebook in missing:
        settings.progress(organisation, notebook, "waiting")
    if not missing:  # nothing to fork: only pages are composed anew
        settings = replace(settings, kernels="plain", cluster=None)
    with _crew(workspace, mirror, settings, slots) as crew:
        agenda = Agenda(changed, crew, settings.progress)
        _work(agenda, crew)
    return agenda.results


def _work(agenda: Agenda, crew: Crew) -> None:
    """Work through an agenda with a thread for each thing that is done at a time."""
    with ThreadPoolExecutor(crew.slots, thread_name_prefix="section") as workers:
        try:
            for worker in as_completed([workers.submit(agenda.work) for _ in range(crew.slots)]):
                worker.result()
        except BaseException:
            agenda.stop()
            crew.stop()  # or the threads would wait for what still runs
            raise


@contextmanager
def _crew(workspace: Workspace, mirror: Mirror | None, settings: _Settings, slots: int) -> Iterator[Crew]:
    if settings.cluster is not None:
        from evaluatie.run.cluster import cluster_crew

        root = str(workspace.root) if mirror is None else mirror.url
        with cluster_crew(settings.cluster, root, settings.jobs, settings.timeout) as crew:
            yield crew
        return
    from evaluatie.run.kernels import workspace_kernels

    with workspace_kernels(workspace, settings.kernels) as pool:
        # only now: while the fork server imports the stack, so does this process
        from evaluatie.run.crew import LocalCrew

        yield LocalCrew(workspace, pool, slots, settings.timeout)
        if pool.notice:
            warnings.warn(pool.notice, RunWarning, stacklevel=6)


def _slots(jobs: int | None) -> int:
    if jobs is None:
        processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return processors + max(1, processors // 4)  # each waits for its kernel a part of the time
    if jobs < 1:
        raise RunError(f"jobs must be 1 or more, not {jobs}")
    return jobs


def _checked(tighten: Sequence[str]) -> tuple[str, ...]:
    """Give thresholds in one way of writing, so that the same ones make the same report."""
    if not tighten:
        return ()
    from evaluatie.study.tightening import as_options, read_tightening

    return tuple(as_options(read_tightening(tighten)))


def _silent(organisation: str, notebook: str, state: State) -> None:
    """Tell nobody."""
