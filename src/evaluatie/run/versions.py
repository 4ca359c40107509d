"""What changed between two versions of a report: the one that stands and the one before it, or two that are named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluatie.resultsfile import RESULTS
from evaluatie.run.batch import workspace_at
from evaluatie.run.bundles import labels_in
from evaluatie.run.errors import RunError
from evaluatie.run.folder import replace_folder
from evaluatie.run.mirror import is_url
from evaluatie.run.registering import register_of, registers_in
from evaluatie.run.store import Store, digest
from evaluatie.study.settings.source import OTHER_LANGUAGE, reason
from evaluatie.study.workspace import SYNTHESIS, Workspace

if TYPE_CHECKING:
    from evaluatie.report.versions import Comparison, Inputs
    from evaluatie.run.inputs import MadeFrom

FOLDER = "exports"
_PAGE = "changed"


@dataclass(frozen=True)
class ChangedRun:
    """A page that tells what changed.

    Attributes
    ----------
    organisation : str
        Whose report it is.
    pages : tuple of pathlib.Path
        The page in the language of the version now, then in the other one.
    comparison : Comparison
        What differs.
    """

    organisation: str
    pages: tuple[Path, ...]
    comparison: Comparison


@dataclass(frozen=True)
class _Version:
    """One version: its results.json, names of groups, and what it was made from where that is known."""

    content: Mapping[str, Any]
    labels: Mapping[str, Any] = field(default_factory=dict)
    made_from: Mapping[str, MadeFrom] | None = None


def run_changed(*versions: Path | str, root: Path | str | None = None, to: Path | str | None = None) -> ChangedRun:
    """Make the page that tells what changed between two versions of a report.

    Parameters
    ----------
    *versions : path or str
        An organisation, whose report that stands is compared with the version before it; or two versions, each a
        folder of a report, a results.json, or an organisation whose report stands.
    root : path or str, optional
        The workspace; by default the nearest folder from here upward that has data/raw.
    to : path or str, optional
        The folder to make; by default ``exports/<organisation>-changed`` in the workspace.

    Returns
    -------
    ChangedRun

    Raises
    ------
    StudyError
        A file cannot be read, is damaged, was changed or is of another version of evaluatie.
    RunError
        There is no version before, it was withdrawn, the two are of different organisations, or the page cannot be
        written.
    """
    if is_url(root):
        raise RunError("versions are compared in a folder, not in object storage: copy the folder reports to one first")
    workspace = workspace_at(root)
    if len(versions) == 1:
        before, now = _with_the_one_before(workspace, str(versions[0]))
    elif len(versions) == 2:
        before, now = (_named(workspace, one) for one in versions)
    else:
        raise RunError("name an organisation, or two versions of a report")
    comparison, files = _pages(before, now)
    organisation = str(now.content["organisation"]["id"])
    folder = Path(to) if to is not None else _default(workspace, organisation)
    _write(folder, files)
    return ChangedRun(organisation, tuple(folder / name for name in files), comparison)


def _with_the_one_before(workspace: Workspace, organisation: str) -> tuple[_Version, _Version]:
    """Give the version before of a report, and the one that stands."""
    if organisation not in _standing(workspace):
        raise _no_report(workspace, organisation)
    store, folder = Store(workspace.sections / organisation), workspace.reports / organisation
    record, kept = store.report(), store.before()
    if record is None or digest((folder / RESULTS).read_bytes()) != record.files.get(RESULTS):
        told = "was not made here, or was changed after it was made: give two results.json files to compare"
        raise RunError(f"reports/{organisation} {told}")
    if kept is None:
        told = "its figures never changed since the first version that was made here"
        raise RunError(f"there is no version before of the report of {organisation}: {told}")
    results, made_from, labels = kept
    register = register_of(workspace.reports, organisation)
    for what, version in (("version before of the report", results), ("report", (folder / RESULTS).read_bytes())):
        if not register.holds(version):
            raise RunError(f"the {what} of {organisation} was withdrawn: it is not shown any more")
    now = _Version(_content(folder / RESULTS), labels_in(folder), record.made_from)
    return _Version(_parsed(results), labels, made_from), now


def _named(workspace: Workspace, version: Path | str) -> _Version:
    """Read a version by its file, its folder or the organisation whose report stands."""
    path = Path(version)
    if not path.exists() and str(version) in _standing(workspace):
        path = workspace.reports / str(version)
    if path.is_dir():
        path = path / RESULTS
    if not path.is_file():
        raise RunError(f"{version} is no results.json, no folder of a report and no organisation with a report")
    content = _content(path)
    about = str(content["organisation"]["id"])
    if about in registers_in(workspace.reports):
        register, results = register_of(workspace.reports, about), path.read_bytes()
        if register.held(results) and not register.holds(results):
            raise RunError(f"{version} was withdrawn: it is not shown any more")
    return _Version(content, labels_in(path.parent))


def _standing(workspace: Workspace) -> list[str]:
    found = workspace.reports.glob(f"[!.]*/{RESULTS}")
    return sorted(path.parent.name for path in found if path.parent.name != SYNTHESIS)


def _no_report(workspace: Workspace, organisation: str) -> RunError:
    there = ", ".join(_standing(workspace))
    known = f"there are reports of: {there}" if there else "reports holds none; evaluatie report makes them"
    return RunError(f"there is no report of {organisation}; {known}")


def _content(path: Path) -> Mapping[str, Any]:
    from evaluatie.evaluation.releases import read_releases

    (release,) = read_releases([path])
    return release.content


def _parsed(results: bytes) -> Mapping[str, Any]:
    from evaluatie.evaluation.releases import read_releases
    from evaluatie.resultsfile import parsed

    (release,) = read_releases([parsed(results)])
    return release.content


def _pages(before: _Version, now: _Version) -> tuple[Comparison, dict[str, bytes]]:
    """Compare two versions, and make the page in both languages."""
    from evaluatie.report import BundleError, WordingError
    from evaluatie.report.versions import Inputs, NotComparableError, changed_page, compare

    inputs: Inputs | None = None
    if before.made_from is not None and now.made_from is not None:
        inputs = Inputs.between(before.made_from, now.made_from)
    language = str(now.content["language"])
    labels = before.labels, now.labels
    try:
        comparison = compare(before.content, now.content)
        other = OTHER_LANGUAGE[language]
        main, translated = f"{_PAGE}.html", f"{_PAGE}.{other}.html"
        page = changed_page(comparison, language, inputs=inputs, labels=labels, other_language=(translated, other))
        there = changed_page(comparison, other, inputs=inputs, labels=labels, other_language=(main, language))
    except NotComparableError as error:
        raise RunError(f"these are no two versions of one report: {error}") from None
    except (BundleError, WordingError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise RunError("one of the two is damaged: something in it is not what it should be") from error
    return comparison, {main: page.encode(), translated: there.encode()}


def _default(workspace: Workspace, organisation: str) -> Path:
    """Give the folder that is made where none is named; a file from elsewhere may call its organisation anything."""
    workspace.new_folder(organisation)
    return workspace.root / FOLDER / f"{organisation}-{_PAGE}"


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    own = {f"{_PAGE}.html", *(f"{_PAGE}.{language}.html" for language in OTHER_LANGUAGE)}
    try:
        if folder.exists() and (not folder.is_dir() or {path.name for path in folder.iterdir()} - own):
            raise RunError(f"{folder} is there already and holds something else; give another folder with --to")
        replace_folder(folder, files)
    except OSError as error:
        raise RunError(f"{folder} cannot be written ({reason(error)})") from error
