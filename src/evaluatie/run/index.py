"""The page that lists all reports of a workspace, made from the reports themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evaluatie.disclosure import MIME
from evaluatie.report import IndexEntry, headlines, index_page, wave_names
from evaluatie.run.folder import write_file

PAGE = "report.html"


def write_index(reports: Path) -> Path | None:
    """Write ``index.html`` for every report in a folder.

    Parameters
    ----------
    reports : pathlib.Path
        The folder of reports.

    Returns
    -------
    pathlib.Path or None
        The page; None where there is no report to list.
    """
    made = {path.parent.name: _released(path.parent) for path in sorted(reports.glob(f"[!.]*/{PAGE}"))}
    if not made:
        return None
    language = next((str(bundles[0]["language"]) for bundles in made.values() if bundles), "nl")
    entries = [_entry(organisation, bundles, language) for organisation, bundles in made.items()]
    page = reports / "index.html"
    write_file(page, index_page(entries, language).encode())
    return page


def _released(folder: Path) -> list[dict[str, Any]]:
    """Read what a report was made from out of the notebooks that are kept beside it."""
    bundles = []
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", ())]
        bundles += [output["data"][MIME] for output in outputs if MIME in output.get("data", {})]
    return bundles


def _entry(organisation: str, bundles: list[dict[str, Any]], language: str) -> IndexEntry:
    href = f"{organisation}/{PAGE}"
    if not bundles:
        return IndexEntry(organisation, organisation, href)
    about = bundles[0]["organisation"]
    waves, sentences = wave_names(bundles, language), headlines(bundles, language)
    return IndexEntry(organisation, str(about["name"]), href, waves, sentences, bool(about.get("synthetic")))
