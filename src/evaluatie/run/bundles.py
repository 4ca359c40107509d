"""What a report that stands was made from, read out of the notebooks that are kept beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evaluatie.study.settings.source import LANGUAGES

_UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def bundles_in(folder: Path) -> list[dict[str, Any]]:
    """Give the bundles of a report's sections, in order; none of a report that somebody touched.

    Parameters
    ----------
    folder : pathlib.Path
        The report's folder.
    """
    from evaluatie.disclosure import MIME

    bundles = []
    try:
        for path in sorted((folder / "notebooks").glob("*.ipynb")):
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            outputs = [output for cell in cells for output in cell.get("outputs", ())]
            bundles += [output["data"][MIME] for output in outputs if MIME in output.get("data", {})]
        return bundles if all(bundle["language"] in LANGUAGES for bundle in bundles) else []
    except _UNREADABLE:
        return []


def labels_in(folder: Path) -> dict[str, Any]:
    """Give the names of groups that a report's bundles hold, and its results.json does not; none where it has none."""
    try:
        labels: dict[str, Any] = {}
        for bundle in bundles_in(folder):
            labels |= bundle["labels"].get("level", {})
        return {"level": labels}
    except _UNREADABLE:
        return {}
