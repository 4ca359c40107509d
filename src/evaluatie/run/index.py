"""The pages that list all reports of a workspace, in both languages, made from the reports themselves."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from evaluatie.run.bundles import bundles_in
from evaluatie.run.errors import RunError
from evaluatie.run.folder import write_file
from evaluatie.run.standing import Made, standings
from evaluatie.run.store import Store, digest
from evaluatie.study.settings.source import OTHER_LANGUAGE, reason
from evaluatie.study.workspace import SYNTHESIS, Workspace

if TYPE_CHECKING:
    from evaluatie.report import IndexEntry, Standing

PAGE = "report.html"
INDEX = "index.html"
_RECORD = "index.json"
#: the pages that there may be: one of them is in the language of the first report, and is called index.html
INDEXES = (INDEX, *(f"index.{language}.html" for language in OTHER_LANGUAGE))
#: what else a report's folder may hold for its reader, by kind
_FILES = {
    "protection": "data-protection.html", "pdf": "report.pdf", "docx": "report.docx", "xlsx": "results.xlsx",
    "json": "results.json",
}  # fmt: skip


@dataclass(frozen=True)
class _Known:
    """What is known of reports beside what they hold.

    Attributes
    ----------
    standings : mapping of str to Standing
        How each report stands.
    dropped : mapping of str to int
        How many outputs were left out of it.
    unmade : tuple of (str, str or None)
        The organisations without a report, and what made their last run fail.
    """

    standings: Mapping[str, Standing] = field(default_factory=dict)
    dropped: Mapping[str, int] = field(default_factory=dict)
    unmade: tuple[tuple[str, str | None], ...] = ()


def update_index(workspace: Workspace, made: Made | None = None, *, organisations: Iterable[str] | None = None) -> None:
    """Write the index for every report of a workspace, unless it stands as it would be written.

    Parameters
    ----------
    workspace : Workspace
        Its reports, and the records of what they were made from.
    made : mapping of str to (ReportRun or ReportFailure), optional
        What came of the run that just ended.
    organisations : iterable of str, optional
        All that have a study folder; by default those of the workspace.

    Raises
    ------
    RunError
        It cannot be written.
    """
    reports = [path.parent.name for path in _pages(workspace.reports)]
    record = workspace.sections / _RECORD
    there = workspace.organisations() if organisations is None else tuple(organisations)
    try:
        known = _known(workspace, reports, made or {}, there)
        about = _about(workspace, reports, known)
        stands = _read(record)
        if None not in about["reports"].values() and stands == {**about, "pages": _digests(workspace.reports)}:
            return
        if write_index(workspace.reports, known) is not None:
            write_file(record, json.dumps({**about, "pages": _digests(workspace.reports)}).encode())
    except OSError as error:
        raise RunError(f"reports/index.html cannot be written ({reason(error)})") from error


def write_index(reports: Path, known: _Known | None = None) -> Path | None:
    """Write the index for every report in a folder; the synthesis, which is no organisation's, stands above them.

    Parameters
    ----------
    reports : pathlib.Path
        The folder of reports.
    known : object, optional
        How the reports stand, and which there are not; without it nothing is said of that.

    Returns
    -------
    pathlib.Path or None
        The page in the language of the first report; None where there is no report to list.
    """
    from evaluatie.report import IndexEntry, index_page

    known, entries = known or _Known(), {language: list[IndexEntry]() for language in OTHER_LANGUAGE}
    first = None
    for folder in (page.parent for page in _pages(reports)):
        bundles = bundles_in(folder)  # of one report at a time: those of hundreds would fill the memory
        first = first or (str(bundles[0]["language"]) if bundles else None)
        for language, listed in entries.items():
            listed.append(_entry(folder, bundles, language, known))
    first = first or "nl"
    if not entries[first]:
        return None
    other = OTHER_LANGUAGE[first]
    names = {other: f"index.{other}.html", first: INDEX}
    for language, name in names.items():
        turned = OTHER_LANGUAGE[language]
        page = index_page(
            entries[language], language, synthesis=_page_in(reports / SYNTHESIS, language), unmade=known.unmade,
            other_language=(names[turned], turned),
        )  # fmt: skip
        write_file(reports / name, page.encode())
    for name in set(INDEXES) - set(names.values()):
        (reports / name).unlink(missing_ok=True)
    return reports / INDEX


def _pages(reports: Path) -> list[Path]:
    found = (page for page in reports.glob(f"[!.]*/{PAGE}") if page.parent.name != SYNTHESIS)
    inside = reports.resolve()
    return sorted(page for page in found if page.resolve().is_relative_to(inside))


def _known(workspace: Workspace, reports: Sequence[str], made: Made, organisations: Iterable[str]) -> _Known:
    stores = {one: Store(workspace.sections / one) for one in (*reports, *organisations)}
    records = {one: stores[one].report() for one in reports}
    return _Known(
        standings(workspace, reports, made),
        {one: len(record.dropped) for one, record in records.items() if record is not None},
        tuple((one, stores[one].failed()) for one in sorted(set(organisations) - set(reports))),
    )


def _about(workspace: Workspace, reports: Sequence[str], known: _Known) -> dict[str, Any]:
    """Give all that the index is made from, for as long as reports are as their records say."""
    stands = {one: [standing.state, list(standing.changed), standing.why] for one, standing in known.standings.items()}
    return {
        "reports": {one: Store(workspace.sections / one).report_digest() for one in reports},
        "standings": stands,
        "unmade": [list(one) for one in known.unmade],
        "synthesis": _digest(workspace.reports / SYNTHESIS / PAGE),
    }


def _digests(reports: Path) -> dict[str, str | None]:
    return {name: _digest(reports / name) for name in INDEXES}


def _read(record: Path) -> Any:
    try:
        return json.loads(record.read_bytes())
    except (OSError, ValueError):
        return None


def _digest(page: Path) -> str | None:
    return digest(page.read_bytes()) if page.is_file() else None


def _entry(folder: Path, bundles: list[dict[str, Any]], language: str, known: _Known) -> IndexEntry:
    from evaluatie.report import IndexEntry, index_entry

    one = folder.name
    standing, files = known.standings.get(one), _files(folder, language)
    href = _page_in(folder, language) or f"{quote(one, safe='')}/{PAGE}"
    try:
        return index_entry(bundles, language, href, files=files, standing=standing, dropped=known.dropped.get(one, 0))
    except (ValueError, LookupError, TypeError, AttributeError):  # a report that somebody touched is listed by its name
        return IndexEntry(one, one, href, standing, files=files)


def _page_in(folder: Path, language: str) -> str | None:
    """Give where a report's page is in a language, or else in the other one."""
    return _file(folder, PAGE, language)


def _files(folder: Path, language: str) -> dict[str, str]:
    found = {kind: _file(folder, name, language) for kind, name in _FILES.items()}
    return {kind: href for kind, href in found.items() if href is not None}


def _file(folder: Path, name: str, language: str) -> str | None:
    """Give where a file is as seen from the index, in a language if there are two of it; None where it is not."""
    stem, _, kind = name.partition(".")
    for own in (f"{stem}.{language}.{kind}", name):
        if (folder / own).is_file():
            return f"{quote(folder.name, safe='')}/{own}"  # a folder may be called javascript:...
    return None
