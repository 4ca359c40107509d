"""How a report stands: up to date, made from what is no longer there, not whole, or left over from a failed run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evaluatie.run.errors import RunError
from evaluatie.run.inputs import MadeFrom, changes, made_from, workbench_of
from evaluatie.run.notebooks import section_notebooks
from evaluatie.run.outcome import ReportFailure, ReportRun
from evaluatie.run.proving import NotProvenError
from evaluatie.run.store import ReportRecord, Store, is_whole
from evaluatie.study.authored import study_digest, texts_digest
from evaluatie.study.problems import StudyError
from evaluatie.study.workspace import Workspace

if TYPE_CHECKING:
    from evaluatie.report import Standing

Made = Mapping[str, ReportRun | ReportFailure]


def changed_since(study: Path, record: ReportRecord, notebooks: Sequence[Path], workbench: MadeFrom) -> tuple[str, ...]:
    """Name the kinds of input that differ from those of a report; by which thresholds it was made is its own.

    Parameters
    ----------
    study : pathlib.Path
        The organisation's study folder.
    record : ReportRecord
        What the report was made from.
    notebooks : sequence of pathlib.Path
        The notebooks of its sections now.
    workbench : mapping of str to str
        See :func:`evaluatie.run.inputs.workbench_of`.
    """
    if [path.name for path in notebooks] != list(record.made_from):
        return ("notebooks",)
    digest = study_digest(study)
    kinds: dict[str, None] = {}
    for path in notebooks:
        now = made_from(digest, path, {}, workbench)
        kinds |= dict.fromkeys(kind for kind in changes(record.made_from[path.name], now) if kind != "parameters")
    if record.texts_digest != texts_digest(study):
        kinds["texts"] = None
    return tuple(kinds)


def keep_failures(workspace: Workspace, made: Iterable[ReportRun | ReportFailure]) -> list[str]:
    """Keep of every organisation whether its last run failed, and roughly why; never what a message says.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    made : iterable of ReportRun or ReportFailure
        What came of a run.

    Returns
    -------
    list of str
        The organisations of which that is not as it was.

    Raises
    ------
    OSError
        It cannot be kept.
    """
    known = workspace.organisations()
    differ = []
    for one in made:
        store, why = Store(workspace.sections / one.organisation), _why(one)
        if one.organisation in known and store.failed() != why:
            store.keep_failed(why)
            differ.append(one.organisation)
    return differ


def _why(made: ReportRun | ReportFailure) -> str | None:
    if isinstance(made, ReportRun):
        return None
    if isinstance(made.error, StudyError):
        return "files"
    return "release" if isinstance(made.error, NotProvenError) else "section"


def standings(workspace: Workspace, organisations: Iterable[str], made: Made) -> dict[str, Standing]:
    """Tell how reports stand.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    organisations : iterable of str
        Those that have a report.
    made : mapping of str to (ReportRun or ReportFailure)
        What came of the run that just ended: of what it made, nothing has to be read again.

    Returns
    -------
    dict of str to Standing
        The same for the same files, whichever run looks.
    """
    look = _Look(workspace, made)
    return {one: look.at(one) for one in organisations}


class _Look:
    """Looks at reports; what all of them were made from is read once, and only if need be."""

    def __init__(self, workspace: Workspace, made: Made) -> None:
        self._workspace, self._made = workspace, made
        self._workbench: MadeFrom | None = None

    def at(self, organisation: str) -> Standing:
        from evaluatie.report import Standing

        store = Store(self._workspace.sections / organisation)
        record = store.report()
        if record is None:
            return Standing("elsewhere")
        if (why := store.failed()) is not None:
            return Standing("failed", why=why)
        if isinstance(self._made.get(organisation), ReportRun):
            return Standing("current")
        if not is_whole(self._workspace.reports / organisation, record.files):
            return Standing("altered")
        if not self._workspace.raw(organisation).is_dir():  # as in a copy of object storage
            return Standing("unchecked")
        changed = self._changed(organisation, record)
        return Standing("older", changed) if changed else Standing("current")

    def _changed(self, organisation: str, record: ReportRecord) -> tuple[str, ...]:
        try:
            notebooks = section_notebooks(self._workspace.notebooks)
        except RunError:
            return ("notebooks",)
        if self._workbench is None:
            self._workbench = workbench_of(self._workspace.notebooks)
        return changed_since(self._workspace.raw(organisation), record, notebooks, self._workbench)
