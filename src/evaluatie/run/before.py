"""The version before of a report: what is kept of it when another takes its place, and when it goes."""

from __future__ import annotations

from evaluatie.resultsfile import RESULTS
from evaluatie.run.bundles import labels_in
from evaluatie.run.registering import register_of
from evaluatie.run.store import Store, digest
from evaluatie.study.workspace import Workspace


def keep_version_before(workspace: Workspace, organisation: str, results: bytes) -> None:
    """Keep of the report that stands what tells what changed, now that another takes its place.

    Kept is no more than was released. A report that was withdrawn, or changed by hand after it was made, is not kept.

    Parameters
    ----------
    workspace : Workspace
        Where the report stands.
    organisation : str
        Whose it is.
    results : bytes
        The results.json that takes its place; where it is the same, there is no other version.

    Raises
    ------
    OSError
        It cannot be kept.
    """
    store = Store(workspace.sections / organisation)
    record = store.report()
    folder = workspace.reports / organisation
    path = folder / RESULTS
    if record is None or not path.is_file():
        return
    standing = path.read_bytes()
    own = digest(standing) == record.files.get(RESULTS)
    if own and standing != results and register_of(workspace.reports, organisation).holds(standing):
        store.keep_before(standing, record.made_from, labels_in(folder))


def forget_withdrawn(workspace: Workspace, organisation: str) -> None:
    """Remove the version before where it was withdrawn: it is not to come back."""
    store = Store(workspace.sections / organisation)
    kept = store.before()
    if kept is not None and not register_of(workspace.reports, organisation).holds(kept[0]):
        store.forget_before()
