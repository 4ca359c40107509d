"""Pages: one self-contained HTML file per report and language, an index of reports, a section for a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from evaluatie.report.authored import AuthoredTexts
from evaluatie.report.protection import blanks, entries
from evaluatie.report.reading import Bundle, Reader
from evaluatie.report.rendering import render, style
from evaluatie.report.sections import Code, Numbering, section
from evaluatie.report.suppressed import by_rule, hidden_sum, policy_sentences
from evaluatie.report.whole import readers_of, whole
from evaluatie.report.wording import load_wording


def compose(
    bundles: Sequence[Bundle],
    language: str,
    *,
    other_language: tuple[str, str] | None = None,
    protection: str | None = None,
    documents: Iterable[str] = (),
    dropped: Iterable[str] = (),
    texts: AuthoredTexts | None = None,
    code: Mapping[str, Code] | None = None,
) -> str:
    """Make a report's page from its sections' bundles.

    Parameters
    ----------
    bundles : sequence of mapping
        Contents of outputs of type ``application/vnd.evaluatie+json``, in the order of the page.
    language : str
        ``"nl"`` or ``"en"``.
    other_language : tuple of str, optional
        Where the same report is in the other language, and which that is: ``("report.en.html", "en")``.
    protection : str, optional
        Where the data-protection page is.
    documents : iterable of str, optional
        Where the same report is as another kind of file, such as ``"report.pdf"``.
    dropped : iterable of str, optional
        Names of the outputs that were left out.
    texts : AuthoredTexts, optional
        What the author wrote.
    code : mapping of str to Code, optional
        What made each section, by the section's name.

    Returns
    -------
    str
        One self-contained HTML page; the same bundles give the same bytes.

    Raises
    ------
    WordingError
        When a bundle uses a text that the wording files do not have.
    BundleError
        When there are no bundles, or they are not of one report, or one refers to what it does not hold.
    """
    readers = readers_of(bundles, language)
    view = vars(whole(readers, dropped=dropped, texts=texts, code=code))
    other = _other_language(other_language)
    wording = readers[0].wording
    files = [(name, wording.text(f"page.file.{name.rpartition('.')[2]}")) for name in documents]
    return render("page.html", wording, style("page.css"), other=other, protection=protection, files=files, **view)


def protection_page(
    bundles: Sequence[Bundle], language: str, *, report: str, other_language: tuple[str, str] | None = None
) -> str:
    """Make the data-protection page of a report: purpose, grounds and arrangements, and what was not shown.

    Parameters
    ----------
    bundles : sequence of mapping
        The report's bundles.
    language : str
        ``"nl"`` or ``"en"``.
    report : str
        Where the report is.
    other_language : tuple of str, optional
        As of :func:`compose`.

    Returns
    -------
    str
        One self-contained HTML page, without a day but those that study.yml names; what that does not tell is a blank.

    Raises
    ------
    WordingError, BundleError
        As :func:`compose`.
    """
    readers = readers_of(bundles, language)
    first, wording = readers[0], readers[0].wording
    lines = entries(first.bundle, language)
    return render(
        "protection.html",
        wording,
        style("page.css"),
        title=wording.text("protection.title", organisation=str(first.bundle["organisation"]["name"])),
        other=_other_language(other_language, "protection.other_language"),
        synthetic=first.bundle["organisation"]["synthetic"],
        report=report,
        lines=lines,
        blanks=blanks(lines, wording),
        incomplete=not all(line.text for line in lines),
        policy=policy_sentences(first),
        rules=by_rule(readers),
        total=hidden_sum(readers),
        software=wording.text("page.software", version=str(first.bundle["package_version"])),
    )


def render_section(bundle: Bundle, language: str) -> str:
    """Make one section as an HTML fragment, for a notebook's cell.

    Parameters
    ----------
    bundle : mapping
        The section's bundle.
    language : str
        ``"nl"`` or ``"en"``.

    Returns
    -------
    str
        A ``<div class="evaluatie">`` that carries its own look and touches nothing around it.

    Raises
    ------
    WordingError, BundleError
        As :func:`compose`.
    """
    reader = Reader(bundle, language)
    return render(
        "fragment.html",
        reader.wording,
        style(),
        synthetic=bundle["organisation"]["synthetic"],
        view=section(reader, Numbering()),
    )


def _other_language(other: tuple[str, str] | None, key: str = "page.other_language") -> dict[str, str] | None:
    if other is None:
        return None
    href, language = other
    wording = load_wording(language)
    text = wording.text(key, language=wording.text("page.language_name"))
    return {"href": href, "language": language, "text": text}
