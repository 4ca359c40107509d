"""The page that lists all reports of a workspace, made from the reports themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from evaluatie.run.errors import RunError
from evaluatie.run.folder import write_file
from evaluatie.run.store import Store, digest
from evaluatie.study.settings.source import LANGUAGES, reason
from evaluatie.study.workspace import SYNTHESIS, Workspace

if TYPE_CHECKING:
    from evaluatie.report import IndexEntry

PAGE = "report.html"
_RECORD = "index.json"


def update_index(workspace: Workspace) -> None:
    """Write ``index.html`` for every report of a workspace, unless it stands as it would be written.

    Parameters
    ----------
    workspace : Workspace
        Its reports, and the records of what they were made from.

    Raises
    ------
    RunError
        It cannot be written.
    """
    reports = {path.parent.name: _record(workspace, path.parent.name) for path in _pages(workspace.reports)}
    record = workspace.sections / _RECORD
    known = None not in reports.values()
    together = _digest(workspace.reports / SYNTHESIS / PAGE)
    try:
        if known and _read(record) == _known(reports, together, workspace.reports / "index.html"):
            return
        page = write_index(workspace.reports)
        if page is not None:
            write_file(record, json.dumps(_known(reports, together, page)).encode())
    except OSError as error:
        raise RunError(f"reports/index.html cannot be written ({reason(error)})") from error


def write_index(reports: Path) -> Path | None:
    """Write ``index.html`` for every report in a folder; the synthesis, which is no organisation's, stands above them.

    Parameters
    ----------
    reports : pathlib.Path
        The folder of reports.

    Returns
    -------
    pathlib.Path or None
        The page; None where there is no report to list.
    """
    from evaluatie.report import index_page

    made = {path.parent.name: _released(path.parent) for path in _pages(reports)}
    if not made:
        return None
    language = next((str(bundles[0]["language"]) for bundles in made.values() if bundles), "nl")
    entries = [_entry(organisation, bundles, language) for organisation, bundles in made.items()]
    page = reports / "index.html"
    together = f"{SYNTHESIS}/{PAGE}" if (reports / SYNTHESIS / PAGE).is_file() else None
    write_file(page, index_page(entries, language, synthesis=together).encode())
    return page


def _pages(reports: Path) -> list[Path]:
    found = (page for page in reports.glob(f"[!.]*/{PAGE}") if page.parent.name != SYNTHESIS)
    inside = reports.resolve()
    return sorted(page for page in found if page.resolve().is_relative_to(inside))


def _known(reports: dict[str, str | None], together: str | None, page: Path) -> dict[str, Any]:
    return {"reports": reports, "synthesis": together, "page": _digest(page)}


def _record(workspace: Workspace, organisation: str) -> str | None:
    return Store(workspace.sections / organisation).report_digest()


def _read(record: Path) -> Any:
    try:
        return json.loads(record.read_bytes())
    except (OSError, ValueError):
        return None


def _digest(page: Path) -> str | None:
    return digest(page.read_bytes()) if page.is_file() else None


def _released(folder: Path) -> list[dict[str, Any]]:
    """Read what a report was made from out of the notebooks that are kept beside it."""
    from evaluatie.disclosure import MIME

    bundles = []
    try:
        for path in sorted((folder / "notebooks").glob("*.ipynb")):
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            outputs = [output for cell in cells for output in cell.get("outputs", ())]
            bundles += [output["data"][MIME] for output in outputs if MIME in output.get("data", {})]
        return bundles if all(bundle["language"] in LANGUAGES for bundle in bundles) else []
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return []  # a report that somebody touched is listed by its name


def _entry(organisation: str, bundles: list[dict[str, Any]], language: str) -> IndexEntry:
    from evaluatie.report import IndexEntry, headlines, wave_names

    href = f"{quote(organisation, safe='')}/{PAGE}"  # a folder may be called javascript:...
    try:
        about = bundles[0]["organisation"]
        waves, sentences = wave_names(bundles, language), headlines(bundles, language)
        return IndexEntry(organisation, str(about["name"]), href, waves, sentences, bool(about.get("synthetic")))
    except (ValueError, LookupError, TypeError, AttributeError):
        return IndexEntry(organisation, organisation, href)
