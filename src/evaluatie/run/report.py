"""One organisation's report: from executed sections to the files of its folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluatie.resultsfile import RESULTS
from evaluatie.run.errors import RunError
from evaluatie.run.folder import replace_folder
from evaluatie.run.inputs import MadeFrom
from evaluatie.run.provenance import Origin, provenance
from evaluatie.run.sections import ExecutedSection
from evaluatie.run.store import ReportRecord, digests
from evaluatie.study.settings.source import reason

_PROTECTION = "data-protection"
WORKBOOK = "results.xlsx"
_OTHER_LANGUAGE = {"nl": "en", "en": "nl"}


def write_report(
    organisation: str,
    folder: Path,
    sections: Sequence[ExecutedSection],
    made_from: Mapping[str, MadeFrom],
    origin: Origin,
    *,
    proven: Callable[[bytes], None],
) -> ReportRecord:
    """Compose an organisation's report, have it proven that nothing leaks, and put it in place of the old one.

    Parameters
    ----------
    organisation : str
        Its id.
    folder : pathlib.Path
        Where the report goes; what stands there stays until the new one is complete.
    sections : sequence of ExecutedSection
        The sections, in the report's order.
    made_from : mapping of str to (mapping of str to str)
        What each of them was made from, by notebook.
    origin : Origin
        The inputs and parameters, for ro-crate-metadata.json.
    proven : callable
        Given results.json before anything is written: raises where that must not leave.

    Returns
    -------
    ReportRecord
        What was written.

    Raises
    ------
    RunError
        Two notebooks made the same section, one made it of another organisation, or the report cannot be written.
    """
    _check_together(organisation, sections)
    pages, files = report_files(sections)
    proven(files[RESULTS])
    files |= _crate(sections, files, made_from, origin)
    try:
        replace_folder(folder, files)
    except OSError as error:
        raise RunError(
            f"reports/{folder.name} cannot be written ({reason(error)}); what stood there still does"
        ) from error
    return ReportRecord(
        made_from={name: dict(inputs) for name, inputs in made_from.items()},
        files=digests(files),
        pages=pages,
        sections=[str(section.bundle["section"]) for section in sections],
        dropped=[name for section in sections for name in section.dropped],
    )


def report_files(sections: Sequence[ExecutedSection]) -> tuple[list[str], dict[str, bytes]]:
    """Compose a report's files.

    Returns
    -------
    pages : list of str
        The page in the study's language, then the one in the other.
    files : dict of str to bytes
        All files by path inside the report's folder.

    Raises
    ------
    RunError
        A bundle has no text or number that its page needs.
    """
    from evaluatie.report import BundleError, WordingError, results_json, results_xlsx

    bundles = [section.bundle for section in sections]
    dropped = tuple(name for section in sections for name in section.dropped)
    try:
        pages, papers, notebooks = _pages(bundles, dropped), _papers(bundles), dict(_notebooks(sections))
        works, workbook = _works(bundles), results_xlsx(bundles, str(bundles[0]["language"]))
    except (BundleError, WordingError) as error:
        raise RunError(str(error)) from error
    return list(pages), {**pages, **papers, **works, RESULTS: results_json(bundles), WORKBOOK: workbook, **notebooks}


def _crate(
    sections: Sequence[ExecutedSection],
    files: Mapping[str, bytes],
    made_from: Mapping[str, MadeFrom],
    origin: Origin,
) -> dict[str, bytes]:
    """Describe all other files, and what they were made from."""
    from evaluatie.report.crate import CRATE, crate_json

    bundles = [section.bundle for section in sections]
    return {CRATE: crate_json(bundles, files, provenance(sections, made_from, origin))}


def _works(bundles: Sequence[dict[str, Any]]) -> dict[str, bytes]:
    """Write the works that the report cites, for whoever writes on."""
    from evaluatie.report.account import cited
    from evaluatie.report.references import bibtex, csl_json

    works = cited(bundles)
    return {"references.bib": bibtex(works), "references.json": csl_json(works)}


def _pages(bundles: Sequence[dict[str, Any]], dropped: Sequence[str]) -> dict[str, bytes]:
    """Make the page in the study's language, then in the other one."""
    from evaluatie.report import compose

    language = str(bundles[0]["language"])
    other = _OTHER_LANGUAGE[language]
    main, translated = "report.html", f"report.{other}.html"
    told = "privacy" in bundles[0]  # a synthesis has no purpose and grounds of its own
    papers = (f"{_PROTECTION}.html", f"{_PROTECTION}.{other}.html") if told else (None, None)
    page = compose(bundles, language, other_language=(translated, other), protection=papers[0], dropped=dropped)
    other_page = compose(bundles, other, other_language=(main, language), protection=papers[1], dropped=dropped)
    return {main: page.encode(), translated: other_page.encode()}


def _papers(bundles: Sequence[dict[str, Any]]) -> dict[str, bytes]:
    """Make the data-protection page, beside the report and in both languages; a synthesis has none."""
    from evaluatie.report import protection_page

    if "privacy" not in bundles[0]:
        return {}
    language = str(bundles[0]["language"])
    other = _OTHER_LANGUAGE[language]
    main, translated = f"{_PROTECTION}.html", f"{_PROTECTION}.{other}.html"
    page = protection_page(bundles, language, report="report.html", other_language=(translated, other))
    other_page = protection_page(bundles, other, report=f"report.{other}.html", other_language=(main, language))
    return {main: page.encode(), translated: other_page.encode()}


def _notebooks(sections: Sequence[ExecutedSection]) -> Iterator[tuple[str, bytes]]:
    from evaluatie.report import render_section
    from evaluatie.run.keep import notebook_file

    for section in sections:
        html = render_section(section.bundle, section.bundle["language"])
        yield f"notebooks/{section.name}", notebook_file(section.cells, section.bundle, html)


def _check_together(organisation: str, sections: Sequence[ExecutedSection]) -> None:
    seen: dict[str, str] = {}
    for section in sections:
        name, about = section.bundle["section"], section.bundle["organisation"]["id"]
        if about != organisation:
            raise RunError(f"{section.name} released a section about {about}, not about {organisation}")
        if name in seen:
            raise RunError(f"{seen[name]} and {section.name} both released the section {name}")
        seen[name] = section.name
