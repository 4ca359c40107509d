"""The synthesis: one notebook that reads what organisations released, and the page that it becomes."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluatie.run.batch import workspace_at
from evaluatie.run.errors import RunError, RunWarning
from evaluatie.run.folder import write_file
from evaluatie.run.inputs import made_from, workbench_of
from evaluatie.run.lock import run_lock
from evaluatie.run.mirror import is_url
from evaluatie.run.notebooks import SYNTHESIS_NOTEBOOK
from evaluatie.run.provenance import Origin, origin_of_results
from evaluatie.run.proving import prove_and_register
from evaluatie.run.report import write_report
from evaluatie.run.store import is_whole
from evaluatie.study.digests import digest_of
from evaluatie.study.settings.source import reason
from evaluatie.study.workspace import SYNTHESIS, Workspace

if TYPE_CHECKING:
    from evaluatie.run.kernels.pool import Kind
    from evaluatie.run.sections import ExecutedSection

_RECORD = "synthesis.json"
_LEAST = 2


@dataclass(frozen=True)
class SynthesisRun:
    """A synthesis that is there and up to date.

    Attributes
    ----------
    organisations : tuple of str
        Whose released results it was made from.
    folder : pathlib.Path
        ``reports/synthesis``.
    pages : tuple of pathlib.Path
        The page in the language of most reports, then in the other one.
    dropped : tuple of str
        Outputs of the notebook that are not on the page: notebook, cell and kind.
    written : bool
        Whether it was written now; False where nothing had changed.
    """

    organisations: tuple[str, ...]
    folder: Path
    pages: tuple[Path, ...]
    dropped: tuple[str, ...] = ()
    written: bool = True


def run_synthesis(
    organisations: Sequence[str] = (),
    *,
    root: Path | str | None = None,
    kernels: Kind = "auto",
    timeout: float = 600,
    force: bool = False,
) -> SynthesisRun:
    """Take the released results of organisations together, and make ``reports/synthesis`` of them.

    Nothing is read but ``reports/<organisation>/results.json``.

    Parameters
    ----------
    organisations : sequence of str
        Their ids; none for all that have a report.
    root : path or str, optional
        The workspace; by default the nearest folder from here upward that has data/raw.
    kernels : {"auto", "fork", "plain"}
        See :func:`evaluatie.run.kernels.kernel_pool`.
    timeout : float
        Seconds that a section may take, all its cells together.
    force : bool
        Make it also where nothing changed.

    Returns
    -------
    SynthesisRun
        What was made, or what stands because nothing changed.

    Raises
    ------
    StudyError
        Results cannot be used: damaged, of another version, or not there; all problems at once.
    RunError
        There are fewer than two reports, or the notebook failed; what stood in reports/synthesis still stands there.
    """
    if is_url(root):
        told = "a synthesis is made in a folder, not in object storage: copy the reports' results.json to one first"
        raise RunError(told)
    workspace = workspace_at(root)
    notebook = workspace.notebooks / SYNTHESIS_NOTEBOOK
    if not notebook.is_file():
        raise RunError(f"there is no notebook {SYNTHESIS_NOTEBOOK} in {workspace.notebooks}")
    with run_lock(workspace.sections):
        results = _results(workspace, organisations)
        named = tuple(path.parent.name for path in results)
        parameters: dict[str, object] = {"organisations": list(named)}
        inputs = _inputs(results, notebook, parameters)
        if not force and (stands := _unchanged(workspace, named, inputs)) is not None:
            made = stands
        else:
            section = _executed(workspace, notebook, parameters, kernels, timeout)
            made = _written(workspace, named, section, inputs, origin_of_results(results, parameters, inputs["data"]))
        _update_index(workspace)
    return made


def _results(workspace: Workspace, organisations: Sequence[str]) -> tuple[Path, ...]:
    """Find and check the released results before anything is started."""
    from evaluatie.evaluation.releases import find_releases, read_releases

    found = find_releases(organisations, reports=workspace.reports)
    if len(found) < _LEAST:
        have = f"there is one, of {found[0].parent.name}" if found else "reports holds none"
        raise RunError(
            f"a synthesis needs reports of two organisations or more, and {have}; evaluatie report makes them"
        )
    read_releases(found)
    return found


def _inputs(results: Sequence[Path], notebook: Path, parameters: dict[str, object]) -> dict[str, str]:
    released = digest_of([part for path in results for part in (path.parent.name.encode(), path.read_bytes())])
    return made_from(released, notebook, parameters, workbench_of(notebook.parent))


def _unchanged(workspace: Workspace, named: tuple[str, ...], inputs: dict[str, str]) -> SynthesisRun | None:
    try:
        record: dict[str, Any] = json.loads((workspace.sections / _RECORD).read_bytes())
        if record["made_from"] != inputs or not is_whole(workspace.reports / SYNTHESIS, record["files"]):
            return None
        return _run(workspace, named, record["pages"], record["dropped"], written=False)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _executed(
    workspace: Workspace, notebook: Path, parameters: dict[str, object], kernels: Kind, timeout: float
) -> ExecutedSection:
    from evaluatie.run.kernels import workspace_kernels

    with workspace_kernels(workspace, kernels) as pool:
        from evaluatie.run.sections import execute_section

        section = execute_section(notebook, parameters, pool, timeout=timeout)
        if pool.notice:
            warnings.warn(pool.notice, RunWarning, stacklevel=4)
    return section


def _written(
    workspace: Workspace, named: tuple[str, ...], section: ExecutedSection, inputs: dict[str, str], origin: Origin
) -> SynthesisRun:
    proven = partial(prove_and_register, workspace.reports, SYNTHESIS)
    folder = workspace.reports / SYNTHESIS
    record = write_report(SYNTHESIS, folder, [section], {section.name: inputs}, origin, proven=proven)
    kept = {"made_from": inputs, "files": record.files, "pages": record.pages, "dropped": record.dropped}
    try:
        write_file(workspace.sections / _RECORD, json.dumps(kept).encode())
    except OSError as error:
        told = f"data/sections cannot be written ({reason(error)}); the synthesis itself is in place"
        raise RunError(told) from error
    return _run(workspace, named, record.pages, record.dropped)


def _run(
    workspace: Workspace, named: tuple[str, ...], pages: Sequence[str], dropped: Sequence[str], *, written: bool = True
) -> SynthesisRun:
    folder = workspace.reports / SYNTHESIS
    return SynthesisRun(named, folder, tuple(folder / page for page in pages), tuple(dropped), written)


def _update_index(workspace: Workspace) -> None:
    """Write the page that lists the reports and the synthesis, which is made whether that can be written or not."""
    from evaluatie.run.index import update_index

    try:
        update_index(workspace)
    except RunError as error:
        warnings.warn(str(error), RunWarning, stacklevel=3)
