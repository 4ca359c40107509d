"""Pages: one self-contained HTML file per report and language, an index of reports, a section for a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from evaluatie.report.lead import lead
from evaluatie.report.protection import blanks, entries
from evaluatie.report.reading import Bundle, BundleError, Reader
from evaluatie.report.rendering import render, style
from evaluatie.report.sections import Numbering, section
from evaluatie.report.suppressed import by_rule, hidden_sum, policy_sentences
from evaluatie.report.wording import Wording, capitalise, load_wording

_GUIDE = ("interval", "smallest", "verdicts", "detectable", "hidden")
_GUIDE_SYNTHESIS = ("interval", "smallest", "verdicts", "pooled", "spread", "next", "hidden")
_NAMED = 12  # more organisations are listed in their table only


@dataclass(frozen=True)
class IndexEntry:
    """One report in the index.

    Attributes
    ----------
    organisation, name : str
        The organisation's id and name.
    href : str
        Where the report is, as seen from the index page.
    waves : tuple of str
        Names of the waves, in order.
    headlines : tuple of str
        The main findings as sentences; see :func:`headlines`.
    synthetic : bool
        Whether its data are made up.
    """

    organisation: str
    name: str
    href: str
    waves: tuple[str, ...] = ()
    headlines: tuple[str, ...] = ()
    synthetic: bool = False


def compose(
    bundles: Sequence[Bundle],
    language: str,
    *,
    other_language: tuple[str, str] | None = None,
    protection: str | None = None,
    dropped: Iterable[str] = (),
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
    dropped : iterable of str, optional
        Names of the outputs that were left out.

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
    readers = _readers(bundles, language)
    first, wording, numbering = readers[0], readers[0].wording, Numbering()
    together = first.of_several
    return render(
        "page.html",
        wording,
        style("page.css"),
        title=first.title,
        waves=_organisations_line(first) if together else _waves_line(wave_names(bundles, language), wording),
        other=_other_language(other_language),
        synthetic=first.bundle["organisation"]["synthetic"],
        lead=lead(readers),
        guide=[wording.html(f"page.guide_{name}") for name in (_GUIDE_SYNTHESIS if together else _GUIDE)],
        sections=[section(reader, numbering) for reader in readers],
        methods=_methods(readers),
        policy=policy_sentences(first),
        protection=protection,
        rules=by_rule(readers),
        total=hidden_sum(readers),
        hidden=_hidden(readers),
        dropped=list(dropped),
        data=wording.text("page.data_synthesis" if together else "page.data_text"),
        software=wording.text("page.software", version=str(first.bundle["package_version"])),
    )


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
    readers = _readers(bundles, language)
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


def index_page(entries: Sequence[IndexEntry], language: str, *, synthesis: str | None = None) -> str:
    """Make the page that lists all reports.

    Parameters
    ----------
    entries : sequence of IndexEntry
        The reports, in the order of the page.
    language : str
        ``"nl"`` or ``"en"``.
    synthesis : str, optional
        Where the page is that takes the organisations together.

    Returns
    -------
    str
        One self-contained HTML page.
    """
    wording = load_wording(language)
    key = {0: "page.empty", 1: "index.intro_one"}.get(len(entries), "index.intro")
    return render(
        "index.html",
        wording,
        style("page.css"),
        title=wording.text("index.title"),
        other=None,
        intro=wording.text(key, number=str(len(entries))),
        synthesis=synthesis,
        entries=[
            {
                "name": entry.name,
                "href": entry.href,
                "waves": _waves_line(entry.waves, wording),
                "headlines": entry.headlines,
                "synthetic": entry.synthetic,
            }
            for entry in entries
        ],
        software=wording.text("page.software", version=version("evaluatie")),
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


def wave_names(bundles: Sequence[Bundle], language: str) -> tuple[str, ...]:
    """Give the names of the waves that a report is about, in the order of time.

    Parameters
    ----------
    bundles : sequence of mapping
        The report's bundles.
    language : str
        ``"nl"`` or ``"en"``.

    Returns
    -------
    tuple of str
    """
    order = [wave["id"] for bundle in bundles[:1] for wave in bundle.get("waves", ())]
    names: dict[str, str] = {}
    for bundle in bundles:
        reader = Reader(bundle, language)
        for finding in bundle["findings"]:
            for slot in finding["slots"].values():
                if slot.get("label", ("",))[0] == "wave":
                    names.setdefault(slot["label"][1], reader.label(*slot["label"]))
    return tuple(names[id_] for id_ in order if id_ in names)


def _readers(bundles: Sequence[Bundle], language: str) -> list[Reader]:
    readers = [Reader(bundle, language) for bundle in bundles]
    if not readers:
        raise BundleError("a report needs at least one section; none was released")
    organisations = sorted({str(bundle["organisation"]["id"]) for bundle in bundles})
    if len(organisations) > 1:
        raise BundleError(f"these sections are of different organisations: {', '.join(organisations)}")
    names = [reader.section for reader in readers]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise BundleError(f"released more than once: section {', '.join(doubled)}")
    return readers


def _organisations_line(reader: Reader) -> str:
    names = [str(one["name"]) for one in reader.bundle["organisations"]]
    if not 0 < len(names) <= _NAMED:
        return ""
    return reader.wording.text("page.organisations", names="; ".join(names))


def _waves_line(names: Sequence[str], wording: Wording) -> str:
    if not names:
        return ""
    together = wording.text("list.and").join(filter(None, (", ".join(names[:-1]), names[-1])))
    return wording.text("page.waves" if len(names) > 1 else "page.wave", waves=together)


def _other_language(other: tuple[str, str] | None, key: str = "page.other_language") -> dict[str, str] | None:
    if other is None:
        return None
    href, language = other
    wording = load_wording(language)
    text = wording.text(key, language=wording.text("page.language_name"))
    return {"href": href, "language": language, "text": text}


def _methods(readers: Sequence[Reader]) -> list[dict[str, str]]:
    keys = dict.fromkeys(key for reader in readers for key in reader.bundle["methods"])
    say = readers[0].wording.text
    methods = []
    for key in keys:
        source = say(f"method.{key}.source")
        methods.append(
            {
                "name": say(f"method.{key}.name"),
                "explanation": say(f"method.{key}.explanation"),
                "source": say("page.source", source=source) if source else "",
            }
        )
    return methods


def _hidden(readers: Sequence[Reader]) -> list[dict[str, str]]:
    """Sum up what is hidden, over all sections, per characteristic."""
    reasons: dict[str, set[str]] = {}
    numbers: dict[str, int] = {}
    for reader in readers:
        for item in reader.bundle["hidden"]:
            reasons.setdefault(item["characteristic"], set()).update(item["reasons"])
            numbers[item["characteristic"]] = numbers.get(item["characteristic"], 0) + item["numbers"]
    first = readers[0]
    return [
        {
            "name": capitalise(first.label("characteristic", name)),
            "reasons": capitalise(first.reasons(reasons[name])) + ".",
            "numbers": first.numerals.count(numbers[name]),
        }
        for name in sorted(reasons)
    ]
