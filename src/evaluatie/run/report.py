"""One organisation's report: from executed sections to the files of its folder."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluatie.resultsfile import RESULTS
from evaluatie.run.errors import RunError
from evaluatie.run.folder import replace_folder
from evaluatie.run.inputs import MadeFrom
from evaluatie.run.provenance import Origin, provenance
from evaluatie.run.sections import ExecutedSection
from evaluatie.run.store import ReportRecord, digests
from evaluatie.study.settings.source import NAME, OTHER_LANGUAGE, read_source, reason

if TYPE_CHECKING:
    from evaluatie.report import AuthoredTexts

_PROTECTION = "data-protection"
WORKBOOK = "results.xlsx"
#: kinds of file beside the pages
FORMATS = {"pdf": "report.pdf", "docx": "report.docx"}


def write_report(
    organisation: str,
    folder: Path,
    sections: Sequence[ExecutedSection],
    made_from: Mapping[str, MadeFrom],
    origin: Origin,
    *,
    proven: Callable[[bytes], None],
    formats: Collection[str] = FORMATS,
    texts: AuthoredTexts | None = None,
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
    formats : collection of str
        Kinds of file beside the pages: ``"docx"``, ``"pdf"``.
    texts : AuthoredTexts, optional
        What the author wrote.

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
    pages, files = report_files(sections, formats, texts)
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


def formats_of(study: Path) -> tuple[str, ...]:
    """Give the kinds of file that a study asks for.

    Parameters
    ----------
    study : pathlib.Path
        Its folder, whose study.yml was checked when its sections ran.
    """
    from evaluatie.study.settings.arrangements import Report

    block = (read_source(study / NAME).data or {}).get("report") or {}
    return Report.model_validate(block).formats


def report_files(
    sections: Sequence[ExecutedSection], formats: Collection[str] = FORMATS, texts: AuthoredTexts | None = None
) -> tuple[list[str], dict[str, bytes]]:
    """Compose a report's files.

    Parameters
    ----------
    sections : sequence of ExecutedSection
        The sections, in the report's order.
    formats : collection of str
        As of :func:`write_report`.
    texts : AuthoredTexts, optional
        What the author wrote.

    Returns
    -------
    pages : list of str
        The page in the study's language, then the one in the other.
    files : dict of str to bytes
        All files by path inside the report's folder.

    Raises
    ------
    RunError
        A bundle has no text or number that its page needs, or a PDF or Word file cannot be made.
    """
    from evaluatie.report import BundleError, DocumentError, WordingError, results_json, results_xlsx

    bundles = [section.bundle for section in sections]
    dropped = tuple(name for section in sections for name in section.dropped)
    try:
        pages = _pages(sections, dropped, formats, texts)
        papers, notebooks = _papers(bundles), dict(_notebooks(sections))
        works, workbook = _works(bundles), results_xlsx(bundles, str(bundles[0]["language"]))
        documents = _documents(bundles, dropped, formats, texts)
    except (BundleError, DocumentError, WordingError) as error:
        raise RunError(str(error)) from error
    numbers = {RESULTS: results_json(bundles), WORKBOOK: workbook}
    return list(pages), {**pages, **papers, **documents, **works, **numbers, **notebooks}


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


def _pages(
    sections: Sequence[ExecutedSection],
    dropped: Sequence[str],
    formats: Collection[str],
    texts: AuthoredTexts | None,
) -> dict[str, bytes]:
    """Make the page in the study's language, then in the other one."""
    from evaluatie.report import Code, compose
    from evaluatie.run.keep import code_of

    bundles = [section.bundle for section in sections]
    code = {str(section.bundle["section"]): Code(section.name, code_of(section.cells)) for section in sections}
    language = str(bundles[0]["language"])
    other = OTHER_LANGUAGE[language]
    main, translated = "report.html", f"report.{other}.html"
    told = "privacy" in bundles[0]  # a synthesis has no purpose and grounds of its own
    papers = (f"{_PROTECTION}.html", f"{_PROTECTION}.{other}.html") if told else (None, None)
    same = partial(compose, bundles, dropped=dropped, code=code, texts=texts)
    documents = [file for kind, file in FORMATS.items() if kind in formats]
    page = same(language, other_language=(translated, other), protection=papers[0], documents=documents)
    other_page = same(other, other_language=(main, language), protection=papers[1])
    return {main: page.encode(), translated: other_page.encode()}


def _documents(
    bundles: Sequence[dict[str, Any]], dropped: Sequence[str], formats: Collection[str], texts: AuthoredTexts | None
) -> dict[str, bytes]:
    """Make the report as PDF and as Word file, in the study's language; nothing is written on the way."""
    from evaluatie.report import report_document, to_docx, to_pdf

    writers = {kind: writer for kind, writer in (("docx", to_docx), ("pdf", to_pdf)) if kind in formats}
    if not writers:
        return {}
    protection = f"{_PROTECTION}.html" if "privacy" in bundles[0] else None
    language = str(bundles[0]["language"])
    document = report_document(bundles, language, protection=protection, dropped=dropped, texts=texts)
    return {FORMATS[kind]: write(document) for kind, write in writers.items()}


def _papers(bundles: Sequence[dict[str, Any]]) -> dict[str, bytes]:
    """Make the data-protection page, beside the report and in both languages; a synthesis has none."""
    from evaluatie.report import protection_page

    if "privacy" not in bundles[0]:
        return {}
    language = str(bundles[0]["language"])
    other = OTHER_LANGUAGE[language]
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
