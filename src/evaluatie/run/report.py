"""One organisation's report: from executed sections to the files of its folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evaluatie.report import BundleError, WordingError, compose, render_section, results_json
from evaluatie.run.errors import RunError
from evaluatie.run.folder import replace_folder
from evaluatie.run.keep import kept_notebook
from evaluatie.run.outcome import ReportRun
from evaluatie.run.sections import ExecutedSection

_OTHER_LANGUAGE = {"nl": "en", "en": "nl"}


def write_report(organisation: str, folder: Path, sections: Sequence[ExecutedSection]) -> ReportRun:
    """Compose an organisation's report and put it in place of the old one.

    Parameters
    ----------
    organisation : str
        Its id.
    folder : pathlib.Path
        Where the report goes; what stands there stays until the new one is complete.
    sections : sequence of ExecutedSection
        The sections, in the report's order.

    Raises
    ------
    RunError
        Two notebooks made the same section, or one made it of another organisation.
    """
    _check_together(organisation, sections)
    bundles = [section.bundle for section in sections]
    dropped = tuple(name for section in sections for name in section.dropped)
    try:
        pages, files = _composed(bundles, dropped), dict(_kept(sections))
    except (BundleError, WordingError) as error:
        raise RunError(str(error)) from error
    replace_folder(folder, {**pages, "results.json": results_json(bundles), **files})
    names = tuple(str(bundle["section"]) for bundle in bundles)
    return ReportRun(organisation, folder, tuple(folder / page for page in pages), names, dropped)


def _composed(bundles: Sequence[dict[str, Any]], dropped: Sequence[str]) -> dict[str, bytes]:
    """Make the page in the study's language, then in the other one."""
    language = str(bundles[0]["language"])
    other = _OTHER_LANGUAGE[language]
    main, translated = "report.html", f"report.{other}.html"
    page = compose(bundles, language, other_language=(translated, other), dropped=dropped)
    other_page = compose(bundles, other, other_language=(main, language), dropped=dropped)
    return {main: page.encode(), translated: other_page.encode()}


def _kept(sections: Sequence[ExecutedSection]) -> Iterator[tuple[str, bytes]]:
    for section in sections:
        html = render_section(section.bundle, section.bundle["language"])
        yield f"notebooks/{section.name}", kept_notebook(section.notebook, section.bundle, html)


def _check_together(organisation: str, sections: Sequence[ExecutedSection]) -> None:
    seen: dict[str, str] = {}
    for section in sections:
        name, about = section.bundle["section"], section.bundle["organisation"]["id"]
        if about != organisation:
            raise RunError(f"{section.name} released a section about {about}, not about {organisation}")
        if name in seen:
            raise RunError(f"{seen[name]} and {section.name} both released the section {name}")
        seen[name] = section.name
